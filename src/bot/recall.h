/* recall.h - gives a restored ledger back what it lacks about mails that were sent since.  It only
 * reads; keep.h writes. */
#ifndef BEADLE_BOT_RECALL_H
#define BEADLE_BOT_RECALL_H

#include <stdbool.h>

#include "committee/event.h"
#include "ledger/ledger.h"

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
/* What the ledger lacks about a mail; in the arena. */
struct recalled_mail {
	struct ledger_mail mail;	/* as sent */
	const char **keys;		/* that it spends */
	size_t n_keys;
	const char *events;		/* that came with it, as JSON; NULL: none.  They wait until
					 * every mailbox was read to its end */
};
/* A copy of our own mail was read.  NULL: the ledger lacks nothing. */
struct recalled_mail *recall_judge(const struct world *w, struct arena *arena,
				   const struct recalled_copy *copy);
/* The same of the bytes that lie in the folder that mail goes to, since that instant. */
struct recalled_mail *recall_judge_sent(const struct world *w, struct arena *arena,
					struct span bytes, int64_t at_s);
/* Was the mailbox that copies come into read to its end in this run?  Before, the ledger may not
 * know what was sent: nothing is decided, nor sent that nobody has, but what the operator is to
 * hear. */
bool recall_is_over(const struct world *w);
/* The oldest mail whose events have waited for every mailbox to be read to its end, once they
 * were. */
MUST_CHECK enum err_kind recall_next(const struct world *w, struct arena *arena, bool *found_out,
				     struct ledger_mail *mail_out, struct event_list *events_out,
				     struct err *err);

#endif
