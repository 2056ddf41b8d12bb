/* bounce.h - delivery reports: which addresses a mail did not reach, in the form of RFC 3464 or of
 * mail systems that do not follow it: Exim, qmail, sendmail, Exchange, Gmail, GMX, IONOS, Zoho,
 * Yahoo, dma, Domino.
 *
 * Automatic replies, challenges and receipts are not reports.  A report can claim anything: before
 * acting on it, check that the mail was sent to that address.  Strings are UTF-8, one line each,
 * borrowed from the arena.
 */
#ifndef BEADLE_MESSAGE_BOUNCE_H
#define BEADLE_MESSAGE_BOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* More of them, or of text, is left out. */
enum { BOUNCE_RECIPIENTS_MAX = 100, BOUNCE_TEXT_BYTES = 300, BOUNCE_STATUS_SIZE = 10 };

struct bounce_recipient {
	const char *addr;	/* as the last system knew it */
	const char *sent_to;	/* the address that was written to, where that is said; else "" */
	bool permanent;		/* given up; false: it is late, and still being tried */
	const char *status;	/* "5.1.1" (RFC 3463); "" unknown */
	const char *text;	/* what the system said; "" nothing */
};

struct bounce {
	const char *original_id;	/* Message-ID of what was not delivered; "" if it is not
					 * said */
	const char *rule;		/* how it was read: "rfc3464", "exim", "qmail", ...: a
					 * literal */
	struct bounce_recipient *recipients;
	size_t n_recipients;
};

/* The first status code (RFC 3463) that stands by itself in the text; "" if there is none. */
void bounce_status(struct span text, char out[BOUNCE_STATUS_SIZE]);

#endif
