/* state.c - see state.h.  Every rule about when an item is closed stands in settle(). */
#include "committee/state.h"

#include <stdlib.h>
#include <limits.h>
#include <string.h>

#include "base/keyset.h"
#include "committee/told.h"
#include "committee/walk.h"
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
	free((*state)->items);
	walk_free(*state);
	key_set_free(&(*state)->keys);
	arena_free(&(*state)->arena);
	free((*state)->image);
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

const char *state_source(struct arena *arena, const struct state *state, const char *list,
			 const char *message_id, int64_t *received_at_s_out)
{
	if (!state->source)
		return NULL;
	return state->source(state->source_user, arena, list, message_id, received_at_s_out);
}

const char *item_status_name(enum item_status status)
{
	static const char *const names[] = { "open", "done", "dropped", "parked" };

	return names[status];
}

bool item_is_alive(const struct item *item)
{
	return item->status == ITEM_OPEN || item->status == ITEM_PARKED;
}

bool item_is_owed(const struct item *item, const char *person)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (o->done_at_s == 0 && strcmp(o->person, person) == 0)
			return true;
	}
	return false;
}

bool item_awaits(const struct item *item, const char *person)
{
	return item->status == ITEM_OPEN && item_is_owed(item, person);
}

const struct looks_done *item_looks_done(const struct item *item, const char *person)
{
	for (size_t i = 0; item_awaits(item, person) && i < item->n_owners; i++) {
		if (strcmp(item->owners[i].person, person) == 0)
			return item->owners[i].looks_done;
	}
	return NULL;
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

/* Made late: most items are closed, and nobody asks any more. */
struct item_wording {
	struct arena *arena;
	bool is_made;
	struct wording wording;
};

const struct wording *item_wording(const struct item *item)
{
	struct item_wording *w = item->wording;

	if (!w->is_made)
		w->wording = state_wording(w->arena, item->text, item->text_said);
	w->is_made = true;
	return &w->wording;
}

void item_new_wording(struct arena *arena, struct item *item)
{
	item->wording = arena_alloc(arena, 1, sizeof *item->wording);
	item->wording->arena = arena;
}

static void set_due(struct item *item, const struct event *e, const struct event_due *due)
{
	item->due = due->day;
	item->due_said = due->said;
	item->due_unread = due->unread ? due->unread : "";
	item->due_at_meeting = civil_is_set(due->day) && due->at_meeting;
	item->due_set_at_s = e->at_s;
}

static void set_text(struct state *state, struct item *item, const struct event *e,
		     const char *text, const char *detail)
{
	item->text = text;
	item->detail = detail;
	item->text_said = civil_from_utc(e->at_s).date;
	item_new_wording(state->arena, item);
}

static void apply_raised(struct state *state, struct item *item, const struct event *e)
{
	const struct event_raised *raised = &e->raised;

	*item = (struct item){
		.number = e->item,
		.list = e->list,
		.context = raised->context,
		.quote = raised->quote,
		.message_id = e->message_id,
		.line = e->line,
		.rule = e->rule,
		.raised_by = e->actor,
		/* what the configuration says is the operator's */
		.raise_proof = strcmp(e->rule, DUTY_STANDING) == 0 ? RULE_OPERATOR : e->proof,
		.raised_at_s = e->at_s,
		.note = "",
		.quiet_until_s = e->quiet_until_s,
		.meeting = { raised->meeting, raised->meeting_day },
		.named = raised->owners,
		.duty = { .every = "", .owners = "" },
	};
	set_text(state, item, e, raised->text, raised->detail);
	set_due(item, e, &raised->due);
}

static bool is_same_owner(const struct owner *owner, const struct event_assigned *now)
{
	return strcmp(owner->person, now->person) == 0 &&
	       (*now->person || strcmp(owner->written, now->written) == 0);
}

static void assign_again(struct owner *owner, const struct event *e)
{
	owner->written = e->assigned.written;
	owner->group = e->assigned.group; /* he may have had it by himself, and has it with
					   * the others now */
	if (owner->done_at_s == 0)
		return;
	owner->done_at_s = 0; /* the same person has to do it again */
	owner->assigned_at_s = e->at_s;
	owner->quiet_until_s = e->quiet_until_s;
	owner->by_clock = false;
}

/* Most items have one. */
static struct owner *add_owner(struct arena *arena, struct item *item)
{
	if (item->n_owners == item->cap_owners) {
		size_t cap = item->cap_owners ? 2 * item->cap_owners : 1;
		struct owner *owners = arena_alloc(arena, cap, sizeof *owners);

		if (item->n_owners)
			memcpy(owners, item->owners, item->n_owners * sizeof *owners);
		item->owners = owners;
		item->cap_owners = cap;
	}
	return &item->owners[item->n_owners++];
}

static void apply_assigned(struct state *state, struct item *item, const struct event *e)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		if (is_same_owner(&item->owners[i], &e->assigned)) {
			assign_again(&item->owners[i], e);
			return;
		}
	}
	*add_owner(state->arena, item) = (struct owner){
		.written = e->assigned.written,
		.person = e->assigned.person,
		.group = e->assigned.group,
		.assigned_at_s = e->at_s,
		.quiet_until_s = e->quiet_until_s,
		.by_clock = strcmp(e->rule, DUTY_STANDING) == 0,
		.last_call = "",
	};
}

static void apply_mentioned(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	item->mentions++;
	if (*e->mentioned.owners)
		item->named = e->mentioned.owners;
}

static void apply_reworded(struct state *state, struct item *item, const struct event *e)
{
	set_text(state, item, e, e->reworded.text, e->reworded.detail);
}

/* Whoever puts an item off, or begins it anew, has answered what was asked of it; "": all. */
static void ask_no_more(struct item *item, const char *person)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		if (!*person || strcmp(item->owners[i].person, person) == 0)
			item->owners[i].looks_done = NULL;
	}
}

static void apply_looks_done(struct state *state, struct item *item, const struct event *e)
{
	struct looks_done *said = arena_alloc(state->arena, 1, sizeof *said);

	*said = (struct looks_done){ .words = e->looks_done.words, .actor = e->actor,
				     .proof = e->proof, .message_id = e->message_id,
				     .line = e->line, .at_s = e->at_s };
	for (size_t i = 0; i < item->n_owners; i++) {
		if (strcmp(item->owners[i].person, e->looks_done.person) == 0)
			item->owners[i].looks_done = said;
	}
}

static void apply_due(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	set_due(item, e, &e->redated.due);
	if (strcmp(e->rule, RULE_NEXT_MEETING) != 0)
		ask_no_more(item, "");
}

static void apply_done(struct state *state, struct item *item, const struct event *e)
{
	const char *person = e->done.person;

	(void)state;
	if (!item_is_alive(item))
		return;
	item->note = e->done.note;
	if (!*person) {
		item->status = ITEM_DONE;
		item->closed_at_s = e->at_s;
		return;
	}
	for (size_t i = 0; i < item->n_owners; i++) {
		struct owner *o = &item->owners[i];

		if (strcmp(o->person, person) == 0 && o->done_at_s == 0)
			o->done_at_s = e->at_s;
	}
	settle(item, e);
}

static void apply_dropped(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	if (!item_is_alive(item) && !item_recurs(item))
		return;
	item->status = ITEM_DROPPED;
	item->closed_at_s = e->at_s;
	item->note = e->dropped.why;
}

static void apply_parked(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	if (item->status != ITEM_OPEN)
		return;
	item->status = ITEM_PARKED;
	item->closed_at_s = e->at_s;
	item->note = e->parked.why;
}

/* A closing or a parking is taken back. */
static void take_back(struct item *item, const struct event *e)
{
	const char *person = e->reopened.person;

	item->status = ITEM_OPEN;
	item->closed_at_s = 0;
	item->note = "";
	for (size_t i = 0; i < item->n_owners; i++) {
		if (!*person || strcmp(item->owners[i].person, person) == 0)
			item->owners[i].done_at_s = 0;
	}
	if (civil_is_set(e->reopened.due.day))
		set_due(item, e, &e->reopened.due);
}

static void apply_reopened(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	ask_no_more(item, "");
	if (civil_is_set(e->reopened.round))
		duty_apply_reopened(item, e);
	else
		take_back(item, e);
}

static void apply_recurs(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	duty_apply_recurs(item, &e->recurs);
}

static void apply_snoozed(struct state *state, struct item *item, const struct event *e)
{
	const char *person = e->snoozed.person;

	(void)state;
	ask_no_more(item, person);
	for (size_t i = 0; i < item->n_owners; i++) {
		if (!*person || strcmp(item->owners[i].person, person) == 0)
			item->owners[i].snoozed_until = e->snoozed.until;
	}
}

static bool is_released(const struct owner *owner, const struct event_released *released)
{
	if (*released->person)
		return strcmp(owner->person, released->person) == 0;
	return !*released->written || strcmp(owner->written, released->written) == 0;
}

static void apply_released(struct state *state, struct item *item, const struct event *e)
{
	size_t kept = 0;

	(void)state;
	for (size_t i = 0; i < item->n_owners; i++) {
		if (!is_released(&item->owners[i], &e->released))
			item->owners[kept++] = item->owners[i];
	}
	item->n_owners = kept;
	if (kept && item->status == ITEM_OPEN)	/* it may have waited for him alone */
		settle(item, e);
}

static void apply_gone(struct state *state, struct item *item, const struct event *e)
{
	(void)state;
	(void)e;
	item->number = 0;
}

/* What an event makes of its item; NULL: nothing but that it was touched. */
static void (*const apply[])(struct state *, struct item *, const struct event *) = {
	[EVENT_RAISED] = apply_raised,
	[EVENT_ASSIGNED] = apply_assigned,
	[EVENT_MENTIONED] = apply_mentioned,
	[EVENT_REWORDED] = apply_reworded,
	[EVENT_DUE] = apply_due,
	[EVENT_DONE] = apply_done,
	[EVENT_DROPPED] = apply_dropped,
	[EVENT_REOPENED] = apply_reopened,
	[EVENT_RECURS] = apply_recurs,
	[EVENT_SNOOZED] = apply_snoozed,
	[EVENT_RELEASED] = apply_released,
	[EVENT_LOOKS_DONE] = apply_looks_done,
	[EVENT_IGNORED] = NULL,
	[EVENT_GONE] = apply_gone,
	[EVENT_PARKED] = apply_parked,
};

/* The entries of the agenda and the minutes of a mail that was taken back: as if nobody had mailed
 * them. */
static void forget(struct state *state, const struct event *back)
{
	struct event_list *others = &state->others;
	size_t kept = 0;

	for (size_t i = 0; i < others->len; i++) {
		const struct event *e = &others->events[i];
		bool is_of_agenda = e->kind == EVENT_AGENDA || e->kind == EVENT_MINUTES;

		if (!is_of_agenda || strcmp(e->list, back->list) != 0 ||
		    strcmp(e->message_id, back->held.mail) != 0)
			others->events[kept++] = *e;
	}
	others->len = kept;
	walk_place_anew(state);
}

/* Their answer is waited for from when a server has the mail; one that it refuses for good is
 * waited for no longer. */
static void apply_last_call(struct state *state, const struct event *e)
{
	struct item *item = find(state, e->last_call.item);
	const char *person = e->last_call.person;
	bool is_announced = strcmp(e->act, NOTICE_ANNOUNCED) == 0;

	for (size_t i = 0; item && i < item->n_owners; i++) {
		struct owner *o = &item->owners[i];

		if (*person && strcmp(o->person, person) == 0)
			o->last_call = e->message_id;
		if (strcmp(o->last_call, e->message_id) == 0)
			o->last_call_at_s = is_announced ? 0 : e->at_s;
	}
}

/* e: the state's own. */
static void apply_other(struct state *state, const struct event *e)
{
	struct event_list *others = &state->others;

	if (e->kind == EVENT_LAST_CALL)
		apply_last_call(state, e);
	if (event_is(e, EVENT_HELD, HELD_TAKEN_BACK) && *e->held.mail)
		forget(state, e);
	others->events = arena_grow(state->arena, others->events, others->len, &others->cap,
				    sizeof *e);
	others->events[others->len++] = *e;
	walk_place_other(state, others->len - 1);
}

struct item item_gap(void)
{
	return (struct item){ .list = "", .text = "", .detail = "", .context = "",
			      .quote = "", .message_id = "", .rule = "",
			      .raised_by = "", .raise_proof = "", .note = "",
			      .named = "", .duty = { .every = "", .owners = "" } };
}

/* A number that no item has had; those that are left out on the way, a deadline's for one, are gaps
 * of no list. */
static struct item *add_item(struct state *state, int number)
{
	while (state->n_items < (size_t)number) {
		state->items = mem_grow(state->items, state->n_items, &state->cap_items,
					sizeof *state->items);
		state->items[state->n_items++] = item_gap();
	}
	return &state->items[number - 1];
}

/* The number that it is the first to have, or is about. */
static int number_of(const struct event *e)
{
	if (e->kind == EVENT_VOTE)
		return e->vote.number;
	return e->kind == EVENT_DEADLINE ? e->deadline.number : e->item;
}

int state_next_number(const struct state *state, const struct event_list *pending)
{
	int highest = state->highest;

	for (size_t i = 0; pending && i < pending->len; i++) {
		int number = number_of(&pending->events[i]);

		highest = number > highest ? number : highest;
	}
	return highest < INT_MAX ? highest + 1 : INT_MAX;
}

enum err_kind state_apply(struct state *state, const struct event *event, struct err *err)
{
	struct event e = event_copy(state->arena, event);
	struct item *item = find(state, e.item);
	bool is_of_item = event_is_of_item(e.kind), was_open;

	state->n_events++;
	state->last_event = e.id;
	if (number_of(&e) > state->highest)
		state->highest = number_of(&e);
	if (!is_of_item && e.item == 0) {
		apply_other(state, &e);
		walk_count(state, e.list);
		return ERR_NONE;
	}
	if (!is_of_item || e.item < 1 || (e.kind == EVENT_RAISED) != (item == NULL))
		return err_set(err, ERR_BUG, "event %lld: %s for item %d, which %s",
			       (long long)e.id, event_kind_name(e.kind), e.item,
			       item ? "exists" : "does not exist");
	if (!item)
		item = add_item(state, e.item);
	was_open = item->number && item->status == ITEM_OPEN;
	if (apply[e.kind])
		apply[e.kind](state, item, &e);
	item->touched_at_s = e.at_s;
	if (e.kind == EVENT_RAISED || !item->number || was_open != (item->status == ITEM_OPEN))
		walk_place_item(state, (size_t)e.item);
	walk_count(state, item->list);
	return ERR_NONE;
}
