/* smtp_session.c - one curl handle set up for one SMTP server.
 *
 * - TLS: chain and host name verified, 1.2 at least, STARTTLS demanded.  Plain text goes to an
 *   address of this machine alone, judged by the address that is connected to.
 * - Of a certificate curl verifies chain, dates and name.  The rest is looked at when the server's
 * first words under TLS arrive, which is before any login; the connection is shut there and then.
 * - The debug callback sees every command, also the login: it feeds the dialogue, and a trace that
 * leaves the login out.
 * - Time limits are counted here, for curl's own have whole seconds and one value.
 * - What curl frees is wiped, so that the copies it made of the secret do not stay behind.
 */
#include <ctype.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "base/trace.h"
#include "outbox/smtp_private.h"
#include "time/clock.h"
#include "web/address.h"
#include "web/connection.h"
#include "web/web_curl.h"

enum {
	SECRET_MAX = 16 * 1024,		/* OAuth tokens run to a few kB */
	TIMEOUT_DEFAULT_MS = 60 * 1000,
	DOT_FACTOR = 10,		/* RFC 5321 4.5.3.2.6 asks ten minutes where we give a
					 * minute elsewhere */
	TEXTS_MAX = 200,
};

static void wipe_free(void *ptr)
{
	if (ptr)
		explicit_bzero(ptr, malloc_usable_size(ptr));
	free(ptr);
}

static void *wipe_realloc(void *old, size_t size)
{
	size_t had = old ? malloc_usable_size(old) : 0;
	void *new = malloc(size ? size : 1);

	if (new && old) {
		memcpy(new, old, had < size ? had : size);
		wipe_free(old);
	}
	return new;
}

static int timeout_ms(const struct smtp_session *s)
{
	return s->config->server.timeout_ms > 0 ? s->config->server.timeout_ms : TIMEOUT_DEFAULT_MS;
}

static void be_active(struct smtp_session *s)
{
	s->active_ms = clock_monotonic_ms();
}

/* At once, whatever curl was about to do; its own CURLINFO_ACTIVESOCKET knows no connection that is
 * being made. */
static void shut(struct smtp_session *s, int how)
{
	for (size_t i = 0; i < s->n_sockets; i++)
		shutdown(s->sockets[i], how);
}

static void look_at_certificate(struct smtp_session *s)
{
	if (s->certificate_fault)
		return;
	s->certificate_fault = web_tls_fault(s->curl);
	if (s->certificate_fault)
		shut(s, SHUT_RDWR);
}

static int on_debug(CURL *curl, curl_infotype type, char *bytes, size_t len, void *user)
{
	static const char cipher[] = "SSL connection using ";
	struct smtp_session *s = user;
	struct span text = span_from(bytes, len);

	(void)curl;
	switch (type) {
	case CURLINFO_TEXT:
		text = span_trim(text);
		if (span_starts(text, cipher))
			snprintf(s->cipher, sizeof s->cipher, SPAN_FMT,
				 SPAN_ARG(span_sub(text, sizeof cipher - 1, text.len)));
		if (s->texts_left) {
			s->texts_left--;
			be_active(s);
		}
		break;
	case CURLINFO_HEADER_OUT:
		smtp_dialogue_command(&s->dialogue, text);
		trace_hide(s->trace, s->dialogue.step == SMTP_AUTH);
		trace_sent(s->trace, text);
		be_active(s);
		break;
	case CURLINFO_HEADER_IN:
		look_at_certificate(s);
		/* Nobody has acted on this answer yet: to be killed here is to be killed before it
		 * came. */
		if (s->dialogue.dot && !s->dialogue.complete)
			failpoint("outbox.smtp.before-answer");
		trace_received(s->trace, text);
		smtp_dialogue_reply(&s->dialogue, text);
		if (!s->dialogue.gathering && s->dialogue.code)
			be_active(s);
		break;
	case CURLINFO_DATA_OUT:
		trace_sent_mail(s->trace, len);
		be_active(s);
		break;
	case CURLINFO_SSL_DATA_OUT:
		be_active(s);
		break;
	default:
		break;
	}
	return 0;
}

static size_t on_read(char *to, size_t size, size_t count, void *user)
{
	struct smtp_session *s = user;
	size_t len = size * count;

	if (s->dialogue.login_missing || s->dialogue.confused || !s->dialogue.data_open)
		return CURL_READFUNC_ABORT;
	if (!s->body_begun && smtp_dialogue_ends_before_data(&s->dialogue))
		return CURL_READFUNC_ABORT;
	if (!s->body_begun)
		failpoint("outbox.smtp.before-data");
	s->body_begun = true;
	if (len > s->body.len)
		len = s->body.len;
	if (len == 0) {
		/* curl asks again only when all is written: the final dot is what it writes
		 * next. */
		failpoint("outbox.smtp.before-dot");
		smtp_dialogue_dot(&s->dialogue);
		be_active(s);
		return 0;
	}
	memcpy(to, s->body.ptr, len);
	s->body = span_sub(s->body, len, s->body.len);
	be_active(s);
	return len;
}

static size_t on_write(char *bytes, size_t size, size_t count, void *user)
{
	(void)bytes;
	(void)user;
	return size * count;
}

static int on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct smtp_session *s = user;
	int64_t limit_ms = timeout_ms(s);

	(void)a, (void)b, (void)c, (void)d;
	if (s->certificate_fault || s->dialogue.login_missing ||
	    smtp_dialogue_is_endless(&s->dialogue))
		return 1;
	if (s->dialogue.step == SMTP_DOT && !s->dialogue.complete)
		limit_ms *= DOT_FACTOR;
	if (clock_monotonic_ms() - s->active_ms <= limit_ms)
		return 0;
	s->stalled = true;
	return 1;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct smtp_session *s = user;
	const struct config_server *server = &s->config->server;

	(void)purpose;
	be_active(s);
	if (server->tls == TLS_NONE && !server->insecure_plain &&
	    !web_is_loopback(&address->addr)) {
		s->plain_refused = true;
		return CURL_SOCKET_BAD;
	}
	if (s->n_sockets == SMTP_SOCKETS_MAX)
		return CURL_SOCKET_BAD;
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

	if (fd >= 0)
		s->sockets[s->n_sockets++] = fd;
	return fd;
}

static int on_close_socket(void *user, curl_socket_t fd)
{
	struct smtp_session *s = user;

	for (size_t i = 0; i < s->n_sockets; i++) {
		if (s->sockets[i] == fd) {
			s->sockets[i] = s->sockets[--s->n_sockets];
			break;
		}
	}
	return close(fd);
}

static bool is_host(const char *host, const char *more)
{
	if (!host || !*host || strlen(host) > 255)
		return false;
	for (; *host; host++) {
		if (!isalnum((unsigned char)*host) && !strchr(more, *host))
			return false;
	}
	return true;
}

/* The URL names who is verified; CONNECT_TO where that is.  Its path is the name for EHLO. */
static enum err_kind set_address(struct smtp_session *s, struct err *err)
{
	const struct config_server *server = &s->config->server;
	const char *name = server->tls_name ? server->tls_name : server->host;
	const char *at = s->config->from_addr ? strrchr(s->config->from_addr, '@') : NULL;
	const char *helo = s->config->helo ? s->config->helo : at ? at + 1 : NULL;
	char url[1400], to[400];

	if (!is_host(server->host, ".-_:"))
		return err_set(err, ERR_CONFIG, "name: \"%s\" is not a host name",
			       server->host ? server->host : "");
	if (!is_host(name, ".-_:"))
		return err_set(err, ERR_CONFIG, "host name: \"%s\" is not a host name", name);
	if (!is_host(helo, ".-_:[]"))
		return err_set(err, ERR_CONFIG, "EHLO: \"%s\" is not a host name",
			       helo ? helo : "");
	char *path = curl_easy_escape(s->curl, helo, 0);
	bool is_v6 = strchr(name, ':');

	snprintf(url, sizeof url, "%s://%s%s%s:%u/%s",
		 server->tls == TLS_IMPLICIT ? "smtps" : "smtp", is_v6 ? "[" : "", name,
		 is_v6 ? "]" : "", (unsigned)server->port, path ? path : "");
	curl_free(path);
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	if (server->tls_name) {
		is_v6 = strchr(server->host, ':');
		snprintf(to, sizeof to, "::%s%s%s:%u", is_v6 ? "[" : "", server->host,
			 is_v6 ? "]" : "", (unsigned)server->port);
		s->connect_to = curl_slist_append(NULL, to);
		curl_easy_setopt(s->curl, CURLOPT_CONNECT_TO, s->connect_to);
	}
	return ERR_NONE;
}

static enum err_kind set_tls(struct smtp_session *s, struct err *err)
{
	const struct config_server *server = &s->config->server;

	if (server->tls == TLS_NONE) {
		curl_easy_setopt(s->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_NONE);
		return ERR_NONE;
	}
	curl_easy_setopt(s->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	return web_tls_verify(s->curl, server->ca_file, err);
}

static enum err_kind login_options(enum auth_mechanism auth, const char **out, struct err *err)
{
	bool has_scram = curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_GSASL;

	switch (auth) {
	case AUTH_PLAIN:
		*out = "AUTH=PLAIN";
		break;
	case AUTH_LOGIN:
		*out = "AUTH=LOGIN";
		break;
	case AUTH_SCRAM_SHA_1:
		*out = "AUTH=SCRAM-SHA-1";
		break;
	case AUTH_SCRAM_SHA_256:
		*out = "AUTH=SCRAM-SHA-256";
		break;
	case AUTH_XOAUTH2:
		*out = "AUTH=XOAUTH2";
		break;
	case AUTH_OAUTHBEARER:
		*out = "AUTH=OAUTHBEARER";
		break;
	default:
		/* Named one by one: left alone curl would try Kerberos first for a user with a
		 * domain. */
		*out = has_scram ? "AUTH=SCRAM-SHA-256;AUTH=SCRAM-SHA-1;AUTH=PLAIN;AUTH=LOGIN"
				 : "AUTH=PLAIN;AUTH=LOGIN";
		break;
	}
	if ((auth == AUTH_SCRAM_SHA_1 || auth == AUTH_SCRAM_SHA_256) && !has_scram)
		return err_set(err, ERR_CONFIG,
			       "login: this libcurl was built without GSASL and cannot do SCRAM; "
			       "use plain, login or oauth");
	return ERR_NONE;
}

static enum err_kind set_login(struct smtp_session *s, struct err *err)
{
	const struct config_server *server = &s->config->server;
	const char *options;
	struct buf secret;
	enum err_kind kind;

	if (!server->user || server->auth == AUTH_NONE)
		return ERR_NONE;
	for (const char *p = server->user; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			return err_set(err, ERR_CONFIG,
				       "login: the user name holds a control character");
	}
	kind = login_options(server->auth, &options, err);
	if (kind)
		return kind;
	buf_init(&secret, SECRET_MAX);
	kind = secret_read(&server->secret, &secret, err);
	if (kind) {
		err_wrap(err, "login");
	} else {
		bool is_token = server->auth == AUTH_XOAUTH2 || server->auth == AUTH_OAUTHBEARER;

		curl_easy_setopt(s->curl, CURLOPT_USERNAME, server->user);
		curl_easy_setopt(s->curl, is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
				 buf_fitted(&secret).ptr);
		curl_easy_setopt(s->curl, CURLOPT_LOGIN_OPTIONS, options);
		curl_easy_setopt(s->curl, CURLOPT_SASL_IR, 1L);
	}
	buf_wipe(&secret);
	buf_free(&secret);
	return kind;
}

static void set_behaviour(struct smtp_session *s)
{
	CURL *curl = s->curl;
	long ms = timeout_ms(s);

#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
	curl_easy_setopt(curl, CURLOPT_PROXY,
			 ""); /* the environment has no say in where mail goes */
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->why);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s);
	/* curl takes three times this for each mail, and of more than 128 KiB the C library gives
	 * the pages back each time */
	curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, s);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, s);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
	curl_easy_setopt(curl, CURLOPT_CLOSESOCKETDATA, s);
	/* Above our own limits, for the places in which curl does not ask on_progress(). */
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5 * ms);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, DOT_FACTOR * ms / 1000 + 2);
}

enum err_kind smtp_session_open(struct smtp_session *s, struct err *err)
{
	enum err_kind kind;

	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free, wipe_realloc, strdup,
				 calloc))
		return err_set(err, ERR_BUG, "libcurl cannot be started");
	s->curl = curl_easy_init();
	if (!s->curl) {
		curl_global_cleanup();
		return err_set(err, ERR_BUG, "libcurl cannot make a handle");
	}
	s->trace = trace_new(TRACE_SMTP, s->config->server.host);
	set_behaviour(s);
	kind = set_address(s, err);
	if (!kind)
		kind = set_tls(s, err);
	if (!kind)
		kind = set_login(s, err);
	if (kind)
		smtp_session_drop(s, false);
	return kind;
}

void smtp_session_drop(struct smtp_session *s, bool polite)
{
	if (!s->curl)
		return;
	/* curl says QUIT and waits for the answer up to two minutes; at a closed ear it does not
	 * wait. */
	shut(s, polite ? SHUT_RD : SHUT_RDWR);
	curl_easy_cleanup(s->curl);
	s->curl = NULL;
	curl_slist_free_all(s->connect_to);
	s->connect_to = NULL;
	curl_global_cleanup();
	trace_free(&s->trace);
}

CURLcode smtp_session_perform(struct smtp_session *s)
{
	s->stalled = s->plain_refused = s->body_begun = false;
	s->certificate_fault = NULL;
	s->texts_left = TEXTS_MAX;
	s->why[0] = '\0';
	be_active(s);
	return curl_easy_perform(s->curl);
}

/* Where a dialogue stands that the server did not answer: before the first command curl's times
 * tell. */
static const char *where(struct smtp_session *s)
{
	const struct smtp_dialogue *d = &s->dialogue;
	curl_off_t name = 0, tcp = 0, tls = 0;

	if (d->step == SMTP_STARTTLS && d->code == 220)
		return "TLS";
	if (d->step != SMTP_GREETING)
		return smtp_step_name(d->step);
	curl_easy_getinfo(s->curl, CURLINFO_NAMELOOKUP_TIME_T, &name);
	curl_easy_getinfo(s->curl, CURLINFO_CONNECT_TIME_T, &tcp);
	curl_easy_getinfo(s->curl, CURLINFO_APPCONNECT_TIME_T, &tls);
	if (d->greeted || tls)
		return "greeting";
	if (tcp)
		return s->config->server.tls == TLS_IMPLICIT ? "TLS" : "greeting";
	return name ? "TCP" : "name";
}

enum err_kind smtp_session_cause(struct smtp_session *s, CURLcode rc, char *text_out, size_t size)
{
	const struct config_server *server = &s->config->server;
	const char *words = s->why[0] ? s->why : curl_easy_strerror(rc);
	long os_errno = 0;

	if (s->plain_refused) {
		snprintf(text_out, size,
			 "TCP: plain text is only for this machine, and %s is another one; set tls",
			 server->host);
		return ERR_CONFIG;
	}
	if (s->certificate_fault) {
		snprintf(text_out, size, "TLS: %s", s->certificate_fault);
		return ERR_REFUSED;
	}
	if (s->stalled || rc == CURLE_OPERATION_TIMEDOUT) {
		int len = snprintf(text_out, size, "%s: no answer within %d ms", where(s),
				   timeout_ms(s) * (s->dialogue.step == SMTP_DOT ? DOT_FACTOR : 1));

		if (server->tls == TLS_STARTTLS && !s->dialogue.greeted && len > 0 &&
		    (size_t)len < size)
			snprintf(text_out + len, size - (size_t)len, WEB_WAITS_FOR_TLS,
				 (unsigned)server->port);
		return ERR_RETRY;
	}
	if (smtp_dialogue_is_endless(&s->dialogue)) {
		snprintf(text_out, size, "%s: the server's answer does not end", where(s));
		return ERR_RETRY;
	}
	switch (rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
		snprintf(text_out, size, "name: %s cannot be found", server->host);
		return ERR_RETRY;
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(s->curl, CURLINFO_OS_ERRNO, &os_errno);
		snprintf(text_out, size, "TCP: %s", os_errno ? strerror((int)os_errno) : words);
		return ERR_RETRY;
	case CURLE_USE_SSL_FAILED:
		snprintf(text_out, size,
			 "STARTTLS: the server does not offer it, or it was stripped on the way; "
			 "nothing was sent");
		return ERR_REFUSED;
	case CURLE_PEER_FAILED_VERIFICATION:
		web_tls_cause(s->curl, words, server->tls_name ? server->tls_name : server->host,
			      server->ca_file, text_out, size);
		return ERR_REFUSED;
	case CURLE_SSL_CACERT_BADFILE:
		snprintf(text_out, size, "TLS: %s", words);
		return ERR_CONFIG;
	case CURLE_SSL_CONNECT_ERROR:
		if (strstr(words, "unexpected TLS packet") ||
		    strstr(words, "unsupported version")) {
			snprintf(text_out, size, "TLS: " WEB_ANSWERS_PLAIN, (unsigned)server->port);
			return ERR_REFUSED;
		}
		snprintf(text_out, size, "TLS: %s", words);
		/* An alert or a protocol too old will be the same tomorrow; a broken connection
		 * will not. */
		return strstr(words, "alert") || strstr(words, "version") ? ERR_REFUSED : ERR_RETRY;
	case CURLE_LOGIN_DENIED:
	case CURLE_AUTH_ERROR:
		if (s->dialogue.mechanisms[0] && s->dialogue.step != SMTP_AUTH)
			snprintf(text_out, size, "login: the server offers only %s",
				 s->dialogue.mechanisms);
		else
			snprintf(text_out, size, "login: %s", words);
		return ERR_REFUSED;
	default:
		snprintf(text_out, size, "%s: the connection broke (%s)", where(s), words);
		return ERR_RETRY;
	}
}
