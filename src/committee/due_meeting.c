/* due_meeting.c - see due_meeting.h. */
#include "committee/due_meeting.h"

#include <string.h>

#include "committee/meeting_act.h"
#include "committee/walk.h"

static bool is_change(const struct event *e)
{
	return event_is(e, EVENT_MEETING, MEETING_MOVE) ||
	       event_is(e, EVENT_MEETING, MEETING_CANCEL);
}

/* The last change of a meeting of the list since that instant; NULL: the configuration or the
 * calendar's address. */
static const struct event *last_change(const struct state *state, const char *list, int64_t since_s)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_MEETING));
	const struct event *e;

	while ((e = event_walk_back(&walk, EVENT_MEETING))) {
		if (e->at_s >= since_s && is_change(e))
			break;
	}
	return e;
}

static bool is_held(struct meeting_calendar *calendar, struct civil_date day)
{
	struct meeting meeting;

	return calendar_by_date(calendar, day, &meeting) && !meeting.cancelled;
}

static const char *why(struct arena *arena, const struct event *change)
{
	if (!change)
		return "due at the next meeting, which is on this day now";
	return arena_printf(arena, "due at the next meeting: #%d was %s", change->meeting.number,
			    strcmp(change->act, MEETING_MOVE) == 0 ? "moved" : "cancelled");
}

void due_meeting_events(struct arena *arena, const struct state *state,
			const struct duty_round_context *context, int64_t now_s,
			struct event_list *out)
{
	const struct civil_date today = zone_to_local(context->zone, now_s).date;

	struct item_walk walk = walk_open(state, context->list);
	const struct item *item;

	while (context->calendar && (item = item_walk_next(&walk))) {
		struct meeting meeting;

		if (!item->due_at_meeting || civil_compare(item->due, today) < 0 ||
		    is_held(context->calendar, item->due) ||
		    !calendar_next_day(context->calendar,
				       zone_to_local(context->zone, item->due_set_at_s).date,
				       &meeting) ||
		    civil_compare(meeting.date, today) < 0)
			continue;
		const struct event *change = last_change(state, context->list, item->due_set_at_s);
		const struct event e = {
			.at_s = now_s,
			.kind = EVENT_DUE,
			.item = item->number,
			.list = context->list,
			.actor = change ? change->actor : EVENT_BY_BOT,
			.rule = RULE_NEXT_MEETING,
			.proof = change ? change->proof : "",
			.redated = {
				.due = { .day = meeting.date,
					 .said = item->due_said,
					 .at_meeting = true },
				.why = why(arena, change),
			},
		};

		event_list_add(arena, out, &e);
	}
}
