/* test_chairs.c - the round of the chair: who comes next when turns are swapped, stood in for, skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/chairs.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

enum { MEETINGS = 9 };

/* Chairs of meetings 1.. with one letter each, "-" for nobody; one meeting a day from 2023-07-01. */
static void check(const struct chair_order *order, const char *expected, const char *not_applied)
{
	struct arena *arena = arena_new();
	struct chair_round round;
	struct buf got, failed;

	buf_init(&got, 100);
	buf_init(&failed, 100);
	chairs_begin(arena, order, &round);
	for (int number = 1; number <= MEETINGS; number++) {
		struct civil_date day = civil_add_days((struct civil_date){ 2023, 7, 1 }, number - 1);
		struct chair_turn turns[5];
		size_t n = 0;
		bool applied[5];

		for (size_t i = 0; i < order->n_turns; i++) {
			if (order->turns[i].meeting == number)
				turns[n++] = order->turns[i];
		}
		const char *before = chairs_expect(&round, day);
		const char *chair = chairs_take(&round, day, turns, n, applied);

		if (!n)
			assert_true(before == chair);
		buf_addf(&got, "%s", chair ? chair : "-");
		for (size_t i = 0; i < n; i++) {
			if (!applied[i])
				buf_addf(&failed, "%d", number);
		}
	}
	assert_string_equal(buf_fitted(&got).ptr, expected);
	assert_string_equal(buf_fitted(&failed).ptr, not_applied);
	buf_free(&got);
	buf_free(&failed);
	arena_free(&arena);
}

static const struct chair_seat four[] = { { .name = "A" }, { .name = "B" }, { .name = "C" }, { .name = "D" } };

static void turns_go_round(void **state)
{
	static const struct {
		const char *what, *first;
		struct chair_turn turns[4];
		size_t n_turns;
		const char *expected, *not_applied;
	} cases[] = {
		{ "nothing agreed", NULL, { { 0 } }, 0, "ABCDABCDA", "" },
		{ "from C on", "C", { { 0 } }, 0, "CDABCDABC", "" },
		{ "first is nobody's seat", "X", { { 0 } }, 0, "ABCDABCDA", "" },
		{ "a swap returns the turn, the order stays", NULL, { { 2, TURN_SWAP, "C" } }, 1, "ACBDABCDA", "" },
		{ "a swap with one who comes later", NULL, { { 1, TURN_SWAP, "D" } }, 1, "DBCAABCDA", "" },
		{ "a swap of who had his turn: in the next round", NULL, { { 3, TURN_SWAP, "A" } }, 1, "ABADCBCDA", "" },
		{ "a swap with an outsider", NULL, { { 2, TURN_SWAP, "X" } }, 1, "AXBCDABCD", "" },
		{ "a swap with himself", NULL, { { 2, TURN_SWAP, "B" } }, 1, "ABCDABCDA", "2" },
		{ "a swap of a swapped turn", NULL, { { 1, TURN_SWAP, "C" }, { 2, TURN_SWAP, "A" } }, 2, "CABDABCDA", "" },
		{ "a stand-in gives back at once", NULL, { { 2, TURN_STAND_IN, "D" } }, 1, "ADBCDABCD", "" },
		{ "a skip does not return", NULL, { { 2, TURN_SKIP, NULL } }, 1, "ACDABCDAB", "" },
		{ "two skips", NULL, { { 2, TURN_SKIP, "B" }, { 2, TURN_SKIP, "C" } }, 2, "ADABCDABC", "" },
		{ "a skip of somebody else", NULL, { { 2, TURN_SKIP, "C" } }, 1, "ABCDABCDA", "2" },
		{ "nobody known", NULL, { { 2, TURN_NOBODY, NULL } }, 1, "A-BCDABCD", "" },
		{ "the later word counts", NULL, { { 1, TURN_SWAP, "C" }, { 1, TURN_SWAP, "D" } }, 2, "DBCAABCDA", "" },
		{ "taken back", NULL, { { 1, TURN_SWAP, "C" }, { 1, TURN_SWAP, "A" } }, 2, "ABCDABCDA", "" },
		{ "who was to swap skips", NULL, { { 1, TURN_SWAP, "C" }, { 1, TURN_SKIP, "C" } }, 2, "ABCDABCDA", "" },
		{ "skip, then stand-in", NULL, { { 1, TURN_SKIP, "A" }, { 1, TURN_STAND_IN, "D" } }, 2, "DBCDABCDA", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct chair_order order = {
			.seats = four, .n_seats = 4, .first = cases[i].first, .turns = cases[i].turns,
			.n_turns = cases[i].n_turns,
		};

		print_message("# %s\n", cases[i].what);
		check(&order, cases[i].expected, cases[i].not_applied);
	}
}

static void seats_are_left_and_joined(void **state)
{
	static const struct chair_seat seats[] = {
		{ .name = "A" }, { .name = "B", .until = { 2023, 7, 6 } }, { .name = "C", .from = { 2023, 7, 5 } }, { .name = "D" },
	};
	static const struct chair_turn swap = { 1, TURN_SWAP, "B" };
	struct chair_order order = { .seats = seats, .n_seats = COUNT(seats) };

	(void)state;
	/* 4th: A; 5th: B's last; C is there from then on; from the 6th on B is gone */
	check(&order, "ABDABCDAC", "");
	/* the swapped turn is taken by A while B still has a seat */
	order.turns = &swap;
	order.n_turns = 1;
	check(&order, "BADABCDAC", "");
	check(&(struct chair_order){ 0 }, "---------", "");
}

static void the_alphabet_goes_by_first_names(void **state)
{
	struct chair_seat seats[] = {
		{ .name = "KP Singh" }, { .name = "dave Zed" }, { .name = "Daniel B" }, { .name = "Dave Thaler" },
		{ .name = "Andrii N" }, { .name = "Alexei S" }, { .name = "Dan Z" },
	};
	static const char *const sorted[] = {
		"Alexei S", "Andrii N", "Dan Z", "Daniel B", "Dave Thaler", "dave Zed", "KP Singh",
	};

	(void)state;
	chairs_sort(seats, COUNT(seats));
	for (size_t i = 0; i < COUNT(seats); i++)
		assert_string_equal(seats[i].name, sorted[i]);
	chairs_sort(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_go_round),
		cmocka_unit_test(seats_are_left_and_joined),
		cmocka_unit_test(the_alphabet_goes_by_first_names),
	};

	return cmocka_run_group_tests_name("chairs", tests, NULL, NULL);
}
