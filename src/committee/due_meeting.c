/* due_meeting.c - see due_meeting.h. */
#include "committee/due_meeting.h"

#include <string.h>

#include "committee/meeting_act.h"

static bool is_change(const struct event *e)
{
	return event_is(e, EVENT_MEETING, MEETING_MOVE) ||
	       event_is(e, EVENT_MEETING, MEETING_CANCEL);
}

/* The last change of a meeting of the list since that instant; NULL: the configuration or the
 * calendar's address. */
static const struct event *last_change(const struct state *state, const char *list, int64_t since_s)
{
	for (size_t i = state->others.len; i-- > 0;) {
		const struct event *e = &state->others.events[i];

		if (e->at_s >= since_s && is_change(e) && strcmp(e->list, list) == 0)
			return e;
	}
	return NULL;
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

	for (size_t i = 0; context->calendar && i < state->n_items; i++) {
		const struct item *item = &state->items[i];
		struct meeting meeting;

		if (!item->number || item->status != ITEM_OPEN || !item->due_at_meeting ||
		    strcmp(item->list, context->list) != 0 || civil_compare(item->due, today) < 0 ||
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
