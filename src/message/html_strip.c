/* html_strip.c - removes the tags from HTML, roughly and fast, for rough.c; html.c reads what it
 * says.
 *
 * Elements that begin a line in html.c begin one here.  Elements inside a word leave the word
 * whole.
 */
#include "message/internal.h"

#include <glib.h>
#include <string.h>

/* The character that "&#65;" or "&#x41;" is; 0: none. */
static unsigned long reference_value(struct span s)
{
	bool is_hex = s.len > 2 && (s.ptr[2] | 0x20) == 'x';
	unsigned long value = 0;

	for (size_t i = is_hex ? 3 : 2; i < s.len && i < 12; i++) {
		int digit = is_hex ? g_ascii_xdigit_value(s.ptr[i]) : g_ascii_digit_value(s.ptr[i]);

		if (digit < 0)
			break;
		value = value * (is_hex ? 16 : 10) + (unsigned long)digit;
	}
	return value;
}

/* What its writer could have written plainly, and did not. */
static bool value_hides(unsigned long value)
{
	return value && value < 0x80 &&
	       (g_ascii_isalnum((char)value) || strchr("[]()|", (int)value));
}

/* Adds the character that s begins with a reference to; returns the reference's bytes, 0 for what
 * is kept as it is. */
static size_t add_reference(struct span s, struct buf *out)
{
	static const struct {
		const char *name, *letter;
	} named[] = {
		{ "&nbsp;", " " },   { "&ensp;", " " },	 { "&emsp;", " " },  { "&thinsp;", " " },
		{ "&amp;", "&" },    { "&lt;", "<" },	 { "&gt;", ">" },    { "&quot;", "\"" },
		{ "&apos;", "'" },   { "&lsquo;", "'" }, { "&rsquo;", "'" }, { "&ldquo;", "\"" },
		{ "&rdquo;", "\"" }, { "&ndash;", "-" }, { "&mdash;", "-" }, { "&minus;", "-" },
		{ "&shy;", "" },     { "&zwnj;", "" },	 { "&zwj;", "" },    { "&lrm;", "" },
		{ "&rlm;", "" },
	};
	char letter[6];

	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		if (!span_starts(s, named[i].name))
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

/* Adds text between tags; outside of <pre> an end of line there is a blank. */
static void add_text(struct span text, bool pre, struct buf *out)
{
	const char *end;

	while (!pre && (end = memchr(text.ptr, '\n', text.len))) {
		buf_add(out, text.ptr, (size_t)(end - text.ptr));
		buf_add_char(out, ' ');
		text = span_sub(text, (size_t)(end - text.ptr) + 1, text.len);
	}
	buf_add_span(out, text);
}

/* The bytes of the tag or comment that html begins with; 0: it is a '<'. */
static size_t tag_len(struct span html)
{
	bool comment = span_starts(html, "<!--");
	ptrdiff_t end;

	if (html.len < 2 || !(g_ascii_isalpha(html.ptr[1]) || memchr("/!?", html.ptr[1], 3)))
		return 0;
	end = comment ? span_find(html, "-->") : span_find_char(html, '>');
	return end < 0 ? 1 : (size_t)end + (comment ? 3 : 1);
}

/* Adds what a tag is to the lines. */
static void add_tag(struct span tag, int *pre, struct buf *out)
{
	bool ends = span_starts(tag, "</");
	char name[12] = "";

	for (size_t i = ends ? 2 : 1, n = 0;
	     i < tag.len && n + 1 < sizeof name && g_ascii_isalnum(tag.ptr[i]); i++)
		name[n++] = (char)ascii_lower((unsigned char)tag.ptr[i]);
	if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		buf_add_str(out, "  ");
	else if (strcmp(name, "br") == 0 || html_is_block(name))
		buf_add_char(out, '\n');
	if (strcmp(name, "pre") == 0)
		*pre += ends ? -1 : 1;
	for (int level = name[0] == 'h' && !ends ? name[1] - '0' : 0; level > 0 && level <= 6;
	     level--)
		buf_add_str(out, level == 1 ? "# " : "#");
}

bool html_strip(struct span html, struct buf *out)
{
	int pre = 0;

	while (html.len) {
		const char *tag = memchr(html.ptr, '<', html.len);
		size_t n = tag ? (size_t)(tag - html.ptr) : html.len;
		const char *reference = memchr(html.ptr, '&', n);

		if (reference)
			n = (size_t)(reference - html.ptr);
		if (n)
			add_text(span_sub(html, 0, n), pre > 0, out);
		html = span_sub(html, n, html.len);
		if (!html.len)
			break;
		if (span_starts(html, "&#") && value_hides(reference_value(html)))
			return false;
		n = reference ? add_reference(html, out) : tag_len(html);
		if (!n)
			buf_add_char(out, html.ptr[0]);
		else if (!reference)
			add_tag(span_sub(html, 0, n), &pre, out);
		html = span_sub(html, n ? n : 1, html.len);
	}
	return true;
}
