/* follow.c - what the operator does beside a running keeper becomes part of the keeper's state.
 *
 * The operator's commands append their events themselves (operator.h).  The keeper looks for them every second, and
 * at the beginning of every transaction in which it writes what follows from its state: in it nobody
 * else can append, so no mail is judged and no notice decided by a state that lacks an act.
 */
#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keeper_parts.h"

enum err_kind follow_operator(struct keeper *k, bool *more_out, struct err *err)
{
	struct arena *arena = arena_new();
	struct event_list events;
	bool plan_changed = false;
	enum err_kind kind = ledger_new_events(k->ledger, arena, &events, err);

	for (size_t i = 0; !kind && i < events.len; i++) {
		const struct event *e = &events.events[i];

		kind = state_apply(k->state, e, err);
		plan_changed = plan_changed || e->kind == EVENT_MEETING;
		log_info("act", L_STR("by", e->actor), L_STR("list", e->list), L_STR("kind", event_kind_name(e->kind)),
			 L_NUM("item", e->item), L_NUM("number", e->number), L_STR("what", e->what));
	}
	if (!kind && events.len) {
		if (plan_changed)
			judge_follow_changes(k);
		k->decide_now = true;
		failpoint("follow.applied");
	}
	if (more_out)
		*more_out = !kind && events.len > 0;
	arena_free(&arena);
	return kind;
}

enum err_kind follow_begin(struct keeper *k, bool *more_out, struct err *err)
{
	if (ledger_begin(k->ledger, err))
		return err->kind;
	return follow_operator(k, more_out, err);
}
