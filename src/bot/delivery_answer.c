/* delivery_answer.c - what the send worker has said of a mail's recipients, and what follows. */
#include "bot/delivery_work.h"

#include <string.h>

#include "base/log.h"
#include "bot/bounces.h"
#include "bot/keep.h"
#include "bot/outcome.h"
#include "committee/told.h"
#include "outbox/outbox.h"

enum {
	GIVE_UP_TRIES = 5,	/* at least: a mail that limits or a clock have held back for
				 * days has its chance too */
};

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
	if (!r->witness && !tried_next && outcome_is_done(r->state))
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
	if (outcome_is_done(r->state))
		r->done_at_s = d->w->now_s;
	note_told(d->w, o, r, tried);
	outcome_set(o, r);
	log_fields(outcome == OUTCOME_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "outcome",
		   (const struct log_field[]){
			   L_STR("msg", o->mail->message_id), L_STR("to", r->addr),
			   L_STR("outcome", outcome_name(outcome)), L_SOME("code", r->code),
			   L_STR("reply", r->reply), L_END });
}

/* A copy for the witness alone would prove nothing: it ends when nobody else waits. */
static void drop_lone_witness(struct mail_outcome *o, int64_t now_s)
{
	struct ledger_mail *mail = o->mail;

	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (!mail->recipients[i].witness && !outcome_is_done(mail->recipients[i].state))
			return;
	}
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct ledger_recipient *r = &mail->recipients[i];

		if (!r->witness || outcome_is_done(r->state))
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

enum err_kind delivery_note_answer(struct delivery *d, struct arena *arena,
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
		kind = delivery_end_hold(d, err);
	else if (!kind && (answer.certain || answer.refused))
		kind = delivery_begin_hold(d, answer.certain ? answer.text : answer.refused,
					   answer.certain, err);
	return kind;
}
