/* raise.c - see raise.h. */
#include "committee/raise.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/decisions.h"
#include "committee/record.h"
#include "committee/record_agenda.h"
#include "committee/vote.h"
#include "committee/walk.h"

enum { DAY_S = 24 * 3600 };

const char *raise_why_not(struct arena *arena, const struct incoming *mail)
{
	enum raise_rule rule = mail->terms.raise;
	bool is_proved = incoming_is_proved(mail);
	bool is_stranger = mail->people->n_persons && !incoming_sender(mail);

	if (mail->was_let_in)
		return NULL;
	if (mail->outside)
		return "nothing shows that the list has handed it over";
	if (rule == RAISE_ANYONE)
		return NULL;
	if (is_stranger)
		return arena_printf(arena, "%s is not among the people of the list",
				    incoming_actor(mail));
	if (rule == RAISE_MEMBERS || is_proved)
		return NULL;
	return arena_printf(arena, "nothing proves that %s wrote it%s%s", incoming_actor(mail),
			    mail->proof_why && *mail->proof_why ? ": " : "",
			    mail->proof_why ? mail->proof_why : "");
}

#define CONFIRMED "confirmed by "

const char *raise_confirmed(struct arena *arena, const char *chair)
{
	return arena_printf(arena, CONFIRMED "%s",
			    strcmp(chair, RULE_OPERATOR) == 0 ? "the operator" : chair);
}

const char *raise_note(const struct people *people, const char *actor, const char *proof)
{
	bool is_operators = !proof || strcmp(proof, RULE_OPERATOR) == 0;
	size_t index;
	bool is_stranger = people && people->n_persons &&
			   people_resolve(people, span_of(actor), &index) != PEOPLE_PERSON;

	if (is_operators)
		return "";
	if (span_starts(span_of(proof), CONFIRMED))
		return proof;
	if (!is_stranger)
		return *proof ? "" : "not proved";
	return *proof ? "not among the people of the list"
		      : "not among the people of the list, not proved";
}

bool raise_is_one(const struct event *e)
{
	switch (e->kind) {
	case EVENT_RAISED:
	case EVENT_AGENDA:
	case EVENT_MINUTES:
		return true;
	case EVENT_DECISION:
		return strcmp(e->act, DECISION_MADE) == 0 ||
		       strcmp(e->act, DECISION_REWORDED) == 0;
	case EVENT_VOTE:
		return strcmp(e->act, vote_event_name(VOTE_EVENT_OPENED)) == 0;
	case EVENT_DEADLINE:
		return strcmp(e->act, deadline_event_name(DEADLINE_EVENT_OPENED)) == 0 ||
		       strcmp(e->act, deadline_event_name(DEADLINE_EVENT_TEXT_CHANGED)) == 0;
	default:
		return false;
	}
}

/* What is raised, by how it is limited. */
struct raise_counts {
	unsigned deadlines, entries;
};

static void count(struct raise_counts *counts, const struct event *e)
{
	bool is_deadline = event_is(e, EVENT_DEADLINE, deadline_event_name(DEADLINE_EVENT_OPENED));
	bool is_vote = event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED));
	bool is_entry = e->kind == EVENT_RAISED ||
			(e->kind == EVENT_AGENDA && !e->agenda.discussed && !e->agenda.dropped);

	counts->deadlines += is_deadline || is_vote;
	counts->entries += is_entry;
}

static bool is_within_day(const struct incoming *mail, int64_t at_s)
{
	return at_s > mail->received_at_s - DAY_S && at_s <= mail->received_at_s;
}

/* What its author has raised in the day before it, proved as this mail is or not.  What the chair
 * has let count is the chair's. */
static struct raise_counts raised_before(const struct state *state, const struct incoming *mail)
{
	const char *actor = incoming_actor(mail);
	bool is_proved = incoming_is_proved(mail);
	struct item_walk items = walk_items(state, mail->list);
	struct event_walk walk = walk_events(state, mail->list, RAISE_KINDS);
	struct raise_counts counts = { 0 };
	const struct item *item;
	const struct event *e;

	while ((item = item_walk_next(&items))) {
		counts.entries += is_within_day(mail, item->raised_at_s) &&
				  !item->quiet_until_s && (*item->raise_proof != 0) == is_proved &&
				  strcmp(item->raised_by, actor) == 0;
	}
	while ((e = event_walk_next(&walk))) {
		bool is_authors = strcmp(e->actor, actor) == 0 && !*e->proof == !is_proved;

		if (is_authors && is_within_day(mail, e->at_s) && !e->quiet_until_s && !*e->said_in)
			count(&counts, e);
	}
	return counts;
}

/* said: what goes before the number. */
static const char *too_many(struct arena *arena, const char *said, unsigned n, const char *of_what,
			    unsigned limit, const char *name, const char **limit_out)
{
	if (!limit || n <= limit)
		return NULL;
	*limit_out = name;
	return arena_printf(arena, "%s %u %s, more than %u (%s)", said, n, of_what, limit, name);
}

const char *raise_too_much(struct arena *arena, const struct state *state,
			   const struct incoming *mail, const struct event_list *raised,
			   const char **limit_out)
{
	static const char deadlines[] = "deadlines by silence and votes",
			  entries[] = "items and entries of the agenda";
	static const char in_mail[] = "it would raise",
			  in_day[] = "its author would have raised within a day";
	const struct raise_limits *limits = &mail->terms.limits;
	struct raise_counts now = { 0 };
	const char *why;

	*limit_out = NULL;
	for (size_t i = 0; i < raised->len; i++)
		count(&now, &raised->events[i]);
	if (mail->was_let_in || mail->quiet_until_s || (!now.deadlines && !now.entries))
		return NULL;
	why = too_many(arena, in_mail, now.deadlines, deadlines, limits->deadlines_per_mail,
		       "limits.deadlines_per_mail", limit_out);
	if (!why)
		why = too_many(arena, in_mail, now.entries, entries, limits->entries_per_mail,
			       "limits.entries_per_mail", limit_out);
	if (why)
		return why;
	const struct raise_counts before = raised_before(state, mail);

	if (now.deadlines)
		why = too_many(arena, in_day, before.deadlines + now.deadlines, deadlines,
			       limits->deadlines_per_day, "limits.deadlines_per_day", limit_out);
	if (!why && now.entries)
		why = too_many(arena, in_day, before.entries + now.entries, entries,
			       limits->entries_per_day, "limits.entries_per_day", limit_out);
	return why;
}
