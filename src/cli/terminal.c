/* terminal.c - see terminal.h. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/letter.h"
#include "notices/layout.h"
#include "time/clock.h"

enum {
	USUAL_COLUMNS = 80,
	LEAST_COLUMNS = 40,
	LAST_LEAST = 16,
	SHRUNK_LEAST = 8,
	FIRST_AFTER_MS = 500,
	EVERY_MS = 100
};

static const char *const escapes[] = {
	[STYLE_PLAIN] = "",	   [STYLE_HEAD] = "\033[1m",  [STYLE_QUIET] = "\033[2m",
	[STYLE_GOOD] = "\033[32m", [STYLE_WARN] = "\033[33m", [STYLE_BAD] = "\033[31m",
};

static size_t columns_of(int fd)
{
	const char *said = getenv("COLUMNS");
	struct winsize size;
	unsigned long n;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		n = size.ws_col;
	else if (!said || !span_to_uint(span_of(said), 10000, &n))
		n = USUAL_COLUMNS;
	return n < LEAST_COLUMNS ? LEAST_COLUMNS : n;
}

struct terminal terminal_of(FILE *stream)
{
	struct terminal t = { .stream = stream, .is_one = isatty(fileno(stream)) != 0 };
	const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");

	if (!t.is_one)
		return t;
	t.columns = columns_of(fileno(stream));
	t.colour = !(no_colour && *no_colour) && kind && *kind && strcmp(kind, "dumb") != 0;
	return t;
}

void terminal_put(const struct terminal *t, enum style style, struct span text)
{
	bool styled = t->colour && style != STYLE_PLAIN && span_trim(text).len > 0;

	if (styled)
		fputs(escapes[style], t->stream);
	if (!t->is_one) {
		fwrite(text.ptr, 1, text.len, t->stream);
		return;
	}
	for (size_t i = 0, len; i < text.len; i += len) {
		struct span rest = span_sub(text, i, text.len);

		switch (letter_kind(rest, &len)) {
		case LETTER_SEEN:
			fwrite(rest.ptr, 1, len, t->stream);
			break;
		case LETTER_BLANK:
			putc(' ', t->stream);
			break;
		case LETTER_CONTROL:
			putc('?', t->stream);
			break;
		case LETTER_TURN:
		case LETTER_JOINER:
		case LETTER_HIDDEN:
			break;
		}
	}
	if (styled)
		fputs("\033[0m", t->stream);
}

void terminal_vsay(const struct terminal *t, enum style style, const char *fmt, va_list ap)
{
	char *text = NULL;
	int n = vasprintf(&text, fmt, ap);

	if (n < 0)
		return;
	terminal_put(t, style, span_from(text, (size_t)n));
	free(text);
}

void terminal_say(const struct terminal *t, enum style style, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	terminal_vsay(t, style, fmt, ap);
	va_end(ap);
}

const char *terminal_short(struct arena *arena, const char *text, size_t columns)
{
	size_t bytes = 0, width = 0;

	if (!columns || layout_width(text) <= columns)
		return text;
	while (text[bytes] &&
	       (((unsigned char)text[bytes] & 0xC0) == 0x80 || width++ + 3 < columns))
		bytes++;
	return arena_printf(arena, "%.*s...", (int)bytes, text);
}

/* How many bytes of it go into so many columns, broken at a space where there is one. */
static size_t fitting(const char *text, size_t columns, size_t *skip_out)
{
	size_t bytes = 0, width = 0, space = 0;

	*skip_out = 0;
	for (; text[bytes]; bytes++) {
		if (((unsigned char)text[bytes] & 0xC0) != 0x80 && width++ == columns)
			break;
		if (text[bytes] == ' ')
			space = bytes;
	}
	if (!text[bytes])
		return bytes;
	if (text[bytes] == ' ') {
		*skip_out = 1;
		return bytes;
	}
	if (!space)
		return bytes;
	*skip_out = 1;
	return space;
}

void terminal_hang(const struct terminal *t, const char *head, enum style style, const char *text)
{
	size_t indent = layout_width(head), skip;

	terminal_put(t, STYLE_QUIET, span_of(head));
	for (const char *rest = text;
	     t->columns > indent + LAST_LEAST && layout_width(rest) > t->columns - indent;) {
		size_t n = fitting(rest, t->columns - indent, &skip);

		terminal_put(t, style, span_from(rest, n));
		rest += n + skip;
		while (*rest == ' ')
			rest++;
		text = rest;
		fprintf(t->stream, "\n%*s", (int)indent, "");
	}
	terminal_put(t, style, span_of(text));
	putc('\n', t->stream);
}

/* ---- tables ---- */

struct table_row *terminal_row(struct arena *arena, struct table_rows *rows, size_t n,
			       const char *const *cells, enum style style)
{
	rows->rows = arena_grow(arena, rows->rows, rows->len, &rows->cap, sizeof *rows->rows);
	struct table_row *row = &rows->rows[rows->len++];

	for (size_t c = 0; c < n; c++) {
		row->cells[c] = cells[c];
		row->styles[c] = style;
	}
	return row;
}

/* What all columns but the last take, with the gaps behind them. */
static size_t columns_before(const size_t *widths, size_t n)
{
	size_t before = 0;

	for (size_t c = 0; c + 1 < n; c++)
		before += widths[c] + 2;
	return before;
}

/* Into the width of the terminal: first the one that shrinks gives way, then the last is cut. */
static void fit(const struct terminal *t, size_t n, size_t shrinks, size_t *widths)
{
	size_t least = widths[n - 1] < LAST_LEAST ? widths[n - 1] : LAST_LEAST;

	if (widths[shrinks] > t->columns / 4)
		widths[shrinks] = t->columns / 4;
	while (columns_before(widths, n) + least > t->columns && widths[shrinks] > SHRUNK_LEAST)
		widths[shrinks]--;
	size_t before = columns_before(widths, n);

	widths[n - 1] = t->columns > before + least ? t->columns - before : least;
}

static void widths_of(const struct terminal *t, const size_t *plain, size_t n, size_t shrinks,
		      const struct table_rows *rows, size_t *out)
{
	for (size_t c = 0; c < n; c++)
		out[c] = plain && !t->is_one ? plain[c] : 0;
	for (size_t r = 0; r < rows->len; r++) {
		for (size_t c = 0; c < n; c++) {
			size_t width = layout_width(rows->rows[r].cells[c]);

			out[c] = width > out[c] ? width : out[c];
		}
	}
	if (t->is_one)
		fit(t, n, shrinks, out);
}

static bool is_too_wide(const struct terminal *t, const size_t *widths, size_t n)
{
	return t->is_one && columns_before(widths, n) + widths[n - 1] > t->columns;
}

/* Does no row below the head say anything there? */
static bool is_empty(const struct table_rows *rows, size_t column)
{
	for (size_t r = 1; r < rows->len; r++) {
		if (strcmp(rows->rows[r].cells[column], "-") != 0)
			return false;
	}
	return rows->len > 1;
}

static void drop_column(const struct table_rows *rows, size_t n, size_t column)
{
	for (size_t r = 0; r < rows->len; r++) {
		for (size_t c = column; c + 1 < n; c++) {
			rows->rows[r].cells[c] = rows->rows[r].cells[c + 1];
			rows->rows[r].styles[c] = rows->rows[r].styles[c + 1];
		}
	}
}

void terminal_table(const struct terminal *t, struct arena *arena, const size_t *plain, size_t n,
		    size_t shrinks, const struct table_rows *rows)
{
	size_t widths[TABLE_COLUMNS_MAX];

	widths_of(t, plain, n, shrinks, rows, widths);
	for (size_t c = n - 1; c > shrinks && is_too_wide(t, widths, n); c--) {
		if (!is_empty(rows, c))
			continue;
		drop_column(rows, n, c);
		n--;
		widths_of(t, plain, n, shrinks, rows, widths);
	}
	for (size_t r = 0; r < rows->len; r++) {
		const struct table_row *row = &rows->rows[r];

		for (size_t c = 0; c < n; c++) {
			const char *cell = terminal_short(arena, row->cells[c], widths[c]);
			size_t width = layout_width(cell);

			terminal_put(t, row->styles[c], span_of(cell));
			if (c + 1 < n)
				fprintf(t->stream, "%*s",
					(int)(width < widths[c] ? widths[c] - width : 0) + 2, "");
		}
		putc('\n', t->stream);
	}
}

/* ---- progress ---- */

void progress_begin(struct cli_progress *p)
{
	*p = (struct cli_progress){ .terminal = terminal_of(stderr),
				    .begun_ms = clock_monotonic_ms() };
}

void progress_show(struct cli_progress *p, const char *fmt, ...)
{
	int64_t now_ms;
	va_list ap;

	if (!p->terminal.is_one)
		return;
	now_ms = clock_monotonic_ms();
	if (now_ms - p->begun_ms < FIRST_AFTER_MS || now_ms - p->shown_ms < EVERY_MS)
		return;
	p->shown_ms = now_ms;
	p->shown = true;
	fputs("\r\033[K", stderr);
	va_start(ap, fmt);
	terminal_vsay(&p->terminal, STYLE_PLAIN, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

void progress_end(struct cli_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
