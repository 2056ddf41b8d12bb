/* buf.c - see buf.h. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char nothing[1];		/* never written: what an empty buffer shows */

void buf_init(struct buf *buf, size_t max_bytes)
{
	*buf = (struct buf){ .buf_bytes = nothing, .buf_max = max_bytes };
}

void buf_free(struct buf *buf)
{
	if (buf->buf_room)
		free(buf->buf_bytes);
	buf_init(buf, buf->buf_max);
}

void buf_shorten(struct buf *buf, size_t len)
{
	if (len >= buf->buf_size)
		return;
	buf->buf_size = len;
	buf->buf_bytes[len] = '\0';
}

void buf_clear(struct buf *buf)
{
	buf_shorten(buf, 0);
	buf->buf_cut_off = false;
}

void buf_give_up(struct buf *buf)
{
	buf->buf_cut_off = true;
}

void buf_wipe(struct buf *buf)
{
	if (buf->buf_room)
		explicit_bzero(buf->buf_bytes, buf->buf_room);
	buf_clear(buf);
}

void buf_drop_front(struct buf *buf, size_t count)
{
	if (count == 0)
		return;
	if (count >= buf->buf_size) {
		buf_shorten(buf, 0);
		return;
	}
	memmove(buf->buf_bytes, buf->buf_bytes + count, buf->buf_size - count + 1);
	buf->buf_size -= count;
}

/* True when `more` bytes fit after what is there. */
static bool reserve(struct buf *buf, size_t more)
{
	if (buf->buf_cut_off || more > buf->buf_max - buf->buf_size) {
		buf->buf_cut_off = true;
		return false;
	}
	if (buf->buf_size + more < buf->buf_room)
		return true;
	size_t cap = buf->buf_room ? buf->buf_room : 64;

	while (cap <= buf->buf_size + more)
		cap = cap > SIZE_MAX / 2 ? buf->buf_size + more + 1 : cap * 2;
	buf->buf_bytes = buf->buf_room ? mem_realloc(buf->buf_bytes, cap) : mem_alloc(cap);
	buf->buf_room = cap;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0 || !reserve(buf, len))
		return;
	memcpy(buf->buf_bytes + buf->buf_size, bytes, len);
	buf->buf_size += len;
	buf->buf_bytes[buf->buf_size] = '\0';
}

void buf_add_str(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_add_span(struct buf *buf, struct span s)
{
	buf_add(buf, s.ptr, s.len);
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_addf(struct buf *buf, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0 && reserve(buf, (size_t)n)) {
		vsnprintf(buf->buf_bytes + buf->buf_size, (size_t)n + 1, fmt, again);
		buf->buf_size += (size_t)n;
	}
	va_end(again);
}

size_t buf_len(const struct buf *buf)
{
	return buf->buf_size;
}

char *buf_writable(struct buf *buf)
{
	return buf->buf_bytes;
}

bool buf_is_cut(const struct buf *buf)
{
	return buf->buf_cut_off;
}

struct span buf_fitted(const struct buf *buf)
{
	return span_from(buf->buf_bytes, buf->buf_size);
}

bool buf_whole(const struct buf *buf, struct span *out)
{
	*out = buf->buf_cut_off ? span_of("") : buf_fitted(buf);
	return !buf->buf_cut_off;
}

struct span buf_shown(struct buf *buf)
{
	static const char mark[] = "...";
	size_t len = sizeof mark - 1;

	if (!buf->buf_cut_off || buf->buf_size < len)
		return buf_fitted(buf);
	size_t keep = buf->buf_size - len;

	while (keep && ((unsigned char)buf->buf_bytes[keep] & 0xC0) == 0x80)
		keep--;		/* no half character stays in front of it */
	memcpy(buf->buf_bytes + keep, mark, len + 1);
	buf->buf_size = keep + len;
	return buf_fitted(buf);
}

static const char *finish(struct buf *buf, struct arena *arena)
{
	const char *text = arena_strndup(arena, buf->buf_bytes, buf->buf_size);

	buf_free(buf);
	return text;
}

const char *buf_finish(struct buf *buf, struct arena *arena)
{
	if (buf->buf_cut_off)
		abort();
	return finish(buf, arena);
}

const char *buf_finish_shown(struct buf *buf, struct arena *arena)
{
	(void)buf_shown(buf);
	return finish(buf, arena);
}
