/* term_act.c - see term_act.h.  The fold judges: it is asked with the act among the events. */
#include "committee/term_act.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/votes.h"

struct term_actor {
	struct arena *arena;
	const struct state *state;
	const struct act_place *place;
	const struct actor *actor;
	const struct zone *zone;
	const struct term_act *act;
	struct event_list *out;
};

/* "#7 ends 2023-06-20T09:00:00Z" */
static const char *said_of(const struct term_actor *a, const char *what, int64_t closes_s)
{
	char when[CIVIL_TEXT_SIZE];

	if (!a->act->extends)
		return arena_printf(a->arena, "%s #%d is withdrawn; the list is told.", what,
				    a->act->number);
	return arena_printf(a->arena, "%s #%d ends %s now; the list is told.", what,
			    a->act->number, civil_format_instant(closes_s, when));
}

/* The fold takes the same twice, at one instant, for one. */
static const char *why_not_again(const struct term_actor *a, bool was_running, int64_t was_s,
				 int64_t closes_s)
{
	if (!was_running)
		return "it has ended";
	return a->act->extends && was_s == closes_s ? "that is no later than it ends already" :
						      NULL;
}

static bool refuse(const struct term_actor *a, const char *what, const char *why,
		   const char **said_out)
{
	*said_out = arena_printf(a->arena, "Nothing has changed for %s #%d: %s.", what,
				 a->act->number, why);
	return false;
}

/* ---- votes ---- */

static bool act_on_vote(const struct term_actor *a, const struct vote_entry *before,
			const char **said_out)
{
	struct event e = item_act_event(a->place, a->actor, EVENT_VOTE);
	struct event_list pending = { 0 };
	const struct vote_entry *entry;
	struct vote_list votes;
	const char *why;

	e.act = vote_event_name(a->act->extends ? VOTE_EVENT_EXTENDED : VOTE_EVENT_WITHDRAW);
	e.vote = (struct event_vote){
		.number = a->act->number,
		.roles = DEADLINE_BY_OPERATOR,
		.words = a->act->words,
		.period_days = a->act->period.days,
		.period_s = a->act->period.seconds,
		.until = a->act->until,
		.quote = a->place->quote,
	};
	event_list_add(a->arena, &pending, &e);
	votes_of(a->arena, a->state, &pending, a->place->list, a->zone, a->place->at_s,
		 a->place->at_s, &votes);
	entry = votes_find(&votes, a->act->number);
	why = votes_why_not(entry, &pending.events[0]);
	if (!why)
		why = why_not_again(a, vote_is_running(&before->vote), before->vote.closes_s,
				    entry->vote.closes_s);
	if (why)
		return refuse(a, "vote", why, said_out);
	event_list_add(a->arena, a->out, &e);
	*said_out = said_of(a, "Vote", entry->vote.closes_s);
	return true;
}

/* ---- deadlines ---- */

static const char *why_not(const struct deadline *d, const struct deadline_event *event)
{
	for (size_t i = 0; i < d->n_remarks; i++) {
		if (d->remarks[i].event == event)
			return d->remarks[i].why == DEADLINE_NOT_LATER ?
				       "that is no later than it ends already" :
				       "it has ended";
	}
	return NULL;
}

static bool act_on_deadline(const struct term_actor *a, const struct deadline_entry *entry,
			    const char **said_out)
{
	enum deadline_event_kind kind =
		a->act->extends ? DEADLINE_EVENT_EXTENDED : DEADLINE_EVENT_WITHDRAW;
	struct deadline_event *events = arena_alloc(a->arena, entry->n + 1, sizeof *events);
	struct event e = item_act_event(a->place, a->actor, EVENT_DEADLINE);
	struct deadline after;
	const char *why;

	for (size_t i = 0; i < entry->n; i++)
		events[i] = entry->events[i];
	events[entry->n] = (struct deadline_event){
		.kind = kind,
		.at_s = a->place->at_s,
		.actor = a->actor->name,
		.roles = DEADLINE_BY_OPERATOR,
		.proved = true,
		.message_id = "",
		.text = a->act->words,
		.period = a->act->period,
		.until = a->act->until,
	};
	deadline_fold(a->arena, &entry->terms, events, entry->n + 1, a->place->at_s, a->place->at_s,
		      &after);
	why = why_not(&after, &events[entry->n]);
	if (!why)
		why = why_not_again(a, deadline_is_running(&entry->deadline),
				    entry->deadline.closes_s, after.closes_s);
	if (why)
		return refuse(a, "deadline", why, said_out);
	e.act = deadline_event_name(kind);
	e.deadline = (struct event_deadline){
		.number = a->act->number,
		.roles = DEADLINE_BY_OPERATOR,
		.meeting = -1,
		.words = a->act->words,
		.period_days = a->act->period.days,
		.period_s = a->act->period.seconds,
		.until = a->act->until,
		.quote = a->place->quote,
	};
	event_list_add(a->arena, a->out, &e);
	*said_out = said_of(a, "Deadline", after.closes_s);
	return true;
}

bool term_act_do(struct arena *arena, const struct state *state, const struct act_place *place,
		 const struct actor *actor, const struct zone *zone, const struct term_act *act,
		 struct event_list *out, const char **said_out)
{
	const struct term_actor a = { arena, state, place, actor, zone, act, out };
	struct deadline_list deadlines;
	struct vote_list votes;

	*said_out = NULL;
	votes_of(arena, state, NULL, place->list, zone, place->at_s, place->at_s, &votes);
	if (votes_find(&votes, act->number))
		return act_on_vote(&a, votes_find(&votes, act->number), said_out);
	deadlines_of(arena, state, place->list, zone, place->at_s, place->at_s, &deadlines);
	for (size_t i = 0; i < deadlines.len; i++) {
		if (deadlines.entries[i].number == act->number)
			return act_on_deadline(&a, &deadlines.entries[i], said_out);
	}
	return false;
}
