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

	return skip_marks(span_sub(s, strlen(phrase), s.len), &ignored);
}

/* ---- another choice ---- */

/* Does a "no" in the middle say no, rather than of what there is none? */
static bool says_no(struct span rest)
{
	static const char *const words[] = {
		"to",	   "for",   "on",     "from",  "by",	 "at",	     "in",     "as",
		"because", "since", "it",     "i",     "we",	 "you",	     "they",   "this",
		"that",	   "the",   "not",    "but",   "and",	 "or",	     "if",     "is",
		"wait",	   "sorry", "thanks", "until", "before", "actually", "please", NULL
	};
	struct span next = span_trim(rest);

	return !next.len || !ascii_is_alnum((unsigned char)next.ptr[0]) ||
	       ballot_begins_any(next, words);
}

/* Is another choice said there, whatever stands in front? */
static bool is_other(const struct ballot_word *word, const struct doubt_walk *walk)
{
	struct span rest = walk->here;
	const struct ballot_word *other = ballot_word_take(&rest);

	if (!other || other->choice == word->choice || other->usage == BALLOT_WORD_ALONE)
		return false;
	if (other->choice != BALLOT_YES && ballot_word_is_lack(rest))
		return false;
	if (strcmp(other->word, "no") == 0)
		return says_no(rest);
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
		"except",     "apart from",    NULL
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

/* "but not before March", "but we should ask them first". */
static bool wants_more(struct span s)
{
	static const char *const buts[] = { "but", "though", "however", "although", NULL };
	static const char *const wants[] = { "not",    "must",	  "should", "need",   "needs",
					     "first",  "before",  "until",  "wait",   "later",
					     "only",   "without", "with",   "has to", "have to",
					     "can we", "please",  "then",   "what",   "how",
					     "when",   "why",	  "who",    NULL };
	struct doubt_walk walk = { .here = s };

	if (!ballot_begins_any(s, buts))
		return false;
	while (walk_next(&walk)) {
		if (ballot_begins_any(walk.here, wants))
			return true;
	}
	return span_has(s, "?");
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

/* "in favour of waiting", "against the other one": of something else than what is voted on. */
static bool is_of_another(const struct ballot_word *word, struct span rest)
{
	static const char *const others[] = {
		"waiting",   "postponing", "delaying", "rejecting",   "keeping",   "leaving",
		"asking",    "the other",  "another",  "a different", "a later",   "not",
		"the first", "the second", "option",   "one",	      "something", NULL
	};
	struct span what = span_trim(rest);

	(void)ballot_take(&what, "of ");
	return word->usage == BALLOT_WORD_OF_ALL && ballot_begins_any(what, others);
}

const char *ballot_doubt(const struct ballot_word *word, struct span rest, struct span below)
{
	const char *doubt;

	if (span_starts(span_trim(rest), "?"))
		return BALLOT_DOUBT_ASKS;
	if (is_of_another(word, rest))
		return BALLOT_DOUBT_OPEN;
	doubt = doubt_in(word, rest);
	return doubt ? doubt : doubt_in(word, below);
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

	if (!next.len)
		return s.len && ascii_is_upper((unsigned char)s.ptr[0]) &&
		       !ballot_begins_any(s, words);
	return !ballot_begins_any(s, things) && ballot_begins_any(next, verbs);
}

/* "I saw it", "that was Joe", "on Tuesday": it tells something, and gives no reason. */
static bool tells(struct span s)
{
	static const char *const persons[] = { "i", "we", "i'm", "i've", "i\xE2\x80\x99m",
					       "i\xE2\x80\x99ve", NULL };
	static const char *const opinions[] = {
		"think",  "support", "like",	"love",	    "agree",	"believe", "prefer",
		"want",	  "would",   "approve", "need",	    "should",	"oppose",  "object",
		"vote",	  "cannot afford", "can't afford", "have no", "do not like", "don't like",
		"do not think", "don't think", "do not want", "don't want", "am fine", "am happy",
		"am ok",  "am okay", "am in",	"am for",   "am against", "fine", "happy", "ok",
		"in",	  "agree",   NULL
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

bool ballot_is_talk(const struct ballot_word *word, struct span rest, struct span below)
{
	struct span said = ballot_skip(rest, BALLOT_BOLD, BALLOT_QUOTES);
	bool is_set_off = !said.len || ballot_mark_len(said, BALLOT_STOPS, "") ||
			  ballot_mark_len(span_trim(said), "-(", BALLOT_DASHES);

	if (!is_set_off || word->usage == BALLOT_WORD_ALONE)
		return true;
	if (span_has(rest, "?") || span_has(below, "?"))
		return true;
	return word->usage == BALLOT_WORD_OF_TALK && tells(walk_begin(rest).here);
}
