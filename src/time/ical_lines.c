/* ical_lines.c - an iCalendar text (RFC 5545, 3.1) handed to libical.
 *
 * libical tells neither the line of an error nor whether an END belongs to its BEGIN, and has no
 * limits.  So each line is looked at first, and goes on behind a property LINE_MARK that has its
 * number.  An RRULE goes as RULE_MARK, whose text libical leaves alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "time/ical_parts.h"

#define LINE_MARK "X-BEADLE-LINE"
#define RULE_MARK "X-BEADLE-RRULE"

enum { DEPTH_MAX = 10 };

struct numbering {
	struct buf out;
	struct span open[DEPTH_MAX]; /* names of the components, */
	unsigned begins[DEPTH_MAX]; /* and where each begins */
	size_t depth, lines;
	struct err *err;
};

static enum err_kind begin(struct numbering *n, struct span name, unsigned number)
{
	if (n->depth == DEPTH_MAX)
		return err_set(n->err, ERR_DATA, "line %u: components more than %d deep", number,
			       DEPTH_MAX);
	n->begins[n->depth] = number;
	n->open[n->depth++] = name;
	buf_addf(&n->out, "BEGIN:" SPAN_FMT "\r\n" LINE_MARK ":%u\r\n", SPAN_ARG(name), number);
	return ERR_NONE;
}

static enum err_kind end(struct numbering *n, struct span name, unsigned number)
{
	if (!n->depth || !span_eq_ci(name, n->open[n->depth - 1]))
		return err_set(n->err, ERR_DATA, "line %u: END without BEGIN", number);
	n->depth--;
	buf_addf(&n->out, "END:" SPAN_FMT "\r\n", SPAN_ARG(name));
	return ERR_NONE;
}

static void add_rest(struct numbering *n, struct span rest)
{
	buf_add_span(&n->out, rest);
	buf_add_str(&n->out, "\r\n");
}

static enum err_kind take_line(struct numbering *n, struct span line, unsigned number)
{
	size_t len = 0;

	while (len < line.len && !strchr(":;", line.ptr[len]))
		len++;
	struct span name = span_sub(line, 0, len);
	struct span rest = span_sub(line, len, line.len);
	struct span value = span_trim(span_sub(rest, 1, rest.len));

	if (!name.len || !rest.len || memchr(line.ptr, '\0', line.len))
		return err_set(n->err, ERR_DATA,
			       "line %u: this is not NAME:value, expected an iCalendar file",
			       number);
	if (++n->lines > ICAL_LINES_MAX)
		return err_set(n->err, ERR_DATA, "more than %d lines, expected a smaller calendar",
			       ICAL_LINES_MAX);
	if (span_is_ci(name, "BEGIN"))
		return begin(n, value, number);
	if (span_is_ci(name, "END"))
		return end(n, value, number);
	buf_addf(&n->out, LINE_MARK ":%u\r\n", number);
	buf_add_span(&n->out, span_is_ci(name, "RRULE") ? span_of(RULE_MARK) : name);
	add_rest(n, rest);
	return ERR_NONE;
}

static bool continues(struct span text)
{
	return text.len && (*text.ptr == ' ' || *text.ptr == '\t');
}

static enum err_kind number_lines(struct numbering *n, struct span text)
{
	struct span line;

	if (span_starts(text, "\xEF\xBB\xBF"))
		text = span_sub(text, 3, text.len);
	for (unsigned number = 1; span_next_line(&text, &line); number++) {
		if (continues(line) && !memchr(line.ptr, '\0', line.len))
			add_rest(n, line);
		else if (span_trim(line).len && take_line(n, line, number))
			return n->err->kind;
	}
	if (n->depth)
		return err_set(n->err, ERR_DATA,
			       "line %u: BEGIN without END: the file is not complete",
			       n->begins[n->depth - 1]);
	return ERR_NONE;
}

enum err_kind ical_parse(struct span text, icalcomponent **out, struct err *err)
{
	struct numbering n = { .err = err };
	struct span numbered;

	*out = NULL;
	if (text.len > ICAL_BYTES_MAX)
		return err_set(err, ERR_DATA,
			       "more than 1 MiB of text, expected a smaller calendar");
	icalerror_set_errors_are_fatal(false);
	buf_init(&n.out, 3 * ICAL_BYTES_MAX);
	err->kind = number_lines(&n, text);
	if (!err->kind && buf_whole(&n.out, &numbered) && numbered.len)
		*out = icalparser_parse_string(numbered.ptr);
	buf_free(&n.out);
	if (!err->kind && !*out)
		return err_set(err, ERR_DATA,
			       "line 1: no BEGIN:VCALENDAR, expected an iCalendar file");
	return err->kind;
}

static unsigned mark_of(icalproperty *property)
{
	const char *name = icalproperty_get_x_name(property);

	if (!name || strcmp(name, LINE_MARK) != 0)
		return 0;
	return (unsigned)strtoul(icalproperty_get_x(property), NULL, 10);
}

unsigned ical_line_of(icalcomponent *component)
{
	return mark_of(icalcomponent_get_first_property(component, ICAL_X_PROPERTY));
}

bool ical_next_line(icalcomponent *component, struct ical_line *line)
{
	unsigned number;

	do {
		line->property =
			line->property
				? icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)
				: icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);
		if (!line->property)
			return false;
		number = mark_of(line->property);
		line->number = number ? number : line->number;
		line->nth = number ? 0 : line->nth + 1;
	} while (number);
	return true;
}

const char *ical_rule(icalproperty *property)
{
	const char *name = icalproperty_get_x_name(property);

	return name && strcmp(name, RULE_MARK) == 0 ? icalproperty_get_x(property) : NULL;
}

enum ical_form ical_time(icalproperty *property, struct civil_time *out)
{
	icalvalue *value = icalproperty_get_value(property);
	struct icaldatetimeperiodtype either = icalvalue_get_datetimeperiod(value);
	struct icaltimetype t =
		icalvalue_isa(value) == ICAL_PERIOD_VALUE ? either.period.start : either.time;

	if (t.second == 60)
		t.second = 59; /* a leap second counts as the one before it */
	if (!recurrence_time(t, out))
		return ICAL_NO_TIME;
	if (t.is_date)
		return ICAL_DAY;
	return icaltime_is_utc(t) ? ICAL_UTC : ICAL_LOCAL;
}
