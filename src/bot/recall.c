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

#include "base/log.h"
#include "bot/secret.h"
#include "bot/world.h"
#include "ledger/event_json.h"
#include "message/mailtext.h"
#include "message/message.h"

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

/* As sent, to whom it went and to the witness. */
static struct ledger_recipient *recipients_of(struct arena *arena, const struct world *w,
					      const char *to, int64_t done_at_s, size_t *n_out)
{
	const char *witness = w->config->outbox.witness;
	struct ledger_recipient *recipients = arena_alloc(arena, 2, sizeof *recipients);

	recipients[0] = (struct ledger_recipient){ .addr = arena_strdup(arena, to),
						   .state = DELIVERY_SENT,
						   .done_at_s = done_at_s,
						   .reply = "taken back from its copy" };
	recipients[1] = recipients[0];
	recipients[1].addr = witness;
	recipients[1].witness = true;
	*n_out = witness && !span_is_ci(span_of(witness), to) ? 2 : 1;
	return recipients;
}

static const char *events_of(struct arena *arena, const json_t *events)
{
	char *text = json_array_size(events) ? json_dumps(events, JSON_COMPACT) : NULL;
	const char *kept = text ? arena_strdup(arena, text) : NULL;

	free(text);
	return kept;
}

/* row: what was sealed, as row_text() has made it.  False: it is something else, or known. */
static bool is_lacking(const struct world *w, struct arena *arena, json_t *row,
		       const struct recalled_copy *copy, struct recalled_mail *out)
{
	struct ledger_mail *mail = &out->mail;
	const char **texts[] = { &mail->message_id, &mail->key,	   &mail->kind,
				 &mail->list,	    &mail->person, &mail->cause };
	json_t *items, *spent, *events;
	json_int_t decided_at_s;
	const char *to;

	if (json_unpack(row, "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "id",
			&mail->message_id, "key", &mail->key, "kind", &mail->kind, "list",
			&mail->list, "person", &mail->person, "to", &to, "cause", &mail->cause,
			"at", &decided_at_s, "items", &items, "spent", &spent, "events", &events) ||
	    state_has_key(w->state, mail->key))
		return false;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		*texts[i] = arena_strdup(arena, *texts[i]);
	mail->envelope_from = w->config->outbox.from_addr;
	mail->subject = copy->subject;
	/* a ballot or a receipt may name a code */
	mail->bytes = *mail->person ? secret_hide(arena, copy->bytes) : copy->bytes;
	mail->decided_at_s = decided_at_s;
	mail->items = numbers_of(arena, items, &mail->n_items);
	mail->recipients = recipients_of(arena, w, to, copy->received_at_s, &mail->n_recipients);
	out->keys = strings_of(arena, w, spent, &out->n_keys);
	out->events = events_of(arena, events);
	return true;
}

struct recalled_mail *recall_judge(const struct world *w, struct arena *arena,
				   const struct recalled_copy *copy)
{
	struct recalled_mail *out = arena_alloc(arena, 1, sizeof *out);
	struct span text;

	if (w->rereading || !mailtext_unseal(arena, secret_of(w), span_of(copy->field), &text))
		return NULL;
	json_t *row = json_loadb(text.ptr, text.len, 0, NULL);
	bool lacking = is_lacking(w, arena, row, copy, out);

	json_decref(row);
	return lacking ? out : NULL;
}

struct recalled_mail *recall_judge_sent(const struct world *w, struct arena *arena,
					struct span bytes, int64_t at_s)
{
	struct recalled_copy copy = { .received_at_s = at_s, .bytes = bytes, .subject = "" };
	struct span field, subject;

	if (!message_raw_field(arena, bytes, MAILTEXT_LEDGER_FIELD, &field))
		return NULL;
	copy.field = arena_strndup(arena, field.ptr, field.len);
	if (message_raw_field(arena, bytes, "Subject", &subject))
		copy.subject = arena_strndup(arena, subject.ptr, subject.len);
	return recall_judge(w, arena, &copy);
}

bool recall_is_over(const struct world *w)
{
	for (size_t i = 0; i < w->n_mailboxes; i++) {
		if (w->mailboxes[i].has_copies && !w->mailboxes[i].synced)
			return false;
	}
	return true;
}

enum err_kind recall_next(const struct world *w, struct arena *arena, bool *found_out,
			  struct ledger_mail *mail_out, struct event_list *events_out,
			  struct err *err)
{
	const char *text;
	int64_t mail_id;
	struct event e;
	json_t *one;
	size_t n;

	*found_out = false;
	for (size_t i = 0; i < w->n_mailboxes; i++) {
		if (!w->mailboxes[i].synced)
			return ERR_NONE;
	}
	if (ledger_next_recalled(w->ledger, arena, found_out, &mail_id, &text, err))
		return err->kind;
	if (!*found_out)
		return ERR_NONE;
	json_t *events = json_loads(text, 0, NULL);

	json_array_foreach(events, n, one) {
		if (!event_from_json(arena, one, &e))
			event_list_add(arena, events_out, &e);
	}
	json_decref(events);
	return ledger_mail_by_id(w->ledger, arena, mail_id, found_out, mail_out, err);
}
