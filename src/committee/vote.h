/* vote.h - a vote: voters, a rule, a period, and what comes of it at its end.
 *
 * As deadlines by silence (deadline.h), the state is a fold over events in the order in which the
 * list's server received them, whatever the order in which they were read.  Pure.  Instants are UTC
 * seconds; strings are UTF-8 and never NULL.
 *
 * The instant belongs to the period: what was received at it counts, what was received after it is
 * late.  A vote that is decided before stays open all the same.  An outcome is certain, and may be
 * announced, only when now has reached the instant, every mail received up to it was read, and
 * every voter's ballot was taken by a server, or who opened the vote has been told that one was
 * not; until then the state stays as it was and `waits` says so.
 *
 * The ballots of a secret vote are sealed: the fold knows who has voted, and by which mail, but not
 * what.  At the end, unless there is no quorum, they have to be counted (is_uncounted) for an
 * outcome; what has been counted once stands, whatever is read later.
 *
 * The period begins when the last ballot that can be delivered was taken, where none can be when
 * that is known; a delay of no consequence
 * (period_delay_s()) leaves the end as the ballots name it.  An extension begins when a server took
 * a notice to the list that names the new end.
 *
 * Who may do what (the fold decides; what may not be is a remark and changes nothing):
 *	cast		the voters, proved; the last ballot of each counts
 *	extend		who opened it, the chair
 *	withdraw	who opened it, the chair
 * The operator may what the chair may, and has no vote.
 *
 * A ranked vote is the same machine; only its outcome is counted otherwise (ranked_tally.h).
 */
#ifndef BEADLE_COMMITTEE_VOTE_H
#define BEADLE_COMMITTEE_VOTE_H

#include "base/mem.h"
#include "committee/ballot.h"
#include "committee/period.h"
#include "committee/ranked_tally.h"

enum vote_state {
	VOTE_OPEN,
	VOTE_EXTENDED,			/* open, for longer than it was at first */
	VOTE_PASSED,
	VOTE_FAILED,
	VOTE_NO_QUORUM,
	VOTE_WITHDRAWN,
	VOTE_TIED			/* of ranked votes: several options win */
};

/* What was said when it was opened. */
struct vote_terms {
	const struct vote_rule *rule;
	const struct zone *zone;		/* the list's */
	const char *const *voters;		/* full names, fixed when it was opened */
	size_t n_voters;
	const char *const *options;		/* of a ranked vote: the last one is "none of
						 * these" (ranked_options.h); NULL: yes or no */
	size_t n_options;
	struct period period;			/* all 0: until, or else one week */
	struct civil_date until;		/* the end of that day */
	bool secret;				/* ballots are sealed until they are counted */
	bool quiet;				/* of the past when its mailbox was first read: no
						 * ballot will be sent */
};

enum vote_event_kind { /* in the order that decides between equal instants: */
		       VOTE_EVENT_OPENED,
		       VOTE_EVENT_ANNOUNCED,	/* a mail about it was decided */
		       VOTE_EVENT_TOLD,		/* a server took that mail at this instant */
		       VOTE_EVENT_UNTOLD,	/* refused, given up, or it came back */
		       VOTE_EVENT_EXTENDED,	/* by period, or until a date */
		       VOTE_EVENT_WITHDRAW,
		       VOTE_EVENT_CAST,		/* a ballot */
		       VOTE_EVENT_COUNTED,	/* of a secret vote: what its ballots say */
};

/* What a mail of ANNOUNCED, TOLD and UNTOLD is. */
enum vote_mail {
	VOTE_MAIL_OTHER,			/* holds nothing up */
	VOTE_MAIL_LIST,				/* to the list; it names an end, or none */
	VOTE_MAIL_BALLOT,			/* to the voter */
	VOTE_MAIL_FAILURE,			/* to who opened it: that voter has no ballot */
};

/* roles: DEADLINE_BY_* (deadline.h), at that instant. */
struct vote_event {
	enum vote_event_kind kind;
	int64_t at_s;			/* received by the list's server; when the operator acted */
	const char *actor;		/* full name, else address */
	unsigned roles;
	bool proved;			/* the sender is (PRODUCT 6); not asked of opened */
	const char *message_id;
	unsigned line;
	const char *text;		/* cast: why */
	enum ballot_choice choice;	/* cast */
	const unsigned char *ranks;	/* ... of BALLOT_RANKED: as ranked_add() has them, of the
					 * options of the terms */
	const char *ranking;		/* ... and in letters, "B > A" */
	struct period period;		/* extended */
	struct civil_date until;	/* extended */
	enum vote_mail mail;		/* announced, told, untold */
	const char *voter;		/* ... of a ballot, and of its failure: full name */
	int64_t named_s;		/* announced: the end that the mail names; 0: none.
					 * counted: the end */
	struct tally counted;
};

enum ballot_mail { BALLOT_UNDECIDED, BALLOT_ON_ITS_WAY, BALLOT_TAKEN, BALLOT_LOST };

struct vote_voter {
	const char *name;
	enum ballot_choice choice;	/* BALLOT_NONE: not voted */
	const unsigned char *ranks;	/* of BALLOT_RANKED, and in letters */
	const char *ranking;
	const char *reason, *message_id;	/* of the ballot that counts; "" */
	int64_t cast_s;			/* 0: not voted */
	unsigned n_cast;		/* ballots that counted when they came */
	enum ballot_mail mail;		/* what became of the last mail with a ballot */
	int64_t taken_s;		/* when a server first took one; 0: none has */
	int64_t lost_s;			/* LOST: since when */
	int64_t named_s;		/* the end that the last one named */
	bool is_loss_told;		/* LOST: who opened the vote knows */
	bool is_loss_lost;		/* LOST: the mail that tells them so came back */
};

enum vote_why {
	VOTE_LATE,			/* received after the instant, or when all was over */
	VOTE_UNPROVED,
	VOTE_NOT_ALLOWED,		/* no voter; neither who opened it nor the chair */
	VOTE_NOT_LATER,			/* an extension that ends no later */
};

struct vote_remark {
	const struct vote_event *event;
	enum vote_why why;
};

struct vote_step {
	int64_t at_s;
	enum vote_state from, to;
	const struct vote_event *event;	/* NULL: time alone */
};

struct vote {				/* in the arena, with borrowed events */
	enum vote_state state;
	bool opened;			/* false: no opening among the events; nothing else is
					 * set */
	bool waits;			/* the instant has passed, but the outcome is not certain */
	bool is_uncounted;		/* for want of the count of its sealed ballots alone */
	bool date_passed;		/* `until` lay before the opening: a week was given
					 * instead */
	const char *opener, *message_id;
	bool opener_proved;
	int64_t opened_s;
	int64_t closes_s;		/* as things stand; untold, as if people were told now */
	int64_t granted_s;		/* since when this end is given */
	int64_t known_s;		/* since when people know of it; untold: granted_s */
	bool untold;			/* not everybody does: nothing closes */
	bool awaits_ballots;		/* ... for a ballot is on its way, or its loss is not
					 * told */
	bool delayed;			/* it is later than it was given, for they were told so
					 * late */
	int64_t named_s;		/* what the last notice to the list named that is not
					 * lost; 0: none */
	bool telling;			/* a notice to the list is on its way */
	unsigned n_announced, n_lost;	/* notices to the list that name an end; the lost ones
					 * since the last that was told */
	int64_t lost_s;			/* when the last of them was lost */
	int64_t settled_s;		/* the instant of the outcome; 0: none yet */
	struct vote_voter *voters;	/* in the order of the terms */
	size_t n_voters;
	size_t n_unreached;		/* voters whose ballot holds the outcome up */
	size_t n_voted;			/* so far */
	struct tally tally;		/* of what counts so far; of a ranked vote the members
					 * alone */
	struct ranked_tally *ranked;	/* of a ranked vote whose end decided; NULL: none */
	unsigned n_extended;
	struct vote_remark *remarks;	/* in order of receipt */
	size_t n_remarks;
	struct vote_step *steps;	/* changes of state, and each extension */
	size_t n_steps;
};

/* Events in any order, but for those of notices and of the same second: these in the order in which
 * they were written.  One that occurs twice (same kind, mail, line) counts once.  read_s: every
 * mail that was received up to this instant has been read.  The result borrows terms and events. */
void vote_fold(struct arena *arena, const struct vote_terms *terms, const struct vote_event *events,
	       size_t n_events, int64_t read_s, int64_t now_s, struct vote *out);

bool vote_is_running(const struct vote *vote);		/* open or extended */
bool vote_state_is_for_agenda(enum vote_state state);
bool vote_is_for_agenda(const struct vote *vote); /* it goes to the next agenda: no quorum, tied */
bool vote_state_is_end(enum vote_state state);		/* neither */
const char *vote_state_name(enum vote_state state);	/* "open", "no quorum", ... */
bool vote_state_from_name(const char *name, enum vote_state *out);
const char *vote_event_name(enum vote_event_kind kind);	/* "cast", ... for the ledger */
bool vote_event_from_name(const char *name, enum vote_event_kind *out);
const char *vote_mail_name(enum vote_mail mail);	/* "ballot", ... for the ledger */
enum vote_mail vote_mail_from_name(const char *name);
const char *ballot_mail_name(enum ballot_mail mail);	/* "not sent yet", "sent", "lost", ... */

#endif
