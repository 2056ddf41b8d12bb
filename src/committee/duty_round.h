/* duty_round.h - which duties come back now: state, configuration and a time in, events out.  Pure.
 *
 * A duty (duty.h) comes back at a minute of its day in the list's zone, as soon after that as this
 * is asked: the last day that has come counts, so that an outage of years is made up for by one
 * round.  A round that is still open stays as it is and is not doubled; one that was closed on its
 * own day or after it waits for the next day. Where somebody has said when a duty is due, its days
 * are the due dates, and it comes back lead_days ahead, but not before the day after the one
 * before; else it comes back on its day, due by the list's default but before its next day.  So it
 * is too when a due date has passed before anybody could be told.
 *
 * A standing duty is an entry of the configuration, known again by its list and its text.  It is
 * raised when its first day has come; ended when it has gone from the configuration, taken up again
 * when it is back.  Another text is another duty.  What people did with the item (dropped it, moved
 * it) holds against the configuration; new owners and another period there are followed at once.
 *
 * The events come in the order in which they must be applied.  Asked again after that, there is
 * nothing more to do until *next_s_out: the events themselves are the memory, and a crash before
 * they are kept changes nothing.
 */
#ifndef BEADLE_COMMITTEE_RECURRING_H
#define BEADLE_COMMITTEE_RECURRING_H

#include "committee/calendar.h"
#include "committee/event.h"
#include "committee/state.h"
#include "tags/people.h"
#include "time/zone.h"

/* An entry of the configuration.  Its text is one of the list's alone. */
struct standing_duty {
	const char *text;
	const char *const *owners;	/* as written, each one of the list's people or groups */
	size_t n_owners;
	const char *owners_text;	/* the same as one line: "Joe, Dave" */
	const char *every;		/* as cycle_format writes it */
	struct cycle cycle;
	struct civil_date from;
};

struct duty_round_context {
	const char *list;
	const struct people *people;
	struct meeting_calendar *calendar;	/* NULL: no meetings */
	const struct zone *zone;	/* the list's */
	int minute;			/* after midnight, when a duty comes back */
	int lead_days;			/* ahead of a due date */
	bool default_due_next_meeting;	/* as in record.h */
	int default_due_days;
	const struct standing_duty *standing;
	size_t n_standing;
};

/* *next_s_out becomes the earliest later instant at
 * which this could yield more, if it is earlier than what is there. */
void duty_round_events(struct arena *arena, const struct state *state,
		      const struct duty_round_context *context, int64_t now_s,
		      struct event_list *out, int64_t *next_s_out);

/* The day on which the item comes back, when its present round is closed by then; not set: it does
 * not. */
struct civil_date duty_round_next(const struct item *item, const struct duty_round_context *context,
				 int64_t now_s);

#endif
