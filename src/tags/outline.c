/* outline.c - see outline.h.  One pass over the source lines with one pending logical line.
 *
 * Whether a line goes on with the one before is decided in one place, continues(), from the form
 * of both: a tag, and what opens a line as it opened the one before, begin anew; else how the line
 * is indented counts, and whether the line before was "full", that is, the next word would not
 * have fitted.  A short line was ended on purpose.
 */
#include "tags/outline.h"

#include <string.h>

#include "tags/opening.h"

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
	char box;
	bool blank_before;
	size_t *raws;			/* indexes of source lines */
	struct span *parts;
	size_t n, cap_raws, cap_parts;
	size_t bytes;
	struct line_opening opening;
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
	bool table;			/* below its ruler, without bars at the edges */
	bool comment;			/* inside one of C's over several lines */
	int stars;			/* of the first bullet behind a blank line */
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

static char take_box(struct span *s)
{
	char box = opening_box(*s);

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
	p->opening = opening_read(text);
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

static bool ends_sentence(struct span text)
{
	struct span s = span_strip_end(span_trim(text), "*_)]\"' ");

	return !s.len || strchr(".!?:;", s.ptr[s.len - 1]);
}

/* Whether a source line without bullet goes on with the pending logical line. */
static bool continues(const struct builder *b, struct span text, int indent)
{
	const struct outline_pending *p = &b->pending;

	if (!p->open || b->blank || p->kind == OUTLINE_HEADING)
		return false;
	if (p->bytes + text.len > OUTLINE_LINE_MAX)
		return false;
	struct line_opening now = opening_read(text);

	if (now.tag == TAG_SURE || text.ptr[0] == '|' || opening_is_nick(text))
		return false;
	if (p->kind == OUTLINE_PARA && indent <= p->indent && opening_is_alike(&p->opening, &now))
		return false;
	const struct message_line *before = &b->out->raw[p->raws[p->n - 1]];
	size_t used = span_trim_end(before->text).len + 1 + opening_first_word(text);
	bool wrapped = before->text.len <= UNWRAPPED_COLUMNS, deeper = indent > p->indent;
	bool surely_full = wrapped && used >= FULL_COLUMNS_SURE;

	if ((now.tag == TAG_LIKELY || now.lead == LEAD_LABEL) && !surely_full)
		return false;
	if (opening_is_sentence(text) && !ends_sentence(before->text))
		return false;
	if (text.ptr[0] == ']')
		return true;
	if (deeper && (p->kind == OUTLINE_ITEM || p->opening.tag))
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

/* A line with a tag or a label, and a rule below it that is not drawn to its width, is what a mail
 * says last before a patch. */
static bool is_title_of_rule(const struct builder *b, size_t run)
{
	const struct line_opening *opening = &b->pending.opening;
	bool is_entry = opening->tag || opening->lead;

	return is_one_line(b) && b->pending.bytes < 100 && (!is_entry || underlines(b, run));
}

static void read_rule(struct builder *b, struct span rule)
{
	struct outline_pending *p = &b->pending;
	char mark = rule.ptr[0];

	if (strchr("=-~", mark) && is_title_of_rule(b, rule.len)) {
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

/* The number of "=" on both sides of a wiki's heading, or 0. */
static size_t wiki_level(struct span text, int indent)
{
	struct span title = span_strip_start(text, "=");
	size_t n = text.len - title.len, behind = title.len - span_strip_end(title, "=").len;

	bool is_apart = span_starts(title, " ") && span_ends(span_strip_end(title, "="), " ");

	return indent == 0 && n >= 1 && n <= 6 && behind == n && (n > 1 || is_apart) ? n : 0;
}

/* The lines of a comment in code: from its opening on as long as stars begin them. */
static bool in_comment(struct builder *b, struct span text)
{
	bool opens = span_starts(text, "/*");
	bool inside = opens || (b->comment && span_starts(text, "*"));

	b->comment = inside && !span_has(text, "*/");
	return inside || opening_is_code(text);
}

/* "{: #action1 .action}" below what it is said of. */
static bool is_attributes(struct span text)
{
	return span_starts(text, "{:") && span_ends(text, "}");
}

/* "--- | :---: | ---" */
static bool is_ruler(struct span text)
{
	if (!memchr(text.ptr, '|', text.len) || !memchr(text.ptr, '-', text.len))
		return false;
	return span_strip_start(text, "|-: ").len == 0;
}

/* A row of a table without bars at the edges: its ruler, below a line that has bars as well, and
 * what follows with bars. */
static bool is_row(struct builder *b, struct span text)
{
	const struct outline_pending *p = &b->pending;
	bool has_head = is_one_line(b) && memchr(p->parts[0].ptr, '|', p->parts[0].len);

	b->table = (has_head && (b->table || is_ruler(text))) && memchr(text.ptr, '|', text.len);
	return b->table;
}

/* Without what looks like a blank and is none to a program. */
static struct span with_blanks(struct arena *arena, struct span text)
{
	static const char no_break[] = "\xC2\xA0";
	char *copy;
	size_t n = 0;

	if (!span_has(text, no_break))
		return text;
	copy = arena_alloc(arena, text.len + 1, 1);
	for (size_t i = 0; i < text.len; i++) {
		bool is_blank = span_starts(span_sub(text, i, 2), no_break);

		copy[n++] = is_blank ? ' ' : text.ptr[i];
		i += is_blank;
	}
	return span_from(copy, n);
}

/* "> ***Action #1: ...***": minutes set off so what was agreed; it is nobody's words from
 * elsewhere.  (In mail a line with that mark is not new.) */
static struct span without_rail(struct span text)
{
	struct span inside = span_trim(span_sub(text, 1, text.len));

	if (!span_starts(text, ">") || inside.len < 7)
		return text;
	return span_starts(inside, "***") && span_ends(inside, "***") ? inside : text;
}

/* The bytes of a bullet, or 0: below an entry "o" is one before any word. */
static size_t bullet_of(const struct builder *b, struct span text, int indent)
{
	const struct outline *out = b->out;
	bool is_below = b->pending.open ? b->pending.kind == OUTLINE_ITEM :
		out->len && out->lines[out->len - 1].kind == OUTLINE_ITEM;
	size_t n = opening_bullet(text);

	return n || !is_below || indent < 2 || !span_starts(text, "o ") ? n : 2;
}

/* How much deeper "** Ann" is than the first entry behind a blank line. */
static int depth_of_stars(struct builder *b, int stars)
{
	if (b->blank || stars < b->stars)
		b->stars = stars;
	return stars - b->stars;
}

static void read_line(struct builder *b, size_t raw)
{
	struct span whole = span_trim_end(with_blanks(b->arena, b->out->raw[raw].text));
	struct span text = without_rail(span_trim(whole));
	int indent = columns_of(whole, whole.len - text.len);
	size_t n;

	if (b->out->raw[raw].kind != LINE_NEW) {
		end_block(b);
	} else if (fence(b, text)) {
		b->blank = true;
	} else if (in_comment(b, text) || is_attributes(text) || !text.len || text.ptr[0] == '>') {
		end_block(b);
	} else if (is_rule(text, "=-*_~")) {
		read_rule(b, text);
	} else if ((n = heading_level(text, indent)) > 0) {
		begin(b, OUTLINE_HEADING, (int)n, 0, span_trim(span_sub(text, n, text.len)), raw);
		flush(b);
	} else if ((n = wiki_level(text, indent)) > 0) {
		text = span_sub(text, n, text.len - 2 * n);
		begin(b, OUTLINE_HEADING, (int)n, 0, span_trim(text), raw);
		flush(b);
	} else if ((n = bullet_of(b, text, indent)) > 0) {
		struct span rest = span_sub(text, n, text.len);

		while ((n = opening_bullet(rest)) > 0 && strchr("-*+", rest.ptr[0]))
			rest = span_sub(rest, n, rest.len);
		begin(b, OUTLINE_ITEM, 0, indent + depth_of_stars(b, opening_stars(text)), rest,
		      raw);
	} else if (opening_box(text)) {
		begin(b, OUTLINE_ITEM, 0, indent, text, raw);
	} else if (is_row(b, text)) {
		begin(b, OUTLINE_PARA, 0, indent, text, raw);
	} else if (continues(b, text, indent)) {
		add_part(b, text, raw);
	} else {
		begin(b, OUTLINE_PARA, 0, indent, text, raw);
	}
}

void outline_read(struct arena *arena, const struct message_line *lines, size_t n_lines,
		  struct outline *out)
{
	struct builder b = { .arena = arena, .out = out, .heading = -1, .stars = 1 };

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
