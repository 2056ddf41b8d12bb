/* imap_large.h - mails too large to fetch whole, or of unknown size: without their attachments. */
#ifndef BEADLE_MAILBOX_IMAP_LARGE_H
#define BEADLE_MAILBOX_IMAP_LARGE_H

#include "mailbox/imap_dialogue.h"

struct imap_entry;			/* mailbox/imap_list.h */

enum { LARGE_MAX = 64, LARGE_BYTES_MAX = 4 * 1024 * 1024 };

/* Gets some large mails, n <= LARGE_MAX, in two steps for all of them: header and structure, then
 * the texts.  Each entry that could be had has its bytes then, has "came", and knows when it was
 * received.  The others are as they were; all after the first, once there are LARGE_BYTES_MAX.
 * *seen_out: the server told of the first; without that it may be there no more.  What is returned
 * is about the first, if that could not be had: ERR_DATA: not so, the session alive or not;
 * ERR_RETRY: the connection broke. */
MUST_CHECK enum err_kind imap_read_large(struct imap_session *session,
					 struct imap_entry *const *entries, size_t n,
					 bool *seen_out, struct err *err);

#endif
