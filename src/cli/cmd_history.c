/* cmd_history.c - `beadle history [N]`: every event with its source, its proof and what it
 * changed. */
#include "cli/act.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "config/config.h"

static int history(struct cli *cli, int argc, char **argv)
{
	const struct terminal t = terminal_of(stdout);
	struct event_list events = { 0 };
	struct ledger_reader v;
	struct err err;
	int number = 0, status = STATUS_DONE;

	if (cli_option(cli, &command_history, argc, argv, NULL, &status) == CLI_STOP)
		return status;
	if (optind + 1 < argc || (optind < argc && !act_number(argv[optind], &number)))
		return cli_usage(cli, "history takes %s", command_history.synopsis);
	status = ledger_reader_open(cli, NULL, &v);
	if (status == STATUS_DONE && ledger_events(v.ledger, v.arena, number, &events, &err))
		status = cli_fail(&err);
	/* one that is gone has its history still */
	if (status == STATUS_DONE && number && !events.len) {
		cli_complain("there is no item #%d; `beadle list --all` lists all", number);
		status = STATUS_FAILED;
	}
	for (size_t i = 0; status == STATUS_DONE && i < events.len; i++) {
		if (cli->json)
			output_json(output_event(v.arena, &events.events[i]));
		else
			output_history(&t, v.arena, &events.events[i], !number);
	}
	if (status == STATUS_DONE && !events.len && !cli->json)
		puts("Nothing has happened yet.");
	ledger_reader_close(&v);
	return status;
}

const struct command command_history = {
	.name = "history",
	.synopsis = "[N] [--json]",
	.does = "All that has happened, or to item N: by whom, by what that is proved, and its "
		"source",
	.run = history,
};
