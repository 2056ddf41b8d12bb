/* test_time.c - civil dates: the calendar from 1 to 9999, sums, and the text forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "time/civil.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static struct civil_date day_of(const char *text)
{
	struct civil_date date = { 0 };

	if (*text)
		assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static void assert_date(struct civil_date got, const char *want)
{
	char buf[CIVIL_TEXT_SIZE];

	assert_string_equal(civil_is_set(got) ? civil_format_iso(got, buf) : "", want);
}

/* Walks the calendar day by day with the rules that schools teach. */
static void every_day_has_one_number(void **state)
{
	int64_t days = civil_to_days(day_of("0001-01-01"));
	int weekday = 1;	/* a Monday */

	(void)state;
	assert_int_equal(days, -719162);
	for (int year = 1; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			int last = month == 2 ? 28 + (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
					      : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;

			if (civil_days_in_month(year, month) != last)
				fail_msg("%d-%d has %d days", year, month, civil_days_in_month(year, month));
			for (int day = 1; day <= last; day++, days++, weekday = (weekday + 1) % 7) {
				struct civil_date d = { (int16_t)year, (int8_t)month, (int8_t)day };
				struct civil_date back = civil_from_days(days);

				if (civil_to_days(d) != days || civil_compare(back, d) != 0 || civil_weekday(d) != weekday)
					fail_msg("%d-%d-%d", year, month, day);
			}
		}
	}
	assert_int_equal(days, civil_to_days(day_of("9999-12-31")) + 1);
	assert_date(civil_from_days(days), "");
	assert_date(civil_from_days(-719163), "");
	assert_date(civil_from_days(INT64_MAX), "");
	assert_date(civil_from_days(INT64_MIN), "");
}

static void weekdays_are_those_of_the_almanac(void **state)
{
	static const struct {
		const char *day;
		int weekday;
	} cases[] = {
		{ "1969-07-20", 0 }, { "1970-01-01", 4 }, { "2000-02-29", 2 }, { "1900-03-01", 4 },
		{ "2023-07-05", 3 }, { "2024-02-29", 4 }, { "2021-10-06", 3 }, { "1582-10-15", 5 },
		{ "1815-06-18", 0 }, { "9999-12-31", 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(civil_weekday(day_of(cases[i].day)), cases[i].weekday);
}

static void days_are_added(void **state)
{
	static const struct {
		const char *from;
		int days;
		const char *want;
	} cases[] = {
		{ "2023-12-31", 1, "2024-01-01" }, { "2024-02-28", 1, "2024-02-29" }, { "2023-02-28", 1, "2023-03-01" },
		{ "2024-03-01", -1, "2024-02-29" }, { "2023-01-01", -1, "2022-12-31" }, { "2024-01-01", 366, "2025-01-01" },
		{ "9999-12-31", 1, "" }, { "0001-01-01", -1, "" }, { "0001-01-01", INT32_MAX, "" }, { "", 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_date(civil_add_days(day_of(cases[i].from), cases[i].days), cases[i].want);
}

static void months_are_added_and_clipped(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *want;
	} cases[] = {
		{ "2023-01-31", 1, "2023-02-28" }, { "2024-01-31", 1, "2024-02-29" }, { "2023-10-31", 1, "2023-11-30" },
		{ "2023-12-15", 1, "2024-01-15" }, { "2023-01-15", -1, "2022-12-15" }, { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" }, { "2023-03-31", -1, "2023-02-28" }, { "2023-05-31", -13, "2022-04-30" },
		{ "2023-07-05", 6, "2024-01-05" }, { "2023-07-05", 0, "2023-07-05" }, { "9999-12-01", 1, "" },
		{ "0001-01-31", -1, "" }, { "2023-01-01", INT32_MAX, "" }, { "2023-01-01", INT32_MIN, "" }, { "", 3, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_date(civil_add_months(day_of(cases[i].from), cases[i].months), cases[i].want);
}

static void dates_are_ordered(void **state)
{
	static const char *const order[] = { "", "0001-01-01", "2022-12-31", "2023-01-31", "2023-02-01", "2023-02-02" };

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		for (size_t j = 0; j < COUNT(order); j++) {
			int c = civil_compare(day_of(order[i]), day_of(order[j]));

			assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
		}
	}
}

static void iso_dates_are_exact(void **state)
{
	static const char *const bad[] = {
		"", "2023-7-5", "2023-07-5", "2023-07-05 ", " 2023-07-05", "2023-02-29", "2023-13-01", "2023-00-10",
		"2023-04-31", "0000-01-01", "20230705", "2023/07/05", "+023-07-05", "2023-07-051", "2023-07-\xD9\xA1",
	};
	struct civil_date date = { 7, 7, 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (civil_parse_iso(span_of(bad[i]), &date) || date.year != 7)
			fail_msg("taken: %s", bad[i]);
	}
	assert_false(civil_parse_iso(span_from("2023-07-05", 9), &date));
	assert_true(civil_parse_iso(span_of("2024-02-29"), &date));
	assert_date(date, "2024-02-29");
}

static void instants_are_read_and_printed(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "2023-07-05T09:00:00Z", "2023-07-05T09:00:00Z" },
		{ "2023-07-05T09:00:00+02:00", "2023-07-05T07:00:00Z" },
		{ "2023-07-05T23:30:00-07:00", "2023-07-06T06:30:00Z" },
		{ "2023-07-05T00:10+0530", "2023-07-04T18:40:00Z" },
		{ "2023-07-05", "2023-07-05T00:00:00Z" },
		{ "2023-07-05 09:00", "2023-07-05T09:00:00Z" },
		{ "2023-07-05 09:00:59 Z", "2023-07-05T09:00:59Z" },
		{ "2023-07-05t09:00:00.250z", "2023-07-05T09:00:00Z" },
		{ " 1969-12-31T23:59:59Z\n", "1969-12-31T23:59:59Z" },
		{ "2024-12-31T23:59:59-00:01", "2025-01-01T00:00:59Z" },
	};
	static const char *const bad[] = {
		"", "2023-07-05T", "2023-07-05T09", "2023-07-05T24:00:00Z", "2023-07-05T09:60:00Z", "2023-02-30",
		"2023-07-05T09:00:60Z", "2023-07-05T09:00:00+2", "2023-07-05T09:00:00+24:00", "2023-07-05T09:00:00ZZ",
		"2023-07-05x09:00", "2023-07-05T09:00:00.Z", "now", "2023-07-05T09:00:00 CEST",
	};
	char buf[CIVIL_TEXT_SIZE];
	int64_t utc_s = 42;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (civil_parse_instant(span_of(bad[i]), &utc_s) || utc_s != 42)
			fail_msg("taken: %s", bad[i]);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!civil_parse_instant(span_of(cases[i].text), &utc_s))
			fail_msg("refused: %s", cases[i].text);
		assert_string_equal(civil_format_instant(utc_s, buf), cases[i].want);
		assert_true(civil_to_utc(civil_from_utc(utc_s)) == utc_s);
	}
	assert_string_equal(civil_format_instant(INT64_MAX, buf), "9999-12-31T23:59:59Z");
	assert_string_equal(civil_format_instant(INT64_MIN, buf), "0001-01-01T00:00:00Z");
}

static void seconds_before_1970_belong_to_the_day_before(void **state)
{
	struct civil_time t = civil_from_utc(-1);

	(void)state;
	assert_date(t.date, "1969-12-31");
	assert_int_equal(t.hour * 10000 + t.minute * 100 + t.second, 235959);
	assert_true(civil_to_utc(t) == -1);
	assert_true(civil_to_utc((struct civil_time){ { 2023, 7, 5 }, 16, 0, 0 }) == 1688572800);
}

static void dates_are_printed_short(void **state)
{
	char buf[CIVIL_TEXT_SIZE];

	(void)state;
	assert_string_equal(civil_format_short(day_of("2023-07-05"), buf), "Wed 5 Jul");
	assert_string_equal(civil_format_short(day_of("2023-12-31"), buf), "Sun 31 Dec");
	assert_string_equal(civil_format_short(day_of(""), buf), "no date");
}

static void periods_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
		{ "90s", 90 }, { "10m", 600 }, { "72h", 259200 }, { "3d", 259200 }, { "2w", 1209600 }, { "1 week", 604800 },
		{ "10 minutes", 600 }, { " 2 Weeks ", 1209600 }, { "20 min", 1200 }, { "1 hr", 3600 }, { "0s", 0 },
		{ "1 day", 86400 }, { "5 secs", 5 },
	};
	static const char *const bad[] = {
		"", "w", "2", "2 months", "1y", "-1d", "1.5h", "99999999999999999999w", "6000w", "2w ago", "two", "1 w k",
	};
	int64_t seconds = -7;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (civil_parse_period(span_of(bad[i]), &seconds) || seconds != -7)
			fail_msg("taken: %s", bad[i]);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!civil_parse_period(span_of(cases[i].text), &seconds) || seconds != cases[i].seconds)
			fail_msg("%s: %lld", cases[i].text, (long long)seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_has_one_number),
		cmocka_unit_test(weekdays_are_those_of_the_almanac),
		cmocka_unit_test(days_are_added),
		cmocka_unit_test(months_are_added_and_clipped),
		cmocka_unit_test(dates_are_ordered),
		cmocka_unit_test(iso_dates_are_exact),
		cmocka_unit_test(instants_are_read_and_printed),
		cmocka_unit_test(seconds_before_1970_belong_to_the_day_before),
		cmocka_unit_test(dates_are_printed_short),
		cmocka_unit_test(periods_are_read),
	};

	return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
