/* scan_sentence.c - the sentences of minutes, and which of them state something. */
#include "tags/scan_work.h"

#include <string.h>

bool scan_is_in_minutes(const struct scan *scan, int index)
{
	return scan->marks[index].meeting >= 0 || scan->is_minutes;
}

/* Where the sentence that begins at from ends, its stop included. */
static size_t sentence_end(struct span text, size_t from)
{
	for (size_t i = from; i < text.len; i++) {
		size_t next = i + 1;

		if (!strchr(".?!", text.ptr[i]))
			continue;
		while (next < text.len && strchr("\"')", text.ptr[next]))
			next++;
		if (next < text.len && text.ptr[next] != ' ')
			continue;
		if (next + 1 < text.len && ascii_is_alpha((unsigned char)text.ptr[next + 1]) &&
		    !ascii_is_upper((unsigned char)text.ptr[next + 1]))
			continue; /* "e.g. this" */
		return next;
	}
	return text.len;
}

bool scan_next_sentence(struct span text, size_t *from, struct span *out)
{
	do {
		size_t end = sentence_end(text, *from);

		*out = span_trim(span_sub(text, *from, end - *from));
		*from = end + (end == *from);
	} while (!out->len && *from < text.len);
	return out->len > 0;
}

bool scan_is_quoted(struct span line, size_t at)
{
	size_t straight = 0, opened = 0;

	for (size_t i = 0; i < at; i++) {
		struct span three = span_sub(line, i, 3);

		straight += line.ptr[i] == '"';
		opened += span_is(three, "\xE2\x80\x9C");
		if (span_is(three, "\xE2\x80\x9D") && opened)
			opened--;
	}
	return straight % 2 || opened;
}

bool scan_is_question(struct span sentence)
{
	return span_ends(span_strip_end(span_trim(sentence), "\"') "), "?");
}
