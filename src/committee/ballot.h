/* ballot.h - what a voter answers to a ballot: yes, no or abstain, and why, on one line.
 *
 *	yes, yea, aye, y, in favour, +1		"+1 (binding)", "I vote yes: ..."
 *	no, nay, n, against, -1			"no - too early"
 *	abstain, 0, +0, -0			"Abstain, I was not there"
 *
 * Whatever a mail program makes of it: letter case, bold, quotation marks, dashes for a minus.
 * Never a guess: what begins like a vote and is none ("no objections", "yes and no"), asks
 * ("yes?"), sets a condition ("yes, if it is cheaper") or takes itself back ("no, sorry: yes") is
 * not one.  Of ranked votes: ranked_ballot.h.  Pure.
 */
#ifndef BEADLE_COMMITTEE_BALLOT_H
#define BEADLE_COMMITTEE_BALLOT_H

#include "committee/ballot_word.h"

/* What a line says. */
struct ballot_line {
	enum ballot_choice choice;	/* BALLOT_NONE: it is no vote */
	struct span reason;		/* what stands behind, within the line; len 0: nothing */
	const char *doubt;		/* why what begins with a choice is none (ballot_doubt.h);
					 * NULL: it is one, or does not begin so */
	bool is_plain;			/* it is one among people who talk to each other, too ... */
	bool is_explicit;		/* ... whatever it answers: "I vote yes", "I abstain" */
};

/* below: what stands in the next lines of the paragraph, joined by blanks, or behind "\n" the next
 * paragraph: it may go on in the line, or take it back. */
void ballot_parse(struct span line, struct span below, struct ballot_line *out);

/* Of such lines those of the line's own paragraph. */
struct span ballot_paragraph(struct span below);

/* Of a line by itself.  BALLOT_NONE for what is none. */
enum ballot_choice ballot_read(struct span line, struct span *reason_out);

/* "#12 yes", "yes #12": the vote that is meant, and its number cut off the front of *line; 0: none
 * is said. */
int ballot_number(struct span *line);

const char *ballot_name(enum ballot_choice choice);	/* "yes", "no", "abstain", "secret" */
enum ballot_choice ballot_from_name(struct span name);	/* of the first three; else BALLOT_NONE */

/* What every ballot may have: without the blanks and marks that mail programs put around it; behind
 * "I vote", "My ballot is:", in front of it; the reason, behind it. */
struct span ballot_strip(struct span line);
struct span ballot_behind_lead(struct span line);
struct span ballot_reason(struct span rest);

/* How to vote, for who was not understood. */
#define BALLOT_HELP_SECRET "To vote, answer with yes, no or abstain on the first line."
#define BALLOT_HELP                                                                                \
	"To vote, write yes, no or abstain on the first line, and behind it why if you like."

#endif
