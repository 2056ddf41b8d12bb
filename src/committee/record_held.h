/* record_held.h - what the chair says of the mails that wait (held.h).
 *
 *	yes, yes 1 3		these rows of the notice count from now on; without a number all of
 *				them
 *	drop, drop 2, no, no 2	... are dropped
 *	drop all		everything that waits, also what the notice had no room for
 *
 * Whom the notice asked may say so, and the chair; and the operator.  Pure.
 */
#ifndef BEADLE_COMMITTEE_RECORD_HELD_H
#define BEADLE_COMMITTEE_RECORD_HELD_H

#include "committee/held.h"
#include "committee/item_act.h"

#define NOTICE_HELD "held"		/* the kind of the notice that asks */

/* Sentences about what came of the command, one a line; NULL: it is none of these.  In the
 * arena. */
const char *record_held(struct arena *arena, const struct state *state, const struct incoming *mail,
			const struct actor *actor, const struct fact *fact, struct event_list *out);

/* Whoever may say so has answered.  like: what the events have in common (time, list, actor,
 * message_id, line, rule, proof). Appended is the event that says so, and of "yes" what the mail
 * says, as if it had been said now and by who wrote it; mail: the answer.  A sentence about what
 * came of it, in the arena. */
const char *held_confirm(struct arena *arena, const struct state *state,
			 const struct incoming *mail, const struct held_mail *held,
			 const struct event *like, struct event_list *out);
const char *held_drop(struct arena *arena, const struct held_mail *held, const struct event *like,
		      struct event_list *out);

#endif
