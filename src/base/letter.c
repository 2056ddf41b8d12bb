/* letter.c - see letter.h. */
#include "base/letter.h"

#include <stdint.h>
#include <string.h>

static const struct {
	uint32_t first, last;
	enum letter_kind kind;
} ranges[] = {
	/* ascending */
	{ 0x00, 0x08, LETTER_CONTROL },	     { 0x0B, 0x1F, LETTER_CONTROL },
	{ 0x7F, 0x9F, LETTER_CONTROL },	     { 0xA0, 0xA0, LETTER_BLANK },
	{ 0xAD, 0xAD, LETTER_HIDDEN },	     { 0x34F, 0x34F, LETTER_HIDDEN },
	{ 0x61C, 0x61C, LETTER_TURN },	     { 0x115F, 0x1160, LETTER_HIDDEN },
	{ 0x1680, 0x1680, LETTER_BLANK },    { 0x180B, 0x180D, LETTER_JOINER },
	{ 0x180E, 0x180E, LETTER_HIDDEN },   { 0x2000, 0x200A, LETTER_BLANK },
	{ 0x200B, 0x200B, LETTER_HIDDEN },   { 0x200C, 0x200D, LETTER_JOINER },
	{ 0x200E, 0x200F, LETTER_TURN },     { 0x2028, 0x2029, LETTER_BLANK },
	{ 0x202A, 0x202E, LETTER_TURN },     { 0x202F, 0x202F, LETTER_BLANK },
	{ 0x205F, 0x205F, LETTER_BLANK },    { 0x2060, 0x2065, LETTER_HIDDEN },
	{ 0x2066, 0x2069, LETTER_TURN },     { 0x206A, 0x206F, LETTER_HIDDEN },
	{ 0x3000, 0x3000, LETTER_BLANK },    { 0x3164, 0x3164, LETTER_HIDDEN },
	{ 0xFE00, 0xFE0F, LETTER_JOINER },   { 0xFEFF, 0xFEFF, LETTER_HIDDEN },
	{ 0xFFA0, 0xFFA0, LETTER_HIDDEN },   { 0xFFF0, 0xFFFB, LETTER_HIDDEN },
	{ 0x1BCA0, 0x1BCA3, LETTER_HIDDEN }, { 0x1D173, 0x1D17A, LETTER_HIDDEN },
	{ 0xE0000, 0xE00FF, LETTER_HIDDEN }, { 0xE0100, 0xE01EF, LETTER_JOINER },
	{ 0xE01F0, 0xE0FFF, LETTER_HIDDEN },
};

enum letter_kind letter_kind(struct span s, size_t *len_out)
{
	unsigned char c = (unsigned char)s.ptr[0];
	size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0x80 ? 2 : 1;
	uint32_t u = len == 1 ? c : c & (0x7Fu >> len);

	*len_out = 1;
	if (len > 1 && span_utf8_valid(span_sub(s, 0, len)) < len)
		return LETTER_CONTROL;
	for (size_t k = 1; k < len; k++)
		u = u << 6 | ((unsigned char)s.ptr[k] & 0x3Fu);
	*len_out = len;
	size_t low = 0, high = sizeof ranges / sizeof ranges[0];

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (u > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof ranges / sizeof ranges[0] && u >= ranges[low].first ? ranges[low].kind
										: LETTER_SEEN;
}

/* Of eight bytes, the highest bit of each. */
static uint64_t high_bits(const char *p)
{
	uint64_t eight;

	memcpy(&eight, p, sizeof eight);
	return eight & 0x8080808080808080u;
}

size_t letter_ascii_len(struct span s)
{
	size_t i = 0;

	while (s.len - i >= 32 && !(high_bits(s.ptr + i) | high_bits(s.ptr + i + 8) |
				    high_bits(s.ptr + i + 16) | high_bits(s.ptr + i + 24)))
		i += 32;
	while (s.len - i >= 8 && !high_bits(s.ptr + i))
		i += 8;
	while (i < s.len && (unsigned char)s.ptr[i] < 0x80)
		i++;
	return i;
}
