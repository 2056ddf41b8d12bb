/* decide.h - which notices are due: facts and a time in, notices out.  Pure.
 *
 * A rule is "due when now >= t and its key is not spent", never "when now == t": what an
 * outage let pass is made up for by one mail per person, and a key is spent once, ever.
 * Keys:
 *	assigned/ITEM/PERSON/ASSIGNED_AT	one per assignment
 *	reminder/ITEM/PERSON/DAY/RUNG		committee/ladder.h
 *	reminder-day/LIST/PERSON/YYYY-MM-DD	one reminder mail a person and day of his, which
 *						begins at the policy's time of day
 *	reminder-week/LIST/PERSON/YYYY-MM-DD	that mail had something overdue in it
 *	trouble/KEY				one per trouble
 * An assignment is told when it has been quiet for a while, that of a duty that comes back by
 * itself at the hours of reminders alone.  Reminders go out on working days, from the policy's
 * time of day in the owner's own zone until the evening of the same day there, or for
 * REMINDER_HOURS when that is longer: with 23:59 the day goes on into the next morning.  What falls
 * due outside of these hours waits for them.  Of what is overdue an owner hears once in seven days:
 * a reminder takes along what falls within the six days after it, but for what was asked about in
 * the three days before; what comes up in these six days all the same waits.  Last calls stand in
 * the same mail; one that has nothing else is of a kind of its own.  A mail has at most
 * DECIDE_ROWS_MAX rows; what is left gets a mail of its own, a reminder the next day.
 */
#ifndef BEADLE_NOTICES_DECIDE_H
#define BEADLE_NOTICES_DECIDE_H

#include "base/mem.h"
#include "committee/state.h"
#include "notices/envelope.h"
#include "notices/policy.h"
#include "tags/people.h"

enum {
	DECIDE_ROWS_MAX = 100,
	DECIDE_LOOK_AGAIN_S = 60,	/* what waits for mail to be read asks again after that */
	REMINDER_HOURS = 6,
};

enum notice_kind {
	NOTICE_ASSIGNED, NOTICE_REMINDER, NOTICE_LAST_CALL, NOTICE_TROUBLE,
	NOTICE_COMPOSED,		/* about meetings and deadlines: decided and composed in
					 * one go */
};

struct notice_row {
	int item;			/* 0 for trouble */
	enum rung_kind rung;		/* of a reminder: which question it is */
	bool brief;			/* told before and not answered to: in a line, behind the
					 * others */
	const char *key;		/* what this row spends */
	const char *person;		/* to whom, as the item names him: perhaps by a former
					 * name; NULL for trouble */
	const char *text;		/* trouble: what happened */
	int64_t at_s;			/* trouble: when */
};

struct notice {
	enum notice_kind kind;
	const char *key;		/* of the mail: unique, ever */
	const char *list;		/* name; "" for trouble */
	const struct person *person;	/* to whom; NULL: the operator */
	const char *addr;		/* where to */
	const char *cause;		/* who has brought it about (queue.h); NULL: nobody */
	struct notice_row *rows;	/* what is to be told, in order */
	size_t n_rows;
	const char **spent;		/* further keys that it spends: stages that an outage let
					 * pass */
	size_t n_spent;
	const char *kind_name;		/* COMPOSED: "agenda-digest", "deadline-opened", ... */
	struct notice_composed composed;	/* COMPOSED: the mail */
	const struct event *events;	/* kept in the transaction that decides the notice */
	size_t n_events;
};

struct notice_list {
	struct notice *notices;		/* in the arena */
	size_t len, cap;
};

/* Appends; the notice stays where it is until the next one is added. */
struct notice *notice_add(struct arena *arena, struct notice_list *list,
			  const struct notice *notice);

struct notice_trouble {
	const char *key, *text;
	int64_t at_s;
};
struct trouble_list {			/* in the arena */
	struct notice_trouble *troubles;
	size_t len, cap;
};

/* Appends what is told once a key; it happens when it is kept. */
void trouble_list_add(struct arena *arena, struct trouble_list *list, const char *key,
		      const char *text);

/* Appends the notices of one list that are due at now_s.  *next_s_out becomes the earliest later
 * instant at which this could yield more, if it is earlier than what is there (start with
 * INT64_MAX). */
void decide_list(struct arena *arena, const struct state *state, const struct notice_policy *policy,
		 const struct people *people, int64_t now_s, struct notice_list *out,
		 int64_t *next_s_out);

/* To the operator: one mail about all troubles not yet told; and one about mails that could not be
 * read, once a day (of UTC) at most, for anybody can write one.  *next_s_out as above. */
void decide_trouble(struct arena *arena, const struct state *state, const char *operator_addr,
		    const struct notice_trouble *troubles, size_t n_troubles, int64_t now_s,
		    struct notice_list *out, int64_t *next_s_out);

/* Is it the part of the reader's day that begins at from_minute and ends in the evening?  Nobody is
 * mailed at night about what can wait for the morning: what is due since due_s waits.  But where
 * rounds come in the night alone, once a day, a morning would be waited for for ever: what waited
 * at the last round already, and all of such a part of a day went by without another, goes out
 * now. */
bool decide_is_hour(const struct state *state, const struct zone *zone, int64_t due_s,
		    int64_t now_s, int from_minute);

/* Who gets the chair's mail. */
struct chair_reader {
	const struct person *person;	/* NULL: the operator */
	const char *addr;
	const struct zone *zone;	/* his, else the list's */
};

/* The person of that name (NULL: nobody is known), or where he has no address the operator.  False
 * when there is nobody. */
bool decide_chair_reader(const struct state *state, const struct notice_policy *policy,
			 const struct people *people, const char *name, int64_t now_s,
			 struct chair_reader *out);

#define NOTICE_TROUBLE_NAME "trouble"
/* "assigned", "reminder", "last-call", "trouble", "agenda-digest", ... */
const char *notice_name(const struct notice *notice);

#endif
