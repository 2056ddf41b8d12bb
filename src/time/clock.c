/* clock.c - see clock.h. */
#include "time/clock.h"

#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

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

int clock_watch(void)
{
	const struct itimerspec never = { .it_value.tv_sec = UINT32_MAX };
	int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0 && timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
				       NULL) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void clock_watch_take(int fd)
{
	uint64_t ticks;

	while (read(fd, &ticks, sizeof ticks) > 0)
		;
}

bool clock_is_synchronised(void)
{
	struct timex state = { .modes = 0 };	/* asks and sets nothing */
	int said = adjtimex(&state);

	return said >= 0 && said != TIME_ERROR;
}
