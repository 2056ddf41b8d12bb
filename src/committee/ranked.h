/* ranked.h - a vote among several options, by ranking: Schulze's method with a default option, as
 * the constitution of Debian has it (appendix A.5; A.6 in older numbering).
 *
 *	1. How many ballots prefer each option to each other one.
 *	2. An option that fewer ballots prefer to the default one ("none of these") than the
 *	   quorum asks for is out.
 *	3. So is an option that does not beat the default one, or not by the majority that is
 *	   asked for it: 3:1 is three times as many.
 *	4. An option defeats another one that fewer ballots prefer to it than it to that.
 *	5. The Schwartz set: who is defeated, over however many steps, only by those whom they
 *	   defeat in the same way.
 *	6. While there are defeats inside it, the weakest of them are dropped - fewest ballots for
 *	   it, then most against it; all that are equally weak at once - and the set is found anew.
 *	7. What is left wins.  Several: a tie, which nobody here breaks.
 *
 * Pure.
 */
#ifndef BEADLE_COMMITTEE_RANKED_H
#define BEADLE_COMMITTEE_RANKED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum { RANKED_OPTIONS_MAX = 35 };	/* a tally sheet has a sign for each: 1 to 9, A to Z */

/* The default option is the last one. */
struct ranked_count {
	size_t n_options;
	size_t n_ballots;
	unsigned over[RANKED_OPTIONS_MAX][RANKED_OPTIONS_MAX];	/* ballots that prefer the row to
								 * the column */
};

/* One ballot more: the rank of each option, the best is 1, with gaps and equal ranks; 0: not
 * ranked, which is behind all ranks. */
void ranked_add(struct ranked_count *count, const unsigned char *ranks);

/* for_it : against, as 3:1. */
struct ranked_majority {
	unsigned for_it, against;	/* 0, 0: 1:1 */
};

struct ranked_terms {
	unsigned quorum;		/* ballots that prefer an option to the default; 0: any
					 * number */
	struct ranked_majority majority[RANKED_OPTIONS_MAX];
};

enum ranked_fate { RANKED_STAYS, RANKED_WITHOUT_QUORUM, RANKED_WITHOUT_MAJORITY };

struct ranked_defeat {
	size_t winner, loser;		/* indexes of options */
};

struct ranked_round {
	bool schwartz[RANKED_OPTIONS_MAX];
	struct ranked_defeat *dropped;	/* the weakest inside the set; none in the last round */
	size_t n_dropped;
};

struct ranked_result {
	enum ranked_fate fates[RANKED_OPTIONS_MAX];
	struct ranked_defeat *defeats;	/* among those that stay, by winner and loser */
	size_t n_defeats;
	struct ranked_round *rounds;	/* one at least; the set of the last one wins */
	size_t n_rounds;
	const bool *winners;		/* that set */
	size_t n_winners;		/* more than one: a tie */
};

/* Memory is the arena's. */
void ranked_decide(struct arena *arena, const struct ranked_count *count,
		   const struct ranked_terms *terms, struct ranked_result *out);

#endif
