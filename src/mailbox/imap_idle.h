/* imap_idle.h - waiting for news of a selected folder. */
#ifndef BEADLE_MAILBOX_IMAP_IDLE_H
#define BEADLE_MAILBOX_IMAP_IDLE_H

#include "mailbox/imap_dialogue.h"

/* As wait in mailbox.h. */
MUST_CHECK enum err_kind imap_wait(struct imap_session *session, int timeout_ms, int wake_fd,
				   bool *woken_out, struct err *err);

#endif
