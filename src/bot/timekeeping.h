/* timekeeping.h - compares the wall clock with the time that passes (time/steady.h), over runs and
 * restarts.
 *
 * It sets world.clock, look and now_s, at the start and in each turn of the loop.
 */
#ifndef BEADLE_BOT_TIMEKEEPING_H
#define BEADLE_BOT_TIMEKEEPING_H

#include "bot/world.h"

struct timekeeping {
	struct world *w;		/* borrowed */
	bool is_given;			/* somebody says what time it is: world.now_s stays as it
					 * is */
	bool is_told;			/* of this doubt the operator hears */
	char *to_tell;			/* what, to be put into the ledger; NULL: nothing */
	int64_t to_tell_since_s;
};

MUST_CHECK enum err_kind timekeeping_start(struct timekeeping *t,
					   struct err *err); /* w and is_given are set */
void timekeeping_turn(struct timekeeping *t);
/* What has changed, and what the operator is to hear of it, in a transaction of its own. */
MUST_CHECK enum err_kind timekeeping_keep(struct timekeeping *t, struct err *err);
void timekeeping_stop(struct timekeeping *t);

/* Why a run that begins now would doubt the clock, in a sentence; NULL: it would not. */
MUST_CHECK enum err_kind timekeeping_doubt(struct ledger *ledger, struct arena *arena,
					   const char **out, struct err *err);

#endif
