/* imap_dialogue.h - an IMAP session: its state, what came of a command, lines said by hand. */
#ifndef BEADLE_MAILBOX_IMAP_DIALOGUE_H
#define BEADLE_MAILBOX_IMAP_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>
#include <libetpan/libetpan.h>

#include "base/err.h"
#include "base/span.h"
#include "mailbox/imap_stream.h"
#include "web/connection.h"

struct config_mailbox;

enum imap_capability {
	IMAP_STARTTLS = 1 << 0,
	IMAP_LOGINDISABLED = 1 << 1,
	IMAP_IDLE = 1 << 2,
	IMAP_SASL_IR = 1 << 3,
	IMAP_AUTH_PLAIN = 1 << 4,
	IMAP_AUTH_LOGIN = 1 << 5,
	IMAP_AUTH_SCRAM_SHA_1 = 1 << 6,
	IMAP_AUTH_SCRAM_SHA_256 = 1 << 7,
	IMAP_AUTH_XOAUTH2 = 1 << 8,
	IMAP_AUTH_OAUTHBEARER = 1 << 9,
	IMAP_ID = 1 << 10,
};

struct imap_session {
	const struct config_mailbox *config;	/* borrowed */
	mailimap *imap;				/* owned */
	struct web_connection *connection;	/* belongs to stream */
	struct imap_stream *stream;		/* belongs to imap's stream */
	unsigned capabilities;			/* of enum imap_capability, as said last */
	uint32_t uidvalidity;			/* of the selected folder */
	uint32_t exists;			/* its mails when it was selected, then when they
						 * were last listed */
	bool dead;				/* more than a NO has come: open it anew, or
						 * close it */
	bool quiet;				/* the last wait brought no news: was the folder
						 * replaced? */
};

/* The kind and text of a libetpan result, `r` not being success. */
enum err_kind imap_error(struct imap_session *session, int r, struct err *err, const char *step);
/* True for a NO: the command failed, the connection lives. */
bool imap_is_no(int r);
/* True for an answer that libetpan could not make sense of, as against a connection that broke or a
 * command that the server did not take (BAD). */
bool imap_is_answer_bad(const struct imap_session *session, int r);

/* Of a command about mails that has failed: ERR_DATA when it was answered with NO, or by an answer
 * that cannot be read; else ERR_RETRY.  Marks a session that is dead. */
enum err_kind imap_fetch_failed(struct imap_session *session, int r, struct err *err);

/* ASCII without control characters: what reaches a command as it is must have no other. */
bool imap_is_printable(const char *text);

/* For the exchanges that libetpan cannot be trusted with (login, IDLE): a line is sent as it is,
 * CRLF added; an answer is the next line without its end, borrowed until the next call. */
MUST_CHECK enum err_kind imap_send_line(struct imap_session *session, const char *line, size_t len,
					struct err *err, const char *step);
MUST_CHECK enum err_kind imap_read_line(struct imap_session *session, struct span *line_out,
					struct err *err, const char *step);
/* Passes over untagged lines up to a "+" or the tagged one; tag ends in a blank. */
MUST_CHECK enum err_kind imap_read_answer(struct imap_session *session, const char *tag,
					  struct span *line_out, struct err *err, const char *step);

#endif
