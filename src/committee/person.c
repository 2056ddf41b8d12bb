/* person.c - see person.h. */
#include "committee/person.h"

#include <string.h>

struct person_quiet person_quiet(const struct state *state, const char *list, const struct people *people,
				 const struct person *person)
{
	struct person_quiet quiet = { 0 };

	for (size_t i = 0; i < state->others.len; i++) {
		const struct event *e = &state->others.events[i];

		if (e->kind != EVENT_PERSON || strcmp(e->list, list) != 0 || !people_is(people, e->person, person))
			continue;
		if (strcmp(e->what, PERSON_PAUSE) == 0)
			quiet = (struct person_quiet){ .until = e->due };
		else if (strcmp(e->what, PERSON_STOP) == 0)
			quiet = (struct person_quiet){ .stopped = true };
		else if (strcmp(e->what, PERSON_RESUME) == 0)
			quiet = (struct person_quiet){ 0 };
	}
	return quiet;
}

bool person_is_quiet(const struct person_quiet *quiet, struct civil_date day)
{
	return quiet->stopped || (civil_is_set(quiet->until) && civil_compare(day, quiet->until) < 0);
}
