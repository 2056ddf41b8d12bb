/* outline.h - lines into a tree of logical lines: headings, list entries, paragraphs.
 *
 * A logical line is what its writer would call one: a wrapped bullet is joined, a
 * paragraph inside a bullet is its child, indentation of plain text counts like bullets.
 * Lines that are not LINE_NEW, fenced code, and block quotes end a logical line and are
 * left out.  Descendants stand right behind their ancestor: [i + 1, end).
 */
#ifndef BEADLE_TAGS_OUTLINE_H
#define BEADLE_TAGS_OUTLINE_H

#include "base/mem.h"
#include "base/span.h"
#include "message/message.h"
#include "tags/markup.h"

enum outline_kind { OUTLINE_HEADING, OUTLINE_ITEM, OUTLINE_PARA };

enum { OUTLINE_LEVELS = 7 };	/* of headings */
enum { OUTLINE_LINE_MAX = 8192 }; /* bytes of a logical line; what is longer becomes another */

struct outline_break {
	size_t start;			/* in seen.text */
	size_t raw;			/* index of the source line */
};

struct outline_line {
	enum outline_kind kind;
	int level;			/* of a heading: 1..6; 7 for a bold or underlined line
					 * that acts as one */
	int indent;			/* column of the bullet or of the text */
	int depth;			/* number of ancestors */
	int parent;			/* index, or -1 */
	int heading;			/* index of the nearest heading above, or -1 */
	int end;			/* one past the last descendant */
	char box;			/* '[ ]' in front: ' ', '[x]': 'x'; else 0 */
	bool blank_before;
	struct markup seen;
	struct outline_break *breaks;	/* the first has start 0 */
	size_t n_breaks;
};

struct outline {
	struct outline_line *lines;
	size_t len, cap;
	const struct message_line *raw;		/* borrowed */
	size_t n_raw;
};

/* Reads lines into *out, all of it in the arena. */
void outline_read(struct arena *arena, const struct message_line *lines, size_t n_lines,
		  struct outline *out);

/* The same from a file's text: cut into lines, all of them LINE_NEW. */
void outline_read_text(struct arena *arena, struct span text, struct outline *out);

/* Does a paragraph act as a heading of what follows: "Action items:", "**Action Item Review**"? */
bool outline_is_header(const struct outline_line *line);

/* The source line that offset (in seen.text) of a logical line came from. */
const struct message_line *outline_source(const struct outline *outline,
					  const struct outline_line *line, size_t offset);

#endif
