/* rules.h - the tag grammar as data: one table per family, compiled once.
 *
 * A rule finds where a tag may stand and names its parts; whether those parts make
 * sense (is that word a name?) is decided by who asks.  Patterns see the masked text
 * of a logical line (markup.h), which is valid UTF-8, and may call the groups of rules_define.
 */
#ifndef BEADLE_TAGS_RULES_H
#define BEADLE_TAGS_RULES_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/span.h"
#include "tags/literals.h"
#include "tags/scan.h"

enum rule_family {
	FAMILY_BRACKET,
	FAMILY_PAREN,
	FAMILY_COLON,
	FAMILY_TRAILING,
	FAMILY_W3C,
	FAMILY_SECTION,
	FAMILY_CHECKBOX,
	FAMILY_STATUS,
	FAMILY_AGENDA,
	FAMILY_DEADLINE,
	FAMILY_VOTE,
	FAMILY_MEETING,
	FAMILY_MENTION,
	FAMILY_DECISION,
	FAMILY_PROMISE,
	FAMILY_COUNT,
};

/* Where a rule applies; one of the first group unless it is a part of a line. */
enum rule_where {
	RULE_START = 1,		/* at the beginning of a logical line */
	RULE_MID = 2,		/* after a stop, a colon, a dash or an opening bracket */
	RULE_ANY = 4,		/* after any white space: for shapes that nothing else has */
	RULE_SUBJECT = 8,	/* in a mail's subject too */
	RULE_WHOLE = 16,	/* the pattern has its own anchors; asked for by its use, not in
				 * line order */
};

/* How sure the position is that its owner part is a name. */
enum rule_trust {
	TRUST_NONE,		/* the rule has no owner */
	TRUST_KNOWN,		/* only a name that is known: "AI: Thomas access to ..." */
	TRUST_SHAPE,		/* anything that looks like a name: "AI: Dan Brown will ..." */
	TRUST_TAIL,		/* in brackets at the end: known, or, where nobody is configured,
				 * capitalised */
	TRUST_FULL,		/* whatever stands there: "AI(liz): ..." */
	TRUST_PLACE,		/* ... even words, as one owner: "AI(whoever has time): ..." */
	TRUST_ZONE,		/* the text may begin with owners: scan_zone.c reads it */
	TRUST_OWNER,		/* ... and has to */
};

/* What a whole-line rule is for. */
enum rule_use {
	USE_TAG,		/* an action, agenda entry, deadline, command or mention tag */
	USE_SECTION,		/* opens a list of action items */
	USE_SECTION_DONE,	/* ... of finished ones */
	USE_SECTION_REVIEW,	/* ... of earlier ones */
	USE_PART,		/* a line that divides such a list by its state: to be done */
	USE_PART_DONE,		/* ... done */
	USE_PART_REVIEW,	/* ... of earlier meetings */
	USE_BOX,		/* an entry with a box is an item wherever it stands */
	USE_TABLE,		/* the head row of a table of them */
	USE_STATUS,		/* a done mark at the end or the beginning of an item */
	USE_STATUS_OPEN,	/* the same that says there is more to do */
	USE_STATUS_FRONT,	/* ... at the beginning: the mark goes */
	USE_STAMP,		/* who said it when, at its end, as a meeting's bot writes */
	USE_STATUS_CHILD,	/* a sub-bullet or next line that says done */
	USE_AGENDA_HEAD, USE_AGENDA_OWNER, USE_AGENDA_MINUTES,
	USE_PLAN_LEAD,		/* the sentence above an agenda that is mailed ahead */
	USE_PLAN_TOPICS,	/* ... where the subject speaks of a meeting */
	USE_PLAN_MEETING, USE_PLAN_SUBJECT, USE_PLAN_NUMBER, USE_PLAN_DAY,
	USE_PLAN_CLOCK,		/* a time of day in front of an entry */
	USE_PLAN_PART,		/* presenter or minutes of one that counts whatever it says */
	USE_MEETING, USE_MEETING_DATE, USE_DAY_ALONE, USE_CHAIR, USE_PEOPLE, USE_ABSENT, USE_META,
	USE_DEADLINE_PARENT,
	USE_ENTRY,		/* an entry of an action section */
	USE_TASK,		/* what somebody is to do, rather than what is said about it */
	USE_TASK_LIKELY,	/* ... by its form alone, where a name stands in front */
	USE_TASK_OPEN,		/* ... when it says besides that it is open, or by when it is to
				 * be done */
	USE_ZONE,		/* owners at the beginning of what stands behind a tag */
	USE_OWNER_CHILD,	/* a sub-bullet that says who does it, or until when */
	USE_TAIL_NAME,		/* "send it - Sean": a task, and perhaps a name */
	USE_OWNER_TAIL,		/* "... (Joe)" at the end of an item without an owner */
	USE_ANSWER,		/* to a deadline, at the beginning of any line of a reply */
	USE_ANSWER_FIRST,	/* ... of its first lines alone */
	USE_ANSWER_CHAIR,	/* the chair's, in any mail */
	USE_ANSWER_SKIP,	/* ... on its first lines alone */
	USE_REPLY,		/* a command in plain words, at the beginning of an answer */
	USE_PLAIN_MINUS,	/* a -1 where no answer is looked for */
	USE_DECISION,		/* a sentence of minutes that says what was decided */
	USE_DECISION_LABEL,	/* ... a line that begins with "Consensus:" */
	USE_DECISION_ANSWER,	/* ... a question with its answer */
	USE_DECISION_CANCELLED,	/* ... of a meeting that does not take place */
	USE_DECISION_HEAD,	/* opens a list of decisions */
	USE_DECISION_BODY,	/* a name of those who can decide */
	USE_DECISION_NOT,	/* a sentence that decides nothing, whatever its words */
	USE_DECISION_CHOICES,	/* heads what is still open */
	USE_PROMISE,		/* a clause of minutes that says what somebody will do */
	USE_PROMISE_BY,		/* ... with the name behind it: "will be mailed by Dora" */
	USE_PROMISE_LABEL,	/* ... a task with a label that names who has it */
	USE_PROMISE_NEAR,	/* the same clause with a verb for nothing that can be done */
	USE_PROMISE_OWN,	/* ... what the speaker will */
	USE_PROMISE_NEXT,	/* ... what he will of whom the sentence tells besides */
	USE_PROMISE_TELLS,	/* what tells of who is named in front with a colon */
	USE_PROMISE_NOT,	/* what takes such a clause back: in front of it or in it */
	USE_COUNT,
};

struct rule {
	const char *name;
	enum rule_family family;
	enum rule_use use;
	unsigned where;
	enum rule_trust trust;
	unsigned evidence;		/* what a match speaks for by itself (evidence.h) */
	enum fact_kind kind;
	const char *pattern;
	/* What a text must hold for the rule to count, by one of these, in the terms of needs.h.
	 * All NULL: it is asked only where another one did. */
	const char *needs;		/* anywhere but within a word */
	const char *line; /* ... and from the beginning of its line on this; NULL: nothing */
	const char *begins; /* at the beginning of a line, behind marks, numbers and a box */
	const char *behind; /* ... and behind words that may stand in front, the same of all rows */
	bool to_us; /* it counts in mail to the program itself alone, all of which is read */
	bool answers; /* it counts in an answer alone, or in a line with "#12" */
	const char *
		heads; /* at the beginning of a heading's line, with marks in front or underlined */
	const char *amid;		/* in an answer, from the beginning of a line up to a ">"
					 * within it */
	const char *example;		/* must match */
	const char *counter;		/* must not */
	bool operators;			/* a pattern of an operator's: with its own anchors, at a
					 * line's beginning */
};

extern const char rules_define[];	/* the groups that patterns may call */

/* The tables, each ended by a rule without a name. */
extern const struct rule rules_action_table[];
extern const struct rule rules_zone_table[];
extern const struct rule rules_section_table[];
extern const struct rule rules_meeting_table[];
extern const struct rule rules_decision_table[];
extern const struct rule rules_promise_table[];
extern const struct rule rules_answer_table[];
extern const struct rule rules_reply_table[];
extern const struct rule *const rules_tables[];		/* all of them, NULL-terminated */

/* The named parts of a match. */
enum rule_part {
	PART_OWNER,
	PART_TEXT,
	PART_TOPIC,
	PART_NOTE,
	PART_INSIDE,
	PART_MINUTES,
	PART_NUMBER,
	PART_DATE,
	PART_YEAR,
	PART_MONTH,
	PART_DAY,
	PART_VERB,
	PART_HOURS,
	PART_COUNT,
};

struct rule_match {
	const struct rule *rule;
	size_t start, end;			/* of the whole match, boundary in front not
						 * included */
	struct span parts[PART_COUNT];		/* into the text given; len 0: absent */
	size_t part_start[PART_COUNT];
};

struct rules;

/* Work space of one scan: not shared between threads. */
struct rules_work;
struct rules_work *rules_work_new(const struct rules *rules);
void rules_work_free(struct rules_work **work);

size_t rules_count(const struct rules *rules);			/* those of the chosen families */
const struct rule *rules_at(const struct rules *rules, size_t index);

/* The rules of one use by their indices, in table order; borrowed from rules. */
struct rules_list {
	const size_t *at;
	size_t len;
};
struct rules_list rules_with_use(const struct rules *rules, enum rule_use use);

/* A line, of which pieces are matched again and again: once it is known which rules may match in
 * it, the others are not tried.  seen and mask have the same length. */
struct rules_line {
	struct span seen;
	const char *mask;
	struct literals_set may;
};
void rules_read_line(const struct rules *rules, struct span seen, const char *mask,
		     struct rules_line *out);
/* Which line is read now (NULL: none), until the next one; borrowed as long.  Other texts may be
 * matched too. */
void rules_enter_line(struct rules_work *work, const struct rules_line *line);

/* Matches rule number index at or after from.  where is one of RULE_START, RULE_MID, RULE_ANY,
 * RULE_WHOLE and must be among the rule's.  False also when a limit of PCRE2 was met. */
bool rules_match(const struct rules *rules, struct rules_work *work, size_t index, unsigned where,
		 struct span text, size_t from, struct rule_match *out);

/* The first rule of that use that matches the whole of text, in table order. */
bool rules_match_use(const struct rules *rules, struct rules_work *work, enum rule_use use,
		     struct span text, struct rule_match *out);

/* Whether a reader could take something in text for a tag, word by word: the first such word. */
bool rules_looks_like_tag(const struct rules *rules, struct rules_work *work, struct span text,
			  struct span *word_out);

/* What the rules need, for who reads mail; as long as the rules. */
struct message_look rules_look(const struct rules *rules);

/* Whether a text of a mail, decoded, may hold anything that counts: cheap
 * (needs.h).  reply: of a mail that answers another one. */
bool rules_may_find(const struct rules *rules, struct span text, bool reply);

/* The same of a line by itself, the operator's patterns among what counts. */
bool rules_may_hold_tag(const struct rules *rules, struct rules_work *work, struct span text);

/* ---- objections in plain words (rules_objection.c) ---- */

/* The name of the rule by which a sentence may object; NULL: it does not, or the family of
 * deadlines is not chosen. The sentence is as its writer wrote it. */
const char *rules_objection(const struct rules *rules, struct rules_work *work,
			    struct span sentence);

#endif
