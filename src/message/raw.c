/* raw.c - header fields out of raw bytes.
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

struct message_limits message_limits_of(size_t text_bytes)
{
	struct message_limits limits = message_limits_default();

	limits.size_bytes = text_bytes + MESSAGE_HEADS_BYTES;
	return limits;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Length of what stands before the colon when the line is "Name: ..." (RFC 5322 3.6.8), else 0.
 * Blanks before the colon are part of it: such a line is as long as a field, and no look-up finds
 * it by the name without them. */
static size_t field_name_len(struct span line)
{
	size_t i = 0;

	while (i < line.len && (unsigned char)line.ptr[i] > 32 &&
	       (unsigned char)line.ptr[i] < 127 && line.ptr[i] != ':')
		i++;
	if (i == 0)
		return 0;
	while (i < line.len && is_blank(line.ptr[i]))
		i++;
	return i < line.len && line.ptr[i] == ':' ? i : 0;
}

static struct span strip_cr(struct span line)
{
	while (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

bool field_next(struct span *rest, struct message_field *out)
{
	struct span after = *rest, line;

	for (;;) {
		if (!span_next_line(&after, &line))
			return false;
		line = strip_cr(line);
		if (line.len == 0) {
			*rest = after;
			return false;
		}
		size_t name = field_name_len(line);

		if (name == 0) {
			/* Not a field: an mbox separator, a broken continuation, or the body. */
			struct span peek = after, next;
			bool more = span_next_line(&peek, &next) && field_name_len(next) > 0;

			if (!more && line.ptr[0] != ' ' && line.ptr[0] != '\t')
				return false;
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
		return true;
	}
}

/* at: where the line before the field ended; an mbox separator on top of all deceives nobody. */
static void note_doubt(struct message_head *head, const struct message_field *field, const char *at,
		       const char *start)
{
	struct span skipped = span_from(at, (size_t)(field->name.ptr - at));
	bool is_one_line = span_find_char(skipped, '\n') == (ptrdiff_t)skipped.len - 1;
	bool is_separator = at == start && is_one_line &&
			    (span_starts(skipped, "From ") || span_starts(skipped, ">From "));

	if (is_blank(field->name.ptr[field->name.len - 1]))
		head->doubt = "a field name has blanks before its colon";
	else if (skipped.len && !is_separator)
		head->doubt = "a line of the header is no field";
}

enum err_kind head_read(struct arena *arena, struct span *rest, const struct message_limits *limits,
			struct message_head *out, struct err *err)
{
	const char *start = rest->ptr;
	struct message_field field;

	*out = (struct message_head){ 0 };
	for (const char *at = start; field_next(rest, &field); at = rest->ptr) {
		if (out->len >= limits->header_count)
			return err_set(err, ERR_DATA, "more than %u header fields (header_count)",
				       limits->header_count);
		if (field.name.len + field.value.len > limits->header_bytes)
			return err_set(err, ERR_DATA,
				       "a header field of more than %zu bytes (header_bytes)",
				       limits->header_bytes);
		if ((size_t)(rest->ptr - start) > limits->header_block_bytes)
			break;
		note_doubt(out, &field, at, start);
		out->fields =
			arena_grow(arena, out->fields, out->len, &out->cap, sizeof *out->fields);
		out->fields[out->len++] = field;
	}
	if ((size_t)(rest->ptr - start) > limits->header_block_bytes)
		return err_set(err, ERR_DATA,
			       "a header block of more than %zu bytes (header_block_bytes)",
			       limits->header_block_bytes);
	return ERR_NONE;
}

const struct message_field *head_find(const struct message_head *head, const char *name)
{
	struct span wanted = span_of(name);

	for (size_t i = 0; i < head->len; i++)
		if (head->fields[i].name.len == wanted.len &&
		    span_eq_ci(head->fields[i].name, wanted))
			return &head->fields[i];
	return NULL;
}

struct span head_value(const struct message_head *head, const char *name)
{
	const struct message_field *field = head_find(head, name);

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
	struct message_field field;

	while (field_next(&bytes, &field)) {
		if (!span_is_ci(field.name, name))
			continue;
		*out = span_unfold(arena, field.value);
		return true;
	}
	return false;
}
