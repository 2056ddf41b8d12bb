/* pieces.h - what is known of the texts that a pattern of PCRE2 matches, read from the pattern.
 *
 * Pieces are written without letter case, with one blank for each white space, and "0" for each
 * digit: as pieces_kind() shows a byte.  What is not understood in a pattern may match anything.
 */
#ifndef BEADLE_TAGS_PIECES_H
#define BEADLE_TAGS_PIECES_H

#include "base/span.h"

struct arena;

struct pieces {
	struct span *all;
	size_t n;			/* 0: nothing is known */
};

/* define: "(?(DEFINE)...)" with the groups that patterns may call, or "".  bytes: they are not
 * compiled as UTF-8. */
struct pieces_reader;
struct pieces_reader *pieces_reader_new(const char *define, bool bytes);
void pieces_reader_free(struct pieces_reader **reader);

/* Each match of the pattern has one of these; none stands everywhere. */
struct pieces pieces_needed(struct pieces_reader *reader, struct arena *arena, const char *pattern);

/* Each match begins with one of these; the pattern calls no group. */
struct pieces pieces_beginning(struct pieces_reader *reader, struct arena *arena,
			       const char *pattern);

unsigned char pieces_kind(int byte);
bool pieces_is_mark(int byte);		/* neither letter, digit nor blank */

#endif
