/* rebuild_mails.h - the mails that are in the mailboxes now, for a rebuild to read again.
 *
 * All of them are held in memory, as a simulation holds its archive.
 */
#ifndef BEADLE_BOT_REBUILD_MAILS_H
#define BEADLE_BOT_REBUILD_MAILS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct config;
struct ledger_message;

struct rebuild_source {
	const char *mailbox, *key;
	uint32_t uidvalidity, uid;
	struct span bytes;
};

struct rebuild_mails {
	struct arena *arena;
	struct rebuild_source *mails;
	size_t len, cap;
	void (*progress)(void *user, size_t n_fetched);	/* NULL: nobody wants to know */
	void *user;
	const char *mailbox;		/* the one that is being read */
};

/* Reads every mailbox that a list uses to its end.  The errors of mailbox.h: what cannot be read is
 * not taken for what is not there. */
MUST_CHECK enum err_kind rebuild_mails_fetch(const struct config *config, struct arena *arena,
				       struct rebuild_mails *out, struct err *err);

/* The very mail of that row; NULL: it lies there no more, or could not be had whole. */
const struct rebuild_source *rebuild_mails_find(const struct rebuild_mails *at_hand,
					const struct ledger_message *row);

#endif
