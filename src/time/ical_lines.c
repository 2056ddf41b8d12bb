/* ical_lines.c - content lines unfolded, and the tree that BEGIN and END make of them (RFC 5545,
 * 3.1). */
#include <string.h>

#include "base/buf.h"
#include "time/ical_parts.h"

enum { DEPTH_MAX = 10 };

struct lines {
	struct arena *arena;
	struct span rest;
	unsigned number;		/* of the line that comes next */
	size_t taken;
};

/* The next content line with its continuations joined. */
static bool next_line(struct lines *lines, struct span *out, unsigned *number_out)
{
	struct span line, after, more;
	struct buf joined;

	if (!span_next_line(&lines->rest, out))
		return false;
	*number_out = lines->number++;
	after = lines->rest;
	if (!span_next_line(&after, &line) || !line.len || (*line.ptr != ' ' && *line.ptr != '\t'))
		return true;
	buf_init(&joined, ICAL_BYTES_MAX);
	buf_add_span(&joined, *out);
	while (more = lines->rest, span_next_line(&more, &line) && line.len &&
					   (*line.ptr == ' ' || *line.ptr == '\t')) {
		buf_add_span(&joined, span_sub(line, 1, line.len));
		lines->rest = more;
		lines->number++;
	}
	*out = span_copy(lines->arena, buf_fitted(&joined));
	buf_free(&joined);
	return true;
}

/* The first of two bytes that stands outside of double quotes. */
static size_t find_outside_quotes(struct span s, char a, char b)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			quoted = !quoted;
		else if (!quoted && (s.ptr[i] == a || s.ptr[i] == b))
			break;
	}
	return i;
}

static bool split(struct span text, struct ical_line *out)
{
	size_t end = find_outside_quotes(text, ':', ';');
	struct span rest = span_sub(text, end, text.len);

	out->name = span_sub(text, 0, end);
	out->params = span_from("", 0);
	if (!out->name.len || !rest.len)
		return false;
	if (*rest.ptr == ';') {
		rest = span_sub(rest, 1, rest.len);
		end = find_outside_quotes(rest, ':', ':');
		out->params = span_sub(rest, 0, end);
		rest = span_sub(rest, end, rest.len);
	}
	if (!rest.len)
		return false;
	out->value = span_sub(rest, 1, rest.len);
	return true;
}

static struct ical_component *new_component(struct arena *arena, struct span name, unsigned number)
{
	struct ical_component *c = arena_alloc(arena, 1, sizeof *c);

	c->name = name;
	c->number = number;
	return c;
}

enum err_kind ical_parse(struct arena *arena, struct span text, struct ical_component **out,
			 struct err *err)
{
	struct ical_component *stack[DEPTH_MAX + 1] = { new_component(arena, span_from("", 0), 1) };
	struct lines lines = { .arena = arena, .rest = text, .number = 1 };
	struct ical_line line;
	struct span whole;
	size_t depth = 0;

	if (span_starts(text, "\xEF\xBB\xBF"))
		lines.rest = span_sub(text, 3, text.len);
	if (text.len > ICAL_BYTES_MAX)
		return err_set(err, ERR_DATA,
			       "more than 1 MiB of text, expected a smaller calendar");
	while (next_line(&lines, &whole, &line.number)) {
		struct ical_component *c = stack[depth];

		if (!span_trim(whole).len)
			continue;
		if (++lines.taken > ICAL_LINES_MAX)
			return err_set(err, ERR_DATA,
				       "more than %d lines, expected a smaller calendar",
				       ICAL_LINES_MAX);
		if (!split(whole, &line))
			return err_set(err, ERR_DATA,
				       "line %u: this is no NAME:value, expected an iCalendar file",
				       line.number);
		if (span_is_ci(line.name, "BEGIN")) {
			if (depth == DEPTH_MAX)
				return err_set(err, ERR_DATA,
					       "line %u: components more than %d deep", line.number,
					       DEPTH_MAX);
			c->parts = arena_grow(arena, c->parts, c->n_parts, &c->cap_parts,
					      sizeof(struct ical_component *));
			stack[++depth] = new_component(arena, span_trim(line.value), line.number);
			c->parts[c->n_parts++] = stack[depth];
		} else if (span_is_ci(line.name, "END")) {
			if (!depth || !span_eq_ci(span_trim(line.value), c->name))
				return err_set(err, ERR_DATA, "line %u: END without its BEGIN",
					       line.number);
			depth--;
		} else {
			c->lines = arena_grow(arena, c->lines, c->n_lines, &c->cap_lines,
					      sizeof *c->lines);
			c->lines[c->n_lines++] = line;
		}
	}
	if (depth)
		return err_set(err, ERR_DATA,
			       "line %u: BEGIN without its END: the file is not complete",
			       stack[depth]->number);
	*out = stack[0];
	return ERR_NONE;
}

const struct ical_line *ical_find(const struct ical_component *component, const char *name)
{
	for (size_t i = 0; i < component->n_lines; i++) {
		if (span_is_ci(component->lines[i].name, name))
			return &component->lines[i];
	}
	return NULL;
}

bool ical_param(const struct ical_line *line, const char *name, struct span *out)
{
	struct span rest = line->params;

	while (rest.len) {
		size_t end = find_outside_quotes(rest, ';', ';');
		struct span param = span_sub(rest, 0, end);
		ptrdiff_t equals = span_find_char(param, '=');

		rest = span_sub(rest, end + 1, rest.len);
		if (equals < 0 || !span_is_ci(span_sub(param, 0, (size_t)equals), name))
			continue;
		*out = span_trim(span_sub(param, (size_t)equals + 1, param.len));
		if (out->len >= 2 && out->ptr[0] == '"' && out->ptr[out->len - 1] == '"')
			*out = span_sub(*out, 1, out->len - 2);
		return true;
	}
	return false;
}

enum ical_form ical_time(struct span text, struct civil_time *out)
{
	unsigned long day, second = 0;
	bool timed, utc;

	text = span_trim(text);
	timed = text.len >= 15 && ascii_lower(text.ptr[8]) == 't';
	utc = timed && text.len == 16 && ascii_lower(text.ptr[15]) == 'z';
	if (text.len != 8 + (timed ? 7U : 0U) + (utc ? 1U : 0U) ||
	    !span_to_uint(span_sub(text, 0, 8), 99999999, &day) ||
	    (timed && !span_to_uint(span_sub(text, 9, 6), 235960, &second)) ||
	    second / 100 % 100 > 59 || second % 100 > 60 ||
	    !civil_is_valid((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)))
		return ICAL_NO_TIME;
	if (second % 100 == 60)
		second--;	/* a leap second counts as the one before it */
	*out = (struct civil_time){
		.date = { (int16_t)(day / 10000), (int8_t)(day / 100 % 100), (int8_t)(day % 100) },
		.hour = (int8_t)(second / 10000),
		.minute = (int8_t)(second / 100 % 100),
		.second = (int8_t)(second % 100),
	};
	return utc ? ICAL_UTC : timed ? ICAL_LOCAL : ICAL_DAY;
}
