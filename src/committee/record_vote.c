/* record_vote.c - see record_vote.h. */
#include "committee/record_vote.h"

#include <string.h>

#include "base/buf.h"
#include "committee/deadline.h"
#include "committee/record_deadline.h"
#include "committee/votes.h"
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

/* Why the tag opens none, as the end of a sentence; NULL: it does. */
static const char *why_not(const struct vote_recorder *r, const struct vote_tag *tag,
			   const struct vote_rule *rule)
{
	const struct list_terms *terms = &r->mail->terms;
	unsigned roles = deadline_roles(r->mail, terms->calendar, -1);

	if (tag->secret)
		return "this version has no secret votes";
	if (tag->ranked)
		return "this version has no ranked votes";
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
	return NULL;
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
	const char *why;

	vote_tag_read(span_of(fact->note), &context, &tag);
	rule = find_rule(&mail->terms, tag.rule);
	why = why_not(r, &tag, rule);
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
	e.vote.body = fact->detail;
	e.vote.rule = rule->name;
	e.vote.terms = vote_rule_terms(r->arena, rule);
	e.vote.voters = voter_lines(r, rule);
	set_end(&e.vote, fact, &tag, rule);
	event_list_add(r->arena, r->out, &e);
}

/* ---- what answers one ---- */

/* By the number that is said, the notice that is answered, the nearest mail of the thread. */
static const struct vote_entry *answered_vote(const struct vote_recorder *r, int number)
{
	const struct incoming *mail = r->mail;
	struct span rest = span_of(mail->thread ? mail->thread : ""), id;
	const struct vote_entry *entry = NULL;

	if (number > 0)
		return votes_find(&r->votes, number);
	if (mail->answered && mail->answered->message_id)
		entry = votes_of_mail(&r->votes, span_of(mail->answered->message_id));
	while (!entry && span_next_line(&rest, &id))
		entry = votes_of_mail(&r->votes, id);
	return entry;
}

static bool is(const struct fact *fact, const char *command)
{
	return fact->kind == FACT_COMMAND && fact->command && strcmp(fact->command, command) == 0;
}

/* "+1", "-1" and "0", as people write them on the list; in an answer to a ballot whatever reads
 * like an answer to a deadline, "no, it is too early". */
static bool is_said_of_deadlines(const struct vote_recorder *r, const struct fact *fact)
{
	static const char *const commands[] = { "ok", "object", "abstain" };

	for (size_t i = 0; fact->line && i < sizeof commands / sizeof commands[0]; i++) {
		if (is(fact, commands[i]))
			return true;
	}
	return fact->line && is(fact, "plain-objection") && r->mail->to_bot;
}

static void cast(struct vote_recorder *r, const struct vote_entry *entry, const struct fact *fact,
		 enum ballot_choice choice, struct span reason)
{
	struct event e =
		new_event(r, vote_event_name(VOTE_EVENT_CAST), entry->number, fact);

	e.vote.choice = ballot_name(choice);
	e.vote.words = arena_strndup(r->arena, reason.ptr, reason.len);
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

/* Does the mail have another ballot than that? */
static bool has_another(const struct fact *facts, size_t n_facts, enum ballot_choice choice)
{
	struct span reason;

	for (size_t i = 0; i < n_facts; i++) {
		enum ballot_choice other = facts[i].kind == FACT_COMMAND ?
						   ballot_read(span_of(facts[i].quote), &reason) :
						   BALLOT_NONE;

		if (other != BALLOT_NONE && other != choice)
			return true;
	}
	return false;
}

/* What should have been a ballot is none: who wrote it hears what would be. */
static void misread(struct vote_recorder *r, const struct vote_entry *entry,
		    const struct fact *fact, bool says_two)
{
	struct event e = new_event(r, VOTE_UNREAD, entry->number, fact);

	e.vote.words = arena_printf(r->arena, "That is no vote in #%d%s: " BALLOT_HELP ".",
				    entry->number, says_two ? ", for it says two things" : "");
	event_list_add(r->arena, r->out, &e);
}

static void answer(struct vote_recorder *r, const struct fact *fact, const struct fact *facts,
		   size_t n_facts)
{
	const struct vote_entry *entry = answered_vote(r, fact->item);
	enum ballot_choice choice;
	struct span reason;

	if (!entry)
		return;
	if (is(fact, "extend")) {
		act(r, entry, fact, VOTE_EVENT_EXTENDED);
	} else if (is(fact, "withdraw")) {
		act(r, entry, fact, VOTE_EVENT_WITHDRAW);
	} else if (is_said_of_deadlines(r, fact)) {
		choice = ballot_read(span_of(fact->quote), &reason);
		if (choice == BALLOT_NONE)
			return;
		if (has_another(facts, n_facts, choice))
			misread(r, entry, fact, true);
		else
			cast(r, entry, fact, choice, reason);
	}
}

/* An answer may repeat the subject of the mail it answers without "Re:". */
static bool repeats_subject(const struct vote_recorder *r, const struct fact *fact)
{
	const struct vote_entry *entry = fact->line == 0 ? answered_vote(r, -1) : NULL;

	return entry && strcmp(entry->title, fact->text) == 0;
}

void record_votes(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct vote_recorder r = recorder_of(arena, state, mail, out);

	if (!mail->terms.n_votes)
		return;
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_COMMAND)
			answer(&r, &facts[i], facts, n_facts);
	}
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_VOTE && !repeats_subject(&r, &facts[i]))
			open_vote(&r, &facts[i]);
	}
}

bool record_has_votes(const struct fact *facts, size_t n_facts)
{
	for (size_t i = 0; i < n_facts; i++) {
		bool may_be_ballot = is(&facts[i], "abstain") || is(&facts[i], "unknown");

		if (facts[i].kind == FACT_VOTE || may_be_ballot)
			return true;
	}
	return false;
}

/* ---- what they hear of it ---- */

static const char *of_ballot(struct arena *arena, const struct vote_entry *entry,
			     const struct event *event)
{
	const struct vote *v = &entry->vote;
	const char *said = event->vote.choice;

	for (size_t i = 0; i < v->n_remarks; i++) {
		if (entry->sources[v->remarks[i].event - entry->events] != event)
			continue;
		switch (v->remarks[i].why) {
		case VOTE_LATE:
			return arena_printf(arena, "Nothing has changed: vote #%d has ended.",
					    entry->number);
		case VOTE_UNPROVED:
			return arena_printf(arena,
					    "Your vote in #%d does not count: nothing proves that "
					    "it is yours.",
					    entry->number);
		case VOTE_NOT_ALLOWED:
		case VOTE_NOT_LATER:
			return arena_printf(arena,
					    "Nothing has changed: you have no vote in #%d.",
					    entry->number);
		}
	}
	for (size_t i = 0; i < v->n_voters; i++) {
		bool is_again = strcmp(v->voters[i].name, event->actor) == 0 &&
				v->voters[i].n_cast > 1;

		if (is_again)
			return arena_printf(arena,
					    "Your vote in #%d, \"%s\", is now: %s. It counts in "
					    "place of what you said before.",
					    entry->number, entry->title, said);
	}
	return arena_printf(arena, "Your vote in #%d, \"%s\", is: %s.", entry->number,
			    entry->title, said);
}

static const char *why_remarked(const struct vote_entry *entry, const struct event *event)
{
	static const char *const whys[] = {
		[VOTE_LATE] = "it has ended",
		[VOTE_UNPROVED] = "the sender is not proved",
		[VOTE_NOT_ALLOWED] = "only who opened it and the chair may say so",
		[VOTE_NOT_LATER] = "that is no later than it ends already",
	};

	for (size_t i = 0; i < entry->vote.n_remarks; i++) {
		const struct vote_remark *remark = &entry->vote.remarks[i];

		if (entry->sources[remark->event - entry->events] == event)
			return whys[remark->why];
	}
	return NULL;
}

static const char *of_act(struct arena *arena, const struct vote_entry *entry,
			  const struct event *event)
{
	const char *why = why_remarked(entry, event);

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

static bool is_first_command(const struct fact *facts, size_t n_facts, const struct fact *fact)
{
	for (size_t i = 0; i < n_facts && &facts[i] != fact; i++) {
		if (facts[i].kind == FACT_COMMAND)
			return false;
	}
	return true;
}

/* Does it answer a mail about votes, or one that told what came of an answer? */
static bool asks_for_ballot(const struct incoming *mail)
{
	static const char *const kinds[] = { "ballot", "ballot-reminder", "answer", NULL };

	return mail->answered && span_any(span_of(mail->answered->kind), span_is, kinds);
}

const char *record_ballot(struct arena *arena, const struct state *state,
			  const struct incoming *mail, const struct fact *facts, size_t n_facts,
			  const struct fact *fact, struct event_list *out)
{
	bool says_something =
		is(fact, "unknown") || is(fact, COMMAND_YES) || is(fact, COMMAND_NO);
	const struct vote_entry *entry;
	enum ballot_choice choice;
	struct vote_recorder r;
	struct span reason;

	if (!mail->terms.n_votes || !mail->to_bot || !asks_for_ballot(mail) || !says_something)
		return NULL;
	r = recorder_of(arena, state, mail, out);
	entry = answered_vote(&r, -1);
	if (!entry)
		return NULL;
	choice = ballot_read(span_of(fact->quote), &reason);
	if (!is_first_command(facts, n_facts, fact))
		return "";		/* what stands behind the first line is no other one */
	if (choice == BALLOT_NONE || has_another(facts, n_facts, choice))
		misread(&r, entry, fact, choice != BALLOT_NONE);
	else
		cast(&r, entry, fact, choice, reason);
	return record_vote_reply(arena, state, mail, out, &out->events[out->len - 1]);
}
