/* outdated.h - is a notice still true when its turn comes?  Pure.
 *
 * Mail may wait for hours or days: for a server, for a limit.  What it says may be over by then: an
 * item that was done, a meeting that has begun, a week that is past.  Such mail is dropped, and an
 * event (EVENT_OUTDATED) says so; its keys stay spent.  Decided from the keys that decide.h,
 * decide_meeting.h, decide_deadline.h and decide_vote.h list, and from the state.
 */
#ifndef BEADLE_NOTICES_OUTDATED_H
#define BEADLE_NOTICES_OUTDATED_H

#include "notices/decide_meeting.h"

struct waiting_notice {
	const char *key, *kind;		/* of the mail */
	const char *person;		/* full name; "" if none */
	const int *items;		/* that it tells of */
	size_t n_items;
	int64_t decided_at_s;
};

/* Why it is true no more, in words for the log; NULL: it is true.  A kind that is not known is
 * true. */
const char *notice_outdated(struct arena *arena, const struct meeting_context *c,
			    const struct waiting_notice *notice, int64_t now_s);

#endif
