/* fold.c - letter case for the tables of phrases, without a locale. */
#include <glib.h>

#include "message/internal.h"

size_t text_fold(struct span text, char *out, size_t size)
{
	size_t n = 0, len;

	for (size_t i = 0; i < text.len && n + 4 < size; i += len) {
		const char *p = text.ptr + i;

		/* The text is valid UTF-8: lengths follow from the first byte. */
		len = (size_t)(g_utf8_next_char(p) - p);
		if (len > text.len - i)
			break;
		if (len > 1)
			n += (size_t)g_unichar_to_utf8(g_unichar_tolower(g_utf8_get_char(p)),
						       out + n);
		else
			out[n++] = (char)(*p == '\t' ? ' ' : ascii_lower(*p));
	}
	out[n] = '\0';
	return n;
}
