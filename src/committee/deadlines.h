/* deadlines.h - the deadlines by silence of a list, as the ledger's events have them.
 *
 * The acts of EVENT_DEADLINE are the kinds of a struct deadline_event; of a struct event_deadline
 * each has its number and, beside:
 *	opened		title, body; of minutes their meeting and its day, and the chair whom they
 *			name; of a proposal the period, or until and end_written
 *	text-changed	the new body, and the chair whom it names
 *	text-again	the text that was there, mailed once more: so that what answers this mail is
 *			known
 *	announced	a mail about it was decided: message_id is that mail's, so that what answers
 *			it is known; named_s, of a notice to the list that named an end; state, of a
 *			notice of how it ended or of what was wrong in that
 *	told, untold	what became of that mail (told.h), with its message_id and named_s
 *	noticed		as announced, in ledgers of before: what was decided counted as told
 *	extended	the period, or until
 *	gone		no mail opens it any more, as a rebuild reads them: the number stays unused
 *	objection-unclear	number 0; words: the line that objects
 * What an earlier beadle has written beside ("minutes-offered", of a time when strangers' minutes
 * waited so) is passed over. Pure.  All memory is the arena's; strings are borrowed from the state.
 */
#ifndef BEADLE_COMMITTEE_DEADLINES_H
#define BEADLE_COMMITTEE_DEADLINES_H

#include "committee/deadline.h"
#include "committee/ending.h"
#include "committee/state.h"

#define DEADLINE_GONE "gone"

struct deadline_entry {
	int number;				/* state_next_number() */
	const char *list, *title;
	const char *end_said;			/* of a proposal, when it is no period; "" */
	int meeting;				/* whose minutes; 0: without a number; -1: a
						 * proposal */
	bool taken_back;			/* with the mail that opened it (record_back.h) */
	int64_t quiet_until_s;			/* nobody is told what happened before; 0: news */
	struct deadline_terms terms;
	const struct event **sources;		/* sources[i] became events[i] */
	struct deadline_event *events;
	size_t n, cap, cap_sources;
	struct told_ends said;			/* to the list, of how it ended */
	struct deadline deadline;
};

struct deadline_list {
	struct deadline_entry *entries;		/* by number */
	size_t len, cap;
};

/* Those of one list (NULL: of all), folded.  zone: the list's.  read_s, now_s: as deadline_fold()
 * has them. */
void deadlines_of(struct arena *arena, const struct state *state, const char *list,
		  const struct zone *zone, int64_t read_s, int64_t now_s,
		  struct deadline_list *out);

/* That of these minutes: by number, or by day where one of the two has none; NULL.  Of those that
 * were taken back with their mail none. */
const struct deadline_entry *deadline_of_minutes(const struct deadline_list *list, int meeting,
						 struct civil_date date);

bool deadline_is_running(const struct deadline *deadline);	/* open or contested */
size_t deadlines_running(const struct deadline_list *list);	/* how many of them */
bool deadline_state_is_end(enum deadline_state state);		/* neither */

/* The texts that were valid, oldest first: the opening's and each change that counted.  Returns
 * their number. */
size_t deadline_texts(struct arena *arena, const struct deadline_entry *entry,
		      const struct event ***out);

#endif
