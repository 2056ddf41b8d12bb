/* page.c - see page.h. */
#include "export/page.h"

#include <inttypes.h>

void page_markup(struct page *page, const char *literal, size_t len)
{
	buf_add(&page->bytes, literal, len);
}

/* U+202A..U+202E, U+2066..U+2069, U+200E, U+200F, U+061C: how many bytes, 0 for anything else. */
static size_t direction_mark(struct span s)
{
	const unsigned char *b = (const unsigned char *)s.ptr;

	if (s.len >= 2 && b[0] == 0xD8 && b[1] == 0x9C)
		return 2;
	if (s.len < 3 || b[0] != 0xE2)
		return 0;
	if (b[1] == 0x80 && (b[2] == 0x8E || b[2] == 0x8F || (b[2] >= 0xAA && b[2] <= 0xAE)))
		return 3;
	return b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9 ? 3 : 0;
}

static void add_char(struct page *page, char c)
{
	switch (c) {
	case '&':
		buf_add_str(&page->bytes, "&amp;");
		return;
	case '<':
		buf_add_str(&page->bytes, "&lt;");
		return;
	case '>':
		buf_add_str(&page->bytes, "&gt;");
		return;
	case '"':
		buf_add_str(&page->bytes, "&quot;");
		return;
	case '\'':
		buf_add_str(&page->bytes, "&#39;");
		return;
	default:
		buf_add_char(&page->bytes, (unsigned char)c < ' ' || c == 0x7F ? ' ' : c);
	}
}

void page_text(struct page *page, const char *text)
{
	struct span rest = span_of(text);

	while (rest.len) {
		size_t valid = span_utf8_valid(rest);

		for (size_t i = 0; i < valid;) {
			size_t mark = direction_mark(span_sub(rest, i, valid - i));

			if (mark == 0)
				add_char(page, rest.ptr[i]);
			i += mark ? mark : 1;
		}
		if (valid < rest.len)
			buf_add_str(&page->bytes, "\xEF\xBF\xBD");
		rest = span_sub(rest, valid + 1, rest.len);
	}
}

void page_number(struct page *page, int64_t number)
{
	buf_addf(&page->bytes, "%" PRId64, number);
}

void page_thousandths(struct page *page, int64_t thousandths)
{
	int64_t whole = thousandths / 1000, part = thousandths % 1000;
	int digits = 3;

	if (part < 0)
		part = -part;
	for (; digits > 0 && part % 10 == 0; digits--)
		part /= 10;
	buf_addf(&page->bytes, "%s%" PRId64, thousandths < 0 && whole == 0 ? "-" : "", whole);
	if (digits)
		buf_addf(&page->bytes, ".%0*" PRId64, digits, part);
}
