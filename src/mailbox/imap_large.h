/* imap_large.h - a mail too large to fetch whole, or of unknown size. */
#ifndef BEADLE_MAILBOX_IMAP_LARGE_H
#define BEADLE_MAILBOX_IMAP_LARGE_H

#include "base/buf.h"
#include "mailbox/imap_dialogue.h"
#include "mailbox/mailbox.h"

struct imap_entry;			/* mailbox/imap_list.h */

/* The mail of the entry without its attachments, put together in out; the entry learns when it was
 * received, where the listing did not tell.  *came_out: the server told of it; without that it may
 * be there no more.  ERR_DATA: it cannot be had so, the session alive or not; ERR_RETRY: the
 * connection broke. */
MUST_CHECK enum err_kind imap_read_large(struct imap_session *session, struct imap_entry *entry,
					 struct mailbox_mail *mail, struct buf *out, bool *came_out,
					 struct err *err);

#endif
