/* smtp_dialogue.c - see smtp_dialogue.h.
 *
 * While the dialogue runs a recipient that was asked about is LATER, and its code says
 * how far it came: 0 not answered, 2xx accepted and waiting for the final dot.  So a
 * dialogue that stops at any point leaves outcomes that are true already, but for doubt.
 */
#include "outbox/smtp_dialogue.h"

#include <stdio.h>
#include <string.h>

#include "outbox/wire.h"

static bool is_waiting(const struct outbox_recipient *r)
{
	return r->outcome == OUTCOME_LATER && r->code / 100 == 2;
}

void smtp_dialogue_start(struct smtp_dialogue *d, struct outbox_recipient **rcpt, size_t n_rcpt,
			 bool want_login)
{
	*d = (struct smtp_dialogue){
		.rcpt = rcpt, .n_rcpt = n_rcpt, .want_login = want_login,
		.reply_bytes_max = 64 * 1024 + n_rcpt * 2048,
	};
	for (size_t i = 0; i < n_rcpt; i++)
		wire_settle(rcpt[i], OUTCOME_UNTRIED, 0, "");
}

static void ask_recipient(struct smtp_dialogue *d, struct span line)
{
	struct span addr = span_sub(line, strlen("RCPT TO:<"), line.len);
	ptrdiff_t end = span_find_char(addr, '>');

	if (end < 0 || d->asked >= d->n_rcpt ||
	    !span_is_ci(span_sub(addr, 0, (size_t)end), d->rcpt[d->asked]->addr)) {
		d->confused = true;
		return;
	}
	wire_settle(d->rcpt[d->asked++], OUTCOME_LATER, 0, "");
}

void smtp_dialogue_command(struct smtp_dialogue *d, struct span bytes)
{
	struct span line = span_trim_end(bytes);

	/* After 334 whatever goes out is the login's, even when its base64 spells a command. */
	if (d->step == SMTP_AUTH && d->code == 334) {
		d->code = 0;
		return;
	}
	if (span_is_ci(line, "QUIT")) {
		d->over = true;
		return;
	}
	if (span_starts_ci(line, "EHLO ") || span_starts_ci(line, "HELO ")) {
		d->step = SMTP_EHLO;
		d->tls_offered = false;
		d->mechanisms[0] = '\0';
	} else if (span_is_ci(line, "STARTTLS")) {
		d->step = SMTP_STARTTLS;
	} else if (span_starts_ci(line, "AUTH ")) {
		d->step = SMTP_AUTH;
	} else if (span_starts_ci(line, "MAIL FROM:")) {
		d->step = SMTP_MAIL;
		d->login_missing = d->want_login && d->greeted && !d->logged_in;
	} else if (span_starts_ci(line, "RCPT TO:<")) {
		d->step = SMTP_RCPT;
		ask_recipient(d, line);
	} else if (span_is_ci(line, "DATA")) {
		d->step = SMTP_DATA;
	} else {
		d->step = SMTP_OTHER;
	}
	d->code = 0;
	d->gathering = false;
}

void smtp_dialogue_dot(struct smtp_dialogue *d)
{
	d->step = SMTP_DOT;
	d->dot = true;
	d->code = 0;
	d->gathering = false;
}

bool smtp_dialogue_ends_before_data(struct smtp_dialogue *d)
{
	bool witness = false;

	for (size_t i = 0; i < d->n_rcpt; i++) {
		if (is_waiting(d->rcpt[i]) && !d->rcpt[i]->witness)
			return false;
		witness = witness || is_waiting(d->rcpt[i]);
	}
	if (!witness || d->fault_code || d->login_missing || d->confused)
		return false;
	for (size_t i = 0; i < d->n_rcpt; i++) {
		if (is_waiting(d->rcpt[i]))
			wire_settle(d->rcpt[i], OUTCOME_UNTRIED, 0,
				    "not sent: the server takes none of the others now");
	}
	d->complete = true;
	return true;
}

bool smtp_dialogue_is_endless(const struct smtp_dialogue *d)
{
	return d->reply_bytes > d->reply_bytes_max;
}

static void set_fault(struct smtp_dialogue *d)
{
	d->fault_code = d->code;
	d->fault_step = d->step;
	memcpy(d->fault, d->text, sizeof d->fault);
}

static enum outcome outcome_of(int code)
{
	return code / 100 == 5 ? OUTCOME_REFUSED : OUTCOME_LATER;
}

/* 530 login needed, 534 mechanism too weak, 535 login refused, 538 encryption needed (RFC 4954). */
static bool is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static void settle_waiting(struct smtp_dialogue *d, enum outcome outcome)
{
	for (size_t i = 0; i < d->n_rcpt; i++) {
		if (is_waiting(d->rcpt[i]))
			wire_settle(d->rcpt[i], outcome, d->code, d->text);
	}
}

static void answer_mail(struct smtp_dialogue *d)
{
	d->answered = true;
	if (d->code / 100 == 2)
		return;
	if (is_about_login(d->code)) {
		set_fault(d);
		return;
	}
	for (size_t i = 0; i < d->n_rcpt; i++)
		wire_settle(d->rcpt[i], outcome_of(d->code), d->code, d->text);
	d->sender_refused = d->code / 100 == 5;
	d->complete = d->code != 421;
}

static void answer_rcpt(struct smtp_dialogue *d)
{
	struct outbox_recipient *r;

	d->answered = true;
	if (d->confused || d->asked == 0)
		return;
	r = d->rcpt[d->asked - 1];
	if (d->code / 100 == 2) {
		wire_settle(r, OUTCOME_LATER, d->code, d->text);
		d->accepted = true;
		return;
	}
	/* Nobody is refused for good because our own login is wanting. */
	if (is_about_login(d->code))
		set_fault(d);
	wire_settle(r, is_about_login(d->code) ? OUTCOME_LATER : outcome_of(d->code), d->code,
		    d->text);
	d->complete = d->asked == d->n_rcpt && !d->accepted && !d->fault_code && d->code != 421;
}

static void answer_dot(struct smtp_dialogue *d)
{
	int class = d->code / 100;

	d->answered = true;
	if (class != 2 && class != 4 && class != 5)
		return;		/* no answer that SMTP knows here: the mail stays in doubt */
	settle_waiting(d, class == 2 ? OUTCOME_SENT : outcome_of(d->code));
	d->complete = true;
}

static void answer(struct smtp_dialogue *d)
{
	switch (d->step) {
	case SMTP_GREETING:
	case SMTP_EHLO:
	case SMTP_STARTTLS:
		if (d->code / 100 != 2)
			set_fault(d);
		else
			d->fault_code = 0;	/* EHLO refused, then HELO taken */
		if (d->step == SMTP_GREETING) {
			d->greeted = true;
			snprintf(d->greeting, sizeof d->greeting, "%s", d->text);
		}
		break;
	case SMTP_AUTH:
		if (d->code == 235) {
			d->logged_in = true;
			d->fault_code = 0;
		} else if (d->code != 334) {
			set_fault(d);
		}
		break;
	case SMTP_MAIL:
		answer_mail(d);
		break;
	case SMTP_RCPT:
		answer_rcpt(d);
		break;
	case SMTP_DATA:
		d->answered = true;
		d->data_open = d->code == 354;
		if (!d->data_open) {
			settle_waiting(d, outcome_of(d->code));
			d->complete = d->code != 421 && !d->fault_code;
		}
		break;
	case SMTP_DOT:
		if (!d->complete)
			answer_dot(d);
		return;
	case SMTP_OTHER:
		return;
	}
	/* 421 may answer anything: the server is closing (RFC 5321 3.8). */
	if (d->code == 421)
		set_fault(d);
}

/* EHLO's lines name what the server can do. */
static void note_extension(struct smtp_dialogue *d, struct span words)
{
	if (span_is_ci(words, "STARTTLS"))
		d->tls_offered = true;
	if (span_starts_ci(words, "AUTH ") || span_starts_ci(words, "AUTH=")) {
		struct span names = span_trim(span_sub(words, 5, words.len));

		snprintf(d->mechanisms, sizeof d->mechanisms, SPAN_FMT, SPAN_ARG(names));
	}
}

static void add_words(struct smtp_dialogue *d, struct span words)
{
	size_t room = sizeof d->text - 1 - d->text_len;

	if (words.len == 0 || room < 2)
		return;
	if (d->text_len) {
		d->text[d->text_len++] = ' ';
		room--;
	}
	if (words.len > room)
		words.len = room;
	for (size_t i = 0; i < words.len; i++)
		d->text[d->text_len++] = words.ptr[i] ? words.ptr[i] : '?';
	d->text[d->text_len] = '\0';
}

void smtp_dialogue_reply(struct smtp_dialogue *d, struct span line)
{
	d->reply_bytes += line.len;
	if (d->over)
		return;
	line = span_trim_end(line);
	if (line.len < 3 || !ascii_is_digit(line.ptr[0]) || !ascii_is_digit(line.ptr[1]) ||
	    !ascii_is_digit(line.ptr[2]) ||
	    (line.len > 3 && line.ptr[3] != ' ' && line.ptr[3] != '-')) {
		if (!d->garbage[0])
			snprintf(d->garbage, sizeof d->garbage, SPAN_FMT, SPAN_ARG(line));
		return;
	}
	struct span words = span_trim(span_sub(line, 4, line.len));

	if (!d->gathering) {
		d->text_len = 0;
		d->text[0] = '\0';
	}
	d->gathering = line.len > 3 && line.ptr[3] == '-';
	if (d->step == SMTP_EHLO)
		note_extension(d, words);
	add_words(d, words);
	if (d->gathering)
		return;
	d->code = (line.ptr[0] - '0') * 100 + (line.ptr[1] - '0') * 10 + (line.ptr[2] - '0');
	answer(d);
}

const char *smtp_step_name(enum smtp_step step)
{
	static const char *const names[] = {
		[SMTP_GREETING] = "greeting", [SMTP_EHLO] = "EHLO", [SMTP_STARTTLS] = "STARTTLS",
		[SMTP_AUTH] = "login", [SMTP_MAIL] = "sender", [SMTP_RCPT] = "recipient",
		[SMTP_DATA] = "DATA", [SMTP_DOT] = "final dot", [SMTP_OTHER] = "other",
	};

	return (unsigned)step < sizeof names / sizeof names[0] ? names[step] : "other";
}

static enum err_kind verdict(const struct smtp_dialogue *d, enum err_kind kind, const char *reason,
			     struct err *err)
{
	if (d->complete)
		return ERR_NONE;
	if (d->confused)
		return err_set(
			err, ERR_BUG,
			"recipient: a command went out for an address that is not the mail's");
	if (d->login_missing)
		return err_set(err, ERR_REFUSED,
			       "login: the server offers no login (no AUTH in its answer to EHLO)");
	if (d->fault_code)
		return err_set(err, d->fault_code / 100 == 5 ? ERR_REFUSED : ERR_RETRY, "%s: %d %s",
			       smtp_step_name(d->fault_step), d->fault_code, d->fault);
	if (d->garbage[0] && d->code == 0)
		return err_set(err, kind, "%s (the server said \"%s\", which is not an SMTP reply)",
			       reason, d->garbage);
	return err_set(err, kind, "%s", reason);
}

enum err_kind smtp_dialogue_finish(struct smtp_dialogue *d, enum err_kind kind, const char *reason,
				   struct err *err)
{
	enum err_kind result = verdict(d, kind == ERR_NONE ? ERR_RETRY : kind, reason, err);

	if (result == ERR_NONE)
		return result;
	for (size_t i = 0; i < d->n_rcpt; i++) {
		struct outbox_recipient *r = d->rcpt[i];

		if (d->login_missing && !d->data_open)
			/* Broken off by ourselves: whatever was asked meanwhile, no mail was
			 * offered. */
			wire_settle(r, OUTCOME_UNTRIED, 0, err->text);
		else if (is_waiting(r))
			wire_settle(r, d->dot ? OUTCOME_DOUBT : OUTCOME_LATER, d->fault_code,
				    err->text);
		else if (r->outcome == OUTCOME_UNTRIED ||
			 (r->outcome == OUTCOME_LATER && r->code == 0))
			wire_settle(r, d->confused && d->dot ? OUTCOME_DOUBT : r->outcome,
				    d->fault_code, err->text);
	}
	return result;
}
