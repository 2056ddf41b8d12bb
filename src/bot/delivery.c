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

/* In a transaction of its own. */
static enum err_kind commit_outcome(struct delivery *d, const struct mail_outcome *outcome,
				    struct err *err)
{
	if (ledger_begin(d->w->ledger, err) || keep_outcome(d->w, outcome, err))
		return err->kind;
	return world_commit(d->w, err);
}

static enum err_kind hand_to_sender(struct delivery *d, struct arena *arena,
				    struct ledger_mail *mail, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };
	json_t *addrs = json_array();
	const char *witness = NULL;
	struct span bytes;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state != DELIVERY_READY)
			continue;
		json_array_append_new(addrs, json_string(r->addr));
		witness = r->witness ? r->addr : witness;
		r->state = DELIVERY_SENDING;
		r->tries++;
		outcome_set(&outcome, r);
	}
	enum err_kind kind = world_show(d->w, arena, mail, &bytes, err);

	if (!kind)
		kind = commit_outcome(d, &outcome, err);
	failpoint("delivery.sending");
	json_t *head = json_pack("{s:s, s:s, s:I, s:s?, s:o}", "message_id", mail->message_id,
				 "from", mail->envelope_from, "now", (json_int_t)d->w->now_s,
				 "witness", witness, "recipients", addrs);

	if (!kind && !worker_is_running(&d->worker))
		kind = worker_start(&d->worker, "beadle-send", send_worker_main,
				    (void *)(uintptr_t)&d->w->config->outbox, err);
	if (!kind) {
		struct err lost;

		d->mail_id = mail->id;
		/* when the worker is gone its end of the socket says so at the next poll */
		if (frame_write(d->worker.fd, FRAME_SEND, head, bytes, &lost))
			log_error("send-worker-lost", L_STR("why", lost.text));
	}
	json_decref(head);
	return kind;
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
	return commit_outcome(d, &outcome, err);
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
	return commit_outcome(d, &outcome, err);
}

static enum err_kind send_next(struct delivery *d, struct arena *arena, int64_t id, struct err *err)
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
	return why ? drop(d, arena, &mail, why, err) : hand_to_sender(d, arena, &mail, err);
}

int64_t delivery_next(const struct delivery *d)
{
	if (delivery_is_held(d))
		return d->hold.next_try_s;
	return plan_is_good(d) ? d->plan.again_s : d->w->now_s;
}

enum err_kind delivery_send(struct delivery *d, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind = ERR_NONE;

	while (!kind && !d->mail_id && !delivery_is_held(d)) {
		struct sending_plan *p = &d->plan;

		if (!plan_is_good(d) || (p->next == p->queue.len && p->queue.n_held && p->unused))
			kind = make_plan(d, err);
		if (kind || p->next == p->queue.len)
			break;
		kind = send_next(d, arena, p->queue.ids[p->next++], err);
	}
	arena_free(&arena);
	return kind ? kind : delivery_note_waiting(d, err);
}

/* ---- the worker ---- */

enum err_kind delivery_outcome(struct delivery *d, struct err *err)
{
	struct arena *arena = arena_new();
	struct frame frame = { 0 };
	struct ledger_mail mail;
	bool eof = false, found = false;
	enum err_kind lost = frame_read(&d->worker.reader, &frame, &eof, err), kind = ERR_NONE;

	if (lost || eof) {
		log_error("send-worker-lost", L_STR("why", lost ? err->text : "it ended"));
		worker_stop(&d->worker, 0);
	}
	failpoint("delivery.outcome-known");
	if (d->mail_id)
		kind = ledger_begin(d->w->ledger, err);
	if (!kind && d->mail_id)
		kind = ledger_mail_by_id(d->w->ledger, arena, d->mail_id, &found, &mail, err);
	if (!kind && found)
		kind = delivery_note_answer(d, arena, &mail, frame.head, err);
	if (!kind && d->mail_id)
		kind = world_commit(d->w, err);
	failpoint("delivery.outcome-kept");
	d->mail_id = 0;
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
