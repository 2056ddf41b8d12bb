/* event.h - what can happen in a committee: the ledger appends these and nothing else.
 *
 * Most are about an action item; the state of an item is the fold of its events in the order of
 * their ids (committee/state.h).  The others have item 0 and are kept as they are; calendar.h and
 * deadline.h make of them what they mean.  An event is never changed or removed.  Instants are UTC
 * seconds; strings are UTF-8 and never NULL ("" where there is nothing to say).
 */
#ifndef BEADLE_COMMITTEE_EVENT_H
#define BEADLE_COMMITTEE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "time/civil.h"

enum event_kind {
	EVENT_RAISED,		/* the item begins: text, detail, context, quote, due; written:
				 * all its owners; number and on: the meeting in whose minutes it
				 * stands */
	EVENT_ASSIGNED,		/* one owner more: written, person and group as far as they
				 * resolved */
	EVENT_MENTIONED,	/* said again, in another mail or line; written: the owners, in
				 * minutes of that meeting */
	EVENT_REWORDED,		/* text, detail */
	EVENT_DUE,		/* due changed */
	EVENT_DONE,		/* by person for himself; person "" closes the whole item; text
				 * is the note */
	EVENT_DROPPED,		/* text is why */
	EVENT_REOPENED,		/* on: a duty has come back, with this due date
				 * (committee/duty.h) */
	EVENT_RECURS,		/* the item is a duty that comes back (committee/duty.h) */
	EVENT_SNOOZED,		/* nobody is reminded before `due`; person: himself alone, "":
				 * any owner */
	EVENT_RELEASED,		/* person, or where it is "" whoever was written so, owns it no
				 * more */
	EVENT_IGNORED,		/* a command that counted for nothing; text says why */
	EVENT_GONE,		/* no mail says so any more, as a rebuild reads them: the number
				 * stays unused */
	/* of no item: */
	EVENT_AGENDA,		/* an agenda entry: text is the title, written the presenters,
				 * number the meeting (0: next); what "discussed": it stands in
				 * that meeting's minutes (committee/record_agenda.h) */
	EVENT_MINUTES,		/* minutes of meeting `number` were mailed: due is its date,
				 * person the chair they name */
	EVENT_MEETING,		/* meeting `number` was changed by the chair or the operator, as
				 * `what` says */
	EVENT_DEADLINE,		/* something happened to deadline `number`, as `what` says
				 * (committee/deadline.h) */
	EVENT_PERSON,		/* something about `person`, as `what` says (committee/person.h) */
	EVENT_NOTICE,		/* a notice to person (message_id is its own) came to nothing:
				 * what NOTICE_OUTDATED, detail its kind, text why */
	EVENT_ANSWER,		/* person, at address `written`, is owed an answer: text
				 * (committee/record_command.h) */
	EVENT_HELD,		/* a mail that may raise nothing waits for the chair, or does no
				 * more (committee/held.h) */
};

/* Rules of events that no tag of a mail has made (duty.h has two more). */
#define RULE_OPERATOR "operator"
#define RULE_NOTICE "deadline"		/* a notice about a deadline was decided */
#define RULE_HEARD_FROM "heard-from"	/* an address works again */
#define RULE_REBUILD "rebuild"		/* of what is gone */
#define RULE_NEXT_MEETING "next-meeting"	/* an item went with its meeting (due_meeting.h) */

#define NOTICE_OUTDATED "outdated" /* it was true no more when its turn came (notices/outdated.h)  \
				    */

#define HELD_TAKEN_BACK                                                                            \
	"taken-back" /* HELD, what: all that came of the mail `written` is to count no more        \
			(record_back.h) */
#define DUE_AT_MEETING                                                                             \
	"next-meeting" /* RAISED, DUE, what: the day is the next meeting's                         \
			  (committee/due_meeting.h) */

struct event {
	int64_t id;		/* given by the ledger, ascending; 0 before that */
	int64_t at_s;		/* received, or when the operator acted */
	enum event_kind kind;
	int item;		/* number, from 1, unique in the ledger; 0: of no item */
	const char *list;	/* name of the list */
	const char *actor;	/* who: full name, else address, else "operator" */
	const char *message_id;	/* the mail it came by; "" from the operator */
	const char *said_in;	/* of a mail that waited for the chair: the mail by whose "yes"
				 * it counts (held.h), or RULE_OPERATOR; "": it counts by itself */
	unsigned line;		/* in that mail's decoded body; 0: subject or operator */
	const char *rule;	/* of the tags room, or "operator" */
	const char *proof;	/* that it is the actor's: "operator", or by what the mail was
				 * proved to be his; "": by nothing */
	int64_t quiet_until_s;	/* of the past when its mailbox was first read, at that instant:
				 * nobody is told what fell due before it; 0: news */

	const char *written;	/* ASSIGNED: the name as it was written */
	const char *person;	/* ASSIGNED, DONE: full name */
	const char *group;	/* ASSIGNED: the group through which the person owns it */
	const char *text;
	const char *detail;
	const char *context;
	const char *quote;
	struct civil_date due;	/* RAISED, DUE, SNOOZED, RECURS, REOPENED */
	struct civil_date on;	/* RECURS, REOPENED: a day of the series (committee/duty.h);
				 * RAISED: of the meeting */
	bool due_said;		/* somebody wrote it; otherwise the list's default */

	int number;		/* of the meeting or the deadline */
	/* of no item: */
	const char *what;
	int minutes;		/* AGENDA: its time box; MEETING: minutes after midnight;
				 * DEADLINE: of which meeting (deadlines.h); -1: none */
	int period_days;	/* DEADLINE */
	int64_t period_s;
	unsigned roles;		/* DEADLINE: the actor's at that instant */
};

struct event_list {
	struct event *events;	/* in an arena */
	size_t len, cap;
};

/* The mail that has made it: when that is read again, it says so again.  "" or RULE_OPERATOR:
 * none. */
const char *event_source(const struct event *event);

const char *event_kind_name(enum event_kind kind);		/* "raised", ... */
bool event_is_of_item(enum event_kind kind);
bool event_kind_from_name(const char *name, enum event_kind *out);

/* A copy whose strings belong to the arena; NULL strings become "". */
struct event event_copy(struct arena *arena, const struct event *event);

/* Do they say the same?  Their ids may differ. */
bool event_is_same(const struct event *a, const struct event *b);

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event);

#endif
