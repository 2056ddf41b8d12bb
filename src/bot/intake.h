/* intake.h - from a mailbox's frames to events.  No other transaction is open meanwhile. */
#ifndef BEADLE_BOT_INTAKE_H
#define BEADLE_BOT_INTAKE_H

#include "base/buf.h"
#include "bot/frame.h"
#include "bot/worker.h"
#include "bot/world.h"

struct reading_list;

/* One mailbox and the worker that fetches it. */
struct intake_mailbox {
	struct world_mailbox *mailbox;	/* how far it was read */
	struct fetch_job job;
	struct worker worker;
	bool ended;			/* once: nothing more will come */
};

struct intake {
	struct world *w;		/* borrowed */
	bool once;
	/* What becomes of a mail that was read, or could not be: within the open transaction.  row
	 * and past as in judge.h. */
	enum err_kind (*take)(struct world *w, struct arena *arena,
			      const struct reading_list *readings,
			      const struct ledger_message *row, bool past, struct err *err);
	/* After each mail; NULL: nobody wants to know. */
	void (*progress)(void *user, const struct world_report *report);
	void *user;

	struct intake_mailbox *mailboxes;	/* mailboxes[i] of world.mailboxes */
	size_t n_mailboxes;
	struct worker reader;		/* runs from the first mail until it was idle for a while */
	struct read_job job;
	bool reader_ready;		/* it has begun */
	uint64_t reader_plan;		/* world.plan_version when it was forked */

	struct frame in_hand;		/* the mail that the reader has */
	struct buf in_hand_bytes;
	struct intake_mailbox *in_hand_from;	/* NULL: it has none */
	int64_t reader_given_ms;	/* when the reader last was given a mail */
	int64_t in_hand_received_s;	/* as its server has it; 0: unknown */
	bool in_hand_waits;		/* not the reader has it: when was it received, while the
					 * clock is in doubt? */
	unsigned uncommitted;		/* messages in the open transaction */
};

/* Starts a worker for each mailbox; w, once, take and progress are set. */
MUST_CHECK enum err_kind intake_start(struct intake *in, struct err *err);
MUST_CHECK enum err_kind intake_frame(struct intake *in, struct intake_mailbox *mailbox,
				      struct err *err);
MUST_CHECK enum err_kind intake_facts(struct intake *in,
				      struct err *err); /* the reader has answered */
/* It has not, for too long; or it had nothing to do for so long that it ends. */
MUST_CHECK enum err_kind intake_overrun(struct intake *in, struct err *err);
MUST_CHECK enum err_kind intake_commit(struct intake *in, struct err *err);
/* Every mailbox was, or failed: nothing more to wait for. */
bool intake_is_synced(const struct intake *in);
bool intake_is_waiting(const struct intake *in); /* a mail was fetched, and is not taken up yet */
bool intake_is_reading(const struct intake *in);	/* the reader has a mail */
/* With the mail that waits for the clock to be believed, if there is one and it is. */
MUST_CHECK enum err_kind intake_go_on(struct intake *in, struct err *err);
bool intake_is_fetching(const struct intake *in);	/* some worker is still there */
/* The mail that the reader has: it is still in its mailbox. */
void intake_forget(struct intake *in);
int intake_deadline_ms(const struct intake *in);	/* until intake_overrun; -1: none */
void intake_stop(struct intake *in);

#endif
