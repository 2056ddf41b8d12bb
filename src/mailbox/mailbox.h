/* mailbox.h - where mail comes from: one table of functions, drivers imap, maildir, mbox.
 *
 * Only one process reads a mailbox (the fetch worker), with straight-line, blocking code.  The
 * cursor says what the ledger has already committed; a driver hands over each later mail once per
 * session, in the store's order.  After a crash a driver may hand the same mail over again: the
 * ledger knows it by (mailbox, uidvalidity, uid) and by Message-ID.
 *
 * Failures are graded by how far they reach:
 *	ERR_RETRY	the connection is gone: close, wait (back-off with jitter), open again
 *	ERR_REFUSED	this configuration cannot work now (password, TLS, no such folder): tell
 *			the operator, try again rarely
 *	ERR_DATA	one mail cannot be fetched: it is delivered with `unreadable` set, and the
 *			rest goes on
 */
#ifndef BEADLE_MAILBOX_MAILBOX_H
#define BEADLE_MAILBOX_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/report.h"
#include "base/span.h"

struct config_mailbox;			/* config/config.h */
struct key_set;				/* base/keyset.h */

/* How far the ledger has read.  mbox: uidvalidity comes from the first mail's beginning (another
 * file, another number) and uid counts mails.  maildir: uidvalidity is 1; what identifies a mail is
 * `key`, and uid is never used twice: after a restart the files whose key is not `known` come again
 * with new uids. */
struct mailbox_cursor {
	uint32_t uidvalidity;		/* 0: never read */
	uint32_t uid;			/* the highest committed */
	const struct key_set *known;	/* maildir: the keys of all that was committed, which are
					 * passed over unread; NULL: all come again */
};

struct mailbox_mail {
	uint32_t uidvalidity, uid;
	const char *key;		/* maildir: the unique part of the file name; mbox: "";
					 * imap: "" */
	int64_t received_utc_s;		/* INTERNALDATE, mtime of the file, or the From_ line's
					 * date */
	struct span bytes;		/* borrowed during the call; of a large mail the headers
					 * and text parts */
	bool reduced;			/* attachments were left on the server */
	const char *unreadable;		/* why not all of its text could be had, or NULL; bytes
					 * may then be empty, or hold the beginning (text beyond
					 * max_bytes) */
};

/* Takes one mail; anything but ERR_NONE stops the fetch and is passed on. */
typedef enum err_kind mailbox_take(void *user, const struct mailbox_mail *mail, struct err *err);

struct mailbox;				/* a driver's own */

struct mailbox_driver {
	const char *name;

	/* Connects, logs in, selects.  The configuration is borrowed for the mailbox's life.
	 * On error nothing is left open and *out is NULL. */
	enum err_kind (*open)(const struct config_mailbox *config, struct mailbox **out,
			      struct err *err);

	/* Hands over all mail after *cursor in batches, and advances *cursor past it.  A changed
	 * UIDVALIDITY starts from the first mail again (the ledger knows those already read). */
	enum err_kind (*fetch)(struct mailbox *mailbox, struct mailbox_cursor *cursor,
			       mailbox_take *take, void *user, struct err *err);

	/* Waits until there may be new mail, wake_fd becomes readable, or timeout_ms has passed: a
	 * hint, a fetch follows either way.  *woken_out tells that it was wake_fd. */
	enum err_kind (*wait)(struct mailbox *mailbox, int timeout_ms, int wake_fd,
			      bool *woken_out, struct err *err);

	/* `check --connect`: one line per step to report, stops at the first failure. */
	enum err_kind (*check)(const struct config_mailbox *config,
			       step_report *report,
			       void *user, struct err *err);

	void (*close)(struct mailbox **mailbox);	/* NULL is fine; never waits for a dead
							 * peer */
};

/* The driver that a configuration names. */
const struct mailbox_driver *mailbox_driver(const struct config_mailbox *config);

extern const struct mailbox_driver mailbox_imap, mailbox_maildir, mailbox_mbox;

#endif
