/* simulate.h - plays an archive through the real rules on a virtual clock.
 *
 * The same reading, judging, deciding and composing as the daemon's; only the mailbox is a list of
 * mails in order of arrival, the ledger is in memory and every mail is delivered at once.  The same
 * input gives the same bytes.
 */
#ifndef BEADLE_BOT_SIMULATE_H
#define BEADLE_BOT_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

struct config;
struct ledger_mail;

struct simulated_mail {
	const char *source;		/* where it was read from, for messages */
	int64_t received_s;
	struct span bytes;
};

struct simulation {
	int64_t from_s, to_s;		/* the daemon is first started at from; the last round is
					 * at to */
	int64_t down_from_s, down_to_s;	/* an outage: no round in between; both 0: none */
	const struct simulated_mail *mails;	/* by received_s, ascending */
	size_t n_mails;
	/* One notice as it is sent: borrowed during the call. */
	void (*sent)(void *user, int64_t at_s, const struct ledger_mail *mail);
	/* One mail that could not be read. */
	void (*aside)(void *user, const struct simulated_mail *mail, const char *why);
	/* How far it is: the virtual time, and how many mails were read.  NULL: nobody wants to
	 * know. */
	void (*progress)(void *user, int64_t at_s, size_t n_read);
	void *user;
};

/* Mails that name no configured list belong to the only list there is; with several they are left
 * out. */
MUST_CHECK enum err_kind simulate_run(const struct config *config,
				      const struct simulation *simulation, struct err *err);

#endif
