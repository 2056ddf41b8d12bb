/* test_vote.c - the machine of votes: a table of what happens and what comes of it, and what must
 * hold for any events in any order of reading.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "committee/deadline.h"
#include "committee/vote.h"

enum { HOUR = 3600, DAY = 24 * HOUR, EVENTS_MAX = 64 };

static const char *const voters[] = { "Ana", "Ben", "Cem", "Dee", "Eva" };

enum { N_VOTERS = sizeof voters / sizeof voters[0] };

/* One vote, its events, and the last look at it.  Hours are counted from its opening. */
struct play {
	struct arena *arena;
	struct vote_rule rule;
	struct vote_terms terms;
	struct vote_event events[EVENTS_MAX];
	size_t n;
	struct vote v;
};

static int64_t begin_s(void)
{
	int64_t s;

	assert_true(civil_parse_instant(span_of("2023-06-28T12:00:00Z"), &s));
	return s;
}

static int setup(void **state)
{
	struct play *p = calloc(1, sizeof *p);

	p->arena = arena_new();
	p->rule = (struct vote_rule){ .name = "default", .of = VOTE_OF_CAST };
	assert_true(vote_threshold_parse(span_of("majority"), &p->rule.threshold));
	assert_true(quorum_parse(span_of("50%"), &p->rule.quorum));
	p->terms = (struct vote_terms){ .rule = &p->rule,
					.zone = zone_find("America/Los_Angeles"),
					.voters = voters,
					.n_voters = N_VOTERS,
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

static struct vote_event *add(struct play *p, int64_t at_s, enum vote_event_kind kind,
			      const char *actor)
{
	struct vote_event *e = &p->events[p->n];
	bool is_chair = strcmp(actor, "Chair") == 0;

	assert_true(p->n < EVENTS_MAX);
	*e = (struct vote_event){
		.kind = kind,
		.at_s = begin_s() + at_s,
		.actor = actor,
		.roles = is_chair ? DEADLINE_BY_MEMBER | DEADLINE_BY_CHAIR : DEADLINE_BY_MEMBER,
		.proved = true,
		.message_id = arena_printf(p->arena, "m%zu@example.org", p->n),
		.line = 1,
		.text = "",
		.voter = "",
	};
	p->n++;
	return e;
}

static void open_it(struct play *p)
{
	add(p, 0, VOTE_EVENT_OPENED, "Ana");
}

static struct vote_event *mail(struct play *p, int64_t at_s, enum vote_event_kind kind,
			       enum vote_mail what, const char *whose)
{
	struct vote_event *e = add(p, at_s, kind, "beadle");

	e->mail = what;
	e->voter = whose;
	e->message_id = arena_printf(p->arena, "%s-%s", vote_mail_name(what), whose);
	if (kind == VOTE_EVENT_ANNOUNCED && what != VOTE_MAIL_FAILURE)
		e->named_s = begin_s() + 7 * DAY;
	return e;
}

static void ballot(struct play *p, const char *voter, int64_t taken_s)
{
	mail(p, 60, VOTE_EVENT_ANNOUNCED, VOTE_MAIL_BALLOT, voter);
	if (taken_s)
		mail(p, taken_s, VOTE_EVENT_TOLD, VOTE_MAIL_BALLOT, voter);
}

static void ballots(struct play *p, size_t first)
{
	for (size_t i = first; i < N_VOTERS; i++)
		ballot(p, voters[i], 65);
}

static const struct vote *look_read(struct play *p, int64_t read_s, int64_t now_s)
{
	vote_fold(p->arena, &p->terms, p->events, p->n, begin_s() + read_s, begin_s() + now_s, &p->v);
	return &p->v;
}

static const struct vote *look(struct play *p, int64_t now_s)
{
	return look_read(p, now_s, now_s);
}

/* ---- what comes of a row of events ---- */

/* "24 Ben yes; 168 Cem no; 30 Ana extend 1w; 40 Dee withdraw": the hour from the opening, with "+"
 * a second more; "?" behind the name: nothing proves it. */
static void act(struct play *p, struct span said)
{
	char hour[16], name[16], what[16], more[16] = "";
	char text[80];

	snprintf(text, sizeof text, "%.*s", (int)said.len, said.ptr);
	assert_true(sscanf(text, " %15s %15s %15s %15s", hour, name, what, more) >= 3);
	int64_t at_s = strtol(hour, NULL, 10) * HOUR + (strchr(hour, '+') != NULL);
	char *doubt = strchr(name, '?');
	struct span reason;
	enum ballot_choice choice = ballot_read(span_of(what), &reason);
	enum vote_event_kind kind = choice ? VOTE_EVENT_CAST : VOTE_EVENT_OPENED;

	if (!choice)
		kind = strcmp(what, "extend") == 0 ? VOTE_EVENT_EXTENDED : VOTE_EVENT_WITHDRAW;
	if (doubt)
		*doubt = '\0';
	struct vote_event *e = add(p, at_s, kind, arena_strdup(p->arena, name));

	e->proved = !doubt;
	e->choice = choice;
	if (kind != VOTE_EVENT_EXTENDED)
		return;
	assert_true(period_read(span_of(more), &e->period));
	struct vote_event *told = mail(p, at_s + 60, VOTE_EVENT_ANNOUNCED, VOTE_MAIL_LIST, "");

	told->message_id = arena_printf(p->arena, "extended%zu", p->n);
	told->named_s = begin_s() + 7 * DAY + e->period.days * DAY;
	mail(p, at_s + 65, VOTE_EVENT_TOLD, VOTE_MAIL_LIST, "")->message_id = told->message_id;
}

/* "open 2-1-1, 2 remarks" */
static const char *said_of(struct play *p)
{
	const struct vote *v = &p->v;

	return arena_printf(p->arena, "%s %zu-%zu-%zu%s, %zu remarks", vote_state_name(v->state),
			    v->tally.yes, v->tally.no, v->tally.abstain,
			    v->waits ? " waits" : "", v->n_remarks);
}

static void each_row_of_events_has_its_outcome(void **state)
{
	static const struct {
		const char *events;
		int look_h;
		const char *comes;
	} rows[] = {
		{ "", 1, "open 0-0-0, 0 remarks" },
		{ "", 167, "open 0-0-0, 0 remarks" },
		{ "", 168, "no quorum 0-0-0, 0 remarks" },
		{ "1 Ana yes;2 Ben yes;3 Cem no", 167, "open 2-1-0, 0 remarks" },
		{ "1 Ana yes;2 Ben yes;3 Cem no", 168, "passed 2-1-0, 0 remarks" },
		/* a tie; and one too few for the quorum */
		{ "1 Ana yes;2 Ben yes;3 Cem no;4 Dee no", 168, "failed 2-2-0, 0 remarks" },
		{ "1 Ana yes;2 Ben yes", 168, "no quorum 2-0-0, 0 remarks" },
		{ "1 Ana yes;2 Ben abstain;3 Cem abstain", 168, "passed 1-0-2, 0 remarks" },
		/* all have voted: it stays open, and one can think better of it */
		{ "1 Ana yes;1 Ben yes;1 Cem yes;1 Dee yes;1 Eva yes", 100, "open 5-0-0, 0 remarks" },
		{ "1 Ana yes;1 Ben yes;1 Cem yes;5 Ana no;6 Ben no", 168, "failed 1-2-0, 0 remarks" },
		{ "1 Ana yes;1 Ben yes;1 Cem no;5 Cem yes;9 Cem abstain", 168, "passed 2-0-1, 0 remarks" },
		/* the instant counts, a second more is late */
		{ "1 Ana yes;1 Ben yes;168 Cem no", 170, "passed 2-1-0, 0 remarks" },
		{ "1 Ana yes;1 Ben yes;168+ Cem no", 170, "no quorum 2-0-0, 1 remarks" },
		{ "1 Ana yes;1 Ben yes;1 Cem no;168+ Cem yes", 170, "passed 2-1-0, 1 remarks" },
		/* nothing proves it, or no voter: nothing is replaced */
		{ "1 Ana yes;1 Ben yes;1 Cem no;5 Ana? no", 168, "passed 2-1-0, 1 remarks" },
		{ "1 Ana yes;1 Ben yes;5 Fritz yes;6 Chair yes", 168, "no quorum 2-0-0, 2 remarks" },
		/* extended, by who may */
		{ "1 Ana yes;1 Ben yes;160 Ana extend 1w", 168, "extended 2-0-0, 0 remarks" },
		{ "1 Ana yes;1 Ben yes;160 Chair extend 1w;200 Cem no", 336, "passed 2-1-0, 0 remarks" },
		{ "1 Ana yes;1 Ben yes;160 Dee extend 1w;200 Cem no", 336, "no quorum 2-0-0, 2 remarks" },
		{ "1 Ana yes;1 Ben yes;160 Ana? extend 1w", 168, "no quorum 2-0-0, 1 remarks" },
		{ "168+ Ana extend 1w", 200, "no quorum 0-0-0, 1 remarks" },
		/* withdrawn, at any time before its end */
		{ "1 Ana yes;2 Ana withdraw;3 Ben yes", 168, "withdrawn 1-0-0, 1 remarks" },
		{ "1 Ana yes;2 Chair withdraw", 3, "withdrawn 1-0-0, 0 remarks" },
		{ "1 Ben withdraw;2 Ana? withdraw", 3, "open 0-0-0, 2 remarks" },
		{ "168+ Ana withdraw", 170, "no quorum 0-0-0, 1 remarks" },
	};
	struct play *p = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct span rest = span_of(rows[i].events);

		p->n = 0;
		open_it(p);
		ballots(p, 0);
		while (rest.len) {
			size_t end = 0;

			while (end < rest.len && rest.ptr[end] != ';')
				end++;
			act(p, span_sub(rest, 0, end));
			rest = span_sub(rest, end < rest.len ? end + 1 : end, rest.len);
		}
		look(p, rows[i].look_h * (int64_t)HOUR);
		assert_string_equal(said_of(p), rows[i].comes);
	}
}

/* ---- who has his ballot ---- */

static void assert_closes(const struct vote *v, int64_t after_s)
{
	assert_int_equal(v->closes_s - begin_s(), after_s);
}

static void the_period_begins_with_the_last_ballot(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 1);
	ballot(p, "Ana", 0);
	assert_true(look(p, 8 * DAY)->untold);
	assert_int_equal(p->v.state, VOTE_OPEN);
	assert_int_equal(p->v.n_unreached, 1);
	mail(p, 2 * DAY, VOTE_EVENT_TOLD, VOTE_MAIL_BALLOT, "Ana");
	assert_closes(look(p, 3 * DAY), 9 * DAY);
	assert_true(p->v.delayed && !p->v.untold);
	assert_int_equal(look(p, 9 * DAY)->state, VOTE_NO_QUORUM);
}

static void a_short_delay_leaves_the_end_as_it_was_named(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 1);
	ballot(p, "Ana", HOUR);
	assert_closes(look(p, DAY), 7 * DAY);
	assert_false(p->v.delayed);
}

static void a_ballot_that_is_lost_holds_the_outcome_up_until_that_is_told(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 1);
	ballot(p, "Ana", 0);
	mail(p, 70, VOTE_EVENT_UNTOLD, VOTE_MAIL_BALLOT, "Ana");
	assert_true(look(p, 8 * DAY)->untold);
	mail(p, 80, VOTE_EVENT_ANNOUNCED, VOTE_MAIL_FAILURE, "Ana");
	assert_true(look(p, 8 * DAY)->untold);
	mail(p, 85, VOTE_EVENT_TOLD, VOTE_MAIL_FAILURE, "Ana");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_NO_QUORUM);
	assert_closes(&p->v, 7 * DAY);
}

static void a_ballot_that_comes_back_does_so_until_the_end(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	mail(p, 3 * DAY, VOTE_EVENT_UNTOLD, VOTE_MAIL_BALLOT, "Ben");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_OPEN);
	assert_true(p->v.waits);
	mail(p, 3 * DAY + 5, VOTE_EVENT_TOLD, VOTE_MAIL_FAILURE, "Ben");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_NO_QUORUM);
	/* behind the end it makes no difference */
	p->n -= 2;
	mail(p, 7 * DAY + 1, VOTE_EVENT_UNTOLD, VOTE_MAIL_BALLOT, "Ben");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_NO_QUORUM);
}

static void what_goes_out_once_more_is_awaited(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 1);
	ballot(p, "Ana", 0);
	mail(p, 70, VOTE_EVENT_UNTOLD, VOTE_MAIL_BALLOT, "Ana");
	mail(p, 90, VOTE_EVENT_ANNOUNCED, VOTE_MAIL_BALLOT, "Ana");
	assert_true(look(p, 8 * DAY)->untold);
	mail(p, 95, VOTE_EVENT_TOLD, VOTE_MAIL_BALLOT, "Ana");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_NO_QUORUM);
}

/* Nobody can be given time; the thread on the list is left to them, and that it ends. */
static void with_nobodys_ballot_time_begins_when_that_is_known(void **state)
{
	struct play *p = *state;

	open_it(p);
	for (size_t i = 0; i < N_VOTERS; i++) {
		ballot(p, voters[i], 0);
		mail(p, 70 + 3 * HOUR, VOTE_EVENT_UNTOLD, VOTE_MAIL_BALLOT, voters[i]);
	}
	assert_true(look(p, 30 * DAY)->untold);		/* who opened it does not know */
	for (size_t i = 0; i < N_VOTERS; i++)
		mail(p, 75 + 3 * HOUR, VOTE_EVENT_TOLD, VOTE_MAIL_FAILURE, voters[i]);
	assert_int_equal(look(p, 7 * DAY + 2 * HOUR)->state, VOTE_OPEN);
	assert_int_equal(look(p, 7 * DAY + 4 * HOUR)->state, VOTE_NO_QUORUM);
}

static void an_extension_begins_when_the_list_is_told(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	add(p, 6 * DAY, VOTE_EVENT_EXTENDED, "Ana")->period.days = 7;
	assert_true(look(p, 20 * DAY)->untold);
	mail(p, 6 * DAY + 60, VOTE_EVENT_ANNOUNCED, VOTE_MAIL_LIST, "")->named_s = begin_s() + 14 * DAY;
	assert_true(look(p, 20 * DAY)->telling);
	mail(p, 6 * DAY + 65, VOTE_EVENT_TOLD, VOTE_MAIL_LIST, "");
	assert_int_equal(look(p, 14 * DAY - 1)->state, VOTE_EXTENDED);
	assert_int_equal(look(p, 14 * DAY)->state, VOTE_NO_QUORUM);
	assert_closes(&p->v, 14 * DAY);
}

static void an_extension_must_end_later(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	struct vote_event *e = add(p, DAY, VOTE_EVENT_EXTENDED, "Ana");

	assert_true(civil_parse_iso(span_of("2023-07-01"), &e->until));
	assert_int_equal(look(p, 2 * DAY)->n_remarks, 1);
	assert_int_equal(p->v.remarks[0].why, VOTE_NOT_LATER);
	assert_closes(&p->v, 7 * DAY);
}

static void of_the_past_nobody_is_told(void **state)
{
	struct play *p = *state;

	open_it(p);
	p->terms.quiet = true;
	assert_false(look(p, DAY)->untold);
	assert_int_equal(look(p, 7 * DAY)->state, VOTE_NO_QUORUM);
}

/* ---- certain, or not yet ---- */

static void an_outcome_waits_for_mail_that_is_not_read(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	act(p, span_of("1 Ana yes"));
	act(p, span_of("1 Ben yes"));
	act(p, span_of("169 Dee no"));
	assert_int_equal(look_read(p, 7 * DAY - 1, 8 * DAY)->state, VOTE_OPEN);
	assert_true(p->v.waits);
	assert_int_equal(p->v.n_remarks, 0);
	act(p, span_of("100 Cem no"));
	assert_int_equal(look_read(p, 7 * DAY, 8 * DAY)->state, VOTE_PASSED);
	assert_false(p->v.waits);
	assert_int_equal(p->v.n_remarks, 1);
}

static void a_clock_that_is_behind_decides_nothing(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	act(p, span_of("169 Ana yes"));
	assert_int_equal(look_read(p, 8 * DAY, 6 * DAY)->state, VOTE_OPEN);
}

static void a_last_day_ends_in_the_lists_zone(void **state)
{
	static const struct {
		const char *until;
		int64_t closes_after_s;
		bool passed;
	} rows[] = {
		{ "2023-07-05", 7 * DAY + 19 * HOUR - 1, false },
		{ "2023-06-28", 19 * HOUR - 1, false },
		{ "2023-06-27", 7 * DAY, true },
	};
	struct play *p = *state;

	p->terms.period = (struct period){ 0 };
	open_it(p);
	p->terms.quiet = true;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(civil_parse_iso(span_of(rows[i].until), &p->terms.until));
		assert_closes(look(p, HOUR), rows[i].closes_after_s);
		assert_int_equal(p->v.date_passed, rows[i].passed);
	}
}

/* ---- secret ---- */

/* "1 Ana yes; 2 Ben no", with ballots that nobody can read. */
static void act_sealed(struct play *p, const char *said)
{
	struct span rest = span_of(said);

	while (rest.len) {
		ptrdiff_t end = span_find_char(rest, ';');
		size_t n = end < 0 ? rest.len : (size_t)end;

		act(p, span_trim(span_sub(rest, 0, n)));
		rest = span_sub(rest, n + 1, rest.len);
	}
	p->terms.secret = true;
	for (size_t i = 0; i < p->n; i++) {
		if (p->events[i].kind == VOTE_EVENT_CAST)
			p->events[i].choice = BALLOT_SEALED;
	}
}

static void a_secret_vote_waits_to_be_counted(void **state)
{
	struct play *p = *state;
	struct vote_event *count;

	open_it(p);
	ballots(p, 0);
	act_sealed(p, "1 Ana yes; 2 Ben no; 3 Ana no; 4 Cem yes; 169 Dee yes");
	assert_int_equal(look(p, 5 * DAY)->tally.sealed, 3);
	assert_int_equal(tally_voted(&p->v.tally), 3);
	assert_false(p->v.is_uncounted);
	/* at the end it is known who has voted, and by which mail; whatever comes later is late */
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_OPEN);
	assert_true(p->v.is_uncounted && p->v.waits);
	assert_string_equal(p->v.voters[0].message_id, p->events[13].message_id);
	assert_int_equal(p->v.voters[3].choice, BALLOT_NONE);
	assert_int_equal(p->v.n_remarks, 1);
	assert_int_equal(p->v.remarks[0].why, VOTE_LATE);
	/* not before the mailbox was read up to the end */
	assert_false(look_read(p, 7 * DAY - 1, 8 * DAY)->is_uncounted);
	count = add(p, 8 * DAY, VOTE_EVENT_COUNTED, "beadle");
	count->named_s = p->v.closes_s;
	count->counted = (struct tally){ .members = N_VOTERS, .yes = 2, .no = 1 };
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_PASSED);
	assert_false(p->v.is_uncounted || p->v.waits);
	assert_int_equal(p->v.settled_s, begin_s() + 7 * DAY);
	assert_int_equal(p->v.tally.yes, 2);
	assert_int_equal(p->v.tally.sealed, 0);
}

static void what_was_counted_stands(void **state)
{
	struct play *p = *state;
	struct vote_event *count;

	open_it(p);
	ballots(p, 0);
	act_sealed(p, "1 Ana yes; 2 Ben no; 4 Cem no");
	count = add(p, 8 * DAY, VOTE_EVENT_COUNTED, "beadle");
	count->named_s = begin_s() + 7 * DAY;
	count->counted = (struct tally){ .members = N_VOTERS, .yes = 1, .no = 2 };
	count = add(p, 9 * DAY, VOTE_EVENT_COUNTED, "beadle");
	count->named_s = begin_s() + 8 * DAY;
	count->counted = (struct tally){ .members = N_VOTERS, .yes = 3 };
	assert_int_equal(look(p, 10 * DAY)->state, VOTE_FAILED);
	/* an extension and a ballot that another reading of the mailbox has found */
	act_sealed(p, "100 Ana extend 14d; 101 Dee yes");
	assert_int_equal(look(p, 10 * DAY)->state, VOTE_FAILED);
	assert_int_equal(p->v.settled_s, begin_s() + 7 * DAY);
	assert_int_equal(p->v.tally.no, 2);
}

static void without_a_quorum_nothing_is_opened(void **state)
{
	struct play *p = *state;

	open_it(p);
	ballots(p, 0);
	act_sealed(p, "1 Ana yes; 2 Ben no");
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_NO_QUORUM);
	assert_false(p->v.is_uncounted);
	assert_string_equal(tally_text(p->arena, &p->rule, &p->v.tally), "no quorum: 2 voted, 3 did not vote; 3 of 5 had to vote");
	act(p, span_of("3 Ana withdraw"));
	assert_int_equal(look(p, 8 * DAY)->state, VOTE_WITHDRAWN);
}

static void nothing_is_open_without_an_opening(void **state)
{
	struct play *p = *state;

	assert_false(look(p, DAY)->opened);
	act(p, span_of("1 Ana yes"));
	assert_false(vote_is_running(look(p, DAY)));
}

static void names_go_there_and_back(void **state)
{
	enum vote_event_kind kind;
	enum vote_state st;

	(void)state;
	for (int k = VOTE_EVENT_OPENED; k <= VOTE_EVENT_COUNTED; k++) {
		assert_true(vote_event_from_name(vote_event_name((enum vote_event_kind)k), &kind));
		assert_int_equal(kind, k);
	}
	for (int s = VOTE_OPEN; s <= VOTE_WITHDRAWN; s++) {
		assert_true(vote_state_from_name(vote_state_name((enum vote_state)s), &st));
		assert_int_equal(st, s);
	}
	for (int m = VOTE_MAIL_OTHER; m <= VOTE_MAIL_FAILURE; m++)
		assert_int_equal(vote_mail_from_name(vote_mail_name((enum vote_mail)m)), m);
	assert_false(vote_event_from_name("opened!", &kind));
	assert_false(vote_state_from_name("", &st));
	assert_int_equal(vote_mail_from_name("of a later version"), VOTE_MAIL_OTHER);
}

/* ---- any events, any order ---- */

static unsigned seed_once(void)
{
	static unsigned seed;

	if (!seed) {
		const char *given = getenv("BEADLE_SEED");

		seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
		printf("BEADLE_SEED=%u\n", seed);
		srand(seed);
	}
	return seed;
}

static void random_play(struct play *p)
{
	static const char *const actors[] = { "Ana", "Ben", "Cem", "Dee", "Eva", "Chair", "Fritz" };

	p->n = 0;
	open_it(p);
	ballots(p, 0);
	for (int n = rand() % 20; n > 0; n--) {
		/* coarse instants: many are equal, some on the end or a second beside it */
		int64_t at_s = rand() % 3 ? (rand() % 40) * 6 * HOUR : 7 * DAY + rand() % 3 - 1;
		int what = rand() % 12;
		enum vote_event_kind kind = what == 0	? VOTE_EVENT_EXTENDED
					    : what == 1 ? VOTE_EVENT_WITHDRAW
							: VOTE_EVENT_CAST;
		struct vote_event *e = add(p, at_s, kind, actors[rand() % 7]);

		e->proved = rand() % 5 != 0;
		e->choice = kind == VOTE_EVENT_CAST ?
				    (enum ballot_choice)(BALLOT_YES + rand() % 3) : BALLOT_NONE;
		e->period.days = rand() % 3;
	}
}

static void assert_same(const struct vote *a, const struct vote *b)
{
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->closes_s, b->closes_s);
	assert_int_equal(a->settled_s, b->settled_s);
	assert_int_equal(a->untold, b->untold);
	assert_int_equal(a->n_remarks, b->n_remarks);
	assert_int_equal(a->n_extended, b->n_extended);
	for (size_t i = 0; i < N_VOTERS; i++) {
		assert_int_equal(a->voters[i].choice, b->voters[i].choice);
		assert_string_equal(a->voters[i].message_id, b->voters[i].message_id);
	}
}

/* Mails in any order; ours stay in that in which they were written. */
/* Of the same kind and second: these are in their order. */
static bool is_beside(const struct vote_event *a, const struct vote_event *b)
{
	return a->kind == b->kind && a->at_s == b->at_s;
}

static bool may_change_places(const struct play *p, size_t i, size_t k)
{
	const struct vote_event *e = p->events;

	if (e[i].mail || e[k].mail)
		return false;
	for (size_t n = i; n <= k; n++) {
		if ((n != i && is_beside(&e[i], &e[n])) || (n != k && is_beside(&e[k], &e[n])))
			return false;
	}
	return true;
}

static void shuffle(struct play *p)
{
	for (size_t i = p->n; i > 1; i--) {
		size_t k = (size_t)rand() % i;
		struct vote_event swap = p->events[k];

		if (!may_change_places(p, k, i - 1))
			continue;
		p->events[k] = p->events[i - 1];
		p->events[i - 1] = swap;
	}
}

static void the_order_of_reading_does_not_matter(void **state)
{
	struct play *p = *state;

	seed_once();
	for (int round = 0; round < 2000; round++) {
		int64_t now_s = (rand() % 500) * HOUR;

		random_play(p);
		const struct vote first = *look(p, now_s);

		shuffle(p);
		assert_same(&first, look(p, now_s));
		/* read twice, it says nothing more */
		for (size_t i = 0, n = p->n; i < n && 2 * n < EVENTS_MAX; i++) {
			if (!p->events[i].mail)
				p->events[p->n++] = p->events[i];
		}
		assert_same(&first, look(p, now_s));
	}
}

/* Told without the machine: of the proved ballots of one voter up to the end the last. */
static enum ballot_choice last_ballot(const struct play *p, const char *voter, int64_t end_s)
{
	const struct vote_event *last = NULL;

	for (size_t i = 0; i < p->n; i++) {
		const struct vote_event *e = &p->events[i];

		if (e->kind != VOTE_EVENT_CAST || !e->proved || e->at_s > end_s ||
		    strcmp(e->actor, voter) != 0)
			continue;
		if (!last || e->at_s > last->at_s ||
		    (e->at_s == last->at_s && strcmp(e->message_id, last->message_id) > 0))
			last = e;
	}
	return last ? last->choice : BALLOT_NONE;
}

/* A mail program that was offline hands in both at once. */
static void of_one_second_the_last_one_counts(void **state)
{
	struct play *p = *state;

	for (int round = 0; round < 2; round++) {
		p->n = 0;
		open_it(p);
		ballots(p, 0);
		for (int n = 0; n < 2; n++) {
			struct vote_event *e = add(p, DAY, VOTE_EVENT_CAST, "Ana");

			e->proved = true;
			e->message_id = n == round ? "a@example.org" : "b@example.org";
			e->choice = n ? BALLOT_NO : BALLOT_YES;
		}
		assert_int_equal(look(p, 2 * DAY)->voters[0].choice, BALLOT_NO);
	}
}

static void the_last_proved_ballot_in_time_counts_and_no_other(void **state)
{
	struct play *p = *state;
	size_t n_settled = 0;

	seed_once();
	for (int round = 0; round < 2000; round++) {
		random_play(p);
		for (size_t i = 0; i < p->n; i++) {	/* but for those that move the end */
			if (p->events[i].kind == VOTE_EVENT_EXTENDED ||
			    p->events[i].kind == VOTE_EVENT_WITHDRAW)
				p->events[i].proved = false;
		}
		look(p, 30 * DAY);
		assert_int_equal(p->v.settled_s, begin_s() + 7 * DAY);
		n_settled += p->v.state == VOTE_PASSED;
		struct tally tally = { .members = N_VOTERS };

		for (size_t i = 0; i < N_VOTERS; i++) {
			enum ballot_choice choice =
				last_ballot(p, voters[i], begin_s() + 7 * DAY);

			assert_int_equal(p->v.voters[i].choice, choice);
			tally.yes += choice == BALLOT_YES;
			tally.no += choice == BALLOT_NO;
			tally.abstain += choice == BALLOT_ABSTAIN;
		}
		assert_memory_equal(&tally, &p->v.tally, sizeof tally);
		assert_string_equal(vote_state_name(p->v.state),
				    tally_outcome_name(tally_decide(&p->rule, &tally)));
	}
	assert_true(n_settled > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_row_of_events_has_its_outcome),
		TEST(the_period_begins_with_the_last_ballot),
		TEST(a_short_delay_leaves_the_end_as_it_was_named),
		TEST(a_ballot_that_is_lost_holds_the_outcome_up_until_that_is_told),
		TEST(a_ballot_that_comes_back_does_so_until_the_end),
		TEST(what_goes_out_once_more_is_awaited),
		TEST(with_nobodys_ballot_time_begins_when_that_is_known),
		TEST(an_extension_begins_when_the_list_is_told),
		TEST(an_extension_must_end_later),
		TEST(of_the_past_nobody_is_told),
		TEST(an_outcome_waits_for_mail_that_is_not_read),
		TEST(a_clock_that_is_behind_decides_nothing),
		TEST(a_last_day_ends_in_the_lists_zone),
		TEST(a_secret_vote_waits_to_be_counted),
		TEST(what_was_counted_stands),
		TEST(without_a_quorum_nothing_is_opened),
		TEST(nothing_is_open_without_an_opening),
		TEST(names_go_there_and_back),
		TEST(the_order_of_reading_does_not_matter),
		TEST(of_one_second_the_last_one_counts),
		TEST(the_last_proved_ballot_in_time_counts_and_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
