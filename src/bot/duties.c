/* duties.c - duties whose day has come, and those that the configuration has changed, become events, and so do the due
 * dates of items whose meeting was moved or cancelled.
 *
 * It runs before notices are decided, so that the round that tells of a duty is the one that brings it back.
 */
#include "bot/duties.h"

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/world.h"
#include "committee/due_meeting.h"
#include "committee/recurring.h"

enum { PASSES_MAX = 10 };	/* two are needed at most: an entry taken up again, and its day */

static enum err_kind keep(struct world *w, struct event_list *events, bool *stale_out, struct err *err)
{
	if (world_begin(w, stale_out, err))
		return err->kind;
	if (*stale_out) {
		world_rollback(w);
		return ERR_NONE;
	}
	for (size_t i = 0; i < events->len; i++) {
		struct event *e = &events->events[i];

		if (world_append(w, e, err))
			return err->kind;
		log_info("duty", L_STR("list", e->list), L_NUM("item", e->item), L_STR("what", event_kind_name(e->kind)),
			 L_STR("person", e->person), L_STR("every", e->kind == EVENT_RECURS ? e->text : ""));
	}
	failpoint("duties.before-kept");
	if (world_commit(w, err))
		return err->kind;
	failpoint("duties.kept");
	return ERR_NONE;
}

enum err_kind duties_follow(struct world *w, struct arena *arena, size_t list, bool *stale_out, struct err *err)
{
	const struct recurring_context context = config_recurring(&w->config->lists[list], w->calendars[list]);

	for (int pass = 0; pass < PASSES_MAX; pass++) {
		struct event_list events = { 0 };
		int next_item;

		if (ledger_next_item(w->ledger, &next_item, err))
			return err->kind;
		recurring_events(arena, w->state, &context, next_item, w->now_s, &events, &w->next_decide_s);
		due_meeting_events(arena, w->state, &context, w->now_s, &events);
		if (!events.len)
			return ERR_NONE;
		if (keep(w, &events, stale_out, err) || *stale_out)
			return err->kind;
	}
	return err_set(err, ERR_BUG, "list %s: duties that come back without end", context.list);
}
