/* record_raised.h - what one mail raises becomes events: items, deadlines, entries of the agenda,
 * minutes; and what it says of those that are there.  Whether it may, others judge (raise.h).
 * Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_RAISED_H
#define BEADLE_COMMITTEE_RECORD_RAISED_H

#include "committee/record.h"

/* Appends events in the order in which they must be applied. */
void record_raised(struct arena *arena, const struct state *state, const struct incoming *mail,
		   const struct fact *facts, size_t n_facts, struct event_list *out);

#endif
