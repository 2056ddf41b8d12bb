/* cycle.h - how often a duty comes back: "every 6 months", "every other Friday", "monthly".
 *
 * A cycle and its first day give a series of days without end.  Each day is counted from the first
 * one, so that the 31st is the last day of a short month and the 31st again in the next long one.
 * Pure; English only.
 *
 * Understood, letter case aside:
 *	every 6 months		days, weeks, fortnights, months, quarters, years; numbers in digits
 *				or words up to twelve
 *	every other week	"other" and "second" are 2
 *	every Monday		the first such day on or after the first day, and so on; "every
 *				other Monday"
 *	every first Monday	and last; second, third and fourth need "of the month": "every
 *				second Monday" may mean two things
 *	daily, weekly, fortnightly, monthly, quarterly, half-yearly, yearly, annually
 * Not understood, because it would be a guess: "biweekly", "every 2-3 weeks", "every meeting".
 */
#ifndef BEADLE_TIME_CYCLE_H
#define BEADLE_TIME_CYCLE_H

#include "base/span.h"
#include "time/civil.h"

enum cycle_unit {
	CYCLE_NONE,
	CYCLE_DAYS,		/* every n days; on that weekday, when n is a number of weeks and
				 * one is given */
	CYCLE_MONTHS,		/* every n months, on the day of the month that the first one is */
	CYCLE_OF_MONTH,		/* the n-th such weekday of each month, 1 to 4; 5: the last */
};

struct cycle {
	enum cycle_unit unit;
	int n;
	int weekday;		/* 0 = Sunday .. 6; -1: none */
};

enum { CYCLE_LAST = 5, CYCLE_TEXT_SIZE = 48 };

/* At the beginning of text; *len_out is how much of it was taken, up to the end of a word. */
bool cycle_take(struct span text, struct cycle *out, size_t *len_out);
/* The whole text. */
bool cycle_parse(struct span text, struct cycle *out);
/* In the words that cycle_parse reads back: "every 6 months".  Returns buf (CYCLE_TEXT_SIZE). */
char *cycle_format(const struct cycle *cycle, char *buf);

/* The first day of the series that begins at `from` which is later than `after`; not set beyond the
 * year 9999. */
struct civil_date cycle_next(const struct cycle *cycle, struct civil_date from,
			     struct civil_date after);
/* Its last day that is not later than `until`; not set when there is none yet. */
struct civil_date cycle_last(const struct cycle *cycle, struct civil_date from,
			     struct civil_date until);

#endif
