/* decide_vote.h - which notices about votes are due, decided and composed in one go.  Pure.
 *
 * Keys, N being the vote's number and each spent once, ever:
 *	vote/N/opened			to the list, at once; /K behind it when that is lost, again
 *					and again with growing gaps
 *	vote/N/ballot/PERSON		to each voter, at once
 *	vote/N/half/CLOSES/PERSON	to who has not voted, half-way: in their daytime, and not of
 *					a vote of less than two days
 *	vote/N/last-day/CLOSES/PERSON	the same 24 h before the end
 *	vote/N/failed/PERSON/LOST	to who opened it, at once: a ballot has reached nobody
 *	vote/N/moved/CLOSES		to the list: it ends at another instant than was said; /K as
 *					above
 *	vote/N/closed/SETTLED		how it ended: only when that is certain (vote.h); /K behind
 *					it for the K-th word on that
 *	vote/N/corrected/K/STATE	what the list was told of how it ended was wrong: the K-th
 *					word on that
 * The result of a secret vote brings the event of its count into the transaction that decides it,
 * and, as every event of a notice, into the mail: a restored ledger has it from there.
 *
 * What a voter is not asked for because the vote is over is never asked.  Of the past, when the
 * mailbox was first read, nobody is told.
 */
#ifndef BEADLE_NOTICES_DECIDE_VOTE_H
#define BEADLE_NOTICES_DECIDE_VOTE_H

#include "notices/decide.h"

struct vote_context {
	const struct notice_policy *policy;
	const struct people *people;
	bool has_meetings;			/* of the list: no quorum goes to the next */
	int64_t read_s;				/* every mail received up to then was read */
	const struct event_list *counted;	/* of secret votes that are over but for it: an
						 * event each, which goes with the result */
};

/* Appends what is due for one list, and lowers *next_s_out as decide_list() does.  events_out: of
 * voters whom no mail can be sent to.  troubles_out: a result that has waited for an hour. */
void decide_votes(struct arena *arena, const struct state *state,
		  const struct vote_context *context, int64_t now_s, struct notice_list *out,
		  struct event_list *events_out, struct trouble_list *troubles_out,
		  int64_t *next_s_out);

#endif
