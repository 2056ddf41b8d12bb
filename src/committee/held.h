/* held.h - mails that would raise something and may not (raise.h): kept until the chair says yes,
 * or for three weeks.
 *
 * The acts of EVENT_HELD (struct event_held):
 *	kept		a mail waits; message_id is its own, actor who it says has written it,
 *			proof as always
 *	asked		a notice asks about those in its rows; message_id is the notice's
 *	confirmed	the mail counts from now on: the events that follow, with said_in (event.h),
 *			are what it says.  message_id: the chair's answer, "" the operator's
 *	dropped		it does not; it can still be confirmed
 *	come		message_id: the list's own copy of it has come, and is judged by itself
 *	taken-back	all that came of the mail, held or not, is to count no more.  Of items and
 *			deadlines further events say so
 *
 * A mail that is kept once more is told anew.  Pure; strings are the state's.
 */
#ifndef BEADLE_COMMITTEE_HELD_H
#define BEADLE_COMMITTEE_HELD_H

#include "committee/record.h"

#define HELD_KEPT "kept"
#define HELD_ASKED "asked"
#define HELD_CONFIRMED "confirmed"
#define HELD_DROPPED "dropped"
#define HELD_COME "come"

enum { HELD_OUTSIDE = 1 };		/* the list has not handed it over */

enum {
	HELD_FOR_S = 21 * 24 * 3600,	/* then it is forgotten */
	HELD_WAITING_MAX = 200,		/* mails of one list that wait at a time, with what they
					 * say; half of them by */
	HELD_STRANGERS_MAX = 100,	/* strangers, or from outside */
	HELD_FACTS_BYTES = 64 * 1024,	/* kept of one mail */
};

enum held_fate { HELD_WAITS, HELD_IS_CONFIRMED, HELD_IS_DROPPED, HELD_HAS_COME };

struct held_mail {
	const struct event *kept;
	enum held_fate fate;
	bool asked;			/* a notice has a row for it */
};

struct held_list {
	struct held_mail *mails;	/* in the arena, in the order in which they came */
	size_t len, cap;
	size_t *slots;			/* held_find()'s own, with the two below */
	size_t n_slots;
	uint64_t seed;
};

/* The mails of a list that are not forgotten at now_s. */
void held_of(struct arena *arena, const struct state *state, const char *list, int64_t now_s,
	     struct held_list *out);
struct held_mail *held_find(const struct held_list *list, const char *message_id); /* NULL: none */
/* One of them, without a look at the others; asked is not told.  False: it is none. */
bool held_is_kept(const struct state *state, const char *list, const char *message_id,
		  int64_t now_s, struct held_mail *out);
/* "Dave Thaler <dave@example.org>": the name is the list's own, the address is what the mail
 * says. */
const char *held_author(struct arena *arena, const struct event *kept);
/* Nobody of the list wrote it, or it came from outside. */
bool held_is_stranger(const struct event *kept);

/* Was all that came of the mail taken back? */
bool held_is_taken_back(const struct state *state, const char *message_id);

/* An event about waiting mail that comes of this one, to be filled in. */
struct event held_event(const struct incoming *mail, const char *what);
/* The event that keeps a mail. */
struct event held_keep(struct arena *arena, const struct state *state, const struct incoming *mail,
		       const struct fact *facts, size_t n_facts, const char *why);

#endif
