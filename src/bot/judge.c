/* judge.c - what becomes of a mail that was read: its fate, and the events of its tags.
 *
 * The same for the daemon and for a simulation; both have a transaction open.
 */
#include "bot/judge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bot/answers.h"
#include "bot/bounces.h"
#include "bot/thread.h"
#include "bot/incoming.h"
#include "bot/reading.h"
#include "bot/recall.h"
#include "bot/world.h"
#include "committee/crosspost.h"
#include "committee/record_deadline.h"
#include "committee/record_mail.h"
#include "committee/reread.h"
#include "message/identity.h"

enum { DAY_S = 24 * 3600, TROUBLE_MAX = 16 * 1024 /* what does not fit would leave the operator nothing to read */ };

static enum err_kind add_message(struct world *w, const struct ledger_message *row, struct err *err)
{
	log_info("mail", L_STR("mailbox", row->mailbox), L_NUM("uid", row->uid), L_STR("msg", row->message_id),
		 L_STR("fate", message_fate_name(row->fate)), L_STR("list", row->list));
	return ledger_add_message(w->ledger, row, err);
}

/* Where a mail is that something has to be said of: a Maildir has files, and no numbers. */
static const char *place_of(struct arena *arena, const struct ledger_message *row)
{
	const char *where = *row->key ? arena_printf(arena, "file %.300s", row->key) : arena_printf(arena, "uid %" PRIu32, row->uid);

	return *row->message_id ? arena_printf(arena, "%s, Message-ID %.1000s", where, row->message_id) : where;
}

enum err_kind judge_put_aside(struct world *w, struct ledger_message *row, const char *why, struct err *err)
{
	struct arena *arena = arena_new();

	w->report.mails++;
	row->fate = FATE_ASIDE;
	row->why = why;
	if (add_message(w, row, err))
		return err->kind;
	const char *key = arena_printf(arena, "aside/%s/%" PRIu32 "/%" PRIu32, row->mailbox, row->uidvalidity, row->uid);
	const char *text = arena_printf(arena, "A message in mailbox %s could not be read and was put aside (%s): %.1000s",
					row->mailbox, place_of(arena, row), why);
	enum err_kind kind = world_trouble(w, key, text, err);

	arena_free(&arena);
	return kind;
}

/* A mail that says nothing to us, though it may to its readers: the operator is told of what came now and concerns a list. */
static enum err_kind tell_unread(struct world *w, const struct reading *r, const struct ledger_message *row, bool past,
				 struct err *err)
{
	const struct list_config *list = config_list(w->config, r->list);
	bool is_strangers = r->to_bot && !people_by_address(&list->people, r->author_addr);
	struct arena *arena = arena_new();

	log_warn("unread", L_STR("mailbox", row->mailbox), L_NUM("uid", row->uid), L_STR("msg", r->message_id),
		 L_STR("why", r->unread));
	if (past || is_strangers)
		return ERR_NONE;
	const char *key = arena_printf(arena, "unread/%s/%" PRIu32 "/%" PRIu32, row->mailbox, row->uidvalidity, row->uid);
	const char *text = arena_printf(arena, "A mail of list %s has no text that can be read: %s.  Nothing of it was recorded; its author may send it "
					"again as plain text.  It is by %.200s, \"%.200s\" (mailbox %s, %s).",
					r->list, r->unread, row->author, r->subject, row->mailbox, place_of(arena, row));
	enum err_kind kind = world_trouble(w, key, text, err);

	w->changed = true;
	arena_free(&arena);
	return kind;
}

static bool has_command(const struct fact_list *facts, const char *command)
{
	for (size_t i = 0; i < facts->len; i++) {
		if (facts->facts[i].kind == FACT_COMMAND && (!command || strcmp(facts->facts[i].command, command) == 0))
			return true;
	}
	return false;
}

/* Of a mail to the list and to us two copies come.  What the first (early) has said, once it was proved, the second does
 * not say again. */
static enum err_kind say_once(struct world *w, struct arena *arena, const struct incoming *mail, bool early,
			      struct fact_list *facts, struct err *err)
{
	const char *key = arena_printf(arena, "said/%s", mail->message_id);
	struct fact_list rest = { .facts = arena_alloc(arena, facts->len, sizeof *facts->facts) };

	if (!*mail->message_id || !has_command(facts, NULL))
		return ERR_NONE;
	if (early) {
		if (!*mail->proof || state_has_key(w->state, key))
			return ERR_NONE;
		return world_spend(w, key, err);
	}
	if (!state_has_key(w->state, key))
		return ERR_NONE;
	for (size_t i = 0; i < facts->len; i++) {
		if (facts->facts[i].kind != FACT_COMMAND)
			rest.facts[rest.len++] = facts->facts[i];
	}
	*facts = rest;
	return ERR_NONE;
}

/* Tags become events, and the events the new state. */
static enum err_kind record(struct world *w, struct arena *arena, const struct reading *r,
			    const struct ledger_message *row, bool past, struct err *err)
{
	const struct list_config *list = config_list(w->config, r->list);
	bool of_past = past && r->date_s < w->now_s - DAY_S;
	struct incoming mail = incoming_of(list, w->calendars[list - w->config->lists], row->received_at_s, r->date);
	struct fact_list facts = r->facts;
	struct event_list events = { 0 };
	const char *limit;

	mail.lists = r->lists;
	mail.message_id = r->message_id;
	mail.author_addr = r->author_addr;
	mail.author_name = r->author_name;
	mail.minutes = r->minutes;
	mail.outside = row->fate == FATE_OUTSIDE;
	mail.was_let_in = w->rereading && reread_has_raised(w->rereading->reread, list->name, r->message_id);
	mail.quiet_until_s = of_past ? w->now_s : 0;
	/* nobody could be asked about an archive when it came: what its people said there counts */
	if (of_past && mail.terms.raise == RAISE_PROVED)
		mail.terms.raise = RAISE_MEMBERS;
	if (answers_identify(w, arena, r, &mail, err))
		return err->kind;
	/* who is proved may post, and the list decides on whom it lets */
	if (mail.outside && list->people.n_persons && !incoming_sender(&mail)) {
		mail.proof = "";
		mail.proof_why = "it did not come by the list, and is by nobody of its people";
	}
	if (ledger_next_item(w->ledger, &mail.next_item, err))
		return err->kind;
	if (say_once(w, arena, &mail, mail.outside && r->outside, &facts, err))
		return err->kind;
	if ((record_has_deadlines(facts.facts, facts.len) || has_command(&facts, "drop-mail")) &&
	    (thread_refs(w, arena, r->refs, &mail.thread, err) || thread_namesakes(w, arena, list, &mail, err)))
		return err->kind;
	facts = crosspost_facts(arena, w->state, &mail, facts.facts, facts.len);
	record_mail(arena, w->state, &mail, facts.facts, facts.len, &events, &limit);
	if (limit)
		log_warn("limit", L_STR("limit", limit), L_STR("msg", r->message_id), L_STR("from", incoming_actor(&mail)));
	if (w->rereading)
		reread_adopt(w->rereading->reread, &list->people, r->message_id, events.events, events.len);

	for (size_t i = 0; i < events.len; i++) {
		struct event *e = &events.events[i];

		if (world_append(w, e, err))
			return err->kind;
		log_info("item", L_NUM("item", e->item), L_STR("what", event_kind_name(e->kind)),
			 L_STR("person", e->person), L_STR("rule", e->rule), L_STR("msg", e->message_id));
	}
	w->changed = w->changed || events.len > 0;
	return ERR_NONE;
}

static enum err_kind tell_leak(struct world *w, struct arena *arena, const struct reading *r, struct err *err)
{
	const struct list_config *list = config_list(w->config, r->list);
	const char *key = arena_printf(arena, "delivered-to/%s/%s", list->name, list->handover.delivered_to);
	const char *text = arena_printf(arena, "A mail from %.300s is addressed to the secret address under which the bot is subscribed to "
					"list %s: others know it. Subscribe the bot under another one, and change delivered_to.",
					r->author_addr, list->name);

	log_warn("leaked", L_STR("list", list->name), L_STR("msg", r->message_id));
	w->changed = true;
	return world_trouble(w, key, text, err);
}

static const char *author_of(struct world *w, const struct reading *r)
{
	const struct list_config *list = *r->list ? config_list(w->config, r->list) : NULL;
	const struct person *person = list ? people_by_address(&list->people, r->author_addr) : NULL;

	return person ? person->name : r->author_addr;
}

/* The list's own copy is read, whatever somebody has mailed here under its Message-ID. */
static enum err_kind was_read(struct world *w, const struct ledger_message *row, bool outside, bool *out, struct err *err)
{
	*out = false;
	if (*row->message_id && ledger_has_message_id(w->ledger, row->message_id, row->list, outside, out, NULL, err))
		return err->kind;
	if (!*out && identity_is_of_content(row->message_id))
		return ledger_has_nameless(w->ledger, row, outside, out, err);
	return ERR_NONE;
}

enum err_kind judge_reading(struct world *w, struct arena *arena, const struct reading *r,
			    struct ledger_message *row, bool past, struct err *err)
{
	/* what was the list's when it was read before is so still */
	bool was_inside = w->rereading && row->fate == FATE_READ && *row->list;
	bool outside = !was_inside && (r->to_bot || (r->outside && !past)), seen;

	row->message_id = r->message_id;
	row->list = r->list;
	row->author = author_of(w, r);
	row->subject = r->subject;
	row->refs = r->refs;
	row->date_at_s = r->date_s;
	row->fate = outside ? FATE_OUTSIDE : FATE_READ;
	if (was_read(w, row, outside, &seen, err))
		return err->kind;
	/* a list that gets our mail may rewrite From */
	if (span_is_ci(span_of(r->from_addr), w->config->outbox.from_addr) ||
	    span_is_ci(span_of(r->author_addr), w->config->outbox.from_addr)) {
		row->fate = FATE_OWN;
		w->changed = true;	/* it may be the witness of a mail in doubt */
	} else if (seen) {
		row->fate = FATE_DUPLICATE;
	} else if (r->automatic || r->bounce) {
		row->fate = FATE_AUTOMATIC;
	} else if (!*r->list) {
		row->fate = FATE_NO_LIST;
		w->report.no_list++;
	}
	if (r->warning)
		log_warn("cut", L_STR("msg", r->message_id), L_STR("why", r->warning));
	if (add_message(w, row, err))
		return err->kind;
	if (row->fate == FATE_OWN)
		return recall_take(w, arena, &(struct recalled_copy){ r->sealed, r->subject, row->received_at_s, row->bytes }, err);
	if (row->fate == FATE_OUTSIDE && r->leaked && tell_leak(w, arena, r, err))
		return err->kind;
	if (row->fate == FATE_AUTOMATIC && r->report)
		return bounces_take(w, arena, r, err);
	bool is_read = row->fate == FATE_READ || row->fate == FATE_OUTSIDE;
	bool is_claim = row->fate == FATE_OUTSIDE && r->outside;	/* whoever wrote it, and wherever he has it from */

	if (is_read && !is_claim && bounces_heard_from(w, r, err))
		return err->kind;
	if (is_read && !is_claim && r->unread && tell_unread(w, r, row, past, err))
		return err->kind;
	return is_read && r->facts.len ? record(w, arena, r, row, past, err) : ERR_NONE;
}

enum err_kind judge_readings(struct world *w, struct arena *arena, const struct reading_list *readings,
			     const struct ledger_message *row, bool past, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	w->report.mails++;
	for (size_t i = 0; !kind && i < readings->n; i++) {
		struct ledger_message copy = *row;

		kind = judge_reading(w, arena, &readings->readings[i], &copy, past, err);
	}
	return kind;
}
