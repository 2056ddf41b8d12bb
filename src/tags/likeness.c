/* likeness.c - see likeness.h. */
#include "tags/likeness.h"

#include <stdlib.h>
#include <string.h>

enum {
	WORDS_MAX = 200,
	TELLS_APART = 1,
	ALIKE_PERCENT = 75,
	STEM_MIN = 3,		/* letters that two forms of a word begin with */
	LONG_WORD = 6,		/* so long a word may differ in one letter more: "receive",
				 * "recieve" */
};

/* Words that say nothing about which item is meant. */
static bool is_filler(struct span word)
{
	static const char *const fillers[] = {
		"a",	"about", "an",	"and",	 "as",	 "at",	 "be", "by",  "few",	"for",
		"from", "in",	 "is",	"it",	 "of",	 "on",	 "or", "our", "please", "regarding",
		"some", "that",	 "the", "their", "them", "this", "to", "we",  "will",	"with",
	};

	for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
		if (span_is_ci(word, fillers[i]))
			return true;
	}
	return false;
}

static bool is_word_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80;
}

/* FNV-1a of the word in lower case; the lowest bit is kept free. */
static uint64_t hash_of(struct span word)
{
	uint64_t hash = FNV64_BASIS;

	if (span_is_ci(word, "email"))
		word = span_of("mail");
	for (size_t i = 0; i < word.len; i++)
		hash = (hash ^ (uint64_t)ascii_lower((unsigned char)word.ptr[i])) * FNV64_PRIME;
	return hash & ~(uint64_t)TELLS_APART;
}

static bool is_capital(char c)
{
	return ascii_is_upper(c);
}

static bool tells_apart(struct span word, bool is_first)
{
	for (size_t i = 0; i < word.len; i++) {
		if (ascii_is_digit((unsigned char)word.ptr[i]))
			return true;
	}
	return !is_first && is_capital(word.ptr[0]);
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = ((const struct wording_word *)a)->hash,
		 y = ((const struct wording_word *)b)->hash;

	return (x > y) - (x < y);
}

static struct wording split(const char *text, struct span date, struct wording_word *words)
{
	struct wording wording = { .words = words };
	bool is_first = true;

	while (*text && wording.n < WORDS_MAX) {
		while (*text && !is_word_byte((unsigned char)*text))
			text++;
		const char *start = text;

		while (*text && is_word_byte((unsigned char)*text))
			text++;
		struct span word = span_from(start, (size_t)(text - start));

		if (!word.len)
			break;
		bool is_date = date.len && start >= date.ptr && start < date.ptr + date.len;
		/* "sponsor A" */
		bool is_letter = !is_first && word.len == 1 && is_capital(*start);

		if ((is_letter || !is_filler(word)) && !is_date) {
			uint64_t hash = hash_of(word);

			words[wording.n++] = (struct wording_word){
				hash | (tells_apart(word, is_first) ? TELLS_APART : 0), word
			};
			wording.in_order = wording.in_order * FNV64_PRIME + hash;
		}
		is_first = false;
	}
	if (wording.n > 1)
		qsort(words, wording.n, sizeof *words, by_hash);
	return wording;
}

struct wording wording_of(struct arena *arena, const char *text, struct span date)
{
	struct wording_word found[WORDS_MAX];
	struct wording wording = split(text, date, found);
	struct wording_word *words = arena_alloc(arena, wording.n, sizeof *words);

	if (wording.n)
		memcpy(words, found, wording.n * sizeof *words);
	wording.words = words;
	return wording;
}

bool wording_equal(const struct wording *a, const struct wording *b)
{
	return a->n && a->n == b->n && a->in_order == b->in_order;
}

/* What two wordings share, and the words that one of them alone has. */
struct comparison {
	size_t both, n_a, n_b;
	struct wording_word only_a[WORDS_MAX], only_b[WORDS_MAX];
};

static void compare(const struct wording *a, const struct wording *b, struct comparison *out)
{
	out->both = out->n_a = out->n_b = 0;
	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		uint64_t x = i < a->n ? a->words[i].hash : UINT64_MAX,
			 y = j < b->n ? b->words[j].hash : UINT64_MAX;

		if (x >> 1 == y >> 1) {
			out->both++;
			i++;
			j++;
		} else if (x < y) {
			out->only_a[out->n_a++] = a->words[i++];
		} else {
			out->only_b[out->n_b++] = b->words[j++];
		}
	}
}

int wording_percent(const struct wording *a, const struct wording *b)
{
	struct comparison c;

	compare(a, b, &c);
	return a->n + b->n ? (int)(200 * c.both / (a->n + b->n)) : 0;
}

size_t wording_shared(const struct wording *a, const struct wording *b)
{
	struct comparison c;

	compare(a, b, &c);
	return c.both;
}

static bool any_tells_apart(const struct wording_word *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i].hash & TELLS_APART)
			return true;
	}
	return false;
}

bool wording_differs(const struct wording *a, const struct wording *b)
{
	struct comparison c;

	compare(a, b, &c);
	return any_tells_apart(c.only_a, c.n_a) && any_tells_apart(c.only_b, c.n_b);
}

/* "doc", "docs", "documents"; "add", "adding"; a slip of the pen.  No forms of one word: "host",
 * "post"; "read", "draft". */
static bool is_form_of(struct span a, struct span b)
{
	size_t shorter = a.len < b.len ? a.len : b.len, head = 0, tail = 0;

	while (head < shorter &&
	       ascii_lower((unsigned char)a.ptr[head]) == ascii_lower((unsigned char)b.ptr[head]))
		head++;
	while (tail < shorter - head && ascii_lower((unsigned char)a.ptr[a.len - 1 - tail]) ==
						ascii_lower((unsigned char)b.ptr[b.len - 1 - tail]))
		tail++;
	return head >= STEM_MIN && head + tail + (shorter >= LONG_WORD ? 2 : 1) >= shorter;
}

size_t wording_covered(const struct wording *one, const struct wording *by)
{
	size_t covered = 0;

	for (size_t i = 0; i < one->n; i++) {
		bool found = false;

		for (size_t k = 0; k < by->n && !found; k++)
			found = one->words[i].hash >> 1 == by->words[k].hash >> 1 ||
				is_form_of(one->words[i].text, by->words[k].text);
		covered += found;
	}
	return covered;
}

/* Each word of the other's is a form of one of these. */
static bool are_forms(const struct wording_word *words, size_t n, const struct wording_word *of,
		      size_t n_of)
{
	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t k = 0; k < n_of && !found; k++)
			found = is_form_of(words[i].text, of[k].text);
		if (!found)
			return false;
	}
	return true;
}

bool wording_swaps(const struct wording *a, const struct wording *b)
{
	struct comparison c;

	compare(a, b, &c);
	return !are_forms(c.only_a, c.n_a, c.only_b, c.n_b) &&
	       !are_forms(c.only_b, c.n_b, c.only_a, c.n_a);
}

bool wording_is_alike(const struct wording *a, const struct wording *b)
{
	if (wording_equal(a, b))
		return true;
	return wording_percent(a, b) >= ALIKE_PERCENT && !wording_differs(a, b);
}

int likeness_percent(const char *a, const char *b)
{
	struct wording_word in_a[WORDS_MAX], in_b[WORDS_MAX];
	struct wording x = split(a, (struct span){ 0 }, in_a),
		       y = split(b, (struct span){ 0 }, in_b);

	return wording_percent(&x, &y);
}
