/* record.h - facts of one mail become events of the ledger.
 *
 * Decides whether a fact is a new item or speaks of one that is there (explicit
 * number; else owner and likeness of the words), who owns it, when it is due, and
 * whether a command counts.  Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_H
#define BEADLE_COMMITTEE_RECORD_H

#include "base/mem.h"
#include "committee/event.h"
#include "committee/raise.h"
#include "committee/state.h"
#include "tags/fact.h"
#include "tags/people.h"

struct meeting_calendar;
struct vote_rule;
struct ladder;

/* The notice that a mail answers. */
struct answered_notice {
	const char *kind;		/* "reminder", "assigned", ... */
	const char *list;		/* it was about */
	const char *message_id;
	const char *key;		/* by which it was sent once (notices/decide.h); NULL: as
					 * none that is known */
	const int *items;		/* its rows, in order; none of most kinds */
	size_t n_items;
	int meeting;			/* it was about; 0: none */
};

/* What holds for all mail of the list. */
struct list_terms {
	struct meeting_calendar *calendar;	/* with the changes so far; NULL: no meetings */
	const struct zone *zone;
	bool deadlines;			/* its mail is read for them */
	const struct vote_rule *votes;	/* by which its mail opens votes, the default one first */
	size_t n_votes;			/* 0: it opens none */
	enum raise_rule raise;
	struct raise_limits limits;
	const struct ladder *ladder;	/* of its reminders */
};

#define PROOF_TOKEN "token"	/* of events: the sender was proved by that of a notice */
#define PROOF_FROM "from"	/* ... by From alone, which the configuration believes */

/* The mail that the facts were read from, and the list it was sent to. */
struct incoming {
	const char *list;		/* its name */
	const char *lists;		/* of a mail to several of ours: the names of all, one a
					 * line; NULL or "": to this one */
	const struct people *people;
	const char *chair;		/* full name, or NULL */
	const char *last_chair, *next_chair;	/* of the meetings before and after it; NULL:
						 * nobody is known */
	const char *message_id;
	const char *subject;		/* NULL or "": none */
	const char *refs;		/* ids that it answers, oldest first, one a line; NULL or
					 * "": none */
	const char *author_addr;	/* the true author's */
	const char *author_name;	/* as displayed; used when no person has the address */
	const char *sender;		/* full name of the person whom a token has proved; NULL
					 * or "": the author's address says who */
	const char *voter;		/* full name of one who has left, whom a token has proved:
					 * for a ballot, and for nothing else; NULL or "" */
	const char *proof;		/* that the mail is his (struct event); NULL or "":
					 * nothing proves it: */
	const char *proof_why;		/* ... why not */
	bool to_bot;			/* written to the program itself */
	bool to_notice;			/* ... or to the list and the address at which the notice
					 * is answered */
	bool outside;			/* it names the list, and nothing shows that the list has
					 * handed it over */
	bool is_reread;			/* for a rebuild: nobody is asked anything */
	bool was_let_in;		/* it may raise, whatever the rule: it has done so when
					 * it was read before */
	struct list_terms terms;
	const char *minutes;		/* what is agreed to when nobody objects, of a mail that
					 * has minutes; NULL or "": not at hand */
	const char *thread;		/* ids of all that it answers, through other mails too,
					 * the nearest first, one a line; NULL or "": none */
	const char *topic;		/* its subject, "Re:" and prefixes aside; NULL or "":
					 * none */
	const char *namesakes;		/* ids of mails about deadlines of the list that have the
					 * same, one a line; NULL or "": none */
	const struct answered_notice *answered;	/* NULL: none of ours */
	int secret_vote;		/* to the bot, about that one: it is a ballot and nothing
					 * else (record_vote.h); 0: no */
	unsigned commands_max;		/* in one mail; 0: no bound */
	unsigned mails_max;		/* with commands, of one person in a day; 0: no bound */
	int64_t received_at_s;
	struct civil_date date;		/* of the message in the list's zone: relative and
					 * default dates count from it */
	struct civil_date next_meeting;	/* not set: unknown */
	bool default_due_next_meeting;	/* nothing said: next_meeting, when it is known; else: */
	int default_due_days;		/* so many days after date; 0: no due date */
	int64_t quiet_until_s;		/* of the past when its mailbox was first read; 0: news */
};

/* Who has sent it, as far as the list knows him; NULL: nobody of it. */
const struct person *incoming_sender(const struct incoming *mail);

/* His full name, else the author's address, else his name as displayed. */
const char *incoming_actor(const struct incoming *mail);
/* What all events of this mail have in common; of an event that belongs to no fact, all of its
 * origin. */
struct event incoming_event(const struct incoming *mail, enum event_kind kind);

/* Is he who chairs the list, its last meeting or its next one? */
bool incoming_is_from_chair(const struct incoming *mail);
bool incoming_is_proved(const struct incoming *mail);	/* that it is his */

/* Appends events in the order in which they must be applied; what stands in out before is still to
 * be applied too. */
void record_facts(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out);

#endif
