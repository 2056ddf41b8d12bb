/* civil.h - dates without a zone, and their text forms.
 *
 * A civil date is a day of the proleptic Gregorian calendar, years 1 to 9999.
 * Sums that leave those years give no date; an instant outside them is taken as
 * the nearest inside.  Pure: no clock, no zone, no locale.
 */
#ifndef BEADLE_TIME_CIVIL_H
#define BEADLE_TIME_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct civil_date {
	int16_t year;		/* 0 = no date */
	int8_t month;		/* 1..12 */
	int8_t day;		/* 1..31 */
};

struct civil_time {
	struct civil_date date;
	int8_t hour, minute, second;
};

enum { CIVIL_TEXT_SIZE = 32 };

bool civil_is_set(struct civil_date date);
bool civil_is_valid(int year, int month, int day);
int civil_compare(struct civil_date a, struct civil_date b);	/* <0, 0, >0 */
int civil_weekday(struct civil_date date);			/* 0 = Sunday .. 6 = Saturday */
int civil_days_in_month(int year, int month);

int64_t civil_to_days(struct civil_date date);			/* since 1970-01-01 */
struct civil_date civil_from_days(int64_t days);
struct civil_date civil_add_days(struct civil_date date, int days);
struct civil_date civil_add_months(struct civil_date date,
				   int months); /* clipped to the month's last day */

/* UTC seconds <-> civil time in UTC. */
struct civil_time civil_from_utc(int64_t utc_s);
int64_t civil_to_utc(struct civil_time time);

/* "2023-07-05" exactly, over the whole span. */
bool civil_parse_iso(struct span text, struct civil_date *out);

/* An instant for --now: "2023-07-05T09:00:00Z", "...+02:00", or "2023-07-05" / "2023-07-05 09:00"
 * (UTC). */
bool civil_parse_instant(struct span text, int64_t *utc_s_out);

/* Into a buffer of CIVIL_TEXT_SIZE: "2023-07-05", "Wed 5 Jul", "2023-07-05T16:00:00Z". Each returns
 * buf. */
char *civil_format_iso(struct civil_date date, char *buf);
char *civil_format_short(struct civil_date date, char *buf);
char *civil_format_instant(int64_t utc_s, char *buf);

/* "90s", "10m", "72h", "3d", "2w" -> seconds; also "1 week", "10 minutes". No month, no year;
 * at most a hundred years. */
bool civil_parse_period(struct span text, int64_t *seconds_out);

#endif
