/* imap_session.c - see imap_session.h.
 *
 * libetpan's functions parse.  What it gets wrong is kept from it: it never makes a connection,
 * never does TLS, never sees a secret, and never logs out (it would wait).
 */
#include "mailbox/imap_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/span.h"
#include "config/config.h"
#include "mailbox/imap_auth.h"

enum { SMALL_ANSWER_BYTES = 256 * 1024 };

static const struct {
	const char *name;
	unsigned bit;
	bool auth;
} capability_names[] = {
	{ "STARTTLS", IMAP_STARTTLS, false },
	{ "LOGINDISABLED", IMAP_LOGINDISABLED, false },
	{ "IDLE", IMAP_IDLE, false },
	{ "ID", IMAP_ID, false },
	{ "SASL-IR", IMAP_SASL_IR, false },
	{ "PLAIN", IMAP_AUTH_PLAIN, true },
	{ "LOGIN", IMAP_AUTH_LOGIN, true },
	{ "SCRAM-SHA-1", IMAP_AUTH_SCRAM_SHA_1, true },
	{ "SCRAM-SHA-256", IMAP_AUTH_SCRAM_SHA_256, true },
	{ "XOAUTH2", IMAP_AUTH_XOAUTH2, true },
	{ "OAUTHBEARER", IMAP_AUTH_OAUTHBEARER, true },
};

static enum err_kind ask_capabilities(struct imap_session *session, struct err *err)
{
	struct mailimap_capability_data *data = NULL;

	imap_stream_allow(session->stream, SMALL_ANSWER_BYTES);
	int r = mailimap_capability(session->imap, &data);

	if (r != MAILIMAP_NO_ERROR)
		return imap_error(session, r, err, "greeting: capabilities");
	session->capabilities = 0;
	if (!data || !data->cap_list)
		goto out;
	for (clistiter *i = clist_begin(data->cap_list); i; i = clist_next(i)) {
		struct mailimap_capability *c = clist_content(i);
		bool auth = c->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE;
		const char *name = auth ? c->cap_data.cap_auth_type : c->cap_data.cap_name;

		for (size_t k = 0; name && k < sizeof capability_names / sizeof capability_names[0];
		     k++) {
			if (auth == capability_names[k].auth &&
			    strcasecmp(name, capability_names[k].name) == 0)
				session->capabilities |= capability_names[k].bit;
		}
	}
out:
	if (data)
		mailimap_capability_data_free(data);
	return ERR_NONE;
}

static enum err_kind greet(struct imap_session *session, step_report *report, void *user,
			   struct err *err)
{
	mailstream *s = session->imap->imap_stream;

	imap_stream_allow(session->stream, SMALL_ANSWER_BYTES);
	/* A good-bye is read here: the library loses memory over it, at each attempt. */
	const char *why;
	ssize_t fed = mailstream_feed_read_buffer(s);

	if (fed > 0 &&
	    span_starts_ci(span_from(s->read_buffer, s->read_buffer_len), "* BYE")) {
		struct span line;

		return imap_read_line(session, &line, err, "greeting");
	}
	why = web_connection_why(session->connection);
	if (why && session->config->server.tls == TLS_STARTTLS)
		return err_set(err, ERR_RETRY, "greeting: %s" WEB_WAITS_FOR_TLS, why,
			       (unsigned)session->config->server.port);
	int r = mailimap_connect(session->imap, s);
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return err_set(err, ERR_REFUSED,
			       "greeting: the server says that we are logged in already (PREAUTH): "
			       "there is no telling whose mailbox that is");
	if (r != MAILIMAP_NO_ERROR && r != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return imap_error(session, r, err, "greeting");
	if (report)
		report(user, "greeting",
		       session->imap->imap_response ? session->imap->imap_response : "");
	return ERR_NONE;
}

static enum err_kind starttls(struct imap_session *session, step_report *report, void *user,
			      struct err *err)
{
	enum err_kind kind = ask_capabilities(session, err);

	if (kind != ERR_NONE)
		return kind;
	if (!(session->capabilities & IMAP_STARTTLS))
		return err_set(err, ERR_REFUSED,
			       "STARTTLS: the server does not offer it (was it stripped?)");
	imap_stream_allow(session->stream, SMALL_ANSWER_BYTES);
	int r = mailimap_starttls(session->imap);

	if (r != MAILIMAP_NO_ERROR)
		return imap_error(session, r, err, "STARTTLS");
	if (session->imap->imap_stream->read_buffer_len)
		return err_set(err, ERR_REFUSED,
			       "STARTTLS: somebody put plain text in front of TLS");
	if (report)
		report(user, "STARTTLS", "accepted");
	return web_connection_start_tls(session->connection, report, user, err);
}

/* RFC 2971.  Some servers let only those read who have said what they are ("Unsafe Login"); what
 * this one says of itself, or whether it wants to hear it after all, does not matter. */
static enum err_kind tell_what_we_are(struct imap_session *session, struct err *err)
{
	static const char command[] =
		"id ID (\"name\" \"" PACKAGE_NAME "\" \"version\" \"" PACKAGE_VERSION "\")";
	struct span answer;

	if (!(session->capabilities & IMAP_ID))
		return ERR_NONE;
	imap_stream_allow(session->stream, SMALL_ANSWER_BYTES);
	if (imap_send_line(session, command, sizeof command - 1, err, "ID") != ERR_NONE)
		return err->kind;
	return imap_read_answer(session, "id ", &answer, err, "ID");
}

enum err_kind imap_session_examine(struct imap_session *session, struct err *err)
{
	const char *folder = session->config->folder ? session->config->folder : "INBOX";

	if (!*folder || !imap_is_printable(folder))
		return err_set(err, ERR_CONFIG,
			       "mailbox: the folder name must be ASCII (write other characters in "
			       "modified UTF-7, RFC 3501, 5.1.3)");
	imap_stream_allow(session->stream, SMALL_ANSWER_BYTES);
	int r = mailimap_examine(session->imap, folder);

	if (r != MAILIMAP_NO_ERROR) {
		enum err_kind kind = imap_error(session, r, err, "mailbox");

		return kind == ERR_REFUSED
			       ? err_set(err, ERR_REFUSED,
					 "mailbox: folder %s: the server says no: %.300s", folder,
					 session->imap->imap_response ? session->imap->imap_response
								      : "")
			       : kind;
	}
	struct mailimap_selection_info *info = session->imap->imap_selection_info;

	if (!info || info->sel_uidvalidity == 0)
		return err_set(err, ERR_REFUSED,
			       "mailbox: folder %s has no UIDVALIDITY, so mails cannot be told "
			       "apart",
			       folder);
	session->uidvalidity = info->sel_uidvalidity;
	session->exists = info->sel_exists;
	return ERR_NONE;
}

enum err_kind imap_session_open(const struct config_mailbox *config, step_report *report,
				void *user, struct imap_session *out, struct err *err)
{
	const char *mechanism;
	char text[120];
	enum err_kind kind;

	*out = (struct imap_session){ .config = config };
	kind = web_connection_open(&config->server, report, user, &out->connection, err);
	if (kind != ERR_NONE)
		return kind;
	out->imap = mailimap_new(0, NULL);
	if (!out->imap)
		abort();
	out->imap->imap_stream = imap_stream_new(&config->server, out->connection, &out->stream);
	if (config->server.tls == TLS_IMPLICIT)
		kind = web_connection_start_tls(out->connection, report, user, err);
	if (kind == ERR_NONE)
		kind = greet(out, report, user, err);
	if (kind == ERR_NONE && config->server.tls == TLS_STARTTLS)
		kind = starttls(out, report, user, err);
	if (kind == ERR_NONE) /* what was said before TLS does not count */
		kind = ask_capabilities(out, err);
	if (kind == ERR_NONE)
		kind = imap_login(out, &mechanism, err);
	if (kind == ERR_NONE && report) {
		snprintf(text, sizeof text, "%s by %s", config->server.user, mechanism);
		report(user, "login", text);
	}
	if (kind == ERR_NONE) /* more may be on offer once somebody is logged in */
		kind = ask_capabilities(out, err);
	if (kind == ERR_NONE)
		kind = tell_what_we_are(out, err);
	if (kind == ERR_NONE)
		kind = imap_session_examine(out, err);
	if (kind == ERR_NONE && report) {
		snprintf(text, sizeof text, "%s: %u mails%s",
			 config->folder ? config->folder : "INBOX", (unsigned)out->exists,
			 out->capabilities & IMAP_IDLE ? ", IDLE" : ", no IDLE");
		report(user, "mailbox", text);
	}
	if (kind != ERR_NONE)
		imap_session_close(out);
	return kind;
}

enum err_kind imap_session_reopen(struct imap_session *session, struct err *err)
{
	uint32_t uidvalidity = session->uidvalidity;

	imap_session_close(session);
	enum err_kind kind = imap_session_open(session->config, NULL, NULL, session, err);

	if (kind == ERR_NONE && session->uidvalidity != uidvalidity)
		return err_set(err, ERR_RETRY, "mailbox: the folder was replaced in the meantime");
	return kind;
}

void imap_session_close(struct imap_session *session)
{
	static const char bye[] = "bye LOGOUT\r\n";
	mailimap *imap = session->imap;

	if (imap) {
		/* One short line fits the socket's buffer or is not worth waiting for. */
		if (!web_connection_why(session->connection) &&
		    imap->imap_state != MAILIMAP_STATE_DISCONNECTED) {
			web_connection_limit(session->connection, 0);
			if (mailstream_write(imap->imap_stream, bye, sizeof bye - 1) > 0)
				mailstream_flush(imap->imap_stream);
		}
		mailstream_close(imap->imap_stream);
		imap->imap_stream = NULL;
		mailimap_free(imap);
	}
	*session = (struct imap_session){ .config = session->config };
}
