/* record_receipt.h - who has mailed minutes is owed a receipt: an EVENT_ANSWER whose act is
 * ANSWER_RECEIPT.
 *
 * It is owed to one of the list's people, whose mail is proved, and is not of the past.  Minutes
 * are what has a meeting's heading, and what looks like minutes, comes from a chair and names no
 * meeting, while such are awaited: no silent deadline opens then, "by Friday" counts from the mail,
 * and the minutes seem to be missing.  That is asked about once for a meeting.  What stands in the
 * receipt is found when it is decided (notices/decide_receipt.h).  Pure.
 */
#ifndef BEADLE_COMMITTEE_RECORD_RECEIPT_H
#define BEADLE_COMMITTEE_RECORD_RECEIPT_H

#include "committee/record.h"

/* To be called behind what records the mail; out: what was made of it. */
void record_receipt(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out);

/* Are its minutes, which have the heading that they need, of a meeting, rather than without one? */
bool receipt_is_headed(const struct event *owed);

#endif
