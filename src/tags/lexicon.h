/* lexicon.h - words that stand where a name could: those that are none, and those that are either.
 *
 * What a word weighs is decided in owners.c.  All of them are asked for in lower case.
 */
#ifndef BEADLE_TAGS_LEXICON_H
#define BEADLE_TAGS_LEXICON_H

#include <stdbool.h>

#include "base/span.h"

enum { LEXICON_WORD_SIZE = 64 };

/* In lower case, the typographic apostrophe as the typewriter's.  False, and nothing in buf, when s
 * does not fit: no word is as long. */
bool lexicon_lower(struct span s, char *buf, size_t size);

bool lexicon_is_common(const char *lower);	/* "send", "next", "follow-up": begins a task */
bool lexicon_is_field(const char *lower);	/* "policy", "tools": of the other AI */
bool lexicon_is_body(const char *lower);	/* "members", "board": ends the name of a body */
bool lexicon_is_double(const char *lower);	/* "mark", "will": a word, and a given name */
bool lexicon_is_nobody(const char *lower);	/* "tbd", "someone" */
bool lexicon_is_all(const char *lower);	/* "everyone" */

#endif
