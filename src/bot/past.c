/* past.c - what a first start on an archive says of it: one mail, or nothing where there is no past.
 *
 * It is decided when every mailbox has been read to its end once; the key is spent in any case, so that no later
 * round asks again.
 */
#include <string.h>

#include "base/log.h"
#include "bot/keeper_parts.h"
#include "notices/decide_summary.h"

enum { DAY_S = 24 * 3600 };

static bool is_all_read(const struct keeper *k)
{
	for (size_t i = 0; i < k->n_intakes; i++) {
		if (!k->intakes[i].cursor.first_done)
			return false;
	}
	return true;
}

/* Mail of the last day is news (judge.c).  A list that was added later has its past later. */
static int64_t past_until(const struct keeper *k, const char *list)
{
	int64_t until_s = k->state->born_at_s;

	for (size_t i = 0; i < k->state->others.len; i++) {
		const struct event *e = &k->state->others.events[i];

		if (strcmp(e->list, list) == 0 && e->quiet_until_s > until_s)
			until_s = e->quiet_until_s;
	}
	for (size_t i = 0; i < k->state->n_items; i++) {
		const struct item *item = &k->state->items[i];

		for (size_t n = 0; item->number && strcmp(item->list, list) == 0 && n < item->n_owners; n++) {
			if (item->owners[n].quiet_until_s > until_s)
				until_s = item->owners[n].quiet_until_s;
		}
	}
	return until_s - DAY_S;
}

static enum err_kind nothing_to_say(struct keeper *k, const char *key, struct err *err)
{
	if (follow_begin(k, NULL, err) || ledger_add_key(k->ledger, key, k->now_s, err) || ledger_commit(k->ledger, err))
		return err->kind;
	state_add_key(k->state, key);
	return ERR_NONE;
}

enum err_kind past_decide(struct keeper *k, struct arena *arena, size_t list, struct notice_list *out, struct err *err)
{
	const char *name = k->config->lists[list].name, *key = summary_key(arena, name);
	struct meeting_context context;
	struct past past;

	if (state_has_key(k->state, key) || !is_all_read(k))
		return ERR_NONE;
	if (ledger_count_messages(k->ledger, name, past_until(k, name), &past.n_mails, &past.first_s, &past.last_s, err))
		return err->kind;
	keeper_context(k, list, &context);
	if (past.n_mails && decide_summary(arena, &context, &past, k->now_s, out)) {
		log_info("past", L_STR("list", name), L_NUM("mails", past.n_mails));
		return ERR_NONE;
	}
	return nothing_to_say(k, key, err);
}
