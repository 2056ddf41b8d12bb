/* reduce.h - a mail that is too large to be kept whole, without its attachments.
 *
 * It comes in pieces and is never in memory as a whole.  Up to the bound it stays byte for byte
 * what it was.  A larger mail keeps the heads of all parts, and the bodies of those that are read
 * (message.h): text that is not an attachment, only the plain one of alternatives, and what a
 * delivery report is made of.
 */
#ifndef BEADLE_MESSAGE_REDUCE_H
#define BEADLE_MESSAGE_REDUCE_H

#include <stdbool.h>

#include "base/span.h"

struct reduction;

/* most_bytes: of a mail that is kept whole, and of the text that is kept of a larger one. */
struct reduction *reduction_new(size_t most_bytes);
void reduction_free(struct reduction **reduction);	/* NULL is fine */

void reduction_add(struct reduction *reduction, struct span piece);

/* The mail is at its end; the next piece begins another one.  *reduced_out: it is not whole.
 * *cut_out: nor is its text.  One that passes another limit of a mail is kept as far as that, to be
 * refused by its name.  Borrowed until the next call. */
struct span reduction_end(struct reduction *reduction, bool *reduced_out, bool *cut_out);

#endif
