/* outcome.c - see outcome.h. */
#include "bot/outcome.h"

#include <string.h>

#include "bot/worker.h"
#include "committee/told.h"

bool outcome_is_operators(const struct ledger_mail *mail)
{
	return strcmp(mail->kind, NOTICE_TROUBLE_NAME) == 0;
}

static void add_recipient(struct mail_outcome *o, const struct outcome_recipient *r)
{
	o->recipients = arena_grow(o->arena, o->recipients, o->n_recipients, &o->cap_recipients,
				   sizeof *o->recipients);
	o->recipients[o->n_recipients++] = *r;
}

void outcome_set(struct mail_outcome *o, const struct ledger_recipient *r)
{
	add_recipient(o, &(struct outcome_recipient){ .recipient = *r });
}

void outcome_add(struct mail_outcome *o, const char *addr, int64_t now_s)
{
	add_recipient(o, &(struct outcome_recipient){
				 .recipient = { .addr = addr, .next_try_s = now_s, .reply = "" },
				 .is_new = true,
			 });
	o->queue_changed = true;
}

void outcome_told(const struct world *w, struct mail_outcome *o, const char *what, int64_t at_s)
{
	/* of several recipients the first says it */
	if (!o->told || strcmp(o->told, what) != 0)
		told_events(o->arena, w->state, o->mail->list, o->mail->message_id, what, at_s,
			    &o->events);
	o->told = what;
}

bool outcome_is_done(enum delivery_state state)
{
	return state == DELIVERY_SENT || state == DELIVERY_REFUSED || state == DELIVERY_GIVEN_UP ||
	       state == DELIVERY_DROPPED;
}

void outcome_change_all(const struct world *w, struct mail_outcome *o, enum delivery_state from,
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
		if (outcome_is_done(to))
			r->done_at_s = w->now_s;
		if (to == DELIVERY_READY)
			r->next_try_s = w->now_s;
		o->queue_changed = o->queue_changed || to == DELIVERY_READY;
		outcome_set(o, r);
	}
}

int64_t outcome_retry_after_s(const struct world *w, unsigned tries)
{
	const struct config_outbox *outbox = &w->config->outbox;

	return worker_doubled(outbox->retry_first_s, outbox->retry_last_s, tries);
}

void outcome_tell_operator(struct mail_outcome *o, const struct ledger_recipient *r,
			   const char *stage, const char *what)
{
	const struct ledger_mail *mail = o->mail;

	if (outcome_is_operators(mail))
		return; /* a mail to the operator that fails cannot be told by another one */
	/* the mail's id is another when the ledger was restored */
	trouble_list_add(o->arena, &o->troubles,
			 arena_printf(o->arena, "%s/%s/%s", stage, mail->message_id, r->addr),
			 arena_printf(o->arena, "The %s mail \"%.1000s\" to %s %s: %.1000s",
				      mail->kind, mail->subject, r->addr, what, r->reply));
}
