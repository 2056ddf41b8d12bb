/* html.c - HTML to lines, through libxml2's push parser: no tree is built.
 *
 * Block elements end lines; lists, headings, check boxes, struck text and links stay
 * readable as a person would type them.  What mail programs say by their elements goes into
 * the lines: blockquotes become quote depth, signature and reply blocks become hints.
 * The input is tamed first (html_tame.c); then the caller bounds it.
 */
#include <stdlib.h>
#include <string.h>
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>

#include "base/buf.h"
#include "message/internal.h"
#include "message/letters.h"

enum {
	LISTS_MAX = 16,
	ELEMENTS_MAX = 256,	/* deeper ones are read, without their hints */
	LINE_MAX_BYTES = 256 * 1024,
};

struct element {
	const struct tag *tag;
	bool quote, signature, skip, pre, code, attribution;
	const char *href;
};

struct html_text {
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

/* What the elements say that are open where a line begins. */
static void note_hints(struct html_text *h)
{
	h->line_signature = h->signatures > 0;
	h->line_attribution = h->attributions > 0;
	h->line_code = h->codes > 0;
}

static enum line_hint line_hint(const struct html_text *h)
{
	if (h->reply_below)
		return HINT_REPLY_BELOW;
	if (h->line_signature)
		return HINT_SIGNATURE;
	if (h->line_attribution)
		return HINT_ATTRIBUTION;
	return h->line_code ? HINT_CODE : HINT_NONE;
}

static void end_line(struct html_text *h, bool forced)
{
	if (!h->line_has_text && buf_len(&h->line) == 0 && !forced)
		return;
	for (unsigned i = 0; i < h->n_late; i++)
		buf_addf(&h->line, " <%s>", h->late_links[i]);
	h->n_late = 0;
	/* "&zwnj;" is none */
	struct span text = span_trim_end(letters_visible(h->arena, buf_fitted(&h->line)));
	struct raw_line raw = { .number = h->out->next_number, .depth = h->line_quotes };

	if (!h->line_has_text) {
		raw.depth = h->quotes;
		note_hints(h);
	}
	if (h->out->next_number <= h->out->max) {
		raw.whole = span_from(arena_strndup(h->arena, text.ptr, text.len), text.len);
		raw.text = raw.whole;
		/* Quote marks that stand in the text itself count as well. */
		raw.depth += quote_depth(raw.text, &raw.text);
		raw.hint = line_hint(h);
		raw_lines_add(h->arena, h->out, &raw);
		h->out->next_number++;
	}
	buf_clear(&h->line);
	h->line_has_text = h->space_due = false;
	h->link_start = 0;
}

/* A block's edge: the line ends, and one blank line at most stands between blocks. */
static void break_block(struct html_text *h, bool blank)
{
	end_line(h, false);
	h->blank_due = h->blank_due || blank;
}

static void begin_text(struct html_text *h)
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
	note_hints(h);
}

static void add_due_space(struct html_text *h)
{
	if (h->space_due && buf_len(&h->line) > 0 && !span_ends(buf_fitted(&h->line), " "))
		buf_add_char(&h->line, ' ');
	h->space_due = false;
}

static void put(struct html_text *h, const char *text)
{
	begin_text(h);
	add_due_space(h);
	buf_add_str(&h->line, text);
}

static void on_text(void *user, const xmlChar *text, int len)
{
	struct html_text *h = user;
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
			h->space_due = h->space_due || h->line_has_text;
		} else {
			begin_text(h);
			if (h->space_due)
				add_due_space(h);
			buf_add_char(&h->line, (char)c);
		}
	}
}

/* ---- elements ---- */

static const char *attribute(const xmlChar **attrs, const char *name)
{
	for (size_t i = 0; attrs && attrs[i]; i += 2) {
		if (span_is_ci(span_of((const char *)attrs[i]), name))
			return attrs[i + 1] ? (const char *)attrs[i + 1] : "";
	}
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
		if (span_any(word, span_is_ci, words))
			return true;
		rest = span_sub(rest, n + 1, rest.len);
	}
	return false;
}

static const char *const signature_words[] = {
	"gmail_signature", "moz-signature", "signature", "applemailsignature",
	"ms-outlook-mobile-signature", "protonmail_signature_block", "mobile-signature",
	"zimbra-signature", "bloop_sign", "gmail_signature_prefix", "outlook-signature",
	"ymail_signature", NULL,
};
static const char *const attribution_words[] = {
	"gmail_attr", "moz-cite-prefix", "reply-intro", NULL,
};
static const char *const quote_words[] = {
	"yahoo_quoted", "moz-forward-container", "tutanota_quote", NULL,
};
static const char *const reply_words[] = {
	"divrplyfwdmsg", "olk_src_body_section", "stopspelling", "zwchr",
	"mail-editor-reference-message-container", NULL,
};

/* What an element does where it begins. */
enum act {
	PLAIN, BLOCK, HEADING, ITEM, BULLETS, NUMBERS, RULE, BREAK, CELL, STRUCK, CHECKBOX, LINK,
	SKIPPED,
};

static const struct tag {
	const char *name;
	enum act act;
	bool spaced;		/* a blank line stands in front of it and behind */
} tags[] = {
	{ "a", LINK, 0 }, { "address", BLOCK, 0 }, { "article", BLOCK, 0 },
	{ "aside", BLOCK, 0 }, { "blockquote", BLOCK, 1 }, { "body", BLOCK, 0 },
	{ "br", BREAK, 0 }, { "center", BLOCK, 0 }, { "dd", BLOCK, 0 }, { "del", STRUCK, 0 },
	{ "div", BLOCK, 0 }, { "dl", BLOCK, 0 }, { "dt", BLOCK, 0 }, { "fieldset", BLOCK, 0 },
	{ "figure", BLOCK, 0 }, { "footer", BLOCK, 0 }, { "form", BLOCK, 0 },
	{ "h1", HEADING, 1 }, { "h2", HEADING, 1 }, { "h3", HEADING, 1 }, { "h4", HEADING, 1 },
	{ "h5", HEADING, 1 }, { "h6", HEADING, 1 }, { "head", SKIPPED, 0 },
	{ "header", BLOCK, 0 }, { "hr", RULE, 0 }, { "html", BLOCK, 0 },
	{ "input", CHECKBOX, 0 }, { "li", ITEM, 0 }, { "main", BLOCK, 0 }, { "nav", BLOCK, 0 },
	{ "noscript", SKIPPED, 0 }, { "object", SKIPPED, 0 }, { "ol", NUMBERS, 1 },
	{ "p", BLOCK, 1 }, { "pre", BLOCK, 1 }, { "s", STRUCK, 0 }, { "script", SKIPPED, 0 },
	{ "section", BLOCK, 0 }, { "strike", STRUCK, 0 }, { "style", SKIPPED, 0 },
	{ "svg", SKIPPED, 0 }, { "table", BLOCK, 1 }, { "td", CELL, 0 },
	{ "template", SKIPPED, 0 }, { "th", CELL, 0 }, { "title", SKIPPED, 0 },
	{ "tr", BLOCK, 0 }, { "ul", BULLETS, 1 },
};

static int by_name(const void *name, const void *tag)
{
	return strcmp(name, ((const struct tag *)tag)->name);
}

static const struct tag *find_tag(const char *name)
{
	static const struct tag other = { "", PLAIN, false };
	const struct tag *tag = bsearch(name, tags, sizeof tags / sizeof tags[0], sizeof tags[0],
					by_name);

	return tag ? tag : &other;
}

bool html_is_block(const char *name)
{
	enum act act = find_tag(name)->act;

	return act != PLAIN && act != CELL && act != STRUCK && act != LINK;
}

static bool style_has(const char *style, const char *what)
{
	return style && span_has_ci(span_of(style), what);
}

/* A blockquote is one unless Gmail indents new text by it, then without a border. */
static bool is_quote(const char *name, const char *cls, const char *id, const char *style)
{
	static const char *const gmail_quote[] = { "gmail_quote", NULL };

	if (strcmp(name, "blockquote") != 0)
		return has_word(cls, quote_words) || has_word(id, quote_words);
	if (!style_has(style, "border:none") && !style_has(style, "border: none"))
		return true;
	return has_word(cls, gmail_quote);
}

static void describe(struct html_text *h, const char *name, const xmlChar **attrs,
		     struct element *e)
{
	const char *cls = attribute(attrs, "class"), *id = attribute(attrs, "id");
	const char *style = attribute(attrs, "style");

	cls = cls ? cls : "";
	id = id ? id : "";
	e->tag = find_tag(name);
	e->skip = e->tag->act == SKIPPED || style_has(style, "display:none") ||
		  style_has(style, "display: none");
	e->quote = is_quote(name, cls, id, style);
	e->signature = has_word(cls, signature_words) || has_word(id, signature_words) ||
		       attribute(attrs, "data-signatureblock") ||
		       attribute(attrs, "data-smartmail");
	e->attribution = has_word(cls, attribution_words);
	if (has_word(id, reply_words) || has_word(cls, reply_words)) {
		end_line(h, false);
		h->reply_below = true;
	}
	e->pre = strcmp(name, "pre") == 0;
	e->code = strcmp(name, "code") == 0 && h->pres > 0;
}

static void count(struct html_text *h, const struct element *e, unsigned by)
{
	h->quotes += e->quote * by;
	h->signatures += e->signature * by;
	h->skips += e->skip * by;
	h->pres += e->pre * by;
	h->codes += e->code * by;
	h->attributions += e->attribution * by;
}

static void begin_item(struct html_text *h)
{
	unsigned level = h->n_lists > LISTS_MAX ? LISTS_MAX : h->n_lists;

	break_block(h, false);
	begin_text(h);
	for (unsigned i = 1; i < level; i++)
		buf_add_str(&h->line, "  ");
	if (level > 0 && h->lists[level - 1] > 0)
		buf_addf(&h->line, "%d. ", h->lists[level - 1]++);
	else
		buf_add_str(&h->line, "- ");
}

static void begin_list(struct html_text *h, int first)
{
	if (h->n_lists < LISTS_MAX)
		h->lists[h->n_lists] = first;
	h->n_lists++;
}

static void begin_heading(struct html_text *h, int level)
{
	break_block(h, true);
	begin_text(h);
	for (int i = 0; i < level; i++)
		buf_add_char(&h->line, '#');
	buf_add_char(&h->line, ' ');
}

static void begin_checkbox(struct html_text *h, const xmlChar **attrs)
{
	const char *type = attribute(attrs, "type");

	if (type && span_is_ci(span_of(type), "checkbox"))
		put(h, attribute(attrs, "checked") ? "[x] " : "[ ] ");
}

static void begin_link(struct html_text *h, struct element *e, const xmlChar **attrs)
{
	const char *href = attribute(attrs, "href");

	if (href && strlen(href) < 2000)
		e->href = arena_strdup(h->arena, href);
	h->link_start = buf_len(&h->line);
}

static void begin_element(struct html_text *h, struct element *e, const xmlChar **attrs)
{
	bool blank = e->tag->spaced && h->n_lists == 0;

	switch (e->tag->act) {
	case BLOCK:
		break_block(h, blank);
		break;
	case BULLETS:
	case NUMBERS:
		break_block(h, blank);
		begin_list(h, e->tag->act == NUMBERS);
		break;
	case HEADING:
		begin_heading(h, e->tag->name[1] - '0');
		break;
	case ITEM:
		begin_item(h);
		break;
	case RULE:
		break_block(h, false);
		put(h, "________________________________");
		end_line(h, false);
		break;
	case BREAK:
		end_line(h, true);
		break;
	case CELL:
		if (h->line_has_text)
			buf_add_str(&h->line, "  ");
		break;
	case STRUCK:
		put(h, "~~");
		break;
	case CHECKBOX:
		begin_checkbox(h, attrs);
		break;
	case LINK:
		begin_link(h, e, attrs);
		break;
	case PLAIN:
	case SKIPPED:
		break;
	}
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attrs)
{
	struct html_text *h = user;
	struct element e = { 0 };

	describe(h, (const char *)name, attrs, &e);
	if (h->skips == 0 && !e.skip)
		begin_element(h, &e, attrs);
	if (h->depth < ELEMENTS_MAX) {
		count(h, &e, 1);
		h->stack[h->depth] = e;
	}
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

static void end_link(struct html_text *h, const char *href)
{
	struct span target = span_trim(span_of(href));

	if (!span_starts_ci(target, "http://") && !span_starts_ci(target, "https://"))
		return;
	if (h->link_start > buf_len(&h->line) || !h->line_has_text)
		return;
	struct span line = buf_fitted(&h->line);
	struct span text = span_trim(span_sub(line, h->link_start, line.len));
	struct span bare = span_sub(target, (size_t)span_find(target, "//") + 2, target.len);

	if (span_ends(bare, "/"))
		bare.len--;
	if (text.len == 0 || span_has(text, arena_strndup(h->arena, bare.ptr, bare.len)))
		return;
	if (!inside_bracket(line))
		buf_addf(&h->line, " <%.*s>", SPAN_ARG(target));
	else if (h->n_late < sizeof h->late_links / sizeof h->late_links[0])
		h->late_links[h->n_late++] = arena_strndup(h->arena, target.ptr, target.len);
}

static void end_element(struct html_text *h, const struct element *e)
{
	switch (e->tag->act) {
	case BULLETS:
	case NUMBERS:
		h->n_lists -= h->n_lists > 0;
		break_block(h, h->n_lists == 0);
		break;
	case BLOCK:
	case HEADING:
	case ITEM:
		break_block(h, e->tag->spaced && h->n_lists == 0);
		break;
	case LINK:
		if (e->href)
			end_link(h, e->href);
		break;
	case STRUCK:
		if (h->line_has_text) {
			h->space_due = false;
			put(h, "~~");
		}
		break;
	default:
		break;
	}
}

static void on_end(void *user, const xmlChar *name)
{
	struct html_text *h = user;

	(void)name;
	if (h->depth == 0 || --h->depth >= ELEMENTS_MAX)
		return;
	const struct element *e = &h->stack[h->depth];

	if (h->skips == 0)
		end_element(h, e);
	count(h, e, (unsigned)-1);
}

static void on_trouble(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
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
	struct html_text *h = arena_alloc(arena, 1, sizeof *h);
	xmlSAXHandler sax = handler;

	h->arena = arena;
	h->out = out;
	buf_init(&h->line, LINE_MAX_BYTES);
	htmlParserCtxtPtr ctx = htmlCreatePushParserCtxt(&sax, h, NULL, 0, NULL,
							 XML_CHAR_ENCODING_UTF8);

	if (ctx) {
		/* The text is UTF-8 by now, whatever a meta element says. */
		htmlCtxtUseOptions(ctx, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
						HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
						HTML_PARSE_IGNORE_ENC);
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
