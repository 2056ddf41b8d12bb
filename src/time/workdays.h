/* workdays.h - the days on which somebody is reminded: working days that are no holidays.
 *
 * Days are local ones, counted since 1970-01-01.  Pure.
 */
#ifndef BEADLE_TIME_WORKDAYS_H
#define BEADLE_TIME_WORKDAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct day_range {
	int64_t first, last;		/* both are in it */
};

struct holidays {
	const struct day_range *ranges;
	size_t n;
};

enum {
	WORKDAYS_MONDAY_TO_FRIDAY = 0x3e,	/* a bit a weekday; 1: Sunday */
	WORKDAYS_ALL = 0x7f,
};

struct workdays {
	unsigned weekdays;		/* 0: every day */
	struct holidays of_list, of_person;
};

bool workdays_has(const struct workdays *workdays, int64_t day);

/* The first working day from that day on; the day itself where a whole year has none. */
int64_t workdays_next(const struct workdays *workdays, int64_t day);

#endif
