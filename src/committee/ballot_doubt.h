/* ballot_doubt.h - why a line that begins with a choice is no vote all the same: what stands behind
 * the word takes it back or makes it depend on something.  Pure. */
#ifndef BEADLE_COMMITTEE_BALLOT_DOUBT_H
#define BEADLE_COMMITTEE_BALLOT_DOUBT_H

#include "committee/ballot_word.h"

/* rest: of the line, behind the word; below: what goes on in the next lines of the paragraph, or
 * len 0.  The end of "that is no vote, for ..."; NULL: it is one. */
const char *ballot_doubt(const struct ballot_word *word, struct span rest, struct span below);

/* Among people who talk to each other: may rest be said in answer to somebody, rather than be the
 * reason of a vote?  "I saw it", "on Tuesday", a question. */
bool ballot_is_talk(const struct ballot_word *word, struct span rest, struct span below);

#define BALLOT_DOUBT_ASKS "it asks"
#define BALLOT_DOUBT_TWO "it says two things"
#define BALLOT_DOUBT_ELSE "it may be about something else than what is voted on"
#define BALLOT_DOUBT_OPEN "it sets a condition or leaves something open"

#endif
