/* decide_summary.h - the one mail about the past of a list: to its chair, when its archive was
 * first read.  Pure.
 *
 * Key: summary/LIST, spent once, ever.  It goes to the chair of the next meeting, else to the
 * list's, else to the operator.  The questions that it asks are not asked again.
 */
#ifndef BEADLE_NOTICES_DECIDE_SUMMARY_H
#define BEADLE_NOTICES_DECIDE_SUMMARY_H

#include "notices/decide_meeting.h"

struct summary_past {				/* the list's mails of before the ledger began */
	size_t n_mails;
	int64_t first_s, last_s;	/* their dates */
};

const char *summary_key(struct arena *arena, const char *list);

/* Appends the mail, whatever keys are spent; false when there is nobody to get it. */
bool decide_summary(struct arena *arena, const struct meeting_context *c,
		    const struct summary_past *past, int64_t now_s, struct notice_list *out);

#endif
