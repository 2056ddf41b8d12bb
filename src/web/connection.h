/* connection.h - a TCP connection, with or without TLS, by GnuTLS alone.
 *
 * IMAP goes over it; SMTP and the web have libcurl's (HACKING.md says why).  No call waits longer
 * than the server's timeout_ms for one answer, or beyond the deadline.  After the first failure
 * every read and write fails at once.
 */
#ifndef BEADLE_WEB_CONNECTION_H
#define BEADLE_WEB_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/report.h"

/* For printf, with the port: what is wrong when the two sides do not begin with TLS alike. */
#define WEB_ANSWERS_PLAIN \
	"the server answers in plain text on port %u, expected tls: starttls (or the port that " \
	"has TLS from the start)"
#define WEB_WAITS_FOR_TLS \
	"; if port %u has TLS from the start, write tls: implicit"

struct config_server;			/* config/config.h */
struct web_connection;

/* Finds the addresses and connects to the first that answers.  Reports the steps "name" and "TCP"
 * (report may be NULL).  ERR_RETRY: no such name now, refused, no answer.  ERR_CONFIG: plain text
 * beyond loopback.  The server configuration is borrowed for the connection's life. */
MUST_CHECK enum err_kind web_connection_open(const struct config_server *server,
					     step_report *report, void *user,
					     struct web_connection **out, struct err *err);

/* TLS 1.2 or newer from here on: chain and name are verified, and what certificate.h asks for,
 * before a byte of ours is sent.  Reports "TLS chain" and "host name".  ERR_REFUSED: the
 * certificate is not trusted, the text says why; ERR_CONFIG: ca_file cannot be read; ERR_RETRY:
 * broken off. */
MUST_CHECK enum err_kind web_connection_start_tls(struct web_connection *connection,
						  step_report *report, void *user, struct err *err);

/* Says good-bye to TLS without waiting.  NULL is fine. */
void web_connection_free(struct web_connection **connection);

/* Some of the bytes, one at least: their number, or -1. */
MUST_CHECK ssize_t web_connection_read(struct web_connection *connection, void *bytes, size_t size);
MUST_CHECK ssize_t web_connection_write(struct web_connection *connection, const void *bytes,
					size_t size);

/* From now on nothing waits beyond so many milliseconds; 0: what cannot be done at once fails. */
void web_connection_limit(struct web_connection *connection, int64_t ms);

/* Ends it with these words, unless it has failed before. */
void web_connection_fail(struct web_connection *connection, const char *why);
/* Why it failed, as a cause for a person; NULL when it did not. */
const char *web_connection_why(const struct web_connection *connection);

/* True when bytes wait that poll() on the descriptor would not show. */
bool web_connection_is_pending(const struct web_connection *connection);
int web_connection_fd(const struct web_connection *connection);

/* Verified TLS: no handshake ends well without. */
bool web_connection_is_encrypted(const struct web_connection *connection);
/* The other end is on this machine. */
bool web_connection_is_loopback(const struct web_connection *connection);

#endif
