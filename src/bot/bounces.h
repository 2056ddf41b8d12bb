/* bounces.h - addresses that bounce. */
#ifndef BEADLE_BOT_BOUNCES_H
#define BEADLE_BOT_BOUNCES_H

#include "bot/outcome.h"

struct reading;

/* The mail is a report (reading->report): the marks of the addresses, and the next address of each
 * person.  *out, in the arena: NULL when nothing comes of it. */
MUST_CHECK enum err_kind bounces_judge(const struct world *w, struct arena *arena,
				       const struct reading *reading, struct mail_outcome **out,
				       struct err *err);
/* The server has refused this recipient for good.  True: the mail goes to another address of the
 * person. */
bool bounces_refused(const struct world *w, struct mail_outcome *outcome,
		     const struct ledger_recipient *recipient);
/* Its author has written from there: whatever came back from that address, it works again.  That
 * need not be proved: who forges such a mail brings about one more that comes back.  False: it was
 * not thought to fail. */
bool bounces_heard_from(const struct world *w, const struct reading *reading, struct event *out);

#endif
