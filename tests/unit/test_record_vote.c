/* test_record_vote.c - what opens a vote, what counts as a ballot, and what people hear of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "committee/ballot_doubt.h"
#include "committee/deadline.h"
#include "committee/ranked_ballot.h"
#include "committee/record_vote.h"
#include "committee/told.h"
#include "committee/votes.h"

enum { DAY = 24 * 3600, MAILS_MAX = 8, FACTS_MAX = 3, BEGIN_S = 1688169600 };

static const char *const dave[] = { "dave@example.org" }, *const joe[] = { "joe@example.org" };
static const char *const kp[] = { "kp@example.org" }, *const guest[] = { "guest@example.com" };
static const struct person persons[] = {
	{ .name = "Dave Thaler", .addresses = (const char **)dave, .n_addresses = 1, .member = true },
	{ .name = "Joe Stringer", .addresses = (const char **)joe, .n_addresses = 1, .member = true },
	{ .name = "KP Singh", .addresses = (const char **)kp, .n_addresses = 1, .member = true },
	{ .name = "Gwen Guest", .addresses = (const char **)guest, .n_addresses = 1 },
};
static const struct people_group board = { .name = "Board", .members = (size_t[]){ 0, 2 }, .n_members = 2 };
static const struct people people = { .persons = (struct person *)persons, .n_persons = 4,
				      .groups = (struct people_group *)&board, .n_groups = 1 };

struct desk {
	struct arena *arena;
	struct state *state;
	struct vote_rule rules[3];
	int n;				/* mails received: each a day later */
	struct event_list out;		/* of the last one */
	const char *subject;		/* what stands for its own; "" */
};

static void set_rule(struct vote_rule *rule, const char *name, const char *terms)
{
	*rule = (struct vote_rule){ .name = name, .period_s = 7 * DAY };
	assert_true(vote_rule_from_terms(span_of(terms), rule));
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	d->arena = arena_new();
	d->state = state_new();
	set_rule(&d->rules[0], "default", "majority of cast, quorum 50 %");
	set_rule(&d->rules[1], "charter", "2/3 of members");
	d->rules[1].opened_by = VOTE_BY_CHAIR;
	set_rule(&d->rules[2], "board", "unanimous of present, quorum 2");
	d->rules[2].voters = "Board";
	d->rules[2].period_s = 3600;
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

static struct fact fact_of(enum fact_kind kind, const char *text, const char *note, const char *command)
{
	return (struct fact){ .kind = kind, .line = 3, .rule = "rule", .text = text, .detail = "", .context = "",
			      .quote = text, .note = note, .minutes = -1, .meeting = -1, .item = -1, .row = -1,
			      .command = command };
}

struct letter {
	const char *from, *thread;
	struct fact facts[FACTS_MAX];
	bool is_unproved, to_bot;
	const char *subject;		/* NULL: "the subject" */
	const char *voter;		/* who has left, and has a token */
	bool without_rules;		/* the list has none any more */
	const char *answers;		/* to_bot: the kind of notice; NULL: a ballot */
	const char *proof;		/* NULL: a signature's */
	bool to_notice;
};

/* "1 opened;"; and what the sender hears, a line each. */
static const char *receive_as(struct desk *d, const struct letter *letter, const char *id, int64_t later_s)
{
	struct answered_notice answered = { .kind = letter->answers ? letter->answers : "ballot", .list = "bsc", .message_id = letter->thread };
	struct incoming mail = {
		.list = "bsc", .people = &people, .chair = "KP Singh", .message_id = id,
		.subject = letter->subject ? letter->subject : "the subject", .voter = letter->voter, .author_addr = letter->from, .author_name = "", .thread = letter->thread,
		.proof = letter->is_unproved ? "" : letter->proof ? letter->proof : "dkim", .to_bot = letter->to_bot, .to_notice = letter->to_notice, .received_at_s = BEGIN_S + d->n++ * DAY + later_s,
		.date = { 2023, 7, 1 }, .answered = (letter->to_bot || letter->to_notice) && *letter->thread ? &answered : NULL,
		.terms = { .zone = zone_utc(), .votes = d->rules, .n_votes = letter->without_rules ? 0 : 3 },
	};
	struct event_list out = { 0 };
	const char *got = "";
	struct err err;
	size_t n = 0;

	while (n < FACTS_MAX && letter->facts[n].rule)
		n++;
	mail.secret_vote = record_secret_vote(d->arena, d->state, &mail, letter->facts, n, &d->subject);
	record_votes(d->arena, d->state, &mail, letter->facts, n, &out);
	for (size_t i = 0; i < out.len; i++) {
		const char *said = record_vote_reply(d->arena, d->state, &mail, &out, &out.events[i]);

		got = arena_printf(d->arena, "%s%d %s;%s%s", got, out.events[i].vote.number, out.events[i].act,
				   said ? " " : "", said ? said : "");
	}
	for (size_t i = 0; i < n; i++) {
		const char *said = record_ballot(d->arena, d->state, &mail, letter->facts, n, &letter->facts[i], &out);

		got = said ? arena_printf(d->arena, "%s| %s", got, said) : got;
	}
	d->out = out;
	for (size_t i = 0; i < out.len; i++)
		assert_int_equal(state_apply(d->state, &out.events[i], &err), ERR_NONE);
	return got;
}

static const char *receive(struct desk *d, const struct letter *letter)
{
	return receive_as(d, letter, arena_printf(d->arena, "m%d", d->n), 0);
}

static const struct vote_entry *look(struct desk *d, int number, struct vote_list *list)
{
	votes_of(d->arena, d->state, NULL, "bsc", zone_utc(), BEGIN_S + 60 * DAY, BEGIN_S + d->n * DAY, list);
	return votes_find(list, number);
}

#define VOTE(text_, note_) fact_of(FACT_VOTE, text_, note_, "")
#define SAYS(command_, quote_) fact_of(FACT_COMMAND, quote_, "", command_)
#define EXTEND(note_) fact_of(FACT_COMMAND, "[EXTEND]", note_, "extend")
#define LETTER(from_, thread_, ...) receive(d, &(struct letter){ .from = from_, .thread = thread_, .facts = __VA_ARGS__ })

static void a_tag_fixes_rule_voters_and_period(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	assert_string_equal(LETTER("dave@example.org", "", { VOTE("Logo", "") }), "1 opened;");
	assert_string_equal(LETTER("kp@example.org", "", { VOTE("Charter", "charter 72h") }), "2 opened;");
	assert_string_equal(LETTER("joe@example.org", "", { VOTE("Seat", "board"), VOTE("", "2w") }), "3 opened;4 opened;");
	d->rules[0].quorum.number = 1;	/* of what was opened before nothing changes */

	const struct vote_entry *e = look(d, 1, &list);

	assert_string_equal(e->title, "Logo");
	assert_string_equal(vote_rule_terms(d->arena, e->terms.rule), "majority of cast, quorum 50 %");
	assert_int_equal(e->terms.n_voters, 3);
	assert_string_equal(e->terms.voters[1], "Joe Stringer");
	assert_int_equal(e->terms.period.days, 7);
	assert_int_equal(e->vote.tally.members, 3);
	e = votes_find(&list, 2);
	assert_string_equal(e->terms.rule->name, "charter");
	assert_int_equal(e->terms.period.seconds, 72 * 3600);
	e = votes_find(&list, 3);
	assert_int_equal(e->terms.n_voters, 2);
	assert_string_equal(e->terms.voters[1], "KP Singh");
	assert_int_equal(e->terms.period.seconds, 3600);
	assert_string_equal(votes_find(&list, 4)->title, "the subject");
	assert_int_equal(state_next_number(d->state, NULL), 5);
}

#define NO_TITLE "0 refused; No vote was opened: it does not say what to vote on: write it behind the tag, as in \"[VOTE 1w] Admit the library\"."

static void what_cannot_be_obeyed_opens_none_and_is_answered(void **state)
{
	static const struct {
		const char *note, *says;
	} rows[] = {
		{ "rank 2w", "0 refused; No vote was opened: it has no options: write them as a list below its line, as in \"- Anna\"." },
		{ "rank secret 2w", "0 refused; No vote was opened: a vote is secret or ranked, not both, for a published ranking can tell whose it is." },
		{ "chartre 2w", "0 refused; No vote was opened: there is no rule \"chartre\"; there are: default, charter, board." },
		{ "charter", "0 refused; No vote was opened: only the chair opens a vote by the rule charter." },
		{ "board 2w sometime", "0 refused; No vote was opened: \"sometime\" is no rule, period or day." },
		{ "5m", "0 refused; No vote was opened: that is less than an hour: leave people time to vote, as in \"[VOTE 1w]\"." },
		{ "10y", "0 refused; No vote was opened: that is more than a year: write a day or a period that people can wait for, as in \"[VOTE 1w]\"." },
		{ "60w", "0 refused; No vote was opened: that is more than a year: write a day or a period that people can wait for, as in \"[VOTE 1w]\"." },
		{ "until 2023-06-30", "0 refused; No vote was opened: 2023-06-30 has passed: write a day to come, or for how long people can vote, as in \"[VOTE 1w]\"." },
		{ "until 2023-07-05 00:10", "0 refused; No vote was opened: 2023-07-05T00:10:00Z has passed: write a day to come, or for how long people can vote, as in \"[VOTE 1w]\"." },
		{ "until 2023-07-05 17:00 CET", "0 refused; No vote was opened: \"CET\" is no zone of the list on that day: write the time in UTC, or without a zone in the list's." },
		{ "until 2023-07-05 17h", "0 refused; No vote was opened: \"17h\" is no rule, period or day." },
		{ "17:00", "0 refused; No vote was opened: its time of day has no day: write both, as in \"[VOTE until 2027-05-31 17:00]\"." },
	};
	struct desk *d = *state;
	struct vote_list list;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(LETTER("dave@example.org", "", { VOTE("x", rows[i].note) }), rows[i].says);
	static const char choice[] = "0 refused; No vote was opened: that is a choice, and nothing to vote on. To vote, answer your ballot.";

	assert_string_equal(LETTER("dave@example.org", "", { VOTE("yes", "") }), choice);
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("yes", "1w") }), choice);
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("No, too early", "") }), choice);
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("", "YES") }), choice);
	struct fact of_subject = VOTE("", "1w");

	of_subject.line = 0;
	assert_string_equal(LETTER("dave@example.org", "", { of_subject }, .subject = "[VOTE 1w]"), NO_TITLE);
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("", "1w") }, .subject = ""), NO_TITLE);
	(void)look(d, 1, &list);
	assert_int_equal(list.len, 0);
	assert_int_equal(state_next_number(d->state, NULL), 1);
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("No to the merger", "1w") }), "1 opened;");
}

#define HOW "To vote, answer your ballot, or write \"I vote yes\", \"I vote no\" or \"I abstain\" in its thread."
#define NONE_YET " You have not voted yet. "
#define STANDS(what_) " Your vote before that, \"" what_ "\", still counts. "

static void ballots_in_the_thread_count_when_proved(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("ok", "+1 (binding)") }), "1 cast; Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("object", "-1, too soon") }),
			    "1 cast; Your vote in #1, \"Logo\", is now: no. It counts in place of what you said before.");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("ok", "+1") }, .is_unproved = true),
			    "1 cast; Your vote in #1 does not count: nothing proves that it is yours.");
	assert_string_equal(LETTER("guest@example.com", "m0\n", { SAYS("ok", "+1") }), "1 cast; Nothing has changed: you have no vote in #1.");
	assert_string_equal(LETTER("dave@example.org", "m0\n", { SAYS("abstain", "0 - I drew it") }), "1 cast; Your vote in #1, \"Logo\", is: abstain.");
	assert_string_equal(LETTER("dave@example.org", "m0\n", { SAYS("ok", "+1"), SAYS("object", "-1") }),
			    "1 unread; That is no vote in #1: it says two things." STANDS("abstain") BALLOT_HELP);
	assert_string_equal(LETTER("joe@example.org", "x\nm0\n", { SAYS("choice", "I vote against - too soon"), SAYS("plain-objection", "I vote against.") }),
			    "1 cast; Your vote in #1, \"Logo\", is now: no. It counts in place of what you said before.");
	assert_string_equal(LETTER("joe@example.org", "x\nm0\n", { SAYS("plain-objection", "I object to this logo.") }),
			    "1 unread; Nothing has changed: #1 is a vote, and an objection does not count in it. " HOW);
	assert_string_equal(LETTER("joe@example.org", "x\nm0\n", { SAYS("plain-objection", "I object to this logo.") }), "");
	/* another thread, and words that are none */
	assert_string_equal(LETTER("kp@example.org", "x\n", { SAYS("ok", "+1") }), "");
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("object", "[OBJECT] I dislike the colour") }),
			    "1 unread; Nothing has changed: #1 is a vote, and an objection does not count in it. " HOW);

	const struct vote *v = &look(d, 1, &list)->vote;

	assert_int_equal(v->tally.no, 1);
	assert_int_equal(v->tally.yes, 0);
	assert_int_equal(v->tally.abstain, 1);
	assert_string_equal(v->voters[1].reason, "too soon");
}

static struct fact ranked_fact(const char *note, const char *options)
{
	struct fact fact = VOTE("Seat", note);

	fact.detail = options;
	return fact;
}

static void options_are_fixed_with_the_vote(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	assert_string_equal(LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Anna\nanna") }),
			    "0 refused; No vote was opened: two options are called \"anna\".");
	assert_string_equal(LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Anna\nNone of these") }),
			    "0 refused; No vote was opened: \"None of these\" is the last option of every ranked vote: leave it out.");
	assert_string_equal(LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Anna\nBert") }), "1 opened;");
	/* a list below a vote that ranks nothing is its body */
	struct fact of_list = ranked_fact("3w", "one\ntwo");

	of_list.text = "Both";
	assert_string_equal(LETTER("dave@example.org", "", { of_list }), "2 opened;");

	const struct vote_entry *e = look(d, 1, &list);

	assert_int_equal(e->terms.n_options, 3);
	assert_string_equal(e->terms.options[1], "Bert");
	assert_string_equal(e->terms.options[2], "None of these");
	assert_string_equal(e->body, "");
	assert_int_equal(votes_find(&list, 2)->terms.n_options, 0);
	assert_string_equal(votes_find(&list, 2)->body, "one\ntwo");
}

#define OPTIONS "The options are A Anna, B Bert, C None of these: write their letters or names from the best one on, or a rank for each in this order, or \"abstain\"; a reason stands behind a dash."

static void rankings_in_the_thread_count_when_proved(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Anna\nBert") });
	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("rank", "B > A") }),
			    "1 cast; Your vote in #1, \"Seat\", is: B Bert > A Anna; not ranked, so behind these: C None of these.");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("rank", "2 1 3") }),
			    "1 cast; Your vote in #1, \"Seat\", is now: B Bert > A Anna > C None of these. It counts in place of what you said before.");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("rank", "A > B") }, .is_unproved = true),
			    "1 cast; Your vote in #1 does not count: nothing proves that it is yours.");
	assert_string_equal(LETTER("guest@example.com", "m0\n", { SAYS("rank", "A > B") }), "1 cast; Nothing has changed: you have no vote in #1.");
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("abstain", "0") }), "1 unread; That is no vote in #1: \"0\" is no rank from 1 to 99." NONE_YET OPTIONS);
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("ok", "+1") }), "1 unread; That is no vote in #1: \"+1\" is no option." NONE_YET OPTIONS);
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("rank", "A > Dora") }), "1 unread; That is no vote in #1: \"Dora\" is no option." NONE_YET OPTIONS);
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("rank", "A > B"), SAYS("rank", "B > A") }),
			    "1 unread; That is no vote in #1: it says two things." NONE_YET OPTIONS);
	/* the same twice is one thing; prose, and a line of code in another thread, are nothing */
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("object", "[OBJECT] I do") }), "");
	assert_string_equal(LETTER("kp@example.org", "m1\n", { SAYS("rank", "x > y") }), "");
	assert_string_equal(LETTER("kp@example.org", "x\n", { SAYS("rank", "A > B") }), "");

	const struct vote *v = &look(d, 1, &list)->vote;

	assert_int_equal(v->n_voted, 1);
	assert_string_equal(v->voters[1].ranking, "B > A > C");
	assert_int_equal(v->voters[1].n_cast, 2);
}

static void announce(struct desk *d, const char *act, const char *mail, const char *voter)
{
	const struct event e = { .kind = EVENT_VOTE, .at_s = BEGIN_S + 60, .list = "bsc", .actor = EVENT_BY_BOT, .act = act,
				 .message_id = arena_printf(d->arena, "%s-%s", mail, voter), .rule = RULE_NOTICE, .proof = "", .said_in = "",
				 .vote = { .number = 1, .mail = mail, .voter = voter, .named_s = BEGIN_S + 21 * DAY, .title = "", .body = "",
					   .rule = "", .terms = "", .voters = "", .choice = "", .words = "", .state = "", .quote = "" } };
	struct err err;

	assert_int_equal(state_apply(d->state, &e, &err), ERR_NONE);
}

static void a_ballot_by_mail_is_its_first_line(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("unknown", "Abstain - I was away") }, .to_bot = true),
			    "| Your vote in #1, \"Logo\", is: abstain.");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("yes", "yes") }, .to_bot = true),
			    "| Your vote in #1, \"Logo\", is now: yes. It counts in place of what you said before.");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("unknown", "why not?") }, .to_bot = true),
			    "| That is no vote in #1." STANDS("yes") BALLOT_HELP);
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("yes", "yes"), SAYS("no", "no") }, .to_bot = true),
			    "| That is no vote in #1: it says two things." STANDS("yes") BALLOT_HELP "| ");
	/* an answer to something else, and other commands, are none of ours */
	assert_string_equal(LETTER("joe@example.org", "reminder", { SAYS("yes", "yes") }, .to_bot = true), "");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("help", "help") }, .to_bot = true), "");

	const struct vote *v = &look(d, 1, &list)->vote;

	assert_int_equal(v->tally.yes, 1);
	assert_int_equal(v->tally.no + v->tally.abstain, 0);
	assert_int_equal(v->voters[1].n_cast, 2);
}

/* Its address says whose it is and of which vote, and who else was written to does not matter. */
static void a_ballot_mailed_to_the_list_too_counts(void **state)
{
	struct desk *d = *state;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("yes", "yes") }, .to_notice = true),
			    "| Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("unknown", "I vote no") }, .to_notice = true),
			    "| Your vote in #1, \"Logo\", is now: no. It counts in place of what you said before.");
	(void)(teardown(state), setup(state));
	d = *state;
	LETTER("dave@example.org", "", { VOTE("Logo", "secret 3w") });
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("no", "no") }, .to_notice = true),
			    "| Vote #1 is secret, so that what is said on the list does not count, and its readers can have seen it. To vote, answer "
			    "this mail, and nobody else.");
	assert_string_equal(d->out.events[0].vote.quote, "");
	assert_string_equal(d->out.events[0].rule, RULE_BALLOT);
}

#define DOUBT(why_, stands_) "1 unread; This is not counted as a vote in #1, for " why_ "." stands_ "If it was meant as one, please write \"I vote yes\", " \
	"\"I vote no\" or \"I abstain\" there, or answer your ballot. You are told this once."
#define TALK "it may be said in answer to somebody"
#define CHOICE(quote_) SAYS("choice", quote_)

/* Whoever says it in answer to somebody, and not to the vote. */
static void a_choice_in_the_thread_counts_where_it_is_plain(void **state)
{
	const struct {
		const char *from, *thread;
		struct fact fact;
		bool is_unproved;
		const char *says;	/* "cast": it is a vote, and heard of as that */
	} rows[] = {
		{ "joe@example.org", "m0\n", CHOICE("yes"), false, "1 cast; Your vote in #1, \"Logo\", is: yes." },
		{ "joe@example.org", "m0\n", CHOICE("Yes, go ahead."), false, "1 cast; Your vote in #1, \"Logo\", is: yes." },
		{ "joe@example.org", "m0\n", CHOICE("No - too early"), false, "1 cast; Your vote in #1, \"Logo\", is: no." },
		{ "joe@example.org", "ballot-Joe Stringer\nm0\n", CHOICE("abstain"), false, "1 cast; Your vote in #1, \"Logo\", is: abstain." },
		/* another's mail in between: what nobody says but who votes */
		{ "joe@example.org", "x\nm0\n", CHOICE("I vote no, changed my mind"), false, "1 cast; Your vote in #1, \"Logo\", is: no." },
		{ "joe@example.org", "x\nm0\n", CHOICE("I abstain"), false, "1 cast; Your vote in #1, \"Logo\", is: abstain." },
		{ "joe@example.org", "x\nm0\n", CHOICE("aye"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "x\nm0\n", SAYS("ok", "+1"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "x\nm0\n", SAYS("object", "-1, too early"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", SAYS("ok", "+1 to what Bob said"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", SAYS("ok", "+1 for postponing"), false, DOUBT(TALK, NONE_YET) },
		{ "guest@example.com", "x\nm0\n", SAYS("ok", "+1"), false, "" },
		{ "joe@example.org", "x\nm0\n", CHOICE("#1 no"), false, "1 cast; Your vote in #1, \"Logo\", is: no." },
		{ "joe@example.org", "", CHOICE("#1 no"), false, "1 cast; Your vote in #1, \"Logo\", is: no." },
		{ "joe@example.org", "x\nm0\n", CHOICE("yes"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "x\nm0\n", CHOICE("No, too early"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("Yes, I saw it too"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("yes if we wait for March"), false, DOUBT(BALLOT_DOUBT_OPEN, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("Yes, but what about the fee?"), false, DOUBT(BALLOT_DOUBT_OPEN, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("no, sorry: yes"), false, DOUBT(BALLOT_DOUBT_TWO, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("It's a yes from me"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("I agree"), false, DOUBT(TALK, NONE_YET) },
		{ "joe@example.org", "m0\n", CHOICE("y"), false, "1 cast; Your vote in #1, \"Logo\", is: yes." },
		{ "joe@example.org", "m0\n", CHOICE("\"yes\""), false, "1 cast; Your vote in #1, \"Logo\", is: yes." },
		{ "joe@example.org", "", CHOICE("#1 yes, if it is cheaper"), false, "1 unread; That is no vote in #1: " BALLOT_DOUBT_OPEN "." NONE_YET BALLOT_HELP },
		/* no choice, no vote's thread, another vote's number */
		{ "joe@example.org", "x\nm0\n", CHOICE("I agree"), false, "" },
		{ "joe@example.org", "m0\n", CHOICE("I agree"), true, "" },
		{ "guest@example.com", "m0\n", CHOICE("I agree"), false, "" },
		{ "joe@example.org", "x\n", CHOICE("yes"), false, "" },
		{ "joe@example.org", "", CHOICE("I vote yes"), false, "" },
		{ "joe@example.org", "m0\n", CHOICE("#9 yes"), false, "" },
		/* who has no vote talks */
		{ "guest@example.com", "m0\n", CHOICE("Yes, good"), false, "" },
		{ "guest@example.com", "m0\n", CHOICE("yes if we wait for March"), false, "" },
		{ "guest@example.com", "m0\n", CHOICE("I vote yes"), false, "1 cast; Nothing has changed: you have no vote in #1." },
		{ "joe@example.org", "m0\n", CHOICE("yes"), true, "1 cast; Your vote in #1 does not count: nothing proves that it is yours." },
		{ "joe@example.org", "m0\n", CHOICE("yes if we wait for March"), true, "" },
	};
	size_t bad = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		(void)(teardown(state), setup(state));
		struct desk *d = *state;
		struct letter letter = { .from = rows[i].from, .thread = rows[i].thread, .facts = { rows[i].fact }, .is_unproved = rows[i].is_unproved };
		const char *text = letter.facts[0].quote, *got;

		letter.facts[0].item = *text == '#' ? text[1] - '0' : -1;
		LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
		announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
		got = receive(d, &letter);
		if (strcmp(got, rows[i].says) != 0)
			bad += printf("# %s (%s): %s\n# not %s\n", text, rows[i].thread, got, rows[i].says) > 0;
	}
	assert_int_equal(bad, 0);
}

static void talk_in_the_thread_is_answered_once(void **state)
{
	struct desk *d = *state;
	struct fact below_question = CHOICE("Yes"), goes_on = CHOICE("yes");
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	assert_string_equal(LETTER("kp@example.org", "m0\n", { CHOICE("aye") }), "1 cast; Your vote in #1, \"Logo\", is: yes.");
	below_question.context = "Has everybody got the picture?";
	assert_string_equal(LETTER("kp@example.org", "m0\n", { below_question }), DOUBT(TALK, STANDS("yes")));
	assert_string_equal(LETTER("kp@example.org", "m0\n", { below_question }), "");
	below_question.context = "Shall we take the new logo?";		/* that of the vote itself */
	below_question.quote = "Yes, please";
	assert_string_equal(LETTER("kp@example.org", "m0\n", { below_question }),
			    "1 cast; Your vote in #1, \"Logo\", is now: yes. It counts in place of what you said before.");
	goes_on.detail = "but not before March";
	assert_string_equal(LETTER("joe@example.org", "m0\n", { goes_on }), DOUBT(BALLOT_DOUBT_OPEN, NONE_YET));
	assert_string_equal(LETTER("joe@example.org", "x\nm0\n", { CHOICE("Yes, please") }), "");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { CHOICE("yes"), SAYS("object", "-1") }),
			    "1 unread; That is no vote in #1: it says two things." NONE_YET BALLOT_HELP);
	LETTER("kp@example.org", "m0\n", { SAYS("withdraw", "[WITHDRAW]") });
	assert_string_equal(LETTER("kp@example.org", "m0\n", { CHOICE("Yes, thanks") }), "");
	assert_string_equal(LETTER("kp@example.org", "m0\n", { CHOICE("I vote no") }), "1 cast; Nothing has changed: vote #1 has ended.");
	assert_int_equal(look(d, 1, &list)->vote.tally.yes, 1);
}

/* To "No, too early" it says no, to "Yes" yes, and to talk neither. */
static void plus_one_to_a_ballot_counts_where_it_says_the_same(void **state)
{
	struct desk *d = *state;
	struct fact asked = SAYS("object", "-1");
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { CHOICE("No, this is too early.") }), "1 cast; Your vote in #1, \"Logo\", is: no.");
	assert_string_equal(LETTER("kp@example.org", "m1\nm0\n", { SAYS("ok", "+1") }), DOUBT(TALK, NONE_YET));
	assert_string_equal(LETTER("kp@example.org", "m1\nm0\n", { SAYS("object", "-1") }), "1 cast; Your vote in #1, \"Logo\", is: no.");
	asked.context = "Shall we have lunch before?";
	assert_string_equal(LETTER("dave@example.org", "m0\n", { asked }), DOUBT(TALK, NONE_YET));
	assert_int_equal(look(d, 1, &list)->vote.tally.yes, 0);
	assert_int_equal(list.entries[0].vote.tally.no, 2);
}

/* "Yes, he is good" ranks nothing; and a secret vote is told of once. */
static void a_choice_where_it_cannot_count(void **state)
{
	struct desk *d = *state;

	LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Ayesha\nBert") });
	LETTER("dave@example.org", "", { VOTE("Logo", "secret 3w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { CHOICE("aye") }), "");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { CHOICE("Yes, he is good") }), "");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { CHOICE("I abstain") }), "1 cast; Your vote in #1, \"Seat\", is: nothing is ranked.");
	assert_string_equal(LETTER("joe@example.org", "m1\n", { CHOICE("yes if we wait") }),
			    "2 unread; Vote #2 is secret, so that what is said on the list does not count, and its readers can have seen it. To vote, answer this mail, and nobody else.");
	assert_string_equal(d->out.events[0].vote.quote, "");
	assert_string_equal(LETTER("joe@example.org", "m1\n", { CHOICE("yes if we wait") }), "");
}

#define WHICH "Nothing has changed: that may be about several votes. Please write the number of each that you mean, as in \"#12 yes\" or " \
	      "\"[EXTEND #12 1w]\", or answer its ballot."

/* Two of the same title, opened by one mail. */
static void which_of_two_is_never_guessed(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w"), VOTE("Logo", "2w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("ok", "+1") }), "0 unread; " WHICH);
	assert_string_equal(LETTER("kp@example.org", "m0\n", { EXTEND("1w") }), "0 unread; " WHICH);
	assert_string_equal(LETTER("dave@example.org", "m0\n", { CHOICE("yes to both") }), "0 unread; " WHICH);
	assert_string_equal(LETTER("dave@example.org", "m0\n", { CHOICE("yes if we wait") }), "");
	assert_string_equal(LETTER("joe@example.org", "", { SAYS("yes", "yes") }, .to_bot = true, .subject = "Re: [BSC] Your ballot: Logo"),
			    "| " WHICH);
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");	/* of #1: its token, or what it answers, says which */
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("yes", "yes") }, .to_bot = true,
				   .subject = "Re: [BSC] Your ballot: Logo"),
			    "| Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("dave@example.org", "m0\n", { fact_of(FACT_COMMAND, "[WITHDRAW #2]", "", "withdraw") }), "0 unread; " WHICH);
	struct fact withdraw = fact_of(FACT_COMMAND, "[WITHDRAW #2]", "", "withdraw");

	withdraw.item = 2;
	assert_string_equal(LETTER("dave@example.org", "m0\n", { withdraw }), "2 withdraw; Vote #2 is withdrawn.");
	/* one alone is left */
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("ok", "+1") }), "1 cast; Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("kp@example.org", "", { SAYS("no", "no") }, .to_bot = true, .subject = "AW: [BSC] Last day: Logo"),
			    "| Your vote in #1, \"Logo\", is now: no. It counts in place of what you said before.");
	assert_int_equal(look(d, 1, &list)->vote.tally.yes, 1);
}

static void the_subject_of_a_ballot_says_which_vote(void **state)
{
	static const struct {
		const char *subject, *got;
	} rows[] = {
		{ "Re: Your ballot: Logo", "| Your vote in #1, \"Logo\", is: yes." },
		{ "Re: [BSC] Your vote is missing: A title that is much too l...", "| Your vote in #2, \"A title that is much too long\", is: yes." },
		{ "Re: Your ballot: Log", "" }, { "Re: Your ballot: Log...", "| Your vote in #1, \"Logo\", is now: yes. It counts in place of what you said before." },
		{ "Re: Your ballot: Flag", "" }, { "Re: Logo", "" }, { "Your ballot", "" }, { "", "" },
	};
	struct desk *d = *state;

	LETTER("dave@example.org", "", { VOTE("Logo", "30d") });
	LETTER("dave@example.org", "", { VOTE("A title that is much too long", "30d") });
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(LETTER("joe@example.org", "", { SAYS("yes", "yes") }, .to_bot = true, .subject = rows[i].subject), rows[i].got);
	/* on the list a subject is no ballot */
	assert_string_equal(LETTER("joe@example.org", "", { SAYS("ok", "+1") }, .subject = "Re: Your ballot: Logo"), "");
}

/* A mail program has dropped what is answered: what says plainly that it is a vote counts. */
static void a_reply_without_a_thread_is_known_by_its_subject(void **state)
{
	const struct {
		const char *subject, *from;
		struct fact fact;
		const char *got;
	} rows[] = {
		{ "Re: [VOTE 1w] Logo", "joe@example.org", CHOICE("I vote no"), "1 cast; Your vote in #1, \"Logo\", is: no." },
		{ "AW: [BSC] Vote: logo", "kp@example.org", CHOICE("I vote yes"), "1 cast; Your vote in #1, \"Logo\", is: yes." },
		{ "Re: [VOTE 1w] Logo", "dave@example.org", SAYS("ok", "+1"), DOUBT(TALK, NONE_YET) },
		{ "Re: Logos", "joe@example.org", CHOICE("I vote yes"), "" },
		{ "Logo", "joe@example.org", CHOICE("I vote yes"), "" },
	};
	struct desk *d = *state;

	LETTER("dave@example.org", "", { VOTE("Logo", "30d") });
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(LETTER(rows[i].from, "", { rows[i].fact }, .subject = rows[i].subject), rows[i].got);
}

/* Whatever becomes of the rules and the people. */
static void a_vote_that_runs_goes_on(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "30d") });
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("yes", "yes") }, .to_bot = true, .without_rules = true),
			    "| Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("kp@example.org", "m0\n", { SAYS("object", "-1") }, .without_rules = true), "1 cast; Your vote in #1, \"Logo\", is: no.");
	assert_string_equal(LETTER("dave@elsewhere.example", "ballot-Joe Stringer", { SAYS("no", "no") }, .to_bot = true, .is_unproved = true,
				   .voter = "Dave Thaler"), "| Your vote in #1, \"Logo\", is: no.");
	assert_string_equal(LETTER("gwen@elsewhere.example", "ballot-Joe Stringer", { SAYS("no", "no") }, .to_bot = true, .is_unproved = true,
				   .voter = "Gwen Guest"), "| Nothing has changed: you have no vote in #1.");
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("Flag", "1w") }, .without_rules = true), "");
	assert_int_equal(look(d, 1, &list)->vote.tally.no, 2);
	assert_int_equal(list.len, 1);
}

/* Whatever command a line that ranks looks like. */
static void a_ranking_by_mail_is_its_first_line(void **state)
{
	const struct {
		struct fact facts[FACTS_MAX];
		const char *says, *ranking;	/* ranking: that counts then */
	} rows[] = {
		{ { SAYS("unknown", "Bert > Anna - he has time") }, "| Your vote in #1, \"Seat\", is: B Bert > A Anna; not ranked, so behind these: C None of these.", "B > A" },
		{ { SAYS("unknown", "213") }, "| Your vote in #1, \"Seat\", is now: B Bert > A Anna > C None of these. It counts in place of what you said before.", "B > A > C" },
		{ { SAYS("unknown", "1 1 -") }, "| Your vote in #1, \"Seat\", is now: A Anna = B Bert; not ranked, so behind these: C None of these. It counts in place of what you said before.", "A = B" },
		{ { SAYS("rank", "a > b"), SAYS("owner", "a > b") }, "| Your vote in #1, \"Seat\", is now: A Anna > B Bert; not ranked, so behind these: C None of these. It counts in place of what you said before.", "A > B" },
		{ { SAYS("unknown", "abstain") }, "| Your vote in #1, \"Seat\", is now: nothing is ranked. It counts in place of what you said before.", "nothing is ranked" },
		{ { SAYS("unknown", "both are fine") }, "| That is no vote in #1: \"both are fine\" is no option." STANDS("nothing is ranked") OPTIONS, "nothing is ranked" },
		{ { SAYS("yes", "yes") }, "| That is no vote in #1: \"yes\" is no option." STANDS("nothing is ranked") OPTIONS, "nothing is ranked" },
		{ { SAYS("rank", "A > B"), SAYS("rank", "B > A"), SAYS("unknown", "A > B") }, "| That is no vote in #1: it says two things." STANDS("nothing is ranked") OPTIONS, "nothing is ranked" },
		/* below the first line, and other commands */
		{ { SAYS("done", "done #3"), SAYS("unknown", "A > B") }, "| ", "nothing is ranked" },
		{ { SAYS("help", "help") }, "", "nothing is ranked" },
		{ { SAYS("pause", "pause 2w") }, "", "nothing is ranked" },
	};
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { ranked_fact("rank 3w", "Anna\nBert") });
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct letter letter = { .from = "joe@example.org", .thread = "ballot-Joe Stringer", .to_bot = true };

		memcpy(letter.facts, rows[i].facts, sizeof letter.facts);
		d->n = 1;		/* all on one day, before it ends */
		assert_string_equal(receive_as(d, &letter, arena_printf(d->arena, "answer-%zu", i), (int64_t)i), rows[i].says);
		d->n = 2;
		assert_string_equal(look(d, 1, &list)->vote.voters[1].ranking, rows[i].ranking);
	}
	assert_string_equal(votes_find(&list, 1)->vote.voters[1].reason, "");

	struct fact by_lines = SAYS("unknown", "Bert");

	by_lines.detail = "Anna";
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { by_lines }, .to_bot = true),
			    "| That is no vote in #1: " RANKED_FAULT_LINES "." STANDS("nothing is ranked") OPTIONS);
	by_lines.detail = "\nAnna would be my second choice";
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { by_lines }, .to_bot = true),
			    "| That is no vote in #1: " RANKED_FAULT_LINES "." STANDS("nothing is ranked") OPTIONS);
	by_lines.detail = "He has time for it.";
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { by_lines }, .to_bot = true),
			    "| Your vote in #1, \"Seat\", is now: B Bert; not ranked, so behind these: A Anna, C None of these. It counts in place of what you said before.");
}

/* Whatever could tell it, beside its own place, which nothing but the ledger's table of ballots gets. */
static void assert_tells_nothing(const struct desk *d)
{
	for (size_t i = 0; i < d->out.len; i++) {
		const struct event *e = &d->out.events[i];

		assert_string_equal(e->rule, RULE_BALLOT);
		assert_int_equal(e->line, 0);
		assert_string_equal(e->vote.quote, "");
		assert_string_equal(e->vote.choice, "");
		assert_null(strstr(e->vote.words, "Zebra"));
	}
}

static void a_secret_ballot_is_in_no_event(void **state)
{
	static const char said[] = "| Your vote in #1, \"Logo\", is recorded.\nIts code in the result: {code-of-vote-1}";
	struct desk *d = *state;
	struct vote_list list;

	assert_string_equal(LETTER("dave@example.org", "", { VOTE("Logo", "secret 3w") }), "1 opened;");
	assert_string_equal(d->subject, "");
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("no", "no - for the Zebra") }, .to_bot = true), said);
	assert_string_equal(d->subject, "Your ballot: Logo");
	assert_int_equal(d->out.len, 1);
	assert_string_equal(d->out.events[0].act, "cast");
	assert_string_equal(d->out.events[0].vote.sealed, "no");
	assert_string_equal(d->out.events[0].vote.words, "");
	assert_tells_nothing(d);
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("unknown", "Zebra, why not?") }, .to_bot = true),
			    "| That is no vote in #1. Your vote before that still counts. " BALLOT_HELP_SECRET);
	assert_string_equal(d->out.events[0].vote.sealed, "");
	assert_tells_nothing(d);
	/* "done", "drop" and the like are no commands there: what stands behind them is the voter's */
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("drop", "drop it, Zebra") }, .to_bot = true),
			    "| That is no vote in #1. Your vote before that still counts. " BALLOT_HELP_SECRET);
	assert_tells_nothing(d);
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("unknown", "abstain") }, .to_bot = true),
			    "| Your vote in #1, \"Logo\", is recorded, in place of the one before.\nIts code in the result: {code-of-vote-1}");

	const struct vote *v = &look(d, 1, &list)->vote;

	assert_int_equal(v->tally.sealed, 1);
	assert_int_equal(v->voters[1].choice, BALLOT_SEALED);
	assert_string_equal(v->voters[1].reason, "");
	assert_string_equal(votes_shown(votes_find(&list, 1), &v->voters[1]).choice, "secret");
	assert_string_equal(votes_shown(votes_find(&list, 1), &v->voters[0]).choice, "");
}

static void a_secret_vote_has_ballots_alone(void **state)
{
	static const char on_list[] = "1 unread; Vote #1 is secret, so that what is said on the list does not count, and its readers can have seen it. To vote, answer this "
				      "mail, and nobody else.";
	static const char no_ballot[] = "1 unread; Vote #1 is secret, so that a mail that answers no ballot does not count. To vote, answer "
					"this mail, and nobody else.";
	struct desk *d = *state;
	struct fact by_number = SAYS("ok", "+1 #1 Zebra");
	struct vote_list list;

	by_number.item = 1;
	LETTER("dave@example.org", "", { VOTE("Logo", "secret 3w") });
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("ok", "+1 for the Zebra") }), on_list);
	assert_tells_nothing(d);
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("object", "-1 Zebra") }, .to_bot = true, .answers = "vote-opened"), no_ballot);
	assert_tells_nothing(d);
	assert_string_equal(LETTER("joe@example.org", "x", { by_number }, .to_bot = true, .answers = "reminder"), no_ballot);
	assert_string_equal(d->subject, "Your ballot: Logo");
	assert_tells_nothing(d);
	/* From proves nothing here, even where it is believed */
	announce(d, NOTICE_ANNOUNCED, "ballot", "Joe Stringer");
	assert_string_equal(LETTER("joe@example.org", "ballot-Joe Stringer", { SAYS("no", "no") }, .to_bot = true, .proof = PROOF_FROM),
			    "| Vote #1 is secret, so that a mail without its voter's own address for answers does not count. To vote, answer this mail, "
			    "and nobody else.");
	assert_int_equal(tally_voted(&look(d, 1, &list)->vote.tally), 0);
	/* who opened it and the chair may still act on it in an answer */
	announce(d, NOTICE_ANNOUNCED, "ballot", "KP Singh");
	assert_string_equal(LETTER("kp@example.org", "ballot-KP Singh", { EXTEND("1w") }, .to_bot = true),
			    "1 extended; Vote #1 ends 2023-08-03 00:00 UTC now; the list is told.");
	assert_int_equal(tally_voted(&look(d, 1, &list)->vote.tally), 0);
}

/* In a mail that answers nothing. */
static void more_time_is_for_the_only_vote_that_runs(void **state)
{
	static const char which[] = "0 unread; Nothing has changed: it does not say for which vote or deadline. Please write its number, as in "
				    "\"[EXTEND #12 1w]\" or \"[WITHDRAW #12]\".";
	struct desk *d = *state;
	const struct fact withdraw = fact_of(FACT_COMMAND, "[WITHDRAW]", "", "withdraw");

	assert_string_equal(LETTER("dave@example.org", "", { EXTEND("1w") }), "");
	assert_string_equal(LETTER("dave@example.org", "", { withdraw }), "");
	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	assert_string_equal(LETTER("dave@example.org", "", { EXTEND("1w") }), "1 extended; Vote #1 ends 2023-08-01 00:00 UTC now; the list is told.");
	assert_string_equal(LETTER("joe@example.org", "", { EXTEND("1w") }),
			    "1 extended; Nothing has changed for vote #1: only whoever opened it and the chair may say so.");
	assert_string_equal(LETTER("dave@example.org", "x\n", { EXTEND("1w") }), "");
	assert_string_equal(LETTER("dave@example.org", "", { withdraw }), which);
	LETTER("dave@example.org", "", { VOTE("Flag", "3w") });
	assert_string_equal(LETTER("dave@example.org", "", { EXTEND("1w") }), which);
}

static void who_opened_it_and_the_chair_extend_and_withdraw(void **state)
{
	struct desk *d = *state;
	struct vote_list list;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	struct fact of_none = EXTEND("1w");

	of_none.item = 99;
	assert_string_equal(LETTER("dave@example.org", "m0\n", { of_none }), "0 unread; Nothing has changed: there is neither a vote nor a deadline #99.");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { EXTEND("1w") }),
			    "1 extended; Nothing has changed for vote #1: only whoever opened it and the chair may say so.");
	assert_string_equal(LETTER("kp@example.org", "m0\n", { EXTEND("1w") }), "1 extended; Vote #1 ends 2023-08-01 00:00 UTC now; the list is told.");
	assert_int_equal(look(d, 1, &list)->vote.state, VOTE_EXTENDED);
	assert_string_equal(LETTER("dave@example.org", "m0\n", { SAYS("withdraw", "[WITHDRAW]") }), "1 withdraw; Vote #1 is withdrawn.");
	assert_int_equal(look(d, 1, &list)->vote.state, VOTE_WITHDRAWN);
	assert_string_equal(LETTER("joe@example.org", "m0\n", { SAYS("ok", "+1") }), "1 cast; Nothing has changed: vote #1 has ended.");
}

static void a_day_may_have_a_time(void **state)
{
	static const char how[] = "1 unread; Nothing has changed for vote #1: write for how much longer, or until when, as in \"[EXTEND #1 1w]\".";
	struct desk *d = *state;
	struct vote_list list;

	assert_string_equal(LETTER("dave@example.org", "", { VOTE("Logo", "until 2023-07-10 17:30") }), "1 opened;");
	assert_int_equal(d->out.events[0].vote.period_s, 9 * DAY + (17 * 60 + 30) * 60);
	/* of one whose ballots are all taken; else it ends as if people were told now */
	for (size_t i = 0; i < 3; i++) {
		struct event_list out = { 0 };
		struct err err;

		announce(d, NOTICE_ANNOUNCED, "ballot", persons[i].name);
		told_events(d->arena, d->state, NULL, arena_printf(d->arena, "ballot-%s", persons[i].name), NOTICE_TOLD, BEGIN_S + 60, &out);
		assert_int_equal(state_apply(d->state, &out.events[0], &err), ERR_NONE);
	}
	int64_t closes_s = look(d, 1, &list)->vote.closes_s;

	LETTER("dave@example.org", "m0\n", { EXTEND("until 2023-08-12 09:00") });
	assert_int_equal(d->out.events[0].vote.period_s, BEGIN_S + 42 * DAY + 9 * 3600 - closes_s);
	LETTER("dave@example.org", "m0\n", { EXTEND("2023-08-20") });
	assert_int_equal(d->out.events[0].vote.period_s, 0);
	assert_int_equal(d->out.events[0].vote.until.day, 20);
	assert_string_equal(LETTER("dave@example.org", "m0\n", { EXTEND("until 2023-08-01 09:00") }),
			    "1 extended; Nothing has changed for vote #1: that is no later than it ends already.");
	assert_string_equal(LETTER("dave@example.org", "m0\n", { EXTEND("") }), how);
	assert_string_equal(LETTER("dave@example.org", "m0\n", { EXTEND("a bit") }), how);
}

static void an_answer_that_repeats_the_subject_opens_none(void **state)
{
	struct desk *d = *state;
	struct fact subject = VOTE("Logo", "3w");

	subject.line = 0;
	assert_string_equal(LETTER("dave@example.org", "", { subject }), "1 opened;");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { subject, SAYS("ok", "+1") }), "1 cast; Your vote in #1, \"Logo\", is: yes.");
	subject.text = "Logo (was: Flag)";
	assert_string_equal(LETTER("kp@example.org", "m0\n", { subject, CHOICE("I vote no") }), "1 cast; Your vote in #1, \"Logo\", is: no.");
}

#define ANEW HOW " For a vote on something else write a new mail with another title."

/* People write the tag into answers and reminders. */
static void no_vote_is_opened_in_the_thread_of_one_or_again(void **state)
{
	static const char in_thread[] = "0 refused; No vote was opened: this mail is in the thread of vote #1, \"Logo\". " ANEW,
			  is_open[] = "0 refused; No vote was opened: that is open already as vote #1, \"Logo\". " ANEW;
	struct desk *d = *state;
	struct fact subject = VOTE("logo", "3w");

	subject.line = 0;
	assert_string_equal(LETTER("dave@example.org", "", { VOTE("Logo", "3w") }), "1 opened;");
	assert_string_equal(LETTER("joe@example.org", "m0\n", { VOTE("yes", "") }), in_thread);
	assert_string_equal(LETTER("joe@example.org", "x\nm0\n", { VOTE("No, too early", "") }), in_thread);
	assert_string_equal(LETTER("joe@example.org", "m0\n", { VOTE("yes", ""), CHOICE("yes") }), "1 cast; Your vote in #1, \"Logo\", is: yes.");
	assert_string_equal(LETTER("dave@example.org", "", { subject }), is_open);
	assert_string_equal(LETTER("joe@example.org", "x\n", { VOTE("Logo", "1w") }), is_open);
	LETTER("dave@example.org", "m0\n", { SAYS("withdraw", "[WITHDRAW]") });
	assert_string_equal(LETTER("dave@example.org", "m0\n", { VOTE("Logo", "3w") }), "2 opened;");
}

static void a_list_without_rules_opens_none(void **state)
{
	struct desk *d = *state;
	const struct incoming mail = { .list = "bsc", .people = &people, .message_id = "m", .author_addr = "dave@example.org",
				       .author_name = "", .proof = "dkim", .terms = { .zone = zone_utc() } };
	const struct fact fact = VOTE("Logo", "1w");
	struct event_list out = { 0 };

	record_votes(d->arena, d->state, &mail, &fact, 1, &out);
	assert_int_equal(out.len, 0);
}

static void what_became_of_a_ballot_is_kept_for_each_voter(void **state)
{
	struct desk *d = *state;
	struct event_list out = { 0 };
	struct vote_list list;
	struct err err;

	LETTER("dave@example.org", "", { VOTE("Logo", "3w") });
	for (size_t i = 0; i < 3; i++)
		announce(d, NOTICE_ANNOUNCED, "ballot", persons[i].name);
	told_events(d->arena, d->state, NULL, "ballot-KP Singh", NOTICE_TOLD, BEGIN_S + 90, &out);
	told_events(d->arena, d->state, NULL, "ballot-Dave Thaler", NOTICE_UNTOLD, BEGIN_S + 91, &out);
	assert_int_equal(out.len, 2);
	for (size_t i = 0; i < out.len; i++)
		assert_int_equal(state_apply(d->state, &out.events[i], &err), ERR_NONE);
	const struct vote *v = &look(d, 1, &list)->vote;

	assert_int_equal(v->voters[0].mail, BALLOT_LOST);
	assert_int_equal(v->voters[1].mail, BALLOT_ON_ITS_WAY);
	assert_int_equal(v->voters[2].mail, BALLOT_TAKEN);
	assert_int_equal(v->n_unreached, 2);
	assert_true(v->untold);
	/* the same once more is no news */
	out = (struct event_list){ 0 };
	told_events(d->arena, d->state, NULL, "ballot-KP Singh", NOTICE_TOLD, BEGIN_S + 99, &out);
	assert_int_equal(out.len, 0);
}

static void terms_go_there_and_back(void **state)
{
	static const char *const terms[] = { "majority of cast", "unanimous of members, quorum 5", "2/3 of present, quorum 2/3",
					     "70 % of members, quorum 50 %" };
	static const char *const none[] = { "", "majority", "majority of us", "most of cast", "2/3 of cast, quorum many" };
	struct desk *d = *state;
	struct vote_rule rule;

	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		assert_true(vote_rule_from_terms(span_of(terms[i]), &rule));
		assert_string_equal(vote_rule_terms(d->arena, &rule), terms[i]);
	}
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_false(vote_rule_from_terms(span_of(none[i]), &rule));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_tag_fixes_rule_voters_and_period),
		TEST(what_cannot_be_obeyed_opens_none_and_is_answered),
		TEST(ballots_in_the_thread_count_when_proved),
		TEST(options_are_fixed_with_the_vote),
		TEST(rankings_in_the_thread_count_when_proved),
		TEST(a_ballot_by_mail_is_its_first_line),
		TEST(a_ballot_mailed_to_the_list_too_counts),
		TEST(a_choice_in_the_thread_counts_where_it_is_plain),
		TEST(talk_in_the_thread_is_answered_once),
		TEST(plus_one_to_a_ballot_counts_where_it_says_the_same),
		TEST(a_choice_where_it_cannot_count),
		TEST(which_of_two_is_never_guessed),
		TEST(the_subject_of_a_ballot_says_which_vote),
		TEST(a_reply_without_a_thread_is_known_by_its_subject),
		TEST(a_vote_that_runs_goes_on),
		TEST(a_ranking_by_mail_is_its_first_line),
		TEST(a_secret_ballot_is_in_no_event),
		TEST(a_secret_vote_has_ballots_alone),
		TEST(more_time_is_for_the_only_vote_that_runs),
		TEST(who_opened_it_and_the_chair_extend_and_withdraw),
		TEST(a_day_may_have_a_time),
		TEST(an_answer_that_repeats_the_subject_opens_none),
		TEST(no_vote_is_opened_in_the_thread_of_one_or_again),
		TEST(a_list_without_rules_opens_none),
		TEST(what_became_of_a_ballot_is_kept_for_each_voter),
		TEST(terms_go_there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
