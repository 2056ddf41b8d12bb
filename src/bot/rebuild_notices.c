/* rebuild_notices.c - see rebuild_notices.h.
 *
 * Reminders go out in some hours of the day alone, one mail a day: each hour of the last day is
 * asked, as if none had gone out in it.
 */
#include "bot/rebuild_notices.h"

#include <string.h>

#include "base/keyset.h"
#include "base/span.h"
#include "bot/world.h"
#include "notices/decide_answer.h"
#include "notices/decide_deadline.h"
#include "notices/decide_meeting.h"
#include "notices/decide_vote.h"
#include "notices/digest_vote.h"

enum { HOURS = 24, HOUR_S = 3600, ROUNDS_MAX = 50 /* of 100 rows each, to one person */ };

struct asker {
	struct arena *arena;
	struct world *w;
	int64_t now_s;
	struct state *state;
	const char **keys;		/* that are due by it */
	size_t n_keys, cap_keys;
};

static void take(struct asker *a, const char *key, bool *more)
{
	if (state_has_key(a->state, key))
		return;
	state_add_key(a->state, key);
	a->keys = arena_grow(a->arena, a->keys, a->n_keys, &a->cap_keys, sizeof *a->keys);
	a->keys[a->n_keys++] = arena_strdup(a->arena, key);
	*more = true;
}

/* Of a deadline or a vote that runs. */
static bool is_of_running(const struct notice *notice)
{
	const char *const names[] = {
		deadline_notice_name(DEADLINE_NOTICE_MOVED),
		deadline_notice_name(DEADLINE_NOTICE_LAST_DAY),
		vote_notice_name(VOTE_NOTICE_MOVED),
		ballot_notice_name(BALLOT_HALF_WAY),
		NULL,
	};

	return span_any(span_of(notice_name(notice)), span_is, names);
}

/* The mail of a day is asked for by its rows: with others it may go out all the same. */
static void take_all(struct asker *a, const struct notice_list *due, bool *more)
{
	for (size_t i = 0; i < due->len; i++) {
		const struct notice *notice = &due->notices[i];

		if (notice->kind == NOTICE_COMPOSED && is_of_running(notice))
			continue;
		if (notice->kind == NOTICE_COMPOSED)
			take(a, notice->key, more);
		for (size_t n = 0; n < notice->n_rows; n++)
			take(a, notice->rows[n].key, more);
		for (size_t n = 0; n < notice->n_spent; n++)
			take(a, notice->spent[n], more);
	}
}

static void ask_list(struct asker *a, size_t index, int64_t at_s)
{
	const struct config_list *list = &a->w->config->lists[index];
	const struct deadline_context deadlines = { .policy = &list->policy,
						    .people = &list->people,
						    .calendar = a->w->calendars[index],
						    .read_s = at_s };
	const struct vote_context votes = { .policy = &list->policy,
					    .people = &list->people,
					    .read_s = at_s };
	bool more = true;

	for (int round = 0; more && round < ROUNDS_MAX; round++) {
		struct arena *arena = arena_new();
		struct notice_list due = { 0 };
		struct trouble_list troubles = { 0 };
		struct event_list events = { 0 };
		int64_t next_s = INT64_MAX;

		more = false;
		decide_list(arena, a->state, &list->policy, &list->people, at_s, &due, &next_s);
		if (at_s == a->now_s) {
			decide_answers(arena, a->state, &list->policy, &list->people, at_s, &due);
			decide_deadlines(arena, a->state, &deadlines, at_s, &due, &troubles,
					 &next_s);
			decide_votes(arena, a->state, &votes, at_s, &due, &events, &troubles,
				     &next_s);
		}
		take_all(a, &due, &more);
		arena_free(&arena);
	}
}

/* All keys that were spent, but for those of a day's mail. */
static enum err_kind ask(struct asker *a, struct ledger *ledger, const struct event_list *events,
			 struct err *err)
{
	const char **spent;
	size_t n;
	enum err_kind kind = ledger_keys(ledger, a->arena, &spent, &n, err);

	a->state = state_new();
	a->state->born_at_s = ledger_born_at(ledger);
	for (size_t i = 0; !kind && i < events->len; i++)
		kind = state_apply(a->state, &events->events[i], err);
	for (size_t i = 0; !kind && i < n; i++) {
		if (!span_starts(span_of(spent[i]), "reminder-day/"))
			state_add_key(a->state, spent[i]);
	}
	for (int64_t hour = HOURS; !kind && hour >= 0; hour--) {
		for (size_t i = 0; i < a->w->config->n_lists; i++)
			ask_list(a, i, a->now_s - hour * HOUR_S);
	}
	return kind;
}

enum err_kind rebuild_notices_find(struct arena *arena, struct ledger *ledger, struct world *w,
			  const struct event_list *before, const struct event_list *after,
			  int64_t now_s, const char ***out, size_t *n_out, struct err *err)
{
	struct asker was = { .arena = arena, .w = w, .now_s = now_s }, is = was;
	struct key_set *due = key_set_new();
	size_t n = 0;
	enum err_kind kind = ask(&was, ledger, before, err);

	if (!kind)
		kind = ask(&is, ledger, after, err);
	for (size_t i = 0; i < was.n_keys; i++)
		key_set_add(due, was.keys[i]);
	for (size_t i = 0; i < is.n_keys; i++) {
		if (!key_set_has(due, is.keys[i]))
			is.keys[n++] = is.keys[i];
	}
	*out = is.keys;
	*n_out = n;
	key_set_free(&due);
	if (was.state)
		state_free(&was.state);
	if (is.state)
		state_free(&is.state);
	return kind;
}
