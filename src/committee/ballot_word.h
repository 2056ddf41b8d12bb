/* ballot_word.h - the words and signs that say yes, no or abstain, and what mail programs put
 * around them.  Pure. */
#ifndef BEADLE_COMMITTEE_BALLOT_WORD_H
#define BEADLE_COMMITTEE_BALLOT_WORD_H

#include "base/span.h"

enum ballot_choice {
	BALLOT_NONE,
	BALLOT_YES,
	BALLOT_NO,
	BALLOT_ABSTAIN,
	BALLOT_RANKED, /* of a ranked vote: nothing that a line says by itself */
	BALLOT_SEALED /* of a secret vote: one of the first three, and nobody says which */
};

/* How a word is used. */
enum ballot_usage {
	BALLOT_WORD_OF_VOTERS,		/* by who votes: "abstain" */
	BALLOT_WORD_OF_TALK,		/* by who answers anything: "yes", "+1" */
	BALLOT_WORD_OF_ALL,		/* ... with what it is about: "in favour of this" */
	BALLOT_WORD_ALONE,		/* a vote where nothing but a stop follows: "y", "for" */
};

struct ballot_word {
	const char *word;
	enum ballot_choice choice;
	enum ballot_usage usage;
};

/* That at the beginning of *s, cut off; NULL: there is none. */
const struct ballot_word *ballot_word_take(struct span *s);

/* Does the word in front of rest go on in it: "no-one", "0.5", "1%"? */
bool ballot_word_goes_on(struct span rest);

/* Is what stands behind the word what there is none of, or what is counted: "no objections", "No.
 * 3", "+1 week"? */
bool ballot_word_is_lack(const struct ballot_word *word, struct span rest);

/* Marks that stand around words. */
#define BALLOT_BOLD "*_`\"'"
#define BALLOT_STOPS ",.:;!"
#define BALLOT_QUOTES                                                                              \
	"\xE2\x80\x9C\xE2\x80\x9D\xE2\x80\x9E\xE2\x80\x98\xE2\x80\x99\xC2\xAB\xC2\xBB\xC2\xA0"
#define BALLOT_DASHES "\xE2\x80\x93\xE2\x80\x94"

/* The bytes of one mark at the beginning, of those of one byte or of several; 0: there is none. */
size_t ballot_mark_len(struct span s, const char *bytes, const char *others);
struct span ballot_skip(struct span s, const char *bytes, const char *others);

/* The bytes of that word or phrase, in small letters, at the beginning of s, letter case aside; 0:
 * it does not begin so.  "'" stands for the typographic one, too. */
size_t ballot_begin_len(struct span s, const char *phrase);
/* Does s begin with it; with one of the list? */
bool ballot_begins(struct span s, const char *phrase);
bool ballot_begins_any(struct span s, const char *const *phrases);
/* ... which is cut off then. */
bool ballot_take(struct span *s, const char *text);

#endif
