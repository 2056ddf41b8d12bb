/* problem.c - see problem.h. */
#include "config/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"

/* What is longer or further back has no nearest word: a slip may cost time, a hostile file not much
 * of it. */

void problems_init(struct config_problems *problems, struct arena *arena)
{
	memset(problems, 0, sizeof *problems);
	problems->arena = arena;
}

const struct config_source *problems_source(struct config_problems *problems, const char *file)
{
	const char *name = span_hide_controls(arena_strdup(problems->arena, file));
	struct config_source *source = problems->sources;

	for (; source; source = source->next) {
		if (strcmp(source->file, name) == 0)
			return source;
	}
	source = arena_alloc(problems->arena, 1, sizeof *source);
	source->file = name;
	source->order = problems->sources ? problems->sources->order + 1 : 0;
	source->next = problems->sources;
	problems->sources = source;
	return source;
}

bool problems_full(const struct config_problems *problems)
{
	return problems->len == PROBLEMS_MAX;
}

void problem_add(struct config_problems *problems, const struct config_source *source,
		 unsigned line, unsigned column, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	if (problems->len == PROBLEMS_MAX) {
		problems->beyond++;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	problems->list[problems->len] = (struct problem){
		.source = source, .line = line, .column = column, .seq = (unsigned)problems->len,
		.text = span_hide_controls(arena_strdup(problems->arena, text)),
	};
	problems->len++;
}

const char *problem_quote(struct arena *arena, const char *value)
{
	size_t len = strlen(value);

	if (len <= PROBLEM_QUOTE_MAX)
		return span_hide_controls(arena_printf(arena, "\"%s\"", value));
	len = PROBLEM_QUOTE_MAX;
	while (len > 0 && ((unsigned char)value[len] & 0xC0) == 0x80)
		len--;	/* not in the middle of a character */
	return span_hide_controls(arena_printf(arena, "\"%.*s...\"", (int)len, value));
}

static int compare(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;

	if (a->source->order != b->source->order)
		return a->source->order < b->source->order ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

size_t problems_print(struct config_problems *problems, struct buf *out)
{
	const struct problem *last = NULL;
	size_t n = 0;

	if (!problems->len)
		return 0;
	qsort(problems->list, problems->len, sizeof problems->list[0], compare);
	for (size_t i = 0; i < problems->len; i++) {
		const struct problem *p = &problems->list[i];

		/* what many lists share is checked once for each of them */
		if (last && last->source == p->source && last->line == p->line &&
		    last->column == p->column && strcmp(last->text, p->text) == 0)
			continue;
		buf_addf(out, "%s:%u:%u: %s\n", p->source->file, p->line, p->column, p->text);
		last = p;
		n++;
	}
	if (problems->beyond) {
		buf_addf(out, "%s:%u:%u: and %zu more problems, not shown\n", last->source->file,
			 last->line, last->column, problems->beyond);
	}
	return n + problems->beyond;
}
