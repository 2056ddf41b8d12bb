/* raise.h - who may raise something on a list: an action item, an agenda entry, a deadline by
 * silence, a vote, minutes, a duty.
 *
 *	proved		the people of the list, when it is proved that the mail is theirs (PRODUCT
 *			6)
 *	members		the people of the list, by the address that the mail says it is from
 *	anyone		whoever writes to the list
 *
 * A list that knows no people knows no strangers either.  What the list has not handed over
 * (message/handover.h) raises nothing, whoever wrote it.  Nor does a mail that would raise more
 * than anybody honest has to: one mail, or one author within a day, what is proved and what is not
 * each by itself.  What falls short is kept, and the chair is asked (held.h).  Pure.
 */
#ifndef BEADLE_COMMITTEE_RAISE_H
#define BEADLE_COMMITTEE_RAISE_H

#include "base/mem.h"
#include "committee/event.h"
#include "committee/walk.h"

struct incoming;
struct people;
struct state;

enum raise_rule { RAISE_PROVED, RAISE_MEMBERS, RAISE_ANYONE };

/* How much one mail, and one author in 24 hours, may raise.  0: any number. */
struct raise_limits {
	unsigned deadlines_per_mail, deadlines_per_day;	/* and whatever else is mailed to the
							 * list at once */
	unsigned entries_per_mail, entries_per_day;	/* action items, duties, entries of the
							 * agenda */
};

/* Why the mail may raise nothing, as the end of a sentence; NULL: it may.  In the arena. */
const char *raise_why_not(struct arena *arena, const struct incoming *mail);

/* Why the mail may not raise all of this, as the end of a sentence; NULL: it may.  *limit_out: the
 * name of the limit.  What lay in a mailbox when that was first read meets none: nobody is told of
 * it. */
const char *raise_too_much(struct arena *arena, const struct state *state,
			   const struct incoming *mail, const struct event_list *raised,
			   const char **limit_out);

/* The chair's word on what a mail raises that waited for it, as the proof of an event; in the
 * arena. */
const char *raise_confirmed(struct arena *arena, const char *chair);

/* What a notice says beside whoever raised something: "not proved", "not among the people of the
 * list", "confirmed by KP Singh"; "" when there is nothing to say.  proof as in struct event, NULL
 * where nothing is known of it; people NULL: the same. */
const char *raise_note(const struct people *people, const char *actor, const char *proof);

/* Does the event raise something, or say anew what is agreed to by silence? */
bool raise_is_one(const struct event *event);
/* The kinds of those that are of no item, for walk_events(). */
#define RAISE_KINDS                                                                                \
	(WALK(EVENT_AGENDA) | WALK(EVENT_MINUTES) | WALK(EVENT_DECISION) | WALK(EVENT_VOTE) |      \
	 WALK(EVENT_DEADLINE))

#endif
