/* cmd_list.c - `beadle list` and `beadle show N`: the ledger, read beside a running daemon. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/chronicle.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "cli/terminal.h"
#include "export/export.h"
#include "time/zone.h"

enum { OPT_ALL = 256, OPT_LIST, OPT_OWNER, OWNERS_COLUMNS = 24, TEXT_COLUMNS = 300 };

/* NULL: its list has gone from the configuration. */
static const struct notice_policy *policy_of(const struct ledger_reader *v, const struct item *item)
{
	const struct list_config *list = config_list(v->config, item->list);

	return list ? &list->policy : NULL;
}

/* The day on which a duty comes back, or NULL. */
static const char *next_round(const struct ledger_reader *v, const struct item *item)
{
	const struct notice_policy *policy = policy_of(v, item);

	if (!policy)
		return NULL;
	const struct recurring_context context = policy_recurring(policy);

	return output_date(v->arena, recurring_next(item, &context, v->now_s));
}

static bool is_owner(const struct item *item, const char *name)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		if (span_find_ci(span_of(export_owner_name(&item->owners[i])), name) >= 0)
			return true;
	}
	return false;
}

enum { N_COLUMNS = 5, DUE = 2, OWNERS = 3 };
static const size_t plain_columns[N_COLUMNS] = { 5, 7, 10, OWNERS_COLUMNS, 0 };

static enum style style_of(const struct item *item, struct civil_date today)
{
	if (item->status != ITEM_OPEN)
		return STYLE_QUIET;
	return civil_is_set(item->due) && civil_compare(item->due, today) < 0 ? STYLE_BAD
									      : STYLE_PLAIN;
}

static void add_item(struct arena *arena, const struct terminal *t, struct table_rows *rows,
		     const struct item *item, struct civil_date today)
{
	const char *due = output_date(arena, item->due);
	/* `show` has all of it */
	const char *text = terminal_short(arena, item->text, TEXT_COLUMNS);
	enum style style = style_of(item, today);

	if (item_recurs(item))
		text = arena_printf(arena, "%s  (%s)", text, item->duty.every);

	if (!rows->len)
		terminal_row(arena, rows, N_COLUMNS,
			     (const char *const[]){ "ITEM", "STATUS", "DUE", "OWNER", "TEXT" },
			     STYLE_HEAD);
	const char *const cells[N_COLUMNS] = {
		arena_printf(arena, "#%d", item->number), item_status_name(item->status),
		due ? due : "-", export_owners(arena, item, t->is_one ? t->columns / 4 : SIZE_MAX),
		text
	};

	terminal_row(arena, rows, N_COLUMNS, cells, style == STYLE_BAD ? STYLE_PLAIN : style)
		->styles[DUE] = style;
}

/* Today, where the item's list is at home. */
static struct civil_date today_of(const struct ledger_reader *v, const struct item *item)
{
	const struct notice_policy *policy = policy_of(v, item);

	return zone_to_local(zone_of_either(policy ? policy->zone : NULL, NULL), v->now_s).date;
}

static bool is_known(const struct ledger_reader *v, const char *name)
{
	size_t index;

	for (size_t i = 0; i < v->config->n_lists; i++) {
		if (people_resolve(&v->config->lists[i].people, span_of(name), &index) !=
		    PEOPLE_NOBODY)
			return true;
	}
	return false;
}

static void say_nothing(const struct ledger_reader *v, bool all, const char *owner)
{
	const struct terminal t = terminal_of(stdout);

	if (!owner)
		puts(all ? "No items yet." : "No open items.");
	else
		terminal_say(
			&t, STYLE_PLAIN, "No %sitems of \"%s\"%s.\n", all ? "" : "open ", owner,
			is_known(v, owner) ? "" : ", a name that nobody in the configuration has");
}

static int list(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "all", no_argument, NULL, OPT_ALL },
		{ "list", required_argument, NULL, OPT_LIST },
		{ "owner", required_argument, NULL, OPT_OWNER },
		{ 0 },
	};
	const char *only_list = NULL, *only_owner = NULL;
	bool all = false;
	struct ledger_reader v;
	const struct terminal t = terminal_of(stdout);
	struct table_rows rows = { 0 };
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_list, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_ALL)
			all = true;
		else if (opt == OPT_LIST)
			only_list = optarg;
		else
			only_owner = optarg;
	}
	if (optind < argc)
		return cli_usage(cli,
				 "list takes no argument: %s; `beadle show N` shows one item",
				 argv[optind]);
	status = ledger_reader_open(cli, only_list, &v);
	for (size_t i = 0; status == STATUS_DONE && i < v.state->n_items; i++) {
		const struct item *item = &v.state->items[i];

		if (!item->number || (!all && item->status != ITEM_OPEN) ||
		    (only_list && strcmp(only_list, item->list) != 0) ||
		    (only_owner && !is_owner(item, only_owner)))
			continue;
		if (cli->json)
			output_json(export_item_json(item, policy_of(&v, item), v.now_s));
		else
			add_item(v.arena, &t, &rows, item, today_of(&v, item));
	}
	if (rows.len)
		terminal_table(&t, v.arena, plain_columns, N_COLUMNS, OWNERS, &rows);
	else if (status == STATUS_DONE && !cli->json)
		say_nothing(&v, all, only_owner);
	ledger_reader_close(&v);
	return status;
}

static void print_item(const struct ledger_reader *v, const struct item *item,
		       const struct chronicle *chronicle, struct civil_date today)
{
	const struct terminal t = terminal_of(stdout);
	struct arena *arena = v->arena;
	const char *due = output_date(arena, item->due), *next = next_round(v, item);

	terminal_hang(&t, arena_printf(arena, "#%d  ", item->number), STYLE_HEAD, item->text);
	if (*item->detail) {
		struct span rest = span_of(item->detail), line;

		while (span_next_line(&rest, &line))
			terminal_hang(&t, "    ", STYLE_PLAIN,
				      arena_strndup(arena, line.ptr, line.len));
	}
	putchar('\n');
	terminal_hang(&t, "list     ", STYLE_PLAIN, item->list);
	terminal_hang(&t, "status   ", item->status == ITEM_DONE ? STYLE_GOOD : STYLE_PLAIN,
		      arena_printf(arena, "%s%s%s", item_status_name(item->status),
				   *item->note ? ": " : "", item->note));
	terminal_hang(&t, "owner    ", STYLE_PLAIN, export_owners(arena, item, SIZE_MAX));
	terminal_hang(&t, "due      ", style_of(item, today) == STYLE_BAD ? STYLE_BAD : STYLE_PLAIN,
		      arena_printf(arena, "%s%s%s", due ? due : "none",
				   item->due_at_meeting ? ", the next meeting" : "",
				   due && !item->due_said
					   ? " (the list's default)"
					   : ""));
	if (item_recurs(item))
		terminal_hang(&t, "recurs   ", STYLE_PLAIN,
			      arena_printf(arena, "%s%s%s", item->duty.every,
					   !next ? ""
					   : item->status == ITEM_OPEN
						   ? "; once this is done, again on "
						   : "; again on ",
					   next ? next : ""));
	if (*item->context)
		terminal_hang(&t, "about    ", STYLE_PLAIN, item->context);
	terminal_hang(&t, "source   ", STYLE_PLAIN, item->quote);
	terminal_hang(&t, "         ", STYLE_QUIET,
		      *item->message_id
			      ? arena_printf(arena, "line %u of <%s>, rule %s", item->line,
					     item->message_id, item->rule)
			      : arena_printf(arena, "by %s, rule %s", item->raised_by, item->rule));
	putchar('\n');
	terminal_say(&t, STYLE_HEAD, "history");
	putchar('\n');
	chronicle_print(v, &t, chronicle, false);
}

static int show(struct cli *cli, int argc, char **argv)
{
	struct chronicle chronicle = { 0 };
	unsigned long number = 0;
	struct ledger_reader v;
	struct err err;
	int status = STATUS_DONE;
	int opt = cli_option(cli, &command_show, argc, argv, NULL, &status);

	if (opt == CLI_STOP)
		return status;
	const char *written = optind < argc ? argv[optind] : "";

	if (optind + 1 != argc ||
	    !span_to_uint(span_of(written + (*written == '#')), 1000000000, &number))
		return cli_usage(cli, "show takes the number of one item");
	status = ledger_reader_open(cli, NULL, &v);
	const struct item *item = status == STATUS_DONE ? state_item(v.state, (int)number) : NULL;

	if (status == STATUS_DONE && !item) {
		cli_complain("there is no item #%lu; see `beadle list --all`", number);
		status = STATUS_FAILED;
	} else if (item && chronicle_of(&v, item->number, &chronicle, &err)) {
		status = cli_fail(&err);
	} else if (item && cli->json) {
		json_t *json = export_item_json(item, policy_of(&v, item), v.now_s),
		       *history = json_array();

		for (size_t i = 0; i < chronicle.len; i++)
			json_array_append_new(history, chronicle_json(&v, &chronicle.lines[i]));
		json_object_set_new(json, "quote", json_string(item->quote));
		json_object_set_new(json, "history", history);
		output_json(json);
	} else if (item) {
		print_item(&v, item, &chronicle, today_of(&v, item));
	}
	ledger_reader_close(&v);
	return status;
}

const struct command command_list = {
	.name = "list",
	.synopsis = "[--all] [--list NAME] [--owner NAME] [--json]",
	.does = "List the open action items",
	.help = "  --all         closed items too\n"
		"  --list NAME   only this list\n"
		"  --owner NAME  only this person; part of the name is enough\n",
	.run = list,
};

const struct command command_show = {
	.name = "show", .synopsis = "N [--json]",
	.does = "Print one item: its state, its source and its history",
	.run = show,
};
