/* record_promise.h - the promises of one mail with minutes become events, and so does what is
 * answered to the receipt that asks about them (promises.h).
 *
 *	yes, yes 1 3		these lines become items, raised by who mailed the minutes; without
 *				a number all of them
 *	no, no 2		they do not
 *
 * Who mailed the minutes may say so, the owner, the chair; and what is proved counts alone.  What
 * is an item already is not asked about, nor what was refused, or is being asked about.  Pure.
 */
#ifndef BEADLE_COMMITTEE_RECORD_PROMISE_H
#define BEADLE_COMMITTEE_RECORD_PROMISE_H

#include "committee/item_act.h"
#include "committee/record.h"

#define NOTICE_RECEIPT "receipt"	/* the kind of the notice that asks */
#define NOTICE_ANSWER "answer"		/* ... and of what comes of an answer */

/* Appends events; to be called behind what records the items of the mail. */
void record_promises(struct arena *arena, const struct state *state, const struct incoming *mail,
		     const struct fact *facts, size_t n_facts, struct event_list *out);

/* The command of a mail.  Sentences about what came of it, one a line, in the arena; NULL: it
 * answers no receipt, or is another command. */
const char *record_promise_answer(struct arena *arena, const struct state *state,
				  const struct incoming *mail, const struct actor *actor,
				  const struct fact *fact, struct event_list *out);

#endif
