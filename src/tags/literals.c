/* literals.c - see literals.h.
 *
 * Pieces are found by their first three bytes, or two, or one.  A bit for each three bytes says
 * whether a piece may begin with them: nearly nowhere in a text.  Of letters beyond ASCII two are
 * the same as ASCII ones to PCRE2 where case does not count: a text with one of these may match
 * anything.
 */
#include "tags/literals.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { KEY_BYTES = 3, KEYS = 32768, CHAINS = 4096, BYTES = 256 };

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
	uint64_t may_begin[KEYS / 64];	/* by three bytes */
	uint16_t first[CHAINS];		/* by three bytes, or two: an index + 1 */
	bool is_first[BYTES];		/* a piece of one byte */
	struct literals_set alone[BYTES]; /* by that byte */
	unsigned char kinds[BYTES];	/* each byte as it is looked for */
};

struct literals *literals_new(void)
{
	struct literals *literals = mem_zalloc(1, sizeof *literals);

	literals->arena = arena_new();
	for (int byte = 0; byte < BYTES; byte++)
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

/* Three letters have one of their own. */
static inline unsigned key_of(unsigned a, unsigned b, unsigned c)
{
	return (a * 961 + b * 31 + c) % KEYS;
}

/* The third byte may be any, or is given. */
static void note_beginning(struct literals *literals, struct span piece)
{
	const unsigned char *p = (const unsigned char *)piece.ptr;
	unsigned from = piece.len < KEY_BYTES ? 0 : p[2];
	unsigned to = piece.len < KEY_BYTES ? BYTES : from + 1;

	for (unsigned c = from; c < to; c++) {
		unsigned key = key_of(p[0], p[1], c);

		literals->may_begin[key / 64] |= UINT64_C(1) << key % 64;
	}
}

static void add_piece(struct literals *literals, struct span piece, size_t pattern)
{
	const unsigned char *p = (const unsigned char *)piece.ptr;

	if (piece.len == 1) {
		literals->is_first[*p] = true;
		include(&literals->alone[*p], pattern);
		return;
	}
	note_beginning(literals, piece);
	unsigned key = piece.len < KEY_BYTES ? key_of(0, p[0], p[1]) : key_of(p[0], p[1], p[2]);
	uint16_t *first = &literals->first[key % CHAINS];
	size_t at = *first;

	while (at && !span_eq(literals->all[at - 1].text, piece))
		at = literals->all[at - 1].next;
	if (!at) {
		literals->all = arena_grow(literals->arena, literals->all, literals->n,
					   &literals->cap, sizeof *literals->all);
		literals->all[literals->n] = (struct literal){
			.text = span_copy(literals->arena, piece),
			.next = *first,
		};
		at = ++literals->n;
		*first = (uint16_t)at;
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

/* Whether a letter stands there that without letter case is the same as an ASCII one: the long s,
 * or the sign of Kelvin. */
static bool has_like_ascii(struct span text)
{
	return (memchr(text.ptr, 0xC5, text.len) && span_find(text, "\xC5\xBF") >= 0) ||
	       (memchr(text.ptr, 0xE2, text.len) && span_find(text, "\xE2\x84\xAA") >= 0);
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
static bool find_at(const struct literals *literals, unsigned key, struct span text, size_t at,
		    struct literals_set *out)
{
	bool found = false;

	for (size_t i = literals->first[key % CHAINS]; i; i = literals->all[i - 1].next) {
		const struct literal *literal = &literals->all[i - 1];

		if (!is_there(literals, literal->text, text, at))
			continue;
		unite(out, &literal->patterns);
		found = true;
	}
	return found;
}

/* Most places are done with before anything is compared. */
static inline bool may_begin(const struct literals *literals, const unsigned char *p, size_t len)
{
	const unsigned char *kinds = literals->kinds;

	if (len < KEY_BYTES)
		return true;
	unsigned key = key_of(kinds[p[0]], kinds[p[1]], kinds[p[2]]);

	return (literals->may_begin[key / 64] >> key % 64 & 1) | literals->is_first[kinds[p[0]]];
}

/* Adds the patterns of all pieces that stand there. */
static bool __attribute__((noinline)) add_found(const struct literals *literals, struct span text,
						size_t at, struct literals_set *out)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at, *kinds = literals->kinds;
	size_t len = text.len - at;
	bool found = literals->is_first[kinds[*p]];

	if (found)
		unite(out, &literals->alone[kinds[*p]]);
	if (len > 1)
		found |= find_at(literals, key_of(0, kinds[p[0]], kinds[p[1]]), text, at, out);
	if (len > 2)
		found |= find_at(literals, key_of(kinds[p[0]], kinds[p[1]], kinds[p[2]]), text, at,
				 out);
	return found;
}

bool literals_stand_at(const struct literals *literals, struct span text, size_t at,
		       struct literals_set *out)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;

	*out = literals->always;
	return (may_begin(literals, p, text.len - at) && add_found(literals, text, at, out)) ||
	       literals->any_always;
}

static inline bool is_letter(unsigned char kind)
{
	return (unsigned)kind - 'a' < 26;
}

bool literals_next_word(const struct literals *literals, struct span text, size_t *at,
			struct literals_set *out)
{
	const unsigned char *kinds = literals->kinds, *begin = (const unsigned char *)text.ptr,
			    *p = begin + *at, *end = begin + text.len;

	for (; p < end; p++) {
		bool may = literals->any_always || may_begin(literals, p, (size_t)(end - p));

		if (may && literals_stand_at(literals, text, (size_t)(p - begin), out)) {
			*at = (size_t)(p - begin);
			return true;
		}
		while (p < end && is_letter(kinds[*p]))
			p++;
	}
	return false;
}

void literals_find(const struct literals *literals, struct span text, struct literals_set *out)
{
	const unsigned char *p = (const unsigned char *)text.ptr;

	*out = literals->always;
	if (has_like_ascii(text)) {
		memset(out, 0xFF, sizeof *out);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (may_begin(literals, p + i, text.len - i))
			(void)add_found(literals, text, i, out);
	}
}
