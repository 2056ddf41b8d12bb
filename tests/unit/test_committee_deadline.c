/* test_committee_deadline.c - each transition of the machine of deadlines by a test of its name, and
 * what must hold for any events in any order of reading.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/deadline.h"

enum { HOUR = 3600, DAY = 24 * HOUR, EVENTS_MAX = 24, TELLINGS_MAX = 60 };

/* One deadline, its events, and the last look at it. */
struct play {
	struct arena *arena;
	struct deadline_terms terms;
	struct deadline_event events[EVENTS_MAX];
	size_t n;
	struct deadline d;
};

static int64_t at(const char *text)
{
	int64_t s;

	assert_true(civil_parse_instant(span_of(text), &s));
	return s;
}

static struct civil_date day(const char *text)
{
	struct civil_date date;

	assert_true(civil_parse_iso(span_of(text), &date));
	return date;
}

static int setup(void **state)
{
	struct play *p = calloc(1, sizeof *p);

	p->arena = arena_new();
	p->terms = (struct deadline_terms){ .kind = DEADLINE_PROPOSAL, .zone = zone_find("America/Los_Angeles"),
					    .period = { .days = 7 } };
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct play *p = *state;

	arena_free(&p->arena);
	free(p);
	return 0;
}

static struct deadline_event *add(struct play *p, const char *when, enum deadline_event_kind kind, const char *actor)
{
	struct deadline_event *e = &p->events[p->n];

	assert_true(p->n < EVENTS_MAX);
	*e = (struct deadline_event){ .kind = kind, .at_s = at(when), .actor = actor, .proved = true, .text = "",
				      .roles = strcmp(actor, "Chair") == 0 ? DEADLINE_BY_MEMBER | DEADLINE_BY_CHAIR :
					       strcmp(actor, "Guest") == 0 ? 0 : DEADLINE_BY_MEMBER,
				      .message_id = arena_printf(p->arena, "m%zu@example.org", p->n), .line = 1 };
	p->n++;
	return e;
}

static struct deadline_event announced(const char *message_id, int64_t at_s, int64_t named_s)
{
	return (struct deadline_event){ .kind = DEADLINE_EVENT_ANNOUNCED, .at_s = at_s, .actor = "beadle", .text = "",
					.message_id = message_id, .named_s = named_s };
}

static struct deadline_event outcome(const char *message_id, int64_t at_s, bool told)
{
	return (struct deadline_event){ .kind = told ? DEADLINE_EVENT_TOLD : DEADLINE_EVENT_UNTOLD, .at_s = at_s,
					.actor = "beadle", .text = "", .message_id = message_id };
}

/* A notice to the list that names this end is decided; a server takes it. */
static void tell(struct play *p, const char *message_id, const char *when, const char *end)
{
	assert_true(p->n < EVENTS_MAX);
	p->events[p->n++] = announced(message_id, at(when), at(end));
}

static void take(struct play *p, const char *message_id, const char *when)
{
	assert_true(p->n < EVENTS_MAX);
	p->events[p->n++] = outcome(message_id, at(when), true);
}

/* The end as it was known at an instant; true: it had to be told. */
static bool is_untold_at(struct play *p, const struct deadline_event *events, size_t n, int64_t at_s, int64_t *end_s_out)
{
	struct deadline_event *then = arena_alloc(p->arena, n, sizeof *then);
	struct deadline d;
	size_t n_then = 0;

	for (size_t i = 0; i < n; i++) {
		if (events[i].at_s <= at_s)
			then[n_then++] = events[i];
	}
	deadline_fold(p->arena, &p->terms, then, n_then, at_s, at_s, &d);
	*end_s_out = d.closes_s;
	return d.untold && !d.settled_s;
}

static int by_time(const void *a, const void *b)
{
	const struct deadline_event *left = a, *right = b;

	return left->at_s < right->at_s ? -1 : left->at_s > right->at_s;
}

/* Folds it, with a list that hears of each end in the moment when it is given. */
static void fold_told(struct play *p, int64_t read_s, int64_t now_s)
{
	struct deadline_event *events = arena_alloc(p->arena, 3 * p->n, sizeof *events), *sorted = arena_alloc(p->arena, p->n, sizeof *sorted);
	size_t n = p->n;
	int64_t end_s;

	memcpy(events, p->events, n * sizeof *events);
	memcpy(sorted, p->events, n * sizeof *sorted);
	if (n)
		qsort(sorted, n, sizeof *sorted, by_time);
	for (size_t i = 0; i < p->n; i++) {
		const char *id = arena_printf(p->arena, "notice%zu@example.org", i);
		int64_t at_s = sorted[i].at_s;

		if (at_s > now_s || !is_untold_at(p, events, n, at_s, &end_s))
			continue;
		events[n++] = announced(id, at_s, end_s);
		events[n++] = outcome(id, at_s, true);
	}
	deadline_fold(p->arena, &p->terms, events, n, read_s, now_s, &p->d);
}

/* All mail read up to now. */
static const struct deadline *look(struct play *p, const char *now)
{
	fold_told(p, at(now), at(now));
	return &p->d;
}

/* The same, and the list hears what the events say alone. */
static const struct deadline *look_as_told(struct play *p, const char *now)
{
	deadline_fold(p->arena, &p->terms, p->events, p->n, at(now), at(now), &p->d);
	return &p->d;
}

static void assert_instant(int64_t got_s, const char *want)
{
	char text[CIVIL_TEXT_SIZE];

	assert_string_equal(civil_format_instant(got_s, text), want);
}

static void assert_remark(const struct deadline *d, size_t i, enum deadline_why why, bool to_chair)
{
	assert_true(i < d->n_remarks);
	assert_int_equal(d->remarks[i].why, why);
	assert_int_equal(d->remarks[i].to_chair, to_chair);
}

/* The proposal of most tests: opened on Wed 28 Jun at noon UTC for a week. */
static void open_it(struct play *p)
{
	add(p, "2023-06-28T12:00:00Z", DEADLINE_EVENT_OPENED, "Opener");
}

static void open_stands_when_nobody_objects(void **state)
{
	struct play *p = *state;

	open_it(p);
	assert_int_equal(look(p, "2023-07-05T11:59:59Z")->state, DEADLINE_OPEN);
	assert_instant(p->d.closes_s, "2023-07-05T12:00:00Z");
	assert_false(p->d.waits);
	assert_int_equal(look(p, "2023-07-05T12:00:00Z")->state, DEADLINE_STANDS);
	assert_instant(p->d.settled_s, "2023-07-05T12:00:00Z");
	assert_int_equal(p->d.n_steps, 1);
}

static void open_is_contested_by_an_objection(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave")->text = "too early";
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_int_equal(p->d.n_standing, 1);
	assert_string_equal(p->d.objections[0].text, "too early");
}

static void contested_is_not_agreed_at_the_instant(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	assert_int_equal(look(p, "2023-07-05T12:00:00Z")->state, DEADLINE_NOT_AGREED);
}

static void contested_is_open_again_for_a_full_period_when_withdrawn(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-01T10:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_OPEN);
	assert_instant(p->d.closes_s, "2023-07-08T10:00:00Z");
	assert_int_equal(p->d.objections[0].end, OBJECTION_WITHDRAWN);
	assert_int_equal(p->d.n_reopened, 1);
	assert_int_equal(look(p, "2023-07-08T10:00:00Z")->state, DEADLINE_STANDS);
}

static void contested_is_open_again_for_a_full_period_when_resolved(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Joe");
	add(p, "2023-07-04T12:00:00Z", DEADLINE_EVENT_RESOLVED, "Chair");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_OPEN);
	assert_instant(p->d.closes_s, "2023-07-11T12:00:00Z");
	assert_int_equal(p->d.n_standing, 0);
	assert_int_equal(p->d.objections[1].end, OBJECTION_RESOLVED);
}

static void one_of_two_objections_withdrawn_leaves_it_contested(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Joe");
	add(p, "2023-07-01T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	assert_int_equal(look(p, "2023-07-02T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_instant(p->d.closes_s, "2023-07-05T12:00:00Z");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_NOT_AGREED);
}

static void open_again_is_contested_again(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-01T10:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	add(p, "2023-07-07T10:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	assert_int_equal(look(p, "2023-07-07T12:00:00Z")->state, DEADLINE_CONTESTED);
	assert_int_equal(p->d.n_objections, 2);
	assert_int_equal(look(p, "2023-07-08T10:00:00Z")->state, DEADLINE_NOT_AGREED);
}

static void an_objection_said_twice_is_one(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave")->text = "a";
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave")->text = "b";
	p->events[p->n] = p->events[p->n - 1];	/* the same mail once more */
	p->n++;
	assert_int_equal(look(p, "2023-07-01T00:00:00Z")->n_standing, 1);
	assert_string_equal(p->d.objections[0].text, "b");
}

static void open_is_withdrawn_by_its_opener_or_the_chair(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Joe");
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_OPEN);
	assert_remark(&p->d, 0, DEADLINE_NOT_ALLOWED, false);
	add(p, "2023-06-29T13:00:00Z", DEADLINE_EVENT_WITHDRAW, "Opener");
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_WITHDRAWN);
	p->events[p->n - 1].actor = "KP";
	p->events[p->n - 1].roles = DEADLINE_BY_CHAIR;
	assert_int_equal(look(p, "2023-07-30T00:00:00Z")->state, DEADLINE_WITHDRAWN);
	assert_instant(p->d.settled_s, "2023-06-29T13:00:00Z");
}

static void contested_is_withdrawn_by_its_opener(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Opener");
	assert_int_equal(look(p, "2023-07-01T00:00:00Z")->state, DEADLINE_WITHDRAWN);
}

static void an_opener_who_objects_withdraws_his_objection_first(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Opener");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Opener");
	assert_int_equal(look(p, "2023-07-01T00:00:00Z")->state, DEADLINE_OPEN);
}

static void open_is_extended_by_a_period_or_until_a_day(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_EXTENDED, "Opener")->period.days = 7;
	assert_instant(look(p, "2023-06-30T00:00:00Z")->closes_s, "2023-07-12T12:00:00Z");
	assert_int_equal(p->d.state, DEADLINE_OPEN);
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_EXTENDED, "Chair")->until = day("2023-07-14");
	assert_instant(look(p, "2023-07-01T00:00:00Z")->closes_s, "2023-07-15T06:59:59Z");
	assert_int_equal(p->d.n_extended, 2);
	add(p, "2023-07-01T12:00:00Z", DEADLINE_EVENT_EXTENDED, "Chair")->until = day("2023-07-02");
	assert_instant(look(p, "2023-07-02T00:00:00Z")->closes_s, "2023-07-15T06:59:59Z");
	assert_remark(&p->d, 0, DEADLINE_NOT_LATER, false);
	add(p, "2023-07-01T13:00:00Z", DEADLINE_EVENT_EXTENDED, "Joe")->period.days = 7;
	assert_remark(look(p, "2023-07-02T00:00:00Z"), 1, DEADLINE_NOT_ALLOWED, false);
}

static void contested_is_extended_and_stays_contested(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_EXTENDED, "Chair");	/* no period said: a week */
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_instant(p->d.closes_s, "2023-07-12T12:00:00Z");
}

static void what_is_received_after_the_instant_is_late(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-07-05T12:00:01Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-05T12:00:02Z", DEADLINE_EVENT_EXTENDED, "Chair");
	add(p, "2023-07-05T12:00:03Z", DEADLINE_EVENT_OK, "Joe");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_STANDS);
	assert_int_equal(p->d.n_remarks, 3);
	assert_remark(&p->d, 0, DEADLINE_LATE, true);
	assert_remark(&p->d, 1, DEADLINE_LATE, true);
	assert_remark(&p->d, 2, DEADLINE_LATE, false);
}

static void what_is_received_at_the_instant_counts(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-07-05T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_NOT_AGREED);
	assert_int_equal(p->d.n_remarks, 0);
}

static void a_withdrawal_after_the_instant_does_not_save_it(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-05T12:00:01Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_NOT_AGREED);
	assert_remark(&p->d, 0, DEADLINE_LATE, true);
}

static void the_closing_waits_for_the_mailbox(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-07-05T15:00:00Z", DEADLINE_EVENT_OBJECTED, "Joe");
	fold_told(p, at("2023-07-05T11:59:59Z"), at("2023-07-06T00:00:00Z"));
	assert_int_equal(p->d.state, DEADLINE_OPEN);
	assert_true(p->d.waits);
	assert_int_equal(p->d.settled_s, 0);
	assert_int_equal(p->d.n_remarks, 0);	/* an extension unread might make it timely */
	add(p, "2023-07-05T11:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");	/* read later, received before */
	assert_int_equal(look(p, "2023-07-06T00:00:00Z")->state, DEADLINE_NOT_AGREED);
	assert_string_equal(p->d.objections[0].actor, "Dave");
	assert_remark(&p->d, 0, DEADLINE_LATE, true);
}

static void unproved_acts_do_nothing_and_objections_go_to_the_chair(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave")->proved = false;
	add(p, "2023-06-29T13:00:00Z", DEADLINE_EVENT_EXTENDED, "Opener")->proved = false;
	add(p, "2023-06-29T14:00:00Z", DEADLINE_EVENT_PLAIN_OBJECTION, "Joe");
	assert_int_equal(look(p, "2023-07-05T12:00:00Z")->state, DEADLINE_STANDS);
	assert_int_equal(p->d.n_questions, 2);
	assert_remark(&p->d, 0, DEADLINE_UNPROVED, true);
	assert_remark(&p->d, 1, DEADLINE_UNPROVED, false);
	assert_remark(&p->d, 2, DEADLINE_ASK, true);
}

static void who_has_objected_is_not_asked_about_again(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_PLAIN_OBJECTION, "Dave");
	add(p, "2023-06-29T13:00:00Z", DEADLINE_EVENT_PLAIN_OBJECTION, "Dave");
	add(p, "2023-06-29T14:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	add(p, "2023-06-29T15:00:00Z", DEADLINE_EVENT_PLAIN_OBJECTION, "Dave");
	(void)look(p, "2023-06-30T12:00:00Z");
	assert_int_equal(p->d.n_questions, 1);
	assert_remark(&p->d, 0, DEADLINE_ASK, true);
}

static void guests_may_object_unless_the_list_says_members(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Guest");
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_CONTESTED);
	p->terms.members_only = true;
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_OPEN);
	assert_remark(&p->d, 0, DEADLINE_NOT_ALLOWED, true);
}

static void only_the_chair_resolves(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-28T13:00:00Z", DEADLINE_EVENT_RESOLVED, "Chair");
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_RESOLVED, "Opener");
	assert_int_equal(look(p, "2023-07-01T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_remark(&p->d, 0, DEADLINE_NOTHING_THERE, false);
	assert_remark(&p->d, 1, DEADLINE_NOT_ALLOWED, false);
	p->events[3].roles = DEADLINE_BY_OPERATOR;
	p->events[3].proved = false;		/* who sits at the machine needs no proof */
	assert_int_equal(look(p, "2023-07-01T00:00:00Z")->state, DEADLINE_OPEN);
}

static void ok_does_not_withdraw_an_objection(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-06-29T13:00:00Z", DEADLINE_EVENT_OK, "Dave");
	add(p, "2023-06-29T14:00:00Z", DEADLINE_EVENT_OK, "Joe");
	add(p, "2023-06-29T15:00:00Z", DEADLINE_EVENT_COMMENT, "Joe");
	assert_int_equal(look(p, "2023-06-30T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_remark(&p->d, 0, DEADLINE_OK_OR_NOT, false);
	assert_int_equal(p->d.n_ok, 1);
	assert_int_equal(p->d.n_comments, 1);
}

/* Minutes of the meeting of Wed 28 Jun: the end of Wed 5 Jul in Seattle. */
static void minutes_of(struct play *p, const char *mailed)
{
	p->terms = (struct deadline_terms){ .kind = DEADLINE_MINUTES, .zone = zone_find("America/Los_Angeles"),
					    .meeting_date = day("2023-06-28") };
	add(p, mailed, DEADLINE_EVENT_OPENED, "Chair");
}

static void minutes_close_a_week_after_the_meeting_at_the_end_of_the_day(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	assert_instant(look(p, "2023-06-30T00:00:00Z")->closes_s, "2023-07-06T06:59:59Z");
	assert_int_equal(look(p, "2023-07-06T06:59:58Z")->state, DEADLINE_OPEN);
	assert_int_equal(look(p, "2023-07-06T06:59:59Z")->state, DEADLINE_STANDS);
}

static void minutes_never_close_within_72_hours_of_the_notice(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-07-04T18:00:00Z");
	/* if a server took it now: an hour of delay is in it */
	assert_instant(look_as_told(p, "2023-07-04T18:05:00Z")->closes_s, "2023-07-07T19:00:00Z");
	assert_instant(look_as_told(p, "2023-07-04T20:00:00Z")->closes_s, "2023-07-07T21:00:00Z");
	assert_int_equal(look_as_told(p, "2023-08-01T00:00:00Z")->state, DEADLINE_OPEN);	/* never told, never closed */
	tell(p, "n", "2023-07-04T18:05:00Z", "2023-07-07T19:00:00Z");
	assert_true(look_as_told(p, "2023-07-10T00:00:00Z")->untold);	/* it lies in the outbox */
	assert_true(p->d.telling);
	take(p, "n", "2023-07-04T18:59:00Z");
	assert_int_equal(look_as_told(p, "2023-07-07T18:59:59Z")->state, DEADLINE_OPEN);
	assert_int_equal(look_as_told(p, "2023-07-07T19:00:00Z")->state, DEADLINE_STANDS);
	p->events[2].at_s = at("2023-07-10T12:00:00Z");		/* after an outage */
	assert_instant(look_as_told(p, "2023-07-12T00:00:00Z")->closes_s, "2023-07-13T13:00:00Z");
	assert_true(p->d.delayed);
}

/* What was decided counted as told. */
static void in_an_older_ledger_minutes_close_as_they_did(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-07-04T18:00:00Z");
	add(p, "2023-07-10T12:00:00Z", DEADLINE_EVENT_NOTICED, "beadle");		/* after an outage */
	add(p, "2023-07-13T12:00:01Z", DEADLINE_EVENT_NOTICED, "beadle");
	assert_instant(look_as_told(p, "2023-07-12T00:00:00Z")->closes_s, "2023-07-13T12:00:00Z");
	assert_int_equal(look_as_told(p, "2023-07-13T12:00:00Z")->state, DEADLINE_STANDS);
}

static void in_an_older_ledger_a_notice_told_all_before_it(void **state)
{
	struct play *p = *state;

	open_it(p);
	add(p, "2023-06-28T18:00:00Z", DEADLINE_EVENT_NOTICED, "beadle");		/* late, as it may be there */
	assert_instant(look_as_told(p, "2023-07-01T00:00:00Z")->closes_s, "2023-07-05T12:00:00Z");
	add(p, "2023-06-30T12:00:00Z", DEADLINE_EVENT_EXTENDED, "Opener")->period.days = 1;
	assert_true(look_as_told(p, "2023-07-10T00:00:00Z")->untold);
	add(p, "2023-07-01T12:00:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	assert_int_equal(look_as_told(p, "2023-07-06T12:00:00Z")->state, DEADLINE_STANDS);
	assert_instant(p->d.settled_s, "2023-07-06T12:00:00Z");
}

/* A server takes the notice so long after the mail: what the notice names is the end by then. */
static void a_period_begins_when_the_list_was_told(void **state)
{
	static const struct { const char *period, *until, *decided, *taken, *closes; bool delayed; } cases[] = {
		{ "1w", "", "2023-06-28T12:01:00Z", "2023-06-28T12:01:05Z", "2023-07-05T12:00:00Z", false },
		{ "1w", "", "2023-06-28T12:50:00Z", "2023-06-28T12:59:00Z", "2023-07-05T12:00:00Z", false },
		{ "1w", "", "2023-06-28T12:01:00Z", "2023-07-02T12:01:00Z", "2023-07-09T12:01:00Z", true },	/* SMTP was down */
		{ "1w", "", "2023-07-02T12:01:00Z", "2023-07-02T12:01:05Z", "2023-07-09T12:01:00Z", false },	/* beadle was */
		{ "1w", "", "2023-07-02T12:00:00Z", "2023-07-02T13:00:01Z", "2023-07-09T13:00:01Z", true },
		{ "90m", "", "2023-06-28T12:00:50Z", "2023-06-28T12:01:00Z", "2023-06-28T13:30:00Z", false },
		{ "90m", "", "2023-06-28T12:08:00Z", "2023-06-28T12:08:05Z", "2023-06-28T13:38:00Z", false },
		{ "90m", "", "2023-06-28T12:00:05Z", "2023-06-28T12:30:00Z", "2023-06-28T14:00:00Z", true },
		{ "", "2023-07-05", "2023-06-28T12:00:05Z", "2023-06-28T12:30:00Z", "2023-07-06T06:59:59Z", false },
		{ "", "2023-07-05", "2023-06-28T12:00:05Z", "2023-07-01T12:00:00Z", "2023-07-09T06:59:59Z", true },
	};
	struct play *p = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		p->n = 0;
		p->terms.period = (struct period){ 0 };
		p->terms.until = *cases[i].until ? day(cases[i].until) : (struct civil_date){ 0 };
		assert_true(!*cases[i].period || period_read(span_of(cases[i].period), &p->terms.period));
		open_it(p);
		int64_t named_s = look_as_told(p, cases[i].decided)->closes_s;

		p->events[p->n++] = announced("n", at(cases[i].decided), named_s);
		assert_int_equal(look_as_told(p, "2023-08-01T00:00:00Z")->state, DEADLINE_OPEN);
		assert_false(p->d.waits);
		take(p, "n", cases[i].taken);
		assert_instant(look_as_told(p, cases[i].taken)->closes_s, cases[i].closes);
		assert_int_equal(p->d.delayed, cases[i].delayed);
		assert_instant(p->d.known_s, cases[i].taken);
		assert_int_equal(look_as_told(p, cases[i].closes)->state, DEADLINE_STANDS);
	}
}

static void what_no_server_took_does_not_stand(void **state)
{
	struct play *p = *state;

	open_it(p);
	tell(p, "n1", "2023-06-28T12:01:00Z", "2023-07-05T12:00:00Z");
	p->events[p->n++] = outcome("n1", at("2023-06-28T12:02:00Z"), false);
	assert_int_equal(look_as_told(p, "2023-07-10T12:00:00Z")->state, DEADLINE_OPEN);
	assert_true(p->d.untold && !p->d.telling);
	assert_int_equal(p->d.n_lost, 1);
	tell(p, "n2", "2023-07-10T12:00:00Z", "2023-07-17T12:00:00Z");
	take(p, "n2", "2023-07-10T12:00:05Z");
	assert_instant(look_as_told(p, "2023-07-10T13:00:00Z")->closes_s, "2023-07-17T12:00:00Z");
	assert_int_equal(p->d.n_lost, 0);
	/* what came back reached nobody, whatever was thought */
	p->events[p->n++] = outcome("n2", at("2023-07-11T12:00:00Z"), false);
	assert_true(look_as_told(p, "2023-07-30T12:00:00Z")->untold);
	assert_int_equal(p->d.n_lost, 2);
	/* but this one goes out once more */
	tell(p, "n2", "2023-07-11T13:00:00Z", "2023-07-17T12:00:00Z");
	assert_true(look_as_told(p, "2023-07-30T12:00:00Z")->telling);
	take(p, "n2", "2023-07-12T12:00:00Z");
	assert_instant(look_as_told(p, "2023-07-13T12:00:00Z")->closes_s, "2023-07-19T12:00:00Z");
}

static void a_full_period_anew_begins_when_the_list_was_told(void **state)
{
	struct play *p = *state;

	open_it(p);
	tell(p, "n1", "2023-06-28T12:00:00Z", "2023-07-05T12:00:00Z");
	take(p, "n1", "2023-06-28T12:00:05Z");
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-01T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	assert_true(look_as_told(p, "2023-07-09T00:00:00Z")->untold);
	tell(p, "n2", "2023-07-01T12:01:00Z", "2023-07-08T12:00:00Z");
	take(p, "n2", "2023-07-04T12:00:00Z");
	assert_instant(look_as_told(p, "2023-07-09T00:00:00Z")->closes_s, "2023-07-11T12:00:00Z");
	assert_true(p->d.delayed);
}

/* Told before the end that there was, nobody has lost any of it. */
static void an_extension_begins_at_the_old_end_or_when_the_list_was_told(void **state)
{
	static const struct { const char *taken, *closes; } cases[] = {
		{ "2023-07-05T11:00:00Z", "2023-07-06T12:00:00Z" },
		{ "2023-07-05T18:00:00Z", "2023-07-06T18:00:00Z" },
	};
	struct play *p = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		p->n = 0;
		open_it(p);
		tell(p, "n1", "2023-06-28T12:00:00Z", "2023-07-05T12:00:00Z");
		take(p, "n1", "2023-06-28T12:00:05Z");
		add(p, "2023-07-05T08:00:00Z", DEADLINE_EVENT_EXTENDED, "Opener")->period.days = 1;
		assert_true(look_as_told(p, "2023-07-09T00:00:00Z")->untold);
		tell(p, "n2", "2023-07-05T08:01:00Z", "2023-07-06T12:00:00Z");
		take(p, "n2", cases[i].taken);
		assert_instant(look_as_told(p, "2023-07-05T19:00:00Z")->closes_s, cases[i].closes);
		assert_false(p->d.untold);
	}
}

static void minutes_of_the_past_close_without_a_notice(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	p->terms.quiet = true;
	assert_int_equal(look(p, "2025-01-01T00:00:00Z")->state, DEADLINE_STANDS);
	assert_instant(p->d.settled_s, "2023-07-06T06:59:59Z");
}

static void new_text_does_not_restart(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-03T18:00:00Z", DEADLINE_EVENT_TEXT_CHANGED, "Chair");
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-06T06:59:59Z");
	assert_int_equal(p->d.n_text_changes, 1);
	p->events[2].actor = "Joe";
	p->events[2].roles = DEADLINE_BY_MEMBER;
	assert_int_equal(look(p, "2023-07-04T00:00:00Z")->n_text_changes, 0);
	assert_remark(&p->d, 0, DEADLINE_NOT_ALLOWED, false);
}

static void open_restarts_when_the_chair_says_so(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-03T18:00:00Z", DEADLINE_EVENT_RESTART, "Chair");
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-11T06:59:59Z");
	assert_int_equal(p->d.state, DEADLINE_OPEN);
	assert_int_equal(look(p, "2023-07-06T12:00:00Z")->state, DEADLINE_OPEN);
	assert_int_equal(look(p, "2023-07-11T07:00:00Z")->state, DEADLINE_STANDS);
	p->events[2].proved = false;
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-06T06:59:59Z");
	assert_remark(&p->d, 0, DEADLINE_UNPROVED, false);
}

static void contested_restarts_and_stays_contested(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-02T18:00:00Z", DEADLINE_EVENT_OBJECTED, "Joe");
	add(p, "2023-07-03T18:00:00Z", DEADLINE_EVENT_RESTART, "Chair");
	assert_int_equal(look(p, "2023-07-04T00:00:00Z")->state, DEADLINE_CONTESTED);
	assert_instant(p->d.closes_s, "2023-07-11T06:59:59Z");
	assert_int_equal(look(p, "2023-07-11T07:00:00Z")->state, DEADLINE_NOT_AGREED);
}

static void only_the_chair_restarts(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-03T18:00:00Z", DEADLINE_EVENT_RESTART, "Opener");
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-06T06:59:59Z");
	assert_remark(&p->d, 0, DEADLINE_NOT_ALLOWED, false);
}

static void a_restart_never_shortens(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-01T18:00:00Z", DEADLINE_EVENT_EXTENDED, "Chair")->period.days = 21;
	add(p, "2023-07-03T18:00:00Z", DEADLINE_EVENT_RESTART, "Chair");
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-27T06:59:59Z");
	assert_remark(&p->d, 0, DEADLINE_NOT_LATER, false);
}

static void a_restart_after_the_end_is_late(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-06T07:00:00Z", DEADLINE_EVENT_RESTART, "Chair");
	assert_int_equal(look(p, "2023-07-07T00:00:00Z")->state, DEADLINE_STANDS);
	assert_remark(&p->d, 0, DEADLINE_LATE, true);
}

static void the_first_text_opens_whichever_was_read_first(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-30T18:00:00Z");
	add(p, "2023-06-29T18:00:00Z", DEADLINE_EVENT_TEXT_CHANGED, "Chair");	/* read second, received first */
	assert_instant(look(p, "2023-07-01T00:00:00Z")->opened_s, "2023-06-29T18:00:00Z");
	assert_int_equal(p->d.n_text_changes, 1);
}

static void minutes_contested_get_a_week_to_the_end_of_the_day(void **state)
{
	struct play *p = *state;

	minutes_of(p, "2023-06-29T18:00:00Z");
	add(p, "2023-06-29T18:01:00Z", DEADLINE_EVENT_NOTICED, "beadle");
	add(p, "2023-07-01T18:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-03T05:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");	/* the evening of the 2nd in Seattle */
	assert_instant(look(p, "2023-07-04T00:00:00Z")->closes_s, "2023-07-10T06:59:59Z");
}

static void days_are_local_and_hours_are_exact_through_a_change_of_clocks(void **state)
{
	static const struct { const char *zone, *opened, *period, *closes; } cases[] = {
		{ "America/Los_Angeles", "2023-03-08T20:00:00Z", "1w", "2023-03-15T19:00:00Z" },
		{ "America/Los_Angeles", "2023-03-11T20:00:00Z", "72h", "2023-03-14T20:00:00Z" },
		{ "America/Los_Angeles", "2023-11-01T19:00:00Z", "7 days", "2023-11-08T20:00:00Z" },
		{ "Europe/Zurich", "2023-03-22T12:00:00Z", "1w", "2023-03-29T11:00:00Z" },
		{ "Australia/Sydney", "2023-03-29T01:00:00Z", "1 week", "2023-04-05T02:00:00Z" },
		{ "Australia/Sydney", "2023-03-29T01:00:00Z", "30m", "2023-03-29T01:30:00Z" },
	};
	struct play *p = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		p->terms.zone = zone_find(cases[i].zone);
		assert_true(period_read(span_of(cases[i].period), &p->terms.period));
		p->n = 0;
		add(p, cases[i].opened, DEADLINE_EVENT_OPENED, "Opener");
		assert_instant(look(p, cases[i].opened)->closes_s, cases[i].closes);
	}
	assert_false(period_read(span_of("soon"), &p->terms.period));
	assert_false(period_read(span_of("0d"), &p->terms.period));
}

static void a_day_said_means_its_end(void **state)
{
	struct play *p = *state;

	p->terms.period.days = 0;
	p->terms.until = day("2023-07-05");
	open_it(p);
	assert_instant(look(p, "2023-06-29T00:00:00Z")->closes_s, "2023-07-06T06:59:59Z");
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	add(p, "2023-07-01T12:00:00Z", DEADLINE_EVENT_WITHDRAW, "Dave");
	assert_instant(look(p, "2023-07-02T00:00:00Z")->closes_s, "2023-07-09T06:59:59Z");	/* as many days anew */
	p->terms.until = day("2023-06-01");
	assert_instant(look(p, "2023-06-29T00:00:00Z")->closes_s, "2023-07-08T12:00:00Z");
	assert_true(p->d.date_passed);
}

static void nothing_is_open_without_an_opening(void **state)
{
	struct play *p = *state;

	assert_false(look(p, "2023-06-29T00:00:00Z")->opened);
	add(p, "2023-06-29T12:00:00Z", DEADLINE_EVENT_OBJECTED, "Dave");
	assert_false(look(p, "2023-06-30T00:00:00Z")->opened);
}

static void names_go_there_and_back(void **state)
{
	(void)state;
	for (int k = DEADLINE_EVENT_OPENED; k <= DEADLINE_EVENT_UNCLEAR; k++) {
		enum deadline_event_kind kind;

		assert_true(deadline_event_from_name(deadline_event_name((enum deadline_event_kind)k), &kind));
		assert_int_equal(kind, k);
	}
	enum deadline_event_kind kind;

	assert_false(deadline_event_from_name("opened!", &kind));
	assert_string_equal(deadline_state_name(DEADLINE_NOT_AGREED), "not agreed");
}

/* ---- any events, any order ---- */

static unsigned seed_once(void)
{
	static unsigned seed;

	if (!seed) {
		seed = getenv("BEADLE_SEED") ? (unsigned)strtoul(getenv("BEADLE_SEED"), NULL, 10) : 20230705;
		printf("# seed %u\n", seed);
		srand(seed);
	}
	return seed;
}

static void random_play(struct play *p)
{
	static const char *const actors[] = { "Opener", "Chair", "Dave", "Joe", "Guest" };
	static const enum deadline_event_kind kinds[] = {
		DEADLINE_EVENT_OBJECTED, DEADLINE_EVENT_OBJECTED, DEADLINE_EVENT_OBJECTED, DEADLINE_EVENT_WITHDRAW,
		DEADLINE_EVENT_WITHDRAW, DEADLINE_EVENT_RESOLVED, DEADLINE_EVENT_EXTENDED, DEADLINE_EVENT_TEXT_CHANGED,
		DEADLINE_EVENT_OK, DEADLINE_EVENT_COMMENT, DEADLINE_EVENT_PLAIN_OBJECTION,
		DEADLINE_EVENT_RESTART,
	};

	p->n = 0;
	p->terms.kind = rand() % 2 ? DEADLINE_MINUTES : DEADLINE_PROPOSAL;
	p->terms.meeting_date = day("2023-06-28");
	p->terms.members_only = rand() % 4 == 0;
	p->terms.quiet = rand() % 4 == 0;
	add(p, "2023-06-29T00:00:00Z", DEADLINE_EVENT_OPENED, rand() % 2 ? "Opener" : "Chair");
	for (int n = rand() % 14; n > 0; n--) {
		struct deadline_event *e = add(p, "2023-06-29T00:00:00Z", kinds[(size_t)rand() % (sizeof kinds / sizeof kinds[0])], actors[rand() % 5]);

		/* coarse instants: many are equal */
		e->at_s += (rand() % 80) * 6 * HOUR;
		if (rand() % 3 == 0)	/* on the instant itself, or a second beside it */
			e->at_s = at("2023-07-06T06:59:59Z") + rand() % 3 - 1;
		e->proved = rand() % 5 != 0;
		e->period.days = rand() % 3;
		e->text = arena_printf(p->arena, "t%d", rand() % 3);
	}
}

/* Does a proved objection that was received up to closes_s stand then?  Told without the machine: the last
 * word of each objector, and the chair's. */
static bool objection_stands(const struct play *p, int64_t closes_s)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct deadline_event *o = &p->events[i];
		bool ended = false;

		if (o->kind != DEADLINE_EVENT_OBJECTED || !o->proved || o->at_s > closes_s ||
		    (p->terms.members_only && !o->roles))
			continue;
		for (size_t k = 0; k < p->n; k++) {
			const struct deadline_event *e = &p->events[k];

			ended = ended || (e->proved && e->at_s > o->at_s && e->at_s <= closes_s &&
					  ((e->kind == DEADLINE_EVENT_WITHDRAW && strcmp(e->actor, o->actor) == 0) ||
					   (e->kind == DEADLINE_EVENT_RESOLVED && (e->roles & DEADLINE_BY_CHAIR))));
		}
		if (!ended)
			return true;
	}
	return false;
}

/* A bot that tells, through a server that takes its time, refuses, or lets it come back. */
struct bot {
	struct deadline_event *events;	/* mails as they are read, and its own */
	size_t n;
	int64_t outcome_s;		/* of the notice that is on its way; 0: none is */
};

static void bot_tells(struct play *p, struct bot *bot, const struct deadline *d, int64_t now_s)
{
	if (bot->outcome_s && bot->outcome_s <= now_s) {
		const char *id = arena_printf(p->arena, "notice%lld", (long long)d->n_announced);

		bot->events[bot->n++] = outcome(id, bot->outcome_s, rand() % 4 != 0);
		bot->outcome_s = 0;
	} else if (!bot->outcome_s && d->untold && !d->settled_s && bot->n + 2 < EVENTS_MAX + TELLINGS_MAX) {
		bot->events[bot->n++] = announced(arena_printf(p->arena, "notice%lld", (long long)d->n_announced + 1), now_s, d->closes_s);
		bot->outcome_s = now_s + 1 + (rand() % 3 ? 5 : rand() % (100 * HOUR));
	}
}

struct announcement {
	enum deadline_state state;
	int64_t settled_s;
};

/* Mails are read in the order in which they happen to stand, whatever their time of receipt.  Returns what was announced
 * first; OPEN: nothing. */
static struct announcement run_bot(struct play *p, struct bot *bot)
{
	struct announcement first = { .state = DEADLINE_OPEN };
	size_t read = 1;

	*bot = (struct bot){ .events = arena_alloc(p->arena, EVENTS_MAX + TELLINGS_MAX, sizeof *bot->events), .n = 1 };
	bot->events[0] = p->events[0];
	for (int64_t now_s = p->events[0].at_s; now_s < at("2024-01-01"); now_s += (1 + rand() % 30) * HOUR) {
		int64_t read_s = now_s;
		struct deadline d;

		while (read < p->n && p->events[read].at_s <= now_s && rand() % 3)
			bot->events[bot->n++] = p->events[read++];
		for (size_t i = read; i < p->n; i++)
			read_s = p->events[i].at_s - 1 < read_s ? p->events[i].at_s - 1 : read_s;
		deadline_fold(p->arena, &p->terms, bot->events, bot->n, read_s, now_s, &d);
		bot_tells(p, bot, &d, now_s);
		if (d.state != DEADLINE_STANDS && d.state != DEADLINE_NOT_AGREED)
			continue;
		assert_true(d.closes_s <= now_s && d.closes_s <= read_s && !d.untold);
		if (d.state == DEADLINE_STANDS)
			assert_false(objection_stands(p, d.closes_s));
		if (d.state == DEADLINE_STANDS && p->terms.kind == DEADLINE_MINUTES && !p->terms.quiet)
			assert_true(d.closes_s >= d.noticed_s + 72 * HOUR);
		if (d.state == DEADLINE_STANDS && p->terms.kind == DEADLINE_PROPOSAL && !p->terms.quiet)
			assert_true(d.closes_s >= d.noticed_s + 7 * DAY - HOUR);
		/* it is what it was, and what it will have been */
		assert_true(first.state == DEADLINE_OPEN || (first.state == d.state && first.settled_s == d.settled_s));
		first = (struct announcement){ d.state, d.settled_s };
	}
	return first;
}

static void never_stands_while_an_objection_received_in_time_stands(void **state)
{
	struct play *p = *state;
	unsigned stood = 0, not_agreed = 0;

	seed_once();
	for (int round = 0; round < 4000; round++) {
		struct deadline all;
		struct bot bot;

		arena_reset(p->arena);
		random_play(p);
		struct announcement said = run_bot(p, &bot);

		deadline_fold(p->arena, &p->terms, bot.events, bot.n, INT64_MAX, at("2024-01-01"), &all);
		if (said.state == DEADLINE_OPEN)
			continue;
		assert_int_equal(said.state, all.state);
		assert_int_equal(said.settled_s, all.settled_s);
		stood += all.state == DEADLINE_STANDS;
		not_agreed += all.state == DEADLINE_NOT_AGREED;
	}
	printf("# stood %u, not agreed %u\n", stood, not_agreed);
	assert_true(stood > 200 && not_agreed > 200);
}

static const char *describe(struct play *p)
{
	const char *text;
	struct deadline d;

	fold_told(p, at("2023-07-09"), at("2023-07-09"));
	d = p->d;
	text = arena_printf(p->arena, "%s %lld %lld %u %u", deadline_state_name(d.state), (long long)d.closes_s,
			    (long long)d.settled_s, d.n_ok, d.n_text_changes);
	for (size_t i = 0; i < d.n_objections; i++)
		text = arena_printf(p->arena, "%s / %s %d %s", text, d.objections[i].actor, d.objections[i].end,
				    d.objections[i].text);
	for (size_t i = 0; i < d.n_remarks; i++)
		text = arena_printf(p->arena, "%s / %d %s", text, d.remarks[i].why, d.remarks[i].event->message_id);
	for (size_t i = 0; i < d.n_steps; i++)
		text = arena_printf(p->arena, "%s / %d>%d", text, d.steps[i].from, d.steps[i].to);
	return text;
}

static void the_order_of_reading_does_not_matter(void **state)
{
	struct play *p = *state;

	seed_once();
	for (int round = 0; round < 500; round++) {
		const char *want;

		arena_reset(p->arena);
		random_play(p);
		want = describe(p);
		for (int shuffle = 0; shuffle < 20; shuffle++) {
			size_t a = (size_t)rand() % p->n, b = (size_t)rand() % p->n;
			struct deadline_event keep = p->events[a];

			p->events[a] = p->events[b];
			p->events[b] = keep;
			assert_string_equal(describe(p), want);
		}
	}
}

#define PLAY(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(open_stands_when_nobody_objects),
		PLAY(open_is_contested_by_an_objection),
		PLAY(contested_is_not_agreed_at_the_instant),
		PLAY(contested_is_open_again_for_a_full_period_when_withdrawn),
		PLAY(contested_is_open_again_for_a_full_period_when_resolved),
		PLAY(one_of_two_objections_withdrawn_leaves_it_contested),
		PLAY(open_again_is_contested_again),
		PLAY(an_objection_said_twice_is_one),
		PLAY(open_is_withdrawn_by_its_opener_or_the_chair),
		PLAY(contested_is_withdrawn_by_its_opener),
		PLAY(an_opener_who_objects_withdraws_his_objection_first),
		PLAY(open_is_extended_by_a_period_or_until_a_day),
		PLAY(contested_is_extended_and_stays_contested),
		PLAY(what_is_received_after_the_instant_is_late),
		PLAY(what_is_received_at_the_instant_counts),
		PLAY(a_withdrawal_after_the_instant_does_not_save_it),
		PLAY(the_closing_waits_for_the_mailbox),
		PLAY(unproved_acts_do_nothing_and_objections_go_to_the_chair),
		PLAY(who_has_objected_is_not_asked_about_again),
		PLAY(guests_may_object_unless_the_list_says_members),
		PLAY(only_the_chair_resolves),
		PLAY(ok_does_not_withdraw_an_objection),
		PLAY(minutes_close_a_week_after_the_meeting_at_the_end_of_the_day),
		PLAY(minutes_never_close_within_72_hours_of_the_notice),
		PLAY(in_an_older_ledger_minutes_close_as_they_did),
		PLAY(in_an_older_ledger_a_notice_told_all_before_it),
		PLAY(a_period_begins_when_the_list_was_told),
		PLAY(what_no_server_took_does_not_stand),
		PLAY(a_full_period_anew_begins_when_the_list_was_told),
		PLAY(an_extension_begins_at_the_old_end_or_when_the_list_was_told),
		PLAY(minutes_of_the_past_close_without_a_notice),
		PLAY(new_text_does_not_restart),
		PLAY(open_restarts_when_the_chair_says_so),
		PLAY(contested_restarts_and_stays_contested),
		PLAY(only_the_chair_restarts),
		PLAY(a_restart_never_shortens),
		PLAY(a_restart_after_the_end_is_late),
		PLAY(the_first_text_opens_whichever_was_read_first),
		PLAY(minutes_contested_get_a_week_to_the_end_of_the_day),
		PLAY(days_are_local_and_hours_are_exact_through_a_change_of_clocks),
		PLAY(a_day_said_means_its_end),
		PLAY(nothing_is_open_without_an_opening),
		PLAY(names_go_there_and_back),
		PLAY(never_stands_while_an_objection_received_in_time_stands),
		PLAY(the_order_of_reading_does_not_matter),
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
