/* test_decide_vote.c - which mails about votes are due when, who hears of a ballot that reaches
 * nobody, and that no result is told before it is certain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "committee/deadline.h"
#include "committee/told.h"
#include "committee/votes.h"
#include "notices/decide_vote.h"
#include "notices/outdated.h"

enum { HOUR = 3600, DAY = 24 * HOUR, T0 = 1688371200 /* Mon 2023-07-03 08:00 UTC */ };

static const char *const ana[] = { "ana@example.org" }, *const ben[] = { "ben@example.org" };
static const struct person persons[] = {
	{ .name = "Ana Berg", .addresses = (const char **)ana, .n_addresses = 1, .member = true },
	{ .name = "Ben Thorn", .addresses = (const char **)ben, .n_addresses = 1, .member = true },
	{ .name = "Cem Noaddr", .member = true },
};
static const struct people people = { .persons = (struct person *)persons, .n_persons = 3 };
static const struct notice_policy policy = {
	.list_name = "bsc", .list_address = "bsc@lists.example.org", .has_tokens = true, .list_id = "bsc.lists.example.org",
	.prefix = "[BSC]", .zone = "UTC", .from_name = "Beadle", .from_addr = "beadle@example.org", .operator_addr = "ops@example.org",
	.reminder_minute = 540, .weekdays = 127,
};

struct desk {
	struct arena *arena;
	struct state *state;
	int64_t unread_s;		/* the mailbox was read up to so long before now */
	const char *lost;		/* whose mail no server takes; NULL: nobody's */
	bool is_slow;			/* no outcome of any mail is known */
	bool list_is_lost;		/* the list takes no mail */
	const char *slow;		/* what became of this person's mail is not known yet; NULL: of nobody's */
	size_t n_troubles;
	int64_t next_s;
	const char *options;		/* the vote is ranked; NULL: it is not */
	const char *agenda;		/* what goes to the next agenda, and, behind a "-", what does not any more */
};

static void apply(struct desk *d, const struct event *event)
{
	struct err err;

	assert_int_equal(state_apply(d->state, event, &err), ERR_NONE);
}

static void open_vote(struct desk *d, int64_t quiet_until_s)
{
	struct event opened = {
		.kind = EVENT_VOTE, .act = "opened", .at_s = T0, .list = "bsc", .actor = "Ana Berg", .proof = "dkim", .message_id = "vote",
		.rule = "vote-tag", .quiet_until_s = quiet_until_s,
		.vote = { .number = 1, .roles = DEADLINE_BY_MEMBER, .title = "The logo", .body = "", .rule = "default",
			  .terms = "majority of cast, quorum 50 %", .voters = "Ana Berg\nBen Thorn\nCem Noaddr", .period_days = 7 },
	};

	opened.vote.options = d->options;
	apply(d, &opened);
}

static void cast(struct desk *d, const char *who, const char *choice, int64_t after_s)
{
	const struct event e = { .kind = EVENT_VOTE, .act = "cast", .at_s = T0 + after_s, .list = "bsc", .actor = who, .proof = "token",
				 .message_id = who, .rule = "reply-yes", .vote = { .number = 1, .choice = choice } };

	apply(d, &e);
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	state_free(&d->state);
	arena_free(&d->arena);
	free(d);
	return 0;
}

/* What became of a mail, and what the ledger hears of that. */
static void deliver(struct desk *d, const struct notice *notice, int64_t now_s)
{
	struct event_list told = { 0 };
	bool is_lost = d->lost && notice->person && (!*d->lost || strcmp(notice->person->name, d->lost) == 0);
	bool is_to_list = strcmp(notice->addr, policy.list_address) == 0;

	if (d->is_slow || (d->slow && notice->person && strcmp(notice->person->name, d->slow) == 0))
		return;
	told_events(d->arena, d->state, NULL, notice->composed.message_id, is_lost || (is_to_list && d->list_is_lost) ? NOTICE_UNTOLD : NOTICE_TOLD, now_s, &told);
	for (size_t i = 0; i < told.len; i++)
		apply(d, &told.events[i]);
}

static void heed(struct desk *d, const struct event *e)
{
	if (e->kind == EVENT_AGENDA)
		d->agenda = arena_printf(d->arena, "%s%s%s;", d->agenda ? d->agenda : "", e->agenda.dropped ? "-" : "", e->agenda.title);
	apply(d, e);
}

/* A round: the keys of its mails without "vote/1/", and where each of them goes. */
static const char *look(struct desk *d, int64_t after_s)
{
	const struct vote_context context = { .policy = &policy, .people = &people, .has_meetings = true, .read_s = T0 + after_s - d->unread_s };
	struct notice_list out = { 0 };
	struct event_list events = { 0 };
	struct trouble_list troubles = { 0 };
	const char *keys = "";

	d->next_s = INT64_MAX;
	decide_votes(d->arena, d->state, &context, T0 + after_s, &out, &events, &troubles, &d->next_s);
	d->n_troubles = troubles.len;
	for (size_t i = 0; i < events.len; i++)
		apply(d, &events.events[i]);
	for (size_t i = 0; i < out.len; i++) {
		const struct notice *notice = &out.notices[i];

		assert_true(span_starts(span_of(notice->key), "vote/1/"));
		assert_false(state_has_key(d->state, notice->key));
		keys = arena_printf(d->arena, "%s%.*s>%s;", keys, (int)strcspn(notice->key + 7, "/"), notice->key + 7, notice->addr);
		state_add_key(d->state, notice->key);
		for (size_t k = 0; k < notice->n_events; k++)
			heed(d, &notice->events[k]);
		deliver(d, notice, T0 + after_s);
	}
	return keys;
}

static const struct vote_entry *vote(struct desk *d, int64_t after_s)
{
	struct vote_list list;

	votes_of(d->arena, d->state, NULL, "bsc", zone_utc(), T0 + after_s, T0 + after_s, &list);
	return votes_find(&list, 1);
}

static void everybody_hears_once(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	assert_string_equal(look(d, 60), "opened>bsc@lists.example.org;ballot>ana@example.org;ballot>ben@example.org;");
	/* who has no address has no ballot: who opened it hears that */
	assert_string_equal(look(d, 61), "failed>ana@example.org;");
	assert_string_equal(look(d, 62), "");
	assert_int_equal(vote(d, 62)->vote.n_unreached, 0);
	cast(d, "Ana Berg", "yes", DAY);
	assert_string_equal(look(d, 3 * DAY), "");
	assert_string_equal(look(d, 3 * DAY + 13 * HOUR), "");	/* in the evening nobody is asked */
	assert_string_equal(look(d, 4 * DAY + 2 * HOUR), "half>ben@example.org;");
	assert_string_equal(look(d, 4 * DAY + 3 * HOUR), "");
	assert_string_equal(look(d, 6 * DAY), "last-day>ben@example.org;");
	cast(d, "Ben Thorn", "yes", 6 * DAY + HOUR);
	assert_int_equal(d->next_s, T0 + 7 * DAY);
	assert_string_equal(look(d, 7 * DAY - 1), "");
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
	assert_string_equal(look(d, 8 * DAY), "");
	assert_int_equal(vote(d, 8 * DAY)->vote.state, VOTE_PASSED);
	assert_int_equal(vote(d, 8 * DAY)->said.last.state, VOTE_PASSED);
}

static void who_has_voted_is_not_reminded(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "no", HOUR);
	cast(d, "Ben Thorn", "abstain", HOUR);
	for (int64_t at_s = HOUR; at_s < 7 * DAY; at_s += HOUR)
		assert_string_equal(look(d, at_s), "");
}

static void an_outage_makes_one_reminder_of_two(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	assert_string_equal(look(d, 6 * DAY + HOUR), "last-day>ana@example.org;last-day>ben@example.org;");
	assert_string_equal(look(d, 6 * DAY + 2 * HOUR), "");
}

static void no_result_while_a_ballot_is_on_its_way(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	d->is_slow = true;
	look(d, 60);
	for (int64_t at_s = HOUR; at_s < 12 * DAY; at_s += 5 * HOUR)
		assert_null(strstr(look(d, at_s), "closed"));
	assert_int_equal(vote(d, 12 * DAY)->vote.state, VOTE_OPEN);
}

static void who_opened_it_hears_of_a_ballot_that_is_refused(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	d->lost = "Ben Thorn";
	look(d, 60);
	assert_string_equal(look(d, 61), "failed>ana@example.org;failed>ana@example.org;");
	assert_string_equal(look(d, 62), "");
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
}

static void where_nobody_can_be_told_the_operator_is(void **state)
{
	struct desk *d = *state;
	const struct event opened = {
		.kind = EVENT_VOTE, .act = "opened", .at_s = T0, .list = "bsc", .actor = "Cem Noaddr", .proof = "dkim", .message_id = "vote",
		.rule = "vote-tag", .vote = { .number = 1, .title = "t", .body = "", .rule = "default", .terms = "majority of cast",
					      .voters = "Ana Berg\nCem Noaddr", .period_days = 7 },
	};

	apply(d, &opened);
	assert_string_equal(look(d, 60), "opened>bsc@lists.example.org;ballot>ana@example.org;");
	assert_string_equal(look(d, 61), "failed>ops@example.org;");
}

static void a_result_waits_for_the_mailbox(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	d->unread_s = 2 * HOUR;
	assert_null(strstr(look(d, 7 * DAY), "closed"));
	assert_int_equal(d->n_troubles, 0);
	assert_string_equal(look(d, 7 * DAY + HOUR), "");
	assert_int_equal(d->n_troubles, 1);
	cast(d, "Ana Berg", "yes", 7 * DAY - 1);
	cast(d, "Ben Thorn", "yes", 7 * DAY);
	d->unread_s = 0;
	assert_string_equal(look(d, 7 * DAY + 2 * HOUR), "closed>bsc@lists.example.org;");
	assert_int_equal(vote(d, 8 * DAY)->vote.state, VOTE_PASSED);
}

static void of_the_past_nobody_hears(void **state)
{
	struct desk *d = *state;

	open_vote(d, T0 + 30 * DAY);
	for (int64_t at_s = 60; at_s < 10 * DAY; at_s += DAY)
		assert_string_equal(look(d, at_s), "");
}

static void the_list_hears_of_a_later_end(void **state)
{
	struct desk *d = *state;
	const struct event more = { .kind = EVENT_VOTE, .act = "extended", .at_s = T0 + 6 * DAY, .list = "bsc", .actor = "Ana Berg", .proof = "token",
				    .message_id = "more", .rule = "extend-tag", .vote = { .number = 1, .period_days = 7 } };

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "yes", HOUR);
	cast(d, "Ben Thorn", "no", HOUR);
	apply(d, &more);
	assert_string_equal(look(d, 6 * DAY + 60), "moved>bsc@lists.example.org;");
	assert_string_equal(look(d, 7 * DAY + 60), "");
	assert_string_equal(look(d, 14 * DAY), "closed>bsc@lists.example.org;");
	assert_int_equal(vote(d, 14 * DAY)->vote.state, VOTE_FAILED);
}

static void extend(struct desk *d, int days, int64_t after_s)
{
	const struct event more = { .kind = EVENT_VOTE, .act = "extended", .at_s = T0 + after_s, .list = "bsc", .actor = "Ana Berg", .proof = "token",
				    .message_id = "more", .rule = "extend-tag", .vote = { .number = 1, .period_days = days } };

	apply(d, &more);
}

/* What came in time, and was read after the result was told. */
static void a_result_that_was_wrong_is_corrected(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "yes", DAY);
	cast(d, "Ben Thorn", "yes", DAY);
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
	cast(d, "Ben Thorn", "no", 2 * DAY);
	assert_string_equal(look(d, 7 * DAY + HOUR), "corrected>bsc@lists.example.org;");
	assert_string_equal(look(d, 7 * DAY + 2 * HOUR), "");
	assert_int_equal(vote(d, 8 * DAY)->said.last.state, VOTE_FAILED);
	cast(d, "Ben Thorn", "yes", 3 * DAY);
	assert_string_equal(look(d, 8 * DAY), "corrected>bsc@lists.example.org;");
	cast(d, "Ben Thorn", "yes", 4 * DAY);	/* changes nothing */
	assert_string_equal(look(d, 9 * DAY), "");
	assert_int_equal(vote(d, 9 * DAY)->said.n, 3);
}

/* The winner of a ranked vote is a part of its end. */
static void another_winner_is_a_correction(void **state)
{
	struct desk *d = *state;
	const char *winner;

	d->options = "Anna\nBert\nNone of these";
	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "12-", DAY);
	cast(d, "Ben Thorn", "12-", DAY);
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
	cast(d, "Ana Berg", "213", 2 * DAY);
	cast(d, "Ben Thorn", "213", 2 * DAY);
	assert_string_equal(look(d, 7 * DAY + HOUR), "corrected>bsc@lists.example.org;");
	const struct vote_entry *entry = vote(d, 8 * DAY);

	assert_int_equal(votes_told(entry, entry->said.last, &winner), VOTE_PASSED);
	assert_string_equal(winner, "Bert");
	assert_int_equal(votes_told(entry, entry->said.before, &winner), VOTE_PASSED);
	assert_string_equal(winner, "Anna");
	cast(d, "Ana Berg", "314", 3 * DAY);
	assert_string_equal(look(d, 8 * DAY), "");
	assert_null(d->agenda);
}

static void what_is_decided_after_all_leaves_the_agenda(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
	assert_string_equal(d->agenda, "The logo;");
	cast(d, "Ana Berg", "yes", 2 * DAY);
	cast(d, "Ben Thorn", "yes", 2 * DAY);
	assert_string_equal(look(d, 8 * DAY), "corrected>bsc@lists.example.org;");
	assert_string_equal(d->agenda, "The logo;-The logo;");
}

/* By a clock that was ahead. */
static void a_vote_that_has_not_ended_is_said_to_run(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "yes", HOUR);
	cast(d, "Ben Thorn", "yes", HOUR);
	assert_string_equal(look(d, 7 * DAY + 60), "closed>bsc@lists.example.org;");
	assert_string_equal(look(d, 7 * DAY - 60), "");		/* seconds make none */
	assert_string_equal(look(d, DAY), "corrected>bsc@lists.example.org;");
	assert_string_equal(look(d, DAY + 60), "");
	cast(d, "Ben Thorn", "no", 2 * DAY);
	assert_string_equal(look(d, 7 * DAY), "closed>bsc@lists.example.org;");
	assert_int_equal(vote(d, 7 * DAY)->vote.state, VOTE_FAILED);
}

/* As with deadlines: again and again, later and later. */
static void what_the_list_did_not_get_is_told_again(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	d->list_is_lost = true;
	assert_string_equal(look(d, 60), "opened>bsc@lists.example.org;ballot>ana@example.org;ballot>ben@example.org;");
	look(d, 61);
	assert_string_equal(look(d, 30 * 60), "");
	assert_int_equal(d->next_s, T0 + 60 + HOUR);
	assert_string_equal(look(d, 60 + HOUR), "opened>bsc@lists.example.org;");
	assert_string_equal(look(d, 60 + 2 * HOUR), "");
	d->list_is_lost = false;
	assert_string_equal(look(d, 60 + 3 * HOUR), "opened>bsc@lists.example.org;");
	assert_string_equal(look(d, 60 + 9 * HOUR), "");
}

/* While one server lets a ballot wait the end is not known: the list hears of a later one when it is. */
static void the_list_hears_once_of_a_ballot_that_took_long(void **state)
{
	struct event_list told = { 0 };
	struct desk *d = *state;

	open_vote(d, 0);
	d->slow = "Ben Thorn";
	look(d, 60);
	look(d, 61);
	for (int64_t at_s = HOUR; at_s < 2 * DAY; at_s += HOUR)
		assert_string_equal(look(d, at_s), "");
	assert_int_equal(d->n_troubles, 1);
	for (size_t i = 0; i < d->state->others.len; i++) {
		const struct event *e = &d->state->others.events[i];

		if (e->kind == EVENT_VOTE && strcmp(e->act, NOTICE_ANNOUNCED) == 0 && strcmp(e->vote.voter, "Ben Thorn") == 0)
			told_events(d->arena, d->state, NULL, e->message_id, NOTICE_TOLD, T0 + 2 * DAY, &told);
	}
	assert_int_equal(told.len, 1);
	apply(d, &told.events[0]);
	assert_string_equal(look(d, 2 * DAY + 60), "moved>bsc@lists.example.org;");
	assert_string_equal(look(d, 2 * DAY + 120), "");
	assert_int_equal(vote(d, 2 * DAY + 120)->vote.closes_s, T0 + 9 * DAY);
}

static void an_extension_that_nobody_heard_of_ends_nothing(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	cast(d, "Ana Berg", "yes", HOUR);
	cast(d, "Ben Thorn", "yes", HOUR);
	extend(d, 2, 6 * DAY);
	d->list_is_lost = true;
	assert_string_equal(look(d, 6 * DAY), "moved>bsc@lists.example.org;");
	assert_string_equal(look(d, 6 * DAY + HOUR), "moved>bsc@lists.example.org;");
	assert_int_equal(d->n_troubles, 1);
	assert_null(strstr(look(d, 9 * DAY), "closed"));	/* when it would have ended */
	d->list_is_lost = false;
	assert_string_equal(look(d, 10 * DAY), "moved>bsc@lists.example.org;");
	assert_true(vote(d, 10 * DAY)->vote.closes_s >= T0 + 11 * DAY);
	assert_string_equal(look(d, 13 * DAY), "closed>bsc@lists.example.org;");
}

static void without_any_ballot_it_ends_all_the_same(void **state)
{
	struct desk *d = *state;

	open_vote(d, 0);
	d->lost = "";			/* nobody gets any mail */
	look(d, 60);
	assert_string_equal(look(d, 61), "failed>ana@example.org;failed>ana@example.org;failed>ana@example.org;");
	look(d, 62);
	assert_int_equal(d->n_troubles, 3);	/* who opened it cannot be told: the operator is */
	assert_string_equal(look(d, 63), "");
	assert_int_equal(d->n_troubles, 0);
	assert_string_equal(look(d, 8 * DAY), "closed>bsc@lists.example.org;");
	assert_int_equal(vote(d, 8 * DAY)->vote.state, VOTE_NO_QUORUM);
}

/* They are asked to vote, as the rule has it, and reminded of nothing. */
static void who_wants_to_be_left_alone_has_a_ballot(void **state)
{
	const struct event stop = { .kind = EVENT_PERSON, .act = "stop", .at_s = T0, .list = "bsc", .actor = "Ben Thorn", .proof = "token",
				    .message_id = "stop", .rule = "stop", .person = { .person = "Ben Thorn" } };
	struct desk *d = *state;

	apply(d, &stop);
	open_vote(d, 0);
	assert_string_equal(look(d, 60), "opened>bsc@lists.example.org;ballot>ana@example.org;ballot>ben@example.org;");
	look(d, 61);
	assert_string_equal(look(d, 4 * DAY + 2 * HOUR), "half>ana@example.org;");
	assert_string_equal(look(d, 6 * DAY), "last-day>ana@example.org;");
}

static const char *judge(struct desk *d, const char *key, const char *kind, const char *person, int64_t after_s)
{
	const struct meeting_context context = { .state = d->state, .policy = &policy, .people = &people, .read_s = T0 + after_s };
	const struct waiting_notice notice = { .key = key, .kind = kind, .person = person };
	const char *why = notice_outdated(d->arena, &context, &notice, T0 + after_s);

	return why ? why : "";
}

static void mail_that_waited_is_dropped_when_it_is_true_no_more(void **state)
{
	const char *half = "vote/1/half/1688976000/Ben Thorn", *closed = "vote/1/closed/1688976000";
	struct desk *d = *state;

	open_vote(d, 0);
	look(d, 60);
	look(d, 61);
	assert_string_equal(judge(d, half, "ballot-reminder", "Ben Thorn", 5 * DAY), "");
	assert_string_equal(judge(d, half, "ballot-reminder", "Ben Thorn", 7 * DAY), "the vote has ended");
	assert_string_equal(judge(d, "vote/1/ballot/Ben Thorn", "ballot", "Ben Thorn", 6 * DAY), "");
	assert_string_equal(judge(d, "vote/1/ballot/Ben Thorn", "ballot", "Ben Thorn", 7 * DAY), "the vote has ended");
	assert_string_equal(judge(d, closed, "vote-closed", "", 7 * DAY), "");
	assert_string_equal(judge(d, closed, "vote-closed", "", 6 * DAY), "the vote has not ended so");
	cast(d, "Ben Thorn", "no", DAY);
	assert_string_equal(judge(d, half, "ballot-reminder", "Ben Thorn", 5 * DAY), "its reader has voted");
	assert_string_equal(judge(d, half, "ballot-reminder", "Ana Berg", 5 * DAY), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(everybody_hears_once),
		TEST(who_has_voted_is_not_reminded),
		TEST(an_outage_makes_one_reminder_of_two),
		TEST(no_result_while_a_ballot_is_on_its_way),
		TEST(who_opened_it_hears_of_a_ballot_that_is_refused),
		TEST(where_nobody_can_be_told_the_operator_is),
		TEST(a_result_waits_for_the_mailbox),
		TEST(of_the_past_nobody_hears),
		TEST(the_list_hears_of_a_later_end),
		TEST(a_result_that_was_wrong_is_corrected),
		TEST(another_winner_is_a_correction),
		TEST(what_is_decided_after_all_leaves_the_agenda),
		TEST(a_vote_that_has_not_ended_is_said_to_run),
		TEST(what_the_list_did_not_get_is_told_again),
		TEST(the_list_hears_once_of_a_ballot_that_took_long),
		TEST(an_extension_that_nobody_heard_of_ends_nothing),
		TEST(without_any_ballot_it_ends_all_the_same),
		TEST(who_wants_to_be_left_alone_has_a_ballot),
		TEST(mail_that_waited_is_dropped_when_it_is_true_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
