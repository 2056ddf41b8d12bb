/* columns.c - see columns.h. */
#include "cli/columns.h"

#include <string.h>

#include "cli/act.h"
#include "cli/reader.h"

enum { OPT_LIST = 256, OPT_PAST, OPT_COMING };

const char *columns_number(struct arena *arena, int number)
{
	return number > 0 ? arena_printf(arena, "#%d", number) : "-";
}

const char *columns_text(const char *text)
{
	return text && *text ? text : "-";
}

bool columns_want(struct columns *c, int number, bool is_past)
{
	if (c->number && c->number != number)
		return false;
	c->found = true;
	return is_past ? c->past : c->coming;
}

static void add_row(struct columns *c, const char *list, const char *const *cells, enum style style)
{
	const char *row[TABLE_COLUMNS_MAX] = { list };
	size_t first = c->many ? 1 : 0;

	for (size_t i = 0; i < c->kind->n_heads; i++)
		row[first + i] = cells[i];
	terminal_row(c->arena, &c->rows, first + c->kind->n_heads, row, style);
}

void columns_add(struct columns *c, const struct export_view *view, const char *const *cells,
		 enum style style)
{
	if (!c->rows.len)
		add_row(c, "LIST", c->kind->heads, STYLE_HEAD);
	add_row(c, view->context->policy->list_name, cells, style);
}

static int print(struct columns *c)
{
	const struct terminal t = terminal_of(stdout);
	size_t first = c->many ? 1 : 0;

	if (c->number && !c->found) {
		cli_complain("there is no %s #%d; `beadle %s` lists all", c->kind->one, c->number,
			     c->kind->command->name);
		return STATUS_FAILED;
	}
	if (!c->rows.len && !c->cli->json && !c->printed)
		puts(c->kind->nothing);
	terminal_table(&t, c->arena, NULL, first + c->kind->n_heads, first + c->kind->shrinks,
		       &c->rows);
	return STATUS_DONE;
}

int columns_run(struct cli *cli, const struct columns_kind *kind, int argc, char **argv)
{
	static const struct option own[] = {
		{ "list", required_argument, NULL, OPT_LIST },
		{ "past", no_argument, NULL, OPT_PAST },
		{ "coming", no_argument, NULL, OPT_COMING },
		{ 0 },
	};
	struct columns c = { .cli = cli, .kind = kind, .past = true, .coming = true };
	const char *only_list = NULL;
	struct ledger_reader reader;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, kind->command, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_LIST)
			only_list = optarg;
		c.past = c.past && opt != OPT_COMING;
		c.coming = c.coming && opt != OPT_PAST;
	}
	if (!c.past && !c.coming)
		return cli_usage(cli, "%s: --past or --coming, not both", kind->command->name);
	if (optind + 1 < argc || (optind < argc && !act_number(argv[optind], &c.number)))
		return cli_usage(cli, "%s takes %s", kind->command->name, kind->command->synopsis);
	status = ledger_reader_open(cli, only_list, &reader);
	c.arena = reader.arena;
	c.many = reader.config && reader.config->n_lists > 1 && !only_list;
	for (size_t i = 0; status == STATUS_DONE && i < reader.config->n_lists; i++) {
		struct export_view view;

		if (only_list && strcmp(only_list, reader.config->lists[i].name) != 0)
			continue;
		export_view_fill(c.arena, &reader.lists[i], reader.now_s, &view);
		kind->add(&c, &view);
	}
	if (status == STATUS_DONE)
		status = print(&c);
	ledger_reader_close(&reader);
	return status;
}
