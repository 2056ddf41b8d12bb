/* handover.c - see handover.h. */
#include "message/handover.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

#define BLOTTED "..."

/* A field's value may be no secret at all: a word that others write too. */
enum { SECRET_MIN_LEN = 8 };

static bool is_delivery_field(struct span name)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To",
					     "X-Envelope-To", "X-Delivered-To" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (span_is_ci(name, names[i]))
			return true;
	}
	return false;
}

/* Exim writes several addresses into one field. */
static bool names_address(struct span value, const char *addr)
{
	while (value.len) {
		ptrdiff_t comma = span_find_char(value, ',');
		struct span one = span_trim(comma < 0 ? value : span_sub(value, 0, (size_t)comma));

		if (span_is_ci(span_unwrap(one, "<>"), addr))
			return true;
		value = comma < 0 ? span_sub(value, value.len, 0)
				  : span_sub(value, (size_t)comma + 1, value.len);
	}
	return false;
}

/* A server writes these fields when it delivers, above the Received fields of its own. */
static bool was_delivered_to(struct span bytes, const char *addr, unsigned hops)
{
	unsigned received = 0, most = hops ? hops : 1;
	struct message_field field;

	while (received < most && field_next(&bytes, &field)) {
		received += span_is_ci(field.name, "Received");
		if (is_delivery_field(field.name) && names_address(field.value, addr))
			return true;
	}
	return false;
}

static bool is_addressed_to(const struct message *message, const char *addr)
{
	for (size_t i = 0; i < message->n_recipients; i++) {
		if (span_is_ci(span_of(message->recipients[i].addr), addr))
			return true;
	}
	return false;
}

static bool has_field(struct arena *arena, struct span bytes, const struct handover_terms *terms)
{
	struct span value;

	return message_raw_field(arena, bytes, terms->field_name, &value) &&
	       span_is(value, terms->field_value);
}

static bool is_signed(struct arena *arena, const struct message *message,
		      const struct handover_terms *terms, int64_t received_s)
{
	const struct authres_trust trust = {
		.ours = terms->ours, .list_domain = terms->signed_by, .received_s = received_s,
		.names_us = terms->list_address && is_addressed_to(message, terms->list_address),
	};

	return terms->signed_by && authres_is_from(arena, message, &trust);
}

enum handover handover_of(struct arena *arena, struct span bytes, const struct message *message,
			  const struct handover_terms *terms, int64_t received_s)
{
	bool leaked = terms->delivered_to && is_addressed_to(message, terms->delivered_to);

	if (!terms->signed_by && !terms->delivered_to && !terms->field_name)
		return HANDOVER_NOT_ASKED;
	if (terms->delivered_to && !leaked &&
	    was_delivered_to(bytes, terms->delivered_to, terms->ours.hops))
		return HANDOVER_SECRET;
	if (terms->field_name && has_field(arena, bytes, terms))
		return HANDOVER_SECRET;
	if (is_signed(arena, message, terms, received_s))
		return HANDOVER_SIGNED;
	return leaked ? HANDOVER_LEAKED : HANDOVER_NOT_SHOWN;
}

/* ---- what is said is said without the secrets ---- */

static struct span without(struct arena *arena, struct span text, const char *secret)
{
	struct buf out;
	ptrdiff_t at = secret ? span_find_ci(text, secret) : -1;

	if (at < 0)
		return text;
	buf_init(&out, text.len + sizeof BLOTTED);
	for (; at >= 0; at = span_find_ci(text, secret)) {
		buf_add_span(&out, span_sub(text, 0, (size_t)at));
		buf_add_str(&out, BLOTTED);
		text = span_sub(text, (size_t)at + strlen(secret), text.len);
	}
	buf_add_span(&out, text);
	text = span_copy(arena, buf_fitted(&out));
	buf_free(&out);
	return text;
}

void handover_blot(struct arena *arena, const struct handover_terms *terms, struct message *message)
{
	const char *at = terms->delivered_to ? strrchr(terms->delivered_to, '@') : NULL;
	/* its local part: some write the address as name=domain */
	const char *secrets[] = { at ? arena_strndup(arena, terms->delivered_to,
						     (size_t)(at - terms->delivered_to))
				     : NULL,
				  terms->field_value };

	for (size_t k = 0; k < sizeof secrets / sizeof secrets[0]; k++) {
		if (!secrets[k] || strlen(secrets[k]) < SECRET_MIN_LEN)
			continue;
		message->subject = without(arena, span_of(message->subject), secrets[k]).ptr;
		for (size_t i = 0; i < message->n_lines; i++)
			message->lines[i].text = without(arena, message->lines[i].text, secrets[k]);
	}
}
