/* claim.h - what a mail says of action items, and which items that are on record it speaks of.
 *
 * Said of an item is what names its number; else what has an owner in common with it and words that
 * are alike.  What one mail says in two lines is said of two items, and each of them speaks of
 * another one on record: the likeliest pairs first.  Two lines are one item only when their words
 * are the same, and one of them stands where things are said again: in a list of action items, in
 * the subject, or below the same line.
 *
 * Minutes of the same meeting that are mailed again are corrections: there the words may change
 * more, and the same line under another name hands the item over (record.c).
 *
 * A closed item is spoken of by what reviews it, by what was said before it was closed, and by a
 * copy of the mail that raised it.  Whoever tags the same words anew wants them done once more.
 *
 * Pure; all memory is the arena's.
 */
#ifndef BEADLE_COMMITTEE_CLAIM_H
#define BEADLE_COMMITTEE_CLAIM_H

#include "base/mem.h"
#include "committee/ownership.h"
#include "committee/record.h"
#include "committee/state.h"
#include "tags/fact.h"
#include "tags/likeness.h"

/* The words in front of what may be a remark: "ask them" of "ask them - two have answered". */
struct claim_front {
	struct wording wording;
	struct span remark;		/* what stands behind them; of the text */
	bool is_progress; /* the remark says how far it has come */
};

enum { CLAIM_FRONTS_MAX = 4 };

/* A fact with what is compared of it. */
struct claim {
	const struct fact *fact;
	struct ownership owners;
	struct wording wording;
	struct claim_front fronts[CLAIM_FRONTS_MAX];
	size_t n_fronts;
	const char *named; /* the owners in one line: struct item */
	struct meeting_said meeting; /* in whose minutes it stands */
	int item; /* that it speaks of, or has raised; 0: of none on record */
	bool settled; /* the item was on record before */
	int score; /* how well they fit */
	unsigned repeated; /* how many lines further below said the same */
};

struct claim_list {
	struct claim *claims; /* in the order of the facts */
	size_t len;
};

/* The actions and mentions among the facts. */
struct claim_list claims_of(struct arena *arena, const struct state *state,
			    const struct incoming *mail, const struct fact *facts, size_t n_facts);

/* Of the claims before this one that have raised an item, the one that it only repeats; NULL: none.
 * Of several, the one that was repeated least. */
struct claim *claim_said_before(const struct people *people, struct claim_list *list,
				const struct claim *claim);

/* Does a line further below raise what this one, of a review, only speaks of?  A text may have its
 * newest minutes first. */
bool claim_raised_below(const struct people *people, const struct claim_list *list,
			const struct claim *claim);

/* The remark, where its words are those of the item with nothing but how far that has come behind
 * them; else NULL. */
const struct claim_front *claim_remark(const struct claim *claim, const struct item *item);

/* Does it stand in minutes of the meeting in whose minutes the item stood, mailed another time? */
bool claim_corrects(const struct incoming *mail, const struct claim *claim,
		    const struct item *item);

#endif
