/* ballot.c - see ballot.h. */
#include "committee/ballot.h"

#include <string.h>

#include "committee/ballot_doubt.h"

/* What may stand in front of a choice: what nobody says but who votes ... */
static const char *const vote_leads[] = {
	"i vote", "i want to vote", "i'm voting", "i am voting", "i would like to vote",
	"i'd like to vote", "i cast my vote", "my vote is", "my vote", "vote", "voting",
	"my ballot is", "my ballot", "ballot", "count me as", NULL
};
/* ... what people say of anything ... */
static const char *const leads[] = {
	"my ranking is", "my ranking", "ranking", "i rank", "i would like to", "i'd like to",
	"i want to", "i'm", "i am", "my answer is", "my answer", "answer", "i", NULL
};
/* ... and what asks or stresses: in an answer to a ballot it is as clear as without. */
static const char *const stresses[] = {
	"it's a", "it is a", "that's a", "this is a", "a", "as", "please", "count my vote",
	"record my vote", "record", "i say", "i'll", "i will", "i have to", "clear", "clearly",
	"definite", "definitely", "absolutely", "certainly", "strong", "strongly", "of course",
	NULL
};

/* One of that list, cut off; false: there is none. */
static bool take_lead(struct span *s, const char *const *list)
{
	const char *lead = span_any(*s, ballot_begins, list);

	if (!lead)
		return false;
	*s = ballot_skip(span_sub(*s, ballot_begin_len(*s, lead), s->len), " \t:,]" BALLOT_BOLD,
			 BALLOT_QUOTES);
	return true;
}

/* All that stands in front of a choice. */
struct ballot_lead {
	bool is_vote;			/* it says that this is a vote */
	bool is_stressed;
};

static struct ballot_lead take_leads(struct span *s)
{
	struct ballot_lead lead = { .is_vote = false };

	for (bool is_first = true;; is_first = false) {
		if (take_lead(s, vote_leads))
			lead.is_vote = is_first;
		else if (take_lead(s, stresses))
			lead.is_stressed = true;
		else if (!take_lead(s, leads))
			break;
		lead.is_stressed = lead.is_stressed || !is_first;
	}
	return lead;
}

struct span ballot_behind_lead(struct span s)
{
	if (!take_lead(&s, vote_leads))
		(void)take_lead(&s, leads);
	return s;
}

/* Does what stands below a line go on in it: is it wrapped, or does it take the line back?  That it
 * does in a paragraph of its own, too. */
static bool is_of_line(struct span line, struct span below)
{
	static const char *const backs[] = { "sorry",	"wait",	   "oops",	"correction",
					     "actually", "i meant", "i mean",	"scratch that",
					     "make that", "but",    "unless",  "provided",
					     "only",	  "however", "and", "or", NULL };
	enum { WRAPPED_MIN = 45 };

	bool is_apart = span_starts(below, "\n");

	line = span_trim(line);
	below = span_trim(below);
	if (!line.len || !below.len || ballot_begins_any(below, backs))
		return below.len;
	if (is_apart || strchr(".!?", line.ptr[line.len - 1]))
		return false;
	return line.len >= WRAPPED_MIN || (below.ptr[0] >= 'a' && below.ptr[0] <= 'z');
}

/* Of what stands below a line, what goes on in it. */
static struct span going_on(struct span line, struct span below)
{
	size_t end = ballot_paragraph(below).len;
	bool is_first = is_of_line(line, span_sub(below, 0, end)),
	     is_next = is_of_line(line, span_sub(below, end, below.len));

	return span_sub(below, is_first ? 0 : end, is_next ? below.len : end);
}

struct span ballot_paragraph(struct span below)
{
	ptrdiff_t end = span_find_char(below, '\n');

	return end < 0 ? below : span_sub(below, 0, (size_t)end);
}

/* "of this" is no reason. */
static struct span reason_of(const struct ballot_word *word, struct span rest)
{
	struct span what = span_trim(rest);
	static const char *const whats[] = { "of ", "this", "it", "the ", NULL };
	bool is_what = word->usage == BALLOT_WORD_OF_ALL && span_any(what, span_starts_ci, whats);
	ptrdiff_t end = -1;

	for (size_t i = 0; is_what && end < 0 && i < what.len; i++)
		end = strchr(BALLOT_STOPS "(-", what.ptr[i]) ? (ptrdiff_t)i : -1;
	if (is_what)
		rest = end < 0 ? span_sub(what, what.len, 0) :
				 span_sub(what, (size_t)end, what.len);
	return ballot_reason(rest);
}

void ballot_parse(struct span line, struct span below, struct ballot_line *out)
{
	struct span rest = ballot_skip(line, " \t\r\n[" BALLOT_BOLD, BALLOT_QUOTES);
	const struct ballot_lead lead = take_leads(&rest);
	const struct ballot_word *word = ballot_word_take(&rest);

	*out = (struct ballot_line){ .reason = span_sub(line, 0, 0) };
	if (!word)
		return;
	rest = ballot_skip(rest, "]" BALLOT_BOLD, BALLOT_QUOTES);
	bool is_alone = !ballot_skip(rest, " \t\r\n" BALLOT_STOPS, "").len;

	if (ballot_word_goes_on(rest))
		return;
	if (word->usage == BALLOT_WORD_ALONE && !is_alone)
		return;
	if (ballot_word_is_lack(word, rest))
		return;
	out->doubt = ballot_doubt(word, rest, going_on(line, below));
	if (out->doubt)
		return;
	out->choice = word->choice;
	out->reason = reason_of(word, rest);
	out->is_explicit = lead.is_vote || word->usage == BALLOT_WORD_OF_VOTERS;
	bool is_talk = lead.is_vote ? span_has(rest, "?")
				    : ballot_is_talk(word, rest, ballot_paragraph(below));

	out->is_plain = !lead.is_stressed && !is_talk;
}

enum ballot_choice ballot_read(struct span line, struct span *reason_out)
{
	struct ballot_line said;

	ballot_parse(line, span_of(""), &said);
	*reason_out = said.reason;
	return said.choice;
}

struct span ballot_reason(struct span rest)
{
	return span_trim(
		ballot_skip(rest, " \t-" BALLOT_STOPS BALLOT_BOLD, BALLOT_QUOTES BALLOT_DASHES));
}

/* The bytes of a quotation mark at the end; 0: there is none. */
static size_t quote_at_end(struct span s)
{
	for (size_t n = 2; n <= 3 && n <= s.len; n++) {
		if (ballot_mark_len(span_sub(s, s.len - n, n), "", BALLOT_QUOTES) == n)
			return n;
	}
	return 0;
}

struct span ballot_strip(struct span s)
{
	s = span_strip_end(ballot_skip(s, " \t\r\n" BALLOT_BOLD, BALLOT_QUOTES),
			   " \t\r\n" BALLOT_BOLD);
	for (size_t n; (n = quote_at_end(s));)
		s = span_strip_end(span_sub(s, 0, s.len - n), " \t\r\n" BALLOT_BOLD);
	return s;
}

/* "#12", in brackets too, at the beginning of s; 0: there is none. */
static int number_at(struct span s, struct span *rest_out)
{
	struct span rest = ballot_skip(s, " \t[" BALLOT_BOLD, BALLOT_QUOTES);
	unsigned long number;
	size_t digits = 1;

	while (digits < rest.len && ascii_is_digit((unsigned char)rest.ptr[digits]))
		digits++;
	if (!span_starts(rest, "#") ||
	    !span_to_uint(span_sub(rest, 1, digits - 1), 999999999, &number))
		return 0;
	rest = ballot_skip(span_sub(rest, digits, rest.len), " \t])" BALLOT_STOPS BALLOT_BOLD,
			   BALLOT_QUOTES);
	/* "#12 - no", and "#12 -1" */
	*rest_out = rest;
	if (!ballot_word_take(&rest))
		*rest_out = ballot_skip(*rest_out, " \t-", BALLOT_QUOTES BALLOT_DASHES);
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

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (span_is(name, ballot_name(all[i])))
			return all[i];
	}
	return BALLOT_NONE;
}
