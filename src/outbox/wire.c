/* wire.c - see wire.h. */
#include "outbox/wire.h"

#include <stdio.h>
#include <string.h>

const char *wire_address_fault(const char *addr)
{
	size_t len = addr ? strlen(addr) : 0;
	const char *at = addr ? strrchr(addr, '@') : NULL;

	if (len == 0)
		return "the address is empty";
	if (len > WIRE_ADDRESS_MAX)
		return "the address is too long";
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)addr[i];

		if (c == '\r' || c == '\n')
			return "the address holds a line end";
		if (c == ' ')
			return "the address holds a space";
		if (c == '<' || c == '>')
			return "the address holds an angle bracket";
		if (c < ' ' || c == 0x7F)
			return "the address holds a control character";
		if (c >= 0x80)
			return "the address is not ASCII";
	}
	if (!at || at == addr || !at[1])
		return "the address has no local part or no domain";
	return NULL;
}

enum err_kind wire_lines(struct span bytes, const char *eol, struct buf *out, struct err *err)
{
	struct span rest = bytes, line;
	unsigned long n = 0;

	if (bytes.len == 0)
		return err_set(err, ERR_DATA, "the mail is empty");
	if (memchr(bytes.ptr, '\0', bytes.len))
		return err_set(err, ERR_DATA, "the mail holds a NUL");
	while (span_next_line(&rest, &line)) {
		n++;
		/* A CR at the very end of the bytes is one without its LF: part of a line end cut
		 * off. */
		if (rest.len == 0 && line.len && bytes.ptr[bytes.len - 1] == '\r')
			line.len--;
		if (line.len > WIRE_LINE_MAX)
			return err_set(err, ERR_DATA,
				       "line %lu of the mail is %zu bytes long, at most %d are "
				       "allowed", n,
				       line.len, WIRE_LINE_MAX);
		if (line.len && memchr(line.ptr, '\r', line.len))
			return err_set(err, ERR_DATA, "line %lu of the mail holds a CR without LF",
				       n);
		buf_add_span(out, line);
		buf_add_str(out, eol);
	}
	if (buf_is_cut(out))
		return err_set(err, ERR_DATA, "the mail is larger than %d bytes", WIRE_MAIL_MAX);
	return ERR_NONE;
}

void wire_settle(struct outbox_recipient *recipient, enum outcome outcome, int code,
		 const char *text)
{
	size_t len = strlen(text);

	recipient->outcome = outcome;
	recipient->code = code;
	if (len >= sizeof recipient->reply)
		len = sizeof recipient->reply - 1;
	/* A character that the cut went through is dropped, a byte that is none becomes '?'. */
	for (size_t i = 0; i < len;) {
		size_t good = span_utf8_valid(span_from(text + i, len - i));

		memcpy(recipient->reply + i, text + i, good);
		i += good;
		if (i < len && text[len] && len - i < 4) {
			len = i;
		} else if (i < len) {
			recipient->reply[i++] = '?';
		}
	}
	recipient->reply[len] = '\0';
	span_hide_controls(recipient->reply);
}

void wire_settle_untried(struct outbox_mail *mail, enum outcome outcome, int code, const char *text)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].outcome == OUTCOME_UNTRIED)
			wire_settle(&mail->recipients[i], outcome, code, text);
	}
}

enum err_kind wire_prepare(struct outbox_mail *mail, const char *eol, struct buf *out,
			   size_t *n_good_out, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	const char *fault;

	*n_good_out = 0;
	for (size_t i = 0; i < mail->n_recipients; i++) {
		struct outbox_recipient *recipient = &mail->recipients[i];

		fault = wire_address_fault(recipient->addr);
		wire_settle(recipient, fault ? OUTCOME_REFUSED : OUTCOME_UNTRIED, 0,
			    fault ? fault : "");
		*n_good_out += !fault;
	}
	fault = mail->envelope_from[0] ? wire_address_fault(mail->envelope_from) : NULL;
	if (fault)
		kind = err_set(err, ERR_DATA, "sender: %s", fault);
	if (!kind)
		kind = wire_lines(mail->bytes, eol, out, err);
	if (kind) {
		wire_settle_untried(mail, OUTCOME_REFUSED, 0, err->text);
		*n_good_out = 0;
	}
	return kind;
}
