/* tls_stream.c - see tls_stream.h.
 *
 * The descriptor is never blocking; poll() does all the waiting, so that any number
 * of descriptors will do.  A failure is remembered once, in words, because libetpan
 * passes on no more than "stream error".
 */
#include "mailbox/tls_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/trace.h"
#include "config/config.h"
#include "mailbox/imap_guard.h"
#include "time/clock.h"
#include "web/certificate.h"

enum { BUFFER_BYTES = 16 * 1024, SLOWEST_BYTES_PER_MS = 1, GREETING_BYTES = 64 * 1024 };

struct tls_stream {
	const struct server_config *server;
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t trust;
	int64_t deadline_ms;		/* of the command that runs */
	uint64_t budget;		/* bytes it may still read */
	uint64_t received;
	struct imap_guard *guard;	/* borrowed; NULL: none */
	struct trace *trace;		/* NULL: none */
	bool is_loopback;
	bool answer_bad;
	char why[ERR_TEXT_MAX];		/* empty: nothing failed */
};

static void fail(struct tls_stream *s, const char *why)
{
	if (!s->why[0])
		snprintf(s->why, sizeof s->why, "%s", why);
}

/* Waits for the descriptor until the time-out of one answer or the command's deadline. */
static bool await(struct tls_stream *s, short events)
{
	int64_t now = clock_monotonic_ms(), end = now + s->server->timeout_ms;

	if (s->deadline_ms < end)
		end = s->deadline_ms;
	for (;;) {
		struct pollfd p = { .fd = s->fd, .events = events };
		int64_t left = end - now;
		int n = poll(&p, 1, left > 0 ? (int)left : 0);

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR) {
			fail(s, strerror(errno));
			return false;
		}
		now = clock_monotonic_ms();
		if (n == 0 && now >= end) {
			char why[80];

			snprintf(why, sizeof why, "no answer within %d ms", s->server->timeout_ms);
			fail(s, end == s->deadline_ms ? "the server answers too slowly" : why);
			return false;
		}
	}
}

/* ---- what libetpan calls ---- */

static ssize_t receive_once(struct tls_stream *s, void *buf, size_t count)
{
	ssize_t n = s->tls ? gnutls_record_recv(s->tls, buf, count) : recv(s->fd, buf, count, 0);

	if (n == 0 || (s->tls && n == GNUTLS_E_PREMATURE_TERMINATION))
		fail(s, "the server closed the connection");
	else if (n < 0 && s->tls && gnutls_error_is_fatal((int)n))
		fail(s, gnutls_strerror((int)n));
	else if (n < 0 && !s->tls && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		fail(s, strerror(errno));
	return n;
}

static ssize_t stream_read(mailstream_low *low, void *buf, size_t count)
{
	struct tls_stream *s = low->data;

	if (s->why[0])
		return -1;
	if (s->budget == 0) {
		fail(s, "the server sends more than it announced");
		s->answer_bad = true;
		return -1;
	}
	if (count > s->budget)
		count = (size_t)s->budget;
	for (;;) {
		ssize_t n = receive_once(s, buf, count);

		if (n > 0) {
			s->budget -= (uint64_t)n;
			s->received += (uint64_t)n;
			trace_received(s->trace, span_from(buf, (size_t)n));
			/* A trickle never reaches await()'s own limit. */
			if (clock_monotonic_ms() > s->deadline_ms) {
				fail(s, "the server answers too slowly");
				return -1;
			}
			if (s->guard && !imap_guard_feed(s->guard, buf, (size_t)n)) {
				fail(s, "the server's answer is nested too deeply");
				s->answer_bad = true;
				return -1;
			}
			return n;
		}
		if (s->why[0] || !await(s, POLLIN))
			return -1;
	}
}

static ssize_t stream_write(mailstream_low *low, const void *buf, size_t count)
{
	struct tls_stream *s = low->data;

	while (!s->why[0]) {
		ssize_t n = s->tls ? gnutls_record_send(s->tls, buf, count)
				   : send(s->fd, buf, count, MSG_NOSIGNAL);

		if (n > 0) {
			trace_sent(s->trace, span_from(buf, (size_t)n));
			return n;
		}
		if (n < 0 && s->tls && gnutls_error_is_fatal((int)n))
			fail(s, gnutls_strerror((int)n));
		else if (n < 0 && !s->tls && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			fail(s, strerror(errno));
		else if (!await(s, POLLOUT))
			break;
	}
	return -1;
}

static int stream_close(mailstream_low *low)
{
	struct tls_stream *s = low->data;

	low->data = NULL;
	tls_stream_free(&s);
	return 0;
}

static int stream_get_fd(mailstream_low *low)
{
	struct tls_stream *s = low->data;

	return s ? s->fd : -1;
}

static void stream_free(mailstream_low *low)
{
	free(low);
}

static void stream_cancel(mailstream_low *low)
{
	struct tls_stream *s = low->data;

	fail(s, "cancelled");
}

static struct mailstream_cancel *stream_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

/* libetpan takes it as writable and never writes to it. */
static const mailstream_low_driver stream_driver = {
	.mailstream_read = stream_read,
	.mailstream_write = stream_write,
	.mailstream_close = stream_close,
	.mailstream_get_fd = stream_get_fd,
	.mailstream_free = stream_free,
	.mailstream_cancel = stream_cancel,
	.mailstream_get_cancel = stream_get_cancel,
};

mailstream *tls_stream_mailstream(struct tls_stream *stream)
{
	mailstream_low *low = mailstream_low_new(stream, (mailstream_low_driver *)(uintptr_t)&stream_driver);
	mailstream *s = low ? mailstream_new(low, BUFFER_BYTES) : NULL;

	if (!s)
		abort();	/* out of memory: as base/mem.h */
	return s;
}

struct tls_stream *tls_stream_of(mailstream *stream)
{
	return stream->low->data;
}

void tls_stream_allow(struct tls_stream *s, uint64_t bytes)
{
	s->budget = bytes;
	s->deadline_ms = clock_monotonic_ms() + s->server->timeout_ms + (int64_t)(bytes / SLOWEST_BYTES_PER_MS);
}

void tls_stream_hurry(struct tls_stream *s)
{
	s->deadline_ms = clock_monotonic_ms();
}

bool tls_stream_pending(const struct tls_stream *s)
{
	return s->tls && gnutls_record_check_pending(s->tls) > 0;
}

int tls_stream_fd(const struct tls_stream *s)
{
	return s->fd;
}

bool tls_stream_is_encrypted(const struct tls_stream *s)
{
	return s->tls != NULL;
}

bool tls_stream_is_loopback(const struct tls_stream *s)
{
	return s->is_loopback;
}

const char *tls_stream_why(const struct tls_stream *s)
{
	return s->why[0] ? s->why : NULL;
}

bool tls_stream_is_answer_bad(const struct tls_stream *s)
{
	return s->answer_bad;
}

void tls_stream_hide(struct tls_stream *s, bool on)
{
	trace_hide(s->trace, on);
}

void tls_stream_set_guard(struct tls_stream *s, struct imap_guard *guard)
{
	s->guard = guard;
}

uint64_t tls_stream_received(const struct tls_stream *s)
{
	return s->received;
}

void tls_stream_free(struct tls_stream **stream)
{
	struct tls_stream *s = *stream;

	*stream = NULL;
	if (!s)
		return;
	if (s->tls) {
		if (!s->why[0])
			gnutls_bye(s->tls, GNUTLS_SHUT_WR);	/* one try: the descriptor does not block */
		gnutls_deinit(s->tls);
	}
	if (s->trust)
		gnutls_certificate_free_credentials(s->trust);
	if (s->fd >= 0)
		close(s->fd);
	trace_free(&s->trace);
	free(s);
}

/* ---- connecting ---- */

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;

		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)address;

		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	}
	return false;
}

/* Tries one address.  On failure nothing is left open and s->why tells. */
static bool connect_one(struct tls_stream *s, const struct addrinfo *a)
{
	int error = 0, on = 1;
	socklen_t len = sizeof error;

	s->why[0] = '\0';
	s->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
	if (s->fd < 0) {
		fail(s, strerror(errno));
		return false;
	}
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	tls_stream_allow(s, GREETING_BYTES);
	if (connect(s->fd, a->ai_addr, a->ai_addrlen) == 0)
		return true;
	if (errno != EINPROGRESS)
		fail(s, strerror(errno));
	else if (await(s, POLLOUT)) {
		if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0)
			return true;
		fail(s, strerror(error));
	}
	close(s->fd);
	s->fd = -1;
	return false;
}

enum err_kind tls_stream_connect(const struct server_config *server, mailbox_report *report, void *user,
				 struct tls_stream **out, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	char port[8], text[INET6_ADDRSTRLEN + 16] = "", numeric[INET6_ADDRSTRLEN] = "";
	enum err_kind kind = ERR_NONE;

	*out = NULL;
	snprintf(port, sizeof port, "%u", (unsigned)server->port);
	int r = getaddrinfo(server->host, port, &hints, &list);

	if (r != 0)
		return err_set(err, ERR_RETRY, "name: %s cannot be found: %s", server->host,
			       r == EAI_SYSTEM ? strerror(errno) : gai_strerror(r));
	struct tls_stream *s = mem_zalloc(1, sizeof *s);

	s->server = server;
	s->fd = -1;
	s->trace = trace_new(TRACE_IMAP, server->host);
	getnameinfo(list->ai_addr, list->ai_addrlen, numeric, sizeof numeric, NULL, 0, NI_NUMERICHOST);
	if (report)
		report(user, "name", numeric);
	const struct addrinfo *a;

	for (a = list; a; a = a->ai_next) {
		if (server->tls == TLS_NONE && !server->insecure_plain && !is_loopback(a->ai_addr)) {
			kind = err_set(err, ERR_CONFIG, "TCP: %s is not this machine: plain text beyond loopback "
				       "needs tls, or insecure_plain", server->host);
			break;
		}
		s->is_loopback = is_loopback(a->ai_addr);
		if (connect_one(s, a))
			break;
	}
	if (kind == ERR_NONE && !a)
		kind = err_set(err, ERR_RETRY, "TCP: %s port %s: %s", server->host, port, s->why);
	if (kind == ERR_NONE) {
		getnameinfo(a->ai_addr, a->ai_addrlen, numeric, sizeof numeric, NULL, 0, NI_NUMERICHOST);
		snprintf(text, sizeof text, "%s port %s", numeric, port);
		if (report)
			report(user, "TCP", text);
		*out = s;
		s = NULL;
	}
	tls_stream_free(&s);
	freeaddrinfo(list);
	return kind;
}

/* ---- TLS ---- */

static bool is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static void date_text(time_t t, char *buf, size_t size)
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(buf, size, "%Y-%m-%d %H:%M UTC", &tm))
		snprintf(buf, size, "an unknown date");
}

/* Puts into words what was wrong with the certificate that the server showed. */
static enum err_kind explain_certificate(struct tls_stream *s, const char *name, struct err *err)
{
	unsigned status = gnutls_session_get_verify_cert_status(s->tls), n = 0;
	const gnutls_datum_t *peers = gnutls_certificate_get_peers(s->tls, &n);
	gnutls_x509_crt_t leaf = NULL;
	char when[40] = "an unknown date", subject[200] = "?";
	bool self_signed = false;
	enum err_kind kind;

	if (peers && n && gnutls_x509_crt_init(&leaf) == 0 &&
	    gnutls_x509_crt_import(leaf, &peers[0], GNUTLS_X509_FMT_DER) == 0) {
		size_t size = sizeof subject;

		date_text(status & GNUTLS_CERT_NOT_ACTIVATED ? gnutls_x509_crt_get_activation_time(leaf)
							     : gnutls_x509_crt_get_expiration_time(leaf),
			  when, sizeof when);
		if (gnutls_x509_crt_get_dn(leaf, subject, &size) < 0)
			snprintf(subject, sizeof subject, "?");
		self_signed = gnutls_x509_crt_check_issuer(leaf, leaf) == 1;
	}
	if (status & GNUTLS_CERT_EXPIRED)
		kind = err_set(err, ERR_REFUSED, "TLS chain: the certificate expired on %s", when);
	else if (status & GNUTLS_CERT_NOT_ACTIVATED)
		kind = err_set(err, ERR_REFUSED, "TLS chain: the certificate is not valid before %s", when);
	else if (status & GNUTLS_CERT_REVOKED)
		kind = err_set(err, ERR_REFUSED, "TLS chain: the certificate was revoked");
	else if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
		kind = err_set(err, ERR_REFUSED, "TLS chain: the certificate is signed with a weak algorithm");
	else if (status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA))
		kind = err_set(err, ERR_REFUSED, self_signed ?
			       "TLS chain: the certificate is self-signed (%s) and not in %s" :
			       "TLS chain: the issuer of the certificate (%s) is unknown to %s", subject,
			       s->server->ca_file ? s->server->ca_file : "the system's trust store");
	else if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
		kind = err_set(err, ERR_REFUSED, "host name: the certificate (%s) does not match the name %s",
			       subject, name);
	else
		kind = err_set(err, ERR_REFUSED, "TLS chain: the certificate is not trusted");
	if (leaf)
		gnutls_x509_crt_deinit(leaf);
	return kind;
}

static enum err_kind load_trust(struct tls_stream *s, struct err *err)
{
	int n;

	if (gnutls_certificate_allocate_credentials(&s->trust) < 0)
		abort();
	if (s->server->ca_file)
		n = gnutls_certificate_set_x509_trust_file(s->trust, s->server->ca_file, GNUTLS_X509_FMT_PEM);
	else
		n = gnutls_certificate_set_x509_system_trust(s->trust);
	if (n > 0)
		return ERR_NONE;
	return err_set(err, ERR_CONFIG, "TLS chain: no certificate in %s%s%s",
		       s->server->ca_file ? s->server->ca_file : "the system's trust store",
		       n < 0 ? ": " : "", n < 0 ? gnutls_strerror(n) : "");
}

enum err_kind tls_stream_handshake(struct tls_stream *s, mailbox_report *report, void *user, struct err *err)
{
	const char *name = s->server->tls_name ? s->server->tls_name : s->server->host;
	enum err_kind kind = load_trust(s, err);
	gnutls_session_t tls;
	int r;

	if (kind != ERR_NONE)
		return kind;
	if (gnutls_init(&tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0)
		abort();
	s->tls = tls;
	if (gnutls_set_default_priority_append(tls, "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", NULL, 0) < 0 ||
	    gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, s->trust) < 0)
		return err_set(err, ERR_BUG, "TLS: the library refuses its settings");
	if (!is_address(name))
		gnutls_server_name_set(tls, GNUTLS_NAME_DNS, name, strlen(name));
	gnutls_session_set_verify_cert(tls, name, 0);
	gnutls_transport_set_int(tls, s->fd);
	tls_stream_allow(s, GREETING_BYTES);
	while ((r = gnutls_handshake(tls)) < 0) {
		if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || r == GNUTLS_E_CERTIFICATE_ERROR) {
			fail(s, "the certificate is not trusted");
			return explain_certificate(s, name, err);
		}
		if (gnutls_error_is_fatal(r)) {
			bool not_tls = r == GNUTLS_E_UNEXPECTED_PACKET_LENGTH ||
				       r == GNUTLS_E_UNSUPPORTED_VERSION_PACKET || r == GNUTLS_E_UNEXPECTED_PACKET;
			bool too_old = r == GNUTLS_E_FATAL_ALERT_RECEIVED &&
				       gnutls_alert_get(tls) == GNUTLS_A_PROTOCOL_VERSION;
			bool never = not_tls || too_old || r == GNUTLS_E_NO_CIPHER_SUITES;

			fail(s, gnutls_strerror(r));
			if (r == GNUTLS_E_PREMATURE_TERMINATION || r == GNUTLS_E_PULL_ERROR)
				return err_set(err, ERR_RETRY, "TLS: the server closed the connection");
			return err_set(err, never ? ERR_REFUSED : ERR_RETRY, "TLS: %s%s", gnutls_strerror(r),
				       not_tls ? " (does this port speak TLS from the start?)" :
				       too_old ? " (TLS 1.2 or newer is needed)" : "");
		}
		if (!await(s, gnutls_record_get_direction(tls) ? POLLOUT : POLLIN))
			return err_set(err, ERR_RETRY, "TLS: %s", s->why);
	}
	unsigned n_peers = 0;
	const gnutls_datum_t *peers = gnutls_certificate_get_peers(tls, &n_peers);
	const char *fault = certificate_fault(peers, n_peers, GNUTLS_X509_FMT_DER);

	if (fault) {
		fail(s, fault);
		return err_set(err, ERR_REFUSED, "TLS chain: %s", fault);
	}
	if (report) {
		char *session = gnutls_session_get_desc(tls);

		report(user, "TLS chain", session ? session : "verified");
		report(user, "host name", name);
		gnutls_free(session);
	}
	return ERR_NONE;
}
