/* fold.c - letter case for the tables of phrases, without a locale.
 */
#include "message/internal.h"

static unsigned lower(unsigned u)
{
	if ((u >= 'A' && u <= 'Z') || (u >= 0xC0 && u <= 0xDE && u != 0xD7))
		return u + 32;
	if (u >= 0x100 && u <= 0x17F && u != 0x130 && u != 0x131 && u != 0x138 && u != 0x149 && u != 0x178 && u != 0x17F) {
		bool odd_is_upper = (u >= 0x139 && u <= 0x148) || u >= 0x179;

		return (u & 1) == (odd_is_upper ? 1u : 0u) ? u + 1 : u;
	}
	if (u == 0x218 || u == 0x21A || u == 0x1E9E)	/* Romanian S and T with comma */
		return u == 0x1E9E ? 0xDF : u + 1;
	if ((u >= 0x391 && u <= 0x3A9) || (u >= 0x410 && u <= 0x42F))
		return u + 32;
	if (u >= 0x400 && u <= 0x40F)
		return u + 80;
	return u;
}

size_t text_fold(struct span text, char *out, size_t size)
{
	size_t n = 0, i = 0;

	while (i < text.len && n + 4 < size) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x80) {
			out[n++] = (char)(c == '\t' ? ' ' : ascii_lower(c));
			i++;
			continue;
		}
		/* The text is valid UTF-8: lengths follow from the first byte. */
		unsigned len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

		if (i + len > text.len)
			break;
		unsigned u = len == 2 ? c & 0x1Fu : c & 0x0Fu;

		for (unsigned k = 1; k < len; k++)
			u = u << 6 | ((unsigned char)text.ptr[i + k] & 0x3Fu);
		if (len == 2 && (u = lower(u)) < 0x800) {
			out[n++] = (char)(0xC0 | u >> 6);
			out[n++] = (char)(0x80 | (u & 63));
		} else {
			for (unsigned k = 0; k < len; k++)
				out[n++] = text.ptr[i + k];
		}
		i += len;
	}
	out[n] = '\0';
	return n;
}
