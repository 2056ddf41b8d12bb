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
#include "bot/delivery.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/bounces.h"
#include "bot/keep.h"
#include "bot/outcome.h"
#include "bot/recall.h"
#include "committee/told.h"
#include "notices/outdated.h"
#include "outbox/outbox.h"

enum {
	HOUR_S = 3600, DAY_S = 24 * HOUR_S, LIMIT_WAIT_S = 600, STOP_GRACE_MS = 1000,
	GIVE_UP_TRIES = 5,	/* at least: a mail that limits or a clock have held back for
				 * days has its chance too */
};

static unsigned bit(enum delivery_state state)
{
	return 1u << state;
}

static bool is_done(enum delivery_state state)
{
	return state == DELIVERY_SENT || state == DELIVERY_REFUSED || state == DELIVERY_GIVEN_UP ||
	       state == DELIVERY_DROPPED;
}

/* A folder finds a second delivery by itself; nothing has to be looked for. */
static bool is_idempotent(const struct config_outbox *outbox)
{
	return outbox->type == OUTBOX_MAILDIR;
}

static void change_all(const struct world *w, struct mail_outcome *o, enum delivery_state from,
		       enum delivery_state to)
{
	for (size_t i = 0; i < o->mail->n_recipients; i++) {
		struct ledger_recipient *r = &o->mail->recipients[i];

		if (r->state != from)
			continue;
		/* in doubt since a server may have taken it, and not before */
		if (to == DELIVERY_SENT && !r->witness)
			outcome_told(w, o, NOTICE_TOLD, r->doubt_since_s);
		r->state = to;
		r->doubt_since_s = to == DELIVERY_DOUBT ? w->now_s : 0;
		if (is_done(to))
			r->done_at_s = w->now_s;
		if (to == DELIVERY_READY)
			r->next_try_s = w->now_s;
		o->queue_changed = o->queue_changed || to == DELIVERY_READY;
		outcome_set(o, r);
	}
}

static enum err_kind set_all(struct delivery *d, struct arena *arena, struct ledger_mail *mail,
			     enum delivery_state from, enum delivery_state to, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };

	change_all(d->w, &outcome, from, to);
	return keep_outcome(d->w, &outcome, err);
}

/* In a transaction of its own. */
static enum err_kind commit_outcome(struct delivery *d, const struct mail_outcome *outcome,
				    struct err *err)
{
	if (ledger_begin(d->w->ledger, err) || keep_outcome(d->w, outcome, err))
		return err->kind;
	return world_commit(d->w, err);
}

enum err_kind delivery_recover(struct delivery *d, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_mail_list list = { 0 };
	bool held;
	enum err_kind kind = ledger_begin(d->w->ledger, err);

	if (!kind)
		kind = ledger_get_hold(d->w->ledger, d->w->state->arena, &held, &d->hold, err);
	if (!kind)
		kind = ledger_mails(d->w->ledger, arena, bit(DELIVERY_SENDING), d->w->now_s, 0,
				    &list, err);
	for (size_t i = 0; !kind && i < list.len; i++) {
		log_warn("in-doubt", L_STR("msg", list.mails[i].message_id),
			 L_STR("why", "the last run ended while sending it"));
		kind = set_all(d, arena, &list.mails[i], DELIVERY_SENDING, DELIVERY_DOUBT, err);
	}
	if (!kind)
		kind = world_commit(d->w, err);
	arena_free(&arena);
	return kind;
}

static const struct ledger_recipient *witness_of(const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].witness)
			return &mail->recipients[i];
	}
	return NULL;
}

/* Has a copy been seen, and when did it come?  The witness proves the last try only when no earlier
 * one has delivered it already. */
static enum err_kind was_seen(struct delivery *d, const struct ledger_mail *mail, bool *out,
			      int64_t *received_s_out, struct err *err)
{
	const struct ledger_recipient *witness = witness_of(mail);

	*out = false;
	if (witness && witness->state == DELIVERY_SENT)
		return ERR_NONE;
	return ledger_has_message_id(d->w->ledger, mail->message_id, "", false, out, received_s_out,
				     err);
}

/* Is that where a copy comes?  Mail to a list without a witness comes back by the list. */
static enum err_kind copy_comes_into(struct delivery *d, const struct ledger_mail *mail,
				     const struct world_mailbox *mailbox, bool *out,
				     struct err *err)
{
	const struct ledger_recipient *witness = witness_of(mail);
	const struct config_list *list =
		*mail->list && !*mail->person ? config_list(d->w->config, mail->list) : NULL;

	*out = list && strcmp(list->mailbox, mailbox->config->name) == 0;
	return witness ? ledger_has_witness(d->w->ledger, mailbox->config->name, witness->addr, out,
					    err)
		       : ERR_NONE;
}

/* Has the mailbox that a copy comes into been read to its end since the wait was over?  As long as
 * no copy for the witness was ever seen, that may be any. */
static enum err_kind was_looked_for(struct delivery *d, const struct ledger_mail *mail,
				    int64_t since_s, bool *out, struct err *err)
{
	bool all = true, theirs = true, known = !witness_of(mail);

	for (size_t i = 0; i < d->w->n_mailboxes; i++) {
		int64_t synced_s = d->w->mailboxes[i].cursor.synced_at_s;
		bool was_read = synced_s >= since_s + d->w->config->outbox.doubt_wait_s &&
				synced_s <= d->w->now_s,
		     comes;

		if (copy_comes_into(d, mail, &d->w->mailboxes[i], &comes, err))
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

static enum err_kind resolve_doubt(struct delivery *d, struct arena *arena,
				   struct ledger_mail *mail, struct err *err)
{
	bool seen = false, looked_for = false;
	int64_t since_s = doubt_since(mail), received_s;

	if (since_s > d->w->now_s) {	/* by a clock that has been put back since: from now on */
		since_s = d->w->now_s;
		if (set_all(d, arena, mail, DELIVERY_DOUBT, DELIVERY_DOUBT, err))
			return err->kind;
	}
	int64_t wait_until_s = since_s + d->w->config->outbox.doubt_wait_s;

	if (is_idempotent(&d->w->config->outbox))
		return set_all(d, arena, mail, DELIVERY_DOUBT, DELIVERY_READY, err);
	if (was_seen(d, mail, &seen, &received_s, err) ||
	    was_looked_for(d, mail, since_s, &looked_for, err))
		return err->kind;
	if (seen) {
		log_info("doubt-resolved", L_STR("msg", mail->message_id),
			 L_STR("by", "its copy in the mailbox"));
		return set_all(d, arena, mail, DELIVERY_DOUBT, DELIVERY_SENT, err);
	}
	if (d->w->now_s >= wait_until_s && looked_for) {
		log_warn("doubt-resolved", L_STR("msg", mail->message_id),
			 L_STR("by", "no copy came: sending it again"));
		return set_all(d, arena, mail, DELIVERY_DOUBT, DELIVERY_READY, err);
	}
	d->w->report.trouble = true;
	if (wait_until_s > d->w->now_s && wait_until_s < d->w->next_decide_s)
		d->w->next_decide_s = wait_until_s;
	return ERR_NONE;
}

static enum err_kind resolve_doubts(struct delivery *d, struct err *err)
{
	struct arena *arena = arena_new();
	struct ledger_mail_list list = { 0 };
	enum err_kind kind = ledger_begin(d->w->ledger, err);

	if (!kind)
		kind = ledger_mails(d->w->ledger, arena, bit(DELIVERY_DOUBT), d->w->now_s, 0, &list,
				    err);
	for (size_t i = 0; !kind && i < list.len; i++)
		kind = resolve_doubt(d, arena, &list.mails[i], err);
	if (!kind)
		kind = world_commit(d->w, err);
	arena_free(&arena);
	return kind;
}

/* No mail waits longer than retry_last_s for its next try, except by a clock that has been put back
 * since. */
static enum err_kind follow_clock(struct delivery *d, struct err *err)
{
	int64_t try_s, latest_s = d->w->now_s + d->w->config->outbox.retry_last_s;
	struct ledger_mail_list list = { 0 };

	if (ledger_next_try(d->w->ledger, 0, &try_s, err))
		return err->kind;
	if (try_s <= latest_s || try_s == INT64_MAX)
		return ERR_NONE;
	struct arena *arena = arena_new();
	enum err_kind kind = ledger_begin(d->w->ledger, err);

	log_warn("clock",
		 L_STR("what",
		       "it was set back: mail that waited for a later time is tried now"));
	if (!kind)
		kind = ledger_mails(d->w->ledger, arena, bit(DELIVERY_READY), INT64_MAX, 0, &list,
				    err);
	for (size_t i = 0; !kind && i < list.len; i++)
		kind = set_all(d, arena, &list.mails[i], DELIVERY_READY, DELIVERY_READY, err);
	if (!kind)
		kind = world_commit(d->w, err);
	arena_free(&arena);
	return kind;
}

enum err_kind delivery_follow(struct delivery *d, struct err *err)
{
	return resolve_doubts(d, err) ? err->kind : follow_clock(d, err);
}

static enum err_kind hand_to_sender(struct delivery *d, struct arena *arena,
				    struct ledger_mail *mail, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };
	json_t *addrs = json_array();
	const char *witness = NULL;

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
	enum err_kind kind = commit_outcome(d, &outcome, err);

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
		if (frame_write(d->worker.fd, FRAME_SEND, head, mail->bytes, &lost))
			log_error("send-worker-lost", L_STR("why", lost.text));
	}
	json_decref(head);
	return kind;
}

/* Is it to be waited for the server to take the bot's own account again?  What waits longer than it
 * should was put off by a clock that has been put back since. */
static bool is_held(const struct delivery *d)
{
	return d->hold.next_try_s > d->w->now_s &&
	       d->hold.next_try_s <= d->w->now_s + d->w->config->outbox.retry_last_s;
}

/* The server has taken nothing.  certain: it will take no other mail either, so that all wait; the
 * operator is told by a mail that waits as they do, and goes when it can. */
static enum err_kind begin_hold(struct delivery *d, const char *reply, bool certain,
				struct err *err)
{
	struct ledger_hold *hold = &d->hold;
	char when[CIVIL_TEXT_SIZE];
	struct arena *arena = arena_new();
	enum err_kind kind;

	if (!hold->tries)
		hold->since_s = d->w->now_s;
	hold->tries++;
	hold->next_try_s = d->w->now_s + (certain ? outcome_retry_after_s(d->w, hold->tries) : 0);
	hold->reply = arena_strdup(d->w->state->arena, reply);
	log_warn("hold", L_STR("why", reply), L_NUM("tries", hold->tries),
		 L_STR("next", civil_format_instant(hold->next_try_s, when)));
	const char *key = arena_printf(arena, "hold/%" PRId64, hold->since_s);
	const char *text =
		arena_printf(arena,
			     "The mail server refuses the bot itself since %s: %.1000s. All mail "
			     "waits and is tried again with growing gaps,"
			     " for %" PRId64 " hours at most; nobody's address is marked.",
			     civil_format_instant(hold->since_s, when), reply,
			     d->w->config->outbox.give_up_s / HOUR_S);
	kind = ledger_set_hold(d->w->ledger, hold, err);
	if (!kind && certain)
		kind = world_trouble(d->w, key, text, err);
	arena_free(&arena);
	d->w->changed = true;
	return kind;
}

static enum err_kind end_hold(struct delivery *d, struct err *err)
{
	if (!d->hold.tries)
		return ERR_NONE;
	log_info("hold-over", L_NUM("tries", d->hold.tries));
	d->hold = (struct ledger_hold){ .reply = "" };
	d->w->queue_changed = true;
	return ledger_end_hold(d->w->ledger, d->w->now_s, err);
}

/* A round that has mail to send to a server that takes none has not done its work. */
static enum err_kind note_waiting(struct delivery *d, struct err *err)
{
	int64_t try_s;

	if (!d->hold.tries)
		return ERR_NONE;
	if (ledger_next_try(d->w->ledger, 0, &try_s, err))
		return err->kind;
	d->w->report.trouble = d->w->report.trouble || try_s < INT64_MAX;
	return ERR_NONE;
}

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
	change_all(d->w, &outcome, DELIVERY_READY, DELIVERY_DROPPED);
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
	change_all(d->w, &outcome, DELIVERY_READY, DELIVERY_SENT);
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
	if (has_nobody(&mail) && was_seen(d, &mail, &seen, &received_s, err))
		return err->kind;
	if (seen)
		return settle_seen(d, arena, &mail, received_s, err);
	why = why_outdated(d, arena, &mail);
	return why ? drop(d, arena, &mail, why, err) : hand_to_sender(d, arena, &mail, err);
}

int64_t delivery_next(const struct delivery *d)
{
	if (is_held(d))
		return d->hold.next_try_s;
	return plan_is_good(d) ? d->plan.again_s : d->w->now_s;
}

enum err_kind delivery_send(struct delivery *d, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind = ERR_NONE;

	while (!kind && !d->mail_id && !is_held(d)) {
		struct sending_plan *p = &d->plan;

		if (!plan_is_good(d) || (p->next == p->queue.len && p->queue.n_held && p->unused))
			kind = make_plan(d, err);
		if (kind || p->next == p->queue.len)
			break;
		kind = send_next(d, arena, p->queue.ids[p->next++], err);
	}
	arena_free(&arena);
	return kind ? kind : note_waiting(d, err);
}

/* What the send worker has said of a mail. */
struct delivery_answer {
	const json_t *rows;		/* one a recipient */
	const char *text;		/* of the connection, or of all recipients */
	bool certain;			/* no other mail would fare better: the server refuses
					 * the bot itself */
	const char *refused;		/* the words of a refusal that is not the recipient's;
					 * NULL: none */
	bool next;			/* it goes to another address of the person */
	bool taken;			/* for anybody */
};

/* Refused for good, as the server says, though it speaks of the bot's own account (refusal.h). */
static bool waits_for_account(const struct ledger_recipient *r)
{
	return r->code / 100 == 5;
}

/* It is not tried any more.  The operator's mail is, for as long as nothing was said against its
 * address: it says why. */
static bool is_to_give_up(const struct delivery *d, const struct ledger_mail *mail,
			  const struct ledger_recipient *r, enum outcome outcome)
{
	bool is_known_why = outcome == OUTCOME_UNTRIED || waits_for_account(r);

	if (d->w->now_s - mail->decided_at_s < d->w->config->outbox.give_up_s ||
	    r->tries < GIVE_UP_TRIES)
		return false;
	return !(outcome_is_operators(mail) && is_known_why);
}

static void put_off(struct delivery *d, struct mail_outcome *o, struct ledger_recipient *r,
		    enum outcome outcome, struct delivery_answer *answer)
{
	r->state = DELIVERY_READY;
	r->next_try_s = d->w->now_s + outcome_retry_after_s(d->w, r->tries);
	if (r->next_try_s < d->plan.again_s)
		d->plan.again_s = r->next_try_s;
	d->plan.unused = true;
	d->w->report.later += !r->witness;
	d->w->report.trouble = d->w->report.trouble || !r->witness;
	if (is_to_give_up(d, o->mail, r, outcome)) {
		r->state = DELIVERY_GIVEN_UP;
		if (!r->witness)
			outcome_tell_operator(o, r, TROUBLE_REFUSED,
					      "could not be delivered in time");
		return;
	}
	if (!waits_for_account(r))
		return;
	answer->refused = r->reply;
	if (!r->witness && !answer->certain)
		outcome_tell_operator(o, r, TROUBLE_WAITS,
				      "was refused because of the bot's own account, and will be "
				      "tried again");
}

/* Since when people have the time that it gives them, or that they do not have it. */
static void note_told(const struct world *w, struct mail_outcome *o,
		      const struct ledger_recipient *r, bool tried_next)
{
	if (!r->witness && !tried_next && is_done(r->state))
		outcome_told(w, o, r->state == DELIVERY_SENT ? NOTICE_TOLD : NOTICE_UNTOLD,
			     w->now_s);
}

static void note_outcome(struct delivery *d, struct mail_outcome *o, struct ledger_recipient *r,
			 enum outcome outcome, struct delivery_answer *answer)
{
	bool tried = false;

	switch (outcome) {
	case OUTCOME_SENT:
		r->state = DELIVERY_SENT;
		d->w->report.sent += !r->witness;
		answer->taken = true;
		break;
	case OUTCOME_REFUSED:
		r->state = DELIVERY_REFUSED;
		d->w->report.refused += !r->witness;
		tried = !r->witness && bounces_refused(d->w, o, r);
		answer->next = answer->next || tried;
		if (!r->witness && !tried)
			outcome_tell_operator(o, r, TROUBLE_REFUSED, "was refused permanently");
		break;
	case OUTCOME_DOUBT:
		r->state = DELIVERY_DOUBT;
		r->doubt_since_s = d->w->now_s;
		d->w->changed = true;
		break;
	case OUTCOME_LATER:
	case OUTCOME_UNTRIED: put_off(d, o, r, outcome, answer); break;
	}
	if (is_done(r->state))
		r->done_at_s = d->w->now_s;
	note_told(d->w, o, r, tried);
	outcome_set(o, r);
	log_fields(outcome == OUTCOME_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "outcome",
		   (const struct log_field[]){
			   L_STR("msg", o->mail->message_id), L_STR("to", r->addr),
			   L_STR("outcome", outcome_name(outcome)), L_NUM("code", r->code),
			   L_STR("reply", r->reply), L_END });
}

/* A copy for the witness alone would prove nothing: it ends when nobody else waits. */
static void drop_lone_witness(struct mail_outcome *o, int64_t now_s)
{
	struct ledger_mail *mail = o->mail;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (!mail->recipients[i].witness && !is_done(mail->recipients[i].state))
			return;
	}
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (!r->witness || is_done(r->state))
			continue;
		r->state = DELIVERY_GIVEN_UP;
		r->done_at_s = now_s;
		outcome_set(o, r);
	}
}

/* What it said of this recipient; without a word it died, and nobody knows. */
static enum outcome outcome_of(const struct delivery_answer *answer, struct ledger_recipient *r)
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
static enum err_kind note_outcomes(struct delivery *d, struct arena *arena,
				   struct ledger_mail *mail, const json_t *head, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };
	const char *text = json_string_value(json_object_get(head, "text"));
	struct delivery_answer answer = {
		.rows = json_object_get(head, "recipients"),
		.text = text ? text : "",
		.certain = is_kind(head, ERR_REFUSED),
	};

	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (r->state == DELIVERY_SENDING)
			note_outcome(d, &outcome, r, outcome_of(&answer, r), &answer);
	}
	if (!answer.next)
		drop_lone_witness(&outcome, d->w->now_s);
	enum err_kind kind = keep_outcome(d->w, &outcome, err);

	if (!kind && answer.taken)
		kind = end_hold(d, err);
	else if (!kind && (answer.certain || answer.refused))
		kind = begin_hold(d, answer.certain ? answer.text : answer.refused, answer.certain,
				  err);
	return kind;
}

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
		kind = note_outcomes(d, arena, &mail, frame.head, err);
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
