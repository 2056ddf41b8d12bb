/* buf.h - a growing buffer with a compulsory maximum, whose cut cannot be overlooked.
 *
 * Appending past the maximum appends nothing and cuts the buffer, which then takes nothing more: a
 * caller may append many times and check once at the end.  The content can be had in only three
 * ways, so that a beginning never passes for the whole:
 *
 *	buf_whole()	for what means nothing without its end: keys, mails, files, secrets
 *	buf_shown()	for people, who see the cut
 *	buf_fitted()	for callers who want the beginning, however much more there was, and for a
 *			buffer that is still being filled
 *
 * Only these functions use the members; tests/house/test_rooms.py finds anybody else who does.
 */
#ifndef BEADLE_BASE_BUF_H
#define BEADLE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct buf {
	char *buf_bytes;	/* owned; a NUL that is not counted ends it */
	size_t buf_size, buf_room, buf_max;
	bool buf_cut_off;
};

void buf_init(struct buf *buf, size_t max_bytes);	/* allocates nothing yet */
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf);			/* empty and not cut; keeps the memory */
void buf_shorten(struct buf *buf, size_t len);		/* to len at most; cut as it was */
void buf_drop_front(struct buf *buf, size_t count);	/* removes the first bytes */

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_str(struct buf *buf, const char *text);
void buf_add_span(struct buf *buf, struct span s);
void buf_add_char(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);

void buf_give_up(struct buf *buf); /* cut from here on: what it is made of was */
void buf_wipe(struct buf *buf);				/* overwrites what was in it: a secret */

size_t buf_len(const struct buf *buf);			/* of what fitted */
char *buf_writable(struct buf *buf);			/* its bytes, to be changed in place */
bool buf_is_cut(const struct buf *buf);

/* Spans and texts are borrowed until the next append; a span is followed by a NUL. */
/* All that was appended; false, and nothing, when the buffer was cut. */
MUST_CHECK bool buf_whole(const struct buf *buf, struct span *out);
/* What fitted; of a cut buffer its last three bytes are "...". */
struct span buf_shown(struct buf *buf);
struct span buf_fitted(const struct buf *buf);

/* The same as texts of an arena; the buffer is freed.  buf_finish() is for what cannot be cut,
 * since the maximum was reckoned from what goes in: a cut is a bug there, and ends the process as a
 * lack of memory does. */
const char *buf_finish(struct buf *buf, struct arena *arena);
const char *buf_finish_shown(struct buf *buf, struct arena *arena);

#endif
