/* fold.c - letter case for the tables of phrases, without a locale. */
#include <glib.h>

#include "message/internal.h"

const char *text_lower(struct arena *arena, struct span text)
{
	char *copy = arena_strndup(arena, text.ptr, text.len);

	for (char *p = copy; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	return copy;
}

size_t text_fold(struct span text, char *out, size_t size)
{
	size_t n = 0, len = 1;

	for (size_t i = 0; i < text.len && n + 4 < size; i += len) {
		const char *p = text.ptr + i;

		len = (size_t)(g_utf8_next_char(p) - p);
		if (len > text.len - i)
			break;		/* cut within a character */
		gunichar letter = len > 1 ? g_utf8_get_char_validated(p, (gssize)len) : 0;

		if (len > 1 && g_unichar_validate(letter))
			n += (size_t)g_unichar_to_utf8(g_unichar_tolower(letter), out + n);
		else
			out[n++] = (char)(*p == '\t' ? ' ' : ascii_lower(*p));
	}
	out[n] = '\0';
	return n;
}
