/* markup.h - markdown looked through: what a reader sees of a line, and where it came from.
 *
 * Two exports of the same editor are read: plain markdown, and pandoc's with
 * [[Daniel]{.ul}](mailto:...) and escaped brackets; of wikis '''bold''' and ''italic''.
 * Emphasis, link targets and escapes go; the words stay.  Broken markup is text.
 */
#ifndef BEADLE_TAGS_MARKUP_H
#define BEADLE_TAGS_MARKUP_H

#include <stddef.h>

#include "base/mem.h"
#include "base/span.h"

/* What a byte of the seen text is. */
enum markup_attr {
	MARKUP_CODE = 1,	/* inline code */
	MARKUP_URL = 2,		/* a bare address */
	MARKUP_STRUCK = 4,	/* ~~struck out~~ */
	MARKUP_LINK = 8,	/* the words of a link */
	MARKUP_MAILTO = 16,	/* the words of a link to a mail address: a person */
	MARKUP_BOLD = 32,
};

struct markup {
	const char *text;		/* as seen, valid UTF-8 ('?' for other bytes); runs of
					 * white space are one space; NUL-terminated */
	const char *mask;		/* the same length; bytes of code and addresses are 0x01:
					 * no tag can match there */
	const unsigned char *attr;	/* the same length */
	size_t len;
};

/* breaks[] are ascending offsets into source; each is replaced by the offset in the
 * result that it became.  Linear in source.len (look-ahead is bounded).  The result is
 * in the arena. */
void markup_read(struct arena *arena, struct span source, size_t *breaks, size_t n_breaks,
		 struct markup *out);

#endif
