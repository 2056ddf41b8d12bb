/* scan_objection.c - objections in plain words, sentence by sentence (rules_objection.c).
 *
 * A condition in one sentence says nothing about the next.  Each is written anew before it is
 * matched, with one mark for all that stand for the same.
 */
#include "tags/scan_work.h"

#include <string.h>

#include "message/glance.h"

enum { SENTENCE_MAX = 4000 };

/* Code is written in columns; an answer is not. */
bool scan_is_set_apart(struct span line)
{
	return line.len >= 4 && (line.ptr[0] == '\t' || memcmp(line.ptr, "    ", 4) == 0);
}

/* What a mark of several bytes is written as; 0: itself.  All of them have three bytes, but for
 * one. */
static char plain_mark(struct span s, size_t *len_out)
{
	static const struct {
		const char *mark;
		char plain;
	} marks[] = {
		{ "\xE2\x80\x98", '\'' }, { "\xE2\x80\x99", '\'' }, { "\xE2\x80\x9C", '"' },
		{ "\xE2\x80\x9D", '"' },  { "\xE2\x80\x9E", '"' },  { "\xC2\xAB", '"' },
		{ "\xE2\x80\x93", '-' },  { "\xE2\x80\x94", '-' },  { "\xE2\x88\x92", '-' },
		{ "\xC2\xA0", ' ' },
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (span_starts(s, marks[i].mark)) {
			*len_out = strlen(marks[i].mark);
			return marks[i].plain;
		}
	}
	return '\0';
}

static struct span plainly_written(struct arena *arena, struct span sentence)
{
	char *text = arena_alloc(arena, sentence.len + 1, 1);
	size_t n = 0, step;

	sentence = span_trim(sentence);
	for (size_t i = 0; i < sentence.len; i += step) {
		char c = plain_mark(span_sub(sentence, i, sentence.len), &step);

		if (!c) {
			c = sentence.ptr[i];
			step = 1;
		}
		if (ascii_is_space((unsigned char)c))
			c = ' ';
		if (c != ' ' || (n && text[n - 1] != ' '))
			text[n++] = c;
	}
	return span_from(text, n);
}

/* The length of the sentence that text begins with. */
static size_t sentence_length(struct span text)
{
	size_t n = 1;

	while (n < text.len && !(strchr(".!?", text.ptr[n - 1]) && text.ptr[n] == ' '))
		n++;
	return n;
}

static bool find_in_line(const struct scan *scan, const struct outline_line *line,
			 struct scan_objection *out)
{
	struct span text = scan_mask(line);

	for (size_t at = 0, n; at < text.len; at += n) {
		struct span sentence =
			span_sub(text, at, n = sentence_length(span_sub(text, at, text.len)));

		if (!glance_may_object(sentence))
			continue;
		out->rule = rules_objection(scan->rules, scan->work,
					    plainly_written(scan->arena, sentence));
		if (!out->rule)
			continue;
		out->line = outline_source(&scan->outline, line, at)->number;
		out->sentence = span_sub(scan_seen(line), at, n);
		return true;
	}
	return false;
}

bool scan_find_objection(const struct scan *scan, size_t *index, struct scan_objection *out)
{
	while (*index < scan->outline.len) {
		const struct outline_line *line = &scan->outline.lines[(*index)++];
		bool is_code = line->kind == OUTLINE_PARA &&
			       scan_is_set_apart(outline_source(&scan->outline, line, 0)->text);

		if (line->kind != OUTLINE_HEADING && line->seen.len <= SENTENCE_MAX && !is_code &&
		    find_in_line(scan, line, out))
			return true;
	}
	return false;
}
