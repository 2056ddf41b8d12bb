/* letter.h - what a character is to somebody who reads it: seen, a blank, or nothing at all.
 *
 * Mail holds characters that nobody sees: zero-width spaces from a web page, soft hyphens, marks
 * that turn the direction of writing, control characters that a terminal would obey.
 */
#ifndef BEADLE_BASE_LETTER_H
#define BEADLE_BASE_LETTER_H

#include "base/span.h"

enum letter_kind {
	LETTER_SEEN,		/* ASCII's space, tab and line feed among them */
	LETTER_BLANK,		/* the other spaces: no-break, en, em, thin, ideographic, the
				 * line separators */
	LETTER_CONTROL,		/* C0 but tab and line feed, DEL, C1; and bytes that are no UTF-8 */
	LETTER_TURN,		/* turns the direction of writing (U+202E and its kin) */
	LETTER_JOINER,		/* joins or varies its neighbours: emoji and some scripts need it */
	LETTER_HIDDEN,		/* zero-width space, word joiner, soft hyphen, byte order mark,
				 * ... */
};

/* Of the character that s, which is not empty, begins with; *len_out: its bytes. */
enum letter_kind letter_kind(struct span s, size_t *len_out);

/* How many bytes at the beginning of s are ASCII. */
size_t letter_ascii_len(struct span s);

#endif
