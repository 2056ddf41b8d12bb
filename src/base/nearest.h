/* nearest.h - which of the words that are known somebody may have meant. */
#ifndef BEADLE_BASE_NEAREST_H
#define BEADLE_BASE_NEAREST_H

#include <stddef.h>

#include "base/span.h"

/* The candidate nearest to word by Damerau-Levenshtein distance (letter case does not count), or
 * NULL when none is near: at most a third of the longer one's letters may differ, and only the
 * first 1000 candidates are looked at.  next gives candidate i, or NULL after the last. */
typedef const char *nearest_next(const void *user, size_t i);
const char *nearest_word(const char *word, nearest_next *next, const void *user);

/* How many letters have to be added, taken, replaced or swapped with their neighbour; more than any
 * word has when one of the two is longer than 64 bytes. */
unsigned nearest_distance(struct span a, struct span b);

#endif
