/* incoming.h - what a list, its people and its meetings say about a mail that comes at some
 * instant (struct incoming). */
#ifndef BEADLE_BOT_INCOMING_H
#define BEADLE_BOT_INCOMING_H

#include "committee/calendar.h"
#include "committee/record.h"

struct config_list;

/* All but what the mail says itself.  calendar: the list's, with the changes so far; NULL: no
 * meetings.  date: the mail's day where the list is.  Borrowed from both. */
struct incoming incoming_of(const struct config_list *list, struct meeting_calendar *calendar,
			    int64_t received_at_s, struct civil_date date);

#endif
