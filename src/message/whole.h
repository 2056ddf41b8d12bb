/* whole.h - the text of a mail as its author mailed it, for what is agreed to word by word.
 *
 * Quotations, code and patches are part of it.  These are not: what the list added below, the
 * signature at the end, and the copy of the mail that a reply answers, when it stands at the end
 * below its "... wrote:" or header block.
 */
#ifndef BEADLE_MESSAGE_WHOLE_H
#define BEADLE_MESSAGE_WHOLE_H

#include "message/message.h"

/* One line each, with its quote marks; in the arena.  NULL when it is not whole: it has more than
 * max_bytes, or reading the mail has left lines out. */
const char *message_whole_text(struct arena *arena, const struct message *message,
			       size_t max_bytes);

#endif
