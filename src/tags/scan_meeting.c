/* scan_meeting.c - meeting headings, their dates and numbers, and chairs.
 *
 * A meeting reaches to the next meeting's heading of the same or a higher level.
 */
#include "tags/scan_work.h"

#include <string.h>

/* How far below its heading a meeting says when it was and who was there, and where minutes
 * begin. */
enum { META_LINES = 6, FIRST_LINES = 4, HEAD_LINES = 12, FIELD_NAME_MAX = 24 };

/* How many people, or items, make a mail look like minutes. */
enum { THERE_MIN = 2, ITEMS_MIN = 3 };

static void add_meeting(struct scan *scan, int line, const struct scan_heading *heading)
{
	struct scan_meeting *meeting;

	scan->meetings = arena_grow(scan->arena, scan->meetings, scan->n_meetings,
				    &scan->cap_meetings, sizeof *scan->meetings);
	meeting = &scan->meetings[scan->n_meetings++];
	*meeting = (struct scan_meeting){
		.line = line,
		.number = heading->number,
		.date = heading->date,
		.end = (int)scan->outline.len,
	};
	meeting->rule = heading->rule		? heading->rule
			: heading->number >= 0 ? "meeting-numbered"
					       : "meeting-dated";
	meeting->is_fact = meeting->number >= 0 || civil_is_set(meeting->date);
}

/* A title by itself heads minutes where they begin, or where who was there stands right below. */
static bool may_head(struct scan *scan, int index)
{
	const struct outline *o = &scan->outline;

	for (int i = index + 1; i < (int)o->len && i <= index + META_LINES; i++) {
		struct span text = scan_seen(&o->lines[i]);

		scan_enter_line(scan, i);
		if (scan_matches(scan, USE_PEOPLE, text) || scan_matches(scan, USE_CHAIR, text) ||
		    scan_matches(scan, USE_AGENDA_HEAD, text))
			return true;
	}
	return index < FIRST_LINES;
}

static bool is_meeting_line(struct scan *scan, int index, struct scan_heading *out)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span text = scan_seen(line);

	scan_enter_line(scan, index);
	if (line->depth || line->kind == OUTLINE_ITEM)
		return false;
	if (line->kind == OUTLINE_HEADING)
		return scan_read_heading(scan, text, HEADING_MARKED, out);
	if (line->n_breaks > 1 || !scan_read_heading(scan, text, HEADING_PLAIN, out))
		return false;
	return (out->number >= 0 && span_starts_ci(text, "meeting")) || may_head(scan, index);
}

static void name_chair(struct scan *scan, int index, struct span name)
{
	struct scan_mark *mark = &scan->marks[index];

	if (!name.len && index + 1 < scan->outline.lines[index].end)
		name = scan_seen(&scan->outline.lines[index + 1]);
	if (!name.len || name.len >= 80 || mark->meeting < 0)
		return;
	struct scan_meeting *meeting = &scan->meetings[mark->meeting];

	scan_learn_names(scan, name);
	if (!meeting->chair.n)
		(void)owners_read(&scan->names, name, TRUST_SHAPE, &meeting->chair);
}

/* "Chair: Dora": false when it says nothing of the kind. */
static bool read_field(struct scan *scan, int index, struct span text, int end)
{
	struct rule_match m;

	if (scan_read_people(scan, index, text, end))
		return true;
	if (rules_match_use(scan->rules, scan->work, USE_CHAIR, text, &m)) {
		name_chair(scan, index, m.parts[PART_TEXT]);
		return true;
	}
	return text.len < 80 && scan_matches(scan, USE_META, text);
}

static bool begins_field(struct scan *scan, struct span text)
{
	return scan_matches(scan, USE_CHAIR, text) || scan_matches(scan, USE_PEOPLE, text) ||
	       scan_matches(scan, USE_ABSENT, text) || scan_matches(scan, USE_META, text);
}

/* Where the first field of "Chair: Dora    Scribe: Joe" ends, and where the next one begins: with
 * the fewest words that name one, for those before them are names. */
static size_t field_end(struct scan *scan, struct span text, size_t *next_out)
{
	ptrdiff_t first = span_find_char(text, ':');

	*next_out = text.len;
	for (size_t at = (size_t)(first < 0 ? (ptrdiff_t)text.len : first) + 1; at < text.len;
	     at++) {
		size_t least = at > FIELD_NAME_MAX ? at - FIELD_NAME_MAX : 0;

		for (size_t i = at; text.ptr[at] == ':' && i-- > least && i > (size_t)first;) {
			if (!strchr(" ,;|/", text.ptr[i - 1]) ||
			    !begins_field(scan, span_sub(text, i, text.len)))
				continue;
			*next_out = i;
			while (i && strchr(" ,;|/", text.ptr[i - 1]))
				i--;
			return i;
		}
	}
	return text.len;
}

static void read_people(struct scan *scan, int index, int end)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span text = scan_seen(line);

	scan_enter_line(scan, index);
	/* what follows the first field is looked for only where there is one */
	if (!text.len || text.len > 400 || line->depth > 2 || !begins_field(scan, text))
		return;
	while (text.len) {
		size_t next, len = field_end(scan, text, &next);

		if (!len || !read_field(scan, index, span_sub(text, 0, len), end))
			return;
		scan->marks[index].meta = true;
		text = span_sub(text, next, text.len);
	}
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

/* "2026-01-14", "14 Jan 2026, 15:00 UTC", "Wednesday, January 14, 2026": a day and nothing else but
 * its hour, or where it was. */
static bool is_day_alone(struct scan *scan, const struct outline_line *line)
{
	return line->kind != OUTLINE_ITEM && !line->depth && line->n_breaks == 1 &&
	       scan_matches(scan, USE_DAY_ALONE, scan_seen(line));
}

/* "Date: 2026-01-14", "When: ...", or the day by itself. */
static bool is_date_line(struct scan *scan, int index, struct civil_date *out)
{
	static const char *const words[] = { "date", "when", "meeting date", "held", "day", NULL };
	const struct outline_line *line = &scan->outline.lines[index];
	struct span text = scan_seen(line);

	scan_enter_line(scan, index);
	const char *word = span_any(text, span_starts_ci, words);
	bool is_field = word && (line->kind != OUTLINE_HEADING || span_find_char(text, ':') > 0);

	return text.len < 100 && (is_field || is_day_alone(scan, line)) &&
	       scan_date_in(scan, text, out);
}

/* A text of one meeting, whose heading says that it is one and a line below it when. */
static bool find_dated_below(struct scan *scan, int *index_out, struct scan_heading *out)
{
	const struct outline *o = &scan->outline;
	int last = (int)o->len < HEAD_LINES ? (int)o->len : HEAD_LINES, title = -1;
	struct civil_date date;

	for (int i = 0; i < last; i++) {
		const struct outline_line *line = &o->lines[i];

		if (title < 0 && is_date_line(scan, i, &date))
			title = i;		/* nothing stands above it */
		if (title >= 0 && i <= title + META_LINES && is_date_line(scan, i, &date)) {
			bool is_named = scan_names_meeting(scan_seen(&o->lines[title]), true);

			*index_out = title;
			*out = (struct scan_heading){
				.rule = "meeting-date-line", .number = -1, .date = date
			};
			for (int k = title; k < last && k <= i + META_LINES && !is_named; k++) {
				struct span text = scan_seen(&o->lines[k]);

				is_named = scan_matches(scan, USE_PEOPLE, text) ||
					   scan_matches(scan, USE_CHAIR, text);
			}
			return is_named;
		}
		if (title < 0 && (line->kind == OUTLINE_HEADING ||
				  scan_names_meeting(scan_seen(line), true)))
			title = i;
	}
	return false;
}

/* Where no heading of the text is a meeting's: what a line below it, the head of the file or the
 * subject say. */
static void find_elsewhere(struct scan *scan)
{
	struct scan_heading heading = { .number = -1 };
	int index = -1;

	if (!scan_read_front_matter(scan, &index, &heading) &&
	    !find_dated_below(scan, &index, &heading)) {
		struct span subject = span_of(scan->subject ? scan->subject : "");

		if (!scan_read_heading(scan, subject, HEADING_SUBJECT, &heading))
			return;
		heading.rule = "meeting-subject";
	}
	add_meeting(scan, index, &heading);
	for (int i = index < 0 ? 0 : index; i < (int)scan->outline.len; i++)
		scan->marks[i].meeting = 0;
}

static void find_headings(struct scan *scan)
{
	const struct outline *o = &scan->outline;
	int current = -1, level = 7;

	for (size_t i = 0; i < o->len; i++) {
		const struct outline_line *line = &o->lines[i];
		struct scan_heading heading;

		if (is_meeting_line(scan, (int)i, &heading)) {
			int own = line->kind == OUTLINE_HEADING ? line->level : 1;

			/* "### Triage (2021-10-07)" below a dated meeting is a part of it only if
			 * deeper */
			if (current < 0 || own <= level ||
			    !civil_is_set(scan->meetings[current].date)) {
				if (current >= 0)
					scan->meetings[current].end = (int)i;
				add_meeting(scan, (int)i, &heading);
				current = (int)scan->n_meetings - 1;
				level = own;
			}
		} else if (current >= 0 && !civil_is_set(scan->meetings[current].date) &&
			   (int)i < scan->meetings[current].line + HEAD_LINES) {
			struct scan_meeting *m = &scan->meetings[current];

			if (is_date_line(scan, (int)i, &m->date))
				m->is_fact = m->is_fact ||
					     scan_names_meeting(scan_seen(&o->lines[m->line]),
								false);
		}
		scan->marks[i].meeting = current;
	}
}

static bool says_cancelled(const struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	int meeting = scan->marks[index].meeting;

	return meeting >= 0 && index != scan->meetings[meeting].line &&
	       index < scan->meetings[meeting].line + 4 && line->seen.len < 60 &&
	       span_starts_ci(scan_seen(line), "cancel");
}

void scan_find_meetings(struct scan *scan)
{
	find_headings(scan);
	if (!scan->n_meetings)
		find_elsewhere(scan);
	set_next(scan);
	for (int i = 0; i < (int)scan->outline.len; i++) {
		int meeting = scan->marks[i].meeting;

		if (says_cancelled(scan, i))
			scan->meetings[meeting].cancelled = true;
		read_people(scan, i,
			    meeting >= 0 ? scan->meetings[meeting].end : (int)scan->outline.len);
	}
}

struct span scan_meeting_title(const struct scan *scan, const struct scan_meeting *meeting)
{
	if (meeting->line < 0)
		return span_of(scan->subject ? scan->subject : "");
	return scan_seen(&scan->outline.lines[meeting->line]);
}

void scan_emit_meeting(struct scan *scan, size_t index)
{
	const struct scan_meeting *meeting = &scan->meetings[index];
	struct fact *fact;

	if (!meeting->is_fact)
		return;
	bool is_subject = meeting->line < 0;

	fact = is_subject ? scan_new_subject_fact(scan, FACT_MEETING, meeting->rule) :
			    scan_new_fact(scan, FACT_MEETING, meeting->rule, meeting->line, 0);
	if (!fact)
		return;
	fact->text = scan_text(scan, scan_meeting_title(scan, meeting));
	fact->context = "";
	fact->detail = "";
	fact->due = meeting->date;
	fact->meeting = meeting->number;
	fact->note = meeting->cancelled ? "cancelled" : "";
	owners_resolve(&scan->names, &meeting->chair, fact);
	scan_fill_people(scan, &meeting->there, fact);
}

/* An agenda that is mailed says so in the subject, or is said to be of a day to come. */
static bool has_agenda(const struct scan *scan)
{
	bool is_announced = span_has_ci(span_of(scan->subject), "agenda");

	for (size_t i = 0; i < scan->outline.len && !is_announced; i++) {
		if (scan->marks[i].listed)
			return true;
	}
	return false;
}

void scan_emit_unheaded(struct scan *scan, size_t first)
{
	size_t n_items = 0;

	for (size_t i = first; i < scan->out->len; i++) {
		enum fact_kind kind = scan->out->facts[i].kind;

		if (kind == FACT_MEETING)
			return;
		n_items += kind == FACT_ACTION || kind == FACT_MENTION;
	}
	bool has_people = scan->there.present.n >= THERE_MIN;
	struct fact *fact;

	if (!scan->subject || !(has_people || has_agenda(scan) || n_items >= ITEMS_MIN))
		return;
	fact = scan_new_subject_fact(scan, FACT_UNHEADED, "unheaded");
	if (fact)
		scan->n_tags--;		/* no tag, and none of the limit's */
}
