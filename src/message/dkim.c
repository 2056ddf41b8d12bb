/* dkim.c - see dkim.h. */
#include "message/dkim.h"

#include <string.h>

#include "base/buf.h"
#include "message/internal.h"

/* What is done by a mail hangs on these: who, to whom, when, which mail, in answer to what.  The
 * others say how its text is to be read, and many sign none of them; but who signs one wants no
 * second above it. */
static const struct {
	const char *name;
	bool always;
} fields[] = {
	{ "From", true },
	{ "To", true },
	{ "Cc", true },
	{ "Date", true },
	{ "Subject", true },
	{ "Message-ID", true },
	{ "In-Reply-To", true },
	{ "References", true },
	{ "Content-Type", false },
	{ "Content-Transfer-Encoding", false },
};

struct tags {
	struct span v, a, b, bh, d, h, s;
	bool has_length;	/* l=: what stands behind it anybody can have added */
	const char *broken;
};

/* Verifiers copy these into their Authentication-Results.  i= is quoted-printable: it could be a
 * whole result. */
static bool is_harmless(struct span name, struct span value)
{
	bool is_name = span_is_ci(name, "a") || span_is_ci(name, "d") || span_is_ci(name, "i") ||
		       span_is_ci(name, "s");
	const char *marks = is_name ? ".-_+@" : "+/= \t\r\n";

	for (size_t i = 0; i < value.len && (is_name || span_is_ci(name, "b")); i++) {
		int c = (unsigned char)value.ptr[i];

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && (!c || !strchr(marks, c)))
			return false;
	}
	return true;
}

static struct span without_space(struct arena *arena, struct span value)
{
	char *copy = arena_alloc(arena, value.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (!ascii_is_space((unsigned char)value.ptr[i]))
			copy[n++] = value.ptr[i];
	}
	return span_from(copy, n);
}

/* Cuts what stands before the next mark off *rest; false at its end. */
static bool next_part(struct span *rest, char mark, struct span *out)
{
	if (!rest->ptr)
		return false;
	ptrdiff_t end = span_find_char(*rest, mark);

	*out = end < 0 ? *rest : span_sub(*rest, 0, (size_t)end);
	*rest = end < 0 ? span_from(NULL, 0) : span_sub(*rest, (size_t)end + 1, rest->len);
	return true;
}

static struct span *tag_of(struct tags *tags, struct span name)
{
	const struct {
		const char *name;
		struct span *value;
	} known[] = {
		{ "v", &tags->v }, { "a", &tags->a }, { "b", &tags->b }, { "bh", &tags->bh },
		{ "d", &tags->d }, { "h", &tags->h }, { "s", &tags->s },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (span_is(name, known[i].name))
			return known[i].value;
	}
	return NULL;
}

/* *doubt_out is left alone when nothing of the field can confuse what a server writes about it. */
static struct tags read_tags(struct arena *arena, struct span rest, const char **doubt_out)
{
	struct tags tags = { .broken = NULL };
	struct span part;

	while (next_part(&rest, ';', &part)) {
		ptrdiff_t equals = span_find_char(part, '=');

		if (equals < 0) {
			if (span_trim(part).len)
				tags.broken = "cannot be read";
			continue;
		}
		struct span name = span_trim(span_sub(part, 0, (size_t)equals));
		struct span value = span_trim(span_sub(part, (size_t)equals + 1, part.len)),
			    *tag = tag_of(&tags, name);

		if (!is_harmless(name, value))
			*doubt_out = "a DKIM-Signature holds more than a name where one is due";
		tags.has_length = tags.has_length || span_is_ci(name, "l");
		if (tag && tag->ptr)
			tags.broken = "cannot be read";
		else if (tag)
			*tag = without_space(arena, value);
	}
	if (!span_is(tags.v, "1") || !tags.a.len || !tags.b.len || !tags.bh.len || !tags.d.len ||
	    !tags.h.len || !tags.s.len)
		tags.broken = "cannot be read";
	return tags;
}

static size_t count_signed(struct span rest, const char *name)
{
	struct span part;
	size_t n = 0;

	while (next_part(&rest, ':', &part))
		n += span_is_ci(part, name);
	return n;
}

static size_t count_present(const struct message_head *head, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < head->len; i++)
		n += span_is_ci(head->fields[i].name, name);
	return n;
}

static const char *find_lack(struct arena *arena, const struct message_head *head,
			     const struct tags *tags)
{
	if (tags->broken)
		return tags->broken;
	if (tags->has_length)
		return "covers a part of the text alone (l=)";
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		size_t n = count_signed(tags->h, fields[i].name);

		if ((n || fields[i].always) && count_present(head, fields[i].name) > n)
			return arena_printf(arena, "does not cover %s%s", n ? "every " : "",
					    fields[i].name);
	}
	return NULL;
}

void dkim_read(struct arena *arena, const struct message_head *head, struct message *out)
{
	size_t cap = 0;

	for (size_t i = 0; i < head->len; i++) {
		if (!span_is_ci(head->fields[i].name, "DKIM-Signature"))
			continue;
		if (out->n_signatures == DKIM_SIGNATURES_MAX) {
			out->head_doubt = "there are too many DKIM-Signature fields";
			return;
		}
		struct tags tags = read_tags(arena, head->fields[i].value, &out->head_doubt);

		if (tags.d.len && tags.d.ptr[tags.d.len - 1] == '.')
			tags.d.len--;
		out->signatures = arena_grow(arena, out->signatures, out->n_signatures, &cap,
					     sizeof *out->signatures);
		out->signatures[out->n_signatures++] = (struct dkim_signature){
			.domain = arena_strndup(arena, tags.d.ptr, tags.d.len),
			.selector = arena_strndup(arena, tags.s.ptr, tags.s.len),
			.b = arena_strndup(arena, tags.b.ptr, tags.b.len),
			.lacks = find_lack(arena, head, &tags),
		};
	}
}
