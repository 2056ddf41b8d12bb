/* vote_rule.h - by what rule a vote is decided: how many must say yes, of whom, and how many must
 * vote at all.
 *
 *	cast		of the yes and no votes: who abstains does not count
 *	present		of all votes: an abstention is as good as a no
 *	members		of all who may vote: staying away is as good as a no
 *
 * Fractions are exact: 2/3 of 9 is 6.  Whatever the rule, nothing passes without one yes.
 *
 * Of a ranked vote (ranked.h) the quorum is the same: so many must vote at all, who ranks nothing
 * among them.  The threshold is between each option and the default one, "none of these": who
 * prefers the option says yes to it, who prefers the default one no, who ranks neither or both
 * alike abstains.  In the terms of Debian's constitution:
 *	cast		the majority ratio (A.5.3): 2/3 is 2:1, all is that nobody says no
 *	present		the quorum of each option (A.5.2), of the ballots that were cast
 *	members		the quorum of each option (A.5.2), of all who may vote
 * and an option that does not beat the default one is out whatever the rule.  Debian's quorum is of
 * each option alone; here too few ballots are "no quorum" and not "none of these", as in other
 * votes.  Pure.
 */
#ifndef BEADLE_COMMITTEE_VOTE_RULE_H
#define BEADLE_COMMITTEE_VOTE_RULE_H

#include <stdint.h>

#include "committee/quorum.h"
#include "committee/ranked.h"

enum vote_threshold_kind { THRESHOLD_MAJORITY, THRESHOLD_SHARE, THRESHOLD_UNANIMOUS };

struct vote_threshold {
	enum vote_threshold_kind kind;
	struct quorum share;		/* of THRESHOLD_SHARE: at least so much */
};

enum vote_whole { VOTE_OF_CAST, VOTE_OF_PRESENT, VOTE_OF_MEMBERS };
enum vote_opener { VOTE_BY_MEMBERS, VOTE_BY_CHAIR };

#define VOTE_RULE_DEFAULT "default"	/* the name of what counts where a tag names none */

struct vote_rule {
	const char *name;		/* "default", "charter" */
	struct vote_threshold threshold;
	enum vote_whole of;
	struct quorum quorum;		/* yes, no and abstentions; number 0: none is set */
	int64_t period_s;		/* how long it is open where the tag does not say */
	enum vote_opener opened_by;	/* members, or the chair alone */
	const char *voters;		/* the name of a group; NULL: all members */
};

/* "majority", "unanimous", "2/3", "70%"; false for what is none, and for more than all. */
bool vote_threshold_parse(struct span text, struct vote_threshold *out);

/* How many may vote, of the people of a list. */
size_t vote_rule_voters(const struct vote_rule *rule, const struct people *people);

/* Their full names, in the order of the people; as many as that. */
const char *const *vote_rule_voter_names(struct arena *arena, const struct vote_rule *rule,
					 const struct people *people);

/* What is kept of a rule when a vote is opened: "2/3 of members, quorum 50 %".  And back; false for
 * what is none. */
const char *vote_rule_terms(struct arena *arena, const struct vote_rule *rule);
bool vote_rule_from_terms(struct span terms, struct vote_rule *rule);

/* How many of so many votes must be yes: one at least. */
size_t vote_yes_needed(const struct vote_threshold *threshold, size_t whole);

/* What a vote of so many members needs, behind "To pass: ": "6 of 9 members must say yes", "more
 * than half of the yes and no votes; at least 5 of 9 must vote". */
const char *vote_rule_text(struct arena *arena, const struct vote_rule *rule, size_t members);

/* What that is for a ranked vote, when so many of the members have voted: the same for each option.
 * And in words: "6 of 9 members must prefer it to \"none of these\"; at least 5 of 9 must vote". */
void vote_rule_ranked(const struct vote_rule *rule, size_t members, size_t voted,
		      struct ranked_terms *out);
const char *vote_rule_ranked_text(struct arena *arena, const struct vote_rule *rule,
				  size_t members);

#endif
