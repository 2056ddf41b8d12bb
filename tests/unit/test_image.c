/* test_image.c - a state that was read from its image is the one that was folded, wherever a history is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/deadlines.h"
#include "committee/event_stored.h"
#include "committee/held.h"
#include "committee/image.h"
#include "committee/promises.h"
#include "committee/told.h"
#include "committee/walk.h"

enum { EVENTS = 400, HISTORIES = 8, FLIPS = 3000 };

static unsigned seed;

static const char *const texts[] = { "", "a", "bsc", "Dave Thaler", "Joe Stringer", "every 6 months", "m1@x", "m2@x", "Grüße an alle",
				     "send the revised draft by 5 July to the working group, with \"all\" changes\nand a second line" };
static const char *const lists[] = { "bsc", "garden", "a" };
/* Acts that have members of their own, and one that has not. */
static const char *const acts[] = { "opened", "text-changed", NOTICE_ANNOUNCED, NOTICE_TOLD, "cast", "counted", HELD_KEPT, HELD_ASKED,
				    HELD_TAKEN_BACK, PROMISE_SAID, "said", "another" };

#define ANY(pool) (pool)[(size_t)rand() % (sizeof(pool) / sizeof *(pool))]

static void set_any(struct event *e, const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum event_slot slot = members[i].slot;

		if (slot >= STORED_N_DATA || slot == STORED_WHAT || slot == STORED_MINUTES)
			continue;	/* what is in no data, and what says which members there are */
		if (members[i].type == EVENT_TEXT)
			event_set_text(e, slot, ANY(texts));
		else if (members[i].type == EVENT_MARK)
			event_set_text(e, slot, rand() % 2 ? members[i].mark : "");
		else if (members[i].type == EVENT_DATE && rand() % 2)
			event_set_date(e, slot, (struct civil_date){ (int16_t)(2000 + rand() % 50), (int8_t)(1 + rand() % 12), (int8_t)(1 + rand() % 28) });
		else if (members[i].type != EVENT_DATE)
			event_set_integer(e, slot, members[i].type == EVENT_UNSIGNED ? rand() % 9 : rand() % 2 ? rand() : -(rand() % 300));
	}
}

/* Of a kind that fits the state. */
static struct event any_event(const struct state *state, int64_t id)
{
	const struct event_member *members;
	struct event e = { .id = id, .at_s = 1688000000 + rand() % 100000000, .kind = (enum event_kind)(rand() % EVENT_KINDS),
			   .list = ANY(lists), .actor = ANY(texts), .message_id = ANY(texts), .rule = ANY(texts), .act = "",
			   .line = (unsigned)rand() % 200 };

	if (event_is_of_item(e.kind)) {
		e.item = state->n_items ? 1 + rand() % (int)state->n_items : 0;
		if (e.kind == EVENT_RAISED || !state_item(state, e.item)) {
			e.kind = EVENT_RAISED;
			e.item = (int)state->n_items + 1 + rand() % 3;
		}
	} else {
		e.act = ANY(acts);
		if (e.kind == EVENT_DEADLINE)
			e.deadline.meeting = rand() % 3 - 1;
	}
	size_t n = event_head(&members);

	set_any(&e, members, n);
	n = event_members(&e, &members);
	set_any(&e, members, n);
	return e;
}

static void apply(struct state *state, const struct event *e)
{
	struct err err;

	if (state_apply(state, e, &err))
		fail_msg("seed %u: %s", seed, err.text);
}

static void write_image(const struct state *state, struct buf *buf, struct span *out)
{
	buf_init(buf, IMAGE_BYTES_MAX);
	image_write(state, buf);
	assert_true(buf_whole(buf, out));
}

static void assert_same(const struct state *a, const struct state *b, size_t at)
{
	struct buf of_a, of_b;
	struct span image_a, image_b;

	write_image(a, &of_a, &image_a);
	write_image(b, &of_b, &image_b);
	if (!span_eq(image_a, image_b))
		fail_msg("seed %u: after event %zu the images differ", seed, at);
	buf_free(&of_a);
	buf_free(&of_b);
}

/* What no image says, but everybody reads: members of events that others of their kind have, and words. */
static void assert_read_alike(const struct state *a, const struct state *b)
{
	assert_int_equal(a->n_items, b->n_items);
	assert_int_equal(a->others.len, b->others.len);
	for (size_t i = 0; i < a->others.len; i++) {
		assert_int_equal(a->others.events[i].id, b->others.events[i].id);
		assert_true(event_is_same(&a->others.events[i], &b->others.events[i]));
	}
	for (size_t i = 0; i < a->n_items; i++) {
		const struct item *one = &a->items[i], *other = &b->items[i];

		if (!one->number)
			continue;
		assert_int_equal(one->duty.cycle.unit * (*one->duty.every != 0), other->duty.cycle.unit * (*other->duty.every != 0));
		assert_int_equal(item_wording(one)->n, item_wording(other)->n);
		assert_true(item_wording(one)->in_order == item_wording(other)->in_order);
	}
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct event_walk of_a = walk_events(a, lists[i], ~0u), of_b = walk_events(b, lists[i], ~0u);
		struct item_walk open_a = walk_open(a, lists[i]), open_b = walk_open(b, lists[i]);
		const struct event *e;
		const struct item *item;

		while ((e = event_walk_next(&of_a)))
			assert_int_equal(e->id, event_walk_next(&of_b)->id);
		assert_null(event_walk_next(&of_b));
		while ((item = item_walk_next(&open_a)))
			assert_int_equal(item->number, item_walk_next(&open_b)->number);
		assert_null(item_walk_next(&open_b));
	}
}

static struct state *through_image(const struct state *state, size_t at)
{
	struct buf buf;
	struct span image;
	struct state *read;

	write_image(state, &buf, &image);
	char *bytes = mem_alloc(image.len);

	memcpy(bytes, image.ptr, image.len);
	read = image_read(span_from(bytes, image.len));
	buf_free(&buf);
	if (!read)
		fail_msg("seed %u: after event %zu the image cannot be read", seed, at);
	read->image = bytes;
	return read;
}

static void a_state_is_the_same_wherever_it_was_cut(void **unused)
{
	(void)unused;
	for (unsigned round = 0; round < HISTORIES; round++) {
		struct state *folded = state_new(), *cut = state_new();

		for (size_t i = 0; i < EVENTS; i++) {
			const struct event e = any_event(folded, (int64_t)i + 1);

			apply(folded, &e);
			apply(cut, &e);
			/* each time from an image of what came from an image */
			struct state *read = through_image(cut, i);

			state_free(&cut);
			cut = read;
			assert_int_equal(cut->last_event, i + 1);
			assert_int_equal(cut->n_events, i + 1);
			assert_same(folded, cut, i);
			assert_int_equal(state_next_number(folded, NULL), state_next_number(cut, NULL));
		}
		assert_read_alike(folded, cut);
		state_free(&folded);
		state_free(&cut);
	}
}

static struct state *any_state(void)
{
	struct state *state = state_new();

	for (int i = 0; i < EVENTS; i++) {
		const struct event e = any_event(state, i + 1);

		apply(state, &e);
	}
	return state;
}

/* A cast of a secret vote has its choice elsewhere, and no image has it, whatever the state has. */
static void no_image_has_a_sealed_choice(void **unused)
{
	struct state *state = any_state();
	struct buf buf;
	struct span image;
	struct event e = { .id = EVENTS + 1, .kind = EVENT_VOTE, .act = "cast", .list = "bsc", .actor = "Dave Thaler",
			   .vote = { .number = 1, .sealed = "sealed-choice" } };

	(void)unused;
	apply(state, &e);
	write_image(state, &buf, &image);
	assert_false(span_has(image, "sealed-choice"));
	buf_free(&buf);
	state_free(&state);
}

/* Whatever the bytes, they are read within their bounds (the ledger has looked at them before). */
static void damaged_bytes_are_no_danger(void **unused)
{
	struct state *state = any_state(), *read;
	struct buf buf;
	struct span image;

	(void)unused;
	write_image(state, &buf, &image);
	for (size_t i = 0; i < FLIPS; i++) {
		char *bytes = mem_alloc(image.len);
		size_t len = i % 3 ? image.len : (size_t)rand() % image.len, at = (size_t)rand() % image.len;

		memcpy(bytes, image.ptr, image.len);
		bytes[at] = (char)(bytes[at] ^ (1 << rand() % 8));
		read = image_read(span_from(bytes, len));
		if (read && i % 3 == 0)
			fail_msg("seed %u: a cut image is taken", seed);
		if (read)
			state_free(&read);
		free(bytes);
	}
	assert_null(image_read(span_of("")));
	buf_free(&buf);
	state_free(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_is_the_same_wherever_it_was_cut),
		cmocka_unit_test(no_image_has_a_sealed_choice),
		cmocka_unit_test(damaged_bytes_are_no_danger),
	};
	const char *given = getenv("BEADLE_SEED");

	seed = given ? (unsigned)strtoul(given, NULL, 10) : 20261130;
	srand(seed);
	print_message("BEADLE_SEED=%u\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
