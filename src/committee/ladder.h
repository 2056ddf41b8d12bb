/* ladder.h - how often an owner is asked about an item, and what becomes of it when nobody answers
 * (PRODUCT 5).
 *
 * A ladder is a table of rungs, so many days before or after the day from which it counts:
 *
 *	3d before	the first reminder
 *	0d		on the day
 *	1w, 3w, 7w	at growing gaps after it
 *	11w last call	keep, drop or done?
 *	13w parked	nobody is asked about it any more
 *
 * It counts from the due day; from the day on which a snooze is over that lasts longer; and from
 * the day on which the owner got the item, or the item its date, when that is later.  So whatever
 * an owner answers begins it anew.  A rung falls on its day, or on the owner's next working day.
 * Each is told once to each owner, and of several that nobody was told of the latest alone: its
 * key has the day in it.
 *
 * An item is parked when each of its owners who still has it to do was asked, and had as long to
 * answer as the table says between last call and parking.  That time begins when a server took the
 * mail (committee/told.h): the mail brings EVENT_LAST_CALL.  Who cannot be asked - without an
 * address, unknown, or having said "stop" - has it until the day of the table.
 *
 * Pure: facts and a time in, rungs and events out.
 */
#ifndef BEADLE_COMMITTEE_LADDER_H
#define BEADLE_COMMITTEE_LADDER_H

#include "base/mem.h"
#include "base/span.h"
#include "committee/event.h"
#include "committee/state.h"
#include "tags/people.h"
#include "time/workdays.h"
#include "time/zone.h"

enum rung_kind { RUNG_BEFORE, RUNG_DAY, RUNG_AFTER, RUNG_LAST_CALL, RUNG_PARKED };

struct ladder_rung {
	enum rung_kind kind;
	int days;			/* after the day that it counts from */
};

enum { LADDER_RUNGS_MAX = 20, LADDER_DAYS_MAX = 2 * 366 };

#define LADDER_DEFAULT "3d before, 0d, 1w, 3w, 7w, 11w last call, 13w parked"
#define LADDER_NONE "no"

struct ladder {
	struct ladder_rung rungs[LADDER_RUNGS_MAX];	/* in order; n 0: nobody is reminded */
	size_t n;
};

/* The words of the configuration: LADDER_DEFAULT, or LADDER_NONE.  NULL, or what is wrong. */
const char *ladder_parse(struct span text, struct ladder *out);

/* NULL: it has none of this kind. */
const struct ladder_rung *ladder_find(const struct ladder *ladder, enum rung_kind kind);

/* The clock of one owner. */
struct ladder_clock {
	const struct ladder *ladder;
	const struct zone *zone;	/* the owner's */
	int minute;			/* after midnight there, when a rung is reached */
	struct workdays workdays;	/* the owner's */
	int64_t now_s;
};

/* The day from which the ladder counts for this owner; not set: it does not, for the item has no
 * due date, or lay overdue when its mailbox was first read and nobody has spoken of it since. */
struct civil_date ladder_day(const struct ladder_clock *clock, const struct item *item,
			     const struct owner *owner);

/* The rungs behind .from, up to .to, have been reached and may be told: indexes, -1 for none. */
struct ladder_span {
	int from, to;
};

/* By that day of the owner's. */
struct ladder_span ladder_reached(const struct ladder_clock *clock, const struct item *item,
				  const struct owner *owner, int64_t day);

/* The owner's day on which the rung falls. */
int64_t ladder_falls_on(const struct ladder_clock *clock, const struct item *item,
			const struct owner *owner, int rung);

/* reminder/ITEM/PERSON/DAY/RUNG, where RUNG is before, day, week3, day10 or last-call. */
const char *ladder_key(struct arena *arena, const struct ladder_clock *clock,
		       const struct item *item, const struct owner *owner, int rung);

/* ---- parking ---- */

/* The last call for an item has been decided: part of the mail with this Message-ID. */
struct event ladder_last_call(const struct ladder_clock *clock, const struct item *item,
			      const struct owner *owner, const char *message_id);

struct ladder_terms {			/* of a list */
	const char *list;
	const struct people *people;
	const struct ladder *ladder;
	const struct zone *zone;	/* the list's */
	int minute;
};

/* Until when the item waits for its owners' answers: the list's day on which it is parked.
 * INT64_MAX: unknown yet, for somebody is still to be asked, or never. */
int64_t ladder_parks_on(const struct state *state, const struct ladder_terms *terms,
			const struct item *item, int64_t now_s);

/* Appends EVENT_PARKED for each item of the list whose time is over.  *next_s_out becomes the
 * earliest later instant of another, if it is earlier than what is there. */
void ladder_park(struct arena *arena, const struct state *state, const struct ladder_terms *terms,
		 int64_t now_s, struct event_list *out, int64_t *next_s_out);

/* Is it open, and had the rung of that kind come by that day, counted from its due date? */
bool ladder_is_beyond(const struct ladder *ladder, const struct item *item, enum rung_kind kind,
		      struct civil_date today);

struct event ladder_parked(const struct item *item, const char *why, int64_t now_s);

/* Spent by the mail that names it as parked: the chair's next digest, or the one about all that
 * was parked at once. */
const char *ladder_named_key(struct arena *arena, const struct item *item);

#endif
