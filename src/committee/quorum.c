/* quorum.c - see quorum.h. */
#include "committee/quorum.h"

enum { NUMBER_MAX = 10000 };

/* "of the members", "of members" behind a share. */
static bool is_of_members(struct span rest)
{
	static const char *const words[] = { "of the members", "of members", "of all members",
					     NULL };

	rest = span_trim(rest);
	return !rest.len || span_any(rest, span_is_ci, words);
}

static bool take_number(struct span *text, unsigned *out)
{
	size_t len = 0;
	unsigned long n;

	*text = span_trim(*text);
	while (len < text->len && ascii_is_digit(text->ptr[len]))
		len++;
	if (!len || !span_to_uint(span_sub(*text, 0, len), NUMBER_MAX, &n) || !n)
		return false;
	*out = (unsigned)n;
	*text = span_trim(span_sub(*text, len, text->len));
	return true;
}

bool quorum_take_share(struct span *text, struct quorum *out)
{
	struct quorum q = { 0 };

	if (!take_number(text, &q.number))
		return false;
	if (text->len && text->ptr[0] == '%') {
		q.over = 100;
		q.percent = true;
		*text = span_trim(span_sub(*text, 1, text->len));
	} else if (text->len && text->ptr[0] == '/') {
		*text = span_sub(*text, 1, text->len);
		if (!take_number(text, &q.over))
			return false;
	}
	if (q.over && q.number > q.over)
		return false;
	*out = q;
	return true;
}

bool quorum_parse(struct span text, struct quorum *out)
{
	struct quorum q;

	if (!quorum_take_share(&text, &q) || (q.over ? !is_of_members(text) : text.len != 0))
		return false;
	*out = q;
	return true;
}

/* Rounded up; in parts, so that no product grows beyond the whole. */
size_t quorum_needed(const struct quorum *quorum, size_t members)
{
	size_t rest;

	if (!quorum->over)
		return quorum->number;
	rest = members % quorum->over * quorum->number;
	return members / quorum->over * quorum->number + (rest + quorum->over - 1) / quorum->over;
}

size_t quorum_members(const struct people *people)
{
	size_t n = 0;

	for (size_t i = 0; i < people->n_persons; i++)
		n += people->persons[i].member;
	return n;
}

const char *quorum_share_text(struct arena *arena, const struct quorum *share)
{
	return share->percent ? arena_printf(arena, "%u %%", share->number)
			      : arena_printf(arena, "%u/%u", share->number, share->over);
}

const char *quorum_text(struct arena *arena, const struct quorum *quorum)
{
	if (!quorum->over)
		return arena_printf(arena, "%u member%s", quorum->number,
				    quorum->number == 1 ? "" : "s");
	return arena_printf(arena, "%s of the members", quorum_share_text(arena, quorum));
}
