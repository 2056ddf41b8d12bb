/* ical_parts.h - an iCalendar text as a tree of components; inside src/time only. */
#ifndef BEADLE_TIME_ICAL_PARTS_H
#define BEADLE_TIME_ICAL_PARTS_H

#include "time/ical.h"

struct ical_line {			/* one content line, unfolded */
	struct span name, params, value;	/* params: after the first ';', without it */
	unsigned number;		/* where it begins, from 1 */
};

struct ical_component {
	struct span name;		/* "VEVENT" */
	unsigned number;		/* line of its BEGIN */
	struct ical_line *lines;
	size_t n_lines, cap_lines;
	struct ical_component **parts;
	size_t n_parts, cap_parts;
};

/* The components of the text, below one without a name. */
MUST_CHECK enum err_kind ical_parse(struct arena *arena, struct span text,
				    struct ical_component **out, struct err *err);

/* The first line of that name, or NULL; the n-th part. */
const struct ical_line *ical_find(const struct ical_component *component, const char *name);

/* A parameter's value without quotes; false when there is none. */
bool ical_param(const struct ical_line *line, const char *name, struct span *out);

/* "20230705T160000Z", "20230705T160000", "20230705". */
enum ical_form { ICAL_NO_TIME, ICAL_DAY, ICAL_LOCAL, ICAL_UTC };
enum ical_form ical_time(struct span text, struct civil_time *out);

/* ical_zone.c: what a TZID means; ERR_DATA when it means nothing here.  root: the tree, for its
 * VTIMEZONEs. */
MUST_CHECK enum err_kind ical_zone_find(struct arena *arena, const struct ical_component *root,
					struct span tzid, unsigned line,
					const struct ical_zone **out, struct err *err);
const struct ical_zone *ical_zone_of(struct arena *arena, const struct zone *zone);
int64_t ical_zone_to_utc(const struct ical_zone *zone, struct civil_time local);
struct civil_time ical_zone_to_local(const struct ical_zone *zone, int64_t utc_s);

#endif
