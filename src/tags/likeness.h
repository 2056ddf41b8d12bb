/* likeness.h - do two wordings speak of the same item?
 *
 * Minutes are cleaned up and mailed again, the next meeting reviews the open items,
 * somebody forwards a copy: the words stay mostly the same.  Compared are the words
 * that carry meaning, in lower case, without order and markup; of a text the first 200.
 */
#ifndef BEADLE_TAGS_LIKENESS_H
#define BEADLE_TAGS_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"

struct wording_word {
	uint64_t hash;		/* in lower case; the lowest bit: this word tells items apart */
	struct span text;	/* as it is written */
};

/* The words of a text, made once for a text that is compared with many. */
struct wording {
	const struct wording_word *words;	/* by their hashes */
	size_t n;
	uint64_t in_order;	/* a hash of all of them as they follow each other */
};

/* In the arena; its words are borrowed from the text.  A number, a name (a capital that does not
 * begin the text) and a letter that stands alone tell items apart.  The words of `date`, the part
 * of the text that says when it is due, are left out: a date moves, and the item stays. */
struct wording wording_of(struct arena *arena, const char *text, struct span date);

/* The same words in the same order, but for case, marks, filling words and the date; two empty
 * texts are not. */
bool wording_equal(const struct wording *a, const struct wording *b);

/* 0 .. 100: the share of the words that both have (Dice's coefficient; 100 for the same words in
 * any order).  Two empty texts give 0. */
int wording_percent(const struct wording *a, const struct wording *b);

/* How many words they share, each counted once for every time that both have it. */
size_t wording_shared(const struct wording *a, const struct wording *b);

/* How many words of the one the other has in any form: "booked" of "book". */
size_t wording_covered(const struct wording *one, const struct wording *by);

/* Has each of them a word that tells items apart and that the other lacks?  "review PR 156" and
 * "review PR 157", "ask Google" and "ask Meta": much alike, and two items. */
bool wording_differs(const struct wording *a, const struct wording *b);

/* Has each of them a word in place of one of the other's, which is no other form of it?  "write to
 * the printer about the room" and "write to the caterer about the room".  What one of them alone
 * adds is no such word. */
bool wording_swaps(const struct wording *a, const struct wording *b);

/* Do they say the same, nearly in the same words, and nothing that tells items apart? */
bool wording_is_alike(const struct wording *a, const struct wording *b);

/* The percents of two texts that are compared once. */
int likeness_percent(const char *a, const char *b);

#endif
