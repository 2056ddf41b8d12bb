/* delivery.h - the state machine of recipients. */
#ifndef BEADLE_BOT_DELIVERY_H
#define BEADLE_BOT_DELIVERY_H

#include "bot/worker.h"
#include "bot/world.h"
#include "notices/queue.h"

/* In which order what is ready goes (notices/queue.h). */
struct sending_plan {
	struct arena *arena;		/* what it is made of; NULL: it is still to be made */
	struct queue_plan queue;
	size_t next;			/* to be sent, of queue.ids */
	int64_t made_s, again_s;	/* good from the first to before the second */
	bool unused;			/* what it has counted as sent was not: a limit may hold
					 * back less */
};

struct delivery {
	struct world *w;		/* borrowed */
	struct worker worker;
	struct ledger_hold hold;	/* as committed or about to be; no tries: the server
					 * takes what the bot sends */
	struct sending_plan plan;
	int64_t mail_id;		/* of the mail that the worker has; 0: none */
};

MUST_CHECK enum err_kind delivery_recover(struct delivery *d,
					  struct err *err); /* at the start: what was in flight */
MUST_CHECK enum err_kind
delivery_follow(struct delivery *d, struct err *err); /* doubts that are over; a clock put back */
MUST_CHECK enum err_kind delivery_send(struct delivery *d,
				       struct err *err); /* hands the next mail over, if any */
int64_t delivery_next(const struct delivery *d);	/* when there may be one */
/* The send worker has answered.  may_send: it may get the next mail at once. */
MUST_CHECK enum err_kind delivery_outcome(struct delivery *d, bool may_send, struct err *err);
void delivery_stop(struct delivery *d);

#endif
