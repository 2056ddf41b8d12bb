/* imap_stream.c - see imap_stream.h.
 *
 * All that is received is shown to the guard (imap_guard.h) before libetpan parses it.
 */
#include "mailbox/imap_stream.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/trace.h"
#include "config/config.h"
#include "mailbox/imap_guard.h"
#include "web/connection.h"

enum { BUFFER_BYTES = 16 * 1024, SLOWEST_BYTES_PER_MS = 1 };

struct imap_stream {
	const struct config_server *server; /* borrowed */
	struct web_connection *connection;
	struct imap_guard guard;
	struct trace *trace; /* NULL: none */
	uint64_t budget;     /* bytes that the command may still read */
	bool is_answer_bad;
};

static ssize_t fail_answer(struct imap_stream *s, const char *why)
{
	web_connection_fail(s->connection, why);
	s->is_answer_bad = true;
	return -1;
}

static ssize_t stream_read(mailstream_low *low, void *bytes, size_t size)
{
	struct imap_stream *s = low->data;

	if (web_connection_why(s->connection))
		return -1;
	if (s->budget == 0)
		return fail_answer(s, "the server sends more than it announced");
	ssize_t n = web_connection_read(s->connection, bytes, size < s->budget ? size : s->budget);

	if (n < 0)
		return -1;
	s->budget -= (uint64_t)n;
	trace_received(s->trace, span_from(bytes, (size_t)n));
	if (!imap_guard_feed(&s->guard, bytes, (size_t)n))
		return fail_answer(s, "the server's answer is nested too deeply");
	return n;
}

static ssize_t stream_write(mailstream_low *low, const void *bytes, size_t size)
{
	struct imap_stream *s = low->data;
	ssize_t n = web_connection_write(s->connection, bytes, size);

	if (n > 0)
		trace_sent(s->trace, span_from(bytes, (size_t)n));
	return n;
}

static int stream_close(mailstream_low *low)
{
	struct imap_stream *s = low->data;

	low->data = NULL;
	web_connection_free(&s->connection);
	trace_free(&s->trace);
	free(s);
	return 0;
}

static int stream_get_fd(mailstream_low *low)
{
	struct imap_stream *s = low->data;

	return s ? web_connection_fd(s->connection) : -1;
}

static void stream_free(mailstream_low *low)
{
	free(low);
}

static void stream_cancel(mailstream_low *low)
{
	struct imap_stream *s = low->data;

	web_connection_fail(s->connection, "cancelled");
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

mailstream *imap_stream_new(const struct config_server *server, struct web_connection *connection,
			    struct imap_stream **out)
{
	mailstream_low_driver *driver = (mailstream_low_driver *)(uintptr_t)&stream_driver;
	struct imap_stream *s = mem_zalloc(1, sizeof *s);
	mailstream_low *low = mailstream_low_new(s, driver);
	mailstream *stream = low ? mailstream_new(low, BUFFER_BYTES) : NULL;

	if (!stream)
		abort(); /* out of memory: as base/mem.h */
	s->server = server;
	s->connection = connection;
	s->trace = trace_new(TRACE_IMAP, server->host);
	*out = s;
	return stream;
}

void imap_stream_allow(struct imap_stream *s, uint64_t bytes)
{
	s->budget = bytes;
	web_connection_limit(s->connection,
			     s->server->timeout_ms + (int64_t)(bytes / SLOWEST_BYTES_PER_MS));
}

bool imap_stream_is_answer_bad(const struct imap_stream *s)
{
	return s->is_answer_bad;
}

void imap_stream_hide(struct imap_stream *s, bool on)
{
	trace_hide(s->trace, on);
}
