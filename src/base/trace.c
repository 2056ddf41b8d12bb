/* trace.c - see trace.h.  What was selected is the process's own, like the level of the log. */
#include "base/trace.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

static const char *const names[TRACE_KINDS] = { "imap", "smtp", "sql" };
static bool selected[TRACE_KINDS];

/* One direction. */
struct side {
	const char *way;
	struct buf line;		/* what has come of it */
	uint64_t content_left;		/* bytes of a literal still to come */
	uint64_t content;		/* bytes that were counted and not printed */
	bool lost;			/* a line was too long to be followed */
};

struct trace {
	enum trace_kind kind;
	const char *host;
	bool hiding;
	struct side sent, received;
};

bool trace_select(const char *words)
{
	for (;;) {
		size_t len = strcspn(words, ","), i = 0;

		while (i < TRACE_KINDS && !span_is(span_from(words, len), names[i]))
			i++;
		if (i == TRACE_KINDS)
			return false;
		selected[i] = true;
		if (!words[len])
			return true;
		words += len + 1;
	}
}

bool trace_is_on(enum trace_kind kind)
{
	return selected[kind];
}

struct trace *trace_new(enum trace_kind kind, const char *host)
{
	struct trace *t;

	if (!selected[kind])
		return NULL;
	t = mem_zalloc(1, sizeof *t);
	t->kind = kind;
	t->host = host;
	t->sent.way = "sent";
	t->received.way = "received";
	buf_init(&t->sent.line, LINE_MAX_BYTES);
	buf_init(&t->received.line, LINE_MAX_BYTES);
	return t;
}

void trace_free(struct trace **trace)
{
	if (!*trace)
		return;
	buf_free(&(*trace)->sent.line);
	buf_free(&(*trace)->received.line);
	free(*trace);
	*trace = NULL;
}

static void print(const struct trace *t, const char *way, const char *text)
{
	const struct log_field fields[] = { L_STR("host", t->host), L_STR("way", way),
					    L_STR("text", text), L_END };

	log_fields(LOG_LEVEL_TRACE, names[t->kind], fields);
}

static void print_content(const struct trace *t, struct side *side)
{
	struct buf text;

	if (!side->content)
		return;
	buf_init(&text, 100);
	buf_addf(&text, "(%llu bytes)", (unsigned long long)side->content);
	print(t, side->way, buf_shown(&text).ptr);
	buf_free(&text);
	side->content = 0;
}

/* How much of a login's line may be seen: "AUTH PLAIN", "tag AUTHENTICATE PLAIN", "tag LOGIN";
 * "334", "+". */
static size_t visible(const struct side *side, struct span line)
{
	size_t words, at = 0;

	if (strcmp(side->way, "received") == 0)
		return span_starts(line, "+") ? 1 : span_starts(line, "334") ? 3 : line.len;
	if (!span_starts_ci(line, "auth "))
		return 0;
	words = span_starts_ci(line, "auth AUTHENTICATE ") ? 3 : 2;
	for (; at < line.len; at++) {
		if (line.ptr[at] == ' ' && --words == 0)
			break;
	}
	return at;
}

/* A short text that a server sends as a quoted string and not as a literal: BODY[1] "text". */
static void cut_quoted_content(struct buf *line)
{
	char *text = buf_writable(line);
	size_t from = 0, len = buf_len(line);

	if (text[0] != '*')
		return;
	for (;;) {
		char *quote = strstr(text + from, "] \"");
		size_t begin, end;

		if (!quote)
			return;
		begin = (size_t)(quote - text) + 3;
		for (end = begin; end < len && text[end] != '"'; end++)
			end += text[end] == '\\';
		if (end > len)
			end = len;
		memset(text + begin, '*', end - begin);
		from = end;
	}
}

/* IMAP: {123} or {123+} at the end of a line announces so many bytes that are no line. */
static uint64_t literal_size(const struct trace *t, struct span line)
{
	size_t end = line.len;
	unsigned long size;

	if (t->kind != TRACE_IMAP || !span_ends(line, "}"))
		return 0;
	while (end && line.ptr[end - 1] != '{')
		end--;
	line = span_sub(line, end, line.len - end - 1);
	if (span_ends(line, "+"))
		line.len--;
	return end && span_to_uint(line, UINT32_MAX, &size) ? size : 0;
}

static void line_is_complete(struct trace *t, struct side *side)
{
	struct span text = span_trim_end(buf_fitted(&side->line));
	char *bytes = buf_writable(&side->line);

	side->content_left = literal_size(t, text);
	for (size_t i = 0; i < text.len; i++) {
		if (!bytes[i])
			bytes[i] = '?';
	}
	buf_shorten(&side->line, text.len);
	if (t->hiding) {
		size_t seen = visible(side, text);
		const char *rest = bytes + seen;

		rest += *rest == ' ';
		if (*rest) {
			log_add_secret(rest);
			explicit_bzero(bytes + seen, text.len - seen);
			buf_shorten(&side->line, seen);
			buf_add_str(&side->line, seen ? " ***" : "***");
		}
	} else if (t->kind == TRACE_IMAP) {
		cut_quoted_content(&side->line);
	}
	print_content(t, side);
	print(t, side->way, buf_fitted(&side->line).ptr);
	buf_clear(&side->line);
}

static void feed(struct trace *t, struct side *side, struct span bytes)
{
	while (bytes.len && !side->lost) {
		ptrdiff_t end = span_find_char(bytes, '\n');
		size_t len = end < 0 ? bytes.len : (size_t)end + 1;

		if (side->content_left) {
			len = side->content_left < bytes.len ? (size_t)side->content_left
							     : bytes.len;
			side->content_left -= len;
			side->content += len;
		} else {
			buf_add_span(&side->line, span_sub(bytes, 0, len));
			side->lost = buf_is_cut(&side->line);
			if (side->lost)
				print(t, side->way, "(the rest of this line is too long to show)");
			else if (end >= 0)
				line_is_complete(t, side);
		}
		bytes = span_sub(bytes, len, bytes.len);
	}
}

void trace_sent(struct trace *t, struct span bytes)
{
	if (t)
		feed(t, &t->sent, bytes);
}

void trace_received(struct trace *t, struct span bytes)
{
	if (!t)
		return;
	print_content(t, &t->sent);
	feed(t, &t->received, bytes);
}

void trace_sent_mail(struct trace *t, size_t len)
{
	if (t)
		t->sent.content += len;
}

void trace_hide(struct trace *t, bool on)
{
	if (t)
		t->hiding = on;
}
