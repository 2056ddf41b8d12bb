/* span.c - see span.h. */
#include "base/span.h"

#include <stdint.h>
#include <string.h>

enum { SHORT = 400 };		/* bytes in which memmem() takes longer to prepare than to search */

struct span span_of(const char *text)
{
	return text ? span_from(text, strlen(text)) : span_from("", 0);
}

struct span span_sub(struct span s, size_t start, size_t len)
{
	if (start > s.len)
		start = s.len;
	if (len > s.len - start)
		len = s.len - start;
	/* an empty one may have no bytes at all */
	return span_from(start ? s.ptr + start : s.ptr, len);
}

bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline int lower_at(const char *p, size_t i)
{
	return ascii_lower((unsigned char)p[i]);
}

bool span_eq_ci(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower_at(a.ptr, i) != lower_at(b.ptr, i))
			return false;
	}
	return true;
}

bool span_starts_ci(struct span s, const char *prefix)
{
	for (size_t i = 0; prefix[i]; i++) {
		if (i >= s.len || lower_at(s.ptr, i) != lower_at(prefix, i))
			return false;
	}
	return true;
}

bool span_ends(struct span s, const char *suffix)
{
	struct span p = span_of(suffix);

	return s.len >= p.len && span_eq(span_sub(s, s.len - p.len, p.len), p);
}

ptrdiff_t span_find(struct span s, const char *needle)
{
	size_t len = strlen(needle);

	if (len == 0)
		return 0;
	if (s.len >= SHORT) {
		const char *hit = memmem(s.ptr, s.len, needle, len);

		return hit ? hit - s.ptr : -1;
	}
	for (size_t i = 0; i + len <= s.len; i++) {
		const char *first = memchr(s.ptr + i, needle[0], s.len - len - i + 1);

		if (!first)
			return -1;
		i = (size_t)(first - s.ptr);
		if (memcmp(first, needle, len) == 0)
			return (ptrdiff_t)i;
	}
	return -1;
}

ptrdiff_t span_find_ci(struct span s, const char *needle)
{
	size_t len = strlen(needle);
	int first = lower_at(needle, 0);

	if (len == 0)
		return 0;
	for (size_t i = 0; i + len <= s.len; i++) {
		struct span here = span_from(s.ptr + i, len);

		if (lower_at(s.ptr, i) == first && span_starts_ci(here, needle))
			return (ptrdiff_t)i;
	}
	return -1;
}

ptrdiff_t span_find_char(struct span s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return hit ? hit - s.ptr : -1;
}

bool span_has(struct span s, const char *needle)
{
	return span_find(s, needle) >= 0;
}

bool span_has_ci(struct span s, const char *needle)
{
	return span_find_ci(s, needle) >= 0;
}

struct span span_trim_end(struct span s)
{
	while (s.len && ascii_is_space((unsigned char)s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool span_is_blank(struct span s)
{
	return span_trim(s).len == 0;
}

struct span span_trim(struct span s)
{
	while (s.len && ascii_is_space((unsigned char)s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	return span_trim_end(s);
}

struct span span_strip_start(struct span s, const char *chars)
{
	while (s.len && strchr(chars, s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	return s;
}

struct span span_strip_end(struct span s, const char *chars)
{
	while (s.len && strchr(chars, s.ptr[s.len - 1]))
		s.len--;
	return s;
}

struct span span_unwrap(struct span s, const char *pair)
{
	bool is_wrapped = s.len >= 2 && s.ptr[0] == pair[0] && s.ptr[s.len - 1] == pair[1];

	return is_wrapped ? span_sub(s, 1, s.len - 2) : s;
}

struct span span_cut(struct span s, size_t max)
{
	if (s.len <= max)
		return s;
	while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0) == 0x80)
		max--;
	return span_from(s.ptr, max);
}

void span_repair_utf8(char *bytes, size_t len)
{
	for (size_t i = 0; (i += span_utf8_valid(span_from(bytes + i, len - i))) < len;)
		bytes[i++] = '?';
}

char *span_hide_controls(char *text)
{
	for (char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			*p = '?';
	}
	return text;
}

int span_compare_ci(struct span a, struct span b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int order = ascii_lower((unsigned char)a.ptr[i]) -
			    ascii_lower((unsigned char)b.ptr[i]);

		if (order)
			return order;
	}
	return a.len < b.len ? -1 : a.len > b.len;
}

uint64_t span_hash(struct span s, uint64_t prime, uint64_t hash)
{
	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.ptr[i]) * prime;
	return hash;
}

bool span_next_line(struct span *rest, struct span *line_out)
{
	if (rest->len == 0)
		return false;
	const char *lf = memchr(rest->ptr, '\n', rest->len);
	size_t len = lf ? (size_t)(lf - rest->ptr) : rest->len;

	*line_out = span_from(rest->ptr, len);
	if (lf && len && rest->ptr[len - 1] == '\r')
		line_out->len--;
	len += lf != NULL;
	*rest = span_from(rest->ptr + len, rest->len - len);
	return true;
}

bool span_has_line(struct span lines, struct span line)
{
	struct span one;

	while (line.len && span_next_line(&lines, &one)) {
		if (span_eq(one, line))
			return true;
	}
	return false;
}

bool span_to_uint(struct span s, unsigned long max, unsigned long *out)
{
	unsigned long value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned long digit = (unsigned long)(s.ptr[i] - '0');

		if (!ascii_is_digit(s.ptr[i]) || digit > max || value > (max - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

/* Length of the well-formed sequence at p (Unicode 15, table 3-7), or 0. */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
	unsigned char lo = 0x80, hi = 0xBF;
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		n = 2;
	else if (p[0] >= 0xE0 && p[0] <= 0xEF)
		n = 3;
	else if (p[0] >= 0xF0 && p[0] <= 0xF4)
		n = 4;
	else
		return 0;
	if (left < n)
		return 0;
	if (p[0] == 0xE0)
		lo = 0xA0;
	else if (p[0] == 0xED)
		hi = 0x9F;
	else if (p[0] == 0xF0)
		lo = 0x90;
	else if (p[0] == 0xF4)
		hi = 0x8F;
	if (p[1] < lo || p[1] > hi)
		return 0;
	for (size_t i = 2; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return n;
}

size_t span_utf8_valid(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t i = 0;

	while (i < s.len) {
		uint64_t eight;

		/* ASCII by words */
		if (s.len - i >= sizeof eight) {
			memcpy(&eight, p + i, sizeof eight);
			if (!(eight & 0x8080808080808080u)) {
				i += sizeof eight;
				continue;
			}
		}
		size_t n = utf8_sequence(p + i, s.len - i);

		if (n == 0)
			break;
		i += n;
	}
	return i;
}
