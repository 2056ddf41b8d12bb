/* clock.c - see clock.h. */
#include "time/clock.h"

#include <sys/timex.h>
#include <time.h>

int64_t clock_now_s(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_boot_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec;
}

bool clock_is_synchronised(void)
{
	struct timex state = { .modes = 0 };	/* asks and sets nothing */
	int said = adjtimex(&state);

	return said >= 0 && said != TIME_ERROR;
}
