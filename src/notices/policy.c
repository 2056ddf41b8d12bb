/* policy.c - see policy.h. */
#include "notices/policy.h"

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
