/* ranked_ballot.h - what a voter writes who ranks options, in words and back.
 *
 *	2 1 3, 213	the rank of each option, in their order; "-": not ranked
 *	B > A = C	the options from the best one on; "=": equal.  Each by its letter, its
 *			number, its name, or what begins a word of one name alone
 *	abstain		nothing is ranked: a vote, and none for an option
 *
 * What is not named is not ranked: behind all others, and equal.  Ranks may be equal and leave
 * gaps.  Marks of mail programs around it, "My vote:" in front and a reason behind a dash are
 * passed over.  Never a guess: a name that fits two options, a number that may be an option or a
 * rank, a reason that speaks of options are none.
 *
 * It is kept in signs, as on a tally sheet: one for each option, 1 to 9, then A to Z, or "-".
 * Pure.
 */
#ifndef BEADLE_COMMITTEE_RANKED_BALLOT_H
#define BEADLE_COMMITTEE_RANKED_BALLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/span.h"

/* The default option, which every ranked vote has as its last one. */
#define RANKED_NONE "None of these"

enum { RANKED_RANK_MAX = 99, RANKED_LETTERS = 26 };

/* names: of the n options, 1 to RANKED_LETTERS, the last of which is the default one; they have
 * the letters A, B, C ... too.  ranks as in ranked_add(); *reason_out: what stands behind, within
 * line.  False for what cannot be understood: *fault_out says what, as the beginning of a sentence,
 * in the arena. */
bool ranked_ballot_read(struct arena *arena, struct span line, const char *const *names, size_t n,
			unsigned char *ranks_out, struct span *reason_out, const char **fault_out);

/* Does such a ballot, of one option alone, go on in the lines below: "Bert", "Anna"? */
bool ranked_ballot_goes_on(struct arena *arena, const unsigned char *ranks, struct span below,
			   const char *const *names, size_t n);

#define RANKED_FAULT_LINES "write all options on one line, as in \"B > A\""

/* What would be a ballot among these options, as a sentence. */
const char *ranked_ballot_help(struct arena *arena, const char *const *names, size_t n);

/* "B > A = C": what a ballot says, with what is not ranked left out; "nothing is ranked". */
const char *ranked_ballot_text(struct arena *arena, const unsigned char *ranks, size_t n);

/* "B Bert > A Anna = C Cleo; not ranked: D None of these" */
const char *ranked_ballot_words(struct arena *arena, const unsigned char *ranks,
				const char *const *names, size_t n);

/* "213-", without gaps; and back: false for what is none, or not of n options. */
const char *ranked_ballot_signs(struct arena *arena, const unsigned char *ranks, size_t n);
bool ranked_ballot_from_signs(struct span signs, size_t n, unsigned char *ranks_out);

/* 1 to 35 of "1" to "9" and "A" to "Z"; 0: it is no sign of a rank. */
unsigned ranked_sign_value(char sign);

/* "none of these", "none of the above", "nota": the default option, in any letter case. */
bool ranked_is_none(struct span name);

/* "A Anna, B Bert, C None of these" */
const char *ranked_options_text(struct arena *arena, const char *const *names, size_t n);

/* "A Anna": an option as it is named to people. */
const char *ranked_option_text(struct arena *arena, const char *const *names, size_t option);

#endif
