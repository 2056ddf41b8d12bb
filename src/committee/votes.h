/* votes.h - the votes of a list, as the ledger's events have them.
 *
 * The acts of EVENT_VOTE are the kinds of a struct vote_event; of a struct event_vote each has its
 * number and, beside:
 *	opened		title, body; the name of the rule, what it was then, and the voters; of a
 *			ranked vote the options; the period, or until
 *	cast		choice, words: why; of a secret vote neither: the choice lies elsewhere
 *			(bot/secret.h)
 *	counted		of a secret vote: words, the code and the choice of each ballot,
 *			in the order of the codes, as in "k7qm-2xpd-9fht yes, ..."; named_s: the end
 *	extended	the period, or until
 *	withdraw	words: why
 *	announced	a mail about it was decided: message_id is that mail's; what it is, the
 *			voter of a ballot or its failure; named_s, where it names an end; state, of
 *			a notice of how it ended, and choice: the letter of the option that won
 *	told, untold	what became of that mail (told.h)
 *	unread		words: why an answer to a ballot is none, and what would be
 *	refused		number 0; words: why a tag opened none
 *	gone		no mail opens it any more, as a rebuild reads them: the number stays unused
 * What a later beadle may have written beside is passed over. Pure.  All memory is the arena's;
 * strings are borrowed from the state.
 */
#ifndef BEADLE_COMMITTEE_VOTES_H
#define BEADLE_COMMITTEE_VOTES_H

#include "committee/ending.h"
#include "committee/state.h"
#include "committee/vote.h"

#define VOTE_GONE "gone"
#define VOTE_REFUSED "refused"
#define VOTE_UNREAD "unread"

/* How the subject of a mail with a ballot begins, and of a reminder; its title follows. */
#define BALLOT_SUBJECT "Your ballot"
#define BALLOT_SUBJECT_MISSING "Your vote is missing"
#define BALLOT_SUBJECT_LAST_DAY "Last day"

/* Of a secret vote that was counted. */
struct vote_ballot {
	const char *code;
	enum ballot_choice choice;
};

struct vote_entry {
	int number;				/* state_next_number() */
	const char *list, *title, *body;
	bool taken_back;			/* with the mail that opened it (record_back.h) */
	int64_t quiet_until_s;			/* nobody is told what happened before; 0: news */
	struct vote_terms terms;
	const struct event **sources;		/* sources[i] became events[i] */
	struct vote_event *events;
	size_t n, cap, cap_sources;
	struct told_ends said;			/* to the list, of how it ended */
	struct vote_ballot *ballots;		/* in the order of their codes */
	size_t n_ballots;
	struct vote vote;
};

struct vote_list {
	struct vote_entry *entries;		/* by number */
	size_t len, cap;
};

/* Those of one list (NULL: of all), folded.  pending: events that are still to be applied; NULL:
 * none are.  zone: the list's.  read_s, now_s: as vote_fold() has them. */
void votes_of(struct arena *arena, const struct state *state, const struct event_list *pending,
	      const char *list, const struct zone *zone, int64_t read_s, int64_t now_s,
	      struct vote_list *out);

/* What the list was told of how it ended, and whether that is still so: of a ranked vote the winner
 * is a part of it. */
struct ending votes_ending(const struct vote_entry *entry);

/* How it ended by what was told, and, of a ranked vote that was decided, its option; NULL: none is
 * known. */
enum vote_state votes_told(const struct vote_entry *entry, struct told_end told,
			   const char **winner_out);
/* "B" of an option that has won a ranked vote, for the ledger; "": there is none. */
const char *votes_winner_letter(struct arena *arena, const struct vote_entry *entry);

/* What it decides when it is passed: its title, and the option that has won a ranked vote. */
const char *votes_decision(struct arena *arena, const struct vote_entry *entry);

/* NULL: there is none of that number. */
const struct vote_entry *votes_find(const struct vote_list *list, int number);

/* Who votes, by the full names that they had when it was opened, a line each; "": there is none of
 * that number. */
const char *votes_voter_lines(const struct state *state, int number);

/* Where a mail names the code of its reader's ballot this stands, a word by itself on a line of
 * ASCII; who sends it puts the code there (bot/secret.h). */
#define VOTE_CODE_MARK "{code-of-vote-"
const char *votes_code_mark(struct arena *arena, int number);

/* That which a mail with this Message-ID is about, as one that opened it, a ballot, or a notice of
 * ours; NULL: none. */
const struct vote_entry *votes_of_mail(const struct vote_list *list, struct span message_id);

/* The one that runs whose subject a "Re:" repeats, list prefix and tag aside; NULL: none, or one of
 * several. */
const struct vote_entry *votes_of_reply(const struct vote_list *list, struct span subject);

/* How many of them run, and the last one that does; NULL: none. */
size_t votes_running(const struct vote_list *list, const struct vote_entry **last_out);

/* Did the ballot in that mail count, until its voter voted anew? */
bool votes_was_replaced(const struct vote_list *list, const char *voter, struct span message_id);

/* What anybody may see of a voter's ballot: whatever prints names beside choices asks here. */
struct vote_shown {
	const char *choice;			/* "yes", "no", "abstain", "B > A"; "secret": has
						 * voted; "": has not */
	const char *reason;			/* "": none */
};

struct vote_shown votes_shown(const struct vote_entry *entry, const struct vote_voter *voter);

/* What the fold remarks of one of its events; NULL: nothing, it counts. */
const struct vote_remark *votes_remark_of(const struct vote_entry *entry,
					  const struct event *event);
/* Why what this event of the entry said changed nothing, as the end of a sentence; NULL: it did. */
const char *votes_why_not(const struct vote_entry *entry, const struct event *event);

/* The voters of whom that choice is shown, joined with commas; "": nobody. */
const char *votes_who_chose(struct arena *arena, const struct vote_entry *entry,
			    const char *choice);

/* What it takes, in words and numbers; and how it ended: "passed: 3 yes, ...", "B Bert wins; 4 of 4
 * have voted". */
const char *votes_rule_text(struct arena *arena, const struct vote_entry *entry);
const char *votes_result_text(struct arena *arena, const struct vote_entry *entry);
/* "k7qm-2xpd-9fht yes, ...": what the ballots of a secret vote say; "" while nobody may know. */
const char *votes_ballots_text(struct arena *arena, const struct vote_entry *entry);

/* "2 of 4": how many have voted so far. */
const char *votes_voted_text(struct arena *arena, const struct vote_entry *entry);

#endif
