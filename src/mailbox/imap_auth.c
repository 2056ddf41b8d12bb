/* imap_auth.c - logging in: which mechanism, and its exchange of lines.
 *
 * The lines are sent and read here, not by libetpan's functions, so that the secret is in only
 * three places (our buffer, the line, the stream's write buffer), all of them wiped.
 */
#include "mailbox/imap_auth.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "config/config.h"
#include "web/sasl.h"

enum { SECRET_MAX = 16 * 1024, LINE_MAX_BYTES = 64 * 1024 };

static const struct {
	enum auth_mechanism mechanism;
	unsigned capability;
} best_first[] = {
	{ AUTH_SCRAM_SHA_256, IMAP_AUTH_SCRAM_SHA_256 },
	{ AUTH_SCRAM_SHA_1, IMAP_AUTH_SCRAM_SHA_1 },
	{ AUTH_PLAIN, IMAP_AUTH_PLAIN },
	{ AUTH_LOGIN, IMAP_AUTH_LOGIN },
};

static void wipe(struct buf *buf)
{
	buf_wipe(buf);
	buf_free(buf);
}

/* Sends a line and wipes every copy of it. */
static enum err_kind send_line(struct imap_session *session, struct buf *line, struct err *err)
{
	mailstream *s = session->imap->imap_stream;
	struct span whole;
	enum err_kind kind = buf_whole(line, &whole)
				     ? imap_send_line(session, whole.ptr, whole.len, err, "login")
				     : err_set(err, ERR_CONFIG, "login: the secret is too long");

	explicit_bzero(s->write_buffer, s->buffer_max_size);
	buf_wipe(line);
	return kind;
}

static void add_answer(struct buf *line, const struct buf *answer)
{
	struct span whole;

	if (buf_whole(answer, &whole))
		sasl_add_base64(line, whole);
	else
		buf_give_up(line);
}

/* The tagged answer: OK, or the server's reason why not. */
static enum err_kind judge(struct span line, const char *tag, const char *how, struct err *err)
{
	struct span rest = span_trim(span_sub(line, strlen(tag), line.len));

	if (span_starts_ci(rest, "OK"))
		return ERR_NONE;
	/* RFC 5530: these speak of now, not of the password. */
	bool for_now = span_find_ci(rest, "[UNAVAILABLE]") >= 0 ||
		       span_find_ci(rest, "[INUSE]") >= 0 || span_find_ci(rest, "[LIMIT]") >= 0 ||
		       span_find_ci(rest, "[SERVERBUG]") >= 0;

	if (!span_starts_ci(rest, "NO") && !span_starts_ci(rest, "BAD"))
		return err_set(err, ERR_RETRY, "login: the server's answer makes no sense");
	return err_set(err, for_now ? ERR_RETRY : ERR_REFUSED,
		       "login: the server refuses %s: " SPAN_FMT, how, SPAN_ARG(rest));
}

/* *refused_out: the server has said no, to the exchange or at its end. */
static enum err_kind authenticate(struct imap_session *session, struct sasl *sasl,
				  bool *refused_out, struct err *err)
{
	static const char tag[] = "auth ";
	struct buf line, answer, challenge;
	const char *name = sasl_name(sasl->mechanism);
	bool first_said = false;
	struct span got;
	enum err_kind kind;

	buf_init(&line, LINE_MAX_BYTES);
	buf_init(&answer, LINE_MAX_BYTES);
	buf_init(&challenge, LINE_MAX_BYTES);
	sasl_start(sasl);
	buf_addf(&line, "%sAUTHENTICATE %s", tag, name);
	if (sasl_client_first(sasl->mechanism) && session->capabilities & IMAP_SASL_IR) {
		kind = sasl_answer(sasl, span_of(""), &answer, err);
		if (kind != ERR_NONE)
			goto out;
		buf_add_char(&line, ' ');
		add_answer(&line, &answer);
		first_said = true;
	}
	for (;;) {
		kind = send_line(session, &line, err);
		if (kind == ERR_NONE)
			kind = imap_read_answer(session, tag, &got, err, "login");
		if (kind != ERR_NONE)
			break;
		if (!span_starts(got, "+")) {
			kind = judge(got, tag, name, err);
			*refused_out = kind == ERR_REFUSED;
			if (kind == ERR_NONE && !sasl->finished)
				kind = err_set(
					err, ERR_REFUSED,
					"login: the server lets us in without proving itself");
			break;
		}
		if (!sasl_read_base64(span_trim(span_sub(got, 1, got.len)), &challenge)) {
			kind = err_set(err, ERR_RETRY,
				       "login: the server's challenge is not base64");
			break;
		}
		kind = sasl_answer(sasl,
				   first_said || !sasl_client_first(sasl->mechanism)
					   ? buf_fitted(&challenge)
					   : span_of(""),
				   &answer, err);
		if (kind != ERR_NONE) {
			if (kind == ERR_REFUSED)
				err_wrap(err, "login: %s", name);
			break;
		}
		first_said = true;
		add_answer(&line, &answer);
	}
out:
	sasl_end(sasl);
	wipe(&line);
	wipe(&answer);
	wipe(&challenge);
	return kind;
}

/* A quoted string of RFC 3501; the caller has looked for what it cannot hold. */
static void add_quoted(struct buf *out, const char *text)
{
	buf_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *text);
	}
	buf_add_char(out, '"');
}

static enum err_kind login_command(struct imap_session *session, const char *user,
				   const char *secret, struct err *err)
{
	static const char tag[] = "auth ";
	struct buf line;
	struct span got;

	if (!imap_is_printable(user) || !imap_is_printable(secret))
		return err_set(err, ERR_CONFIG,
			       "login: the LOGIN command takes only ASCII; the user or the "
			       "password has other characters");
	buf_init(&line, LINE_MAX_BYTES);
	buf_addf(&line, "%sLOGIN ", tag);
	add_quoted(&line, user);
	buf_add_char(&line, ' ');
	add_quoted(&line, secret);
	enum err_kind kind = send_line(session, &line, err);

	wipe(&line);
	if (kind == ERR_NONE)
		kind = imap_read_answer(session, tag, &got, err, "login");
	return kind == ERR_NONE ? judge(got, tag, "LOGIN", err) : kind;
}

static bool is_scram(enum auth_mechanism mechanism)
{
	return mechanism == AUTH_SCRAM_SHA_1 || mechanism == AUTH_SCRAM_SHA_256;
}

/* The best that both sides have, but for SCRAM where that was refused. */
static enum err_kind choose(const struct imap_session *session, bool scram_refused,
			    enum auth_mechanism *out, struct err *err)
{
	for (size_t i = 0; i < sizeof best_first / sizeof best_first[0]; i++) {
		*out = best_first[i].mechanism;
		if (session->capabilities & best_first[i].capability &&
		    !(scram_refused && is_scram(*out)))
			return ERR_NONE;
	}
	*out = AUTH_LOGIN;
	if (session->capabilities & IMAP_LOGINDISABLED)
		return err_set(err, ERR_REFUSED,
			       "login: the server offers no mechanism that beadle knows");
	return ERR_NONE;
}

static enum err_kind log_in(struct imap_session *session, enum auth_mechanism mechanism,
			    const char *secret, const char **mechanism_out, bool *refused_out,
			    struct err *err)
{
	const struct config_server *server = &session->config->server;

	*mechanism_out = sasl_name(mechanism);
	if (mechanism == AUTH_LOGIN && !(session->capabilities & IMAP_AUTH_LOGIN)) {
		*mechanism_out = "the LOGIN command";
		if (session->capabilities & IMAP_LOGINDISABLED)
			return err_set(err, ERR_REFUSED,
				       "login: the server has switched LOGIN off");
		return login_command(session, server->user, secret, err);
	}
	struct sasl sasl = { .mechanism = mechanism,
			     .user = server->user,
			     .secret = secret,
			     .host = server->host,
			     .port = server->port };

	return authenticate(session, &sasl, refused_out, err);
}

/* May the password itself be told where SCRAM was refused?  Whoever is on the way could have
 * refused it. */
static bool is_private(const struct imap_session *session)
{
	return web_connection_is_encrypted(session->connection) ||
	       web_connection_is_loopback(session->connection);
}

static enum err_kind log_in_by_best(struct imap_session *session, const char *secret,
				    const char **mechanism_out, struct err *err)
{
	enum auth_mechanism mechanism;
	bool refused = false;
	struct err ignored;

	if (choose(session, false, &mechanism, err) != ERR_NONE)
		return err->kind;
	enum err_kind kind = log_in(session, mechanism, secret, mechanism_out, &refused, err);

	if (!refused || !is_scram(mechanism) || !is_private(session) ||
	    choose(session, true, &mechanism, &ignored) != ERR_NONE)
		return kind;
	log_info("login-refused", L_STR("mailbox", session->config->name),
		 L_STR("mechanism", *mechanism_out), L_STR("next", sasl_name(mechanism)),
		 L_STR("why", err->text));
	return log_in(session, mechanism, secret, mechanism_out, &refused, err);
}

enum err_kind imap_login(struct imap_session *session, const char **mechanism_out, struct err *err)
{
	const struct config_server *server = &session->config->server;
	struct span whole;
	struct buf secret;
	bool refused;
	enum err_kind kind;

	*mechanism_out = "none";
	if (!server->user || server->auth == AUTH_NONE)
		return err_set(err, ERR_CONFIG, "login: an IMAP server needs a user");
	/* The one place where a secret is fetched: what comes before has verified who is there. */
	if (!web_connection_is_encrypted(session->connection) && server->tls != TLS_NONE)
		return err_set(err, ERR_BUG, "login: the connection is not encrypted");
	buf_init(&secret, SECRET_MAX);
	kind = secret_read(&server->secret, &secret, err);
	if (kind != ERR_NONE) {
		err_wrap(err, "login: the secret");
		goto out;
	}
	if (!buf_whole(&secret, &whole) || whole.len == 0 || strlen(whole.ptr) != whole.len ||
	    strpbrk(whole.ptr, "\r\n") || strpbrk(server->user, "\r\n")) {
		kind = err_set(err, ERR_CONFIG,
			       "login: the secret is empty, too long or holds a control character");
		goto out;
	}
	imap_stream_allow(session->stream, LINE_MAX_BYTES * 2);
	imap_stream_hide(session->stream, true);
	kind = server->auth == AUTH_AUTO
		       ? log_in_by_best(session, whole.ptr, mechanism_out, err)
		       : log_in(session, server->auth, whole.ptr, mechanism_out, &refused, err);
	imap_stream_hide(session->stream, false);
	if (kind == ERR_NONE)
		session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
out:
	wipe(&secret);
	return kind;
}
