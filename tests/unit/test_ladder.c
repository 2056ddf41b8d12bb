/* test_ladder.c - on which days an owner is asked about an item, and when it is parked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/item_act.h"
#include "committee/ladder.h"
#include "committee/person.h"
#include "committee/sweep.h"
#include "committee/told.h"
#include "time/holidays.h"

enum { DAY = 24 * 3600 };

static const char *dave_addrs[] = { "dave@example.org" }, *joe_addrs[] = { "joe@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = dave_addrs, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .addresses = joe_addrs, .n_addresses = 1, .member = true },
	{ .name = "Liz Rice" },		/* no address: cannot be asked */
};
static const struct people people = { .persons = persons, .n_persons = 3 };

static struct arena *arena;
static struct state *state;
static struct ladder ladder;
static struct ladder_clock ladder_clock;
static struct ladder_terms terms;

static int64_t at(const char *text)
{
	int64_t s;

	assert_true(civil_parse_instant(span_of(text), &s));
	return s;
}

static int64_t day_of(const char *iso)
{
	struct civil_date date;

	assert_true(civil_parse_iso(span_of(iso), &date));
	return civil_to_days(date);
}

static const char *iso_of(int64_t day)
{
	char text[CIVIL_TEXT_SIZE];

	return day == INT64_MAX ? "never" : arena_strdup(arena, civil_format_iso(civil_from_days(day), text));
}

static int set_up(void **unused)
{
	(void)unused;
	arena = arena_new();
	state = state_new();
	assert_null(ladder_parse(span_of(LADDER_DEFAULT), &ladder));
	ladder_clock = (struct ladder_clock){ .ladder = &ladder, .zone = zone_utc(), .minute = 540,
					      .workdays = { .weekdays = WORKDAYS_MONDAY_TO_FRIDAY } };
	terms = (struct ladder_terms){ .list = "bsc", .people = &people, .ladder = &ladder, .zone = zone_utc(), .minute = 540 };
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	state_free(&state);
	arena_free(&arena);
	return 0;
}

static void apply(struct event e)
{
	struct err err;

	e.list = "bsc";
	assert_int_equal(state_apply(state, &e, &err), ERR_NONE);
}

static const struct item *item(void)
{
	return state_item(state, 1);
}

static void raise_item(const char *when, const char *due)
{
	apply((struct event){ .kind = EVENT_RAISED, .item = 1, .at_s = at(when), .raised = { .text = "x", .due.day = civil_from_days(day_of(due)) } });
}

static void assign(const char *when, const char *person, const char *group)
{
	apply((struct event){ .kind = EVENT_ASSIGNED, .item = 1, .at_s = at(when), .assigned = { .person = person, .written = person, .group = group } });
}

/* The days on which the owner is asked, as of that instant. */
static const char *days_from(const char *now, size_t owner)
{
	const char *text = "";

	ladder_clock.now_s = at(now);
	struct ladder_span all = ladder_reached(&ladder_clock, item(), &item()->owners[owner], day_of("2030-01-01"));

	for (int rung = all.from + 1; rung <= all.to; rung++)
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
				    iso_of(ladder_falls_on(&ladder_clock, item(), &item()->owners[owner], rung)));
	return text;
}

static const char *parks_on(const char *now)
{
	return iso_of(ladder_parks_on(state, &terms, item(), at(now)));
}

/* The last call goes out, and a server takes it. */
static void call(const char *when, size_t owner, const char *told_at)
{
	const char *id = arena_printf(arena, "call-%zu-%s@x", owner, when);
	struct event_list told = { 0 };

	ladder_clock.now_s = at(when);
	apply(ladder_last_call(&ladder_clock, item(), &item()->owners[owner], id));
	if (!told_at)
		return;
	told_events(arena, state, NULL, id, NOTICE_TOLD, at(told_at), &told);
	assert_int_equal(told.len, 1);
	apply(told.events[0]);
}

static void the_words_of_the_configuration(void **unused)
{
	static const struct {
		const char *text, *fault;
		size_t n;
	} cases[] = {
		{ LADDER_DEFAULT, NULL, 7 },
		{ "no", NULL, 0 },
		{ "0d", NULL, 1 },
		{ "1w,2w , 30d", NULL, 3 },
		{ "2d before, 10d last call, 12d parked", NULL, 3 },
		{ "1h", "a rung that is no number of days or weeks", 0 },
		{ "3d before, soon", "a rung that is no number of days or weeks", 0 },
		{ "", "a rung that is no number of days or weeks", 0 },
		{ "1w, 3d", "rungs that do not come one after the other", 0 },
		{ "0d, 3d before", "rungs that do not come one after the other", 0 },
		{ "3d before, 1d before", "two rungs before the day", 0 },
		{ "1w, 2w parked", "\"parked\" without \"last call\" right before it", 0 },
		{ "1w last call, 2w", "a rung behind the last call", 0 },
		{ "1d,2d,3d,4d,5d,6d,7d,8d,9d,10d,11d,12d,13d,14d,15d,16d,17d,18d,19d,20d,21d", "more than 20 rungs", 0 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ladder read;
		const char *fault = ladder_parse(span_of(cases[i].text), &read);

		if (cases[i].fault) {
			assert_non_null(fault);
			assert_string_equal(fault, cases[i].fault);
		} else {
			assert_null(fault);
			assert_int_equal(read.n, cases[i].n);
		}
	}
}

static void the_rungs_of_an_item(void **unused)
{
	static const struct {
		const char *zone, *raised, *due, *days;
	} cases[] = {
		/* a Wednesday: three days before it is a Sunday */
		{ "UTC", "2023-06-20T12:00:00Z", "2023-07-05", "2023-07-03 2023-07-05 2023-07-12 2023-07-26 2023-08-23 2023-09-20" },
		/* a Saturday, and all that follows from it */
		{ "UTC", "2023-06-20T12:00:00Z", "2023-07-08", "2023-07-05 2023-07-10 2023-07-17 2023-07-31 2023-08-28 2023-09-25" },
		/* raised two days before: the first rung has passed */
		{ "UTC", "2023-07-03T12:00:00Z", "2023-07-05", "2023-07-05 2023-07-12 2023-07-26 2023-08-23 2023-09-20" },
		/* raised after its date: it counts from when its owner got it */
		{ "UTC", "2023-07-12T12:00:00Z", "2022-01-05", "2023-07-19 2023-08-02 2023-08-30 2023-09-27" },
		/* the clocks change in between: days are days */
		{ "America/Los_Angeles", "2023-02-20T12:00:00Z", "2023-03-09", "2023-03-06 2023-03-09 2023-03-16 2023-03-30 2023-04-27 2023-05-25" },
		/* late in the evening the owner's nine o'clock of that day has passed, though in UTC it is the next day */
		{ "America/Los_Angeles", "2023-07-04T04:00:00Z", "2023-07-06", "2023-07-06 2023-07-13 2023-07-27 2023-08-24 2023-09-21" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		tear_down(unused);
		set_up(unused);
		ladder_clock.zone = zone_find(cases[i].zone);
		raise_item(cases[i].raised, cases[i].due);
		assign(cases[i].raised, "Dave Thaler", "");
		assert_string_equal(days_from(i == 3 ? "2023-07-13T00:00:00Z" : "2023-07-04T12:00:00Z", 0), cases[i].days);
	}
}

static void holidays_put_it_off(void **unused)
{
	struct err err;

	(void)unused;
	assert_int_equal(holidays_read(arena, span_of("2023-07-05 the day itself\n\n# more\n2023-07-12 .. 2023-07-16\n"),
				       &ladder_clock.workdays.of_list, &err), ERR_NONE);
	assert_int_equal(holidays_read(arena, span_of("2023-07-26-2023-07-26\n"), &ladder_clock.workdays.of_person, &err), ERR_NONE);
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "");
	assert_string_equal(days_from("2023-07-01T00:00:00Z", 0), "2023-07-03 2023-07-06 2023-07-17 2023-07-27 2023-08-23 2023-09-20");
	ladder_clock.workdays = (struct workdays){ .weekdays = 1u << 0 };	/* who works on Sundays alone */
	assert_string_equal(days_from("2023-07-01T00:00:00Z", 0), "2023-07-02 2023-07-09 2023-07-16 2023-07-30 2023-08-27 2023-09-24");
}

static const char *ranges_of(const char *text)
{
	struct holidays holidays;
	const char *all = "";
	struct err err;

	if (holidays_read(arena, span_of(text), &holidays, &err))
		return arena_strdup(arena, err.text);
	for (size_t i = 0; i < holidays.n; i++)
		all = arena_printf(arena, "%s%s%s/%s", all, *all ? " " : "", iso_of(holidays.ranges[i].first),
				   iso_of(holidays.ranges[i].last));
	return all;
}

static void files_of_holidays(void **unused)
{
	static const struct {
		const char *text, *ranges;
	} cases[] = {
		{ "2023-12-25\n2023-12-27 to 2024-01-02 closed\n2024-05-01 - labour day\n",
		  "2023-12-25/2023-12-25 2023-12-27/2024-01-02 2024-05-01/2024-05-01" },
		{ "2023-12-25\nChristmas\n", "line 2: no date, expected such as 2023-12-25 or 2023-12-27 .. 2024-01-02" },
		{ "2023-12-25 .. 2023-12-20\n", "line 1: a range that ends before it begins, or after more than a year" },
		{ "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20231225\r\n"
		  "DTEND;VALUE=DATE:20231227\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART;VALUE=DATE:20230101\r\n"
		  "RRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20240101\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:c\r\n"
		  "DTSTART;VALUE=DATE:20230601\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		  "2023-12-25/2023-12-26 2023-01-01/2023-01-01 2025-01-01/2025-01-01" },
		{ "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "line 1: a calendar without an event" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(ranges_of(cases[i].text), cases[i].ranges);
}

/* Where no day of a year is a working day, nobody is forgotten for it. */
static void no_working_day_at_all(void **unused)
{
	const struct day_range all = { day_of("2000-01-01"), day_of("2100-01-01") };
	const struct workdays none = { .of_list = { &all, 1 } };

	(void)unused;
	assert_int_equal(workdays_next(&none, day_of("2023-07-05")), day_of("2023-07-05"));
	assert_false(workdays_has(&none, day_of("2023-07-05")));
}

static void an_answer_begins_it_anew(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "");
	assign("2023-06-20T12:00:00Z", "Joe Stringer", "");
	const char *key = ladder_key(arena, &ladder_clock, item(), &item()->owners[0], 3);

	assert_string_equal(key, "reminder/1/Dave Thaler/2023-07-05/week3");
	/* Dave alone snoozes: nothing before that day, and then from it */
	apply((struct event){ .kind = EVENT_SNOOZED, .item = 1, .at_s = at("2023-07-06T12:00:00Z"), 
			      .snoozed = { .person = "Dave Thaler", .until = { 2023, 8, 9 } } });
	assert_string_equal(days_from("2023-07-07T00:00:00Z", 0), "2023-08-09 2023-08-16 2023-08-30 2023-09-27 2023-10-25");
	assert_string_equal(days_from("2023-07-07T00:00:00Z", 1), "2023-07-03 2023-07-05 2023-07-12 2023-07-26 2023-08-23 2023-09-20");
	/* another due date, for both: behind the snooze for Dave too */
	apply((struct event){ .kind = EVENT_DUE, .item = 1, .at_s = at("2023-07-10T12:00:00Z"), .redated.due.day = { 2023, 9, 6 } });
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(days_from("2023-07-11T00:00:00Z", i), "2023-09-04 2023-09-06 2023-09-13 2023-09-27 2023-10-25 2023-11-22");
	/* parked, and revived */
	apply((struct event){ .kind = EVENT_PARKED, .item = 1, .at_s = at("2023-12-06T12:00:00Z") });
	assert_int_equal(item()->status, ITEM_PARKED);
	apply((struct event){ .kind = EVENT_REOPENED, .item = 1, .at_s = at("2023-12-07T12:00:00Z"), .reopened.due.day = { 2023, 12, 20 } });
	assert_int_equal(item()->status, ITEM_OPEN);
	assert_string_equal(days_from("2023-12-08T00:00:00Z", 0), "2023-12-18 2023-12-20 2023-12-27 2024-01-10 2024-02-07 2024-03-06");
	assert_string_equal(parks_on("2024-04-30T00:00:00Z"), "never");	/* both are to be asked for the last time first */
}

static void it_is_parked_two_weeks_after_the_last_call(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "");
	assert_string_equal(parks_on("2024-07-05T12:00:00Z"), "never");	/* nobody was asked */
	call("2023-09-20T09:00:00Z", 0, NULL);
	assert_string_equal(parks_on("2024-07-05T12:00:00Z"), "never");	/* no server has it yet */
	call("2023-09-20T09:00:00Z", 0, "2023-09-20T09:01:00Z");
	assert_string_equal(parks_on("2023-09-21T12:00:00Z"), "2023-10-04");
	/* taken along by an earlier mail: not before the day of the table */
	call("2023-09-15T09:00:00Z", 0, "2023-09-15T09:01:00Z");
	assert_string_equal(parks_on("2023-09-21T12:00:00Z"), "2023-10-04");
	/* after an outage: two weeks all the same */
	call("2023-12-01T09:00:00Z", 0, "2023-12-02T09:01:00Z");
	assert_string_equal(parks_on("2023-12-03T12:00:00Z"), "2023-12-16");
	/* he snoozes, and the call counts no more */
	apply((struct event){ .kind = EVENT_SNOOZED, .item = 1, .at_s = at("2023-12-04T12:00:00Z"), .snoozed.until = { 2024, 1, 10 } });
	assert_string_equal(parks_on("2024-06-05T12:00:00Z"), "never");
}

static void it_waits_for_all_its_owners(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "all");
	assign("2023-06-20T12:00:00Z", "Joe Stringer", "all");
	assign("2023-06-20T12:00:00Z", "Liz Rice", "all");
	call("2023-09-20T09:00:00Z", 0, "2023-09-20T09:01:00Z");
	assert_string_equal(parks_on("2023-10-05T12:00:00Z"), "never");
	call("2023-09-25T09:00:00Z", 1, "2023-09-25T09:01:00Z");
	assert_string_equal(parks_on("2023-10-05T12:00:00Z"), "2023-10-09");	/* Liz has no address */
	/* who has done his part is waited for no more */
	apply((struct event){ .kind = EVENT_DONE, .item = 1, .at_s = at("2023-09-26T12:00:00Z"), .done.person = "Joe Stringer" });
	assert_string_equal(parks_on("2023-10-05T12:00:00Z"), "2023-10-04");
}

static void nobody_who_can_be_asked(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assert_string_equal(parks_on("2023-07-06T12:00:00Z"), "2023-10-04");	/* nobody owns it */
	assign("2023-06-20T12:00:00Z", "Joe Stringer", "");
	assert_string_equal(parks_on("2023-07-06T12:00:00Z"), "never");
	apply((struct event){ .kind = EVENT_PERSON, .at_s = at("2023-07-01T12:00:00Z"), .act = PERSON_STOP,
			      .person.person = "Joe Stringer" });
	assert_string_equal(parks_on("2023-07-06T12:00:00Z"), "2023-10-04");
	/* no ladder, no last call: nothing is parked */
	assert_null(ladder_parse(span_of("0d, 1w"), &ladder));
	assert_string_equal(parks_on("2025-07-06T12:00:00Z"), "never");
}

static void parking_is_an_event(void **unused)
{
	struct event_list events = { 0 };
	int64_t next_s = INT64_MAX;

	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "");
	call("2023-09-20T09:00:00Z", 0, "2023-09-20T09:01:00Z");
	ladder_park(arena, state, &terms, at("2023-10-04T08:59:00Z"), &events, &next_s);
	assert_int_equal(events.len, 0);
	assert_int_equal(next_s, at("2023-10-04T09:00:00Z"));
	ladder_park(arena, state, &terms, at("2023-10-04T09:00:00Z"), &events, &next_s);
	assert_int_equal(events.len, 1);
	apply(events.events[0]);
	assert_int_equal(item()->status, ITEM_PARKED);
	assert_string_equal(ladder_named_key(arena, item()), "parked/1/1696410000");
	ladder_park(arena, state, &terms, at("2023-10-05T09:00:00Z"), &events, &next_s);
	assert_int_equal(events.len, 1);	/* once */
	/* it can be done all the same */
	apply((struct event){ .kind = EVENT_DONE, .item = 1, .at_s = at("2023-10-06T09:00:00Z") });
	assert_int_equal(item()->status, ITEM_DONE);
}

/* ---- what is said of an item, and by the dozen ---- */

static const struct actor chair = { .name = "KP Singh", .is_chair = true, .proof = "token" },
			  dave = { .name = "Dave Thaler", .person = &persons[0], .proof = "token" },
			  joe = { .name = "Joe Stringer", .person = &persons[1], .proof = "token" },
			  unproved = { .name = "Dave Thaler", .person = &persons[0], .proof = "" };

static struct act_place place_at(const char *now)
{
	return (struct act_place){ .list = "bsc", .people = &people, .message_id = "m@x", .rule = "reply-keep", .quote = "",
				   .at_s = at(now), .today = civil_from_utc(at(now)).date, .next_meeting = { 2023, 10, 11 } };
}

static const char *say(enum item_act_kind kind, const struct actor *actor, const char *now)
{
	const struct act_place place = place_at(now);
	const struct item_act act = { .kind = kind, .item = 1, .text = "", .date = { 2023, 11, 1 } };
	struct event_list events = { 0 };
	const char *said;

	(void)item_act_do(arena, state, &place, actor, &act, &events, &said);
	for (size_t i = 0; i < events.len; i++)
		apply(events.events[i]);
	return said;
}

static void who_may_keep_and_reopen(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "");
	assert_non_null(strstr(say(ACT_KEEP, &unproved, "2023-10-01T12:00:00Z"), "the sender is not proved"));
	assert_non_null(strstr(say(ACT_KEEP, &joe, "2023-10-01T12:00:00Z"), "only an owner, the chair or who raised it"));
	assert_string_equal(say(ACT_KEEP, &dave, "2023-10-01T12:00:00Z"), "#1 (x) is kept; it is due Wed 11 Oct.");
	assert_true(item()->due_at_meeting);
	assert_non_null(strstr(say(ACT_REOPEN, &dave, "2023-10-01T12:00:00Z"), "it is open already"));
	say(ACT_DONE, &dave, "2023-10-02T12:00:00Z");
	assert_int_equal(item()->status, ITEM_DONE);
	assert_non_null(strstr(say(ACT_KEEP, &dave, "2023-10-03T12:00:00Z"), "it is done already"));
	assert_string_equal(say(ACT_REOPEN, &chair, "2023-10-03T12:00:00Z"), "#1 (x) is open again; it is due Wed 11 Oct.");
	assert_true(item_awaits(item(), "Dave Thaler"));
	/* parked: what an owner says of it revives it, "done" closes it */
	apply((struct event){ .kind = EVENT_PARKED, .item = 1, .at_s = at("2024-01-12T12:00:00Z") });
	say(ACT_SNOOZE, &dave, "2023-10-04T12:00:00Z");
	assert_int_equal(item()->status, ITEM_OPEN);
	apply((struct event){ .kind = EVENT_PARKED, .item = 1, .at_s = at("2024-01-12T12:00:00Z") });
	say(ACT_DONE, &dave, "2024-01-13T12:00:00Z");
	assert_int_equal(item()->status, ITEM_DONE);
}

static void a_member_of_a_group_keeps_and_reopens_for_himself(void **unused)
{
	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	assign("2023-06-20T12:00:00Z", "Dave Thaler", "all");
	assign("2023-06-20T12:00:00Z", "Joe Stringer", "all");
	assert_string_equal(say(ACT_KEEP, &dave, "2023-10-01T12:00:00Z"), "#1 (x) is kept; it is quiet until Wed 11 Oct for you.");
	assert_int_equal(civil_compare(item()->due, (struct civil_date){ 2023, 7, 5 }), 0);
	assert_false(civil_is_set(item()->owners[1].snoozed_until));
	say(ACT_DONE, &dave, "2023-10-02T12:00:00Z");
	assert_false(item_awaits(item(), "Dave Thaler"));
	assert_non_null(strstr(say(ACT_REOPEN, &dave, "2023-10-03T12:00:00Z"), "is open for you again"));
	assert_true(item_awaits(item(), "Dave Thaler"));
}

static const char *sweep(enum sweep what, const struct actor *actor, const char *now)
{
	const struct act_place place = place_at(now);
	struct event_list events = { 0 };
	const char *said = sweep_drop(arena, state, &place, actor, &ladder, what, &events);

	for (size_t i = 0; i < events.len; i++)
		apply(events.events[i]);
	return said;
}

static void the_chair_drops_what_is_parked_or_old(void **unused)
{
	static const struct actor operator_actor = { .name = "operator", .is_chair = true, .proof = RULE_OPERATOR };

	(void)unused;
	raise_item("2023-06-20T12:00:00Z", "2023-07-05");
	apply((struct event){ .kind = EVENT_PARKED, .item = 1, .at_s = at("2023-10-04T09:00:00Z") });
	assert_string_equal(sweep(SWEEP_PARKED, &dave, "2023-10-05T12:00:00Z"), "Nothing has changed: only the chair may say so.");
	/* no digest has named it yet: the chair has not seen it */
	assert_string_equal(sweep(SWEEP_PARKED, &chair, "2023-10-05T12:00:00Z"),
			    "Nothing has changed: no item is parked that a digest has named.");
	state_add_key(state, ladder_named_key(arena, item()));
	assert_string_equal(sweep(SWEEP_PARKED, &chair, "2023-10-05T12:00:00Z"), "1 item is dropped: #1.");
	assert_int_equal(item()->status, ITEM_DROPPED);
	say(ACT_REOPEN, &chair, "2023-10-06T12:00:00Z");
	assert_string_equal(sweep(SWEEP_OLD, &chair, "2023-12-26T12:00:00Z"),
			    "Nothing has changed: no open item is overdue for so long.");
	assert_string_equal(sweep(SWEEP_OLD, &chair, "2023-12-27T12:00:00Z"), "1 item is dropped: #1.");
	say(ACT_REOPEN, &chair, "2023-12-28T12:00:00Z");
	apply((struct event){ .kind = EVENT_PARKED, .item = 1, .at_s = at("2024-04-04T09:00:00Z") });
	assert_string_equal(sweep(SWEEP_PARKED, &operator_actor, "2024-04-05T12:00:00Z"), "1 item is dropped: #1.");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_words_of_the_configuration),
		TEST(the_rungs_of_an_item),
		TEST(holidays_put_it_off),
		TEST(files_of_holidays),
		TEST(no_working_day_at_all),
		TEST(an_answer_begins_it_anew),
		TEST(it_is_parked_two_weeks_after_the_last_call),
		TEST(it_waits_for_all_its_owners),
		TEST(nobody_who_can_be_asked),
		TEST(parking_is_an_event),
		TEST(who_may_keep_and_reopen),
		TEST(a_member_of_a_group_keeps_and_reopens_for_himself),
		TEST(the_chair_drops_what_is_parked_or_old),
	};

	return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
