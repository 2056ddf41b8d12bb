/* outcome.h - what the outcome of a mail means to others: people have been told, the operator is
 * told, the mail is tried again. */
#ifndef BEADLE_BOT_OUTCOME_H
#define BEADLE_BOT_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct ledger_mail;
struct ledger_recipient;
struct world;

bool outcome_is_operators(const struct ledger_mail *mail); /* it tells the operator of trouble */

/* Within the transaction that keeps the outcome: the event of what became of the notice at that
 * instant (committee/told.h), so that after a kill there are both or neither. */
MUST_CHECK enum err_kind outcome_told(struct world *w, const struct ledger_mail *mail,
				      const char *what, int64_t at_s, struct err *err);
/* Of a mail that did not get there: what says so behind the address, the recipient's reply why.
 * Once a recipient and stage. */
#define TROUBLE_REFUSED "refused"	/* it never will */
#define TROUBLE_WAITS "waits"		/* it may yet */
MUST_CHECK enum err_kind outcome_tell_operator(struct world *w, const struct ledger_mail *mail,
					       const struct ledger_recipient *recipient,
					       const char *stage, const char *what,
					       struct err *err);
int64_t outcome_retry_after_s(const struct world *w,
			      unsigned tries); /* how long to wait after so many */

#endif
