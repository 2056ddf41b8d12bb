/* decide_parked.h - a ledger from before the ladder: what lies far beyond it is parked at once,
 * with one mail to the chair that names all of it.  Pure.
 *
 * Key: ladder/LIST, spent once, ever; by a list's first start too, whose past is told otherwise
 * (decide_summary.h).  The mail goes to the chair of the next meeting, else to the list's, else to
 * the operator.
 */
#ifndef BEADLE_NOTICES_DECIDE_PARKED_H
#define BEADLE_NOTICES_DECIDE_PARKED_H

#include "notices/decide_meeting.h"

const char *parked_key(struct arena *arena, const char *list);

/* Appends the mail, which brings the events; where nobody can get it, the events alone.  Nothing
 * when no item lies so far back. */
void decide_parked(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		   struct notice_list *out, struct event_list *events_out);

#endif
