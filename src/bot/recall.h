/* recall.h - gives a restored ledger back what it lacks about mails that were sent since. */
#ifndef BEADLE_BOT_RECALL_H
#define BEADLE_BOT_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct ledger_mail;
struct notice;
struct world;

/* The mail's bytes with what the ledger has of it in front: keys, the mail's own first, and the
 * notice's events. */
struct span recall_with_field(const struct world *w, struct arena *arena,
			      const struct ledger_mail *mail, const char *const *keys,
			      size_t n_keys, const struct notice *notice);
struct recalled_copy {
	const char *field;		/* MAILTEXT_LEDGER_FIELD; "" none */
	const char *subject;
	int64_t received_at_s;
	struct span bytes;
};
/* A copy of our own mail was read.  Within the open transaction. */
MUST_CHECK enum err_kind recall_take(struct world *w, struct arena *arena,
				     const struct recalled_copy *copy, struct err *err);
/* The same of what lies in the folder that mail goes to; before anything is read. */
MUST_CHECK enum err_kind recall_from_outbox(struct world *w, struct err *err);
/* Was the mailbox that copies come into read to its end in this run?  Before, the ledger may not
 * know what was sent: nothing is decided, nor sent that nobody has, but what the operator is to
 * hear. */
bool recall_is_over(const struct world *w);
/* Is there what has waited for every mailbox to be read to its end, and were they?  It is done
 * within a transaction. */
MUST_CHECK enum err_kind recall_waits(const struct world *w, bool *out, struct err *err);
MUST_CHECK enum err_kind recall_finish(struct world *w, struct err *err);

#endif
