/* person_act.h - pause, stop and resume: what people say of their own mail, and the operator of
 * anybody's.
 *
 * One judgement for both.  Pure: the same act gives the same event and sentence.
 */
#ifndef BEADLE_COMMITTEE_PERSON_ACT_H
#define BEADLE_COMMITTEE_PERSON_ACT_H

#include "committee/item_act.h"
#include "committee/person.h"

struct person_act {
	const char *what;		/* PERSON_PAUSE, PERSON_STOP, PERSON_RESUME */
	struct civil_date until;	/* PAUSE: the first day after it; not set, with no words
					 * either: two weeks */
	bool has_words;			/* something stood where the day would; when until is not
					 * set it was none */
};

/* Appends the event; false when nothing changes.  *said_out: a sentence to whoever acts, in the
 * arena. */
bool person_act_do(struct arena *arena, const struct act_place *place, const struct actor *actor,
		   const struct person *person, const struct person_act *act,
		   struct event_list *out, const char **said_out);

#endif
