/* record_vote.c - see record_vote.h. */
#include "committee/record_vote.h"

#include <string.h>

#include "committee/ballot_doubt.h"
#include "committee/ranked_ballot.h"
#include "committee/vote_work.h"
#include "committee/walk.h"

/* Does it answer a ballot, or a mail that told what came of an answer? */
static bool answers_ballot(const struct incoming *mail)
{
	static const char *const kinds[] = { "ballot", "ballot-reminder", "answer", NULL };

	if (!mail->answered)
		return vote_meant_by_subject(mail);
	return span_any(span_of(mail->answered->kind), span_is, kinds);
}

/* To the bot alone, or to the address that only a ballot of the sender's has. */
static bool is_to_bot(const struct incoming *mail)
{
	bool has_token = (mail->sender && *mail->sender) || (mail->voter && *mail->voter);

	return mail->to_bot || has_token || (mail->to_notice && answers_ballot(mail));
}

/* "+1", "-1" and "0", as people write them on the list; in an answer to a ballot whatever reads
 * like an answer to a deadline, "no, it is too early". */
static bool is_said_of_deadlines(const struct vote_recorder *r, const struct fact *fact)
{
	static const char *const commands[] = { "ok", "object", "comment", "abstain" };

	for (size_t i = 0; fact->line && i < sizeof commands / sizeof commands[0]; i++) {
		if (fact_is_command(fact, commands[i]))
			return true;
	}
	return fact->line && fact_is_command(fact, "plain-objection") && is_to_bot(r->mail);
}

/* As the voter was called when the vote was opened; NULL: the sender is none. */
static const char *voter_name(const struct vote_recorder *r, const struct vote_entry *entry)
{
	const struct person *sender = incoming_sender(r->mail);

	if (r->mail->voter && *r->mail->voter)
		return r->mail->voter;
	for (size_t i = 0; sender && i < entry->terms.n_voters; i++) {
		if (people_is(r->mail->people, entry->terms.voters[i], sender))
			return entry->terms.voters[i];
	}
	return NULL;
}

/* From proves it: anybody who can write that could vote, and nobody would see it in the result. */
static bool is_believed(const struct incoming *mail)
{
	return mail->proof && strcmp(mail->proof, PROOF_FROM) == 0;
}

/* A secret vote counts nowhere but in an answer to a ballot. */
static void misplaced(struct vote_recorder *r, const struct vote_entry *entry,
		      const struct fact *fact)
{
	struct event e = vote_work_event(r, VOTE_UNREAD, entry->number, fact);
	const char *why = "a mail that answers no ballot does not count";

	if (!r->mail->to_bot)
		why = "what is said on the list does not count, and its readers can have seen it";
	else if (is_believed(r->mail))
		why = "a mail without its voter's own address for answers does not count";
	vote_work_conceal(&e);
	e.vote.words = arena_printf(
		r->arena,
		"Vote #%d is secret, so that %s. To vote, answer this mail, and nobody else.",
		entry->number,
		why);
	event_list_add(r->arena, r->out, &e);
}

/* What a line says in a vote. */
struct ballot_said {
	enum ballot_choice choice;	/* BALLOT_NONE: it is no ballot */
	const char *written;		/* as the ledger has it */
	struct span reason;
	const char *fault;		/* why it is none; of a ranked vote a sentence, else the
					 * end of one; NULL: it does not begin like a vote */
	bool is_plain, is_explicit;	/* ballot.h */
};

/* below: the lines that go on in it. */
static struct ballot_said read_ballot(const struct vote_recorder *r, const struct vote_entry *entry,
				      struct span line, const char *below)
{
	const struct vote_terms *t = &entry->terms;
	struct ballot_said said = { .fault = NULL };
	unsigned char ranks[RANKED_LETTERS];
	struct ballot_line read;

	ballot_parse(line, span_of(below), &read);
	said.is_plain = read.is_plain;
	said.is_explicit = read.is_explicit;
	if (!t->n_options) {
		said.choice = read.choice;
		said.written = ballot_name(read.choice);
		said.reason = read.reason;
		said.fault = read.doubt;
	} else if (ranked_ballot_read(r->arena, line, t->options, t->n_options, ranks,
				      &said.reason, &said.fault)) {
		said.choice = BALLOT_RANKED;
		said.written = ranked_ballot_signs(r->arena, ranks, t->n_options);
		if (ranked_ballot_goes_on(r->arena, ranks, span_of(below), t->options,
					  t->n_options))
			said = (struct ballot_said){ .fault = RANKED_FAULT_LINES };
	}
	return said;
}

static void cast(struct vote_recorder *r, const struct vote_entry *entry, const struct fact *fact,
		 const struct ballot_said *said)
{
	struct event e =
		vote_work_event(r, vote_event_name(VOTE_EVENT_CAST), entry->number, fact);
	const char *voter = voter_name(r, entry);

	if (voter)
		e.actor = voter;
	if (voter == r->mail->voter && voter)
		e.proof = PROOF_TOKEN;

	if (!entry->terms.secret) {
		e.vote.choice = said->written;
		e.vote.words = arena_strndup(r->arena, said->reason.ptr, said->reason.len);
	} else if (r->mail->to_bot && answers_ballot(r->mail) && !is_believed(r->mail)) {
		vote_work_conceal(&e);
		e.vote.sealed = said->written;
	} else {
		misplaced(r, entry, fact);
		return;
	}
	event_list_add(r->arena, r->out, &e);
}

/* How much longer; false: that is not said. */
static bool extends_until(const struct vote_recorder *r, const struct vote_entry *entry,
			  const struct vote_tag *tag, struct event_vote *vote)
{
	struct period period = { 0 };
	bool is_unread = tag->rule.len || tag->unread.len ||
			 (tag->zone.len && !vote_work_end(r, tag, 0));

	if (is_unread || (!tag->period.len && !civil_is_set(tag->day)))
		return false;
	if (tag->period.len)
		(void)period_read(tag->period, &period);
	else if (tag->minute >= 0)
		period.seconds = vote_work_end(r, tag, 0) - entry->vote.closes_s;
	if (period.seconds < 0 || !period_is_set(period))
		vote->until = tag->day;
	else
		vote->period_s = period.seconds;
	vote->period_days = period.days;
	return true;
}

static void act(struct vote_recorder *r, const struct vote_entry *entry, const struct fact *fact,
		enum vote_event_kind kind)
{
	const struct due_context context = { .base = r->mail->date, .to_come = true };
	struct event e = vote_work_event(r, vote_event_name(kind), entry->number, fact);
	struct vote_tag tag;

	e.vote.words = fact->text;
	if (kind == VOTE_EVENT_EXTENDED) {
		vote_tag_read(span_of(fact->note), &context, &tag);
		if (!extends_until(r, entry, &tag, &e.vote)) {
			e.act = VOTE_UNREAD;
			e.vote.words = arena_printf(
				r->arena,
				"Nothing has changed for vote #%d: write for how much longer, or "
				"until when, as in \"[EXTEND #%d 1w]\".",
				entry->number, entry->number);
		}
	}
	event_list_add(r->arena, r->out, &e);
}

/* The vote that the line is about, and what it says of it, without its number. */
static struct answered_vote vote_of_line(const struct vote_recorder *r, const struct fact *fact,
					 struct span *line_out, int *number_out)
{
	*line_out = span_of(fact->quote);
	*number_out = ballot_number(line_out);
	return vote_meant(r, *number_out ? *number_out : -1);
}

/* Does the mail have another ballot in that vote? */
static bool has_another(const struct vote_recorder *r, const struct vote_entry *entry,
			const struct fact *facts, size_t n_facts, const struct ballot_said *said)
{
	struct span line;
	int number;

	for (size_t i = 0; i < n_facts; i++) {
		struct ballot_said other = { .choice = BALLOT_NONE };

		if (facts[i].kind == FACT_COMMAND &&
		    vote_of_line(r, &facts[i], &line, &number).entry == entry)
			other = read_ballot(r, entry, line, facts[i].detail);
		bool differs = other.choice != BALLOT_NONE &&
			       strcmp(other.written, said->written) != 0,
		     is_taken_back = !entry->terms.n_options && other.fault;

		if (differs || is_taken_back)
			return true;
	}
	return false;
}

/* What the sender has said before; "": nothing, NULL: nobody asks. */
static const char *choice_before(const struct vote_recorder *r, const struct vote_entry *entry)
{
	const char *name = voter_name(r, entry);

	for (size_t i = 0; name && i < entry->vote.n_voters; i++) {
		const struct vote_voter *voter = &entry->vote.voters[i];

		if (strcmp(voter->name, name) == 0)
			return votes_shown(entry, voter).choice;
	}
	return NULL;
}

static bool has_voted(const struct vote_recorder *r, const struct vote_entry *entry)
{
	const char *choice = choice_before(r, entry);

	return choice && *choice;
}

/* What counts all the same. */
static const char *what_stands(const struct vote_recorder *r, const struct vote_entry *entry)
{
	const char *choice = choice_before(r, entry);

	if (!choice)
		return "";
	if (!*choice)
		return " You have not voted yet.";
	return entry->terms.secret ? " Your vote before that still counts."
				   : arena_printf(r->arena,
						  " Your vote before that, \"%s\", still counts.",
						  choice);
}

/* What should have been a ballot is none: who wrote it hears why, what stands, and what would be
 * one. */
static void misread(struct vote_recorder *r, const struct vote_entry *entry,
		    const struct fact *fact, const struct ballot_said *said)
{
	struct event e = vote_work_event(r, VOTE_UNREAD, entry->number, fact);
	const struct vote_terms *t = &entry->terms;
	const char *why = said->choice != BALLOT_NONE ? BALLOT_DOUBT_TWO : said->fault,
		   *help = t->secret ? BALLOT_HELP_SECRET : BALLOT_HELP;

	if (t->secret)
		vote_work_conceal(&e);
	if (t->n_options)
		help = ranked_ballot_help(r->arena, t->options, t->n_options);
	e.vote.words = arena_printf(r->arena, "That is no vote in #%d%s%s.%s %s", entry->number,
				    why ? ": " : "", why ? why : "", what_stands(r, entry), help);
	event_list_add(r->arena, r->out, &e);
}

static bool is_told(const struct vote_recorder *r, int number, const struct event *e)
{
	return event_is(e, EVENT_VOTE, VOTE_UNREAD) && e->vote.number == number &&
	       strcmp(e->actor, incoming_actor(r->mail)) == 0;
}

/* Does another line of the mail tell the sender what is no vote there?  number 0: that several may
 * be meant. */
static bool tells_already(const struct vote_recorder *r, int number)
{
	for (size_t i = 0; i < r->out->len; i++) {
		if (is_told(r, number, &r->out->events[i]))
			return true;
	}
	return false;
}

/* ... or has an earlier mail? */
static bool was_told(const struct vote_recorder *r, int number)
{
	struct event_walk walk = walk_events(r->state, r->mail->list, WALK(EVENT_VOTE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (is_told(r, number, e))
			return true;
	}
	return tells_already(r, number);
}

/* In the thread, where people talk, something begins like a vote: who has one hears that it does
 * not count, once. */
static void doubtful(struct vote_recorder *r, const struct vote_entry *entry,
		     const struct fact *fact, const struct ballot_said *said)
{
	bool is_voter = incoming_is_proved(r->mail) && voter_name(r, entry);
	struct event e = vote_work_event(r, VOTE_UNREAD, entry->number, fact);

	if (!is_voter || !vote_is_running(&entry->vote) || was_told(r, entry->number))
		return;
	if (entry->terms.secret) {
		misplaced(r, entry, fact);
		return;
	}
	e.vote.words = arena_printf(
		r->arena,
		"This is not counted as a vote in #%d, for %s.%s If it was meant as one, please "
		"write \"I vote yes\", \"I vote no\" or \"I abstain\" there, or answer your "
		"ballot. You are told this once.",
		entry->number, said->fault ? said->fault : "it may be said in answer to somebody",
		what_stands(r, entry));
	event_list_add(r->arena, r->out, &e);
}

/* Never a guess: who wrote it hears how to say which one is meant. */
static void ask_which(struct vote_recorder *r, const struct fact *fact)
{
	vote_work_ask(r, fact,
	    "Nothing has changed: that may be about several votes. Please write the number of each "
	    "that you mean, as in \"#12 yes\" or \"[EXTEND #12 1w]\", or answer its ballot.");
}

static void take_ballot(struct vote_recorder *r, const struct vote_entry *entry,
			const struct fact *fact, const struct fact *facts, size_t n_facts,
			const struct ballot_said *said)
{
	if (said->choice != BALLOT_NONE && !has_another(r, entry, facts, n_facts, said))
		cast(r, entry, fact, said);
	else if (!tells_already(r, entry->number))
		misread(r, entry, fact, said);
}

/* "+1" where options are ranked: meant as a vote, and none.  What is no vote anywhere is none of
 * ours. */
static bool is_meant_as_ballot(const struct fact *fact)
{
	struct span reason;

	return fact_is_command(fact, COMMAND_RANK) ||
	       ballot_read(span_of(fact->quote), &reason) != BALLOT_NONE;
}

/* Below a ballot a ranking counts by its place in the mail: record_ballot(). */
static bool may_be_ballot(const struct vote_recorder *r, const struct vote_entry *entry,
			  const struct fact *fact)
{
	if (fact_is_command(fact, COMMAND_RANK))
		return entry->terms.n_options && !r->mail->to_bot;
	return is_said_of_deadlines(r, fact);
}

static bool is_first_command(const struct fact *facts, size_t n_facts, const struct fact *fact)
{
	for (size_t i = 0; i < n_facts && &facts[i] != fact; i++) {
		if (facts[i].kind == FACT_COMMAND && !fact_is_of_vote(&facts[i]))
			return false;
	}
	return true;
}

/* ... or another mail about a vote, or none of ours but perhaps the one that opened it? */
static bool asks_for_ballot(const struct incoming *mail)
{
	static const char *const kinds[] = { "vote-opened", "vote-moved", "vote-closed", NULL };

	return !mail->answered || answers_ballot(mail) ||
	       span_any(span_of(mail->answered->kind), span_is, kinds);
}

/* Does the mail answer the one that asks for votes, rather than what somebody has said since?  Who
 * answers a ballot that says the same has voted, too. */
static bool answers_vote_itself(const struct vote_recorder *r, const struct vote_entry *entry,
				enum ballot_choice choice)
{
	struct span rest = span_of(r->mail->thread ? r->mail->thread : ""), nearest = rest;

	if (!span_next_line(&rest, &nearest))
		return false;
	for (size_t i = 0; i < entry->n; i++) {
		const struct vote_event *e = &entry->events[i];
		bool asks = e->kind == VOTE_EVENT_OPENED || e->kind == VOTE_EVENT_ANNOUNCED,
		     agrees = e->kind == VOTE_EVENT_CAST && e->proved && e->choice == choice &&
			      choice != BALLOT_SEALED;

		if ((asks || agrees) && span_is(nearest, e->message_id))
			return true;
	}
	return false;
}

/* Does "yes" or "+1" say how the sender votes?  People say it to each other, too: only in answer to
 * the vote itself, and not below a question that somebody has quoted. */
static bool answers_question(const struct vote_recorder *r, const struct vote_entry *entry,
			     const struct fact *fact, enum ballot_choice choice)
{
	struct span above = span_trim(span_of(fact->context));
	bool is_of_vote = *entry->title && span_has_ci(above, entry->title),
	     is_asked = span_ends(above, "?") && !is_of_vote;

	/* who has no vote says "yes" to somebody; who writes "+1" has taken it for one */
	if (fact_is_command(fact, COMMAND_CHOICE) &&
	    (!voter_name(r, entry) || !vote_is_running(&entry->vote)))
		return false;
	return !is_asked && answers_vote_itself(r, entry, choice);
}

/* "[OBJECT]" is said of deadlines; in a vote who is against it votes so.  Of "I object to that" a
 * voter hears once. */
static void objected(struct vote_recorder *r, const struct vote_entry *entry,
		     const struct fact *fact)
{
	struct event e = vote_work_event(r, VOTE_UNREAD, entry->number, fact);

	bool is_tag = fact_is_command(fact, "object"),
	     hears = is_tag || (voter_name(r, entry) && !was_told(r, entry->number));

	/* "I vote against", and why */
	for (size_t i = 0; i < r->out->len; i++)
		hears = hears && r->out->events[i].kind != EVENT_VOTE;
	if (!hears || !incoming_is_proved(r->mail) || !vote_is_running(&entry->vote))
		return;
	e.vote.words = arena_printf(r->arena,
				    "Nothing has changed: #%d is a vote, and an objection does not "
				    "count in it. %s",
				    entry->number, vote_work_how(r->arena, entry));
	event_list_add(r->arena, r->out, &e);
}

/* Options are ranked, and "yes" ranks none. */
static bool is_of_ranked_alone(const struct vote_entry *entry, struct span line)
{
	struct span reason;

	return entry->terms.n_options && ballot_read(line, &reason) != BALLOT_ABSTAIN;
}

/* A line of the thread that begins with a choice. */
static void answer_choice(struct vote_recorder *r, struct answered_vote found,
			  const struct fact *fact, const struct fact *facts, size_t n_facts)
{
	const struct vote_entry *entry = found.entry;
	struct span line = span_of(fact->quote);
	bool is_named = ballot_number(&line) || fact->item > 0;
	const struct ballot_said said = read_ballot(r, entry, line, fact->detail);
	bool begins_so = said.choice != BALLOT_NONE || said.fault;
	bool is_plain = said.choice != BALLOT_NONE && said.is_plain &&
			(is_named || said.is_explicit ||
			 answers_question(r, entry, fact, said.choice));

	if (is_of_ranked_alone(entry, line))
		return;
	if (is_plain && found.unclear)
		ask_which(r, fact);
	else if (is_plain)
		take_ballot(r, entry, fact, facts, n_facts, &said);
	else if (is_named && begins_so)
		misread(r, entry, fact, &said);
	else if (begins_so && !found.unclear)
		doubtful(r, entry, fact, &said);
	else if (begins_so && incoming_is_proved(r->mail) && voter_name(r, entry) &&
		 !was_told(r, 0))
		ask_which(r, fact);
	else if (fact_is_command(fact, "object"))
		objected(r, entry, fact);
	else if (!begins_so && fact_is_command(fact, COMMAND_CHOICE) && !has_voted(r, entry) &&
		 answers_question(r, entry, fact, BALLOT_NONE))
		doubtful(r, entry, fact, &said);
}

/* Everybody reads it: it may be said to somebody who has written there. */
static bool is_said_among_people(const struct vote_recorder *r, const struct vote_entry *entry,
				 const struct fact *fact)
{
	return fact_is_command(fact, COMMAND_CHOICE) ||
	       (!is_to_bot(r->mail) && !entry->terms.n_options && is_said_of_deadlines(r, fact));
}

static bool is_act(const struct fact *fact)
{
	return fact_is_command(fact, "extend") || fact_is_command(fact, "withdraw");
}

static bool is_of_deadline(const struct vote_recorder *r, int number)
{
	struct event_walk walk = walk_events(r->state, r->mail->list, WALK(EVENT_DEADLINE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (event_number(e) == number)
			return true;
	}
	return false;
}

static void answer(struct vote_recorder *r, const struct fact *fact, const struct fact *facts,
		   size_t n_facts)
{
	const struct answered_vote found = vote_meant(r, fact->item);
	const struct vote_entry *entry = found.entry;
	struct ballot_said said;

	if (!entry && is_act(fact) && fact->item > 0 && !is_of_deadline(r, fact->item))
		vote_work_ask(r, fact,
		    arena_printf(r->arena,
				 "Nothing has changed: there is neither a vote nor a deadline #%d.",
				 fact->item));
	else if (!entry && is_act(fact) && fact->item <= 0)
		entry = vote_meant_alone(r, fact);
	if (!entry)
		return;
	if (is_said_among_people(r, entry, fact)) {
		answer_choice(r, found, fact, facts, n_facts);
		return;
	}
	if (found.unclear) {
		if (is_act(fact) || may_be_ballot(r, entry, fact))
			ask_which(r, fact);
		return;
	}
	if (fact_is_command(fact, "plain-objection") && !is_to_bot(r->mail)) {
		objected(r, entry, fact);
	} else if (fact_is_command(fact, "extend")) {
		act(r, entry, fact, VOTE_EVENT_EXTENDED);
	} else if (fact_is_command(fact, "withdraw")) {
		act(r, entry, fact, VOTE_EVENT_WITHDRAW);
	} else if (may_be_ballot(r, entry, fact)) {
		/* "I object" below a ballot is no vote, and who wrote it hears so */
		bool is_first = r->mail->to_bot && asks_for_ballot(r->mail) &&
				is_first_command(facts, n_facts, fact);

		said = read_ballot(r, entry, span_of(fact->quote), fact->detail);
		if (said.choice != BALLOT_NONE || is_meant_as_ballot(fact) || is_first)
			take_ballot(r, entry, fact, facts, n_facts, &said);
	}
}

/* An answer may repeat the subject of the mail it answers without "Re:", and what it was before. */
static bool repeats_subject(const struct vote_recorder *r, const struct fact *fact)
{
	const struct vote_entry *entry =
		fact->line == 0 ? vote_meant(r, -1).entry : NULL;

	return entry && *entry->title && span_has_ci(span_of(fact->text), entry->title);
}

void record_votes(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct vote_recorder r = vote_work_begin(arena, state, mail, out);

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_COMMAND && (r.votes.len || is_act(&facts[i])))
			answer(&r, &facts[i], facts, n_facts);
	}
	for (size_t i = 0; mail->terms.n_votes && i < n_facts; i++) {
		if (facts[i].kind == FACT_VOTE && !repeats_subject(&r, &facts[i]))
			vote_opening_record(&r, &facts[i]);
	}
}

bool record_has_votes(const struct fact *facts, size_t n_facts)
{
	static const char *const ballots[] = { "abstain",    "unknown",      COMMAND_BALLOT,
					       COMMAND_RANK, COMMAND_CHOICE, NULL };

	for (size_t i = 0; i < n_facts; i++) {
		const struct fact *fact = &facts[i];
		bool may_be_ballot = fact->command &&
				     span_any(span_of(fact->command), span_is, ballots);

		if (fact->kind == FACT_VOTE || may_be_ballot)
			return true;
	}
	return false;
}

/* ---- ballots by mail to the bot ---- */

/* By its number; NULL: the line names none. */
static const struct vote_entry *named_vote(const struct vote_recorder *r, const struct fact *fact)
{
	struct span said = span_of(fact->quote);
	int number = ballot_number(&said);

	if (number <= 0)
		number = fact->item;
	return number > 0 ? votes_find(&r->votes, number) : NULL;
}

int record_secret_vote(struct arena *arena, const struct state *state, const struct incoming *mail,
		       const struct fact *facts, size_t n_facts, const char **subject_out)
{
	struct vote_recorder r = vote_work_begin(arena, state, mail, NULL);
	const struct answered_vote found = vote_meant(&r, -1);
	const struct vote_entry *entry = found.entry;

	for (size_t i = 0; i < n_facts; i++) {
		const struct vote_entry *named =
			facts[i].kind == FACT_COMMAND ? named_vote(&r, &facts[i]) : NULL;

		if (named && (!entry || named->terms.secret))
			entry = named;
	}
	/* any of several may be meant */
	for (size_t i = 0; found.unclear && !entry->terms.secret && i < r.votes.len; i++) {
		if (r.votes.entries[i].terms.secret)
			entry = &r.votes.entries[i];
	}
	*subject_out = "";
	if (!mail->to_bot || !entry || !entry->terms.secret)
		return 0;
	*subject_out = arena_printf(arena, BALLOT_SUBJECT ": %s", entry->title);
	return entry->number;
}

/* Of a secret vote, has record_votes() read it? */
static bool was_read(const struct vote_recorder *r, const struct fact *fact)
{
	return is_said_of_deadlines(r, fact) || is_act(fact);
}

static bool may_vote(const struct fact *fact)
{
	static const char *const commands[] = { "unknown", COMMAND_YES, COMMAND_NO, COMMAND_BALLOT,
						NULL };

	return fact->command && span_any(span_of(fact->command), span_is, commands);
}

/* Of a mail to a secret vote all is of that one: a line with another's number is no ballot. */
static struct answered_vote secret_or(const struct vote_recorder *r, struct answered_vote found,
				      struct span *line)
{
	int number = r->mail->secret_vote;

	if (!number || found.unclear || (found.entry && found.entry->number == number))
		return found;
	if (found.entry)
		*line = span_of("");
	return (struct answered_vote){ .entry = votes_find(&r->votes, number) };
}

const char *record_ballot(struct arena *arena, const struct state *state,
			  const struct incoming *mail, const struct fact *facts, size_t n_facts,
			  const struct fact *fact, struct event_list *out)
{
	bool is_secret = mail->secret_vote != 0;
	struct answered_vote found;
	struct ballot_said said;
	struct vote_recorder r;
	struct span line;
	int number;

	if (!is_to_bot(mail) || fact_is_of_vote(fact))
		return NULL;
	r = vote_work_begin(arena, state, mail, out);
	found = vote_of_line(&r, fact, &line, &number);
	const struct vote_entry *answered = number ? vote_meant(&r, -1).entry : found.entry;
	bool is_asked = is_secret || (asks_for_ballot(mail) && answered);

	found = secret_or(&r, found, &line);
	if ((!is_asked && (!number || !found.entry)) || (is_secret && was_read(&r, fact)))
		return NULL;
	if (!found.entry)
		return may_vote(fact) ?
			       arena_printf(arena, "Nothing has changed: there is no vote #%d.",
					    number) :
			       NULL;
	said = read_ballot(&r, found.entry, line, fact->detail);
	/* a ranking may look like any command: "keep it > drop it", and "[VOTE] yes" like a tag; of
	 * a secret vote any line may be meant */
	bool is_ballot = said.choice == BALLOT_RANKED ||
			 (said.choice != BALLOT_NONE && fact_is_command(fact, COMMAND_FOR_LIST));

	if (!may_vote(fact) && !is_ballot && !is_secret)
		return NULL;
	/* what stands behind the first line is another one only where it says of what */
	if (!number && !is_first_command(facts, n_facts, fact))
		return "";
	if (found.unclear)
		ask_which(&r, fact);
	else
		take_ballot(&r, found.entry, fact, facts, n_facts, &said);
	return record_vote_reply(arena, state, mail, out, &out->events[out->len - 1]);
}
