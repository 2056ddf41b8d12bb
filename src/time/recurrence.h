/* recurrence.h - RFC 5545 recurrence rules over local times.
 *
 * A rule is iterated over floating local time, never over instants: "13:00 every other Wednesday"
 * stays at 13:00 across a clock change, and only its results are converted (zone_to_utc).  Only
 * daily and coarser rules; the time of day is that of the start.  Every iteration is bounded, by a
 * last day and a number.
 */
#ifndef BEADLE_TIME_RECURRENCE_H
#define BEADLE_TIME_RECURRENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "time/civil.h"
#include "time/zone.h"

enum {
	RECURRENCE_MAX = 10000,		/* occurrences of one rule; further ones are not seen */
	RECURRENCE_BYTES_MAX = 500,	/* of a rule's text */
};

/* How the rule ends: not at all or by COUNT, on a day, at a local time, at an instant. */
enum recurrence_until { UNTIL_NONE, UNTIL_DATE, UNTIL_LOCAL, UNTIL_UTC };

struct recurrence {
	const char *rule;		/* without COUNT and UNTIL; in the arena */
	unsigned count;			/* 0: no COUNT */
	enum recurrence_until until_kind;
	struct civil_time until;	/* the last moment at which it may occur */
};

struct civil_times {
	struct civil_time *times;	/* in an arena */
	size_t len, cap;
};

/* "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", letter case aside (RFC 5545, 3.3.10).  ERR_DATA says which
 * part is wrong and what would be right: a part that is unknown, twice there, out of range or
 * without meaning for its FREQ. */
MUST_CHECK enum err_kind recurrence_parse(struct arena *arena, struct span text,
					  struct recurrence *out, struct err *err);

/* A time of libical's as one of ours; false for none, and for 30 February and the like. */
struct icaltimetype;
bool recurrence_time(struct icaltimetype t, struct civil_time *out);

/* Makes an UNTIL in UTC local to the zone: recurrence_expand() needs that. */
void recurrence_localize(struct recurrence *rule, const struct zone *zone);

/* Whether start is an occurrence of the rule by itself. */
bool recurrence_fits(const struct recurrence *rule, struct civil_time start);

/* Appends the local starts in order, up to the end of the day `last` and at most max of them (and
 * RECURRENCE_MAX). start is always the first one, as RFC 5545 (3.8.5.3) has it, unless it is after
 * last. */
void recurrence_expand(struct arena *arena, const struct recurrence *rule, struct civil_time start,
		       struct civil_date last, size_t max, struct civil_times *out);

#endif
