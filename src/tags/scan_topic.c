/* scan_topic.c - what a line is about: the nearest topic or heading above it.
 *
 * Minutes are trees of headings, topics and notes.  A note is somebody's words about the topic, and
 * so is what a speaker said; a list's head, the meeting's and the words that head a part of any
 * topic name none.
 */
#include "tags/scan_work.h"

#include <string.h>

enum { TOPIC_MAX_WORDS = 5 };

bool scan_take_speaker(const struct scan *scan, struct span *text, struct owners *out)
{
	bool is_bracket = text->len && text->ptr[0] == '[';
	ptrdiff_t end = span_find_char(*text, is_bracket ? ']' : ':');
	struct span name = span_sub(*text, is_bracket, end > 0 ? (size_t)end - is_bracket : 0);

	if (end <= 0 || !owners_read(&scan->names, name, TRUST_KNOWN, out) || !out->n)
		return false;
	*text = span_trim(span_sub(*text, (size_t)end + 1, text->len));
	return true;
}

bool scan_is_speaker(const struct scan *scan, struct span text)
{
	struct owners owners;

	return scan_take_speaker(scan, &text, &owners);
}

bool scan_take_name(const struct scan *scan, struct span *text, struct owners *out)
{
	size_t ends[2], n = 0;

	for (size_t i = 1; i <= text->len && n < 2; i++) {
		if (i == text->len || text->ptr[i] == ' ')
			ends[n++] = i;
	}
	while (n-- > 0) {
		if (!owners_read(&scan->names, span_sub(*text, 0, ends[n]), TRUST_KNOWN, out) ||
		    !out->n)
			continue;
		*text = span_trim(span_sub(*text, ends[n], text->len));
		return true;
	}
	return false;
}

bool scan_is_of_any_topic(struct span text)
{
	static const char *const heads[] = {
		"next step",  "question", "proposal", "discussion", "note",   "update",
		"background", "status",	  "comment",  "summary",    "detail", "minutes",
	};

	text = scan_strip_back(text);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		size_t len = strlen(heads[i]);

		if (span_starts_ci(text, heads[i]) &&
		    (text.len == len || span_is_ci(span_sub(text, len, text.len), "s")))
			return true;
	}
	return false;
}

static size_t count_words(struct span text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] != ' ' && (!i || text.ptr[i - 1] == ' ');
	return n;
}

/* "what we agreed on today:" leads to a list, "Website:" names its topic. */
static bool is_lead(const struct outline_line *line)
{
	struct span text = scan_seen(line);
	bool is_low = text.len && ascii_is_alpha((unsigned char)text.ptr[0]) &&
		      !ascii_is_upper((unsigned char)text.ptr[0]);

	return line->kind == OUTLINE_PARA && (is_low || count_words(text) > TOPIC_MAX_WORDS);
}

static bool names_topic(const struct scan *scan, int index)
{
	const struct outline_line *line = &scan->outline.lines[index];
	const struct scan_mark *mark = &scan->marks[index];
	bool is_other = mark->opens_section || mark->is_action || mark->meta;

	return !is_other && scan_has_letter(scan_seen(line)) &&
	       !scan_is_of_any_topic(scan_seen(line)) && !is_lead(line);
}

/* Nothing that names a topic stands above it, but for headings. */
static bool is_at_top(const struct scan *scan, int index)
{
	int above = scan->outline.lines[index].parent;

	while (above >= 0 && !names_topic(scan, above))
		above = scan->outline.lines[above].parent;
	return above < 0;
}

/* The nearest heading within the meeting that says what is below it; -1: none. */
static int topic_heading(const struct scan *scan, int heading)
{
	const struct outline_line *lines = scan->outline.lines;
	int at = heading;

	while (at >= 0) {
		int meeting = scan->marks[at].meeting, level = lines[at].level;

		if (meeting >= 0 && scan->meetings[meeting].line == at)
			return -1;
		if (names_topic(scan, at))
			return at;
		while (at >= 0 && lines[at].level >= level)
			at = lines[at].heading;
	}
	return -1;
}

/* An entry at the top is about something, further inside only a short title is: the rest are notes.
 * A name in front of the former presents it, below a heading and further inside it speaks. */
static bool is_topic(const struct scan *scan, int index, bool has_heading)
{
	const struct outline_line *line = &scan->outline.lines[index];
	struct span text = scan_seen(line);
	bool is_top = !has_heading && is_at_top(scan, index);

	if (!names_topic(scan, index) || (!is_top && scan_is_speaker(scan, text)))
		return false;
	if (is_top)
		return true;
	return scan_is_title(text) && !strchr(".?!", text.ptr[text.len - 1]) &&
	       count_words(text) <= TOPIC_MAX_WORDS;
}

/* What it stands below: the nearest topic or heading, "" where there is none.  What other people
 * say in between is not what it is about. */
struct span scan_topic_of(const struct scan *scan, const struct outline_line *line)
{
	int heading = topic_heading(scan, line->heading), at = line->parent;

	while (at >= 0 && !is_topic(scan, at, heading >= 0))
		at = scan->outline.lines[at].parent;
	if (at < 0)
		at = heading;
	return at >= 0 ? scan_seen(&scan->outline.lines[at]) : span_of("");
}
