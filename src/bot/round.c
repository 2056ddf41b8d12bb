/* round.c - see round.h. */
#include "bot/round.h"

#include "bot/decide.h"
#include "bot/forget.h"
#include "bot/judge.h"
#include "bot/keep.h"
#include "bot/reading.h"
#include "bot/recall.h"
#include "bot/token.h"
#include "committee/walk.h"
#include "outbox/outbox.h"

/* Of duties; two are needed at most: an entry taken up again, and its day. */
enum { PASSES_MAX = 10 };

/* What a list has come to in a round. */
struct list_round {
	size_t list;
	int64_t next_s;			/* of all steps */
	bool is_quiet;			/* none of them had anything */
	bool stale;
};

static bool is_empty(const struct decide_result *d)
{
	return !d->notices.len && !d->events.len && !d->n_spent && !d->troubles.len;
}

static enum err_kind do_step(struct world *w, struct arena *arena, struct list_round *r,
			     enum decide_step step, size_t *n_events_out, struct err *err)
{
	struct decide_result decisions;

	if (decide_step(w, arena, r->list, step, &decisions, err))
		return err->kind;
	*n_events_out = decisions.events.len;
	r->is_quiet = r->is_quiet && is_empty(&decisions);
	if (decisions.next_s < r->next_s)
		r->next_s = decisions.next_s;
	return keep_decisions(w, arena, &decisions, &r->stale, err);
}

static enum err_kind do_duties(struct world *w, struct arena *arena, struct list_round *r,
			       struct err *err)
{
	size_t n_events = 1;

	for (int pass = 0; n_events && pass < PASSES_MAX; pass++) {
		enum err_kind kind = do_step(w, arena, r, DECIDE_DUTIES, &n_events, err);

		if (kind || r->stale)
			return kind;
	}
	if (n_events)
		return err_set(err, ERR_BUG, "list %s: its duties come back without end",
			       w->config->lists[r->list].name);
	return ERR_NONE;
}

static enum err_kind do_steps(struct world *w, struct arena *arena, struct list_round *r,
			      struct err *err)
{
	size_t n_events;
	enum err_kind kind = do_step(w, arena, r, DECIDE_PAST, &n_events, err);

	if (!kind && !r->stale)
		kind = do_duties(w, arena, r, err);
	if (!kind && !r->stale)
		kind = do_step(w, arena, r, DECIDE_RECEIPTS, &n_events, err);
	if (!kind && !r->stale)
		kind = do_step(w, arena, r, DECIDE_NOTICES, &n_events, err);
	return kind;
}

/* As it is now, until then. */
static struct world_sleep sleep_of(const struct world *w, size_t list, int64_t until_s)
{
	return (struct world_sleep){
		.from_s = w->now_s,
		.until_s = until_s,
		.read_s = world_read_until(w, &w->config->lists[list]),
		.version = walk_version(w->state, w->config->lists[list].name),
	};
}

/* Nothing has happened to the list since there was nothing to decide, and its instant has not come.
 * What waits for mail to be read is asked again as soon as some was. */
static bool is_asleep(const struct world *w, size_t list)
{
	const struct world_sleep *was = &w->sleeps[list], is = sleep_of(w, list, was->until_s);
	bool is_within = is.from_s >= was->from_s && is.from_s < was->until_s;
	bool waits = was->until_s - was->from_s <= DECIDE_LOOK_AGAIN_S;
	bool has_news = is.version != was->version || (waits && is.read_s != was->read_s);

	return is_within && !has_news;
}

static enum err_kind do_list(struct world *w, struct arena *arena, size_t list, bool *stale_out,
			     struct err *err)
{
	struct list_round r = { .list = list, .next_s = INT64_MAX, .is_quiet = true };
	struct world_sleep *sleep = &w->sleeps[list];

	if (is_asleep(w, list)) {
		if (sleep->until_s < w->next_decide_s)
			w->next_decide_s = sleep->until_s;
		return ERR_NONE;
	}
	enum err_kind kind = do_steps(w, arena, &r, err);

	*sleep = sleep_of(w, list, r.is_quiet ? r.next_s : w->now_s);
	*stale_out = r.stale;
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
