/* policy.c - see policy.h. */
#include "notices/policy.h"

#include <string.h>

enum { DAY_S = 24 * 3600 };

struct recurring_context policy_recurring(const struct notice_policy *policy)
{
	return (struct recurring_context){
		.list = policy->list_name,
		.zone = zone_of_either(policy->zone, NULL),
		.minute = policy->reminder_minute,
		.lead_days = (int)(policy->reminder_before_s / DAY_S),
		.default_due_next_meeting = policy->default_due_next_meeting,
		.default_due_days = (int)(policy->default_due_s / DAY_S),
	};
}

static const char *const kinds_off[] = {
	"agenda",	   "agenda-digest",   "assigned",	 "deadline-chair",
	"deadline-closed", "deadline-last-day", "handover",	 "minutes-final",
	"minutes-missing", "question",	      "reminder",	 "summary",
	"weekly-digest",
};

enum { N_KINDS_OFF = sizeof kinds_off / sizeof kinds_off[0] };

bool policy_is_off(const struct notice_policy *policy, const char *kind)
{
	for (size_t i = 0; policy->off && policy->off[i]; i++) {
		if (strcmp(policy->off[i], kind) == 0)
			return true;
	}
	return false;
}

bool policy_may_be_off(const char *kind)
{
	for (size_t i = 0; i < N_KINDS_OFF; i++) {
		if (strcmp(kinds_off[i], kind) == 0)
			return true;
	}
	return false;
}

const char *policy_kinds_off(struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < N_KINDS_OFF; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", kinds_off[i]);
	return text;
}
