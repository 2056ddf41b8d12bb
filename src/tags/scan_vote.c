/* scan_vote.c - "[VOTE rank 2w] Seat": what the tag says, and the options of a ranked vote.
 *
 * These are the entries of a list below the tag: the first one, or that below a line which speaks
 * of options or candidates, up to a heading or another tag.  Text may stand between entries that
 * are numbered, or that each have text of their own.  Without a list they are lines that begin with
 * "A.", "B." or "A:", "B:", or stand in one line: "Paris / Rome".
 *
 * Of any other vote what stands below the tag is the text that is voted on, up to the next tag: in
 * a list of tags and in minutes the entries below alone, else whatever its writer has written.
 */
#include "tags/scan_work.h"

#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "tags/vote_tag.h"

enum { OPTIONS_MAX_BYTES = 16 * 1024, VOTE_TEXT_MAX_BYTES = 4096 };

#define VOTE_TEXT_CUT "[The rest is in the mail that opened this vote.]"

struct option_list {
	struct scan *scan;
	const struct outline *o;
	int from, to;			/* the lines that may have some: [from, to) */
	struct buf lines;
	size_t n;
};

/* "Candidates:", "## The options": what it stands above is what can be ranked. */
static bool is_lead(const struct outline_line *line)
{
	static const char *const words[] = { "option",	"candidate",   "choice",   "nominee",
					     "nominat", "alternative", "proposal", NULL };

	return span_any(scan_seen(line), span_has_ci, words) != NULL;
}

/* Nothing below is about this vote any more. */
static bool ends_vote(const struct outline_line *line)
{
	return (line->kind == OUTLINE_HEADING && !is_lead(line)) ||
	       span_starts(scan_seen(line), "[");
}

static void add_option(struct option_list *list, struct span text)
{
	const char *option = scan_text(list->scan, text);

	if (!*option)
		return;
	buf_addf(&list->lines, "%s%s", list->n ? "\n" : "", option);
	list->n++;
}

/* ---- the place that a writer has given an option ---- */

struct option_label {
	char kind;			/* 'a', '1'; 0: there is none */
	unsigned place;			/* from 1 */
	size_t len;			/* its bytes, with the blanks behind */
};

/* "B)", "b.", "(2)", "2:" */
static struct option_label label_of(struct span line)
{
	struct span rest = span_strip_start(line, " \t*_(");
	size_t digits = 0, len;
	unsigned long number = 0;
	bool is_letter = rest.len > 1 && ascii_is_alpha((unsigned char)rest.ptr[0]);

	while (digits < rest.len && ascii_is_digit((unsigned char)rest.ptr[digits]))
		digits++;
	len = is_letter ? 1 : digits;
	if (!len || len >= rest.len || !memchr(".):", rest.ptr[len], 3) ||
	    (!is_letter && !span_to_uint(span_sub(rest, 0, len), 99, &number)))
		return (struct option_label){ 0 };
	struct span text = span_strip_start(span_sub(rest, len + 1, rest.len), " \t");

	if (text.ptr == rest.ptr + len + 1 && text.len)
		return (struct option_label){ 0 };
	return (struct option_label){
		.kind = is_letter ? 'a' : '1',
		.place = is_letter ? (unsigned)(ascii_lower(rest.ptr[0]) - 'a') + 1
				   : (unsigned)number,
		.len = (size_t)(text.ptr - line.ptr),
	};
}

static bool is_next(struct option_label before, struct option_label label)
{
	return label.kind && label.kind == before.kind && label.place == before.place + 1;
}

static struct span source_of(const struct outline *o, const struct outline_line *line, size_t part)
{
	return o->raw[line->breaks[part].raw].text;
}

/* ---- entries of a list ---- */

static bool is_entry(const struct option_list *list, int i, int depth)
{
	return i < list->to && list->o->lines[i].kind == OUTLINE_ITEM &&
	       list->o->lines[i].depth == depth;
}

/* One past the entries that stand below each other. */
static int end_of_run(const struct option_list *list, int first, size_t *n_out)
{
	const struct outline *o = list->o;
	int i = first;

	for (*n_out = 0; is_entry(list, i, o->lines[first].depth); ++*n_out)
		i = o->lines[i].end;
	return i;
}

/* Where the list goes on behind text: its numbers do, or each entry has text of its own below it.
 * -1: nowhere. */
static int next_run(const struct option_list *list, int first, int last, int end, size_t n)
{
	const struct outline *o = list->o;
	int i = end;
	size_t n_next;

	while (i < list->to && o->lines[i].kind != OUTLINE_ITEM)
		i++;
	if (i >= list->to || !is_entry(list, i, o->lines[first].depth))
		return -1;
	const struct option_label before = label_of(source_of(o, &o->lines[last], 0)),
				  label = label_of(source_of(o, &o->lines[i], 0));

	if (before.kind || label.kind)
		return is_next(before, label) ? i : -1;
	(void)end_of_run(list, i, &n_next);
	return n == 1 && n_next == 1 ? i : -1;
}

/* One past the list that begins with that entry; take: its entries are options. */
static int walk_list(struct option_list *list, int first, bool take)
{
	const struct outline *o = list->o;
	int run = first, end = first;
	size_t n;

	while (run >= 0) {
		int last = run, next = end_of_run(list, run, &n);

		for (int i = run; i < next; i = o->lines[i].end) {
			last = i;
			if (take) {
				add_option(list, scan_seen(&o->lines[i]));
				list->scan->marks[i].is_action = true;	/* taken */
			}
		}
		end = next;
		run = next_run(list, first, last, end, n);
	}
	return end;
}

/* The first list, or that below what says that it has the options; -1: there is none. */
static int find_list(struct option_list *list)
{
	const struct outline *o = list->o;
	int found = -1;

	for (int i = list->from; i < list->to;) {
		if (o->lines[i].kind != OUTLINE_ITEM) {
			i++;
			continue;
		}
		if (i > list->from && o->lines[i - 1].kind != OUTLINE_ITEM &&
		    is_lead(&o->lines[i - 1]))
			return i;
		if (found < 0)
			found = i;
		i = walk_list(list, i, false);
	}
	return found;
}

/* ---- "A. Anna" and "B: Bert", which are no entries to the outline ---- */

/* Lines behind that number which begin with A, B, C, or with 1, 2, 3; what has no label belongs to
 * the one above. */
static void take_labelled(struct option_list *list, unsigned behind)
{
	struct option_label last = { 0 };
	const char *option = "";
	bool is_below = false;		/* an option, without a blank line between */
	size_t n = 0;

	for (int i = list->from; i < list->to; i++) {
		const struct outline_line *line = &list->o->lines[i];

		is_below = is_below && !line->blank_before;
		for (size_t k = 0; k < line->n_breaks; k++) {
			struct span text = span_trim(source_of(list->o, line, k));
			struct option_label label = label_of(text);
			bool is_option = last.kind ? is_next(last, label) : label.place == 1;

			if (list->o->raw[line->breaks[k].raw].number <= behind)
				continue;
			if (is_option) {
				if (n++)
					add_option(list, span_of(option));
				last = label;
				option =
					arena_printf(list->scan->arena, SPAN_FMT,
						     SPAN_ARG(span_sub(text, label.len, text.len)));
				is_below = true;
			} else if (is_below) {
				option = arena_printf(list->scan->arena, "%s " SPAN_FMT, option,
						      SPAN_ARG(text));
			}
		}
	}
	if (n > 1)	/* one alone is prose: "A. Miller agrees" */
		add_option(list, span_of(option));
}

/* "- A: Rome", "- B: Oslo": bullets and letters; a ballot has letters of its own. */
static const char *without_labels(struct arena *arena, const char *options)
{
	struct span rest = span_of(options), line;
	struct option_label last = { 0 };
	const char *text = "";
	size_t n = 0;

	for (; span_next_line(&rest, &line); n++) {
		struct option_label label = label_of(line);

		if (n ? !is_next(last, label) : label.place != 1)
			return options;
		text = arena_printf(arena, "%s%s" SPAN_FMT, text, n ? "\n" : "",
				    SPAN_ARG(span_sub(line, label.len, line.len)));
		last = label;
	}
	return n > 1 ? text : options;
}

/* ---- all of them in one line: "Paris / Rome", "1. Paris / 2. Rome", "a) Paris b) Rome" ---- */

/* Where the label of that place stands within the line; its end: there. */
static size_t label_at(struct span line, unsigned place)
{
	for (size_t i = 1; i < line.len; i++) {
		struct span rest = span_sub(line, i, line.len);

		if (ascii_is_space((unsigned char)line.ptr[i - 1]) && label_of(rest).place == place)
			return i;
	}
	return line.len;
}

/* Where the first option of several ends, the one before that place; its end: there are not
 * several. */
static size_t end_of_option(struct span line, unsigned place)
{
	static const char *const between[] = { " | ", " / " };

	for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
		ptrdiff_t at = span_find(line, between[i]);

		if (at >= 0)
			return (size_t)at + 1;
	}
	return label_at(line, place);
}

/* Of what stands behind a label: which place comes next. */
static unsigned next_place(struct span line)
{
	return label_of(line).place == 1 ? 2 : UINT_MAX;
}

static void split_line(struct option_list *list, struct span line, unsigned place)
{
	enum { OPTION_MAX_BYTES = 60 };

	for (; line.len; place += place < UINT_MAX) {
		size_t end = end_of_option(line, place);
		struct span option = span_trim(span_sub(line, 0, end));

		option = span_sub(option, label_of(option).len, option.len);
		if (option.len > OPTION_MAX_BYTES) {	/* prose */
			buf_clear(&list->lines);
			list->n = 0;
			return;
		}
		add_option(list, span_strip_end(option, " \t,;"));
		line = span_strip_start(span_sub(line, end, line.len), "|/ \t");
	}
}

/* "Options: Paris / Rome": behind the lead. */
static struct span behind_colon(struct span line)
{
	ptrdiff_t colon = span_find_char(line, ':');

	line = span_sub(line, colon < 0 ? 0 : (size_t)colon + 1, line.len);
	return span_strip_start(line, "| \t");
}

/* The first line behind that number, or one that says that it has the options; len 0: there is
 * none that has several. */
static struct span find_line(const struct option_list *list, unsigned behind)
{
	bool is_first = true;

	for (int i = list->from; i < list->to; i++) {
		const struct outline_line *line = &list->o->lines[i];

		for (size_t k = 0; k < line->n_breaks; k++) {
			struct span text = span_trim(source_of(list->o, line, k)),
				    said = span_strip_end(behind_colon(text), "| \t");
			bool is_below = list->o->raw[line->breaks[k].raw].number > behind;

			if (!is_below || !text.len)
				continue;
			if ((is_first || is_lead(line)) &&
			    end_of_option(said, next_place(said)) < said.len)
				return said;
			is_first = false;
		}
	}
	return span_of("");
}

/* Of what stands in one line: the only entry of the list that begins at line first, or without a
 * list (-1) a line behind that number. */
static void take_line(struct option_list *list, int first, unsigned behind)
{
	struct scan *scan = list->scan;
	struct span line;
	unsigned place;

	if (first >= 0) {
		line = span_of(scan_text(scan, buf_fitted(&list->lines)));
		place = next_place(source_of(list->o, &list->o->lines[first], 0));
	} else {
		line = find_line(list, behind);
		place = next_place(line);
	}
	if (end_of_option(line, place) == line.len)
		return;
	buf_clear(&list->lines);
	list->n = 0;
	split_line(list, line, place);
}

/* index: of the tag's line; -1: it is the subject. */
static void take_options(struct scan *scan, struct fact *fact, int index)
{
	const struct outline *o = &scan->outline;
	bool is_item = index >= 0 && o->lines[index].kind == OUTLINE_ITEM;
	struct option_list list = { .scan = scan,
				    .o = o,
				    .from = index + 1,
				    .to = is_item ? o->lines[index].end : (int)o->len };
	int first;

	for (int i = list.from; i < list.to; i++) {
		if (ends_vote(&o->lines[i]))
			list.to = i;
	}
	buf_init(&list.lines, OPTIONS_MAX_BYTES);
	first = find_list(&list);
	if (first >= 0) {
		(void)walk_list(&list, first, true);
	} else {
		list.from -= index >= 0;	/* what stands right below the tag goes on in its
						 * line */
		take_labelled(&list, fact->line);
	}
	if (list.n < 2)
		take_line(&list, first, fact->line);
	if (list.n)
		fact->detail = without_labels(scan->arena,
					      buf_finish_shown(&list.lines, scan->arena));
	else
		buf_free(&list.lines);
}

void scan_take_vote(struct scan *scan, struct fact *fact, int index, struct span inside)
{
	struct due_context context = scan_due_context(scan, index);
	struct vote_tag tag;

	context.to_come = true;
	vote_tag_read(inside, &context, &tag);
	fact->note = scan_text(scan, inside);
	fact->due = tag.day;
	if (tag.period_s && civil_is_set(context.base))
		fact->due = civil_add_days(context.base, (int)((tag.period_s + 86399) / 86400));
	if (tag.ranked && fact->line)
		take_options(scan, fact, index);
}

/* "[RESULT] [VOTE] Release 2.0": what it stands in front of is over. */
bool scan_vote_is_over(struct span prefix)
{
	static const char *const words[] = { "result", "cancel", "closed",  "passed",  "failed",
					     "withdr", "voided", "discuss", "cancell", NULL };

	return span_any(span_strip_start(prefix, "[ "), span_starts_ci, words) != NULL;
}

void scan_subject_options(struct scan *scan, size_t first)
{
	struct fact *fact = first < scan->out->len ? &scan->out->facts[first] : NULL;
	const struct due_context context = scan_due_context(scan, -1);
	struct vote_tag tag;

	if (!fact || fact->kind != FACT_VOTE || fact->line)
		return;
	vote_tag_read(span_of(fact->note), &context, &tag);
	if (tag.ranked)
		take_options(scan, fact, -1);
}

/* ---- the text that is voted on ---- */

/* Do lines of that number begin something else? */
static bool begins_other(const struct scan *scan, const struct message_line *line, size_t first)
{
	for (size_t i = first; i < scan->out->len; i++) {
		const struct fact *fact = &scan->out->facts[i];

		if (fact->line == line->number && fact->kind != FACT_COMMAND)
			return true;
	}
	return span_starts(span_trim(line->text), "[") &&
	       rules_may_hold_tag(scan->rules, scan->work, span_trim(line->text));
}

/* Is the tag an entry of a list, whose text is below it? */
static bool is_entry_of_list(const struct scan *scan, const struct fact *fact)
{
	const struct outline *o = &scan->outline;

	for (size_t i = 0; i < o->len; i++) {
		if (o->lines[i].kind == OUTLINE_ITEM && o->lines[i].n_breaks &&
		    o->raw[o->lines[i].breaks[0].raw].number == fact->line)
			return true;
	}
	return false;
}

static const char *text_below(struct scan *scan, const struct message *message,
			      const struct fact *fact, size_t first)
{
	struct span title = span_of(fact->text);
	bool is_blank = true, is_title = fact->line > 0;
	struct buf text;

	buf_init(&text, VOTE_TEXT_MAX_BYTES);
	for (size_t i = 0; i < message->n_lines; i++) {
		const struct message_line *line = &message->lines[i];
		struct span words = span_trim_end(line->text);

		if (line->kind != LINE_NEW || line->number <= fact->line)
			continue;
		if (begins_other(scan, line, first))
			break;
		/* a title that is wrapped */
		is_title = is_title && words.len &&
			   span_ends(title, arena_strndup(scan->arena, words.ptr, words.len));
		if (is_title)
			continue;
		if (words.len &&
		    buf_len(&text) + words.len + 2 > VOTE_TEXT_MAX_BYTES - sizeof VOTE_TEXT_CUT) {
			buf_addf(&text, "\n%s", VOTE_TEXT_CUT);
			break;
		}
		if (words.len || !is_blank)
			buf_addf(&text, "%s" SPAN_FMT, buf_len(&text) ? "\n" : "", SPAN_ARG(words));
		is_blank = !words.len;
	}
	const char *kept = scan_text(scan, span_trim_end(buf_fitted(&text)));

	buf_free(&text);
	return kept;
}

void scan_vote_texts(struct scan *scan, const struct message *message, size_t first)
{
	for (size_t i = first; i < scan->out->len; i++) {
		struct fact *fact = &scan->out->facts[i];
		const struct due_context context = scan_due_context(scan, -1);
		struct vote_tag tag;

		if (fact->kind != FACT_VOTE || fact->meeting >= 0 || is_entry_of_list(scan, fact))
			continue;
		vote_tag_read(span_of(fact->note), &context, &tag);
		if (!tag.ranked)
			fact->detail = text_below(scan, message, fact, first);
	}
}
