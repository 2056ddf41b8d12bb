/* likeness.c - see likeness.h. */
#include "committee/likeness.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"

enum { WORDS_MAX = 200 };

/* Words that say nothing about which item is meant. */
static bool is_filler(struct span word)
{
	static const char *const fillers[] = {
		"a", "an", "and", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of",
		"on", "or", "our", "please", "that", "the", "this", "to", "we", "will", "with",
	};

	for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
		if (span_is_ci(word, fillers[i]))
			return true;
	}
	return false;
}

static bool is_word_byte(unsigned char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80;
}

static int by_text(const void *a, const void *b)
{
	struct span x = *(const struct span *)a, y = *(const struct span *)b;
	size_t n = x.len < y.len ? x.len : y.len;

	for (size_t i = 0; i < n; i++) {
		int d = ascii_lower((unsigned char)x.ptr[i]) - ascii_lower((unsigned char)y.ptr[i]);

		if (d)
			return d;
	}
	return (x.len > y.len) - (x.len < y.len);
}

static size_t split(const char *text, struct span *words)
{
	size_t n = 0;

	while (*text && n < WORDS_MAX) {
		while (*text && !is_word_byte((unsigned char)*text))
			text++;
		const char *start = text;

		while (*text && is_word_byte((unsigned char)*text))
			text++;
		struct span word = span_from(start, (size_t)(text - start));

		if (word.len && !is_filler(word))
			words[n++] = word;
	}
	qsort(words, n, sizeof *words, by_text);
	return n;
}

int likeness_words(const char *text)
{
	struct span words[WORDS_MAX];

	return (int)split(text, words);
}

int likeness_percent(const char *a, const char *b)
{
	struct span in_a[WORDS_MAX], in_b[WORDS_MAX];
	size_t n_a = split(a, in_a), n_b = split(b, in_b), both = 0;

	for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
		int d = by_text(&in_a[i], &in_b[j]);

		both += d == 0;
		i += d <= 0;
		j += d >= 0;
	}
	return n_a + n_b ? (int)(200 * both / (n_a + n_b)) : 0;
}
