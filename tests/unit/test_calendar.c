/* test_calendar.c - meetings by rule and by file, their numbers and turns, and changes that came later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/calendar.h"
#include "recurrence_table.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static struct arena *arena;

static int64_t instant_of(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const int starts[] = { 7 * 60, 13 * 60 };
static const struct chair_seat seats[] = { { .name = "Ann" }, { .name = "Bob" }, { .name = "Cy" } };

static struct meeting_rule rule_of(const char *text, struct civil_date from, size_t n_starts)
{
	struct meeting_rule rule = { .from = from, .start_minutes = starts, .n_start_minutes = n_starts, .length_s = 3600 };
	struct err err;

	assert_int_equal(recurrence_parse(arena, span_of(text), &rule.recurrence, &err), ERR_NONE);
	return rule;
}

/* A line a meeting: "#2 2023-07-19 13:00 60 Bob", "(2023-07-12)" with the planned day when it was moved. */
static void assert_meetings(const struct meeting_plan *plan, const struct meeting_change *changes, size_t n_changes,
			    const char *until, const char *expected)
{
	int64_t until_s = instant_of(until);
	struct meeting_list list = { 0 };
	struct buf buf;

	buf_init(&buf, 100000);
	meetings_expand(arena, plan, changes, n_changes, until_s, &list, NULL);
	for (size_t i = 0; i < list.len && list.meetings[i].start_utc_s <= until_s; i++) {
		const struct meeting *m = &list.meetings[i];
		char date[CIVIL_TEXT_SIZE], planned[CIVIL_TEXT_SIZE];

		buf_addf(&buf, "#%d %s %02d:%02d %d %s", m->number, civil_format_iso(m->date, date), m->start_minute / 60,
			 m->start_minute % 60, (int)(m->length_s / 60),
			 m->cancelled ? "cancelled" : m->chair ? m->chair : "-");
		if (civil_compare(m->date, m->planned) != 0)
			buf_addf(&buf, " (%s)", civil_format_iso(m->planned, planned));
		buf_addf(&buf, "%s\n", m->extra ? " extra" : "");
		assert_true(!i || list.meetings[i - 1].start_utc_s <= m->start_utc_s);
	}
	assert_string_equal(buf_fitted(&buf).ptr, expected);
	buf_free(&buf);
}

static const struct chair_order round_order = { .seats = seats, .n_seats = COUNT(seats) };

static struct meeting_plan fortnightly(struct meeting_rule *rule)
{
	*rule = rule_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", (struct civil_date){ 2023, 7, 5 }, 2);
	return (struct meeting_plan){
		.zone = "America/Los_Angeles", .rules = rule, .n_rules = 1, .first_number = 38,
		.first_date = { 2023, 7, 5 }, .chairs = &round_order,
	};
}

static void exceptions_apply(void **state)
{
	static const struct meeting_exception exceptions[] = {
		{ .date = { 2023, 7, 19 }, .cancelled = CANCELLED_LETS_NUMBER_GO, .start_minute = -1 },
		{ .date = { 2023, 8, 2 }, .cancelled = CANCELLED_USES_NUMBER, .start_minute = -1 },
		{ .date = { 2023, 8, 16 }, .moved = { 2023, 8, 31 }, .start_minute = -1, .length_s = 5400 },
		{ .date = { 2023, 9, 6 }, .extra = true, .start_minute = 9 * 60 + 30 },
	};
	struct meeting_rule rules[2];
	struct meeting_plan plan = fortnightly(&rules[0]);

	(void)state;
	plan.exceptions = exceptions;
	plan.n_exceptions = COUNT(exceptions);
	/* times alternate by the dates of the rule; #40 is held after #41 and keeps its number */
	assert_meetings(&plan, NULL, 0, "2023-10-01",
		"#38 2023-07-05 07:00 60 Ann\n"
		"#0 2023-07-19 13:00 60 cancelled\n"
		"#39 2023-08-02 07:00 60 cancelled\n"
		"#41 2023-08-30 07:00 60 Bob\n"
		"#40 2023-08-31 13:00 90 Cy (2023-08-16)\n"
		"#42 2023-09-06 09:30 60 Ann extra\n"
		"#43 2023-09-13 13:00 60 Bob\n"
		"#44 2023-09-27 07:00 60 Cy\n");
	/* another rule from August on: its start times begin anew */
	rules[1] = rule_of("FREQ=WEEKLY;BYDAY=TH", (struct civil_date){ 2023, 8, 10 }, 1);
	plan.rules = rules;
	plan.n_rules = 2;
	plan.n_exceptions = 1;
	assert_meetings(&plan, NULL, 0, "2023-08-20",
		"#38 2023-07-05 07:00 60 Ann\n"
		"#0 2023-07-19 13:00 60 cancelled\n"
		"#39 2023-08-02 07:00 60 Bob\n"
		"#40 2023-08-10 07:00 60 Cy\n"
		"#41 2023-08-17 07:00 60 Ann\n");
}

static void later_changes_apply_in_the_order_of_their_time(void **state)
{
	struct meeting_rule rule;
	struct meeting_plan plan = fortnightly(&rule);
	static const struct {
		struct meeting_change changes[3];
		size_t n;
		const char *expected;
	} cases[] = {
		{ { { .kind = CHANGE_CANCEL, .number = 39 } }, 1,
		  "#38 2023-07-05 07:00 60 Ann\n#39 2023-07-19 13:00 60 cancelled\n#40 2023-08-02 07:00 60 Bob\n" },
		{ { { .kind = CHANGE_CANCEL, .number = 39, .lets_number_go = true } }, 1,
		  "#38 2023-07-05 07:00 60 Ann\n#0 2023-07-19 13:00 60 cancelled\n#39 2023-08-02 07:00 60 Bob\n" },
		/* given out of order: #39 is let go first, and what is then #39 is moved */
		{ { { .at_s = 2, .kind = CHANGE_MOVE, .number = 39, .date = { 2023, 8, 1 }, .start_minute = -1 },
		    { .at_s = 1, .kind = CHANGE_CANCEL, .number = 39, .lets_number_go = true } }, 2,
		  "#38 2023-07-05 07:00 60 Ann\n#0 2023-07-19 13:00 60 cancelled\n#39 2023-08-01 07:00 60 Bob (2023-08-02)\n" },
		{ { { .at_s = 1, .kind = CHANGE_CANCEL, .number = 39 },
		    { .at_s = 2, .kind = CHANGE_MOVE, .number = 39, .start_minute = 9 * 60 } }, 2,
		  "#38 2023-07-05 07:00 60 Ann\n#39 2023-07-19 09:00 60 Bob\n#40 2023-08-02 07:00 60 Cy\n" },
		{ { { .kind = CHANGE_CHAIR, .number = 38, .chair = "Cy" } }, 1,
		  "#38 2023-07-05 07:00 60 Cy\n#39 2023-07-19 13:00 60 Bob\n#40 2023-08-02 07:00 60 Ann\n" },
		{ { { .kind = CHANGE_STAND_IN, .number = 38, .chair = "Cy" } }, 1,
		  "#38 2023-07-05 07:00 60 Cy\n#39 2023-07-19 13:00 60 Ann\n#40 2023-08-02 07:00 60 Bob\n" },
		{ { { .kind = CHANGE_SKIP, .number = 39 } }, 1,
		  "#38 2023-07-05 07:00 60 Ann\n#39 2023-07-19 13:00 60 Cy\n#40 2023-08-02 07:00 60 Ann\n" },
		/* the swap is of a meeting that is cancelled then: nobody's turn is touched */
		{ { { .at_s = 1, .kind = CHANGE_CHAIR, .number = 39, .chair = "Cy" },
		    { .at_s = 2, .kind = CHANGE_CANCEL, .number = 39 } }, 2,
		  "#38 2023-07-05 07:00 60 Ann\n#39 2023-07-19 13:00 60 cancelled\n#40 2023-08-02 07:00 60 Bob\n" },
		{ { { .kind = CHANGE_CANCEL, .number = 999 }, { .kind = CHANGE_SKIP, .number = 0 } }, 2,
		  "#38 2023-07-05 07:00 60 Ann\n#39 2023-07-19 13:00 60 Bob\n#40 2023-08-02 07:00 60 Cy\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_meetings(&plan, cases[i].changes, cases[i].n, "2023-08-03", cases[i].expected);
}

static void a_calendar_is_asked(void **state)
{
	struct meeting_rule rule;
	struct meeting_plan plan = fortnightly(&rule);
	struct meeting_calendar *calendar = calendar_new(&plan);
	static const struct meeting_change cancel = { .kind = CHANGE_CANCEL, .number = 39 };
	struct meeting m;

	(void)state;
	assert_true(calendar_next(calendar, instant_of("2020-01-01"), &m));
	assert_int_equal(m.number, 38);
	/* it starts at 14:00 UTC: by then it is no longer the next one; nor on its own day */
	assert_true(calendar_next(calendar, instant_of("2023-07-05T13:59:59Z"), &m));
	assert_int_equal(m.number, 38);
	assert_true(calendar_next(calendar, instant_of("2023-07-05T14:00:00Z"), &m));
	assert_int_equal(m.number, 39);
	assert_true(calendar_next_day(calendar, (struct civil_date){ 2023, 7, 4 }, &m));
	assert_int_equal(m.number, 38);
	assert_true(calendar_next_day(calendar, (struct civil_date){ 2023, 7, 5 }, &m));
	assert_int_equal(m.number, 39);
	assert_true(calendar_last(calendar, instant_of("2023-07-19T20:00:00Z"), &m));
	assert_int_equal(m.number, 39);
	assert_false(calendar_last(calendar, instant_of("2023-07-05T13:59:59Z"), &m));
	assert_true(calendar_by_number(calendar, 138, &m));
	assert_int_equal(m.date.year, 2027);
	assert_string_equal(m.chair, "Bob");
	assert_true(calendar_next(calendar, instant_of("2099-01-01"), &m));
	assert_int_equal(m.date.year, 2099);
	assert_false(calendar_next(calendar, instant_of("2200-01-01"), &m));
	assert_false(calendar_by_number(calendar, 37, &m));
	assert_false(calendar_by_number(calendar, 1000000, &m));
	assert_true(calendar_by_date(calendar, (struct civil_date){ 2023, 8, 2 }, &m));
	assert_int_equal(m.number, 40);
	assert_false(calendar_by_date(calendar, (struct civil_date){ 2023, 8, 3 }, &m));
	assert_false(calendar_next_day(calendar, (struct civil_date){ 0 }, &m));

	calendar_set_changes(calendar, &cancel, 1);
	assert_true(calendar_next(calendar, instant_of("2023-07-06"), &m));
	assert_int_equal(m.number, 40);
	assert_true(calendar_by_number(calendar, 39, &m));
	assert_true(m.cancelled);
	assert_null(m.chair);
	assert_true(calendar_last(calendar, instant_of("2023-07-25"), &m));
	assert_int_equal(m.number, 38);
	calendar_free(&calendar);
	assert_null(calendar);
	assert_null(calendar_new(NULL));
	assert_false(calendar_next(NULL, 0, &m));
	calendar_free(&calendar);
}

static void a_plan_ends_or_has_no_chairs(void **state)
{
	struct meeting_rule rule = rule_of("FREQ=MONTHLY;BYDAY=1WE;COUNT=2", (struct civil_date){ 2023, 7, 5 }, 1);
	struct meeting_plan plan = {
		.zone = "Europe/Zurich", .rules = &rule, .n_rules = 1, .first_number = 1, .first_date = { 2023, 7, 5 },
	};
	struct meeting_calendar *calendar = calendar_new(&plan);
	struct meeting m;

	(void)state;
	assert_true(calendar_next(calendar, instant_of("2023-07-06"), &m));
	assert_int_equal(m.number, 2);
	assert_null(m.chair);
	assert_false(calendar_next(calendar, instant_of("2023-08-03"), &m));
	assert_true(calendar_last(calendar, instant_of("2050-01-01"), &m));
	assert_int_equal(m.number, 2);
	calendar_free(&calendar);
}

static void a_file_gives_the_meetings(void **state)
{
	static const char text[] = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Zurich:20230628T220000\r\n"
		"DURATION:PT45M\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
		"BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20230712T200000Z\r\nDTSTART:20230713T200000Z\r\nEND:VEVENT\r\n"
		"BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20230719T200000Z\r\nDTSTART:20230719T200000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
		"BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20230801T160000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
	static const struct meeting_exception late = { .date = { 2023, 7, 26 }, .start_minute = 14 * 60 };
	struct ical_calendar file;
	struct err err;

	(void)state;
	assert_int_equal(ical_read(arena, span_of(text), zone_utc(), &file, &err), ERR_NONE);
	struct meeting_plan plan = {
		.zone = "America/Los_Angeles", .series = file.series, .n_series = file.n_series, .length_s = 3600,
		.first_number = 7, .first_date = { 2023, 7, 5 }, .exceptions = &late, .n_exceptions = 1, .chairs = &round_order,
	};

	assert_meetings(&plan, NULL, 0, "2023-08-03",
		"#7 2023-07-05 13:00 45 Ann\n"
		"#8 2023-07-13 13:00 45 Bob (2023-07-12)\n"
		"#0 2023-07-19 13:00 45 cancelled\n"
		"#9 2023-07-26 14:00 45 Cy\n"
		"#10 2023-08-01 09:00 60 Ann\n"
		"#11 2023-08-02 13:00 45 Bob\n");
}

/* 13:00 every other Wednesday in three zones, against zoneinfo. */
static void instants_follow_the_clocks(void **state)
{
	struct meeting_list list = { 0 };
	size_t at = 0, seen = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(dst_table); i++) {
		if (!strstr(dst_table[i].rule, "INTERVAL=2"))
			continue;
		if (!seen || strcmp(dst_table[i].zone, dst_table[i - 1].zone) != 0) {
			struct civil_date first = civil_from_utc(instant_of(dst_table[i].local)).date;
			struct meeting_rule rule = rule_of(dst_table[i].rule, first, 1);
			struct meeting_plan plan = { .zone = dst_table[i].zone, .rules = &rule, .n_rules = 1, .first_number = 1,
						     .first_date = first };

			rule.start_minutes = &starts[1];
			list.len = at = 0;
			meetings_expand(arena, &plan, NULL, 0, instant_of("2024-01-01"), &list, NULL);
		}
		assert_true(at < list.len);
		assert_int_equal(list.meetings[at].start_utc_s, instant_of(dst_table[i].utc));
		assert_int_equal(list.meetings[at++].start_minute, 13 * 60);
		seen++;
	}
	assert_int_equal(seen, 3 * 26);
}

/* Whatever is changed: numbers rise by one along the planned days, and only meetings that are held have a chair. */
static void numbers_and_turns_hold_under_any_changes(void **state)
{
	unsigned seed = 20230705;
	struct meeting_rule rule;
	struct meeting_plan plan = fortnightly(&rule);

	(void)state;
	print_message("# seed %u\n", seed);
	srand(seed);
	for (int round = 0; round < 300; round++) {
		struct meeting_change changes[8] = { 0 };
		struct meeting_list list = { 0 };
		struct arena *own = arena_new();
		int numbered = 0, highest = 0;

		for (size_t i = 0; i < COUNT(changes); i++) {
			changes[i] = (struct meeting_change){
				.at_s = rand() % 5, .kind = (enum meeting_change_kind)(rand() % 5), .number = 37 + rand() % 12,
				.lets_number_go = rand() % 2, .start_minute = rand() % 3 ? -1 : rand() % 1440,
				.chair = rand() % 4 ? seats[rand() % 3].name : "Guest",
			};
			if (rand() % 2)
				changes[i].date = civil_add_days((struct civil_date){ 2023, 7, 1 }, rand() % 200);
		}
		meetings_expand(own, &plan, changes, COUNT(changes), instant_of("2024-01-01"), &list, NULL);
		for (size_t i = 0; i < list.len; i++) {
			const struct meeting *m = &list.meetings[i];

			assert_true(m->cancelled ? !m->chair : m->chair && m->number > 0);
			assert_true(!i || list.meetings[i - 1].start_utc_s <= m->start_utc_s);
			numbered += m->number > 0;
			highest = m->number > highest ? m->number : highest;
			for (size_t k = 0; k < i && m->number; k++) {
				const struct meeting *o = &list.meetings[k];

				assert_true(!o->number || (o->number < m->number) == (civil_compare(o->planned, m->planned) < 0));
			}
		}
		assert_int_equal(highest, 37 + numbered);
		arena_free(&own);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(exceptions_apply, set_up, tear_down),
		cmocka_unit_test_setup_teardown(later_changes_apply_in_the_order_of_their_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_calendar_is_asked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_plan_ends_or_has_no_chairs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_gives_the_meetings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(instants_follow_the_clocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(numbers_and_turns_hold_under_any_changes, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
