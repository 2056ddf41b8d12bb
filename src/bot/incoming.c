/* incoming.c - see incoming.h. */
#include "bot/incoming.h"

#include <string.h>

#include "config/config.h"
#include "time/zone.h"

enum { DAY_S = 24 * 3600 };

/* A list that leaves the family "deadline" away has none by minutes either. */
static bool wants_deadlines(const struct config_list *list)
{
	for (size_t i = 0; list->tags && list->tags[i]; i++) {
		if (strcmp(list->tags[i], "deadline") == 0 || strcmp(list->tags[i], "bsc") == 0 ||
		    strcmp(list->tags[i], "all") == 0)
			return true;
	}
	return list->tags == NULL;
}

struct incoming incoming_of(const struct config_list *list, struct meeting_calendar *calendar,
			    int64_t received_at_s, struct civil_date date)
{
	struct incoming mail = {
		.list = list->name,
		.people = &list->people,
		.chair = list->chair,
		.message_id = "",
		.subject = "",
		.author_addr = "",
		.author_name = "",
		.received_at_s = received_at_s,
		.date = date,
		.default_due_next_meeting = list->policy.default_due_next_meeting,
		.default_due_days = (int)(list->policy.default_due_s / DAY_S),
		.terms = { .calendar = calendar,
			   .zone = zone_of_either(list->policy.zone, NULL),
			   .deadlines = wants_deadlines(list),
			   .votes = list->votes,
			   .n_votes = list->has_votes ? list->n_votes : 0,
			   .raise = list->raise,
			   .limits = list->limits,
			   .ladder = &list->policy.ladder },
	};
	struct meeting meeting;

	if (calendar_last(calendar, received_at_s, &meeting))
		mail.last_chair = meeting.chair;
	if (calendar_next(calendar, received_at_s, &meeting))
		mail.next_chair = meeting.chair;
	if (calendar_next_day(calendar, date, &meeting))
		mail.next_meeting = meeting.date;
	return mail;
}
