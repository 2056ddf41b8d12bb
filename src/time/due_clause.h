/* due_clause.h - what the words in front of a due phrase say of it: inside src/time only.
 *
 * "Do not publish before June 10" and "users who were added before 2020-01-01" name no day by which
 * something is to be done.  A clause is told its words one by one, and begins anew at a stop.
 */
#ifndef BEADLE_TIME_DUE_CLAUSE_H
#define BEADLE_TIME_DUE_CLAUSE_H

#include "base/span.h"
#include "time/civil.h"

struct due_clause {
	struct span last, before_last;	/* its last words so far */
	int negation;			/* more than 0: "not" stands that near */
	bool who;			/* a relative pronoun was there ... */
	bool who_did;			/* ... and a verb in the past after it */
	bool wants;			/* "get it done", "have it sent": the participle is what is
					 * to come */
	bool grows;			/* "cut the costs": by a part */
};

void due_clause_take(struct due_clause *clause, struct span text, size_t at, struct span word);
void due_clause_stop(struct due_clause *clause);

/* "past June 10", "overdue June 10" */
bool due_clause_is_overdue(const struct due_clause *clause);
/* "once in a week", "twice in two weeks" */
bool due_clause_counts(const struct due_clause *clause);
/* "bills that were due by", "the page that was broken by": the last word says that it is over. */
bool due_clause_was(const struct due_clause *clause);
/* Whether "before" that day is said of what has been.  base may not be set. */
bool due_clause_is_past(const struct due_clause *clause, struct civil_date day,
			struct civil_date base);

#endif
