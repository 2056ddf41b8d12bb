/* changes.c - see changes.h.  The longest common run of lines, after what both texts begin and end
 * with. */
#include "notices/changes.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"

enum { LINES_MAX = 1500, TEXT_MAX = 512 * 1024 };

struct lines {
	struct span *at;
	size_t n, cap;
};

static struct lines cut(struct arena *arena, struct span text)
{
	struct lines lines = { NULL, 0, 0 };
	struct span line;

	while (span_next_line(&text, &line)) {
		line = span_trim_end(line);
		if (!line.len)
			continue;
		lines.at = arena_grow(arena, lines.at, lines.n, &lines.cap, sizeof *lines.at);
		lines.at[lines.n++] = line;
	}
	return lines;
}

struct changes_output {
	struct buf text;
	size_t n, max;
};

static void add(struct changes_output *out, char mark, struct span line)
{
	if (out->n++ >= out->max)
		return;
	buf_addf(&out->text, "%c ", mark);
	buf_add_span(&out->text, line);
	buf_add_char(&out->text, '\n');
}

/* common[i][j]: how many lines the rests from i and j have in common. */
static void walk(struct changes_output *out, const struct span *a, size_t n, const struct span *b,
		 size_t m)
{
	size_t width = m + 1, i = 0, j = 0;
	uint16_t *common = mem_zalloc((n + 1) * width, sizeof *common);

	for (size_t r = n; r-- > 0;) {
		for (size_t c = m; c-- > 0;) {
			uint16_t down = common[(r + 1) * width + c],
				 right = common[r * width + c + 1];

			common[r * width + c] =
				span_eq(a[r], b[c])
					? (uint16_t)(common[(r + 1) * width + c + 1] + 1)
				: down > right ? down
					       : right;
		}
	}
	while (i < n || j < m) {
		if (i < n && j < m && span_eq(a[i], b[j])) {
			i++;
			j++;
		} else if (j == m ||
			   (i < n && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
			add(out, '-', a[i++]);
		} else {
			add(out, '+', b[j++]);
		}
	}
	free(common);
}

const char *changes_between(struct arena *arena, struct span before, struct span after,
			    size_t max_lines)
{
	struct lines a = cut(arena, before), b = cut(arena, after);
	struct changes_output out = { .max = max_lines };

	while (a.n && b.n && span_eq(a.at[0], b.at[0])) {
		a.at++;
		b.at++;
		a.n--;
		b.n--;
	}
	while (a.n && b.n && span_eq(a.at[a.n - 1], b.at[b.n - 1])) {
		a.n--;
		b.n--;
	}
	if (!a.n && !b.n)
		return "";
	if (a.n > LINES_MAX || b.n > LINES_MAX)
		return arena_printf(arena, "- %zu lines\n+ %zu lines\n", a.n, b.n);
	buf_init(&out.text, TEXT_MAX);
	walk(&out, a.at, a.n, b.at, b.n);
	if (out.n > max_lines)
		buf_addf(&out.text, "and %zu more %s\n", out.n - max_lines,
			 out.n - max_lines == 1 ? "line" : "lines");
	return buf_finish_shown(&out.text, arena);
}
