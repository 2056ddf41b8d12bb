/* layout.h - plain text for people: at most 72 columns, format=flowed (RFC 3676).
 *
 * Text given is UTF-8; control characters in it become spaces, so that nothing a mail said can
 * forge a line of ours.  Wide letters take two columns, accents that stand by themselves none.  A
 * word that does not fit makes its line longer, and one that no line of a mail could hold is cut.
 */
#ifndef BEADLE_NOTICES_LAYOUT_H
#define BEADLE_NOTICES_LAYOUT_H

#include "base/buf.h"

enum { LAYOUT_COLUMNS = 72 };

/* A paragraph: wrapped with soft breaks (a space before the end of line), so that a reader may join
 * them. */
void layout_paragraph(struct buf *out, const char *text);

/* head, then text wrapped to the right of it, later lines indented by so many columns; hard breaks.
 * At most max_lines lines, then "..."; 0: all. */
void layout_hanging(struct buf *out, const char *head, size_t indent, const char *text,
		    unsigned max_lines);

/* Lines as they are, each space-stuffed where format=flowed asks for it. */
void layout_lines(struct buf *out, const char *text);

/* A copy of text with control characters and runs of white space made one space. */
void layout_add_clean(struct buf *out, const char *text);

/* Number of columns that the text takes. */
size_t layout_width(const char *text);

#endif
