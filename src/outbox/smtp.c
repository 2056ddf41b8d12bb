/* smtp.c - the smtp driver: one mail over one connection, kept for the next while all goes well.
 *
 * The handle is thrown away after any failure, for curl would use a timed-out connection
 * again and then take the late answer to one command for the answer to the next.  SIZE is not
 * announced: curl counts the dots it doubles towards the size it was told.  BODY=8BITMIME
 * is never announced, as curl cannot: mail for strict servers must be 7-bit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "outbox/smtp_private.h"
#include "outbox/wire.h"
#include "web/web_curl.h"

struct outbox {
	struct smtp_session session;
};

static enum err_kind smtp_open(const struct config_outbox *config, struct outbox **out,
			       struct err *err)
{
	const char *fault = wire_address_fault(config->from_addr);

	*out = NULL;
	if (fault && !config->helo)
		return err_set(err, ERR_CONFIG, "from: %s", fault);
	*out = mem_zalloc(1, sizeof **out);
	(*out)->session.config = config;
	return ERR_NONE;
}

/* One dialogue on the session's handle.  *slipped_out: a kept connection was dead before it
 * answered anything, so nothing was said about the mail and a new one may be tried. */
static enum err_kind transact(struct smtp_session *s, struct outbox_mail *mail, struct span body,
			      struct outbox_recipient **rcpt, size_t n_rcpt, bool *slipped_out,
			      struct err *err)
{
	struct curl_slist *list = NULL;
	struct smtp_dialogue *d = &s->dialogue;
	char reason[ERR_TEXT_MAX] = "";
	enum err_kind kind = ERR_NONE;
	long n_connects = 1;
	CURLcode rc;

	for (size_t i = 0; i < n_rcpt; i++) {
		struct curl_slist *longer = curl_slist_append(list, rcpt[i]->addr);

		if (!longer) {
			curl_slist_free_all(list);
			return err_set(err, ERR_BUG, "libcurl has no memory");
		}
		list = longer;
	}
	curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
	/* "" would go out as MAIL FROM:<> only by way of NULL. */
	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM,
			 mail->envelope_from[0] ? mail->envelope_from : NULL);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, list);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	s->body = body;
	smtp_dialogue_start(d, rcpt, n_rcpt,
			    s->config->server.user && s->config->server.auth != AUTH_NONE);
	failpoint("outbox.smtp.before-connect");
	rc = smtp_session_perform(s);
	failpoint("outbox.smtp.after-answer");
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	s->body = span_of("");

	curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &n_connects);
	/* An idle connection is closed by its server at any moment, with or without a 421. */
	*slipped_out = rc != CURLE_OK && n_connects == 0 && d->step == SMTP_MAIL &&
		       (!d->answered || d->fault_code == 421);
	if (rc != CURLE_OK)
		kind = smtp_session_cause(s, rc, reason, sizeof reason);
	mail->sender_refused = d->sender_refused;
	kind = smtp_dialogue_finish(d, kind, reason[0] ? reason : "the dialogue broke off", err);
	if (rc != CURLE_OK || kind)
		smtp_session_drop(s, false);
	return kind;
}

static enum err_kind smtp_send(struct outbox *outbox, struct outbox_mail *mail, struct err *err)
{
	struct smtp_session *s = &outbox->session;
	struct outbox_recipient **rcpt = mem_zalloc(mail->n_recipients + 1, sizeof *rcpt);
	struct buf body;
	size_t n_good, n = 0;
	bool slipped = false;
	enum err_kind kind;

	buf_init(&body, WIRE_MAIL_MAX);
	kind = wire_prepare(mail, "\r\n", &body, &n_good, err);
	if (kind || n_good == 0)
		goto out;
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].outcome == OUTCOME_UNTRIED)
			rcpt[n++] = &mail->recipients[i];
	}
	do {
		if (!s->curl) {
			kind = smtp_session_open(s, err);
			if (kind) {
				wire_settle_untried(mail, OUTCOME_UNTRIED, 0, err->text);
				break;
			}
		}
		kind = transact(s, mail, buf_fitted(&body), rcpt, n, &slipped, err);
	} while (slipped);
	if (kind)
		err_wrap(err, "smtp %s:%u", s->config->server.host,
			 (unsigned)s->config->server.port);
out:
	buf_free(&body);
	free(rcpt);
	return kind;
}

static void smtp_close(struct outbox **outbox)
{
	if (!*outbox)
		return;
	smtp_session_drop(&(*outbox)->session, true);
	free(*outbox);
	*outbox = NULL;
}

/* The steps that were passed, in the order of the dialogue, each with what was found. */
static void report_steps(struct smtp_session *s, bool sender_taken,
			 step_report *report, void *user)
{
	const struct config_server *server = &s->config->server;
	const struct smtp_dialogue *d = &s->dialogue;
	curl_off_t name = 0, tcp = 0, tls = 0;
	char *ip = NULL, detail[300], date[64];

	curl_easy_getinfo(s->curl, CURLINFO_NAMELOOKUP_TIME_T, &name);
	curl_easy_getinfo(s->curl, CURLINFO_CONNECT_TIME_T, &tcp);
	curl_easy_getinfo(s->curl, CURLINFO_APPCONNECT_TIME_T, &tls);
	curl_easy_getinfo(s->curl, CURLINFO_PRIMARY_IP, &ip);
	if (name)
		report(user, "name", server->host);
	if (tcp) {
		snprintf(detail, sizeof detail, "connected to %s port %u",
			 ip && *ip ? ip : server->host, (unsigned)server->port);
		report(user, "TCP", detail);
	}
	if (tls && server->tls != TLS_NONE) {
		web_tls_end_date(s->curl, date, sizeof date);
		snprintf(detail, sizeof detail, "%s%s%s", s->cipher[0] ? s->cipher : "verified",
			 date[0] ? ", certificate valid until " : "", date);
		report(user, "TLS", detail);
		report(user, "host name", server->tls_name ? server->tls_name : server->host);
	}
	if (d->greeted && d->step != SMTP_GREETING)
		report(user, "greeting", d->greeting);
	if (d->logged_in)
		report(user, "login", server->user);
	else if (d->step == SMTP_MAIL && !d->want_login)
		report(user, "login", "none configured");
	if (sender_taken)
		report(user, "sender", s->config->from_addr);
}

/* Would an answer to a notice arrive?  A server that is not the domain's own takes whatever it is
 * given. */
static enum err_kind check_answers(struct smtp_session *s, step_report *report,
				   void *user, struct err *err)
{
	const char *addr = s->config->answer_addr;
	char command[WIRE_ADDRESS_MAX + 20];
	long code = 0;

	if (!addr || wire_address_fault(addr))
		return ERR_NONE;
	snprintf(command, sizeof command, "RCPT TO:<%s>", addr);
	curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, command);
	(void)smtp_session_perform(s);
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	if (code / 100 == 5)
		return err_set(err, ERR_REFUSED,
			       "answers: %ld for %s: answers to notices would bounce "
			       "(answers.address in beadle.yaml(5))",
			       code, addr);
	report(user, "answers", code / 100 == 2 ? addr : "cannot be tried now");
	return ERR_NONE;
}

/* MAIL, RCPT and then RSET, as commands of one connection: nothing is sent. */
static enum err_kind smtp_check(const struct config_outbox *config,
				step_report *report,
				void *user, struct err *err)
{
	struct smtp_session s = { .config = config };
	const char *fault = wire_address_fault(config->from_addr);
	char reason[ERR_TEXT_MAX] = "", command[WIRE_ADDRESS_MAX + 20];
	enum err_kind kind;
	CURLcode rc;
	bool taken;

	if (fault)
		return err_set(err, ERR_CONFIG, "sender: %s", fault);
	kind = smtp_session_open(&s, err);
	if (kind)
		goto out;
	snprintf(command, sizeof command, "MAIL FROM:<%s>", config->from_addr);
	curl_easy_setopt(s.curl, CURLOPT_CUSTOMREQUEST, command);
	curl_easy_setopt(s.curl, CURLOPT_NOBODY, 1L);
	smtp_dialogue_start(&s.dialogue, NULL, 0,
			    config->server.user && config->server.auth != AUTH_NONE);
	rc = smtp_session_perform(&s);
	taken = s.dialogue.step == SMTP_MAIL && s.dialogue.code / 100 == 2 &&
		!s.dialogue.login_missing;
	report_steps(&s, taken, report, user);
	if (taken) {
		kind = check_answers(&s, report, user, err);
		curl_easy_setopt(s.curl, CURLOPT_CUSTOMREQUEST, "RSET");
		rc = smtp_session_perform(&s);
	} else if (s.dialogue.complete) {
		kind = err_set(err, s.dialogue.code / 100 == 5 ? ERR_REFUSED : ERR_RETRY,
			       "sender: %d %s", s.dialogue.code, s.dialogue.text);
	} else {
		if (rc != CURLE_OK)
			kind = smtp_session_cause(&s, rc, reason, sizeof reason);
		kind = smtp_dialogue_finish(&s.dialogue, kind,
					    reason[0] ? reason : "the dialogue broke off", err);
	}
	smtp_session_drop(&s, rc == CURLE_OK);
out:
	if (kind)
		err_wrap(err, "smtp %s:%u", config->server.host, (unsigned)config->server.port);
	return kind;
}

const struct outbox_driver outbox_smtp = {
	.name = "smtp",
	.open = smtp_open,
	.send = smtp_send,
	.check = smtp_check,
	.close = smtp_close,
};
