/* delivery_doubt.c - mail of which nobody knows whether a server took it: it is looked for in the
 * mailbox, and sent again when no copy came.
 */
#include "bot/delivery_work.h"

#include <string.h>

#include "base/log.h"
#include "bot/keep.h"
#include "bot/outcome.h"
#include "outbox/outbox.h"

static unsigned bit(enum delivery_state state)
{
	return 1u << state;
}

/* A folder finds a second delivery by itself; nothing has to be looked for. */
static bool is_idempotent(const struct config_outbox *outbox)
{
	return outbox->type == OUTBOX_MAILDIR;
}

static enum err_kind set_all(struct delivery *d, struct arena *arena, struct ledger_mail *mail,
			     enum delivery_state from, enum delivery_state to, struct err *err)
{
	struct mail_outcome outcome = { .arena = arena, .mail = mail };

	outcome_change_all(d->w, &outcome, from, to);
	return keep_outcome(d->w, &outcome, err);
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

/* The witness proves the last try only when no earlier one has delivered it already. */
enum err_kind delivery_was_seen(struct delivery *d, const struct ledger_mail *mail, bool *out,
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
	if (delivery_was_seen(d, mail, &seen, &received_s, err) ||
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
