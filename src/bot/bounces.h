/* bounces.h - addresses that bounce. */
#ifndef BEADLE_BOT_BOUNCES_H
#define BEADLE_BOT_BOUNCES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

struct event;
struct ledger_mail;
struct ledger_recipient;
struct reading;
struct world;

/* The mail is a report (reading->report): marks the addresses, and tries the next one of each
 * person. */
MUST_CHECK enum err_kind bounces_take(struct world *w, struct arena *arena,
				      const struct reading *reading, struct err *err);
/* The server has refused this recipient for good.  *tried_out: the mail goes to another address of
 * the person. */
MUST_CHECK enum err_kind bounces_refused(struct world *w, const struct ledger_mail *mail,
					 const struct ledger_recipient *recipient, bool *tried_out,
					 struct err *err);
/* Its author has written from there: whatever came back from that address, it works again.  That
 * need not be proved: who forges such a mail brings about one more that comes back.  False: it was
 * not thought to fail. */
bool bounces_heard_from(const struct world *w, const struct reading *reading, struct event *out);
void bounces_log(const struct event *event);	/* of an address: it fails, or works again */

#endif
