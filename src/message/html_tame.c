/* html_tame.c - removes from HTML what would make a parser slow, and what is not text.
 *
 * Tags with very many attributes are cut, because libxml2 compares each attribute with all before
 * it; so is endless nesting.  Style sheets and data: addresses go.
 */
#include <string.h>

#include "message/internal.h"

enum { ATTRIBUTES_MAX = 64, LEVELS_MAX = 500 };

/* Whether the tag that begins at s (behind '<') opens an element that only its end tag closes.
 * Those count for nesting: libxml2 searches all open elements at each stray end tag. */
static bool opens_level(struct span s)
{
	static const char *const others[] = {
		"p", "br", "li", "td", "th", "tr", "dt", "dd", "hr", "img", "input", "meta", "link",
		"option", "body", "html", "head", "base", "col", "area", "wbr", "tbody", NULL,
	};
	size_t n = 0;

	while (n < s.len && n < 12 && ascii_is_alnum(s.ptr[n]))
		n++;
	return n > 0 && !span_any(span_sub(s, 0, n), span_is_ci, others);
}

/* How long the data: address (RFC 2397) at the start of s is: a picture or a font; 0: it is none.
 * before is the character in front of it, quote that of the attribute, 0 if it has none. */
static size_t data_len(struct span s, char before, char quote)
{
	size_t n = 0;

	if (!strchr("\"'=(, ", before) || !span_starts_ci(s, "data:"))
		return 0;
	for (; n < s.len && s.ptr[n] != quote && (before != '(' || s.ptr[n] != ')'); n++) {
		if (!quote && (s.ptr[n] == '>' || ascii_is_space(s.ptr[n])))
			break;
	}
	return n;
}

/* Where in a text of HTML one is. */
struct tamer {
	struct span name;	/* of the tag, with what follows it */
	unsigned blanks, levels;
	char quote;		/* of the attribute's value, 0: it has none */
	bool in_tag, after_equals;
	bool dropped;		/* the tag goes: too many are open */
	bool style_unclosed;	/* a style sheet has no end, nor has any later */
};

static void begin_tag(struct tamer *t, struct span name)
{
	bool end = span_starts(name, "/");
	bool level = opens_level(span_sub(name, end, name.len));

	t->name = name;
	t->in_tag = true;
	t->blanks = 0;
	t->quote = 0;
	t->levels += level && !end;
	t->dropped = level && !end && t->levels > LEVELS_MAX;
	t->levels -= level && end && t->levels > 0;
}

static void step_in_tag(struct tamer *t, char c)
{
	bool opens = t->after_equals && (c == '"' || c == '\'');

	if (t->quote ? c == t->quote : opens) {
		t->quote = t->quote ? 0 : c;
		t->blanks++;		/* a="1"b="2" needs no blank between */
	} else if (t->quote) {
		return;
	} else if (c == '>') {
		t->in_tag = false;
	} else if (c == '<') {
		t->blanks = 0;
	} else if (ascii_is_space(c) || c == '=' || c == '/') {
		t->blanks++;
	}
}

/* How much of what stands behind a tag is a style sheet. */
static size_t style_len(struct tamer *t, struct span behind)
{
	bool longer = t->name.len > 5 && ascii_is_alpha(t->name.ptr[5]);

	if (t->style_unclosed || longer || !span_starts_ci(t->name, "style"))
		return 0;
	ptrdiff_t end = span_find_ci(behind, "</style");

	t->style_unclosed = end < 0;
	return end < 0 ? 0 : (size_t)end;
}

/* Some four blanks belong to each attribute. */
static bool is_kept(const struct tamer *t)
{
	return !t->in_tag || (!t->dropped && t->blanks < 6 * ATTRIBUTES_MAX);
}

/* The length of a data: address at i, inside a tag. */
static size_t data_at(const struct tamer *t, struct span html, size_t i)
{
	if (html.ptr[i] != 'd' && html.ptr[i] != 'D')
		return 0;
	return data_len(span_sub(html, i, html.len), html.ptr[i - 1], t->quote);
}

struct span html_tame(struct arena *arena, struct span html)
{
	char *out = arena_alloc(arena, html.len + 1, 1);
	struct tamer t = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < html.len; i++) {
		char c = html.ptr[i];

		if (t.in_tag) {
			size_t data = data_at(&t, html, i);

			if (data) {
				i += data - 1;
				continue;
			}
			step_in_tag(&t, c);
			if (!t.in_tag)
				i += style_len(&t, span_sub(html, i + 1, html.len));
			if (!t.in_tag && t.dropped)
				continue;
		} else if (c == '<') {
			begin_tag(&t, span_sub(html, i + 1, 20));
		}
		if (!ascii_is_space(c))
			t.after_equals = c == '=';	/* a quote elsewhere is a bare value's */
		if (c != '\0' && is_kept(&t))
			out[n++] = c;
	}
	return span_from(out, n);
}
