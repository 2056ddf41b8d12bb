/* outcome.h - what has become of a mail of ours: of its recipients, and what others hear of it.
 * Whoever finds that out (delivery.h, bounces.h, recall.h) makes one of these, and reads only;
 * keep.h writes it in one transaction, so that after a kill all of it is there, or nothing.
 */
#ifndef BEADLE_BOT_OUTCOME_H
#define BEADLE_BOT_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/world.h"
#include "notices/decide.h"

struct outcome_recipient {
	struct ledger_recipient recipient;
	bool is_new;			/* else the mail has it, and it has changed */
};

struct mail_outcome {
	struct arena *arena;		/* of all of it */
	struct ledger_mail *mail;	/* borrowed; its recipients as they are now */
	struct outcome_recipient *recipients;	/* to be written, in this order */
	size_t n_recipients, cap_recipients;
	struct event_list events;
	const char *told;		/* what the last of them says (committee/told.h); NULL:
					 * nothing is said */
	struct trouble_list troubles;
	bool queue_changed;		/* since it was last asked whose turn it is */
};

bool outcome_is_operators(const struct ledger_mail *mail); /* it tells the operator of trouble */

void outcome_set(struct mail_outcome *outcome, const struct ledger_recipient *recipient);
/* The same bytes go to that address too, now. */
void outcome_add(struct mail_outcome *outcome, const char *addr, int64_t now_s);
bool outcome_is_done(enum delivery_state state); /* nothing is tried any more */
/* Of each recipient in the one state; nobody is told of a witness. */
void outcome_change_all(const struct world *w, struct mail_outcome *outcome,
			enum delivery_state from, enum delivery_state to);
/* What became of the notice at that instant (committee/told.h). */
void outcome_told(const struct world *w, struct mail_outcome *outcome, const char *what,
		  int64_t at_s);
/* Of a mail that did not get there: what says so behind the address, the recipient's reply why.
 * Once a recipient and stage. */
#define TROUBLE_REFUSED "refused"	/* it never will */
#define TROUBLE_WAITS "waits"		/* it may yet */
void outcome_tell_operator(struct mail_outcome *outcome, const struct ledger_recipient *recipient,
			   const char *stage, const char *what);
int64_t outcome_retry_after_s(const struct world *w,
			      unsigned tries); /* how long to wait after so many */

#endif
