/* page.c - see page.h. */
#include "export/page.h"

#include <inttypes.h>

#include "base/letter.h"
#include "base/url.h"

void page_markup(struct page *page, const char *literal, size_t len)
{
	buf_add(&page->bytes, literal, len);
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
			size_t len;

			if (letter_kind(span_sub(rest, i, valid - i), &len) != LETTER_TURN) {
				for (size_t k = 0; k < len; k++)
					add_char(page, rest.ptr[i + k]);
			}
			i += len;
		}
		if (valid < rest.len)
			buf_add_str(&page->bytes, "\xEF\xBF\xBD");
		rest = span_sub(rest, valid + 1, rest.len);
	}
}

bool page_link_begin(struct page *page, const char *link)
{
	if (!link || !url_is_link(span_of(link), NULL))
		return false;
	PAGE(page, "<a href=\"");
	page_text(page, link);
	PAGE(page, "\">");
	return true;
}

void page_link_end(struct page *page, bool begun)
{
	if (begun)
		PAGE(page, "</a>");
}

void page_text_with_link(struct page *page, const char *text)
{
	struct arena *arena = arena_new();
	struct span whole = span_of(text), link;

	if (url_find_link(whole, &link)) {
		const char *address = span_copy(arena, link).ptr;
		size_t before = (size_t)(link.ptr - whole.ptr);

		page_text(page, arena_strndup(arena, text, before));
		bool begun = page_link_begin(page, address);

		page_text(page, address);
		page_link_end(page, begun);
		text += before + link.len;
	}
	page_text(page, text);
	arena_free(&arena);
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
