/* letters.h - letters that are not ASCII: whether two words of a name are the same, and what of a
 * text can be seen.
 *
 * A letter with an accent can be one character or two (Unicode's NFC and NFD; macOS likes the
 * second), and has a capital of its own.  Neither makes another name.
 */
#ifndef BEADLE_MESSAGE_LETTERS_H
#define BEADLE_MESSAGE_LETTERS_H

#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"

/* Same letters, whatever their case and form, and that of apostrophes.  What is not valid UTF-8, or
 * longer than any name, is the same as its own bytes alone (ASCII's case apart). */
bool letters_equal(struct span a, struct span b);

/* As letters_equal, or written is ASCII and name's word without its accents: "Tomas" of
 * "Tomás", never the other way round. */
bool letters_plain_equal(struct span name, struct span written);

/* A number that is the same of two words that letters_equal() finds the same; and the one that the
 * word of a name has in common with what letters_plain_equal() takes for it without its accents. */
uint32_t letters_hash(struct span word);
uint32_t letters_plain_hash(struct span name);

/* Length of the first letter of word, its combining accents included; 0 when word is empty. */
size_t letters_first_len(struct span word);

/* The text as a reader sees it: each blank beyond ASCII is a space, or nothing at the end of a
 * line; what nobody sees is gone (zero-width spaces, soft hyphens, marks of direction, and joiners
 * but behind a letter beyond ASCII, which may need one).  Lines stay lines.  Bytes of no UTF-8
 * stay, but for the blank and the soft hyphen of ISO 8859. In the arena, or the text itself. */
struct span letters_visible(struct arena *arena, struct span text);

/* Columns that the first character of a text takes on a screen: 2 of wide ones (CJK, most emoji), 0
 * of what stands over the letter before it or is not seen, else 1.  *len_out: its bytes. */
size_t letters_columns(struct span text, size_t *len_out);

/* And of all of it. */
size_t letters_width(struct span text);

/* Bytes at its beginning that take so many columns at most, with all that stands over the last
 * letter. */
size_t letters_within(struct span text, size_t columns);

#endif
