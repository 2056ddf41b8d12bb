/* cmd_history.c - `beadle history [N]`: every event with its source, its proof and what it changed,
 * and every notice with what became of it. */
#include "cli/act.h"
#include "cli/chronicle.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "config/config.h"

static int history(struct cli *cli, int argc, char **argv)
{
	const struct terminal t = terminal_of(stdout);
	struct chronicle chronicle = { 0 };
	struct ledger_reader v;
	struct err err;
	int number = 0, status = STATUS_DONE;

	if (cli_option(cli, &command_history, argc, argv, NULL, &status) == CLI_STOP)
		return status;
	if (optind + 1 < argc || (optind < argc && !act_number(argv[optind], &number)))
		return cli_usage(cli, "history takes %s", command_history.synopsis);
	status = ledger_reader_open(cli, NULL, &v);
	if (status == STATUS_DONE && chronicle_of(&v, number, &chronicle, &err))
		status = cli_fail(&err);
	/* one that is gone has its history still */
	if (status == STATUS_DONE && number && !chronicle.len) {
		cli_complain("nothing has the number #%d; see `beadle list --all`", number);
		status = STATUS_FAILED;
	}
	for (size_t i = 0; status == STATUS_DONE && cli->json && i < chronicle.len; i++)
		output_json(chronicle_json(&v, &chronicle.lines[i]));
	if (status == STATUS_DONE && !cli->json)
		chronicle_print(&v, &t, &chronicle, !number);
	if (status == STATUS_DONE && !chronicle.len && !cli->json)
		puts("Nothing has happened yet.");
	ledger_reader_close(&v);
	return status;
}

const struct cli_command command_history = {
	.name = "history",
	.synopsis = "[N] [--json]",
	.does = "Print what happened and what was sent, or only for item, deadline or vote N: who, "
		"proof, source",
	.run = history,
};
