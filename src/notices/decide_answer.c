/* decide_answer.c - see decide_answer.h. */
#include "notices/decide_answer.h"

#include <string.h>

#include "committee/record_command.h"
#include "committee/told.h"
#include "committee/votes.h"
#include "committee/walk.h"
#include "notices/advice.h"
#include "notices/layout.h"
#include "notices/queue.h"
#include "notices/format.h"
#include "time/zone.h"

enum { BODY_MAX = 256 * 1024, STATUS_MAX = 40, TEXT_LINES = 2, EXAMPLE_DAYS = 14 };

struct answerer {
	struct arena *arena;
	const struct state *state;
	const struct notice_policy *policy;
	const struct person *person;	/* NULL: nobody of the list */
	const char *actor;		/* as the event has them; of a voter who has left, their
					 * name */
	const struct zone *zone;
	struct vote_list votes;		/* of the list */
	bool is_refused;		/* its tag has opened no vote */
	int vote;			/* the mail that is answered is about that one; 0: about
					 * none */
	int64_t now_s;
	struct buf body;
};

/* Its number; an answer to the answer is about it, too. */
static int vote_of(const struct state *state, const struct event *owed, bool *is_refused_out)
{
	struct event_walk walk = walk_events(state, owed->list, WALK(EVENT_VOTE));
	const struct event *e;
	int number = 0;

	while ((e = event_walk_next(&walk))) {
		if (strcmp(e->message_id, owed->message_id) != 0)
			continue;
		number = e->vote.number;
		*is_refused_out = strcmp(e->act, VOTE_REFUSED) == 0;
	}
	return number;
}

static struct event *about_vote(const struct answerer *a, const char *message_id)
{
	struct event *e = arena_alloc(a->arena, 1, sizeof *e);

	*e = (struct event){
		.at_s = a->now_s,
		.kind = EVENT_VOTE,
		.act = NOTICE_ANNOUNCED,
		.list = a->policy->list_name,
		.actor = EVENT_BY_BOT,
		.message_id = message_id,
		.rule = RULE_NOTICE,
		.vote = { .number = a->vote },
	};
	return e;
}

static bool is(const struct event *e, const char *what)
{
	return strcmp(e->act, what) == 0;
}

/* "> done #12" and what came of it, each in its own lines. */
static void add_said(struct answerer *a, const char *text)
{
	struct span rest = span_of(text), line;

	while (span_next_line(&rest, &line)) {
		const char *copy = arena_strndup(a->arena, line.ptr, line.len);

		if (span_starts(line, "> "))
			layout_hanging(&a->body, "| ", 2, copy + 2, TEXT_LINES);
		else
			layout_paragraph(&a->body, copy);
		if (!span_starts(line, "> "))
			buf_add_char(&a->body, '\n');
	}
}

static bool is_own(const struct answerer *a, const struct item *item, enum item_status status)
{
	return item->status == status && item_is_owed(item, a->person->name);
}

/* The number of an open item of the person; for an example. */
static int own_number(const struct answerer *a)
{
	struct item_walk walk = walk_open(a->state, a->policy->list_name);
	const struct item *item;

	while (a->person && (item = item_walk_next(&walk))) {
		if (is_own(a, item, ITEM_OPEN))
			return item->number;
	}
	return 12;
}

static const struct vote_voter *find_voter(const struct answerer *a,
					   const struct vote_entry *entry)
{
	for (size_t i = 0; i < entry->vote.n_voters; i++) {
		const struct vote_voter *voter = &entry->vote.voters[i];

		if (a->person ? people_is(a->policy->people, voter->name, a->person) :
				strcmp(voter->name, a->actor) == 0)
			return voter;
	}
	return NULL;
}

/* How the person votes, and changes what they opened. */
static void add_vote_help(struct answerer *a)
{
	for (size_t i = 0; i < a->votes.len; i++) {
		const struct vote_entry *e = &a->votes.entries[i];
		const char *said = e->terms.n_options ? "B > A" : "yes";

		if (!vote_is_running(&e->vote) || !find_voter(a, e))
			continue;
		if (e->terms.secret)
			layout_hanging(&a->body, "    ", 4,
				       arena_printf(a->arena,
						    "To vote in #%d, %s, answer the mail with your "
						    "ballot: \"yes\", \"no\" or \"abstain\".",
						    e->number, e->title), 0);
		else
			layout_hanging(&a->body, arena_printf(a->arena, "    %-17s ",
				       arena_printf(a->arena, "#%d %s", e->number, said)), 22,
				       arena_printf(a->arena, "your vote in \"%s\"%s", e->title,
						    e->terms.n_options ? "" :
						    "; also no or abstain, and why behind it"), 0);
		layout_hanging(&a->body, arena_printf(a->arena, "    [EXTEND #%d 1w] ", e->number),
			       22, "more time to vote, if you opened it or chair; [WITHDRAW] too",
			       0);
	}
}

static void add_help(struct answerer *a)
{
	const char *another =
		format_another(a->arena, a->policy->people, a->person ? a->person->name : "");
	const char *number = arena_printf(a->arena, "#%d ", own_number(a));
	char day[CIVIL_TEXT_SIZE];

	civil_format_iso(civil_from_days(civil_to_days(zone_to_local(a->zone, a->now_s).date) +
					 EXAMPLE_DAYS),
			 day);
	const char *const rows[][2] = {
		{ "done [note]", "it is done" },
		{ "drop [why]", "it need not be done any more" },
		{ "keep", "it is still to be done, and due at the next meeting" },
		{ "reopen", "it was closed or parked, and is open again; \"revive\" is the same" },
		{ "snooze 2w",
		  arena_printf(a->arena, "no reminder before; also a day, as in %s", day) },
		{ arena_printf(a->arena, "due %s", day),
		  "another due date; also Friday, in 2 weeks" },
		{ arena_printf(a->arena, "not me -> %s", another),
		  arena_printf(a->arena, "it is for %s; without a name the chair is asked",
			       another) },
		{ arena_printf(a->arena, "owner %s", another), "the same; or several names" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		layout_hanging(&a->body,
			       arena_printf(a->arena, "    %-17s ",
					    arena_printf(a->arena, "%s%s", number, rows[i][0])),
			       22, rows[i][1], 0);
	add_vote_help(a);
	buf_add_char(&a->body, '\n');
	layout_paragraph(&a->body,
			 "And about all of it: \"status\" lists your items, \"pause 2w\" and "
			 "\"stop\" end reminders and "
			 "news of items for a while or for good, \"resume\" brings them back.");
}

/* The person's items of that status as they were numbered, below what says so. */
static size_t add_items(struct answerer *a, enum item_status status, const char *title)
{
	struct item_walk walk = walk_items(a->state, a->policy->list_name);
	const struct item *item;
	size_t n = 0;

	while (a->person && (item = item_walk_next(&walk))) {
		if (!is_own(a, item, status) || n++ >= STATUS_MAX)
			continue;
		if (n == 1) {
			layout_paragraph(&a->body, title);
			buf_add_char(&a->body, '\n');
		}
		layout_hanging(&a->body,
			       arena_printf(a->arena, "#%d  %s  ", item->number,
					    civil_is_set(item->due)
						    ? arena_printf(a->arena, "due %s",
								   format_date(a->arena, a->zone,
									    a->now_s, item->due))
						    : "no due date"),
			       4, item->text, TEXT_LINES);
	}
	if (n > STATUS_MAX)
		layout_paragraph(&a->body,
				 arena_printf(a->arena, "... and %zu more.", n - STATUS_MAX));
	if (n)
		buf_add_char(&a->body, '\n');
	return n;
}

/* The open votes that the person has a ballot in and has not cast. */
static void add_votes(struct answerer *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->votes.len; i++) {
		const struct vote_entry *e = &a->votes.entries[i];
		const struct vote_voter *voter = find_voter(a, e);

		if (!voter || !vote_is_running(&e->vote) || voter->choice != BALLOT_NONE)
			continue;
		if (n++ == 0) {
			layout_paragraph(&a->body, "Your vote is missing here; to vote, answer the "
						   "mail with your ballot:");
			buf_add_char(&a->body, '\n');
		}
		layout_hanging(&a->body,
			       arena_printf(a->arena, "#%d  ends %s  ", e->number,
					    format_instant(a->arena, a->zone, e->vote.closes_s)),
			       4, e->title, TEXT_LINES);
	}
	if (n)
		buf_add_char(&a->body, '\n');
}

static void add_status(struct answerer *a, const char *hello)
{
	size_t n = add_items(a, ITEM_OPEN,
			     arena_printf(a->arena, "%sthese items are open for you:", hello));

	if (!n) {
		layout_paragraph(&a->body,
				 arena_printf(a->arena, "%sno item is open for you.", hello));
		buf_add_char(&a->body, '\n');
	}
	add_items(a, ITEM_PARKED,
		  "These are parked: nobody asks about them. \"revive\" and its "
		  "number brings one back.");
	add_votes(a);
}

/* How to vote, and how long that is possible. */
static const char *how_to_vote(const struct answerer *a, const struct vote_entry *entry)
{
	const struct vote *vote = &entry->vote;
	const char *until = vote->untold ? "" :
			    arena_printf(a->arena, " until %s",
					 format_instant(a->arena, a->zone, vote->closes_s));

	return advice_ballot(a->arena, a->policy, entry->terms.n_options, until);
}

static void add_how_to_answer(struct answerer *a)
{
	const struct vote_entry *vote = a->vote ? votes_find(&a->votes, a->vote) : NULL;
	int number = own_number(a);

	if (vote && (!vote_is_running(&vote->vote) || vote->vote.waits)) {
		layout_paragraph(&a->body,
				 arena_printf(a->arena, "How the vote ended is told to %s.",
					      a->policy->list_address));
		return;
	}
	if (a->is_refused) {
		layout_paragraph(&a->body,
				 arena_printf(a->arena,
					      "To open one, mail to %s with a line such as \"[VOTE "
					      "1w] title\".",
					      a->policy->list_address));
		return;
	}
	if (vote && find_voter(a, vote)) {
		layout_paragraph(&a->body, how_to_vote(a, vote));
		return;
	}
	layout_paragraph(
		&a->body,
		advice_answer(a->arena, a->policy,
			      arena_printf(a->arena,
					   "lines such as \"#%d done\" or \"#%d snooze 2w\"",
					   number, number),
			      "\"help\" lists all commands"));
}

static void compose(struct answerer *a, const struct event *e)
{
	const char *full = a->person ? a->person->name : strchr(a->actor, '@') ? "" : a->actor;
	const char *name = *full ? arena_printf(a->arena, "%s, ",
						format_first_name(a->arena, full))
				 : "";

	if (is(e, ANSWER_UNPROVED)) {
		layout_paragraph(
			&a->body,
			arena_printf(
				a->arena,
				"%sa mail in your name has changed nothing, for it could not be "
				"proved to be yours%s%s.",
				name, *e->answer.proof_why ? ": " : "", e->answer.proof_why));
		buf_add_char(&a->body, '\n');
		add_said(a, e->answer.words);
		layout_paragraph(
			&a->body,
			arena_printf(a->arena,
				     "%s Further mails of this sort are not answered today.",
				     advice_prove(a->arena, a->policy)));
		return;
	}
	if (is(e, ANSWER_UNKNOWN)) {
		layout_paragraph(
			&a->body,
			arena_printf(
				a->arena,
				"%syour mail has changed nothing: its first line is no command.",
				name));
		buf_add_char(&a->body, '\n');
		add_said(a, e->answer.words);
		layout_paragraph(&a->body, "This is what can be written there:");
		buf_add_char(&a->body, '\n');
		add_help(a);
		return;
	}
	if (is(e, ANSWER_HELP)) {
		layout_paragraph(
			&a->body,
			arena_printf(a->arena,
				     "%sthis is what the first lines of an answer can say. The "
				     "number may "
				     "be left out where the mail that you answer has one item.",
				     name));
		buf_add_char(&a->body, '\n');
		add_help(a);
		return;
	}
	if (*e->answer.words) {
		layout_paragraph(&a->body,
				 arena_printf(a->arena, "%sthis came of your mail:", name));
		buf_add_char(&a->body, '\n');
		add_said(a, e->answer.words);
	}
	if (is(e, ANSWER_STATUS))
		add_status(a, name);
	if (!is(e, ANSWER_ASKED))	/* which has said how */
		add_how_to_answer(a);
}

/* "Re: Action item due", whatever stood in front of it. */
static const char *subject_of(struct arena *arena, const struct event *e)
{
	struct span s = span_trim(span_of(e->answer.subject));

	while (span_starts_ci(s, "re:"))
		s = span_trim(span_sub(s, 3, s.len));
	return s.len ? arena_printf(arena, "Re: " SPAN_FMT, SPAN_ARG(s)) : "Your mail";
}

static void answer(struct arena *arena, const struct state *state,
		   const struct notice_policy *policy, const struct people *people,
		   const struct event *e, const char *key, int64_t now_s, struct notice_list *out)
{
	struct answerer a = { .arena = arena,
			      .state = state,
			      .policy = policy,
			      .now_s = now_s,
			      .actor = e->actor,
			      .person = *e->answer.person ? people_by_name(people, e->answer.person)
							  : NULL };
	struct notice_composed mail;

	a.vote = vote_of(state, e, &a.is_refused);

	a.zone = zone_of_either(a.person ? a.person->zone : NULL, policy->zone);
	if (a.vote || is(e, ANSWER_STATUS) || is(e, ANSWER_HELP))
		votes_of(arena, state, NULL, policy->list_name, zone_of_either(policy->zone, NULL),
			 now_s, now_s, &a.votes);
	buf_init(&a.body, BODY_MAX);
	compose(&a, e);
	struct envelope envelope = {
		.policy = policy,
		.zone = a.zone,
		.kind = "answer",
		.message_id = envelope_message_id(arena, policy, state, key),
		.to_name = a.person ? a.person->name : "",
		.to_addr = e->answer.addr,
		.subject = subject_of(arena, e),
		.answers = e->message_id,
		.text = buf_shown(&a.body).ptr,
	};

	envelope_write(arena, &envelope, now_s, &mail);
	buf_free(&a.body);
	(void)notice_add(arena, out,
			 &(struct notice){
				 .kind = NOTICE_COMPOSED,
				 .key = key,
				 .list = policy->list_name,
				 .person = a.person,
				 .addr = e->answer.addr,
				 .kind_name = "answer",
				 .composed = mail,
				 .cause = queue_cause(arena, e->actor, *e->proof),
				 .events = a.vote ? about_vote(&a, mail.message_id) : NULL,
				 .n_events = a.vote ? 1 : 0,
			 });
}

/* A receipt is a mail of its own (decide_receipt.h); so was, before there were any, the question
 * about minutes without a heading. */
static bool is_of_commands(const struct event *e)
{
	return !is(e, ANSWER_RECEIPT) && !is(e, "heading");
}

void decide_answers(struct arena *arena, const struct state *state,
		    const struct notice_policy *policy, const struct people *people, int64_t now_s,
		    struct notice_list *out)
{
	struct event_walk walk = walk_events(state, policy->list_name, WALK(EVENT_ANSWER));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (!is_of_commands(e) || e->quiet_until_s || e->at_s < now_s - ANSWER_FOR_S)
			continue;
		const char *key = arena_printf(arena, "answer/%s", e->message_id);

		if (!state_has_key(state, key))
			answer(arena, state, policy, people, e, key, now_s, out);
	}
}
