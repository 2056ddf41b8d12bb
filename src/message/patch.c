/* patch.c - how far a patch goes: diff headers, hunks by their counts, diffstat, range-diff.
 *
 * Hunks are consumed by the numbers of their "@@" line, so that a signature or a remark below
 * is not taken for one more removed line.
 */
#include <string.h>

#include "message/internal.h"

/* How many bytes at the beginning, max at most, are among chars. */
static size_t run_of(struct span s, const char *chars, size_t max)
{
	size_t n = 0;

	while (n < s.len && n < max && strchr(chars, s.ptr[n]))
		n++;
	return n;
}

static bool starts_number(struct span s, unsigned long *out, size_t *len_out)
{
	size_t n = 0;

	*out = 0;
	while (n < s.len && n < 9 && ascii_is_digit(s.ptr[n]))
		*out = *out * 10 + (unsigned long)(s.ptr[n++] - '0');
	*len_out = n;
	return n > 0;
}

/* "-12,3" or "+12": the count is 1 when left away. */
static bool read_range(struct span *s, char sign, unsigned long *count_out)
{
	unsigned long start;
	size_t len;

	if (s->len == 0 || s->ptr[0] != sign)
		return false;
	*s = span_sub(*s, 1, s->len);
	if (!starts_number(*s, &start, &len))
		return false;
	*s = span_sub(*s, len, s->len);
	*count_out = 1;
	if (s->len > 0 && s->ptr[0] == ',') {
		*s = span_sub(*s, 1, s->len);
		if (!starts_number(*s, count_out, &len))
			return false;
		*s = span_sub(*s, len, s->len);
	}
	return true;
}

static bool is_hunk(struct span line, unsigned long *old_out, unsigned long *new_out)
{
	if (!span_starts(line, "@@ "))
		return false;
	line = span_sub(line, 3, line.len);
	if (!read_range(&line, '-', old_out) || line.len == 0 || line.ptr[0] != ' ')
		return false;
	line = span_sub(line, 1, line.len);
	return read_range(&line, '+', new_out) && span_starts(line, " @@");
}

static bool is_extended_header(struct span line)
{
	static const char *const starts[] = {
		"index ", "old mode ", "new mode ", "deleted file mode ", "new file mode ",
		"similarity index ", "dissimilarity index ", "rename from ", "rename to ",
		"copy from ", "copy to ", "Binary files ", "Only in ",
	};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (span_starts(line, starts[i]))
			return true;
	}
	return false;
}

/* How many of the line and the one below it begin the diff of a file. */
static size_t diff_head_lines(struct span line, struct span next)
{
	static const struct {
		const char *line, *next;
		size_t lines;
	} heads[] = {
		{ "diff --git ", "", 1 }, { "diff --cc ", "", 1 }, { "diff --combined ", "", 1 },
		{ "diff -", "--- ", 1 }, { "diff -", "index ", 1 },
		{ "Index: ", "======", 2 }, { "--- ", "+++ ", 2 },
	};

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		if (span_starts(line, heads[i].line) && span_starts(next, heads[i].next))
			return heads[i].lines;
	}
	return 0;
}

/* "1:  0123abcd = 1:  4567cdef subject", "-:  ------- > 2:  ...". */
static bool is_range_diff(struct span line)
{
	for (int side = 0; side < 2; side++) {
		line = span_trim(line);
		size_t n = run_of(line, "0123456789-", 5);

		if (n == 0 || !span_starts(span_sub(line, n, 1), ":"))
			return false;
		line = span_trim(span_sub(line, n + 1, line.len));
		n = run_of(line, "0123456789abcdef-", 41);
		if (n < 7)
			return false;
		line = span_trim(span_sub(line, n, line.len));
		if (side == 0) {
			if (line.len < 2 || run_of(line, "=!<>", 1) == 0)
				return false;
			line = span_sub(line, 1, line.len);
		}
	}
	return true;
}

/* " path | 12 ++--", " 2 files changed, 3 insertions(+)", " create mode 100644 path". */
static bool is_diffstat(struct span line)
{
	unsigned long number;
	size_t len;

	if (line.len < 6 || line.ptr[0] != ' ')
		return false;
	struct span t = span_trim(line);

	if (span_starts(t, "create mode 1") || span_starts(t, "delete mode 1") ||
	    span_starts(t, "mode change 1"))
		return true;
	if (starts_number(t, &number, &len)) {
		struct span rest = span_sub(t, len, t.len);

		if (span_starts(rest, " file changed") || span_starts(rest, " files changed"))
			return true;
	}
	ptrdiff_t bar = span_find(t, " | ");

	if (bar < 1)
		return false;
	t = span_trim(span_sub(t, (size_t)bar + 3, t.len));
	if (span_starts(t, "Bin ") || span_is(t, "Bin"))
		return true;
	if (!starts_number(t, &number, &len))
		return false;
	t = span_sub(t, len, t.len);
	return run_of(t, " +-", t.len) == t.len;
}

static struct span line_at(const struct raw_line *raw, size_t n, size_t i)
{
	return i < n ? raw[i].whole : span_from("", 0);
}

/* Whether the rest of a line that the sender's program wrapped: the hunk goes on below. */
static bool is_wrapped(struct span line, struct span next)
{
	return line.ptr[0] != '[' && run_of(next, "+-", 1) && !span_starts(next, "--");
}

/* Lines of the hunk whose "@@" line is raw[0], that line included. */
static size_t hunk_lines(const struct raw_line *raw, size_t n, unsigned long old, unsigned long new,
			 bool *broken_out)
{
	size_t i = 1;

	for (; i < n && (old > 0 || new > 0); i++) {
		struct span line = raw[i].whole;
		char c = line.len == 0 || line.ptr[0] == '\t' ? ' ' : line.ptr[0];

		if (!strchr(" +-\\", c)) {
			if (is_wrapped(line, line_at(raw, n, i + 1)))
				continue;
			*broken_out = true;
			return i;
		}
		if ((c == ' ' || c == '-') && old > 0)
			old--;
		if ((c == ' ' || c == '+') && new > 0)
			new--;
	}
	if (span_starts(line_at(raw, n, i), "\\ No newline"))
		i++;
	return i;
}

/* Of a merge, whose counts are not read. */
static size_t combined_hunk_lines(const struct raw_line *raw, size_t n)
{
	size_t i = 1;

	while (i < n && run_of(raw[i].whole, " +-", 1) && !span_is(raw[i].whole, "-- "))
		i++;
	return i;
}

static bool is_binary_data(struct span line)
{
	return span_starts(line, "literal ") || span_starts(line, "delta ");
}

static size_t binary_lines(const struct raw_line *raw, size_t n)
{
	size_t i = 1;

	while (i < n && is_binary_data(raw[i].whole)) {
		while (i < n && !span_is_blank(raw[i].whole))
			i++;
		while (span_is_blank(line_at(raw, n, i)) &&
		       span_starts(line_at(raw, n, i + 1), "literal "))
			i++;
	}
	return i;
}

/* What has been read of a patch. */
struct patch {
	bool in_diff, in_range_diff;
	bool broken;			/* a hunk has ended before its counts said so */
};

/* How many of the lines, of which there is one at least, go on with it; 0: it ends.  *why_out is
 * NULL when they belong to it only if more follows. */
static size_t patch_step(struct patch *p, const struct raw_line *raw, size_t n,
			 const char **why_out)
{
	struct span line = raw[0].whole;
	size_t lines = diff_head_lines(line, line_at(raw, n, 1));
	unsigned long old, new;

	*why_out = "patch-diff";
	if (lines > 0) {
		p->in_diff = true;
		return lines;
	}
	if (is_hunk(line, &old, &new)) {
		p->in_diff = true;
		*why_out = "patch-hunk";
		return hunk_lines(raw, n, old, new, &p->broken);
	}
	if (span_starts(line, "@@@ ")) {
		*why_out = "patch-hunk";
		return combined_hunk_lines(raw, n);
	}
	if (p->in_diff && span_starts(line, "GIT binary patch")) {
		*why_out = "patch-binary";
		return binary_lines(raw, n);
	}
	if (p->in_diff && is_extended_header(line))
		return 1;
	*why_out = "patch-range-diff";
	if (is_range_diff(line)) {
		p->in_range_diff = true;
		return 1;
	}
	if (p->in_range_diff) {
		if (span_starts(line, "    "))
			return 1;
		*why_out = NULL;
		return span_is_blank(line);
	}
	*why_out = "patch-diffstat";
	return !p->in_diff && is_diffstat(line);
}

size_t patch_lines(const struct raw_line *raw, size_t n, const char **why_out)
{
	struct patch patch = { 0 };
	size_t i = 0, end = 0;

	*why_out = NULL;
	while (i < n && !patch.broken) {
		const char *why;
		size_t lines = patch_step(&patch, raw + i, n - i, &why);

		if (lines == 0)
			break;
		i += lines;
		if (why)
			end = i;
		if (!*why_out)
			*why_out = why;
	}
	return end;
}
