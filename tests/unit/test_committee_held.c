/* test_committee_held.c - mails that wait for the chair, as their events leave them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "committee/held.h"

enum { IDS = 9, DAY_S = 24 * 3600 };

static struct arena *arena;
static struct state *ledger;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	ledger = state_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	state_free(&ledger);
	arena_free(&arena);
	return 0;
}

static const char *id_of(size_t number)
{
	return arena_printf(arena, "%zu@example.org", number);
}

/* message_id is its own of a mail that is kept, else the mail that the event is about. */
static void happens(const char *act, const char *message_id, int64_t at_s)
{
	bool kept = strcmp(act, HELD_KEPT) == 0, asked = strcmp(act, HELD_ASKED) == 0;
	const struct event e = {
		.kind = EVENT_HELD,
		.at_s = at_s,
		.list = "l",
		.actor = "Joe",
		.message_id = kept ? message_id : "other@example.org",
		.rule = "held",
		.act = act,
		.proof = "",
		.said_in = "",
		.held = { .mail = kept || asked ? "" : message_id, .rows = asked ? message_id : "",
			  .author = "", .author_addr = "", .subject = "", .why = "", .facts = "", .minutes = "" },
	};
	struct err err;

	assert_int_equal(state_apply(ledger, &e, &err), ERR_NONE);
}

/* What was told of each mail, by their numbers, as simply as can be. */
struct told {
	struct { bool kept, asked; enum held_fate fate; int64_t at_s; } mails[IDS];
};

static void tell(struct told *told, size_t mail, const char *act, int64_t at_s)
{
	if (strcmp(act, HELD_KEPT) == 0) {
		told->mails[mail].kept = true;
		told->mails[mail].asked = false;
		told->mails[mail].fate = HELD_WAITS;
		told->mails[mail].at_s = at_s;
	}
	if (!told->mails[mail].kept)
		return;
	if (strcmp(act, HELD_ASKED) == 0)
		told->mails[mail].asked = true;
	if (strcmp(act, HELD_CONFIRMED) == 0)
		told->mails[mail].fate = HELD_IS_CONFIRMED;
	if (strcmp(act, HELD_COME) == 0)
		told->mails[mail].fate = HELD_HAS_COME;
	if (strcmp(act, HELD_DROPPED) == 0 && told->mails[mail].fate == HELD_WAITS)
		told->mails[mail].fate = HELD_IS_DROPPED;
}

static void check(const struct told *told, int64_t now_s)
{
	struct held_list list;
	size_t n = 0;

	held_of(arena, ledger, "l", now_s, &list);
	for (size_t i = 0; i < IDS; i++) {
		const struct held_mail *found = held_find(&list, id_of(i));
		struct held_mail alone;

		n += told->mails[i].kept;
		assert_int_equal(found != NULL, told->mails[i].kept);
		assert_int_equal(held_is_kept(ledger, "l", id_of(i), now_s, &alone), told->mails[i].kept);
		if (!found)
			continue;
		assert_int_equal(found->fate, told->mails[i].fate);
		assert_int_equal(alone.fate, told->mails[i].fate);
		assert_int_equal(found->asked, told->mails[i].asked);
		assert_int_equal(found->kept->at_s, told->mails[i].at_s);
		assert_ptr_equal(alone.kept, found->kept);
	}
	assert_int_equal(list.len, n);
}

static void each_is_as_its_events_leave_it(void **state)
{
	static const char *const acts[] = { HELD_KEPT, HELD_ASKED, HELD_CONFIRMED, HELD_DROPPED, HELD_COME };
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	struct told told = { 0 };

	(void)state;
	print_message("seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 400; i++) {
		size_t mail = (size_t)rand() % IDS;
		const char *act = acts[(size_t)rand() % (sizeof acts / sizeof acts[0])];

		happens(act, id_of(mail), i);
		tell(&told, mail, act, i);
		check(&told, i);
	}
}

/* The table grows under them, and each is found. */
static void as_many_as_strangers_send_are_found(void **state)
{
	enum { MANY = 20000 };
	struct held_list list;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		happens(HELD_KEPT, id_of(i), (int64_t)i);
	held_of(arena, ledger, "l", MANY, &list);
	assert_int_equal(list.len, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_ptr_equal(held_find(&list, id_of(i)), &list.mails[i]);
	assert_null(held_find(&list, "20000@example.org"));
}

static void after_three_weeks_it_is_forgotten(void **state)
{
	struct held_mail held;
	struct held_list list;

	(void)state;
	happens(HELD_KEPT, "a@example.org", 0);
	happens(HELD_CONFIRMED, "a@example.org", 20 * DAY_S);
	held_of(arena, ledger, "l", HELD_FOR_S, &list);
	assert_int_equal(list.len, 1);
	assert_true(held_is_kept(ledger, "l", "a@example.org", HELD_FOR_S, &held));
	held_of(arena, ledger, "l", HELD_FOR_S + 1, &list);
	assert_int_equal(list.len, 0);
	assert_false(held_is_kept(ledger, "l", "a@example.org", HELD_FOR_S + 1, &held));
	assert_false(held_is_kept(ledger, "l", "", 0, &held));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_is_as_its_events_leave_it, setup, teardown),
		cmocka_unit_test_setup_teardown(as_many_as_strangers_send_are_found, setup, teardown),
		cmocka_unit_test_setup_teardown(after_three_weeks_it_is_forgotten, setup, teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
