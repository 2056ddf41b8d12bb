/* flowed.c - a text/plain part as lines: physical ones, or format=flowed paragraphs (RFC 3676).
 *
 * Quote marks are counted here for every kind of section.  A paragraph has the number of its
 * first physical line; the lines it took are counted, so numbers stay those of the body.
 */
#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

void raw_lines_add(struct arena *arena, struct raw_lines *lines, const struct raw_line *line)
{
	lines->lines =
		arena_grow(arena, lines->lines, lines->len, &lines->cap, sizeof *lines->lines);
	lines->lines[lines->len++] = *line;
}

/* "AB> text": the initials that some programs of old put before the mark. */
static size_t initials_len(struct span s)
{
	size_t i = 0;

	while (i < 4 && i < s.len && ascii_is_upper(s.ptr[i]))
		i++;
	return i >= 2 && i <= 3 && i + 1 < s.len && s.ptr[i] == '>' &&
			       (s.ptr[i + 1] == ' ' || s.ptr[i + 1] == '>')
		       ? i
		       : 0;
}

unsigned quote_depth(struct span line, struct span *text_out)
{
	struct span s = line;
	unsigned depth = 0;
	size_t blanks = 0;

	while (blanks < s.len && (s.ptr[blanks] == ' ' || s.ptr[blanks] == '\t'))
		blanks++;
	if (blanks < s.len && s.ptr[blanks] != '>' &&
	    (depth > 0 || initials_len(span_sub(s, blanks, s.len)) == 0)) {
		*text_out = line;
		return 0;
	}
	s = span_sub(s, blanks, s.len);
	s = span_sub(s, initials_len(s), s.len);
	while (s.len > 0) {
		if (s.ptr[0] == '>') {
			depth++;
			s = span_sub(s, 1, s.len);
		} else if (depth > 0 && s.len > 1 && s.ptr[0] == ' ' && s.ptr[1] == '>') {
			s = span_sub(s, 1, s.len);
		} else {
			break;
		}
	}
	if (depth == 0) {
		*text_out = line;
		return 0;
	}
	if (s.len > 0 && s.ptr[0] == ' ')
		s = span_sub(s, 1, s.len);
	*text_out = s;
	return depth;
}

/* The next physical line: ends at LF, CRLF or a CR of its own. */
static bool next_physical(struct span *rest, struct span *out)
{
	if (rest->len == 0)
		return false;
	const char *lf = memchr(rest->ptr, '\n', rest->len);
	size_t len = lf ? (size_t)(lf - rest->ptr) : rest->len, taken;
	const char *cr = memchr(rest->ptr, '\r', len);

	if (cr)
		len = (size_t)(cr - rest->ptr);
	taken = len;
	/* CR CR LF, which some gateways make, is one end of line. */
	while (taken < rest->len && rest->ptr[taken] == '\r')
		taken++;
	if (taken < rest->len && rest->ptr[taken] == '\n')
		taken++;
	else if (taken > len && taken < rest->len)
		taken = len + 1;
	*out = span_sub(*rest, 0, len);
	*rest = span_sub(*rest, taken, rest->len);
	return true;
}

void plain_lines(struct arena *arena, struct span text, struct raw_lines *out)
{
	struct span line;

	while (out->next_number <= out->max && next_physical(&text, &line)) {
		struct raw_line raw = { .whole = line, .number = out->next_number++ };

		raw.depth = quote_depth(line, &raw.text);
		raw_lines_add(arena, out, &raw);
	}
}

void flowed_lines(struct arena *arena, struct span text, bool delsp, struct raw_lines *out)
{
	struct raw_line para = { 0 };
	struct span line;
	struct buf joined;
	bool open = false;	/* the paragraph so far ends in a soft break */

	buf_init(&joined, text.len + 16);
	while (out->next_number <= out->max && next_physical(&text, &line)) {
		struct raw_line raw = { .whole = line, .number = out->next_number++ };
		unsigned strict = 0;

		while (strict < line.len && line.ptr[strict] == '>')
			strict++;
		/* Programs that write "> > " mean two levels, whatever the RFC reads there. */
		raw.depth = strict > 0 ? quote_depth(line, &raw.text) : 0;
		if (strict == 0) {
			raw.text = line;
			if (line.len > 0 && line.ptr[0] == ' ') {	/* space-stuffed */
				raw.text = span_sub(line, 1, line.len);
				raw.whole = raw.text;
			}
		}
		bool delimiter = span_is(raw.text, "-- ");
		bool soft = !delimiter && raw.text.len > 0 && raw.text.ptr[raw.text.len - 1] == ' ';

		if (open && (delimiter || raw.depth != para.depth)) {
			para.text = span_copy(arena, buf_fitted(&joined));
			raw_lines_add(arena, out, &para);
			open = false;
		}
		if (!open && !soft) {
			raw_lines_add(arena, out, &raw);
			continue;
		}
		if (!open) {
			para = raw;
			buf_clear(&joined);
		}
		struct span piece = raw.text;

		if (soft && delsp)
			piece.len--;
		buf_add_span(&joined, piece);
		open = soft;
		if (!open) {
			para.text = span_copy(arena, buf_fitted(&joined));
			para.whole = para.text;
			raw_lines_add(arena, out, &para);
		}
	}
	if (open) {
		para.text = span_copy(arena, buf_fitted(&joined));
		para.whole = para.text;
		raw_lines_add(arena, out, &para);
	}
	buf_free(&joined);
}
