/* scan.c - the order of things: outline, meetings, sections, then facts line by line.
 *
 * A scan keeps nothing between two texts.  Facts come out in the order of their lines.
 */
#include "tags/scan_work.h"

#include "base/buf.h"
#include "message/letters.h"

#include <string.h>

const char *scan_text(const struct scan *scan, struct span s)
{
	return owners_text(scan->arena, span_trim(s));
}

struct due_context scan_due_context(const struct scan *scan, int index)
{
	struct due_context context = { .base = scan->context->base,
				       .next_meeting = scan->context->next_meeting };
	int meeting = index >= 0 ? scan->marks[index].meeting : -1;

	if (meeting >= 0 && civil_is_set(scan->meetings[meeting].date)) {
		const struct scan_meeting *m = &scan->meetings[meeting];

		context.base = m->date;
		context.next_meeting = m->next;
		if (!civil_is_set(m->next) && civil_is_set(scan->context->next_meeting) &&
		    civil_compare(scan->context->next_meeting, m->date) > 0)
			context.next_meeting = scan->context->next_meeting;
	}
	return context;
}

void scan_fill_due(struct scan *scan, struct fact *fact, int index, struct span text)
{
	struct due_context context = scan_due_context(scan, index);
	struct due_phrase phrase;

	if (!due_find(text, &context, &phrase))
		return;
	fact->due = phrase.date;
	fact->due_next_meeting = phrase.next_meeting;
}

void scan_take_status(struct scan *scan, struct fact *fact, struct span *text)
{
	struct rule_match m;

	for (int round = 0; round < 2; round++) {
		if (!rules_match_use(scan->rules, scan->work, USE_STATUS, *text, &m))
			return;
		fact->status = FACT_DONE;
		if (m.parts[PART_NOTE].len && (!fact->note || !fact->note[0]))
			fact->note = scan_text(scan, m.parts[PART_NOTE]);
		*text = span_trim(m.parts[PART_TEXT]);
	}
}

static bool is_in_section(const struct scan *scan, int index)
{
	while (index >= 0 && scan->marks[index].entry_of == SECTION_NONE)
		index = scan->outline.lines[index].parent;
	return index >= 0;
}

/* The source line; of one so long that it became several, the part alone.  The tags of a line share
 * its quote: one each would fill the memory by a single line of nothing but tags. */
static const char *quote_of(struct scan *scan, const struct outline_line *line,
			    const struct line *source)
{
	if (scan->quoted != line || scan->quoted_source != source) {
		bool is_part = source->text.len > OUTLINE_LINE_MAX;

		scan->quote = scan_text(scan, is_part ? scan_seen(line) : source->text);
		scan->quoted = line;
		scan->quoted_source = source;
	}
	return scan->quote;
}

/* One more, with nothing in it yet; NULL when there are too many. */
static struct fact *add_fact(struct scan *scan, enum fact_kind kind, const char *rule)
{
	struct fact_list *out = scan->out;

	if (scan->n_tags == scan->max_tags) {
		scan->over = true;
		return NULL;
	}
	scan->n_tags++;
	out->facts = arena_grow(scan->arena, out->facts, out->len, &out->cap, sizeof *out->facts);
	out->facts[out->len] = (struct fact){
		.kind = kind, .rule = arena_strdup(scan->arena, rule), .text = "", .detail = "",
		.context = "", .quote = "", .note = "", .command = "",
		.minutes = -1, .item = -1, .row = -1, .meeting = -1,
	};
	return &out->facts[out->len++];
}

struct fact *scan_new_fact(struct scan *scan, enum fact_kind kind, const char *rule, int index,
			   size_t offset)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct fact *fact = add_fact(scan, kind, rule);
	int meeting = scan->marks[index].meeting;

	if (!fact)
		return NULL;
	if (scan->outline.raw) {
		const struct line *source = outline_source(&scan->outline, line, offset);

		fact->line = source->number;
		fact->quote = quote_of(scan, line, source);
	} else {
		fact->quote = scan_text(scan, scan_seen(line));
	}
	if (meeting >= 0)
		fact->meeting = scan->meetings[meeting].number;
	fact->in_section = is_in_section(scan, index);
	if (line->parent >= 0)
		fact->context = scan_text(
			scan, span_sub(scan_seen(&scan->outline.lines[line->parent]), 0, 1000));
	return fact;
}

struct fact *scan_new_command(struct scan *scan, const char *rule, const char *command,
			      unsigned number, struct span line)
{
	struct fact *fact = add_fact(scan, FACT_COMMAND, rule);

	if (!fact)
		return NULL;
	fact->line = number;
	fact->command = command;
	fact->quote = scan_text(scan, line);
	return fact;
}

/* What stands below a line and is no fact itself. */
static const char *detail_of(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct buf buf;
	const char *text;

	buf_init(&buf, SCAN_DETAIL_MAX);
	for (int i = index + 1; i < line->end && !buf_is_cut(&buf); i++) {
		const struct outline_line *below = &scan->outline.lines[i];

		if (scan->marks[i].is_action || scan->marks[i].agenda_level == 0) {
			i = below->end - 1;
			continue;
		}
		if (scan->marks[i].status_only || !below->seen.len)
			continue;
		if (buf_len(&buf))
			buf_add_char(&buf, '\n');
		buf_add_span(&buf, scan_seen(below));
	}
	text = scan_text(scan, buf_shown(&buf));
	buf_free(&buf);
	return text;
}

static void emit_lines(struct scan *scan)
{
	size_t first = scan->out->len;
	int *owner_line;
	size_t meeting = 0, filled = first, cap = 0;

	owner_line = NULL;
	for (int i = 0; i < (int)scan->outline.len && !scan->over; i++) {
		size_t before = scan->out->len;

		while (meeting < scan->n_meetings && scan->meetings[meeting].line < i)
			meeting++;
		if (meeting < scan->n_meetings && scan->meetings[meeting].line == i) {
			scan_emit_meeting(scan, meeting);
		} else if (!scan_emit_table(scan, &i)) {
			scan_emit_tags(scan, i);
			scan_emit_entry(scan, i);
			scan_emit_agenda(scan, i);
		}
		for (size_t f = before; f < scan->out->len; f++) {
			owner_line = arena_grow(scan->arena, owner_line, f - first, &cap,
						sizeof *owner_line);
			owner_line[f - first] = i;
		}
	}
	/* Details last: only now is it known which lines are facts themselves. */
	for (; filled < scan->out->len; filled++) {
		struct fact *fact = &scan->out->facts[filled];

		if (fact->kind != FACT_MEETING)
			fact->detail = detail_of(scan, owner_line[filled - first]);
	}
}

static void scan_begin(struct scan *scan, struct arena *arena, const struct rules *rules,
		       const struct scan_context *context, struct fact_list *out)
{
	*scan = (struct scan){ .arena = arena, .rules = rules, .context = context, .out = out };
	scan->max_tags = context->max_tags ? context->max_tags : SCAN_MAX_TAGS;
	scan->work = rules_work_new(rules);
	names_init(&scan->names, arena, context->people);
}

/* first is the index of this scan's first fact, which may be of the subject. */
static void scan_read_body(struct scan *scan, size_t first)
{
	scan->marks = arena_alloc(scan->arena, scan->outline.len + 1, sizeof *scan->marks);
	scan_find_meetings(scan);
	scan_learn_owners(scan);
	scan_mark_sections(scan);
	scan_mark_agenda(scan);
	emit_lines(scan);
	if (scan->context->titles)
		scan_emit_titles(scan, first);
}

/* first is the index of this scan's first fact. */
static enum err_kind scan_end(struct scan *scan, const struct message *message, size_t first,
			      struct err *err)
{
	if (scan->context->trace)
		scan_fill_trace(scan, message, first);
	rules_work_free(&scan->work);
	if (scan->over)
		return err_set(err, ERR_DATA, "more than %u tags (max_tags)", scan->max_tags);
	return ERR_NONE;
}

/* Answers and titles were found after the rest; few, and nearly in order.  Facts of one line keep
 * theirs. */
static void sort_by_line(struct fact_list *list, size_t from)
{
	for (size_t i = from + 1; i < list->len; i++) {
		struct fact fact = list->facts[i];
		size_t k = i;

		for (; k > from && list->facts[k - 1].line > fact.line; k--)
			list->facts[k] = list->facts[k - 1];
		list->facts[k] = fact;
	}
}

enum err_kind scan_minutes(struct arena *arena, const struct rules *rules, struct span text,
			   const struct scan_context *context, struct fact_list *out,
			   struct err *err)
{
	struct scan scan;

	scan_begin(&scan, arena, rules, context, out);
	outline_read_text(arena, letters_visible(arena, text), &scan.outline);
	size_t first = out->len;

	scan_read_body(&scan, first);
	sort_by_line(out, first);
	return scan_end(&scan, NULL, first, err);
}

/* A reply repeats its subject: "Re:", "Fwd:", and what other languages call them. */
bool scan_is_reply(const struct message *message)
{
	static const char *const prefixes[] = {
		"re", "fwd", "fw", "aw",  "wg", "sv",  "vs",  "antw", "tr",
		"rv", "odp", "vb", "rif", "r",	"res", "enc", "ynt",  "\xE5\x9B\x9E\xE5\xA4\x8D"
	};
	struct span s = span_trim(span_of(message->subject));

	if (message->in_reply_to && message->in_reply_to[0])
		return true;
	while (s.len && s.ptr[0] == '[') {	/* "[bsc] Re: ..." */
		ptrdiff_t end = span_find_char(s, ']');

		if (end < 0)
			break;
		s = span_trim(span_sub(s, (size_t)end + 1, s.len));
	}
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
			size_t n = strlen(prefixes[i]);

			if (!span_starts_ci(s, prefixes[i]) || n >= s.len)
				continue;
			if (s.ptr[n] == '[' || s.ptr[n] == '(') {	/* "Re[2]:" */
				while (n < s.len && s.ptr[n] != ']' && s.ptr[n] != ')')
					n++;
				n++;
			}
			if (n < s.len &&
			    (s.ptr[n] == ':' || span_starts(span_sub(s, n, 3), "\xEF\xBC\x9A")))
				return true;
		}
		s = span_trim(span_of(message->subject));
	}
	return false;
}

enum err_kind scan_message(struct arena *arena, const struct rules *rules,
			   const struct message *message, const struct scan_context *context,
			   struct fact_list *out, struct err *err)
{
	bool reply = scan_is_reply(message);
	size_t first = out->len;
	struct scan scan;

	if (!context->trace && !context->to_bot && !rules_has_patterns(rules) &&
	    !message_lines_may_hold_tag(message))
		return ERR_NONE;
	scan_begin(&scan, arena, rules, context, out);
	if (message->subject && message->subject[0] && !reply)
		scan_subject(&scan, owners_text(arena, span_of(message->subject)));
	outline_read(arena, message->lines, message->n_lines, &scan.outline);
	scan_read_body(&scan, first);
	scan_answers(&scan, message, reply || context->to_bot);
	scan_reply(&scan, message, first, reply, context->to_bot);
	sort_by_line(out, first);
	return scan_end(&scan, message, first, err);
}
