/* scan_meeting.c - meeting headings, their dates and numbers, and chairs.
 *
 * A meeting reaches to the next meeting's heading of the same or a higher level.
 */
#include "tags/scan_work.h"

#include <string.h>

static int month_of(struct span s)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
					      "jul", "aug", "sep", "oct", "nov", "dec" };
	unsigned long n;

	if (span_to_uint(s, 12, &n))
		return (int)n;
	for (int i = 0; i < 12; i++) {
		if (span_starts_ci(s, months[i]))
			return i + 1;
	}
	return 0;
}

static bool date_in(struct scan *scan, struct span text, struct civil_date *out)
{
	struct rule_match m;
	unsigned long year, day;
	int month;

	if (text.len > 300 || !rules_match_use(scan->rules, scan->work, USE_MEETING_DATE, text, &m))
		return false;
	month = month_of(m.parts[PART_MONTH]);
	if (!span_to_uint(m.parts[PART_YEAR], 9999, &year) ||
	    !span_to_uint(m.parts[PART_DAY], 31, &day) ||
	    !civil_is_valid((int)year, month, (int)day))
		return false;
	*out = (struct civil_date){ .year = (int16_t)year,
				    .month = (int8_t)month,
				    .day = (int8_t)day };
	return true;
}

static void add_meeting(struct scan *scan, int line, const struct rule_match *m)
{
	struct scan_meeting *meeting;
	unsigned long number;

	scan->meetings = arena_grow(scan->arena, scan->meetings, scan->n_meetings,
				    &scan->cap_meetings, sizeof *scan->meetings);
	meeting = &scan->meetings[scan->n_meetings++];
	*meeting =
		(struct scan_meeting){ .line = line, .number = -1, .end = (int)scan->outline.len };
	if (span_to_uint(m->parts[PART_NUMBER], 1000000, &number))
		meeting->number = (int)number;
	(void)date_in(scan, scan_seen(&scan->outline.lines[line]), &meeting->date);
	meeting->is_fact = meeting->number >= 0 || civil_is_set(meeting->date);
}

static bool is_meeting_line(struct scan *scan, const struct outline_line *line,
			    struct rule_match *m)
{
	struct span text = scan_seen(line);

	if (text.len < 5 || text.len > 160 || line->depth || line->kind == OUTLINE_ITEM)
		return false;
	if (!rules_match_use(scan->rules, scan->work, USE_MEETING, text, m))
		return false;
	if (line->kind == OUTLINE_HEADING)
		return true;
	/* Without a heading's mark the line has to be a meeting with number and date and nothing
	 * else. */
	return m->parts[PART_NUMBER].len && text.len < 60 && span_starts_ci(text, "meeting");
}

static void read_people(struct scan *scan, int index, int end)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct scan_mark *mark = &scan->marks[index];
	struct span text = scan_seen(line), name = { NULL, 0 };
	struct rule_match m;

	if (!text.len || text.len > 400 || line->depth > 2)
		return;
	if (scan_read_people(scan, index, end))
		return;
	if (rules_match_use(scan->rules, scan->work, USE_CHAIR, text, &m) ||
	    (text.len < 12 && text.ptr[text.len - 1] == ':' &&
	     rules_match_use(scan->rules, scan->work, USE_CHAIR, span_sub(text, 0, text.len - 1),
			     &m))) {
		mark->meta = true;
		name = m.parts[PART_TEXT];
		if (!name.len && index + 1 < line->end)
			name = scan_seen(&scan->outline.lines[index + 1]);
		if (name.len && name.len < 80 && mark->meeting >= 0) {
			struct scan_meeting *meeting = &scan->meetings[mark->meeting];

			scan_learn_names(scan, name);
			if (!meeting->chair.n)
				(void)owners_read(&scan->names, name, TRUST_SHAPE, &meeting->chair);
		}
		return;
	}
	if (text.len < 80 && rules_match_use(scan->rules, scan->work, USE_META, text, &m))
		mark->meta = true;
}

/* The following meeting's date: the earliest one that is later, among those of the text. */
static void set_next(struct scan *scan)
{
	for (size_t i = 0; i < scan->n_meetings; i++) {
		struct scan_meeting *a = &scan->meetings[i];
		size_t from = i > 20 ? i - 20 : 0;

		if (!civil_is_set(a->date))
			continue;
		for (size_t j = from; j < scan->n_meetings && j <= i + 20; j++) {
			struct civil_date d = scan->meetings[j].date;

			if (civil_is_set(d) && civil_compare(d, a->date) > 0 &&
			    (!civil_is_set(a->next) || civil_compare(d, a->next) < 0))
				a->next = d;
		}
	}
}

void scan_find_meetings(struct scan *scan)
{
	const struct outline *o = &scan->outline;
	struct rule_match m;
	int current = -1, level = 7;

	for (size_t i = 0; i < o->len; i++) {
		const struct outline_line *line = &o->lines[i];

		if (is_meeting_line(scan, line, &m)) {
			int own = line->kind == OUTLINE_HEADING ? line->level : 1;

			/* "### Triage (2021-10-07)" below a dated meeting is a part of it only if
			 * deeper */
			if (current < 0 || own <= level ||
			    !civil_is_set(scan->meetings[current].date)) {
				if (current >= 0)
					scan->meetings[current].end = (int)i;
				add_meeting(scan, (int)i, &m);
				current = (int)scan->n_meetings - 1;
				level = own;
			}
		} else if (current >= 0 && !civil_is_set(scan->meetings[current].date) &&
			   line->kind != OUTLINE_HEADING &&
			   (int)i < scan->meetings[current].line + 12 &&
			   (span_starts_ci(scan_seen(line), "date") ||
			    span_starts_ci(scan_seen(line), "when"))) {
			(void)date_in(scan, scan_seen(line), &scan->meetings[current].date);
		}
		scan->marks[i].meeting = current;
	}
	set_next(scan);
	for (size_t i = 0; i < o->len; i++) {
		int meeting = scan->marks[i].meeting;

		if (meeting >= 0 && (int)i != scan->meetings[meeting].line &&
		    !scan->meetings[meeting].cancelled &&
		    (int)i < scan->meetings[meeting].line + 4 && o->lines[i].seen.len < 60 &&
		    (span_starts_ci(scan_seen(&o->lines[i]), "cancel")))
			scan->meetings[meeting].cancelled = true;
		read_people(scan, (int)i, meeting >= 0 ? scan->meetings[meeting].end : (int)o->len);
	}
}

void scan_emit_meeting(struct scan *scan, size_t index)
{
	const struct scan_meeting *meeting = &scan->meetings[index];
	struct fact *fact;

	if (!meeting->is_fact)
		return;
	fact = scan_new_fact(scan, FACT_MEETING,
			     meeting->number >= 0 ? "meeting-numbered" : "meeting-dated",
			     meeting->line, 0);
	if (!fact)
		return;
	fact->text = scan_text(scan, scan_seen(&scan->outline.lines[meeting->line]));
	fact->context = "";
	fact->detail = "";
	fact->due = meeting->date;
	fact->meeting = meeting->number;
	fact->note = meeting->cancelled ? "cancelled" : "";
	owners_resolve(&scan->names, &meeting->chair, fact);
	scan_fill_people(scan, &meeting->there, fact);
}
