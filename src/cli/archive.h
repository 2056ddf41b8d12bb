/* archive.h - mail in files: what `scan` and `simulate` read, through the daemon's own drivers. */
#ifndef BEADLE_CLI_ARCHIVE_H
#define BEADLE_CLI_ARCHIVE_H

#include "config/config.h"
#include "mailbox/mailbox.h"

/* Hands over every mail of a Maildir folder, an mbox or a file with a single mail; of mails beyond 1 MiB
 * what the daemon would read of them. */
MUST_CHECK enum err_kind archive_read(const char *path, enum mailbox_type type, mailbox_take *take, void *user,
				      struct err *err);

#endif
