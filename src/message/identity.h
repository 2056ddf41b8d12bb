/* identity.h - how a mail is recognised.
 *
 * By its Message-ID.  A mail without one gets an identity made from what it says: its author,
 * date, subject and text, without what the way of a copy adds.  So two copies have the same
 * identity, and two mails that differ in any of these have different ones.  No other program knows
 * it.
 */
#ifndef BEADLE_MESSAGE_IDENTITY_H
#define BEADLE_MESSAGE_IDENTITY_H

#include <stdbool.h>

#include "base/mem.h"
#include "base/span.h"

struct message;
struct message_look;

/* Without <>; the message with its text.  look: of a subject, brackets in which
 * nothing may count are a list's prefix; it has to be the same for all mail, whatever its list. */
const char *identity_of_content(struct arena *arena, const struct message *message,
				const struct message_look *look);

/* One of the same form, of where it lies: what is secret could be guessed until the identity of its
 * content fits.  Copies have different ones. */
const char *identity_of_place(struct arena *arena, const char *place);

/* Whether an id has the form of those; one that came with a mail counts as none. */
bool identity_is_of_content(const char *id);

/* Whether an id may stand in our own In-Reply-To and References: one that others know, in ASCII
 * (RFC 5322, 3.6.4), and that fits a line. */
bool identity_may_be_cited(const char *id);

#endif
