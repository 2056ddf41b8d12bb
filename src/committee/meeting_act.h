/* meeting_act.h - the acts that change a meeting: [CANCEL #39] by mail, `beadle cancel 39` by the
 * operator.
 *
 * One judgement for both; who may is the caller's business. Pure; strings are borrowed from the act
 * and from the meeting, whose chair is the plan's or the state's.
 */
#ifndef BEADLE_COMMITTEE_MEETING_ACT_H
#define BEADLE_COMMITTEE_MEETING_ACT_H

#include "committee/calendar.h"
#include "committee/event.h"

/* The acts of EVENT_MEETING. */
#define MEETING_CANCEL "cancel"
#define MEETING_MOVE "move"		/* day, start_minute */
#define MEETING_CHAIR "chair"		/* chair chairs, and the turn comes back */
#define MEETING_SKIP "skip"		/* chair was expected to */
#define MEETING_IGNORED "ignored"	/* a command that counted for nothing; note says why */

struct meeting_act {
	const char *what;		/* one of the first four */
	int number;			/* 0: SKIP is about the next meeting */
	const char *text;		/* what the actor said besides; "" */
	struct civil_date date;		/* MOVE */
	int start_minute;		/* MOVE: after midnight, local; -1: stays */
	const char *written;		/* CHAIR: the name as written, and the full one that it
					 * means; "" when that */
	const char *person;		/* is nobody, or cannot be told */
};

/* The meeting that is meant, with the changes so far; false: there is none such. */
bool meeting_act_find(struct meeting_calendar *calendar, const struct meeting_act *act,
		      int64_t at_s, struct meeting *out);

/* NULL, or why it cannot be done at e->at_s, in words that follow "cancel: ".  Fills in the act
 * of the event and what belongs to it. */
const char *meeting_act_judge(struct meeting_calendar *calendar, const struct meeting_act *act,
			      const struct meeting *meeting, struct event *e);

/* "07:00" after midnight; -1 when it is none. */
int meeting_act_minute(struct span text);

#endif
