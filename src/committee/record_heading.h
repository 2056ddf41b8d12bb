/* record_heading.h - a mail that looks like minutes, and says of no meeting that they are its.
 *
 * Then no silent deadline opens, "by Friday" counts from the mail, and the minutes seem to be
 * missing.  Its sender, where that is a chair, is owed a question (EVENT_ANSWER, ANSWER_HEADING)
 * whose words are the very line that is missing; once for a meeting.  Pure.
 */
#ifndef BEADLE_COMMITTEE_RECORD_HEADING_H
#define BEADLE_COMMITTEE_RECORD_HEADING_H

#include "committee/record.h"

void record_heading(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out);

#endif
