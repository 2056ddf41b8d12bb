/* scan_objection.c - objections in plain words, sentence by sentence (rules_objection.c).
 *
 * A condition in one sentence says nothing about the next.
 */
#include "tags/opening.h"
#include "tags/scan_work.h"

#include <string.h>

enum { SENTENCE_MAX = 4000 };

/* Code is written in columns; an answer is not. */
bool scan_is_set_apart(struct span line)
{
	return line.len >= 4 && (line.ptr[0] == '\t' || memcmp(line.ptr, "    ", 4) == 0);
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

		out->rule = rules_objection(scan->rules, scan->work, sentence);
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
		struct span source = outline_source(&scan->outline, line, 0)->text;
		bool is_code = (line->kind == OUTLINE_PARA && scan_is_set_apart(source)) ||
			       opening_is_log(span_trim(source));

		if (line->kind != OUTLINE_HEADING && line->seen.len <= SENTENCE_MAX && !is_code &&
		    find_in_line(scan, line, out))
			return true;
	}
	return false;
}
