/* scan_entry.c - an entry of a list of action items, taken apart, and the fact that it makes.
 *
 * An entry needs no tag.  In a list that reviews earlier items, an entry refers to an item only if
 * it has a mark or a box, or says what one of the people is to do; the rest is talk.  Outside of
 * lists an entry with a box is an item if it says what is to be done.
 */
#include "tags/scan_work.h"

#include <string.h>

#include "tags/evidence.h"

/* What the line says of its progress. */
static void take_progress(struct scan *scan, int index, struct scan_entry *e)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct rule_match m;

	*e = (struct scan_entry){ .found = { .status = FACT_OPEN, .note = "" },
				  .text = scan_seen(line) };
	scan_take_bold_mark(scan, line, &e->found, &e->text);
	scan_take_status(scan, &e->found, &e->text);
	e->says_open = rules_match_use(scan->rules, scan->work, USE_STATUS_OPEN, e->text, &m);
	if (e->says_open)
		e->text = span_trim(m.parts[PART_TEXT]);
}

/* "**Dave** send it": where the bold words in front end, or 0. */
static size_t bold_len(const struct outline_line *line)
{
	const struct markup *seen = &line->seen;
	size_t n = 0;

	while (n < seen->len && (seen->attr[n] & MARKUP_BOLD))
		n++;
	return n && n < seen->len && seen->text[n] == ' ' ? n : 0;
}

static void match_rules(struct scan *scan, struct scan_entry *e)
{
	struct scan_candidate c = { .item = -1, .is_entry = true };
	struct span verb;

	if (!rules_match_use(scan->rules, scan->work, USE_ENTRY, e->text, &c.m))
		return;
	(void)scan_read_zone(scan, &c);		/* without an owner, too, it is an entry */
	verb = c.m.parts[PART_VERB];
	e->rule = c.m.rule;
	e->owners = c.owners;
	e->text = c.m.parts[PART_TEXT];
	if (!verb.len && c.owners.n)
		e->text = scan_strip_verb(e->text, true);
	e->topic = c.m.parts[PART_TOPIC];
	e->due = c.due;
	e->says_to_do = verb.len && !span_starts_ci(e->text, "be ");
	if (c.done)
		e->found.status = FACT_DONE;
}

/* "Rework the page (Dave)": a word in front that may be a name or a verb. */
static bool is_weak(const struct owners *owners)
{
	const unsigned signs = EVIDENCE_KNOWN | EVIDENCE_MODAL | EVIDENCE_SIGN | EVIDENCE_CALLED;
	bool is_low = owners->evidence & EVIDENCE_LOWER;

	return !(owners->evidence & (is_low ? EVIDENCE_KNOWN : signs | EVIDENCE_OWES));
}

/* The owner behind the task; whole: the entry with what a name in front was taken for. */
static void take_tail_owner(struct scan *scan, struct scan_entry *e, struct span whole)
{
	struct owners tail = { .n = 0 };

	if (!scan_says_owner(&e->owners)) {
		scan_owner_from_tail(scan, &e->owners, &e->text);
	} else if (e->owners.n && is_weak(&e->owners)) {
		scan_owner_from_tail(scan, &tail, &whole);
		if (!tail.n)
			return;
		e->owners = tail;
		e->text = whole;
	}
}

void scan_entry_read(struct scan *scan, struct scan_entry *e)
{
	struct span whole = e->text;

	match_rules(scan, e);
	take_tail_owner(scan, e, whole);
}

/* The same of a line, where a name may be set in bold. */
static void read_line(struct scan *scan, const struct outline_line *line, struct scan_entry *e)
{
	struct span bold = span_sub(scan_seen(line), 0, bold_len(line)), whole = e->text;
	bool in_front = e->text.ptr == line->seen.text;

	match_rules(scan, e);
	if (!e->owners.n && bold.len && in_front &&
	    owners_read(&scan->names, bold, TRUST_KNOWN, &e->owners))
		e->text = span_trim(span_sub(e->text, bold.len, e->text.len));
	take_tail_owner(scan, e, whole);
}

static bool is_task(struct scan *scan, struct span text)
{
	return scan_matches(scan, USE_TASK, text) || scan_matches(scan, USE_TASK_LIKELY, text);
}

/* "send it - Sean": what stands behind the task of an entry where a name may; empty: nothing. */
static struct span tail_name(struct scan *scan, int index)
{
	const struct due_context context = scan_due_context(scan, index);
	struct civil_date date;
	struct scan_entry e;
	struct owners owners;
	struct rule_match m;

	take_progress(scan, index, &e);
	if (!rules_match_use(scan->rules, scan->work, USE_TAIL_NAME, e.text, &m) ||
	    !is_task(scan, m.parts[PART_TEXT]) ||
	    !owners_read(&scan->names, m.parts[PART_OWNER], TRUST_SHAPE, &owners) ||
	    due_parse_date(m.parts[PART_OWNER], &context, &date))
		return span_of("");
	return m.parts[PART_OWNER];
}

void scan_learn_tails(struct scan *scan)
{
	struct span first = span_of("");

	for (int i = 0; i < (int)scan->outline.len; i++) {
		if (scan->marks[i].entry_of == SECTION_NONE)
			continue;
		scan_enter_line(scan, i);
		struct span name = tail_name(scan, i);

		if (!name.len)
			continue;
		if (first.len) {
			scan_learn_names(scan, first);
			scan_learn_names(scan, name);
		}
		first = name;
	}
}

static bool has_known_owner(const struct scan *scan, const struct scan_entry *e)
{
	for (size_t i = 0; i < e->owners.n; i++) {
		if (owners_known(&scan->names, span_of(e->owners.written[i])))
			return true;
	}
	return false;
}

/* Whether it names an owner beyond doubt: "Money: ..." may be anything. */
static bool says_who(struct scan *scan, const struct scan_entry *e)
{
	if (!e->owners.n)
		return false;
	return e->says_to_do || (e->owners.evidence & EVIDENCE_TAIL) || has_known_owner(scan, e) ||
	       scan_matches(scan, USE_TASK, e->text);
}

bool scan_entry_owned(struct scan *scan, int index)
{
	struct scan_entry e;

	take_progress(scan, index, &e);
	read_line(scan, &scan->outline.lines[index], &e);
	return says_who(scan, &e) && !(e.owners.evidence & EVIDENCE_LOWER);
}

/* Minutes put "Dave:" before what Dave said, too. */
static bool is_said_of_task(struct scan *scan, int index, const struct scan_entry *e)
{
	struct due_context context = scan_due_context(scan, index);
	struct due_phrase phrase;

	if (e->found.status == FACT_DONE || scan->outline.lines[index].box)
		return true;
	if (!e->owners.n)
		return false;
	if (e->says_to_do || scan_matches(scan, USE_TASK, e->text))
		return true;
	return (e->says_open || due_find(e->text, &context, &phrase)) &&
	       scan_matches(scan, USE_TASK_OPEN, e->text);
}

/* NULL: there are too many. */
static struct fact *emit_entry(struct scan *scan, int index, enum fact_kind kind, const char *rule,
			       const struct scan_entry *e)
{
	struct fact *fact = scan_new_fact(scan, kind, rule, index, 0);

	if (!fact)
		return NULL;
	fact->text = scan_text(scan, e->text);
	if (e->topic.len)
		fact->context = scan_text(scan, e->topic);
	fact->status = scan->outline.lines[index].box == 'x' ? FACT_DONE : e->found.status;
	fact->note = e->found.note;
	owners_resolve(&scan->names, &e->owners, fact);
	scan_status_from_tree(scan, fact, index);
	scan_fill_due(scan, fact, index, e->due.len ? scan_led(scan, e->due) : span_of(fact->text));
	scan->marks[index].is_action = true;
	return fact;
}

/* Who does it when the entry names nobody: whom the list or its part names. */
static void take_list_owner(struct scan *scan, int index, struct scan_entry *e)
{
	struct span owner = scan->marks[index].list_owner;

	if (!scan_says_owner(&e->owners) && owner.len)
		(void)owners_read(&scan->names, owner, TRUST_TAIL, &e->owners);
}

/* "Owner: Dave", "Due: Friday" below the entry; they are no details of it. */
static void take_children(struct scan *scan, int index, struct scan_entry *e)
{
	const struct outline *o = &scan->outline;
	struct rule_match m;

	for (int i = index + 1; i < o->lines[index].end; i = o->lines[i].end) {
		if (!rules_match_use(scan->rules, scan->work, USE_OWNER_CHILD,
				     scan_seen(&o->lines[i]), &m))
			continue;
		if (m.parts[PART_DATE].len)
			e->due = m.parts[PART_DATE];
		else if (scan_says_owner(&e->owners) ||
			 !owners_read(&scan->names, m.parts[PART_OWNER], m.rule->trust, &e->owners))
			continue;
		scan->marks[i].status_only = true;
	}
}

/* "action Dave: send it", "AI on Dave: ...": an earlier item with its tag, in whatever case. */
static struct span without_tag(struct span text)
{
	static const char *const tags[] = { "action item ", "action ", "AI ", "todo ", NULL };
	const char *tag = span_any(text, span_starts_ci, tags);
	struct span rest = span_trim(span_sub(text, tag ? strlen(tag) : 0, text.len));

	if (tag && (span_starts(rest, "on ") || span_starts(rest, "for ")))
		rest = span_trim(span_sub(rest, 3, rest.len));
	return tag && span_find_char(rest, ':') > 0 ? rest : text;
}

static void emit_mention(struct scan *scan, int index)
{
	struct scan_entry e;

	take_progress(scan, index, &e);
	e.text = without_tag(e.text);
	read_line(scan, &scan->outline.lines[index], &e);
	take_list_owner(scan, index, &e);
	if (scan_has_letter(e.text) && is_said_of_task(scan, index, &e))
		emit_entry(scan, index, FACT_MENTION, "review-entry", &e);
}

/* A line among others without bullets, rather than a paragraph that speaks of the list. */
static bool is_line_of_list(const struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[index];
	bool follows = index > 0 && !line->blank_before && o->lines[index - 1].kind == line->kind;
	bool leads = index + 1 < (int)o->len && !o->lines[index + 1].blank_before &&
		     o->lines[index + 1].kind == line->kind;

	return follows || leads;
}

/* Whether the line says enough to be an item where not each one is. */
static bool says_enough(struct scan *scan, int index, const struct scan_entry *e)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	bool tasked = scan_matches(scan, USE_TASK, e->text);

	if (mark->entry_of == SECTION_NONE)
		return tasked || e->says_to_do || (e->owners.n && e->owners.written[0][0] == '@') ||
		       (e->owners.n && scan_matches(scan, USE_TASK_LIKELY, e->text));
	if (line->kind == OUTLINE_PARA && line->depth == 0 && !e->owners.n)
		return (line->box || tasked) && is_line_of_list(scan, index);
	return !mark->must_say || line->box || tasked ||
	       scan_matches(scan, USE_TASK_LIKELY, e->text) || says_who(scan, e);
}

static void emit_action(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	enum scan_section section = scan->marks[index].entry_of;
	struct scan_entry e;

	take_progress(scan, index, &e);
	read_line(scan, line, &e);
	if (!e.rule)
		return;
	e.text = scan_strip_front(e.text);
	take_children(scan, index, &e);
	if (!scan_has_letter(e.text) || !says_enough(scan, index, &e))
		return;
	take_list_owner(scan, index, &e);
	if (!scan_says_owner(&e.owners) && !scan_is_something(e.text))
		return;
	if (section == SECTION_DONE || (line->seen.attr[0] & MARKUP_STRUCK))
		e.found.status = FACT_DONE;
	struct fact *fact = emit_entry(scan, index, FACT_ACTION,
				       section == SECTION_NONE ? "checkbox" : e.rule->name, &e);

	if (fact)
		scan_inherit_due(scan, fact, index);
}

/* "in progress", "- done" below an entry: how it is. */
static bool is_status_alone(const struct scan *scan, struct span text)
{
	return scan_matches(scan, USE_PART, text) || scan_matches(scan, USE_PART_DONE, text) ||
	       scan_matches(scan, USE_STATUS_CHILD, text);
}

void scan_emit_entry(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	bool has_box = line->box && rules_with_use(scan->rules, USE_BOX).len > 0;
	struct span seen = scan_seen(line);

	if (mark->is_action || line->kind == OUTLINE_HEADING || !scan_has_letter(seen))
		return;
	if (mark->entry_of == SECTION_REVIEW) {
		emit_mention(scan, index);
		return;
	}
	if (mark->meta || mark->opens_section || mark->status_only)
		return;
	if (mark->entry_of == SECTION_NONE && (!has_box || mark->listed))
		return;
	if (!scan_all_link(line, seen, line->seen.text) && !scan_says_nothing(seen) &&
	    !is_status_alone(scan, seen))
		emit_action(scan, index);
}
