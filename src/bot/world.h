/* world.h - what is known at an instant: the configuration, the ledger and the state that it folds
 * to, the meetings of each list, and how far each mailbox was read.
 *
 *	world_open		the ledger and its state as it was just now
 *	world_begin		from here on the state is everything in the ledger, and nobody else
 *				appends
 *	... judge by world.state; world_append, world_spend, world_trouble ...
 *	world_commit		all of it is there, or nothing (world_rollback)
 *	world_close
 *
 * The daemon, a simulation, a rebuild and the operator's commands all use one.  The operator
 * appends beside a running keeper, which takes the events up within a second, and before it writes
 * anything that follows from its state.  The keeper waits while a command has its transaction
 * open, so compute and print nothing there.
 *
 * Instants are UTC seconds.  A function fails only because of trouble with the ledger, and returns
 * it.
 */
#ifndef BEADLE_BOT_WORLD_H
#define BEADLE_BOT_WORLD_H

#include "base/err.h"
#include "base/mem.h"
#include "committee/calendar.h"
#include "committee/state.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "time/steady.h"

struct meeting_context;
struct reread;
struct token_keys;

/* How far a mailbox that a list uses was read. */
struct world_mailbox {
	const struct config_mailbox *config;
	struct ledger_cursor cursor;	/* as committed or about to be */
	bool synced;			/* read to its end at least once in this run */
	bool has_copies;		/* copies of our mail for the witness come into it, as
					 * was seen before this run */
	int64_t read_until_s;		/* every mail received up to then was read; 0: not known
					 * in this run */
};

/* A list of which there was nothing to decide: until something happens or comes due, it need not be
 * asked again (round.c). */
struct world_sleep {
	int64_t from_s, until_s;	/* equal: it is awake */
	int64_t read_s;			/* world_read_until() then */
	uint64_t version;		/* walk_version() then */
};

/* A rebuild reads mails again (rebuild.c): what they say is told by what they said before. */
struct world_rereading {
	struct reread *reread;
	struct ledger *ledger;		/* that is rebuilt: what was sent stands there alone */
};

/* What happened in this run. */
struct world_report {
	unsigned long mails;		/* handed over by the mailboxes and new */
	unsigned long no_list;		/* of them: belong to no configured list */
	unsigned long items;		/* raised */
	unsigned long notices;		/* decided */
	unsigned long sent, later, refused;
	bool trouble;			/* something has to be tried again: exit status 4 */
	bool refused_mailbox;		/* a mailbox needs the operator (password, TLS ...): exit
					 * status 1 */
};

struct world {
	const struct config *config;
	struct ledger *ledger;
	struct state *state;
	struct meeting_calendar **calendars;	/* calendars[i] of config->lists[i], with the
						 * changes so far; NULL: no meetings */
	struct arena **plans;		/* what calendars[i] is made of, beside the configuration */
	uint64_t plan_version;		/* another number, other meetings */
	struct world_sleep *sleeps;	/* sleeps[i] of config->lists[i] */
	struct world_mailbox *mailboxes;
	size_t n_mailboxes;		/* a simulation and a rebuild have none: they have read
					 * everything */
	struct token_keys *tokens;	/* what answers are proved by; owned by who made them */
	bool believe_from;		/* so is the author's address */
	const struct world_rereading *rereading;	/* NULL: every mail is read for the first
							 * time */
	int64_t now_s;			/* as is believed */
	/* While it is in doubt nothing is done that cannot be taken back.  It never is for who says
	 * what time it is. */
	struct steady clock;
	struct steady_look look;	/* of now; wall_s alone for who says what time it is */
	struct world_report report;

	/* for the loop (keeper.c) */
	bool clock_changed;		/* since the ledger was told */
	bool changed;			/* since notices were last decided */
	bool queue_changed;		/* since it was last asked whose turn it is */
	bool round_over;		/* since the metrics were written */
	int64_t next_decide_s;		/* when there may be more to decide though nothing has
					 * changed */
};

/* Opens the ledger in that folder (NULL: LEDGER_MEMORY) and loads its state.  ERR_CONFIG when there
 * is none and mode does not make one.  On error too world_close frees what there is. */
MUST_CHECK enum err_kind world_open(struct world *world, const char *state_dir,
				    enum ledger_mode mode, int64_t born_at_s, struct err *err);
/* Makes the calendars of all lists, or of that one anew: once there is a ledger, and whenever it
 * has another calendar. */
MUST_CHECK enum err_kind world_load_plans(struct world *world, struct err *err);
MUST_CHECK enum err_kind world_take_plan(struct world *world, size_t list, struct err *err);
/* How far each mailbox was read, from the ledger. */
MUST_CHECK enum err_kind world_load_mailboxes(struct world *world, struct err *err);
void world_close(struct world *world);	/* what is not committed has not happened */

/* Takes up what other processes have appended.  *more_out (may be NULL): there was something, and
 * what was computed before is out of date. */
MUST_CHECK enum err_kind world_follow(struct world *world, bool *more_out, struct err *err);
/* The same as the first thing of a transaction.  ERR_RETRY when another process has its own open
 * for half a minute. */
MUST_CHECK enum err_kind world_begin(struct world *world, bool *more_out, struct err *err);
MUST_CHECK enum err_kind world_commit(struct world *world, struct err *err);
void world_rollback(struct world *world);

/* Within a transaction.  An event gets its id, and is part of the state. */
MUST_CHECK enum err_kind world_append(struct world *world, struct event *event, struct err *err);
/* A key that is decided once, ever. */
MUST_CHECK enum err_kind world_spend(struct world *world, const char *key, struct err *err);
/* The bytes of a mail of the ledger as its reader is to see them (secret.h). */
MUST_CHECK enum err_kind world_show(const struct world *world, struct arena *arena,
				    const struct ledger_mail *mail, struct span *out,
				    struct err *err);
/* Something for the operator, told once a key. */
MUST_CHECK enum err_kind world_trouble(struct world *world, const char *key, const char *text,
				       struct err *err);
/* The same in a transaction of its own. */
MUST_CHECK enum err_kind world_tell_operator(struct world *world, const char *key, const char *text,
					     struct err *err);

/* All lists are decided again: something has changed that no event says. */
void world_wake(struct world *world);

bool world_has_meetings(const struct world *world, size_t list);	/* any at all */
/* Every mail of the list that was received up to then was read. */
int64_t world_read_until(const struct world *world, const struct config_list *list);
/* What notices about a list are decided from: no mails in it. */
void world_context(const struct world *world, size_t list, struct meeting_context *out);

#endif
