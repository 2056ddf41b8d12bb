/* archived.c - see archived.h. */
#include "message/archived.h"

#include <glib.h>
#include <string.h>

#include "base/url.h"
#include "message/internal.h"

enum { NUMBER_DIGITS_MAX = 10 };

/* In angle brackets; within them white space from folding means nothing (RFC 5064, 2.1).  Some
 * programs leave the brackets away. */
static struct span link_in(struct arena *arena, struct span value)
{
	ptrdiff_t open = span_find_char(value, '<');
	ptrdiff_t close = span_find_char(value, '>');
	char *text = arena_alloc(arena, value.len + 1, 1);
	size_t n = 0;

	value = open >= 0 && close > open
			? span_sub(value, (size_t)open + 1, (size_t)(close - open) - 1)
			: span_trim(value);
	for (size_t i = 0; i < value.len; i++) {
		if (!ascii_is_space(value.ptr[i]))
			text[n++] = value.ptr[i];
		else if (open < 0)
			return span_of("");
	}
	return url_is_link(span_from(text, n), NULL) ? span_from(text, n) : span_of("");
}

static struct span number_in(struct arena *arena, struct span value)
{
	(void)arena;
	value = span_trim(value);
	for (size_t i = 0; i < value.len; i++) {
		if (!ascii_is_digit(value.ptr[i]))
			return span_of("");
	}
	return value.len <= NUMBER_DIGITS_MAX ? value : span_of("");
}

/* What the fields of these names agree on; where two say different things, nothing. */
static struct span agreed(struct arena *arena, const struct message_head *head,
			  const char *const *names,
			  struct span (*read)(struct arena *, struct span))
{
	struct span found = span_of("");

	for (size_t i = 0; i < head->len; i++) {
		if (!span_any(head->fields[i].name, span_is_ci, names))
			continue;
		struct span value = read(arena, head->fields[i].value);

		if (found.len && value.len && !span_eq(found, value))
			return span_of("");
		found = value.len ? value : found;
	}
	return found;
}

const char *archived_read(struct arena *arena, const struct message_head *head)
{
	static const char *const links[] = { "Archived-At", "X-Archived-At", NULL };
	/* of groups.io, Sympa, fml */
	static const char *const numbers[] = { "X-Groupsio-MsgNum", "X-Sequence", "X-ML-Count",
					       "X-Mail-Count", NULL };
	struct span link = agreed(arena, head, links, link_in);
	struct span number = agreed(arena, head, numbers, number_in);

	return arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(link),
			    link.len && number.len ? " " : "", SPAN_ARG(number));
}

struct span archived_link(struct span archived)
{
	ptrdiff_t end = span_find_char(archived, ' ');
	struct span first = end >= 0 ? span_sub(archived, 0, (size_t)end) : archived;

	return archived_number(first).len ? span_of("") : first;
}

struct span archived_number(struct span archived)
{
	ptrdiff_t space = span_find_char(archived, ' ');
	struct span last = span_sub(archived, (size_t)(space + 1), archived.len);

	return last.len && ascii_is_digit(last.ptr[0]) ? last : span_of("");
}

const char *archived_hash(struct arena *arena, const char *message_id)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
	guint8 bytes[20];
	gsize n = sizeof bytes;
	char *text = arena_alloc(arena, sizeof bytes * 8 / 5 + 1, 1);

	g_checksum_update(sum, (const guchar *)message_id, (gssize)strlen(message_id));
	g_checksum_get_digest(sum, bytes, &n);
	g_checksum_free(sum);
	for (size_t bit = 0; bit < n * 8; bit += 5) {
		unsigned pair = (unsigned)bytes[bit / 8] << 8;

		if (bit / 8 + 1 < n)
			pair |= bytes[bit / 8 + 1];
		text[bit / 5] = digits[pair >> (11 - bit % 8) & 31];
	}
	return text;
}
