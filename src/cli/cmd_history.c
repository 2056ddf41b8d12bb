/* cmd_history.c - `beadle history [N]`: every event with its source, its proof and what it changed,
 * and every notice with what became of it. */
#include "cli/act.h"
#include "cli/chronicle.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "config/config.h"

struct printing {
	struct terminal terminal;
	bool is_json, of_all;
	size_t n;
};

static void print_line(const struct ledger_reader *r, const struct chronicle_line *line, void *user)
{
	struct printing *p = user;

	if (p->is_json)
		output_json(chronicle_json(r, line));
	else
		chronicle_print_line(r, &p->terminal, line, p->of_all);
	p->n++;
}

static enum err_kind print_one(struct ledger_reader *r, int number, struct printing *p,
			       struct err *err)
{
	struct chronicle chronicle;

	if (chronicle_of(r, number, &chronicle, err))
		return err->kind;
	for (size_t i = 0; i < chronicle.len; i++)
		print_line(r, &chronicle.lines[i], p);
	return ERR_NONE;
}

static int history(struct cli *cli, int argc, char **argv)
{
	struct ledger_reader r;
	struct err err;
	int number = 0, status = STATUS_DONE;

	if (cli_option(cli, &command_history, argc, argv, NULL, &status) == CLI_STOP)
		return status;
	if (optind + 1 < argc || (optind < argc && !act_number(argv[optind], &number)))
		return cli_usage(cli, "history takes %s", command_history.synopsis);
	struct printing p = { .terminal = terminal_of(stdout), .is_json = cli->json,
			      .of_all = !number };

	status = number ? ledger_reader_open(cli, NULL, &r) : ledger_reader_open_bare(cli, &r);
	if (status == STATUS_DONE && (number ? print_one(&r, number, &p, &err)
					     : chronicle_each(&r, print_line, &p, &err)))
		status = cli_fail(&err);
	/* one that is gone has its history still */
	if (status == STATUS_DONE && number && !p.n) {
		cli_complain("nothing has the number #%d; see `beadle list --all`", number);
		status = STATUS_FAILED;
	}
	if (status == STATUS_DONE && !p.n && !cli->json)
		puts("Nothing has happened yet.");
	ledger_reader_close(&r);
	return status;
}

const struct cli_command command_history = {
	.name = "history",
	.synopsis = "[N] [--json]",
	.does = "Print what happened and what was sent, or only for item, deadline or vote N: who, "
		"proof, source",
	.run = history,
};
