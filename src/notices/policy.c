/* policy.c - see policy.h. */
#include "notices/policy.h"

#include <string.h>

enum { DAY_S = 24 * 3600 };

struct duty_round_context policy_recurring(const struct notice_policy *policy)
{
	const struct ladder_rung *before = ladder_find(&policy->ladder, RUNG_BEFORE);

	return (struct duty_round_context){
		.list = policy->list_name,
		.zone = zone_of_either(policy->zone, NULL),
		.minute = policy->reminder_minute,
		.lead_days = before ? -before->days : 0,
		.default_due_next_meeting = policy->default_due_next_meeting,
		.default_due_days = (int)(policy->default_due_s / DAY_S),
	};
}

static const char *const kinds_off[] = {
	"agenda",	   "agenda-digest",	"assigned",	      "ballot-reminder",
	"deadline-chair",  "deadline-closed",	"deadline-last-day",  "deadline-objection",
	"handover",	   "last-call",		"minutes-final",      "minutes-missing",
	"no-quorum",	   "question",		"receipt",	      "reminder",
	"summary",	   "vote-closed",	"weekly-digest",
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

struct ladder_clock policy_ladder(const struct notice_policy *policy, const struct person *person,
				  int64_t now_s)
{
	return (struct ladder_clock){
		.ladder = &policy->ladder,
		.zone = zone_of_either(person->zone, policy->zone),
		.minute = policy->reminder_minute,
		.workdays = { .weekdays = person->weekdays ? person->weekdays : policy->weekdays,
			      .of_list = policy->holidays,
			      .of_person = person->holidays },
		.now_s = now_s,
	};
}

struct ladder_terms policy_ladder_terms(const struct notice_policy *policy,
					const struct people *people)
{
	return (struct ladder_terms){
		.list = policy->list_name,
		.people = people,
		.ladder = &policy->ladder,
		.zone = zone_of_either(policy->zone, NULL),
		.minute = policy->reminder_minute,
	};
}

enum date_order policy_dates(const struct notice_policy *policy)
{
	return policy->dates ? policy->dates : date_order_of_zone(policy->zone);
}
