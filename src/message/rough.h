/* rough.h - the texts of a raw mail, decoded roughly and fast, to tell whether anything in it is
 * worth a parse.
 *
 * Bodies in base64 and quoted-printable are decoded, HTML is stripped, and the bytes themselves
 * are one of the texts, so that a part's true extent does not matter: whatever message_read()
 * finds in a mail is in one of them.
 */
#ifndef BEADLE_MESSAGE_ROUGH_H
#define BEADLE_MESSAGE_ROUGH_H

#include "message/message.h"

/* True as soon as look says so of a text, and for what only message_read() can make out (charsets
 * that are not ASCII for ASCII, encoded subjects, formats that are no text), or has to tell
 * somebody of because it cannot be read. */
bool message_rough_find(struct span bytes, const struct message_look *look);

#endif
