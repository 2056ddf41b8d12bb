/* literals.h - which of many patterns may match a text: those of whose pieces (pieces.h) one stands
 * in it.
 *
 * A pattern is tried only there: one pass over a text finds the pieces of all patterns.  They err
 * on one side only: what a pattern matches has one of them.
 */
#ifndef BEADLE_TAGS_LITERALS_H
#define BEADLE_TAGS_LITERALS_H

#include <stdint.h>

#include "tags/pieces.h"

enum { LITERALS_PATTERNS_MAX = 256 };

/* Some of the patterns, by their numbers. */
struct literals_set {
	uint64_t bits[LITERALS_PATTERNS_MAX / 64];
};

static inline bool literals_has(const struct literals_set *set, size_t pattern)
{
	return pattern >= LITERALS_PATTERNS_MAX || (set->bits[pattern / 64] >> pattern % 64 & 1);
}

/* The first of them at or after that one; LITERALS_PATTERNS_MAX: there is none. */
static inline size_t literals_next(const struct literals_set *set, size_t pattern)
{
	while (pattern < LITERALS_PATTERNS_MAX) {
		uint64_t rest = set->bits[pattern / 64] >> pattern % 64;

		if (rest)
			return pattern + (size_t)__builtin_ctzll(rest);
		pattern = (pattern / 64 + 1) * 64;
	}
	return LITERALS_PATTERNS_MAX;
}

struct literals;
struct literals *literals_new(void);
void literals_free(struct literals **literals);

/* Takes up the next pattern with its pieces, which are copied. */
void literals_add(struct literals *literals, struct pieces pieces);
size_t literals_count(const struct literals *literals);

/* Those of which a piece stands anywhere, or nothing is known. */
void literals_find(const struct literals *literals, struct span text, struct literals_set *out);

/* The same of pieces that stand there; false: none does.  at: less than the text's length. */
bool literals_stand_at(const struct literals *literals, struct span text, size_t at,
		       struct literals_set *out);

/* The same of the first place at or after *at, or behind a byte that is no letter. */
bool literals_next_word(const struct literals *literals, struct span text, size_t *at,
			struct literals_set *out);

#endif
