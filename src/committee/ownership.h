/* ownership.h - written names become owners: persons, and groups spread over their members.
 *
 * Each owner stands in it once, by the first name that led to him.  Pure; all memory is the
 * arena's.
 */
#ifndef BEADLE_COMMITTEE_OWNERSHIP_H
#define BEADLE_COMMITTEE_OWNERSHIP_H

#include "base/mem.h"
#include "committee/state.h"
#include "tags/people.h"

struct ownership {
	struct owner *owners;		/* written, person ("" when the name fits nobody or two)
					 * and group alone */
	size_t len, cap;
};

/* Adds whom the name means; false when it fits nobody or two, and then it stands there as it was
 * written. */
bool ownership_add(struct arena *arena, struct ownership *o, const struct people *people,
		   const char *written);

/* All of them. */
struct ownership ownership_of(struct arena *arena, const struct people *people,
			      const char *const *names, size_t n_names);

/* All of them in one line: full names, or as written where nobody is meant; a group by its name,
 * once. */
const char *ownership_text(struct arena *arena, const struct ownership *ownership);

/* The item is theirs too: ASSIGNED for whoever does not own it yet, or owned it in another circle;
 * who goes on hears nothing new, and a member of the same group who has done his part has done it.
 * Events like `like` but for kind and owner. */
void ownership_assign(struct arena *arena, const struct people *people, const struct item *item,
		      const struct ownership *ownership, const struct event *like,
		      struct event_list *out);

/* The item is theirs and nobody else's: the same, and then RELEASED for the rest, so that an item
 * which has somebody is never without an owner in between. */
void ownership_hand_over(struct arena *arena, const struct people *people, const struct item *item,
			 const struct ownership *ownership, const struct event *like,
			 struct event_list *out);

/* Is he the same?  old, which is on record, may have him by a former name; a name that means
 * nobody, as it is written. */
bool ownership_is_same(const struct people *people, const struct owner *now,
		       const struct owner *old);

/* Is the owner, who is on record, among these? */
bool ownership_has(const struct people *people, const struct ownership *ownership,
		   const struct owner *owner);

/* An event for each of them, like `like` but for the owner. */
void ownership_events(struct arena *arena, const struct ownership *ownership,
		      const struct event *like, struct event_list *out);

#endif
