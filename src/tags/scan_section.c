/* scan_section.c - lists of action items under a heading or line that says so, and their entries.
 *
 * An entry needs no tag.  In a list that reviews earlier items only what carries a mark or a
 * box, or says what one of the people is to do, is said about an item; the rest is talk.
 */
#include "tags/scan_work.h"

#include <string.h>

/* Which section a line opens, if any. */
static enum scan_section section_of(struct scan *scan, const struct outline_line *line)
{
	struct rule_match m;
	struct span text = scan_seen(line);

	if (text.len > 240 || !text.len || !rules_may_hold_tag(scan->rules, scan->work, text))
		return SECTION_NONE;
	if (rules_match_use(scan->rules, scan->work, USE_SECTION_REVIEW, text, &m))
		return SECTION_REVIEW;
	if (text.len > 90)
		return SECTION_NONE;
	if (rules_match_use(scan->rules, scan->work, USE_SECTION_DONE, text, &m))
		return SECTION_DONE;
	if (rules_match_use(scan->rules, scan->work, USE_SECTION, text, &m))
		return SECTION_ACTIONS;
	return SECTION_NONE;
}

/* "Action item:" with nothing behind it is a field left empty where the text uses the same
 * words, filled, elsewhere. */
static bool is_empty_field(const struct scan *scan, const struct outline_line *line)
{
	const struct outline *o = &scan->outline;
	size_t filled = 0;

	if (line->kind != OUTLINE_PARA || line->depth || line->seen.text[line->seen.len - 1] != ':')
		return false;
	for (size_t i = 0; i < o->len && filled < 2; i++) {
		filled += o->lines[i].kind == OUTLINE_PARA && !o->lines[i].depth && o->lines[i].seen.len > line->seen.len + 1 &&
			  span_starts(scan_seen(&o->lines[i]), line->seen.text);
	}
	return filled >= 2;
}

/* "Dave", "Dave and Joe:" above entries of their own: a name that is known and nothing else. */
static bool is_owner_alone(const struct scan *scan, const struct outline_line *line)
{
	struct owners owners;

	return !line->box && scan_has_letter(scan_seen(line)) && owners_read(&scan->names, scan_seen(line), TRUST_KNOWN, &owners) &&
	       owners.n > 0;
}

static void mark_entries(struct scan *scan, int from, int to, int depth, enum scan_section section, bool paras)
{
	for (int i = from; i < to; i = scan->outline.lines[i].end) {
		const struct outline_line *line = &scan->outline.lines[i];

		if (line->kind == OUTLINE_HEADING)
			return;
		bool is_row = line->seen.len && line->seen.text[0] == '|';

		if (line->depth != depth || (line->kind == OUTLINE_PARA && !paras && !is_row))
			continue;
		scan->marks[i].entry_of = section;
		/* "Completed:" as an entry is a section of its own, and "Dave" the owner of what stands below it */
		bool owner = is_owner_alone(scan, line);
		enum scan_section own = owner ? section : line->end > i + 1 ? section_of(scan, line) : SECTION_NONE;

		if (own == SECTION_NONE)
			continue;
		scan->marks[i].entry_of = SECTION_NONE;
		mark_entries(scan, i + 1, line->end, depth + 1, own, false);
		for (int k = i + 1; owner && k < line->end; k = scan->outline.lines[k].end)
			scan->marks[k].owner_line = i;
	}
}

/* Whether a paragraph names somebody whom the text knows as the owner of something. */
static bool names_owner(struct scan *scan, const struct outline_line *line)
{
	struct rules_list entries = rules_with_use(scan->rules, USE_ENTRY);

	for (size_t i = 0; i < entries.len; i++) {
		struct owners owners;
		struct rule_match m;

		if (rules_match(scan->rules, scan->work, entries.at[i], RULE_WHOLE, scan_seen(line), 0, &m) &&
		    m.parts[PART_OWNER].len && owners_read(&scan->names, m.parts[PART_OWNER], TRUST_KNOWN, &owners) && owners.n)
			return true;
	}
	return false;
}

void scan_mark_sections(struct scan *scan)
{
	const struct outline *o = &scan->outline;

	for (size_t i = 0; i < o->len; i++) {
		const struct outline_line *line = &o->lines[i];
		enum scan_section section = section_of(scan, line);

		if (section == SECTION_NONE || scan->marks[i].entry_of != SECTION_NONE)
			continue;
		scan->marks[i].opens_section = true;
		if (is_empty_field(scan, line))
			continue;
		if (line->kind == OUTLINE_HEADING)
			mark_entries(scan, (int)i + 1, (int)o->len, 0, section, section != SECTION_REVIEW);
		else
			mark_entries(scan, (int)i + 1, line->end, line->depth + 1, section, true);
		/* plain text: the lines right below a paragraph that is the header, or below a blank one if they begin with a name */
		for (int k = (int)i + 1; line->kind == OUTLINE_PARA && line->end == (int)i + 1 && k < (int)o->len; k = o->lines[k].end) {
			if (o->lines[k].kind == OUTLINE_HEADING || o->lines[k].depth != line->depth ||
			    (o->lines[k].blank_before &&
			     (k > (int)i + 1 || (o->lines[k].kind == OUTLINE_PARA && !names_owner(scan, &o->lines[k])))))
				break;
			scan->marks[k].entry_of = section;
		}
	}
}

/* A line of a review, taken apart. */
struct reviewed {
	struct fact found;		/* status and note */
	struct span text;		/* without what is said of its progress, and by whom */
	struct owners owners;
	bool says_open;			/* "- still open" */
	bool says_to_do;		/* "Dave to ..." */
};

/* Who does it, when nobody is named before the task: behind it, or in the line above. */
static void take_owner_elsewhere(struct scan *scan, int index, struct owners *owners, struct span *text)
{
	int above = scan->marks[index].owner_line;

	if (!owners->n && !owners->nobody)
		scan_owner_from_tail(scan, owners, text);
	if (!owners->n && !owners->nobody && above)
		(void)owners_read(&scan->names, scan_seen(&scan->outline.lines[above]), TRUST_KNOWN, owners);
}

static void read_reviewed(struct scan *scan, int index, struct reviewed *r)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span text = scan_seen(line);
	struct rules_list entries = rules_with_use(scan->rules, USE_ENTRY);
	struct rule_match m;

	*r = (struct reviewed){ .found = { .status = FACT_OPEN, .note = "" } };
	scan_take_bold_mark(line, &r->found, &text);
	scan_take_status(scan, &r->found, &text);
	r->says_open = rules_match_use(scan->rules, scan->work, USE_STATUS_OPEN, text, &m);
	if (r->says_open)
		text = span_trim(m.parts[PART_TEXT]);
	for (size_t i = 0; i < entries.len; i++) {
		if (rules_match(scan->rules, scan->work, entries.at[i], RULE_WHOLE, text, 0, &m) &&
		    (!m.parts[PART_OWNER].len || owners_read(&scan->names, m.parts[PART_OWNER], m.rule->trust, &r->owners))) {
			text = m.parts[PART_TEXT];
			r->says_to_do = m.parts[PART_VERB].len && !span_starts_ci(text, "be ");
			break;
		}
	}
	take_owner_elsewhere(scan, index, &r->owners, &text);
	r->text = text;
}

/* Minutes put "Dave:" before what Dave said, too. */
static bool is_said_of_task(const struct scan *scan, int index, const struct reviewed *r)
{
	struct due_context context = scan_due_context(scan, index);
	struct due_phrase phrase;
	struct rule_match m;

	if (r->found.status == FACT_DONE || scan->outline.lines[index].box)
		return true;
	if (!r->owners.n)
		return false;
	return r->says_to_do || rules_match_use(scan->rules, scan->work, USE_TASK, r->text, &m) ||
	       ((r->says_open || due_find(r->text, &context, &phrase)) &&
		rules_match_use(scan->rules, scan->work, USE_TASK_OPEN, r->text, &m));
}

static void emit_mention(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct reviewed r;
	struct fact *fact;

	read_reviewed(scan, index, &r);
	if (!scan_has_letter(r.text) || !is_said_of_task(scan, index, &r))
		return;
	fact = scan_new_fact(scan, FACT_MENTION, "review-entry", index, 0);
	if (!fact)
		return;
	fact->text = scan_text(scan, r.text);
	fact->status = line->box == 'x' ? FACT_DONE : r.found.status;
	fact->note = r.found.note;
	owners_resolve(&scan->names, &r.owners, fact);
	scan_status_from_tree(scan, fact, index);
	scan_fill_due(scan, fact, index, span_of(fact->text));
	scan->marks[index].is_action = true;
}

void scan_emit_entry(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct scan_mark *mark = &scan->marks[index];
	struct span seen = scan_seen(line), text = seen;
	struct fact found = { .status = FACT_OPEN, .note = "" }, *fact;
	struct owners owners = { .n = 0 };
	struct rules_list entries = rules_with_use(scan->rules, USE_ENTRY);
	const struct rule *rule = NULL;

	if (mark->is_action || line->kind == OUTLINE_HEADING || !scan_has_letter(seen))
		return;
	if (mark->entry_of == SECTION_REVIEW) {
		emit_mention(scan, index);
		return;
	}
	if ((mark->entry_of == SECTION_NONE && !line->box) || mark->meta || mark->opens_section || mark->status_only)
		return;
	if (scan_all_link(line, seen, line->seen.text) || scan_says_nothing(seen))
		return;
	scan_take_bold_mark(line, &found, &text);
	scan_take_status(scan, &found, &text);
	for (size_t i = 0; i < entries.len && !rule; i++) {
		const struct rule *r = rules_at(scan->rules, entries.at[i]);
		struct rule_match m;

		if (mark->entry_of == SECTION_NONE && r->family != FAMILY_CHECKBOX)
			continue;
		if (!rules_match(scan->rules, scan->work, entries.at[i], RULE_WHOLE, text, 0, &m))
			continue;
		if (m.parts[PART_OWNER].len && !owners_read(&scan->names, m.parts[PART_OWNER], r->trust, &owners))
			continue;
		/* a paragraph in a section is an entry only if it names its owner */
		if (line->kind == OUTLINE_PARA && !owners.n && line->depth == 0)
			return;
		rule = r;
		text = m.parts[PART_TEXT];
	}
	if (!rule)
		return;
	take_owner_elsewhere(scan, index, &owners, &text);
	text = scan_strip_front(text);
	if (!scan_has_letter(text))
		return;
	fact = scan_new_fact(scan, FACT_ACTION, rule->name, index, 0);
	if (!fact)
		return;
	fact->text = scan_text(scan, text);
	fact->note = found.note;
	fact->status = found.status;
	if (mark->entry_of == SECTION_DONE || line->box == 'x' || (line->seen.attr[0] & MARKUP_STRUCK))
		fact->status = FACT_DONE;
	owners_resolve(&scan->names, &owners, fact);
	scan_status_from_tree(scan, fact, index);
	scan_fill_due(scan, fact, index, span_of(fact->text));
	scan_inherit_due(scan, fact, index);
	mark->is_action = true;
}
