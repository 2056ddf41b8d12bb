/* scan_heading.c - whether a line heads the minutes of a meeting: which one, and when it was.
 *
 * A heading has a number or a day, and words for a meeting; what else it says is of little weight
 * as long as it is a title: no sentence, nothing about another meeting ("Next meeting: 18 March"),
 * and without such words nothing that has a day of its own ("Release 2.4 - 2026-03-04").
 */
#include "tags/scan_work.h"

#include <string.h>

enum { TITLE_MAX = 160, PLAIN_WORDS = 14, DATE_WORDS = 4, WORD_MAX = 24, FRONT_MATTER_LINES = 40 };

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

/* "Minutes of 6 March": the day next to the mail's.  A file says nothing of its year. */
static bool day_without_year(const struct scan *scan, struct span text, struct civil_date *out)
{
	const struct due_context context = { .base = scan->context->base };

	if (!scan->mail_subject)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		struct span rest = span_sub(text, i, text.len);
		size_t ends[DATE_WORDS], n = 0;

		if (i && ascii_is_alnum((unsigned char)text.ptr[i - 1]))
			continue;
		for (size_t k = 1; k <= rest.len && n < 2; k++) {
			if (k == rest.len || strchr(" ,;:()", rest.ptr[k]))
				ends[n++] = k;
		}
		if (n < 2 || !ascii_is_alnum((unsigned char)rest.ptr[0]))
			continue;
		struct span pair = span_sub(rest, 0, ends[1]);
		bool has_digit = false;

		for (size_t k = 0; k < pair.len; k++)
			has_digit = has_digit || ascii_is_digit((unsigned char)pair.ptr[k]);
		struct span second = span_sub(rest, ends[0] + 1, rest.len);
		bool has_month = month_of(pair) > 0 || month_of(second) > 0;

		if (has_digit && has_month && due_parse_date(pair, &context, out))
			return true;
	}
	return false;
}

bool scan_date_in(struct scan *scan, struct span text, struct civil_date *out)
{
	struct rule_match m;
	unsigned long year, day;
	int month;

	if (text.len > 300)
		return false;
	if (!rules_match_use(scan->rules, scan->work, USE_MEETING_DATE, text, &m))
		return day_without_year(scan, text, out);
	month = month_of(m.parts[PART_MONTH]);
	if (!span_to_uint(m.parts[PART_YEAR], 9999, &year) ||
	    !span_to_uint(m.parts[PART_DAY], 31, &day))
		return false;
	if (m.parts[PART_YEAR].len == 2)
		year += year < 70 ? 2000 : 1900;
	if (!civil_is_valid((int)year, month, (int)day))
		return false;
	*out = (struct civil_date){ .year = (int16_t)year,
				    .month = (int8_t)month,
				    .day = (int8_t)day };
	return true;
}

/* What the words of a title say. */
struct title {
	size_t words;
	bool meeting;			/* there is a word for a meeting */
	bool surely;			/* ... and for nothing else */
	bool minutes;			/* ... or for what was written of it */
	bool other;			/* it speaks of another meeting, or of a list of them */
	bool sentence;			/* it says something: it is no title */
	bool event;			/* something else that has a day of its own */
	bool about;			/* what is said of minutes, no minutes */
};

/* "2.4", "2.4.1", "v3": a version; "05.07." and "05.07.2023" are days. */
static bool is_version(struct span text, size_t at)
{
	size_t i = at, dots = 0, last = at;
	bool is_v = ascii_lower((unsigned char)text.ptr[at]) == 'v';

	if (at && (ascii_is_alnum((unsigned char)text.ptr[at - 1]) || text.ptr[at - 1] == '.'))
		return false;
	for (i += is_v; i < text.len; i++) {
		bool is_dot = text.ptr[i] == '.';

		if (!is_dot && !ascii_is_digit((unsigned char)text.ptr[i]))
			break;
		dots += is_dot;
		last = is_dot ? i + 1 : last;
	}
	bool is_day = i == last || (dots == 2 && i - last == 4);

	return i > at + is_v && (is_v || (dots && !is_day));
}

/* "Call the bank", "Sync with Joe": to be done. */
static bool is_verb(struct span word, struct span before, struct span rest)
{
	static const char *const verbs[] = { "call", "sync", "triage", "huddle", "notes", NULL };
	static const char *const of[] = { "of", "on", "from", "notes", "minutes", "agenda", NULL };
	size_t len = 0;

	if (before.len || !span_any(word, span_is_ci, verbs))
		return false;
	rest = span_trim(rest);
	while (len < rest.len && ascii_is_alpha((unsigned char)rest.ptr[len]))
		len++;
	return len && !span_any(span_sub(rest, 0, len), span_is_ci, of) && !month_of(rest);
}

/* "Invite them to the meeting", not "10:00 to 11:00". */
static bool is_purpose(struct span word, struct span rest)
{
	rest = span_trim(rest);
	return span_is_ci(word, "to") && rest.len && ascii_is_alpha((unsigned char)rest.ptr[0]);
}

static void judge_word(struct title *t, struct span word, struct span before, struct span rest)
{
	static const char *const sure[] = {
		"meeting", "meetings", "minutes",     "telecon", "telco",  "teleconference",
		"weekly",  "biweekly", "fortnightly", "monthly", "standup", "plenary",
		"triage",  NULL
	};
	static const char *const meetings[] = { "call",	   "sync",   "session", "retro",
						"catchup", "huddle", "notes",	"agenda",
						NULL };
	static const char *const minutes[] = { "minutes", "notes", NULL };
	static const char *const others[] = { "next",	   "upcoming", "future", "previous",
					      "last",	   "following", "coming", "past", NULL };
	static const char *const lists[] = { "approval", "approve",  "approving",
					     "schedule", "dates",    "calendar",
					     "proposed", "propose",  "papers", NULL };
	static const char *const clauses[] = {
		"is",	  "are",    "was",    "were",	"will",	    "has",	 "have",   "be",
		"been",	  "can",    "should", "must",	"need",	    "needs",	 "see",	   "please",
		"i",	  "we",	    "you",    "they",	"it",	    "this",	 "that",   "there",
		"not",	  "if",	    "when",   "let",	"attached", "here",	 "thanks", "could",
		"would",  "my",	    "your",   "who",	"which",    "what",	 "do",	   "did",
		"does",	  "moved",  "by",     "before", "until",    "starts",	 "begins", "join",
		"remind", "joined", "agreed", "had",	"reminder", "discussed", "since",  "stands",
		NULL
	};
	static const char *const events[] = {
		"release",   "releases",  "released", "version",    "changelog", "conference",
		"summit",    "workshop",  "symposium", "congress",  "hackathon", "webinar",
		"milestone", "deadline",  "due",      "published",  "launch",	 "launched",
		"election",  "elections", "holiday",  "holidays",   "freeze",	 "expires",
		"updated",   "con",	  "expo",     "cutoff",	    "branch",	 "tag",
		"edition",   "created",	  "added",    "fosdem",	    "closes",	 "opens",
		"camp",	     "festival",  "course",   "lecture",    "talk",	 NULL
	};
	static const char *const about[] = { "comments",  "comment",	"correction",
					     "question",  "questions",	"corrections",
					     "about",	  "feedback",	"missing",
					     "changes",	  "objection",	"objections",
					     "fix",	  "amendments", NULL };

	static const char *const of_call[] = { "conference", "phone", "telephone", "video", NULL };

	bool is_sure = span_any(word, span_is_ci, sure) ||
		       (span_is_ci(word, "call") && span_any(before, span_is_ci, of_call));
	bool is_meeting = is_sure || span_any(word, span_is_ci, meetings);

	if (is_verb(word, t->words ? word : span_of(""), rest) || is_purpose(word, rest))
		t->sentence = true;
	t->words++;
	t->surely = t->surely || is_sure;
	t->meeting = t->meeting || is_meeting;
	t->minutes = t->minutes || span_any(word, span_is_ci, minutes);
	t->sentence = t->sentence || span_any(word, span_is_ci, clauses);
	t->event = t->event || span_any(word, span_is_ci, events);
	t->about = t->about || span_any(word, span_is_ci, about);
	t->other = t->other || span_any(word, span_is_ci, lists) ||
		   (is_meeting && span_any(before, span_is_ci, others)) ||
		   (span_is_ci(word, "for") && span_is_ci(before, "call"));
}

static bool may_stand_alone(const struct title *t)
{
	return !t->other && !t->sentence && t->words <= PLAIN_WORDS;
}

/* alone: one that cannot stand alone is judged no further. */
static struct title judge(struct span text, bool alone)
{
	struct title t = { 0 };
	struct span before = span_of("");

	for (size_t i = 0; i < text.len && (!alone || may_stand_alone(&t)); i++) {
		size_t len = 0;

		while (i + len < text.len && (ascii_is_alnum((unsigned char)text.ptr[i + len]) ||
					      (unsigned char)text.ptr[i + len] >= 0x80))
			len++;
		if (!len) {
			t.sentence = t.sentence || strchr("?!", text.ptr[i]);
			if (text.ptr[i] != ' ')
				before = span_of(""); /* "[NEXT] Triage" is none */
			continue;
		}
		t.event = t.event || is_version(text, i);
		if (len <= WORD_MAX)
			judge_word(&t, span_sub(text, i, len), before,
				   span_sub(text, i + len, text.len));
		before = span_sub(text, i, len);
		i += len - 1;
	}
	bool is_stopped = text.len && strchr(".,;", text.ptr[text.len - 1]);

	t.sentence = t.sentence || (is_stopped && t.words > 6);
	/* a notice of what became of minutes: "Stands: minutes of meeting #12" */
	t.about = t.about || span_has(text, ": minutes of ");
	return t;
}

static bool fits(const struct title *t, enum heading_place place, bool has_number, bool has_date)
{
	if (t->other)
		return false;
	switch (place) {
	case HEADING_MARKED:
		return has_number || t->meeting || !t->event;
	case HEADING_PLAIN:
		return may_stand_alone(t) && t->surely && (has_number || has_date);
	default:
		return !t->sentence && t->minutes && !t->about && (has_number || has_date);
	}
}

/* "the January 26th call": a day. */
static bool is_behind_month(struct span text, size_t at)
{
	size_t end = span_trim_end(span_sub(text, 0, at)).len, start = end;

	while (start && ascii_is_alpha((unsigned char)text.ptr[start - 1]))
		start--;
	return end - start > 2 && month_of(span_sub(text, start, end - start)) > 0;
}

/* "Minutes of 22 October. Approved 5 November." */
static struct span without_approval(struct span text)
{
	static const char *const words[] = { "approved",   "accepted", "adopted", "draft",
					     "unapproved", "final",    NULL };
	ptrdiff_t stop = span_find(text, ". ");

	return stop > 0 && span_any(span_sub(text, (size_t)stop + 2, text.len), span_starts_ci,
				    words)
		       ? span_sub(text, 0, (size_t)stop)
		       : text;
}

bool scan_read_heading(struct scan *scan, struct span text, enum heading_place place,
		       struct scan_heading *out)
{
	struct rule_match m;
	unsigned long number;

	text = without_approval(text);
	if (text.len < 5 || text.len > TITLE_MAX)
		return false;
	bool is_low = ascii_is_alpha((unsigned char)text.ptr[0]) && !ascii_is_upper(text.ptr[0]);

	if ((place == HEADING_PLAIN && is_low) ||
	    !rules_match_use(scan->rules, scan->work, USE_MEETING, text, &m))
		return false;
	*out = (struct scan_heading){ .number = -1 };
	bool is_number = !is_behind_month(text, m.part_start[PART_NUMBER]);

	if (is_number && span_to_uint(m.parts[PART_NUMBER], 1000000, &number))
		out->number = (int)number;
	(void)scan_date_in(scan, text, &out->date);
	const struct title title = judge(text, place == HEADING_PLAIN);
	struct span tag;

	return fits(&title, place, out->number >= 0, civil_is_set(out->date)) &&
	       (place != HEADING_PLAIN ||
		!rules_looks_like_tag(scan->rules, scan->work, text, &tag));
}

bool scan_names_meeting(struct span text, bool surely)
{
	const struct title title = judge(text, true);

	return may_stand_alone(&title) && (surely ? title.surely : title.meeting);
}

/* One line of it: "date: 2026-01-14", "number = 12". */
static void take_front_matter(struct scan *scan, struct span line, struct scan_heading *out,
			      bool *is_named)
{
	static const char *const days[] = { "date", "day", "when", "meeting_date", "meeting-date",
					    "held", NULL };
	static const char *const numbers[] = { "number", "meeting", "no", "nr", "meeting_number",
					       "meeting-number", NULL };
	static const char *const people[] = { "chair",	 "attendees", "participants",
					      "present", "scribe",    "meeting",
					      NULL };
	size_t len = 0;

	while (len < line.len && line.ptr[len] != ':' && line.ptr[len] != '=')
		len++;
	struct span key = span_trim(span_sub(line, 0, len));
	struct span value = span_unwrap(span_trim(span_sub(line, len + 1, line.len)), "\"\"");
	unsigned long number;

	bool has_day = span_any(key, span_is_ci, days) ||
		       (span_is_ci(key, "title") && scan_names_meeting(value, true));

	if (has_day && !civil_is_set(out->date))
		(void)scan_date_in(scan, value, &out->date);
	if (value.len && value.ptr[0] == '#')
		value = span_sub(value, 1, value.len);
	if (span_any(key, span_is_ci, numbers) && span_to_uint(value, 1000000, &number))
		out->number = (int)number;
	*is_named =
		*is_named || span_any(key, span_is_ci, people) || scan_names_meeting(value, true);
}

bool scan_read_front_matter(struct scan *scan, int *index_out, struct scan_heading *out)
{
	const struct outline *o = &scan->outline;
	bool is_named = false;

	if (!o->n_raw || !o->len)
		return false;
	struct span fence = span_trim(o->raw[0].text);

	if (!span_is(fence, "---") && !span_is(fence, "+++"))
		return false;
	*out = (struct scan_heading){ .rule = "meeting-front-matter", .number = -1 };
	for (size_t i = 1; i < o->n_raw && i <= FRONT_MATTER_LINES; i++) {
		struct span line = span_trim(o->raw[i].text);

		if (span_eq_ci(line, fence)) {
			*index_out = 0;
			return is_named && civil_is_set(out->date);
		}
		take_front_matter(scan, line, out, &is_named);
	}
	return false;
}
