/* imap_fetch.h - all mail after the cursor, in batches, from a selected folder. */
#ifndef BEADLE_MAILBOX_IMAP_FETCH_H
#define BEADLE_MAILBOX_IMAP_FETCH_H

#include "base/buf.h"
#include "mailbox/imap_session.h"
#include "mailbox/mailbox.h"

/* As fetch in mailbox.h.  What the server leaves out, answers without a text, garbles, or breaks
 * the connection at is asked for again by itself, over a new connection where that is needed; in
 * the end it is gone, or handed over as unreadable if other mails can be had. */
MUST_CHECK enum err_kind imap_fetch(struct imap_session *session, struct mailbox_cursor *cursor,
				    mailbox_take *take, void *user, struct err *err);

/* imap_idle.c: as wait in mailbox.h. */
MUST_CHECK enum err_kind imap_wait(struct imap_session *session, int timeout_ms, int wake_fd, bool *woken_out,
				   struct err *err);

struct imap_entry;			/* mailbox/imap_list.h */

/* imap_large.c: one large mail without its attachments, put together in out; when it was received,
 * where the listing did not tell.  *came_out: the server
 * told of it; without that it may be there no more.  ERR_DATA: it cannot be had so, the session
 * alive or not; ERR_RETRY: the connection broke. */
MUST_CHECK enum err_kind imap_read_large(struct imap_session *session, struct imap_entry *entry,
					 struct mailbox_mail *mail, struct buf *out, bool *came_out,
					 struct err *err);

/* Of a command about mails that has failed: ERR_DATA when it was answered with NO, or by an answer
 * that cannot be read; else ERR_RETRY.  Marks a session that is dead. */
enum err_kind imap_fetch_failed(struct imap_session *session, int r, struct err *err);

#endif
