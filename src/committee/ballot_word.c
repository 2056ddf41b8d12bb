/* ballot_word.c - see ballot_word.h. */
#include "committee/ballot_word.h"

#include <string.h>

#define N_OF(list) (sizeof(list) / sizeof(list)[0])

/* Longer ones first. */
static const struct ballot_word words[] = {
	{ "in favour", BALLOT_YES, BALLOT_WORD_OF_ALL },
	{ "in favor", BALLOT_YES, BALLOT_WORD_OF_ALL },
	{ "yes", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "yep", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "yup", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "yeah", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "yea", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "aye", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "against", BALLOT_NO, BALLOT_WORD_OF_ALL },
	{ "nay", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "nope", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "no", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "abstention", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTERS },
	{ "abstaining", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTERS },
	{ "abstain", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTERS },
	{ "for it", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "for this", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "for", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "y", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "n", BALLOT_NO, BALLOT_WORD_ALONE },
};

/* A minus as people and their programs type it. */
static const struct ballot_word signs[] = {
	{ "+1", BALLOT_YES, BALLOT_WORD_OF_TALK },
	{ "-1", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "\xE2\x88\x92" "1", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "\xE2\x80\x93" "1", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "+0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
	{ "-0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
	{ "\xE2\x88\x92" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
	{ "\xE2\x80\x93" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
	{ "\xC2\xB1" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
	{ "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_TALK },
};

size_t ballot_mark_len(struct span s, const char *bytes, const char *others)
{
	if (!s.len)
		return 0;
	if (strchr(bytes, s.ptr[0]) && s.ptr[0])
		return 1;
	for (const char *p = others; *p; p += (unsigned char)*p >= 0xE0 ? 3 : 2) {
		size_t n = (unsigned char)*p >= 0xE0 ? 3 : 2;

		if (s.len >= n && memcmp(s.ptr, p, n) == 0)
			return n;
	}
	return 0;
}

struct span ballot_skip(struct span s, const char *bytes, const char *others)
{
	for (size_t n; (n = ballot_mark_len(s, bytes, others));)
		s = span_sub(s, n, s.len);
	return s;
}

bool ballot_take(struct span *s, const char *text)
{
	if (!span_starts_ci(*s, text))
		return false;
	*s = span_sub(*s, strlen(text), s->len);
	return true;
}

size_t ballot_begin_len(struct span s, const char *phrase)
{
	struct span rest = s;

	for (; *phrase; phrase++) {
		/* mail programs and people type either of both */
		size_t n = *phrase == '\'' ? ballot_mark_len(rest, "'", "\xE2\x80\x99")
					   : rest.len && ascii_lower(rest.ptr[0]) == *phrase;

		if (!n)
			return 0;
		rest = span_sub(rest, n, rest.len);
	}
	return rest.len && ascii_is_alnum((unsigned char)rest.ptr[0]) ? 0 : s.len - rest.len;
}

bool ballot_begins(struct span s, const char *phrase)
{
	return ballot_begin_len(s, phrase) > 0;
}

bool ballot_begins_any(struct span s, const char *const *phrases)
{
	return span_any(s, ballot_begins, phrases) != NULL;
}

bool ballot_word_goes_on(struct span rest)
{
	unsigned char c = rest.len ? (unsigned char)rest.ptr[0] : ' ';

	/* "no-one", "0.5", "1%"; "no - too early" and "yes." are at their end */
	if (rest.len > 1 && strchr("-.,'", (char)c) && ascii_is_alnum((unsigned char)rest.ptr[1]))
		return c != ',' || ascii_is_digit((unsigned char)rest.ptr[1]);
	return ascii_is_alnum(c) || strchr("%/@+=<>", (char)c) || (c >= 0xC3 && c < 0xE2);
}

static const struct ballot_word *take_of(struct span *s, const struct ballot_word *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct span rest = *s;

		if (ballot_take(&rest, list[i].word) && !ballot_word_goes_on(rest)) {
			*s = rest;
			return &list[i];
		}
	}
	return NULL;
}

const struct ballot_word *ballot_word_take(struct span *s)
{
	const struct ballot_word *sign = take_of(s, signs, N_OF(signs));

	return sign ? sign : take_of(s, words, N_OF(words));
}

/* What can follow a "no" that says no; anything else is what there is none of. */
static bool follows_no(struct span rest)
{
	static const char *const followers[] = {
		"to",	   "for",   "on",     "from",  "by",	 "at",	     "in",     "as",
		"because", "since", "it",     "i",     "we",	 "you",	     "they",   "this",
		"that",	   "the",   "not",    "but",   "and",	 "or",	     "if",     "is",
		"wait",	   "sorry", "thanks", "until", "before", "actually", "please", "thank",
		"no",	   "yes",   "unless", "way",   "never",	 "way too",  NULL
	};

	return ballot_begins_any(rest, followers);
}

/* "-1 week", "+1 555 0199" */
static bool is_counted(struct span rest)
{
	static const char *const units[] = { "week", "weeks", "day", "days", "month", "months",
					     "hour", "hours", "year", "years", "more", "other",
					     "point", "points", NULL };

	rest = ballot_skip(rest, " \t(", "");
	return (rest.len && ascii_is_digit((unsigned char)rest.ptr[0])) ||
	       ballot_begins_any(rest, units);
}

bool ballot_word_is_lack(const struct ballot_word *word, struct span rest)
{
	static const char *const what_is_voted_on[] = { "this", "the vote", "voting", NULL };
	unsigned char last = (unsigned char)word->word[strlen(word->word) - 1];
	bool is_set_off = !rest.len || !ascii_is_space((unsigned char)rest.ptr[0]);
	struct span next = span_trim(rest);

	if (ascii_is_digit(last) && is_counted(rest))
		return true;
	/* "No. 3 is unclear" */
	if (strcmp(word->word, "no") == 0 && span_starts(rest, "."))
		return is_counted(span_sub(rest, 1, rest.len));
	if (is_set_off || !next.len || !ascii_is_alnum((unsigned char)next.ptr[0]))
		return false;
	if (word->usage == BALLOT_WORD_OF_VOTERS && ballot_take(&next, "from "))
		return !ballot_begins_any(next, what_is_voted_on);
	return strcmp(word->word, "0") == 0 || (strcmp(word->word, "no") == 0 && !follows_no(next));
}
