/* ballot.c - see ballot.h. */
#include "committee/ballot.h"

#include <string.h>

/* What mail programs put around a word. */
#define BOLD "*_`\"'"
#define QUOTES                                                                                     \
	"\xE2\x80\x9C\xE2\x80\x9D\xE2\x80\x9E\xE2\x80\x98\xE2\x80\x99\xC2\xAB\xC2\xBB" NO_BREAK
#define NO_BREAK "\xC2\xA0"	/* a space that does not break */
#define DASHES "\xE2\x80\x93\xE2\x80\x94"
#define STOPS ",.:;!"

struct ballot_word {
	const char *word;
	enum ballot_choice choice;
	bool is_letter;			/* a vote where nothing but a stop follows */
};

/* Longer ones first. */
static const struct ballot_word words[] = {
	{ "in favour", BALLOT_YES, false },
	{ "in favor", BALLOT_YES, false },
	{ "yes", BALLOT_YES, false },
	{ "yea", BALLOT_YES, false },
	{ "aye", BALLOT_YES, false },
	{ "against", BALLOT_NO, false },
	{ "nay", BALLOT_NO, false },
	{ "no", BALLOT_NO, false },
	{ "abstention", BALLOT_ABSTAIN, false },
	{ "abstaining", BALLOT_ABSTAIN, false },
	{ "abstain", BALLOT_ABSTAIN, false },
	{ "y", BALLOT_YES, true },
	{ "n", BALLOT_NO, true },
};

/* A minus as people and their programs type it. */
static const struct ballot_word signs[] = {
	{ "+1", BALLOT_YES, false },
	{ "-1", BALLOT_NO, false },
	{ "\xE2\x88\x92" "1", BALLOT_NO, false },
	{ "\xE2\x80\x93" "1", BALLOT_NO, false },
	{ "+0", BALLOT_ABSTAIN, false },
	{ "-0", BALLOT_ABSTAIN, false },
	{ "\xE2\x88\x92" "0", BALLOT_ABSTAIN, false },
	{ "\xE2\x80\x93" "0", BALLOT_ABSTAIN, false },
	{ "\xC2\xB1" "0", BALLOT_ABSTAIN, false },
	{ "0", BALLOT_ABSTAIN, false },
};

#define N_OF(list) (sizeof(list) / sizeof(list)[0])

/* One character of what may stand around a word; 0: there is none. */
static size_t mark_len(struct span s, const char *bytes, const char *triples)
{
	if (!s.len)
		return 0;
	if (strchr(bytes, s.ptr[0]) && s.ptr[0])
		return 1;
	for (const char *p = triples; *p; p += (unsigned char)*p >= 0xE0 ? 3 : 2) {
		size_t n = (unsigned char)*p >= 0xE0 ? 3 : 2;

		if (s.len >= n && memcmp(s.ptr, p, n) == 0)
			return n;
	}
	return 0;
}

static struct span skip(struct span s, const char *bytes, const char *triples)
{
	for (size_t n; (n = mark_len(s, bytes, triples));)
		s = span_sub(s, n, s.len);
	return s;
}

static bool take(struct span *s, const char *word)
{
	if (!span_starts_ci(*s, word))
		return false;
	*s = span_sub(*s, strlen(word), s->len);
	return true;
}

static bool goes_on(struct span rest)
{
	unsigned char c = rest.len ? (unsigned char)rest.ptr[0] : ' ';

	/* "no-one", "0.5", "1%"; "no - too early" and "yes." are at their end */
	if (rest.len > 1 && strchr("-.,'", (char)c) && ascii_is_alnum((unsigned char)rest.ptr[1]))
		return c != ',' || ascii_is_digit((unsigned char)rest.ptr[1]);
	return ascii_is_alnum(c) || strchr("%/?@+=<>", (char)c) || (c >= 0xC3 && c < 0xE2);
}

/* The word of a choice at the beginning of *s, cut off. */
static const struct ballot_word *take_word(struct span *s)
{
	struct span rest;

	for (size_t i = 0; i < N_OF(signs); i++) {
		rest = *s;
		if (take(&rest, signs[i].word) && !goes_on(rest)) {
			*s = rest;
			return &signs[i];
		}
	}
	for (size_t i = 0; i < N_OF(words); i++) {
		rest = *s;
		if (take(&rest, words[i].word) && !goes_on(rest)) {
			*s = rest;
			return &words[i];
		}
	}
	return NULL;
}

static bool begins_with(struct span s, const char *const *list)
{
	for (; *list; list++) {
		size_t n = strlen(*list);

		if (span_starts_ci(s, *list) &&
		    (s.len == n || !ascii_is_alnum((unsigned char)s.ptr[n])))
			return true;
	}
	return false;
}

/* "no objections", "0 comments": what there is none of. */
static bool is_lack(struct span rest)
{
	static const char *const things[] = {
		"objection",  "objections",  "problem",	 "problems", "comment",	   "comments",
		"opinion",    "opinions",    "issue",	 "issues",   "concern",	   "concerns",
		"preference", "preferences", "question", "questions", "idea",	   "need",
		"vote",	      "votes",	     "doubt",	 "doubts",   "worries",	   "change",
		"changes",    "further",     "more",	 "longer",   "strong",	   "real",
		"particular", "big",	     "one",	 "matter",   "news",	   NULL,
	};

	return rest.len && ascii_is_space((unsigned char)rest.ptr[0]) &&
	       begins_with(span_trim(rest), things);
}

/* "yes, if it is cheaper": a vote once something has happened. */
static bool is_condition(struct span rest)
{
	static const char *const leads[] = { "but only", "only", "but", "and", NULL };
	static const char *const conditions[] = { "if",	      "unless",	    "provided", "once",
						  "assuming", "as long as", "when",	"after",
						  "subject to", "on condition", NULL };
	static const char *const reasons[] = { "after all", NULL };

	rest = skip(rest, " \t(-" STOPS, DASHES);
	if (begins_with(rest, reasons))
		return false;
	if (begins_with(rest, conditions))
		return true;
	for (const char *const *lead = leads; *lead; lead++) {
		struct span behind = rest;

		if (take(&behind, *lead) && begins_with(span_trim(behind), conditions))
			return true;
	}
	return false;
}

/* "yes and no", "yes, I abstain": the other choice, right behind. */
static bool is_taken_back(struct span rest, enum ballot_choice choice)
{
	static const char *const links[] = { "and ", "or ", "but ",  "i ",
					    "vote ", "rather ", "then ", NULL };
	const struct ballot_word *other;

	rest = skip(rest, " \t(-/" STOPS, DASHES);
	for (const char *const *link = links; *link;) {
		if (take(&rest, *link))
			link = links;
		else
			link++;
	}
	rest = skip(rest, " \t" BOLD, QUOTES);
	other = take_word(&rest);
	return other && !other->is_letter && other->choice != choice && !is_lack(rest);
}

struct span ballot_behind_lead(struct span s)
{
	static const char *const leads[] = { "i vote ",	   "i'm voting ",
					     "i am voting ", "i\xE2\x80\x99m voting ",
					     "my vote is",   "my vote:",
					     "vote:",	     "voting ",
					     "ballot:",	     "my ballot:",
					     "ranking:",     "my ranking:",
					     "my ballot is", "my ranking is",
					     "i rank ",
					     "i'm ",	     "i\xE2\x80\x99m ",
					     "i am ",	     "i ",
					     NULL };

	for (const char *const *lead = leads; *lead; lead++) {
		if (take(&s, *lead))
			break;
	}
	return skip(s, " \t:" BOLD, QUOTES);
}

enum ballot_choice ballot_read(struct span line, struct span *reason_out)
{
	struct span rest = ballot_behind_lead(skip(line, " \t\r\n" BOLD, QUOTES));
	const struct ballot_word *word = take_word(&rest);

	*reason_out = span_sub(line, 0, 0);
	if (!word)
		return BALLOT_NONE;
	rest = skip(rest, BOLD, QUOTES);
	if (goes_on(rest) || span_starts(span_trim(rest), "?"))
		return BALLOT_NONE;
	if (word->is_letter && skip(rest, " \t\r\n" STOPS, "").len)
		return BALLOT_NONE;
	if (word->choice != BALLOT_YES && is_lack(rest))
		return BALLOT_NONE;
	if (is_condition(rest) || is_taken_back(rest, word->choice))
		return BALLOT_NONE;
	*reason_out = ballot_reason(rest);
	return word->choice;
}

struct span ballot_reason(struct span rest)
{
	return span_trim(skip(rest, " \t-" STOPS BOLD, QUOTES DASHES));
}

/* The bytes of a quotation mark at the end; 0: there is none. */
static size_t quote_at_end(struct span s)
{
	for (size_t n = 2; n <= 3 && n <= s.len; n++) {
		if (mark_len(span_sub(s, s.len - n, n), "", QUOTES) == n)
			return n;
	}
	return 0;
}

struct span ballot_strip(struct span s)
{
	s = span_strip_end(skip(s, " \t\r\n" BOLD, QUOTES), " \t\r\n" BOLD);
	for (size_t n; (n = quote_at_end(s));)
		s = span_strip_end(span_sub(s, 0, s.len - n), " \t\r\n" BOLD);
	return s;
}

/* "#12", in brackets too, at the beginning of s; 0: there is none. */
static int number_at(struct span s, struct span *rest_out)
{
	struct span rest = skip(s, " \t[" BOLD, QUOTES);
	unsigned long number;
	size_t digits = 1;

	while (digits < rest.len && ascii_is_digit((unsigned char)rest.ptr[digits]))
		digits++;
	if (!span_starts(rest, "#") ||
	    !span_to_uint(span_sub(rest, 1, digits - 1), 999999999, &number))
		return 0;
	*rest_out = skip(span_sub(rest, digits, rest.len), " \t])-" STOPS BOLD, QUOTES DASHES);
	return (int)number;
}

int ballot_number(struct span *line)
{
	int number = number_at(*line, line);
	struct span reason, rest;

	if (!number && ballot_read(*line, &reason) != BALLOT_NONE)
		number = number_at(reason, &rest);
	return number;
}

const char *ballot_name(enum ballot_choice choice)
{
	static const char *const names[] = { [BALLOT_NONE] = "none",
					     [BALLOT_YES] = "yes",
					     [BALLOT_NO] = "no",
					     [BALLOT_ABSTAIN] = "abstain",
					     [BALLOT_RANKED] = "ranked",
					     [BALLOT_SEALED] = "secret" };

	return names[choice];
}

enum ballot_choice ballot_from_name(struct span name)
{
	static const enum ballot_choice all[] = { BALLOT_YES, BALLOT_NO, BALLOT_ABSTAIN };

	for (size_t i = 0; i < N_OF(all); i++) {
		if (span_is(name, ballot_name(all[i])))
			return all[i];
	}
	return BALLOT_NONE;
}
