/* told.c - see told.h. */
#include "committee/told.h"

#include <string.h>

static bool is_outcome(const struct event *e)
{
	return event_is(e, EVENT_DEADLINE, NOTICE_ANNOUNCED) ||
	       event_is(e, EVENT_DEADLINE, NOTICE_TOLD) ||
	       event_is(e, EVENT_DEADLINE, NOTICE_UNTOLD);
}

static bool is_same_notice(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->deadline.number == b->deadline.number &&
	       strcmp(a->message_id, b->message_id) == 0;
}

/* Is others.events[i] the last word about that notice? */
static bool is_last(const struct state *state, size_t i)
{
	const struct event *e = &state->others.events[i];

	for (size_t k = i + 1; k < state->others.len; k++) {
		if (is_same_notice(&state->others.events[k], e) &&
		    is_outcome(&state->others.events[k]))
			return false;
	}
	return true;
}

void told_events(struct arena *arena, const struct state *state, const char *message_id,
		 const char *what, int64_t at_s, struct event_list *out)
{
	for (size_t i = 0; i < state->others.len; i++) {
		const struct event *e = &state->others.events[i];

		if (strcmp(e->message_id, message_id) != 0 || !is_outcome(e) ||
		    !e->deadline.named_s || strcmp(e->act, what) == 0 || !is_last(state, i))
			continue;
		event_list_add(arena, out,
			       &(struct event){
				       .at_s = at_s,
				       .kind = e->kind,
				       .list = e->list,
				       .actor = e->actor,
				       .message_id = e->message_id,
				       .rule = e->rule,
				       .act = what,
				       .deadline = { .number = e->deadline.number,
						     .meeting = -1,
						     .named_s = e->deadline.named_s },
			       });
	}
}
