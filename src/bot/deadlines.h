/* deadlines.h - what a mail answers, and which notices about deadlines by silence are due. */
#ifndef BEADLE_BOT_DEADLINES_H
#define BEADLE_BOT_DEADLINES_H

#include "base/err.h"
#include "base/mem.h"

struct incoming;
struct list_config;
struct notice_list;
struct world;

/* All that a mail with these refs answers, through other mails too, the nearest first, one a line. */
MUST_CHECK enum err_kind deadlines_thread(struct world *w, struct arena *arena, const char *refs, const char **out, struct err *err);
/* Fills topic and namesakes of a mail that has its subject. */
MUST_CHECK enum err_kind deadlines_namesakes(struct world *w, struct arena *arena, const struct list_config *list,
					     struct incoming *mail, struct err *err);
MUST_CHECK enum err_kind deadlines_decide(struct world *w, struct arena *arena, const struct list_config *list,
					  struct notice_list *out, struct err *err);

#endif
