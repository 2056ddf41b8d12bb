/* scan_agenda.c - agenda entries in the shapes of real minutes: who presents, how long.
 *
 * Under a meeting the agenda is what stands below its "Agenda" line; where there is none, the
 * top-level entries after the participants.  A title's brackets name its presenter; the same
 * brackets deep inside the notes name a speaker, so below an entry they count only when the entry
 * itself has no presenter and the line reads like a title.  What the parts of minutes are about is
 * told apart from that, for who wants to know which of the entries was discussed.
 */
#include "tags/scan_work.h"

#include <string.h>

/* Marks the direct children of parent (or the top level of [from, to)) as entries.  listed: below
 * the agenda's head. */
static void mark_level(struct scan *scan, int from, int to, int depth, int level, bool listed)
{
	bool any = false;

	for (int i = from; i < to; i = scan->outline.lines[i].end) {
		const struct outline_line *line = &scan->outline.lines[i];

		if (line->kind == OUTLINE_HEADING)
			continue;
		if (line->kind == OUTLINE_PARA && line->blank_before && any)
			listed = false;		/* what follows is another list */
		if (line->depth != depth || scan->marks[i].meta || line->kind != OUTLINE_ITEM)
			continue;
		scan->marks[i].agenda_level = level;
		scan->marks[i].listed = listed && !scan_is_group(line, i);
		any = true;
		if (level == 0)
			mark_level(scan, i + 1, line->end, depth + 1, 1,
				   listed && scan_is_group(line, i));
	}
}

/* The lines right below the agenda's head that have no bullets: each may be an entry. */
static void mark_lines(struct scan *scan, int head, int to)
{
	for (int i = head + 1; i < to; i++) {
		const struct outline_line *line = &scan->outline.lines[i];

		if (line->kind != OUTLINE_PARA || line->depth ||
		    (line->blank_before && i > head + 1))
			return;
		if (!scan->marks[i].meta)
			scan->marks[i].agenda_level = 0;
	}
}

static int next_heading(const struct scan *scan, int from, int to)
{
	for (int i = from; i < to; i++) {
		if (scan->outline.lines[i].kind == OUTLINE_HEADING)
			return i;
	}
	return to;
}

/* The agenda of lines [from, to): of a meeting, or of a mail.  over: the meeting is, and what
 * stands there are its notes. */
static void mark_range(struct scan *scan, int from, int to, bool numbered, bool over)
{
	const struct outline *o = &scan->outline;
	int head = -1;

	if (!over && scan_mark_plan(scan, from, to))
		return;
	for (int i = from; i < to && head < 0; i++) {
		if (scan_is_agenda_head(scan, &o->lines[i]))
			head = i;
	}
	if (head >= 0) {
		const struct outline_line *line = &o->lines[head];

		scan->marks[head].meta = true;
		if (line->kind == OUTLINE_HEADING) {
			mark_level(scan, head + 1, next_heading(scan, head + 1, to), 0, 0, !over);
			mark_lines(scan, head, to);
			return;
		}
		mark_level(scan, head + 1, line->end, line->depth + 1, 0, !over);
		if (line->kind == OUTLINE_PARA && line->end == head + 1)
			mark_level(scan, line->end, next_heading(scan, line->end, to), line->depth,
				   0, !over);
		if (line->kind == OUTLINE_PARA)
			mark_lines(scan, head, to);
		if (line->kind == OUTLINE_PARA || !numbered)
			return;
		from = line->end;
	}
	if (numbered)
		mark_level(scan, from, next_heading(scan, from, to), 0, 0, false);
	/* "Moved to the next meeting:" beside the agenda is a list of entries itself */
	for (int i = from; head >= 0 && i < to; i = o->lines[i].end) {
		if (scan->marks[i].agenda_level == 0 && scan_is_group(&o->lines[i], i))
			mark_level(scan, i + 1, o->lines[i].end, o->lines[i].depth + 1, 0, false);
	}
}

/* On the day itself minutes say who was there, an agenda cannot. */
static bool is_to_come(const struct scan *scan, const struct scan_meeting *meeting)
{
	int order;

	if (!civil_is_set(meeting->date) || !civil_is_set(scan->context->base))
		return false;
	order = civil_compare(meeting->date, scan->context->base);
	return order > 0 || (order == 0 && !meeting->attended);
}

void scan_mark_agenda(struct scan *scan)
{
	int first = scan->n_meetings ? scan->meetings[0].line : (int)scan->outline.len;

	for (size_t i = 0; i < scan->outline.len; i++)
		scan->marks[i].agenda_level = -1;
	mark_range(scan, 0, first, false, false);
	for (size_t i = 0; i < scan->n_meetings; i++) {
		const struct scan_meeting *meeting = &scan->meetings[i];

		bool over = !is_to_come(scan, meeting);

		/* "Agenda of meeting #39": what is to come may be announced by its heading; one
		 * of the subject has none in the text */
		int from = meeting->line < 0 ? 0 : meeting->line + over;

		mark_range(scan, from, meeting->end, meeting->number >= 0, over);
	}
}

void scan_set_minutes(const struct rule_match *m, int *minutes)
{
	unsigned long n;

	if (m->parts[PART_MINUTES].len) {
		if (span_to_uint(m->parts[PART_MINUTES], 600, &n) && n)
			*minutes = (int)n;
	} else if (m->parts[PART_HOURS].len) {
		*minutes = (m->parts[PART_HOURS].ptr[0] - '0') * 60;
		if (m->parts[PART_HOURS].len > 1)
			*minutes += 30;
	}
}

enum { PARTS_MAX = 4 };			/* so many are taken off a title */

/* What an entry says beside its title. */
struct entry_parts {
	struct owners owners;		/* who presents it */
	int minutes;			/* -1: not said */
	const char *rule;		/* that read the last part; NULL: there is none */
	bool trailing;			/* the presenter stands behind the title */
};

/* Takes the presenter that a row has found; false: it is no name. */
static bool take_presenter(struct scan *scan, const struct rule_match *m, enum rule_trust trust,
			   struct entry_parts *parts)
{
	struct owners read;

	if (!owners_read(&scan->names, m->parts[PART_OWNER], trust, &read) || !read.n)
		return false;
	parts->owners = read;
	return true;
}

/* Takes off an entry of a plan, of which a line says less, its presenter or minutes. */
static bool take_plan_part(struct scan *scan, const struct rule *r, const struct rule_match *m,
			   struct entry_parts *parts)
{
	bool timed = m->parts[PART_MINUTES].len || m->parts[PART_HOURS].len;
	bool named = m->parts[PART_OWNER].len > 0;

	if (!m->parts[PART_TEXT].len || (timed && parts->minutes >= 0) ||
	    (named && parts->owners.n))
		return false;
	if (named && !take_presenter(scan, m, r->trust, parts))
		return false;
	if (timed)
		scan_set_minutes(m, &parts->minutes);
	return true;
}

static bool take_minutes(struct scan *scan, struct rule_match *m, struct entry_parts *parts)
{
	bool named = m->parts[PART_OWNER].len > 0;

	if (parts->minutes >= 0 || (named && parts->owners.n))
		return false;
	if (named && !owners_read(&scan->names, m->parts[PART_OWNER], TRUST_SHAPE, &parts->owners))
		return false;
	scan_set_minutes(m, &parts->minutes);
	if (named)
		m->parts[PART_TEXT].len--;	/* the bracket that it stood in */
	return true;
}

static bool take_owner(struct scan *scan, const struct rule *r, const struct rule_match *m,
		       struct entry_parts *parts)
{
	if (parts->owners.n || !m->parts[PART_TEXT].len ||
	    !take_presenter(scan, m, r->trust, parts))
		return false;
	parts->trailing = strcmp(r->name, "agenda-name-front") != 0;
	return true;
}

/* Takes one part off the title by the first row that fits; false: there is none. */
static bool take_part(struct scan *scan, bool planned, struct span *title,
		      struct entry_parts *parts)
{
	struct span text = span_trim(*title);

	for (size_t i = 0; i < rules_count(scan->rules); i++) {
		const struct rule *r = rules_at(scan->rules, i);
		struct rule_match m;
		bool is_part = r->use == USE_AGENDA_OWNER || r->use == USE_AGENDA_MINUTES ||
			       (planned && r->use == USE_PLAN_PART);

		if (!is_part || !rules_match(scan->rules, scan->work, i, RULE_WHOLE, text, 0, &m))
			continue;
		bool found = r->use == USE_AGENDA_MINUTES ? take_minutes(scan, &m, parts)
			     : r->use == USE_AGENDA_OWNER ? take_owner(scan, r, &m, parts)
							  : take_plan_part(scan, r, &m, parts);

		if (!found)
			continue;
		parts->rule = r->name;
		*title = span_trim(m.parts[PART_TEXT]);
		return true;
	}
	return false;
}

/* Every part but a plan's stands in brackets or behind a dash. */
static bool may_have_part(struct span title)
{
	return memchr(title.ptr, '[', title.len) || memchr(title.ptr, '(', title.len) ||
	       memchr(title.ptr, '-', title.len) || memchr(title.ptr, 0xE2, title.len);
}

/* Takes presenter and minutes off *title, in any order, as long as there are some.  mark: of an
 * entry of the agenda; NULL: it is none. */
static void take_parts(struct scan *scan, const struct scan_mark *mark, struct span *title,
		       struct entry_parts *parts)
{
	bool planned = mark && mark->listed;

	for (int round = 0; round < PARTS_MAX; round++) {
		if (!planned && !may_have_part(span_trim(*title)))
			return;
		if (!take_part(scan, planned, title, parts))
			return;
	}
}

static bool has_two_words(const struct owners *owners)
{
	return owners->n == 1 && strchr(owners->written[0], ' ') != NULL;
}

/* "[Dave]", "[1]": what is it about? */
static bool is_bracket(struct span text)
{
	return text.ptr[0] == '[' && span_find_char(text, ']') == (ptrdiff_t)text.len - 1;
}

/* "Dave: Logo" */
static void take_label(struct scan *scan, struct span *title, struct owners *owners)
{
	ptrdiff_t colon = span_find(*title, ": ");
	struct span name = span_sub(*title, 0, colon > 0 ? (size_t)colon : 0);

	if (!name.len || !owners_read(&scan->names, name, TRUST_SHAPE, owners) || !owners->n) {
		owners->n = 0;
		return;
	}
	*title = span_trim(span_sub(*title, name.len + 1, title->len));
}

/* An entry of a plan: how long it takes, and, where no heading says so, which meeting it is for. */
static void set_meeting(struct scan *scan, struct fact *fact, const struct scan_clock *clock)
{
	scan_set_length(scan, fact, clock);
	if (!scan->mail_subject || fact->meeting >= 0)
		return;
	fact->meeting = scan->plan.number;
	fact->due = scan->plan.day;
}

/* Below an entry that has a presenter, what names somebody is mostly what they said. */
static bool is_note(const struct scan *scan, int index, struct span title,
		    const struct entry_parts *parts)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];

	if (line->kind == OUTLINE_PARA && !mark->listed && !scan_is_title(title))
		return true;		/* "[Dave] We have ...": notes */
	if (mark->agenda_level != 1)
		return false;
	bool is_full = parts->trailing && has_two_words(&parts->owners) && line->end > index + 1;

	return !scan_is_title(title) ||
	       (scan->marks[line->parent].has_presenter && !is_full);
}

static bool is_about_nothing(struct span title, const struct entry_parts *parts)
{
	return !title.len || (!parts->rule && (is_bracket(title) || scan_says_nothing(title) ||
					       !scan_has_letter(title)));
}

static struct fact *emit_entry(struct scan *scan, int index, struct span title,
			       const struct entry_parts *parts)
{
	const char *rule = parts->rule ? parts->rule : "agenda-entry";
	struct fact *fact = scan_new_fact(scan, FACT_AGENDA, rule, index, 0);

	if (!fact)
		return NULL;
	while (title.len && strchr(":-", title.ptr[title.len - 1]))
		title = span_trim(span_sub(title, 0, title.len - 1));
	fact->minutes = parts->minutes;
	fact->text = scan_text(scan, title);
	fact->context = scan->marks[index].agenda_level == 1 ? fact->context : "";
	owners_resolve(&scan->names, &parts->owners, fact);
	return fact;
}

static bool may_be_entry(const struct scan *scan, int index)
{
	const struct scan_mark *mark = &scan->marks[index];

	return mark->agenda_level >= 0 && !mark->is_action && mark->entry_of == SECTION_NONE &&
	       scan->outline.lines[index].kind != OUTLINE_HEADING;
}

void scan_emit_agenda(struct scan *scan, int index)
{
	struct scan_mark *mark = &scan->marks[index];
	struct span title = scan_seen(&scan->outline.lines[index]);
	struct entry_parts parts = { .minutes = -1 };
	struct scan_clock clock = { -1, -1 };

	if (!may_be_entry(scan, index))
		return;
	if (mark->listed) {
		scan_take_number(mark, &title);
		scan_take_clock(scan, &title, &clock);
	}
	if (mark->names_owner)
		take_label(scan, &title, &parts.owners);
	take_parts(scan, mark, &title, &parts);
	if (!parts.rule && !mark->listed)
		return;
	if (clock.start >= 0 && scan_is_pause(title)) {
		scan_set_length(scan, NULL, &clock);
		return;
	}
	if (is_about_nothing(title, &parts))
		return;
	if (is_note(scan, index, title, &parts))
		return;
	if (mark->agenda_level == 0)
		mark->has_presenter = parts.owners.n > 0;
	struct fact *fact = emit_entry(scan, index, title, &parts);

	if (fact && mark->listed)
		set_meeting(scan, fact, &clock);
}

enum { TITLES_MAX = 100, TITLE_COLUMNS = 60, TITLE_MAX = 200 };

/* "Deferred to the next meeting" and nothing else below a title: it was not talked about. */
static bool is_put_off(const struct scan *scan, int title)
{
	static const char *const words[] = {
		"deferred", "postponed", "skipped",   "not discussed", "no time",	 "moved to",
		"carried over", "tabled", "next time", "ran out of time", "not reached", NULL
	};
	const struct outline *o = &scan->outline;
	int below = title + 1, after = title + 2;
	bool is_alone = after >= (int)o->len || o->lines[after].kind == OUTLINE_HEADING ||
			o->lines[after].depth <= o->lines[title].depth;

	return below < (int)o->len && is_alone &&
	       span_any(scan_seen(&o->lines[below]), span_starts_ci, words);
}

/* A heading, what acts as one, or an entry at the top, with words below it; its first source line
 * when it was joined with them. */
static bool take_title(const struct scan *scan, int index, struct span *title_out)
{
	const struct outline *o = &scan->outline;
	const struct outline_line *line = &o->lines[index],
				  *next = index + 1 < (int)o->len ? line + 1 : NULL;
	const struct scan_mark *mark = &scan->marks[index];

	if (!scan_has_letter(scan_seen(line)) || mark->meta || mark->opens_section ||
	    mark->entry_of != SECTION_NONE ||
	    (mark->meeting >= 0 && scan->meetings[mark->meeting].line == index))
		return false;
	*title_out = scan_seen(line);
	if (is_put_off(scan, index))
		return false;
	if (line->kind == OUTLINE_HEADING)
		return next && next->kind != OUTLINE_HEADING;
	if (line->kind == OUTLINE_PARA && !line->depth && outline_is_header(line))
		return next && next->kind != OUTLINE_HEADING && !outline_is_header(next);
	if (line->kind != OUTLINE_ITEM || line->depth)
		return false;
	if (line->n_breaks > 1 && line->breaks[1].start <= TITLE_COLUMNS) {
		title_out->len = line->breaks[1].start;
		return true;		/* a line so short was not wrapped */
	}
	/* "1. Title" and text right below it, or what is indented */
	return !mark->is_action &&
	       (line->end > index + 1 || (next && next->kind == OUTLINE_PARA &&
					  next->indent == line->indent && !next->blank_before));
}

void scan_emit_titles(struct scan *scan, size_t first)
{
	bool minutes = false;
	int n = 0;

	for (size_t i = first; i < scan->out->len && !minutes; i++)
		minutes = scan->out->facts[i].kind == FACT_MEETING;
	for (int i = 0; minutes && i < (int)scan->outline.len && n < TITLES_MAX && !scan->over;
	     i++) {
		struct entry_parts parts = { .minutes = -1 };
		struct span title;

		if (!take_title(scan, i, &title) || title.len > TITLE_MAX)
			continue;
		take_parts(scan, NULL, &title, &parts);
		struct fact *fact = scan_new_aside(scan, FACT_TITLE, "title", i, 0);

		if (!fact)
			return;
		fact->text = scan_text(scan, scan_strip_back(title));
		n++;
	}
}
