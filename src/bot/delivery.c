/* delivery.c - the state machine of recipients: from rows that are ready to mail that was sent, exactly once.
 *
 *	READY -> SENDING -> SENT | REFUSED | READY (later) | DOUBT
 *	READY -> DROPPED (it was true no more when its turn came)
 *	SENT, DOUBT -> REFUSED (it came back: bounces.c) | READY (it came back because of the bot's own account)
 *	DOUBT -> SENT (its Message-ID was seen in the mailbox) | READY (it was not, after the wait)
 *
 * SENDING is committed before the send worker hears of the mail.  Whatever is SENDING when
 * the keeper starts was in flight when the last one ended: it is in doubt.  While the server refuses the bot
 * itself (k->hold) one mail is tried a gap, whichever is next, and all others wait.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/keeper_parts.h"
#include "committee/told.h"
#include "notices/decide.h"
#include "notices/outdated.h"
#include "outbox/outbox.h"

enum {
	HOUR_S = 3600, DAY_S = 24 * HOUR_S, LIMIT_WAIT_S = 600, STOP_GRACE_MS = 1000,
	GIVE_UP_TRIES = 5,	/* at least: a mail that limits or a clock have held back for days has its chance too */
};

static unsigned bit(enum delivery_state state)
{
	return 1u << state;
}

static bool is_done(enum delivery_state state)
{
	return state == DELIVERY_SENT || state == DELIVERY_REFUSED || state == DELIVERY_GIVEN_UP || state == DELIVERY_DROPPED;
}

/* A folder finds a second delivery by itself; nothing has to be looked for. */
static bool is_idempotent(const struct outbox_config *outbox)
{
	return outbox->type == OUTBOX_MAILDIR;
}

static enum err_kind set_all(struct keeper *k, struct ledger_mail *mail, enum delivery_state from,
			     enum delivery_state to, struct err *err)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state != from)
			continue;
		/* in doubt since a server may have taken it, and not before */
		if (to == DELIVERY_SENT && !r->witness && told_keep(k, mail, NOTICE_TOLD, r->doubt_since_s, err))
			return err->kind;
		r->state = to;
		r->doubt_since_s = to == DELIVERY_DOUBT ? k->now_s : 0;
		if (is_done(to))
			r->done_at_s = k->now_s;
		if (to == DELIVERY_READY)
			r->next_try_s = k->now_s;
		k->plan.stale = k->plan.stale || to == DELIVERY_READY;
		if (ledger_set_recipient(k->ledger, mail->id, r, k->now_s, err))
			return err->kind;
	}
	return ERR_NONE;
}

enum err_kind delivery_recover(struct keeper *k, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_mail_list list = { 0 };
	bool held;
	enum err_kind kind = ledger_begin(k->ledger, err);

	if (!kind)
		kind = ledger_get_hold(k->ledger, k->state->arena, &held, &k->hold, err);
	if (!kind)
		kind = ledger_mails(k->ledger, arena, bit(DELIVERY_SENDING), k->now_s, 0, &list, err);
	for (size_t i = 0; !kind && i < list.len; i++) {
		log_warn("in-doubt", L_STR("msg", list.mails[i].message_id), L_STR("why", "the last run ended while sending it"));
		kind = set_all(k, &list.mails[i], DELIVERY_SENDING, DELIVERY_DOUBT, err);
	}
	if (!kind)
		kind = ledger_commit(k->ledger, err);
	arena_free(&arena);
	return kind;
}

static bool is_for_operator(const struct ledger_mail *mail)
{
	return strcmp(mail->kind, NOTICE_TROUBLE_NAME) == 0;
}

static const struct ledger_recipient *witness_of(const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].witness)
			return &mail->recipients[i];
	}
	return NULL;
}

/* Has a copy been seen, and when did it come?  The witness proves the last try only when no earlier one has delivered it
 * already. */
static enum err_kind was_seen(struct keeper *k, const struct ledger_mail *mail, bool *out, int64_t *received_s_out, struct err *err)
{
	const struct ledger_recipient *witness = witness_of(mail);

	*out = false;
	if (witness && witness->state == DELIVERY_SENT)
		return ERR_NONE;
	return ledger_has_message_id(k->ledger, mail->message_id, false, out, received_s_out, err);
}

/* Is that where a copy comes?  Mail to a list without a witness comes back by the list. */
static enum err_kind copy_comes_into(struct keeper *k, const struct ledger_mail *mail, const struct intake *intake, bool *out,
				     struct err *err)
{
	const struct ledger_recipient *witness = witness_of(mail);
	const struct list_config *list = *mail->list && !*mail->person ? config_list(k->config, mail->list) : NULL;

	*out = list && strcmp(list->mailbox, intake->config->name) == 0;
	return witness ? ledger_has_witness(k->ledger, intake->config->name, witness->addr, out, err) : ERR_NONE;
}

/* Has the mailbox that a copy comes into been read to its end since the wait was over?  As long as no copy for the witness
 * was ever seen, that may be any. */
static enum err_kind was_looked_for(struct keeper *k, const struct ledger_mail *mail, int64_t since_s, bool *out, struct err *err)
{
	bool all = true, theirs = true, known = !witness_of(mail);

	for (size_t i = 0; i < k->n_intakes; i++) {
		int64_t synced_s = k->intakes[i].cursor.synced_at_s;
		bool was_read = synced_s >= since_s + k->config->outbox.doubt_wait_s && synced_s <= k->now_s, comes;

		if (copy_comes_into(k, mail, &k->intakes[i], &comes, err))
			return err->kind;
		all = all && was_read;
		theirs = theirs && (was_read || !comes);
		known = known || comes;
	}
	*out = known ? theirs : all;
	return ERR_NONE;
}

static int64_t doubt_since(const struct ledger_mail *mail)
{
	int64_t since_s = 0;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		const struct ledger_recipient *r = &mail->recipients[i];

		if (r->state == DELIVERY_DOUBT && r->doubt_since_s > since_s)
			since_s = r->doubt_since_s;
	}
	return since_s;
}

static enum err_kind resolve_doubt(struct keeper *k, struct ledger_mail *mail, struct err *err)
{
	bool seen = false, looked_for = false;
	int64_t since_s = doubt_since(mail), received_s;

	if (since_s > k->now_s) {	/* by a clock that has been put back since: from now on */
		since_s = k->now_s;
		if (set_all(k, mail, DELIVERY_DOUBT, DELIVERY_DOUBT, err))
			return err->kind;
	}
	int64_t wait_until_s = since_s + k->config->outbox.doubt_wait_s;

	if (is_idempotent(&k->config->outbox))
		return set_all(k, mail, DELIVERY_DOUBT, DELIVERY_READY, err);
	if (was_seen(k, mail, &seen, &received_s, err) || was_looked_for(k, mail, since_s, &looked_for, err))
		return err->kind;
	if (seen) {
		log_info("doubt-resolved", L_STR("msg", mail->message_id), L_STR("by", "its copy in the mailbox"));
		return set_all(k, mail, DELIVERY_DOUBT, DELIVERY_SENT, err);
	}
	if (k->now_s >= wait_until_s && looked_for) {
		log_warn("doubt-resolved", L_STR("msg", mail->message_id), L_STR("by", "no copy came: sent again"));
		return set_all(k, mail, DELIVERY_DOUBT, DELIVERY_READY, err);
	}
	k->report->trouble = true;
	if (wait_until_s > k->now_s && wait_until_s < k->next_decide_s)
		k->next_decide_s = wait_until_s;
	return ERR_NONE;
}

static enum err_kind resolve_doubts(struct keeper *k, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_mail_list list = { 0 };
	enum err_kind kind = ledger_begin(k->ledger, err);

	if (!kind)
		kind = ledger_mails(k->ledger, arena, bit(DELIVERY_DOUBT), k->now_s, 0, &list, err);
	for (size_t i = 0; !kind && i < list.len; i++)
		kind = resolve_doubt(k, &list.mails[i], err);
	if (!kind)
		kind = ledger_commit(k->ledger, err);
	arena_free(&arena);
	return kind;
}

/* No mail waits longer than retry_last_s for its next try, except by a clock that has been put back since. */
static enum err_kind follow_clock(struct keeper *k, struct err *err)
{
	int64_t try_s, latest_s = k->now_s + k->config->outbox.retry_last_s;
	struct ledger_mail_list list = { 0 };

	if (ledger_next_try(k->ledger, 0, &try_s, err))
		return err->kind;
	if (try_s <= latest_s || try_s == INT64_MAX)
		return ERR_NONE;
	struct arena *arena = arena_new();
	enum err_kind kind = ledger_begin(k->ledger, err);

	log_warn("clock", L_STR("what", "it has been put back: mail that waited for a later time is tried now"));
	if (!kind)
		kind = ledger_mails(k->ledger, arena, bit(DELIVERY_READY), INT64_MAX, 0, &list, err);
	for (size_t i = 0; !kind && i < list.len; i++)
		kind = set_all(k, &list.mails[i], DELIVERY_READY, DELIVERY_READY, err);
	if (!kind)
		kind = ledger_commit(k->ledger, err);
	arena_free(&arena);
	return kind;
}

enum err_kind delivery_follow(struct keeper *k, struct err *err)
{
	return resolve_doubts(k, err) ? err->kind : follow_clock(k, err);
}

static enum err_kind hand_to_sender(struct keeper *k, struct ledger_mail *mail, struct err *err)
{
	json_t *addrs = json_array();
	const char *witness = NULL;
	enum err_kind kind = ledger_begin(k->ledger, err);

	for (size_t i = 0; !kind && i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state != DELIVERY_READY)
			continue;
		json_array_append_new(addrs, json_string(r->addr));
		witness = r->witness ? r->addr : witness;
		r->state = DELIVERY_SENDING;
		r->tries++;
		kind = ledger_set_recipient(k->ledger, mail->id, r, k->now_s, err);
	}
	if (!kind)
		kind = ledger_commit(k->ledger, err);
	failpoint("delivery.sending");
	json_t *head = json_pack("{s:s, s:s, s:I, s:s?, s:o}", "message_id", mail->message_id,
				 "from", mail->envelope_from, "now", (json_int_t)k->now_s, "witness", witness,
				 "recipients", addrs);

	if (!kind && !worker_is_running(&k->send_worker))
		kind = worker_start(&k->send_worker, "beadle-send", send_worker_main,
				    (void *)(uintptr_t)&k->config->outbox, err);
	if (!kind) {
		struct err lost;

		k->sending_mail = mail->id;
		/* when the worker is gone its end of the socket says so at the next poll */
		if (frame_write(k->send_worker.fd, FRAME_SEND, head, mail->bytes, &lost))
			log_error("send-worker-lost", L_STR("why", lost.text));
	}
	json_decref(head);
	return kind;
}

/* Is it to be waited for the server to take the bot's own account again?  What waits longer than it should was put off by a
 * clock that has been put back since. */
static bool is_held(const struct keeper *k)
{
	return k->hold.next_try_s > k->now_s && k->hold.next_try_s <= k->now_s + k->config->outbox.retry_last_s;
}

/* The server has taken nothing.  certain: it will take no other mail either, so that all wait; the operator is told by a
 * mail that waits as they do, and goes when it can. */
static enum err_kind begin_hold(struct keeper *k, const char *reply, bool certain, struct err *err)
{
	struct ledger_hold *hold = &k->hold;
	char when[CIVIL_TEXT_SIZE];
	struct arena *arena = arena_new();
	enum err_kind kind;

	if (!hold->tries)
		hold->since_s = k->now_s;
	hold->tries++;
	hold->next_try_s = k->now_s + (certain ? delivery_retry_after_s(k, hold->tries) : 0);
	hold->reply = arena_strdup(k->state->arena, reply);
	log_warn("hold", L_STR("why", reply), L_NUM("tries", hold->tries), L_STR("next", civil_format_instant(hold->next_try_s, when)));
	const char *key = arena_printf(arena, "hold/%" PRId64, hold->since_s);
	const char *text = arena_printf(arena, "The mail server refuses the bot itself since %s: %.1000s. All mail waits and is tried again with growing gaps,"
		 " for %" PRId64 " hours at most; nobody's address is marked.", civil_format_instant(hold->since_s, when), reply,
		 k->config->outbox.give_up_s / HOUR_S);
	kind = ledger_set_hold(k->ledger, hold, err);
	if (!kind && certain)
		kind = ledger_add_trouble(k->ledger, key, text, k->now_s, err);
	arena_free(&arena);
	k->decide_now = true;
	return kind;
}

static enum err_kind end_hold(struct keeper *k, struct err *err)
{
	if (!k->hold.tries)
		return ERR_NONE;
	log_info("hold-over", L_NUM("tries", k->hold.tries));
	k->hold = (struct ledger_hold){ .reply = "" };
	k->plan.stale = true;
	return ledger_end_hold(k->ledger, k->now_s, err);
}

/* A round that has mail to send to a server that takes none has not done its work. */
static enum err_kind note_waiting(struct keeper *k, struct err *err)
{
	int64_t try_s;

	if (!k->hold.tries)
		return ERR_NONE;
	if (ledger_next_try(k->ledger, 0, &try_s, err))
		return err->kind;
	k->report->trouble = k->report->trouble || try_s < INT64_MAX;
	return ERR_NONE;
}

/* ---- whose turn it is ---- */

static bool plan_is_good(const struct keeper *k)
{
	const struct sending_plan *p = &k->plan;

	return p->arena && !p->stale && k->now_s >= p->made_s && k->now_s < p->again_s;
}

/* What a limit holds back is looked at again after a while, and is no mail of a round that is over. */
static void note_held(struct keeper *k, const struct queue_plan *before)
{
	const struct queue_plan *queue = &k->plan.queue;

	if (!queue->n_held)
		return;
	k->report->trouble = true;
	if (k->now_s + LIMIT_WAIT_S < k->plan.again_s)
		k->plan.again_s = k->now_s + LIMIT_WAIT_S;
	if (queue->n_held != before->n_held || queue->held_id != before->held_id)
		log_warn("limit", L_STR("limit", queue->limit), L_NUM("held", queue->n_held), L_NUM("first", queue->held_id));
}

static enum err_kind make_plan(struct keeper *k, struct err *err)
{
	const struct queue_limits limits = { k->config->outbox.per_hour, k->config->outbox.per_recipient_day };
	struct sending_plan *p = &k->plan;
	const struct queue_plan before = p->queue;
	struct ledger_queue sent = { 0 }, ready;

	if (p->arena)
		arena_reset(p->arena);
	else
		p->arena = arena_new();
	p->next = 0;
	p->stale = p->unused = false;
	p->made_s = k->now_s;
	if (ledger_ready(k->ledger, p->arena, k->now_s, &ready, err) ||
	    (ready.len && ledger_sent(k->ledger, p->arena, k->now_s - DAY_S, k->now_s + DAY_S, &sent, err)) ||
	    ledger_next_try(k->ledger, k->now_s, &p->again_s, err))
		return err->kind;
	queue_plan(p->arena, &limits, sent.mails, sent.len, ready.mails, ready.len, k->now_s, &p->queue);
	note_held(k, &before);
	return ERR_NONE;
}

/* Why the mail is not to be sent any more; NULL: it is. */
static const char *why_outdated(struct keeper *k, struct arena *arena, const struct ledger_mail *mail)
{
	const struct list_config *list = *mail->list ? config_list(k->config, mail->list) : NULL;
	const struct waiting_notice notice = {
		.key = mail->key, .kind = mail->kind, .person = mail->person, .items = mail->items, .n_items = mail->n_items,
		.decided_at_s = mail->decided_at_s,
	};
	struct meeting_context context;

	if (!list)
		return NULL;
	keeper_context(k, (size_t)(list - k->config->lists), &context);
	return notice_outdated(arena, &context, &notice, k->now_s);
}

/* What waits of it is dropped; what was sent, or may have been, stays as it is. */
static enum err_kind drop(struct keeper *k, struct ledger_mail *mail, const char *why, struct err *err)
{
	struct event e = {
		.at_s = k->now_s, .kind = EVENT_NOTICE, .list = mail->list, .actor = "beadle", .proof = "beadle",
		.message_id = mail->message_id, .rule = RULE_NOTICE, .what = NOTICE_OUTDATED, .person = mail->person,
		.detail = mail->kind, .text = why, .minutes = -1,
	};
	enum err_kind kind = ledger_begin(k->ledger, err);

	log_warn("outdated", L_STR("msg", mail->message_id), L_STR("kind", mail->kind), L_STR("why", why));
	if (!kind)
		kind = set_all(k, mail, DELIVERY_READY, DELIVERY_DROPPED, err);
	if (!kind)
		kind = told_keep(k, mail, NOTICE_UNTOLD, k->now_s, err);
	if (!kind)
		kind = ledger_add_event(k->ledger, &e, err);
	if (!kind)
		kind = state_apply(k->state, &e, err);
	failpoint("delivery.dropped");
	k->plan.unused = true;
	return kind ? kind : ledger_commit(k->ledger, err);
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
static enum err_kind settle_seen(struct keeper *k, struct ledger_mail *mail, int64_t received_s, struct err *err)
{
	enum err_kind kind = ledger_begin(k->ledger, err);

	log_info("sent-before", L_STR("msg", mail->message_id));
	for (size_t i = 0; i < mail->n_recipients; i++)
		mail->recipients[i].doubt_since_s = received_s;	/* since then people know */
	if (!kind)
		kind = set_all(k, mail, DELIVERY_READY, DELIVERY_SENT, err);
	k->plan.unused = true;
	return kind ? kind : ledger_commit(k->ledger, err);
}

static enum err_kind send_next(struct keeper *k, struct arena *arena, int64_t id, struct err *err)
{
	struct ledger_mail mail;
	bool found, seen = false;
	int64_t received_s = 0;
	const char *why;

	if (ledger_mail_by_id(k->ledger, arena, id, &found, &mail, err))
		return err->kind;
	if (!found || !waits(&mail))
		return ERR_NONE;
	if (has_nobody(&mail) && !is_for_operator(&mail) && !recall_is_over(k))
		return ERR_NONE;
	if (has_nobody(&mail) && was_seen(k, &mail, &seen, &received_s, err))
		return err->kind;
	if (seen)
		return settle_seen(k, &mail, received_s, err);
	why = why_outdated(k, arena, &mail);
	return why ? drop(k, &mail, why, err) : hand_to_sender(k, &mail, err);
}

int64_t delivery_next(const struct keeper *k)
{
	if (is_held(k))
		return k->hold.next_try_s;
	return plan_is_good(k) ? k->plan.again_s : k->now_s;
}

enum err_kind delivery_send(struct keeper *k, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind = ERR_NONE;

	while (!kind && !k->sending_mail && !is_held(k)) {
		struct sending_plan *p = &k->plan;

		if (!plan_is_good(k) || (p->next == p->queue.len && p->queue.n_held && p->unused))
			kind = make_plan(k, err);
		if (kind || p->next == p->queue.len)
			break;
		kind = send_next(k, arena, p->queue.ids[p->next++], err);
	}
	arena_free(&arena);
	return kind ? kind : note_waiting(k, err);
}

int64_t delivery_retry_after_s(const struct keeper *k, unsigned tries)
{
	const struct outbox_config *outbox = &k->config->outbox;
	int64_t wait_s = outbox->retry_first_s;

	for (unsigned i = 1; i < tries && wait_s < outbox->retry_last_s; i++)
		wait_s *= 2;
	return wait_s < outbox->retry_last_s ? wait_s : outbox->retry_last_s;
}

enum err_kind delivery_tell_operator(struct keeper *k, const struct ledger_mail *mail, const struct ledger_recipient *r,
				     const char *stage, const char *what, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind;

	if (is_for_operator(mail))
		return ERR_NONE;	/* a mail to the operator that fails cannot be told by another one */
	const char *key = arena_printf(arena, "%s/%s/%s", stage, mail->message_id, r->addr);	/* its id is another when the ledger was restored */
	const char *text = arena_printf(arena, "The %s mail \"%.1000s\" to %s %s: %.1000s", mail->kind, mail->subject, r->addr, what, r->reply);
	kind = ledger_add_trouble(k->ledger, key, text, k->now_s, err);
	arena_free(&arena);
	k->decide_now = true;
	return kind;
}

/* What the send worker has said of a mail. */
struct answer {
	const json_t *rows;		/* one a recipient */
	const char *text;		/* of the connection, or of all recipients */
	bool certain;			/* no other mail would fare better: the server refuses the bot itself */
	const char *refused;		/* the words of a refusal that is not the recipient's; NULL: none */
	bool next;			/* it goes to another address of the person */
	bool taken;			/* for anybody */
};

/* Refused for good, as the server says, though it speaks of the bot's own account (refusal.h). */
static bool waits_for_account(const struct ledger_recipient *r)
{
	return r->code / 100 == 5;
}

/* It is not tried any more.  The operator's mail is, for as long as nothing was said against its address: it says why. */
static bool is_to_give_up(const struct keeper *k, const struct ledger_mail *mail, const struct ledger_recipient *r, enum outcome outcome)
{
	bool is_known_why = outcome == OUTCOME_UNTRIED || waits_for_account(r);

	if (k->now_s - mail->decided_at_s < k->config->outbox.give_up_s || r->tries < GIVE_UP_TRIES)
		return false;
	return !(is_for_operator(mail) && is_known_why);
}

static enum err_kind put_off(struct keeper *k, const struct ledger_mail *mail, struct ledger_recipient *r, enum outcome outcome,
			     struct answer *answer, struct err *err)
{
	r->state = DELIVERY_READY;
	r->next_try_s = k->now_s + delivery_retry_after_s(k, r->tries);
	if (r->next_try_s < k->plan.again_s)
		k->plan.again_s = r->next_try_s;
	k->plan.unused = true;
	k->report->later += !r->witness;
	k->report->trouble = k->report->trouble || !r->witness;
	if (is_to_give_up(k, mail, r, outcome)) {
		r->state = DELIVERY_GIVEN_UP;
		return r->witness ? ERR_NONE : delivery_tell_operator(k, mail, r, TROUBLE_REFUSED,
								      "could not be delivered for too long", err);
	}
	if (!waits_for_account(r))
		return ERR_NONE;
	answer->refused = r->reply;
	if (r->witness || answer->certain)
		return ERR_NONE;
	return delivery_tell_operator(k, mail, r, TROUBLE_WAITS, "was refused in a way that speaks of the bot's own account, and is"
				      " tried again", err);
}

/* Since when people have the time that it gives them, or that they do not have it. */
static enum err_kind note_told(struct keeper *k, const struct ledger_mail *mail, const struct ledger_recipient *r, bool tried_next,
			       struct err *err)
{
	if (r->witness || tried_next || !is_done(r->state))
		return ERR_NONE;
	return told_keep(k, mail, r->state == DELIVERY_SENT ? NOTICE_TOLD : NOTICE_UNTOLD, k->now_s, err);
}

static enum err_kind note_outcome(struct keeper *k, const struct ledger_mail *mail, struct ledger_recipient *r,
				  enum outcome outcome, struct answer *answer, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	bool tried = false;

	switch (outcome) {
	case OUTCOME_SENT:
		r->state = DELIVERY_SENT;
		k->report->sent += !r->witness;
		answer->taken = true;
		break;
	case OUTCOME_REFUSED:
		r->state = DELIVERY_REFUSED;
		k->report->refused += !r->witness;
		if (!r->witness)
			kind = bounces_refused(k, mail, r, &tried, err);
		answer->next = answer->next || tried;
		if (!r->witness && !tried && !kind)
			kind = delivery_tell_operator(k, mail, r, TROUBLE_REFUSED, "was refused for good", err);
		break;
	case OUTCOME_DOUBT:
		r->state = DELIVERY_DOUBT;
		r->doubt_since_s = k->now_s;
		k->decide_now = true;
		break;
	case OUTCOME_LATER:
	case OUTCOME_UNTRIED:
		kind = put_off(k, mail, r, outcome, answer, err);
		break;
	}
	if (is_done(r->state))
		r->done_at_s = k->now_s;
	if (!kind)
		kind = note_told(k, mail, r, tried, err);
	log_fields(outcome == OUTCOME_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "outcome", (const struct log_field[]){
		L_STR("msg", mail->message_id), L_STR("to", r->addr), L_STR("outcome", outcome_name(outcome)),
		L_NUM("code", r->code), L_STR("reply", r->reply), L_END });
	return kind ? kind : ledger_set_recipient(k->ledger, mail->id, r, k->now_s, err);
}

/* A copy for the witness alone would prove nothing: it ends when nobody else waits. */
static enum err_kind drop_lone_witness(struct keeper *k, struct ledger_mail *mail, struct err *err)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (!mail->recipients[i].witness && !is_done(mail->recipients[i].state))
			return ERR_NONE;
	}
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (!r->witness || is_done(r->state))
			continue;
		r->state = DELIVERY_GIVEN_UP;
		r->done_at_s = k->now_s;
		if (ledger_set_recipient(k->ledger, mail->id, r, k->now_s, err))
			return err->kind;
	}
	return ERR_NONE;
}

/* What it said of this recipient; without a word it died, and nobody knows. */
static enum outcome outcome_of(const struct answer *answer, struct ledger_recipient *r)
{
	enum outcome outcome = OUTCOME_DOUBT;
	const json_t *row;
	size_t i;

	r->reply = "the process that sent it died";
	r->code = 0;
	json_array_foreach(answer->rows, i, row) {
		const char *addr = json_string_value(json_object_get(row, "addr"));
		const char *reply = json_string_value(json_object_get(row, "reply"));

		if (!addr || strcmp(addr, r->addr) != 0)
			continue;
		outcome = (enum outcome)json_integer_value(json_object_get(row, "outcome"));
		r->code = (int)json_integer_value(json_object_get(row, "code"));
		r->reply = reply && *reply ? reply : answer->text;
	}
	return outcome;
}

static bool is_kind(const json_t *head, enum err_kind kind)
{
	const char *name = json_string_value(json_object_get(head, "kind"));

	return name && strcmp(name, err_kind_name(kind)) == 0;
}

/* head: the send worker's answer, NULL when it died. */
static enum err_kind note_outcomes(struct keeper *k, struct ledger_mail *mail, const json_t *head, struct err *err)
{
	const char *text = json_string_value(json_object_get(head, "text"));
	struct answer answer = {
		.rows = json_object_get(head, "recipients"), .text = text ? text : "",
		.certain = is_kind(head, ERR_REFUSED),
	};
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state == DELIVERY_SENDING)
			kind = note_outcome(k, mail, r, outcome_of(&answer, r), &answer, err);
	}
	if (!kind && answer.taken)
		kind = end_hold(k, err);
	else if (!kind && (answer.certain || answer.refused))
		kind = begin_hold(k, answer.certain ? answer.text : answer.refused, answer.certain, err);
	if (kind)
		return kind;
	return answer.next ? ERR_NONE : drop_lone_witness(k, mail, err);
}

enum err_kind delivery_outcome(struct keeper *k, struct err *err)
{
	struct arena *arena = arena_new();
	struct frame frame = { 0 };
	struct ledger_mail mail;
	bool eof = false, found = false;
	enum err_kind lost = frame_read(&k->send_worker.reader, &frame, &eof, err), kind = ERR_NONE;

	if (lost || eof) {
		log_error("send-worker-lost", L_STR("why", lost ? err->text : "it ended"));
		worker_stop(&k->send_worker, 0);
	}
	failpoint("delivery.outcome-known");
	if (k->sending_mail)
		kind = ledger_begin(k->ledger, err);
	if (!kind && k->sending_mail)
		kind = ledger_mail_by_id(k->ledger, arena, k->sending_mail, &found, &mail, err);
	if (!kind && found)
		kind = note_outcomes(k, &mail, frame.head, err);
	if (!kind && k->sending_mail)
		kind = ledger_commit(k->ledger, err);
	failpoint("delivery.outcome-kept");
	k->sending_mail = 0;
	k->publishing.round_over = true;
	frame_free(&frame);
	arena_free(&arena);
	return kind;
}

void delivery_stop(struct keeper *k)
{
	arena_free(&k->plan.arena);
	/* Idle, it says QUIT; in the middle of a mail it had its time, and the mail is in doubt. */
	worker_stop(&k->send_worker, k->sending_mail ? 0 : STOP_GRACE_MS);
}
