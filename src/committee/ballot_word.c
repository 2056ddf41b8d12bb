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
	{ "yea", BALLOT_YES, BALLOT_WORD_OF_VOTES },
	{ "aye", BALLOT_YES, BALLOT_WORD_OF_VOTES },
	{ "against", BALLOT_NO, BALLOT_WORD_OF_ALL },
	{ "nay", BALLOT_NO, BALLOT_WORD_OF_VOTES },
	{ "nope", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "no", BALLOT_NO, BALLOT_WORD_OF_TALK },
	{ "abstention", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "abstaining", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "abstain", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "for", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "y", BALLOT_YES, BALLOT_WORD_ALONE },
	{ "n", BALLOT_NO, BALLOT_WORD_ALONE },
};

/* A minus as people and their programs type it. */
static const struct ballot_word signs[] = {
	{ "+1", BALLOT_YES, BALLOT_WORD_OF_VOTES },
	{ "-1", BALLOT_NO, BALLOT_WORD_OF_VOTES },
	{ "\xE2\x88\x92" "1", BALLOT_NO, BALLOT_WORD_OF_VOTES },
	{ "\xE2\x80\x93" "1", BALLOT_NO, BALLOT_WORD_OF_VOTES },
	{ "+0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "-0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "\xE2\x88\x92" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "\xE2\x80\x93" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "\xC2\xB1" "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
	{ "0", BALLOT_ABSTAIN, BALLOT_WORD_OF_VOTES },
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

bool ballot_begins(struct span s, const char *phrase)
{
	size_t n = strlen(phrase);

	return span_starts_ci(s, phrase) &&
	       (s.len == n || !ascii_is_alnum((unsigned char)s.ptr[n]));
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

bool ballot_word_is_lack(struct span rest)
{
	static const char *const things[] = {
		"objection",  "objections",  "problem",	 "problems", "comment",	   "comments",
		"opinion",    "opinions",    "issue",	 "issues",   "concern",	   "concerns",
		"preference", "preferences", "question", "questions", "idea",	   "need",
		"vote",	      "votes",	     "doubt",	 "doubts",   "worries",	   "change",
		"changes",    "further",     "more",	 "longer",   "strong",	   "real",
		"particular", "big",	     "one",	 "matter",   "news",	   "worry",
		"reason",     "clue",	     "rush",	 "hurry",    "such",	   "other",
		"hard",	      "brainer",     "thoughts", "use",	     "time",	   "answer",
		"reply",      NULL,
	};

	return rest.len && ascii_is_space((unsigned char)rest.ptr[0]) &&
	       ballot_begins_any(span_trim(rest), things);
}
