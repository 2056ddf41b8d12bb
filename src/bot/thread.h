/* thread.h - which mails a mail answers, as far as the ledger knows. */
#ifndef BEADLE_BOT_THREAD_H
#define BEADLE_BOT_THREAD_H

#include "base/err.h"
#include "base/mem.h"

struct incoming;
struct config_list;
struct notice_list;
struct world;

/* All that a mail with these refs answers, through other mails too, the nearest first, one a
 * line. */
MUST_CHECK enum err_kind thread_refs(const struct world *w, struct arena *arena, const char *refs,
				     const char **out, struct err *err);
/* Fills topic and namesakes of a mail that has its subject. */
MUST_CHECK enum err_kind thread_namesakes(const struct world *w, struct arena *arena,
					  const struct config_list *list, struct incoming *mail,
					  struct err *err);

#endif
