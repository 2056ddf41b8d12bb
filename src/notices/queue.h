/* queue.h - in which order mail that is ready goes out, and what of it the limits hold back.  Pure.
 *
 * Lanes, the first one first:
 *	calendar	what comes of the clock: digests, agendas, reminders, handover
 *	notice		what somebody's mail has caused, and what the operator is to hear
 *	answer		to who has sent a command
 * Within a lane the authors take turns (queue_mail.cause), and within what one has caused the
 * kinds: who has caused much waits behind who has caused little, in this plan and in the hour
 * before it.
 *
 * A limit is for all mail, and no lane or author may use it up alone: a quarter of it is for the
 * calendar alone, and of the rest one author has two quarters at most.  Answers have a quarter of
 * the hour, one mail at least; a person's day is not divided for them, for they go to who has
 * asked.  (A limit below four is not divided.)  So whatever somebody makes the bot send, others'
 * mail goes in its minute.
 */
#ifndef BEADLE_NOTICES_QUEUE_H
#define BEADLE_NOTICES_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

enum queue_lane { QUEUE_CALENDAR, QUEUE_NOTICE, QUEUE_ANSWER };

struct queue_limits {
	unsigned per_hour;		/* mails in any hour */
	unsigned per_recipient_day;	/* mails to one address in any day */
};

/* One recipient of a mail, the witness aside. */
struct queue_mail {
	int64_t id;			/* rows of one mail stand together */
	const char *kind;		/* "assigned", "weekly-digest", ... */
	const char *cause;		/* who has brought it about; "": nobody, the calendar has */
	const char *addr;
	int64_t at_s;			/* of what was sent: when it was handed over */
};

struct queue_plan {			/* in the arena */
	int64_t *ids;			/* to be sent now, in this order */
	size_t len;
	size_t n_held;			/* mails that a limit holds back */
	int64_t held_id;		/* the first of them */
	const char *limit;		/* its name, as the configuration has it; NULL: none is
					 * held */
};

/* sent: of the last day.  Each row of ready that is planned counts as sent for those behind it. */
void queue_plan(struct arena *arena, const struct queue_limits *limits,
		const struct queue_mail *sent, size_t n_sent, const struct queue_mail *ready,
		size_t n_ready, int64_t now_s, struct queue_plan *out);

/* Who has brought a mail about: what somebody has not proved to have written is not charged to
 * them. */
const char *queue_cause(struct arena *arena, const char *author, bool proved);

enum queue_lane queue_lane_of(const char *kind);

#endif
