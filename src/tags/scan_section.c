/* scan_section.c - lists of action items: the line or heading that opens one, and what is of it.
 *
 * A list goes on below deeper headings.  A state ("Open", "Done"), a name, and what the entries
 * below it are about divide it into parts: none of them is an entry itself.  scan_entry.c reads the
 * entries.
 */
#include "tags/scan_work.h"

#include <string.h>

/* A list, or a part of one. */
struct list_part {
	enum scan_section section;
	struct span owner; /* of what names nobody; len 0: none */
	bool must_say; /* who or what: see struct scan_mark */
};

/* Whom a head names, if anybody.  Where nobody is known of that name, words for a list of any kind
 * ("Tasks - Website") open none. */
static bool read_head_owner(const struct scan *scan, const struct rule_match *m,
			    struct list_part *out)
{
	struct span owner = span_trim(m->parts[PART_OWNER]);
	struct owners owners;

	enum rule_trust trust = m->rule->trust == TRUST_NONE ? TRUST_KNOWN : m->rule->trust;

	if (owner.len && owners_read(&scan->names, owner, trust, &owners) && owners.n) {
		out->owner = owner;
		return true;
	}
	return m->parts[PART_TOPIC].len > 0;
}

static bool is_list_of_items(struct scan *scan, struct span text, struct list_part *out)
{
	struct rules_list heads = rules_with_use(scan->rules, USE_SECTION);
	struct rule_match m;

	for (size_t i = 0; i < heads.len; i++) {
		if (!rules_match(scan->rules, scan->work, heads.at[i], RULE_WHOLE, text, 0, &m))
			continue;
		if (read_head_owner(scan, &m, out) || m.rule->trust == TRUST_NONE)
			return true;
	}
	return false;
}

/* Which list a line opens, if any. */
static struct list_part list_of(struct scan *scan, const struct outline_line *line)
{
	struct list_part part = { .section = SECTION_NONE };
	struct rule_match m;
	struct span text = scan_seen(line);

	if (text.len > 240 || !text.len || !rules_may_hold_tag(scan->rules, scan->work, text))
		return part;
	if (rules_match_use(scan->rules, scan->work, USE_SECTION_REVIEW, text, &m))
		part.section = SECTION_REVIEW;
	else if (text.len > 90)
		part.section = SECTION_NONE;
	else if (rules_match_use(scan->rules, scan->work, USE_SECTION_DONE, text, &m))
		part.section = SECTION_DONE;
	else if (is_list_of_items(scan, text, &part))
		part.section = SECTION_ACTIONS;
	return part;
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

/* Whether something below an entry says who does it.  Each line is asked once. */
static bool has_owned_below(struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;
	signed char *known = &scan->marks[index].owned_below;

	if (!*known)
		*known = -1;
	else
		return *known > 0;
	for (int i = index + 1; i < o->lines[index].end && *known < 0; i = o->lines[i].end) {
		if (o->lines[i].box || scan_entry_owned(scan, i) || has_owned_below(scan, i))
			*known = 1;
	}
	return *known > 0;
}

/* "Sponsors" above what each of its people does: no entry itself. */
static bool is_topic(struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];

	return !line->box && scan_is_title(scan_seen(line)) && !scan_entry_owned(scan, index) &&
	       !scan_matches(scan, USE_TASK, scan_seen(line)) &&
	       has_owned_below(scan, index);
}

/* Whether a line of a list begins a part by its words alone: a state, or a name. */
static bool names_part(struct scan *scan, int index, struct list_part *part)
{
	const struct outline_line *line = &scan->outline.lines[index];
	static const enum scan_section sections[] = { SECTION_ACTIONS, SECTION_DONE,
						      SECTION_REVIEW };

	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		enum rule_use use = (enum rule_use)(USE_PART + i);

		if (!line->box && scan_matches(scan, use, scan_seen(line))) {
			part->section = sections[i];
			scan->marks[index].opens_section = true;
			return true;
		}
	}
	if (!is_owner_alone(scan, line))
		return false;
	part->owner = scan_seen(line);
	scan->marks[index].opens_section = true;
	return true;
}

static void mark_entries(struct scan *scan, int from, int to, int depth, struct list_part part,
			 bool paras);

/* The part that a line with lines below it begins; false: it is an entry. */
static bool begins_part(struct scan *scan, int index, struct list_part *part)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct list_part own;

	if (line->end == index + 1)
		return is_owner_alone(scan, line);
	if (names_part(scan, index, part))
		return true;
	own = list_of(scan, line);
	if (own.section != SECTION_NONE) {
		*part = own;
		return true;
	}
	part->must_say = true;
	return part->section != SECTION_REVIEW && is_topic(scan, index);
}

/* An entry, or what begins a part with the entries below it. */
static void mark_line(struct scan *scan, int index, struct list_part part)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct list_part below = part;

	if (begins_part(scan, index, &below)) {
		mark_entries(scan, index + 1, line->end, line->depth + 1, below, false);
		return;
	}
	scan->marks[index].entry_of = part.section;
	scan->marks[index].list_owner = part.owner;
	scan->marks[index].must_say = part.must_say;
}

/* Whether a deeper heading ends the list: it heads what minutes have besides. */
static bool ends_list(struct scan *scan, int index)
{
	static const enum rule_use others[] = { USE_AGENDA_HEAD, USE_MEETING, USE_CHAIR, USE_PEOPLE,
						USE_META };
	struct span text = scan_seen(&scan->outline.lines[index]);

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (scan_matches(scan, others[i], text))
			return true;
	}
	return scan_is_of_any_topic(text) ||
	       list_of(scan, &scan->outline.lines[index]).section != SECTION_NONE;
}

static void mark_entries(struct scan *scan, int from, int to, int depth, struct list_part part,
			 bool paras)
{
	for (int i = from; i < to; i = scan->outline.lines[i].end) {
		const struct outline_line *line = &scan->outline.lines[i];
		bool is_row = line->seen.len && line->seen.text[0] == '|';

		if (line->kind == OUTLINE_HEADING)
			return;
		if (line->depth == depth && (line->kind != OUTLINE_PARA || paras || is_row))
			mark_line(scan, i, part);
	}
}

/* The list below a heading: to the next one of its level, with a part for each deeper one. */
static void mark_headed(struct scan *scan, int index, struct list_part whole)
{
	const struct outline *o = &scan->outline;
	struct list_part parts[OUTLINE_LEVELS + 1];	/* that a heading of each level is in */
	bool paras = whole.section != SECTION_REVIEW;

	for (int level = 0; level <= OUTLINE_LEVELS; level++)
		parts[level] = whole;
	mark_entries(scan, index + 1, (int)o->len, 0, whole, paras);
	for (int i = index + 1; i < (int)o->len; i++) {
		const struct outline_line *line = &o->lines[i];

		if (line->kind != OUTLINE_HEADING)
			continue;
		if (line->level <= o->lines[index].level || ends_list(scan, i))
			return;
		struct list_part part = parts[line->level];

		part.must_say = !names_part(scan, i, &part);
		if (part.must_say && part.section == SECTION_REVIEW)
			return;		/* what is said there of a topic is talk */
		for (int level = line->level + 1; level <= OUTLINE_LEVELS; level++)
			parts[level] = part;
		mark_entries(scan, i + 1, (int)o->len, 0, part, paras);
	}
}

/* Plain text: the lines right below a paragraph that is the head, or below a blank one if they
 * begin with a name; and what divides the list. */
static void mark_lines(struct scan *scan, int head, struct list_part whole)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[head];
	struct list_part part = whole;

	if (line->kind != OUTLINE_PARA || line->end != head + 1)
		return;
	for (int k = head + 1; k < (int)o->len; k = o->lines[k].end) {
		const struct outline_line *below = &o->lines[k];
		bool is_para = below->kind == OUTLINE_PARA;
		struct list_part next = whole;

		if (below->kind == OUTLINE_HEADING || below->depth != line->depth)
			return;
		bool is_label = below->end > k + 1 || (outline_is_header(below) &&
						       (below->blank_before || k == head + 1));

		if (is_para && is_label && names_part(scan, k, &next)) {
			part = next;
			mark_entries(scan, k + 1, below->end, below->depth + 1, part, false);
			continue;
		}
		if (below->blank_before &&
		    (k > head + 1 || (is_para && !scan_entry_owned(scan, k))))
			return;
		mark_line(scan, k, part);
	}
}

void scan_mark_sections(struct scan *scan)
{
	const struct outline *o = &scan->outline;

	for (int i = 0; i < (int)o->len; i++) {
		const struct outline_line *line = &o->lines[i];
		struct list_part part;

		/* what divides a list opens none of its own */
		if (scan->marks[i].entry_of != SECTION_NONE || scan->marks[i].opens_section)
			continue;
		scan_enter_line(scan, i);
		part = list_of(scan, line);
		if (part.section == SECTION_NONE)
			continue;
		scan->marks[i].opens_section = true;
		scan->marks[i].list_owner = part.owner;
		if (is_empty_field(scan, line))
			continue;
		if (line->kind == OUTLINE_HEADING)
			mark_headed(scan, i, part);
		else
			mark_entries(scan, i + 1, line->end, line->depth + 1, part, true);
		mark_lines(scan, i, part);
	}
}
