/* keep.c - see keep.h. */
#include "bot/keep.h"

#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/decide.h"
#include "bot/judge.h"
#include "bot/outcome.h"
#include "bot/proof.h"
#include "bot/recall.h"
#include "committee/told.h"
#include "notices/compose.h"

enum { TOGETHER = 100 };	/* notices of one transaction, which an operator waits for */

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

/* *stale_out: the operator has acted since it was decided, and there is no transaction. */
static enum err_kind begin_fresh(struct world *w, bool *stale_out, struct err *err)
{
	enum err_kind kind = world_begin(w, stale_out, err);

	if (!kind && *stale_out)
		world_rollback(w);
	return kind;
}

/* What the list has switched off is as good as sent: no later round, and no later configuration,
 * makes it up.  Events about the mail itself have no mail to be about. */
static enum err_kind keep_unsent(struct world *w, const struct notice *notice,
				 const char *const *keys, size_t n_keys, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < n_keys; i++)
		kind = world_spend(w, keys[i], err);
	for (size_t i = 0; !kind && i < notice->n_events; i++) {
		struct event e = notice->events[i];

		if (strcmp(e.message_id, notice->composed.message_id) != 0)
			kind = world_append(w, &e, err);
	}
	return kind;
}

/* "Decided", the complete bytes, the recipients and all keys. */
static enum err_kind keep_sent(struct world *w, struct arena *arena, const struct notice *notice,
			       const struct notice_policy *policy, const char **keys,
			       size_t n_keys, const char **message_id_out, struct err *err)
{
	const struct config_outbox *outbox = &w->config->outbox;
	struct ledger_recipient recipients[2] = {
		{ .addr = notice->addr, .next_try_s = w->now_s, .reply = "" }
	};
	struct notice_composed composed = notice->composed;
	size_t n_recipients = 1, n_items = 0;
	int *items = arena_alloc(arena, notice->n_rows, sizeof *items);

	if (notice->kind != NOTICE_COMPOSED)
		compose_notice(arena, notice, w->state, policy, w->now_s, &composed);
	if (outbox->witness && !span_is_ci(span_of(outbox->witness), notice->addr))
		recipients[n_recipients++] = (struct ledger_recipient){ .addr = outbox->witness,
									.witness = true,
									.next_try_s = w->now_s,
									.reply = "" };
	for (size_t i = 0; i < notice->n_rows; i++) {
		if (notice->rows[i].item)
			items[n_items++] = notice->rows[i].item;
	}
	struct ledger_mail mail = {
		.items = items,
		.n_items = n_items,
		.cause = notice->cause,
		.key = notice->key,
		.kind = notice_name(notice),
		.list = notice->list,
		.person = notice->person ? notice->person->name : "",
		.message_id = composed.message_id,
		.subject = composed.subject,
		.bytes = proof_with_address(w, arena, notice, &composed),
		.decided_at_s = w->now_s,
		.recipients = recipients,
		.n_recipients = n_recipients,
	};

	mail.envelope_from = proof_envelope_from(w, arena, &mail);
	mail.bytes = recall_with_field(w, arena, &mail, keys, n_keys, notice);
	if (ledger_add_mail(w->ledger, &mail, keys, n_keys, err))
		return err->kind;
	for (size_t i = 0; i < notice->n_events; i++) {
		struct event e = notice->events[i];

		if (world_append(w, &e, err))
			return err->kind;
	}
	for (size_t i = 0; i < n_keys; i++)
		state_add_key(w->state, keys[i]);
	w->queue_changed = true;
	w->report.notices++;
	*message_id_out = mail.message_id;
	return ERR_NONE;
}

/* message_id NULL: the list has switched it off. */
static void tell_notice(const struct notice *notice, const char *message_id)
{
	const char *kind = notice_name(notice);

	if (message_id)
		log_info("notice", L_STR("kind", kind), L_STR("to", notice->addr),
			 L_STR("msg", message_id), L_NUM("rows", notice->n_rows));
	else
		log_info("notice-off", L_STR("kind", kind), L_STR("list", notice->list));
}

/* One transaction, which waits for no reader of the log.  *stale_out: the operator has acted since
 * they were decided; nothing is kept, and everything has to be decided anew. */
static enum err_kind keep_notices(struct world *w, struct arena *arena,
				  const struct notice *notices, size_t n,
				  const struct notice_policy *policy, bool *stale_out,
				  struct err *err)
{
	const char **ids = arena_alloc(arena, n, sizeof *ids);
	enum err_kind kind = begin_fresh(w, stale_out, err);

	if (kind || *stale_out)
		return kind;
	for (size_t i = 0; !kind && i < n; i++) {
		size_t n_keys;
		const char **keys = keys_of(arena, &notices[i], &n_keys);

		if (policy_is_off(policy, notice_name(&notices[i])))
			kind = keep_unsent(w, &notices[i], keys, n_keys, err);
		else
			kind = keep_sent(w, arena, &notices[i], policy, keys, n_keys, &ids[i],
					 err);
		failpoint("dispatch.before-decided");
	}
	if (!kind)
		kind = world_commit(w, err);
	failpoint("dispatch.decided");
	for (size_t i = 0; !kind && i < n; i++)
		tell_notice(&notices[i], ids[i]);
	return kind;
}

static void tell_duty(const struct event *e)
{
	log_info("duty", L_STR("list", e->list), L_SOME("item", e->item),
		 L_STR("what", event_kind_name(e->kind)), L_STR("person", event_person(e)),
		 L_STR("every", e->kind == EVENT_RECURS ? e->recurs.every : ""));
}

/* It fails, or works again. */
static void tell_address(const struct event *e)
{
	log_info("address", L_STR("what", e->act), L_STR("person", e->person.person),
		 L_STR("addr", e->person.addr), L_STR("why", e->person.why),
		 L_STR("msg", e->message_id));
}

static void tell_tag(const struct event *e)
{
	if (e->kind == EVENT_PERSON)
		tell_address(e);
	else
		log_info("item", L_SOME("item", e->item), L_STR("what", event_kind_name(e->kind)),
			 L_STR("person", event_person(e)), L_STR("rule", e->rule),
			 L_STR("msg", e->message_id));
}

static void tell_outcome(const struct event *e)
{
	if (e->kind == EVENT_PERSON) {
		tell_address(e);
		failpoint("bounces.marked");
	} else if (e->kind == EVENT_DEADLINE || e->kind == EVENT_VOTE ||
		   e->kind == EVENT_LAST_CALL) {
		log_info("told", L_STR("msg", e->message_id), L_STR("list", e->list),
			 L_NUM("number", event_number(e)), L_STR("what", e->act));
		failpoint("told.kept");
	} else if (e->kind == EVENT_NOTICE) {
		failpoint("delivery.dropped");
	}
}

static enum err_kind append_all(struct world *w, const struct event_list *events,
				void (*tell)(const struct event *), struct err *err)
{
	for (size_t i = 0; i < events->len; i++) {
		if (world_append(w, &events->events[i], err))
			return err->kind;
		tell(&events->events[i]);
	}
	return ERR_NONE;
}

static enum err_kind keep_events(struct world *w, const struct event_list *events, bool *stale_out,
				 struct err *err)
{
	enum err_kind kind = begin_fresh(w, stale_out, err);

	if (kind || *stale_out)
		return kind;
	if (append_all(w, events, tell_duty, err))
		return err->kind;
	failpoint("duties.before-kept");
	if (world_commit(w, err))
		return err->kind;
	failpoint("duties.kept");
	return ERR_NONE;
}

static enum err_kind keep_key(struct world *w, const char *key, struct err *err)
{
	if (world_begin(w, NULL, err) || world_spend(w, key, err))
		return err->kind;
	return world_commit(w, err);
}

enum err_kind keep_decisions(struct world *w, struct arena *arena, struct decide_result *d,
			     bool *stale_out, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	*stale_out = false;
	if (d->next_s < w->next_decide_s)
		w->next_decide_s = d->next_s;
	if (d->events.len)
		kind = keep_events(w, &d->events, stale_out, err);
	for (size_t i = 0; !kind && !*stale_out && i < d->n_spent; i++)
		kind = keep_key(w, d->spent[i], err);
	for (size_t i = 0; !kind && i < d->troubles.len; i++)
		kind = world_tell_operator(w, d->troubles.troubles[i].key,
					   d->troubles.troubles[i].text, err);
	for (size_t i = 0; !kind && !*stale_out && i < d->notices.len; i += TOGETHER) {
		size_t n = d->notices.len - i < TOGETHER ? d->notices.len - i : TOGETHER;

		kind = keep_notices(w, arena, d->notices.notices + i, n, d->policy, stale_out,
				    err);
	}
	return kind;
}

static enum err_kind add_troubles(struct world *w, const struct trouble_list *list, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < list->len; i++)
		kind = world_trouble(w, list->troubles[i].key, list->troubles[i].text, err);
	return kind;
}

enum err_kind keep_outcome(struct world *w, const struct mail_outcome *o, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < o->n_recipients; i++) {
		const struct ledger_recipient *r = &o->recipients[i].recipient;

		kind = o->recipients[i].is_new
			       ? ledger_add_recipient(w->ledger, o->mail->id, r, err)
			       : ledger_set_recipient(w->ledger, o->mail->id, r, w->now_s, err);
	}
	if (!kind)
		kind = append_all(w, &o->events, tell_outcome, err);
	if (!kind)
		kind = add_troubles(w, &o->troubles, err);
	w->changed = w->changed || o->events.len || o->troubles.len;
	w->queue_changed = w->queue_changed || o->queue_changed;
	return kind;
}

enum err_kind keep_recalled(struct world *w, struct recalled_mail *recalled, struct err *err)
{
	struct ledger_mail *mail = &recalled->mail;

	log_info("recalled", L_STR("kind", mail->kind), L_STR("to", mail->recipients[0].addr),
		 L_STR("msg", mail->message_id));
	if (ledger_add_mail(w->ledger, mail, recalled->keys, recalled->n_keys, err))
		return err->kind;
	for (size_t i = 0; i < recalled->n_keys; i++)
		state_add_key(w->state, recalled->keys[i]);
	world_wake(w);
	if (recalled->events && ledger_add_recalled(w->ledger, mail->id, recalled->events, err))
		return err->kind;
	failpoint("recall.taken");
	return ERR_NONE;
}

enum err_kind keep_recalled_events(struct world *w, struct arena *arena, struct ledger_mail *mail,
				   const struct event_list *events, struct err *err)
{
	const struct mail_outcome came_with_it = { .mail = mail, .events = *events };
	struct mail_outcome outcome = { .arena = arena, .mail = mail };

	if (keep_outcome(w, &came_with_it, err))
		return err->kind;
	outcome_told(w, &outcome, NOTICE_TOLD, mail->recipients[0].done_at_s);
	if (keep_outcome(w, &outcome, err) || ledger_end_recalled(w->ledger, mail->id, err))
		return err->kind;
	failpoint("recall.finished");
	return ERR_NONE;
}

enum err_kind keep_verdict(struct world *w, const struct judge_verdict *v, struct err *err)
{
	const struct ledger_message *row = &v->row;
	enum err_kind kind;

	log_info("mail", L_STR("mailbox", row->mailbox), L_NUM("uid", row->uid),
		 L_STR("msg", row->message_id), L_STR("fate", message_fate_name(row->fate)),
		 L_STR("list", row->list));
	w->report.no_list += row->fate == FATE_NO_LIST;
	/* a copy of our own may be the witness of a mail in doubt */
	w->changed = w->changed || v->events.len || v->troubles.len || row->fate == FATE_OWN;
	kind = ledger_add_message(w->ledger, row, err);
	if (!kind)
		kind = add_troubles(w, &v->troubles, err);
	for (size_t i = 0; !kind && i < v->n_spent; i++)
		kind = world_spend(w, v->spent[i], err);
	if (!kind)
		kind = append_all(w, &v->events, tell_tag, err);
	if (!kind && v->recalled)
		kind = keep_recalled(w, v->recalled, err);
	if (!kind && v->came_back) {
		w->changed = true;
		kind = keep_outcome(w, v->came_back, err);
		failpoint("bounces.taken");
	}
	return kind;
}
