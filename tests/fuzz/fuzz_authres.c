/* fuzz_authres.c - libFuzzer harness: whatever a sender writes, a mail that our server did not pass is not proved.
 *
 * The first byte says where the rest of the input stands: in a field of the sender's own below one of ours; or where servers write
 * what a sender has chosen, as they write it.  With each there is a mail of Dave's that was signed for somebody else: it passes
 * dkim, and lacks a signed To.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "message/authres.h"
#include "message/message.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAIL_MAX = 4 * 1024 * 1024 };

#define OURS "Authentication-Results: mx.example.net; "
#define PASSED "dkim=pass (1024-bit key) header.d=example.org header.s=k header.b=aBcDeFgH"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	message_prepare();
	return 0;
}

/* No SMTP server lets these into an envelope. */
static void add_line(struct buf *mail, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] && data[i] != '\r' && data[i] != '\n')
			buf_add_char(mail, (char)data[i]);
	}
}

/* As rspamd does: in quotes where it holds a special character, a backslash before each quote, folded at semicolons. */
static void add_quoted(struct buf *mail, const uint8_t *data, size_t size)
{
	bool quoted = false;

	for (size_t i = 0; i < size; i++)
		quoted = quoted || (data[i] && strchr("()<>,;:\\\"/[]?= \t\v", data[i]));
	buf_add_str(mail, quoted ? "\"" : "");
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '"')
			buf_add_char(mail, '\\');
		add_line(mail, data + i, 1);
		if (data[i] == ';')
			buf_add_str(mail, "\r\n\t");
	}
	buf_add_str(mail, quoted ? "\"" : "");
}

/* As OpenDKIM copies an identity, and Postfix what it is given: up to a NUL, with lines folded. */
static void add_copied(struct buf *mail, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size && data[i]; i++) {
		if (data[i] == '\n')
			buf_add_str(mail, "\n\t");
		else
			buf_add_char(mail, (char)data[i]);
	}
}

/* As an identity has to be written in a signature (RFC 6376 2.11). */
static void add_encoded(struct buf *mail, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (ascii_is_alpha(data[i]) || ascii_is_digit(data[i]) || strchr("@.-", data[i]))
			add_line(mail, data + i, 1);
		else
			buf_addf(mail, "=%02X", data[i]);
	}
}

static void write_head(struct buf *mail, unsigned where, const uint8_t *data, size_t size)
{
	switch (where) {
	case 0:
		buf_add_str(mail, OURS "dkim=fail header.d=example.org\nAuthentication-Results:");
		buf_add(mail, (const char *)data, size);
		break;
	case 1:
		buf_add_str(mail, OURS "\n\t" PASSED ";\n\tspf=none (mx.example.net: domain of ");
		add_quoted(mail, data, size);
		buf_add_str(mail, " has no SPF policy when checking 192.0.2.7) smtp.mailfrom=");
		add_quoted(mail, data, size);
		break;
	case 2:
		buf_add_str(mail, OURS "spf=none smtp.helo=");
		add_line(mail, data, size);
		buf_add_str(mail, "\n" OURS PASSED);
		break;
	case 3:
		buf_add_str(mail, OURS "\n\tdkim=pass (1024-bit key) header.d=evil.example header.i=");
		add_copied(mail, data, size);
		buf_add_str(mail, " header.s=k header.b=xYzxYzxY;\n\t" PASSED
			    "\nDKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=k; h=from:to:date; bh=x; b=xYzxYzxYzxYz; i=");
		add_encoded(mail, data, size);
		break;
	}
	buf_add_str(mail, "\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h=from:date; bh=x; b=aBcDeFgHiJkLmN\n"
			  "From: dave@example.org\nTo: sc@lists.example.org\nDate: Mon, 3 Jul 2023 09:00:00 +0000\n\nhello\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned where = size ? data[0] % 4 : 0;
	const struct authres_trust trust = { .ours = { "mx.example.net", 2, where == 2 ? 2 : 1 }, .list_domain = "lists.example.org",
					     .names_us = true, .received_s = 1688374800 };
	const struct authres_trust theirs = { .ours = { "theirs", 0, 1 }, .list_domain = "lists.example.org" };
	struct message_limits limits = message_limits_default();
	struct arena *arena = arena_new();
	struct message message;
	struct buf mail;
	struct err err;

	buf_init(&mail, MAIL_MAX);
	write_head(&mail, where, data + (size > 0), size - (size > 0));
	if (!buf_is_cut(&mail) && message_read(arena, buf_fitted(&mail), &limits, &message, &err) == ERR_NONE) {
		if (authres_prove(arena, &message, &trust).kind != AUTHRES_NONE || authres_is_from(arena, &message, &trust))
			abort();
		for (size_t i = 0; i < message.n_authres; i++)
			if (message.authres[i].n_results > AUTHRES_RESULTS_MAX)
				abort();
		const char *text = authres_prove(arena, &message, &theirs).text;

		if (span_utf8_valid(span_of(text)) != strlen(text) || strpbrk(text, "\r\n"))
			abort();
	}
	buf_free(&mail);
	arena_free(&arena);
	return 0;
}
