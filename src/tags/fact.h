/* fact.h - what reading a mail or minutes yields: one fact per tag (PRODUCT 3, `scan --json`).
 *
 * All strings are UTF-8 and borrowed from the arena that the scan was given.
 */
#ifndef BEADLE_TAGS_FACT_H
#define BEADLE_TAGS_FACT_H

#include <jansson.h>

#include "base/err.h"
#include "base/mem.h"
#include "time/civil.h"

enum fact_kind {
	FACT_ACTION, FACT_AGENDA, FACT_DEADLINE,
	FACT_VOTE,			/* note: "charter 2w" of [VOTE charter 2w] (vote_tag.h);
					 * detail: of a ranked one the options, a line each */
	FACT_MENTION, FACT_COMMAND, FACT_MEETING,
	FACT_DECISION,			/* owners: who decided, where it says so; item: the
					 * number of the decision that it replaces, -1: of
					 * none */
	FACT_TITLE,			/* what a part of minutes is about: only where it is
					 * asked for (scan.h) */
	FACT_REPORT,			/* a sentence that may say that something is done: the
					 * same; context: the quoted line above it */
	FACT_UNHEADED,			/* a mail that has what minutes have and names no meeting:
					 * where titles are asked for */
	FACT_PROMISE,			/* what minutes say that somebody will do, without a tag: no
					 * item, only where it is asked for; text: as an item's */
};
#define COMMAND_FOR_LIST                                                                           \
	"for-list" /* a tag that means something on the list alone, and was not mailed to it */
/* What answers a notice that asks about lines or mails by number. */
#define COMMAND_YES "yes"
#define COMMAND_NO "no"
#define COMMAND_BALLOT "ballot"		/* begins like a vote */

/* Lines that may be ballots in the thread of a vote, and are nothing elsewhere: one that ranks
 * options, and one that begins with the word of a choice.  context of these, of "+1" and the like:
 * the quoted line right above it; "": there is none. */
#define COMMAND_RANK "rank"
#define COMMAND_CHOICE "choice"

enum fact_status { FACT_OPEN, FACT_DONE };

/* The rule of a command whose row is the place of a question's letter, a = 1: "a Dave". */
#define RULE_LETTER "reply-letter"

struct fact {
	enum fact_kind kind;
	unsigned line;			/* from 1; 0 for the subject */
	const char *rule;		/* name of the rule that matched: "bracket",
					 * "paren-owner", ... */
	const char **owners;		/* as written; no names: n_owners 0 */
	size_t n_owners;
	const char **people;		/* full names of those that resolved, in the order
					 * written */
	size_t n_people;
	const char **groups;		/* names of groups among them; "all" for everybody */
	size_t n_groups;
	const char *text;		/* the task or title, markdown and tag taken away */
	const char *detail;		/* sub-bullets and what else belongs to it, lines joined
					 * by \n; of what may be a ballot the next lines of the
					 * paragraph, behind \n those of the next one; "" if
					 * none */
	const char *context;		/* parent line or topic before the tag; "" if none */
	const char *quote;		/* the source line as it was written */
	bool in_section;		/* an entry of a list of action items, or something below
					 * one */
	bool in_review;			/* an entry of a list of earlier ones: said before, its
					 * tag with it */
	enum fact_status status;
	const char *note;		/* "PR #156" of [DONE, PR #156]; "every 6 months" of [AI
					 * Joe every 6 months]; "1w" of [SILENT 1w]; "cancelled"
					 * of a meeting; "" if none */
	const char *every;		/* how often it comes back, in the words of time/cycle.h;
					 * NULL: it does not */
	struct civil_date due;		/* not set: none said */
	const char *due_unread;		/* written where a day should stand, and none: "05/11/2026"
					 * where nobody knows which number is the month; NULL:
					 * nothing */
	bool due_next_meeting;		/* said in terms of the next meeting, date unknown here */
	int minutes;			/* -1: none */
	int meeting;			/* number of the meeting it stands under; -1: none */
	const char **present;		/* of a meeting: who was there, by full name, else as
					 * written */
	size_t n_present;
	const char **regrets;		/* ... and who sent word of not coming */
	size_t n_regrets;
	int item;			/* "#12" in the tag: the ledger's number; -1: none */
	int row;			/* of a command: the row of the notice that it answers,
					 * from 1, or an item's number without its #; 0: all of
					 * them; -1: none said */
	const char *command; /* of a command: in plain words "done", "drop",
			      * "drop-mail", "drop-parked", "drop-old", "yes", "no",
			      * "keep", "reopen", "revive", "snooze", "due",
			      * "not-me", "owner", "pause", "stop", "resume",
			      * "status", "help", "regrets", "attend",
			      * "ballot", "unknown" (rules_reply.c); to a deadline or by the
			      * chair "object", "ok", "comment", "withdraw", "extend",
			      * "resolved", "abstain", "choice" and "rank" (of a vote),
			      * "plain-objection"
			      * (asks the chair, decides nothing), "cancel", "move",
			      * "chair", "skip"; "" if none.  extend: note is the
			      * period or due the day; move: due and note "07:00";
			      * chair: owners; snooze, due, pause: due, or where that
			      * is not set note, what should have been a date;
			      * not-me, owner: owners */
};

struct fact_list {
	struct fact *facts;		/* in the arena */
	size_t len, cap;
};

/* The heading of a meeting that stands nearest above the fact, or on its line: of the meeting of
 * that number, -1: of any. NULL: there is none. */
const struct fact *fact_heading_above(const struct fact *facts, size_t n_facts,
				      const struct fact *fact, int meeting);

/* Is it a command of that name, "done", "yes", ...? */
bool fact_is_command(const struct fact *fact, const char *name);

/* Is it one of the thread of a vote alone, COMMAND_RANK or COMMAND_CHOICE? */
bool fact_is_of_vote(const struct fact *fact);

/* "[MINUTES #38]" says of the whole mail what a heading says. */
bool fact_is_minutes_tag(const struct fact *fact);

const char *fact_kind_name(enum fact_kind kind);	/* "action", ... as in --json */

/* One object as PRODUCT 9 has it, with the further fields above beside.  file and
 * message_id may be NULL.  The caller owns a reference. */
json_t *fact_to_json(const struct fact *fact, const char *file, const char *message_id);

/* The way back, for facts that cross a process border.  ERR_DATA when a field is missing or of
 * the wrong type. */
MUST_CHECK enum err_kind fact_from_json(struct arena *arena, const json_t *json,
					struct fact *out, struct err *err);

/* Facts as a text that can be kept, a line each: as many of them as max_bytes hold.  And back; a
 * text that is none of ours is ERR_DATA. */
const char *facts_to_text(struct arena *arena, const struct fact *facts, size_t n, size_t max_bytes,
			  size_t *n_kept_out);
MUST_CHECK enum err_kind facts_from_text(struct arena *arena, const char *text,
					 struct fact_list *out, struct err *err);

#endif
