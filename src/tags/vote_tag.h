/* vote_tag.h - what stands in the brackets of [VOTE charter secret 2w]. */
#ifndef BEADLE_TAGS_VOTE_TAG_H
#define BEADLE_TAGS_VOTE_TAG_H

#include "base/span.h"
#include "time/due.h"

struct vote_tag {
	struct span rule;		/* "charter", within the text; len 0: the default one */
	bool secret, ranked;
	int64_t period_s;		/* "2w"; 0: none is said */
	struct span period;		/* the same, as written */
	struct civil_date day;		/* "2023-07-05", "until Friday"; not set: none is said */
	int minute;			/* "17:00", "5 pm", of that day; -1: none is said */
	struct span zone;		/* "UTC", "CEST" behind it; len 0: none is said */
	struct span unread;		/* the first word that is none of these; len 0: all are */
};

/* Words in any order; inside is what stands behind VOTE.  A rule is a word of letters, digits and
 * "-" that begins with a letter; whether there is one of that name its reader knows. */
void vote_tag_read(struct span inside, const struct due_context *context, struct vote_tag *out);

#endif
