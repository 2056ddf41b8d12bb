/* rebuild.h - reads the mails again, and makes the ledger what it would be had they been read so
 * from the beginning.
 *
 * The reading and judging are the daemon's, with the configuration as it is now, in the order in
 * which the mails were first read.  What did not come by mail stays: the operator's acts, duties
 * that came back, addresses that failed, what was sent, and every spent key.  What was recorded
 * from a mail stays if no mailbox has that mail any more, or if it was put aside.
 *  committee/reread.h says what keeps its number, and what is new.
 *
 * Nobody is mailed about the past: the keys of notices that are due only because of the difference
 * are spent, and the notices stay unsaid.  The difference is applied in one transaction, with or
 * without a running keeper; a keeper starts again with it (world.h).  The replaced events stay in
 * the file, unread.  Mails of the time between are judged as they were.
 */
#ifndef BEADLE_BOT_REBUILD_H
#define BEADLE_BOT_REBUILD_H

#include "base/err.h"
#include "base/mem.h"
#include "bot/rebuild_ballots.h"
#include "committee/difference.h"

struct config;
struct ledger_message;

enum rebuild_stage { REBUILD_FETCHES, REBUILD_READS };

struct rebuild_options {
	int64_t now_s;
	bool apply;			/* else nothing changes */
	/* of: 0 when nobody knows.  NULL: nobody wants to know. */
	void (*progress)(void *user, enum rebuild_stage stage, size_t n, size_t of);
	void *user;
};

/* A mail that is judged otherwise: it belongs to another list, or to none, or its author has
 * another name. */
struct rebuild_mail {
	const struct ledger_message *before, *after;
};

struct rebuild {			/* all of it in the arena */
	struct arena *arena;
	size_t n_read;			/* mails that were read again */
	size_t n_missing;		/* that were not, though something is recorded of them */
	struct difference_list differences;
	struct rebuild_mail *mails;
	size_t n_mails;
	size_t n_archived;		/* mails that say another place in the list's archive than
					 * is known */
	struct rebuild_ballots ballots;	/* of secret votes that are not over */
	const char **unsaid;		/* keys that would be due by it alone */
	size_t n_unsaid;
	bool changes;			/* something of the above is otherwise */
	bool applied;
	struct state *before, *after;	/* what the differences point into */
};

/* ERR_CONFIG when there is no ledger yet; ERR_RETRY when it has changed all the while.
 * rebuild_free in any case. */
MUST_CHECK enum err_kind rebuild_run(const struct config *config,
				     const struct rebuild_options *options, struct rebuild *out,
				     struct err *err);
void rebuild_free(struct rebuild *rebuild);

#endif
