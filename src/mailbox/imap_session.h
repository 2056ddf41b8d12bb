/* imap_session.h - an IMAP connection from the name to the selected folder.
 *
 * No secret is sent before TLS is verified.  A server that does not offer a STARTTLS that is
 * required, or that greets with PREAUTH, is refused.  After any failure except a plain NO the
 * session is dead: close it.
 */
#ifndef BEADLE_MAILBOX_IMAP_SESSION_H
#define BEADLE_MAILBOX_IMAP_SESSION_H

#include "base/report.h"
#include "mailbox/imap_dialogue.h"

/* Connects, logs in, examines the folder.  Each step done is reported (report may be NULL).
 * On error nothing is left open; the text begins with the step that failed. */
MUST_CHECK enum err_kind imap_session_open(const struct config_mailbox *config, step_report *report,
					   void *user, struct imap_session *out, struct err *err);
/* In place of a dead one: the folder must still be the same.  ERR_RETRY when it is not. */
MUST_CHECK enum err_kind imap_session_reopen(struct imap_session *session, struct err *err);
/* Selects the folder anew: fresh uidvalidity and exists. */
MUST_CHECK enum err_kind imap_session_examine(struct imap_session *session, struct err *err);
/* Says LOGOUT without waiting for the answer.  A session that was never opened, all zero, is
 * fine. */
void imap_session_close(struct imap_session *session);

#endif
