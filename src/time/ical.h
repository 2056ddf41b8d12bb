/* ical.h - the events of an iCalendar text (RFC 5545) and when they take place.
 *
 * Taken: VEVENT with DTSTART, DTEND or DURATION, RRULE, RDATE, EXDATE, RECURRENCE-ID, STATUS,
 * SEQUENCE, UID and SUMMARY; all else is passed over, alarms too.  Events without a time of day
 * (DTSTART;VALUE=DATE) are no meetings and left out.  A TZID means, in this order: a zone of the
 * machine by its IANA name, by its Windows name, by the end of a path
 * ("/example.org/1/Europe/Zurich"), the X-LIC-LOCATION or at last the rules of the VTIMEZONE of
 * that name.  A local time without TZID is in the zone that the caller gives. Pure: bytes in.  All
 * memory is the arena's; zones of the machine live as long as the process.
 */
#ifndef BEADLE_TIME_ICAL_H
#define BEADLE_TIME_ICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "time/recurrence.h"
#include "time/zone.h"

enum {
	ICAL_BYTES_MAX = 1024 * 1024,
	ICAL_LINES_MAX = 50000,		/* content lines, unfolded */
	ICAL_EVENTS_MAX = 2000,
	ICAL_DATES_MAX = 2000,		/* RDATE or EXDATE values of one event */
	ICAL_LENGTH_MAX_S = 7 * 24 * 3600,	/* of one event; longer ones count as so long */
};

struct ical_zone;

/* One occurrence left out, or said again: by its instant, or by its day alone in the event's
 * zone. */
struct ical_mark {
	int64_t utc_s;
	struct civil_date day;		/* set: the whole day, utc_s does not count */
};

/* An occurrence that was changed (RECURRENCE-ID). */
struct ical_override {
	struct ical_mark original;
	int64_t start_utc_s;
	int64_t length_s;		/* 0: not said */
	bool cancelled;
	long sequence;			/* the highest one counts */
};

struct ical_series {			/* one VEVENT with its changed occurrences */
	const char *uid, *summary;	/* "" when it has none */
	long sequence;
	const struct ical_zone *zone;
	struct civil_time start;	/* in that zone */
	int64_t length_s;		/* 0: not said */
	bool has_rule;
	struct recurrence rule;		/* localized */
	int64_t *extra_utc_s;		/* RDATE */
	size_t n_extra;
	struct ical_mark *excluded;	/* EXDATE */
	size_t n_excluded;
	struct ical_override *overrides;
	size_t n_overrides, cap_overrides;
	bool cancelled;			/* all of it */
};

struct ical_calendar {
	struct ical_series *series;	/* in the order of the text */
	size_t n_series;
	size_t n_all_day;		/* events that were left out for want of a time */
};

struct occurrence {
	int64_t planned_utc_s;		/* as the rule has it; what an override names */
	int64_t start_utc_s;
	int64_t length_s;		/* 0: not said */
	bool cancelled;
};

struct occurrence_list {
	struct occurrence *list;	/* in an arena */
	size_t len, cap;
};

/* ERR_DATA: "line 12: ..." with what is wrong and what would be right. */
MUST_CHECK enum err_kind ical_read(struct arena *arena, struct span text,
				   const struct zone *floating, struct ical_calendar *out,
				   struct err *err);

/* Appends what is planned up to that instant, in the order of planned_utc_s; EXDATEs taken out;
 * nothing by rule once the list holds RECURRENCE_MAX.  An override moves an occurrence wherever it
 * says, but keeps its planned instant. */
void ical_expand(struct arena *arena, const struct ical_series *series, int64_t until_utc_s,
		 struct occurrence_list *out);

#endif
