/* vote_tag.c - see vote_tag.h. */
#include "tags/vote_tag.h"

#include <string.h>

enum { PERIOD_MAX_S = 3660 * 86400 };

static const char separators[] = " \t,;:";

/* "2w", "72 h", "Friday", "2023-07-05": all of text. */
static bool is_end(struct span text, const struct due_context *context, struct vote_tag *out)
{
	int64_t seconds;

	if (out->period_s || civil_is_set(out->day))
		return false;
	if (!civil_parse_period(text, &seconds))
		return due_parse_date(text, context, &out->day);
	if (seconds <= 0 || seconds >= PERIOD_MAX_S)
		return false;
	out->period_s = seconds;
	out->period = text;
	return true;
}

static bool is_rule(struct span word)
{
	if (!word.len || !ascii_is_alpha((unsigned char)word.ptr[0]))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (!ascii_is_alnum((unsigned char)word.ptr[i]) && word.ptr[i] != '-')
			return false;
	}
	return true;
}

/* "9:30", "17:00" */
static bool is_clock(struct span word, struct vote_tag *out)
{
	ptrdiff_t colon = span_find_char(word, ':');
	unsigned long hour, minute;

	if (out->minute >= 0 || colon < 1 || colon > 2 || word.len != (size_t)colon + 3)
		return false;
	if (!span_to_uint(span_sub(word, 0, (size_t)colon), 23, &hour) ||
	    !span_to_uint(span_sub(word, (size_t)colon + 1, 2), 59, &minute))
		return false;
	out->minute = (int)(hour * 60 + minute);
	return true;
}

/* "2023-07-14 17:00", "2023-07-14T17:00": without its time of day. */
static struct span without_clock(struct span text, struct vote_tag *out)
{
	size_t at = text.len;

	while (at && !memchr(" \tT", text.ptr[at - 1], 3))
		at--;
	return at && is_clock(span_sub(text, at, text.len), out) ? span_sub(text, 0, at - 1) : text;
}

static void take_word(struct span word, const struct due_context *context, struct vote_tag *out)
{
	static const char *const fillers[] = { "until", "till", "by", "for", "ends", "rule", NULL };
	static const char *const ranked[] = { "rank", "ranked", "ranking", NULL };

	if (span_any(word, span_is_ci, fillers))
		return;
	if (span_is_ci(word, "secret"))
		out->secret = true;
	else if (span_any(word, span_is_ci, ranked))
		out->ranked = true;
	else if (is_clock(word, out) || is_end(without_clock(word, out), context, out))
		return;
	else if (!out->rule.len && is_rule(word))
		out->rule = word;
	else if (!out->unread.len)
		out->unread = word;
}

/* The next word, cut off the front of *rest. */
static struct span next_word(struct span *rest)
{
	struct span word = *rest;
	size_t len = 0;

	/* "VOTE: 2w", and "17:00" */
	while (len < word.len && (!memchr(separators, word.ptr[len], sizeof separators - 1) ||
				  (word.ptr[len] == ':' && len + 1 < word.len &&
				   ascii_is_digit((unsigned char)word.ptr[len + 1]))))
		len++;
	*rest = span_sub(word, len, word.len);
	return span_sub(word, 0, len);
}

void vote_tag_read(struct span inside, const struct due_context *context, struct vote_tag *out)
{
	*out = (struct vote_tag){ .minute = -1 };
	for (;;) {
		inside = span_strip_start(span_strip_end(inside, separators), separators);
		inside = without_clock(inside, out);
		/* a date of several words is what is left */
		if (!inside.len || is_end(inside, context, out))
			return;
		take_word(next_word(&inside), context, out);
	}
}
