/* record_agenda.h - what one mail says about meetings becomes events, and events become changes of
 * the plan.
 *
 * A meeting heading of a day that is over makes minutes of a mail; what such minutes list was
 * discussed, and so was an entry that heads one of their parts.  An agenda entry elsewhere is meant
 * for the meeting it names, else for the next one.  The chair's commands count from the address of
 * whoever is expected to chair that meeting, and of the list's chair. Pure: the same state,
 * calendar and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_AGENDA_H
#define BEADLE_COMMITTEE_RECORD_AGENDA_H

#include "base/mem.h"
#include "committee/calendar.h"
#include "committee/meeting_act.h"
#include "committee/record.h"

/* Do two titles speak of the same entry? */
bool agenda_is_same_title(const char *a, const char *b);

/* Appends EVENT_AGENDA, EVENT_MINUTES and EVENT_MEETING.  calendar: the list's, with the changes so
 * far; NULL when it has no meetings. */
void record_agenda(struct arena *arena, const struct state *state, const struct incoming *mail,
		   struct meeting_calendar *calendar, const struct fact *facts, size_t n_facts,
		   struct event_list *out);

/* The changes of a list's plan, in the order of their events.  *out is in the arena, its strings
 * are the state's. */
size_t record_meeting_changes(struct arena *arena, const struct state *state, const char *list,
			      struct meeting_change **out);

#endif
