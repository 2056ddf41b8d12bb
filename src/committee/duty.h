/* duty.h - what makes an action item come back: a part of the item (committee/state.h).
 *
 *	EVENT_RECURS	the item is a duty from now on, or a duty no more
 *	EVENT_REOPENED	with a round: a new round begins, that of this day
 *
 * `done` ends a round and `due` moves it; the series stays as it is.  Dropped, between two rounds
 * too, it never comes back. Who makes these events: committee/duty_round.h, and record.c of a
 *mail's tag.
 */
#ifndef BEADLE_COMMITTEE_DUTY_H
#define BEADLE_COMMITTEE_DUTY_H

#include <stdbool.h>
#include <stdint.h>

#include "time/civil.h"
#include "time/cycle.h"

/* Rules of the events that no mail has made; the actor of the first is the configuration, of the
 * other the bot. */
#define DUTY_STANDING "standing"	/* by an entry of the configuration */
#define DUTY_ROUND "recurring"		/* its day has come */

struct duty {
	const char *every;		/* "every 6 months"; "": it does not come back */
	struct cycle cycle;
	struct civil_date from;		/* the first day of the series */
	bool days_are_due;		/* it comes back ahead of its days, which are due dates */
	struct civil_date round;	/* the day of the present round */
	int64_t opened_at_s;		/* when that began; 0: it has not come back yet */
	const char *owners;		/* as the configuration names them; "" for a duty by mail */
};

struct item;
struct event;
struct event_recurs;

/* For state.c: what the two kinds of events do. */
void duty_apply_recurs(struct item *item, const struct event_recurs *recurs);
void duty_apply_reopened(struct item *item, const struct event *event);

bool item_recurs(const struct item *item);		/* it will come back, or is back */
int64_t
item_opened_at(const struct item *item); /* when its present round began, or it was raised */

#endif
