/* outbox.h - where mail goes: one table of functions, drivers smtp, sendmail, maildir.
 *
 * Exactly once.  A mail's complete bytes and its Message-ID are in the ledger before a
 * driver sees them.  The keeper marks it `sending` in the ledger before it hands it
 * over, and records each recipient's outcome after.  If the process dies, or the
 * connection breaks after the final dot and before its answer, the mail is in doubt:
 * the server may have taken it.  It is then looked for by its Message-ID - in the list's
 * mailbox where the list echoes it, and in the bot's own mailbox for the witness, a copy
 * to the bot itself that travels in the same SMTP transaction, so that it arrives if and
 * only if the others' copies were accepted (and never to it alone: a copy that came by
 * an earlier try could prove nothing about a later one).  Only when it is not there after
 * the configured wait is it sent again, with the same Message-ID.  The maildir driver needs no
 * witness: a file is named by recipient and Message-ID, so a second delivery finds it.
 */
#ifndef BEADLE_OUTBOX_OUTBOX_H
#define BEADLE_OUTBOX_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/report.h"
#include "base/span.h"

struct config_outbox;			/* config/config.h */

enum outcome {
	OUTCOME_UNTRIED,	/* nothing was said to the server about this recipient: may be
				 * tried again */
	OUTCOME_SENT,		/* accepted: the server answers for it now */
	OUTCOME_LATER,		/* 4xx, or the connection failed before the final dot; 5xx that
				 * refusal_judge() has read */
	OUTCOME_REFUSED,	/* 5xx: never for this mail, unless refusal_judge() finds that it
				 * speaks of ourselves */
	OUTCOME_DOUBT,		/* the final dot may have arrived; no answer came */
};

enum { OUTCOME_REPLY_MAX = 256 };

struct outbox_recipient {
	const char *addr;			/* addr-spec; refused when it holds CR, LF, NUL,
						 * <, > or space */
	bool witness;				/* UNTRIED when the server takes none of the
						 * others now (smtp) */
	enum outcome outcome;			/* set by send */
	int code;				/* SMTP reply code, 0 when none came */
	char reply[OUTCOME_REPLY_MAX];		/* the server's words or the reason, one line */
};

struct outbox_mail {
	const char *message_id;			/* without <>, the same as in bytes */
	const char *envelope_from;		/* "" for <> */
	struct outbox_recipient *recipients;
	size_t n_recipients;
	bool sender_refused;			/* set by send (smtp): MAIL was refused for good,
						 * and nobody asked about */
	struct span bytes;			/* RFC 5322, CRLF, no line beyond 998 bytes */
	int64_t now_utc_s;			/* of the round: for the maildir's file times */
};

/* For mail that lies there and may not be known: is it, and if not its bytes and when it was put
 * there. */
struct outbox_look {
	enum err_kind (*is_known)(void *user, const char *message_id, bool *out, struct err *err);
	enum err_kind (*take)(void *user, struct span bytes, int64_t at_s, struct err *err);
	void *user;
};

struct outbox;				/* a driver's own: a connection kept for reuse */

struct outbox_driver {
	const char *name;

	/* Connects nothing yet.  The configuration is borrowed for the outbox's life. */
	enum err_kind (*open)(const struct config_outbox *config, struct outbox **out,
			      struct err *err);

	/* Tries once.  Fills every recipient's outcome; the return value speaks of the connection:
	 * ERR_NONE when the dialogue came to its end (whatever was answered), ERR_RETRY /
	 * ERR_REFUSED when it did not, ERR_CONFIG when the configuration allows no attempt
	 * (recipients UNTRIED), ERR_DATA when these bytes or this sender can never go out
	 * (recipients REFUSED).  What speaks of the connection alone (greeting, TLS, login, 530 at
	 * MAIL) leaves recipients UNTRIED.  A recipient that has its final outcome must not be
	 * handed over again. */
	enum err_kind (*send)(struct outbox *outbox, struct outbox_mail *mail, struct err *err);

	/* `check --connect`: name, TCP, TLS, login, sender; sends no mail. */
	enum err_kind (*check)(const struct config_outbox *config,
			       step_report *report,
			       void *user, struct err *err);

	void (*close)(struct outbox **outbox);

	/* Goes through what was sent (maildir); NULL where that is gone.  What cannot be read is
	 * left out; an error is the caller's own. */
	enum err_kind (*look)(const struct config_outbox *config, const struct outbox_look *look,
			      struct err *err);
};

const struct outbox_driver *outbox_driver(const struct config_outbox *config);
const char *outcome_name(enum outcome outcome);	/* "sent", "later", "refused", "doubt", "untried" */

extern const struct outbox_driver outbox_smtp, outbox_sendmail, outbox_maildir;

#endif
