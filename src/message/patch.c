/* patch.c - how far a patch goes: diff headers, hunks by their counts, diffstat, range-diff.
 *
 * Hunks are consumed by the numbers of their "@@" line, so that a signature or a remark below
 * is not taken for one more removed line.
 */
#include <string.h>

#include "message/internal.h"

static bool is_blank(struct span s)
{
	return span_trim(s).len == 0;
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
		"index ", "old mode ", "new mode ", "deleted file mode ", "new file mode ", "similarity index ",
		"dissimilarity index ", "rename from ", "rename to ", "copy from ", "copy to ", "Binary files ",
		"Only in ",
	};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (span_starts(line, starts[i]))
			return true;
	return false;
}

/* "1:  0123abcd = 1:  4567cdef subject", "-:  ------- > 2:  ...". */
static bool is_range_diff(struct span line)
{
	line = span_trim(line);
	for (int side = 0; side < 2; side++) {
		size_t n = 0;

		while (n < line.len && n < 5 && (ascii_is_digit(line.ptr[n]) || line.ptr[n] == '-'))
			n++;
		if (n == 0 || n >= line.len || line.ptr[n] != ':')
			return false;
		line = span_trim(span_sub(line, n + 1, line.len));
		for (n = 0; n < line.len && n < 41; n++)
			if (!strchr("0123456789abcdef-", line.ptr[n]))
				break;
		if (n < 7)
			return false;
		line = span_trim(span_sub(line, n, line.len));
		if (side == 0) {
			if (line.len < 2 || !strchr("=!<>", line.ptr[0]))
				return false;
			line = span_trim(span_sub(line, 1, line.len));
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

	if (span_starts(t, "create mode 1") || span_starts(t, "delete mode 1") || span_starts(t, "mode change 1"))
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
	for (size_t i = 0; i < t.len; i++)
		if (!strchr(" +-", t.ptr[i]))
			return false;
	return true;
}

static bool is_hunk_line(struct span line)
{
	return line.len == 0 || strchr(" +-\\\t", line.ptr[0]);
}

/* Lines of the hunk whose "@@" line is raw[0], that line included. */
static size_t hunk_lines(const struct raw_line *raw, size_t n, unsigned long old, unsigned long new,
			 bool *broken_out)
{
	size_t i = 1;

	*broken_out = false;
	while (i < n && (old > 0 || new > 0)) {
		struct span line = raw[i].whole;
		char c = line.len == 0 || line.ptr[0] == '\t' ? ' ' : line.ptr[0];

		if (!is_hunk_line(line)) {
			/* A line that the sender's program wrapped, when the hunk goes on below. */
			if (i + 1 < n && raw[i + 1].whole.len > 0 && strchr("+-", raw[i + 1].whole.ptr[0]) &&
			    !span_starts(raw[i + 1].whole, "--") && line.ptr[0] != '[') {
				i++;
				continue;
			}
			*broken_out = true;
			return i;
		}
		if ((c == ' ' || c == '-') && old > 0)
			old--;
		if ((c == ' ' || c == '+') && new > 0)
			new--;
		i++;
	}
	if (i < n && span_starts(raw[i].whole, "\\ No newline"))
		i++;
	return i;
}

static size_t binary_lines(const struct raw_line *raw, size_t n)
{
	size_t i = 1;

	for (;;) {
		if (i >= n || !(span_starts(raw[i].whole, "literal ") || span_starts(raw[i].whole, "delta ")))
			return i;
		while (i < n && !is_blank(raw[i].whole))
			i++;
		while (i < n && is_blank(raw[i].whole) && i + 1 < n && span_starts(raw[i + 1].whole, "literal "))
			i++;
	}
}

size_t patch_lines(const struct raw_line *raw, size_t n, const char **why_out)
{
	unsigned long old, new;
	size_t i = 0, end = 0;
	bool range = false, broken = false, in_diff = false;

	*why_out = NULL;
	while (i < n && !broken) {
		struct span line = raw[i].whole;
		struct span next = i + 1 < n ? raw[i + 1].whole : span_from("", 0);
		const char *why = NULL;
		size_t step = 1;

		if (line.len == 0 && !range)
			break;
		if (span_starts(line, "diff --git ") ||
		    (span_starts(line, "diff -") && (span_starts(next, "--- ") || span_starts(next, "index "))) ||
		    (span_starts(line, "diff --cc ")) || (span_starts(line, "diff --combined "))) {
			why = "patch-diff";
			in_diff = true;
		} else if (span_starts(line, "Index: ") && span_starts(next, "======")) {
			why = "patch-diff";
			step = 2;
			in_diff = true;
		} else if (span_starts(line, "--- ") && span_starts(next, "+++ ")) {
			why = "patch-diff";
			step = 2;
			in_diff = true;
		} else if (is_hunk(line, &old, &new)) {
			why = "patch-hunk";
			step = hunk_lines(raw + i, n - i, old, new, &broken);
			in_diff = true;
		} else if (span_starts(line, "@@@ ")) {
			why = "patch-hunk";
			while (i + step < n && raw[i + step].whole.len > 0 && strchr(" +-", raw[i + step].whole.ptr[0]) &&
			       !span_is(raw[i + step].whole, "-- "))
				step++;
		} else if (in_diff && span_starts(line, "GIT binary patch")) {
			why = "patch-binary";
			step = binary_lines(raw + i, n - i);
		} else if (in_diff && is_extended_header(line)) {
			why = "patch-diff";
		} else if (is_range_diff(line)) {
			why = "patch-range-diff";
			range = true;
		} else if (range && span_starts(line, "    ")) {
			why = "patch-range-diff";
		} else if (range && is_blank(line)) {
			i++;	/* inside, when more of it follows */
			continue;
		} else if (!in_diff && !range && is_diffstat(line)) {
			why = "patch-diffstat";
		} else {
			break;
		}
		if (!*why_out)
			*why_out = why;
		i += step;
		end = i;
	}
	return end;
}
