/* decide_quorum.h - the mail to a meeting's chair, at once, when regrets leave too few for a
 * quorum.
 *
 * Key: no-quorum/LIST/N, once for a meeting, whatever is said afterwards.  Pure.
 */
#ifndef BEADLE_NOTICES_DECIDE_QUORUM_H
#define BEADLE_NOTICES_DECIDE_QUORUM_H

#include "notices/decide_meeting.h"

/* Appends what is due.  c has a calendar. */
void decide_quorum(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		   struct notice_list *out);

#endif
