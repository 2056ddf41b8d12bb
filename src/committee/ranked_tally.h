/* ranked_tally.h - the count of a ranked vote by its rule: ballots in, an outcome out.
 *
 *	no quorum	fewer have voted than the rule wants; who ranks nothing has voted
 *	passed		one option wins, and it is not the default one
 *	failed		the default option wins: nothing is decided
 *	tied		several options win: nobody breaks that
 *
 * Pure.
 */
#ifndef BEADLE_COMMITTEE_RANKED_TALLY_H
#define BEADLE_COMMITTEE_RANKED_TALLY_H

#include "committee/ranked.h"
#include "committee/tally.h"

struct ranked_tally {
	struct ranked_count count;
	struct ranked_terms terms;
	struct ranked_result result;
	size_t winner;			/* passed: that option */
};

/* ballots: n of them, as ranked_add() has them; NULL: that voter is absent.  n is how many may
 * vote.  Memory is the arena's. */
enum tally_outcome ranked_tally_decide(struct arena *arena, const struct vote_rule *rule,
				       const unsigned char *const *ballots, size_t n,
				       size_t n_options, struct ranked_tally *out);

#endif
