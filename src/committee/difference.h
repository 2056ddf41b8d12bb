/* difference.h - what is otherwise after a rebuild: two states and the events that they were made
 * of.
 *
 * Items are compared by number, as they stand; an item that stands as it did, though its events
 * differ, has another history.  Events of no item are compared one by one: the one that is there no
 * more, and the one that is new.  Pure.
 */
#ifndef BEADLE_COMMITTEE_DIFFERENCE_H
#define BEADLE_COMMITTEE_DIFFERENCE_H

#include "committee/state.h"

enum { /* what of an item is otherwise; bits */
       DIFFERS_TEXT = 1,
       DIFFERS_DETAIL = 2,
       DIFFERS_OWNERS = 4,
       DIFFERS_DUE = 8,
       DIFFERS_STATUS = 16,
       DIFFERS_DUTY = 32,
       DIFFERS_SOURCE = 64, /* another mail, line or rule has raised it */
       DIFFERS_HISTORY = 128, /* its events alone */
};

struct difference {
	int item;			/* 0: of no item */
	unsigned fields;		/* both are there: what differs */
	const struct item *before, *after;	/* NULL: not there */
	const struct event *gone, *come;	/* of no item: one of the two */
};

struct difference_list {
	struct difference *differences;	/* in the arena: items by number, then events in their
					 * order */
	size_t len, cap;
};

struct difference_side {
	const struct state *state;
	const struct event_list *events;
};

void differences_find(struct arena *arena, const struct difference_side *before,
		      const struct difference_side *after, struct difference_list *out);

const char *difference_field_name(unsigned bit);	/* "text", "owners", ... */

/* "Dave Thaler", "Davey (nobody known)", "Joe Stringer (BSC members) (done)"; and whether the item
 * has one like that. */
const char *difference_owner(struct arena *arena, const struct owner *owner);
bool difference_is_owned(struct arena *arena, const struct item *item, const struct owner *owner);

#endif
