/* round.c - see round.h. */
#include "bot/round.h"

#include "bot/decide.h"
#include "bot/forget.h"
#include "bot/judge.h"
#include "bot/keep.h"
#include "bot/reading.h"
#include "bot/recall.h"
#include "bot/token.h"
#include "outbox/outbox.h"

/* Of duties; two are needed at most: an entry taken up again, and its day. */
enum { PASSES_MAX = 10 };

static enum err_kind do_step(struct world *w, struct arena *arena, size_t list,
			     enum decide_step step, size_t *n_events_out, bool *stale_out,
			     struct err *err)
{
	struct decide_result decisions;

	if (decide_step(w, arena, list, step, &decisions, err))
		return err->kind;
	*n_events_out = decisions.events.len;
	return keep_decisions(w, arena, &decisions, stale_out, err);
}

static enum err_kind do_duties(struct world *w, struct arena *arena, size_t list, bool *stale_out,
			       struct err *err)
{
	size_t n_events = 1;

	for (int pass = 0; n_events && pass < PASSES_MAX; pass++) {
		enum err_kind kind =
			do_step(w, arena, list, DECIDE_DUTIES, &n_events, stale_out, err);

		if (kind || *stale_out)
			return kind;
	}
	if (n_events)
		return err_set(err, ERR_BUG, "list %s: its duties come back without end",
			       w->config->lists[list].name);
	return ERR_NONE;
}

static enum err_kind do_list(struct world *w, struct arena *arena, size_t list, bool *stale_out,
			     struct err *err)
{
	size_t n_events;
	enum err_kind kind = do_step(w, arena, list, DECIDE_PAST, &n_events, stale_out, err);

	if (!kind && !*stale_out)
		kind = do_duties(w, arena, list, stale_out, err);
	if (!kind && !*stale_out)
		kind = do_step(w, arena, list, DECIDE_RECEIPTS, &n_events, stale_out, err);
	if (!kind && !*stale_out)
		kind = do_step(w, arena, list, DECIDE_NOTICES, &n_events, stale_out, err);
	return kind;
}

static enum err_kind do_all(struct world *w, struct arena *arena, bool *stale_out, struct err *err)
{
	struct decide_result decisions;
	enum err_kind kind = ERR_NONE;

	*stale_out = false;
	w->changed = false;
	w->round_over = true;
	w->next_decide_s = INT64_MAX;
	bool may_decide = recall_is_over(w) && !w->clock.in_doubt;

	for (size_t i = 0; !kind && !*stale_out && i < w->config->n_lists && may_decide; i++)
		kind = do_list(w, arena, i, stale_out, err);
	if (!kind && !*stale_out)
		kind = decide_operators(w, arena, &decisions, err);
	if (kind || *stale_out)
		return kind;
	return keep_decisions(w, arena, &decisions, stale_out, err);
}

/* The events of mails that were taken back. */
static enum err_kind follow_recalled(struct world *w, struct arena *arena, struct err *err)
{
	struct event_list events = { 0 };
	struct ledger_mail mail;
	bool found;
	enum err_kind kind = recall_next(w, arena, &found, &mail, &events, err);

	if (kind || !found)
		return kind;
	kind = world_begin(w, NULL, err);
	while (!kind && found) {
		kind = keep_recalled_events(w, arena, &mail, &events, err);
		events = (struct event_list){ 0 };
		if (!kind)
			kind = recall_next(w, arena, &found, &mail, &events, err);
	}
	return kind ? kind : world_commit(w, err);
}

enum err_kind round_do(struct world *w, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind;
	bool stale = true;

	kind = token_keys_rotate(w->tokens, w->now_s, err);
	if (!kind)
		kind = follow_recalled(w, arena, err);
	while (!kind && stale) {
		arena_reset(arena);
		kind = do_all(w, arena, &stale, err);
	}
	if (!kind)
		kind = forget_votes(w, err);
	arena_free(&arena);
	return kind;
}

enum err_kind round_take(struct world *w, struct arena *arena, const struct reading_list *readings,
			 const struct ledger_message *row, bool past, struct err *err)
{
	struct judge_verdict verdict;
	enum err_kind kind = ERR_NONE;

	w->report.mails++;
	for (size_t i = 0; !kind && i < readings->n; i++) {
		kind = judge_reading(w, arena, &readings->readings[i], row, past, &verdict, err);
		if (!kind)
			kind = keep_verdict(w, &verdict, err);
	}
	return kind;
}

/* ---- from the folder that mail goes to ---- */

struct look {
	struct world *w;
	struct arena *arena;
};

static enum err_kind is_known(void *user, const char *message_id, bool *out, struct err *err)
{
	struct look *look = user;
	struct ledger_notice notice;

	return ledger_find_notice(look->w->ledger, look->arena, message_id, true, out, &notice,
				  err);
}

static enum err_kind take_sent(void *user, struct span bytes, int64_t at_s, struct err *err)
{
	struct look *look = user;
	struct recalled_mail *recalled = recall_judge_sent(look->w, look->arena, bytes, at_s);

	return recalled ? keep_recalled(look->w, recalled, err) : ERR_NONE;
}

enum err_kind round_take_sent(struct world *w, struct err *err)
{
	const struct outbox_driver *driver = outbox_driver(&w->config->outbox);
	struct look look = { .w = w, .arena = arena_new() };
	enum err_kind kind = driver->look ? world_begin(w, NULL, err) : ERR_NONE;

	if (!kind && driver->look)
		kind = driver->look(&w->config->outbox,
				    &(struct outbox_look){ is_known, take_sent, &look }, err);
	if (!kind && driver->look)
		kind = world_commit(w, err);
	arena_free(&look.arena);
	return kind;
}
