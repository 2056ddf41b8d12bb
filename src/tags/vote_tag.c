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
		if (ascii_is_upper((unsigned char)word.ptr[i]) ||
		    !(ascii_is_alnum((unsigned char)word.ptr[i]) || word.ptr[i] == '-'))
			return false;
	}
	return true;
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
	else if (is_end(word, context, out))
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

	while (len < word.len && !memchr(separators, word.ptr[len], sizeof separators - 1))
		len++;
	*rest = span_sub(word, len, word.len);
	return span_sub(word, 0, len);
}

void vote_tag_read(struct span inside, const struct due_context *context, struct vote_tag *out)
{
	*out = (struct vote_tag){ .secret = false };
	for (;;) {
		inside = span_strip_start(span_strip_end(inside, separators), separators);
		/* a date of several words is what is left */
		if (!inside.len || is_end(inside, context, out))
			return;
		take_word(next_word(&inside), context, out);
	}
}
