/* html.c - HTML to lines, through libxml2's push parser: no tree is built.
 *
 * Block elements end lines; lists, headings, check boxes, struck text and links stay
 * readable as a person would type them.  What mail programs say by their elements goes into
 * the lines: blockquotes become quote depth, signature and reply blocks become hints.
 * The input is tamed first: tags with very many attributes are cut, because libxml2 compares each attribute with all
 * before it; what is no text at all goes.  Then the caller bounds it.
 */
#include <string.h>
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>

#include "base/buf.h"
#include "message/internal.h"
#include "message/letters.h"

enum {
	ATTRIBUTES_MAX = 64,
	LEVELS_MAX = 500,
	LISTS_MAX = 16,
	ELEMENTS_MAX = 256,	/* deeper ones are read, without their hints */
	LINE_MAX_BYTES = 256 * 1024,
};

struct element {
	const char *name;
	bool quote, signature, skip, pre, code, strike, attribution;
	const char *href;
};

struct html {
	struct arena *arena;
	struct raw_lines *out;
	struct buf line;
	struct element stack[ELEMENTS_MAX];
	unsigned depth;			/* of the stack; may pass ELEMENTS_MAX */
	unsigned quotes, signatures, skips, pres, codes, attributions;
	bool line_signature, line_code, line_attribution, line_has_text;
	unsigned line_quotes;
	bool reply_below;
	bool space_due, blank_due;
	int lists[LISTS_MAX];		/* 0: bullets, n: the next number */
	unsigned n_lists;
	struct span link_text;		/* of the open <a>, as offset into line */
	size_t link_start;
	const char *late_links[4];	/* that would have stood inside a bracket */
	unsigned n_late;
};

/* ---- lines ---- */

static void end_line(struct html *h, bool forced)
{
	if (!h->line_has_text && buf_len(&h->line) == 0 && !forced)
		return;
	for (unsigned i = 0; i < h->n_late; i++)
		buf_addf(&h->line, " <%s>", h->late_links[i]);
	h->n_late = 0;
	struct span text = span_trim_end(letters_visible(h->arena, buf_fitted(&h->line)));	/* "&zwnj;" too */
	struct raw_line raw = { .number = h->out->next_number, .depth = h->line_quotes };

	if (!h->line_has_text) {
		raw.depth = h->quotes;
		h->line_signature = h->signatures > 0;
		h->line_code = h->codes > 0;
		h->line_attribution = h->attributions > 0;
	}
	if (h->out->next_number <= h->out->max) {
		raw.whole = raw.text = span_from(arena_strndup(h->arena, text.ptr, text.len), text.len);
		/* Quote marks that stand in the text itself count as well. */
		raw.depth += quote_depth(raw.text, &raw.text);
		raw.hint = h->reply_below ? HINT_REPLY_BELOW : h->line_signature ? HINT_SIGNATURE :
			   h->line_attribution ? HINT_ATTRIBUTION : h->line_code ? HINT_CODE : HINT_NONE;
		raw_lines_add(h->arena, h->out, &raw);
		h->out->next_number++;
	}
	buf_clear(&h->line);
	h->line_has_text = h->space_due = false;
	h->link_start = 0;
}

/* A block's edge: the line ends, and one blank line at most stands between blocks. */
static void break_block(struct html *h, bool blank)
{
	end_line(h, false);
	h->blank_due = h->blank_due || blank;
}

static void begin_text(struct html *h)
{
	if (h->line_has_text)
		return;
	size_t n = h->out->len;

	if (h->blank_due && n > 0 && h->out->lines[n - 1].text.len > 0) {
		/* Between two quoted paragraphs the blank line is quoted too. */
		unsigned quotes = h->quotes;

		if (h->out->lines[n - 1].depth < quotes)
			h->quotes = h->out->lines[n - 1].depth;
		struct buf keep = h->line;

		buf_init(&h->line, LINE_MAX_BYTES);
		end_line(h, true);
		h->line = keep;
		h->quotes = quotes;
	}
	h->blank_due = false;
	h->line_has_text = true;
	h->line_quotes = h->quotes;
	h->line_signature = h->signatures > 0;
	h->line_attribution = h->attributions > 0;
	h->line_code = h->codes > 0;
}

static void put(struct html *h, const char *text)
{
	begin_text(h);
	if (h->space_due && buf_len(&h->line) > 0 && !span_ends(buf_fitted(&h->line), " "))
		buf_add_char(&h->line, ' ');
	h->space_due = false;
	buf_add_str(&h->line, text);
}

static void on_text(void *user, const xmlChar *text, int len)
{
	struct html *h = user;
	const char *p = (const char *)text;

	if (h->skips > 0)
		return;
	for (int i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if (h->pres > 0 && c == '\n') {
			end_line(h, true);
		} else if (h->pres > 0 && (c == ' ' || c == '\t')) {
			begin_text(h);
			buf_add_char(&h->line, (char)c);
		} else if (c <= ' ') {
			h->space_due = h->space_due || h->line_has_text;
		} else if (c == 0xC2 && i + 1 < len && (unsigned char)p[i + 1] == 0xA0) {
			i++;	/* no-break space */
			if (h->line_has_text)
				h->space_due = true;
		} else {
			if (!h->line_has_text)
				begin_text(h);
			if (h->space_due) {
				if (buf_len(&h->line) > 0 && !span_ends(buf_fitted(&h->line), " "))
					buf_add_char(&h->line, ' ');
				h->space_due = false;
			}
			buf_add_char(&h->line, (char)c);
		}
	}
}

/* ---- elements ---- */

static bool is_any(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static const char *attribute(const xmlChar **attrs, const char *name)
{
	for (size_t i = 0; attrs && attrs[i]; i += 2)
		if (span_is_ci(span_of((const char *)attrs[i]), name))
			return attrs[i + 1] ? (const char *)attrs[i + 1] : "";
	return NULL;
}

/* Mail programs prefix classes and ids of what they quote ("ecx", "x_"); one word must match. */
static bool has_word(const char *value, const char *const *words)
{
	struct span rest = span_of(value);

	while (rest.len > 0) {
		size_t n = 0;

		while (n < rest.len && !ascii_is_space(rest.ptr[n]))
			n++;
		struct span word = span_sub(rest, 0, n);

		if (span_starts(word, "x_"))
			word = span_sub(word, 2, word.len);
		else if (span_starts(word, "ecx"))
			word = span_sub(word, 3, word.len);
		for (size_t w = 0; words[w]; w++)
			if (span_is_ci(word, words[w]))
				return true;
		rest = span_sub(rest, n + 1, rest.len);
	}
	return false;
}

static const char *const block_names[] = {
	"p", "div", "blockquote", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
	"pre", "hr", "body", "html", "center", "section", "article", "header", "footer", "address",
	"dl", "dt", "dd", "form", "fieldset", "figure", "main", "nav", "aside", NULL,
};
static const char *const spaced_names[] = {
	"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", NULL,
};
static const char *const skipped_names[] = {
	"style", "script", "head", "title", "noscript", "template", "object", "svg", NULL,
};
static const char *const signature_words[] = {
	"gmail_signature", "moz-signature", "signature", "applemailsignature", "ms-outlook-mobile-signature",
	"protonmail_signature_block", "mobile-signature", "zimbra-signature", "bloop_sign",
	"gmail_signature_prefix", "outlook-signature", "ymail_signature", NULL,
};
static const char *const attribution_words[] = { "gmail_attr", "moz-cite-prefix", "reply-intro", NULL };
static const char *const quote_words[] = {
	"yahoo_quoted", "moz-forward-container", "tutanota_quote", NULL,
};
static const char *const reply_words[] = {
	"divrplyfwdmsg", "olk_src_body_section", "stopspelling", "zwchr",
	"mail-editor-reference-message-container", NULL,
};

static bool style_has(const char *style, const char *what)
{
	return style && span_find_ci(span_of(style), what) >= 0;
}

static void describe(struct html *h, struct element *e, const xmlChar **attrs)
{
	const char *cls = attribute(attrs, "class"), *id = attribute(attrs, "id");
	const char *style = attribute(attrs, "style");

	cls = cls ? cls : "";
	id = id ? id : "";
	e->skip = is_any(e->name, skipped_names) || style_has(style, "display:none") ||
		  style_has(style, "display: none");
	if (strcmp(e->name, "blockquote") == 0) {
		/* Gmail indents new text by a blockquote without a border. */
		bool indent = style_has(style, "border:none") || style_has(style, "border: none");

		e->quote = !indent || has_word(cls, (const char *const[]){ "gmail_quote", NULL });
	} else {
		e->quote = has_word(cls, quote_words) || has_word(id, quote_words);
	}
	e->signature = has_word(cls, signature_words) || has_word(id, signature_words) ||
		       attribute(attrs, "data-signatureblock") || attribute(attrs, "data-smartmail");
	e->attribution = has_word(cls, attribution_words);
	if (has_word(id, reply_words) || has_word(cls, reply_words)) {
		end_line(h, false);
		h->reply_below = true;
	}
	e->pre = strcmp(e->name, "pre") == 0;
	e->code = strcmp(e->name, "code") == 0 && h->pres > 0;
	e->strike = is_any(e->name, (const char *const[]){ "s", "strike", "del", NULL });
}

static void count(struct html *h, const struct element *e, unsigned by)
{
	h->quotes += e->quote ? by : 0;
	h->signatures += e->signature ? by : 0;
	h->skips += e->skip ? by : 0;
	h->pres += e->pre ? by : 0;
	h->codes += e->code ? by : 0;
	h->attributions += e->attribution ? by : 0;
}

static void begin_item(struct html *h)
{
	break_block(h, false);
	begin_text(h);
	unsigned level = h->n_lists > LISTS_MAX ? LISTS_MAX : h->n_lists;

	for (unsigned i = 1; i < level; i++)
		buf_add_str(&h->line, "  ");
	if (level > 0 && h->lists[level - 1] > 0)
		buf_addf(&h->line, "%d. ", h->lists[level - 1]++);
	else
		buf_add_str(&h->line, "- ");
}

static void on_start(void *user, const xmlChar *xname, const xmlChar **attrs)
{
	struct html *h = user;
	struct element e = { .name = (const char *)xname };

	describe(h, &e, attrs);
	if (h->skips == 0 && !e.skip) {
		if (strcmp(e.name, "br") == 0) {
			end_line(h, true);
		} else if (strcmp(e.name, "hr") == 0) {
			break_block(h, false);
			put(h, "________________________________");
			end_line(h, false);
		} else if (strcmp(e.name, "li") == 0) {
			begin_item(h);
		} else if (strcmp(e.name, "td") == 0 || strcmp(e.name, "th") == 0) {
			if (h->line_has_text)
				buf_add_str(&h->line, "  ");
		} else if (e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' && !e.name[2]) {
			break_block(h, true);
			begin_text(h);
			for (int i = '0'; i < e.name[1]; i++)
				buf_add_char(&h->line, '#');
			buf_add_char(&h->line, ' ');
		} else if (is_any(e.name, block_names)) {
			break_block(h, is_any(e.name, spaced_names) && h->n_lists == 0);
		} else if (e.strike) {
			put(h, "~~");
		} else if (strcmp(e.name, "input") == 0) {
			const char *type = attribute(attrs, "type");

			if (type && span_is_ci(span_of(type), "checkbox"))
				put(h, attribute(attrs, "checked") ? "[x] " : "[ ] ");
		} else if (strcmp(e.name, "a") == 0) {
			const char *href = attribute(attrs, "href");

			e.href = href && strlen(href) < 2000 ? arena_strdup(h->arena, href) : NULL;
			h->link_start = buf_len(&h->line);
		}
		if (strcmp(e.name, "ul") == 0 || strcmp(e.name, "ol") == 0) {
			if (h->n_lists < LISTS_MAX)
				h->lists[h->n_lists] = e.name[0] == 'o' ? 1 : 0;
			h->n_lists++;
		}
	}
	count(h, &e, 1);
	/* An element's name lives in the parser's dictionary for as long as the parser does. */
	if (h->depth < ELEMENTS_MAX)
		h->stack[h->depth] = e;
	else
		count(h, &e, (unsigned)-1);
	h->depth++;
}

/* Whether the text so far leaves a bracket open: a link must not stand inside a tag. */
static bool inside_bracket(struct span text)
{
	for (size_t i = text.len; i-- > 0;) {
		if (text.ptr[i] == ']' || text.ptr[i] == ')')
			return false;
		if (text.ptr[i] == '[' || text.ptr[i] == '(')
			return true;
		if (text.len - i > 200)
			return false;
	}
	return false;
}

static void end_link(struct html *h, const char *href)
{
	struct span target = span_trim(span_of(href));

	if (!span_starts_ci(target, "http://") && !span_starts_ci(target, "https://"))
		return;
	if (h->link_start > buf_len(&h->line) || !h->line_has_text)
		return;
	struct span text = span_trim(span_sub(buf_fitted(&h->line), h->link_start, buf_len(&h->line)));
	struct span bare = span_sub(target, (size_t)span_find(target, "//") + 2, target.len);

	if (bare.len > 0 && bare.ptr[bare.len - 1] == '/')
		bare.len--;
	if (text.len == 0 || span_find(text, arena_strndup(h->arena, bare.ptr, bare.len)) >= 0)
		return;
	if (inside_bracket(buf_fitted(&h->line))) {
		if (h->n_late < sizeof h->late_links / sizeof h->late_links[0])
			h->late_links[h->n_late++] = arena_strndup(h->arena, target.ptr, target.len);
		return;
	}
	buf_addf(&h->line, " <%.*s>", SPAN_ARG(target));
}

static void on_end(void *user, const xmlChar *xname)
{
	struct html *h = user;
	const char *name = (const char *)xname;

	if (h->depth == 0)
		return;
	h->depth--;
	if (h->depth >= ELEMENTS_MAX)
		return;
	struct element e = h->stack[h->depth];

	if (h->skips == 0) {
		if (e.href)
			end_link(h, e.href);
		if (e.strike && h->line_has_text) {
			h->space_due = false;
			put(h, "~~");
		}
		if ((strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) && h->n_lists > 0)
			h->n_lists--;
		if (is_any(name, block_names) && strcmp(name, "hr") != 0)
			break_block(h, is_any(name, spaced_names) && h->n_lists == 0);
	}
	count(h, &e, (unsigned)-1);
}

static void on_trouble(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
}

/* Whether the tag that begins at s (behind '<') opens an element that only its end tag closes.
 * Those count for nesting: libxml2 searches all open elements at each stray end tag. */
static bool opens_level(struct span s)
{
	static const char *const others[] = {
		"p", "br", "li", "td", "th", "tr", "dt", "dd", "hr", "img", "input", "meta", "link", "option",
		"body", "html", "head", "base", "col", "area", "wbr", "tbody", NULL,
	};
	size_t n = 0;

	while (n < s.len && n < 12 && (ascii_is_alpha(s.ptr[n]) || ascii_is_digit(s.ptr[n])))
		n++;
	for (size_t i = 0; others[i]; i++)
		if (span_is_ci(span_sub(s, 0, n), others[i]))
			return false;
	return n > 0;
}

/* How long the data: address (RFC 2397) at the beginning of s is: a picture or a font, no text; 0: it is none.  before
 * is the character in front of it, quote that of the attribute, 0 if it has none. */
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

/* How much of what stands behind a tag of that name is a style sheet.  *unclosed_out: one has no end, nor has any later. */
static size_t style_len(struct span name, struct span behind, bool *unclosed_out)
{
	if (*unclosed_out || !span_starts_ci(name, "style") || (name.len > 5 && ascii_is_alpha(name.ptr[5])))
		return 0;
	ptrdiff_t end = span_find_ci(behind, "</style");

	*unclosed_out = end < 0;
	return end < 0 ? 0 : (size_t)end;
}

struct span html_tame(struct arena *arena, struct span html)
{
	char *out = arena_alloc(arena, html.len + 1, 1);
	unsigned blanks = 0, levels = 0;
	char quote = 0;
	bool tag = false, after_equals = false, dropped = false, unclosed = false;
	struct span name = { "", 0 };
	size_t n = 0;

	for (size_t i = 0; i < html.len; i++) {
		char c = html.ptr[i];

		if (!tag) {
			if (c == '<') {
				name = span_sub(html, i + 1, 20);
				bool end = name.len > 0 && name.ptr[0] == '/';

				tag = true;
				blanks = 0;
				quote = 0;
				dropped = false;
				if (!end && opens_level(name))
					dropped = ++levels > LEVELS_MAX;
				else if (end && levels > 0 && opens_level(span_sub(name, 1, name.len)))
					levels--;
			}
		} else if (c == '>' && !quote) {
			tag = false;
			i += style_len(name, span_sub(html, i + 1, html.len), &unclosed);
			if (dropped)
				continue;
		} else if (c == '<' && !quote) {
			blanks = 0;
		} else if (quote ? c == quote : after_equals && (c == '"' || c == '\'')) {
			quote = quote ? 0 : c;
			blanks++;	/* a="1"b="2" needs no blank between */
		} else if (!quote && (ascii_is_space(c) || c == '=' || c == '/')) {
			blanks++;
		} else if (c == 'd' || c == 'D') {
			size_t data = data_len(span_sub(html, i, html.len), html.ptr[i - 1], quote);

			i += data ? data - 1 : 0;
			if (data)
				continue;
		}
		if (!ascii_is_space(c))
			after_equals = c == '=';	/* a quote elsewhere is part of a bare value */
		/* Some four of these belong to each attribute. */
		if (c != '\0' && (!tag || (!dropped && blanks < 6 * ATTRIBUTES_MAX)))
			out[n++] = c;
	}
	return span_from(out, n);
}

void html_lines(struct arena *arena, struct span html, struct raw_lines *out)
{
	static const xmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.warning = on_trouble,
		.error = on_trouble,
	};
	struct html *h = arena_alloc(arena, 1, sizeof *h);
	xmlSAXHandler sax = handler;

	h->arena = arena;
	h->out = out;
	buf_init(&h->line, LINE_MAX_BYTES);
	htmlParserCtxtPtr ctx = htmlCreatePushParserCtxt(&sax, h, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

	if (ctx) {
		/* The text is UTF-8 by now, whatever a meta element says. */
		htmlCtxtUseOptions(ctx, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
				   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
		for (size_t at = 0; at < html.len; at += 4096) {
			struct span chunk = span_sub(html, at, 4096);

			htmlParseChunk(ctx, chunk.ptr, (int)chunk.len, 0);
		}
		htmlParseChunk(ctx, "", 0, 1);
		end_line(h, false);
		htmlFreeParserCtxt(ctx);
	}
	buf_free(&h->line);
}
