/* forget.c - see forget.h. */
#include "bot/forget.h"

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/world.h"
#include "committee/votes.h"
#include "committee/walk.h"
#include "time/zone.h"

static bool is_gone(const struct state *state, int number)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_VOTE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (event_is(e, EVENT_VOTE, VOTE_GONE) && e->vote.number == number)
			return true;
	}
	return false;
}

/* One that no configured list has is left alone: its list may come back. */
static bool is_over(const struct world *w, struct arena *arena, int number)
{
	for (size_t i = 0; i < w->config->n_lists; i++) {
		const struct config_list *list = &w->config->lists[i];
		const struct vote_entry *entry;
		struct vote_list votes;

		votes_of(arena, w->state, NULL, list->name,
			 zone_of_either(list->policy.zone, NULL), world_read_until(w, list),
			 w->now_s, &votes);
		entry = votes_find(&votes, number);
		if (entry)
			return entry->vote.opened && !vote_is_running(&entry->vote);
	}
	return is_gone(w->state, number);
}

static enum err_kind forget(struct world *w, int number, struct err *err)
{
	if (world_begin(w, NULL, err) || ledger_forget_vote(w->ledger, number, err))
		return err->kind;
	failpoint("forget.before-commit");
	if (world_commit(w, err))
		return err->kind;
	failpoint("forget.committed");
	log_info("forgotten", L_NUM("vote", number));
	return ERR_NONE;
}

enum err_kind forget_votes(struct world *w, struct err *err)
{
	struct arena *arena = arena_new();
	bool is_done = false;
	int *votes;
	size_t n;
	enum err_kind kind = ledger_keyed_votes(w->ledger, arena, &votes, &n, err);

	for (size_t i = 0; !kind && i < n; i++) {
		if (is_over(w, arena, votes[i]))
			kind = forget(w, votes[i], err);
	}
	if (!kind)
		kind = ledger_forget_past(w->ledger, &is_done, err);
	failpoint("forget.done");
	arena_free(&arena);
	return kind;
}
