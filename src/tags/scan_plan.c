/* scan_plan.c - an agenda as it is mailed ahead of a meeting: what announces it, which of the lines
 * below are its entries, their times of day, and which meeting it is for.
 *
 * "Agenda:" announces one, and so does a sentence that ends with a colon and speaks of the agenda,
 * or the subject.  Each entry of the list below counts, whatever it says: bullets, numbers, times
 * of day, a number by itself with the entry in the next line.
 */
#include "tags/opening.h"
#include "tags/scan_work.h"

#include <string.h>

bool scan_is_agenda_head(struct scan *scan, const struct outline_line *line)
{
	return line->seen.len < 60 && scan_matches(scan, USE_AGENDA_HEAD, scan_seen(line));
}

/* "Old business:" above the entries that belong to it. */
bool scan_is_group(const struct outline_line *line, int index)
{
	struct span text = scan_seen(line);

	return text.len && text.ptr[text.len - 1] == ':' && line->end > index + 1;
}

enum { LEAD_MAX = 600, SKIPPED_LINES = 2, LENGTH_MAX_MINUTES = 240 };

enum plan_head { PLAN_NONE, PLAN_SUBJECT, PLAN_LEAD, PLAN_HEAD };

/* ---- numbers and times in front ---- */

/* "1", "2.", "(3)", "#4": a number and nothing else, whose entry stands in the next line. */
static bool is_number_alone(struct span text)
{
	text = span_strip_end(span_strip_start(span_trim(text), "(#"), ").:");
	unsigned long n;

	return text.len <= 2 && span_to_uint(text, 99, &n);
}

/* "1 Logo", "#2 Logo", "Item 3: Logo", "B. Logo": without the number, when it is the one that is
 * expected. */
static bool take_number(struct span text, unsigned expected, struct span *title_out)
{
	static const char *const words[] = { "item ", "topic ", "point ", "agenda item ", NULL };
	const char *word = span_any(text, span_starts_ci, words);
	struct span rest =
		span_strip_start(span_sub(text, word ? strlen(word) : 0, text.len), "(#");
	size_t digits = rest.len - span_strip_start(rest, "0123456789").len;
	unsigned long n = 0;

	if (digits && digits <= 2)
		(void)span_to_uint(span_sub(rest, 0, digits), 99, &n);
	else if (expected <= 26 && rest.len > 1 && rest.ptr[1] == '.' && !word)
		n = rest.ptr[0] == (char)('A' + expected - 1) ? expected : 0;
	if (n != expected)
		return false;
	rest = span_sub(rest, digits ? digits : 1, rest.len);

	struct span title = span_trim(span_strip_start(rest, ").:/- \t"));

	if (title.len == rest.len || !scan_has_letter(title))
		return false;
	*title_out = title;
	return true;
}

/* "9:00", "0900", "2 pm", "14h30" in minutes of the day; -1: none. */
static int clock_minutes(struct span s)
{
	unsigned long hour, minute = 0;
	size_t digits = s.len - span_strip_start(s, "0123456789").len;
	struct span rest = span_sub(s, digits, s.len);

	if (digits == 4 && !span_to_uint(span_sub(s, 2, 2), 59, &minute))
		return -1;
	if (!span_to_uint(span_sub(s, 0, digits == 4 ? 2 : digits), 24, &hour))
		return -1;
	if (digits <= 2 && rest.len > 2 && strchr(":.h", rest.ptr[0])) {
		if (!span_to_uint(span_sub(rest, 1, 2), 59, &minute))
			return -1;
		rest = span_sub(rest, 3, rest.len);
	}
	rest = span_trim(rest);
	if (span_starts_ci(rest, "p") && hour < 12)
		hour += 12;
	return (int)(hour * 60 + minute);
}

/* Minutes from one time to a later one; half a day more where the hours are written without "pm".
 * -1: none that a meeting could take. */
static int minutes_between(int from, int to)
{
	int length = to - from;

	if (from < 0 || to < 0)
		return -1;
	while (length < 0)
		length += 12 * 60;
	return length > 0 && length <= LENGTH_MAX_MINUTES ? length : -1;
}

void scan_take_clock(struct scan *scan, struct span *title, struct scan_clock *out)
{
	struct rule_match m;

	*out = (struct scan_clock){ -1, -1 };
	if (!rules_match_use(scan->rules, scan->work, USE_PLAN_CLOCK, *title, &m))
		return;
	out->start = clock_minutes(m.parts[PART_DATE]);
	if (m.parts[PART_NOTE].len)
		out->end = clock_minutes(m.parts[PART_NOTE]);
	if (out->start >= 0)
		*title = m.parts[PART_TEXT];
}

/* "11:00 End", "Coffee break": a time that ends an entry, and no entry itself. */
bool scan_is_pause(struct span title)
{
	static const char *const words[] = {
		"end",	   "close", "closing",	    "adjourn",	   "adjournment", "end of meeting",
		"break",   "lunch", "coffee break", "coffee",	   "lunch break", "ende",
		"schluss", "pause", "fin",	    "kaffeepause", "mittag",	  "mittagspause",
		NULL,
	};

	return span_any(span_strip_end(title, ".! "), span_is_ci, words) != NULL;
}

void scan_set_length(struct scan *scan, struct fact *fact, const struct scan_clock *clock)
{
	struct scan_timed *before = &scan->timed;

	if (clock->start < 0)
		return;
	if (before->fact && scan->out->facts[before->fact - 1].minutes < 0)
		scan->out->facts[before->fact - 1].minutes =
			minutes_between(before->start, clock->start);
	before->fact = 0;
	if (!fact)
		return;
	if (fact->minutes < 0)
		fact->minutes = minutes_between(clock->start, clock->end);
	before->fact = (size_t)(fact - scan->out->facts) + 1;
	before->start = clock->start;
}

void scan_take_number(const struct scan_mark *mark, struct span *title)
{
	if (mark->plan_number)
		(void)take_number(*title, mark->plan_number, title);
	if (span_starts_ci(*title, "#topic "))
		*title = span_trim(span_sub(*title, 7, title->len));
}

/* ---- the line above ---- */

static struct span last_sentence(struct span text)
{
	static const char *const ends[] = { ". ", "! ", "? ", NULL };

	for (size_t i = text.len; i-- > 1;) {
		if (span_any(span_sub(text, i - 1, 2), span_is, ends))
			return span_sub(text, i + 1, text.len);
	}
	return text;
}

static enum plan_head head_of(struct scan *scan, const struct outline_line *line)
{
	struct span text = scan_seen(line);

	if (line->kind == OUTLINE_ITEM || line->depth)
		return PLAN_NONE;
	if (scan_is_agenda_head(scan, line))
		return PLAN_HEAD;
	if (text.len > LEAD_MAX || !scan->mail_subject)
		return PLAN_NONE;
	text = last_sentence(text);
	if (scan_matches(scan, USE_PLAN_LEAD, text))
		return PLAN_LEAD;
	/* the subject says that it is about a meeting */
	if (scan_matches(scan, USE_PLAN_TOPICS, text) &&
	    scan_matches(scan, USE_PLAN_MEETING, span_of(scan->mail_subject)))
		return PLAN_LEAD;
	return PLAN_NONE;
}

/* ---- the lines below ---- */

struct plan_walk {
	struct scan *scan;
	int head, to, indent, depth;	/* of the first entry; depth: of the list; -1: not met
					 * yet */
	unsigned number;		/* of the next entry */
	int entries, skipped;
	bool timed;			/* the entries have times of day in front */
	bool numbered;			/* the first entry has the number 1 */
	bool chapters;			/* ... or such as 2.1 */
	bool after_number;		/* the line before was a number by itself */
	bool plain;			/* lines without bullets right below the head are entries */
};

static void take_entry(struct plan_walk *w, int i, unsigned number, bool labelled)
{
	struct scan_mark *mark = &w->scan->marks[i];

	mark->agenda_level = 0;
	mark->listed = true;
	mark->plan_number = number;
	mark->names_owner = labelled;
	w->entries++;
	w->number++;
}

/* "Old business:" and the entries below it. */
static void take_group(struct plan_walk *w, int i)
{
	struct scan *scan = w->scan;
	const struct outline_line *line = &scan->outline.lines[i];

	for (int k = i + 1; k < line->end; k = scan->outline.lines[k].end) {
		if (scan->outline.lines[k].kind != OUTLINE_ITEM || scan->marks[k].meta)
			continue;
		scan->marks[k].agenda_level = 1;
		scan->marks[k].listed = true;
	}
}

/* "2. Roll call" heads a list of people, but not where there is none. */
static bool is_roll_call(const struct plan_walk *w, int i)
{
	const struct outline_line *line = &w->scan->outline.lines[i];
	struct span text = scan_seen(line);

	if (line->kind != OUTLINE_ITEM || line->end > i + 1 || memchr(text.ptr, ':', text.len))
		return false;
	return scan_matches(w->scan, USE_PEOPLE, text);
}

/* "3.1 Logo" */
static bool is_chapter(const struct scan *scan, int i)
{
	const struct outline *o = &scan->outline;

	return opening_is_chapter(span_trim(outline_source(o, &o->lines[i], 0)->text));
}

/* Of "12. Logo", "(12) Logo"; 0: none. */
static unsigned long number_of(const struct scan *scan, int i)
{
	const struct outline *o = &scan->outline;
	struct span text = outline_source(o, &o->lines[i], 0)->text;
	unsigned long n;

	text = span_strip_start(span_trim(text), "(#");
	size_t digits = text.len - span_strip_start(text, "0123456789").len;

	return o->lines[i].kind == OUTLINE_ITEM && span_to_uint(span_sub(text, 0, digits), 99, &n)
		       ? n : 0;
}

/* What is numbered below an entry, or has no number where entries have one, or stands below an
 * entry of a timetable, says more of it. */
static bool is_detail(const struct plan_walk *w, int i)
{
	if (w->timed || !w->entries)
		return w->timed;
	return (!w->chapters && is_chapter(w->scan, i)) || (w->numbered && !number_of(w->scan, i));
}

enum { GAP_LINES = 40 };

/* Whether a paragraph stands between two numbers of the list. */
static bool goes_on(const struct plan_walk *w, int i, int to)
{
	for (int k = i + 1; w->numbered && k < to && k < i + GAP_LINES; k++) {
		if (number_of(w->scan, k) == w->number)
			return true;
	}
	return false;
}

static void take_item(struct plan_walk *w, int i)
{
	struct scan *scan = w->scan;
	const struct outline_line *line = &scan->outline.lines[i];
	bool is_group = scan_is_group(line, i) && !is_chapter(scan, i + 1);

	w->numbered = w->numbered || (!w->entries && number_of(scan, i) == 1);
	w->indent = w->entries ? w->indent : line->indent;
	w->chapters = w->chapters || (!w->entries && is_chapter(scan, i));
	w->depth = line->depth;
	take_entry(w, i, 0, false);
	scan->marks[i].listed = !is_group;
	if (is_group)
		take_group(w, i);
}

/* "[Dave] Logo": whether it is a title is told by what stands behind. */
static struct span behind_bracket(struct span text)
{
	bool is_round = text.ptr[0] == '(';
	ptrdiff_t end = is_round || text.ptr[0] == '[' ? span_find_char(text, is_round ? ')' : ']')
						       : -1;

	return end < 0 ? text : span_trim(span_sub(text, (size_t)end + 1, text.len));
}

/* A line without a bullet that is an entry by how it begins, or as one of several below the
 * head. */
static bool take_line(struct plan_walk *w, int i)
{
	const struct outline_line *line = &w->scan->outline.lines[i];
	struct span text = scan_seen(line), title;

	bool is_clock = opening_is_clock(text);

	if (is_clock || span_starts_ci(text, "#topic ")) {
		struct scan_clock clock;

		title = text;
		scan_take_clock(w->scan, &title, &clock);
		if (clock.start >= 0 || !is_clock) {
			w->timed = w->timed || (is_clock && !line->depth);
			take_entry(w, i, 0, false);
		}
		return true;		/* a time by itself, above what is numbered */
	}
	if (take_number(text, w->number, &title) && scan_is_title(title)) {
		take_entry(w, i, w->number, false);
		return true;
	}
	if (!w->plain || (line->blank_before && i > w->head + 1))
		return false;
	if (!scan_is_title(behind_bracket(text)) || strchr(".:,", text.ptr[text.len - 1]) ||
	    span_has(text, "://"))
		return false;
	take_entry(w, i, 0, false);
	return true;
}

static bool take_bullet(struct plan_walk *w, int i)
{
	bool is_below_line = w->plain && w->entries && w->depth < 0;

	if (!is_below_line && !is_detail(w, i))
		take_item(w, i);
	return true;
}

/* Whether the list goes on behind a line that is no entry. */
static bool goes_past(struct plan_walk *w, int i)
{
	w->plain = false;
	if (w->timed)
		return true;			/* more about the entry above */
	if (w->entries)
		return !w->scan->outline.lines[i].blank_before || goes_on(w, i, w->to);
	return ++w->skipped <= SKIPPED_LINES;
}

/* Takes line i; false: the agenda has ended above it. */
static bool take_below(struct plan_walk *w, int i)
{
	const struct scan_mark *mark = &w->scan->marks[i];
	const struct outline_line *line = &w->scan->outline.lines[i];
	struct span text = scan_seen(line);
	/* below a line that ends with a colon the list seems to be inside of it */
	bool is_next =
		w->numbered && line->indent == w->indent && number_of(w->scan, i) == w->number;
	bool within = w->depth >= 0 && line->depth > w->depth && !is_next;

	if (line->kind == OUTLINE_HEADING)
		return false;
	if (within && !w->after_number)
		return true;
	if (mark->opens_section && line->kind != OUTLINE_ITEM)
		return false;
	if (mark->meta && is_roll_call(w, i))
		w->scan->marks[i].meta = false;
	bool is_empty = line->kind == OUTLINE_ITEM && !text.len;	/* "3." */

	if (mark->meta || mark->entry_of != SECTION_NONE || (!text.len && !is_empty))
		return !w->after_number;
	if (is_empty || is_number_alone(text)) {
		w->after_number = true;
		return true;
	}
	if (w->after_number) {
		w->after_number = false;
		take_entry(w, i, 0, true);
		return true;
	}
	if (line->kind == OUTLINE_ITEM)
		return take_bullet(w, i);
	return take_line(w, i) || goes_past(w, i);
}

/* Plain lines are a list where there are two, and no bullets below them. */
static bool are_plain(const struct scan *scan, int head, int to)
{
	const struct outline_line *first = &scan->outline.lines[head + 1];

	return head + 2 < to && first->kind == OUTLINE_PARA && !first->depth &&
	       first[1].kind == OUTLINE_PARA && !first[1].blank_before;
}

/* "9:15 Ann: Logo": a label that looks like a name. */
static bool has_label(struct scan *scan, struct span text)
{
	struct scan_clock clock;
	struct owners owners;

	scan_take_clock(scan, &text, &clock);
	ptrdiff_t colon = span_find(text, ": ");

	return clock.start >= 0 && colon > 0 && ascii_is_upper(text.ptr[0]) &&
	       owners_read(&scan->names, span_sub(text, 0, (size_t)colon), TRUST_SHAPE, &owners) &&
	       owners.n;
}

/* In a timetable whose entries have labels as a habit, those are who presents them. */
static void take_labels(struct plan_walk *w, int end)
{
	struct scan *scan = w->scan;
	int n = 0;

	for (int i = w->head + 1; i < end; i++)
		n += scan->marks[i].listed && has_label(scan, scan_seen(&scan->outline.lines[i]));
	for (int i = w->head + 1; i < end && n >= 3 && 2 * n >= w->entries; i++)
		scan->marks[i].names_owner = scan->marks[i].names_owner || scan->marks[i].listed;
}

static int take_list(struct scan *scan, int head, int to, enum plan_head kind)
{
	struct plan_walk w = { .scan = scan, .head = head, .to = to, .depth = -1, .number = 1 };
	int i = head + 1;

	w.plain = kind == PLAN_HEAD && i < to && are_plain(scan, head, to);
	while (i < to && take_below(&w, i))
		i++;
	if (w.timed)
		take_labels(&w, i);
	return w.entries;
}

/* A bullet, or a time of day. */
static bool may_be_first(const struct scan *scan, int i)
{
	const struct outline_line *line = &scan->outline.lines[i];

	return !line->depth && (line->kind == OUTLINE_ITEM || opening_is_clock(scan_seen(line)));
}

/* A subject that announces an agenda, above a list of two entries at least. */
static bool is_list_of_two(const struct scan *scan, int from, int to)
{
	int items = 0;

	for (int i = from; i < to; i++)
		items += may_be_first(scan, i) && !scan->marks[i].meta;
	return items >= 2;
}

static int take_below_subject(struct scan *scan, int from, int to)
{
	if (!scan->mail_subject || scan->is_answer || !is_list_of_two(scan, from, to) ||
	    !scan_matches(scan, USE_PLAN_SUBJECT, span_of(scan->mail_subject)))
		return 0;
	for (int i = from; i < to; i++) {
		if (may_be_first(scan, i))
			return take_list(scan, i - 1, to, PLAN_SUBJECT);
	}
	return 0;
}

/* ---- which meeting ---- */

static void take_number_and_day(struct scan *scan, struct span text)
{
	struct due_context context = { .base = scan->context->base, .to_come = true };
	struct rule_match m;
	unsigned long n;

	if (scan->plan.number < 0 &&
	    rules_match_use(scan->rules, scan->work, USE_PLAN_NUMBER, text, &m) &&
	    span_to_uint(m.parts[PART_NUMBER], 99999, &n))
		scan->plan.number = (int)n;
	if (!civil_is_set(scan->plan.day) &&
	    rules_match_use(scan->rules, scan->work, USE_PLAN_DAY, text, &m))
		(void)due_parse_date(m.parts[PART_DATE], &context, &scan->plan.day);
}

/* What the line above it says, the subject, or a line "Date: ..." of the mail. */
static void find_meeting(struct scan *scan, int head)
{
	scan->plan.number = -1;
	if (head >= 0)
		take_number_and_day(scan, scan_seen(&scan->outline.lines[head]));
	if (scan->mail_subject)
		take_number_and_day(scan, span_of(scan->mail_subject));
	for (int i = 0; i < head && !civil_is_set(scan->plan.day); i++) {
		struct span text = scan_seen(&scan->outline.lines[i]);

		if (span_starts_ci(text, "date") || span_starts_ci(text, "when"))
			take_number_and_day(scan, text);
	}
}

static bool mark_announced(struct scan *scan, int from, int to)
{
	if (!take_below_subject(scan, from, to))
		return false;
	find_meeting(scan, -1);
	return true;
}

bool scan_mark_plan(struct scan *scan, int from, int to)
{
	for (int i = from; i < to; i++) {
		enum plan_head kind = head_of(scan, &scan->outline.lines[i]);

		/* a list above it is the one that the subject announces */
		if (kind == PLAN_LEAD && is_list_of_two(scan, from, i) &&
		    mark_announced(scan, from, to))
			return true;
		if (kind == PLAN_NONE || !take_list(scan, i, to, kind))
			continue;
		scan->marks[i].meta = true;
		find_meeting(scan, i);
		return true;
	}
	return mark_announced(scan, from, to);
}
