/* clock_by_file.c - in the place of src/time/clock.c: clocks that a test moves.
 *
 * It does so through a file, which the environment's BEADLE_CLOCK names.
 * The file is mapped once, before any worker is forked and shut off from files.
 */
#include "time/clock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct hands {
	int64_t passed_s;		/* more than in truth, for both clocks */
	int64_t ahead_s;		/* the wall clock alone */
	int64_t booted_s;		/* the machine, so much later than in truth */
	int64_t synchronised;
	int64_t quiet_s;		/* more than in truth, by the clock that timeouts are told by */
};

static const volatile struct hands *hands(void)
{
	static const volatile struct hands *mapped;
	const char *file = getenv("BEADLE_CLOCK");

	if (!mapped) {
		int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
		void *at = mmap(NULL, sizeof *mapped, PROT_READ, MAP_SHARED, fd, 0);

		if (at == MAP_FAILED)
			abort();
		close(fd);
		mapped = at;
	}
	return mapped;
}

static int64_t read_ms(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now_s(void)
{
	return read_ms(CLOCK_REALTIME) / 1000 + hands()->passed_s + hands()->ahead_s;
}

int64_t clock_monotonic_ms(void)
{
	return read_ms(CLOCK_MONOTONIC) + hands()->quiet_s * 1000;
}

int64_t clock_boot_s(void)
{
	return read_ms(CLOCK_BOOTTIME) / 1000 + hands()->passed_s - hands()->booted_s;
}

int clock_watch(void)
{
	return -1;
}

void clock_watch_take(int fd)
{
	(void)fd;
}

bool clock_is_synchronised(void)
{
	return hands()->synchronised;
}
