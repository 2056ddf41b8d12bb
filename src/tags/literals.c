/* literals.c - see literals.h.
 *
 * Pieces are found by their first three bytes, or two, or one.  Of letters beyond ASCII two are the
 * same as ASCII ones to PCRE2 where case does not count: a text with one of these may match
 * anything.
 */
#include "tags/literals.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { KEY_BYTES = 3, KEYS = 4096 };

struct literal {
	struct span text;
	struct literals_set patterns;
	size_t next;		/* of the same key, its index + 1; 0: none */
};

struct literals {
	struct arena *arena;
	struct literal *all;
	size_t n, cap;
	size_t n_patterns;
	struct literals_set always;	/* of which nothing is known */
	bool any_always;
	uint16_t first[KEYS];		/* by three bytes, or two: an index + 1 */
	bool is_first[256];		/* a piece of one byte */
	struct literals_set alone[256]; /* by that byte */
	bool may_begin[256];		/* by the first byte of a piece */
	unsigned char kinds[256];	/* each byte as it is looked for */
};

struct literals *literals_new(void)
{
	struct literals *literals = mem_zalloc(1, sizeof *literals);

	literals->arena = arena_new();
	for (int byte = 0; byte < 256; byte++)
		literals->kinds[byte] = pieces_kind(byte);
	return literals;
}

void literals_free(struct literals **literals)
{
	if (*literals)
		arena_free(&(*literals)->arena);
	free(*literals);
	*literals = NULL;
}

static void include(struct literals_set *set, size_t pattern)
{
	set->bits[pattern / 64] |= UINT64_C(1) << pattern % 64;
}

static void unite(struct literals_set *set, const struct literals_set *other)
{
	for (size_t i = 0; i < sizeof set->bits / sizeof set->bits[0]; i++)
		set->bits[i] |= other->bits[i];
}

static unsigned key_of(unsigned a, unsigned b, unsigned c)
{
	return (a * 961 + b * 31 + c) % KEYS;
}

static void add_piece(struct literals *literals, struct span piece, size_t pattern)
{
	const unsigned char *p = (const unsigned char *)piece.ptr;

	literals->may_begin[*p] = true;
	if (piece.len == 1) {
		literals->is_first[*p] = true;
		include(&literals->alone[*p], pattern);
		return;
	}
	unsigned key = piece.len < KEY_BYTES ? key_of(0, p[0], p[1]) : key_of(p[0], p[1], p[2]);
	size_t at = literals->first[key];

	while (at && !span_eq(literals->all[at - 1].text, piece))
		at = literals->all[at - 1].next;
	if (!at) {
		literals->all = arena_grow(literals->arena, literals->all, literals->n,
					   &literals->cap, sizeof *literals->all);
		literals->all[literals->n] = (struct literal){
			.text = span_copy(literals->arena, piece),
			.next = literals->first[key],
		};
		at = ++literals->n;
		literals->first[key] = (uint16_t)at;
	}
	include(&literals->all[at - 1].patterns, pattern);
}

size_t literals_count(const struct literals *literals)
{
	return literals->n_patterns;
}

void literals_add(struct literals *literals, struct pieces pieces)
{
	size_t pattern = literals->n_patterns++;

	if (pattern >= LITERALS_PATTERNS_MAX || !pieces.n)
		literals->any_always = true;
	if (pattern >= LITERALS_PATTERNS_MAX)
		return;
	if (!pieces.n)
		include(&literals->always, pattern);
	for (size_t i = 0; i < pieces.n; i++)
		add_piece(literals, pieces.all[i], pattern);
}

/* The long s, and the sign of Kelvin: without letter case the same as "s" and "k". */
static bool is_like_ascii(const unsigned char *p, size_t len)
{
	return (len > 1 && p[0] == 0xC5 && p[1] == 0xBF) ||
	       (len > 2 && p[0] == 0xE2 && p[1] == 0x84 && p[2] == 0xAA);
}

static bool is_there(const struct literals *literals, struct span piece, struct span text,
		     size_t at)
{
	if (piece.len > text.len - at)
		return false;
	for (size_t i = 0; i < piece.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[at + i];

		if (literals->kinds[byte] != (unsigned char)piece.ptr[i])
			return false;
	}
	return true;
}

/* Those of a key whose pieces stand there. */
static bool __attribute__((noinline)) find_at(const struct literals *literals, unsigned key,
					      struct span text, size_t at, struct literals_set *out)
{
	bool found = false;

	for (size_t i = literals->first[key]; i; i = literals->all[i - 1].next) {
		const struct literal *literal = &literals->all[i - 1];

		if (!is_there(literals, literal->text, text, at))
			continue;
		unite(out, &literal->patterns);
		found = true;
	}
	return found;
}

/* Most places are done with before anything is compared. */
static inline bool may_stand_at(const struct literals *literals, const unsigned char *p, size_t len)
{
	const unsigned char *kinds = literals->kinds;

	if (literals->any_always)
		return true;
	if (!literals->may_begin[kinds[*p]])
		return false;
	return literals->is_first[kinds[*p]] ||
	       (len > 1 && literals->first[key_of(0, kinds[p[0]], kinds[p[1]])]) ||
	       (len > 2 && literals->first[key_of(kinds[p[0]], kinds[p[1]], kinds[p[2]])]);
}

bool literals_stand_at(const struct literals *literals, struct span text, size_t at,
		       struct literals_set *out)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at, *kinds = literals->kinds;
	size_t len = text.len - at;
	bool found = literals->any_always;

	if (!may_stand_at(literals, p, len))
		return false;
	*out = literals->always;
	if (literals->is_first[kinds[*p]]) {
		unite(out, &literals->alone[kinds[*p]]);
		found = true;
	}
	if (len > 1 && find_at(literals, key_of(0, kinds[p[0]], kinds[p[1]]), text, at, out))
		found = true;
	if (len > 2 &&
	    find_at(literals, key_of(kinds[p[0]], kinds[p[1]], kinds[p[2]]), text, at, out))
		found = true;
	return found;
}

bool literals_next_word(const struct literals *literals, struct span text, size_t *at,
			struct literals_set *out)
{
	const unsigned char *kinds = literals->kinds, *begin = (const unsigned char *)text.ptr,
			    *p = begin + *at, *end = begin + text.len;

	while (p < end) {
		if (may_stand_at(literals, p, (size_t)(end - p))) {
			*at = (size_t)(p - begin);
			if (literals_stand_at(literals, text, *at, out))
				return true;
		}
		while (p < end && (unsigned)kinds[*p] - 'a' < 26)
			p++;
		p += p < end;
	}
	return false;
}

void literals_find(const struct literals *literals, struct span text, struct literals_set *out)
{
	const unsigned char *bytes = (const unsigned char *)text.ptr, *kinds = literals->kinds;
	unsigned a = 0, b = 0;

	*out = literals->always;
	for (size_t i = 0; i < text.len; i++) {
		unsigned c = kinds[bytes[i]];

		if (c >= 0x80 && is_like_ascii(bytes + i, text.len - i)) {
			memset(out, 0xFF, sizeof *out);
			return;
		}
		if (literals->is_first[c])
			unite(out, &literals->alone[c]);
		unsigned two = key_of(0, b, c), three = key_of(a, b, c);

		if (literals->first[two] && i)
			(void)find_at(literals, two, text, i - 1, out);
		if (literals->first[three] && i > 1)
			(void)find_at(literals, three, text, i - 2, out);
		a = b;
		b = c;
	}
}
