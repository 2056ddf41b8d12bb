/* letters.h - whether two words of a name are the same, beyond ASCII.
 *
 * A letter with an accent can be one character or two (Unicode's NFC and NFD: macOS likes the second),
 * and has a capital of its own.  Neither makes another name.
 */
#ifndef BEADLE_MESSAGE_LETTERS_H
#define BEADLE_MESSAGE_LETTERS_H

#include "base/span.h"

/* Same letters, whatever their case and form.  What is not valid UTF-8, or longer than any name,
 * is the same as its own bytes alone (ASCII's case apart). */
bool letters_equal(struct span a, struct span b);

/* Length of the first letter of word, its combining accents included; 0 when word is empty. */
size_t letters_first_len(struct span word);

#endif
