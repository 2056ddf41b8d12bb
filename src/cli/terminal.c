/* terminal.c - see terminal.h. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/letter.h"
#include "message/letters.h"
#include "notices/layout.h"
#include "time/clock.h"

enum {
	USUAL_COLUMNS = 80,
	LEAST_COLUMNS = 40,
	TEXT_LEAST = 16,
	LAST_LEAST = 30,
	SHRUNK_LEAST = 12,
	SHRUNK_MOST = 20,
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
	if (!columns || layout_width(text) <= columns)
		return text;
	return arena_printf(arena, "%.*s...",
			    (int)letters_within(span_of(text), columns > 3 ? columns - 3 : 1),
			    text);
}

const char *terminal_padded(struct arena *arena, const char *text, size_t columns)
{
	size_t width = layout_width(text);

	return arena_printf(arena, "%s%*s", text, (int)(width < columns ? columns - width : 0), "");
}

/* How many bytes of it go into so many columns, broken at a space where there is one. */
static size_t fitting(const char *text, size_t columns, size_t *skip_out)
{
	size_t bytes = letters_within(span_of(text), columns), space = bytes;

	*skip_out = text[bytes] == ' ';
	if (!text[bytes] || *skip_out)
		return bytes;
	while (space && text[space] != ' ')
		space--;
	*skip_out = space != 0;
	return space ? space : bytes;
}

void terminal_hang(const struct terminal *t, const char *head, enum style style, const char *text)
{
	size_t indent = layout_width(head), skip;

	terminal_put(t, STYLE_QUIET, span_of(head));
	for (const char *rest = text;
	     t->columns > indent + TEXT_LEAST && layout_width(rest) > t->columns - indent;) {
		size_t n = fitting(rest, t->columns - indent, &skip);

		terminal_put(t, style, span_trim_end(span_from(rest, n)));
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

size_t terminal_shrunk(const struct terminal *t)
{
	if (!t->is_one)
		return SIZE_MAX;
	return t->columns / 4 > SHRUNK_MOST ? t->columns / 4 : SHRUNK_MOST;
}

/* How a table is laid out. */
struct table_layout {
	size_t n, shrinks;		/* columns */
	size_t broken;			/* from this column on they stand on a line below; n: none
					 * does */
	size_t widths[TABLE_COLUMNS_MAX];
};

/* What the columns before one take, with the gaps behind them. */
static size_t columns_before(const struct table_layout *l, size_t column)
{
	size_t before = 0;

	for (size_t c = 0; c < column; c++)
		before += l->widths[c] + 2;
	return before;
}

/* The least that it takes on one line: of the last column a part will do. */
static bool fits(const struct terminal *t, const struct table_layout *l)
{
	size_t last = l->widths[l->n - 1];

	return !t->is_one || columns_before(l, l->n - 1) +
				     (last < LAST_LEAST ? last : LAST_LEAST) <= t->columns;
}

static void measure(const struct terminal *t, const size_t *plain, const struct table_rows *rows,
		    struct table_layout *l)
{
	for (size_t c = 0; c < l->n; c++) {
		l->widths[c] = plain && !t->is_one ? plain[c] : 0;
		for (size_t r = 0; r < rows->len; r++) {
			size_t width = layout_width(rows->rows[r].cells[c]);

			l->widths[c] = width > l->widths[c] ? width : l->widths[c];
		}
	}
	if (l->shrinks < l->n - 1 && l->widths[l->shrinks] > terminal_shrunk(t))
		l->widths[l->shrinks] = terminal_shrunk(t);
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

static void drop_column(const struct table_rows *rows, size_t column, struct table_layout *l)
{
	l->n--;
	for (size_t c = column; c < l->n; c++) {
		l->widths[c] = l->widths[c + 1];
		for (size_t r = 0; r < rows->len; r++) {
			rows->rows[r].cells[c] = rows->rows[r].cells[c + 1];
			rows->rows[r].styles[c] = rows->rows[r].styles[c + 1];
		}
	}
}

/* Into the width of the terminal: what says nothing is left out, then the one that shrinks gives
 * way, and what still has no room goes below. */
static void fit(const struct terminal *t, const struct table_rows *rows, struct table_layout *l)
{
	size_t *shrunk = &l->widths[l->shrinks], natural = *shrunk;

	for (size_t c = l->n; c-- > l->shrinks + 1 && !fits(t, l);) {
		if (is_empty(rows, c))
			drop_column(rows, c, l);
	}
	while (!fits(t, l) && *shrunk > SHRUNK_LEAST)
		--*shrunk;
	l->broken = l->n;
	if (fits(t, l))
		return;
	*shrunk = natural;
	for (l->broken--; l->broken > 1 && columns_before(l, l->broken) - 2 > t->columns;)
		l->broken--;
}

static void print_cells(const struct terminal *t, struct arena *arena, const struct table_row *row,
			const struct table_layout *l, size_t from, size_t to)
{
	for (size_t c = from; c < to; c++) {
		const char *cell = terminal_short(arena, row->cells[c], l->widths[c]);

		terminal_put(t, row->styles[c], span_of(cell));
		if (c + 1 < to)
			terminal_put(t, STYLE_PLAIN,
				     span_of(terminal_padded(arena, "",
							     l->widths[c] + 2 -
								     layout_width(cell))));
	}
}

/* Below the first line of its row: the text in full if it stands alone there. */
static void print_below(const struct terminal *t, struct arena *arena, const struct table_row *row,
			const struct table_layout *l)
{
	const char *indent = terminal_padded(arena, "", l->widths[0] + 2);

	if (l->broken == l->n - 1) {
		terminal_hang(t, indent, row->styles[l->broken], row->cells[l->broken]);
		return;
	}
	fputs(indent, t->stream);
	print_cells(t, arena, row, l, l->broken, l->n);
	putc('\n', t->stream);
}

void terminal_table(const struct terminal *t, struct arena *arena, const size_t *plain, size_t n,
		    size_t shrinks, const struct table_rows *rows)
{
	struct table_layout l = { .n = n, .shrinks = shrinks };

	measure(t, plain, rows, &l);
	fit(t, rows, &l);
	size_t first = l.broken < l.n ? l.widths[0] + 2 + columns_before(&l, l.n - 1) -
						columns_before(&l, l.broken)
				      : columns_before(&l, l.n - 1);

	/* the last one is cut to what is left */
	if (t->is_one && first + l.widths[l.n - 1] > t->columns)
		l.widths[l.n - 1] = t->columns - first;
	for (size_t r = 0; r < rows->len; r++) {
		print_cells(t, arena, &rows->rows[r], &l, 0, l.broken);
		putc('\n', t->stream);
		if (l.broken < l.n)
			print_below(t, arena, &rows->rows[r], &l);
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
