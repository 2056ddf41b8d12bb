/* decide_deadline.h - which notices about deadlines by silence are due, decided and composed in one
 * go.  Pure.
 *
 * Keys, N being the deadline's number and each spent once, ever:
 *	deadline/N/opened		to the list, at once; /K behind it when that, and each up to
 *					it, is lost
 *	deadline/N/text/K		its K-th change of text
 *	deadline/N/moved/CLOSES		it ends at another instant than the last notice said; /K as
 *					above
 *	deadline/N/last-day/CLOSES	24 h before; not when the list heard of this end less than
 *					24 h before that, and of minutes only while an objection
 *					stands
 *	deadline/N/objection/MESSAGE_ID	to the list, at once: an objection that it has not seen, or
 *					several (objection_news.h); the key of the first is the
 *					mail's
 *	deadline/N/objection-withdrawn/MESSAGE_ID	the same of its withdrawal
 *	deadline/N/closed/CLOSES	how it ended: only when that is certain (deadline.h)
 *	deadline/N/chair/CLOSES		the same to the chair, with what did not count
 *	deadline/N/final		minutes that stand, to the governing-board chair
 *	deadline/N/corrected/K/STATE	what the list was told of how it ended was wrong: the K-th
 *					word on that.  From the second on the keys closed, chair and
 *					final have /K behind them, and chair/corrected/K says that
 *					it has not ended
 *	deadline/N/ask/MESSAGE_ID	to the chair: what may be an objection, or was late
 *	objection-unclear/LIST/MESSAGE_ID	to the chair: an objection, nobody knows to which
 *						deadline
 *	objections/LIST/YYYY-MM-DD	one of these that may be anybody's, or several in one mail,
 *					which spends their keys
 *
 * One round sends at most one notice about a running deadline to the list, and none while the last
 * one is on its way: what an outage let pass is spent with it.  One that was refused or given up is
 * tried again, and again, with growing gaps; until a server has taken one, nothing closes
 * (deadline.h). What ended, or was said, before the mailbox was first read is nobody's news, and
 * minutes of that time never are: the list was not told that silence on them would be consent.
 * Chair's mail goes to the operator where no chair with an address is known, and to nobody where
 * there is no operator either.
 */
#ifndef BEADLE_NOTICES_DECIDE_DEADLINE_H
#define BEADLE_NOTICES_DECIDE_DEADLINE_H

#include "notices/deadline_work.h"

enum { DEADLINE_WAIT_TROUBLE_S = 3600 };

/* Appends what is due for one list, and lowers *next_s_out as decide_list() does.  troubles_out: a
 * closing that has waited for its mailbox for more than DEADLINE_WAIT_TROUBLE_S, and an end that is
 * unheard (deadline.h). */
void decide_deadlines(struct arena *arena, const struct state *state,
		      const struct deadline_context *context, int64_t now_s,
		      struct notice_list *out, struct trouble_list *troubles_out,
		      int64_t *next_s_out);

#endif
