/* shell.h - a shell command of the configuration, run to its end.
 *
 * It begins with /dev/null as its input, no descriptor of ours, the usual signals, and a process
 * group of its own, which is ended when its time is over.  Its end counts, not the end of its
 * output: an agent that it started may hold that open for ever.
 */
#ifndef BEADLE_CONFIG_SHELL_H
#define BEADLE_CONFIG_SHELL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct shell_command {
	const char *line; /* for /bin/sh -c */
	const char *folder; /* where it runs; NULL: here */
	const char *argument; /* its $1; NULL: none */
	int limit_ms;
};

/* What it writes as it comes: to its standard error, or its standard output. */
typedef void shell_output(void *user, bool is_error, const char *bytes, size_t len);

/* ERR_RETRY: it could not be started, did not end in time, or ended with another status than 0; the
 * text goes on "ended with status 1". */
MUST_CHECK enum err_kind shell_run(const struct shell_command *command, shell_output *take,
				   void *user, struct err *err);

#endif
