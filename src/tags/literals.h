/* literals.h - what a text must have for one of many patterns to match it, read from the patterns.
 *
 * A pattern is tried only where one of its literals stands: one pass over a text finds those of all
 * patterns.  They err on one side only: a text that a pattern matches has one of them.
 */
#ifndef BEADLE_TAGS_LITERALS_H
#define BEADLE_TAGS_LITERALS_H

#include <stdint.h>

#include "base/span.h"

enum { LITERALS_PATTERNS_MAX = 256 };

/* Some of the patterns, by their numbers. */
struct literals_set {
	uint64_t bits[LITERALS_PATTERNS_MAX / 64];
};

static inline bool literals_has(const struct literals_set *set, size_t pattern)
{
	return pattern >= LITERALS_PATTERNS_MAX || (set->bits[pattern / 64] >> pattern % 64 & 1);
}

/* Letter case, and which white space it is, are never looked at. */
struct literals;
struct literals *literals_new(void);
void literals_free(struct literals **literals);

/* Takes up the next pattern of PCRE2.  define: "(?(DEFINE)...)" with the groups that it may call.
 * What is not understood may match anything. */
void literals_add(struct literals *literals, const char *define, const char *text);
size_t literals_count(const struct literals *literals);

/* Those that may match a text, or a piece of it. */
void literals_find(const struct literals *literals, struct span text, struct literals_set *out);

/* What was read from a pattern, one a line, for who looks at it; "": nothing. */
struct buf;
void literals_print(const char *define, const char *text, struct buf *out);

#endif
