/* imap_fetch.h - all mail after the cursor, in batches, from a selected folder. */
#ifndef BEADLE_MAILBOX_IMAP_FETCH_H
#define BEADLE_MAILBOX_IMAP_FETCH_H

#include "mailbox/imap_dialogue.h"
#include "mailbox/mailbox.h"

/* As fetch in mailbox.h.  What the server leaves out, answers without a text, garbles, or breaks
 * the connection at is asked for again by itself, over a new connection where that is needed; in
 * the end it is gone, or handed over as unreadable if other mails can be had. */
MUST_CHECK enum err_kind imap_fetch(struct imap_session *session, struct mailbox_cursor *cursor,
				    mailbox_take *take, void *user, struct err *err);

#endif
