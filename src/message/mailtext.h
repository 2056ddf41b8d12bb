/* mailtext.h - the parts of RFC 5322 and MIME that our own mail needs. */
#ifndef BEADLE_MESSAGE_MAILTEXT_H
#define BEADLE_MESSAGE_MAILTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/span.h"

#define MAILTEXT_NOTICE_FIELD                                                                      \
	"X-Beadle-Notice" /* the header field that says which kind of notice a mail is */
#define MAILTEXT_LEDGER_FIELD "X-Beadle-Ledger"	/* what the ledger has of it, sealed */

/* "Name: value" CRLF, folded at 78 columns where it has spaces; control characters become
 * spaces. */
void mailtext_header(struct buf *out, const char *name, const char *value);

/* The same for free text: encoded by RFC 2047 where it is not ASCII, or could be taken for
 * encoded. */
void mailtext_header_text(struct buf *out, const char *name, const char *text);

/* `"Name" <addr>`, the name quoted or, all of it, encoded as needed; addr alone when name is "". */
const char *mailtext_mailbox(struct arena *arena, const char *name, const char *addr);

/* The subject that our List-Unsubscribe asks for. */
#define MAILTEXT_STOP "stop"

/* "mailto:bot%2Btoken@example.org?subject=stop" (RFC 6068): a + that stands as it is, is taken for
 * a space by many. */
const char *mailtext_mailto(struct arena *arena, const char *addr, const char *subject);

/* RFC 5322 date in the offset given: "Wed, 05 Jul 2023 09:00:00 +0200". */
const char *mailtext_date(struct arena *arena, int64_t utc_s, int offset_s);

/* MIME headers and the body: 7bit when text is ASCII, else quoted-printable.  text has LF line
 * ends. */
void mailtext_body(struct buf *out, const char *text);

/* An attachment: its type without charset ("text/calendar; method=PUBLISH"), a file name of ASCII
 * letters, digits, '.', '-', and its text with LF line ends. */
struct mailtext_part {
	const char *type, *file_name, *text;
};

/* The same as mailtext_body with attachments behind the text (multipart/mixed).  seed: what the
 * boundary is derived from, unique to the mail. */
void mailtext_multipart(struct buf *out, const char *seed, const char *text,
			const struct mailtext_part *parts, size_t n_parts);

/* A Message-ID (without <>) derived from the key by HMAC-SHA-256: the same secret and key, the same
 * id, and nobody without the secret can tell it. */
const char *mailtext_message_id(struct arena *arena, struct span secret, const char *key,
				const char *domain);

/* The text as words of a header field, and the text out of such a field: false when it was not
 * sealed with this secret, in these very words (spaces aside).  Everybody can read it, and nobody
 * without the secret make one. */
const char *mailtext_seal(struct arena *arena, struct span secret, struct span text);
bool mailtext_unseal(struct arena *arena, struct span secret, struct span field,
		     struct span *text_out);

/* Whether the id has that form: of a notice of this program, whoever runs it. */
bool mailtext_is_message_id(struct span id);

#endif
