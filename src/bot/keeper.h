/* keeper.h - the process that owns the ledger: it reads, decides and has mail sent.
 *
 * One round: fetch from the stored cursor -> read -> one transaction {message, events, cursor} ->
 * decide -> one transaction {notice keys, mail bytes, recipients} -> mark as sending -> send ->
 * record each outcome.  The power may fail at every arrow; the next start goes on from what was
 * committed.
 */
#ifndef BEADLE_BOT_KEEPER_H
#define BEADLE_BOT_KEEPER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "bot/world.h"

struct config;

struct keeper_options {
	bool once;		/* one round, until nothing more can be done now */
	bool has_now;		/* now_s instead of the clock: `once --now` */
	int64_t now_s;
	/* How far it is, after each mail; NULL: nobody wants to know. */
	void (*progress)(void *user, const struct world_report *report);
	void *user;
};

enum keeper_end { KEEPER_DONE, KEEPER_STOPPED, KEEPER_RELOAD };

/* Runs until the round is over (once), a signal asks for an end or for a reload, or the ledger was
 * rebuilt (a reload). Signals SIGTERM, SIGINT and SIGHUP are blocked and read by it; the caller
 * blocks them first. */
MUST_CHECK enum err_kind keeper_run(const struct config *config,
				    const struct keeper_options *options, enum keeper_end *end_out,
				    struct world_report *report_out, struct err *err);

#endif
