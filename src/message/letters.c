/* letters.c - see letters.h.  Nearly all names are ASCII or differ in their first byte: those are
 * told apart without a table of Unicode.
 */
#include "message/letters.h"

#include <glib.h>
#include <string.h>

#include "base/letter.h"

enum { WORD_MAX_BYTES = 256 };

static bool is_ascii(struct span s)
{
	return letter_ascii_len(s) == s.len;
}

/* The typographic apostrophe is the typewriter's. */
static void fold_apostrophes(char *text)
{
	char *at;

	while ((at = strstr(text, "\xE2\x80\x99")) != NULL) {
		*at = '\'';
		memmove(at + 1, at + 3, strlen(at + 3) + 1);
	}
}

/* Folding may take letters apart (as of the Greek iota below), hence once more.  NULL: not
 * valid. */
static char *fold(struct span s)
{
	char *composed = g_utf8_normalize(s.ptr, (gssize)s.len, G_NORMALIZE_NFC);
	char *folded = composed ? g_utf8_casefold(composed, -1) : NULL;
	char *again = folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_NFC) : NULL;

	g_free(composed);
	g_free(folded);
	if (again)
		fold_apostrophes(again);
	return again;
}

bool letters_equal(struct span a, struct span b)
{
	if (span_eq_ci(a, b))
		return true;
	if (!a.len || !b.len || a.len > WORD_MAX_BYTES || b.len > WORD_MAX_BYTES ||
	    (is_ascii(a) && is_ascii(b)))
		return false;
	unsigned char first_a = (unsigned char)a.ptr[0], first_b = (unsigned char)b.ptr[0];

	if (first_a < 0x80 && first_b < 0x80 && ascii_lower(first_a) != ascii_lower(first_b))
		return false;
	/* a NUL would end what GLib reads */
	if (memchr(a.ptr, '\0', a.len) || memchr(b.ptr, '\0', b.len))
		return false;
	char *fold_a = fold(a), *fold_b = fold(b);
	bool same = fold_a && fold_b && strcmp(fold_a, fold_b) == 0;

	g_free(fold_a);
	g_free(fold_b);
	return same;
}

/* Is there anything in it that needs GLib, which a NUL would end? */
static bool has_letters_beyond_ascii(struct span s)
{
	return s.len <= WORD_MAX_BYTES && !is_ascii(s) && !memchr(s.ptr, '\0', s.len);
}

/* NULL: there is nothing to leave out. */
static char *without_accents(struct span name)
{
	if (!has_letters_beyond_ascii(name))
		return NULL;
	char *composed = g_utf8_normalize(name.ptr, (gssize)name.len, G_NORMALIZE_NFC);
	char *plain = composed ? g_str_to_ascii(composed, "C") : NULL;

	g_free(composed);
	return plain;
}

bool letters_plain_equal(struct span name, struct span written)
{
	if (letters_equal(name, written))
		return true;
	char *plain = is_ascii(written) ? without_accents(name) : NULL;
	bool same = plain && span_is_ci(written, plain);

	g_free(plain);
	return same;
}

static uint32_t hash_ci(struct span s)
{
	uint64_t hash = FNV32_BASIS;

	for (size_t i = 0; i < s.len; i++) {
		char c = (char)ascii_lower((unsigned char)s.ptr[i]);

		hash = span_hash(span_from(&c, 1), FNV32_PRIME, hash);
	}
	return (uint32_t)hash;
}

uint32_t letters_hash(struct span word)
{
	char *folded = has_letters_beyond_ascii(word) ? fold(word) : NULL;
	uint32_t hash = hash_ci(folded ? span_of(folded) : word);

	g_free(folded);
	return hash;
}

uint32_t letters_plain_hash(struct span name)
{
	char *plain = without_accents(name);
	uint32_t hash = plain ? hash_ci(span_of(plain)) : letters_hash(name);

	g_free(plain);
	return hash;
}

/* U+0300 to U+036F, which stand behind the letter that they belong to. */
static bool is_combining(struct span s)
{
	return s.len >= 2 && ((unsigned char)s.ptr[0] == 0xCC ||
			      ((unsigned char)s.ptr[0] == 0xCD && (unsigned char)s.ptr[1] < 0xB0));
}

size_t letters_first_len(struct span word)
{
	size_t len = word.len != 0;

	while (len < word.len && ((unsigned char)word.ptr[len] & 0xC0) == 0x80)
		len++;
	while (is_combining(span_sub(word, len, word.len)))
		len += 2;
	return len;
}

/* ---- how wide it is ---- */

size_t letters_columns(struct span text, size_t *len_out)
{
	*len_out = 1;
	if (!text.len)
		return 0;
	if ((unsigned char)text.ptr[0] < 0x80)
		return 1;
	switch (letter_kind(text, len_out)) {
	case LETTER_TURN:
	case LETTER_HIDDEN:
	case LETTER_JOINER:
		return 0;
	case LETTER_BLANK:
	case LETTER_CONTROL:
		return 1;
	case LETTER_SEEN:
		break;
	}
	gunichar c = g_utf8_get_char_validated(text.ptr, (gssize)*len_out);

	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

size_t letters_width(struct span text)
{
	size_t width = 0;

	for (size_t i = 0, len; i < text.len; i += len)
		width += letters_columns(span_sub(text, i, text.len), &len);
	return width;
}

size_t letters_within(struct span text, size_t columns)
{
	size_t width = 0, i = 0;

	for (size_t len; i < text.len; i += len) {
		width += letters_columns(span_sub(text, i, text.len), &len);
		if (width > columns)
			break;
	}
	return i;
}

/* ---- what is seen ---- */

enum fate { FATE_STAYS, FATE_SPACE, FATE_GOES };

/* What becomes of the character that s, beyond ASCII, begins with. */
static enum fate fate_of(struct span s, bool behind_ascii, size_t *len_out)
{
	if (s.len > 1 && s.ptr[0] == '\xC2' && s.ptr[1] == '\xA0') {	/* most of them */
		*len_out = 2;
		return FATE_SPACE;
	}
	switch (letter_kind(s, len_out)) {
	case LETTER_BLANK:
		return FATE_SPACE;
	case LETTER_TURN:
	case LETTER_HIDDEN:
		return FATE_GOES;
	case LETTER_JOINER:
		return behind_ascii ? FATE_GOES : FATE_STAYS;
	case LETTER_CONTROL:
		if (*len_out > 1)
			return FATE_STAYS;
		return s.ptr[0] == '\xA0'   ? FATE_SPACE
		       : s.ptr[0] == '\xAD' ? FATE_GOES
					    : FATE_STAYS;
	case LETTER_SEEN:
		break;
	}
	return FATE_STAYS;
}

/* Bytes at the beginning of s of a letter that always stays, by its first ones: Latin, Greek,
 * Cyrillic, CJK, dashes and quote marks; else 0. */
static size_t usual_len(struct span s)
{
	if (s.len < 3)
		return 0;
	unsigned char c = (unsigned char)s.ptr[0], next = (unsigned char)s.ptr[1],
		      last = (unsigned char)s.ptr[2];

	if ((next & 0xC0) != 0x80)
		return 0;
	if (c == 0xE2 && next == 0x80)
		return last >= 0x90 && last <= 0xA7 ? 3 : 0;
	return c >= 0xC3 && c <= 0xD7 && c != 0xCD ? 2 : c >= 0xE4 && c <= 0xED ? 3 : 0;
}

/* How many bytes at the beginning of text stay as they are; behind_ascii: so does what is in front
 * of it. */
static size_t staying_len(struct span text, bool behind_ascii)
{
	size_t at = 0, len;

	for (;;) {
		size_t ascii = letter_ascii_len(span_sub(text, at, text.len));
		struct span rest = span_sub(text, at + ascii, text.len);

		at += ascii;
		behind_ascii = behind_ascii || ascii > 0;
		len = usual_len(rest);
		if (!len && (!rest.len || fate_of(rest, behind_ascii, &len) != FATE_STAYS))
			return at;
		at += len;
		behind_ascii = false;
	}
}

struct span letters_visible(struct arena *arena, struct span text)
{
	size_t at = staying_len(text, true), n = at, len;
	size_t run = n;		/* where the blanks that end the text so far begin */

	if (at == text.len)
		return text;
	char *out = arena_alloc(arena, text.len + 1, 1);

	memcpy(out, text.ptr, at);
	while (at < text.len) {
		struct span rest = span_sub(text, at, text.len);
		bool behind_ascii = n == 0 || (unsigned char)out[n - 1] < 0x80;

		if (fate_of(rest, behind_ascii, &len) == FATE_SPACE)
			out[n++] = ' ';
		at += len;
		rest = span_sub(text, at, text.len);
		len = staying_len(rest, n == 0 || (unsigned char)out[n - 1] < 0x80);
		if (len && (*rest.ptr == '\n' || *rest.ptr == '\r'))
			n = run;
		memcpy(out + n, rest.ptr, len);
		n += len;
		run = len ? n : run;
		at += len;
	}
	return span_from(out, run);
}
