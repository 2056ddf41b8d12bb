/* advice.h - how a notice tells its reader to say something, so that it will count (PRODUCT 5:
 * advice fits what is configured).
 *
 * An answer to a notice counts by the token in the address that it goes to.  Without tokens
 * ("answers: {address: no}") it counts like any mail: by what the own server says of its signature,
 * or by its From where that is believed.  Where nothing proves who wrote a mail no command counts,
 * and the operator is named.  All texts are whole sentences, in the arena.
 */
#ifndef BEADLE_NOTICES_ADVICE_H
#define BEADLE_NOTICES_ADVICE_H

#include "base/mem.h"
#include "notices/policy.h"

/* To whom a notice went by name: lines ("\"done\" or \"#12 drop\"") are what can be said, more goes
 * on behind a semicolon; "" for nothing. */
const char *advice_answer(struct arena *arena, const struct notice_policy *policy,
			  const char *lines, const char *more);

/* To who is to vote, or has: of a ranked vote on so many options; 0: on a question.  until: how
 * long that can be changed, behind a blank, or ""; NULL: all that can be said of a ballot. */
const char *advice_ballot(struct arena *arena, const struct notice_policy *policy,
			  size_t n_options, const char *until);

/* To the list: how its voters vote; of a ranked vote on so many options, 0: on a question. */
const char *advice_vote(struct arena *arena, const struct notice_policy *policy, size_t n_options,
			bool is_secret);

/* To the list, which got the notice: how an item is closed. */
const char *advice_close(struct arena *arena, const struct notice_policy *policy, int item);

/* What can be said about what stands below a title, in brackets behind it; "" where it would not
 * count, in an answer to this notice or, to_list, in a mail to the list. */
const char *advice_beside(struct arena *arena, const struct notice_policy *policy, bool to_list,
			  const char *what);

/* To the list: how to object to a deadline. */
const char *advice_object(struct arena *arena, const struct notice_policy *policy);

/* How something gets on the agenda. */
const char *advice_agenda(struct arena *arena, const struct notice_policy *policy);

/* To the list: how to send regrets; "" where a mail to it proves nobody. */
const char *advice_regrets(const struct notice_policy *policy);

/* To whom a command was not believed to be his: how to prove it. */
const char *advice_prove(struct arena *arena, const struct notice_policy *policy);

#endif
