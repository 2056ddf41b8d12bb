/* record_decision.h - the decisions of one mail become events; "not D5" takes one out.
 *
 * Minutes that are mailed again change what they said before and double nothing: of the decisions
 * of that meeting each is the one whose words are most like its own.  What another mail says in the
 * same words is said again, and linked.  One that was taken out stays out when its minutes come
 * again.  Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_DECISION_H
#define BEADLE_COMMITTEE_RECORD_DECISION_H

#include "committee/item_act.h"
#include "committee/record.h"

#define COMMAND_NOT_DECISION "not-decision"

void record_decisions(struct arena *arena, const struct state *state, const struct incoming *mail,
		      const struct fact *facts, size_t n_facts, struct event_list *out);

/* The command of a mail: the chair may say so, and whose mail has said it.  A sentence about what
 * came of it, in the arena. */
const char *record_not_decision(struct arena *arena, const struct state *state,
				const struct act_place *place, const struct actor *actor,
				int number, const char *why, struct event_list *out);

/* All that a mail has decided is taken out with it; how many. */
size_t record_decisions_back(struct arena *arena, const struct state *state,
			     const struct act_place *place, const struct actor *actor,
			     const char *message_id, struct event_list *out);

#endif
