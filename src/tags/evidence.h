/* evidence.h - what speaks for and against words being somebody's name, and what it weighs.
 *
 * Whoever looks at a place collects bits: what the words are, what stands around them, how much a
 * rule says by itself.  The sum decides, and here alone; `explain` prints what was found.
 */
#ifndef BEADLE_TAGS_EVIDENCE_H
#define BEADLE_TAGS_EVIDENCE_H

#include <stdbool.h>

#include "base/mem.h"

enum evidence {
	/* what the words are */
	EVIDENCE_LISTED = 1 << 0,		/* a person, group or "all" of the list */
	EVIDENCE_SHOWN = 1 << 1,		/* the text has shown it to be a name: a
						 * participant */
	EVIDENCE_HANDLE = 1 << 2,		/* "@dave" */
	EVIDENCE_LISTED_WORD = 1 << 3,		/* "mark" in lower case, where there is a Mark */
	EVIDENCE_CAPITAL = 1 << 4,		/* one to four words with capitals, particles
						 * among them */
	EVIDENCE_BODY = 1 << 5,			/* "steering members", "the board" */
	EVIDENCE_LOWER = 1 << 6,		/* one word in lower case that is no common one */
	EVIDENCE_COMMON = 1 << 7,		/* a word that begins tasks */
	EVIDENCE_PARTLY = 1 << 8,		/* such a word among several */
	EVIDENCE_REMARK = 1 << 9,		/* words in lower case: "in progress" */
	EVIDENCE_PARTICIPLE = 1 << 10,		/* "Bumped" */
	EVIDENCE_DOUBLE = 1 << 11,		/* "Mark the page": the word alone, with
						 * nothing behind it that only a name has */
	EVIDENCE_FULL_NAME = 1 << 12,		/* two names or more, and nothing else in the
						 * line */
	/* what stands around it */
	EVIDENCE_TAG = 1 << 13,			/* a tag that is no other AI: "AI:", "ACTION",
						 * "AI for" */
	EVIDENCE_OWES = 1 << 14,		/* "to" behind it */
	EVIDENCE_MODAL = 1 << 15,		/* "will", "should", ... behind it */
	EVIDENCE_SIGN = 1 << 16,		/* a colon or a dash behind it */
	EVIDENCE_CALLED = 1 << 17,		/* "Dave, send it": a comma, then a task */
	EVIDENCE_TASK = 1 << 18,		/* then somebody's task */
	EVIDENCE_NO_TASK = 1 << 19,		/* "to" what is no verb */
	EVIDENCE_OBJECT = 1 << 20,		/* right behind it an article, as behind a verb */
	EVIDENCE_SURNAME = 1 << 21,		/* a capital right behind it, and no task */
	EVIDENCE_OTHERS = 1 << 22,		/* there is a list, and it has others */
	/* what the rule says by itself */
	EVIDENCE_LOOSE = 1 << 23,		/* names and other words stand there */
	EVIDENCE_TAIL = 1 << 24,		/* in brackets at the end */
	EVIDENCE_FIRM = 1 << 25,		/* what has the form of a name is one */
	EVIDENCE_CLOSED = 1 << 26,		/* "AI(liz):": nothing else stands there */
	EVIDENCE_ENTRY = 1 << 28,		/* in front of an entry of a list of items */
	EVIDENCE_SURE = 1 << 27,		/* whatever stands there */
};

/* What is known by itself, without its form. */
enum { EVIDENCE_KNOWN = EVIDENCE_LISTED | EVIDENCE_SHOWN | EVIDENCE_HANDLE };

enum { EVIDENCE_ENOUGH = 4 };		/* points */

int evidence_points(unsigned bits);

static inline bool evidence_suffices(unsigned bits)
{
	return evidence_points(bits) >= EVIDENCE_ENOUGH;
}

/* "a capital +2, a colon behind it +1: 3 of 4", in the arena. */
const char *evidence_say(struct arena *arena, unsigned bits);

#endif
