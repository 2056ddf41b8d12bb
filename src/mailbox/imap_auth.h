/* imap_auth.h - logging in to an IMAP server. */
#ifndef BEADLE_MAILBOX_IMAP_AUTH_H
#define BEADLE_MAILBOX_IMAP_AUTH_H

#include "mailbox/imap_dialogue.h"

/* Logs in with the mechanism that the configuration names, or the best on offer.  Where
 * that is SCRAM and the server refuses it (it may know the password in another form), the password
 * itself is told, under TLS or on this machine alone. */
MUST_CHECK enum err_kind imap_login(struct imap_session *session, const char **mechanism_out,
				    struct err *err);

#endif
