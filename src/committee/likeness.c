/* likeness.c - see likeness.h. */
#include "committee/likeness.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 200, TELLS_APART = 1 };

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

/* FNV-1a of the word in lower case; the lowest bit is kept free. */
static uint64_t hash_of(struct span word)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < word.len; i++)
		hash = (hash ^ (uint64_t)ascii_lower((unsigned char)word.ptr[i])) * 0x100000001b3u;
	return hash & ~(uint64_t)TELLS_APART;
}

static bool tells_apart(struct span word, bool is_first)
{
	for (size_t i = 0; i < word.len; i++) {
		if (ascii_is_digit((unsigned char)word.ptr[i]))
			return true;
	}
	return !is_first && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z';
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static size_t split(const char *text, struct span date, uint64_t *words)
{
	size_t n = 0;
	bool is_first = true;

	while (*text && n < WORDS_MAX) {
		while (*text && !is_word_byte((unsigned char)*text))
			text++;
		const char *start = text;

		while (*text && is_word_byte((unsigned char)*text))
			text++;
		struct span word = span_from(start, (size_t)(text - start));

		if (!word.len)
			break;
		bool is_date = date.len && start >= date.ptr && start < date.ptr + date.len;

		if (!is_filler(word) && !is_date)
			words[n++] = hash_of(word) | (tells_apart(word, is_first) ? TELLS_APART : 0);
		is_first = false;
	}
	if (n > 1)
		qsort(words, n, sizeof *words, by_value);
	return n;
}

struct wording wording_of(struct arena *arena, const char *text, struct span date)
{
	uint64_t found[WORDS_MAX] = { 0 };
	size_t n = split(text, date, found);
	uint64_t *words = arena_alloc(arena, n, sizeof *words);

	if (n)
		memcpy(words, found, n * sizeof *words);
	return (struct wording){ words, n };
}

/* Steps through both in order; each word that one of them alone has is counted for it. */
static size_t compare(const struct wording *a, const struct wording *b, bool *differs_out)
{
	size_t both = 0;
	bool only_a = false, only_b = false;

	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		uint64_t x = i < a->n ? a->words[i] : UINT64_MAX, y = j < b->n ? b->words[j] : UINT64_MAX;

		if (x >> 1 == y >> 1) {
			both++;
			i++;
			j++;
		} else if (x < y) {
			only_a = only_a || (x & TELLS_APART);
			i++;
		} else {
			only_b = only_b || (y & TELLS_APART);
			j++;
		}
	}
	*differs_out = only_a && only_b;
	return both;
}

int wording_percent(const struct wording *a, const struct wording *b)
{
	bool differs;

	return a->n + b->n ? (int)(200 * compare(a, b, &differs) / (a->n + b->n)) : 0;
}

bool wording_differs(const struct wording *a, const struct wording *b)
{
	bool differs;

	compare(a, b, &differs);
	return differs;
}

int likeness_percent(const char *a, const char *b)
{
	uint64_t in_a[WORDS_MAX], in_b[WORDS_MAX];
	struct wording x = { in_a, split(a, (struct span){ 0 }, in_a) };
	struct wording y = { in_b, split(b, (struct span){ 0 }, in_b) };

	return wording_percent(&x, &y);
}
