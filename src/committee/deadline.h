/* deadline.h - deadlines by silence: one that nobody objects to stands when its instant has passed.
 *
 * The state is a fold over events in the order in which the list's server received them, not
 * the one in which they were read: the same events give the same state however they arrive.
 * Pure.  Instants are UTC seconds; strings are UTF-8 and never NULL.
 *
 * The instant belongs to the period: what was received at it counts, what was received after it is
 * late. An outcome is certain, and may be announced, only when now has reached the instant and
 * every mail received up to it was read; until then the state stays as it was and `waits` says so.
 *
 * What gives people time (the opening, an extension, a full period anew) begins when a server took
 * a notice to the list that names its end, and nothing closes before: `untold` says that this is
 * still awaited.  Such a notice is announced when it is decided, and told or untold when its
 * outcome is known.  A delay of no consequence (period_delay_s()) leaves the end as the notice
 * names it; a longer one moves it.
 *
 * Who may do what (the fold decides; an act that may not be is a remark and changes nothing):
 *	object, ok, comment	whoever may post; members alone where the terms say so
 *	withdraw		an objector his objection; else who opened it, or the chair, the
 *				deadline itself
 *	resolved		the chair: ends all objections that stand
 *	extend			who opened it, the chair
 *	new text		who opened it, the chair
 *	restart			the chair: a full period anew, as for a new text
 * The operator may what the chair may.
 */
#ifndef BEADLE_COMMITTEE_DEADLINE_H
#define BEADLE_COMMITTEE_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "committee/period.h"

enum deadline_kind {
	DEADLINE_MINUTES,	/* one week after the meeting, end of that day, at least 72 h
				 * after the notice */
	DEADLINE_PROPOSAL,	/* the period of the tag */
};

enum deadline_state {
	DEADLINE_OPEN,
	DEADLINE_CONTESTED,
	DEADLINE_STANDS,
	DEADLINE_NOT_AGREED,
	DEADLINE_WITHDRAWN
};

enum {
	DEADLINE_WEEK_DAYS = 7, DEADLINE_NOTICE_S = 72 * 3600, DEADLINE_LAST_DAY_S = 24 * 3600,
	DEADLINE_DELAY_S = 3600,		/* deadline_is_unheard() */
};

/* What was said when it was opened, and the list's rules. */
struct deadline_terms {
	enum deadline_kind kind;
	const struct zone *zone;		/* the list's */
	struct civil_date meeting_date;		/* minutes; not set: the day of opening */
	struct period period;		/* proposals; all 0: until, or else one week */
	struct civil_date until;		/* proposals: the end of that day */
	bool members_only;			/* guests may not object */
	bool quiet;				/* of the past when its mailbox was first read:
						 * no opening notice will be sent */
};

enum deadline_event_kind { /* in the order that decides between equal instants: */
			   DEADLINE_EVENT_OPENED,
			   DEADLINE_EVENT_TEXT_CHANGED, /* minutes mailed anew; the first text of
							 * all opens, whatever its kind */
			   DEADLINE_EVENT_TEXT_AGAIN, /* minutes mailed anew that say the same:
						       * nothing has happened */
			   DEADLINE_EVENT_NOTICED, /* of older ledgers: a notice to the list was
						    * decided, and counts as told */
			   DEADLINE_EVENT_ANNOUNCED, /* a mail about it was decided */
			   DEADLINE_EVENT_TOLD, /* a server took that mail at this instant */
			   DEADLINE_EVENT_UNTOLD, /* nobody has it: refused, given up, or it came
						   * back */
			   DEADLINE_EVENT_EXTENDED, /* by period, or until a date */
			   DEADLINE_EVENT_RESTART, /* a full period anew; what stands against it
						    * still does */
			   DEADLINE_EVENT_WITHDRAW, /* an objection or the deadline: who wrote it
						     * decides */
			   DEADLINE_EVENT_RESOLVED,
			   DEADLINE_EVENT_OBJECTED, /* after what would end it: on the safe side */
			   DEADLINE_EVENT_OK,
			   DEADLINE_EVENT_COMMENT,
			   DEADLINE_EVENT_PLAIN_OBJECTION, /* "I object" in prose: the chair is
							      asked */
			   DEADLINE_EVENT_UNCLEAR, /* an objection, nobody knows to which: the same
						    */
};

enum { DEADLINE_BY_MEMBER = 1, DEADLINE_BY_CHAIR = 2, DEADLINE_BY_OPERATOR = 4 };

struct deadline_event {
	enum deadline_event_kind kind;
	int64_t at_s;			/* received by the list's server; when the operator acted */
	const char *actor;		/* full name, else address */
	unsigned roles;			/* DEADLINE_BY_*, at that instant */
	bool proved;			/* the sender is (PRODUCT 6); not asked of opened, text
					 * changed and noticed */
	const char *message_id;
	unsigned line;
	const char *text;		/* why, or the comment */
	bool unseen;			/* objected, withdraw: the list has not seen it */
	struct period period;	/* extended */
	struct civil_date until;	/* extended */
	int64_t named_s;		/* announced: the end that the list's notice names; 0: it
					 * names none */
};

enum deadline_end { OBJECTION_STANDS, OBJECTION_WITHDRAWN, OBJECTION_RESOLVED };

struct deadline_objection {
	const char *actor, *text, *message_id;
	unsigned line;
	int64_t at_s;
	bool unseen;			/* the list has not seen it */
	enum deadline_end end;
	int64_t ended_s;
	bool end_unseen;		/* it has not seen that it is withdrawn */
};

/* Why an event changed nothing, or what has to be asked about it. */
enum deadline_why {
	DEADLINE_LATE,			/* received after the instant, or when all was over */
	DEADLINE_UNPROVED,
	DEADLINE_NOT_ALLOWED,
	DEADLINE_NOTHING_THERE,		/* no objection to resolve */
	DEADLINE_NOT_LATER,		/* an extension or a new period that ends no later */
	DEADLINE_ASK,			/* plain words: does he object? */
	DEADLINE_OK_OR_NOT,		/* "ok" by one whose objection stands: it stands until
					 * withdrawn */
};

struct deadline_remark {
	const struct deadline_event *event;
	enum deadline_why why;
	bool to_chair;			/* he is told: late acts, and whatever may be an
					 * objection */
};

struct deadline_step {
	int64_t at_s;
	enum deadline_state from, to;
	const struct deadline_event *event;	/* NULL: time alone */
};

struct deadline {			/* in the arena, with borrowed events */
	enum deadline_state state;
	bool opened;			/* false: no opening among the events; nothing else is
					 * set */
	bool waits;			/* the instant has passed, but mail up to it is not all
					 * read */
	bool date_passed;		/* `until` lay before the opening: a week was given
					 * instead */
	const char *opener, *message_id;
	bool opener_proved;
	int64_t opened_s, noticed_s;	/* noticed: a server took a notice of it; 0: not yet */
	int64_t closes_s;		/* as things stand; untold, as if a server took the
					 * notice now */
	bool untold;			/* the list does not know of this end: nothing closes */
	int64_t granted_s;		/* since when this end is given, by the mail that gave it */
	int64_t known_s;		/* since when the list knows of it; untold: granted_s */
	bool delayed;			/* it is later than it was given, for the list was told
					 * so late */
	int64_t named_s;		/* what the last notice named that is not lost; 0: none */
	bool telling;			/* a notice is on its way: neither told nor lost */
	unsigned n_announced, n_lost;	/* notices that name an end; the lost ones since the last
					 * that was told */
	int64_t lost_s;			/* when the last of them was lost */
	int64_t trying_s;		/* when the first since the last that was told was
					 * decided; 0: none */
	int64_t settled_s;		/* the instant of the outcome; 0: none yet */
	struct deadline_objection *objections;
	size_t n_objections, n_standing;
	unsigned n_ok, n_comments, n_extended, n_text_changes, n_reopened;
	unsigned n_questions;		/* remarks with DEADLINE_ASK received in time, or
					 * unproved objections */
	int64_t text_changed_s;		/* the last; 0: never */
	struct deadline_remark *remarks;	/* in order of receipt */
	size_t n_remarks;
	struct deadline_step *steps;	/* changes of state, extensions and new periods (from ==
					 * to) */
	size_t n_steps;
};

/* Events in any order, but for those of notices: these in the order in which they were written.
 * One that occurs twice (same kind, mail, line) counts once.  read_s: every mail that was received
 * up to this instant has been read.  The result borrows terms and events. */
void deadline_fold(struct arena *arena, const struct deadline_terms *terms,
		   const struct deadline_event *events, size_t n_events, int64_t read_s,
		   int64_t now_s, struct deadline *out);

/* Has no server taken the notice of its end for so long, since one was decided, that people should
 * hear of that? */
bool deadline_is_unheard(const struct deadline *deadline, int64_t now_s);

const char *deadline_state_name(enum deadline_state state); /* "open", "not agreed", ... */
bool deadline_state_from_name(const char *name, enum deadline_state *out);
const char *deadline_event_name(enum deadline_event_kind kind); /* "objected", ... for the ledger */
bool deadline_event_from_name(const char *name, enum deadline_event_kind *out);

#endif
