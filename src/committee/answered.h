/* answered.h - which deadlines an answer is about: an objection, an agreement, a withdrawal, an
 * extension.
 *
 * In this order (PRODUCT 6):
 *	the thread	the nearest mail of it that belongs to one; all of them when that mail
 *			opened several.  The notice whose token the answer carries stands first.
 *			What is nearer to a vote is an answer to that
 *	the number	of the deadline, or in the thread of its minutes' meeting; goes before the
 *			thread when it is said, and that of a vote is none of a deadline
 *	the subject	that of a mail about it, or its title, "Re:" and prefixes aside
 *	the only one	that is running: for "[OBJECT]" alone, and where no vote runs for
 *			"[EXTEND 1w]" in a mail that answers none.  Where words object instead, in a
 *			mail that names no other, the chair is asked whether they do
 * An objection for which that leaves several, or "[OBJECT]" for which it leaves none, is unclear:
 * the chair is asked which it is about.  Whatever else finds none counts for nothing; a wrong one
 * would count for something.
 *
 * Pure.
 */
#ifndef BEADLE_COMMITTEE_ANSWERED_H
#define BEADLE_COMMITTEE_ANSWERED_H

#include "committee/deadlines.h"
#include "committee/record.h"
#include "committee/votes.h"

struct answered_deadlines {
	const struct deadline_entry **entries;	/* in the arena */
	size_t n;
	bool doubtful;			/* it is no more than likely that it is meant: ask */
	bool unclear;			/* n is 0, and the chair has to be asked */
};

/* Does the mail answer no other? */
bool answered_names_nothing(const struct incoming *mail);

/* deadlines, votes: of the list, as they are when the mail has come. */
void answered_find(struct arena *arena, const struct deadline_list *deadlines,
		   const struct vote_list *votes, const struct incoming *mail,
		   const struct fact *fact, enum deadline_event_kind kind,
		   struct answered_deadlines *out);

#endif
