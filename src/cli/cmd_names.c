/* cmd_names.c - `beadle names`: what people, lists, items and meetings are called on the command
 * line, one a line, for the completions of shells and for scripts.
 */
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "export/view.h"

#define ZONES_FILE "/usr/share/zoneinfo/zone.tab" /* a line for each: countries, place, name */

struct names {
	struct cli *cli;
	struct arena *arena;
	const char **names;		/* in the order of their first mention */
	size_t n, cap;
};

static void add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->names[i], name) == 0)
			return;
	}
	names->names = arena_grow(names->arena, names->names, names->n, &names->cap,
				  sizeof *names->names);
	names->names[names->n++] = arena_strdup(names->arena, name);
}

static void add_people(struct names *names, const struct config *config)
{
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct people *people = &config->lists[i].people;

		for (size_t k = 0; k < people->n_persons; k++)
			add(names, people->persons[k].name);
	}
}

static void add_owners(struct names *names, const struct config *config)
{
	add_people(names, config);
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct people *people = &config->lists[i].people;

		for (size_t k = 0; k < people->n_groups; k++)
			add(names, people->groups[k].name);
	}
	add(names, "all");
}

static void add_lists(struct names *names, const struct config *config)
{
	for (size_t i = 0; i < config->n_lists; i++)
		add(names, config->lists[i].name);
}

static void add_items(struct names *names, const struct export_view *view)
{
	for (size_t i = 0; i < view->n_items; i++) {
		if (view->items[i]->status == ITEM_OPEN)
			add(names, arena_printf(names->arena, "%d", view->items[i]->number));
	}
}

static void add_meetings(struct names *names, const struct export_view *view)
{
	for (size_t i = 0; i < view->n_meetings; i++) {
		if (view->meetings[i].meeting.number > 0)
			add(names, arena_printf(names->arena, "%d",
						view->meetings[i].meeting.number));
	}
}

static int add_zones(struct names *names)
{
	FILE *in = fopen(ZONES_FILE, "re");
	char line[300], zone[200];

	add(names, "UTC");
	while (in && fgets(line, sizeof line, in)) {
		if (line[0] != '#' && sscanf(line, "%*s %*s %199s", zone) == 1)
			add(names, zone);
	}
	if (in)
		fclose(in);
	return STATUS_DONE;
}

static int of_config(struct names *names, void (*from)(struct names *, const struct config *))
{
	int status = STATUS_DONE;
	struct config *config = cli_config(names->cli, &status);

	if (config)
		from(names, config);
	config_free(&config);
	return status;
}

static int of_ledger(struct names *names, void (*from)(struct names *, const struct export_view *))
{
	struct ledger_reader v;
	int status = ledger_reader_open(names->cli, NULL, &v);

	for (size_t i = 0; status == STATUS_DONE && i < v.config->n_lists; i++) {
		struct export_view view;

		export_view_fill(v.arena, &v.lists[i], v.now_s, &view);
		from(names, &view);
	}
	ledger_reader_close(&v);
	return status;
}

static const struct {
	const char *kind;
	void (*of_config)(struct names *, const struct config *);
	void (*of_ledger)(struct names *, const struct export_view *);
} kinds[] = {
	{ "people", add_people, NULL }, { "owners", add_owners, NULL },
	{ "lists", add_lists, NULL },	{ "items", NULL, add_items },
	{ "meetings", NULL, add_meetings }, { "zones", NULL, NULL },
};

static void print(const struct names *names)
{
	struct terminal t = terminal_of(stdout);

	for (size_t i = 0; i < names->n; i++) {
		if (names->cli->json)
			output_json(json_pack("{s:s}", "name", names->names[i]));
		else
			terminal_say(&t, STYLE_PLAIN, "%s\n", names->names[i]);
	}
}

static int names(struct cli *cli, int argc, char **argv)
{
	struct names all = { .cli = cli };
	int status = STATUS_DONE;
	size_t i = 0;

	if (cli_option(cli, &command_names, argc, argv, NULL, &status) == CLI_STOP)
		return status;
	while (optind < argc && i < sizeof kinds / sizeof kinds[0] &&
	       strcmp(kinds[i].kind, argv[optind]) != 0)
		i++;
	if (argc - optind != 1 || i == sizeof kinds / sizeof kinds[0])
		return cli_usage(cli, "names takes %s", command_names.synopsis);
	all.arena = arena_new();
	if (kinds[i].of_config)
		status = of_config(&all, kinds[i].of_config);
	else if (kinds[i].of_ledger)
		status = of_ledger(&all, kinds[i].of_ledger);
	else
		status = add_zones(&all);
	if (status == STATUS_DONE)
		print(&all);
	arena_free(&all.arena);
	return status;
}

const struct cli_command command_names = {
	.name = "names",
	.synopsis = "people|owners|lists|items|meetings|zones [--json]",
	.does = "Print what people, lists, open items or meetings are called, one a line",
	.help = "  people    full names        owners    the same, and groups\n"
		"  lists     short names       items     numbers of those that are open\n"
		"  meetings  their numbers     zones     time zones\n",
	.run = names,
};
