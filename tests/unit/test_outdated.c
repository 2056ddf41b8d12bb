/* test_outdated.c - is a notice still true when its turn comes, kind by kind: as it was decided, and after what may
 * have happened since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/presence.h"
#include "committee/deadlines.h"
#include "committee/told.h"
#include "notices/outdated.h"
#include "time/zone.h"

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S };

static const char *dave_addr[] = { "dave@example.org" }, *joe_addr[] = { "joe@example.org" };
static const char *dave_names[] = { "David Thaler" };
static struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = dave_addr, .n_addresses = 1, .aliases = dave_names, .n_aliases = 1,
	  .zone = "America/Los_Angeles", .member = true },
	{ .name = "Joe Stringer", .addresses = joe_addr, .n_addresses = 1, .member = true },
};
static const struct people people = { .persons = persons, .n_persons = COUNT(persons) };
static const int starts[] = { 13 * 60 };
static const struct chair_seat seats[] = { { .name = "Dave Thaler" }, { .name = "Joe Stringer" } };
static const struct chair_order order = { .seats = seats, .n_seats = COUNT(seats) };
static const struct notice_policy policy = {
	.quorum = { .number = 1, .over = 1 },
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .mail_proof = MAIL_PROVED_BY_SIGNATURE, .prefix = "", .zone = "America/Los_Angeles",
	.from_name = "Beadle", .from_addr = "beadle@example.org", .reminder_minute = 9 * 60, .agenda_s = DAY_S, .weekly_day = 1,
	.weekly_minute = 9 * 60,
};

struct world {
	struct arena *arena;
	struct state *state;
	struct meeting_rule rule;
	struct meeting_plan plan;
	struct meeting_context context;
	int64_t next_event;
};

static int64_t at(const char *text)
{
	int64_t utc_s = 0;

	assert_true(civil_parse_instant(span_of(text), &utc_s));
	return utc_s;
}

static void apply(struct world *w, struct event e)
{
	struct err err;

	e.id = w->next_event++;
	e.list = "bsc";
	e = event_copy(w->arena, &e);
	if (state_apply(w->state, &e, &err))
		fail_msg("%s", err.text);
}

static void raise_item(struct world *w, int number, const char *owner)
{
	apply(w, (struct event){ .at_s = at("2023-03-06T10:00:00Z"), .kind = EVENT_RAISED, .item = number, .raised.text = "send the letter",
				 .raised.due.day = { 2023, 3, 20 }, .actor = "Dave Thaler", .message_id = "m@x" });
	if (*owner)
		apply(w, (struct event){ .at_s = at("2023-03-06T10:00:00Z"), .kind = EVENT_ASSIGNED, .item = number, .assigned.written = owner,
					 .assigned.person = people_by_name(&people, owner) || strchr(owner, ' ') ? owner : "" });
}

static struct event of_deadline(const char *what, const char *when)
{
	return (struct event){ .at_s = at(when), .kind = EVENT_DEADLINE, .deadline.number = 5, .actor = "Dave Thaler", .rule = "silent-tag",
			       .message_id = "d@x", .act = what, .deadline.meeting = -1, .proof = "token",
			       .deadline.roles = DEADLINE_BY_MEMBER};
}

/* Meetings on Wednesdays at 13:00 in Seattle: #1 on 8 March 2023 with Dave, #2 on the 15th with Joe.  Items 1 and 2 are Dave's, 3 is
 * nobody's; 4 is his by a former name.  Deadline 5 runs from the 6th to the 13th at 10:00 UTC, and the list knows. */
static void begin(struct world *w)
{
	struct err err;

	*w = (struct world){ .arena = arena_new(), .state = state_new(), .next_event = 1 };
	w->state->born_at_s = at("2023-02-20T00:00:00Z");
	w->rule = (struct meeting_rule){ .from = { 2023, 3, 8 }, .start_minutes = starts, .n_start_minutes = 1, .length_s = HOUR_S };
	assert_int_equal(recurrence_parse(w->arena, span_of("FREQ=WEEKLY;BYDAY=WE"), &w->rule.recurrence, &err), ERR_NONE);
	w->plan = (struct meeting_plan){ .zone = "America/Los_Angeles", .rules = &w->rule, .n_rules = 1, .first_number = 1,
					 .first_date = { 2023, 3, 8 }, .chairs = &order };
	w->context = (struct meeting_context){ .state = w->state, .policy = &policy, .people = &people,
					       .calendar = calendar_new(&w->plan), .read_s = INT64_MAX };
	raise_item(w, 1, "Dave Thaler");
	raise_item(w, 2, "Dave Thaler");
	raise_item(w, 3, "Davide");
	raise_item(w, 4, "David Thaler");

	struct event opened = of_deadline("opened", "2023-03-06T10:00:00Z");
	struct event announced = of_deadline(NOTICE_ANNOUNCED, "2023-03-06T10:00:00Z");
	struct event told = of_deadline(NOTICE_TOLD, "2023-03-06T10:00:00Z");

	opened.deadline.period_days = 7;
	opened.deadline.title = "New logo";
	announced.message_id = told.message_id = "notice@x";
	announced.deadline.named_s = told.deadline.named_s = at("2023-03-13T09:00:00Z");
	apply(w, opened);
	apply(w, announced);
	apply(w, told);
}

static void end(struct world *w)
{
	calendar_free(&w->context.calendar);
	state_free(&w->state);
	arena_free(&w->arena);
}

/* ---- what may have happened ---- */

static void done(struct world *w, int item)
{
	apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_DONE, .item = item, .actor = "Dave Thaler" });
}

static void kept(struct world *w, int item)
{
	apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_DUE, .item = item, .actor = "Dave Thaler",
				 .redated.due.day = { 2023, 4, 5 } });
}

static void one_kept(struct world *w)
{
	kept(w, 1);
}

static void both_kept(struct world *w)
{
	kept(w, 1);
	kept(w, 2);
}

static void one_done(struct world *w)
{
	done(w, 1);
}

static void all_done(struct world *w)
{
	for (int item = 1; item <= 4; item++)
		done(w, item);
}

static void both_snoozed(struct world *w)
{
	for (int item = 1; item <= 2; item++)
		apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_SNOOZED, .item = item, .actor = "Dave Thaler",
					 .snoozed.person = "Dave Thaler", .snoozed.until = { 2023, 3, 30 } });
}

static void handed_on(struct world *w)
{
	for (int item = 1; item <= 2; item++) {
		apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_RELEASED, .item = item, .actor = "Dave Thaler",
					 .released.person = "Dave Thaler" });
		apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_ASSIGNED, .item = item, .actor = "Dave Thaler",
					 .assigned.written = "Joe", .assigned.person = "Joe Stringer" });
	}
}

static void owner_found(struct world *w)
{
	apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_RELEASED, .item = 3, .actor = "Dave Thaler",
				 .released.written = "Davide" });
	apply(w, (struct event){ .at_s = at("2023-03-07T10:00:00Z"), .kind = EVENT_ASSIGNED, .item = 3, .actor = "Dave Thaler",
				 .assigned.written = "Joe", .assigned.person = "Joe Stringer" });
}

static void change(struct world *w, struct meeting_change change)
{
	struct meeting_change *kept = arena_alloc(w->arena, 1, sizeof *kept);

	*kept = change;
	kept->at_s = 1;
	kept->actor = "Dave Thaler";
	calendar_set_changes(w->context.calendar, kept, 1);
}

static void meeting_moved(struct world *w)
{
	change(w, (struct meeting_change){ .kind = CHANGE_MOVE, .number = 1, .date = { 2023, 3, 9 }, .start_minute = -1 });
}

static void meeting_cancelled(struct world *w)
{
	change(w, (struct meeting_change){ .kind = CHANGE_CANCEL, .number = 1 });
}

static void other_chair(struct world *w)
{
	change(w, (struct meeting_change){ .kind = CHANGE_CHAIR, .number = 1, .chair = "Joe Stringer" });
}

static void few_come(struct world *w)
{
	apply(w, (struct event){ .at_s = at("2023-03-06T12:00:00Z"), .kind = EVENT_PRESENCE, .actor = "Joe Stringer", .message_id = "r@x",
				 .act = PRESENCE_REGRETS, .presence.meeting = 1, .presence.person = "Joe Stringer" });
}

static void enough_come(struct world *w)
{
	few_come(w);
	apply(w, (struct event){ .at_s = at("2023-03-06T13:00:00Z"), .kind = EVENT_PRESENCE, .actor = "Joe Stringer", .message_id = "s@x",
				 .act = PRESENCE_ATTEND, .presence.meeting = 1, .presence.person = "Joe Stringer" });
}

static void minutes_came(struct world *w)
{
	apply(w, (struct event){ .at_s = at("2023-03-09T10:00:00Z"), .kind = EVENT_MINUTES, .minutes.meeting = 1, .minutes.day = { 2023, 3, 8 },
				 .minutes.chair = "Dave Thaler", .message_id = "x@y" });
}

/* The mail whose Message-ID has a slash. */
static void taken_back(struct world *w)
{
	apply(w, (struct event){ .at_s = at("2023-03-06T11:00:00Z"), .kind = EVENT_HELD, .act = HELD_TAKEN_BACK, .actor = "Dave Thaler",
				 .message_id = "back@x", .rule = "reply-drop-mail", .held.mail = "a/m@x" });
}

static void asked_again(struct world *w)
{
	state_add_key(w->state, "held/bsc/2023-03-07");
}

static void withdrawn(struct world *w)
{
	apply(w, of_deadline("withdraw", "2023-03-07T10:00:00Z"));
}

static void extended(struct world *w)
{
	struct event e = of_deadline("extended", "2023-03-07T10:00:00Z");

	e.deadline.period_days = 7;
	apply(w, e);
}

static void objected(struct world *w)
{
	struct event e = of_deadline("objected", "2023-03-07T10:00:00Z");

	e.actor = "Joe Stringer";
	apply(w, e);
}

#define FIRST_START "2023-03-08T21:00:00Z"

static const struct {
	const char *kind, *key, *person, *items;
	void (*happens)(struct world *);
	const char *now;
	const char *want;		/* in the reason; NULL: it is true */
} cases[] = {
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "12", NULL, "2023-03-07T12:00:00Z", NULL },
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "12", one_done, "2023-03-07T12:00:00Z", NULL },
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "1", one_done, "2023-03-07T12:00:00Z", "nothing of it" },
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "12", all_done, "2023-03-07T12:00:00Z", "nothing of it" },
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "12", handed_on, "2023-03-07T12:00:00Z", "nothing of it" },
	{ "assigned", "mail/assigned/1/Dave Thaler/1", "Dave Thaler", "12", both_snoozed, "2023-03-07T12:00:00Z", NULL },
	{ "assigned", "mail/assigned/4/David Thaler/1", "Dave Thaler", "4", NULL, "2023-03-07T12:00:00Z", NULL },	/* a former name */
	{ "assigned", "mail/assigned/9/Dave Thaler/1", "Dave Thaler", "", NULL, "2023-03-07T12:00:00Z", NULL },	/* older ledgers */
	{ "reminder", "reminder-day/bsc/Dave Thaler/2023-03-17", "Dave Thaler", "12", NULL, "2023-03-17T17:00:00Z", NULL },
	{ "reminder", "reminder-day/bsc/Dave Thaler/2023-03-17", "Dave Thaler", "12", one_done, "2023-03-17T17:00:00Z", NULL },
	{ "reminder", "reminder-day/bsc/Dave Thaler/2023-03-17", "Dave Thaler", "12", all_done, "2023-03-17T17:00:00Z", "nothing of it" },
	{ "reminder", "reminder-day/bsc/Dave Thaler/2023-03-17", "Dave Thaler", "12", both_snoozed, "2023-03-17T17:00:00Z", "not yet" },
	{ "reminder", "reminder-day/bsc/Dave Thaler/2023-03-17", "Dave Thaler", "12", both_snoozed, "2023-03-31T17:00:00Z", NULL },
	{ "last-call", "reminder-day/bsc/Dave Thaler/2023-06-05", "Dave Thaler", "12", one_kept, "2023-06-05T17:00:00Z", NULL },
	{ "last-call", "reminder-day/bsc/Dave Thaler/2023-06-05", "Dave Thaler", "12", both_kept, "2023-06-05T17:00:00Z", "not yet" },
	{ "last-call", "reminder-day/bsc/Dave Thaler/2023-06-05", "Dave Thaler", "12", all_done, "2023-06-05T17:00:00Z", "nothing of it" },
	{ "question", "mail/question/3", "Dave Thaler", "3", NULL, "2023-03-07T12:00:00Z", NULL },
	{ "question", "mail/question/3", "Dave Thaler", "3", owner_found, "2023-03-07T12:00:00Z", "has an owner" },
	{ "question", "mail/question/3", "Dave Thaler", "3", all_done, "2023-03-07T12:00:00Z", "closed" },

	{ "agenda", "agenda/bsc/1/" FIRST_START, "", "", NULL, "2023-03-08T20:59:59Z", NULL },
	{ "agenda", "agenda/bsc/1/" FIRST_START, "", "", NULL, FIRST_START, "has begun" },
	{ "agenda", "agenda/bsc/1/" FIRST_START, "", "", meeting_moved, "2023-03-07T22:00:00Z", "moved" },
	{ "agenda", "agenda/bsc/1/" FIRST_START, "", "", meeting_cancelled, "2023-03-07T22:00:00Z", "meeting" },
	{ "agenda-digest", "agenda-digest/bsc/1/" FIRST_START, "Dave Thaler", "", NULL, "2023-03-07T22:00:00Z", NULL },
	{ "agenda-digest", "agenda-digest/bsc/1/" FIRST_START, "Dave Thaler", "", NULL, "2023-03-09T22:00:00Z", "has begun" },
	{ "handover", "handover/bsc/1", "Dave Thaler", "", NULL, "2023-03-07T22:00:00Z", NULL },
	{ "handover", "handover/bsc/1", "Dave Thaler", "", other_chair, "2023-03-07T22:00:00Z", "somebody else" },
	{ "handover", "handover/bsc/1", "Dave Thaler", "", NULL, "2023-03-08T22:00:00Z", "has begun" },
	{ "no-quorum", "no-quorum/bsc/1", "Dave Thaler", "", few_come, "2023-03-07T22:00:00Z", NULL },
	{ "no-quorum", "no-quorum/bsc/1", "Dave Thaler", "", enough_come, "2023-03-07T22:00:00Z", "may come again" },
	{ "no-quorum", "no-quorum/bsc/1", "Dave Thaler", "", few_come, "2023-03-09T22:00:00Z", "has begun" },
	{ "minutes-missing", "minutes-missing/bsc/1", "Dave Thaler", "", NULL, "2023-03-11T22:00:00Z", NULL },
	{ "minutes-missing", "minutes-missing/bsc/1", "Dave Thaler", "", minutes_came, "2023-03-11T22:00:00Z", "have come" },
	{ "weekly-digest", "weekly/bsc/2023-03-06", "", "", NULL, "2023-03-13T15:59:59Z", NULL },
	{ "weekly-digest", "weekly/bsc/2023-03-06", "", "", NULL, "2023-03-13T16:00:00Z", "next week" },

	{ "deadline-opened", "deadline/5/opened", "", "", NULL, "2023-03-07T12:00:00Z", NULL },
	{ "deadline-opened", "deadline/5/opened", "", "", objected, "2023-03-07T12:00:00Z", NULL },
	{ "deadline-opened", "deadline/5/opened", "", "", withdrawn, "2023-03-07T12:00:00Z", "has ended" },
	{ "deadline-text", "deadline/5/text/1", "", "", withdrawn, "2023-03-07T12:00:00Z", "has ended" },
	{ "deadline-moved", "deadline/5/moved/1679302800", "", "", extended, "2023-03-07T12:00:00Z", NULL },
	{ "deadline-moved", "deadline/5/moved/1679302800/2", "", "", withdrawn, "2023-03-07T12:00:00Z", "has ended" },
	{ "deadline-objection", "deadline/5/objection/m@x", "", "", objected, "2023-03-07T12:00:00Z", NULL },
	{ "deadline-objection", "deadline/5/objection/m@x", "", "", NULL, "2023-03-07T12:00:00Z", "no objection stands" },
	{ "deadline-objection", "deadline/5/objection/m@x", "", "", withdrawn, "2023-03-07T12:00:00Z", "has ended" },
	{ "held", "held/bsc/2023-03-06", "Dave Thaler", "", NULL, "2023-03-07T12:00:00Z", NULL },
	{ "held", "held/bsc/2023-03-06", "Dave Thaler", "", asked_again, "2023-03-07T12:00:00Z", "later one" },
	{ "deadline-last-day", "deadline/5/last-day/CLOSES", "", "", NULL, "2023-03-12T12:00:00Z", NULL },
	{ "deadline-last-day", "deadline/5/last-day/CLOSES", "", "", NULL, "2023-03-14T12:00:00Z", "has ended" },
	{ "deadline-last-day", "deadline/5/last-day/CLOSES", "", "", extended, "2023-03-12T12:00:00Z", "another instant" },
	{ "deadline-closed", "deadline/5/closed/CLOSES", "", "", NULL, "2023-03-14T12:00:00Z", NULL },
	{ "deadline-closed", "deadline/5/closed/CLOSES", "", "", extended, "2023-03-14T12:00:00Z", "not ended so" },
	{ "deadline-chair", "deadline/5/chair/CLOSES", "Dave Thaler", "", NULL, "2023-03-14T12:00:00Z", NULL },
	{ "deadline-chair", "deadline/5/chair/CLOSES", "Dave Thaler", "", extended, "2023-03-14T12:00:00Z", "not ended so" },
	{ "minutes-final", "deadline/5/final", "", "", NULL, "2023-03-14T12:00:00Z", NULL },
	{ "minutes-final", "deadline/5/final", "", "", objected, "2023-03-14T12:00:00Z", "do not stand" },
	{ "deadline-question", "deadline/5/ask/m@x", "Dave Thaler", "", NULL, "2023-03-14T12:00:00Z", NULL },
	{ "deadline-closed", "deadline/77/closed/1", "", "", NULL, "2023-03-14T12:00:00Z", "not ended so" },	/* a rebuild: it is gone */

	{ "receipt", "receipt/bsc/a/m@x", "Dave Thaler", "", NULL, "2023-03-12T12:00:00Z", NULL },
	{ "receipt", "receipt/bsc/a/m@x", "Dave Thaler", "", NULL, "2023-03-14T12:00:00Z", "older than a week" },
	{ "receipt", "receipt/bsc/a/m@x", "Dave Thaler", "", taken_back, "2023-03-06T12:00:00Z", "taken back" },
	{ "answer", "answer/m@x", "Dave Thaler", "", NULL, "2023-03-12T12:00:00Z", NULL },
	{ "answer", "answer/m@x", "Dave Thaler", "", NULL, "2023-03-14T12:00:00Z", "older than a week" },
	{ "summary", "summary/bsc", "Dave Thaler", "", NULL, "2024-03-14T12:00:00Z", NULL },
	{ "of-tomorrow", "unheard/of", "", "", NULL, "2024-03-14T12:00:00Z", NULL },
};

/* With the instant at which deadline 5 closed, or would close as it was told first. */
static const char *with_instant(struct arena *arena, const char *key)
{
	const char *word = strstr(key, "CLOSES");

	return !word ? key : arena_printf(arena, "%.*s%lld", (int)(word - key), key, (long long)at("2023-03-13T09:00:00Z"));
}

static void each_kind_is_true_until_it_is_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct waiting_notice notice = { .kind = cases[i].kind, .person = cases[i].person,
						 .decided_at_s = at("2023-03-06T12:00:00Z") };
		int items[4];
		struct world w;

		begin(&w);
		notice.key = with_instant(w.arena, cases[i].key);
		notice.items = items;
		for (; cases[i].items[notice.n_items]; notice.n_items++)
			items[notice.n_items] = cases[i].items[notice.n_items] - '0';
		if (cases[i].happens)
			cases[i].happens(&w);
		const char *got = notice_outdated(w.arena, &w.context, &notice, at(cases[i].now));

		if (!got != !cases[i].want || (got && !strstr(got, cases[i].want)))
			fail_msg("case %zu, %s at %s: %s, not %s", i, notice.key, cases[i].now, got ? got : "true",
				 cases[i].want ? cases[i].want : "true");
		end(&w);
	}
}

/* A list without meetings has none that could have begun. */
static void without_a_calendar_nothing_is_judged_by_it(void **state)
{
	static const char *const kinds[] = { "agenda", "agenda-digest", "handover", "minutes-missing", "no-quorum" };
	struct world w;

	(void)state;
	begin(&w);
	calendar_free(&w.context.calendar);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct waiting_notice notice = { .kind = kinds[i], .key = arena_printf(w.arena, "%s/bsc/1/" FIRST_START, kinds[i]),
						       .person = "Dave Thaler" };

		assert_null(notice_outdated(w.arena, &w.context, &notice, at("2023-04-01T00:00:00Z")));
	}
	end(&w);
}

static void ask_for_votes(struct world *w)
{
	apply(w, (struct event){ .at_s = at("2023-03-06T10:00:00Z"), .kind = EVENT_VOTE, .act = "opened", .actor = "Dave Thaler", .proof = "dkim",
				 .message_id = "v@x", .rule = "vote-tag",
				 .vote = { .number = 6, .title = "Logo", .rule = "default", .terms = "majority of cast, quorum 2",
					   .voters = "Dave Thaler", .period_days = 3 } });
	for (int i = 0; i < 2; i++)
		apply(w, (struct event){ .at_s = at("2023-03-06T10:00:00Z"), .kind = EVENT_VOTE, .actor = EVENT_BY_BOT, .message_id = "b@x",
					 .act = i ? NOTICE_TOLD : NOTICE_ANNOUNCED, .rule = RULE_NOTICE,
					 .vote = { .number = 6, .mail = "ballot", .voter = "Dave Thaler",
						   .named_s = at("2023-03-09T10:00:00Z") } });
}

/* After a start nothing of the mailbox is read yet, and what was decided in the run before goes out all the same. */
static void what_has_ended_is_told_before_the_mailbox_is_read_again(void **state)
{
	static const char *const notices[][2] = { { "deadline-closed", "deadline/5/closed/CLOSES" },
						  { "deadline-chair", "deadline/5/chair/CLOSES" },
						  { "minutes-final", "deadline/5/final" },
						  { "vote-closed", "vote/6/closed/1678356000" } };
	struct world w;

	(void)state;
	begin(&w);
	ask_for_votes(&w);
	w.context.read_s = 0;
	for (size_t i = 0; i < COUNT(notices); i++) {
		const struct waiting_notice notice = { .kind = notices[i][0], .key = with_instant(w.arena, notices[i][1]), .person = "" };
		const char *got = notice_outdated(w.arena, &w.context, &notice, at("2023-03-14T12:00:00Z"));

		if (got)
			fail_msg("%s: %s", notice.key, got);
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_true_until_it_is_over),
		cmocka_unit_test(without_a_calendar_nothing_is_judged_by_it),
		cmocka_unit_test(what_has_ended_is_told_before_the_mailbox_is_read_again),
	};

	return cmocka_run_group_tests_name("outdated", tests, NULL, NULL);
}
