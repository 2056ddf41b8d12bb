/* delivery.c - the state machine of recipients: from rows that are ready to mail that was sent,
 * exactly once.
 *
 *	READY -> SENDING -> SENT | REFUSED | READY (later) | DOUBT
 *	READY -> DROPPED (it was no longer true when its turn came)
 *	SENT, DOUBT -> REFUSED (it bounced: bounces.c) | READY (it bounced because of the bot's own
 *	account)
 *	DOUBT -> SENT (its Message-ID was seen in the mailbox) | READY (it was not, after the wait)
 *
 * SENDING is committed before the send worker hears of the mail.  A mail that is SENDING when the
 * keeper starts was in flight when the last keeper ended: it is in doubt.  While the server
 * refuses the bot itself (d->hold), all mail waits, and one mail is tried in each gap.
 */
#include "bot/delivery_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keep.h"
#include "bot/outcome.h"
#include "bot/recall.h"
#include "committee/told.h"
#include "notices/outdated.h"

enum { DAY_S = 24 * 3600, LIMIT_WAIT_S = 600, STOP_GRACE_MS = 1000 };

/* ---- whose turn it is ---- */

static bool plan_is_good(const struct delivery *d)
{
	const struct sending_plan *p = &d->plan;

	return p->arena && !d->w->queue_changed && d->w->now_s >= p->made_s &&
	       d->w->now_s < p->again_s;
}

/* What a limit holds back is looked at again after a while, and is no mail of a round that is
 * over. */
static void note_held(struct delivery *d, const struct queue_plan *before)
{
	const struct queue_plan *queue = &d->plan.queue;

	if (!queue->n_held)
		return;
	d->w->report.trouble = true;
	if (d->w->now_s + LIMIT_WAIT_S < d->plan.again_s)
		d->plan.again_s = d->w->now_s + LIMIT_WAIT_S;
	if (queue->n_held != before->n_held || queue->held_id != before->held_id)
		log_warn("limit", L_STR("limit", queue->limit), L_NUM("held", queue->n_held),
			 L_NUM("first", queue->held_id));
}

static enum err_kind make_plan(struct delivery *d, struct err *err)
{
	const struct queue_limits limits = { d->w->config->outbox.per_hour,
					     d->w->config->outbox.per_recipient_day };
	struct sending_plan *p = &d->plan;
	const struct queue_plan before = p->queue;
	struct ledger_queue sent = { 0 }, ready;

	if (p->arena)
		arena_reset(p->arena);
	else
		p->arena = arena_new();
	p->next = 0;
	d->w->queue_changed = p->unused = false;
	p->made_s = d->w->now_s;
	if (ledger_ready(d->w->ledger, p->arena, d->w->now_s, &ready, err) ||
	    (ready.len && ledger_sent(d->w->ledger, p->arena, d->w->now_s - DAY_S,
				      d->w->now_s + DAY_S, &sent, err)) ||
	    ledger_next_try(d->w->ledger, d->w->now_s, &p->again_s, err))
		return err->kind;
	queue_plan(p->arena, &limits, sent.mails, sent.len, ready.mails, ready.len, d->w->now_s,
		   &p->queue);
	note_held(d, &before);
	return ERR_NONE;
}

/* ---- the next mail ---- */

/* What the worker gets when it is committed that it does. */
struct handed {
	struct ledger_mail mail;	/* to those who are SENDING; id 0: none */
	struct span bytes;
};

static enum err_kind mark_sending(struct delivery *d, struct arena *arena,
				  const struct ledger_mail *mail, struct handed *out,
				  struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = &out->mail };

	out->mail = *mail;
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state != DELIVERY_READY)
			continue;
		r->state = DELIVERY_SENDING;
		r->tries++;
		outcome_set(&outcome, r);
	}
	enum err_kind kind = world_show(d->w, arena, &out->mail, &out->bytes, err);

	return kind ? kind : keep_outcome(d->w, &outcome, err);
}

static json_t *frame_head(const struct ledger_mail *mail, int64_t now_s)
{
	json_t *addrs = json_array();
	const char *witness = NULL;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		const struct ledger_recipient *r = &mail->recipients[i];

		if (r->state != DELIVERY_SENDING)
			continue;
		json_array_append_new(addrs, json_string(r->addr));
		witness = r->witness ? r->addr : witness;
	}
	return json_pack("{s:s, s:s, s:I, s:s?, s:o}", "message_id", mail->message_id, "from",
			 mail->envelope_from, "now", (json_int_t)now_s, "witness", witness,
			 "recipients", addrs);
}

static enum err_kind give(struct delivery *d, const struct handed *next, struct err *err)
{
	struct err lost;

	if (!next->mail.id)
		return ERR_NONE;
	failpoint("delivery.sending");
	if (!worker_is_running(&d->worker) &&
	    worker_start(&d->worker, "beadle-send", send_worker_main,
			 (void *)(uintptr_t)&d->w->config->outbox, err))
		return err->kind;
	json_t *head = frame_head(&next->mail, d->w->now_s);

	d->mail_id = next->mail.id;
	/* when the worker is gone its end of the socket says so at the next poll */
	if (frame_write(d->worker.fd, FRAME_SEND, head, next->bytes, &lost))
		log_error("send-worker-lost", L_STR("why", lost.text));
	json_decref(head);
	return ERR_NONE;
}

/* Why the mail is not to be sent any more; NULL: it is. */
static const char *why_outdated(struct delivery *d, struct arena *arena,
				const struct ledger_mail *mail)
{
	const struct config_list *list = *mail->list ? config_list(d->w->config, mail->list) : NULL;
	const struct waiting_notice notice = {
		.key = mail->key,
		.kind = mail->kind,
		.person = mail->person,
		.items = mail->items,
		.n_items = mail->n_items,
		.decided_at_s = mail->decided_at_s,
	};
	struct meeting_context context;

	if (!list)
		return NULL;
	world_context(d->w, (size_t)(list - d->w->config->lists), &context);
	return notice_outdated(arena, &context, &notice, d->w->now_s);
}

/* What waits of it is dropped; what was sent, or may have been, stays as it is. */
static enum err_kind drop(struct delivery *d, struct arena *arena, struct ledger_mail *mail,
			  const char *why, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };
	const struct event e = {
		.at_s = d->w->now_s,
		.kind = EVENT_NOTICE,
		.list = mail->list,
		.actor = EVENT_BY_BOT,
		.proof = EVENT_BY_BOT,
		.message_id = mail->message_id,
		.rule = RULE_NOTICE,
		.act = NOTICE_OUTDATED,
		.notice = { .person = mail->person, .notice_kind = mail->kind, .why = why },
	};

	log_warn("outdated", L_STR("msg", mail->message_id), L_STR("kind", mail->kind),
		 L_STR("why", why));
	outcome_change_all(d->w, &outcome, DELIVERY_READY, DELIVERY_DROPPED);
	outcome_told(d->w, &outcome, NOTICE_UNTOLD, d->w->now_s);
	event_list_add(arena, &outcome.events, &e);
	d->plan.unused = true;
	return keep_outcome(d->w, &outcome, err);
}

static bool waits(const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].state == DELIVERY_READY && !mail->recipients[i].witness)
			return true;
	}
	return false;
}

/* Has no server taken it for anybody, as far as the ledger knows? */
static bool has_nobody(const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].state != DELIVERY_READY)
			return false;
	}
	return true;
}

/* Its copy is in the mailbox: it was sent, and the ledger has forgotten it. */
static enum err_kind settle_seen(struct delivery *d, struct arena *arena, struct ledger_mail *mail,
				 int64_t received_s, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };

	log_info("sent-before", L_STR("msg", mail->message_id));
	for (size_t i = 0; i < mail->n_recipients; i++)
		mail->recipients[i].doubt_since_s = received_s;	/* since then people know */
	outcome_change_all(d->w, &outcome, DELIVERY_READY, DELIVERY_SENT);
	d->plan.unused = true;
	return keep_outcome(d->w, &outcome, err);
}

/* Its turn has come: it is handed over, dropped, settled, or goes on waiting. */
static enum err_kind take_turn(struct delivery *d, struct arena *arena, int64_t id,
			       struct handed *out, struct err *err)
{
	struct ledger_mail mail;
	bool found, seen = false;
	int64_t received_s = 0;
	const char *why;

	if (ledger_mail_by_id(d->w->ledger, arena, id, &found, &mail, err))
		return err->kind;
	if (!found || !waits(&mail) || (d->w->clock.in_doubt && !outcome_is_operators(&mail)))
		return ERR_NONE;
	if (has_nobody(&mail) && !outcome_is_operators(&mail) && !recall_is_over(d->w))
		return ERR_NONE;
	if (has_nobody(&mail) && delivery_was_seen(d, &mail, &seen, &received_s, err))
		return err->kind;
	if (seen)
		return settle_seen(d, arena, &mail, received_s, err);
	why = why_outdated(d, arena, &mail);
	return why ? drop(d, arena, &mail, why, err) : mark_sending(d, arena, &mail, out, err);
}

static bool has_turns(const struct delivery *d)
{
	return !d->mail_id && !delivery_is_held(d) && plan_is_good(d) &&
	       d->plan.next < d->plan.queue.len;
}

/* The next mail by the plan, in the transaction that is open. */
static enum err_kind take_next(struct delivery *d, struct arena *arena, struct handed *out,
			       struct err *err)
{
	enum err_kind kind = ERR_NONE;

	while (!kind && !out->mail.id && has_turns(d))
		kind = take_turn(d, arena, d->plan.queue.ids[d->plan.next++], out, err);
	return kind;
}

int64_t delivery_next(const struct delivery *d)
{
	if (delivery_is_held(d))
		return d->hold.next_try_s;
	return plan_is_good(d) ? d->plan.again_s : d->w->now_s;
}

enum err_kind delivery_send(struct delivery *d, struct err *err)
{
	const struct sending_plan *p = &d->plan;
	struct arena *arena = arena_new();
	struct handed next = { 0 };
	enum err_kind kind = ERR_NONE;

	while (!kind && !next.mail.id && !d->mail_id && !delivery_is_held(d)) {
		if (!plan_is_good(d) || (p->next == p->queue.len && p->queue.n_held && p->unused))
			kind = make_plan(d, err);
		if (kind || !has_turns(d))
			break;
		kind = world_begin(d->w, NULL, err);
		if (!kind)
			kind = take_next(d, arena, &next, err);
		if (!kind)
			kind = world_commit(d->w, err);
	}
	if (!kind)
		kind = give(d, &next, err);
	arena_free(&arena);
	return kind ? kind : delivery_note_waiting(d, err);
}

/* ---- the worker ---- */

/* What has become of the mail and, unless something has to be decided first, that the next one is
 * on its way: one transaction. */
static enum err_kind keep_answer(struct delivery *d, struct arena *arena, const json_t *head,
				 bool may_send, struct handed *next, struct err *err)
{
	struct ledger_mail mail;
	bool found = false;
	enum err_kind kind = world_begin(d->w, NULL, err);

	if (!kind)
		kind = ledger_mail_by_id(d->w->ledger, arena, d->mail_id, &found, &mail, err);
	if (!kind && found)
		kind = delivery_note_answer(d, arena, &mail, head, err);
	d->mail_id = 0;
	if (!kind && may_send && !d->w->changed)
		kind = take_next(d, arena, next, err);
	return kind ? kind : world_commit(d->w, err);
}

enum err_kind delivery_outcome(struct delivery *d, bool may_send, struct err *err)
{
	struct arena *arena = arena_new();
	struct frame frame = { 0 };
	struct handed next = { 0 };
	bool eof = false;
	enum err_kind lost = frame_read(&d->worker.reader, &frame, &eof, err), kind = ERR_NONE;

	if (lost || eof) {
		log_error("send-worker-lost", L_STR("why", lost ? err->text : "it ended"));
		worker_stop(&d->worker, 0);
	}
	failpoint("delivery.outcome-known");
	if (d->mail_id)
		kind = keep_answer(d, arena, frame.head, may_send, &next, err);
	failpoint("delivery.outcome-kept");
	if (!kind)
		kind = give(d, &next, err);
	d->w->round_over = true;
	frame_free(&frame);
	arena_free(&arena);
	return kind;
}

void delivery_stop(struct delivery *d)
{
	arena_free(&d->plan.arena);
	/* Idle, it says QUIT; in the middle of a mail it had its time, and the mail is in doubt. */
	worker_stop(&d->worker, d->mail_id ? 0 : STOP_GRACE_MS);
}
