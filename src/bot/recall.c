/* recall.c - gives a restored ledger back what it lacks about mails that were sent since its copy
 * was made, taken from those mails.
 *
 * A notice has in its header, sealed with the ledger's secret, what the ledger has about it: its
 * key, its recipient, its items, every key that it spends, and the events that came with it.  If
 * the ledger does not know a notice whose copy is read, the ledger was restored from an older one.
 *  The mail is then recorded as sent and its keys are spent, so that nothing in it is decided
 * again, in whatever mails it would be gathered now, and answers to it are known.
 *
 * Its events wait until every mailbox has been read to its end, because the mail that made what
 * they are about may be read after the copy.
 */
#include "bot/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/outcome.h"
#include "bot/world.h"
#include "committee/told.h"
#include "ledger/event_json.h"
#include "message/mailtext.h"
#include "message/message.h"
#include "outbox/outbox.h"

enum { SEALED_MAX = 16 * 1024 };	/* a header field that every server lets pass */

static struct span secret_of(const struct world *w)
{
	return span_from(w->state->secret, STATE_SECRET_BYTES);
}

/* ---- into the mail ---- */

/* Of keys the first n_keys.  NULL when a text is no UTF-8. */
static char *row_text(const struct ledger_mail *mail, const char *const *keys, size_t n_keys,
		      const struct notice *notice)
{
	json_t *items = json_array(), *spent = json_array(), *events = json_array();
	bool whole = true;

	for (size_t i = 0; i < mail->n_items; i++)
		json_array_append_new(items, json_integer(mail->items[i]));
	for (size_t i = 0; i < n_keys; i++)
		whole = json_array_append_new(spent, json_string(keys[i])) == 0 && whole;
	for (size_t i = 0; i < notice->n_events; i++)
		whole = json_array_append_new(events, event_to_json(&notice->events[i])) == 0 &&
			whole;
	json_t *row = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "id", mail->message_id,
		"key", mail->key, "kind", mail->kind, "list", mail->list, "person", mail->person,
		"to", mail->recipients[0].addr, "cause", mail->cause ? mail->cause : "", "at",
		(json_int_t)mail->decided_at_s, "items", items, "spent", spent, "events", events);
	char *text = row && whole ? json_dumps(row, JSON_COMPACT) : NULL;

	json_decref(row);
	return text;
}

struct span recall_with_field(const struct world *w, struct arena *arena,
			      const struct ledger_mail *mail, const char *const *keys,
			      size_t n_keys, const struct notice *notice)
{
	char *text = row_text(mail, keys, n_keys, notice);
	struct buf bytes;

	/* the first of them are those of its rows; what an outage let pass comes behind */
	for (; text && strlen(text) > SEALED_MAX && n_keys > 1; n_keys /= 2) {
		free(text);
		text = row_text(mail, keys, n_keys / 2, notice);
	}
	if (!text || strlen(text) > SEALED_MAX) {
		log_warn("not-sealed", L_STR("msg", mail->message_id));
		free(text);
		return mail->bytes;
	}
	buf_init(&bytes, mail->bytes.len + 4 * SEALED_MAX);
	mailtext_header(&bytes, MAILTEXT_LEDGER_FIELD,
			mailtext_seal(arena, secret_of(w), span_of(text)));
	buf_add_span(&bytes, mail->bytes);
	struct span whole = span_copy(arena, buf_fitted(&bytes));

	buf_free(&bytes);
	free(text);
	return whole;
}

/* ---- out of it ---- */

/* Strings that are in the arena. */
static const char **strings_of(struct arena *arena, const struct world *w, const json_t *list,
			       size_t *n_out)
{
	const char **strings = arena_alloc(arena, json_array_size(list), sizeof *strings);
	json_t *one;
	size_t i;

	*n_out = 0;
	json_array_foreach(list, i, one) {
		const char *key = json_string_value(one);

		if (key && !state_has_key(w->state, key))
			strings[(*n_out)++] = arena_strdup(arena, key);
	}
	return strings;
}

static int *numbers_of(struct arena *arena, const json_t *list, size_t *n_out)
{
	int *numbers = arena_alloc(arena, json_array_size(list), sizeof *numbers);
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		numbers[i] = (int)json_integer_value(one);
	*n_out = json_array_size(list);
	return numbers;
}

/* The mail as sent, and what it spends; its events wait. */
static enum err_kind put_back(struct world *w, struct arena *arena, struct ledger_mail *mail,
			      const char *to, const json_t *spent, const json_t *events,
			      struct err *err)
{
	const char *witness = w->config->outbox.witness;
	struct ledger_recipient recipients[2] = {
		{ .addr = to,
		  .state = DELIVERY_SENT,
		  .done_at_s = mail->recipients[0].done_at_s,
		  .reply = "taken back from its copy" },
	};
	size_t n_keys;
	const char **keys = strings_of(arena, w, spent, &n_keys);

	recipients[1] = recipients[0];
	recipients[1].addr = witness;
	recipients[1].witness = true;
	mail->recipients = recipients;
	mail->n_recipients = witness && !span_is_ci(span_of(witness), to) ? 2 : 1;
	if (ledger_add_mail(w->ledger, mail, keys, n_keys, err))
		return err->kind;
	for (size_t i = 0; i < n_keys; i++)
		state_add_key(w->state, keys[i]);
	if (!json_array_size(events))
		return ERR_NONE;
	char *text = json_dumps(events, JSON_COMPACT);
	enum err_kind kind = ledger_add_recalled(w->ledger, mail->id, text, err);

	free(text);
	return kind;
}

enum err_kind recall_take(struct world *w, struct arena *arena, const struct recalled_copy *copy,
			  struct err *err)
{
	struct ledger_recipient taken = { .done_at_s = copy->received_at_s };
	struct ledger_mail mail = {
		.envelope_from = w->config->outbox.from_addr,
		.subject = copy->subject,
		.bytes = copy->bytes,
		.recipients = &taken,
	};
	json_t *row = NULL, *items, *spent, *events;
	enum err_kind kind = ERR_NONE;
	json_int_t decided_at_s;
	struct span text;
	const char *to;

	if (w->rereading || !mailtext_unseal(arena, secret_of(w), span_of(copy->field), &text))
		return ERR_NONE;
	row = json_loadb(text.ptr, text.len, 0, NULL);
	if (json_unpack(row, "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "id",
			&mail.message_id, "key", &mail.key, "kind", &mail.kind, "list", &mail.list,
			"person", &mail.person, "to", &to, "cause", &mail.cause, "at",
			&decided_at_s, "items", &items, "spent", &spent, "events", &events) == 0 &&
	    !state_has_key(w->state, mail.key)) {
		mail.decided_at_s = decided_at_s;
		mail.items = numbers_of(arena, items, &mail.n_items);
		log_info("recalled", L_STR("kind", mail.kind), L_STR("to", to),
			 L_STR("msg", mail.message_id));
		kind = put_back(w, arena, &mail, to, spent, events, err);
		failpoint("recall.taken");
	}
	json_decref(row);
	return kind;
}

static enum err_kind add_events(struct world *w, struct arena *arena, int64_t mail_id,
				const char *text, struct err *err)
{
	json_t *events = json_loads(text, 0, NULL), *one;
	struct ledger_mail mail;
	struct event e;
	enum err_kind kind = ERR_NONE;
	bool found;
	size_t i;

	json_array_foreach(events, i, one) {
		if (kind || event_from_json(arena, one, &e))
			continue;
		kind = world_append(w, &e, err);
	}
	json_decref(events);
	if (!kind)
		kind = ledger_mail_by_id(w->ledger, arena, mail_id, &found, &mail, err);
	return kind ? kind : outcome_told(w, &mail, NOTICE_TOLD, mail.recipients[0].done_at_s, err);
}

bool recall_is_over(const struct world *w)
{
	for (size_t i = 0; i < w->n_mailboxes; i++) {
		if (w->mailboxes[i].has_copies && !w->mailboxes[i].synced)
			return false;
	}
	return true;
}

enum err_kind recall_waits(const struct world *w, bool *out, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind = ERR_NONE;
	bool is_read = true;
	const char *events;
	int64_t mail_id;

	*out = false;
	for (size_t i = 0; i < w->n_mailboxes; i++)
		is_read = is_read && w->mailboxes[i].synced;
	if (is_read)
		kind = ledger_next_recalled(w->ledger, arena, out, &mail_id, &events, err);
	arena_free(&arena);
	return kind;
}

enum err_kind recall_finish(struct world *w, struct err *err)
{
	struct arena *arena = arena_new();
	enum err_kind kind = ERR_NONE;
	const char *events;
	bool found = true;
	int64_t mail_id;

	while (!kind &&
	       !(kind = ledger_next_recalled(w->ledger, arena, &found, &mail_id, &events, err)) &&
	       found) {
		kind = add_events(w, arena, mail_id, events, err);
		if (!kind)
			kind = ledger_end_recalled(w->ledger, mail_id, err);
		failpoint("recall.finished");
	}
	arena_free(&arena);
	return kind;
}

/* ---- from the folder that mail goes to ---- */

struct look {
	struct world *w;
	struct arena *arena;
};

static enum err_kind is_known(void *user, const char *message_id, bool *out, struct err *err)
{
	struct look *look = user;
	struct ledger_notice notice;

	return ledger_find_notice(look->w->ledger, look->arena, message_id, true, out, &notice,
				  err);
}

static enum err_kind take(void *user, struct span bytes, int64_t at_s, struct err *err)
{
	struct look *look = user;
	struct recalled_copy copy = { .received_at_s = at_s, .bytes = bytes, .subject = "" };
	struct span field, subject;

	if (!message_raw_field(look->arena, bytes, MAILTEXT_LEDGER_FIELD, &field))
		return ERR_NONE;
	copy.field = arena_strndup(look->arena, field.ptr, field.len);
	if (message_raw_field(look->arena, bytes, "Subject", &subject))
		copy.subject = arena_strndup(look->arena, subject.ptr, subject.len);
	return recall_take(look->w, look->arena, &copy, err);
}

enum err_kind recall_from_outbox(struct world *w, struct err *err)
{
	const struct outbox_driver *driver = outbox_driver(&w->config->outbox);
	struct look look = { .w = w, .arena = arena_new() };
	enum err_kind kind = driver->look ? world_begin(w, NULL, err) : ERR_NONE;

	if (!kind && driver->look)
		kind = driver->look(&w->config->outbox,
				    &(struct outbox_look){ is_known, take, &look }, err);
	if (!kind && driver->look)
		kind = world_commit(w, err);
	arena_free(&look.arena);
	return kind;
}
