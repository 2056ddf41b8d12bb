/* test_recurrence.c - rules and iCalendar texts to instants; clock changes are held against zoneinfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "recurrence_table.h"
#include "time/ical.h"
#include "time/recurrence.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static int64_t instant_of(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static struct civil_date date_of(const char *text)
{
	struct civil_date date = { 0 };

	assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	struct arena *arena = *state;

	arena_free(&arena);
	return 0;
}

/* "2021-10-13 2021-10-27 ..." */
static const char *dates_of(struct arena *arena, const char *rule, const char *start, const char *last, size_t max)
{
	struct civil_times times = { 0 };
	struct recurrence r;
	char text[CIVIL_TEXT_SIZE];
	struct err err;
	struct buf buf;
	const char *out;

	if (recurrence_parse(arena, span_of(rule), &r, &err))
		fail_msg("%s: %s", rule, err.text);
	recurrence_expand(arena, &r, (struct civil_time){ .date = date_of(start), .hour = 13 }, date_of(last), max, &times);
	buf_init(&buf, 100000);
	for (size_t i = 0; i < times.len; i++) {
		assert_int_equal(times.times[i].hour, 13);
		buf_addf(&buf, "%s%s", i ? " " : "", civil_format_iso(times.times[i].date, text));
	}
	out = arena_strdup(arena, buf_fitted(&buf).ptr);
	buf_free(&buf);
	return out;
}

static void rules_give_their_days(void **state)
{
	static const struct {
		const char *rule, *start, *last, *dates;
	} cases[] = {
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2021-10-13", "2021-11-30", "2021-10-13 2021-10-27 2021-11-10 2021-11-24" },
		{ "rrule:freq=weekly;byday=mo,th;wkst=su", "2023-07-03", "2023-07-13", "2023-07-03 2023-07-06 2023-07-10 2023-07-13" },
		{ "FREQ=MONTHLY;BYDAY=2WE", "2023-01-11", "2023-04-30", "2023-01-11 2023-02-08 2023-03-08 2023-04-12" },
		{ "FREQ=MONTHLY;BYDAY=-1FR", "2023-01-27", "2023-03-31", "2023-01-27 2023-02-24 2023-03-31" },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2023-04-28", "2023-06-30", "2023-04-28 2023-05-31 2023-06-30" },
		{ "FREQ=MONTHLY;BYMONTHDAY=31", "2023-01-31", "2023-06-30", "2023-01-31 2023-03-31 2023-05-31" },
		{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2020-02-29", "2029-01-01", "2020-02-29 2024-02-29 2028-02-29" },
		{ "FREQ=DAILY;COUNT=3", "2023-12-31", "2024-12-31", "2023-12-31 2024-01-01 2024-01-02" },
		{ "FREQ=DAILY;UNTIL=20230703", "2023-07-01", "2024-12-31", "2023-07-01 2023-07-02 2023-07-03" },
		{ "FREQ=DAILY;UNTIL=20230703T120000", "2023-07-01", "2024-12-31", "2023-07-01 2023-07-02" },
		{ "FREQ=DAILY;UNTIL=20230703T130000", "2023-07-01", "2024-12-31", "2023-07-01 2023-07-02 2023-07-03" },
		/* the start counts even when the rule does not name it, and in COUNT too */
		{ "FREQ=WEEKLY;BYDAY=WE;COUNT=2", "2023-07-04", "2024-12-31", "2023-07-04 2023-07-05" },
		{ "FREQ=DAILY", "2023-07-04", "2023-07-03", "" },
		/* never true: ends at the last day asked for */
		{ "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2023-07-04", "2100-01-01", "2023-07-04" },
		{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2023-07-04", "2100-01-01", "2023-07-04" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(dates_of(*state, cases[i].rule, cases[i].start, cases[i].last, 100), cases[i].dates);
	assert_string_equal(dates_of(*state, "FREQ=DAILY", "2023-01-01", "2100-01-01", 2), "2023-01-01 2023-01-02");
	struct civil_times times = { 0 };
	struct recurrence r;
	struct err err;

	assert_int_equal(recurrence_parse(*state, span_of("FREQ=DAILY"), &r, &err), ERR_NONE);
	recurrence_expand(*state, &r, (struct civil_time){ .date = { 2000, 1, 1 } }, (struct civil_date){ 2100, 1, 1 },
			  SIZE_MAX, &times);
	assert_int_equal(times.len, RECURRENCE_MAX);
}

static void a_wrong_rule_says_what_is_wrong(void **state)
{
	static const struct {
		const char *rule, *error;
	} cases[] = {
		{ "", "this is not a rule" },
		{ "every two weeks", "this is not a rule" },
		{ "INTERVAL=2", "lacks FREQ" },
		{ "FREQ=HOURLY", "FREQ=HOURLY in the rule, expected DAILY, WEEKLY, MONTHLY or YEARLY" },
		{ "FREQ=SECONDLY", "FREQ=SECONDLY" },
		{ "FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX" },
		{ "FREQ=WEEKLY;BYDAY=", "BYDAY=" },
		{ "FREQ=WEEKLY;BYDAY=WE,", "BYDAY=WE," },
		{ "FREQ=WEEKLY;BYDAY=2WE", "without number" },
		{ "FREQ=MONTHLY;BYDAY=54WE", "BYDAY=54WE" },
		{ "FREQ=MONTHLY;BYMONTHDAY=32", "numbers from (-)1 to 31" },
		{ "FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0" },
		{ "FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY means nothing" },
		{ "FREQ=WEEKLY;BYDAY=WE;BYSETPOS=1", "BYSETPOS means nothing" },
		{ "FREQ=MONTHLY;BYSETPOS=1", "only BYSETPOS in the rule" },
		{ "FREQ=DAILY;INTERVAL=0", "INTERVAL=0" },
		{ "FREQ=DAILY;INTERVAL=1001", "INTERVAL=1001" },
		{ "FREQ=DAILY;COUNT=10001", "COUNT=10001" },
		{ "FREQ=DAILY;COUNT=2;UNTIL=20230101", "COUNT and UNTIL" },
		{ "FREQ=DAILY;UNTIL=20230230", "UNTIL=20230230" },
		{ "FREQ=DAILY;UNTIL=20230101T1", "UNTIL=20230101T1" },
		{ "FREQ=DAILY;BYHOUR=7", "BYHOUR in the rule, expected the time of day" },
		{ "FREQ=DAILY;RSCALE=CHINESE", "RSCALE in the rule is unknown" },
		{ "FREQ=DAILY;FREQ=WEEKLY", "FREQ is in the rule twice" },
		{ "FREQ=DAILY;INTERVAL", "lacks its =" },
		{ "FREQ=DAILY;", "lacks its =" },
	};
	struct recurrence r;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (recurrence_parse(*state, span_of(cases[i].rule), &r, &err) != ERR_DATA)
			fail_msg("%s was taken", cases[i].rule);
		if (!strstr(err.text, cases[i].error))
			fail_msg("%s: %s", cases[i].rule, err.text);
	}
}

static void a_start_fits_or_not(void **state)
{
	static const struct {
		const char *rule, *start;
		bool fits;
	} cases[] = {
		{ "FREQ=WEEKLY;BYDAY=WE", "2023-07-05", true }, { "FREQ=WEEKLY;BYDAY=WE", "2023-07-06", false },
		{ "FREQ=WEEKLY", "2023-07-06", true }, { "FREQ=MONTHLY;BYDAY=1WE", "2023-07-05", true },
		{ "FREQ=MONTHLY;BYDAY=2WE", "2023-07-05", false }, { "FREQ=DAILY;UNTIL=20230704", "2023-07-05", false },
		{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2023-07-05", false },
	};
	struct recurrence r;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(recurrence_parse(*state, span_of(cases[i].rule), &r, &err), ERR_NONE);
		assert_int_equal(recurrence_fits(&r, (struct civil_time){ .date = date_of(cases[i].start), .hour = 7 }),
				 cases[i].fits);
	}
}

static void local_times_stay_local_over_clock_changes(void **state)
{
	struct civil_times times = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < COUNT(dst_table); i++) {
		struct civil_time local = civil_from_utc(instant_of(dst_table[i].local));
		const struct zone *zone = zone_find(dst_table[i].zone);
		char got[CIVIL_TEXT_SIZE];

		assert_non_null(zone);
		if (!i || strcmp(dst_table[i].zone, dst_table[i - 1].zone) != 0 ||
		    strcmp(dst_table[i].rule, dst_table[i - 1].rule) != 0) {
			struct recurrence r;
			struct err err;

			times.len = at = 0;
			assert_int_equal(recurrence_parse(*state, span_of(dst_table[i].rule), &r, &err), ERR_NONE);
			recurrence_expand(*state, &r, local, (struct civil_date){ 2023, 12, 31 }, 1000, &times);
		}
		assert_true(at < times.len);
		assert_int_equal(civil_to_utc(times.times[at]), civil_to_utc(local));
		civil_format_instant(zone_to_utc(zone, times.times[at]), got);
		if (strcmp(got, dst_table[i].utc) != 0)
			fail_msg("%s %s: %s, zoneinfo has %s", dst_table[i].zone, dst_table[i].local, got, dst_table[i].utc);
		at++;
	}
	assert_int_equal(at, times.len);
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
#define TAIL "END:VCALENDAR\r\n"

/* A zone that no machine knows: the rules of Zurich under a name of its own. */
#define OWN_ZONE "BEGIN:VTIMEZONE\r\nTZID:Our Office\r\n" \
	"BEGIN:STANDARD\r\nDTSTART:16011028T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n" \
	"TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n" \
	"BEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n" \
	"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

/* A line per occurrence: "2023-07-05T20:00:00Z 60" with the length, "cancelled" and the planned instant if another. */
static const char *occurrences_of(struct arena *arena, const char *text)
{
	struct ical_calendar calendar;
	char instant[CIVIL_TEXT_SIZE];
	struct err err = { 0 };
	struct buf buf;
	const char *out;

	if (ical_read(arena, span_of(text), zone_find("America/Los_Angeles"), &calendar, &err))
		return arena_strdup(arena, err.text);
	buf_init(&buf, 100000);
	for (size_t i = 0; i < calendar.n_series; i++) {
		struct occurrence_list list = { 0 };

		ical_expand(arena, &calendar.series[i], instant_of("2024-01-01"), &list);
		for (size_t k = 0; k < list.len; k++) {
			const struct occurrence *o = &list.list[k];

			buf_addf(&buf, "%s %d%s", civil_format_instant(o->start_utc_s, instant), (int)(o->length_s / 60),
				 o->cancelled ? " cancelled" : "");
			if (o->planned_utc_s != o->start_utc_s)
				buf_addf(&buf, " was %s", civil_format_instant(o->planned_utc_s, instant));
			buf_add_char(&buf, '\n');
		}
	}
	out = arena_strdup(arena, buf_fitted(&buf).ptr);
	buf_free(&buf);
	return out;
}

#define EVENT(lines) HEAD "BEGIN:VEVENT\r\nUID:a@example.org\r\n" lines "END:VEVENT\r\n" TAIL

static void events_give_their_instants(void **state)
{
	static const struct {
		const char *text, *occurrences;
	} cases[] = {
		{ EVENT("DTSTART:20230705T200000Z\r\nDTEND:20230705T210000Z\r\n"), "2023-07-05T20:00:00Z 60\n" },
		{ EVENT("DTSTART:20230705T130000\r\nDURATION:PT1H30M\r\n"), "2023-07-05T20:00:00Z 90\n" },
		{ EVENT("DTSTART;TZID=Europe/Zurich:20230705T130000\nDURATION:P1DT1M\n"), "2023-07-05T11:00:00Z 1441\n" },
		{ EVENT("DTSTART;TZID=Pacific Standard Time:20230705T130000\r\n"), "2023-07-05T20:00:00Z 0\n" },
		{ EVENT("DTSTART;TZID=\"/example.org/2023/Europe/Zurich\":20230705T130000\r\n"), "2023-07-05T11:00:00Z 0\n" },
		{ EVENT("DTSTART;TZID=UTC:20230705T130000\r\n"), "2023-07-05T13:00:00Z 0\n" },
		/* folded lines, an alarm with properties of its own, a comment */
		{ EVENT("DTSTART;TZID=Europe/\r\n Zurich:20230705T1\r\n\t30000\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\n"
			"DURATION:PT9H\r\nEND:VALARM\r\nCOMMENT:x\r\n"), "2023-07-05T11:00:00Z 0\n" },
		/* over the clock change of 12 March, with the last one by its instant */
		{ EVENT("DTSTART;TZID=America/Los_Angeles:20230308T130000\r\nRRULE:FREQ=WEEKLY;UNTIL=20230322T200000Z\r\n"),
		  "2023-03-08T21:00:00Z 0\n2023-03-15T20:00:00Z 0\n2023-03-22T20:00:00Z 0\n" },
		{ EVENT("DTSTART;TZID=America/Los_Angeles:20230308T130000\r\nRRULE:FREQ=WEEKLY;UNTIL=20230322T195959Z\r\n"),
		  "2023-03-08T21:00:00Z 0\n2023-03-15T20:00:00Z 0\n" },
		{ EVENT("DTSTART:20230705T130000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20230712T130000\r\n"
			"EXDATE;VALUE=DATE:20230719\r\nRDATE:20230801T090000,20230705T130000\r\n"
			"RDATE;VALUE=PERIOD:20230802T160000Z/PT1H\r\n"),
		  "2023-07-05T20:00:00Z 0\n2023-07-26T20:00:00Z 0\n2023-08-01T16:00:00Z 0\n2023-08-02T16:00:00Z 0\n" },
		/* one moved, one cancelled; the same one again with a higher sequence */
		{ HEAD "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20230705T130000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20230712T130000\r\nSEQUENCE:2\r\nDTSTART:20230713T070000\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20230712T200000Z\r\nSEQUENCE:1\r\nDTSTART:20230714T070000\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;VALUE=DATE:20230719\r\nSTATUS:CANCELLED\r\nDTSTART:20230719T130000\r\nEND:VEVENT\r\n"
		  TAIL,
		  "2023-07-05T20:00:00Z 60\n2023-07-13T14:00:00Z 60 was 2023-07-12T20:00:00Z\n2023-07-19T20:00:00Z 60 cancelled\n" },
		/* the whole event in a later version; an all-day event is none */
		{ HEAD "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20230705T130000\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:a\r\nSEQUENCE:1\r\nDTSTART:20230706T130000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:b\r\nDTSTART;VALUE=DATE:20230701\r\nEND:VEVENT\r\n" TAIL,
		  "2023-07-06T20:00:00Z 0 cancelled\n" },
		/* the file's own zone, through October: 11:00 UTC in summer, 12:00 in winter */
		{ HEAD OWN_ZONE "BEGIN:VEVENT\r\nDTSTART;TZID=Our Office:20231025T130000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\nEND:VEVENT\r\n" TAIL,
		  "2023-10-25T11:00:00Z 0\n2023-11-01T12:00:00Z 0\n" },
		/* a value that cannot be read, where it does not count; a text that is empty; the next calendar */
		{ EVENT("CREATED:long ago\r\nSUMMARY:\r\nDTSTART:20230705T200000Z\r\n")
		  EVENT("DTSTART:20230706T200000Z\r\n"), "2023-07-06T20:00:00Z 0\n" },
		/* in the gap of 26 March, and in the hour that comes twice on 29 October */
		{ HEAD OWN_ZONE "BEGIN:VEVENT\r\nDTSTART;TZID=Our Office:20230326T023000\r\nRDATE;TZID=Our Office:20231029T023000\r\n"
		  "END:VEVENT\r\n" TAIL, "2023-03-26T01:30:00Z 0\n2023-10-29T00:30:00Z 0\n" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(occurrences_of(*state, cases[i].text), cases[i].occurrences);
}

static void a_broken_calendar_says_where(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "line 1: no BEGIN:VCALENDAR" },
		{ "<html>", "line 1: this is not NAME:value" },
		{ "BEGIN:VCARD\nEND:VCARD\n", "no BEGIN:VCALENDAR" },
		{ HEAD, "line 1: BEGIN without END" },
		{ HEAD "END:VEVENT\r\n" TAIL, "line 3: END without BEGIN" },
		{ HEAD "BEGIN:VEVENT\r\nDTSTART:20230705T130000\r\nEND:VTODO\r\n" TAIL, "line 5: END without BEGIN" },
		{ EVENT("DTSTART:20230705T130000\r\nRRULE:\r\n"), "line 6: RRULE:, expected a rule" },
		{ EVENT("SUMMARY:x\r\n"), "line 3: an event without DTSTART" },
		{ EVENT("DTSTART:tomorrow\r\n"), "line 5: DTSTART:tomorrow, expected a time" },
		{ EVENT("DTSTART:20230230T130000\r\n"), "line 5" },
		{ EVENT("DTSTART;TZID=Nowhere/Land:20230705T130000\r\n"), "line 5: TZID \"Nowhere/Land\" is not a known zone" },
		{ EVENT("DTSTART;TZID=../../etc/passwd:20230705T130000\r\n"), "is not a known zone" },
		{ EVENT("DTSTART:20230705T130000\r\nRRULE:FREQ=HOURLY\r\n"), "line 6: FREQ=HOURLY in the rule" },
		{ EVENT("DTSTART:20230705T130000\r\nRRULE:FREQ=DAILY\r\nRRULE:FREQ=DAILY\r\n"), "line 7: " },
		{ EVENT("DTSTART:20230705T130000\r\nEXRULE:FREQ=DAILY\r\n"), "line 6: EXRULE" },
		{ EVENT("DTSTART:20230705T130000\r\nDURATION:-PT1H\r\n"), "line 6: DURATION" },
		{ EVENT("DTSTART:20230705T130000\r\nEXDATE:20230705T130000,x\r\n"), "line 6: EXDATE" },
		{ EVENT("DTSTART:20230705T130000\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20230705T130000\r\n"), "RANGE is not understood" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = occurrences_of(*state, cases[i].text);

		if (!strstr(got, cases[i].error))
			fail_msg("case %zu: \"%s\", expected \"%s\"", i, got, cases[i].error);
	}
}

/* More dates than libical reads of a line are no calendar; it would leave the last ones out in silence. */
static void a_long_line_of_dates_is_whole_or_refused(void **state)
{
	for (size_t n = 499; n <= 500; n++) {
		struct ical_calendar calendar;
		struct err err = { 0 };
		struct buf buf;
		bool refused;

		buf_init(&buf, 100000);
		buf_add_str(&buf, HEAD "BEGIN:VEVENT\r\nDTSTART:20230705T130000\r\nEXDATE:");
		for (size_t i = 1; i < n; i++)
			buf_add_str(&buf, "20230712T130000,");
		buf_add_str(&buf, "20230705T130000\r\nEND:VEVENT\r\n" TAIL);
		refused = ical_read(*state, buf_fitted(&buf), zone_utc(), &calendar, &err);
		assert_int_equal(refused, n == 500);
		if (refused)
			assert_non_null(strstr(err.text, "line 5: 500 dates"));
		else
			assert_int_equal(calendar.series[0].n_excluded, n);
		buf_free(&buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_long_line_of_dates_is_whole_or_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rules_give_their_days, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_wrong_rule_says_what_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_start_fits_or_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(local_times_stay_local_over_clock_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(events_give_their_instants, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_broken_calendar_says_where, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("recurrence", tests, NULL, NULL);
}
