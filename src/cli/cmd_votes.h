/* cmd_votes.h - one vote, for `beadle show N`. */
#ifndef BEADLE_CLI_CMD_VOTES_H
#define BEADLE_CLI_CMD_VOTES_H

#include "cli/reader.h"

/* False: there is no vote of that number. */
bool vote_show(const struct cli *cli, struct ledger_reader *reader, int number, int *status_out);

#endif
