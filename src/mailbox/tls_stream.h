/* tls_stream.h - a TCP connection, with or without TLS, as a stream for libetpan.
 *
 * libetpan's own streams neither verify a certificate nor notice the end of a
 * connection inside a literal, so it is given this one.  No call blocks longer than
 * the server's timeout_ms; what a command may read in all is limited by a budget, in
 * bytes and thereby in time, so that a server can neither flood nor trickle for ever.
 * After the first failure every read and write fails at once (-1, never 0).
 */
#ifndef BEADLE_MAILBOX_TLS_STREAM_H
#define BEADLE_MAILBOX_TLS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libetpan/mailstream.h>

#include "base/err.h"

struct server_config;			/* config/config.h */
struct imap_guard;			/* mailbox/imap_guard.h */
struct tls_stream;

/* What one step of getting connected has to say: "name", "192.0.2.1". */
typedef void mailbox_report(void *user, const char *step, const char *detail);

/* Finds the addresses and connects to the first that answers.  Reports the steps "name" and "TCP".
 * ERR_RETRY: no such name now, refused, no answer.  ERR_CONFIG: plain text beyond loopback.
 * The server configuration is borrowed for the stream's life. */
MUST_CHECK enum err_kind tls_stream_connect(const struct server_config *server, mailbox_report *report,
					    void *user, struct tls_stream **out, struct err *err);

/* TLS 1.2 or newer from here on: chain and name are verified, and what certificate.h asks for,
 * before a byte of ours is sent.  Reports "TLS chain" and "host name".  ERR_REFUSED: the
 * certificate is not trusted, the text says why; ERR_CONFIG: ca_file cannot be read; ERR_RETRY:
 * broken off. */
MUST_CHECK enum err_kind tls_stream_handshake(struct tls_stream *stream, mailbox_report *report,
					      void *user, struct err *err);

/* The stream for libetpan, which owns this one from now on: mailstream_close() frees both. */
mailstream *tls_stream_mailstream(struct tls_stream *stream);
struct tls_stream *tls_stream_of(mailstream *stream);

/* The next command may read this many bytes, at 1 kB a second or faster. */
void tls_stream_allow(struct tls_stream *stream, uint64_t bytes);

/* From now on nothing waits any more: what cannot be done at once fails. */
void tls_stream_hurry(struct tls_stream *stream);

/* True when bytes wait that poll() on the descriptor would not show. */
bool tls_stream_pending(const struct tls_stream *stream);
int tls_stream_fd(const struct tls_stream *stream);

/* Verified TLS: no handshake ends well without. */
bool tls_stream_is_encrypted(const struct tls_stream *stream);
/* The other end is on this machine. */
bool tls_stream_is_loopback(const struct tls_stream *stream);

/* Why reading or writing failed, as a cause for a person; NULL when it did not. */
const char *tls_stream_why(const struct tls_stream *stream);

/* True when it was not the connection that failed, but the answer: longer than announced, or nested too deeply. */
bool tls_stream_is_answer_bad(const struct tls_stream *stream);

/* While it is on, what passes is a login's: a trace of the dialogue leaves its secrets out. */
void tls_stream_hide(struct tls_stream *stream, bool on);

/* From now on all that is received is shown to the guard first. */
void tls_stream_set_guard(struct tls_stream *stream, struct imap_guard *guard);

/* Bytes received so far, TLS's own not counted. */
uint64_t tls_stream_received(const struct tls_stream *stream);

/* Only before tls_stream_mailstream(): afterwards mailstream_close() does it. NULL is fine. */
void tls_stream_free(struct tls_stream **stream);

#endif
