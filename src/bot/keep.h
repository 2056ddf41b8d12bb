/* keep.h - the only writer of what was judged and decided, and of what became of mail: rows,
 * events, keys, troubles, recipients, and bytes with their reply addresses.
 *
 * Each notice has a transaction of its own, and so have the events of a step: after a crash all of
 * it is there, or nothing.
 */
#ifndef BEADLE_BOT_KEEP_H
#define BEADLE_BOT_KEEP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct decide_result;
struct event_list;
struct judge_verdict;
struct ledger_mail;
struct mail_outcome;
struct recalled_mail;
struct world;

/* *stale_out: the operator has acted since it was decided; what is left of it is not kept, and
 * everything has to be decided anew. */
MUST_CHECK enum err_kind keep_decisions(struct world *w, struct arena *arena,
					struct decide_result *decisions, bool *stale_out,
					struct err *err);

/* Within the transaction that the caller has open. */
MUST_CHECK enum err_kind keep_verdict(struct world *w, const struct judge_verdict *verdict,
				      struct err *err);
MUST_CHECK enum err_kind keep_outcome(struct world *w, const struct mail_outcome *outcome,
				      struct err *err);
/* What the ledger lacks about a mail: as sent, with what it spends; and in the end the events that
 * have waited with it. */
MUST_CHECK enum err_kind keep_recalled(struct world *w, struct recalled_mail *recalled,
				       struct err *err);
MUST_CHECK enum err_kind keep_recalled_events(struct world *w, struct arena *arena,
					      struct ledger_mail *mail,
					      const struct event_list *events, struct err *err);

#endif
