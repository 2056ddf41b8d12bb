/* decide_held.h - the mail that asks the chair about mails which may raise nothing by themselves
 * (committee/held.h).  Pure.
 *
 * Its key is held/LIST/YYYY-MM-DD, a day of the reader's: one mail a day, at the hour of reminders,
 * and only when something waits that no such mail has told of yet.  It has HELD_ROWS_MAX rows, what
 * is new before what was asked already, people of the list before others, and says how much more
 * waits.  It goes to the chair (deadline_chair()), and to the operator where none with an address
 * is known.  Nothing is asked about what lay in a mailbox when that was first read.
 */
#ifndef BEADLE_NOTICES_DECIDE_HELD_H
#define BEADLE_NOTICES_DECIDE_HELD_H

#include "notices/decide_meeting.h"

enum { HELD_ROWS_MAX = 20, HELD_LINES_MAX = 6 /* quoted of each mail */ };

void decide_held(struct arena *arena, const struct meeting_context *context, int64_t now_s,
		 struct notice_list *out, int64_t *next_s_out);

#endif
