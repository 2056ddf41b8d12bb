/* round.h - judges and keeps a mail, and decides and keeps what is due, step by step. */
#ifndef BEADLE_BOT_ROUND_H
#define BEADLE_BOT_ROUND_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct ledger_message;
struct reading_list;
struct world;

/* world.next_decide_s says when there may be more though nothing changes. */
MUST_CHECK enum err_kind round_do(struct world *w, struct err *err);

/* A mail as each of its lists reads it, within the transaction that the caller has open; row and
 * past as in judge.h. */
MUST_CHECK enum err_kind round_take(struct world *w, struct arena *arena,
				    const struct reading_list *readings,
				    const struct ledger_message *row, bool past, struct err *err);

/* What lies in the folder that mail goes to and the ledger lacks (recall.h); before anything is
 * read. */
MUST_CHECK enum err_kind round_take_sent(struct world *w, struct err *err);

#endif
