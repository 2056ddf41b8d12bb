/* placeholders.h - addresses that were left as an example has them: mail to them reaches nobody. */
#ifndef BEADLE_CLI_PLACEHOLDERS_H
#define BEADLE_CLI_PLACEHOLDERS_H

#include "base/mem.h"

struct config;

/* "operator, board_chair of list bsc, 3 people": those whose domain is kept for examples (RFC
 * 2606); NULL when there are none. */
const char *placeholders_of(struct arena *arena, const struct config *config);

#endif
