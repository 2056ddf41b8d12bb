/* vote_tag.c - see vote_tag.h. */
#include "tags/vote_tag.h"

#include <string.h>

enum { PERIOD_MAX_S = 3660 * 86400 };

static const char separators[] = " \t,;:";

/* What is left of a time of day that is none: the day would be taken without it. */
static bool has_clock(struct span text)
{
	static const char *const marks[] = { ":", "midnight", "noon", "midday", NULL };
	static const char *const halves[] = { "am", "pm", NULL };

	if (span_any(text, span_has_ci, marks))
		return true;
	for (size_t i = 0; i + 2 <= text.len; i++) {
		bool is_behind = i && memchr("0123456789 ", text.ptr[i - 1], 11),
		     is_end = i + 2 == text.len || !ascii_is_alpha((unsigned char)text.ptr[i + 2]);

		if (is_behind && is_end && span_any(span_sub(text, i, 2), span_is_ci, halves))
			return true;
	}
	return false;
}

/* "2w", "72 h", "Friday", "2023-07-05": all of text. */
static bool is_end(struct span text, const struct due_context *context, struct vote_tag *out)
{
	int64_t seconds;

	if (out->period_s || civil_is_set(out->day))
		return false;
	if (!civil_parse_period(text, &seconds))
		return !has_clock(text) && due_parse_date(text, context, &out->day);
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

/* ---- a time of day ---- */

/* A number of that many digits at most, cut off the front of *s. */
static bool take_digits(struct span *s, size_t digits_max, unsigned long max, unsigned long *out)
{
	size_t n = 0;

	while (n < s->len && ascii_is_digit((unsigned char)s->ptr[n]))
		n++;
	if (!n || n > digits_max || !span_to_uint(span_sub(*s, 0, n), max, out))
		return false;
	*s = span_sub(*s, n, s->len);
	return true;
}

static bool take_text(struct span *s, const char *text)
{
	if (!span_starts_ci(*s, text))
		return false;
	*s = span_sub(*s, strlen(text), s->len);
	return true;
}

/* "pm", "p.m.": hours to add to those of a clock with twelve; -1: neither is there. */
static int take_half(struct span *s)
{
	struct span rest = span_strip_start(*s, " ");
	int hours = -1;

	if (take_text(&rest, "a.m.") || take_text(&rest, "am"))
		hours = 0;
	else if (take_text(&rest, "p.m.") || take_text(&rest, "pm"))
		hours = 12;
	*s = hours < 0 ? *s : rest;
	return hours;
}

/* "UTC", "CEST", "UTC+2", "Z" right behind it. */
static struct span take_zone(struct span *s)
{
	struct span rest = span_strip_start(*s, " "), zone = rest;
	size_t letters = 0, len = 0;

	while (letters < rest.len && ascii_is_upper((unsigned char)rest.ptr[letters]))
		letters++;
	while (len < rest.len && !memchr(separators, rest.ptr[len], sizeof separators - 1))
		len++;
	bool is_zone = letters && letters <= 5 &&
		       (len == letters || !ascii_is_alpha((unsigned char)rest.ptr[letters]));

	if (!is_zone)
		return span_sub(*s, 0, 0);
	*s = span_sub(rest, len, rest.len);
	return span_sub(zone, 0, len);
}

/* "17:00", "9:30 UTC", "5pm", "5:30 p.m. CET", "noon" at the beginning of *s, cut off. */
static bool take_clock(struct span *s, struct vote_tag *out)
{
	unsigned long hour, minute = 0;
	struct span rest = *s;
	bool has_minutes = false;

	if (take_text(&rest, "noon") || take_text(&rest, "midday")) {
		hour = 12;
	} else {
		if (!take_digits(&rest, 2, 23, &hour))
			return false;
		has_minutes = take_text(&rest, ":");
		if (has_minutes && (rest.len < 2 || !take_digits(&rest, 2, 59, &minute)))
			return false;
		int half = take_half(&rest);

		if ((half < 0 && !has_minutes) || (half >= 0 && (hour < 1 || hour > 12)))
			return false;
		hour = half < 0 ? hour : hour % 12 + (unsigned long)half;
	}
	struct span zone = take_zone(&rest);

	if (rest.len && !memchr(separators, rest.ptr[0], sizeof separators - 1))
		return false;
	out->minute = (int)(hour * 60 + minute);
	out->zone = zone;
	*s = rest;
	return true;
}

/* Where the first time of day stands in text, which it is cut out of: "2023-07-14T17:00", "Friday,
 * 5 pm charter".  What stands behind it is *behind_out. */
static struct span before_clock(struct span text, struct span *behind_out, struct vote_tag *out)
{
	for (size_t at = 0; at < text.len; at++) {
		bool is_of_day = at > 1 && text.ptr[at - 1] == 'T' &&
				 ascii_is_digit((unsigned char)text.ptr[at - 2]),
		     begins = !at || memchr(" \t,;", text.ptr[at - 1], 4);

		*behind_out = span_sub(text, at, text.len);
		if ((begins || is_of_day) && take_clock(behind_out, out))
			return span_sub(text, 0, at - is_of_day);
	}
	*behind_out = span_sub(text, text.len, 0);
	return text;
}

/* ---- its words ---- */

static const char *const fillers[] = { "until", "till", "by", "for", "at", "ends", "rule", NULL };

static void take_word(struct span word, const struct due_context *context, struct vote_tag *out)
{
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

	/* "VOTE: 2w", and "17:00" */
	while (len < word.len && (!memchr(separators, word.ptr[len], sizeof separators - 1) ||
				  (word.ptr[len] == ':' && len + 1 < word.len &&
				   ascii_is_digit((unsigned char)word.ptr[len + 1]))))
		len++;
	*rest = span_sub(word, len, word.len);
	return span_sub(word, 0, len);
}

/* "for 1w" is a period, and "until the 20th" a day. */
static bool is_period_for(struct span text, struct vote_tag *out)
{
	int64_t seconds;

	return take_text(&text, "for ") && civil_parse_period(text, &seconds) &&
	       is_end(text, &(struct due_context){ 0 }, out);
}

static void read_words(struct span text, const struct due_context *context, struct vote_tag *out)
{
	for (;;) {
		text = span_strip_start(span_strip_end(text, separators), separators);
		/* a date of several words is what is left */
		if (!text.len || is_period_for(text, out) || is_end(text, context, out))
			return;
		take_word(next_word(&text), context, out);
	}
}

void vote_tag_read(struct span inside, const struct due_context *context, struct vote_tag *out)
{
	struct span behind;

	*out = (struct vote_tag){ .minute = -1 };
	inside = before_clock(inside, &behind, out);
	read_words(inside, context, out);
	read_words(behind, context, out);
}
