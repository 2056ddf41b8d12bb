/* cmd_decisions.h - one decision, for `beadle show D5`. */
#ifndef BEADLE_CLI_CMD_DECISIONS_H
#define BEADLE_CLI_CMD_DECISIONS_H

#include "cli/reader.h"

/* Complains itself when there is none of that number; an exit status. */
int decision_show(const struct cli *cli, const struct ledger_reader *reader, int number);

#endif
