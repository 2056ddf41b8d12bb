/* raw.c - header fields out of raw bytes, and the look that spares most mails a parse.
 *
 * Everything here is linear in the bytes and comes before any parser: the sizes of the
 * mail, its header block, each field and their number are checked while they are read.
 */
#include <string.h>

#include "message/internal.h"

struct message_limits message_limits_default(void)
{
	return (struct message_limits){
		.size_bytes = 1024 * 1024,
		.header_block_bytes = 256 * 1024,
		.header_bytes = 64 * 1024,
		.header_count = 1000,
		.addresses = 1000,
		.parts = 200,
		.depth = 50,
		.html_bytes = 256 * 1024,
		.lines = 20000,
	};
}

/* Length of a field's name when the line is "Name: ..." (RFC 5322 3.6.8; a space before the
 * colon is obsolete syntax that still occurs), else 0. */
static size_t field_name_len(struct span line)
{
	size_t i = 0;

	while (i < line.len && (unsigned char)line.ptr[i] > 32 && (unsigned char)line.ptr[i] < 127 &&
	       line.ptr[i] != ':')
		i++;
	size_t name = i;

	while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'))
		i++;
	return name > 0 && i < line.len && line.ptr[i] == ':' ? name : 0;
}

static struct span strip_cr(struct span line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Cuts one field with its continuation lines off *rest.  0: the block has ended. */
static int next_field(struct span *rest, struct field *out)
{
	struct span after = *rest, line;

	for (;;) {
		if (!span_next_line(&after, &line))
			return 0;
		line = strip_cr(line);
		if (line.len == 0) {
			*rest = after;
			return 0;
		}
		size_t name = field_name_len(line);

		if (name == 0) {
			/* Not a field: an mbox separator, a broken continuation, or the body. */
			struct span peek = after, next;
			bool more = span_next_line(&peek, &next) && field_name_len(next) > 0;

			if (!more && line.ptr[0] != ' ' && line.ptr[0] != '\t')
				return 0;
			*rest = after;
			continue;
		}
		const char *colon = memchr(line.ptr, ':', line.len);

		out->name = span_from(line.ptr, name);
		out->value.ptr = colon + 1;
		const char *end = line.ptr + line.len;

		while (after.len > 0 && (after.ptr[0] == ' ' || after.ptr[0] == '\t')) {
			struct span peek = after;

			if (!span_next_line(&peek, &line))
				break;
			line = strip_cr(line);
			/* A line of white space alone ends the block for every mail server. */
			if (span_trim(line).len == 0)
				break;
			end = line.ptr + line.len;
			after = peek;
		}
		out->value.len = (size_t)(end - out->value.ptr);
		*rest = after;
		return 1;
	}
}

enum err_kind head_read(struct arena *arena, struct span *rest, const struct message_limits *limits,
			struct head *out, struct err *err)
{
	const char *start = rest->ptr;
	struct field field;

	*out = (struct head){ 0 };
	while (next_field(rest, &field)) {
		if (out->len >= limits->header_count)
			return err_set(err, ERR_DATA, "more than %u header fields (header_count)",
				       limits->header_count);
		if (field.name.len + field.value.len > limits->header_bytes)
			return err_set(err, ERR_DATA, "a header field of more than %zu bytes (header_bytes)",
				       limits->header_bytes);
		if ((size_t)(rest->ptr - start) > limits->header_block_bytes)
			break;
		out->fields = arena_grow(arena, out->fields, out->len, &out->cap, sizeof *out->fields);
		out->fields[out->len++] = field;
	}
	if ((size_t)(rest->ptr - start) > limits->header_block_bytes)
		return err_set(err, ERR_DATA, "a header block of more than %zu bytes (header_block_bytes)",
			       limits->header_block_bytes);
	return ERR_NONE;
}

const struct field *head_find(const struct head *head, const char *name)
{
	for (size_t i = 0; i < head->len; i++)
		if (span_is_ci(head->fields[i].name, name))
			return &head->fields[i];
	return NULL;
}

struct span head_value(const struct head *head, const char *name)
{
	const struct field *field = head_find(head, name);

	return field ? field->value : span_from("", 0);
}

struct span span_unfold(struct arena *arena, struct span value)
{
	value = span_trim(value);
	if (!memchr(value.ptr, '\n', value.len) && !memchr(value.ptr, '\0', value.len))
		return span_from(arena_strndup(arena, value.ptr, value.len), value.len);
	char *copy = arena_alloc(arena, value.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] != '\r' && value.ptr[i] != '\n' && value.ptr[i] != '\0')
			copy[n++] = value.ptr[i];
	return span_from(copy, n);
}

bool message_raw_field(struct arena *arena, struct span bytes, const char *name, struct span *out)
{
	struct field field;

	while (next_field(&bytes, &field)) {
		if (!span_is_ci(field.name, name))
			continue;
		*out = span_unfold(arena, field.value);
		return true;
	}
	return false;
}

/* ---- may it hold a tag? ---- */

static bool starts_at(struct span s, size_t at, const char *word)
{
	return span_starts_ci(span_sub(s, at, strlen(word)), word);
}

/* Words that a line must begin with to be a command (PRODUCT 6), perhaps after "#12" or a row. */
static bool line_may_be_command(struct span line)
{
	static const char *const words[] = {
		"done", "drop", "snooze", "due", "not", "owner", "pause", "stop", "resume", "status",
		"help", "+1", "-1", "skip", "cancel", "move", "chair", "object", "ok", "withdraw",
		"extend", "resolved", "comment",
	};

	line = span_sub(span_trim(line), 0, 80);
	if (line.len > 0 && line.ptr[0] == '#')
		line = span_sub(line, 1, line.len);
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
		if (span_starts_ci(line, words[w]))
			return true;
	size_t digits = 0;

	while (digits < line.len && ascii_is_digit(line.ptr[digits]))
		digits++;
	if (digits == 0 || digits > 6)
		return false;
	line = span_sub(line, digits, line.len);
	while (line.len > 0 && (ascii_is_space(line.ptr[0]) || strchr(".,:)", line.ptr[0])))
		line = span_sub(line, 1, line.len);
	for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
		if (span_starts_ci(line, words[w]))
			return true;
	return false;
}

/* "object" as a verb, "objection", "opposed": what the chair may have to be asked about. */
static bool line_may_object(struct span s)
{
	if (span_starts(s, "opposed") || span_starts(s, "objection"))
		return true;
	return span_starts(s, "object") && (s.len == 6 || s.ptr[6] == '.' || s.ptr[6] == ',' || s.ptr[6] == '!' ||
					    s.ptr[6] == ';' || s.ptr[6] == '\r' || span_starts(s, "object to") ||
					    span_starts(s, "object \r") || span_starts(s, "object because"));
}

/* One look at each byte: 'A'/'a' before what makes AI, action, agenda; '[' before a capital
 * or a checkbox; 'M'/'m' before minutes. */
static bool line_may_hold_tag(struct span line)
{
	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i], d = i + 1 < line.len ? line.ptr[i + 1] : '\0';

		switch (c) {
		case 'A':
			if (d == 'I')
				return true;
			/* fallthrough */
		case 'a':
			if (((d | 32) == 'c' && starts_at(line, i, "action")) ||
			    ((d | 32) == 'g' && starts_at(line, i, "agenda")))
				return true;
			break;
		case '[':
			if ((d >= 'A' && d <= 'Z') || d == 'x' || d == ' ' || d == '#' ||
			    starts_at(line, i, "[ai") || starts_at(line, i, "[done") ||
			    starts_at(line, i, "[silent") || starts_at(line, i, "[lazy"))
				return true;
			break;
		case 'M':
		case 'm':
			if ((d | 32) == 'i' && starts_at(line, i, "minutes"))
				return true;
			break;
		case 'T':
		case 't':
			if ((d | 32) == 'o' && (starts_at(line, i, "todo") || starts_at(line, i, "to do")))
				return true;
			break;
		case 's':
		case 'S':
			if (starts_at(line, i, "standing"))
				return true;
			break;
		case 'o':
			if ((d == 'b' || d == 'p') && line_may_object(span_sub(line, i, 16)))
				return true;
			break;
		case 'v':
			if (starts_at(line, i, "veto "))
				return true;
			break;
		case 'N':
		case 'n':
			if ((d | 32) == 'a' && (starts_at(line, i, "nacked-by") || starts_at(line, i, "naked-by") ||
						(i == 0 && line.len < 9 && (starts_at(line, i, "nak") || starts_at(line, i, "nack")))))
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

/* Whether a header line of any part says that the text is not what the bytes show. */
static bool line_says_encoded(struct span line)
{
	static const char *const hints[] = {
		"base64", "quoted-printable", "uuencode", "x-uue", "yenc", "binhex", "text/html", "delsp",
		"utf-7", "utf-16", "utf-32", "utf7", "utf16", "utf32", "hz-gb", "ucs-", "iso-10646",
		"ebcdic", "ibm", "cp037", "unicode-1", "richtext", "enriched", "iso-2022", "csiso2022",
	};

	for (size_t h = 0; h < sizeof hints / sizeof hints[0]; h++)
		if (span_find_ci(line, hints[h]) >= 0)
			return true;
	return false;
}

bool message_may_hold_tag(struct span bytes)
{
	struct span line;
	struct field field;

	/* The mail's own fields: an encoded subject may be a tag, as may a plain one. */
	while (next_field(&bytes, &field)) {
		if (span_is_ci(field.name, "Subject")) {
			struct span subject = span_trim(field.value);

			if (span_find(subject, "=?") >= 0 || line_may_be_command(subject) ||
			    line_may_hold_tag(subject))
				return true;
		} else if (span_starts_ci(field.name, "Content-") && line_says_encoded(field.value)) {
			return true;
		}
	}
	while (span_next_line(&bytes, &line)) {
		if (line.len == 0 || line.ptr[0] == '>')
			continue;
		if ((line.ptr[0] | 32) == 'c' && span_starts_ci(line, "content-")) {
			/* Its continuation lines count too: look at the whole folded field. */
			struct span folded = line, peek = bytes, next;

			while (peek.len > 0 && (peek.ptr[0] == ' ' || peek.ptr[0] == '\t') &&
			       span_next_line(&peek, &next))
				folded.len = (size_t)(next.ptr + next.len - folded.ptr);
			if (line_says_encoded(folded))
				return true;
		}
		if (line_may_hold_tag(line) || line_may_be_command(line))
			return true;
	}
	return false;
}
