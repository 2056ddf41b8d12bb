/* fold.c - letter case for the tables of phrases, without a locale. */
#include <glib.h>

#include "message/internal.h"

size_t text_fold(struct span text, char *out, size_t size)
{
	size_t n = 0, len;

	for (size_t i = 0; i < text.len && n + 4 < size; i += len) {
		const char *p = text.ptr + i;

		/* The text is valid UTF-8, but may be cut within a character. */
		len = (size_t)(g_utf8_next_char(p) - p);
		if (len > text.len - i)
			break;
		gunichar letter = len > 1 ? g_utf8_get_char_validated(p, (gssize)len) : 0;

		if (g_unichar_validate(letter) && len > 1)
			n += (size_t)g_unichar_to_utf8(g_unichar_tolower(letter), out + n);
		else
			out[n++] = (char)(*p == '\t' ? ' ' : ascii_lower((unsigned char)*p));
	}
	out[n] = '\0';
	return n;
}
