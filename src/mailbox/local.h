/* local.h - what the maildir and mbox drivers share: reading a file, waiting for a folder to
 * change. */
#ifndef BEADLE_MAILBOX_LOCAL_H
#define BEADLE_MAILBOX_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "mailbox/mailbox.h"

struct reduction;

/* A file of one mail, into the reduction.  *mtime_out: UTC seconds. ERR_DATA: it cannot be read
 * (errno kept: ENOENT when it is gone; ETXTBSY when somebody is still writing it, as cp into the
 * folder does: later it can be).  Never follows into a device or pipe. */
MUST_CHECK enum err_kind local_read_file(int dir_fd, const char *path, struct reduction *out,
					 int64_t *mtime_out, struct err *err);

/* The mail at whose end the reduction is: its bytes, and what is missing of it. */
void local_end_mail(struct reduction *reduction, struct mailbox_mail *mail);

/* Says of a mail that was cut at the limit what is missing: attachments, or text too. */
void local_mark_cut(struct mailbox_mail *mail, bool cut);

/* Until something changes, wake_fd can be read, or the time is over; without a watch by the clock
 * alone. */
void local_wait(int watch_fd, int timeout_ms, int wake_fd, bool *woken_out);

/* Order of mails: by seconds, then by name. */
int local_compare(int64_t a_s, const char *a_name, int64_t b_s, const char *b_name);

#endif
