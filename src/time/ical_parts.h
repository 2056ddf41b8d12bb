/* ical_parts.h - an iCalendar text as libical's components; inside src/time only. */
#ifndef BEADLE_TIME_ICAL_PARTS_H
#define BEADLE_TIME_ICAL_PARTS_H

#include <libical/ical.h>

#include "time/ical.h"

/* The components of the text, for icalcomponent_free(): a VCALENDAR, or several below an XROOT. */
MUST_CHECK enum err_kind ical_parse(struct span text, icalcomponent **out, struct err *err);

/* The properties of a component, one by one; a list of values comes as one for each.  Begins with
 * { 0 }. */
struct ical_line {
	icalproperty *property;
	unsigned number; /* of its line, from 1 */
	unsigned nth; /* of the values on that line, from 1 */
};
bool ical_next_line(icalcomponent *component, struct ical_line *line);
unsigned ical_line_of(icalcomponent *component); /* of its BEGIN */

/* The text of an RRULE, as it was written: libical's own reading passes over what it does not know.
 * NULL when the property is none. */
const char *ical_rule(icalproperty *property);

/* The time in a value; of a period, when it begins. */
enum ical_form { ICAL_NO_TIME, ICAL_DAY, ICAL_LOCAL, ICAL_UTC };
enum ical_form ical_time(icalproperty *property, struct civil_time *out);

/* ical_zone.c: what a TZID means; ERR_DATA when it means nothing here. */
MUST_CHECK enum err_kind ical_zone_find(struct arena *arena, icalcomponent *calendar,
					const char *tzid, unsigned line,
					const struct ical_zone **out, struct err *err);
const struct ical_zone *ical_zone_of(struct arena *arena, const struct zone *zone);
int64_t ical_zone_to_utc(const struct ical_zone *zone, struct civil_time local);
struct civil_time ical_zone_to_local(const struct ical_zone *zone, int64_t utc_s);

#endif
