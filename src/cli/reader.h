/* reader.h - the ledger of a configuration, read beside a running daemon. */
#ifndef BEADLE_CLI_READER_H
#define BEADLE_CLI_READER_H

#include "cli/cli.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "notices/decide_meeting.h"

struct ledger_reader {
	struct config *config;
	struct ledger *ledger;
	struct state *state;
	struct arena *arena;
	int64_t now_s;			/* of --now, or when the program began */
	struct meeting_context *lists;	/* lists[i] of config->lists[i]; no mails in it */
};

/* only_list: a list that must be among the configured ones, or NULL.  Complains itself; an exit
 * status.  Close it in any case. */
int ledger_reader_open(const struct cli *cli, const char *only_list, struct ledger_reader *out);
/* The same without state and lists: for who reads all events anyway. */
int ledger_reader_open_bare(const struct cli *cli, struct ledger_reader *out);
void ledger_reader_close(struct ledger_reader *reader);

#endif
