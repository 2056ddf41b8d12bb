/* intake.h - from a mailbox's frames to events.  No other transaction is open meanwhile.
 *
 * What the fetch workers say is taken up in the order in which it came, by all of them: mails,
 * "that was all", "it cannot be read", and that one has ended.  The first so many of it are with
 * the reader, which answers in the same order; what has its answer is recorded and leaves.
 */
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
	bool moved;			/* the cursor, in the open transaction */
};

enum { INTAKE_MAX = 512 };

/* Something that a fetch worker has said and whose turn has not come, or is with the reader. */
struct intake_entry {
	struct intake_mailbox *from;
	struct frame frame;		/* without its bytes; head NULL: the worker has ended */
	struct buf bytes;		/* of a mail */
	int64_t received_s;		/* as its server has it; 0: unknown */
	int64_t bounded_s;		/* when it was received, as far as it can be */
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

	struct intake_entry entries[INTAKE_MAX];	/* a ring */
	size_t first, n;
	size_t n_bytes;			/* of their mails */
	size_t n_given;			/* of the first: with the reader, or in need of none */
	size_t n_alone;			/* of the first: given one at a time, for one of them has
					 * killed the reader */
	bool waits;			/* the first: when was it received, while the clock is in
					 * doubt? */
	int64_t reader_since_ms;	/* since when the reader has had the first, or nothing */
	unsigned uncommitted;		/* messages in the open transaction */
};

/* Starts a worker for each mailbox; w, once, take and progress are set. */
MUST_CHECK enum err_kind intake_start(struct intake *in, struct err *err);
/* One of its mailboxes has something to say. */
MUST_CHECK enum err_kind intake_frame(struct intake *in, struct intake_mailbox *mailbox,
				      struct err *err);
/* The reader has answered, or has ended. */
MUST_CHECK enum err_kind intake_facts(struct intake *in, struct err *err);
/* It has not, for too long; or it had nothing to do for so long that it ends. */
MUST_CHECK enum err_kind intake_overrun(struct intake *in, struct err *err);
MUST_CHECK enum err_kind intake_commit(struct intake *in, struct err *err);
/* With what can be done now: what needs no reader, or waits for the clock to be believed; and the
 * reader gets as much as it should have. */
MUST_CHECK enum err_kind intake_go_on(struct intake *in, struct err *err);
/* Every mailbox was, or failed: nothing more to wait for. */
bool intake_is_synced(const struct intake *in);
bool intake_is_open(const struct intake *in);	/* there is room for what a mailbox says */
bool intake_is_waiting(const struct intake *in); /* a mail was fetched, and is not taken up yet */
bool intake_is_reading(const struct intake *in);	/* the reader has a mail */
bool intake_is_fetching(const struct intake *in);	/* some worker is still there */
/* What has come and is not recorded: it is still in its mailbox. */
void intake_forget(struct intake *in);
int intake_deadline_ms(const struct intake *in);	/* until intake_overrun; -1: none */
void intake_stop(struct intake *in);

#endif
