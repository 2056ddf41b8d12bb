/* decide.h - what is due in the world as it is: notices, events, keys, troubles.  It only reads;
 * keep.h writes.
 *
 * Steps are decided and kept one after the other: each step sees what the one before it has made.
 */
#ifndef BEADLE_BOT_DECIDE_H
#define BEADLE_BOT_DECIDE_H

#include "base/mem.h"
#include "bot/world.h"
#include "notices/decide.h"

struct notice_policy;

enum decide_step {
	DECIDE_PAST,		/* the one mail about what the list's archive held: before all
				 * else, so that nothing in it is asked twice in a round */
	DECIDE_DUTIES,		/* duties that come back, due dates that go with a meeting; to be
				 * repeated while events come of it */
	DECIDE_RECEIPTS,	/* what who mailed minutes is told: it asks what other mail need
				 * not ask then */
	DECIDE_NOTICES,		/* all other mail */
};

/* All in the arena. */
struct decide_result {
	const struct notice_policy *policy;	/* that the notices are composed by */
	struct notice_list notices;
	struct event_list events;
	const char **spent;			/* keys that are spent without a mail */
	size_t n_spent, cap_spent;
	struct trouble_list troubles;
	int64_t next_s;				/* when there may be more though nothing has
						 * changed; INT64_MAX: never */
};

/* Of the list with that index. */
MUST_CHECK enum err_kind decide_step(const struct world *w, struct arena *arena, size_t list,
				     enum decide_step step, struct decide_result *out,
				     struct err *err);
/* The operator's mail about what was kept as trouble. */
MUST_CHECK enum err_kind decide_operators(const struct world *w, struct arena *arena,
					  struct decide_result *out, struct err *err);

#endif
