/* state.c - see state.h.  Every rule about when an item is closed stands in settle(). */
#include "committee/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/keyset.h"
#include "time/due.h"

struct state *state_new(void)
{
	struct state *state = mem_zalloc(1, sizeof *state);

	state->arena = arena_new();
	state->keys = key_set_new();
	return state;
}

void state_free(struct state **state)
{
	if (!*state)
		return;
	for (size_t i = 0; i < (*state)->n_items; i++)
		free((*state)->items[i].owners);
	free((*state)->items);
	key_set_free(&(*state)->keys);
	arena_free(&(*state)->arena);
	free(*state);
	*state = NULL;
}

static struct item *find(const struct state *state, int number)
{
	if (number < 1 || (size_t)number > state->n_items || state->items[number - 1].number == 0)
		return NULL;
	return &state->items[number - 1];
}

const struct item *state_item(const struct state *state, int number)
{
	return find(state, number);
}

void state_add_key(struct state *state, const char *key)
{
	key_set_add(state->keys, key);
}

bool state_has_key(const struct state *state, const char *key)
{
	return key_set_has(state->keys, key);
}

const char *item_status_name(enum item_status status)
{
	static const char *const names[] = { "open", "done", "dropped" };

	return names[status];
}

bool item_awaits(const struct item *item, const char *person)
{
	if (item->status != ITEM_OPEN)
		return false;
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (o->done_at_s == 0 && strcmp(o->person, person) == 0)
			return true;
	}
	return false;
}

/* Joint owners: one is enough.  A group: each member.  An item with both needs both. */
static void settle(struct item *item, const struct event *event)
{
	bool any_joint = false, joint_done = false, any_group = false, group_done = true;

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (*o->group) {
			any_group = true;
			group_done = group_done && o->done_at_s != 0;
		} else {
			any_joint = true;
			joint_done = joint_done || o->done_at_s != 0;
		}
	}
	if ((any_joint && !joint_done) || (any_group && !group_done) || !(any_joint || any_group))
		return;
	item->status = ITEM_DONE;
	item->closed_at_s = event->at_s;
}

struct wording state_wording(struct arena *arena, const char *text, struct civil_date base)
{
	const struct due_context context = { .base = base };
	struct due_phrase phrase;
	struct span date = { 0 };

	if (due_find(span_of(text), &context, &phrase))
		date = span_sub(span_of(text), phrase.start, phrase.len);
	return wording_of(arena, text, date);
}

static bool is_due_at_meeting(const struct event *e)
{
	return civil_is_set(e->due) && strcmp(e->what, DUE_AT_MEETING) == 0;
}

static void raise_item(struct item *item, const struct event *e)
{
	*item = (struct item){
		.number = e->item,
		.list = e->list,
		.text = e->text,
		.detail = e->detail,
		.context = e->context,
		.quote = e->quote,
		.message_id = e->message_id,
		.line = e->line,
		.rule = e->rule,
		.raised_by = e->actor,
		/* what the configuration says is the operator's */
		.raise_proof = strcmp(e->rule, DUTY_STANDING) == 0 ? RULE_OPERATOR : e->proof,
		.raised_at_s = e->at_s,
		.due = e->due,
		.due_said = e->due_said,
		.due_at_meeting = is_due_at_meeting(e),
		.due_set_at_s = e->at_s,
		.note = "",
		.quiet_until_s = e->quiet_until_s,
		.meeting = { e->number, e->on },
		.named = e->written,
		.duty = { .every = "", .owners = "" },
	};
}

static void assign(struct item *item, const struct event *e)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		struct owner *o = &item->owners[i];

		if (strcmp(o->person, e->person) != 0 ||
		    (!*e->person && strcmp(o->written, e->written) != 0))
			continue;
		o->written = e->written;
		o->group = e->group;	/* he may have had it by himself, and has it with the
					 * others now */
		if (o->done_at_s != 0) {	/* the same person has to do it again */
			o->done_at_s = 0;
			o->assigned_at_s = e->at_s;
			o->quiet_until_s = e->quiet_until_s;
			o->by_clock = false;
		}
		return;
	}
	item->owners =
		mem_grow(item->owners, item->n_owners, &item->cap_owners, sizeof *item->owners);
	item->owners[item->n_owners++] = (struct owner){
		.written = e->written, .person = e->person, .group = e->group,
		.assigned_at_s = e->at_s, .quiet_until_s = e->quiet_until_s,
		.by_clock = strcmp(e->rule, DUTY_STANDING) == 0,
	};
}

static void done(struct item *item, const struct event *e)
{
	if (item->status != ITEM_OPEN)
		return;
	item->note = e->text;
	if (!*e->person) {
		item->status = ITEM_DONE;
		item->closed_at_s = e->at_s;
		return;
	}
	for (size_t i = 0; i < item->n_owners; i++) {
		struct owner *o = &item->owners[i];

		if (strcmp(o->person, e->person) == 0 && o->done_at_s == 0)
			o->done_at_s = e->at_s;
	}
	settle(item, e);
}

static bool is_meant(const struct owner *owner, const struct event *e)
{
	return *e->person ? strcmp(owner->person, e->person) == 0
			  : !*e->written || strcmp(owner->written, e->written) == 0;
}

static void snooze(struct item *item, const struct event *e)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		if (is_meant(&item->owners[i], e))
			item->owners[i].snoozed_until = e->due;
	}
}

static void release(struct item *item, const struct event *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < item->n_owners; i++) {
		if (!is_meant(&item->owners[i], e))
			item->owners[kept++] = item->owners[i];
	}
	item->n_owners = kept;
	if (kept && item->status == ITEM_OPEN)	/* it may have waited for him alone */
		settle(item, e);
}

/* The entries of the agenda and the minutes of a mail that was taken back: as if nobody had mailed
 * them. */
static void forget(struct event_list *others, const struct event *back)
{
	size_t kept = 0;

	for (size_t i = 0; i < others->len; i++) {
		const struct event *e = &others->events[i];
		bool is_of_agenda = e->kind == EVENT_AGENDA || e->kind == EVENT_MINUTES;

		if (!is_of_agenda || strcmp(e->list, back->list) != 0 ||
		    strcmp(e->message_id, back->written) != 0)
			others->events[kept++] = *e;
	}
	others->len = kept;
}

enum err_kind state_apply(struct state *state, const struct event *event, struct err *err)
{
	struct event e = event_copy(state->arena, event);
	struct item *item = find(state, e.item);

	state->n_events++;
	if (!event_is_of_item(e.kind) && e.item == 0) {
		if (e.kind == EVENT_HELD && strcmp(e.what, HELD_TAKEN_BACK) == 0 && *e.written)
			forget(&state->others, &e);
		event_list_add(state->arena, &state->others, &e);
		return ERR_NONE;
	}
	if (!event_is_of_item(e.kind) || e.item < 1 || (e.kind == EVENT_RAISED) != (item == NULL))
		return err_set(err, ERR_BUG, "event %lld: %s for item %d, which %s",
			       (long long)e.id, event_kind_name(e.kind), e.item,
			       item ? "exists" : "does not exist");
	if (!item) {
		while (state->n_items < (size_t)e.item) {
			state->items = mem_grow(state->items, state->n_items, &state->cap_items,
						sizeof *state->items);
			state->items[state->n_items++] = (struct item){ 0 };
		}
		item = &state->items[e.item - 1];
		raise_item(item, &e);
		item->wording = state_wording(state->arena, e.text, civil_from_utc(e.at_s).date);
	}
	item->touched_at_s = e.at_s;
	switch (e.kind) {
	case EVENT_RAISED:
	case EVENT_IGNORED:
	case EVENT_AGENDA:
	case EVENT_MINUTES:
	case EVENT_MEETING:
	case EVENT_DEADLINE:
	case EVENT_PERSON:
	case EVENT_NOTICE:
	case EVENT_ANSWER:
	case EVENT_HELD:
		break;
	case EVENT_ASSIGNED:
		assign(item, &e);
		break;
	case EVENT_GONE:
		item->number = 0;
		break;
	case EVENT_MENTIONED:
		item->mentions++;
		if (*e.written)
			item->named = e.written;
		break;
	case EVENT_REWORDED:
		item->text = e.text;
		item->wording = state_wording(state->arena, e.text, civil_from_utc(e.at_s).date);
		item->detail = e.detail;
		break;
	case EVENT_DUE:
		item->due = e.due;
		item->due_said = e.due_said;
		item->due_at_meeting = is_due_at_meeting(&e);
		item->due_set_at_s = e.at_s;
		break;
	case EVENT_DONE:
		done(item, &e);
		break;
	case EVENT_DROPPED:
		if (item->status == ITEM_OPEN || item_recurs(item)) {
			item->status = ITEM_DROPPED;
			item->closed_at_s = e.at_s;
			item->note = e.text;
		}
		break;
	case EVENT_SNOOZED:
		snooze(item, &e);
		break;
	case EVENT_RELEASED:
		release(item, &e);
		break;
	case EVENT_REOPENED:
		duty_apply_reopened(item, &e);
		break;
	case EVENT_RECURS:
		duty_apply_recurs(item, &e);
		break;
	}
	return ERR_NONE;
}
