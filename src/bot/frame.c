/* frame.c - see frame.h.  On the wire: type, length of the head, length of the bytes (three
 * uint32_t of this machine's order), then both. */
#include "bot/frame.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PREFIX_BYTES = 12, READ_BYTES = 64 * 1024 };

struct prefix {
	uint32_t type, head_len, bytes_len;
};

static enum err_kind write_all(int fd, const char *p, size_t len, struct err *err)
{
	while (len) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_RETRY, "worker is gone: %s", strerror(errno));
		p += n;
		len -= (size_t)n;
	}
	return ERR_NONE;
}

enum err_kind frame_write(int fd, enum frame_type type, json_t *head, struct span bytes,
			  struct err *err)
{
	char *text = head ? json_dumps(head, JSON_COMPACT) : NULL;
	size_t text_len = text ? strlen(text) : 0;
	struct prefix prefix = { (uint32_t)type, (uint32_t)text_len, (uint32_t)bytes.len };
	enum err_kind kind = ERR_NONE;

	if (text_len > FRAME_HEAD_MAX || bytes.len > FRAME_BYTES_MAX)
		kind = err_set(err, ERR_DATA, "a frame of %zu + %zu bytes is too large",
			       text_len, bytes.len);
	if (!kind)
		kind = write_all(fd, (const char *)&prefix, sizeof prefix, err);
	if (!kind)
		kind = write_all(fd, text ? text : "", text_len, err);
	if (!kind)
		kind = write_all(fd, bytes.ptr, bytes.len, err);
	free(text);
	return kind;
}

void frame_reader_init(struct frame_reader *reader, int fd)
{
	reader->fd = fd;
	reader->used = 0;
	buf_init(&reader->in, (size_t)FRAME_HEAD_MAX + FRAME_BYTES_MAX + PREFIX_BYTES + READ_BYTES);
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
	struct prefix p = prefix_of(reader, 0);
	const char *head = buf_fitted(&reader->in).ptr + PREFIX_BYTES;

	*out = (struct frame){ .type = (enum frame_type)p.type };
	out->head = p.head_len ? json_loadb(head, p.head_len, JSON_ALLOW_NUL, NULL) : json_object();
	if (!json_is_object(out->head)) {
		frame_free(out);
		return err_set(err, ERR_DATA, "the head of a worker's frame is not a JSON object");
	}
	out->bytes = span_from(head + p.head_len, p.bytes_len);
	reader->used = PREFIX_BYTES + (size_t)p.head_len + p.bytes_len;
	return ERR_NONE;
}

enum err_kind frame_read(struct frame_reader *reader, struct frame *out, bool *eof_out,
			 struct err *err)
{
	char chunk[READ_BYTES];

	*eof_out = false;
	buf_drop_front(&reader->in, reader->used);
	reader->used = 0;
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
