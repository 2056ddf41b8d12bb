/* letters.c - see letters.h.  Nearly all names are ASCII or differ in their first byte: those are told
 * apart without a table of Unicode.
 */
#include "message/letters.h"

#include <glib.h>
#include <string.h>

enum { WORD_MAX_BYTES = 256 };

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] >= 0x80)
			return false;
	}
	return true;
}

/* Folding may take letters apart (as of the Greek iota below), hence once more.  NULL: not valid. */
static char *fold(struct span s)
{
	char *composed = g_utf8_normalize(s.ptr, (gssize)s.len, G_NORMALIZE_NFC);
	char *folded = composed ? g_utf8_casefold(composed, -1) : NULL;
	char *again = folded ? g_utf8_normalize(folded, -1, G_NORMALIZE_NFC) : NULL;

	g_free(composed);
	g_free(folded);
	return again;
}

bool letters_equal(struct span a, struct span b)
{
	if (span_eq_ci(a, b))
		return true;
	if (!a.len || !b.len || a.len > WORD_MAX_BYTES || b.len > WORD_MAX_BYTES || (is_ascii(a) && is_ascii(b)))
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
