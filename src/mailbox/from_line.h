/* from_line.h - the line that separates the mails of an mbox file (RFC 4155, appendix A). */
#ifndef BEADLE_MAILBOX_FROM_LINE_H
#define BEADLE_MAILBOX_FROM_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* "From dave@example.org Mon Jan  2 15:04:05 2023", without its line end.  The sender may hold
 * spaces ("dave at example.org"), an offset may stand before or after the year; names of zones
 * count as UTC.  False for a line without such a date: a sentence may begin with "From " too. */
bool from_line_parse(struct span line, int64_t *utc_s_out);

#endif
