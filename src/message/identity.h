/* identity.h - by what a mail is known again.
 *
 * That is its Message-ID.  A mail that has none gets one from what it says: who wrote it and when,
 * its subject and its text, without what the way that a copy has taken adds.  So two copies have
 * the same one, and of two mails that differ in any of it each has its own.  No other program knows
 * it.
 */
#ifndef BEADLE_MESSAGE_IDENTITY_H
#define BEADLE_MESSAGE_IDENTITY_H

#include <stdbool.h>

#include "base/mem.h"
#include "base/span.h"

struct message;
struct message_look;

/* Without <>; the message is what was read of the bytes.  look: of a subject, brackets in which
 * nothing may count are a list's prefix; it has to be the same for all mail, whatever its list. */
const char *identity_of_content(struct arena *arena, struct span bytes,
				const struct message *message, const struct message_look *look);

/* Whether an id has the form of those; one that came with a mail counts as none. */
bool identity_is_of_content(const char *id);

/* Whether an id may stand in our own In-Reply-To and References: one that others know, in ASCII
 * (RFC 5322, 3.6.4), and that fits a line. */
bool identity_may_be_cited(const char *id);

#endif
