/* quorum.h - how many members have to be there: a number, or a share of the members.
 *
 * Shares are exact: 2/3 of 9 is 6, 50 % of 7 is 4.  Pure.
 */
#ifndef BEADLE_COMMITTEE_QUORUM_H
#define BEADLE_COMMITTEE_QUORUM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/span.h"
#include "tags/people.h"

struct quorum {
	unsigned number; /* 0: none is set */
	unsigned over; /* 0: so many members; else number/over of them */
	bool percent; /* it was said so, over 100 */
};

/* "5", "50%", "50 %", "2/3", "2/3 of the members"; false for what is none, and for more than
 * all. */
bool quorum_parse(struct span text, struct quorum *out);

/* The same, cut off the front of *text; what follows is the caller's. */
bool quorum_take_share(struct span *text, struct quorum *out);

/* How many of so many members are enough; 0: no quorum is set.  Exact for any number. */
size_t quorum_needed(const struct quorum *quorum, size_t members);

size_t quorum_members(const struct people *people);

/* "50 %", "2/3" of a share. */
const char *quorum_share_text(struct arena *arena, const struct quorum *share);

/* "5 members", "50 % of the members", "2/3 of the members". */
const char *quorum_text(struct arena *arena, const struct quorum *quorum);

#endif
