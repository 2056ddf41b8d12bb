/* item_act.h - what may be done to an action item, by whom, and what comes of it (PRODUCT 6).
 *
 *	done			an owner for himself, and for those who own it jointly with him; the
 *				chair and who raised it for all
 *	drop, due, owner	an owner, the chair, who raised it; of a group's item no member for
 *				the others: whoever drops it is off it
 *	snooze			the same; a member of a group for himself alone
 *	not me			an owner; to whom he gives it owns it, and with nobody named the
 *				chair is asked
 *	keep			as due: due at the next meeting; of a group's item a member puts it
 *				off so long for himself
 *	reopen, revive		an owner, the chair, who raised it: takes back that it was closed or
 *				parked; an owner also that he has done his part
 *
 * Whatever else than "done" and "drop" is said of a parked item revives it.  An item is due at the
 * next meeting again when its day has passed.
 *
 * The operator may what the chair may.  One act yields the events that it makes, and one sentence
 * for whoever acted: what is so now, or why nothing has changed.  Pure: the same state and act give
 * the same events.
 */
#ifndef BEADLE_COMMITTEE_ITEM_ACT_H
#define BEADLE_COMMITTEE_ITEM_ACT_H

#include "base/mem.h"
#include "committee/event.h"
#include "committee/state.h"
#include "tags/people.h"

enum item_act_kind {
	ACT_DONE, ACT_DROP, ACT_SNOOZE, ACT_DUE, ACT_NOT_ME, ACT_OWNER, ACT_KEEP, ACT_REOPEN,
	ACT_REVIVE,
};

struct item_act {
	enum item_act_kind kind;
	int item;
	struct civil_date date;		/* SNOOZE: the day on which it comes back; DUE */
	const char *const *owners;	/* NOT_ME, OWNER: names as written */
	size_t n_owners;
	const char *text;		/* a note; "" for none */
};

struct actor {
	const char *name;		/* full name, else address, else "operator" */
	const struct person *person;	/* NULL: nobody whom the list knows */
	bool is_chair;			/* or the operator */
	const char *proof;		/* struct event */
};

/* Where and when the act was said: what its events have in common. */
struct act_place {
	const char *list;
	const struct people *people;
	const char *message_id, *rule, *quote;
	unsigned line;
	int64_t at_s;
	struct civil_date today;	/* of the list: no act is about a day before it */
	struct civil_date next_meeting;	/* after today; not set: there is none, and instead: */
	int default_due_days;		/* 0: two weeks */
	int64_t quiet_until_s;		/* struct event */
};

/* An event of this act, to be filled in. */
struct event item_act_event(const struct act_place *place, const struct actor *actor,
			    enum event_kind kind);
/* Appends the events of the act; one that may not be, or changes nothing, is EVENT_IGNORED and
 * gives false.  An item that is none of the list's yields no event.  *said_out: a sentence, in the
 * arena. */
bool item_act_do(struct arena *arena, const struct state *state, const struct act_place *place,
		 const struct actor *actor, const struct item_act *act, struct event_list *out,
		 const char **said_out);

/* "done", "drop", "snooze", "due", "not-me", "owner", "keep", "reopen", "revive". */
bool item_act_from_name(const char *name, enum item_act_kind *out);

#endif
