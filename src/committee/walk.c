/* walk.c - see walk.h. */
#include "committee/walk.h"

#include <stdlib.h>
#include <string.h>

/* ---- places ---- */

/* The first that is no smaller. */
static size_t place_of(const struct state_places *places, size_t at)
{
	size_t low = 0, high = places->len;

	if (high && places->at[high - 1] < at) /* nearly always */
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (places->at[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void place(struct state_places *places, size_t at, bool belongs)
{
	size_t i = place_of(places, at), behind = places->len - i;
	bool is_there = behind && places->at[i] == at;

	if (belongs && !is_there) {
		places->at = mem_grow(places->at, places->len, &places->cap, sizeof *places->at);
		memmove(places->at + i + 1, places->at + i, behind * sizeof *places->at);
		places->at[i] = at;
		places->len++;
	} else if (is_there && !belongs) {
		memmove(places->at + i, places->at + i + 1, (behind - 1) * sizeof *places->at);
		places->len--;
	}
}

/* ---- lists ---- */

/* The first whose name is no smaller. */
static size_t list_place(const struct state *state, const char *name)
{
	size_t low = 0, high = state->n_lists;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(state->lists[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_list(const struct state *state, size_t at, const char *name)
{
	return at < state->n_lists && strcmp(state->lists[at].name, name) == 0;
}

static const struct state_list *find(const struct state *state, const char *name)
{
	static const struct state_list empty = { .name = "" };
	size_t at;

	if (!name)
		return &state->all;
	at = list_place(state, name);
	return is_list(state, at, name) ? &state->lists[at] : &empty;
}

/* name: the state's own. */
static struct state_list *own(struct state *state, const char *name)
{
	size_t at = list_place(state, name);

	if (!is_list(state, at, name)) {
		state->lists = mem_grow(state->lists, state->n_lists, &state->cap_lists,
					sizeof *state->lists);
		memmove(state->lists + at + 1, state->lists + at,
			(state->n_lists - at) * sizeof *state->lists);
		state->lists[at] = (struct state_list){ .name = name };
		state->n_lists++;
	}
	return &state->lists[at];
}

void walk_count(struct state *state, const char *list)
{
	own(state, list)->n_events++;
}

uint64_t walk_version(const struct state *state, const char *list)
{
	return find(state, list)->n_events + state->all.events[EVENT_PERSON].len;
}

void walk_place_item(struct state *state, size_t number)
{
	const struct item *item = &state->items[number - 1];
	struct state_list *const both[] = { own(state, item->list), &state->all };
	bool is_there = item->number != 0;

	for (size_t i = 0; i < 2; i++) {
		place(&both[i]->items, number, is_there);
		place(&both[i]->open, number, is_there && item->status == ITEM_OPEN);
	}
}

void walk_place_other(struct state *state, size_t at)
{
	const struct event *e = &state->others.events[at];

	place(&own(state, e->list)->events[e->kind], at, true);
	place(&state->all.events[e->kind], at, true);
}

void walk_place_anew(struct state *state)
{
	for (size_t kind = 0; kind < EVENT_KINDS; kind++) {
		state->all.events[kind].len = 0;
		for (size_t i = 0; i < state->n_lists; i++)
			state->lists[i].events[kind].len = 0;
	}
	for (size_t i = 0; i < state->others.len; i++)
		walk_place_other(state, i);
}

static void list_free(struct state_list *list)
{
	free(list->items.at);
	free(list->open.at);
	for (size_t i = 0; i < EVENT_KINDS; i++)
		free(list->events[i].at);
}

void walk_free(struct state *state)
{
	for (size_t i = 0; i < state->n_lists; i++)
		list_free(&state->lists[i]);
	list_free(&state->all);
	free(state->lists);
}

/* ---- walks ---- */

struct event_walk walk_events(const struct state *state, const char *list, unsigned kinds)
{
	return (struct event_walk){
		.state = state,
		.places = find(state, list)->events,
		.kinds = kinds & (WALK(EVENT_KINDS) - 1),
	};
}

const struct event *event_walk_next(struct event_walk *walk)
{
	size_t least = SIZE_MAX, kind = 0;

	for (unsigned left = walk->kinds; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctz(left);
		const struct state_places *places = &walk->places[i];
		bool is_next = walk->next[i] < places->len && places->at[walk->next[i]] < least;

		if (is_next) {
			least = places->at[walk->next[i]];
			kind = i;
		}
	}
	if (least == SIZE_MAX)
		return NULL;
	walk->next[kind]++;
	return &walk->state->others.events[least];
}

const struct event *event_walk_back(struct event_walk *walk, enum event_kind kind)
{
	const struct state_places *places = &walk->places[kind];

	if (walk->next[kind] == places->len)
		return NULL;
	return &walk->state->others.events[places->at[places->len - ++walk->next[kind]]];
}

struct item_walk walk_items(const struct state *state, const char *list)
{
	return (struct item_walk){ .state = state, .places = &find(state, list)->items };
}

struct item_walk walk_open(const struct state *state, const char *list)
{
	return (struct item_walk){ .state = state, .places = &find(state, list)->open };
}

const struct item *item_walk_next(struct item_walk *walk)
{
	if (walk->next == walk->places->len)
		return NULL;
	return &walk->state->items[walk->places->at[walk->next++] - 1];
}

const struct item *item_walk_back(struct item_walk *walk)
{
	const struct state_places *places = walk->places;

	if (walk->next == places->len)
		return NULL;
	return &walk->state->items[places->at[places->len - ++walk->next] - 1];
}
