/* record.h - facts of one mail become events of the ledger.
 *
 * Decides whether a fact is a new item or speaks of one that is there (explicit
 * number; else owner and likeness of the words), who owns it, when it is due, and
 * whether a command counts.  Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_H
#define BEADLE_COMMITTEE_RECORD_H

#include "base/mem.h"
#include "committee/event.h"
#include "committee/state.h"
#include "tags/fact.h"
#include "tags/people.h"

/* The mail that the facts were read from, and the list it was sent to. */
struct incoming {
	const char *list;		/* its name */
	const struct people *people;
	const char *chair;		/* full name, or NULL */
	const char *message_id;
	const char *author_addr;	/* the true author's */
	const char *author_name;	/* as displayed; used when no person has the address */
	int64_t received_at_s;
	struct civil_date date;		/* of the message in the list's zone: relative and default dates count from it */
	struct civil_date next_meeting;	/* not set: unknown */
	bool default_due_next_meeting;	/* nothing said: next_meeting, when it is known; else: */
	int default_due_days;		/* so many days after date; 0: no due date */
	int64_t quiet_until_s;		/* of the past when its mailbox was first read; 0: news */
	int next_item;			/* number for the first new item */
};

/* Appends events in the order in which they must be applied. */
void record_facts(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out);

#endif
