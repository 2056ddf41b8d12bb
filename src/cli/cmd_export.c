/* cmd_export.c - `beadle export`: the ledger as calendar, page and data, in a folder. */
#include <string.h>

#include "bot/publish.h"
#include "cli/cli.h"
#include "cli/reader.h"

enum { OPT_LIST = 256 };

static int export_all(struct cli *cli, enum export_format format, const char *folder,
		      const char *only_list)
{
	struct ledger_reader reader;
	struct meeting_context *lists;
	size_t n = 0;
	struct err err;
	int status = ledger_reader_open(cli, only_list, &reader);

	if (status == STATUS_DONE) {
		lists = arena_alloc(reader.arena, reader.config->n_lists, sizeof *lists);
		for (size_t i = 0; i < reader.config->n_lists; i++) {
			if (!only_list || strcmp(only_list, reader.config->lists[i].name) == 0)
				lists[n++] = reader.lists[i];
		}
		if (publish_export(folder, format, lists, n, cli->now_s, &err))
			status = cli_fail(&err);
	}
	ledger_reader_close(&reader);
	return status;
}

static int export(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };
	const char *only_list = NULL;
	enum export_format format;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_export, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		only_list = optarg;
	}
	if (optind + 2 != argc || !export_format_from_name(argv[optind], &format))
		return cli_usage(cli, "export takes one of ics, html, json and csv, and a folder");
	return export_all(cli, format, argv[optind + 1], only_list);
}

const struct cli_command command_export = {
	.name = "export", .synopsis = "ics|html|json|csv [--list NAME] DIR",
	.does = "Write the ledger into a folder as calendar, web page or data",
	.help = "  DIR          the folder for the files; it is made when it is missing\n"
		"  --list NAME  only this list\n"
		"\n"
		"  ics   LIST.ics: meetings and action items\n"
		"  html  index.html: a page that loads nothing from elsewhere\n"
		"  json  beadle.json: everything\n"
		"  csv   items.csv, deadlines.csv, votes.csv, ballots.csv, decisions.csv,\n"
		"        meetings.csv\n"
		"\n"
		"Each file is replaced whole. The same ledger at the same --now gives the same "
		"bytes.\n",
	.run = export,
};
