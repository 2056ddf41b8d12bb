/* turns.h - several processes take turns with the mails of one file.
 *
 * Each process reads the whole file and takes every n-th group of its mails.  The first process
 * prints the others' output when its own has come to that place.  The result is the same, byte for
 * byte.
 */
#ifndef BEADLE_CLI_TURNS_H
#define BEADLE_CLI_TURNS_H

#include "cli/archive.h"

/* archive_read() for a take that keeps nothing from one mail to the next but *status, an exit
 * status: what it prints, to standard output and standard error, and makes of *status may be a
 * helper's doing.  There are as many processes as processors, at most four, and one alone for a
 * small file or a folder.  ERR_RETRY also when a helper was killed while it handed over what it had
 * printed. */
MUST_CHECK enum err_kind turns_read(const char *path, enum mailbox_type type, mailbox_take *take,
				    void *user, int *status, struct err *err);

#endif
