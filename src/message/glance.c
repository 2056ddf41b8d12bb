/* glance.c - see glance.h.
 *
 * Sixteen bytes are looked at at once (GCC's and clang's vector extension, no instruction set of
 * its own): four fifths of all mail holds no spot at all, and is done with after one pass.
 */
#include "message/glance.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 16, AHEAD = 4 };

struct block {
	unsigned char v __attribute__((vector_size(BLOCK)));
};

static struct block load(const char *p)
{
	struct block b;

	memcpy(&b.v, p, sizeof b.v);
	return b;
}

static struct block lower(struct block b)
{
	return (struct block){ b.v | 0x20 };
}

#define IS(b, c) ((b).v == (unsigned char)(c))

/* Whether one of the 16 positions from p on can be a spot, by its first letters; BLOCK + AHEAD
 * bytes can be read. */
static bool block_has_spot(const char *p)
{
	struct block a = load(p), b = load(p + 1), c = load(p + 2), d = load(p + 3);
	struct block la = lower(a), lb = lower(b), lc = lower(c), ld = lower(d);
	uint64_t any[2];
	__typeof__(a.v == b.v) hit;

	hit = IS(a, '[') | (IS(a, 'A') & (IS(b, 'I') | IS(b, '.')));
	hit |= IS(la, 'a') &
	       ((IS(lb, 'c') & IS(lc, 't')) | (IS(lb, 'g') & IS(lc, 'e') & IS(ld, 'n')));
	hit |= IS(a, 'T') & IS(lb, 'o') & IS(c, ' ') & IS(ld, 'd');
	hit |= IS(la, 't') &
	       ((IS(lb, 'o') & (IS(lc, 'd') | IS(lc, '-'))) | (IS(lb, 'a') & IS(lc, 's')));
	memcpy(any, &hit, sizeof any);
	return any[0] | any[1];
}

static bool is_spot(const char *p)
{
	char b = p[1], lb = (char)(p[1] | 0x20), lc = (char)(p[2] | 0x20), ld = (char)(p[3] | 0x20),
	     le = (char)(p[4] | 0x20);

	switch (p[0]) {
	case '[':
		return true;
	case 'A':
		if (b == 'I' || (b == '.' && p[2] == 'I'))
			return true;
		/* fallthrough */
	case 'a':
		return (lb == 'c' && lc == 't' && ld == 'i' && le == 'o') ||
		       (lb == 'g' && lc == 'e' && ld == 'n' && le == 'd');
	case 'T':
		if (lb == 'o' && p[2] == ' ' && ld == 'd')
			return true;
		/* fallthrough */
	case 't':
		return (lb == 'o' && (lc == 'd' || p[2] == '-') && (ld == 'o' || ld == 'd')) ||
		       (lb == 'a' && lc == 's' && ld == 'k');
	default:
		return false;
	}
}

size_t glance_spot(struct span text, size_t from)
{
	char last[2 * BLOCK + AHEAD] = "";
	size_t i = from;

	for (; i + BLOCK + AHEAD <= text.len; i += BLOCK) {
		if (!block_has_spot(text.ptr + i))
			continue;
		for (size_t k = i; k < i + BLOCK; k++) {
			if (is_spot(text.ptr + k))
				return k;
		}
	}
	if (i >= text.len)
		return text.len;
	memcpy(last, text.ptr + i, text.len - i);
	for (size_t k = 0; i + k < text.len; k++) {
		if (is_spot(last + k))
			return i + k;
	}
	return text.len;
}

/* ---- decoding ---- */

/* Of a character its six bits plus one; 0: none of the alphabet. */
static const unsigned char base64_values[256] = {
	['A'] = 1,  2,	3,  4,	5,  6,	7,  8,	9,  10, 11,	    12,		13,
	14,	    15, 16, 17, 18, 19, 20, 21, 22, 23, 24,	    25,		26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,	    38,		39,
	40,	    41, 42, 43, 44, 45, 46, 47, 48, 49, 50,	    51,		52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, ['+'] = 63, ['/'] = 64,
};

/* *state: the bits kept with a 1 above them; 0 and 1: none. */
void glance_base64(struct span text, unsigned *state, struct buf *out)
{
	char chunk[3 * 256];
	size_t n = 0;
	unsigned bits = *state;

	if (!bits)
		bits = 1;
	for (size_t i = 0; i < text.len; i++) {
		const unsigned char *p = (const unsigned char *)text.ptr + i;

		/* whole groups */
		while (bits == 1 && i + 4 <= text.len && n + 6 <= sizeof chunk) {
			unsigned a = base64_values[p[0]], b = base64_values[p[1]],
				 c = base64_values[p[2]], d = base64_values[p[3]];

			if (!a || !b || !c || !d)
				break;
			unsigned group = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);

			chunk[n++] = (char)(group >> 16);
			chunk[n++] = (char)(group >> 8);
			chunk[n++] = (char)group;
			i += 4;
			p += 4;
		}
		if (i == text.len)
			break;
		unsigned v = base64_values[*p];

		if (!v) {
			/* what is left of a group of four */
			if (text.ptr[i] == '=' && bits > 1) {
				if (bits >> 18) {
					chunk[n++] = (char)(bits >> 10);
					chunk[n++] = (char)(bits >> 2);
				} else if (bits >> 12) {
					chunk[n++] = (char)(bits >> 4);
				}
				bits = 1;
			}
		} else {
			bits = bits << 6 | (v - 1);
		}
		if (bits >> 24) {
			chunk[n++] = (char)(bits >> 16);
			chunk[n++] = (char)(bits >> 8);
			chunk[n++] = (char)bits;
			bits = 1;
		}
		if (n + 3 > sizeof chunk) {
			buf_add(out, chunk, n);
			n = 0;
		}
	}
	buf_add(out, chunk, n);
	*state = bits;
}

static int hex(char c)
{
	int l = ascii_lower((unsigned char)c);

	return ascii_is_digit((unsigned char)c) ? c - '0'
	       : l >= 'a' && l <= 'f'		? l - 'a' + 10
						: -1;
}

void glance_quoted(struct span text, struct buf *out)
{
	while (text.len) {
		const char *at = memchr(text.ptr, '=', text.len);
		size_t n = at ? (size_t)(at - text.ptr) : text.len;

		buf_add(out, text.ptr, n);
		text = span_sub(text, n, text.len);
		if (!text.len)
			return;
		if (text.len > 2 && hex(text.ptr[1]) >= 0 && hex(text.ptr[2]) >= 0) {
			buf_add_char(out, (char)(hex(text.ptr[1]) << 4 | hex(text.ptr[2])));
			text = span_sub(text, 3, text.len);
			continue;
		}
		n = 1;
		while (n < text.len &&
		       (text.ptr[n] == ' ' || text.ptr[n] == '\t' || text.ptr[n] == '\r'))
			n++;
		if (n < text.len && text.ptr[n] != '\n')
			buf_add_char(out, '=');
		else
			text = span_sub(text, n, text.len);	/* the line goes on */
		text = span_sub(text, 1, text.len);
	}
}

/* The character that "&#65;" or "&#x41;" is; 0: none. */
static unsigned long reference_value(struct span s)
{
	unsigned long value = 0;
	bool is_hex = s.len > 2 && (s.ptr[2] | 0x20) == 'x';

	for (size_t i = is_hex ? 3 : 2; i < s.len && i < 12; i++) {
		int digit = hex(s.ptr[i]);

		if (digit < 0 || (!is_hex && digit > 9))
			break;
		value = value * (is_hex ? 16 : 10) + (unsigned long)digit;
	}
	return value;
}

/* What its writer could have written plainly, and did not. */
static bool value_hides(unsigned long value)
{
	return value < 0x80 && (ascii_is_alpha((int)value) || ascii_is_digit((int)value) ||
				(value && strchr("[]()|", (int)value)));
}

/* Adds the character itself of a reference at the beginning of s: of a blank, of what nobody sees,
 * and of any number beyond ASCII.  Returns the bytes of the reference; 0: it is another one. */
static size_t reference_add(struct span s, struct buf *out)
{
	static const struct {
		const char *name, *letter;
	} named[] = {
		{ "&nbsp;", " " },   { "&ensp;", " " }, { "&emsp;", " " },
		{ "&thinsp;", " " }, { "&shy;", "" },	{ "&zwnj;", "" },
		{ "&zwj;", "" },     { "&lrm;", "" },	{ "&rlm;", "" },
	};
	char letter[6];

	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		if (s.len < 2 || s.ptr[1] != named[i].name[1] || !span_starts(s, named[i].name))
			continue;
		buf_add_str(out, named[i].letter);
		return strlen(named[i].name);
	}
	unsigned long value = span_starts(s, "&#") ? reference_value(s) : 0;
	ptrdiff_t end = span_find_char(span_sub(s, 0, 12), ';');

	if (value < 0x80 || !g_unichar_validate((gunichar)value))
		return 0;
	buf_add(out, letter, (size_t)g_unichar_to_utf8((gunichar)value, letter));
	return end > 0 ? (size_t)end + 1 : 0;
}

bool glance_html(struct span html, struct buf *out)
{
	while (html.len) {
		const char *tag_at = memchr(html.ptr, '<', html.len);
		size_t n = tag_at ? (size_t)(tag_at - html.ptr) : html.len;
		const char *reference = memchr(html.ptr, '&', n);

		if (reference)
			n = (size_t)(reference - html.ptr);
		buf_add(out, html.ptr, n);
		html = span_sub(html, n, html.len);
		if (!html.len)
			return true;
		if (html.ptr[0] == '&') {
			if (html.len > 2 && html.ptr[1] == '#' &&
			    value_hides(reference_value(html)))
				return false;
			size_t len = reference_add(html, out);

			if (!len)
				buf_add_char(out, '&');
			html = span_sub(html, len ? len : 1, html.len);
			continue;
		}
		bool comment = span_starts(html, "<!--");
		bool tag = html.len > 1 && (ascii_is_alpha((unsigned char)html.ptr[1]) ||
					    strchr("/!?", html.ptr[1]));
		ptrdiff_t end = comment ? span_find(html, "-->")
				: tag	? span_find_char(html, '>')
					: 0;

		/* blocks end a line; a tag inside a word does not end the word */
		if (tag && (span_starts_ci(html, "<p") || span_starts_ci(html, "<div") ||
			    span_starts_ci(html, "<br") || span_starts_ci(html, "<li") ||
			    span_starts_ci(html, "<t") || span_starts_ci(html, "<h")))
			buf_add_char(out, '\n');
		if (!tag && !comment)
			buf_add_char(out, '<');
		html = span_sub(html, end < 0 ? 1 : (size_t)end + (comment ? 3 : 1), html.len);
	}
	return true;
}
