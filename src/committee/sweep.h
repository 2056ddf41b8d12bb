/* sweep.h - what the chair closes by the dozen: "drop parked" and "drop old" (PRODUCT 6).
 *
 *	drop parked	the parked items that a mail to a chair has named (ladder.h); by the
 *			operator all of them
 *	drop old	the open items whose day lies so far back that the last call was due,
 *			asked or not: what an archive had when it was first read, above all
 *
 * The chair and the operator may, proved.  Pure.
 */
#ifndef BEADLE_COMMITTEE_SWEEP_H
#define BEADLE_COMMITTEE_SWEEP_H

#include "committee/item_act.h"
#include "committee/ladder.h"

enum sweep { SWEEP_PARKED, SWEEP_OLD };

/* "drop-parked", "drop-old". */
bool sweep_from_name(const char *name, enum sweep *out);

/* Appends the events; a sentence about what came of it, in the arena. */
const char *sweep_drop(struct arena *arena, const struct state *state,
		       const struct act_place *place, const struct actor *actor,
		       const struct ladder *ladder, enum sweep what, struct event_list *out);

#endif
