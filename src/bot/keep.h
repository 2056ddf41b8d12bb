/* keep.h - the only writer of what was judged and decided: rows, events, keys, and bytes with
 * their reply addresses.
 *
 * Each notice has a transaction of its own, and so have the events of a step: after a crash all of
 * it is there, or nothing.
 */
#ifndef BEADLE_BOT_KEEP_H
#define BEADLE_BOT_KEEP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct decide_result;
struct judge_verdict;
struct world;

/* *stale_out: the operator has acted since it was decided; what is left of it is not kept, and
 * everything has to be decided anew. */
MUST_CHECK enum err_kind keep_decisions(struct world *w, struct arena *arena,
					struct decide_result *decisions, bool *stale_out,
					struct err *err);

/* Within the transaction that the caller has open. */
MUST_CHECK enum err_kind keep_verdict(struct world *w, struct arena *arena,
				      const struct judge_verdict *verdict, struct err *err);

#endif
