/* told.h - what gives people time begins when a server took the notice of it, not when that was
 * decided.
 *
 * A notice that gives time brings an EVENT_DEADLINE, EVENT_VOTE, EVENT_LAST_CALL or EVENT_PROMISE
 * whose act is
 * NOTICE_ANNOUNCED into the transaction that decides it, with the mail's message_id, the instant
 * until which people have time as the mail says (named_s, until_s; 0: it gives none), and the
 * number of what it is about.  The transaction that keeps the mail's outcome adds what
 * told_events() makes of it: the same event as NOTICE_TOLD, at the instant when a server took the
 * mail, or as NOTICE_UNTOLD; as NOTICE_ANNOUNCED once more when it came back and goes out again.
 * Of the events of one mail the last counts.  A fold then knows since when the people know.  Pure.
 */
#ifndef BEADLE_COMMITTEE_TOLD_H
#define BEADLE_COMMITTEE_TOLD_H

#include "committee/state.h"

#define NOTICE_ANNOUNCED "announced"
#define NOTICE_TOLD "told"
#define NOTICE_UNTOLD "untold"		/* nobody has it: refused, given up, or it came back */

/* Appends the events of this outcome of the mail with that Message-ID, about that list (NULL: any):
 * none for a mail that gives no time, or of which the same is known. */
void told_events(struct arena *arena, const struct state *state, const char *list,
		 const char *message_id, const char *what, int64_t at_s, struct event_list *out);

#endif
