/* forget.h - what is secret about votes is forgotten when they are over.
 *
 * Over: counted, without a quorum, withdrawn, or opened by no mail any more (rebuild.h).  The
 * result was decided in a transaction before; what was interrupted in between is done when the
 * keeper starts again.
 */
#ifndef BEADLE_BOT_FORGET_H
#define BEADLE_BOT_FORGET_H

#include "base/err.h"

struct world;

/* Nothing happens when there is nothing to forget.  Outside of a transaction. */
MUST_CHECK enum err_kind forget_votes(struct world *w, struct err *err);

#endif
