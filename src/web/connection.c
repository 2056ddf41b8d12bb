/* connection.c - see connection.h.
 *
 * The descriptor is never blocking; poll() does all the waiting, so that any number of descriptors
 * will do.  A failure is remembered once, in words.
 */
#include "web/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/config.h"
#include "time/clock.h"
#include "web/address.h"
#include "web/certificate.h"

/* Beyond one time-out, for all the answers of a handshake. */
enum { CONNECT_EXTRA_MS = 64 * 1000 };

struct web_connection {
	const struct config_server *server;
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t trust;
	int64_t deadline_ms; /* of what is done now */
	bool is_loopback;
	bool was_heard;		/* something came for TLS to read, and this was its first byte */
	unsigned char heard;
	char why[ERR_TEXT_MAX]; /* empty: nothing failed */
};

void web_connection_fail(struct web_connection *c, const char *why)
{
	if (!c->why[0])
		snprintf(c->why, sizeof c->why, "%s", why);
}

const char *web_connection_why(const struct web_connection *c)
{
	return c->why[0] ? c->why : NULL;
}

void web_connection_limit(struct web_connection *c, int64_t ms)
{
	c->deadline_ms = clock_monotonic_ms() + ms;
}

bool web_connection_is_pending(const struct web_connection *c)
{
	return c->tls && gnutls_record_check_pending(c->tls) > 0;
}

int web_connection_fd(const struct web_connection *c)
{
	return c->fd;
}

bool web_connection_is_encrypted(const struct web_connection *c)
{
	return c->tls != NULL;
}

bool web_connection_is_loopback(const struct web_connection *c)
{
	return c->is_loopback;
}

/* Waits for the descriptor until the time-out of one answer or the deadline. */
static bool await(struct web_connection *c, short events)
{
	int64_t now = clock_monotonic_ms(), end = now + c->server->timeout_ms;

	if (c->deadline_ms < end)
		end = c->deadline_ms;
	for (;;) {
		struct pollfd p = { .fd = c->fd, .events = events };
		int64_t left = end - now;
		int n = poll(&p, 1, left > 0 ? (int)left : 0);

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR) {
			web_connection_fail(c, strerror(errno));
			return false;
		}
		now = clock_monotonic_ms();
		if (n == 0 && now >= end) {
			char why[80];

			snprintf(why, sizeof why, "no answer within %d ms", c->server->timeout_ms);
			web_connection_fail(
				c, end == c->deadline_ms ? "the server answers too slowly" : why);
			return false;
		}
	}
}

/* Of a call that has moved no byte: must it be called again?  False: the connection has failed. */
static bool is_unfinished(struct web_connection *c, ssize_t n)
{
	if (c->tls) {
		if (!gnutls_error_is_fatal((int)n))
			return true;
		web_connection_fail(c, gnutls_strerror((int)n));
		return false;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return true;
	web_connection_fail(c, strerror(errno));
	return false;
}

ssize_t web_connection_read(struct web_connection *c, void *bytes, size_t size)
{
	while (!c->why[0]) {
		ssize_t n = c->tls ? gnutls_record_recv(c->tls, bytes, size)
				   : recv(c->fd, bytes, size, 0);

		if (n > 0) {
			/* A trickle never reaches await()'s own limit. */
			if (clock_monotonic_ms() <= c->deadline_ms)
				return n;
			web_connection_fail(c, "the server answers too slowly");
		} else if (n == 0 || (c->tls && n == GNUTLS_E_PREMATURE_TERMINATION)) {
			web_connection_fail(c, "the server closed the connection");
		} else if (!is_unfinished(c, n) || !await(c, POLLIN)) {
			break;
		}
	}
	return -1;
}

ssize_t web_connection_write(struct web_connection *c, const void *bytes, size_t size)
{
	while (!c->why[0]) {
		ssize_t n = c->tls ? gnutls_record_send(c->tls, bytes, size)
				   : send(c->fd, bytes, size, MSG_NOSIGNAL);

		if (n > 0)
			return n;
		if (!is_unfinished(c, n) || !await(c, POLLOUT))
			break;
	}
	return -1;
}

void web_connection_free(struct web_connection **connection)
{
	struct web_connection *c = *connection;

	*connection = NULL;
	if (!c)
		return;
	if (c->tls) {
		if (!c->why[0])
			gnutls_bye(c->tls,
				   GNUTLS_SHUT_WR); /* one try: the descriptor does not block */
		gnutls_deinit(c->tls);
	}
	if (c->trust)
		gnutls_certificate_free_credentials(c->trust);
	if (c->fd >= 0)
		close(c->fd);
	free(c);
}

/* ---- TCP ---- */

/* Tries one address.  On failure nothing is left open and c->why tells. */
static bool connect_one(struct web_connection *c, const struct addrinfo *a)
{
	int error = 0, on = 1;
	socklen_t len = sizeof error;

	c->why[0] = '\0';
	c->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
	if (c->fd < 0) {
		web_connection_fail(c, strerror(errno));
		return false;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(c->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	web_connection_limit(c, c->server->timeout_ms + CONNECT_EXTRA_MS);
	if (connect(c->fd, a->ai_addr, a->ai_addrlen) == 0)
		return true;
	if (errno != EINPROGRESS)
		web_connection_fail(c, strerror(errno));
	else if (await(c, POLLOUT)) {
		if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0)
			return true;
		web_connection_fail(c, strerror(error));
	}
	close(c->fd);
	c->fd = -1;
	return false;
}

/* The first address that answers; ERR_CONFIG at one that must not be spoken to. */
static enum err_kind connect_any(struct web_connection *c, const struct addrinfo *list,
				 const struct addrinfo **used_out, struct err *err)
{
	const struct config_server *server = c->server;
	bool is_open = server->tls == TLS_NONE && !server->insecure_plain;

	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		c->is_loopback = web_is_loopback(a->ai_addr);
		if (is_open && !c->is_loopback)
			return err_set(err, ERR_CONFIG,
				       "TCP: %s is not this machine: set tls, or insecure_plain "
				       "for plain text",
				       server->host);
		*used_out = a;
		if (connect_one(c, a))
			return ERR_NONE;
	}
	return err_set(err, ERR_RETRY, "TCP: %s port %u: %s", server->host, (unsigned)server->port,
		       c->why);
}

static void report_address(step_report *report, void *user, const char *step,
			   const struct addrinfo *a, const char *port)
{
	char numeric[INET6_ADDRSTRLEN] = "", text[INET6_ADDRSTRLEN + 16];

	if (!report)
		return;
	getnameinfo(a->ai_addr, a->ai_addrlen, numeric, sizeof numeric, NULL, 0, NI_NUMERICHOST);
	snprintf(text, sizeof text, "%s%s%s", numeric, port ? " port " : "", port ? port : "");
	report(user, step, text);
}

enum err_kind web_connection_open(const struct config_server *server, step_report *report,
				  void *user, struct web_connection **out, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	const struct addrinfo *used = NULL;
	char port[8];

	*out = NULL;
	snprintf(port, sizeof port, "%u", (unsigned)server->port);
	int r = getaddrinfo(server->host, port, &hints, &list);

	if (r != 0)
		return err_set(err, ERR_RETRY, "name: %s cannot be found: %s", server->host,
			       r == EAI_SYSTEM ? strerror(errno) : gai_strerror(r));
	struct web_connection *c = mem_zalloc(1, sizeof *c);

	c->server = server;
	c->fd = -1;
	report_address(report, user, "name", list, NULL);
	enum err_kind kind = connect_any(c, list, &used, err);

	if (kind == ERR_NONE) {
		report_address(report, user, "TCP", used, port);
		*out = c;
	} else {
		web_connection_free(&c);
	}
	freeaddrinfo(list);
	return kind;
}

/* ---- TLS ---- */

static bool is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static enum err_kind load_trust(struct web_connection *c, struct err *err)
{
	const char *file = c->server->ca_file;

	if (gnutls_certificate_allocate_credentials(&c->trust) < 0)
		abort();
	int n = file ? gnutls_certificate_set_x509_trust_file(c->trust, file, GNUTLS_X509_FMT_PEM)
		     : gnutls_certificate_set_x509_system_trust(c->trust);

	if (n > 0)
		return ERR_NONE;
	return err_set(err, ERR_CONFIG, "TLS chain: no certificate in %s%s%s",
		       file ? file : CERTIFICATE_SYSTEM_TRUST, n < 0 ? ": " : "",
		       n < 0 ? gnutls_strerror(n) : "");
}

/* Why the server's certificate is not trusted. */
static enum err_kind refuse_certificate(struct web_connection *c, const char *name, struct err *err)
{
	const unsigned of_another = GNUTLS_CERT_INVALID | GNUTLS_CERT_UNEXPECTED_OWNER;
	struct certificate_refusal refusal = {
		.status = gnutls_session_get_verify_cert_status(c->tls),
		.format = GNUTLS_X509_FMT_DER,
		.name = name,
		.ca_file = c->server->ca_file,
	};
	char text[CERTIFICATE_WORDS_MAX];
	unsigned n = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(c->tls, &n);

	if (n)
		refusal.own = chain[0];
	certificate_explain(&refusal, text, sizeof text);
	web_connection_fail(c, text);
	return err_set(err, ERR_REFUSED, "%s: %s",
		       refusal.status == of_another ? "host name" : "TLS chain", text);
}

/* What GnuTLS reads by, to tell a server that speaks no TLS from one that was cut off. */
static ssize_t hear(gnutls_transport_ptr_t user, void *bytes, size_t size)
{
	struct web_connection *c = user;
	ssize_t n = recv(c->fd, bytes, size, 0);

	if (n > 0 && !c->was_heard) {
		c->was_heard = true;
		c->heard = *(const unsigned char *)bytes;
	}
	return n;
}

static ssize_t say(gnutls_transport_ptr_t user, const void *bytes, size_t size)
{
	const struct web_connection *c = user;

	return send(c->fd, bytes, size, MSG_NOSIGNAL);
}

/* Each record of TLS begins with its type: 20 to 23 in a handshake. */
static bool speaks_plain(const struct web_connection *c)
{
	return c->was_heard && (c->heard < 20 || c->heard > 23);
}

/* A handshake that ended for another reason: will it end so again? */
static enum err_kind explain_handshake(struct web_connection *c, int r, struct err *err)
{
	bool is_broken = r == GNUTLS_E_PREMATURE_TERMINATION || r == GNUTLS_E_PULL_ERROR ||
			 r == GNUTLS_E_UNEXPECTED_PACKET_LENGTH;
	bool is_old = r == GNUTLS_E_FATAL_ALERT_RECEIVED &&
		      gnutls_alert_get(c->tls) == GNUTLS_A_PROTOCOL_VERSION;
	const char *words = gnutls_strerror(r);

	web_connection_fail(c, words);
	if (speaks_plain(c))
		return err_set(err, ERR_REFUSED, "TLS: " WEB_ANSWERS_PLAIN,
			       (unsigned)c->server->port);
	if (is_broken)
		return err_set(err, ERR_RETRY, "TLS: the server closed the connection");
	if (is_old)
		return err_set(err, ERR_REFUSED, "TLS: %s (TLS 1.2 or newer is needed)", words);
	return err_set(err, r == GNUTLS_E_NO_CIPHER_SUITES ? ERR_REFUSED : ERR_RETRY, "TLS: %s",
		       words);
}

static enum err_kind set_up_tls(struct web_connection *c, const char *name, struct err *err)
{
	enum err_kind kind = load_trust(c, err);
	gnutls_session_t tls;

	if (kind != ERR_NONE)
		return kind;
	if (gnutls_init(&tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK) < 0)
		abort();
	c->tls = tls;
	if (gnutls_set_default_priority_append(tls, "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL,
					       0) < 0 ||
	    gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, c->trust) < 0)
		return err_set(err, ERR_BUG, "TLS: the library refuses its settings");
	if (!is_address(name))
		gnutls_server_name_set(tls, GNUTLS_NAME_DNS, name, strlen(name));
	gnutls_session_set_verify_cert(tls, name, 0);
	gnutls_transport_set_ptr(tls, c);
	gnutls_transport_set_pull_function(tls, hear);
	gnutls_transport_set_push_function(tls, say);
	return ERR_NONE;
}

enum err_kind web_connection_start_tls(struct web_connection *c, step_report *report, void *user,
				       struct err *err)
{
	const char *name = c->server->tls_name ? c->server->tls_name : c->server->host;
	unsigned n = 0;
	int r;

	if (set_up_tls(c, name, err) != ERR_NONE)
		return err->kind;
	web_connection_limit(c, c->server->timeout_ms + CONNECT_EXTRA_MS);
	while ((r = gnutls_handshake(c->tls)) < 0) {
		if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || r == GNUTLS_E_CERTIFICATE_ERROR)
			return refuse_certificate(c, name, err);
		if (gnutls_error_is_fatal(r))
			return explain_handshake(c, r, err);
		if (!await(c, gnutls_record_get_direction(c->tls) ? POLLOUT : POLLIN))
			return err_set(err, ERR_RETRY, "TLS: %s", c->why);
	}
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(c->tls, &n);
	const char *fault = certificate_fault(chain, n, GNUTLS_X509_FMT_DER);

	if (fault) {
		web_connection_fail(c, fault);
		return err_set(err, ERR_REFUSED, "TLS chain: %s", fault);
	}
	if (report) {
		char *session = gnutls_session_get_desc(c->tls);

		report(user, "TLS chain", session ? session : "verified");
		report(user, "host name", name);
		gnutls_free(session);
	}
	return ERR_NONE;
}
