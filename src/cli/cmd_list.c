/* cmd_list.c - `beadle list` and `beadle show N`: the ledger, read beside a running daemon. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "export/export.h"
#include "notices/layout.h"
#include "time/zone.h"

enum { OPT_ALL = 256, OPT_LIST, OPT_OWNER, OWNERS_COLUMNS = 24, TEXT_COLUMNS = 300 };

/* The text in so many columns: what is too long ends in dots. */
static const char *shortened(struct arena *arena, const char *text, size_t columns)
{
	size_t bytes = 0, width = 0;

	if (layout_width(text) <= columns)
		return text;
	while (text[bytes] && (((unsigned char)text[bytes] & 0xC0) == 0x80 || width++ + 3 < columns))
		bytes++;
	return arena_printf(arena, "%.*s...", (int)bytes, text);
}

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

/* Pads by columns, not by bytes; text that is too wide is cut. */
static void print_column(const char *text, size_t columns)
{
	size_t width = 0;

	for (; *text; text++) {
		if (((unsigned char)*text & 0xC0) != 0x80 && width++ == columns)
			break;
		putchar(*text);
	}
	printf("%*s", (int)(width < columns ? columns - width : 0) + 2, "");
}

static void print_item_row(struct arena *arena, const struct item *item)
{
	char number[16];
	const char *due = output_date(arena, item->due);

	snprintf(number, sizeof number, "#%d", item->number);
	printf("%-5s  %-7s  %-10s  ", number, item_status_name(item->status), due ? due : "-");
	print_column(export_owners(arena, item, OWNERS_COLUMNS), OWNERS_COLUMNS);
	printf("%s", shortened(arena, item->text, TEXT_COLUMNS));	/* `show` has all of it */
	if (item_recurs(item))
		printf("  (%s)", item->duty.every);
	putchar('\n');
}

static int list(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "all", no_argument, NULL, OPT_ALL }, { "list", required_argument, NULL, OPT_LIST },
		{ "owner", required_argument, NULL, OPT_OWNER }, { 0 },
	};
	const char *only_list = NULL, *only_owner = NULL;
	bool all = false;
	struct ledger_reader v;
	int status = STATUS_DONE, opt;
	size_t shown = 0;

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
		return cli_usage(cli, "list takes no argument: %s; one item is shown by `beadle show N`", argv[optind]);
	status = ledger_reader_open(cli, only_list, &v);
	for (size_t i = 0; status == STATUS_DONE && i < v.state->n_items; i++) {
		const struct item *item = &v.state->items[i];

		if (!item->number || (!all && item->status != ITEM_OPEN) || (only_list && strcmp(only_list, item->list) != 0) ||
		    (only_owner && !is_owner(item, only_owner)))
			continue;
		if (cli->json) {
			output_json(export_item_json(item, policy_of(&v, item), v.now_s));
		} else {
			if (!shown)
				printf("%-5s  %-7s  %-10s  %-*s  %s\n", "ITEM", "STATUS", "DUE", OWNERS_COLUMNS, "OWNER", "TEXT");
			print_item_row(v.arena, item);
		}
		shown++;
	}
	if (status == STATUS_DONE && !shown && !cli->json)
		puts(all ? "No items yet." : "No open items.");
	ledger_reader_close(&v);
	return status;
}

static void print_item(const struct ledger_reader *v, const struct item *item, const struct event_list *events)
{
	const char *due = output_date(v->arena, item->due);

	printf("#%d  %s\n", item->number, item->text);
	if (*item->detail) {
		struct span rest = span_of(item->detail), line;

		while (span_next_line(&rest, &line))
			printf("    " SPAN_FMT "\n", SPAN_ARG(line));
	}
	const char *next = next_round(v, item);

	printf("\nlist     %s\nstatus   %s%s%s\nowner    %s\ndue      %s%s\n", item->list, item_status_name(item->status),
	       *item->note ? ": " : "", item->note, export_owners(v->arena, item, SIZE_MAX), due ? due : "none",
	       due && !item->due_said ? " (the list's default: nobody has said one)" : "");
	if (item_recurs(item))
		printf("recurs   %s%s%s\n", item->duty.every, next ? item->status == ITEM_OPEN ? "; when this is done, again on " :
		       "; again on " : "", next ? next : "");
	if (*item->context)
		printf("about    %s\n", item->context);
	printf("source   %s\n         ", item->quote);
	if (*item->message_id)
		printf("line %u of <%s>, rule %s\n", item->line, item->message_id, item->rule);
	else
		printf("by %s, rule %s\n", item->raised_by, item->rule);
	printf("\nhistory\n");
	for (size_t i = 0; i < events->len; i++)
		output_history(v->arena, &events->events[i], false);
}

static int show(struct cli *cli, int argc, char **argv)
{
	struct event_list events = { 0 };
	unsigned long number = 0;
	struct ledger_reader v;
	struct err err;
	int status = STATUS_DONE;
	int opt = cli_option(cli, &command_show, argc, argv, NULL, &status);

	if (opt == CLI_STOP)
		return status;
	const char *written = optind < argc ? argv[optind] : "";

	if (optind + 1 != argc || !span_to_uint(span_of(written + (*written == '#')), 1000000000, &number))
		return cli_usage(cli, "show takes the number of one item");
	status = ledger_reader_open(cli, NULL, &v);
	const struct item *item = status == STATUS_DONE ? state_item(v.state, (int)number) : NULL;

	if (status == STATUS_DONE && !item) {
		cli_complain("there is no item #%lu; `beadle list --all` lists all", number);
		status = STATUS_FAILED;
	} else if (item && ledger_events(v.ledger, v.arena, item->number, &events, &err)) {
		status = cli_fail(&err);
	} else if (item && cli->json) {
		json_t *json = export_item_json(item, policy_of(&v, item), v.now_s), *history = json_array();

		for (size_t i = 0; i < events.len; i++)
			json_array_append_new(history, output_event(v.arena, &events.events[i]));
		json_object_set_new(json, "quote", json_string(item->quote));
		json_object_set_new(json, "history", history);
		output_json(json);
	} else if (item) {
		print_item(&v, item, &events);
	}
	ledger_reader_close(&v);
	return status;
}

const struct command command_list = {
	.name = "list", .synopsis = "[--all] [--list NAME] [--owner NAME] [--json]",
	.does = "The action items that are open",
	.help = "  --all         closed ones too\n  --list NAME   of one list alone\n  --owner NAME  of one person, or a part of the name\n",
	.run = list,
};

const struct command command_show = {
	.name = "show", .synopsis = "N [--json]",
	.does = "One item: its state, its source and its history",
	.run = show,
};
