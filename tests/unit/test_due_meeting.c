/* test_due_meeting.c - items that are due at the next meeting go with it; others stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "committee/due_meeting.h"
#include "committee/meeting_act.h"
#include "committee/record_agenda.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define LIST "bsc"

static struct arena *arena;
static struct state *state;
static struct meeting_calendar *calendar;
static struct duty_round_context context;

static struct civil_date day_of(const char *text)
{
	struct civil_date date;

	assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static int64_t instant_of(const char *text)
{
	int64_t utc_s;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static void apply(struct event e)
{
	struct err err;

	e.list = LIST;
	if (state_apply(state, &e, &err))
		fail_msg("%s", err.text);
}

/* Every second Thursday at 16:00 in Berlin: #10 on 2026-10-08, #11 on the 22nd, #12 on November 5. */
static int setup(void **unused)
{
	static const int starts[] = { 16 * 60 };
	static struct meeting_rule rule = { .from = { 2026, 10, 8 }, .start_minutes = starts, .n_start_minutes = 1, .length_s = 3600 };
	static const struct meeting_plan plan = {
		.zone = "Europe/Berlin", .rules = &rule, .n_rules = 1, .first_number = 10, .first_date = { 2026, 10, 8 },
	};
	struct err err;

	(void)unused;
	arena = arena_new();
	state = state_new();
	assert_int_equal(recurrence_parse(arena, span_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"), &rule.recurrence, &err), ERR_NONE);
	calendar = calendar_new(&plan);
	context = (struct duty_round_context){ .list = LIST, .zone = zone_find("Europe/Berlin"), .calendar = calendar };
	return 0;
}

static int teardown(void **unused)
{
	(void)unused;
	calendar_free(&calendar);
	state_free(&state);
	arena_free(&arena);
	return 0;
}

static void change(const char *what, int number, const char *at, const char *to)
{
	struct meeting_change *changes;

	apply((struct event){ .kind = EVENT_MEETING, .act = what, .meeting.number = number, .at_s = instant_of(at), .actor = "Ann", .proof = "dkim",
			      .meeting.day = *to ? day_of(to) : (struct civil_date){ 0 }, .meeting.start_minute = -1 });
	size_t n = record_meeting_changes(arena, state, LIST, &changes);

	calendar_set_changes(calendar, changes, n);
}

/* One round: until nothing more comes of it.  Gives what came of it. */
static struct event_list round_at(const char *now)
{
	struct event_list events = { 0 }, again = { 0 };

	due_meeting_events(arena, state, &context, instant_of(now), &events);
	for (size_t i = 0; i < events.len; i++)
		apply(events.events[i]);
	due_meeting_events(arena, state, &context, instant_of(now), &again);
	assert_int_equal(again.len, 0);
	return events;
}

static void a_due_date_goes_with_its_meeting(void **unused)
{
	static const struct {
		const char *said_at, *due;
		bool at_meeting;		/* otherwise the date was said */
		struct { const char *what; int number; const char *at, *to; } changes[2];
		const char *now, *wanted;
	} cases[] = {
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_MOVE, 11, "2026-10-12T10:00:00Z", "2026-10-27" } },
		  "2026-10-12T10:01:00Z", "2026-10-27" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_MOVE, 11, "2026-10-12T10:00:00Z", "2026-10-20" } },
		  "2026-10-12T10:01:00Z", "2026-10-20" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_CANCEL, 11, "2026-10-12T10:00:00Z", "" } },
		  "2026-10-12T10:01:00Z", "2026-11-05" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", true,
		  { { MEETING_CANCEL, 11, "2026-10-12T10:00:00Z", "" }, { MEETING_MOVE, 12, "2026-10-13T10:00:00Z", "2026-11-03" } },
		  "2026-10-13T10:01:00Z", "2026-11-03" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", false, { { MEETING_MOVE, 11, "2026-10-12T10:00:00Z", "2026-10-27" } },
		  "2026-10-12T10:01:00Z", "2026-10-22" },
		/* another meeting, another hour, a turn: the day is the same */
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_MOVE, 12, "2026-10-12T10:00:00Z", "2026-11-03" } },
		  "2026-10-12T10:01:00Z", "2026-10-22" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_MOVE, 11, "2026-10-12T10:00:00Z", "2026-10-22" } },
		  "2026-10-12T10:01:00Z", "2026-10-22" },
		/* on the day itself it goes; when it is over it was missed */
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_CANCEL, 11, "2026-10-22T06:00:00Z", "" } },
		  "2026-10-22T06:01:00Z", "2026-11-05" },
		{ "2026-10-09T10:00:00Z", "2026-10-22", true, { { MEETING_CANCEL, 11, "2026-10-23T06:00:00Z", "" } },
		  "2026-10-23T06:01:00Z", "2026-10-22" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char iso[CIVIL_TEXT_SIZE];

		if (i) {
			teardown(unused);
			setup(unused);
		}
		apply((struct event){ .kind = EVENT_RAISED, .item = 1, .at_s = instant_of(cases[i].said_at), .raised.due.day = day_of(cases[i].due),
				      .raised.due.at_meeting = cases[i].at_meeting, .raised.due.said = true });
		assert_int_equal(round_at(cases[i].said_at).len, 0);
		for (size_t k = 0; k < COUNT(cases[i].changes) && cases[i].changes[k].what; k++)
			change(cases[i].changes[k].what, cases[i].changes[k].number, cases[i].changes[k].at, cases[i].changes[k].to);
		(void)round_at(cases[i].now);
		if (strcmp(civil_format_iso(state_item(state, 1)->due, iso), cases[i].wanted) != 0)
			fail_msg("case %zu: %s", i, iso);
		assert_true(state_item(state, 1)->due_said);
	}
}

/* It goes with every further change, until somebody says a date. */
static void again_and_again_until_a_date_is_said(void **unused)
{
	(void)unused;
	apply((struct event){ .kind = EVENT_RAISED, .item = 1, .at_s = instant_of("2026-10-09T10:00:00Z"), .raised.due.day = { 2026, 10, 22 },
			      .raised.due.at_meeting = true});
	change(MEETING_MOVE, 11, "2026-10-10T10:00:00Z", "2026-10-27");
	const struct event_list first = round_at("2026-10-10T10:01:00Z");

	assert_int_equal(first.len, 1);
	assert_string_equal(first.events[0].actor, "Ann");
	assert_string_equal(first.events[0].redated.why, "due at the next meeting: #11 was moved");
	assert_false(first.events[0].redated.due.said);		/* the default is still one */
	change(MEETING_MOVE, 11, "2026-10-11T10:00:00Z", "2026-10-29");
	assert_int_equal(round_at("2026-10-11T10:01:00Z").len, 1);
	assert_int_equal(state_item(state, 1)->due.day, 29);
	apply((struct event){ .kind = EVENT_DUE, .item = 1, .at_s = instant_of("2026-10-11T11:00:00Z"), .redated.due.day = { 2026, 10, 29 }, .redated.due.said = true });
	change(MEETING_CANCEL, 11, "2026-10-12T10:00:00Z", "");
	assert_int_equal(round_at("2026-10-12T10:01:00Z").len, 0);
	assert_int_equal(state_item(state, 1)->due.day, 29);
}

static void what_is_done_or_another_lists_stays(void **unused)
{
	(void)unused;
	apply((struct event){ .kind = EVENT_RAISED, .item = 1, .at_s = instant_of("2026-10-09T10:00:00Z"), .raised.due.day = { 2026, 10, 22 },
			      .raised.due.at_meeting = true});
	apply((struct event){ .kind = EVENT_DONE, .item = 1, .at_s = instant_of("2026-10-09T11:00:00Z") });
	apply((struct event){ .kind = EVENT_RAISED, .item = 2, .at_s = instant_of("2026-10-09T10:00:00Z"), .raised.due.day = { 2026, 10, 22 },
			      .raised.due.at_meeting = true});
	change(MEETING_CANCEL, 11, "2026-10-12T10:00:00Z", "");
	context.list = "another";
	assert_int_equal(round_at("2026-10-12T10:01:00Z").len, 0);
	context.list = LIST;
	context.calendar = NULL;
	assert_int_equal(round_at("2026-10-12T10:01:00Z").len, 0);
	context.calendar = calendar;
	assert_int_equal(round_at("2026-10-12T10:01:00Z").len, 1);
	assert_int_equal(state_item(state, 1)->due.month, 10);
	assert_int_equal(state_item(state, 2)->due.month, 11);
}

int main(void)
{
#define WITH_MEETINGS(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH_MEETINGS(a_due_date_goes_with_its_meeting),
		WITH_MEETINGS(again_and_again_until_a_date_is_said),
		WITH_MEETINGS(what_is_done_or_another_lists_stays),
	};

	return cmocka_run_group_tests_name("due_meeting", tests, NULL, NULL);
}
