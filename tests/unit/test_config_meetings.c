/* test_config_meetings.c - `meetings:` to plans, and the plan of conf/examples/bsc.yaml against the record.
 *
 * ../shared/bsc/meetings.tsv (found as in tags_tables.h) has the 38 meetings with their dates and chairs; without it
 * that test is skipped and says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/config.h"
#include "tags_tables.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static struct config *good(const char *file)
{
	struct config *config;
	struct buf problems;
	struct err err;

	buf_init(&problems, 100000);
	if (config_read(file, &config, &problems, &err))
		fail_msg("%s", buf_fitted(&problems).ptr);
	buf_free(&problems);
	return config;
}

/* "38 2023-07-05T05:00:00Z 90 KP Singh": number, instant, minutes, chair. */
static const char *meeting_line(const struct meeting *m, char *buf, size_t size)
{
	char instant[CIVIL_TEXT_SIZE];

	snprintf(buf, size, "%d %s %d %s", m->number, civil_format_instant(m->start_utc_s, instant), (int)(m->length_s / 60),
		 m->cancelled ? "cancelled" : m->chair ? m->chair : "nobody");
	return buf;
}

static void check_meetings(const struct meeting_plan *plan, const char *until, const char *const *lines, size_t n)
{
	struct arena *arena = arena_new();
	struct meeting_list list = { 0 };
	int64_t until_s = 0;
	char line[200];

	assert_true(civil_parse_instant(span_of(until), &until_s));
	meetings_expand(arena, plan, NULL, 0, until_s, &list, NULL);
	assert_true(list.len >= n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(meeting_line(&list.meetings[i], line, sizeof line), lines[i]);
	arena_free(&arena);
}

static void every_key_reaches_the_plan(void **state)
{
	static const char *const by_rule[] = {
		"38 2023-07-05T05:00:00Z 90 Dave Thaler",
		"39 2023-07-19T11:00:00Z 90 cancelled",
		"40 2023-08-03T07:00:00Z 120 Dave Thaler",	/* swapped with KP */
		"41 2023-08-09T05:00:00Z 90 Joe Stringer",	/* extra; stands in for KP, who has Dave's turn */
		"42 2023-08-16T11:00:00Z 90 KP Singh",		/* KP's turn in place of Dave is skipped; his own is next */
		"43 2023-08-30T05:00:00Z 90 nobody",
	};
	static const char *const by_file[] = {
		"1 2023-07-05T20:00:00Z 90 nobody",
		"2 2023-07-20T14:00:00Z 60 nobody",
		"0 2023-08-02T20:00:00Z 90 cancelled",
		"3 2023-08-30T20:00:00Z 90 nobody",
	};
	struct config *config = good(TEST_SRCDIR "/tests/data/config/full.yaml");
	const struct config_list *list = config_list(config, "bsc"), *own = config_list(config, "own-groups");
	const struct meeting_plan *plan = list->meetings;

	(void)state;
	assert_non_null(plan);
	assert_string_equal(plan->zone, "Europe/Zurich");
	assert_int_equal(plan->first_number, 38);
	assert_int_equal(plan->n_rules, 2);
	assert_string_equal(plan->rules[0].recurrence.rule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
	assert_int_equal(plan->rules[0].recurrence.until.hour, 0);	/* 23:59:59Z is the next day there */
	assert_int_equal(plan->rules[0].n_start_minutes, 2);
	assert_int_equal(plan->rules[0].start_minutes[0], 7 * 60);
	assert_int_equal(plan->rules[1].start_minutes[0], 8 * 60 + 30);
	assert_int_equal(plan->rules[1].length_s, 45 * 60);
	assert_int_equal(plan->n_exceptions, 3);
	assert_int_equal(plan->chairs->n_seats, 3);
	assert_string_equal(plan->chairs->seats[0].name, "KP Singh");
	assert_int_equal(plan->chairs->seats[0].until.month, 6);
	assert_string_equal(plan->chairs->seats[2].name, "Joe Stringer");
	assert_int_equal(plan->chairs->seats[2].from.year, 2024);
	assert_int_equal(plan->chairs->n_turns, 4);
	check_meetings(plan, "2023-09-01", by_rule, COUNT(by_rule));
	assert_false(list->policy.default_due_next_meeting);
	assert_int_equal(list->policy.default_due_s, 0);

	assert_int_equal(own->meetings->n_series, 1);
	assert_string_equal(own->meetings->zone, "UTC");
	check_meetings(own->meetings, "2023-09-01", by_file, COUNT(by_file));
	assert_false(own->policy.default_due_next_meeting);
	assert_int_equal(own->policy.default_due_s, 21 * 86400);
	assert_null(config_list(config, "tsc-2")->meetings);
	config_free(&config);
}

static void a_calendar_by_address_gives_the_meetings(void **state)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "", "line 1" }, { "<html>", "line 1" },
		{ "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Lunch\r\nDTSTART:20230705T130000\r\nEND:VEVENT\r\n"
		  "END:VCALENDAR\r\n", "no event with a time of day and that summary" },
	};
	static const char *const lines[] = { "1 2023-07-05T20:00:00Z 90 nobody", "2 2023-07-20T14:00:00Z 60 nobody" };
	struct config *config = good(TEST_SRCDIR "/tests/data/config/full.yaml");
	const struct config_list *list = config_list(config, "by-address");
	struct arena *arena = arena_new();
	struct meeting_plan plan;
	struct buf text;
	struct err err;
	char block[4096];
	size_t n;

	(void)state;
	assert_string_equal(list->feed.url, "https://calendar.example.org/private/x.ics?a=b");
	assert_string_equal(list->feed.ca_file, TEST_SRCDIR "/tests/data/config/ca.pem");
	assert_int_equal(list->feed.refresh_s, 7200);
	assert_int_equal(list->meetings->n_series + list->meetings->n_rules, 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(config_plan_with(arena, list, span_of(bad[i].text), &plan, &err), ERR_DATA);
		if (!strstr(err.text, bad[i].says))
			fail_msg("\"%s\" is not in: %s", bad[i].says, err.text);
	}
	FILE *file = fopen(TEST_SRCDIR "/tests/data/config/meetings.ics", "r");

	assert_non_null(file);
	buf_init(&text, 100000);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buf_add(&text, block, n);
	fclose(file);
	assert_int_equal(config_plan_with(arena, list, buf_fitted(&text), &plan, &err), ERR_NONE);
	buf_free(&text);	/* the plan has its own */
	check_meetings(&plan, "2023-07-31T00:00:00Z", lines, COUNT(lines));
	arena_free(&arena);
	config_free(&config);
}

static void the_next_meeting_is_the_default_with_meetings(void **state)
{
	struct config *config = good(TEST_SRCDIR "/conf/examples/bsc.yaml");
	const struct notice_policy *policy = &config_list(config, "bsc")->policy;

	(void)state;
	assert_true(policy->default_due_next_meeting);
	assert_int_equal(policy->default_due_s, 14 * 86400);
	config_free(&config);
	config = good(TEST_SRCDIR "/tests/data/config/small.yaml");
	assert_false(config->lists[0].policy.default_due_next_meeting);
	config_free(&config);
}

/* The BSC's rule, exceptions, swaps and skips give its 38 meetings with their chairs. */
static void the_record_of_the_bsc_comes_out(void **state)
{
	struct arena *arena = arena_new();
	struct config *config = good(TEST_SRCDIR "/conf/examples/bsc.yaml");
	const struct meeting_plan *plan = config_list(config, "bsc")->meetings;
	const char *path = table_shared(arena, "bsc/meetings.tsv");
	struct meeting_calendar *calendar = calendar_new(plan);
	struct meeting m;
	struct table table;
	int64_t end_s = 0;

	(void)state;
	assert_non_null(calendar);
	/* what follows the record: #39, Alexei's turn */
	assert_true(civil_parse_instant(span_of("2023-07-01"), &end_s));
	assert_true(calendar_next(calendar, end_s, &m));
	assert_int_equal(m.number, 39);
	assert_string_equal(m.chair, "Alexei Starovoitov");
	if (!path || !table_read(arena, path, &table)) {
		printf("# skipped: no ../shared/bsc/meetings.tsv beside the project\n");
		goto out;
	}
	assert_int_equal(table.len, 38);
	for (size_t i = 0; i < table.len; i++) {
		const struct span *cells = table.rows[i].cells;
		char date[CIVIL_TEXT_SIZE];
		struct civil_date day;
		struct meeting by_date;
		unsigned long number;

		assert_true(span_to_uint(cells[0], 38, &number));
		if (!calendar_by_number(calendar, (int)number, &m))
			fail_msg("#%lu does not come out", number);
		civil_format_iso(m.date, date);
		if (!span_is(cells[1], date))
			fail_msg("#%lu is on %s, recorded on " SPAN_FMT, number, date, SPAN_ARG(cells[1]));
		if (!span_is(cells[2], m.chair ? m.chair : ""))
			fail_msg("#%lu is chaired by %s, recorded " SPAN_FMT, number, m.chair ? m.chair : "nobody",
				 SPAN_ARG(cells[2]));
		assert_int_equal(m.cancelled, span_is(cells[5], "yes"));
		if (cells[3].len)
			assert_int_equal(m.length_s, span_is(cells[3], "1.5h") ? 5400 : 3600);
		assert_true(civil_parse_iso(cells[1], &day));
		assert_true(calendar_by_date(calendar, day, &by_date));
		assert_int_equal(by_date.number, number);
	}
	/* and no others in between */
	struct meeting_list list = { 0 };
	size_t held = 0;

	meetings_expand(arena, plan, NULL, 0, end_s, &list, NULL);
	for (size_t i = 0; i < list.len && list.meetings[i].start_utc_s < end_s; i++)
		held += !list.meetings[i].cancelled;
	assert_int_equal(held, 37);
out:
	calendar_free(&calendar);
	config_free(&config);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_reaches_the_plan),
		cmocka_unit_test(a_calendar_by_address_gives_the_meetings),
		cmocka_unit_test(the_next_meeting_is_the_default_with_meetings),
		cmocka_unit_test(the_record_of_the_bsc_comes_out),
	};

	return cmocka_run_group_tests_name("config_meetings", tests, NULL, NULL);
}
