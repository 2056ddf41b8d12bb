/* event.h - what can happen to an action item: the ledger appends these and nothing else.
 *
 * The state of an item is the fold of its events in the order of their ids
 * (committee/state.h).  An event is never changed or removed.  Instants are UTC
 * seconds; strings are UTF-8 and never NULL ("" where there is nothing to say).
 */
#ifndef BEADLE_COMMITTEE_EVENT_H
#define BEADLE_COMMITTEE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "time/civil.h"

enum event_kind {
	EVENT_RAISED,		/* the item begins: text, detail, context, quote, due */
	EVENT_ASSIGNED,		/* one owner more: written, person and group as far as they resolved */
	EVENT_MENTIONED,	/* said again, in another mail or line */
	EVENT_REWORDED,		/* text, detail */
	EVENT_DUE,		/* due changed */
	EVENT_DONE,		/* by person for himself; person "" closes the whole item; text is the note */
	EVENT_DROPPED,		/* text is why */
	EVENT_REOPENED,
	EVENT_IGNORED,		/* a command that counted for nothing; text says why */
};

struct event {
	int64_t id;		/* given by the ledger, ascending; 0 before that */
	int64_t at_s;		/* received, or when the operator acted */
	enum event_kind kind;
	int item;		/* number, from 1, unique in the ledger */
	const char *list;	/* name of the list */
	const char *actor;	/* who: full name, else address, else "operator" */
	const char *message_id;	/* the mail it came by; "" from the operator */
	unsigned line;		/* in that mail's decoded body; 0: subject or operator */
	const char *rule;	/* of the tags room, or "operator" */
	int64_t quiet_until_s;	/* of the past when its mailbox was first read, at that instant: nobody is told what
				 * fell due before it; 0: news */

	const char *written;	/* ASSIGNED: the name as it was written */
	const char *person;	/* ASSIGNED, DONE: full name */
	const char *group;	/* ASSIGNED: the group through which the person owns it */
	const char *text;
	const char *detail;
	const char *context;
	const char *quote;
	struct civil_date due;	/* RAISED, DUE */
	bool due_said;		/* somebody wrote it; otherwise the list's default */
};

struct event_list {
	struct event *events;	/* in an arena */
	size_t len, cap;
};

const char *event_kind_name(enum event_kind kind);		/* "raised", ... */
bool event_kind_from_name(const char *name, enum event_kind *out);

/* A copy whose strings belong to the arena; NULL strings become "". */
struct event event_copy(struct arena *arena, const struct event *event);

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event);

#endif
