/* decide_answer.h - the answers that senders of commands are owed: at once, one for each mail.
 * Pure.
 *
 * Keys: answer/MESSAGE-ID of the mail that is answered.  What is older than ANSWER_FOR_S, or of the
 * past when its mailbox was first read, is not answered any more.
 */
#ifndef BEADLE_NOTICES_DECIDE_ANSWER_H
#define BEADLE_NOTICES_DECIDE_ANSWER_H

#include "notices/decide.h"

enum { ANSWER_FOR_S = 7 * 24 * 3600 };

/* Appends the answers of one list that are due at now_s. */
void decide_answers(struct arena *arena, const struct state *state,
		    const struct notice_policy *policy, const struct people *people, int64_t now_s,
		    struct notice_list *out);

#endif
