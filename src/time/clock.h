/* clock.h - the only place that asks the machine what time it is.
 *
 * The keeper reads the clock once a round and hands the instant on; nothing pure
 * may include this header.  Instants are int64_t seconds of UTC since 1970.
 */
#ifndef BEADLE_TIME_CLOCK_H
#define BEADLE_TIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t clock_now_s(void);		/* wall clock, UTC seconds */
int64_t clock_monotonic_ms(void);	/* never jumps: for time-outs and back-off alone */
int64_t clock_boot_s(void); /* since the machine began, with what it slept; never jumps */
/* A descriptor that can be read when somebody has set the wall clock; the caller closes it.  -1:
 * nobody can tell. */
int clock_watch(void);
/* What it has told is taken as known. */
void clock_watch_take(int fd);
bool clock_is_synchronised(void); /* something keeps the wall clock right (NTP); false where the
				     kernel may not be asked */

#endif
