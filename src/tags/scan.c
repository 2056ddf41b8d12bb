/* scan.c - the order of things: outline, meetings, sections, then facts line by line.
 *
 * A scan keeps nothing between two texts.  Facts come out in the order of their lines.
 */
#include "tags/scan_work.h"

#include "base/buf.h"
#include "message/letters.h"
#include "message/rough.h"

#include <string.h>

enum { LINES_MAX_BYTES = 4 * 1024 * 1024 };

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
	if (scan->n_meetings && scan->meetings[0].line < 0) {
		scan_emit_meeting(scan, 0);
		owner_line = arena_grow(scan->arena, owner_line, 0, &cap, sizeof *owner_line);
	}
	for (int i = 0; i < (int)scan->outline.len && !scan->over; i++) {
		size_t before = scan->out->len;

		scan_enter_line(scan, i);
		while (meeting < scan->n_meetings && scan->meetings[meeting].line < i)
			meeting++;
		if (meeting < scan->n_meetings && scan->meetings[meeting].line == i) {
			scan_emit_meeting(scan, meeting);
		} else if (!scan_emit_table(scan, &i)) {
			scan_emit_tags(scan, i);
			scan_emit_entry(scan, i);
			scan_emit_agenda(scan, i);
			scan_emit_decision(scan, i);
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

		if (fact->kind != FACT_MEETING && !*fact->detail)
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

/* A file without a meeting's heading, or a mail whose subject says so. */
static bool is_minutes(const struct scan *scan, size_t first)
{
	for (size_t i = first; i < scan->out->len; i++) {
		if (scan->out->facts[i].kind == FACT_MEETING)
			return true;
	}
	return scan->is_file && !scan->n_meetings;
}

/* first is the index of this scan's first fact, which may be of the subject. */
static void scan_read_body(struct scan *scan, size_t first)
{
	scan->marks = arena_alloc(scan->arena, scan->outline.len + 1, sizeof *scan->marks);
	for (size_t i = 0; i < scan->outline.len; i++) {
		const struct outline_line *line = &scan->outline.lines[i];

		rules_read_line(scan->rules, scan_seen(line), scan_mask(line).ptr,
				&scan->marks[i].rules);
	}
	scan_find_meetings(scan);
	scan->is_minutes = is_minutes(scan, first);
	scan_learn_owners(scan);
	scan_mark_sections(scan);
	scan_learn_tails(scan);
	scan_mark_agenda(scan);
	scan_mark_above(scan);
	scan_subject_options(scan, first);
	emit_lines(scan);
	scan_fill_tagged(scan, first);
	if (scan->context->titles) {
		scan_emit_titles(scan, first);
		scan_emit_unheaded(scan, first);
	}
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

/* Answers, titles and promises were found after the rest; few, and nearly in order.  Facts of one
 * line keep theirs. */
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
	scan.is_file = true;
	outline_read_text(arena, letters_visible(arena, text), &scan.outline);
	size_t first = out->len;

	scan_read_body(&scan, first);
	scan_emit_promises(&scan, first);
	sort_by_line(out, first);
	return scan_end(&scan, NULL, first, err);
}

/* The new lines of a mail, each of which may go on in the next. */
static bool lines_may_hold(const struct rules *rules, const struct message *message, bool reply)
{
	struct buf text;
	bool yes;

	buf_init(&text, LINES_MAX_BYTES);
	for (size_t i = 0; i < message->n_lines; i++) {
		bool is_new = message->lines[i].kind == LINE_NEW;

		if (is_new)
			buf_add_span(&text, message->lines[i].text);
		if (is_new || (i && message->lines[i - 1].kind == LINE_NEW))
			buf_add_char(&text, '\n');
	}
	yes = buf_is_cut(&text) || rules_may_find(rules, buf_fitted(&text), reply) ||
	      rules_may_find(rules, span_of(message->subject), false);
	buf_free(&text);
	return yes;
}

bool scan_may_find(const struct rules *rules, struct span bytes)
{
	const struct message_look look = rules_look(rules);

	return rules_has_patterns(rules) || message_rough_find(bytes, &look);
}

/* A mail without tags, read for what it reports alone. */
static enum err_kind scan_untagged(struct arena *arena, const struct rules *rules,
				   const struct message *message,
				   const struct scan_context *context, struct fact_list *out,
				   struct err *err)
{
	size_t first = out->len;
	struct scan scan;

	if (!context->reports || !scan_is_in_thread(message))
		return ERR_NONE;
	scan_begin(&scan, arena, rules, context, out);
	outline_read(arena, message->lines, message->n_lines, &scan.outline);
	scan_emit_reports(&scan, message, first, true);
	return scan_end(&scan, message, first, err);
}

enum err_kind scan_message(struct arena *arena, const struct rules *rules,
			   const struct message *message, const struct scan_context *context,
			   struct fact_list *out, struct err *err)
{
	bool reply = scan_is_reply(message);
	size_t first = out->len;
	struct scan scan;

	if (!context->trace && !context->to_bot && !rules_has_patterns(rules) &&
	    !lines_may_hold(rules, message, reply))
		return scan_untagged(arena, rules, message, context, out, err);
	scan_begin(&scan, arena, rules, context, out);
	scan.mail_subject = message->subject ? message->subject : "";
	scan.is_answer = reply;
	if (scan_has_own_subject(message)) {
		const char *subject = owners_text(arena, span_of(message->subject));

		scan_subject(&scan, subject);
		scan.subject = out->len == first ? subject : NULL;
	}
	outline_read(arena, message->lines, message->n_lines, &scan.outline);
	scan_read_body(&scan, first);
	scan_vote_texts(&scan, message, first);
	scan_answers(&scan, message, reply || context->to_bot);
	scan_reply(&scan, message, first, reply, context->to_bot);
	scan_below_answers(&scan, message, first);
	if (context->reports)
		scan_emit_reports(&scan, message, first, false);
	scan_emit_promises(&scan, first);
	sort_by_line(out, first);
	return scan_end(&scan, message, first, err);
}
