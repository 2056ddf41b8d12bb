/* test_quorum.c - how many members are enough: numbers and shares, exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "committee/quorum.h"

static void shares_are_exact(void **state)
{
	static const struct {
		const char *text;
		size_t members, needed;
		const char *said;
	} rows[] = {
		{ "5", 8, 5, "5 members" },
		{ "1", 8, 1, "1 member" },
		{ "50%", 8, 4, "50 % of the members" },
		{ "50 %", 7, 4, "50 % of the members" },
		{ "70%", 10, 7, "70 % of the members" },
		{ "70%", 9, 7, "70 % of the members" },
		{ "100%", 9, 9, "100 % of the members" },
		{ "1%", 9, 1, "1 % of the members" },
		{ "2/3", 9, 6, "2/3 of the members" },
		{ "2/3", 10, 7, "2/3 of the members" },
		{ "2 / 3 of the members", 8, 6, "2/3 of the members" },
		{ "1/3 of members", 3, 1, "1/3 of the members" },
		{ "7/7", 4, 4, "7/7 of the members" },
		{ "2/3", 0, 0, "2/3 of the members" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct quorum quorum;

		assert_true(quorum_parse(span_of(rows[i].text), &quorum));
		assert_int_equal(quorum_needed(&quorum, rows[i].members), rows[i].needed);
		assert_string_equal(quorum_text(arena, &quorum), rows[i].said);
	}
	arena_free(&arena);
}

static void what_is_none_is_refused(void **state)
{
	static const char *const texts[] = { "", "0", "0%", "-1", "101%", "3/2", "2/0", "0/3", "half", "5 of 8", "2/3 of the votes", "5.5",
					     "50%%", "2/3/4", "99999", "5 members of the board" };
	struct quorum quorum = { .number = 77 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (quorum_parse(span_of(texts[i]), &quorum))
			fail_msg("\"%s\" is taken for a quorum", texts[i]);
	}
	assert_int_equal(quorum.number, 77);
}

static void none_is_set(void **state)
{
	const struct quorum quorum = { 0 };

	(void)state;
	assert_int_equal(quorum_needed(&quorum, 9), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_exact),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(none_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
