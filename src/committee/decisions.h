/* decisions.h - what a committee has decided, as the ledger's events have it.
 *
 * The acts of EVENT_DECISION, and what each has of a struct event_decision beside its number:
 *	made		text, quote, body, meeting and its day; replaces: the number of the decision
 *			in whose place it stands; deadline: the one that stood (RULE_STANDS), or
 *			the vote that passed (RULE_PASSED)
 *	said-again	quote
 *	reworded	text, quote: minutes that were mailed once more say it otherwise
 *	taken-out	words: why; it was none
 *	ignored		words: why a command to take it out counted for nothing
 *	gone		no mail says it any more, as a rebuild reads them: the number stays unused
 * Numbers ("D5") are unique in the ledger.  Pure.  All memory is the arena's; strings are borrowed
 * from the state.
 */
#ifndef BEADLE_COMMITTEE_DECISIONS_H
#define BEADLE_COMMITTEE_DECISIONS_H

#include "committee/state.h"

struct deadline_list;
struct vote_list;

#define RULE_PASSED "vote-passed"	/* a vote has decided it */

#define DECISION_MADE "made"
#define DECISION_SAID "said-again"
#define DECISION_REWORDED "reworded"
#define DECISION_OUT "taken-out"
#define DECISION_IGNORED "ignored"
#define DECISION_GONE "gone"

struct decision_entry {
	int number;			/* from 1 */
	const struct event *made;
	const char *text, *quote;	/* as it was last worded */
	unsigned mentions;
	int replaced_by;		/* 0: by none */
	const struct event *out;	/* that has taken it out; NULL: it stands or is replaced */
	const struct event **events;	/* all of its own, `made` first */
	size_t n_events, cap_events;
};

struct decision_list {
	struct decision_entry *entries;	/* in the order in which they were made */
	size_t len, cap;
};

/* Those of one list (NULL: of all). */
void decisions_of(struct arena *arena, const struct state *state, const char *list,
		  struct decision_list *out);

/* NULL: there is none of that number. */
struct decision_entry *decision_find(const struct decision_list *list, int number);

bool decision_stands(const struct decision_entry *entry);	/* neither out nor replaced */
const char *decision_status(const struct decision_entry *entry); /* "stands", "replaced", "out" */

/* For a new one: one more than any decision has had, over all lists, and than any in pending, which
 * is still to be applied; NULL: nothing is. */
int decisions_next_number(const struct state *state, const struct event_list *pending);

/* Of the deadlines of a list, folded: each proposal that stands is decided, and what was decided by
 * one that turned out not to stand is not.  Appends the events. */
void decisions_by_silence(struct arena *arena, const struct state *state, const char *list,
			  const struct deadline_list *deadlines, int64_t now_s,
			  struct event_list *out);

/* The same of its votes that have passed. */
void decisions_by_vote(struct arena *arena, const struct state *state, const char *list,
		       const struct vote_list *votes, int64_t now_s, struct event_list *out);

#endif
