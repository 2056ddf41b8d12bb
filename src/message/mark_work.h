/* mark_work.h - what the files that mark lines share; for src/message/mark*.c alone. */
#ifndef BEADLE_MESSAGE_MARK_WORK_H
#define BEADLE_MESSAGE_MARK_WORK_H

#include "message/internal.h"

struct marker {
	const struct raw_line *raw;
	size_t n;
	const struct mark_context *context;
	unsigned *next_text;	/* [i]: first line at or below i that is not blank; n if none */
	unsigned *next_quote;	/* the same for lines with quote marks */
	unsigned *text_above;	/* how many lines above i are not blank */
	unsigned *next_fence[2];	/* closing ``` and ~~~ */
	struct message_line *lines;
};

/* mark_head.c */

/* End of the header block at i, or 0.  after_rule: a line of dashes or so stands above. */
size_t mark_header_block_end(const struct marker *m, size_t i, bool after_rule);
/* End of the head that Notes puts above a mail, or 0. */
size_t mark_notes_head_end(const struct marker *m, size_t i);
/* GroupWise's line above a mail that it gives no marks. */
bool mark_groupwise_head(const struct marker *m, size_t i);

#endif
