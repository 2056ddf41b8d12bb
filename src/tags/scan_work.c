/* scan_work.c - what the parts of the scanner share: new facts, and what every fact has. */
#include "tags/scan_work.h"

enum { CONTEXT_MAX_BYTES = 1000 };

const char *scan_text(const struct scan *scan, struct span s)
{
	return owners_text(scan->arena, span_trim(s));
}

struct due_context scan_due_context(const struct scan *scan, int index)
{
	struct due_context context = { .base = scan->context->base,
				       .next_meeting = scan->context->next_meeting,
				       .order = scan->context->dates };
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

struct span scan_led(const struct scan *scan, struct span day)
{
	return span_of(arena_printf(scan->arena, "due " SPAN_FMT, SPAN_ARG(day)));
}

void scan_fill_due(struct scan *scan, struct fact *fact, int index, struct span text)
{
	struct due_context context = scan_due_context(scan, index);
	struct due_phrase phrase;

	struct span unread;

	if (due_find(text, &context, &phrase)) {
		fact->due = phrase.date;
		fact->due_next_meeting = phrase.next_meeting;
	} else if (due_find_unread(text, &context, &unread)) {
		fact->due_unread = scan_text(scan, unread);
	}
}

void scan_take_status(struct scan *scan, struct fact *fact, struct span *text)
{
	struct rule_match m;

	if (rules_match_use(scan->rules, scan->work, USE_STAMP, *text, &m))
		*text = m.parts[PART_TEXT];
	if (rules_match_use(scan->rules, scan->work, USE_STATUS_FRONT, *text, &m))
		*text = m.parts[PART_TEXT];
	for (int round = 0; round < 2; round++) {
		if (!rules_match_use(scan->rules, scan->work, USE_STATUS, *text, &m))
			return;
		fact->status = FACT_DONE;
		if (m.parts[PART_NOTE].len && (!fact->note || !fact->note[0]))
			fact->note = scan_text(scan, m.parts[PART_NOTE]);
		*text = span_trim(m.parts[PART_TEXT]);
	}
}

bool scan_is_in_section(const struct scan *scan, int index)
{
	while (index >= 0 && scan->marks[index].entry_of == SECTION_NONE)
		index = scan->outline.lines[index].parent;
	return index >= 0;
}

/* The source line; of one so long that it became several, the part alone.  The tags of a line share
 * its quote: one each would fill the memory by a single line of nothing but tags. */
static const char *quote_of(struct scan *scan, const struct outline_line *line,
			    const struct message_line *source)
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
		.kind = kind,
		.rule = arena_strdup(scan->arena, rule),
		.text = "",
		.detail = "",
		.context = "",
		.quote = "",
		.note = "",
		.command = "",
		.minutes = -1,
		.item = -1,
		.row = -1,
		.meeting = -1,
	};
	return &out->facts[out->len++];
}

bool scan_matches(const struct scan *scan, enum rule_use use, struct span text)
{
	struct rule_match m;

	return rules_match_use(scan->rules, scan->work, use, text, &m);
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
		const struct message_line *source = outline_source(&scan->outline, line, offset);

		fact->line = source->number;
		fact->quote = quote_of(scan, line, source);
	} else {
		fact->quote = scan_text(scan, scan_seen(line));
	}
	if (meeting >= 0)
		fact->meeting = scan->meetings[meeting].number;
	fact->in_section = scan_is_in_section(scan, index);
	fact->in_review = scan->marks[index].entry_of == SECTION_REVIEW;
	fact->context = scan_text(scan, span_sub(scan_topic_of(scan, line), 0, CONTEXT_MAX_BYTES));
	return fact;
}

struct fact *scan_new_aside(struct scan *scan, enum fact_kind kind, const char *rule, int index,
			    size_t offset)
{
	struct fact *fact;

	if (scan->n_tags == scan->max_tags)
		return NULL;
	fact = scan_new_fact(scan, kind, rule, index, offset);
	scan->n_tags--;
	return fact;
}

struct fact *scan_new_subject_fact(struct scan *scan, enum fact_kind kind, const char *rule)
{
	struct fact *fact = add_fact(scan, kind, rule);

	if (fact)
		fact->quote = scan_text(scan, span_of(scan->subject));
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

bool scan_has_own_subject(const struct message *message)
{
	struct span subject = span_of(message->subject);

	return subject.len && !message_subject_replies(subject);
}

bool scan_is_reply(const struct message *message)
{
	return (message->in_reply_to && message->in_reply_to[0]) ||
	       message_subject_replies(span_of(message->subject));
}
