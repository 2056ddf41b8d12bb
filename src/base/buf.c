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
	*buf = (struct buf){ .data = nothing, .max = max_bytes };
}

void buf_free(struct buf *buf)
{
	if (buf->cap)
		free(buf->data);
	buf_init(buf, buf->max);
}

void buf_cut(struct buf *buf, size_t len)
{
	if (len >= buf->len)
		return;
	buf->len = len;
	buf->data[len] = '\0';
}

void buf_clear(struct buf *buf)
{
	buf_cut(buf, 0);
	buf->over = false;
}

void buf_drop_front(struct buf *buf, size_t count)
{
	if (count == 0)
		return;
	if (count >= buf->len) {
		buf_cut(buf, 0);
		return;
	}
	memmove(buf->data, buf->data + count, buf->len - count + 1);
	buf->len -= count;
}

/* True when `more` bytes fit after what is there. */
static bool reserve(struct buf *buf, size_t more)
{
	if (buf->over || more > buf->max - buf->len) {
		buf->over = true;
		return false;
	}
	if (buf->len + more < buf->cap)
		return true;
	size_t cap = buf->cap ? buf->cap : 64;

	while (cap <= buf->len + more)
		cap = cap > SIZE_MAX / 2 ? buf->len + more + 1 : cap * 2;
	buf->data = buf->cap ? mem_realloc(buf->data, cap) : mem_alloc(cap);
	buf->cap = cap;
	return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (len == 0 || !reserve(buf, len))
		return;
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
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
		vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

struct span buf_span(const struct buf *buf)
{
	return span_from(buf->data, buf->len);
}
