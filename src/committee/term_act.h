/* term_act.h - what the operator does to what runs until an instant: a deadline by silence or a
 * vote is extended, or withdrawn.
 *
 * By mail "[EXTEND 1w]" and "[WITHDRAW]" do the same.  An act that the fold would not take is told
 * of, and yields no event.  Pure.
 */
#ifndef BEADLE_COMMITTEE_TERM_ACT_H
#define BEADLE_COMMITTEE_TERM_ACT_H

#include "committee/item_act.h"
#include "committee/period.h"

struct term_act {
	int number;
	bool extends;			/* false: withdraws */
	struct period period;		/* extends: all 0: until */
	struct civil_date until;
	const char *words;		/* withdraws: why; "" */
};

/* False, and no event, for what may not be.  *said_out: a sentence, in the arena; NULL: the list
 * has neither a deadline nor a vote of that number. */
bool term_act_do(struct arena *arena, const struct state *state, const struct act_place *place,
		 const struct actor *actor, const struct zone *zone, const struct term_act *act,
		 struct event_list *out, const char **said_out);

#endif
