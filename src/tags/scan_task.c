/* scan_task.c - the action that a tag makes: its task, owners, status and day.
 *
 * The task stands behind the tag, up to the next one; else in front of it, below it or above.
 */
#include "tags/scan_work.h"

#include <string.h>

#include "tags/opening.h"

/* A tag with an owner and nothing else: the task stands below it, or is the line above. */
static struct span text_around(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];

	if (line->end > index + 1)
		return scan_seen(&scan->outline.lines[index + 1]);
	if (line->parent >= 0)
		return scan_seen(&scan->outline.lines[line->parent]);
	return span_of("");
}

static struct span span_at(const char *text, struct span part, const char *mask)
{
	return part.ptr ? span_from(text + (part.ptr - mask), part.len) : span_of("");
}

/* The task of a tag inside brackets ends at the closing one. */
static struct span inside_paren(const struct scan_candidate *c, const char *mask, struct span text)
{
	size_t depth = 0;

	if (!c->mid || !c->m.start || mask[c->m.start - 1] != '(')
		return text;
	for (size_t i = 0; i < text.len; i++) {
		depth += text.ptr[i] == '(';
		if (text.ptr[i] == ')' && depth-- == 0)
			return span_sub(text, 0, i);
	}
	return text;
}

/* An action while it is read. */
struct draft {
	struct scan *scan;
	int index;
	const struct outline_line *line;
	const struct scan_candidate *c;
	struct span front;		/* of a tag inside the line: what stands before it */
	struct span topic;		/* the same without separators */
	struct span task;		/* what the rule takes for the task, as it stands */
	struct span text;
	struct owners owners;
	struct fact found;		/* status and note */
	bool is_behind;			/* the tag stands behind its task */
	bool is_split;			/* ... and a link behind the tag */
};

/* "AI(Dave) to send it", "AI: to send it": the verb of owing goes, unless it is part of the text.
 */
static bool may_begin_with_verb(const struct scan_candidate *c)
{
	return !c->m.parts[PART_VERB].len && strcmp(c->m.rule->name, "bare-verb") != 0;
}

/* What stands behind the tag, up to the next one, the bracket's end or the table's next cell. */
static void begin_draft(struct draft *d, size_t topic_start, size_t end)
{
	const struct markup *seen = &d->line->seen;
	const struct scan_candidate *c = d->c;

	if (c->mid)
		d->front = scan_cell_front(
			scan_seen(d->line),
			span_from(seen->text + topic_start, c->m.start - topic_start));
	d->topic = scan_strip_back(d->front);
	d->task = span_at(seen->text, c->m.parts[PART_TEXT], seen->mask);
	d->text = d->task;
	if (d->text.len) {
		size_t start = (size_t)(d->text.ptr - seen->text);

		d->text = span_sub(d->text, 0, start < end ? end - start : 0);
	}
	d->text = scan_cell(scan_seen(d->line), scan_strip_front(d->text));
	d->text = inside_paren(c, seen->mask, d->text);
	if (may_begin_with_verb(c))
		d->text = scan_strip_verb(d->text, scan_says_owner(&d->owners));
}

/* "[DONE] AI(Dave): ...", "DONE: [AI Dave] ...", "DONE AI(Dave): ..." */
static void take_front_status(struct draft *d)
{
	struct scan *scan = d->scan;
	struct span rest = span_of(arena_printf(scan->arena, SPAN_FMT " x", SPAN_ARG(d->front)));
	struct fact mark = d->found;
	struct rule_match m;

	scan_take_status(scan, &mark, &rest);
	if (mark.status == FACT_OPEN &&
	    rules_match_use(scan->rules, scan->work, USE_STATUS_CHILD, d->topic, &m)) {
		mark.status = FACT_DONE;
		rest = span_of("x");
	}
	if (mark.status != FACT_DONE || !rest.len)
		return;
	if (!scan_has_letter(span_sub(rest, 0, rest.len - 1))) {
		d->found = mark;
		d->topic = span_of("");
	}
}

/* "AI(Dave): [x] send it" */
static void take_box(struct draft *d)
{
	char box = opening_box(d->text);

	if (!box)
		return;
	d->text = span_trim(span_sub(d->text, 3, d->text.len));
	d->found.status = box == 'x' ? FACT_DONE : d->found.status;
}

static void take_statuses(struct draft *d)
{
	const struct markup *seen = &d->line->seen;
	struct span note = span_trim(span_at(seen->text, d->c->m.parts[PART_NOTE], seen->mask));
	struct rule_match m;

	if (note.len)
		scan_take_status(d->scan, &d->found, &note);
	if (rules_match_use(d->scan->rules, d->scan->work, USE_STATUS_CHILD, note, &m))
		d->found.status = FACT_DONE;
	take_box(d);
	scan_take_bold_mark(d->scan, d->line, &d->found, &d->text);
	scan_take_status(d->scan, &d->found, &d->text);
	/* "- still open" */
	if (rules_match_use(d->scan->rules, d->scan->work, USE_STATUS_OPEN, d->text, &m))
		d->text = m.parts[PART_TEXT];
	d->text = scan_strip_front(d->text);
	if (d->topic.len)
		take_front_status(d);
}

/* The task of a tag that has none behind it, or nothing but a link: in front, below or above. */
static void find_task(struct draft *d)
{
	bool has_text = scan_has_letter(d->text);
	bool is_link = has_text && d->owners.n &&
		       scan_all_link(d->line, d->text, d->line->seen.text);

	if (d->c->mid && (!has_text || is_link) && scan_has_letter(d->topic)) {
		size_t whole = (size_t)(d->text.ptr - d->front.ptr) + d->text.len;

		d->is_behind = true;
		d->is_split = has_text;
		d->text = has_text ? span_from(d->front.ptr, whole) : d->topic;
	} else if (!has_text && (d->owners.n || d->c->m.parts[PART_INSIDE].len)) {
		d->text = text_around(d->scan, d->index);
	} else if (!has_text) {
		d->text = span_of("");
	}
}

/* "task - AI(Dave): link": the tag between them goes. */
static const char *draft_text(const struct draft *d)
{
	struct scan *scan = d->scan;
	struct span link = scan_strip_front(span_trim(d->task));

	if (!d->is_split)
		return scan_text(scan, d->text);
	const char *text = arena_printf(scan->arena, "%s - %s", scan_text(scan, d->topic),
					scan_text(scan, link));

	return scan_text(scan, span_of(text));
}

/* "AI Dave: ~~...~~": all of the task. */
static bool is_struck(const struct draft *d)
{
	const struct markup *seen = &d->line->seen;
	struct span text = span_strip_end(span_trim(d->text), ".)");
	size_t start = (size_t)(text.ptr - seen->text);

	if (!text.len || text.ptr < seen->text || start + text.len > seen->len)
		return false;
	for (size_t i = start; i < start + text.len; i++) {
		if (!(seen->attr[i] & MARKUP_STRUCK) && seen->text[i] != ' ')
			return false;
	}
	return true;
}

static bool is_ticked(const struct draft *d)
{
	const struct markup *seen = &d->line->seen;
	size_t at = d->c->m.start < seen->len ? d->c->m.start : 0;
	struct rule_match m;

	if (d->line->box == 'x' || (seen->attr[at] & MARKUP_STRUCK) || is_struck(d))
		return true;
	/* "✓ AI(Dave): ..." */
	return rules_match_use(d->scan->rules, d->scan->work, USE_STATUS,
			       span_sub(scan_seen(d->line), at, seen->len), &m) &&
	       m.parts[PART_TEXT].ptr > seen->text + at;
}

/* What somebody wrote behind "due" in the tag they meant for a day. */
static void keep_unread(struct draft *d, struct fact *fact, struct span due)
{
	bool is_told = civil_is_set(fact->due) || fact->due_next_meeting || fact->due_unread;

	if (is_told || !span_starts_ci(due, "due"))
		return;
	due = span_strip_start(span_sub(due, 3, due.len), ":= ");
	if (scan_is_something(due) && !span_starts_ci(due, "to "))
		fact->due_unread = scan_text(d->scan, due);
}

static void fill_dates(struct draft *d, struct fact *fact)
{
	const struct scan_candidate *c = d->c;

	if (c->cycle.unit != CYCLE_NONE) {
		char every[CYCLE_TEXT_SIZE];

		fact->every = arena_strdup(d->scan->arena, cycle_format(&c->cycle, every));
	}
	struct due_context context = scan_due_context(d->scan, d->index);
	struct span due = c->due_bare ? scan_led(d->scan, c->due) : c->due;

	if (!c->due_bare || !due_parse_date(span_trim(c->due), &context, &fact->due))
		scan_fill_due(d->scan, fact, d->index, due.len ? due : span_of(fact->text));
	keep_unread(d, fact, due);
	scan_inherit_due(d->scan, fact, d->index);
}

void scan_build_action(struct scan *scan, int index, const struct scan_candidate *c,
		       size_t topic_start, size_t end)
{
	struct draft d = {
		.scan = scan, .index = index, .line = &scan->outline.lines[index], .c = c,
		.front = span_of(""), .owners = c->owners,
		.found = { .status = c->done ? FACT_DONE : FACT_OPEN, .note = "" },
	};
	struct fact *fact;

	begin_draft(&d, topic_start, end);
	take_statuses(&d);
	if (!scan_says_owner(&d.owners))
		scan_owner_from_tail(scan, &d.owners, &d.text);
	find_task(&d);
	if (!scan_has_letter(d.text) || scan_says_nothing(d.text))
		return;
	fact = scan_new_fact(scan, c->m.rule->kind, c->m.rule->name, index, c->m.start);
	if (!fact)
		return;
	fact->text = draft_text(&d);
	fact->status = is_ticked(&d) ? FACT_DONE : d.found.status;
	fact->note = d.found.note;
	if (c->every.len && !fact->note[0])
		fact->note = scan_text(scan, c->every);
	if (d.topic.len && !d.is_behind && !scan_is_speaker(scan, d.front))
		fact->context = scan_text(scan, d.topic);
	owners_resolve(&scan->names, &d.owners, fact);
	scan_status_from_tree(scan, fact, index);
	fill_dates(&d, fact);
	scan->marks[index].is_action = true;
}
