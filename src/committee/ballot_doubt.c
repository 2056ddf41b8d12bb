/* ballot_doubt.c - see ballot_doubt.h.
 *
 * The line is looked at word by word.  A clause begins behind a stop, a dash or a bracket, and
 * behind the word of the choice itself: there most of these words count that mean nothing in the
 * middle of a reason.
 */
#include "committee/ballot_doubt.h"

#include <string.h>

/* One word of the line and all that stands behind it. */
struct doubt_walk {
	struct span here;		/* from that word on */
	bool begins_clause;
};

static bool is_letter(struct span s)
{
	unsigned char c = s.len ? (unsigned char)s.ptr[0] : ' ';

	return ascii_is_alnum(c) ||
	       (c >= 0x80 && !ballot_mark_len(s, "", BALLOT_QUOTES BALLOT_DASHES));
}

/* "-1", with whatever sign stands for a minus. */
static bool is_sign(struct span s)
{
	return !is_letter(s) && ballot_word_take(&s);
}

/* Up to the next word. */
static struct span skip_marks(struct span s, bool *ends_clause_out)
{
	while (s.len && !is_letter(s) && !is_sign(s)) {
		size_t n = ballot_mark_len(s, "", BALLOT_QUOTES BALLOT_DASHES);

		if (strchr(".,:;!?()[]/-", s.ptr[0]) || ballot_mark_len(s, "", BALLOT_DASHES))
			*ends_clause_out = true;
		s = span_sub(s, n ? n : 1, s.len);
	}
	return s;
}

static struct doubt_walk walk_begin(struct span rest)
{
	struct doubt_walk walk = { .begins_clause = true };

	walk.here = skip_marks(rest, &walk.begins_clause);
	return walk;
}

/* "no-one", "it's", "3-1" are one word. */
static struct span skip_word(struct span s)
{
	bool goes_on = true;

	for (s = span_sub(s, 1, s.len); s.len && goes_on;) {
		bool links = strchr("-'.", s.ptr[0]) && is_letter(span_sub(s, 1, s.len));

		goes_on = links || is_letter(s);
		s = span_sub(s, goes_on, s.len);
	}
	return s;
}

/* On to the next word; false: there is none. */
static bool walk_next(struct doubt_walk *walk)
{
	walk->begins_clause = false;
	walk->here = skip_marks(skip_word(walk->here), &walk->begins_clause);
	return walk->here.len > 0;
}

/* Behind a phrase of that word, where the clause goes on. */
static struct span behind(struct span s, const char *phrase)
{
	bool ignored;

	return skip_marks(span_sub(s, ballot_begin_len(s, phrase), s.len), &ignored);
}

/* ---- another choice ---- */

/* Is another choice said there, whatever stands in front? */
static bool is_other(const struct ballot_word *word, const struct doubt_walk *walk)
{
	struct span rest = walk->here;
	const struct ballot_word *other = ballot_word_take(&rest);

	if (!other || other->choice == word->choice || other->usage == BALLOT_WORD_ALONE)
		return false;
	if (ballot_word_is_lack(other, rest))
		return false;
	if (strcmp(other->word, "no") == 0)
		return true;
	/* "option 0", "nobody is against it" */
	return walk->begins_clause || (other->usage != BALLOT_WORD_OF_ALL &&
				       !ascii_is_digit((unsigned char)walk->here.ptr[0]));
}

/* "and no", "I vote no", "rather no": the same without what links it to what stands in front. */
static struct doubt_walk without_links(struct doubt_walk walk)
{
	static const char *const links[] = { "and",	"or",	     "but",  "i",    "vote",
					     "rather",	"then",	     "am",   "i'm",  "sorry",
					     "wait",	"actually",  "better", "make it",
					     "make that", NULL };
	const char *link;

	while (walk.begins_clause && (link = span_any(walk.here, ballot_begins, links)))
		walk.here = behind(walk.here, link);
	return walk;
}

static bool takes_itself_back(const struct doubt_walk *walk)
{
	static const char *const words[] = { "oops", "scratch that", "i meant", "typo", NULL };

	return ballot_begins_any(walk->here, words);
}

/* ---- a condition ---- */

/* At the beginning of a clause. */
static bool sets_condition(struct span s)
{
	static const char *const leads[] = { "but", "and", "though", "although", "only", "not",
					     "even", NULL };
	static const char *const conditions[] = {
		"if",	      "unless",	       "provided",	 "providing", "once",
		"assuming",   "as long as",    "so long as",	 "when",      "whenever",
		"after",      "before",	       "until",		 "till",      "subject to",
		"on condition", "on the condition", "under the condition", "pending",
		"contingent", "conditional",   "conditionally", "depending", "as soon as",
		"except",     "apart from",    "without",	 "excluding", "minus",
		"with the exception", NULL
	};
	static const char *const reasons[] = { "after all", "even if", "even when", "once again",
					       "once more", NULL };
	const char *lead;

	while (!ballot_begins_any(s, reasons) && (lead = span_any(s, ballot_begins, leads)))
		s = behind(s, lead);
	return !ballot_begins_any(s, reasons) && ballot_begins_any(s, conditions);
}

/* A yes to a part, or not quite one. */
static bool is_of_part(struct span s)
{
	static const char *const hedges[] = { "maybe",
					      "perhaps",
					      "probably",
					      "possibly",
					      "partly",
					      "partially",
					      "mostly",
					      "in principle",
					      "in theory",
					      "in part",
					      "only the",
					      "only for",
					      "only to",
					      "only with",
					      "only part",
					      "with the following",
					      "with changes",
					      "with amendments",
					      "with conditions",
					      "with a condition",
					      "with the condition",
					      "with one condition",
					      "with caveats",
					      "with some changes",
					      "next week",
					      "next month",
					      "next year",
					      "in january",
					      "in february",
					      "in march",
					      "in april",
					      "in may",
					      "in june",
					      "in july",
					      "in august",
					      "in september",
					      "in october",
					      "in november",
					      "in december",
					      "to both",
					      "to all",
					      "both",
					      "for both",
					      NULL };
	static const char *const whats[] = { "to", "for", "on", "with", NULL };
	static const char *const parts[] = {
		"first", "second", "third",   "last",	 "1st",	    "2nd",	 "3rd",	 "part",
		"parts", "half",   "most",    "some",	 "point",   "item",	 "section",
		"question", "paragraph", "number", "option", "one of", "either", "1", "2", "3", NULL
	};
	const char *what = span_any(s, ballot_begins, whats);

	if (ballot_begins_any(s, hedges))
		return true;
	if (!what)
		return false;
	s = behind(s, what);
	(void)(ballot_take(&s, "the ") || ballot_take(&s, "a "));
	return ballot_begins_any(s, parts);
}

/* "if" wherever it stands makes a yes depend on something, but for "as if" and "even if". */
static bool depends(struct span s, struct span before)
{
	static const char *const words[] = { "if", "unless", "provided that", "subject to",
					     "as long as", "so long as", "on condition",
					     "on the condition", "depends", "depending",
					     "contingent", "conditional", "only if", "only once",
					     "only when", "only after", NULL };

	return ballot_begins_any(s, words) &&
	       !(ballot_begins(s, "if") &&
		 (span_ends(before, "as ") || span_ends(before, "even ")));
}

/* "but not before March", "but we should ask them first", "let's wait". */
static bool wants_more(struct span s)
{
	static const char *const buts[] = { "but",     "though",    "however",   "although",
					    "let's",   "let us",    "we should", "we could",
					    "we can",  "we will",   "i would",   NULL };
	static const char *const wants[] = { "not",    "must",	  "should", "need",   "needs",
					     "first",  "before",  "until",  "wait",   "later",
					     "only",   "without", "with",   "has to", "have to",
					     "can we", "please",  "then",   "what",   "how",
					     "when",   "why",	  "who",    "next",  "discuss",
					     "talk",   "postpone", NULL };
	const char *but = span_any(s, ballot_begins, buts);
	struct doubt_walk walk = { .here = but ? behind(s, but) : span_sub(s, s.len, 0) };

	while (walk.here.len) {
		if (ballot_begins_any(walk.here, wants))
			return true;
		(void)walk_next(&walk);
	}
	return but && span_has(s, "?");
}

static bool is_open(const struct ballot_word *word, const struct doubt_walk *walk, struct span rest)
{
	struct span before = span_sub(rest, 0, (size_t)(walk->here.ptr - rest.ptr));
	bool is_yes = word->choice == BALLOT_YES;

	if (walk->begins_clause && sets_condition(walk->here))
		return true;
	if (is_yes && walk->begins_clause && is_of_part(walk->here))
		return true;
	return is_yes && (depends(walk->here, before) || wants_more(walk->here));
}

/* ---- all of it ---- */

static const char *doubt_in(const struct ballot_word *word, struct span rest)
{
	struct doubt_walk walk = walk_begin(rest);

	while (walk.here.len) {
		const struct doubt_walk linked = without_links(walk);

		if (is_open(word, &walk, rest))
			return BALLOT_DOUBT_OPEN;
		if (is_other(word, &walk) || is_other(word, &linked) || takes_itself_back(&walk))
			return BALLOT_DOUBT_TWO;
		if (!walk_next(&walk))
			break;
	}
	return NULL;
}

/* "in favour of waiting", "against all odds": of something else than what is voted on. */
static bool is_of_another(const struct ballot_word *word, struct span rest)
{
	static const char *const others[] = {
		"waiting",   "postponing", "delaying", "rejecting",   "keeping",   "leaving",
		"asking",    "the other",  "another",  "a different", "a later",   "not",
		"the first", "the second", "option",   "one",	      "something", "all odds",
		"this one",  NULL
	};
	struct span what = span_trim(rest);

	(void)ballot_take(&what, "of ");
	return word->usage == BALLOT_WORD_OF_ALL && ballot_begins_any(what, others);
}

/* Of the mail itself, of when to vote, of waiting: "I got the mail", "will vote tomorrow". */
static bool strays(const struct doubt_walk *walk)
{
	static const char *const words[] = { "mail",	 "mails",   "e-mail",	 "email",
					     "ballot",	 "ballots", "received",	 "address",
					     "tomorrow", "later",   "will vote", "question",
					     "got it",	 "read it", "have read", "not read",
					     "let me",	 NULL };
	static const char *const waiting[] = { "wait", "postpone", "postponing", "waiting",
					       "i'll", "i will", NULL };
	static const char *const reasons[] = { "without question", NULL };

	if (ballot_begins_any(walk->here, reasons))
		return false;
	return ballot_begins_any(walk->here, words) ||
	       (walk->begins_clause && ballot_begins_any(walk->here, waiting));
}

/* "yes from Cleo", "\"yes\" is what Anna said": of what somebody else says. */
static bool is_of_other_voter(struct span rest)
{
	static const char *const verbs[] = { "is", "was", "means", "meant", "said", NULL };
	static const char *const own[] = { "from me", "from my", "from us", "from our",
					   "from here", NULL };

	rest = span_trim(rest);
	return ballot_begins_any(rest, verbs) ||
	       (ballot_begins(rest, "from") && !ballot_begins_any(rest, own));
}

static bool is_of_else(const struct ballot_word *word, struct span rest)
{
	struct doubt_walk walk = walk_begin(rest);

	if (word->choice == BALLOT_ABSTAIN || !walk.here.len)
		return false;
	if (is_of_other_voter(rest))
		return true;
	do {
		if (strays(&walk))
			return true;
	} while (walk_next(&walk));
	return false;
}

/* Behind "from me" and the like, which say nothing. */
static struct span behind_fillers(struct span rest)
{
	static const char *const fillers[] = { " from me", " from my side", " too",
					       " to this", " to it",	    NULL };
	const char *filler;

	rest = ballot_skip(rest, BALLOT_BOLD, BALLOT_QUOTES);
	while ((filler = span_any(rest, ballot_begins, fillers)))
		rest = span_sub(rest, ballot_begin_len(rest, filler), rest.len);
	return rest;
}

const char *ballot_doubt(const struct ballot_word *word, struct span rest, struct span below)
{
	const char *doubt;

	rest = behind_fillers(rest);

	if (span_starts(span_trim(rest), "?"))
		return BALLOT_DOUBT_ASKS;
	if (is_of_another(word, rest))
		return BALLOT_DOUBT_OPEN;
	doubt = doubt_in(word, rest);
	if (!doubt)
		doubt = doubt_in(word, below);
	if (doubt)
		return doubt;
	/* "yes, why not?" asks nobody */
	if (span_has(rest, "?") && !span_has_ci(rest, "why"))
		return BALLOT_DOUBT_ASKS;
	return is_of_else(word, rest) ? BALLOT_DOUBT_ELSE : NULL;
}

/* ---- among people who talk to each other ---- */

/* "Dave.", "Dave is right": somebody, and perhaps what they do. */
static bool is_of_somebody(struct span s)
{
	static const char *const things[] = { "it", "this", "all", "everything", NULL };
	static const char *const verbs[] = { "is",   "was",  "are",   "were", "has",   "have",
					     "had",  "will", "can",   "did",  "does",  "said",
					     "says", "sent", "wrote", "told", "asked", NULL };
	static const char *const words[] = { "please",	   "thanks",	 "thank",     "sure",
					     "definitely", "absolutely", "certainly", "finally",
					     "gladly",	   "good",	 "great",     "fine",
					     "ok",	   "okay",	 "never",     NULL };
	bool ignored;
	struct span next = skip_marks(skip_word(s), &ignored);

	/* "Dave, the room is booked" */
	if (s.len && (!next.len || span_starts(skip_word(s), ",")))
		return ascii_is_upper((unsigned char)s.ptr[0]) && !ballot_begins_any(s, words);
	return next.len && !ballot_begins_any(s, things) && ballot_begins_any(next, verbs);
}

/* "I saw it", "that was Joe", "on Tuesday": it tells something, and gives no reason. */
static bool tells(struct span s)
{
	static const char *const persons[] = { "i'm", "i've", "i", "we", NULL };
	static const char *const opinions[] = {
		"think",  "support", "like",	"love",	    "agree",	"believe", "prefer",
		"want",	  "would",   "approve", "need",	    "should",	"oppose",  "object",
		"disagree", "do not support", "don't support",
		"vote",	  "cannot afford", "can't afford", "have no", "do not like", "don't like",
		"do not think", "don't think", "do not want", "don't want", "am fine", "am happy",
		"am ok",  "am okay", "am in",	"am for",   "am against", "fine", "happy", "ok",
		"in",	  NULL
	};
	static const char *const others[] = {
		"he",	      "she",	   "they",   "you",	"your",	   "that",   "that's",
		"there",      "exactly",   "indeed", "correct", "right",   "true",   "sorry",
		"see",	      "let",	   "it was", "it will", "at",	   "on",     "in the",
		"in a",	      "by",	   "from",   "as i",	"as you",  "but",    "because you",
		"thanks for", "same here", "here",   "who",	"which",   "where",  "what",
		"how",	      "when",	   "why",    "wait",	"hold on", "not me", "not you",
		"same",	      "still",	   "and i",  "did",	"does",	   "is",     "are",
		"was",	      "have",	   "has",    "will",	"can",	   "could",  NULL
	};
	const char *person = span_any(s, ballot_begins, persons);

	if (person)
		return !ballot_begins_any(behind(s, person), opinions);
	return ballot_begins_any(s, others) || is_of_somebody(s);
}

/* Does a reason speak for the other side, or for something else? */
static bool is_contrary(const struct ballot_word *word, struct span rest)
{
	static const char *const not_yes[] = {
		"wait",	    "waiting",	 "postpone", "postponing", "postponed", "delay",
		"delaying", "defer",	 "early",    "soon",	   "later",	"not",
		"cannot",   "don't",	 "against",  "reject",	   "rejecting", "disagree",
		"object",   "oppose",	 "instead",  "different",  "another",	"however",
		"but",	    "until",	 "week",     "next",	   NULL
	};
	static const char *const not_no[] = { "adopt",	 "accept", "approve", "agree",	"support",
					      "ahead",	 "good",   "great",   "fine",	"happy",
					      "longer",	 NULL };
	static const char *const negations[] = { "not", "cannot", "can't", "don't", "doesn't",
						 "isn't", "no", "never", NULL };
	const char *const *words = word->choice == BALLOT_NO ? not_no : not_yes;
	struct doubt_walk walk = walk_begin(rest);
	bool is_found = false, is_negated = false;

	if (word->choice == BALLOT_ABSTAIN || !walk.here.len)
		return false;
	do {
		is_found = is_found || ballot_begins_any(walk.here, words);
		is_negated = is_negated || ballot_begins_any(walk.here, negations);
	} while (walk_next(&walk));
	return is_found && (word->choice == BALLOT_YES || !is_negated);
}

bool ballot_is_talk(const struct ballot_word *word, struct span rest, struct span below)
{
	struct span said = behind_fillers(rest);
	bool is_set_off = !said.len || ballot_mark_len(said, BALLOT_STOPS, "") ||
			  ballot_mark_len(span_trim(said), "-(", BALLOT_DASHES);

	if (!is_set_off && word->usage != BALLOT_WORD_OF_VOTERS)
		return true;
	if (span_has(rest, "?") || span_has(below, "?"))
		return true;
	return is_contrary(word, said) ||
	       (word->choice != BALLOT_ABSTAIN && tells(walk_begin(said).here));
}
