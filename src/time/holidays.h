/* holidays.h - a file of holidays: plain dates, or an iCalendar text.  Pure: bytes in.
 *
 * A plain file has a day or a range of days a line, and what follows them is for people:
 *
 *	2023-12-25		Christmas
 *	2023-12-27 .. 2024-01-02	the office is closed
 *	# a comment
 *
 * Of an iCalendar text (RFC 5545) the days of each VEVENT count, those that its RRULE repeats for a
 * hundred occurrences; EXDATEs and what is cancelled do not.
 */
#ifndef BEADLE_TIME_HOLIDAYS_H
#define BEADLE_TIME_HOLIDAYS_H

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "time/workdays.h"

enum { HOLIDAYS_MAX = 5000, HOLIDAYS_BYTES_MAX = 1024 * 1024 };

/* *out is the arena's.  ERR_DATA: "line 3: ..." with what would be right. */
MUST_CHECK enum err_kind holidays_read(struct arena *arena, struct span text, struct holidays *out,
				       struct err *err);

#endif
