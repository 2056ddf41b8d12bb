/* digest_mails.h - the ledger's messages in the form that a digest makes threads of. */
#ifndef BEADLE_BOT_DIGEST_MAILS_H
#define BEADLE_BOT_DIGEST_MAILS_H

#include "base/mem.h"
#include "committee/threads.h"
#include "ledger/ledger.h"

/* Mails from so long before a week tell what its threads began with. */
enum { THREADS_BEFORE_S = 28 * 24 * 3600 };

/* *out is in the arena and borrows the messages; returns how many. */
size_t digest_mails(struct arena *arena, const struct ledger_message_list *messages,
		    struct thread_mail **out);

#endif
