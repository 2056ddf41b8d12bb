/* judge.h - what becomes of one mail: its fate, and what its tags say.  It only reads; keep.h
 * writes. */
#ifndef BEADLE_BOT_JUDGE_H
#define BEADLE_BOT_JUDGE_H

#include "bot/world.h"
#include "notices/decide.h"

struct mail_outcome;
struct reading;
struct recalled_mail;

enum { VERDICT_KEYS_MAX = 2 };

/* All in the arena, or borrowed from the reading. */
struct judge_verdict {
	struct ledger_message row;		/* with its fate */
	struct event_list events;
	const char *spent[VERDICT_KEYS_MAX];
	size_t n_spent;
	struct trouble_list troubles;
	struct recalled_mail *recalled;		/* what the ledger lacks about it (recall.h);
						 * NULL */
	struct mail_outcome *came_back;		/* what it says of a mail of ours (bounces.h);
						 * NULL */
};

/* A mail as one of its lists reads it.  row says where it comes from.  past: its mailbox is read
 * for the first time, so that what is old in it is nobody's news.  One that could not be read is
 * kept, told of once, and never in the way of the next. */
MUST_CHECK enum err_kind judge_reading(const struct world *w, struct arena *arena,
				       const struct reading *reading,
				       const struct ledger_message *row, bool past,
				       struct judge_verdict *out, struct err *err);

#endif
