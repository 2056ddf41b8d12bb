/* rebuild_ballots.h - what a rebuild reads again of secret votes that are not over.
 *
 * A secret ballot is in no event, so the events that are compared say nothing about it.  What the
 * ledger lacks of them is put there; what it has stays.  Of votes that are over nothing is: their
 * count is an event, and their key is gone.
 */
#ifndef BEADLE_BOT_REBUILD_BALLOTS_H
#define BEADLE_BOT_REBUILD_BALLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

struct config;
struct ledger;
struct state;

struct rebuild_ballot {
	int vote;
	const char *voter, *message_id;
	const char *choice;
};

struct rebuild_ballots {			/* in the arena */
	struct rebuild_ballot *ballots;
	size_t len, cap;
	int *votes;				/* that need a key */
	size_t n_votes, cap_votes;
};

/* What `again` has and `ledger` lacks, of the votes that are running in the state. */
MUST_CHECK enum err_kind rebuild_ballots_find(struct arena *arena, const struct config *config,
					      const struct state *state, struct ledger *again,
					      struct ledger *ledger, int64_t now_s,
					      struct rebuild_ballots *out, struct err *err);
/* Within a transaction. */
MUST_CHECK enum err_kind rebuild_ballots_write(const struct rebuild_ballots *ballots,
					       struct ledger *ledger, struct err *err);

#endif
