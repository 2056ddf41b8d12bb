/* due_meeting.h - items that are due at the next meeting go with it when it is moved or cancelled.
 *
 * An item is due there because somebody has said so ("for the next meeting") or by the list's
 * default; the event that gave it the day says so (at_meeting), and a date that anybody sets
 * afterwards ends it.  While the day has not passed and no meeting is held on it any more, the item
 * is due at the first meeting after the day on which it was last said. With no such meeting it
 * stays as it is.  Pure.
 */
#ifndef BEADLE_COMMITTEE_DUE_MEETING_H
#define BEADLE_COMMITTEE_DUE_MEETING_H

#include "base/mem.h"
#include "committee/event.h"
#include "committee/duty_round.h"
#include "committee/state.h"

/* Appends an EVENT_DUE for each open item of the list whose meeting is not on its day any more: by
 * whoever changed the meeting last, of no mail, and with the change in its text.  Asked again after
 * that, there is nothing more to do. */
void due_meeting_events(struct arena *arena, const struct state *state,
			const struct duty_round_context *context, int64_t now_s,
			struct event_list *out);

#endif
