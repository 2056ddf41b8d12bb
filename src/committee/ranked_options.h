/* ranked_options.h - the options of a ranked vote, as people write them below its tag.  Pure. */
#ifndef BEADLE_COMMITTEE_RANKED_OPTIONS_H
#define BEADLE_COMMITTEE_RANKED_OPTIONS_H

#include "base/mem.h"
#include "committee/ranked_ballot.h"

enum { RANKED_WRITTEN_MAX = RANKED_LETTERS - 1, RANKED_NAME_BYTES_MAX = 200 };

/* written: a line each.  With the default one behind them, a line each too, in *lines_out; or why
 * no ballot could be understood, or none would be needed, as the end of a sentence.  NULL: all is
 * well. */
const char *ranked_options_of(struct arena *arena, const char *written, const char **lines_out);

#endif
