/* ranked_ballot.h - what a voter writes who ranks options, in words and back.
 *
 *	2 1 3, 213	the rank of each option, in their order; "-": not ranked
 *	B > A = C	the options from the best one on, by letter, number or name; "=": equal
 *
 * What is not named is not ranked: behind all others, and equal.  Ranks may be equal and leave
 * gaps.  Pure.
 */
#ifndef BEADLE_COMMITTEE_RANKED_BALLOT_H
#define BEADLE_COMMITTEE_RANKED_BALLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/span.h"

enum { RANKED_RANK_MAX = 99, RANKED_LETTERS = 26 };

/* names: of the n options, 1 to RANKED_LETTERS; they have the letters A, B, C ... too.  ranks as in
 * ranked_add().  False for what cannot be understood: *fault_out says what, and what would be,
 * in the arena. */
bool ranked_ballot_read(struct arena *arena, struct span line, const char *const *names, size_t n,
			unsigned char *ranks_out, const char **fault_out);

/* "B > A = C": what a ballot says, with what is not ranked left out; "nothing is ranked". */
const char *ranked_ballot_text(struct arena *arena, const unsigned char *ranks, size_t n);

#endif
