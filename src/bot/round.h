/* round.h - one round: all that is due is decided and kept, step by step. */
#ifndef BEADLE_BOT_ROUND_H
#define BEADLE_BOT_ROUND_H

#include "base/err.h"

struct world;

/* world.next_decide_s says when there may be more though nothing changes. */
MUST_CHECK enum err_kind round_do(struct world *w, struct err *err);

#endif
