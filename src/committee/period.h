/* period.h - how long people have time: "1w", "72h", and when that ends.  Pure. */
#ifndef BEADLE_COMMITTEE_PERIOD_H
#define BEADLE_COMMITTEE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "time/civil.h"
#include "time/zone.h"

/* Days are of the calendar ("1w" ends at the same time of day through a change of clocks), seconds
 * are exact.  All 0: none is said. */
struct period {
	int days;
	int64_t seconds;
};

/* "1w", "3 days", "72h", "90 minutes": d and w are days, the rest seconds.  False for anything
 * else. */
bool period_read(struct span text, struct period *out);

#define PERIOD_WEEK ((struct period){ .days = 7 })

bool period_is_set(struct period period);

/* When one that begins at this instant ends, UTC. */
int64_t period_end(const struct zone *zone, int64_t begin_s, struct period period);

/* The last second of a day. */
int64_t period_end_of_day(const struct zone *zone, struct civil_date date);

/* Of a last day that was named at at_s, to people who heard of it at begin_s: as many days
 * later. */
int64_t period_end_of_last_day(const struct zone *zone, struct civil_date last, int64_t at_s,
			       int64_t begin_s);

/* Time on top of what ends at before_s, for people who hear of it at begin_s: a period, or until a
 * day that was named at at_s; a week when neither is set. */
int64_t period_extended_end(const struct zone *zone, int64_t before_s, int64_t at_s,
			    int64_t begin_s, struct period period, struct civil_date until);

/* How much later than a period began a notice of it may be without a change of its end: a twelfth,
 * an hour at most. */
int64_t period_delay_s(int64_t period_s);

#endif
