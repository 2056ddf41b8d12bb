/* layout.c - see layout.h. */
#include "notices/layout.h"

#include <string.h>

#include "message/letters.h"

enum { ROOM_MIN = 24 };

/* A longer word is cut: a line of a mail holds 998 bytes at most (RFC 5322, 2.1.1), and one that
 * does not fit has the whole mail refused. */
enum { WORD_MAX_BYTES = 400 };

size_t layout_width(const char *text)
{
	return letters_width(span_of(text));
}

static bool is_break(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7F;
}

void layout_add_clean(struct buf *out, const char *text)
{
	bool space = false;

	for (; *text; text++) {
		if (is_break(*text)) {
			space = true;
			continue;
		}
		if (space && buf_len(out))
			buf_add_char(out, ' ');
		space = false;
		buf_add_char(out, *text);
	}
}

/* RFC 3676, 4.4: a line of ours that begins with a space, ">" or "From " gets a space in front. */
static void stuff(struct buf *out, const char *line)
{
	if (*line == ' ' || *line == '>' || strncmp(line, "From ", 5) == 0)
		buf_add_char(out, ' ');
}

/* The next line of at most `columns` columns: up to a break between words, or longer when a single
 * word (an address of the web) is, up to WORD_MAX_BYTES.  Returns its length in bytes; *rest is
 * moved behind the break. */
static struct span next_line(const char **rest, size_t columns)
{
	const char *start = *rest, *end = start, *p = start;
	size_t width = 0, len;

	while (*p) {
		const char *word = p;

		while (*p && !is_break(*p) && p - word < WORD_MAX_BYTES) {
			width += letters_columns(span_from(p, strnlen(p, 4)), &len);
			p += len;
		}
		if (width > columns && end > start) {
			p = word;
			break;
		}
		end = p;
		while (*p && is_break(*p))
			p++;
		width++;
	}
	*rest = p;
	return span_from(start, (size_t)(end - start));
}

/* text without breaks at its start; inner runs of white space are folded by the caller's words. */
static const char *skip_breaks(const char *text)
{
	while (*text && is_break(*text))
		text++;
	return text;
}

static void add_words(struct buf *out, struct span line)
{
	bool space = false;

	for (size_t i = 0; i < line.len; i++) {
		if (is_break(line.ptr[i])) {
			space = true;
			continue;
		}
		if (space)
			buf_add_char(out, ' ');
		space = false;
		buf_add_char(out, line.ptr[i]);
	}
}

void layout_paragraph(struct buf *out, const char *text)
{
	text = skip_breaks(text);
	while (*text) {
		stuff(out, text);
		add_words(out, next_line(&text, LAYOUT_COLUMNS - 2));
		buf_add_str(out, *text ? " \n" : "\n");
	}
}

void layout_hanging(struct buf *out, const char *head, size_t indent, const char *text,
		    unsigned max_lines)
{
	size_t used = layout_width(head);
	unsigned n = 0;

	text = skip_breaks(text);
	stuff(out, *head ? head : text);
	for (const char *p = head; *p; p++)
		buf_add_char(out, (unsigned char)*p < ' ' || *p == 0x7F ? ' ' : *p);
	/* a head that leaves little room has a line to itself */
	if (used + ROOM_MIN > LAYOUT_COLUMNS && used + layout_width(text) + 4 > LAYOUT_COLUMNS) {
		buf_shorten(out, span_trim_end(buf_fitted(out)).len);
		buf_add_char(out, '\n');
		used = indent;
		buf_addf(out, "%*s", (int)indent + 1, "");
	}
	do {
		if (n)
			buf_addf(out, "%*s", (int)indent + 1, ""); /* one more: space-stuffing */
		struct span line = next_line(
			&text, used + 20 < LAYOUT_COLUMNS ? LAYOUT_COLUMNS - 4 - used : 20);

		used = indent;

		add_words(out, line);
		n++;
		if (*text && max_lines && n == max_lines) {
			buf_add_str(out, "...\n");
			return;
		}
		buf_add_char(out, '\n');
	} while (*text);
}

void layout_lines(struct buf *out, const char *text)
{
	struct span rest = span_of(text), line;

	while (span_next_line(&rest, &line)) {
		line = span_trim_end(line);
		if (line.len && (line.ptr[0] == ' ' || span_starts(line, "From ")))
			buf_add_char(out, ' ');
		for (size_t i = 0; i < line.len; i++)
			buf_add_char(out, (unsigned char)line.ptr[i] < ' ' ? ' ' : line.ptr[i]);
		buf_add_char(out, '\n');
	}
}
