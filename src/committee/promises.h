/* promises.h - what reads in minutes like a promise and carries no tag, as the ledger's events have
 * it: no items, but what who mailed the minutes is asked about in their receipt.
 *
 * The acts of EVENT_PROMISE, and what each has of a struct event_promise:
 *	said		all but mail and until_s; message_id is the mail with the minutes
 *	announced	a receipt asks about those of `mail`, and names until_s; message_id is the
 *			receipt's.  told, untold: what became of it (told.h)
 *	confirmed	mail, row: it became an item, by the events that follow it
 *	refused		mail, row
 * They are forgotten a week after somebody was asked.  A rebuild keeps what was asked as it was:
 * the numbers that people answer with are those of the mail that they have (reread.h).  Pure.
 */
#ifndef BEADLE_COMMITTEE_PROMISES_H
#define BEADLE_COMMITTEE_PROMISES_H

#include "committee/ownership.h"
#include "committee/state.h"

#define PROMISE_SAID "said"
#define PROMISE_CONFIRMED "confirmed"
#define PROMISE_REFUSED "refused"

enum {
	PROMISE_FOR_S = 7 * 24 * 3600,	/* then it is forgotten */
	PROMISES_MAX = 12,		/* of one mail: who mailed it is not asked about more */
};

enum promise_fate { PROMISE_WAITS, PROMISE_IS_CONFIRMED, PROMISE_IS_REFUSED };

struct promise_entry {
	const struct event *said;
	enum promise_fate fate;
	int64_t until_s;		/* an answer counts; INT64_MAX: nobody is known to have been
					 * asked */
};

struct promise_list {
	struct promise_entry *entries;	/* in the arena, in the order in which they were said */
	size_t len, cap;
};

/* Those of a list.  pending: events that are still to be applied; NULL: none. */
void promises_of(struct arena *arena, const struct state *state, const struct event_list *pending,
		 const char *list, struct promise_list *out);
/* NULL: that mail has none of that number, from 1. */
struct promise_entry *promise_find(const struct promise_list *list, const char *mail, int row);
/* The names that it has, as they were written. */
const char **promise_names(struct arena *arena, const struct event *said, size_t *n_out);
/* Whose it is, by these. */
struct ownership promise_owners(struct arena *arena, const struct people *people,
				const struct event *said);
bool promise_is_forgotten(const struct promise_entry *entry, int64_t now_s);

#endif
