/* enriched.c - text/enriched (RFC 1896) and its forerunner text/richtext (RFC 1341) to lines.
 *
 * Commands in angle brackets go, an excerpt is a quote.  A single line end is a space; n of them
 * are n - 1 line ends.
 */
#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

enum { COMMAND_MAX = 62 };	/* "<", 60 characters, ">" */

struct enriched {
	struct span rest;
	bool richtext;
	unsigned excerpts, nofills;
	bool in_line;		/* the line has text */
	struct buf text;
};

static void add_char(struct enriched *e, char c)
{
	for (unsigned i = 0; !e->in_line && i < e->excerpts; i++)
		buf_add_str(&e->text, "> ");
	e->in_line = c != '\n';
	buf_add_char(&e->text, c);
}

static void end_line(struct enriched *e)
{
	if (e->in_line)
		add_char(e, '\n');
}

static void skip_to(struct enriched *e, const char *end)
{
	ptrdiff_t at = span_find_ci(e->rest, end);

	e->rest = span_sub(e->rest, at < 0 ? e->rest.len : (size_t)at + strlen(end), e->rest.len);
}

static void obey(struct enriched *e, struct span command)
{
	if (span_is_ci(command, "param")) {
		skip_to(e, "</param>");
	} else if (span_is_ci(command, "comment")) {
		skip_to(e, "</comment>");
	} else if (span_is_ci(command, "nofill")) {
		e->nofills++;
	} else if (span_is_ci(command, "/nofill")) {
		e->nofills -= e->nofills > 0;
	} else if (span_is_ci(command, "excerpt")) {
		end_line(e);
		e->excerpts += e->excerpts < 100;
	} else if (span_is_ci(command, "/excerpt")) {
		end_line(e);
		e->excerpts -= e->excerpts > 0;
	} else if (e->richtext && span_is_ci(command, "lt")) {
		add_char(e, '<');
	} else if (e->richtext && (span_is_ci(command, "nl") || span_is_ci(command, "paragraph"))) {
		add_char(e, '\n');
	}
}

/* At '<'. */
static void take_command(struct enriched *e)
{
	ptrdiff_t end = span_find_char(span_sub(e->rest, 0, COMMAND_MAX), '>');
	bool doubled = !e->richtext && span_starts(e->rest, "<<");

	if (doubled || end < 0) {
		add_char(e, '<');
		e->rest = span_sub(e->rest, doubled ? 2 : 1, e->rest.len);
		return;
	}
	struct span command = span_sub(e->rest, 1, (size_t)end - 1);

	e->rest = span_sub(e->rest, (size_t)end + 1, e->rest.len);
	obey(e, command);
}

/* At a line end. */
static void take_ends(struct enriched *e)
{
	size_t ends = 0;

	while (e->rest.len && (e->rest.ptr[0] == '\n' || e->rest.ptr[0] == '\r')) {
		ends += e->rest.ptr[0] == '\n';
		e->rest = span_sub(e->rest, 1, e->rest.len);
	}
	if (e->nofills == 0 && (ends == 1 || e->richtext)) {
		if (e->in_line && e->rest.len)
			add_char(e, ' ');
		return;
	}
	for (size_t i = e->nofills == 0; i < ends; i++)
		add_char(e, '\n');
}

void enriched_lines(struct arena *arena, struct span text, bool richtext, struct raw_lines *out)
{
	struct enriched e = { .rest = text, .richtext = richtext };

	buf_init(&e.text, 2 * text.len + 1000);	/* marks of deep excerpts beyond it are cut with
						 * the text behind them */
	while (e.rest.len) {
		if (e.rest.ptr[0] == '<') {
			take_command(&e);
		} else if (e.rest.ptr[0] == '\n' || e.rest.ptr[0] == '\r') {
			take_ends(&e);
		} else {
			add_char(&e, e.rest.ptr[0]);
			e.rest = span_sub(e.rest, 1, e.rest.len);
		}
	}
	plain_lines(arena, span_copy(arena, buf_fitted(&e.text)), out);
	buf_free(&e.text);
}
