/* clock.h - the only place that asks the machine what time it is.
 *
 * The keeper reads the clock once a round and hands the instant on; nothing pure
 * may include this header.  Instants are int64_t seconds of UTC since 1970.
 */
#ifndef BEADLE_TIME_CLOCK_H
#define BEADLE_TIME_CLOCK_H

#include <stdint.h>

int64_t clock_now_s(void);		/* wall clock, UTC seconds */
int64_t clock_monotonic_ms(void);	/* never jumps: for time-outs and back-off alone */

#endif
