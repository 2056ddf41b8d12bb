/* person.h - what the ledger knows of a person beside his items: a fold over EVENT_PERSON.
 *
 * A person is meant by his full name in one list.  Pure; strings are the state's.
 */
#ifndef BEADLE_COMMITTEE_PERSON_H
#define BEADLE_COMMITTEE_PERSON_H

#include "committee/state.h"
#include "tags/people.h"

/* The acts of EVENT_PERSON. */
#define PERSON_PAUSE "pause"		/* no reminders and no new items before `until`, a day of
					 * his own zone */
#define PERSON_STOP "stop"		/* ... ever */
#define PERSON_RESUME "resume"		/* ends both */
#define PERSON_FAILING "failing"	/* mail to the address comes back */
#define PERSON_WORKING "working"	/* it does no more */

struct person_quiet {
	bool stopped;
	struct civil_date until;	/* paused before this day; not set: not paused */
};

/* What he has asked for, as far as the events say; a pause that is over is told as well. */
struct person_quiet person_quiet(const struct state *state, const char *list,
				 const struct people *people, const struct person *person);

/* Is he to be left alone on that day of his? */
bool person_is_quiet(const struct person_quiet *quiet, struct civil_date day);

/* After the last mail that came back an address is tried again. */
enum { PERSON_FAILING_S = 30 * 24 * 3600 };

/* Does mail to this address, in whatever list, come back?  *since_out (may be NULL): the event that
 * said so first. */
bool person_address_fails(const struct state *state, const char *addr, int64_t now_s,
			  const struct event **since_out);

/* Where his mail goes: his first address that does not fail; the first when all do; NULL when he
 * has none. */
const char *person_addr(const struct state *state, const struct person *person, int64_t now_s);

#endif
