/* dispatch.c - from the state to mail that is to be sent: each notice is decided and kept once. */
#include "bot/dispatch.h"

#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/answers.h"
#include "bot/deadlines.h"
#include "bot/digest_mails.h"
#include "bot/duties.h"
#include "bot/past.h"
#include "bot/recall.h"
#include "bot/token.h"
#include "bot/world.h"
#include "notices/compose.h"
#include "notices/decide.h"
#include "notices/decide_answer.h"
#include "notices/decide_held.h"
#include "notices/decide_meeting.h"

/* The mail's rows and spent stages: every key it takes with it. */
static const char **keys_of(struct arena *arena, const struct notice *notice, size_t *n_out)
{
	const char **keys = arena_alloc(arena, 1 + notice->n_rows + notice->n_spent, sizeof *keys);
	size_t n = 0;

	keys[n++] = notice->key;
	for (size_t i = 0; i < notice->n_rows; i++)
		keys[n++] = notice->rows[i].key;
	for (size_t i = 0; i < notice->n_spent; i++)
		keys[n++] = notice->spent[i];
	*n_out = n;
	return keys;
}

/* One transaction: "decided", the complete bytes, the recipients and all keys.  *stale_out: the operator has acted
 * since it was decided; nothing is kept, and everything has to be decided anew. */
static enum err_kind keep_notice(struct world *w, struct arena *arena, const struct notice *notice,
				 const struct notice_policy *policy, bool *stale_out, struct err *err)
{
	const struct outbox_config *outbox = &w->config->outbox;
	struct ledger_recipient recipients[2] = { { .addr = notice->addr, .next_try_s = w->now_s, .reply = "" } };
	struct composed composed = notice->composed;
	size_t n_keys, n_recipients = 1;
	const char **keys = keys_of(arena, notice, &n_keys);

	if (notice->kind != NOTICE_COMPOSED)
		compose_notice(arena, notice, w->state, policy, w->now_s, &composed);
	if (outbox->witness && !span_is_ci(span_of(outbox->witness), notice->addr))
		recipients[n_recipients++] = (struct ledger_recipient){
			.addr = outbox->witness, .witness = true, .next_try_s = w->now_s, .reply = "" };
	int *items = arena_alloc(arena, notice->n_rows, sizeof *items);
	size_t n_items = 0;

	for (size_t i = 0; i < notice->n_rows; i++) {
		if (notice->rows[i].item)
			items[n_items++] = notice->rows[i].item;
	}
	struct ledger_mail mail = {
		.items = items, .n_items = n_items,
		.cause = notice->cause,
		.key = notice->key, .kind = notice_name(notice), .list = notice->list,
		.person = notice->person ? notice->person->name : "", .message_id = composed.message_id,
		.subject = composed.subject,
		.bytes = answers_with_address(w, arena, notice, &composed),
		.decided_at_s = w->now_s, .recipients = recipients, .n_recipients = n_recipients,
	};

	mail.envelope_from = answers_envelope_from(w, arena, &mail);
	mail.bytes = recall_with_field(w, arena, &mail, keys, n_keys, notice);

	if (world_begin(w, stale_out, err))
		return err->kind;
	if (*stale_out) {
		world_rollback(w);
		return ERR_NONE;
	}
	if (ledger_add_mail(w->ledger, &mail, keys, n_keys, err))
		return err->kind;
	for (size_t i = 0; i < notice->n_events; i++) {
		struct event e = notice->events[i];

		if (world_append(w, &e, err))
			return err->kind;
	}
	failpoint("dispatch.before-decided");
	if (world_commit(w, err))
		return err->kind;
	failpoint("dispatch.decided");
	for (size_t i = 0; i < n_keys; i++)
		state_add_key(w->state, keys[i]);
	w->queue_changed = true;
	w->report.notices++;
	log_info("notice", L_STR("kind", mail.kind), L_STR("to", notice->addr), L_STR("msg", mail.message_id),
		 L_NUM("rows", notice->n_rows));
	return ERR_NONE;
}

/* An owner who has left the configuration hears of nothing any more: once, the operator is told. */
static enum err_kind find_lost_owners(struct world *w, struct arena *arena, const struct list_config *list, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && w->config->operator_addr && i < w->state->n_items; i++) {
		const struct item *item = &w->state->items[i];

		if (!item->number || item->status != ITEM_OPEN || strcmp(item->list, list->name) != 0)
			continue;
		for (size_t n = 0; !kind && n < item->n_owners; n++) {
			const struct owner *o = &item->owners[n];
			const char *key = arena_printf(arena, "owner/%s/%s", list->name, o->person);

			if (!*o->person || o->done_at_s || people_known_as(&list->people, o->person) ||
			    state_has_key(w->state, arena_printf(arena, "trouble/%s", key)))
				continue;
			kind = world_tell_operator(w, key, arena_printf(arena,
				"%s owns #%d, and perhaps more, of list %s and is no longer among its people: nobody is"
				" reminded. Give the name as an alias to who does it now.", o->person, item->number,
				list->name), err);
		}
	}
	return kind;
}

static enum err_kind decide_troubles(struct world *w, struct arena *arena, struct notice_list *out, struct err *err)
{
	struct ledger_trouble_list list = { 0 };

	if (ledger_troubles(w->ledger, arena, &list, err))
		return err->kind;
	struct trouble *troubles = arena_alloc(arena, list.len, sizeof *troubles);

	for (size_t i = 0; i < list.len; i++)
		troubles[i] = (struct trouble){ list.troubles[i].key, list.troubles[i].text, list.troubles[i].at_s };
	decide_trouble(arena, w->state, w->config->operator_addr, troubles, list.len, out);
	return ERR_NONE;
}

/* Meetings and the digest of a week, with the list's mail when that is to be told of. */
static enum err_kind decide_list_meetings(struct world *w, struct arena *arena, size_t index, struct notice_list *out,
					  struct err *err)
{
	const struct list_config *list = &w->config->lists[index];
	struct meeting_context context;
	int64_t from_s, to_s;

	world_context(w, index, &context);
	if (meeting_weekly_due(&context, w->now_s, &from_s, &to_s)) {
		struct ledger_message_list messages = { 0 };
		struct thread_mail *mails;

		if (ledger_list_messages(w->ledger, arena, list->name, from_s - THREADS_BEFORE_S, to_s, &messages, err))
			return err->kind;
		context.n_mails = digest_mails(arena, &messages, &mails);
		context.mails = mails;
	}
	decide_meetings(arena, &context, w->now_s, out, &w->next_decide_s);
	decide_held(arena, &context, w->now_s, out, &w->next_decide_s);
	return ERR_NONE;
}

static enum err_kind keep_all(struct world *w, struct arena *arena, const struct notice_list *due,
			      const struct notice_policy *policy, bool *stale_out, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t n = 0; !kind && n < due->len && !*stale_out; n++)
		kind = keep_notice(w, arena, &due->notices[n], policy, stale_out, err);
	return kind;
}

static enum err_kind decide_of_list(struct world *w, struct arena *arena, size_t index, bool *stale_out, struct err *err)
{
	const struct list_config *list = &w->config->lists[index];
	struct notice_list past = { 0 }, due = { 0 };

	/* by itself and first: what it asks is not asked again by another mail of the round */
	if (past_decide(w, arena, index, &past, err) || keep_all(w, arena, &past, &list->policy, stale_out, err))
		return err->kind;
	if (!*stale_out && duties_follow(w, arena, index, stale_out, err))
		return err->kind;
	if (*stale_out)
		return ERR_NONE;
	decide_list(arena, w->state, &list->policy, &list->people, w->now_s, &due, &w->next_decide_s);
	decide_answers(arena, w->state, &list->policy, &list->people, w->now_s, &due);
	if (decide_list_meetings(w, arena, index, &due, err) || deadlines_decide(w, arena, list, &due, err) ||
	    keep_all(w, arena, &due, &list->policy, stale_out, err))
		return err->kind;
	return *stale_out ? ERR_NONE : find_lost_owners(w, arena, list, err);
}

static enum err_kind decide_all(struct world *w, struct arena *arena, bool *stale_out, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	struct notice_list due = { 0 };

	*stale_out = false;
	w->changed = false;
	w->round_over = true;
	w->next_decide_s = INT64_MAX;
	for (size_t i = 0; !kind && i < w->config->n_lists && !*stale_out && recall_is_over(w); i++)
		kind = decide_of_list(w, arena, i, stale_out, err);
	if (kind || *stale_out)
		return kind;
	kind = decide_troubles(w, arena, &due, err);
	return kind ? kind : keep_all(w, arena, &due, &w->config->lists[0].policy, stale_out, err);
}

static enum err_kind follow_recalled(struct world *w, struct err *err)
{
	bool waits;

	if (recall_waits(w, &waits, err))
		return err->kind;
	if (waits && (world_begin(w, NULL, err) || recall_finish(w, err) || world_commit(w, err)))
		return err->kind;
	return ERR_NONE;
}

enum err_kind dispatch_decide(struct world *w, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind;
	bool stale;

	if (token_keys_rotate(w->tokens, w->now_s, err) || follow_recalled(w, err)) {
		arena_free(&arena);
		return err->kind;
	}
	do {
		arena_reset(arena);
		kind = decide_all(w, arena, &stale, err);
	} while (!kind && stale);
	arena_free(&arena);
	return kind;
}
