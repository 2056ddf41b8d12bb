/* judge.h - what becomes of one mail. */
#ifndef BEADLE_BOT_JUDGE_H
#define BEADLE_BOT_JUDGE_H

#include "base/err.h"
#include "base/mem.h"

struct ledger_message;
struct reading;
struct reading_list;
struct world;

/* Within the open transaction.  row says where it comes from; the rest of it is
 * filled in.  past: its mailbox is read for the first time, so that what is old in it is nobody's news. */
MUST_CHECK enum err_kind judge_reading(struct world *w, struct arena *arena, const struct reading *reading,
				       struct ledger_message *row, bool past, struct err *err);
/* The same of a mail to each of its lists; row is left as it is. */
MUST_CHECK enum err_kind judge_readings(struct world *w, struct arena *arena, const struct reading_list *readings,
					const struct ledger_message *row, bool past, struct err *err);
/* Puts it aside: kept, reported once, and never in the way of the next. */
MUST_CHECK enum err_kind judge_put_aside(struct world *w, struct ledger_message *row, const char *why,
					 struct err *err);

#endif
