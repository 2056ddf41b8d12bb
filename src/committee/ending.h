/* ending.h - what a list was told of how something ended, a deadline or a vote, and whether that is
 * still so.
 *
 * A state is a number of the thing's own.  Pure.
 */
#ifndef BEADLE_COMMITTEE_ENDING_H
#define BEADLE_COMMITTEE_ENDING_H

#include <stdbool.h>
#include <stdint.h>

/* What a notice said: how it ended, or, not is_end, that it has not. */
struct told_end {
	int state;
	bool is_end;
	int64_t at_s;			/* 0: nothing was said */
};

struct told_ends {
	struct told_end last, before;
	unsigned n;			/* so many in all */
};

/* A clock that is set back by seconds over the instant makes no correction. */
enum { ENDING_CORRECT_MIN_S = 300 };

void ending_tell(struct told_ends *ends, struct told_end end);

/* What the list is to hear, or was told last. */
struct ending {
	unsigned n;			/* the first, the second, ...; 0: nothing yet */
	bool is_new;
	struct told_end wrong;		/* what it corrects; at_s 0: nothing */
};

struct ending ending_of(const struct told_ends *ends, int state, bool is_end);

#endif
