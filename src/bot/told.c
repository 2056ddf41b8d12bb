/* told.c - the outcome of a mail becomes the event that a notice was taken, or that nobody has it (committee/told.h).
 *
 * It is written in the transaction that keeps the outcome: after a kill there are both, or neither.
 */
#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keeper_parts.h"
#include "committee/told.h"

enum err_kind told_keep(struct keeper *k, const struct ledger_mail *mail, const char *what, int64_t at_s, struct err *err)
{
	struct arena *arena = arena_new();
	struct event_list events = { 0 };
	enum err_kind kind = ERR_NONE;

	told_events(arena, k->state, mail->message_id, what, at_s, &events);
	for (size_t i = 0; !kind && i < events.len; i++) {
		struct event *e = &events.events[i];

		kind = ledger_add_event(k->ledger, e, err);
		if (!kind)
			kind = state_apply(k->state, e, err);
		log_info("told", L_STR("msg", mail->message_id), L_STR("list", e->list), L_NUM("number", e->number),
			 L_STR("what", e->what));
		failpoint("told.kept");
	}
	k->decide_now = k->decide_now || events.len > 0;
	arena_free(&arena);
	return kind;
}
