/* maybe.c - the look at raw bytes that spares most mails a parse.
 *
 * Wrong answers have one direction: what might hold a tag or a command is parsed.  Plain and
 * 8bit bodies are looked at line by line; whatever may say something else when it is decoded
 * (base64, quoted-printable, HTML, charsets that are not ASCII for ASCII) is parsed anyway.
 */
#include <string.h>

#include "message/internal.h"

/* Commands (PRODUCT 6) that stand alone on their line, and those with something behind. */
static const char *const alone[] = { "stop", "resume", "status", "help", "drop", "+1", "-1" };
static const char *const followed[] = {
	"done", "drop ", "snooze ", "due ", "not me", "not mine", "owner ", "pause ", "+1", "-1",
};

/* Tags in brackets that are no AI, action or agenda; lower case, behind the bracket. */
static const char *const brackets[] = {
	"done", "silent", "lazy", "minutes", "object", "ok]", "comment", "withdraw", "extend", "resolved",
	"cancel", "move", "chair", "skip", "x]", " ]", "action", "agenda", "ai ", "ai]", "ai:",
};

/* Words that head minutes or a section of them. */
static const char *const headings[] = {
	"action", "agenda", "minutes", "meeting", "attend", "participants", "present:", "ai ", "ai:", "ai(", "ai[",
};

static bool starts_with_any(struct span s, const char *const *words, size_t n)
{
	if (s.len == 0)
		return false;
	char first = (char)ascii_lower((unsigned char)s.ptr[0]);

	for (size_t i = 0; i < n; i++)
		if (words[i][0] == first && span_starts_ci(s, words[i]))
			return true;
	return false;
}
#define STARTS(s, words) starts_with_any((s), (words), sizeof(words) / sizeof((words)[0]))

static struct span skip_digits(struct span s)
{
	while (s.len > 0 && ascii_is_digit(s.ptr[0]))
		s = span_sub(s, 1, s.len);
	return s;
}

static bool may_be_command(struct span line)
{
	line = span_trim(span_sub(line, 0, 200));
	if (line.len > 0 && line.ptr[0] == '#')
		line = span_sub(line, 1, line.len);
	struct span rest = skip_digits(line);

	if (rest.len < line.len) {	/* the item's or the row's number */
		while (rest.len > 0 && (ascii_is_space(rest.ptr[0]) || strchr(".,:)-", rest.ptr[0])))
			rest = span_sub(rest, 1, rest.len);
		line = rest;
	}
	for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++)
		if (line.len <= strlen(alone[i]) + 2 && span_starts_ci(line, alone[i]))
			return true;
	return STARTS(line, followed);
}

static bool is_word_end(struct span line, size_t at)
{
	return at >= line.len || !ascii_is_alpha(line.ptr[at]) ||
	       ((line.ptr[at] | 32) == 's' && (at + 1 >= line.len || !ascii_is_alpha(line.ptr[at + 1])));
}

/* "AI" as a word of its own, in capitals. */
static bool is_ai(struct span line, size_t i)
{
	return i + 1 < line.len && line.ptr[i] == 'A' && line.ptr[i + 1] == 'I' &&
	       (i == 0 || !ascii_is_alpha(line.ptr[i - 1])) && is_word_end(line, i + 2);
}

/* "ACTION", "action item", "Action: ", "[Action - Dave]"; not "took action". */
static bool is_action(struct span line, size_t i)
{
	static const char *const tails[] = { " item", "-item", "item", ":", "s:", "(", " (", "-", " -", "]", "s]", "*" };

	if (!span_starts_ci(span_sub(line, i, 6), "action") || (i > 0 && ascii_is_alpha(line.ptr[i - 1])))
		return false;
	if (span_starts(span_sub(line, i, 6), "ACTION") || (i > 0 && strchr("[*(#_", line.ptr[i - 1])))
		return true;
	return STARTS(span_sub(line, i + 6, 8), tails);
}

static bool line_may_hold_tag(struct span line)
{
	size_t start = 0;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (c == '[') {
			if (STARTS(span_sub(line, i + 1, 12), brackets))
				return true;
		} else if (c == 'A' || c == 'a') {
			if (is_ai(line, i) || is_action(line, i) || span_starts_ci(span_sub(line, i, 6), "agenda"))
				return true;
		}
	}
	while (start < line.len && !ascii_is_alpha(line.ptr[start]))
		start++;
	return STARTS(span_sub(line, start, 20), headings);
}

/* Whether a field of the content says that the text is not what the bytes show. */
static bool says_encoded(struct span value)
{
	static const char *const hints[] = {
		"base64", "quoted-printable", "uue", "yenc", "binhex", "html", "delsp", "utf-7", "utf-16", "utf-32",
		"utf7", "utf16", "utf32", "hz-gb", "ucs-", "iso-10646", "ebcdic", "ibm", "cp037", "unicode-1",
		"richtext", "enriched", "iso-2022", "csiso2022",
	};

	for (size_t h = 0; h < sizeof hints / sizeof hints[0]; h++)
		if (span_find_ci(value, hints[h]) >= 0)
			return true;
	return false;
}

/* A field of a part's head: its continuation lines count too. */
static bool part_field_says_encoded(struct span line, struct span rest)
{
	struct span next;

	while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t') && span_next_line(&rest, &next))
		line.len = (size_t)(next.ptr + next.len - line.ptr);
	return says_encoded(line);
}

bool message_may_hold_tag(struct span bytes)
{
	bool first = true;	/* of a paragraph, or below a quote: where a command may stand */
	struct field field;
	struct span line;

	while (field_next(&bytes, &field)) {
		if (span_is_ci(field.name, "Subject")) {
			struct span subject = span_trim(field.value);

			if (span_find(subject, "=?") >= 0 || span_find_ci(subject, "minutes") >= 0 ||
			    line_may_hold_tag(subject) || may_be_command(subject))
				return true;
		} else if (span_starts_ci(field.name, "Content-") && says_encoded(field.value)) {
			return true;
		}
	}
	while (span_next_line(&bytes, &line)) {
		if (line.len == 0 || line.ptr[0] == '\r' || line.ptr[0] == '>') {
			first = true;
			continue;
		}
		if ((line.ptr[0] | 32) == 'c' && span_starts_ci(line, "content-") && part_field_says_encoded(line, bytes))
			return true;
		if (line_may_hold_tag(line) || (first && may_be_command(line)))
			return true;
		/* A line of blanks, or one that ends like an attribution, lets a command follow. */
		struct span text = span_trim_end(line);

		first = text.len == 0 || text.ptr[text.len - 1] == ':';
	}
	return false;
}
