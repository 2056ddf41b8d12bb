/* nearest.h - which of the words that are known somebody may have meant. */
#ifndef BEADLE_BASE_NEAREST_H
#define BEADLE_BASE_NEAREST_H

#include <stddef.h>

/* The candidate nearest to word by Damerau-Levenshtein distance (letter case does not count), or
 * NULL when none is near: at most a third of the longer one's letters may differ, and only the
 * first 1000 candidates are looked at.  next gives candidate i, or NULL after the last. */
typedef const char *nearest_next(const void *user, size_t i);
const char *nearest_word(const char *word, nearest_next *next, const void *user);

#endif
