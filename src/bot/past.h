/* past.h - the one mail about what the archive of a list held, when every mailbox was read to its end once. */
#ifndef BEADLE_BOT_PAST_H
#define BEADLE_BOT_PAST_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

struct notice_list;
struct world;

MUST_CHECK enum err_kind past_decide(struct world *w, struct arena *arena, size_t list, struct notice_list *out,
				     struct err *err);

#endif
