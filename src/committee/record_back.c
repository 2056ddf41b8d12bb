/* record_back.c - see record_back.h. */
#include "committee/record_back.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/held.h"
#include "committee/record_decision.h"
#include "committee/votes.h"
#include "committee/walk.h"

static const char *opener_of(const struct deadline_entry *entry)
{
	return entry->deadline.opened ? entry->deadline.message_id : NULL;
}

static const char *raised_item(const struct state *state, const char *list, int number)
{
	const struct item *item = state_item(state, number);

	return item && strcmp(item->list, list) == 0 ? item->message_id : NULL;
}

/* The number of the deadline or the vote that it opens; 0: of none. */
static int opens(const struct event *e)
{
	if (event_is(e, EVENT_DEADLINE, deadline_event_name(DEADLINE_EVENT_OPENED)))
		return e->deadline.number;
	if (event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED)))
		return e->vote.number;
	return 0;
}

/* What opens something that has a number and is no item. */
#define NUMBERED (WALK(EVENT_DEADLINE) | WALK(EVENT_VOTE))

static const char *opened(const struct state *state, const char *list, int number)
{
	struct event_walk walk = walk_events(state, list, NUMBERED);
	const struct event *e;

	while (number > 0 && (e = event_walk_next(&walk))) {
		if (opens(e) == number)
			return e->message_id;
	}
	return NULL;
}

const char *record_raised_by(const struct state *state, const char *list, int number)
{
	const char *id = raised_item(state, list, number);

	return id ? id : opened(state, list, number);
}

/* Has anything come of it? */
static bool has_raised(const struct state *state, const char *list, struct span id)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_HELD) | RAISE_KINDS);
	struct item_walk items = walk_items(state, list);
	const struct item *item;
	const struct event *e;

	while ((item = item_walk_next(&items))) {
		if (span_is(id, item->message_id))
			return true;
	}
	while ((e = event_walk_next(&walk))) {
		bool is_one = event_is(e, EVENT_HELD, HELD_KEPT) || raise_is_one(e);

		if (is_one && span_is(id, e->message_id))
			return true;
	}
	return false;
}

/* The deadline or the vote that a notice is about tells which mail is meant. */
static const char *opener_of_notice(const struct state *state, const char *list, struct span id)
{
	struct event_walk walk = walk_events(state, list, NUMBERED);
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (span_is(id, e->message_id))
			return opened(state, list, event_number(e));
	}
	return NULL;
}

/* The mails that raised the rows of the notice, when they are one and the same. */
static const char *raised_rows(const struct state *state, const struct incoming *mail)
{
	const struct answered_notice *notice = mail->answered;
	const char *one = NULL;

	for (size_t i = 0; notice && i < notice->n_items; i++) {
		const char *id = raised_item(state, mail->list, notice->items[i]);

		if (id && one && strcmp(id, one) != 0)
			return NULL;
		one = id ? id : one;
	}
	return one;
}

/* Which mail is meant: by number, by the rows of the notice, by the thread. */
static const char *mail_meant(struct arena *arena, const struct state *state,
			      const struct incoming *mail, const struct fact *fact)
{
	struct span rest = span_of(mail->thread ? mail->thread : ""), line;
	int number = fact->item > 0 ? fact->item : fact->row;
	const char *id;

	if (number > 0)
		return record_raised_by(state, mail->list, number);
	if ((id = raised_rows(state, mail)))
		return id;
	while (span_next_line(&rest, &line)) {
		if (line.len && has_raised(state, mail->list, line))
			return arena_strndup(arena, line.ptr, line.len);
		if (line.len && (id = opener_of_notice(state, mail->list, line)))
			return id;
	}
	return NULL;
}

static bool wrote_it(const struct state *state, const char *list, const char *message_id,
		     const struct actor *actor)
{
	struct event_walk walk = walk_events(state, list, RAISE_KINDS);
	struct item_walk items = walk_items(state, NULL);
	const struct item *item;
	const struct event *e;

	while ((item = item_walk_next(&items))) {
		if (strcmp(item->message_id, message_id) == 0 &&
		    strcmp(item->raised_by, actor->name) != 0)
			return false;
	}
	while ((e = event_walk_next(&walk))) {
		if (raise_is_one(e) && strcmp(e->message_id, message_id) == 0 &&
		    strcmp(e->actor, actor->name) != 0 &&
		    strcmp(e->actor, EVENT_BY_BOT) != 0)
			return false;
	}
	return true;
}

static size_t drop_items(struct arena *arena, const struct state *state,
			 const struct act_place *place, const struct actor *actor,
			 const char *message_id, struct event_list *out)
{
	struct item_walk walk = walk_items(state, place->list);
	const struct item *item;
	const char *said;
	size_t n = 0;

	while ((item = item_walk_next(&walk))) {
		const struct item_act act = { .kind = ACT_DROP,
					      .item = item->number,
					      .text = "with the mail that raised it" };
		bool stands = item_is_alive(item) || item_recurs(item);

		if (stands && strcmp(item->message_id, message_id) == 0)
			n += item_act_do(arena, state, place, actor, &act, out, &said);
	}
	return n;
}

static bool objects(const struct deadline *deadline, const struct actor *actor)
{
	for (size_t i = 0; i < deadline->n_objections; i++) {
		if (deadline->objections[i].end == OBJECTION_STANDS &&
		    strcmp(deadline->objections[i].actor, actor->name) == 0)
			return true;
	}
	return false;
}

static unsigned roles_of(const struct actor *actor)
{
	unsigned roles = 0;

	if (!actor->person)
		return actor->is_chair ? DEADLINE_BY_OPERATOR : 0;
	if (actor->is_chair)
		roles |= DEADLINE_BY_CHAIR;
	if (actor->person->member)
		roles |= DEADLINE_BY_MEMBER;
	return roles;
}

static size_t withdraw_deadlines(struct arena *arena, const struct state *state,
				 const struct act_place *place, const struct actor *actor,
				 const struct zone *zone, const char *message_id,
				 struct event_list *out)
{
	struct deadline_list deadlines;
	size_t n = 0;

	deadlines_of(arena, state, place->list, zone, place->at_s, place->at_s, &deadlines);
	for (size_t i = 0; i < deadlines.len; i++) {
		const struct deadline_entry *entry = &deadlines.entries[i];
		struct event e = item_act_event(place, actor, EVENT_DEADLINE);

		e.act = deadline_event_name(DEADLINE_EVENT_WITHDRAW);
		e.deadline = (struct event_deadline){
			.number = entry->number,
			.roles = roles_of(actor),
			.meeting = -1,
			.quote = place->quote,
		};
		if (!deadline_is_running(&entry->deadline) || !opener_of(entry) ||
		    strcmp(opener_of(entry), message_id) != 0)
			continue;
		if (objects(&entry->deadline, actor))	/* the first one takes his objection back */
			event_list_add(arena, out, &e);
		e.deadline.words = "with the mail that opened it";
		event_list_add(arena, out, &e);
		n++;
	}
	return n;
}

static size_t withdraw_votes(struct arena *arena, const struct state *state,
			     const struct act_place *place, const struct actor *actor,
			     const struct zone *zone, const char *message_id,
			     struct event_list *out)
{
	struct vote_list votes;
	size_t n = 0;

	votes_of(arena, state, NULL, place->list, zone, place->at_s, place->at_s, &votes);
	for (size_t i = 0; i < votes.len; i++) {
		const struct vote_entry *entry = &votes.entries[i];
		struct event e = item_act_event(place, actor, EVENT_VOTE);

		if (!vote_is_running(&entry->vote) ||
		    strcmp(entry->vote.message_id, message_id) != 0)
			continue;
		e.act = vote_event_name(VOTE_EVENT_WITHDRAW);
		e.vote = (struct event_vote){
			.number = entry->number,
			.roles = roles_of(actor),
			.words = "with the mail that opened it",
			.quote = place->quote,
		};
		event_list_add(arena, out, &e);
		n++;
	}
	return n;
}

static size_t count_of(const struct state *state, enum event_kind kind, const char *list,
		       const char *message_id)
{
	struct event_walk walk = walk_events(state, list, WALK(kind));
	const struct event *e;
	size_t n = 0;

	while ((e = event_walk_next(&walk)))
		n += strcmp(e->message_id, message_id) == 0;
	return n;
}

static void add_said(struct arena *arena, const char **text, size_t n, const char *one,
		     const char *many)
{
	if (n)
		*text = arena_printf(arena, "%s%s%zu %s", *text, **text ? ", " : "", n,
				     n == 1 ? one : many);
}

const char *record_back_mail(struct arena *arena, const struct state *state,
			     const struct act_place *place, const struct actor *actor,
			     const struct zone *zone, const char *message_id,
			     struct event_list *out)
{
	struct event back = item_act_event(place, actor, EVENT_HELD);
	const char *text = "";

	back.act = HELD_TAKEN_BACK;
	back.held.mail = message_id;
	if (!*actor->proof)
		return "Nothing has changed: the sender is not proved.";
	if (!actor->is_chair && !wrote_it(state, place->list, message_id, actor))
		return "Nothing has changed: only the chair or who wrote that mail may say so.";
	if (held_is_taken_back(state, message_id))
		return "Nothing has changed: all that came of that mail is taken back already.";
	event_list_add(arena, out, &back);
	size_t items = drop_items(arena, state, place, actor, message_id, out);
	size_t deadlines = withdraw_deadlines(arena, state, place, actor, zone, message_id, out);

	size_t votes = withdraw_votes(arena, state, place, actor, zone, message_id, out);
	size_t decisions =
		record_decisions_back(arena, state, place, actor, message_id, out);

	add_said(arena, &text, items, "item is dropped", "items are dropped");
	add_said(arena, &text, deadlines, "deadline is withdrawn", "deadlines are withdrawn");
	add_said(arena, &text, votes, "vote is withdrawn", "votes are withdrawn");
	add_said(arena, &text, decisions, "decision is taken out", "decisions are taken out");
	add_said(arena, &text, count_of(state, EVENT_AGENDA, place->list, message_id),
		 "entry is off the agenda", "entries are off the agenda");
	add_said(arena, &text, count_of(state, EVENT_MINUTES, place->list, message_id),
		 "meeting is without minutes", "meetings are without minutes");
	return *text ? arena_printf(arena, "All that came of mail <%s> is taken back: %s.",
				    message_id, text)
		     : arena_printf(arena, "Of mail <%s> nothing stands any more.", message_id);
}

const char *record_back(struct arena *arena, const struct state *state, const struct incoming *mail,
			const struct actor *actor, const struct fact *fact, struct event_list *out)
{
	const struct act_place place = {
		.list = mail->list,
		.people = mail->people,
		.message_id = mail->message_id,
		.rule = fact->rule,
		.quote = fact->quote,
		.line = fact->line,
		.at_s = mail->received_at_s,
		.today = mail->date,
		.quiet_until_s = mail->quiet_until_s,
	};
	const char *id = mail_meant(arena, state, mail, fact);

	if (!id || !*id)
		return "Nothing has changed: please say which mail, by the number of something "
		       "that it raised, as in \"drop mail #12\".";
	return record_back_mail(arena, state, &place, actor, mail->terms.zone, id, out);
}
