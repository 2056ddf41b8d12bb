/* bounces.c - addresses that bounce: the mark, and the next address of the same person.
 *
 * A report counts only when it is about a recent mail of ours to exactly that address, and comes
 * from somebody who has seen that mail: it comes back to the address that only the mail's envelope
 * had (token.h), or names a Message-ID that nobody can guess.  Everybody who reads the list or its
 * archive has seen a mail to the list, so once the list's copy has come back, its Message-ID no
 * longer counts.  The recipient's row becomes REFUSED, so that a report is never acted upon twice,
 * and the mail gets one more recipient, with the same bytes and Message-ID.  The mark is an event;
 * it ends when somebody writes from that address, or by itself (committee/person.h).
 */
#include "bot/bounces.h"

#include <string.h>

#include "base/log.h"
#include "bot/reading.h"
#include "bot/token.h"
#include "committee/person.h"
#include "committee/told.h"
#include "message/bounce.h"
#include "notices/envelope.h"
#include "outbox/refusal.h"

enum { REPORT_WITHIN_S = 14 * 24 * 3600 };	/* mail systems give up after five days or so */

/* What refused a mail or brought it back. */
struct refusal {
	enum refusal_cause cause;
	const char *text;
	const char *message_id;		/* of the report; "" when the server said so itself */
	const char *rule;
};

static bool is_recipient(const struct mail_outcome *o, const char *addr)
{
	for (size_t i = 0; i < o->mail->n_recipients; i++) {
		if (span_is_ci(span_of(o->mail->recipients[i].addr), addr))
			return true;
	}
	for (size_t i = 0; i < o->n_recipients; i++) {
		if (span_is_ci(span_of(o->recipients[i].recipient.addr), addr))
			return true;
	}
	return false;
}

/* The mail did not reach the person at addr: the mark, and the next address.  True: there is
 * one. */
static bool try_next(const struct world *w, struct mail_outcome *o, const char *addr,
		     const struct refusal *refusal)
{
	const struct ledger_mail *mail = o->mail;
	const struct config_list *list = *mail->list ? config_list(w->config, mail->list) : NULL;
	const struct person *person = list ? people_known_as(&list->people, mail->person) : NULL;

	if (!person || refusal->cause != REFUSAL_OF_ADDRESS)
		return false;
	const struct event failing = {
		.at_s = w->now_s,
		.kind = EVENT_PERSON,
		.list = list->name,
		.actor = EVENT_BY_BOT,
		.message_id = refusal->message_id,
		.rule = refusal->rule,
		.act = PERSON_FAILING,
		.person = { .person = person->name, .addr = addr, .why = refusal->text },
	};

	event_list_add(o->arena, &o->events, &failing);
	for (size_t i = 0; i < person->n_addresses; i++) {
		const char *next = person->addresses[i];

		if (is_recipient(o, next) || person_address_fails(w->state, next, w->now_s, NULL))
			continue;
		log_info("next-address", L_STR("msg", mail->message_id), L_STR("to", next));
		outcome_add(o, next, w->now_s);
		return true;
	}
	return false;
}

bool bounces_refused(const struct world *w, struct mail_outcome *o,
		     const struct ledger_recipient *recipient)
{
	const struct refusal refusal = {
		.cause =
			refusal_cause(recipient->code, "", recipient->reply, REFUSAL_BY_OUR_SERVER),
		.text = recipient->reply,
		.message_id = "",
		.rule = "refused",
	};

	/* without an answer of the server's it was never tried */
	return recipient->code != 0 && try_next(w, o, recipient->addr, &refusal);
}

/* Taken by our server, and sent back because of our own account: it goes out again when that is
 * over. */
static void send_again(const struct world *w, struct mail_outcome *o,
		       struct ledger_recipient *recipient)
{
	recipient->state = DELIVERY_READY;
	recipient->done_at_s = 0;
	recipient->next_try_s = w->now_s + outcome_retry_after_s(w, recipient->tries);
	outcome_set(o, recipient);
	o->queue_changed = true;
	outcome_told(w, o, NOTICE_ANNOUNCED, w->now_s);
	outcome_tell_operator(o, recipient, TROUBLE_WAITS,
			      "came back because of the bot's own account, and will be tried "
			      "again");
}

/* One address of a report. */
static void judge_recipient(const struct world *w, const struct reading *r, struct mail_outcome *o,
			    struct ledger_recipient *recipient,
			    const struct bounce_recipient *failed)
{
	const struct refusal refusal = {
		.cause = refusal_cause(0, failed->status, failed->text, REFUSAL_BY_REPORT),
		.text = *failed->text ? failed->text : failed->status,
		.message_id = r->message_id,
		.rule = r->report->rule,
	};
	bool is_late = w->now_s - o->mail->decided_at_s >= w->config->outbox.give_up_s;

	recipient->state = DELIVERY_REFUSED;
	recipient->doubt_since_s = 0;
	recipient->reply = refusal.text;
	recipient->done_at_s = w->now_s;
	log_warn("came-back", L_STR("msg", o->mail->message_id), L_STR("to", recipient->addr),
		 L_STR("status", failed->status), L_STR("why", failed->text));
	outcome_set(o, recipient);
	if (refusal.cause == REFUSAL_OF_ACCOUNT && !is_late) {
		send_again(w, o, recipient);
	} else if (!try_next(w, o, recipient->addr, &refusal)) {
		outcome_told(w, o, NOTICE_UNTOLD, w->now_s);
		outcome_tell_operator(o, recipient, TROUBLE_REFUSED, "came back");
	}
}

/* The Message-ID of the mail that the address knows of which the report came back to; "" when it
 * proves none. */
static enum err_kind id_of_address(const struct world *w, struct arena *arena,
				   const struct reading *r, const char **out, struct err *err)
{
	struct span token = span_of(r->token);
	struct ledger_notice notice = { 0 };
	bool found = false;

	*out = "";
	if (token.len && ledger_find_notice(w->ledger, arena, token_message_id_start(arena, token),
					    false, &found, &notice, err))
		return err->kind;
	const struct token_notice about = { TOKEN_BOUNCE, notice.list, notice.person,
					    notice.message_id };

	if (found && !token_fault(w->tokens, token, &about, w->now_s))
		*out = notice.message_id;
	return ERR_NONE;
}

/* Has the list sent the mail to its readers?  Its copy came to us then, beside the witness. */
static enum err_kind has_list_handed_on(const struct world *w, const struct ledger_mail *mail,
					bool *out, struct err *err)
{
	const struct config_list *list = *mail->list ? config_list(w->config, mail->list) : NULL;
	unsigned n_own = 1, n_copies = 0;
	bool is_to_list = false;

	*out = false;
	for (size_t i = 0; i < mail->n_recipients; i++) {
		n_own += mail->recipients[i].witness;
		is_to_list = is_to_list ||
			     (list && span_is_ci(span_of(mail->recipients[i].addr), list->address));
	}
	if (is_to_list && ledger_count_copies(w->ledger, mail->message_id, &n_copies, err))
		return err->kind;
	*out = n_copies >= n_own;
	return ERR_NONE;
}

/* The mail of ours that the report is about, if whoever wrote it has seen that mail. */
static enum err_kind find_mail(const struct world *w, struct arena *arena, const struct reading *r,
			       bool *found_out, struct ledger_mail *out, struct err *err)
{
	const char *id;
	bool was_handed_on;

	if (id_of_address(w, arena, r, &id, err))
		return err->kind;
	bool is_proved = *id != '\0';

	if (ledger_mail_by_message_id(w->ledger, arena, is_proved ? id : r->report->original_id,
				      found_out, out, err))
		return err->kind;
	*found_out = *found_out && (is_proved || envelope_is_message_id(arena, w->state, out->key,
									out->message_id));
	if (!*found_out || is_proved)
		return ERR_NONE;
	if (has_list_handed_on(w, out, &was_handed_on, err))
		return err->kind;
	*found_out = !was_handed_on;
	return ERR_NONE;
}

enum err_kind bounces_judge(const struct world *w, struct arena *arena, const struct reading *r,
			    struct mail_outcome **out, struct err *err)
{
	struct ledger_mail *mail = arena_alloc(arena, 1, sizeof *mail);
	struct mail_outcome *o = arena_alloc(arena, 1, sizeof *o);
	bool found;

	*out = NULL;
	/* a report that is read again has been acted upon, and was proved by keys that change */
	if (w->rereading)
		return ERR_NONE;
	if (find_mail(w, arena, r, &found, mail, err))
		return err->kind;
	if (!found || w->now_s - mail->decided_at_s > REPORT_WITHIN_S + w->config->outbox.give_up_s)
		return ERR_NONE;
	*o = (struct mail_outcome){ .arena = arena, .mail = mail };
	for (size_t i = 0; i < r->report->n_recipients; i++) {
		const struct bounce_recipient *failed = &r->report->recipients[i];

		for (size_t n = 0; failed->permanent && n < mail->n_recipients; n++) {
			struct ledger_recipient *recipient = &mail->recipients[n];
			bool was_sent = recipient->state == DELIVERY_SENT ||
					recipient->state == DELIVERY_DOUBT;
			const char *addr = *failed->sent_to ? failed->sent_to : failed->addr;

			if (recipient->witness || !was_sent ||
			    !span_is_ci(span_of(recipient->addr), addr))
				continue;
			judge_recipient(w, r, o, recipient, failed);
			*out = o;
		}
	}
	return ERR_NONE;
}

bool bounces_heard_from(const struct world *w, const struct reading *r, struct event *out)
{
	const struct config_list *list = *r->list ? config_list(w->config, r->list) : NULL;
	const struct person *person =
		list ? people_by_address(&list->people, r->author_addr) : NULL;

	/* read again, it tells nothing new of the address */
	if (w->rereading || !person ||
	    !person_address_fails(w->state, r->author_addr, w->now_s, NULL))
		return false;
	*out = (struct event){
		.at_s = w->now_s,
		.kind = EVENT_PERSON,
		.list = r->list,
		.actor = person->name,
		.message_id = r->message_id,
		.rule = RULE_HEARD_FROM,
		.act = PERSON_WORKING,
		.person = { .person = person->name, .addr = r->author_addr },
	};
	return true;
}
