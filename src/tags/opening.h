/* opening.h - what a source line opens with: a tag, a name, a bullet, a number, a box.
 *
 * All of it is told from the bytes of that line alone, before its markup is read; text has no blank
 * in front.
 */
#ifndef BEADLE_TAGS_OPENING_H
#define BEADLE_TAGS_OPENING_H

#include "base/span.h"

/* A tag in front of a line: surely, or in words that prose may have, too ("AI* ...", "TODO Joe").
 */
enum tag_look { TAG_NONE, TAG_LIKELY, TAG_SURE };

/* What else a line of a list may open with. */
enum lead { LEAD_NONE, LEAD_LABEL, LEAD_VERB, LEAD_HANDLE, LEAD_CLOCK };

struct line_opening {
	enum tag_look tag;
	const char *word; /* the tag's; NULL: in brackets, or none */
	enum lead lead;
};

struct line_opening opening_read(struct span text);

/* Whether a line opens as the one before it: then both are lines of a list. */
bool opening_is_alike(const struct line_opening *before, const struct line_opening *now);

/* A word that has a capital at the beginning of a sentence alone, or that ends a mail. */
bool opening_is_sentence(struct span text);

/* A note in a program's comment ("// TODO: ..."), or a line that a program has written of one. */
bool opening_is_code(struct span text);

/* "[  12.345678] eth0: ...", "[2023-10-13 02:51:09] ...": a line that a program has logged. */
bool opening_is_log(struct span text);

/* "09:00 Welcome", "0900-0930 Welcome": a line of a timetable. */
bool opening_is_clock(struct span text);

/* "<Ann> ...", a line of a chat. */
bool opening_is_nick(struct span text);

/* The bullet or number in front: its bytes with the blanks behind it, or 0. */
size_t opening_bullet(struct span text);

/* How deep in a list its bullet says that an entry is: "** Ann" of a wiki 2, what else there is 1.
 */
int opening_stars(struct span text);

/* A number of parts in front ("3.1"): of what belongs to another entry. */
bool opening_is_chapter(struct span text);

/* The box to tick, of three bytes: ' ', 'x' when it is ticked, or 0: there is none. */
char opening_box(struct span text);

size_t opening_first_word(struct span text); /* its bytes */

#endif
