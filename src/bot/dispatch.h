/* dispatch.h - from the state to mail that is to be sent. */
#ifndef BEADLE_BOT_DISPATCH_H
#define BEADLE_BOT_DISPATCH_H

#include "base/err.h"

struct world;

/* Decides and keeps all that is due; world.next_decide_s says when there may be more. */
MUST_CHECK enum err_kind dispatch_decide(struct world *w, struct err *err);

#endif
