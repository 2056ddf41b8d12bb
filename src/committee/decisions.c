/* decisions.c - see decisions.h. */
#include "committee/decisions.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/votes.h"
#include "committee/walk.h"

bool decision_stands(const struct decision_entry *entry)
{
	return !entry->out && !entry->replaced_by;
}

const char *decision_status(const struct decision_entry *entry)
{
	return entry->out ? "out" : entry->replaced_by ? "replaced" : "stands";
}

struct decision_entry *decision_find(const struct decision_list *list, int number)
{
	for (size_t i = list->len; number > 0 && i-- > 0;) {
		if (list->entries[i].number == number)
			return &list->entries[i];
	}
	return NULL;
}

static struct decision_entry *add(struct arena *arena, struct decision_list *list,
				  const struct event *made)
{
	struct decision_entry *entry;

	list->entries =
		arena_grow(arena, list->entries, list->len, &list->cap, sizeof *list->entries);
	entry = &list->entries[list->len++];
	*entry = (struct decision_entry){
		.number = made->decision.number,
		.made = made,
		.text = made->decision.text,
		.quote = made->decision.quote,
	};
	return entry;
}

static void remove_entry(struct decision_list *list, const struct decision_entry *entry)
{
	size_t at = (size_t)(entry - list->entries);

	memmove(&list->entries[at], &list->entries[at + 1],
		(list->len - at - 1) * sizeof *list->entries);
	list->len--;
}

static void apply(struct arena *arena, struct decision_list *list, const struct event *e)
{
	struct decision_entry *entry = decision_find(list, e->decision.number);
	bool is_made = strcmp(e->act, DECISION_MADE) == 0;

	if (is_made && !entry)
		entry = add(arena, list, e);
	if (!entry)
		return;
	if (strcmp(e->act, DECISION_GONE) == 0) {
		remove_entry(list, entry);
		return;
	}
	entry->events = arena_grow(arena, entry->events, entry->n_events, &entry->cap_events,
				   sizeof(*entry->events));
	entry->events[entry->n_events++] = e;
	if (strcmp(e->act, DECISION_SAID) == 0)
		entry->mentions++;
	else if (strcmp(e->act, DECISION_OUT) == 0)
		entry->out = e;
	else if (strcmp(e->act, DECISION_REWORDED) == 0) {
		entry->text = e->decision.text;
		entry->quote = e->decision.quote;
	}
}

void decisions_of(struct arena *arena, const struct state *state, const char *list,
		  struct decision_list *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_DECISION));
	const struct event *e;

	*out = (struct decision_list){ 0 };
	while ((e = event_walk_next(&walk)))
		apply(arena, out, e);
	/* what was taken out replaces nothing */
	for (size_t i = 0; i < out->len; i++) {
		struct decision_entry *before =
			decision_find(out, out->entries[i].made->decision.replaces);

		if (before && !out->entries[i].out && before != &out->entries[i])
			before->replaced_by = out->entries[i].number;
	}
}

static int higher(int highest, const struct event *e)
{
	bool is_one = e->kind == EVENT_DECISION && e->decision.number > highest;

	return is_one ? e->decision.number : highest;
}

int decisions_next_number(const struct state *state, const struct event_list *pending)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_DECISION));
	const struct event *e;
	int highest = 0;

	while ((e = event_walk_next(&walk)))
		highest = higher(highest, e);
	for (size_t i = 0; pending && i < pending->len; i++)
		highest = higher(highest, &pending->events[i]);
	return highest + 1;
}

/* How a deadline or a vote has ended, as far as it decides something. */
struct decision_ending {
	int number;
	const char *title, *rule;
	int64_t quiet_until_s;
	bool is_over, decides;
	const char *why_not;		/* of one that was thought to have decided it */
	const char *why_other;		/* ... otherwise; NULL: it decides nothing else */
};

static struct event by_ending(const struct decision_ending *ending, const char *list,
			      const char *act, int64_t at_s, struct event_decision decision)
{
	return (struct event){
		.at_s = at_s,
		.kind = EVENT_DECISION,
		.act = act,
		.list = list,
		.actor = EVENT_BY_BOT,
		.message_id = "",
		.rule = ending->rule,
		.proof = RULE_OPERATOR,
		.quiet_until_s = ending->quiet_until_s,
		.decision = decision,
	};
}

/* The last one. */
static const struct decision_entry *decision_of_ending(const struct decision_list *decisions,
						       const struct decision_ending *ending)
{
	for (size_t i = decisions->len; i-- > 0;) {
		if (decisions->entries[i].made->decision.deadline == ending->number)
			return &decisions->entries[i];
	}
	return NULL;
}

static void decide_by(struct arena *arena, const struct state *state, const char *list,
		      const struct decision_list *decisions, const struct decision_ending *ending,
		      int64_t now_s, struct event_list *out)
{
	const struct decision_entry *known = decision_of_ending(decisions, ending);
	/* what people have taken out stays out */
	bool is_out = known && known->out && strcmp(known->out->actor, EVENT_BY_BOT) == 0,
	     is_other = known && !known->out && ending->decides && ending->why_other &&
			strcmp(known->made->decision.text, ending->title) != 0,
	     is_none = known && !known->out && ending->is_over && !ending->decides;

	if (is_none || is_other) {
		const struct event fell = by_ending(
			ending, list, DECISION_OUT, now_s,
			(struct event_decision){
				.number = known->number,
				.words = is_other ? ending->why_other : ending->why_not,
			});

		event_list_add(arena, out, &fell);
	}
	if (ending->decides && (!known || is_out || is_other)) {
		const struct event made = by_ending(
			ending, list, DECISION_MADE, now_s,
			(struct event_decision){
				.number = decisions_next_number(state, out),
				.text = ending->title,
				.quote = ending->title,
				.deadline = ending->number,
			});

		event_list_add(arena, out, &made);
	}
}

void decisions_by_silence(struct arena *arena, const struct state *state, const char *list,
			  const struct deadline_list *deadlines, int64_t now_s,
			  struct event_list *out)
{
	struct decision_list decisions;

	if (!deadlines->len)
		return;
	decisions_of(arena, state, list, &decisions);
	for (size_t i = 0; i < deadlines->len; i++) {
		const struct deadline_entry *entry = &deadlines->entries[i];
		const struct decision_ending ending = {
			.number = entry->number,
			.title = entry->title,
			.rule = RULE_STANDS,
			.quiet_until_s = entry->quiet_until_s,
			.is_over = entry->taken_back ||
				   deadline_state_is_end(entry->deadline.state),
			.decides = !entry->taken_back && entry->deadline.state == DEADLINE_STANDS,
			.why_not = "its deadline did not stand",
		};

		if (entry->meeting < 0) /* minutes only tell what was decided */
			decide_by(arena, state, list, &decisions, &ending, now_s, out);
	}
}

void decisions_by_vote(struct arena *arena, const struct state *state, const char *list,
		       const struct vote_list *votes, int64_t now_s, struct event_list *out)
{
	struct decision_list decisions;

	if (!votes->len)
		return;
	decisions_of(arena, state, list, &decisions);
	for (size_t i = 0; i < votes->len; i++) {
		const struct vote_entry *entry = &votes->entries[i];
		const struct decision_ending ending = {
			.number = entry->number,
			.title = votes_decision(arena, entry),
			.rule = RULE_PASSED,
			.quiet_until_s = entry->quiet_until_s,
			.is_over = entry->taken_back || vote_state_is_end(entry->vote.state),
			.decides = !entry->taken_back && entry->vote.state == VOTE_PASSED,
			.why_not = "its vote did not pass",
			.why_other = entry->terms.n_options ? "another option has won" : NULL,
		};

		decide_by(arena, state, list, &decisions, &ending, now_s, out);
	}
}
