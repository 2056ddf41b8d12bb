/* ownership.h - written names become owners: persons, and groups spread over their members.
 *
 * Each owner stands in it once, by the first name that led to him.  Pure; all memory is the arena's.
 */
#ifndef BEADLE_COMMITTEE_OWNERSHIP_H
#define BEADLE_COMMITTEE_OWNERSHIP_H

#include "base/mem.h"
#include "committee/state.h"
#include "tags/people.h"

struct ownership {
	struct owner *owners;		/* written, person ("" when the name fits nobody or two) and group alone */
	size_t len, cap;
};

/* Adds whom the name means; false when it fits nobody or two, and then it stands there as it was written. */
bool ownership_add(struct arena *arena, struct ownership *o, const struct people *people, const char *written);

/* All of them. */
struct ownership ownership_of(struct arena *arena, const struct people *people, const char *const *names, size_t n_names);

/* An event for each of them, like `like` but for the owner. */
void ownership_events(struct arena *arena, const struct ownership *ownership, const struct event *like,
		      struct event_list *out);

#endif
