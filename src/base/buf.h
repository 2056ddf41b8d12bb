/* buf.h - a growing buffer with a compulsory maximum.
 *
 * Appending past the maximum appends nothing and sets `over`, which stays set:
 * a caller may append many times and look once at the end.  `data` is always
 * terminated by a NUL that `len` does not count.
 */
#ifndef BEADLE_BASE_BUF_H
#define BEADLE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/span.h"

struct buf {
	char *data;		/* owned; free with buf_free */
	size_t len, cap, max;
	bool over;
};

void buf_init(struct buf *buf, size_t max_bytes);	/* allocates nothing yet but `data` is readable */
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf);			/* len 0, over false; keeps the memory */
void buf_cut(struct buf *buf, size_t len);		/* shortens to len */
void buf_drop_front(struct buf *buf, size_t count);	/* removes the first bytes */

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_str(struct buf *buf, const char *text);
void buf_add_span(struct buf *buf, struct span s);
void buf_add_char(struct buf *buf, char c);
void buf_addf(struct buf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);

struct span buf_span(const struct buf *buf);		/* borrowed until the next append */

#endif
