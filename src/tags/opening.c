/* opening.c - see opening.h. */
#include "tags/opening.h"

#include <string.h>

size_t opening_first_word(struct span text)
{
	size_t n = 0;

	while (n < text.len && !ascii_is_space((unsigned char)text.ptr[n]))
		n++;
	return n;
}

static bool word_at(struct span s, const char *word)
{
	size_t len = strlen(word);

	if (!span_starts(s, word))
		return false;
	return s.len == len || !ascii_is_alnum((unsigned char)s.ptr[len]);
}

/* "Jory: sharing", "**Related:** ...": a beginning of its own. */
static bool starts_label(struct span text)
{
	size_t i = 0, spaces = 0;

	text = span_strip_start(span_trim(text), "*_");
	while (i < text.len && i < 32 && text.ptr[i] != ':') {
		spaces += text.ptr[i] == ' ';
		if (strchr("./,;()", text.ptr[i]))
			return false;
		i++;
	}
	if (!i || i >= text.len || text.ptr[i] != ':')
		return false;
	if (spaces > 2 || !ascii_is_upper(text.ptr[0]))
		return false;
	return span_starts(span_strip_start(span_sub(text, i + 1, text.len), "*_"), " ");
}

/* What stands behind the bracket that s opens with; empty when it is not closed. */
static struct span behind_bracket(struct span s)
{
	ptrdiff_t end = span_find_char(s, s.ptr[0] == '(' ? ')' : ']');

	return end < 0 ? span_of("") : span_sub(s, (size_t)end + 1, s.len);
}

static bool opens_bracket(struct span s)
{
	return s.len && (s.ptr[0] == '(' || s.ptr[0] == '[');
}

/* Behind the tag's word what prose never has where a line happens to end: "AI: ...", "AI(Joe) ...",
 * "AI Joe: ...", "ACTION-12: ...". */
static bool is_sure_tail(struct span rest)
{
	if (rest.len > 1 && strchr("- ", rest.ptr[0]) && ascii_is_digit((unsigned char)rest.ptr[1]))
		rest = span_strip_start(span_sub(rest, 1, rest.len), "0123456789.-");
	if (opens_bracket(rest))
		return behind_bracket(rest).len > 0;
	rest = span_trim(rest);
	if (opens_bracket(rest))
		rest = span_trim(behind_bracket(rest));
	return span_starts(rest, ":") || starts_label(rest);
}

/* The bytes of "Joe", "@joe", "Ann Lee": capitals, or a handle. */
static size_t name_len(struct span s)
{
	size_t n = 0, words = 0;

	while (words < 3 && n < s.len) {
		struct span rest = span_sub(s, n, s.len);
		bool begins_name = ascii_is_upper(rest.ptr[0]) ||
				   (unsigned char)rest.ptr[0] >= 0xC3 ||
				   (!words && rest.ptr[0] == '@');

		if (!begins_name)
			break;
		n += opening_first_word(rest);
		words++;
		while (n < s.len && s.ptr[n] == ' ')
			n++;
	}
	return n;
}

/* "Joe to ...", "Joe and Ann Lee will ...": who is to do something. */
static bool starts_verb(struct span s)
{
	static const char *const joiners[] = { "and", "&", "/", NULL };
	static const char *const verbs[] = { "to", "will", "should", NULL };

	for (int names = 0; names < 4; names++) {
		size_t n = name_len(s);

		if (!n)
			return false;
		s = span_trim(span_sub(s, n, s.len));
		if (span_any(s, word_at, verbs))
			return true;
		const char *joiner = span_any(s, word_at, joiners);

		s = span_trim(span_sub(s, joiner ? strlen(joiner) : 0, s.len));
	}
	return false;
}

static enum lead find_lead(struct span text)
{
	struct span s = span_strip_start(text, "*_");

	if (starts_label(text))
		return LEAD_LABEL;
	if (starts_verb(s))
		return LEAD_VERB;
	return s.len > 1 && s.ptr[0] == '@' && ascii_is_alnum((unsigned char)s.ptr[1]) ? LEAD_HANDLE
										       : LEAD_NONE;
}

/* How sure the words behind a tag's word make that it is one. */
static enum tag_look look_behind(const char *word, struct span rest)
{
	struct span tail = span_trim(rest);

	if (is_sure_tail(rest) || starts_verb(span_strip_start(tail, "*_")))
		return TAG_SURE;
	if (!tail.len)
		return TAG_NONE;
	if (!span_starts(span_of(word), "AI"))
		return TAG_LIKELY;
	return strchr(":([-*", tail.ptr[0]) || ascii_is_upper(tail.ptr[0]) ? TAG_LIKELY : TAG_NONE;
}

/* What stands behind "Action item", "ACTION POINTS". */
static struct span behind_item(struct span rest)
{
	static const char *const words[] = { "items", "item", "points", "point", NULL };
	struct span tail = span_strip_start(rest, " -");
	const char *word = span_any(tail, span_starts_ci, words);

	return word ? span_sub(tail, strlen(word), tail.len) : rest;
}

bool opening_is_clock(struct span text)
{
	size_t digits = text.len - span_strip_start(text, "0123456789").len;
	struct span rest = span_sub(text, digits, text.len);

	if (digits == 4 && rest.len > 4)
		return rest.ptr[0] == '-' && ascii_is_digit((unsigned char)rest.ptr[1]);
	if (!digits || digits > 2 || rest.len < 3)
		return false;
	if (strchr(":h", rest.ptr[0]))
		return ascii_is_digit((unsigned char)rest.ptr[1]) &&
		       ascii_is_digit((unsigned char)rest.ptr[2]);
	rest = span_trim(rest);
	return span_starts_ci(rest, "am ") || span_starts_ci(rest, "pm ");
}

struct line_opening opening_read(struct span text)
{
	static const char *const bracketed[] = {
		"AI",	  "AGENDA", "DONE", "SILENT", "LAZY", "VOTE",
		"MINUTES", "ACTION", "TODO", NULL,
	};
	static const char *const words[] = {
		"AI",	   "ACTION", "Action", "Actions", "TODO", "AIs",
		"ACTIONS", "To-do",  "To-Do",  "ToDo",	  "Todo", NULL,
	};
	struct line_opening opening = { .lead = opening_is_clock(text) ? LEAD_CLOCK
							       : find_lead(text) };
	struct span s = span_strip_start(span_trim(text), "*_^~>\\=- ");

	if (opens_bracket(s)) {
		if (span_any(span_sub(s, 1, s.len), word_at, bracketed)) {
			opening.tag = TAG_SURE;
			return opening;
		}
		s = span_trim(behind_bracket(s)); /* "(possible) ACTION: ..." */
	}
	opening.word = span_any(s, word_at, words);
	if (!opening.word)
		return opening;
	struct span rest = behind_item(span_sub(s, strlen(opening.word), s.len));

	opening.tag = look_behind(opening.word, rest);
	return opening;
}

bool opening_is_sentence(struct span text)
{
	static const char *const words[] = {
		"We",	"The",	"This",	   "That",   "There",	  "These",  "Those",  "They",
		"It",	"He",	"She",	   "You",    "Our",	  "And",    "But",    "So",
		"If",	"When", "Also",	   "Then",   "After",	  "As",	    "For",    "In",
		"On",	"At",	"Not",	   "No",     "Yes",	  "Please", "Thanks", "Thank",
		"Best", "Kind", "Regards", "Cheers", "Greetings", NULL,
	};

	return span_any(text, word_at, words) != NULL;
}

static bool is_nick_byte(unsigned char c)
{
	return ascii_is_alnum(c) || strchr("_|-", c);
}

bool opening_is_nick(struct span text)
{
	size_t n = 1;

	if (!span_starts(text, "<"))
		return false;
	while (n < text.len && n < 26 && is_nick_byte((unsigned char)text.ptr[n]))
		n++;
	return n > 3 && span_starts(span_sub(text, n, text.len), "> ");
}

static size_t digits_len(struct span s)
{
	size_t n = 0;

	while (n < s.len && n < 4 && ascii_is_digit((unsigned char)s.ptr[n]))
		n++;
	return n;
}

/* "2.1", "2.1.3" in front of what begins a sentence: its bytes, or 0. */
static size_t chapter_len(struct span s)
{
	size_t n = digits_len(s), more, dots = 0;

	while (n && n < s.len && s.ptr[n] == '.' &&
	       (more = digits_len(span_sub(s, n + 1, 4))) > 0) {
		n += 1 + more;
		dots++;
	}
	struct span rest = span_strip_start(span_sub(s, n, s.len), ".) \t");
	bool begins = rest.len && (ascii_is_upper(rest.ptr[0]) || strchr("[@*", rest.ptr[0]));

	if (!dots || !begins || !ascii_is_space((unsigned char)rest.ptr[-1]))
		return 0;
	return n + (strchr(".)", s.ptr[n]) ? 1 : 0);
}

bool opening_is_chapter(struct span text)
{
	return chapter_len(text) > 0;
}

/* "12.", "12)", "(12)", "a)", the sign perhaps behind a backslash: its bytes, or 0. */
static size_t number_len(struct span s)
{
	size_t open = s.len && s.ptr[0] == '(';
	size_t digits = digits_len(span_sub(s, open, s.len)), n = open + digits;

	if (!n && s.len > 1 && ascii_is_alpha((unsigned char)s.ptr[0]))
		n = 1;
	if (n == open || n >= s.len)
		return 0;
	if (s.ptr[n] == '\\' && n + 1 < s.len)
		n++;
	if (s.ptr[n] == ')')
		return n + 1;
	if (!digits || open || s.ptr[n] != '.')
		return 0;
	size_t chapter = chapter_len(s);

	return chapter ? chapter : n + 1;
}

/* The round bullet of word processors and wikis: the letter, and a gap that no word has or a
 * tag. */
static bool is_word_bullet(struct span s)
{
	if (span_starts(s, "o\t") || span_starts(s, "o  "))
		return true;
	return span_starts(s, "o ") && opening_read(span_sub(s, 2, s.len)).tag;
}

/* The stars of a wiki's bullet, which emphasise nothing; 0: there are none. */
static size_t star_run(struct span s)
{
	struct span rest = span_strip_start(s, "*");
	size_t n = s.len - rest.len;
	struct span stars = span_sub(s, 0, n);

	if (n < 2 || n > 4 || !span_starts(rest, " "))
		return 0;
	return memmem(rest.ptr, rest.len, stars.ptr, n) ? 0 : n;
}

int opening_stars(struct span text)
{
	size_t n = star_run(text);

	return n ? (int)n : 1;
}

size_t opening_bullet(struct span s)
{
	static const char *const marks[] = {
		"-",
		"*",
		"+",
		"\xE2\x80\xA2",
		"\xE2\x97\xA6",
		"\xE2\x80\xA3",
		"\xE2\x97\x8F",
		"\xE2\x97\x8B",
		"\xE2\x96\xAA",
		"\xE2\x96\xAB",
		"\xE2\x96\xA0",
		"\xE2\x81\x83",
		"\xE2\x9E\xA2",
		"\xE2\x9D\x96",
		"\xE2\x80\x93",
		"\xC2\xB7",
		"\xC2\xA7",
		"\xEF\x82\xB7",
		"\xEF\x82\xA7",
		NULL,
	};
	const char *mark = span_any(s, span_starts, marks);
	size_t n = mark ? strlen(mark) : is_word_bullet(s) ? 1 : number_len(s);

	if (star_run(s))
		n = star_run(s);
	if (!n || (n < s.len && !ascii_is_space((unsigned char)s.ptr[n])))
		return 0;
	while (n < s.len && ascii_is_space((unsigned char)s.ptr[n]))
		n++;
	return n;
}

/* Boxes to tick, of three bytes each; those of one letter are exported by other programs.  U+2705
 * is none: outside of lists of items it adorns whatever it stands before. */
static const struct {
	const char *mark;
	char box;
} boxes[] = {
	{ "\xE2\x98\x90", ' ' }, { "\xE2\x96\xA1", ' ' }, { "\xE2\x98\x91", 'x' },
	{ "\xE2\x98\x92", 'x' }, { "[ ]", ' ' },	  { "[_]", ' ' },
	{ "[x]", 'x' },		 { "[X]", 'x' },
};

char opening_box(struct span s)
{
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
		if (!span_starts(s, boxes[i].mark))
			continue;
		/* "[x](http://...)" is a link */
		if (boxes[i].mark[0] != '[' || s.len == 3 || s.ptr[3] == ' ')
			return boxes[i].box;
	}
	return 0;
}

bool opening_is_alike(const struct line_opening *before, const struct line_opening *now)
{
	if (now->tag && before->tag && now->word == before->word)
		return true;
	if (now->lead == LEAD_LABEL && (before->tag || before->lead == LEAD_LABEL))
		return true;
	return now->lead && now->lead == before->lead;
}

/* "ok 3 - ...", "not ok 3 - ..." of a test, "file.c:12: ..." of a compiler. */
static bool is_output(struct span text)
{
	static const char *const verdicts[] = { "ok ", "not ok ", NULL };
	const char *verdict = span_any(text, span_starts, verdicts);
	struct span word = span_sub(text, 0, opening_first_word(text));
	ptrdiff_t colon = span_find_char(word, ':');

	if (verdict)
		return digits_len(span_sub(text, strlen(verdict), text.len)) > 0;
	return colon > 0 && word.ptr[word.len - 1] == ':' &&
	       digits_len(span_sub(word, (size_t)colon + 1, word.len)) > 0;
}

bool opening_is_log(struct span text)
{
	ptrdiff_t end = span_starts(text, "[") ? span_find_char(text, ']') : -1;
	struct span stamp = span_sub(text, 1, end > 0 ? (size_t)end - 1 : 0);

	return stamp.len >= 5 && span_strip_start(stamp, "0123456789.:-+TZ ").len == 0;
}

bool opening_is_code(struct span text)
{
	static const char *const marks[] = { "//", "<!--", "--", ";", "%", "dnl ", "rem ", NULL };
	static const char *const words[] = { "todo", "fixme", "xxx", NULL };
	const char *mark = span_any(text, span_starts_ci, marks);
	struct span rest = span_trim(span_sub(text, mark ? strlen(mark) : 0, text.len));

	if (mark)
		return span_any(rest, span_starts_ci, words) != NULL;
	return span_has(text, "TODO") && is_output(text);
}
