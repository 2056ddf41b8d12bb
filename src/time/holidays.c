/* holidays.c - see holidays.h. */
#include "time/holidays.h"

#include <libical/ical.h>
#include <string.h>

#include "time/civil.h"

enum { DATE_BYTES = 10, OCCURRENCES_MAX = 100, RANGE_DAYS_MAX = 366 };

struct days {
	struct arena *arena;
	struct day_range *ranges;
	size_t len, cap;
};

static bool add(struct days *d, int64_t first, int64_t last)
{
	if (d->len == HOLIDAYS_MAX)
		return false;
	d->ranges = arena_grow(d->arena, d->ranges, d->len, &d->cap, sizeof *d->ranges);
	d->ranges[d->len++] = (struct day_range){ first, last };
	return true;
}

/* ---- plain dates ---- */

static bool take_date(struct span *line, int64_t *day_out)
{
	struct civil_date date;

	if (line->len < DATE_BYTES || !civil_parse_iso(span_sub(*line, 0, DATE_BYTES), &date))
		return false;
	*line = span_trim(span_sub(*line, DATE_BYTES, line->len));
	*day_out = civil_to_days(date);
	return true;
}

static bool take_separator(struct span *line)
{
	static const char *const separators[] = { "..", "--", "-", "/", "to " };

	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
		if (span_starts(*line, separators[i])) {
			*line = span_trim(
				span_sub(*line, strlen(separators[i]), line->len));
			return true;
		}
	}
	return false;
}

static const char *read_line(struct days *d, struct span line)
{
	struct span rest;
	int64_t first, last;

	line = span_trim(line);
	if (!line.len || line.ptr[0] == '#')
		return NULL;
	if (!take_date(&line, &first))
		return "no date, expected such as 2023-12-25 or 2023-12-27 .. 2024-01-02";
	last = first;
	rest = line;
	if (take_separator(&rest))
		(void)take_date(&rest, &last);
	if (last < first || last - first > RANGE_DAYS_MAX)
		return "a range that ends before it begins, or after more than a year";
	return add(d, first, last) ? NULL : "more than 5000 holidays";
}

static enum err_kind read_plain(struct days *d, struct span text, struct err *err)
{
	struct span line;
	unsigned number = 0;

	while (span_next_line(&text, &line)) {
		const char *fault = read_line(d, line);

		number++;
		if (fault)
			return err_set(err, ERR_DATA, "line %u: %s", number, fault);
	}
	return ERR_NONE;
}

/* ---- iCalendar ---- */

static int64_t day_of(struct icaltimetype time)
{
	struct civil_date date = { (int16_t)time.year, (int8_t)time.month, (int8_t)time.day };

	return civil_to_days(date);
}

static bool is_excluded(icalcomponent *event, int64_t day)
{
	for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); p;
	     p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
		if (day_of(icalproperty_get_exdate(p)) == day)
			return true;
	}
	return false;
}

/* The days behind the first one that the event lasts. */
static int64_t more_days(icalcomponent *event, struct icaltimetype start)
{
	struct icaltimetype end = icalcomponent_get_dtend(event);
	int64_t more;

	if (icaltime_is_null_time(end))
		return 0;
	more = day_of(end) - day_of(start);
	if (more > 0 && (end.is_date || (!end.hour && !end.minute && !end.second)))
		more--;
	return more < 0 ? 0 : more > RANGE_DAYS_MAX ? RANGE_DAYS_MAX : more;
}

static bool add_event(struct days *d, icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	int64_t more;

	if (icaltime_is_null_time(start) || !civil_is_valid(start.year, start.month, start.day) ||
	    icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
		return true;
	more = more_days(event, start);
	if (!rule)
		return add(d, day_of(start), day_of(start) + more);
	icalrecur_iterator *next = icalrecur_iterator_new(icalproperty_get_rrule(rule), start);
	bool is_room = true;

	for (int i = 0; next && is_room && i < OCCURRENCES_MAX; i++) {
		struct icaltimetype time = icalrecur_iterator_next(next);

		if (icaltime_is_null_time(time))
			break;
		if (!is_excluded(event, day_of(time)))
			is_room = add(d, day_of(time), day_of(time) + more);
	}
	if (next)
		icalrecur_iterator_free(next);
	return is_room;
}

static bool add_events(struct days *d, icalcomponent *parent)
{
	bool is_room = true;

	for (icalcomponent *c = icalcomponent_get_first_component(parent, ICAL_ANY_COMPONENT);
	     c && is_room; c = icalcomponent_get_next_component(parent, ICAL_ANY_COMPONENT)) {
		if (icalcomponent_isa(c) == ICAL_VEVENT_COMPONENT)
			is_room = add_event(d, c);
		else if (icalcomponent_isa(c) == ICAL_VCALENDAR_COMPONENT)
			is_room = add_events(d, c);
	}
	return is_room;
}

static enum err_kind read_calendar(struct days *d, struct span text, struct err *err)
{
	icalcomponent *root =
		icalparser_parse_string(arena_strndup(d->arena, text.ptr, text.len));
	bool is_room = root && add_events(d, root);

	if (root)
		icalcomponent_free(root);
	if (!root)
		return err_set(err, ERR_DATA, "line 1: no iCalendar text that could be read");
	if (!is_room)
		return err_set(err, ERR_DATA, "line 1: more than %d holidays", HOLIDAYS_MAX);
	if (!d->len)
		return err_set(err, ERR_DATA, "line 1: a calendar without an event");
	return ERR_NONE;
}

enum err_kind holidays_read(struct arena *arena, struct span text, struct holidays *out,
			    struct err *err)
{
	struct days d = { .arena = arena };
	bool is_calendar = span_starts(span_trim(text), "BEGIN:VCALENDAR");
	enum err_kind kind = is_calendar ? read_calendar(&d, span_trim(text), err) :
					   read_plain(&d, text, err);

	*out = (struct holidays){ d.ranges, d.len };
	return kind;
}
