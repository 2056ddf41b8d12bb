/* whole.c - see whole.h. */
#include "message/whole.h"

#include <string.h>

#include "base/buf.h"

static bool is_blank(const struct message_line *line)
{
	return span_trim(line->text).len == 0;
}

static bool is_quoted(const struct message_line *line)
{
	return line->kind == LINE_QUOTE || line->kind == LINE_ATTRIBUTION;
}

/* "On ... wrote:", or what stands above the other mail without quote marks.  "Dave wrote:" may
 * introduce a quotation. */
static bool begins_other_mail(const struct message_line *line)
{
	if (line->kind == LINE_ATTRIBUTION)
		return strcmp(line->why, "attribution-short") != 0;
	return line->kind == LINE_QUOTE && line->quote_depth == 0 && !is_blank(line);
}

static bool is_reply(const struct message *message)
{
	return *message->in_reply_to || message->n_references ||
	       span_starts_ci(span_trim(span_of(message->subject)), "re:");
}

/* Where the lines of these kinds that end the text begin; end when none do. */
static size_t trailing(const struct message *message, size_t end,
		       bool (*is_of)(const struct message_line *line))
{
	size_t from = end;

	for (size_t i = end;
	     i-- > 0 && (is_of(&message->lines[i]) || is_blank(&message->lines[i]));)
		from = is_blank(&message->lines[i]) ? from : i;
	return from;
}

static bool is_signature(const struct message_line *line)
{
	return line->kind == LINE_SIGNATURE || line_is_added(line);
}

static bool has_text(const struct message *message, size_t end)
{
	for (size_t i = 0; i < end; i++) {
		if (!is_blank(&message->lines[i]) && !is_signature(&message->lines[i]))
			return true;
	}
	return false;
}

/* Signature and copied mail stand in either order. */
static size_t end_of_text(const struct message *message)
{
	size_t end = trailing(message, message->n_lines, is_signature),
	       quoted = trailing(message, end, is_quoted);

	while (quoted < end && !begins_other_mail(&message->lines[quoted]))
		quoted++;
	/* a quotation alone is what was mailed */
	if (quoted < end && is_reply(message) && has_text(message, quoted))
		end = trailing(message, quoted, is_signature);
	while (end > 0 && is_blank(&message->lines[end - 1]))
		end--;
	return end;
}

/* What others put there, wherever it stands. */
static bool is_left_out(const struct message_line *line)
{
	return line_is_added(line) ||
	       (line->kind == LINE_SIGNATURE && strcmp(line->why, "pgp-armour") == 0);
}

const char *message_whole_text(struct arena *arena, const struct message *message, size_t max_bytes)
{
	size_t end = end_of_text(message);
	const char *text = NULL;
	struct span whole;
	struct buf out;

	if (message->is_cut)
		return NULL;
	buf_init(&out, max_bytes);
	for (size_t i = 0; i < end && !buf_is_cut(&out); i++) {
		const struct message_line *line = &message->lines[i];

		if (is_left_out(line))
			continue;
		for (unsigned n = 0; n < line->quote_depth; n++)
			buf_add_char(&out, '>');
		if (line->quote_depth && line->text.len)
			buf_add_char(&out, ' ');
		buf_add_span(&out, line->text);
		buf_add_char(&out, '\n');
	}
	if (buf_whole(&out, &whole))
		text = arena_strndup(arena, whole.ptr, whole.len);
	buf_free(&out);
	return text;
}
