/* person_act.c - see person_act.h. */
#include "committee/person_act.h"

#include <string.h>

enum { PAUSE_DAYS = 14 };

static bool is(const struct person_act *act, const char *what)
{
	return strcmp(act->what, what) == 0;
}

static struct civil_date last_day(const struct act_place *place, const struct person_act *act)
{
	if (civil_is_set(act->until) || act->has_words)
		return act->until;
	return civil_add_days(place->today, PAUSE_DAYS);
}

/* "before Mon 19 Jun 2023": the year where it is not this one */
static const char *until_text(struct arena *arena, const struct act_place *place,
			      struct civil_date day)
{
	char text[CIVIL_TEXT_SIZE];

	civil_format_short(day, text);
	if (day.year == place->today.year)
		return arena_strdup(arena, text);
	return arena_printf(arena, "%s %d", text, day.year);
}

/* To the person. */
static const char *say_to_them(struct arena *arena, const struct act_place *place,
			       const struct person_act *act, struct civil_date until)
{
	if (is(act, PERSON_RESUME))
		return "Reminders and news of items come again.";
	if (is(act, PERSON_STOP))
		return "No reminders and no news of items any more, until you write \"resume\". "
		       "What a chair has to know still comes when it is your turn.";
	return arena_printf(arena,
			    "No reminders and no news of items before %s; \"resume\" ends that. "
			    "What a chair has to know still comes when it is your turn.",
			    until_text(arena, place, until));
}

/* To whoever acts for them. */
static const char *say_of_them(struct arena *arena, const struct act_place *place,
			       const struct person *person, const struct person_act *act,
			       struct civil_date until)
{
	static const char still[] =
		"What a chair has to know still comes when it is their turn.";

	if (is(act, PERSON_RESUME))
		return arena_printf(arena, "%s gets reminders and news of items again.",
				    person->name);
	if (is(act, PERSON_STOP))
		return arena_printf(arena, "%s gets no reminders and no news of items any more. %s",
				    person->name, still);
	return arena_printf(arena, "%s gets no reminders and no news of items before %s. %s",
			    person->name, until_text(arena, place, until), still);
}

bool person_act_do(struct arena *arena, const struct act_place *place, const struct actor *actor,
		   const struct person *person, const struct person_act *act,
		   struct event_list *out, const char **said_out)
{
	struct event e = item_act_event(place, actor, EVENT_PERSON);
	struct civil_date *until = &e.person.until;

	e.act = act->what;
	e.person.person = person->name;
	e.person.quote = place->quote;
	if (is(act, PERSON_PAUSE)) {
		*until = last_day(place, act);
		if (!civil_is_set(*until) || civil_compare(*until, place->today) <= 0) {
			*said_out = "Nothing has changed: \"pause\" needs a day to come or a "
				    "period, as in \"pause 2w\".";
			return false;
		}
	}
	event_list_add(arena, out, &e);
	*said_out = actor->person == person ? say_to_them(arena, place, act, *until)
					    : say_of_them(arena, place, person, act, *until);
	return true;
}
