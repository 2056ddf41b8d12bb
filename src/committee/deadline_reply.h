/* deadline_reply.h - what the sender of an act on a deadline by silence is told of it.
 *
 * Of what came to the bot he always hears.  Of what he wrote on the list he hears only when it did
 * not count: nothing proves that it is his, it came too late, or the chair has to say what it
 * means.  Pure.
 */
#ifndef BEADLE_COMMITTEE_DEADLINE_REPLY_H
#define BEADLE_COMMITTEE_DEADLINE_REPLY_H

#include "committee/record.h"

/* state: before this mail.  A sentence or two, in the arena; NULL: nothing is owed. */
const char *deadline_reply(struct arena *arena, const struct state *state,
			   const struct incoming *mail, const struct event *event);

#endif
