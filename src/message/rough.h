/* rough.h - the texts of a mail, decoded, to tell whether anything in it is worth to be read line
 * by line.
 *
 * They are those that message_read() reads, taken from the same parts; only HTML is stripped of its
 * tags here and not read.
 */
#ifndef BEADLE_MESSAGE_ROUGH_H
#define BEADLE_MESSAGE_ROUGH_H

#include "message/message.h"

/* Whether look says so of a text or the subject.  True, too, of what only message_read() can make
 * out, or has to tell somebody of because it cannot be read. */
bool message_rough_find(struct span bytes, const struct message_look *look);

#endif
