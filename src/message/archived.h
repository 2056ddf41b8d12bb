/* archived.h - what a mail says of its place in the list's archive.
 *
 * Two things tell it: the link in Archived-At (RFC 5064), and the number that some lists' servers
 * give each mail.  Anybody can write both into a mail: whether they count is for who uses them to
 * say (notices/source.h).  Here only their form is looked at.
 */
#ifndef BEADLE_MESSAGE_ARCHIVED_H
#define BEADLE_MESSAGE_ARCHIVED_H

#include "base/mem.h"
#include "base/span.h"

struct message;

/* Of message->archived: the link, and the number; "" for none. */
struct span archived_link(struct span archived);
struct span archived_number(struct span archived);

/* By which archives of Mailman 3 name a mail (X-Message-ID-Hash): SHA-1 of the Message-ID, in
 * base32. */
const char *archived_hash(struct arena *arena, const char *message_id);

#endif
