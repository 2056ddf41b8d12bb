/* scan_section.c - lists of action items under a heading or line that says so, and their entries.
 *
 * An entry needs no tag.  In a list that reviews earlier items, an entry refers to an item only if
 * it has a mark or a box, or says what one of the people is to do; the rest is talk.
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
		filled += o->lines[i].kind == OUTLINE_PARA && !o->lines[i].depth &&
			  o->lines[i].seen.len > line->seen.len + 1 &&
			  span_starts(scan_seen(&o->lines[i]), line->seen.text);
	}
	return filled >= 2;
}

/* "Dave", "Dave and Joe:" above entries of their own: a name that is known and nothing else. */
static bool is_owner_alone(const struct scan *scan, const struct outline_line *line)
{
	struct owners owners;

	return !line->box && scan_has_letter(scan_seen(line)) &&
	       owners_read(&scan->names, scan_seen(line), TRUST_KNOWN, &owners) && owners.n > 0;
}

static void mark_entries(struct scan *scan, int from, int to, int depth, enum scan_section section,
			 bool paras)
{
	for (int i = from; i < to; i = scan->outline.lines[i].end) {
		const struct outline_line *line = &scan->outline.lines[i];

		if (line->kind == OUTLINE_HEADING)
			return;
		bool is_row = line->seen.len && line->seen.text[0] == '|';

		if (line->depth != depth || (line->kind == OUTLINE_PARA && !paras && !is_row))
			continue;
		scan->marks[i].entry_of = section;
		/* "Completed:" as an entry is a section of its own, and "Dave" the owner of what
		 * stands below it */
		bool owner = is_owner_alone(scan, line);
		enum scan_section own = owner		    ? section
					: line->end > i + 1 ? section_of(scan, line)
							    : SECTION_NONE;

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

		if (rules_match(scan->rules, scan->work, entries.at[i], RULE_WHOLE, scan_seen(line),
				0, &m) &&
		    m.parts[PART_OWNER].len &&
		    owners_read(&scan->names, m.parts[PART_OWNER], TRUST_KNOWN, &owners) &&
		    owners.n)
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
			mark_entries(scan, (int)i + 1, (int)o->len, 0, section,
				     section != SECTION_REVIEW);
		else
			mark_entries(scan, (int)i + 1, line->end, line->depth + 1, section, true);
		/* plain text: the lines right below a paragraph that is the header, or below a
		 * blank one if they begin with a name */
		for (int k = (int)i + 1;
		     line->kind == OUTLINE_PARA && line->end == (int)i + 1 && k < (int)o->len;
		     k = o->lines[k].end) {
			if (o->lines[k].kind == OUTLINE_HEADING ||
			    o->lines[k].depth != line->depth ||
			    (o->lines[k].blank_before &&
			     (k > (int)i + 1 || (o->lines[k].kind == OUTLINE_PARA &&
						 !names_owner(scan, &o->lines[k])))))
				break;
			scan->marks[k].entry_of = section;
		}
	}
}

/* A line of a section, taken apart. */
struct section_entry {
	struct fact found;		/* status and note */
	struct span text;		/* without what is said of its progress, and by whom */
	struct owners owners;
	const struct rule *rule;	/* NULL: none fits */
	bool says_open;			/* "- still open" */
	bool says_to_do;		/* "Dave to ..." */
};

/* What the line says of its progress. */
static void take_progress(struct scan *scan, int index, struct section_entry *e)
{
	const struct outline_line *line = &scan->outline.lines[index];

	*e = (struct section_entry){ .found = { .status = FACT_OPEN, .note = "" },
			     .text = scan_seen(line) };
	scan_take_bold_mark(line, &e->found, &e->text);
	scan_take_status(scan, &e->found, &e->text);
}

/* The first rule that fits; checkbox_alone: outside of a section a box has to be there. */
static void match_entry(struct scan *scan, struct section_entry *e, bool checkbox_alone)
{
	struct rules_list entries = rules_with_use(scan->rules, USE_ENTRY);
	struct rule_match m;

	for (size_t i = 0; i < entries.len; i++) {
		const struct rule *rule = rules_at(scan->rules, entries.at[i]);

		if (checkbox_alone && rule->family != FAMILY_CHECKBOX)
			continue;
		if (!rules_match(scan->rules, scan->work, entries.at[i], RULE_WHOLE, e->text, 0,
				 &m))
			continue;
		if (m.parts[PART_OWNER].len &&
		    !owners_read(&scan->names, m.parts[PART_OWNER], rule->trust, &e->owners))
			continue;
		e->rule = rule;
		e->text = m.parts[PART_TEXT];
		e->says_to_do = m.parts[PART_VERB].len && !span_starts_ci(e->text, "be ");
		return;
	}
}

/* Who does it, when nobody is named before the task: behind it, or in the line above. */
static void take_owner_elsewhere(struct scan *scan, int index, struct section_entry *e)
{
	int above = scan->marks[index].owner_line;
	struct owners *owners = &e->owners;

	if (!owners->n && !owners->nobody)
		scan_owner_from_tail(scan, owners, &e->text);
	if (!owners->n && !owners->nobody && above)
		(void)owners_read(&scan->names, scan_seen(&scan->outline.lines[above]), TRUST_KNOWN,
				  owners);
}

/* Minutes put "Dave:" before what Dave said, too. */
static bool is_said_of_task(const struct scan *scan, int index, const struct section_entry *e)
{
	struct due_context context = scan_due_context(scan, index);
	struct due_phrase phrase;
	struct rule_match m;

	if (e->found.status == FACT_DONE || scan->outline.lines[index].box)
		return true;
	if (!e->owners.n)
		return false;
	if (e->says_to_do || rules_match_use(scan->rules, scan->work, USE_TASK, e->text, &m))
		return true;
	return (e->says_open || due_find(e->text, &context, &phrase)) &&
	       rules_match_use(scan->rules, scan->work, USE_TASK_OPEN, e->text, &m);
}

/* NULL: there are too many. */
static struct fact *emit_entry(struct scan *scan, int index, enum fact_kind kind, const char *rule,
			       const struct section_entry *e)
{
	struct fact *fact = scan_new_fact(scan, kind, rule, index, 0);

	if (!fact)
		return NULL;
	fact->text = scan_text(scan, e->text);
	fact->status = scan->outline.lines[index].box == 'x' ? FACT_DONE : e->found.status;
	fact->note = e->found.note;
	owners_resolve(&scan->names, &e->owners, fact);
	scan_status_from_tree(scan, fact, index);
	scan_fill_due(scan, fact, index, span_of(fact->text));
	scan->marks[index].is_action = true;
	return fact;
}

static void emit_mention(struct scan *scan, int index)
{
	struct section_entry e;
	struct rule_match m;

	take_progress(scan, index, &e);
	e.says_open = rules_match_use(scan->rules, scan->work, USE_STATUS_OPEN, e.text, &m);
	if (e.says_open)
		e.text = span_trim(m.parts[PART_TEXT]);
	match_entry(scan, &e, false);
	take_owner_elsewhere(scan, index, &e);
	if (scan_has_letter(e.text) && is_said_of_task(scan, index, &e))
		emit_entry(scan, index, FACT_MENTION, "review-entry", &e);
}

static void emit_action(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	enum scan_section section = scan->marks[index].entry_of;
	struct section_entry e;

	take_progress(scan, index, &e);
	match_entry(scan, &e, section == SECTION_NONE);
	if (!e.rule)
		return;
	/* a paragraph in a section is an entry only if it names its owner */
	if (line->kind == OUTLINE_PARA && !e.owners.n && line->depth == 0)
		return;
	take_owner_elsewhere(scan, index, &e);
	e.text = scan_strip_front(e.text);
	if (!scan_has_letter(e.text))
		return;
	if (section == SECTION_DONE || (line->seen.attr[0] & MARKUP_STRUCK))
		e.found.status = FACT_DONE;
	struct fact *fact = emit_entry(scan, index, FACT_ACTION, e.rule->name, &e);

	if (fact)
		scan_inherit_due(scan, fact, index);
}

void scan_emit_entry(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	struct span seen = scan_seen(line);

	if (mark->is_action || line->kind == OUTLINE_HEADING || !scan_has_letter(seen))
		return;
	if (mark->entry_of == SECTION_REVIEW) {
		emit_mention(scan, index);
		return;
	}
	if (mark->meta || mark->opens_section || mark->status_only)
		return;
	if (mark->entry_of == SECTION_NONE && !line->box)
		return;
	if (!scan_all_link(line, seen, line->seen.text) && !scan_says_nothing(seen))
		emit_action(scan, index);
}
