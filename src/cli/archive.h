/* archive.h - mail in files: what `scan` and `simulate` read, through the daemon's own drivers. */
#ifndef BEADLE_CLI_ARCHIVE_H
#define BEADLE_CLI_ARCHIVE_H

#include "config/config.h"
#include "mailbox/mailbox.h"

/* As the daemon has it: what is cut off a larger mail are attachments. */
enum { ARCHIVE_MAIL_MAX_BYTES = 1024 * 1024 };

/* Hands over every mail of a Maildir folder, an mbox or a file with a single mail; of mails beyond
 * 1 MiB what the daemon would read of them. */
MUST_CHECK enum err_kind archive_read(const char *path, enum mailbox_type type, mailbox_take *take,
				      void *user, struct err *err);

/* How one of its mails is called where something is said of it: the file, which of many it is, and
 * its Message-ID. */
const char *archive_mail_name(struct arena *arena, const char *path,
			      const struct mailbox_mail *mail);

#endif
