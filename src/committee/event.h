/* event.h - what can happen in a committee: the ledger appends these and nothing else.
 *
 * Most are about an action item; the state of an item is the fold of its events in the order of
 * their ids (committee/state.h).  The others have item 0 and are kept as they are; calendar.h and
 * deadline.h make of them what they mean.  An event is never changed or removed.  Instants are UTC
 * seconds; strings are UTF-8 and never NULL ("" where there is nothing to say).
 *
 * An event has a head, which is the same for all, and a body: the one member of the union that its
 * kind names.  Whoever reads the body has looked at the kind.  How the members are stored, copied
 * and compared says one table (committee/event_stored.c); a new kind is its name here, its struct,
 * and its rows there.
 */
#ifndef BEADLE_COMMITTEE_EVENT_H
#define BEADLE_COMMITTEE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "time/civil.h"

enum event_kind {
	EVENT_RAISED,		/* raised: the item begins */
	EVENT_ASSIGNED,		/* assigned: one owner more */
	EVENT_MENTIONED,	/* mentioned: said again, in another mail or line */
	EVENT_REWORDED,		/* reworded */
	EVENT_DUE,		/* redated: it is due on another day */
	EVENT_DONE,		/* done: by one owner, or the whole item */
	EVENT_DROPPED,		/* dropped */
	EVENT_REOPENED,		/* reopened */
	EVENT_RECURS,		/* recurs: the item is a duty that comes back */
	EVENT_SNOOZED,		/* snoozed: nobody is reminded for some time */
	EVENT_RELEASED,		/* released: an owner has it no more */
	EVENT_LOOKS_DONE,	/* looks_done: plain words say so; nothing is closed */
	EVENT_IGNORED,		/* ignored: a command that counted for nothing */
	EVENT_GONE,		/* no mail says so any more, as a rebuild reads them: the number
				 * stays unused */
	EVENT_PARKED,		/* parked: nobody is asked about it any more (ladder.h) */
	/* of no item: */
	EVENT_AGENDA,		/* agenda: an entry for a meeting, or that it was discussed */
	EVENT_MINUTES,		/* minutes: those of a meeting were mailed */
	EVENT_MEETING,		/* meeting: the chair or the operator changed it, as the act says */
	EVENT_DEADLINE,		/* deadline: something happened to it, as the act says */
	EVENT_PERSON,		/* person: something about one of the people, as the act says */
	EVENT_NOTICE,		/* notice: what became of one, as the act says */
	EVENT_ANSWER,		/* answer: somebody is owed one, of the sort that the act says */
	EVENT_HELD,		/* held: a mail that may raise nothing waits for the chair, or does
				 * no more, as the act says */
	EVENT_PRESENCE,		/* presence: somebody will not be at a meeting, or will after all,
				 * as the act says */
	EVENT_DECISION,		/* decision: the committee has decided something, or something
				 * happened to that, as the act says */
	EVENT_PROMISE,		/* promise: minutes say without a tag that somebody will do
				 * something, or something happened to that, as the act says */
	EVENT_VOTE,		/* vote: something happened to one, as the act says */
	EVENT_LAST_CALL,	/* last_call: an owner is asked for the last time (ladder.h), by
				 * the mail message_id; the acts are those of told.h */
};

enum { EVENT_KINDS = EVENT_LAST_CALL + 1 };

/* Rules of events that no tag of a mail has made (duty.h has two more). */
#define RULE_OPERATOR "operator"
#define RULE_NOTICE "deadline"		/* a notice about a deadline was decided */
#define RULE_HEARD_FROM "heard-from"	/* an address works again */
#define RULE_REBUILD "rebuild"		/* of what is gone */
#define RULE_LADDER "ladder"		/* the last reminder, and parking (ladder.h) */
#define RULE_STANDS "deadline-stands"	/* a proposal that nobody objected to is decided */
#define RULE_NEXT_MEETING "next-meeting"	/* an item went with its meeting (due_meeting.h) */

/* The act of NOTICE: it was true no more when its turn came (notices/outdated.h). */
#define NOTICE_OUTDATED "outdated"
/* An act of HELD: all that came of a mail is to count no more (record_back.h). */
#define HELD_TAKEN_BACK "taken-back"

/* When an item is due. */
struct event_due {
	struct civil_date day;		/* not set: never */
	bool said;			/* somebody wrote it; otherwise the list's default */
	bool at_meeting;		/* the day is the next meeting's, and goes with it
					 * (committee/due_meeting.h) */
	const char *unread;		/* what was written where a day should stand, and is none;
					 * "" */
};

struct event_raised {
	const char *text, *detail;
	const char *context;		/* what stood above the line */
	const char *quote;		/* the line */
	const char *owners;		/* all of them, as written */
	struct event_due due;
	int meeting;			/* in whose minutes it stands; 0: unknown, or in none */
	struct civil_date meeting_day;
};

struct event_assigned {
	const char *written;		/* the name as it was written */
	const char *person;		/* the full name; "": nobody's, or that of several */
	const char *group;		/* the group through which the person owns it; "": none */
};

struct event_mentioned {
	const char *quote;
	const char *owners;		/* in minutes of the item's meeting, all of them as written;
					 * "" elsewhere */
};

struct event_reworded {
	const char *text, *detail;
};

struct event_redated {
	struct event_due due;
	const char *why;
};

struct event_done {
	const char *person;		/* who has done his part; "": the whole item is closed */
	const char *note;
};

struct event_dropped {
	const char *why;
};

/* With a round, a duty has come back (committee/duty.h). */
struct event_reopened {
	struct civil_date round;	/* the day of the new round; not set: a closing or a
					 * parking is taken back */
	struct event_due due;		/* not set: as it was */
	const char *person;		/* ... of this owner alone; "": of all */
	const char *note;
};

/* As committee/duty.h has it. */
struct event_recurs {
	const char *every;		/* how often (time/cycle.h); "": it is a duty no more */
	struct civil_date from;		/* the first day of the series */
	struct civil_date round;	/* the day of the present round; not set: as it was */
	bool days_are_due;		/* the days of the series are due dates */
	const char *owners;		/* as the configuration names them; "" by mail */
};

struct event_snoozed {
	struct civil_date until;	/* nobody is reminded before this day */
	const char *person;		/* the one owner who is not; "": all */
	const char *note;
};

struct event_released {
	const char *person;		/* the owner; "" where the name is nobody's */
	const char *written;		/* ... and this is how he was written */
	const char *why;
};

/* As committee/record_report.h has it. */
struct event_looks_done {
	const char *person;		/* the owner who says so, or of whom minutes say it */
	const char *words;
};

struct event_ignored {
	const char *why;
	const char *quote;		/* the command */
};

struct event_agenda {
	int meeting;			/* 0: the next one */
	bool discussed;			/* it stands in that meeting's minutes; otherwise it is an
					 * entry for its agenda (committee/record_agenda.h) */
	bool dropped;			/* what was an entry is none any more */
	const char *title;
	const char *presenters;		/* as written */
	int minutes;			/* its time box; -1: none */
};

struct event_minutes {
	int meeting;			/* 0: without a number */
	struct civil_date day;		/* of the meeting */
	const char *chair_written;	/* whom they name as its chair, as written; "": nobody */
	const char *chair;		/* the full name; "": nobody's, or that of several */
	const char *present, *regrets;	/* who was there, and who sent word of not coming: full
					 * names, else as written, a line each (presence.h) */
};

/* The acts are in committee/presence.h. */
struct event_presence {
	int meeting;			/* 0: which one is not clear */
	const char *person;		/* who says so for himself: full name; "": nobody known */
	const char *note;		/* what was said beside; IGNORED: why */
	const char *quote;		/* the command */
};

/* The acts are in committee/meeting_act.h. */
struct event_meeting {
	int number;
	struct civil_date day;		/* MOVE */
	int start_minute;		/* MOVE: local, after midnight; -1: as it was */
	const char *chair_written;	/* CHAIR: as written */
	const char *chair;		/* full name of who chairs (CHAIR), or was expected to
					 * (SKIP) */
	const char *note;		/* what was said beside; IGNORED: why */
	const char *quote;		/* the command */
};

/* The acts, and what each has, are in committee/deadlines.h. */
struct event_deadline {
	int number;			/* of the deadline; 0: which one is not clear */
	unsigned roles;			/* the actor's at that instant: DEADLINE_BY_* */
	int meeting;			/* whose minutes are agreed to; 0: of a meeting without a
					 * number; -1: a proposal, or the act does not say it */
	struct civil_date meeting_day;	/* of that meeting */
	const char *title;
	const char *body;		/* the text that is agreed to */
	const char *chair_written;	/* whom minutes name as the chair, as written */
	const char *chair;		/* the full name; "": nobody's, or that of several */
	const char *end_written;	/* of a proposal: its end as it was said, when that is no
					 * period */
	struct civil_date until;	/* the last day; not set: the period counts */
	int period_days;
	int64_t period_s;
	const char *words;		/* what the actor says */
	bool unseen;			/* objected, withdraw: in a mail to the bot alone, so that
					 * the list has not seen it */
	const char *state;		/* that a notice told how it ended: a deadline_state */
	int64_t named_s;		/* the end that a notice named */
	const char *quote;		/* the line that says so */
};

/* The acts, and what each has, are in committee/votes.h. */
struct event_vote {
	int number;			/* of the vote; 0: none was opened */
	unsigned roles;			/* the actor's at that instant: DEADLINE_BY_* */
	const char *title;
	const char *body;		/* what else stands below it */
	const char *rule;		/* its name */
	const char *terms;		/* what the rule was then (vote_rule_terms()) */
	const char *voters;		/* full names, a line each */
	const char *options;		/* of a ranked vote, a line each */
	bool secret;			/* who votes what is */
	struct civil_date until;	/* the last day; not set: the period counts */
	int period_days;
	int64_t period_s;
	const char *choice;		/* of a ballot: ballot_name(), or of a ranked vote the
					 * ranks (ranked_ballot_signs()); with a state: the letter
					 * of the option that has won */
	const char *sealed;		/* the same of a secret one: no event is kept with it */
	const char *words;		/* what the actor says; why nothing was opened */
	const char *mail;		/* what a mail about it is (vote_mail_name()) */
	const char *voter;		/* whose ballot that is, or has failed */
	const char *state;		/* that a notice told how it ended: a vote_state */
	int64_t named_s;		/* the end that a mail named; counted: the end */
	const char *quote;		/* the line that says so */
};

/* The acts are in committee/person.h. */
struct event_person {
	const char *person;		/* full name */
	struct civil_date until;	/* PAUSE */
	const char *addr;		/* FAILING, WORKING */
	const char *why;		/* FAILING: what the server said */
	const char *quote;		/* the command */
};

struct event_notice {
	const char *person;		/* whom it was for; message_id is its own */
	const char *notice_kind;
	const char *why;		/* it was not sent */
};

/* The acts are in committee/record_command.h. */
struct event_answer {
	const char *person;		/* who gets it: full name, or "" */
	const char *addr;
	const char *subject;		/* of the mail that is answered */
	const char *words;		/* what came of it; of a receipt: why its minutes open no
					 * deadline, or the heading that they lack */
	const char *proof_why;		/* why that mail is not proved */
	int meeting;			/* of a receipt: whose minutes it is for, and its day; none
					 * is known of minutes without a heading */
	struct civil_date meeting_day;
};

/* The acts, and what each has, are in committee/held.h. */
struct event_held {
	const char *mail;		/* what is settled: the Message-ID of a mail */
	const char *asked;		/* who is asked by a notice: full name, or "" */
	const char *rows;		/* the Message-IDs of the mails in its rows, a line each */
	/* KEPT, where message_id is the mail's and actor who it says has written it: */
	const char *author;		/* whose of the list that is: full name; "": nobody's */
	const char *author_addr;
	const char *subject;
	const char *why;		/* it may not */
	const char *facts;		/* as they were read (facts_to_text); "": too much was
					 * waiting */
	const char *minutes;		/* that it has */
	struct civil_date day;		/* of the mail */
	bool is_reply;
	unsigned flags;			/* HELD_OUTSIDE */
	int n_left_out;			/* facts that are not kept */
};

struct event_parked {
	const char *why;
};

/* The acts, and what each has, are in committee/decisions.h. */
struct event_decision {
	int number;
	int replaces;			/* the number of the decision before it; 0: of none */
	int deadline;			/* that stood; 0: it was said */
	const char *text;
	const char *body;		/* who decided, as written; "": it does not say */
	const char *quote;		/* the line that says so */
	const char *words;
	int meeting;			/* 0: without a number, or none */
	struct civil_date meeting_day;
};

/* The acts, and what each has, are in committee/promises.h. */
struct event_promise {
	const char *mail;		/* Message-ID of the mail with the minutes */
	int row;			/* its number in the receipt for that mail, from 1 */
	const char *owners;		/* as written, a line each */
	const char *text, *detail;
	const char *context;		/* what stood above the line */
	const char *quote;		/* the line; of an answer: the command */
	struct event_due due;
	int meeting;			/* in whose minutes it stands; 0: unknown */
	struct civil_date meeting_day;
	int64_t until_s;		/* until then an answer counts, as the receipt says */
};

struct event_last_call {
	int item;
	const char *person;		/* ANNOUNCED: the owner, by full name */
	int64_t until_s;		/* what the mail says: until then an answer counts */
};

#define EVENT_BY_BOT "beadle"		/* the actor of what the program does of itself */

struct event {
	int64_t id;		/* given by the ledger, ascending; 0 before that */
	int64_t at_s;		/* received, or when the operator acted */
	enum event_kind kind;
	int item;		/* number, from 1, unique in the ledger; 0: of no item */
	const char *act;	/* of a kind that has several: which; "": of any other */
	const char *list;	/* name of the list */
	const char *actor;	/* who: full name, else address, else "operator" or EVENT_BY_BOT */
	const char *message_id;	/* the mail it came by; "" from the operator */
	const char *said_in;	/* of a mail that waited for the chair: the mail by whose "yes"
				 * it counts (held.h), or RULE_OPERATOR; "": it counts by itself */
	unsigned line;		/* in that mail's decoded body; 0: subject or operator */
	const char *rule;	/* of the tags room, or "operator" */
	const char *proof;	/* that it is the actor's: "operator", or by what the mail was
				 * proved to be his; "": by nothing */
	int64_t quiet_until_s;	/* of the past when its mailbox was first read, at that instant:
				 * nobody is told what fell due before it; 0: news */
	union {
		struct event_vote vote;		/* the largest first: = { 0 } clears them all */
		struct event_deadline deadline;
		struct event_raised raised;
		struct event_assigned assigned;
		struct event_mentioned mentioned;
		struct event_reworded reworded;
		struct event_redated redated;
		struct event_done done;
		struct event_dropped dropped;
		struct event_reopened reopened;
		struct event_recurs recurs;
		struct event_snoozed snoozed;
		struct event_released released;
		struct event_looks_done looks_done;
		struct event_ignored ignored;
		struct event_agenda agenda;
		struct event_minutes minutes;
		struct event_meeting meeting;
		struct event_presence presence;
		struct event_person person;
		struct event_notice notice;
		struct event_answer answer;
		struct event_held held;
		struct event_parked parked;
		struct event_decision decision;
		struct event_promise promise;
		struct event_last_call last_call;
	};
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
/* Of this kind, and this act of it? */
bool event_is(const struct event *event, enum event_kind kind, const char *act);

/* The person whom it is about, by full name; "": none, or its kind has no such. */
const char *event_person(const struct event *event);
/* The number of the meeting or the deadline; 0: none, or its kind has no such. */
int event_number(const struct event *event);

/* A copy whose strings belong to the arena; NULL strings become "". */
struct event event_copy(struct arena *arena, const struct event *event);

/* Do they say the same?  Their ids may differ. */
bool event_is_same(const struct event *a, const struct event *b);

void event_list_add(struct arena *arena, struct event_list *list, const struct event *event);

#endif
