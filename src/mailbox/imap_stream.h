/* imap_stream.h - a connection as a stream for libetpan.
 *
 * libetpan's own streams neither verify a certificate nor notice the end of a connection inside a
 * literal, so it gets this one.  A budget limits how much a command may read, in bytes and thereby
 * in time, so that a server can neither flood nor trickle for ever.  After the first failure every
 * read and write fails at once (-1, never 0).
 */
#ifndef BEADLE_MAILBOX_IMAP_STREAM_H
#define BEADLE_MAILBOX_IMAP_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <libetpan/mailstream.h>

struct config_server;			/* config/config.h */
struct web_connection;			/* web/connection.h */
struct imap_stream;

/* Owns the connection.  mailstream_close() frees all three. */
mailstream *imap_stream_new(const struct config_server *server, struct web_connection *connection,
			    struct imap_stream **out);

/* The next command may read this many bytes, at 1 kB a second or faster. */
void imap_stream_allow(struct imap_stream *stream, uint64_t bytes);

/* True when it was not the connection that failed, but the answer: longer than announced, or nested
 * too deeply. */
bool imap_stream_is_answer_bad(const struct imap_stream *stream);

/* While it is on, what passes is a login's: a trace of the dialogue leaves its secrets out. */
void imap_stream_hide(struct imap_stream *stream, bool on);

#endif
