/* envelope.c - see envelope.h. */
#include "notices/envelope.h"

#include <string.h>

#include "message/identity.h"

/* A body is at most 1 MiB, and its encoding at most three times as much. */
enum {
	HEADER_BYTES = 64 * 1024,
	GROWS_BY = 16 /* at most: encoded for a header; bodies by less */
};

static void add_headers(struct arena *arena, const struct envelope *e, int64_t now_s,
			const struct notice_composed *out, struct buf *mail)
{
	const struct notice_policy *p = e->policy;

	mailtext_header(mail, "Date", mailtext_date(arena, now_s, zone_offset_s(e->zone, now_s)));
	mailtext_header(mail, "From", mailtext_mailbox(arena, p->from_name, p->from_addr));
	mailtext_header(mail, "To", mailtext_mailbox(arena, e->to_name, e->to_addr));
	mailtext_header(mail, "Message-ID", arena_printf(arena, "<%s>", out->message_id));
	mailtext_header_text(mail, "Subject", out->subject);
	if (identity_may_be_cited(e->answers)) {
		mailtext_header(mail, "In-Reply-To", arena_printf(arena, "<%s>", e->answers));
		mailtext_header(mail, "References", arena_printf(arena, "<%s>", e->answers));
	}
	if (e->of_list && p->list_id)
		mailtext_header(mail, "List-Id", arena_printf(arena, "<%s>", p->list_id));
	mailtext_header(mail, "Auto-Submitted", "auto-generated");
	mailtext_header(mail, "Precedence", "bulk");
	mailtext_header(mail, "X-Auto-Response-Suppress",
			"All"); /* Exchange: no reply by a rule, no receipt */
	mailtext_header(mail, MAILTEXT_NOTICE_FIELD, e->kind);
}

const char *envelope_message_id(struct arena *arena, const struct notice_policy *policy,
				const struct state *state, const char *key)
{
	const char *at = strrchr(policy->from_addr, '@');

	return mailtext_message_id(arena, span_from(state->secret, STATE_SECRET_BYTES), key,
				   at ? at + 1 : "localhost");
}

bool envelope_is_message_id(struct arena *arena, const struct state *state, const char *key,
			    const char *message_id)
{
	const char *at = strrchr(message_id, '@');

	return at && strcmp(message_id,
			    mailtext_message_id(arena, span_from(state->secret, STATE_SECRET_BYTES),
						key, at + 1)) == 0;
}

/* What the mail can come to. */
static size_t most_bytes(const struct envelope *e, const char *subject)
{
	size_t in = strlen(subject) + strlen(e->to_name) + strlen(e->to_addr) +
		    strlen(e->policy->from_name) + strlen(e->text);

	for (size_t i = 0; i < e->n_parts; i++)
		in += strlen(e->parts[i].text) + strlen(e->parts[i].type) +
		      strlen(e->parts[i].file_name);
	return HEADER_BYTES + GROWS_BY * in;
}

void envelope_write(struct arena *arena, const struct envelope *e, int64_t now_s,
		    struct notice_composed *out)
{
	struct buf mail;

	out->subject = e->of_list && *e->policy->prefix ?
		arena_printf(arena, "%s %s", e->policy->prefix, e->subject) : e->subject;
	out->text = arena_strdup(arena, e->text);
	out->message_id = e->message_id;
	buf_init(&mail, most_bytes(e, out->subject));
	add_headers(arena, e, now_s, out, &mail);
	if (e->n_parts)
		mailtext_multipart(&mail, out->message_id, e->text, e->parts, e->n_parts);
	else
		mailtext_body(&mail, e->text);
	size_t len = buf_len(&mail);

	out->bytes = span_from(buf_finish(&mail, arena), len);
}
