/* problem.h - what is wrong with a configuration, with its place; all of it at once.
 *
 * Problems are kept in any order and printed by place: first the files in the order
 * in which they were opened, then line, then column, then the order of discovery.
 * Texts never hold a secret: a value is quoted only where its key cannot hold one.
 */
#ifndef BEADLE_CONFIG_PROBLEM_H
#define BEADLE_CONFIG_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/nearest.h"

enum {
	PROBLEMS_MAX = 100,		/* further ones are counted, not kept */
	PROBLEM_QUOTE_MAX = 60,		/* bytes of a value that are quoted */
};

struct config_source {				/* one file */
	const char *file;		/* as it is printed: control characters are '?' */
	unsigned order;			/* of being opened, from 0 */
	struct config_source *next;
};

struct problem {
	const struct config_source *source;
	unsigned line, column;		/* from 1; column counts characters */
	unsigned seq;
	const char *text;
};

struct config_problems {
	struct arena *arena;		/* borrowed; the texts live there */
	struct problem list[PROBLEMS_MAX];
	size_t len;
	size_t beyond;			/* how many were not kept */
	struct config_source *sources;
};

void problems_init(struct config_problems *problems, struct arena *arena);

/* The file as it will be printed, the same one for the same name; borrowed from the arena. */
const struct config_source *problems_source(struct config_problems *problems, const char *file);

bool problems_full(const struct config_problems *problems);

void problem_add(struct config_problems *problems, const struct config_source *source,
		 unsigned line, unsigned column, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* "value" for a message: in double quotes, cut, control characters as '?'.  From the arena. */
const char *problem_quote(struct arena *arena, const char *value);

/* Sorted lines "file:line:column: text\n" appended to out; a problem found twice at one place
 * stands once. How many there are. */
size_t problems_print(struct config_problems *problems, struct buf *out);

#endif
