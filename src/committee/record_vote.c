/* record_vote.c - see record_vote.h. */
#include "committee/record_vote.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "committee/ballot_doubt.h"
#include "committee/deadline.h"
#include "committee/ranked_options.h"
#include "committee/record_deadline.h"
#include "committee/votes.h"
#include "committee/walk.h"
#include "tags/vote_tag.h"

enum { VOTERS_MAX_BYTES = 256 * 1024 };

struct vote_recorder {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct event_list *out;
	struct vote_list votes;		/* of the list, before this mail */
};

static struct vote_recorder recorder_of(struct arena *arena, const struct state *state,
					const struct incoming *mail, struct event_list *out)
{
	struct vote_recorder r = { .arena = arena, .state = state, .mail = mail, .out = out };

	votes_of(arena, state, NULL, mail->list, mail->terms.zone, mail->received_at_s,
		 mail->received_at_s, &r.votes);
	return r;
}

static struct event new_event(const struct vote_recorder *r, const char *act, int number,
			      const struct fact *fact)
{
	struct event e = incoming_event(r->mail, EVENT_VOTE);

	e.line = fact->line;
	e.rule = fact->rule;
	e.act = act;
	e.vote.quote = fact->quote;
	e.vote.number = number;
	e.vote.roles = deadline_roles(r->mail, r->mail->terms.calendar, -1);
	return e;
}

static void conceal(struct event *e)
{
	e->line = 0;
	e->rule = RULE_BALLOT;
	e->vote.quote = "";
}

/* ---- what opens one ---- */

static const struct vote_rule *find_rule(const struct list_terms *terms, struct span name)
{
	for (size_t i = 0; name.len && i < terms->n_votes; i++) {
		if (span_is(name, terms->votes[i].name))
			return &terms->votes[i];
	}
	return name.len ? NULL : &terms->votes[0];
}

static const char *rule_names(struct arena *arena, const struct list_terms *terms)
{
	const char *names = terms->votes[0].name;

	for (size_t i = 1; i < terms->n_votes; i++)
		names = arena_printf(arena, "%s, %s", names, terms->votes[i].name);
	return names;
}

/* Why the tag opens none, as the end of a sentence; NULL: it does.  written: its options. */
static const char *why_not(const struct vote_recorder *r, const struct vote_tag *tag,
			   const struct vote_rule *rule, const char *written,
			   const char **options_out)
{
	const struct list_terms *terms = &r->mail->terms;
	unsigned roles = deadline_roles(r->mail, terms->calendar, -1);

	if (tag->secret && tag->ranked)
		return "this version has no votes that are both secret and ranked";
	if (!rule)
		return arena_printf(r->arena, "there is no rule \"%.*s\"; there are: %s",
				    (int)tag->rule.len, tag->rule.ptr,
				    rule_names(r->arena, terms));
	if (tag->unread.len)
		return arena_printf(r->arena, "\"%.*s\" is no rule, period or day",
				    (int)tag->unread.len, tag->unread.ptr);
	if (rule->opened_by == VOTE_BY_CHAIR && !(roles & DEADLINE_BY_CHAIR))
		return arena_printf(r->arena, "only the chair opens a vote by the rule %s",
				    rule->name);
	if (!vote_rule_voters(rule, r->mail->people))
		return "nobody of the list may vote";
	*options_out = "";
	return tag->ranked ? ranked_options_of(r->arena, written, options_out) : NULL;
}

static const char *voter_lines(const struct vote_recorder *r, const struct vote_rule *rule)
{
	const char *const *names = vote_rule_voter_names(r->arena, rule, r->mail->people);
	size_t n = vote_rule_voters(rule, r->mail->people);
	struct buf lines;

	buf_init(&lines, VOTERS_MAX_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_addf(&lines, "%s%s", i ? "\n" : "", names[i]);
	return buf_finish_shown(&lines, r->arena);
}

static void set_end(struct event_vote *vote, const struct fact *fact, const struct vote_tag *tag,
		    const struct vote_rule *rule)
{
	enum { DAY_S = 24 * 3600 };
	struct period period = { 0 };

	if (tag->period.len) {
		(void)period_read(tag->period, &period);
	} else if (civil_is_set(fact->due)) {
		vote->until = fact->due;
	} else if (rule->period_s % DAY_S == 0) {
		period.days = (int)(rule->period_s / DAY_S);
	} else {
		period.seconds = rule->period_s;
	}
	vote->period_days = period.days;
	vote->period_s = period.seconds;
}

static void open_vote(struct vote_recorder *r, const struct fact *fact)
{
	const struct incoming *mail = r->mail;
	const struct due_context context = { .base = mail->date, .to_come = true };
	const struct vote_rule *rule;
	struct vote_tag tag;
	struct event e;
	const char *why, *options;

	vote_tag_read(span_of(fact->note), &context, &tag);
	rule = find_rule(&mail->terms, tag.rule);
	why = why_not(r, &tag, rule, fact->detail, &options);
	if (why) {
		e = new_event(r, VOTE_REFUSED, 0, fact);
		e.vote.words = why;
		event_list_add(r->arena, r->out, &e);
		return;
	}
	e = new_event(r, vote_event_name(VOTE_EVENT_OPENED), state_next_number(r->state, r->out),
		      fact);
	e.vote.title = *fact->text ? fact->text
		       : mail->subject && *mail->subject ? mail->subject
							 : "(no title)";
	e.vote.options = options;
	e.vote.body = tag.ranked ? "" : fact->detail;
	e.vote.rule = rule->name;
	e.vote.terms = vote_rule_terms(r->arena, rule);
	e.vote.voters = voter_lines(r, rule);
	e.vote.secret = tag.secret;
	set_end(&e.vote, fact, &tag, rule);
	event_list_add(r->arena, r->out, &e);
}

/* ---- what answers one ---- */

struct answered_vote {
	const struct vote_entry *entry;	/* NULL: none */
	bool unclear;			/* another one may be meant as well */
};

/* That which the mail is about; one that opened several is about each of them. */
static struct answered_vote vote_of_mail(const struct vote_recorder *r, struct span id)
{
	struct answered_vote found = { .entry = votes_of_mail(&r->votes, id) };
	const struct vote_entry *entry = found.entry;

	if (!entry || !span_is(id, entry->vote.message_id))
		return found;
	for (size_t i = 0; i < r->votes.len; i++) {
		const struct vote_entry *other = &r->votes.entries[i];
		bool is_meant = other != entry && vote_is_running(&other->vote) &&
				strcmp(other->vote.message_id, entry->vote.message_id) == 0;

		if (is_meant && !vote_is_running(&entry->vote))
			found.entry = entry = other;
		else if (is_meant)
			found.unclear = true;
	}
	return found;
}

/* What a mail program keeps when it answers a ballot and drops all else: "Re: [SC] Your ballot: The
 * charter". */
static struct span title_in_subject(const struct incoming *mail)
{
	static const char *const heads[] = { BALLOT_SUBJECT ": ", BALLOT_SUBJECT_MISSING ": ",
					     BALLOT_SUBJECT_LAST_DAY ": " };
	struct span subject = span_of(mail->subject ? mail->subject : "");

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		ptrdiff_t at = span_find(subject, heads[i]);

		if (at >= 0)
			return span_trim(span_sub(subject, (size_t)at + strlen(heads[i]),
						  subject.len));
	}
	return span_of("");
}

static struct answered_vote vote_of_subject(const struct vote_recorder *r)
{
	static const char dots[] = "...";	/* of a title that is too long for a subject */
	struct span title = title_in_subject(r->mail);
	struct answered_vote found = { .entry = NULL };
	bool is_cut = span_ends(title, dots);

	if (is_cut)
		title = span_sub(title, 0, title.len - strlen(dots));
	for (size_t i = 0; title.len && i < r->votes.len; i++) {
		const struct vote_entry *entry = &r->votes.entries[i];
		struct span all = span_of(entry->title);
		bool is_meant = is_cut ? span_eq(span_sub(all, 0, title.len), title) :
					 span_eq(all, title);

		if (!is_meant || !vote_is_running(&entry->vote))
			continue;
		found.unclear = found.entry != NULL;
		found.entry = entry;
	}
	return found;
}

/* Its key says what a notice is about, "vote/7/ballot/Joe Stringer", where the ledger does not: it
 * was restored from a copy, and what it lacks is taken back later (bot/recall.h). */
static struct answered_vote vote_of_notice(const struct vote_recorder *r,
					   const struct answered_notice *notice)
{
	struct span key = span_of(notice->key ? notice->key : "");
	struct answered_vote found = { .entry = NULL };

	if (notice->message_id)
		found = vote_of_mail(r, span_of(notice->message_id));
	if (!found.entry && span_starts(key, "vote/"))
		found.entry = votes_find(&r->votes, atoi(key.ptr + strlen("vote/")));
	if (!found.entry && span_starts(key, "answer/"))
		found = vote_of_mail(r, span_sub(key, strlen("answer/"), key.len));
	return found;
}

/* By the number that is said, the notice that is answered, the nearest mail of the thread; a mail
 * to the bot that answers none of ours by its subject. */
static struct answered_vote answered_vote(const struct vote_recorder *r, int number)
{
	const struct incoming *mail = r->mail;
	struct span rest = span_of(mail->thread ? mail->thread : ""), id;
	struct answered_vote found = { .entry = NULL };

	if (number > 0)
		return (struct answered_vote){ .entry = votes_find(&r->votes, number) };
	if (mail->answered)
		found = vote_of_notice(r, mail->answered);
	while (!found.entry && span_next_line(&rest, &id))
		found = vote_of_mail(r, id);
	if (!found.entry && mail->to_bot && !mail->answered)
		found = vote_of_subject(r);
	return found;
}

/* To the bot alone, or to the address that only a ballot of the sender's has. */
static bool is_to_bot(const struct incoming *mail)
{
	bool has_token = (mail->sender && *mail->sender) || (mail->voter && *mail->voter);

	return mail->to_bot || has_token;
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

/* Does it answer a ballot, or a mail that told what came of an answer? */
static bool answers_ballot(const struct incoming *mail)
{
	static const char *const kinds[] = { "ballot", "ballot-reminder", "answer", NULL };

	if (!mail->answered)
		return title_in_subject(mail).len > 0;
	return span_any(span_of(mail->answered->kind), span_is, kinds);
}

/* A secret vote counts nowhere but in an answer to a ballot. */
static void misplaced(struct vote_recorder *r, const struct vote_entry *entry,
		      const struct fact *fact)
{
	struct event e = new_event(r, VOTE_UNREAD, entry->number, fact);

	conceal(&e);
	e.vote.words = arena_printf(
		r->arena,
		"Vote #%d is secret, so that %s does not count. To vote, answer this mail, and "
		"nobody else.",
		entry->number,
		r->mail->to_bot ? "a mail that answers no ballot" : "what is said on the list");
	event_list_add(r->arena, r->out, &e);
}

/* What a line says in a vote. */
struct ballot_said {
	enum ballot_choice choice;	/* BALLOT_NONE: it is no ballot */
	const char *written;		/* as the ledger has it */
	struct span reason;
	const char *fault;		/* why it is none; of a ranked vote a sentence, else the
					 * end of one; NULL: it does not begin like a vote */
	bool is_plain, is_talk;		/* ballot.h */
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
	said.is_talk = read.is_talk;
	if (!t->n_options) {
		said.choice = read.choice;
		said.written = ballot_name(read.choice);
		said.reason = read.reason;
		said.fault = read.doubt;
	} else if (ranked_ballot_read(r->arena, line, t->options, t->n_options, ranks,
				      &said.reason, &said.fault)) {
		said.choice = BALLOT_RANKED;
		said.written = ranked_ballot_signs(r->arena, ranks, t->n_options);
	}
	return said;
}

static void cast(struct vote_recorder *r, const struct vote_entry *entry, const struct fact *fact,
		 const struct ballot_said *said)
{
	struct event e =
		new_event(r, vote_event_name(VOTE_EVENT_CAST), entry->number, fact);
	const char *voter = voter_name(r, entry);

	if (voter)
		e.actor = voter;
	if (voter == r->mail->voter && voter)
		e.proof = PROOF_TOKEN;

	if (!entry->terms.secret) {
		e.vote.choice = said->written;
		e.vote.words = arena_strndup(r->arena, said->reason.ptr, said->reason.len);
	} else if (r->mail->to_bot && answers_ballot(r->mail)) {
		conceal(&e);
		e.vote.sealed = said->written;
	} else {
		misplaced(r, entry, fact);
		return;
	}
	event_list_add(r->arena, r->out, &e);
}

static void act(struct vote_recorder *r, const struct vote_entry *entry, const struct fact *fact,
		enum vote_event_kind kind)
{
	struct event e = new_event(r, vote_event_name(kind), entry->number, fact);
	struct period period;

	e.vote.words = fact->text;
	if (kind == VOTE_EVENT_EXTENDED && period_read(span_of(fact->note), &period)) {
		e.vote.period_days = period.days;
		e.vote.period_s = period.seconds;
	} else if (kind == VOTE_EVENT_EXTENDED) {
		e.vote.until = fact->due;
	}
	event_list_add(r->arena, r->out, &e);
}

/* The vote that the line is about, and what it says of it, without its number. */
static struct answered_vote vote_of_line(const struct vote_recorder *r, const struct fact *fact,
					 struct span *line_out, int *number_out)
{
	*line_out = span_of(fact->quote);
	*number_out = ballot_number(line_out);
	return answered_vote(r, *number_out ? *number_out : -1);
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

/* What counts all the same. */
static const char *what_stands(const struct vote_recorder *r, const struct vote_entry *entry)
{
	const char *name = voter_name(r, entry);

	for (size_t i = 0; name && i < entry->vote.n_voters; i++) {
		const struct vote_voter *voter = &entry->vote.voters[i];
		const char *choice = votes_shown(entry, voter).choice;

		if (strcmp(voter->name, name) != 0)
			continue;
		if (!*choice)
			return " You have not voted yet.";
		return entry->terms.secret
			       ? " Your vote before that still counts."
			       : arena_printf(r->arena,
					      " Your vote before that, \"%s\", still counts.",
					      choice);
	}
	return "";
}

/* What should have been a ballot is none: who wrote it hears why, what stands, and what would be
 * one. */
static void misread(struct vote_recorder *r, const struct vote_entry *entry,
		    const struct fact *fact, const struct ballot_said *said)
{
	struct event e = new_event(r, VOTE_UNREAD, entry->number, fact);
	const struct vote_terms *t = &entry->terms;
	const char *why = said->choice != BALLOT_NONE ? BALLOT_DOUBT_TWO : said->fault,
		   *help = t->secret ? BALLOT_HELP_SECRET : BALLOT_HELP;

	if (t->secret)
		conceal(&e);
	if (t->n_options)
		help = ranked_ballot_help(r->arena, t->options, t->n_options);
	e.vote.words = arena_printf(r->arena, "That is no vote in #%d%s%s.%s %s", entry->number,
				    why ? ": " : "", why ? why : "", what_stands(r, entry), help);
	event_list_add(r->arena, r->out, &e);
}

static bool is_told(const struct vote_recorder *r, const struct vote_entry *entry,
		    const struct event *e)
{
	return event_is(e, EVENT_VOTE, VOTE_UNREAD) && e->vote.number == entry->number &&
	       strcmp(e->actor, incoming_actor(r->mail)) == 0;
}

/* Does another line of the mail tell the sender what is no vote there? */
static bool tells_already(const struct vote_recorder *r, const struct vote_entry *entry)
{
	for (size_t i = 0; i < r->out->len; i++) {
		if (is_told(r, entry, &r->out->events[i]))
			return true;
	}
	return false;
}

/* ... or has an earlier mail? */
static bool was_told(const struct vote_recorder *r, const struct vote_entry *entry)
{
	struct event_walk walk = walk_events(r->state, r->mail->list, WALK(EVENT_VOTE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (is_told(r, entry, e))
			return true;
	}
	return tells_already(r, entry);
}

/* In the thread, where people talk, something begins like a vote: who has one hears that it does
 * not count, once. */
static void doubtful(struct vote_recorder *r, const struct vote_entry *entry,
		     const struct fact *fact, const struct ballot_said *said)
{
	bool is_voter = incoming_is_proved(r->mail) && voter_name(r, entry);
	struct event e = new_event(r, VOTE_UNREAD, entry->number, fact);

	if (!is_voter || !vote_is_running(&entry->vote) || was_told(r, entry))
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
	struct event e = new_event(r, VOTE_UNREAD, 0, fact);

	e.vote.words = "Nothing has changed: that may be about several votes. To vote, please "
		       "answer the mail with the ballot that you mean; for all else write the "
		       "vote's number, as in \"[EXTEND #12 1w]\".";
	if (r->mail->secret_vote)
		conceal(&e);
	event_list_add(r->arena, r->out, &e);
}

static void take_ballot(struct vote_recorder *r, const struct vote_entry *entry,
			const struct fact *fact, const struct fact *facts, size_t n_facts,
			const struct ballot_said *said)
{
	if (said->choice != BALLOT_NONE && !has_another(r, entry, facts, n_facts, said))
		cast(r, entry, fact, said);
	else if (!tells_already(r, entry))
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

/* Does the mail answer the one that asks for votes, rather than what somebody has said since? */
static bool answers_vote_itself(const struct vote_recorder *r, const struct vote_entry *entry)
{
	struct span rest = span_of(r->mail->thread ? r->mail->thread : ""), nearest = rest;

	if (!span_next_line(&rest, &nearest))
		return false;
	for (size_t i = 0; i < entry->n; i++) {
		const struct vote_event *e = &entry->events[i];
		bool asks = e->kind == VOTE_EVENT_OPENED || e->kind == VOTE_EVENT_ANNOUNCED;

		if (asks && span_is(nearest, e->message_id))
			return true;
	}
	return false;
}

/* A line of the thread that begins with a choice: people say "yes" to each other, too. */
static void answer_choice(struct vote_recorder *r, struct answered_vote found,
			  const struct fact *fact, const struct fact *facts, size_t n_facts)
{
	const struct vote_entry *entry = found.entry;
	struct span line = span_of(fact->quote), reason;
	bool is_named = ballot_number(&line) || fact->item > 0,
	     is_asked = span_ends(span_trim(span_of(fact->context)), "?");
	const struct ballot_said said = read_ballot(r, entry, line, fact->detail);
	bool is_vote = said.choice != BALLOT_NONE && said.is_plain &&
		       (is_named || !(said.is_talk || is_asked)),
	     is_answer = said.choice != BALLOT_NONE && said.is_plain && !is_asked &&
			 voter_name(r, entry) && vote_is_running(&entry->vote) &&
			 answers_vote_itself(r, entry);

	if (entry->terms.n_options && ballot_read(line, &reason) != BALLOT_ABSTAIN)
		return;
	if (found.unclear && (is_vote || is_answer))
		ask_which(r, fact);
	else if (is_vote || is_answer)
		take_ballot(r, entry, fact, facts, n_facts, &said);
	else if (is_named && (said.choice != BALLOT_NONE || said.fault))
		misread(r, entry, fact, &said);
	else if (!found.unclear && (said.choice != BALLOT_NONE || said.fault))
		doubtful(r, entry, fact, &said);
}

static bool is_act(const struct fact *fact)
{
	return fact_is_command(fact, "extend") || fact_is_command(fact, "withdraw");
}

static void answer(struct vote_recorder *r, const struct fact *fact, const struct fact *facts,
		   size_t n_facts)
{
	const struct answered_vote found = answered_vote(r, fact->item);
	const struct vote_entry *entry = found.entry;
	struct ballot_said said;

	if (!entry)
		return;
	if (fact_is_command(fact, COMMAND_CHOICE)) {
		answer_choice(r, found, fact, facts, n_facts);
		return;
	}
	if (found.unclear) {
		if (is_act(fact) || may_be_ballot(r, entry, fact))
			ask_which(r, fact);
		return;
	}
	if (fact_is_command(fact, "extend")) {
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

/* An answer may repeat the subject of the mail it answers without "Re:". */
static bool repeats_subject(const struct vote_recorder *r, const struct fact *fact)
{
	const struct vote_entry *entry =
		fact->line == 0 ? answered_vote(r, -1).entry : NULL;

	return entry && strcmp(entry->title, fact->text) == 0;
}

void record_votes(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct vote_recorder r = recorder_of(arena, state, mail, out);

	for (size_t i = 0; r.votes.len && i < n_facts; i++) {
		if (facts[i].kind == FACT_COMMAND)
			answer(&r, &facts[i], facts, n_facts);
	}
	for (size_t i = 0; mail->terms.n_votes && i < n_facts; i++) {
		if (facts[i].kind == FACT_VOTE && !repeats_subject(&r, &facts[i]))
			open_vote(&r, &facts[i]);
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

/* ---- what they hear of it ---- */

/* What was understood. */
static const char *words_of(struct arena *arena, const struct vote_entry *entry, const char *choice)
{
	const struct vote_terms *t = &entry->terms;
	unsigned char ranks[RANKED_LETTERS];

	if (!t->n_options || !ranked_ballot_from_signs(span_of(choice), t->n_options, ranks))
		return choice;
	return ranked_ballot_words(arena, ranks, t->options, t->n_options);
}

static bool has_voted_before(const struct vote *v, const char *name)
{
	for (size_t i = 0; i < v->n_voters; i++) {
		if (strcmp(v->voters[i].name, name) == 0)
			return v->voters[i].n_cast > 1;
	}
	return false;
}

static const char *of_remark(struct arena *arena, const struct vote_entry *entry,
			     enum vote_why why)
{
	if (why == VOTE_LATE)
		return arena_printf(arena, "Nothing has changed: vote #%d has ended.",
				    entry->number);
	if (why == VOTE_UNPROVED)
		return arena_printf(arena,
				    "Your vote in #%d does not count: nothing proves that it is "
				    "yours.",
				    entry->number);
	return arena_printf(arena, "Nothing has changed: you have no vote in #%d.", entry->number);
}

static const char *of_ballot(struct arena *arena, const struct vote_entry *entry,
			     const struct event *event)
{
	const struct vote_remark *remark = votes_remark_of(entry, event);
	const char *said = words_of(arena, entry, event->vote.choice);

	if (remark)
		return of_remark(arena, entry, remark->why);
	bool is_again = has_voted_before(&entry->vote, event->actor);

	if (entry->terms.secret)
		return arena_printf(arena,
				    "Your vote in #%d, \"%s\", is recorded%s.\n"
				    "Its code in the result: %s",
				    entry->number, entry->title,
				    is_again ? ", in place of the one before" : "",
				    votes_code_mark(arena, entry->number));
	if (is_again)
		return arena_printf(arena,
				    "Your vote in #%d, \"%s\", is now: %s. It counts in place of "
				    "what you said before.",
				    entry->number, entry->title, said);
	return arena_printf(arena, "Your vote in #%d, \"%s\", is: %s.", entry->number,
			    entry->title, said);
}

static const char *of_act(struct arena *arena, const struct vote_entry *entry,
			  const struct event *event)
{
	const char *why = votes_why_not(entry, event);

	if (why)
		return arena_printf(arena, "Nothing has changed for vote #%d: %s.", entry->number,
				    why);
	if (strcmp(event->act, vote_event_name(VOTE_EVENT_WITHDRAW)) == 0)
		return arena_printf(arena, "Vote #%d is withdrawn.", entry->number);
	return arena_printf(arena, "Vote #%d goes on longer: the list is told until when.",
			    entry->number);
}

const char *record_vote_reply(struct arena *arena, const struct state *state,
			      const struct incoming *mail, const struct event_list *events,
			      const struct event *event)
{
	const struct vote_entry *entry;
	struct vote_list votes;

	if (strcmp(event->act, VOTE_REFUSED) == 0)
		return arena_printf(arena, "No vote was opened: %s.", event->vote.words);
	/* the list hears of what was opened */
	if (strcmp(event->act, vote_event_name(VOTE_EVENT_OPENED)) == 0)
		return NULL;
	if (strcmp(event->act, VOTE_UNREAD) == 0)
		return event->vote.words;
	votes_of(arena, state, events, mail->list, mail->terms.zone, mail->received_at_s,
		 mail->received_at_s, &votes);
	entry = votes_find(&votes, event->vote.number);
	if (!entry)
		return NULL;
	return strcmp(event->act, vote_event_name(VOTE_EVENT_CAST)) == 0 ?
		       of_ballot(arena, entry, event) : of_act(arena, entry, event);
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
	struct vote_recorder r = recorder_of(arena, state, mail, NULL);
	const struct answered_vote found = answered_vote(&r, -1);
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
	r = recorder_of(arena, state, mail, out);
	found = vote_of_line(&r, fact, &line, &number);
	bool is_asked = is_secret || (asks_for_ballot(mail) && answered_vote(&r, -1).entry);

	found = secret_or(&r, found, &line);
	if ((!is_asked && (!number || !found.entry)) || (is_secret && was_read(&r, fact)))
		return NULL;
	if (!found.entry)
		return may_vote(fact) ?
			       arena_printf(arena, "Nothing has changed: there is no vote #%d.",
					    number) :
			       NULL;
	said = read_ballot(&r, found.entry, line, fact->detail);
	/* a ranking may look like any command: "keep it > drop it"; of a secret vote any line may
	 * be meant */
	if (!may_vote(fact) && said.choice != BALLOT_RANKED && !is_secret)
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
