/* failpoint_kill.c - failpoints that count, and kill at the one asked for.
 *
 * BEADLE_FAILPOINT_LOG=FILE	every failpoint passed appends its name as a line: the count pass
 * BEADLE_FAILPOINT_KILL=N	the N-th one passed, in whatever process of the program, kills the whole
 *				process group with SIGKILL: no handler, no flush, as a power cut would; a name instead: the
 *				first one of that name
 * BEADLE_FAILPOINT_END=NAME	whatever process passes the one of that name ends there, alone: a worker that dies
 * The count is shared by keeper and workers through the log file itself: an append of one byte per
 * failpoint is atomic, and its offset is the number.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/failpoint.h"

void failpoint(const char *name)
{
	const char *log = getenv("BEADLE_FAILPOINT_LOG"), *kill_at = getenv("BEADLE_FAILPOINT_KILL");
	const char *end_at = getenv("BEADLE_FAILPOINT_END");
	char line[200], text[65536];
	struct rlimit size = { 1, 1 };
	int n_lines = 0;

	if (end_at && strcmp(end_at, name) == 0)
		_exit(1);
	/* the read worker's sandbox: it has no failpoints; under a sanitizer only the limit tells */
	getrlimit(RLIMIT_FSIZE, &size);
	if (!log || size.rlim_cur == 0)
		return;
	int fd = open(log, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return;		/* the same sandbox, closed by the kernel */
	flock(fd, LOCK_EX);
	int len = snprintf(line, sizeof line, "%s\n", name);

	if (write(fd, line, (size_t)len) != len)
		_exit(99);
	lseek(fd, 0, SEEK_SET);
	for (ssize_t n; (n = read(fd, text, sizeof text)) > 0;) {
		for (ssize_t i = 0; i < n; i++)
			n_lines += text[i] == '\n';
	}
	if (kill_at && (n_lines == atoi(kill_at) || strcmp(kill_at, name) == 0))
		kill(0, SIGKILL);
	close(fd);
}

bool failpoint_is_armed(void)
{
	return getenv("BEADLE_FAILPOINT_LOG") != NULL;
}
