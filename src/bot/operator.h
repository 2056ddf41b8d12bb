/* operator.h - what the operator does by a command: events, appended beside a running keeper or without one.
 *
 *	operator_open		the ledger, and the state as far as it was just now
 *	operator_begin		from here on the state is all that the ledger has, and nobody else appends
 *	... judge by s->state; operator_event, operator_add ...
 *	operator_commit		all of it is there, or nothing
 *	operator_close
 *
 * Between begin and commit the keeper waits: nothing is computed there that could be before, and nothing is printed.
 * A keeper that runs takes the events up within a second, before it writes anything that follows from
 * its state (follow.c); one that does not run finds them at its next start.  Killed before the commit, nothing has
 * happened; after it, all has.
 */
#ifndef BEADLE_BOT_OPERATOR_H
#define BEADLE_BOT_OPERATOR_H

#include "base/err.h"
#include "base/mem.h"
#include "committee/event.h"
#include "committee/state.h"

#define OPERATOR_NAME RULE_OPERATOR	/* actor, rule and proof of the events */

struct ledger;

struct operator_session {
	struct ledger *ledger;
	struct state *state;
	struct arena *arena;		/* until operator_close */
	int64_t now_s;			/* when the operator acts */
};

/* ERR_CONFIG when there is no ledger yet.  On error too operator_close frees what there is. */
MUST_CHECK enum err_kind operator_open(const char *state_dir, int64_t now_s, struct operator_session *out, struct err *err);
/* ERR_RETRY when the keeper has had its transaction open for half a minute. */
MUST_CHECK enum err_kind operator_begin(struct operator_session *s, struct err *err);
/* An event of this list by the operator, to be filled in. */
struct event operator_event(const struct operator_session *s, enum event_kind kind, const char *list);
/* Appends it, gives it its id, and applies it to the state. */
MUST_CHECK enum err_kind operator_add(struct operator_session *s, struct event *event, struct err *err);
MUST_CHECK enum err_kind operator_commit(struct operator_session *s, struct err *err);
void operator_rollback(struct operator_session *s);	/* nothing has happened, and the keeper can go on */
void operator_close(struct operator_session *s);	/* what is not committed has not happened */

#endif
