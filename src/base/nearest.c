/* nearest.c - see nearest.h. */
#include "base/nearest.h"

#include <limits.h>
#include <string.h>

enum { WORD_MAX = 64, WORDS_MAX = 1000 };

/* Optimal string alignment: insert, delete, replace, swap of two neighbours cost 1 each. */
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3],
			 *above2 = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			int x = ascii_lower(a[i - 1]), y = ascii_lower(b[j - 1]);
			unsigned least = above[j - 1] + (x != y);

			if (above[j] + 1 < least)
				least = above[j] + 1;
			if (row[j - 1] + 1 < least)
				least = row[j - 1] + 1;
			if (i > 1 && j > 1 && x == ascii_lower(b[j - 2]) &&
			    y == ascii_lower(a[i - 2]) && above2[j - 2] + 1 < least)
				least = above2[j - 2] + 1;
			row[j] = least;
		}
	}
	return rows[a_len % 3][b_len];
}

unsigned nearest_distance(struct span a, struct span b)
{
	bool fits = a.len <= WORD_MAX && b.len <= WORD_MAX;

	return fits ? distance(a.ptr, a.len, b.ptr, b.len) : UINT_MAX;
}

const char *nearest_word(const char *word, nearest_next *next, const void *user)
{
	size_t len = strlen(word);
	const char *best = NULL, *candidate;
	unsigned best_distance = 0;

	if (!len || len > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < WORDS_MAX && (candidate = next(user, i)) != NULL; i++) {
		size_t other = strlen(candidate), longer = other > len ? other : len;
		unsigned allowed = longer < 3 ? 0 : (unsigned)(longer / 3);

		if (other > WORD_MAX || (other > len ? other - len : len - other) > allowed)
			continue;
		unsigned d = distance(word, len, candidate, other);

		if (d <= allowed && (!best || d < best_distance)) {
			best = candidate;
			best_distance = d;
		}
	}
	return best;
}
