/* imap_fetch.h - all mail after the cursor, in batches, from a selected folder. */
#ifndef BEADLE_MAILBOX_IMAP_FETCH_H
#define BEADLE_MAILBOX_IMAP_FETCH_H

#include "base/buf.h"
#include "mailbox/imap_session.h"
#include "mailbox/mailbox.h"

/* As fetch in mailbox.h.  A mail whose bytes the library cannot read costs the connection: the session is
 * then opened anew in place, and the mail handed over as unreadable if the server is otherwise of sound mind. */
MUST_CHECK enum err_kind imap_fetch(struct imap_session *session, struct mailbox_cursor *cursor,
				    mailbox_take *take, void *user, struct err *err);

/* imap_idle.c: as wait in mailbox.h. */
MUST_CHECK enum err_kind imap_wait(struct imap_session *session, int timeout_ms, int wake_fd, bool *woken_out,
				   struct err *err);

/* imap_large.c: hands over one large mail without its attachments.  A refusal (NO) is ERR_DATA, with
 * the session alive; other errors as in imap_session.h.  *gone_out: the mail is there no more. */
MUST_CHECK enum err_kind imap_read_large(struct imap_session *session, struct mailbox_mail *mail,
					 uint32_t size_bytes, struct buf *out, bool *gone_out, struct err *err);

/* Items of a FETCH as a command has them, and of an answer as it came. */
struct mailimap_fetch_type *imap_items(struct mailimap_fetch_att *const *atts, size_t n);
struct mailimap_fetch_att *imap_item_body(struct mailimap_section *section, size_t most_bytes);

struct imap_answer {
	uint32_t uid, size_bytes;
	int64_t received_utc_s;
	const struct mailimap_body *structure;
	struct mailimap_msg_att_body_section *sections[32];
	size_t n_sections;
};

/* Everything borrowed from att. False when it names no UID (news about flags). */
bool imap_answer_read(const struct mailimap_msg_att *att, struct imap_answer *out);

/* UID FETCH of a set with a handler per mail, so that memory stays flat.  Takes over set and type. */
MUST_CHECK int imap_uid_fetch(struct imap_session *session, struct mailimap_set *set,
			      struct mailimap_fetch_type *type, uint64_t most_bytes,
			      mailimap_msg_att_handler *handler, void *user);

#endif
