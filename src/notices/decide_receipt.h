/* decide_receipt.h - the receipt to who has mailed minutes (committee/record_receipt.h): at once,
 * one for each mail.  Pure.
 *
 * Key: receipt/LIST/MESSAGE-ID of the mail.  It tells what was recorded, what was not clear, and
 * what may be a promise.  Of minutes that are mailed again it tells what has changed; one that
 * would say nothing is not sent.  What is older than ANSWER_FOR_S, or of the past when its mailbox
 * was first read, has none.  Whose reader chairs the next meeting is not asked in another mail
 * whose the items are that nobody known owns.
 */
#ifndef BEADLE_NOTICES_DECIDE_RECEIPT_H
#define BEADLE_NOTICES_DECIDE_RECEIPT_H

#include "notices/decide_meeting.h"

/* The key of the receipt that this event of the ledger owes at now_s; NULL: it owes none, or none
 * any more. */
const char *receipt_key(struct arena *arena, const struct meeting_context *c,
			const struct event *owed, int64_t now_s);

/* Appends it.  key: receipt_key(); events: all that came of the mail.  False: it would say
 * nothing. */
bool decide_receipt(struct arena *arena, const struct meeting_context *c, const struct event *owed,
		    const char *key, const struct event_list *events, int64_t now_s,
		    struct notice_list *out);

#endif
