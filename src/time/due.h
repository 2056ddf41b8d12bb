/* due.h - due phrases: "by June 10", "due 2023-07-05", "until next week", "for next meeting".
 *
 * A date that is merely mentioned is not a due date: only one that due, by, before,
 * until, till, "for next ..." or a colon after "deadline" leads counts (PRODUCT 3).
 * Relative dates count from base, in whatever zone base was made.  English only.
 */
#ifndef BEADLE_TIME_DUE_H
#define BEADLE_TIME_DUE_H

#include "time/civil.h"

struct due_context {
	struct civil_date base;		/* the meeting's date, else the message's, in the list's zone */
	struct civil_date next_meeting;	/* not set: phrases about the next meeting give no date */
};

struct due_phrase {
	struct civil_date date;		/* not set when only the phrase is known ("for next meeting") */
	size_t start, len;		/* where the phrase stands in the text, lead word included */
	bool next_meeting;		/* said in terms of the next meeting */
};

/* Finds the first due phrase in text. */
bool due_find(struct span text, const struct due_context *context, struct due_phrase *out);

/* A whole span that is a date by itself, as commands and brackets have it: "2023-07-05",
 * "June 10", "10 June 2023", "friday", "tomorrow", "2w", "in 2 weeks", "end of month". */
bool due_parse_date(struct span text, const struct due_context *context, struct civil_date *out);

#endif
