/* test_record_agenda.c - what a mail says about meetings becomes events, and events change the plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/event_stored.h"
#include "committee/record_agenda.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static struct arena *arena;
static struct state *state;
static struct meeting_calendar *calendar;
static struct meeting_plan plan;
static struct meeting_rule rule;

static const char *dave_addr[] = { "dave@example.org" }, *joe_addr[] = { "joe@example.org" }, *kp_addr[] = { "kp@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = dave_addr, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .addresses = joe_addr, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .addresses = kp_addr, .n_addresses = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = COUNT(persons) };
static const int starts[] = { 13 * 60 };
static const struct chair_seat seats[] = { { .name = "Dave Thaler" }, { .name = "Joe Stringer" }, { .name = "KP Singh" } };
static const struct chair_order order = { .seats = seats, .n_seats = COUNT(seats) };

/* #38 on 28 June with Dave, #39 on 12 July with Joe, #40 on 26 July with KP. */
static int set_up(void **unused)
{
	struct err err;

	(void)unused;
	arena = arena_new();
	state = state_new();
	rule = (struct meeting_rule){ .from = { 2023, 6, 28 }, .start_minutes = starts, .n_start_minutes = 1, .length_s = 3600 };
	assert_int_equal(recurrence_parse(arena, span_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"), &rule.recurrence, &err), ERR_NONE);
	plan = (struct meeting_plan){ .zone = "America/Los_Angeles", .rules = &rule, .n_rules = 1, .first_number = 38,
				      .first_date = { 2023, 6, 28 }, .chairs = &order };
	calendar = calendar_new(&plan);
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	calendar_free(&calendar);
	state_free(&state);
	arena_free(&arena);
	return 0;
}

static const char *one_name[] = { "Joe" }, *one_person[] = { "Joe Stringer" };

static struct fact fact_of(enum fact_kind kind, const char *rule_name, int meeting, const char *text)
{
	return (struct fact){ .kind = kind, .rule = rule_name, .line = 3, .text = text, .detail = "", .context = "",
			      .quote = text, .note = "", .minutes = -1, .meeting = meeting, .item = -1, .row = -1, .command = "" };
}

static struct fact command_of(const char *command, int meeting)
{
	struct fact fact = fact_of(FACT_COMMAND, command, meeting, "");

	fact.command = command;
	return fact;
}

/* The events as lines "KIND #N what person/written date text". */
static const char *record(const char *from, int64_t at_s, struct civil_date date, const struct fact *facts, size_t n)
{
	struct incoming mail = { .list = "bsc", .people = &people, .chair = "KP Singh", .message_id = "m@x", .author_addr = from, .proof = "dkim",
				 .author_name = "", .received_at_s = at_s, .date = date };
	struct event_list out = { 0 };
	struct meeting_change *changes;
	const char *text = "";
	struct err err;

	record_agenda(arena, state, &mail, calendar, facts, n, &out);
	for (size_t i = 0; i < out.len; i++) {
		const struct event *e = &out.events[i];
		char day[CIVIL_TEXT_SIZE] = "-";

		if (civil_is_set(event_date(e, STORED_DUE)))
			civil_format_iso(event_date(e, STORED_DUE), day);
		text = arena_printf(arena, "%s%s #%d %s %s/%s %s %d %s\n", text, event_kind_name(e->kind), event_number(e),
				    event_text(e, STORED_WHAT), event_person(e), event_text(e, STORED_WRITTEN), day,
				    (int)event_integer(e, STORED_MINUTES, -1), event_text(e, STORED_TEXT));
		assert_int_equal(state_apply(state, e, &err), ERR_NONE);
	}
	n = record_meeting_changes(arena, state, "bsc", &changes);
	if (calendar)
		calendar_set_changes(calendar, changes, n);
	return text;
}

enum { DAY_S = 24 * 3600 };
static const int64_t JULY_1 = 1688212800;	/* 12:00 UTC */

static void test_entries(void **unused)
{
	struct fact facts[] = { fact_of(FACT_AGENDA, "agenda-tag", -1, "Roadmap"), fact_of(FACT_AGENDA, "agenda-tag", 40, "Logo") };

	(void)unused;
	facts[0].owners = one_name;
	facts[0].people = one_person;
	facts[0].n_owners = facts[0].n_people = 1;
	facts[0].minutes = 20;
	assert_string_equal(record("x@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, facts, 2),
			    "agenda #0  /Joe Stringer - 20 Roadmap\nagenda #40  / - -1 Logo\n");
}

static void test_minutes(void **unused)
{
	struct fact facts[] = { fact_of(FACT_MEETING, "meeting-numbered", 38, "Meeting #38"), fact_of(FACT_AGENDA, "agenda-name-front", 38, "Logo"),
				fact_of(FACT_MEETING, "meeting-dated", -1, "Meeting"), fact_of(FACT_AGENDA, "agenda-name-front", -1, "Later") };

	(void)unused;
	facts[0].due = (struct civil_date){ 2023, 6, 28 };
	facts[0].owners = one_name;
	facts[0].people = one_person;
	facts[0].n_owners = facts[0].n_people = 1;
	facts[2].due = (struct civil_date){ 2023, 7, 12 };	/* still to come: a plan and no minutes */
	facts[2].line = 10;
	facts[3].line = 11;
	assert_string_equal(record("dave@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, facts, 4),
			    "minutes #38  Joe Stringer/Joe 2023-06-28 -1 \nagenda #38 discussed / - -1 Logo\n"
			    "agenda #39  / - -1 Later\n");
	/* mailed again: what is known is not said again */
	assert_string_equal(record("dave@example.org", JULY_1 + DAY_S, (struct civil_date){ 2023, 7, 2 }, facts, 2), "");
	/* what heads a part of minutes was discussed if it is of the agenda, whatever else the minutes speak of */
	struct fact entries[] = { fact_of(FACT_AGENDA, "agenda-tag", 38, "Sphinx 8 upgrade"),
				  fact_of(FACT_AGENDA, "agenda-tag", 38, "Traductions: \xC3\xA9tat des lieux"),
				  fact_of(FACT_AGENDA, "agenda-tag", 39, "A room"), fact_of(FACT_AGENDA, "agenda-tag", 38, "Budget") };
	struct fact titles[] = { facts[0], fact_of(FACT_TITLE, "title", -1, "Upgrade of Sphinx 8"),
				 fact_of(FACT_TITLE, "title", -1, "Traductions"), fact_of(FACT_TITLE, "title", -1, "A room"),
				 fact_of(FACT_TITLE, "title", -1, "Any other business"),
				 fact_of(FACT_TITLE, "title", -1, "Sphinx 8 upgrade") };

	(void)record("x@example.org", JULY_1 - 10 * DAY_S, (struct civil_date){ 2023, 6, 21 }, entries, 4);
	assert_string_equal(record("dave@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, titles, COUNT(titles)),
			    "agenda #38 discussed / - -1 Sphinx 8 upgrade\n"
			    "agenda #38 discussed / - -1 Traductions: \xC3\xA9tat des lieux\n");
	/* without minutes above a title says nothing */
	assert_string_equal(record("dave@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, titles + 1, 2), "");
	/* cancelled: there are none */
	facts[0].note = "cancelled";
	facts[0].meeting = 39;
	facts[0].due = (struct civil_date){ 2023, 7, 12 };
	assert_string_equal(record("dave@example.org", JULY_1 + 30 * DAY_S, (struct civil_date){ 2023, 7, 31 }, facts, 1), "");
}

/* Titles of parts of minutes, and the entries of the agenda that they speak of. */
static void test_titles(void **unused)
{
	static const char *const entries[] = {
		"Website relaunch", "Budget for 2024: what we can spend", "Should we move the mailing list to groups.io?",
		"Charter amendment (Joe)", "Room in Berlin", "Room in Paris",
	};
	static const struct {
		const char *title;
		int entry;			/* -1: none */
	} cases[] = {
		{ "Website relaunch", 0 }, { "1. Website relaunch (20 min)", 0 }, { "2) Relaunch of the website", 0 },
		{ "Topic 3: website relaunch", 0 }, { "Budget for 2024", 1 }, { "Agenda item 2 - Budget for 2024", 1 },
		{ "Moving the mailing list to groups.io", 2 }, { "Mailing list", 2 }, { "Charter amendment - Joe", 3 },
		{ "4.2 Charter amendment", 3 }, { "The room in Berlin, again", 4 }, { "Rooms", -1 }, { "Room in Rome", -1 },
		{ "Website", -1 }, { "Review", -1 }, { "Next steps", -1 }, { "2024", -1 },
	};
	struct fact facts[COUNT(entries)];

	(void)unused;
	for (size_t i = 0; i < COUNT(entries); i++)
		facts[i] = fact_of(FACT_AGENDA, "agenda-tag", 38, entries[i]);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact minutes[] = { fact_of(FACT_MEETING, "meeting-numbered", 38, "Meeting #38"),
					  fact_of(FACT_TITLE, "title", -1, cases[i].title) };
		const char *want = "minutes #38  / 2023-06-28 -1 \n";

		if (cases[i].entry >= 0)
			want = arena_printf(arena, "%sagenda #38 discussed / - -1 %s\n", want, entries[cases[i].entry]);
		state_free(&state);
		state = state_new();
		(void)record("x@example.org", JULY_1 - 10 * DAY_S, (struct civil_date){ 2023, 6, 21 }, facts, COUNT(facts));
		minutes[0].due = (struct civil_date){ 2023, 6, 28 };
		assert_string_equal(record("dave@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, minutes, 2), want);
	}
}

static void test_minutes_of_the_day(void **unused)
{
	struct fact fact = fact_of(FACT_MEETING, "meeting-numbered", 38, "Meeting #38");
	int64_t start_s = 1687982400;	/* 28 June 13:00 in Seattle */

	(void)unused;
	fact.due = (struct civil_date){ 2023, 6, 28 };
	assert_string_equal(record("dave@example.org", start_s - 1, fact.due, &fact, 1), "");
	assert_string_equal(record("dave@example.org", start_s + 3600, fact.due, &fact, 1), "minutes #38  / 2023-06-28 -1 \n");
}

static void test_minutes_tag(void **unused)
{
	struct fact fact = fact_of(FACT_MEETING, "minutes-tag", 38, "of Wednesday");

	(void)unused;
	assert_string_equal(record("dave@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &fact, 1),
			    "minutes #38  / 2023-06-28 -1 \n");
	fact.meeting = -1;	/* of the last one */
	assert_string_equal(record("dave@example.org", JULY_1 + 14 * DAY_S, (struct civil_date){ 2023, 7, 15 }, &fact, 1),
			    "minutes #39  / 2023-07-12 -1 \n");
}

static void test_who_may_command(void **unused)
{
	static const struct {
		const char *from;
		int meeting;
		const char *expected;
	} cases[] = {
		{ "joe@example.org", 39, "meeting #39 cancel / - -1 \n" },	/* its chair */
		{ "KP@example.org", 39, "meeting #39 cancel / - -1 \n" },	/* the list's */
		{ "dave@example.org", 39, "meeting #39 ignored / - -1 cancel: only who chairs the meeting, or the list's chair, may say so\n" },
		{ "stranger@example.org", 39, "meeting #39 ignored / - -1 cancel: only who chairs the meeting, or the list's chair, may say so\n" },
		{ "kp@example.org", 12, "meeting #12 ignored / - -1 cancel: there is no such meeting\n" },
		{ "kp@example.org", 38, "meeting #38 ignored / - -1 cancel: the meeting has begun: if nobody came, its minutes can say so\n" },
		{ "kp@example.org", 93, "meeting #93 ignored / - -1 cancel: the meeting is more than a year ahead: is the number right?\n" },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact fact = command_of("cancel", cases[i].meeting);

		state_free(&state);
		state = state_new();
		calendar_set_changes(calendar, NULL, 0);
		assert_string_equal(record(cases[i].from, JULY_1, (struct civil_date){ 2023, 7, 1 }, &fact, 1), cases[i].expected);
	}
}

static struct meeting meeting_of(int number)
{
	struct meeting meeting;

	assert_true(calendar_by_number(calendar, number, &meeting));
	return meeting;
}

static void test_changes_of_plan(void **unused)
{
	struct fact move = command_of("move", 39), chair = command_of("chair", 40), skip = command_of("skip", -1),
		    cancel = command_of("cancel", 41);

	(void)unused;
	move.due = (struct civil_date){ 2023, 7, 13 };
	move.note = "07:00";
	assert_string_equal(record("joe@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &move, 1),
			    "meeting #39 move / 2023-07-13 420 \n");
	assert_int_equal(meeting_of(39).start_utc_s, 1689256800);	/* 13 July 14:00 UTC */
	move.note = "25:00";
	assert_non_null(strstr(record("joe@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &move, 1), "ignored"));

	chair.owners = one_name;
	chair.people = one_person;
	chair.n_owners = chair.n_people = 1;
	assert_string_equal(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &chair, 1),
			    "meeting #40 chair Joe Stringer/Joe - -1 \n");
	assert_string_equal(meeting_of(40).chair, "Joe Stringer");
	chair.n_people = 0;
	assert_non_null(strstr(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &chair, 1), "ignored"));

	assert_string_equal(record("joe@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &skip, 1),
			    "meeting #39 skip Joe Stringer/ - -1 \n");
	assert_string_equal(meeting_of(39).chair, "KP Singh");
	/* the turn was passed on: he is not expected any more */
	assert_non_null(strstr(record("joe@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &skip, 1), "ignored"));

	assert_string_equal(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &cancel, 1),
			    "meeting #41 cancel / - -1 \n");
	assert_true(meeting_of(41).cancelled);
	assert_non_null(strstr(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &cancel, 1), "it is cancelled already"));
	chair.n_people = 1;
	assert_non_null(strstr(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &chair, 1), "that person's turn already"));
	move.note = "07:00";
	assert_non_null(strstr(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &move, 1), "that is when it is"));
	move.due = (struct civil_date){ 2023, 6, 30 };
	assert_non_null(strstr(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, &move, 1), "the new time is over"));
	assert_false(meeting_of(42).cancelled);
}

static void test_no_meetings(void **unused)
{
	struct fact facts[] = { command_of("cancel", 39), fact_of(FACT_AGENDA, "agenda-tag", -1, "Logo") };

	(void)unused;
	calendar_free(&calendar);
	assert_string_equal(record("kp@example.org", JULY_1, (struct civil_date){ 2023, 7, 1 }, facts, 1),
			    "meeting #39 ignored / - -1 cancel: there is no such meeting\n");
	calendar = calendar_new(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_entries, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_minutes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_titles, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_minutes_of_the_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_minutes_tag, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_may_command, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changes_of_plan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_meetings, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
