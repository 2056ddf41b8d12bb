/* frame.c - see frame.h.  On the wire: type, length of the head, length of the bytes (three
 * uint32_t of this machine's order), then both. */
#include "bot/frame.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "time/clock.h"

enum { PREFIX_BYTES = 12, READ_BYTES = 64 * 1024 };

struct prefix {
	uint32_t type, head_len, bytes_len;
};

enum {
	FRAME_MAX = PREFIX_BYTES + FRAME_HEAD_MAX + FRAME_BYTES_MAX,
	ENOUGH_BYTES = 64 * 1024,
	ENOUGH_MS = 100,
};

void frame_writer_init(struct frame_writer *writer, int fd)
{
	*writer = (struct frame_writer){ .fd = fd };
	buf_init(&writer->out, FRAME_MAX + ENOUGH_BYTES);
}

void frame_writer_free(struct frame_writer *writer)
{
	buf_free(&writer->out);
}

bool frame_is_unwritten(const struct frame_writer *writer)
{
	return buf_len(&writer->out) > 0;
}

bool frame_is_enough(const struct frame_writer *writer)
{
	return buf_len(&writer->out) >= ENOUGH_BYTES ||
	       (frame_is_unwritten(writer) &&
		clock_monotonic_ms() - writer->since_ms >= ENOUGH_MS);
}

enum err_kind frame_gather(struct frame_writer *writer, enum frame_type type, json_t *head,
			   struct span bytes, struct err *err)
{
	char *text = head ? json_dumps(head, JSON_COMPACT) : NULL;
	size_t text_len = text ? strlen(text) : 0;
	struct prefix prefix = { (uint32_t)type, (uint32_t)text_len, (uint32_t)bytes.len };
	enum err_kind kind = ERR_NONE;

	if (text_len > FRAME_HEAD_MAX || bytes.len > FRAME_BYTES_MAX)
		kind = err_set(err, ERR_DATA, "a frame of %zu + %zu bytes is too large",
			       text_len, bytes.len);
	if (!kind) {
		if (!frame_is_unwritten(writer))
			writer->since_ms = clock_monotonic_ms();
		buf_add(&writer->out, &prefix, sizeof prefix);
		buf_add(&writer->out, text, text_len);
		buf_add_span(&writer->out, bytes);
	}
	free(text);
	return kind;
}

/* 0: not now; -1: the other end is gone. */
static ssize_t write_some(struct frame_writer *writer, int flags)
{
	struct span out = buf_fitted(&writer->out);

	for (;;) {
		ssize_t n = send(writer->fd, out.ptr + writer->written, out.len - writer->written,
				 MSG_NOSIGNAL | flags);

		if (n >= 0)
			return n;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return 0;
		if (errno != EINTR)
			return -1;
	}
}

/* All of it: a large mail's memory is not kept. */
static void empty(struct frame_writer *writer)
{
	if (buf_len(&writer->out) > 4 * ENOUGH_BYTES)
		buf_free(&writer->out);
	buf_clear(&writer->out);
	writer->written = 0;
}

enum err_kind frame_flush(struct frame_writer *writer, struct err *err)
{
	while (writer->written < buf_len(&writer->out)) {
		ssize_t n = write_some(writer, 0);

		if (n < 0)
			return err_set(err, ERR_RETRY, "worker is gone: %s", strerror(errno));
		writer->written += (size_t)n;
	}
	empty(writer);
	return ERR_NONE;
}

void frame_push(struct frame_writer *writer)
{
	while (writer->written < buf_len(&writer->out)) {
		ssize_t n = write_some(writer, MSG_DONTWAIT);

		if (n == 0)
			return;
		writer->written = n < 0 ? buf_len(&writer->out) : writer->written + (size_t)n;
	}
	empty(writer);
}

enum err_kind frame_write(int fd, enum frame_type type, json_t *head, struct span bytes,
			  struct err *err)
{
	struct frame_writer writer;

	frame_writer_init(&writer, fd);
	enum err_kind kind = frame_gather(&writer, type, head, bytes, err);

	if (!kind)
		kind = frame_flush(&writer, err);
	frame_writer_free(&writer);
	return kind;
}

void frame_reader_init(struct frame_reader *reader, int fd)
{
	reader->fd = fd;
	reader->used = 0;
	buf_init(&reader->in, (size_t)FRAME_MAX + READ_BYTES);
}

void frame_reader_free(struct frame_reader *reader)
{
	buf_free(&reader->in);
}

static struct prefix prefix_of(const struct frame_reader *reader, size_t at)
{
	struct prefix prefix;

	memcpy(&prefix, buf_fitted(&reader->in).ptr + at, sizeof prefix);
	return prefix;
}

static bool is_whole(const struct frame_reader *reader, size_t at)
{
	if (buf_len(&reader->in) < at + PREFIX_BYTES)
		return false;
	struct prefix p = prefix_of(reader, at);

	return buf_len(&reader->in) - at - PREFIX_BYTES >= (size_t)p.head_len + p.bytes_len;
}

bool frame_is_buffered(const struct frame_reader *reader)
{
	return is_whole(reader, reader->used);
}

static enum err_kind take(struct frame_reader *reader, struct frame *out, struct err *err)
{
	struct prefix p = prefix_of(reader, reader->used);
	const char *head = buf_fitted(&reader->in).ptr + reader->used + PREFIX_BYTES;

	*out = (struct frame){ .type = (enum frame_type)p.type };
	out->head = p.head_len ? json_loadb(head, p.head_len, JSON_ALLOW_NUL, NULL) : json_object();
	if (!json_is_object(out->head)) {
		frame_free(out);
		return err_set(err, ERR_DATA, "the head of a worker's frame is not a JSON object");
	}
	out->bytes = span_from(head + p.head_len, p.bytes_len);
	reader->used += PREFIX_BYTES + (size_t)p.head_len + p.bytes_len;
	return ERR_NONE;
}

/* What was handed out is over; a large mail's memory is not kept. */
static void drop_used(struct frame_reader *reader)
{
	bool is_all = reader->used == buf_len(&reader->in);

	if (is_all && reader->used > 4 * READ_BYTES)
		buf_free(&reader->in);
	else
		buf_drop_front(&reader->in, reader->used);
	reader->used = 0;
}

enum err_kind frame_read(struct frame_reader *reader, struct frame *out, bool *eof_out,
			 struct err *err)
{
	char chunk[READ_BYTES];

	*eof_out = false;
	if (frame_is_buffered(reader))
		return take(reader, out, err);
	drop_used(reader);
	for (;;) {
		if (buf_len(&reader->in) >= PREFIX_BYTES) {
			struct prefix p = prefix_of(reader, 0);

			if (p.head_len > FRAME_HEAD_MAX || p.bytes_len > FRAME_BYTES_MAX)
				return err_set(err, ERR_DATA,
					       "a worker's frame is too large");
			if (is_whole(reader, 0))
				return take(reader, out, err);
		}
		ssize_t n = recv(reader->fd, chunk, sizeof chunk, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_RETRY, "worker is gone: %s", strerror(errno));
		if (n == 0) {
			*eof_out = true;
			if (buf_len(&reader->in))
				return err_set(err, ERR_DATA,
					       "a worker ended in the middle of a frame");
			return ERR_NONE;
		}
		buf_add(&reader->in, chunk, (size_t)n);
	}
}

const char *frame_text(const struct frame *frame, const char *key)
{
	const char *text = json_string_value(json_object_get(frame->head, key));

	return text ? text : "";
}

void frame_free(struct frame *frame)
{
	json_decref(frame->head);
	frame->head = NULL;
}
