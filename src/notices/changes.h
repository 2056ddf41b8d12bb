/* changes.h - what a new text changed: its lines against those of the old one. */
#ifndef BEADLE_NOTICES_CHANGES_H
#define BEADLE_NOTICES_CHANGES_H

#include "base/mem.h"
#include "base/span.h"

/* Lines "- gone" and "+ new" in the order of the texts, "" when they say the same.  White space at
 * the ends of lines and empty lines do not count.  After max_lines of them "and 12 more lines"; two
 * texts that differ in more than 1,500 lines each are only counted. */
const char *changes_between(struct arena *arena, struct span before, struct span after,
			    size_t max_lines);

#endif
