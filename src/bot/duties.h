/* duties.h - duties that come back, and due dates that go with a meeting, as events. */
#ifndef BEADLE_BOT_DUTIES_H
#define BEADLE_BOT_DUTIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

struct world;

/* Of the list with that index.  *stale_out: the operator has acted meanwhile, and everything has to be decided anew. */
MUST_CHECK enum err_kind duties_follow(struct world *w, struct arena *arena, size_t list, bool *stale_out, struct err *err);

#endif
