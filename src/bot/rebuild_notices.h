/* rebuild_notices.h - the notices that would be due only because of a rebuild's difference, and are
 * not sent. */
#ifndef BEADLE_BOT_REBUILD_NOTICES_H
#define BEADLE_BOT_REBUILD_NOTICES_H

#include "base/mem.h"
#include "committee/event.h"

struct world;
struct ledger;

/* The keys of notices about items, answers, deadlines and votes that are due by the events `after`,
 * now or in the last day, and not by those before.  What people have to know of a deadline or a
 * vote that runs is told all the same: that it was moved, and its last day.  k has the
 * configuration and the calendars. */
MUST_CHECK enum err_kind rebuild_notices_find(struct arena *arena, struct ledger *ledger,
					      struct world *k, const struct event_list *before,
					      const struct event_list *after, int64_t now_s,
					      const char ***out, size_t *n_out, struct err *err);

#endif
