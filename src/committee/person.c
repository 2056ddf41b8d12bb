/* person.c - see person.h. */
#include "committee/person.h"

#include <string.h>

#include "committee/walk.h"

struct person_quiet person_quiet(const struct state *state, const char *list,
				 const struct people *people, const struct person *person)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_PERSON));
	struct person_quiet quiet = { 0 };
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (!people_is(people, e->person.person, person))
			continue;
		if (strcmp(e->act, PERSON_PAUSE) == 0)
			quiet = (struct person_quiet){ .until = e->person.until };
		else if (strcmp(e->act, PERSON_STOP) == 0)
			quiet = (struct person_quiet){ .stopped = true };
		else if (strcmp(e->act, PERSON_RESUME) == 0)
			quiet = (struct person_quiet){ 0 };
	}
	return quiet;
}

bool person_is_quiet(const struct person_quiet *quiet, struct civil_date day)
{
	return quiet->stopped ||
	       (civil_is_set(quiet->until) && civil_compare(day, quiet->until) < 0);
}

bool person_address_fails(const struct state *state, const char *addr, int64_t now_s,
			  const struct event **since_out)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_PERSON));
	const struct event *e, *since = NULL;
	int64_t last_s = 0;

	while ((e = event_walk_next(&walk))) {
		if (!span_is_ci(span_of(e->person.addr), addr))
			continue;
		if (strcmp(e->act, PERSON_WORKING) == 0) {
			since = NULL;
		} else if (strcmp(e->act, PERSON_FAILING) == 0) {
			since = since && e->at_s - last_s < PERSON_FAILING_S ? since : e;
			last_s = e->at_s;
		}
	}
	if (since && now_s - last_s >= PERSON_FAILING_S)
		since = NULL;
	if (since_out)
		*since_out = since;
	return since != NULL;
}

const char *person_addr(const struct state *state, const struct person *person, int64_t now_s)
{
	for (size_t i = 0; i < person->n_addresses; i++) {
		if (!person_address_fails(state, person->addresses[i], now_s, NULL))
			return person->addresses[i];
	}
	return person->n_addresses ? person->addresses[0] : NULL;
}
