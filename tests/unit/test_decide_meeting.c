/* test_decide_meeting.c - which mails about meetings are due when, each once, and what the digests hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/record_agenda.h"
#include "notices/decide_meeting.h"
#include "notices/meeting_view.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S };

static const char *dave_addr[] = { "dave@example.org" }, *joe_addr[] = { "joe@example.org" }, *kp_addr[] = { "kp@example.org" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = dave_addr, .n_addresses = 1, .zone = "America/Los_Angeles", .member = true },
	{ .name = "Joe Stringer", .addresses = joe_addr, .n_addresses = 1, .zone = "Europe/Zurich", .member = true },
	{ .name = "KP Singh", .addresses = kp_addr, .n_addresses = 1, .zone = "Australia/Sydney", .member = true },
};
static const struct people people = { .persons = persons, .n_persons = COUNT(persons) };
static const int starts[] = { 13 * 60 };
static const struct chair_seat seats[] = { { .name = "Dave Thaler" }, { .name = "Joe Stringer" }, { .name = "KP Singh" } };
static const struct chair_order order = { .seats = seats, .n_seats = COUNT(seats) };

static struct arena *arena;
static struct state *state;
static struct meeting_rule rule;
static struct meeting_plan plan;
static struct notice_policy policy;
static struct meeting_context context;
static int64_t next_event;

static int64_t at(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

/* Meetings every other Wednesday at 13:00 in Seattle: #1 on 1 March 2023 with Dave, #2 on the 15th with Joe (the clocks change on
 * the 12th), #3 on the 29th with KP. */
static int set_up(void **unused)
{
	struct err err;

	(void)unused;
	arena = arena_new();
	state = state_new();
	state->born_at_s = at("2023-02-20T00:00:00Z");
	rule = (struct meeting_rule){ .from = { 2023, 3, 1 }, .start_minutes = starts, .n_start_minutes = 1, .length_s = HOUR_S };
	assert_int_equal(recurrence_parse(arena, span_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"), &rule.recurrence, &err), ERR_NONE);
	plan = (struct meeting_plan){ .zone = "America/Los_Angeles", .rules = &rule, .n_rules = 1, .first_number = 1,
				      .first_date = { 2023, 3, 1 }, .chairs = &order };
	policy = (struct notice_policy){
		.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .list_id = "bsc.lists.example.org", .prefix = "[BSC]",
		.zone = "America/Los_Angeles", .chair = "KP Singh", .from_name = "Beadle", .from_addr = "beadle@example.org",
		.reminder_minute = 9 * 60, .handover_s = DAY_S, .agenda_digest_s = 2 * DAY_S, .agenda_s = DAY_S,
		.minutes_missing_s = 3 * DAY_S, .weekly_day = 1, .weekly_minute = 9 * 60,
	};
	assert_null(ladder_parse(span_of(LADDER_DEFAULT), &policy.ladder));
	context = (struct meeting_context){ .state = state, .policy = &policy, .people = &people, .calendar = calendar_new(&plan) };
	next_event = 1;
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	calendar_free(&context.calendar);
	state_free(&state);
	arena_free(&arena);
	return 0;
}

static void apply(struct event e)
{
	struct err err;

	e.id = next_event++;
	e.list = "bsc";
	e = event_copy(arena, &e);
	assert_int_equal(state_apply(state, &e, &err), ERR_NONE);
}

static void raise_item(int number, const char *text, const char *when, struct civil_date due, const char *owner)
{
	apply((struct event){ .at_s = at(when), .kind = EVENT_RAISED, .item = number, .raised.text = text, .raised.due.day = due, .actor = "Dave Thaler", .proof = "dkim",
			      .message_id = "m@x" });
	if (owner)
		apply((struct event){ .at_s = at(when), .kind = EVENT_ASSIGNED, .item = number, .assigned.written = owner,
				      .assigned.person = people_by_name(&people, owner) ? owner : "" });
}

/* Sends what is due: keys are spent.  A line a notice: "KEY to ADDR". */
static const char *round_at(int64_t now_s, int64_t *next_s)
{
	struct notice_list due = { 0 };
	const char *text = "";

	*next_s = INT64_MAX;
	decide_meetings(arena, &context, now_s, &due, next_s);
	for (size_t i = 0; i < due.len; i++) {
		const struct notice *n = &due.notices[i];

		text = arena_printf(arena, "%s%s to %s\n", text, n->key, n->addr);
		assert_false(state_has_key(state, n->key));
		assert_true(n->composed.bytes.len > 0);
		state_add_key(state, n->key);
		for (size_t k = 0; k < n->n_spent; k++)
			state_add_key(state, n->spent[k]);
		for (size_t k = 0; k < n->n_rows; k++) {
			text = arena_printf(arena, "%s  %s of #%d\n", text, n->rows[k].key, n->rows[k].item);
			state_add_key(state, n->rows[k].key);
		}
	}
	return text;
}

/* From next instant to next instant, as the keeper goes. */
static const char *play(const char *from, const char *to)
{
	const char *text = "", *round;
	int64_t now_s = at(from), next_s;
	char instant[CIVIL_TEXT_SIZE];

	while (now_s <= at(to)) {
		round = round_at(now_s, &next_s);
		if (*round)
			text = arena_printf(arena, "%s%s %s", text, civil_format_instant(now_s, instant), round);
		assert_true(next_s > now_s);
		now_s = next_s;
	}
	return text;
}

static void agenda(const char *when, int number, bool discussed, const char *title)
{
	apply((struct event){ .at_s = at(when), .kind = EVENT_AGENDA, .agenda.meeting = number, .agenda.discussed = discussed, .agenda.title = title, .agenda.minutes = 20,
			      .agenda.presenters = "Joe Stringer, Dave Thaler", .actor = "Dave Thaler", .proof = "dkim", .message_id = "a@x" });
}

static const char *text_of(enum meeting_preview what, const char *now);

/* What went there by a vote without quorum, which was said by mistake. */
static void test_an_entry_is_dropped(void **unused)
{
	struct event dropped = { .at_s = at("2023-03-04T00:00:00Z"), .kind = EVENT_AGENDA, .actor = "Dave Thaler", .message_id = "a@x",
				 .agenda.dropped = true, .agenda.title = "A new logo", .agenda.presenters = "", .agenda.minutes = -1 };

	(void)unused;
	agenda("2023-03-03T00:00:00Z", 2, false, "A new logo");
	apply(dropped);
	agenda("2023-03-03T00:00:00Z", 2, false, "Windows roadmap");
	dropped.agenda.title = "Windows roadmap";
	dropped.message_id = "another@x";
	apply(dropped);
	const char *text = text_of(PREVIEW_DIGEST, "2023-03-13T21:00:00Z");

	assert_null(strstr(text, "A new logo"));
	assert_non_null(strstr(text, "Windows roadmap"));
}

/* 48 hours are 48 hours: across the change of 12 March the local hour of the digest is another one. */
static void test_a_month(void **unused)
{
	(void)unused;
	apply((struct event){ .at_s = at("2023-03-02T00:00:00Z"), .kind = EVENT_MINUTES, .minutes.meeting = 1, .minutes.day = { 2023, 3, 1 },
			      .minutes.chair = "Dave Thaler", .message_id = "x@y" });
	agenda("2023-03-03T00:00:00Z", 2, false, "Windows roadmap");
	/* nothing is on the agenda of #1: its chair hears of that, and the list of no agenda */
	assert_string_equal(play("2023-02-20T00:00:00Z", "2023-03-21T00:00:00Z"),
		"2023-02-27T21:00:00Z agenda-digest/bsc/1/2023-03-01T21:00:00Z to dave@example.org\n"
		"2023-03-02T08:00:00Z handover/bsc/2 to joe@example.org\n"
		"2023-03-13T20:00:00Z agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n"
		"2023-03-14T20:00:00Z agenda/bsc/2/2023-03-15T20:00:00Z to bsc@lists.example.org\n"
		"2023-03-16T22:00:00Z handover/bsc/3 to kp@example.org\n"	/* 09:00 of the 17th in Sydney,
										 * where the meeting was on the 16th */
		"2023-03-18T08:00:00Z minutes-missing/bsc/2 to joe@example.org\n");
}

/* A meeting on the day after the clocks change: Sunday 12 March 02:00 in Seattle. */
static void test_digest_across_the_change(void **unused)
{
	struct meeting_change move = { .at_s = 1, .actor = "KP Singh", .kind = CHANGE_MOVE, .number = 2, .date = { 2023, 3, 13 },
				       .start_minute = -1 };

	(void)unused;
	calendar_set_changes(context.calendar, &move, 1);
	agenda("2023-03-03T00:00:00Z", 2, false, "Windows roadmap");
	policy.handover_s = policy.minutes_missing_s = 0;
	assert_string_equal(play("2023-03-10T00:00:00Z", "2023-03-14T00:00:00Z"),
		"2023-03-11T20:00:00Z agenda-digest/bsc/2/2023-03-13T20:00:00Z to joe@example.org\n"	/* 12:00 PST, 13:00 PDT */
		"2023-03-12T20:00:00Z agenda/bsc/2/2023-03-13T20:00:00Z to bsc@lists.example.org\n");
}

static void test_an_outage(void **unused)
{
	int64_t next_s;

	(void)unused;
	/* nine days down: #2 was on 15 March, its agendas make no sense any more.  Midnight in Zurich, but
	 * afternoon in Seattle and morning in Sydney */
	assert_string_equal(round_at(at("2023-03-19T23:00:00Z"), &next_s),
		"handover/bsc/3 to kp@example.org\n"
		"minutes-missing/bsc/1 to dave@example.org\n");
	/* Joe is not woken */
	assert_int_equal(next_s, at("2023-03-20T08:00:00Z"));
	assert_string_equal(round_at(next_s, &next_s), "minutes-missing/bsc/2 to joe@example.org\n");
	assert_string_equal(round_at(at("2023-03-20T08:00:01Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-20T15:00:00Z"), &next_s), "");
}

static void test_late_but_in_time(void **unused)
{
	int64_t next_s;

	(void)unused;
	policy.handover_s = policy.minutes_missing_s = 0;
	assert_string_equal(round_at(at("2023-03-15T19:59:58Z"), &next_s), "agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n");
	/* the first entry brings the list's agenda about, however late */
	agenda("2023-03-15T19:59:59Z", 2, false, "Windows roadmap");
	assert_string_equal(round_at(at("2023-03-15T19:59:59Z"), &next_s), "agenda/bsc/2/2023-03-15T20:00:00Z to bsc@lists.example.org\n");
	assert_int_equal(next_s, at("2023-03-15T20:00:00Z"));
	assert_string_equal(round_at(next_s, &next_s), "");
}

static void test_before_the_ledger_began(void **unused)
{
	int64_t next_s;

	(void)unused;
	state->born_at_s = at("2023-03-14T21:00:00Z");
	raise_item(1, "publish the roadmap", "2023-03-10T00:00:00Z", (struct civil_date){ 2023, 3, 20 }, "Dave Thaler");
	assert_string_equal(round_at(at("2023-03-14T21:00:01Z"), &next_s), "");
	assert_int_equal(next_s, at("2023-03-15T20:00:00Z"));
}

static void test_switched_off(void **unused)
{
	(void)unused;
	policy.handover_s = policy.agenda_digest_s = policy.agenda_s = policy.minutes_missing_s = 0;
	policy.weekly_day = -1;
	raise_item(1, "publish the roadmap", "2023-03-01T00:00:00Z", (struct civil_date){ 2023, 3, 20 }, "Dave Thaler");
	int64_t next_s;

	assert_string_equal(round_at(at("2023-03-16T20:00:00Z"), &next_s), "");
	assert_true(next_s == INT64_MAX);
}

static void test_a_change_of_plan(void **unused)
{
	struct meeting_change move = { .at_s = at("2023-03-14T00:00:00Z"), .actor = "KP Singh", .kind = CHANGE_MOVE, .number = 2,
				       .date = { 2023, 3, 16 }, .start_minute = 7 * 60 };
	int64_t next_s;

	(void)unused;
	policy.handover_s = policy.minutes_missing_s = 0;
	assert_string_equal(round_at(at("2023-03-13T20:00:00Z"), &next_s), "agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n");
	calendar_set_changes(context.calendar, &move, 1);
	assert_string_equal(round_at(at("2023-03-14T20:00:00Z"), &next_s), "agenda-digest/bsc/2/2023-03-16T14:00:00Z to joe@example.org\n");
	move.kind = CHANGE_CANCEL;
	calendar_set_changes(context.calendar, &move, 1);
	assert_string_equal(round_at(at("2023-03-15T20:00:00Z"), &next_s), "");
}

static const char *text_of(enum meeting_preview what, const char *now)
{
	struct notice notice;
	const char *text;

	assert_true(meeting_preview(arena, &context, what, at(now), &notice, &text));
	return text ? text : notice.composed.text;
}

static void assert_has(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" is missing in:\n%s", words, text);
}

static void test_what_the_digest_holds(void **unused)
{
	const char *text;

	(void)unused;
	raise_item(1, "publish the roadmap", "2023-02-21T00:00:00Z", (struct civil_date){ 2023, 3, 6 }, "Dave Thaler");
	raise_item(2, "ask the lawyers", "2023-03-02T00:00:00Z", (struct civil_date){ 0 }, NULL);
	raise_item(3, "count the votes", "2023-03-02T00:00:00Z", (struct civil_date){ 0 }, "Davd");
	raise_item(4, "mail the logo", "2023-03-02T00:00:00Z", (struct civil_date){ 0 }, "KP Singh");
	raise_item(5, "print the badges", "2023-03-02T00:00:00Z", (struct civil_date){ 0 }, "Joe Stringer");
	raise_item(6, "read the charter", "2023-02-21T00:00:00Z", (struct civil_date){ 0 }, "Dave Thaler");
	raise_item(7, "mend the page", "2023-02-21T00:00:00Z", (struct civil_date){ 2023, 2, 27 }, "Dave Thaler");
	apply((struct event){ .at_s = at("2023-03-04T00:00:00Z"), .kind = EVENT_DONE, .item = 4, .done.note = "is out" });
	agenda("2023-02-22T00:00:00Z", 0, false, "Elections of the board");	/* for #1, and nobody came to it */
	agenda("2023-02-22T00:00:00Z", 1, false, "A logo of our own");		/* for #1, and discussed */
	agenda("2023-03-02T00:00:00Z", 1, true, "Logo of our own, a");
	agenda("2023-03-03T00:00:00Z", 0, false, "Windows roadmap");
	agenda("2023-03-03T00:00:00Z", 3, false, "Far away");
	apply((struct event){ .at_s = at("2023-03-02T00:00:00Z"), .kind = EVENT_MINUTES, .minutes.meeting = 1, .minutes.day = { 2023, 3, 1 },
			      .minutes.chair = "KP Singh", .message_id = "x@y" });
	text = text_of(PREVIEW_DIGEST, "2023-03-13T20:00:00Z");
	assert_has(text, "Joe, you chair meeting #2 in 2 days: please answer the questions below");
	assert_has(text, "Answers wanted:\na  #3  Who is \"Davd\"? count the votes\n     <m@x>\nb  #2  Whose is it? ask the lawyers\n"
			 "     <m@x>\n*  The minutes of #1 (2023-03-01) name KP Singh as its");
	assert_has(text, "Agenda (40 of 60 minutes):\n1.  20m  Elections of the board [Joe Stringer, Dave Thaler] (carried\n     over from #1)\n"
			 "2.  20m  Windows roadmap [Joe Stringer, Dave Thaler]\n");
	assert_null(strstr(text, "A logo"));
	assert_null(strstr(text, "Far away"));
	/* each item in one part, and all others by number */
	assert_has(text, "New since the last meeting:\n#5  Joe Stringer, no due date  print the badges\n");
	assert_has(text, "Done since the last meeting:\n#4  KP Singh, done  mail the logo\n     is out\n");
	assert_has(text, "Due since the last meeting, or at this one:\n#1  Dave Thaler, due Mon 6 Mar (7 days overdue)");
	assert_has(text, "All other open items:\nDave Thaler  #6 #7\n");
	text = text_of(PREVIEW_MINUTES, "2023-03-13T20:00:00Z");
	assert_has(text, "## Meeting #2 - 2023-03-15");
	assert_has(text, "[Joe Stringer/Dave Thaler] Windows roadmap (20m)");
	assert_has(text_of(PREVIEW_AGENDA, "2023-03-13T20:00:00Z"), "Please come prepared: meeting #2 is");
	play("2023-03-13T20:00:00Z", "2023-03-13T20:00:00Z");
	assert_true(state_has_key(state, "question/2"));
	assert_true(state_has_key(state, "question/3"));
	assert_true(state_has_key(state, "question/bsc/chair/1"));
}

/* Of each next chair, three at most; of one whose meeting is moved once more, without counting. */
static void test_a_question_is_asked_again(void **unused)
{
	struct meeting_change move = { .at_s = 1, .actor = "KP Singh", .kind = CHANGE_MOVE, .number = 3, .date = { 2023, 3, 30 },
				       .start_minute = -1 };
	int64_t next_s;

	(void)unused;
	policy.handover_s = policy.minutes_missing_s = policy.agenda_s = 0;
	policy.weekly_day = -1;
	raise_item(1, "book the room", "2023-03-02T00:00:00Z", (struct civil_date){ 0 }, NULL);
	assert_string_equal(play("2023-03-13T20:00:00Z", "2023-03-27T20:00:00Z"),
		"2023-03-13T20:00:00Z agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n  question/1 of #1\n"
		"2023-03-27T20:00:00Z agenda-digest/bsc/3/2023-03-29T20:00:00Z to kp@example.org\n  question/1/2 of #1\n");
	calendar_set_changes(context.calendar, &move, 1);
	round_at(at("2023-03-28T20:00:00Z"), &next_s);
	assert_false(state_has_key(state, "question/1/3"));
	assert_has(round_at(at("2023-04-10T20:00:00Z"), &next_s), "question/1/3 of #1");
	assert_null(strstr(round_at(at("2023-04-24T20:00:00Z"), &next_s), "question"));
}

/* Somebody's turn it was: is the name that the minutes give a question? */
static void test_the_chair_of_the_minutes(void **unused)
{
	static const struct {
		const char *written, *person, *question;
	} cases[] = {
		{ "", "", NULL },
		{ "Dave", "Dave Thaler", NULL },
		{ "KP", "KP Singh", "name KP Singh as its" },
		{ "Davd", "", "name \"Davd\" as its" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text;

		if (i) {
			tear_down(unused);
			set_up(unused);
		}
		apply((struct event){ .at_s = at("2023-03-02T00:00:00Z"), .kind = EVENT_MINUTES, .minutes.meeting = 1, .minutes.day = { 2023, 3, 1 },
				      .minutes.chair_written = cases[i].written, .minutes.chair = cases[i].person, .message_id = "x@y" });
		text = text_of(PREVIEW_DIGEST, "2023-03-13T20:00:00Z");
		if (cases[i].question)
			assert_has(text, cases[i].question);
		else
			assert_null(strstr(text, "as its"));
		play("2023-03-13T20:00:00Z", "2023-03-13T20:00:00Z");
		assert_int_equal(state_has_key(state, "question/bsc/chair/1"), cases[i].question != NULL);
	}
	/* where nobody's turn is known there is nothing to compare with */
	tear_down(unused);
	set_up(unused);
	plan.chairs = NULL;
	calendar_free(&context.calendar);
	context.calendar = calendar_new(&plan);
	apply((struct event){ .at_s = at("2023-03-02T00:00:00Z"), .kind = EVENT_MINUTES, .minutes.meeting = 1, .minutes.day = { 2023, 3, 1 },
			      .minutes.chair_written = "Davd", .minutes.chair = "", .message_id = "x@y" });
	assert_null(strstr(text_of(PREVIEW_DIGEST, "2023-03-13T20:00:00Z"), "Davd"));
}

/* Opened, and told to the list at once. */
static void open_deadline(int number, const char *when, int days)
{
	struct event e = { .at_s = at(when), .kind = EVENT_DEADLINE, .act = "opened", .actor = "Dave Thaler", .proof = "dkim",
			   .message_id = "logo@x", .deadline = { .number = number, .title = "New logo", .meeting = -1, .period_days = days } };

	apply(e);
	e.message_id = "opened@x";
	e.deadline.named_s = e.at_s + days * DAY_S;
	e.act = "announced";
	apply(e);
	e.act = "told";
	apply(e);
}

static void test_the_week(void **unused)
{
	int64_t next_s;

	(void)unused;
	calendar_free(&context.calendar);	/* no meetings */
	/* nothing happened: nothing is said, and the next Monday is waited for */
	assert_string_equal(round_at(at("2023-03-06T17:00:00Z"), &next_s), "");
	assert_int_equal(next_s, at("2023-03-13T16:00:00Z"));	/* 09:00 by then is another hour in UTC */
	/* what came on a Tuesday is of the next Monday, and no other day tells of it */
	raise_item(1, "publish the roadmap", "2023-03-07T17:00:00Z", (struct civil_date){ 2023, 3, 10 }, "Dave Thaler");
	open_deadline(2, "2023-03-07T17:00:00Z", 7);
	assert_string_equal(round_at(at("2023-03-09T17:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-13T15:59:59Z"), &next_s), "");
	assert_int_equal(next_s, at("2023-03-13T16:00:00Z"));
	assert_string_equal(round_at(next_s, &next_s), "weekly/bsc/2023-03-13 to bsc@lists.example.org\n");
	/* down until the Tuesday after the Monday of the hotel: that waits for the Monday after, and is new then */
	raise_item(3, "ask the hotel", "2023-03-15T17:00:00Z", (struct civil_date){ 2023, 4, 21 }, "Dave Thaler");
	assert_string_equal(round_at(at("2023-03-21T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-27T23:30:00Z"), &next_s), "weekly/bsc/2023-03-27 to bsc@lists.example.org\n");
	assert_has(text_of(PREVIEW_WEEKLY, "2023-03-13T16:00:00Z"), "1 overdue. Please");
	assert_has(text_of(PREVIEW_WEEKLY, "2023-03-13T16:00:00Z"), "Deadlines:\n#2  ends Tue 14 Mar  New logo\n");
	/* what was overdue before is no news by itself; what is due within the week is */
	assert_string_equal(round_at(at("2023-04-03T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-04-10T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-04-17T16:00:00Z"), &next_s), "weekly/bsc/2023-04-17 to bsc@lists.example.org\n");
	assert_string_equal(round_at(at("2023-04-24T16:00:00Z"), &next_s), "");
	raise_item(4, "thank the hotel", "2023-04-24T16:30:00Z", (struct civil_date){ 0 }, "Dave Thaler");
	assert_has(text_of(PREVIEW_WEEKLY, "2023-04-24T17:00:00Z"), "Overdue (and 1 for longer");
}

/* A deadline stands in a digest, but a notice of its own has told of it: of a long one alone the end brings a digest about. */
static void test_deadlines_in_the_week(void **unused)
{
	int64_t next_s;

	(void)unused;
	calendar_free(&context.calendar);
	open_deadline(1, "2023-03-07T17:00:00Z", 21);
	assert_string_equal(round_at(at("2023-03-09T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-13T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-20T16:00:00Z"), &next_s), "");
	assert_string_equal(round_at(at("2023-03-27T16:00:00Z"), &next_s), "weekly/bsc/2023-03-27 to bsc@lists.example.org\n");
	assert_string_equal(round_at(at("2023-04-03T16:00:00Z"), &next_s), "");	/* how it ended has a notice of its own too */
}

/* Due at a meeting of the week after: the digest before it has told that, and does not come once more for it. */
static void test_what_the_last_digest_told(void **unused)
{
	int64_t next_s;

	(void)unused;
	calendar_free(&context.calendar);
	raise_item(1, "publish the roadmap", "2023-03-09T17:00:00Z", (struct civil_date){ 2023, 3, 22 }, "Dave Thaler");
	assert_string_equal(round_at(at("2023-03-13T16:00:00Z"), &next_s), "weekly/bsc/2023-03-13 to bsc@lists.example.org\n");
	assert_string_equal(round_at(at("2023-03-20T16:00:00Z"), &next_s), "");
	/* another day is news */
	apply((struct event){ .at_s = at("2023-03-14T00:00:00Z"), .kind = EVENT_DUE, .item = 1, .redated.due.day = { 2023, 3, 23 } });
	assert_string_equal(round_at(at("2023-03-20T17:00:00Z"), &next_s), "weekly/bsc/2023-03-20 to bsc@lists.example.org\n");
}

/* Of nobody known, and due: 8 March; the 13th, the day of the digest, which comes in the evening in Zurich; the 14th, the day after. */
static void raise_nobodys(const char *when)
{
	policy.handover_s = policy.minutes_missing_s = policy.agenda_s = 0;
	policy.question_before_s = 3 * DAY_S;
	policy.weekly_day = -1;
	raise_item(1, "book the room", when, (struct civil_date){ 2023, 3, 8 }, NULL);
	raise_item(2, "count the votes", when, (struct civil_date){ 2023, 3, 13 }, "Davd");
	raise_item(3, "print the badges", when, (struct civil_date){ 2023, 3, 14 }, NULL);
	raise_item(4, "mail the logo", when, (struct civil_date){ 2023, 3, 8 }, "KP Singh");
	raise_item(5, "think about it", when, (struct civil_date){ 0 }, NULL);
}

/* What a digest asks in time waits for it. */
static void test_urgent_questions(void **unused)
{
	(void)unused;
	raise_nobodys("2023-03-02T00:00:00Z");
	assert_string_equal(play("2023-03-02T12:00:00Z", "2023-03-15T00:00:00Z"),
		"2023-03-05T08:00:00Z mail/question/1 to joe@example.org\n  question/1 of #1\n"	/* 09:00 in Zurich */
		"2023-03-10T08:00:00Z mail/question/2 to joe@example.org\n  question/2 of #2\n"
		"2023-03-13T20:00:00Z agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n"
		/* Joe has not answered: he is asked once more, and it does not count */
		"  question/2/at/2/agenda-digest/bsc/2/2023-03-15T20:00:00Z of #2\n"
		"  question/1/at/2/agenda-digest/bsc/2/2023-03-15T20:00:00Z of #1\n"
		"  question/5 of #5\n  question/3 of #3\n");
}

/* Late, at night: in the morning, in one mail, and what is overdue as well; with a digest within a day only what is due before. */
static void test_urgent_questions_together(void **unused)
{
	int64_t next_s;

	(void)unused;
	raise_nobodys("2023-03-11T22:00:00Z");
	assert_string_equal(round_at(at("2023-03-11T22:00:00Z"), &next_s), "");
	assert_int_equal(next_s, at("2023-03-12T08:00:00Z"));
	assert_string_equal(round_at(next_s, &next_s),
			    "mail/question/1 to joe@example.org\n  question/1 of #1\n  question/2 of #2\n");
	assert_string_equal(round_at(at("2023-03-12T09:00:00Z"), &next_s), "");

	raise_item(6, "of last week", "2023-03-13T00:00:00Z", (struct civil_date){ 2023, 3, 8 }, NULL);
	raise_item(7, "of today", "2023-03-13T00:00:00Z", (struct civil_date){ 2023, 3, 13 }, NULL);
	assert_string_equal(round_at(at("2023-03-13T09:00:00Z"), &next_s),
			    "mail/question/7 to joe@example.org\n  question/7 of #7\n");
	/* the digest's round: it asks itself */
	raise_item(8, "of today as well", "2023-03-13T00:00:00Z", (struct civil_date){ 2023, 3, 13 }, NULL);
	const char *round = round_at(at("2023-03-13T20:00:00Z"), &next_s);

	assert_has(round, "agenda-digest/bsc/2/2023-03-15T20:00:00Z to joe@example.org\n");
	assert_has(round, "  question/8 of #8\n  question/6 of #6\n");
}

/* To the list's chair, KP in Sydney, where there are no meetings; of the past nothing; never where it is switched off. */
static void test_urgent_questions_without_meetings(void **unused)
{
	int64_t next_s;

	(void)unused;
	calendar_free(&context.calendar);
	raise_nobodys("2023-03-02T00:00:00Z");
	raise_item(6, "of the archive", "2023-02-02T00:00:00Z", (struct civil_date){ 2023, 2, 10 }, NULL);
	assert_string_equal(play("2023-03-02T12:00:00Z", "2023-03-15T00:00:00Z"),
		"2023-03-04T22:00:00Z mail/question/1 to kp@example.org\n  question/1 of #1\n"
		"2023-03-09T22:00:00Z mail/question/2 to kp@example.org\n  question/2 of #2\n"
		"2023-03-10T22:00:00Z mail/question/3 to kp@example.org\n  question/3 of #3\n");
	raise_item(7, "of tomorrow", "2023-03-15T00:00:00Z", (struct civil_date){ 2023, 3, 16 }, NULL);
	policy.question_before_s = 0;
	assert_string_equal(round_at(at("2023-03-15T01:00:00Z"), &next_s), "");
	policy.question_before_s = 12 * HOUR_S;	/* a part of a day is a day */
	assert_string_equal(round_at(at("2023-03-15T01:00:00Z"), &next_s),
			    "mail/question/7 to kp@example.org\n  question/7 of #7\n");
}

static void test_the_threads_of_a_week(void **unused)
{
	const struct thread_mail mails[] = {
		{ .message_id = "1@x", .in_reply_to = "", .subject = "[BSC] Where to meet", .author = "Dave Thaler", .received_s = at("2023-03-08T00:00:00Z") },
		{ .message_id = "2@x", .in_reply_to = "1@x", .subject = "Re: [BSC] Where to meet", .author = "Joe Stringer",
		  .received_s = at("2023-03-09T00:00:00Z") },
	};
	int64_t next_s, from_s, to_s;

	(void)unused;
	calendar_free(&context.calendar);
	assert_true(meeting_weekly_due(&context, at("2023-03-13T16:00:00Z"), &from_s, &to_s));
	assert_int_equal(from_s, at("2023-02-20T00:00:00Z"));	/* none was sent so far: since the ledger began */
	assert_int_equal(to_s, at("2023-03-13T16:00:00Z"));
	context.mails = mails;
	context.n_mails = COUNT(mails);
	assert_has(text_of(PREVIEW_WEEKLY, "2023-03-13T16:00:00Z"), "Where to meet\n     2 messages by 2 people");
	assert_string_equal(round_at(to_s, &next_s), "weekly/bsc/2023-03-13 to bsc@lists.example.org\n");
	assert_false(meeting_weekly_due(&context, at("2023-03-13T16:00:00Z"), &from_s, &to_s));
}

/* ---- the longest digest ---- */

static struct item_list some_items(struct item *items, size_t from, size_t n)
{
	struct item_view *rows = arena_alloc(arena, n, sizeof *rows);

	for (size_t i = 0; i < n; i++)
		rows[i].item = &items[from + i];
	return (struct item_list){ rows, n };
}

/* Every part has much to say: 80 lines all the same, each item by its number at least, and the parts in their order. */
static void test_the_largest_backlog(void **unused)
{
	enum { ITEMS = 190, OWNERS = 8, DECISIONS = 12, DEADLINES = 8, ENTRIES = 5 };
	static const char *const parts[] = { "Answers wanted:", "When and where:", "Regrets and quorum:", "Agenda (", "New since",
					     "Done since", "Due since", "All other open items:", "Parked since", "Deadlines:",
					     "Decided since the last meeting (\"not D12\" takes one out):", "The minutes, to be" };
	static const char *names[OWNERS] = { "Ann Abel", "Ben Bose", "Cem Can", "Dee Diaz", "Eli Eck", "Fay Fox", "Gus Gray", "Hal Hill" };
	static struct item items[ITEMS];
	struct owner owners[OWNERS];
	struct agenda_row rows[ENTRIES];
	struct question_view questions[8];
	struct decision_entry decisions[DECISIONS];
	struct deadline_view deadlines[DEADLINES];
	struct deadline open = { .state = DEADLINE_OPEN, .opener = "Dave Thaler", .closes_s = at("2023-03-03T10:00:00Z") };
	const char *open_owner[ITEMS];
	const struct digest_reader reader = { .name = "Dave Thaler", .addr = "dave@example.org", .zone = zone_find("UTC"),
					      .message_id = "m@x", .answers = "", .state = state };
	struct notice_composed mail;
	struct meeting meeting;
	ptrdiff_t before = 0;
	size_t lines = 0;

	(void)unused;
	assert_true(calendar_by_number(context.calendar, 2, &meeting));
	for (size_t i = 0; i < OWNERS; i++)
		owners[i] = (struct owner){ .written = names[i], .person = names[i], .group = "" };
	for (size_t i = 0; i < ITEMS; i++)
		items[i] = (struct item){ .number = (int)i + 1, .list = "bsc", .text = "a task that is told in many words, so that its line has to go on "
					  "in another one and yet another one, as those of the real minutes do now and then", .raised_by = "Dave Thaler",
					  .raise_proof = "dkim", .message_id = "m@x", .note = "", .due = { 2023, 3, 1 }, .owners = &owners[i % OWNERS],
					  .n_owners = 1, .status = i < 30 ? ITEM_DONE : i < 60 ? ITEM_PARKED : ITEM_OPEN };
	for (size_t i = 0; i < ENTRIES; i++)
		rows[i] = (struct agenda_row){ .title = "An entry of the agenda with a title of some length", .raised_by = names[i], .minutes = 10,
					       .carried_from = 1 };
	for (size_t i = 0; i < COUNT(questions); i++)
		questions[i] = (struct question_view){ .item = &items[180 + i], .text = "Whose is it?", .message_id = "m@x", .key = "k", .chair_key = "c" };
	for (size_t i = 0; i < DECISIONS; i++)
		decisions[i] = (struct decision_entry){ .number = (int)i + 1, .text = "We decided something that takes a line or two to say in full, "
							"for it has conditions" };
	for (size_t i = 0; i < DEADLINES; i++)
		deadlines[i] = (struct deadline_view){ .number = 200 + (int)i, .title = "minutes of a meeting", .deadline = &open };
	for (size_t i = 0; i < ITEMS; i++)
		open_owner[i] = names[i / 10 % OWNERS];
	const struct agenda_view view = {
		.meeting = meeting_view_of(&context, &meeting), .list_zone = zone_find("UTC"), .rows = rows, .n_rows = ENTRIES,
		.done = some_items(items, 0, 30), .parked = some_items(items, 30, 30), .added = some_items(items, 60, 20),
		.due = some_items(items, 80, 20), .open = some_items(items, 100, 80), .open_owner = open_owner,
		.deadlines = deadlines, .n_deadlines = DEADLINES, .decisions = { .entries = decisions, .len = DECISIONS },
		.questions = questions, .n_questions = COUNT(questions), .participants = names, .n_participants = OWNERS,
		.presence = { .regrets = { .names = names, .len = 3 } }, .quorum = { .needed = 5, .members = 8, .coming = 5 },
	};

	digest_agenda(arena, &policy, &reader, &view, at("2023-02-27T10:00:00Z"), &mail);
	for (const char *c = mail.text; *c; c++)
		lines += *c == '\n';
	if (lines > 80)
fail_msg("%zu lines:\n%s", lines, mail.text);
	for (size_t i = 0; i < COUNT(parts); i++) {
		ptrdiff_t here = strstr(mail.text, parts[i]) ? strstr(mail.text, parts[i]) - mail.text : -1;

		if (here < before)
			fail_msg("%s is not in its place:\n%s", parts[i], mail.text);
		before = here;
	}
	for (size_t i = 0; i < 188; i++) {
		const char *number = arena_printf(arena, "#%zu", i + 1), *found = strstr(mail.text, number);

		while (found && found[strlen(number)] >= '0' && found[strlen(number)] <= '9')
			found = strstr(found + 1, number);
		if (!found)
			fail_msg("%s is missing:\n%s", number, mail.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_month, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_entry_is_dropped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_digest_across_the_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_outage, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_late_but_in_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_before_the_ledger_began, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_switched_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_change_of_plan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_the_digest_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_question_is_asked_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_chair_of_the_minutes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_urgent_questions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_urgent_questions_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_urgent_questions_without_meetings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_largest_backlog, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_week, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deadlines_in_the_week, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_the_last_digest_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_threads_of_a_week, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
