/* wire.h - what may go out, checked once for all drivers before any of them sends a byte.
 *
 * Pure: no file, socket or clock.  Addresses reach SMTP commands, an argument vector and
 * header lines; bytes reach a dialogue in which a line with a dot ends the mail.  Nothing
 * that could be read as a command, an option or a second line passes here.
 */
#ifndef BEADLE_OUTBOX_WIRE_H
#define BEADLE_OUTBOX_WIRE_H

#include "base/buf.h"
#include "base/err.h"
#include "outbox/outbox.h"

enum {
	WIRE_LINE_MAX = 998,		/* RFC 5322 2.1.1, without the line end */
	WIRE_ADDRESS_MAX = 254,		/* RFC 5321 4.5.3.1.3: a path of 256 with its brackets */
	WIRE_MAIL_MAX = 64 * 1024 * 1024,
};

/* Why the address cannot be put in an envelope, or NULL when it can: it must have a local part and
 * a domain, printable ASCII without space, < and >, at most WIRE_ADDRESS_MAX bytes.  The text is
 * static. */
const char *wire_address_fault(const char *addr);

/* Appends bytes with every line ended by eol ("\r\n" or "\n"), the last one too.
 * ERR_DATA: empty, a NUL, a CR that ends no line (a server might take it for a line end),
 * a line longer than WIRE_LINE_MAX, or more than out may hold. */
MUST_CHECK enum err_kind wire_lines(struct span bytes, const char *eol, struct buf *out,
				    struct err *err);

/* What each driver does first: every recipient UNTRIED, those with a bad address REFUSED, the
 * number of the others in *n_good_out, the mail's text with eol in out.  ERR_DATA when the sender's
 * address or the bytes cannot go out: then every recipient is REFUSED, for this mail will never be
 * better. */
MUST_CHECK enum err_kind wire_prepare(struct outbox_mail *mail, const char *eol, struct buf *out,
				      size_t *n_good_out, struct err *err);

/* Sets one recipient; the text is cut at a character and made one line of printable text. */
void wire_settle(struct outbox_recipient *recipient, enum outcome outcome, int code,
		 const char *text);

/* The same for every recipient that is still UNTRIED. */
void wire_settle_untried(struct outbox_mail *mail, enum outcome outcome, int code,
			 const char *text);

#endif
