/* told.c - see told.h. */
#include "committee/told.h"

#include <string.h>

static bool is_outcome(const struct event *e)
{
	return strcmp(e->what, NOTICE_ANNOUNCED) == 0 || strcmp(e->what, NOTICE_TOLD) == 0 ||
	       strcmp(e->what, NOTICE_UNTOLD) == 0;
}

static bool is_same_notice(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->number == b->number &&
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

		if (strcmp(e->message_id, message_id) != 0 || !is_outcome(e) || !e->period_s ||
		    strcmp(e->what, what) == 0 || !is_last(state, i))
			continue;
		event_list_add(arena, out,
			       &(struct event){
				       .at_s = at_s,
				       .kind = e->kind,
				       .list = e->list,
				       .actor = e->actor,
				       .message_id = e->message_id,
				       .rule = e->rule,
				       .what = what,
				       .number = e->number,
				       .minutes = -1,
				       .period_s = e->period_s,
			       });
	}
}
