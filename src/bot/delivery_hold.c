/* delivery_hold.c - while the server refuses the bot itself, all mail waits, and one mail is tried
 * in each gap.
 */
#include "bot/delivery_work.h"

#include <inttypes.h>

#include "base/log.h"
#include "bot/outcome.h"

enum { HOUR_S = 3600 };

/* What waits longer than it should was put off by a clock that has been put back since. */
bool delivery_is_held(const struct delivery *d)
{
	return d->hold.next_try_s > d->w->now_s &&
	       d->hold.next_try_s <= d->w->now_s + d->w->config->outbox.retry_last_s;
}

/* The operator is told by a mail that waits as the others do, and goes when it can. */
enum err_kind delivery_begin_hold(struct delivery *d, const char *reply, bool certain,
				struct err *err)
{
	struct ledger_hold *hold = &d->hold;
	char when[CIVIL_TEXT_SIZE];
	struct arena *arena = arena_new();
	enum err_kind kind;

	if (!hold->tries)
		hold->since_s = d->w->now_s;
	hold->tries++;
	hold->next_try_s = d->w->now_s + (certain ? outcome_retry_after_s(d->w, hold->tries) : 0);
	hold->reply = arena_strdup(d->w->state->arena, reply);
	log_warn("hold", L_STR("why", reply), L_NUM("tries", hold->tries),
		 L_STR("next", civil_format_instant(hold->next_try_s, when)));
	const char *key = arena_printf(arena, "hold/%" PRId64, hold->since_s);
	const char *text =
		arena_printf(arena,
			     "The mail server refuses the bot itself since %s: %.1000s. All mail "
			     "waits and is tried again with growing gaps,"
			     " for %" PRId64 " hours at most; nobody's address is marked.",
			     civil_format_instant(hold->since_s, when), reply,
			     d->w->config->outbox.give_up_s / HOUR_S);
	kind = ledger_set_hold(d->w->ledger, hold, err);
	if (!kind && certain)
		kind = world_trouble(d->w, key, text, err);
	arena_free(&arena);
	d->w->changed = true;
	return kind;
}

enum err_kind delivery_end_hold(struct delivery *d, struct err *err)
{
	if (!d->hold.tries)
		return ERR_NONE;
	log_info("hold-over", L_NUM("tries", d->hold.tries));
	d->hold = (struct ledger_hold){ .reply = "" };
	d->w->queue_changed = true;
	return ledger_end_hold(d->w->ledger, d->w->now_s, err);
}

enum err_kind delivery_note_waiting(struct delivery *d, struct err *err)
{
	int64_t try_s;

	if (!d->hold.tries)
		return ERR_NONE;
	if (ledger_next_try(d->w->ledger, 0, &try_s, err))
		return err->kind;
	d->w->report.trouble = d->w->report.trouble || try_s < INT64_MAX;
	return ERR_NONE;
}
