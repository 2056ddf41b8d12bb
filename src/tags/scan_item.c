/* scan_item.c - what an item's text says besides its task: an owner at the end, a date above it, a
 * mark below it; for tags and entries of sections alike. */
#include "tags/scan_work.h"

#include <string.h>

bool scan_all_link(const struct outline_line *line, struct span part, const char *base)
{
	size_t start = (size_t)(part.ptr - base), links = 0;

	for (size_t i = start; i < start + part.len; i++) {
		if (line->seen.attr[i] & (MARKUP_LINK | MARKUP_URL))
			links++;
		else if (line->seen.text[i] != ' ')
			return false;
	}
	return links > 0;
}

void scan_take_bold_mark(struct scan *scan, const struct outline_line *line, struct fact *fact,
			 struct span *text)
{
	struct span s = span_trim(*text);
	size_t start = s.len ? (size_t)(s.ptr - line->seen.text) : 0, at = s.len;
	struct rule_match m;

	while (at && (line->seen.attr[start + at - 1] & MARKUP_BOLD || s.ptr[at - 1] == '.'))
		at--;
	if (at < 2 || at == s.len ||
	    !rules_match_use(scan->rules, scan->work, USE_STATUS_CHILD,
			     span_trim(span_sub(s, at, s.len)), &m))
		return;
	fact->status = FACT_DONE;
	if (m.parts[PART_NOTE].len)
		fact->note = scan_text(scan, m.parts[PART_NOTE]);
	*text = scan_strip_back(span_sub(s, 0, at));
}

/* A date at the end of a parent line such as "Deadline for drafts 5pm PT next Monday". */
static bool date_at_end(struct span text, const struct due_context *context, struct civil_date *out)
{
	size_t words = 0;

	text = scan_strip_back(text);
	for (size_t i = text.len; i-- > 0 && words < 4; ) {
		if (i && text.ptr[i - 1] != ' ')
			continue;
		words++;
		if (due_parse_date(span_sub(text, i, text.len), context, out)) {
			/* "next Monday" says more than "Monday" */
			struct civil_date more;
			size_t j = i > 1 ? i - 1 : 0;

			while (j && text.ptr[j - 1] != ' ')
				j--;
			if (i > 1 && due_parse_date(span_sub(text, j, text.len), context, &more))
				*out = more;
			return true;
		}
	}
	return false;
}

/* The deadline of the parent line is the next line's; for later siblings it would be a guess. */
void scan_inherit_due(struct scan *scan, struct fact *fact, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct due_context context;
	struct rule_match m;
	struct due_phrase phrase;

	if (civil_is_set(fact->due) || fact->due_next_meeting || line->parent < 0 ||
	    line->parent != index - 1)
		return;
	if (!rules_match_use(scan->rules, scan->work, USE_DEADLINE_PARENT,
			     scan_seen(&scan->outline.lines[line->parent]), &m))
		return;
	context = scan_due_context(scan, index);
	if (due_find(scan_seen(&scan->outline.lines[line->parent]), &context, &phrase) &&
	    civil_is_set(phrase.date))
		fact->due = phrase.date;
	else
		(void)date_at_end(m.parts[PART_TEXT], &context, &fact->due);
}

void scan_status_from_tree(struct scan *scan, struct fact *fact, int index)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[index];
	int child = index + 1;
	struct rule_match m;

	if (line->box == 'x' && scan->marks[index].entry_of != SECTION_NONE)
		fact->status = FACT_DONE;
	while (child < line->end) {
		if (o->lines[child].depth == line->depth + 1 &&
		    rules_match_use(scan->rules, scan->work, USE_STATUS_CHILD,
				    scan_seen(&o->lines[child]), &m)) {
			fact->status = FACT_DONE;
			scan->marks[child].status_only = true;
			if (m.parts[PART_NOTE].len)
				fact->note = scan_text(scan, m.parts[PART_NOTE]);
		}
		child = o->lines[child].end;
	}
	/* right below it, without a bullet or as the only bullet of two */
	bool is_next = child < (int)o->len && !o->lines[child].blank_before &&
		       (o->lines[child].kind == OUTLINE_PARA ||
			(o->lines[child].kind == OUTLINE_ITEM && line->kind == OUTLINE_PARA));

	if (is_next &&
	    rules_match_use(scan->rules, scan->work, USE_STATUS_CHILD, scan_seen(&o->lines[child]),
			    &m)) {
		fact->status = FACT_DONE;
		if (m.parts[PART_NOTE].len)
			fact->note = scan_text(scan, m.parts[PART_NOTE]);
	}
}

/* "... (Joe)" at the end, when nobody was named before. */
void scan_owner_from_tail(struct scan *scan, struct owners *owners, struct span *text)
{
	struct rules_list tails = rules_with_use(scan->rules, USE_OWNER_TAIL);

	for (size_t i = 0; i < tails.len; i++) {
		struct owners read;
		struct rule_match m;

		if (!rules_match(scan->rules, scan->work, tails.at[i], RULE_WHOLE, *text, 0, &m))
			continue;
		if (owners_read(&scan->names, m.parts[PART_OWNER], m.rule->trust, &read) &&
		    read.n) {
			*owners = read;
			*text = m.parts[PART_TEXT];
			return;
		}
	}
}
