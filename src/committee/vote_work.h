/* vote_work.h - what the files that turn a mail into events of votes share; for nobody else. */
#ifndef BEADLE_COMMITTEE_VOTE_WORK_H
#define BEADLE_COMMITTEE_VOTE_WORK_H

#include "committee/record.h"
#include "committee/votes.h"
#include "tags/vote_tag.h"

struct vote_recorder {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct event_list *out;
	struct vote_list votes;		/* of the list, before this mail */
};

struct vote_recorder vote_work_begin(struct arena *arena, const struct state *state,
				     const struct incoming *mail, struct event_list *out);

/* That the mail says in that line; number 0: of no vote. */
struct event vote_work_event(const struct vote_recorder *r, const char *act, int number,
			     const struct fact *fact);

/* Of a secret vote: nothing of the line is kept. */
void vote_work_conceal(struct event *e);

/* Of no vote, for which is meant is not clear: who wrote the line hears these words. */
void vote_work_ask(struct vote_recorder *r, const struct fact *fact, const char *words);

/* The instant that a tag names, by day and time or by a period from begin_s on; 0: none, or in a
 * zone that is neither the list's at that time nor UTC. */
int64_t vote_work_end(const struct vote_recorder *r, const struct vote_tag *tag, int64_t begin_s);

/* How to vote in it, as sentences. */
const char *vote_work_how(struct arena *arena, const struct vote_entry *entry);

/* vote_opening.c: a tag opens a vote, or is refused. */
void vote_opening_record(struct vote_recorder *r, const struct fact *fact);

/* ---- vote_meant.c: which vote a mail or a line is about ---- */

struct answered_vote {
	const struct vote_entry *entry;	/* NULL: none */
	bool unclear;			/* another one may be meant as well */
};

/* By the number that is said (<= 0: none is), the notice that is answered, the nearest mail of the
 * thread; a mail to the bot that answers none of ours by its subject, and one on the list that
 * names none. */
struct answered_vote vote_meant(const struct vote_recorder *r, int number);

/* "[EXTEND 1w]" in a mail that answers nothing is for the only vote that runs, where no deadline
 * does; of several, and of "[WITHDRAW]", which nobody can take back, its writer hears how to say
 * which one is meant.  NULL: for none. */
const struct vote_entry *vote_meant_alone(struct vote_recorder *r, const struct fact *fact);

/* Does a mail have the subject of a ballot, as mail programs keep it? */
bool vote_meant_by_subject(const struct incoming *mail);

#endif
