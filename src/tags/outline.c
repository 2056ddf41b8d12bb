/* outline.c - see outline.h.  One pass over the source lines with one pending logical line.
 *
 * Joining is decided from two things alone: how the next line is indented, and whether
 * the line before was "full", that is, the next word would not have fitted.  A short line
 * was ended on purpose.
 */
#include "tags/outline.h"

#include <string.h>

enum {
	FULL_COLUMNS = 60,	/* a wrapped line is at least that long with the next word */
	FULL_COLUMNS_SURE = 70,	/* ... when the next line looks like a beginning of its own */
	UNWRAPPED_COLUMNS = 110,/* nobody wraps by hand at more */
	MAX_DEPTH = 40,
};

struct outline_pending {
	bool open;
	enum outline_kind kind;
	int level, indent;
	int text_column;		/* where continuation lines start */
	char box;
	bool blank_before;
	size_t *raws;			/* indexes of source lines */
	struct span *parts;
	size_t n, cap_raws, cap_parts;
	size_t bytes;
	bool tag, label;		/* begins with one */
};

struct builder {
	struct arena *arena;
	struct outline *out;
	struct outline_pending pending;
	struct {
		int indent, index;
	} stack[MAX_DEPTH];
	size_t depth;
	int heading;
	bool blank;
	char fence;			/* inside a fenced block: its character */
	size_t fence_len;
};

static int columns_of(struct span text, size_t bytes)
{
	int column = 0;

	for (size_t i = 0; i < bytes && i < text.len; i++)
		column = text.ptr[i] == '\t' ? (column / 4 + 1) * 4 : column + 1;
	return column;
}

static size_t first_word(struct span text)
{
	size_t n = 0;

	while (n < text.len && !ascii_is_space((unsigned char)text.ptr[n]))
		n++;
	return n;
}

static bool word_at(struct span s, const char *word)
{
	size_t len = strlen(word);

	if (!span_starts(s, word))
		return false;
	return s.len == len || !ascii_is_alnum((unsigned char)s.ptr[len]);
}

/* "Jory: sharing", "**Related:** ...": a beginning of its own. */
static bool starts_label(struct span text)
{
	size_t i = 0, spaces = 0;

	text = span_strip_start(span_trim(text), "*_");
	while (i < text.len && i < 32 && text.ptr[i] != ':') {
		spaces += text.ptr[i] == ' ';
		if (strchr("./,;()", text.ptr[i]))
			return false;
		i++;
	}
	if (!i || i >= text.len || text.ptr[i] != ':')
		return false;
	if (spaces > 2 || !ascii_is_upper(text.ptr[0]))
		return false;
	return span_starts(span_strip_start(span_sub(text, i + 1, text.len), "*_"), " ");
}

/* What stands behind the bracket that s opens with; empty when it is not closed. */
static struct span behind_bracket(struct span s)
{
	ptrdiff_t end = span_find_char(s, s.ptr[0] == '(' ? ')' : ']');

	return end < 0 ? span_of("") : span_sub(s, (size_t)end + 1, s.len);
}

static bool opens_bracket(struct span s)
{
	return s.len && (s.ptr[0] == '(' || s.ptr[0] == '[');
}

/* Behind the tag's word what prose never has where a line happens to end: "AI: ...", "AI(Joe) ...",
 * "AI Joe: ...", "ACTION-12: ...". */
static bool is_sure_tail(struct span rest)
{
	if (rest.len > 1 && rest.ptr[0] == '-' && ascii_is_digit((unsigned char)rest.ptr[1]))
		rest = span_strip_start(span_sub(rest, 1, rest.len), "0123456789");
	if (opens_bracket(rest))
		return behind_bracket(rest).len > 0;
	rest = span_trim(rest);
	if (opens_bracket(rest))
		rest = span_trim(behind_bracket(rest));
	return span_starts(rest, ":") || starts_label(rest);
}

enum tag_look { TAG_NONE, TAG_LIKELY, TAG_SURE };

/* Behind the tag's word what prose may have, too: "AI* ...", "TODO Joe ...". */
static bool is_likely_tail(struct span tail, size_t line_len)
{
	if (!tail.len)
		return false;
	return strchr(":([-*", tail.ptr[0]) || ascii_is_upper(tail.ptr[0]) ||
	       tail.len + 6 < line_len;
}

/* Whether a source line begins with something that looks like an action tag. */
static enum tag_look look_for_tag(struct span text)
{
	static const char *const bracketed[] = {
		"AI", "AGENDA", "DONE", "SILENT", "LAZY", "MINUTES", "ACTION", NULL,
	};
	static const char *const words[] = {
		"AI", "ACTION", "Action", "Actions", "TODO", "AIs", "ACTIONS", NULL,
	};
	struct span s = span_strip_start(span_trim(text), "*_^~>\\ ");

	if (opens_bracket(s)) {
		if (span_any(span_sub(s, 1, s.len), word_at, bracketed))
			return TAG_SURE;
		s = span_trim(behind_bracket(s));	/* "(possible) ACTION: ..." */
	}
	const char *word = span_any(s, word_at, words);

	if (!word)
		return TAG_NONE;
	struct span rest = span_sub(s, strlen(word), s.len), tail = span_trim(rest);

	if (span_starts_ci(tail, "item")) {
		rest = span_sub(tail, span_starts_ci(tail, "items") ? 5 : 4, tail.len);
		tail = span_trim(rest);
	}
	if (is_sure_tail(rest))
		return TAG_SURE;
	return is_likely_tail(tail, s.len) ? TAG_LIKELY : TAG_NONE;
}

static bool is_nick_byte(unsigned char c)
{
	return ascii_is_alnum(c) || strchr("_|-", c);
}

/* "<Ann> ...", a line of a chat. */
static bool starts_nick(struct span text)
{
	size_t n = 1;

	if (!span_starts(text, "<"))
		return false;
	while (n < text.len && n < 26 && is_nick_byte((unsigned char)text.ptr[n]))
		n++;
	return n > 3 && span_starts(span_sub(text, n, text.len), "> ");
}

/* "12.", "12)", "a)", the sign perhaps behind a backslash: its bytes, or 0. */
static size_t number_len(struct span s)
{
	size_t n = 0;

	while (n < s.len && n < 4 && ascii_is_digit((unsigned char)s.ptr[n]))
		n++;
	bool digits = n > 0;

	if (!digits && s.len > 1 && ascii_is_alpha((unsigned char)s.ptr[0]))
		n = 1;
	if (!n || n >= s.len)
		return 0;
	if (s.ptr[n] == '\\' && n + 1 < s.len)
		n++;
	return s.ptr[n] == ')' || (digits && s.ptr[n] == '.') ? n + 1 : 0;
}

/* The bullet in front of text (which has no leading space): its bytes with the space, or 0. */
static size_t bullet_len(struct span s)
{
	static const char *const marks[] = {
		"-", "*", "+", "\xE2\x80\xA2", "\xE2\x97\xA6", "\xE2\x80\xA3", "\xE2\x97\x8F", NULL,
	};
	const char *mark = span_any(s, span_starts, marks);
	size_t n = mark ? strlen(mark) : number_len(s);

	if (!n || (n < s.len && !ascii_is_space((unsigned char)s.ptr[n])))
		return 0;
	while (n < s.len && ascii_is_space((unsigned char)s.ptr[n]))
		n++;
	return n;
}

static bool is_rule(struct span s, const char *marks)
{
	if (s.len < 3 || !strchr(marks, s.ptr[0]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != s.ptr[0] && s.ptr[i] != ' ')
			return false;
	}
	return true;
}

/* Boxes to tick, of three bytes each; those of one letter are exported by other programs. */
static const struct {
	const char *mark;
	char box;
} boxes[] = {
	{ "\xE2\x98\x90", ' ' }, { "\xE2\x96\xA1", ' ' }, { "\xE2\x98\x91", 'x' },
	{ "\xE2\x98\x92", 'x' }, { "\xE2\x9C\x85", 'x' },
	{ "[ ]", ' ' }, { "[_]", ' ' }, { "[x]", 'x' }, { "[X]", 'x' },
};

/* ' ', 'x', or 0: there is none. */
static char box_of(struct span s)
{
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
		if (!span_starts(s, boxes[i].mark))
			continue;
		/* "[x](http://...)" is a link */
		if (boxes[i].mark[0] != '[' || s.len == 3 || s.ptr[3] == ' ')
			return boxes[i].box;
	}
	return 0;
}

static char take_box(struct span *s)
{
	char box = box_of(*s);

	if (box)
		*s = span_trim(span_sub(*s, 3, s->len));
	return box;
}

bool outline_is_header(const struct outline_line *line)
{
	const struct markup *m = &line->seen;
	size_t bold = 0;

	if (!m->len || m->len > 70 || line->n_breaks > 1)
		return false;
	if (m->text[m->len - 1] == ':')
		return true;
	for (size_t i = 0; i < m->len; i++)
		bold += (m->attr[i] & MARKUP_BOLD) || m->text[i] == ' ';
	return bold == m->len && !strchr(".!?", m->text[m->len - 1]);
}

static void place(struct builder *b, struct outline_line *line, int index)
{
	bool is_top = line->kind == OUTLINE_PARA && line->indent == 0;

	line->heading = b->heading;
	if (line->kind == OUTLINE_HEADING) {
		b->depth = 0;
		b->heading = index;
	}
	while (b->depth && b->stack[b->depth - 1].indent >= line->indent)
		b->depth--;
	if (is_top)
		b->depth = 0;
	line->parent = b->depth ? b->stack[b->depth - 1].index : -1;
	line->depth = (int)b->depth;
	if (line->kind == OUTLINE_HEADING || b->depth == MAX_DEPTH)
		return;
	if (is_top && !outline_is_header(line))
		return;
	b->stack[b->depth].index = index;
	b->stack[b->depth].indent = is_top ? -1 : line->indent;
	b->depth++;
}

static void flush(struct builder *b)
{
	struct outline_pending *p = &b->pending;
	struct outline *out = b->out;
	struct outline_line *line;
	size_t *starts;
	char *joined;
	size_t len = 0;

	if (!p->open)
		return;
	p->open = false;
	joined = arena_alloc(b->arena, p->bytes + p->n + 1, 1);
	starts = arena_alloc(b->arena, p->n + 1, sizeof *starts);
	for (size_t i = 0; i < p->n; i++) {
		if (i)
			joined[len++] = ' ';
		starts[i] = len;
		memcpy(joined + len, p->parts[i].ptr, p->parts[i].len);
		len += p->parts[i].len;
	}
	out->lines = arena_grow(b->arena, out->lines, out->len, &out->cap, sizeof *out->lines);
	line = &out->lines[out->len];
	*line = (struct outline_line){
		.kind = p->kind, .level = p->level, .indent = p->indent, .box = p->box,
		.blank_before = p->blank_before, .n_breaks = p->n,
	};
	markup_read(b->arena, span_from(joined, len), starts, p->n, &line->seen);
	line->breaks = arena_alloc(b->arena, p->n, sizeof *line->breaks);
	for (size_t i = 0; i < p->n; i++)
		line->breaks[i] = (struct outline_break){ starts[i], p->raws[i] };
	place(b, line, (int)out->len);
	out->len++;
}

static void add_part(struct builder *b, struct span part, size_t raw)
{
	struct outline_pending *p = &b->pending;

	p->raws = arena_grow(b->arena, p->raws, p->n, &p->cap_raws, sizeof *p->raws);
	p->parts = arena_grow(b->arena, p->parts, p->n, &p->cap_parts, sizeof *p->parts);
	p->raws[p->n] = raw;
	p->parts[p->n] = part;
	p->n++;
	p->bytes += part.len;
}

static void begin(struct builder *b, enum outline_kind kind, int level, int indent,
		  struct span text, size_t raw)
{
	struct outline_pending *p = &b->pending;

	flush(b);
	p->open = true;
	p->kind = kind;
	p->level = level;
	p->indent = indent;
	p->blank_before = b->blank;
	p->n = 0;
	p->bytes = 0;
	p->box = take_box(&text);
	p->tag = look_for_tag(text) != TAG_NONE;
	p->label = starts_label(text);
	do {			/* a line beyond the limit becomes several */
		if (p->n) {
			flush(b);
			p->open = true;
			p->n = 0;
			p->bytes = 0;
		}
		struct span part = span_sub(text, 0, OUTLINE_LINE_MAX);

		while (part.len > OUTLINE_LINE_MAX - 4 && text.len > part.len &&
		       ((unsigned char)text.ptr[part.len] & 0xC0) == 0x80)
			part.len--;
		add_part(b, part, raw);
		text = span_sub(text, part.len, text.len);
	} while (text.len);
	b->blank = false;
}

/* Whether a source line looks like the beginning of a logical line of its own. */
static bool begins_anew(const struct outline_pending *p, struct span text, int indent,
			bool surely_full)
{
	enum tag_look tag = look_for_tag(text);
	bool label = starts_label(text);

	if (tag == TAG_SURE || text.ptr[0] == '|' || starts_nick(text))
		return true;
	/* one below the other they are a list, however long its lines are */
	if (label && p->kind == OUTLINE_PARA && (p->tag || p->label) && indent <= p->indent)
		return true;
	return (tag == TAG_LIKELY || label) && !surely_full;
}

/* Whether a source line without bullet goes on with the pending logical line. */
static bool continues(const struct builder *b, struct span text, int indent)
{
	const struct outline_pending *p = &b->pending;

	if (!p->open || b->blank || p->kind == OUTLINE_HEADING)
		return false;
	if (p->bytes + text.len > OUTLINE_LINE_MAX)
		return false;
	const struct message_line *before = &b->out->raw[p->raws[p->n - 1]];
	size_t used = span_trim_end(before->text).len + 1 + first_word(text);
	bool wrapped = before->text.len <= UNWRAPPED_COLUMNS, deeper = indent > p->indent;

	if (begins_anew(p, text, indent, wrapped && used >= FULL_COLUMNS_SURE))
		return false;
	if (text.ptr[0] == ']')
		return true;
	if (deeper && (p->kind == OUTLINE_ITEM || p->tag))
		return true;
	if (!wrapped || used < FULL_COLUMNS)
		return false;
	if (p->kind == OUTLINE_PARA)
		return !deeper || !p->indent;
	return indent == p->indent;
}

/* Whether a paragraph of one line is pending: with a rule below it, it is a heading. */
static bool is_one_line(const struct builder *b)
{
	const struct outline_pending *p = &b->pending;

	return p->open && !b->blank && p->kind == OUTLINE_PARA && p->n == 1;
}

/* Whether a rule of run characters may underline the pending line: as wide as it, or nearly. */
static bool underlines(const struct builder *b, size_t run)
{
	const struct outline_pending *p = &b->pending;

	return is_one_line(b) && run >= 6 && run + 2 >= p->bytes && run <= p->bytes + 2;
}

static bool fence(struct builder *b, struct span text)
{
	size_t run = 0;

	char mark = text.len ? text.ptr[0] : '\0';

	if (mark != '`' && mark != '~')
		return b->fence != 0;
	while (run < text.len && text.ptr[run] == mark)
		run++;
	if (b->fence) {
		if (mark == b->fence && run >= b->fence_len && run == text.len)
			b->fence = 0;
		return true;
	}
	if (mark == '~' && run == text.len && underlines(b, run))
		return false;
	if (run < 3 || (mark == '`' && memchr(text.ptr + run, mark, text.len - run)))
		return false;
	flush(b);
	b->fence = mark;
	b->fence_len = run;
	return true;
}

static void end_block(struct builder *b)
{
	flush(b);
	b->blank = true;
}

static void read_rule(struct builder *b, char mark)
{
	struct outline_pending *p = &b->pending;

	if (strchr("=-~", mark) && is_one_line(b) && p->bytes < 100) {
		p->kind = OUTLINE_HEADING;
		p->level = mark == '=' ? 1 : 2;
	}
	end_block(b);
}

/* The number of "#" in front of a heading, or 0. */
static size_t heading_level(struct span text, int indent)
{
	size_t n = text.len - span_strip_start(text, "#").len;

	if (n > 6 || indent >= 4)
		return 0;
	return n == text.len || ascii_is_space((unsigned char)text.ptr[n]) ? n : 0;
}

static void read_line(struct builder *b, size_t raw)
{
	struct span whole = span_trim_end(b->out->raw[raw].text), text = span_trim(whole);
	int indent = columns_of(whole, whole.len - text.len);
	size_t n;

	if (b->out->raw[raw].kind != LINE_NEW) {
		end_block(b);
	} else if (fence(b, text)) {
		b->blank = true;
	} else if (!text.len || text.ptr[0] == '>') {
		end_block(b);
	} else if (is_rule(text, "=-*_~")) {
		read_rule(b, text.ptr[0]);
	} else if ((n = heading_level(text, indent)) > 0) {
		begin(b, OUTLINE_HEADING, (int)n, 0, span_trim(span_sub(text, n, text.len)), raw);
		flush(b);
	} else if ((n = bullet_len(text)) > 0) {
		struct span rest = span_sub(text, n, text.len);

		while ((n = bullet_len(rest)) > 0 && strchr("-*+", rest.ptr[0]))
			rest = span_sub(rest, n, rest.len);
		begin(b, OUTLINE_ITEM, 0, indent, rest, raw);
	} else if (box_of(text) && text.ptr[0] != '[') {
		begin(b, OUTLINE_ITEM, 0, indent, text, raw);
	} else if (continues(b, text, indent)) {
		add_part(b, text, raw);
	} else {
		begin(b, OUTLINE_PARA, 0, indent, text, raw);
	}
}

void outline_read(struct arena *arena, const struct message_line *lines, size_t n_lines,
		  struct outline *out)
{
	struct builder b = { .arena = arena, .out = out, .heading = -1 };

	*out = (struct outline){ .raw = lines, .n_raw = n_lines };
	for (size_t i = 0; i < n_lines; i++)
		read_line(&b, i);
	flush(&b);
	for (size_t i = 0; i < out->len; i++)
		out->lines[i].end = (int)i + 1;
	for (size_t i = out->len; i-- > 0; ) {
		int parent = out->lines[i].parent;

		if (parent >= 0 && out->lines[parent].end < out->lines[i].end)
			out->lines[parent].end = out->lines[i].end;
	}
}

void outline_read_text(struct arena *arena, struct span text, struct outline *out)
{
	struct message_line *lines = NULL;
	size_t n = 0, cap = 0;
	struct span one;

	if (span_starts(text, "\xEF\xBB\xBF"))
		text = span_sub(text, 3, text.len);
	while (span_next_line(&text, &one)) {
		lines = arena_grow(arena, lines, n, &cap, sizeof *lines);
		lines[n] = (struct message_line){
			.text = one, .number = (unsigned)n + 1, .kind = LINE_NEW, .why = "file",
		};
		n++;
	}
	outline_read(arena, lines, n, out);
}

const struct message_line *outline_source(const struct outline *outline,
					  const struct outline_line *line, size_t offset)
{
	size_t i = line->n_breaks - 1;

	while (i && line->breaks[i].start > offset)
		i--;
	return &outline->raw[line->breaks[i].raw];
}
