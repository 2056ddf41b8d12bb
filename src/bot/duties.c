/* duties.c - duties whose day has come, and those that the configuration has changed, become events, and so do the due
 * dates of items whose meeting was moved or cancelled.
 *
 * It runs before notices are decided, so that the round that tells of a duty is the one that brings it back.
 */
#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keeper_parts.h"
#include "committee/due_meeting.h"
#include "committee/recurring.h"

enum { PASSES_MAX = 10 };	/* two are needed at most: an entry taken up again, and its day */

static enum err_kind keep(struct keeper *k, struct event_list *events, bool *stale_out, struct err *err)
{
	if (follow_begin(k, stale_out, err))
		return err->kind;
	if (*stale_out) {
		ledger_rollback(k->ledger);
		return ERR_NONE;
	}
	for (size_t i = 0; i < events->len; i++) {
		struct event *e = &events->events[i];

		if (ledger_add_event(k->ledger, e, err) || state_apply(k->state, e, err))
			return err->kind;
		k->report->items += e->kind == EVENT_RAISED;
		log_info("duty", L_STR("list", e->list), L_NUM("item", e->item), L_STR("what", event_kind_name(e->kind)),
			 L_STR("person", e->person), L_STR("every", e->kind == EVENT_RECURS ? e->text : ""));
	}
	failpoint("duties.before-kept");
	if (ledger_commit(k->ledger, err))
		return err->kind;
	failpoint("duties.kept");
	return ERR_NONE;
}

enum err_kind duties_follow(struct keeper *k, struct arena *arena, size_t list, bool *stale_out, struct err *err)
{
	const struct recurring_context context = config_recurring(&k->config->lists[list], k->calendars[list]);

	for (int pass = 0; pass < PASSES_MAX; pass++) {
		struct event_list events = { 0 };
		int next_item;

		if (ledger_next_item(k->ledger, &next_item, err))
			return err->kind;
		recurring_events(arena, k->state, &context, next_item, k->now_s, &events, &k->next_decide_s);
		due_meeting_events(arena, k->state, &context, k->now_s, &events);
		if (!events.len)
			return ERR_NONE;
		if (keep(k, &events, stale_out, err) || *stale_out)
			return err->kind;
	}
	return err_set(err, ERR_BUG, "list %s: duties that come back without end", context.list);
}
