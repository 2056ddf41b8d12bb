/* judge.c - see judge.h. */
#include "bot/judge.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "bot/bounces.h"
#include "bot/incoming.h"
#include "bot/proof.h"
#include "bot/reading.h"
#include "bot/recall.h"
#include "bot/thread.h"
#include "committee/crosspost.h"
#include "committee/record_deadline.h"
#include "committee/record_mail.h"
#include "committee/record_report.h"
#include "committee/record_vote.h"
#include "committee/reread.h"
#include "message/identity.h"

enum { DAY_S = 24 * 3600 };

/* Where a mail is that something has to be said of: a Maildir has files, and no numbers. */
static const char *place_of(struct arena *arena, const struct ledger_message *row)
{
	const char *where = *row->key ? arena_printf(arena, "file " SPAN_FMT,
						    SPAN_ARG(span_cut(span_of(row->key), 300)))
				      : arena_printf(arena, "uid %" PRIu32, row->uid);

	return *row->message_id
		       ? arena_printf(arena, "%s, Message-ID %.1000s", where, row->message_id)
		       : where;
}

static void spend(struct judge_verdict *v, const char *key)
{
	v->spent[v->n_spent++] = key;
}

static void put_aside(struct arena *arena, const struct reading *r, struct judge_verdict *out)
{
	struct ledger_message *row = &out->row;

	row->fate = FATE_ASIDE;
	row->why = r->why_not;
	row->message_id = r->message_id;
	trouble_list_add(
		arena, &out->troubles,
		arena_printf(arena, "aside/%s/%" PRIu32 "/%" PRIu32, row->mailbox, row->uidvalidity,
			     row->uid),
		arena_printf(arena,
			     "A message in mailbox %s could not be read, and was put aside (%s): "
			     "%.1000s",
			     row->mailbox, place_of(arena, row), row->why));
}

/* A mail that says nothing to us, though it may to its readers: the operator is told of what came
 * now and concerns a list. */
static void tell_unread(const struct world *w, struct arena *arena, const struct reading *r,
			bool past, struct judge_verdict *v)
{
	const struct config_list *list = config_list(w->config, r->list);
	const struct ledger_message *row = &v->row;
	bool is_strangers = r->to_bot && !people_by_address(&list->people, r->author_addr);

	log_warn("unread", L_STR("mailbox", row->mailbox), L_NUM("uid", row->uid),
		 L_STR("msg", row->message_id), L_STR("why", r->unread));
	if (past || is_strangers)
		return;
	trouble_list_add(arena, &v->troubles,
			 arena_printf(arena, "unread/%s/%" PRIu32 "/%" PRIu32, row->mailbox,
				      row->uidvalidity, row->uid),
			 arena_printf(arena,
				      "A mail of list %s has no text that can be read: %s.  "
				      "Nothing of it was recorded; "
				      "its author may send it again as plain text.  It is by "
				      SPAN_FMT ", \"" SPAN_FMT "\" (mailbox %s, %s).",
				      r->list, r->unread,
				      SPAN_ARG(span_cut(span_of(row->author), 200)),
				      SPAN_ARG(span_cut(span_of(row->subject), 200)), row->mailbox,
				      place_of(arena, row)));
}

/* Others know the secret address. */
static void tell_leak(const struct world *w, struct arena *arena, const struct reading *r,
		      struct judge_verdict *v)
{
	const struct config_list *list = config_list(w->config, r->list);

	log_warn("leaked", L_STR("list", list->name), L_STR("msg", r->message_id));
	trouble_list_add(
		arena, &v->troubles,
		arena_printf(arena, "delivered-to/%s/%s", list->name, list->handover.delivered_to),
		arena_printf(arena,
			     "A mail from " SPAN_FMT " is addressed to the secret address under "
			     "which the bot is subscribed to list %s: so others know it. "
			     "Subscribe the bot under another address, and change delivered_to.",
			     SPAN_ARG(span_cut(span_of(r->author_addr), 300)), list->name));
}

static bool has_command(const struct fact_list *facts, const char *command)
{
	for (size_t i = 0; i < facts->len; i++) {
		if (facts->facts[i].kind == FACT_COMMAND &&
		    (!command || strcmp(facts->facts[i].command, command) == 0))
			return true;
	}
	return false;
}

/* Of a mail to the list and to us two copies come.  What the first (early) has said, once it was
 * proved, the second does not say again. */
static void say_once(const struct world *w, struct arena *arena, const struct incoming *mail,
		     bool early, struct fact_list *facts, struct judge_verdict *v)
{
	const char *key = arena_printf(arena, "said/%s", mail->message_id);
	struct fact_list rest = { .facts = arena_alloc(arena, facts->len, sizeof *facts->facts) };
	bool is_said = state_has_key(w->state, key);

	if (!*mail->message_id || !has_command(facts, NULL))
		return;
	if (early && *mail->proof && !is_said)
		spend(v, key);
	if (early || !is_said)
		return;
	for (size_t i = 0; i < facts->len; i++) {
		if (facts->facts[i].kind != FACT_COMMAND)
			rest.facts[rest.len++] = facts->facts[i];
	}
	*facts = rest;
}

/* Of a ballot without a Message-ID the identity is made from what it says. */
static const char *safe_id(struct arena *arena, const struct ledger_message *row)
{
	if (!identity_is_of_content(row->message_id))
		return row->message_id;
	return identity_of_place(
		arena, *row->key ? arena_printf(arena, "%s\n%s", row->mailbox, row->key)
				 : arena_printf(arena, "%s\n%" PRIu32 "\n%" PRIu32, row->mailbox,
						row->uidvalidity, row->uid));
}

/* Of an answer to a secret ballot nothing is kept that may tell what it says: no subject, and no
 * identity that was made from it. */
static void conceal_ballot(const struct world *w, struct arena *arena,
			   const struct fact_list *facts, struct incoming *mail,
			   struct ledger_message *row)
{
	const char *subject;

	mail->secret_vote =
		record_secret_vote(arena, w->state, mail, facts->facts, facts->len, &subject);
	if (!mail->secret_vote)
		return;
	row->subject = mail->subject = subject;
	row->message_id = mail->message_id = safe_id(arena, row);
}

/* Tags become events. */
static enum err_kind record(const struct world *w, struct arena *arena, const struct reading *r,
			    bool past, struct judge_verdict *v, struct err *err)
{
	const struct config_list *list = config_list(w->config, r->list);
	const struct ledger_message *row = &v->row;
	bool of_past = past && r->date_s < w->now_s - DAY_S;
	struct incoming mail = incoming_of(list, w->calendars[list - w->config->lists],
					   row->received_at_s, r->date);
	struct fact_list facts = r->facts;
	const char *limit, *seen_key;

	mail.lists = r->lists;
	mail.message_id = r->message_id;
	mail.author_addr = r->author_addr;
	mail.author_name = r->author_name;
	mail.minutes = r->minutes;
	mail.outside = row->fate == FATE_OUTSIDE;
	mail.is_reread = w->rereading != NULL;
	mail.was_let_in =
		w->rereading && reread_has_raised(w->rereading->reread, list->name, r->message_id);
	mail.quiet_until_s = of_past ? w->now_s : 0;
	/* nobody could be asked about an archive when it came: what its people said there counts */
	if (of_past && mail.terms.raise == RAISE_PROVED)
		mail.terms.raise = RAISE_MEMBERS;
	if (proof_identify(w, arena, r, &mail, &seen_key, err))
		return err->kind;
	if (seen_key)
		spend(v, seen_key);
	/* who is proved may post, and the list decides on whom it lets */
	if (mail.outside && list->people.n_persons && !incoming_sender(&mail)) {
		mail.proof = "";
		mail.proof_why = "it did not come through the list, and its author is not among "
				 "the list's people";
	}
	say_once(w, arena, &mail, mail.outside && r->outside, &facts, v);
	bool is_of_deadline = record_has_deadlines(facts.facts, facts.len) ||
			      has_command(&facts, "drop-mail");
	bool is_of_receipt = has_command(&facts, COMMAND_YES) || has_command(&facts, COMMAND_NO);
	bool wants_thread = mail.to_bot || is_of_deadline || is_of_receipt ||
			    record_has_votes(facts.facts, facts.len) ||
			    record_has_reports(facts.facts, facts.len);

	if (wants_thread && thread_refs(w, arena, r->refs, &mail.thread, err))
		return err->kind;
	if (is_of_deadline && thread_namesakes(w, arena, list, &mail, err))
		return err->kind;
	conceal_ballot(w, arena, &facts, &mail, &v->row);
	facts = crosspost_facts(arena, w->state, &mail, facts.facts, facts.len);
	record_mail(arena, w->state, &mail, facts.facts, facts.len, &v->events, &limit);
	if (limit)
		log_warn("limit", L_STR("limit", limit), L_STR("msg", mail.message_id),
			 L_STR("from", incoming_actor(&mail)));
	if (w->rereading)
		reread_votes(w->rereading->reread, w->state, list->name, r->message_id,
			     facts.facts, facts.len, &v->events);
	if (w->rereading)
		reread_adopt(w->rereading->reread, &list->people, r->message_id, v->events.events,
			     v->events.len);
	return ERR_NONE;
}

static const char *author_of(const struct world *w, const struct reading *r)
{
	const struct config_list *list = *r->list ? config_list(w->config, r->list) : NULL;
	const struct person *person =
		list ? people_by_address(&list->people, r->author_addr) : NULL;

	return person ? person->name : r->author_addr;
}

/* The list's own copy is read, whatever somebody has mailed here under its Message-ID. */
static enum err_kind was_read(const struct world *w, const struct ledger_message *row, bool outside,
			      bool *out, struct err *err)
{
	*out = false;
	if (*row->message_id &&
	    ledger_has_message_id(w->ledger, row->message_id, row->list, outside, out, NULL, err))
		return err->kind;
	if (!*out && identity_is_of_content(row->message_id))
		return ledger_has_nameless(w->ledger, row, outside, out, err);
	return ERR_NONE;
}

/* A list that gets our mail may rewrite From. */
static bool is_own(const struct world *w, const struct reading *r)
{
	const char *own = w->config->outbox.from_addr;

	return span_is_ci(span_of(r->from_addr), own) || span_is_ci(span_of(r->author_addr), own);
}

static enum err_kind find_fate(const struct world *w, const struct reading *r, bool outside,
			       struct ledger_message *row, struct err *err)
{
	bool seen;

	row->fate = outside ? FATE_OUTSIDE : FATE_READ;
	if (was_read(w, row, outside, &seen, err))
		return err->kind;
	if (is_own(w, r))
		row->fate = FATE_OWN;
	else if (seen)
		row->fate = FATE_DUPLICATE;
	else if (r->automatic || r->bounce)
		row->fate = FATE_AUTOMATIC;
	else if (!*r->list)
		row->fate = FATE_NO_LIST;
	return ERR_NONE;
}

/* What our own mail, or a report of it, says of what was sent. */
static enum err_kind judge_sent(const struct world *w, struct arena *arena,
				const struct reading *r, struct judge_verdict *out,
				struct err *err)
{
	const struct recalled_copy copy = { r->sealed, r->subject, out->row.received_at_s,
					    out->row.bytes };

	if (out->row.fate == FATE_OWN)
		out->recalled = recall_judge(w, arena, &copy);
	if (out->row.fate == FATE_AUTOMATIC && r->report)
		return bounces_judge(w, arena, r, &out->came_back, err);
	return ERR_NONE;
}

/* What somebody has written, inside of a list or outside. */
static enum err_kind judge_written(const struct world *w, struct arena *arena,
				   const struct reading *r, bool past, struct judge_verdict *out,
				   struct err *err)
{
	bool is_outside = out->row.fate == FATE_OUTSIDE;
	/* whoever wrote it, and wherever he has it from */
	bool is_claim = is_outside && r->outside;
	struct event working;

	if (is_outside && r->leaked)
		tell_leak(w, arena, r, out);
	if (!is_claim && bounces_heard_from(w, r, &working))
		event_list_add(arena, &out->events, &working);
	/* the subject alone can be a ballot */
	if ((r->facts.len || r->to_bot) && record(w, arena, r, past, out, err))
		return err->kind;
	if (!is_claim && r->unread)
		tell_unread(w, arena, r, past, out);
	if (!is_outside && out->events.len)
		out->row.archived = r->archived;
	return ERR_NONE;
}

enum err_kind judge_reading(const struct world *w, struct arena *arena, const struct reading *r,
			    const struct ledger_message *row, bool past, struct judge_verdict *out,
			    struct err *err)
{
	/* what was the list's when it was read before is so still */
	bool was_inside = w->rereading && row->fate == FATE_READ && *row->list;
	bool outside = !was_inside && (r->to_bot || (r->outside && !past));

	*out = (struct judge_verdict){ .row = *row };
	if (r->why_not) {
		put_aside(arena, r, out);
		return ERR_NONE;
	}
	out->row.message_id = r->message_id;
	out->row.list = r->list;
	out->row.author = author_of(w, r);
	out->row.subject = r->subject;
	out->row.refs = r->refs;
	out->row.date_at_s = r->date_s;
	out->row.archived = "";
	if (find_fate(w, r, outside, &out->row, err))
		return err->kind;
	bool is_written = out->row.fate == FATE_READ || out->row.fate == FATE_OUTSIDE;
	enum err_kind kind = is_written ? judge_written(w, arena, r, past, out, err) :
					  judge_sent(w, arena, r, out, err);

	if (r->warning)
		log_warn("cut", L_STR("msg", out->row.message_id), L_STR("why", r->warning));
	return kind;
}
