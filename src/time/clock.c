/* clock.c - see clock.h. */
#include "time/clock.h"

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
