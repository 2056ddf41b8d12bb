/* test_cycle.c - how often a duty comes back: the words, and the days against a search day by day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "time/cycle.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static struct civil_date day_of(const char *text)
{
	struct civil_date date;

	assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static void words_are_read(void **state)
{
	static const struct {
		const char *text, *read;	/* NULL: not understood */
	} cases[] = {
		{ "every 6 months", "every 6 months" },
		{ "Every six Months", "every 6 months" },
		{ " every  month ", "every month" },
		{ "every one month", "every month" },
		{ "every 12 months", "every year" },
		{ "every quarter", "every 3 months" },
		{ "every half year", "every 6 months" },
		{ "every 2 years", "every 2 years" },
		{ "every 18 months", "every 18 months" },
		{ "every week", "every week" },
		{ "every 2 weeks", "every 2 weeks" },
		{ "every 14 days", "every 2 weeks" },
		{ "every 10 days", "every 10 days" },
		{ "every day", "every day" },
		{ "every fortnight", "every 2 weeks" },
		{ "every other week", "every 2 weeks" },
		{ "every second week", "every 2 weeks" },
		{ "every 2nd week", "every 2 weeks" },
		{ "every third month", "every 3 months" },
		{ "every 3rd month", "every 3 months" },
		{ "every Monday", "every Monday" },
		{ "every wed", "every Wednesday" },
		{ "every other friday", "every other Friday" },
		{ "every first Monday", "every first Monday of the month" },
		{ "every 1st Monday of the month", "every first Monday of the month" },
		{ "every second Tuesday of the month", "every second Tuesday of the month" },
		{ "every 4th Thursday of each month", "every fourth Thursday of the month" },
		{ "every last Friday", "every last Friday of the month" },
		{ "daily", "every day" },
		{ "Weekly", "every week" },
		{ "fortnightly", "every 2 weeks" },
		{ "monthly", "every month" },
		{ "quarterly", "every 3 months" },
		{ "half-yearly", "every 6 months" },
		{ "yearly", "every year" },
		{ "annually", "every year" },
		{ "every 10 years", "every 10 years" },
		/* nothing, or more than one thing */
		{ "", NULL },
		{ "every", NULL },
		{ "everyday", NULL },
		{ "every patch", NULL },
		{ "every meeting", NULL },
		{ "every 6", NULL },
		{ "every 0 weeks", NULL },
		{ "every 11 years", NULL },
		{ "every 2-3 weeks", NULL },
		{ "every 999999999 days", NULL },
		{ "every 6 months or so", NULL },
		{ "every second Monday", NULL },
		{ "every third Friday", NULL },
		{ "every fifth Friday of the month", NULL },
		{ "every first month", NULL },
		{ "every weekday", NULL },
		{ "every month on the 15th", NULL },
		{ "each month", NULL },
		{ "biweekly", NULL },
		{ "bi-weekly", NULL },
		{ "weekly report", NULL },
		{ "weeklyish", NULL },
		{ "6 months", NULL },
		{ "every 1.5 months", NULL },
		{ "every 50% month", NULL },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[CYCLE_TEXT_SIZE] = "nothing";
		const char *wanted = cases[i].read ? cases[i].read : "nothing";
		struct cycle cycle, again;

		if (cycle_parse(span_of(cases[i].text), &cycle)) {
			cycle_format(&cycle, buf);
			assert_true(cycle_parse(span_of(buf), &again));
			assert_memory_equal(&cycle, &again, sizeof cycle);
		}
		if (strcmp(buf, wanted) != 0) {
			printf("# \"%s\" was read as %s, not %s\n", cases[i].text, buf, wanted);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

static void only_the_beginning_is_taken(void **state)
{
	static const struct {
		const char *text;
		size_t len;		/* 0: nothing */
	} cases[] = {
		{ "every 6 months due 2023-07-05", 14 }, { "monthly, June 10", 7 }, { "every Monday by noon", 12 },
		{ "every first Monday of the month till June", 31 }, { "every month's end", 11 }, { "monthly.com", 0 },
		{ "Joe every 6 months", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct cycle cycle;
		size_t len = 0;

		assert_int_equal(cycle_take(span_of(cases[i].text), &cycle, &len), cases[i].len != 0);
		assert_int_equal(len, cases[i].len);
	}
}

static void days_follow_each_other(void **state)
{
	static const struct {
		const char *every, *from, *days[5];
	} cases[] = {
		{ "every 6 months", "2023-01-10", { "2023-01-10", "2023-07-10", "2024-01-10", "2024-07-10", "2025-01-10" } },
		/* the last day of a short month, and no drifting from there */
		{ "every month", "2023-12-31", { "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30" } },
		{ "every 6 months", "2023-08-31", { "2023-08-31", "2024-02-29", "2024-08-31", "2025-02-28", "2025-08-31" } },
		{ "every year", "2024-02-29", { "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29" } },
		{ "every 2 weeks", "2023-06-14", { "2023-06-14", "2023-06-28", "2023-07-12", "2023-07-26", "2023-08-09" } },
		{ "every Monday", "2023-06-14", { "2023-06-19", "2023-06-26", "2023-07-03", "2023-07-10", "2023-07-17" } },
		{ "every other Wednesday", "2023-06-14", { "2023-06-14", "2023-06-28", "2023-07-12", "2023-07-26", "2023-08-09" } },
		{ "every first Monday", "2023-06-14", { "2023-07-03", "2023-08-07", "2023-09-04", "2023-10-02", "2023-11-06" } },
		{ "every first Monday", "2023-06-01", { "2023-06-05", "2023-07-03", "2023-08-07", "2023-09-04", "2023-10-02" } },
		{ "every last Friday", "2023-06-30", { "2023-06-30", "2023-07-28", "2023-08-25", "2023-09-29", "2023-10-27" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct civil_date from = day_of(cases[i].from), day = civil_add_days(from, -1);
		struct cycle cycle;

		assert_true(cycle_parse(span_of(cases[i].every), &cycle));
		for (size_t n = 0; n < 5; n++) {
			char iso[CIVIL_TEXT_SIZE];

			day = cycle_next(&cycle, from, day);
			assert_string_equal(civil_format_iso(day, iso), cases[i].days[n]);
			assert_int_equal(civil_compare(cycle_last(&cycle, from, day), day), 0);
		}
	}
}

/* Whether a day is one of the series, said in another way: by looking at that day alone. */
static bool is_of_series(const struct cycle *c, struct civil_date from, struct civil_date day)
{
	int days = civil_days_in_month(day.year, day.month);
	int64_t since;

	if (civil_compare(day, from) < 0)
		return false;
	switch (c->unit) {
	case CYCLE_DAYS:
		since = civil_to_days(day) - civil_to_days(from);
		if (c->weekday >= 0)	/* counted in weeks that begin on that weekday */
			return civil_weekday(day) == c->weekday && (since / 7) % (c->n / 7) == 0;
		return since % c->n == 0;
	case CYCLE_MONTHS:
		return ((day.year - from.year) * 12 + day.month - from.month) % c->n == 0 &&
		       day.day == (from.day < days ? from.day : days);
	case CYCLE_OF_MONTH:
		return civil_weekday(day) == c->weekday &&
		       (c->n == CYCLE_LAST ? day.day + 7 > days : (day.day - 1) / 7 + 1 == c->n);
	case CYCLE_NONE:
		break;
	}
	return false;
}

static void days_are_those_that_a_search_finds(void **state)
{
	const char *given = getenv("BEADLE_SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20230714;

	(void)state;
	printf("# seed %u\n", seed);
	srand(seed);
	for (int round = 0; round < 300; round++) {
		static const int month_counts[] = { 1, 2, 3, 5, 6, 12, 24 };
		struct civil_date from = civil_from_days(18000 + rand() % 4000), last = { 0 };
		struct cycle c = { (enum cycle_unit)(CYCLE_DAYS + rand() % 3), 0, -1 };
		char text[CYCLE_TEXT_SIZE];

		if (rand() % 3 == 0)	/* the days that short months lack */
			from.day = (int8_t)civil_days_in_month(from.year, from.month);
		if (c.unit == CYCLE_MONTHS)
			c.n = month_counts[rand() % 7];
		else if (c.unit == CYCLE_OF_MONTH)
			c = (struct cycle){ c.unit, 1 + rand() % 5, rand() % 7 };
		else if (rand() % 2)
			c = (struct cycle){ c.unit, 7 * (1 + rand() % 2), rand() % 7 };
		else
			c.n = 1 + rand() % 40;
		cycle_format(&c, text);
		for (int i = -20; i < 1600; i++) {
			struct civil_date day = civil_add_days(from, i), found = cycle_last(&c, from, day);
			bool is_one = is_of_series(&c, from, day);

			if (is_one && civil_compare(cycle_next(&c, from, civil_add_days(day, -1)), day) != 0)
				fail_msg("%s from %d-%d-%d: day %d is not the next one", text, from.year, from.month, from.day, i);
			if (is_one)
				last = day;
			if (civil_compare(found, last) != 0)
				fail_msg("%s from %d-%d-%d: on day %d the last one is another", text, from.year, from.month,
					 from.day, i);
		}
	}
}

static void there_is_an_end_of_days(void **state)
{
	const struct civil_date from = { 9999, 6, 1 }, late = { 9999, 12, 30 };
	static const char *const all[] = { "every year", "every 2 weeks", "every Monday", "every last Friday" };

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++) {
		struct cycle cycle;

		assert_true(cycle_parse(span_of(all[i]), &cycle));
		assert_true(civil_is_set(cycle_last(&cycle, from, late)));
		assert_false(civil_is_set(cycle_next(&cycle, from, (struct civil_date){ 9999, 12, 31 })));
	}
	assert_false(civil_is_set(cycle_next(&(struct cycle){ .unit = CYCLE_NONE }, from, late)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read),
		cmocka_unit_test(only_the_beginning_is_taken),
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(days_are_those_that_a_search_finds),
		cmocka_unit_test(there_is_an_end_of_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
