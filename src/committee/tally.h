/* tally.h - the count of a vote: ballots and a rule in, an outcome out.
 *
 *	no quorum	fewer have voted than the rule wants; abstentions are votes here
 *	passed		enough of those that the rule counts said yes (vote_rule.h)
 *	failed		otherwise: a tie, too
 *
 * Whole numbers throughout, exact for any number of voters.  Pure.
 */
#ifndef BEADLE_COMMITTEE_TALLY_H
#define BEADLE_COMMITTEE_TALLY_H

#include "committee/vote_rule.h"

struct tally {
	size_t members;			/* who may vote: fixed when the vote opened */
	size_t yes, no, abstain;	/* together as many at most; the others are absent */
	size_t sealed;			/* of them, but not counted yet: of a secret vote */
};

size_t tally_voted(const struct tally *tally);		/* abstentions included */

enum tally_outcome {
	TALLY_PASSED, TALLY_FAILED, TALLY_NO_QUORUM,
	TALLY_TIED			/* of ranked votes alone (ranked_tally.h) */
};

/* Of sealed votes only whether they are enough for the quorum can be told. */
enum tally_outcome tally_decide(const struct vote_rule *rule, const struct tally *tally);

/* Whatever those who are absent do, is the outcome what it is now?  So long as nobody changes a
 * ballot: a vote stays open until its end all the same. */
bool tally_is_settled(const struct vote_rule *rule, const struct tally *tally);

const char *tally_outcome_name(enum tally_outcome outcome);	/* "passed", "no quorum" */

/* "passed: 6 yes, 1 no, 1 abstained, 1 did not vote; 5 of 7 yes and no votes had to be yes", "no
 * quorum: ...; 5 of 9 had to vote"; of what stays sealed: "no quorum: 2 voted, 7 did not vote;
 * ...". */
const char *tally_text(struct arena *arena, const struct vote_rule *rule,
		       const struct tally *tally);

#endif
