/* likeness.h - do two wordings speak of the same item?
 *
 * Minutes are cleaned up and mailed again, the next meeting reviews the open items,
 * somebody forwards a copy: the words stay mostly the same.  Compared are the words
 * that carry meaning, in lower case, without order and markup.
 */
#ifndef BEADLE_COMMITTEE_LIKENESS_H
#define BEADLE_COMMITTEE_LIKENESS_H

/* 0 .. 100: the share of the words that both have (Dice's coefficient; 100 for the same words in any
 * order).  Words beyond the 200th are not looked at.  Two empty texts give 0. */
int likeness_percent(const char *a, const char *b);

/* How many words of meaning the text has, at most 200. */
int likeness_words(const char *text);

#endif
