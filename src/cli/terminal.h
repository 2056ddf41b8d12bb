/* terminal.h - output for a person at a terminal: fitted to its width, with colours, and safe.
 *
 * Into a pipe or a file output is plain and never cut, so that other programs can use it.  Colours
 * obey NO_COLOR and TERM=dumb.  Text that came by mail may hold control characters, which a
 * terminal would obey, and marks that turn the direction of writing or that nobody sees; these
 * functions keep them from the terminal.  Print with them everything that has such text, or a name
 * from outside.
 */
#ifndef BEADLE_CLI_TERMINAL_H
#define BEADLE_CLI_TERMINAL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/span.h"

enum style { STYLE_PLAIN, STYLE_HEAD, STYLE_QUIET, STYLE_GOOD, STYLE_WARN, STYLE_BAD };

struct terminal {
	FILE *stream;
	bool is_one;			/* somebody looks at it */
	bool colour;
	size_t columns;			/* 0: no terminal, as wide as it gets */
};

struct terminal terminal_of(FILE *stream);

/* The text in a style.  On a terminal control characters and bytes of no UTF-8 become '?', and what
 * nobody sees goes. */
void terminal_put(const struct terminal *t, enum style style, struct span text);
void terminal_say(const struct terminal *t, enum style style, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void terminal_vsay(const struct terminal *t, enum style style, const char *fmt, va_list ap)
	PRINTF_LIKE(3, 0);

/* In so many columns at most; what is too long ends in dots.  columns 0: all of it. */
const char *terminal_short(struct arena *arena, const char *text, size_t columns);

/* With spaces behind it up to so many columns. */
const char *terminal_padded(struct arena *arena, const char *text, size_t columns);

/* Head, then text wrapped to the right of it on a terminal; without one, a line. */
void terminal_hang(const struct terminal *t, const char *head, enum style style, const char *text);

/* Rows in columns, each as wide as its widest cell.  On a terminal the column `shrinks` is no wider
 * than terminal_shrunk().  Where the line is too short, columns behind it that say nothing ("-")
 * are left out, it gets narrower still, and the last one is cut to what is left; if that is not
 * enough, the columns that have no room stand on a line below.  Elsewhere nothing is cut, and a
 * column is at least plain[] wide (NULL: as it comes). */
enum { TABLE_COLUMNS_MAX = 9 };

struct table_row {
	const char *cells[TABLE_COLUMNS_MAX];
	enum style styles[TABLE_COLUMNS_MAX];
};

struct table_rows {
	struct table_row *rows;		/* in an arena */
	size_t len, cap;
};

/* One row more, all in this style; its cells are borrowed.  Until the next one is added a style may
 * be changed. */
struct table_row *terminal_row(struct arena *arena, struct table_rows *rows, size_t n_columns,
			       const char *const *cells, enum style style);
void terminal_table(const struct terminal *t, struct arena *arena, const size_t *plain,
		    size_t n_columns, size_t shrinks,
		    const struct table_rows *rows); /* the first row is the head */

/* The most that the column of a table that shrinks gets: no end where nobody looks. */
size_t terminal_shrunk(const struct terminal *t);

/* One line on standard error that is written over again and again, for work that takes long; on a
 * terminal alone, and not before half a second has passed. */
struct cli_progress {
	struct terminal terminal;
	int64_t begun_ms, shown_ms;
	bool shown;
};

void progress_begin(struct cli_progress *progress);
void progress_show(struct cli_progress *progress, const char *fmt, ...) PRINTF_LIKE(2, 3);
void progress_end(struct cli_progress *progress);	/* the line is gone */

#endif
