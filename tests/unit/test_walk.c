/* test_walk.c - the items and events of one list against a plain look at those of all, whatever happened to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/walk.h"

enum { EVENTS = 600, ROUNDS = 20 };

static const char *const lists[] = { "bsc", "a", "garden" };
static const enum event_kind others[] = { EVENT_AGENDA, EVENT_MINUTES, EVENT_PERSON, EVENT_DEADLINE, EVENT_VOTE };
static const enum event_kind of_items[] = { EVENT_DONE, EVENT_DROPPED, EVENT_REOPENED, EVENT_PARKED, EVENT_MENTIONED, EVENT_GONE };

static void apply(struct state *state, const struct event *event)
{
	struct event e = *event;
	struct err err;

	e.actor = "Dave";
	e.rule = "test";
	e.proof = "";
	if (state_apply(state, &e, &err))
		fail_msg("%s", err.text);
}

static void raise_one(struct state *state, int number)
{
	apply(state, &(struct event){ .kind = EVENT_RAISED, .item = number, .list = lists[rand() % 3], .message_id = "m@x", .act = "",
				      .raised = { .text = "a thing", .detail = "", .context = "", .quote = "", .owners = "",
						  .due.unread = "" } });
}

static void happen(struct state *state, int *n_items)
{
	static const char *const mails[] = { "m1@x", "m2@x", "m3@x" };
	int number = *n_items ? rand() % *n_items + 1 : 0;

	switch (rand() % 8) {
	case 0:
	case 1:
		*n_items += 1 + rand() % 2;	/* a number may be left out */
		raise_one(state, *n_items);
		break;
	case 2:
	case 3:
	case 4:
		if (state_item(state, number))
			apply(state, &(struct event){ .kind = of_items[rand() % 6], .item = number, .list = "", .message_id = "", .act = "" });
		break;
	case 5:
		if (rand() % 8 == 0)	/* agenda and minutes of that mail are forgotten */
			apply(state, &(struct event){ .kind = EVENT_HELD, .list = lists[rand() % 3], .message_id = "", .act = HELD_TAKEN_BACK,
						      .held.mail = mails[rand() % 3] });
		break;
	default:
		apply(state, &(struct event){ .kind = others[rand() % 5], .list = lists[rand() % 3], .message_id = mails[rand() % 3], .act = "" });
	}
}

static bool is_of(const char *list, const char *name)
{
	return !list || strcmp(list, name) == 0;
}

static void check_items(const struct state *state, const char *list)
{
	struct item_walk all = walk_items(state, list), open = walk_open(state, list), back = walk_items(state, list);
	const struct item *last = NULL;

	for (size_t i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (!item->number || !is_of(list, item->list))
			continue;
		assert_ptr_equal(item_walk_next(&all), item);
		if (item->status == ITEM_OPEN)
			assert_ptr_equal(item_walk_next(&open), item);
		last = item;
	}
	assert_null(item_walk_next(&all));
	assert_null(item_walk_next(&open));
	assert_ptr_equal(item_walk_back(&back), last);
}

static void check_events(const struct state *state, const char *list, unsigned kinds)
{
	struct event_walk walk = walk_events(state, list, kinds);
	struct event_walk back = walk_events(state, list, WALK(EVENT_AGENDA));
	const struct event *last = NULL;

	for (size_t i = 0; i < state->others.len; i++) {
		const struct event *e = &state->others.events[i];

		if (is_of(list, e->list) && (kinds & WALK(e->kind)))
			assert_ptr_equal(event_walk_next(&walk), e);
		if (is_of(list, e->list) && e->kind == EVENT_AGENDA)
			last = e;
	}
	assert_null(event_walk_next(&walk));
	assert_ptr_equal(event_walk_back(&back, EVENT_AGENDA), last);
}

static void a_walk_finds_what_a_look_at_all_finds(void **unused)
{
	static const char *const names[] = { "bsc", "a", "garden", "nobody's", NULL };
	static const unsigned kinds[] = { WALK(EVENT_AGENDA), WALK(EVENT_DEADLINE) | WALK(EVENT_HELD), ~0u, 0 };

	(void)unused;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct state *state = state_new();
		int n_items = 0;

		srand(round);
		for (size_t i = 0; i < EVENTS; i++)
			happen(state, &n_items);
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
			check_items(state, names[i]);
			for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
				check_events(state, names[i], kinds[k]);
		}
		state_free(&state);
	}
}

static void another_list_changes_no_version(void **unused)
{
	struct state *state = state_new();
	struct event e = { .kind = EVENT_MINUTES, .list = "bsc", .message_id = "m@x", .act = "" };
	uint64_t bsc, a;

	(void)unused;
	bsc = walk_version(state, "bsc");
	a = walk_version(state, "a");
	apply(state, &e);
	assert_int_not_equal(walk_version(state, "bsc"), bsc);
	assert_int_equal(walk_version(state, "a"), a);

	bsc = walk_version(state, "bsc");
	apply(state, &(struct event){ .kind = EVENT_RAISED, .item = 1, .list = "bsc", .message_id = "m@x", .act = "",
				      .raised = { .text = "a thing", .detail = "", .context = "", .quote = "", .owners = "",
						  .due.unread = "" } });
	assert_int_not_equal(walk_version(state, "bsc"), bsc);
	bsc = walk_version(state, "bsc");
	apply(state, &(struct event){ .kind = EVENT_GONE, .item = 1, .list = "", .message_id = "", .act = "" });
	assert_int_not_equal(walk_version(state, "bsc"), bsc);
	assert_int_equal(walk_version(state, "a"), a);

	e.kind = EVENT_PERSON;		/* who may be on both */
	apply(state, &e);
	assert_int_not_equal(walk_version(state, "a"), a);
	state_free(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_walk_finds_what_a_look_at_all_finds),
		cmocka_unit_test(another_list_changes_no_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
