/* tags_tables.h - for tests that compare facts with tables of labels: files, TSV, likeness, counts. */
#ifndef TAGS_TABLES_H
#define TAGS_TABLES_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/span.h"

enum { TABLE_COLUMNS = 16 };

struct table_row {
	struct span cells[TABLE_COLUMNS];
	size_t n;
};

struct table {
	struct table_row *rows;		/* the first line, the heading, is left out */
	size_t len, cap;
};

/* The whole file in the arena, or an empty span when it cannot be read. */
static inline struct span table_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes;
	long size;

	if (!file)
		return span_of(NULL);
	if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0) {
		fclose(file);
		return span_of(NULL);
	}
	bytes = arena_alloc(arena, (size_t)size + 1, 1);
	size = (long)fread(bytes, 1, (size_t)size, file);
	fclose(file);
	return span_from(bytes, (size_t)size);
}

static inline bool table_read(struct arena *arena, const char *path, struct table *out)
{
	struct span text = table_file(arena, path), line;
	bool first = true;

	*out = (struct table){ .rows = NULL };
	while (span_next_line(&text, &line)) {
		struct table_row *row;

		if (first || !line.len || line.ptr[0] == '#') {
			first = false;
			continue;
		}
		out->rows = arena_grow(arena, out->rows, out->len, &out->cap, sizeof *out->rows);
		row = &out->rows[out->len++];
		memset(row, 0, sizeof *row);
		while (row->n < TABLE_COLUMNS) {
			ptrdiff_t tab = span_find_char(line, '\t');

			row->cells[row->n++] = tab < 0 ? line : span_sub(line, 0, (size_t)tab);
			if (tab < 0)
				break;
			line = span_sub(line, (size_t)tab + 1, line.len);
		}
	}
	return !first;
}

static inline unsigned table_uint(struct span cell)
{
	unsigned long n;

	return span_to_uint(span_trim(cell), 10000000, &n) ? (unsigned)n : 0;
}

/* Lower case, white space made one space, punctuation at the ends off. */
static inline const char *table_plain(struct arena *arena, struct span s)
{
	char *out = arena_alloc(arena, s.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = (char)ascii_lower((unsigned char)s.ptr[i]);

		if (ascii_is_space((unsigned char)c)) {
			if (!n || out[n - 1] == ' ')
				continue;
			c = ' ';
		}
		out[n++] = c;
	}
	while (n && strchr(" .,;:-?!", out[n - 1]))
		n--;
	out[n] = '\0';
	return out;
}

/* The folder of material from outside, or NULL: BEADLE_CORPORA, or ../shared beside the project. */
static inline const char *table_shared(struct arena *arena, const char *file)
{
	const char *places[3] = { NULL, NULL, NULL };
	const char *corpora = getenv("BEADLE_CORPORA"), *srcdir = getenv("srcdir");

	if (corpora)
		places[0] = arena_printf(arena, "%s/..", corpora);
	places[1] = arena_printf(arena, "%s/../shared", srcdir ? srcdir : ".");
	for (size_t i = 0; i < 2; i++) {
		const char *path = places[i] ? arena_printf(arena, "%s/%s", places[i], file) : NULL;
		FILE *probe = path ? fopen(path, "rb") : NULL;

		if (probe) {
			fclose(probe);
			return path;
		}
	}
	return NULL;
}

struct finding {
	unsigned wanted, found, wrong;	/* wrong: said, and not wanted */
};

static inline double finding_recall(struct finding t)
{
	return t.wanted ? (double)t.found / t.wanted : 1;
}

static inline double finding_precision(struct finding t)
{
	return t.found + t.wrong ? (double)t.found / (t.found + t.wrong) : 1;
}

static inline void tally_print(const char *what, struct finding t)
{
	printf("# %-10s recall %.3f (%u of %u)  precision %.3f (%u wrong)\n", what, finding_recall(t), t.found, t.wanted,
	       finding_precision(t), t.wrong);
}

#endif
