/* past.c - what a first start on an archive says of it: one mail, or nothing where there is no past.
 *
 * It is decided when every mailbox has been read to its end once; the key is spent in any case, so that no later
 * round asks again.
 */
#include "bot/past.h"

#include <string.h>

#include "base/log.h"
#include "bot/world.h"
#include "notices/decide_summary.h"

enum { DAY_S = 24 * 3600 };

static bool is_all_read(const struct world *w)
{
	for (size_t i = 0; i < w->n_mailboxes; i++) {
		if (!w->mailboxes[i].cursor.first_done)
			return false;
	}
	return true;
}

/* Mail of the last day is news (judge.c).  A list that was added later has its past later. */
static int64_t past_until(const struct world *w, const char *list)
{
	int64_t until_s = w->state->born_at_s;

	for (size_t i = 0; i < w->state->others.len; i++) {
		const struct event *e = &w->state->others.events[i];

		if (strcmp(e->list, list) == 0 && e->quiet_until_s > until_s)
			until_s = e->quiet_until_s;
	}
	for (size_t i = 0; i < w->state->n_items; i++) {
		const struct item *item = &w->state->items[i];

		for (size_t n = 0; item->number && strcmp(item->list, list) == 0 && n < item->n_owners; n++) {
			if (item->owners[n].quiet_until_s > until_s)
				until_s = item->owners[n].quiet_until_s;
		}
	}
	return until_s - DAY_S;
}

static enum err_kind nothing_to_say(struct world *w, const char *key, struct err *err)
{
	if (world_begin(w, NULL, err) || world_spend(w, key, err))
		return err->kind;
	return world_commit(w, err);
}

enum err_kind past_decide(struct world *w, struct arena *arena, size_t list, struct notice_list *out, struct err *err)
{
	const char *name = w->config->lists[list].name, *key = summary_key(arena, name);
	struct meeting_context context;
	struct past past;

	if (state_has_key(w->state, key) || !is_all_read(w))
		return ERR_NONE;
	if (ledger_count_messages(w->ledger, name, past_until(w, name), &past.n_mails, &past.first_s, &past.last_s, err))
		return err->kind;
	world_context(w, list, &context);
	if (past.n_mails && decide_summary(arena, &context, &past, w->now_s, out)) {
		log_info("past", L_STR("list", name), L_NUM("mails", past.n_mails));
		return ERR_NONE;
	}
	return nothing_to_say(w, key, err);
}
