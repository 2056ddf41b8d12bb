/* reread.h - what a mail says when it is read again, by the numbers that it had.
 *
 * A rebuild reads the mails anew (bot/rebuild.h).  What they say then is told apart from what they
 * said before:
 *
 *	An item that the same mail raises again, in the same words or the same place, keeps its
 *	number.  So does one
 *	that stands in a line which spoke of it before, and one of the same owner in the same words
 *	that another mail had
 *	raised.  Any other gets a number that was never used.  Deadlines likewise: one of minutes is
 *	known by its meeting.
 *
 *	What was said before is news or not as it was then.  What nobody had read before is of the
 *	past until now: no
 *	notice speaks of it (struct event, quiet_until_s).
 *
 *	Who owned it, and is not among the people any more, owns it still by the name that meant
 *	him.
 *
 *	An item that no mail raises any more leaves its events behind, and EVENT_GONE.
 *
 * Pure; all memory is the arena's, and strings are borrowed from the events before.
 */
#ifndef BEADLE_COMMITTEE_REREAD_H
#define BEADLE_COMMITTEE_REREAD_H

#include "committee/event.h"
#include "committee/state.h"
#include "tags/fact.h"
#include "tags/people.h"

/* An item, a deadline or a decision as it was before. */
struct reread_number {
	bool used;			/* there was one, ... */
	bool gone;			/* ... but no longer */
	bool taken;			/* it is there again */
	size_t begun;			/* the event that raised or opened it */
};

/* What has numbers of its own. */
enum reread_sort_of {
	REREAD_ITEMS, REREAD_DEADLINES, REREAD_VOTES, REREAD_DECISIONS, REREAD_SORTS
};

struct reread_sort {
	struct reread_number *numbers;	/* [number] */
	int n;				/* numbers below were used */
};

struct reread {
	struct arena *arena;
	int64_t now_s;
	const struct state *state;	/* before */
	const struct event *before;	/* by id; not those which an earlier rebuild has replaced */
	size_t n_before;
	bool *again;			/* again[i]: the mail of before[i] is read again; for the
					 * caller to set */
	bool *found;			/* found[i]: it has said the same again */
	size_t *by_mail;		/* indexes of what mails said, by Message-ID */
	size_t n_by_mail;
	struct reread_sort sorts[REREAD_SORTS];
	int next_number;		/* for items, deadlines and votes that are new, */
	int next_decision;		/* ... and for decisions */
};

/* Did a mail say so?  Otherwise it is the operator's, the configuration's, a day's that came, or
 * about mail that was sent, and no mail that is read again says it. */
bool reread_is_of_mail(const struct event *event);

void reread_begin(struct arena *arena, const struct event_list *before, const struct state *state,
		  int64_t now_s, struct reread *out);

/* What the mail said before: indexes, ascending; returns how many. */
size_t reread_mail(const struct reread *r, const char *message_id, const size_t **out);

/* Has the mail raised something there before, that was never held back?  Then it was let in by the
 * rules of its day. */
bool reread_has_raised(const struct reread *r, const char *list, const char *message_id);

/* Is before[i] what an earlier rebuild has left of an item or a deadline?  Is that there again? */
bool reread_is_left(const struct reread *r, size_t i);
bool reread_is_back(const struct reread *r, size_t i);

/* A vote that the mail opened then, and opens still, but not by the rules of today, goes on by
 * those that it began with: it is added to the mail's events, in place of why it is refused now. */
void reread_votes(struct reread *r, const struct state *state, const char *list,
		  const char *message_id, const struct fact *facts, size_t n_facts,
		  struct event_list *events);

/* The events of one mail that was read again, with provisional numbers, get those by which they are
 * known. */
void reread_adopt(struct reread *r, const struct people *people, const char *message_id,
		  struct event *events, size_t n);

/* An event that stays as it is. */
void reread_keep(struct reread *r, const struct event *event);

/* What is left of items and deadlines that are not there again, to stand behind all others; of
 * those that were gone before too, unless that is among the first `from` events, which stay where
 * they are. */
void reread_remains(struct reread *r, size_t from, struct event_list *out);

#endif
