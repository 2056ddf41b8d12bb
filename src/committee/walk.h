/* walk.h - the items and the events of one list, without a look at those of all.
 *
 *	struct event_walk walk = walk_events(state, list, WALK(EVENT_HELD) | WALK(EVENT_VOTE));
 *	const struct event *e;
 *
 *	while ((e = event_walk_next(&walk)))
 *
 * In the order in which they were applied, items in that of their numbers.  A walk borrows the
 * state, which must not change meanwhile.  Pure.
 */
#ifndef BEADLE_COMMITTEE_WALK_H
#define BEADLE_COMMITTEE_WALK_H

#include "committee/state.h"

#define WALK(kind) (1u << (kind))

struct event_walk {
	const struct state *state;
	const struct state_places *places;	/* by kind */
	size_t next[EVENT_KINDS];
	unsigned kinds;
};

struct item_walk {
	const struct state *state;
	const struct state_places *places;
	size_t next;
};

/* The events of no item, of these kinds.  list NULL: of all lists. */
struct event_walk walk_events(const struct state *state, const char *list, unsigned kinds);
const struct event *event_walk_next(struct event_walk *walk);	/* NULL: that was the last */
/* The last one of that kind, and what goes before it; NULL: that was the first. */
const struct event *event_walk_back(struct event_walk *walk, enum event_kind kind);

struct item_walk walk_items(const struct state *state, const char *list);
/* Open ones alone. */
struct item_walk walk_open(const struct state *state, const char *list);
const struct item *item_walk_next(struct item_walk *walk);	/* NULL: that was the last */
const struct item *item_walk_back(struct item_walk *walk);	/* the last one, and so on */

/* Another number, and what is decided of the list may be something else: an event of it was
 * applied, or one of people, who may be on several.  For as long as the program runs. */
uint64_t walk_version(const struct state *state, const char *list);

/* For state_apply() alone: an event of that list was applied, what has that number is as it is now,
 * what stands at that place of state->others is there, the others have moved, and the state is
 * freed. */
void walk_count(struct state *state, const char *list);
void walk_place_item(struct state *state, size_t number);
void walk_place_other(struct state *state, size_t at);
void walk_place_anew(struct state *state);
void walk_free(struct state *state);

#endif
