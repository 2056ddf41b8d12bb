/* cmd_list.c - `beadle list` and `beadle show N`: the ledger, read beside a running daemon. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_decisions.h"
#include "cli/cmd_votes.h"
#include "cli/ahead.h"
#include "cli/chronicle.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "cli/terminal.h"
#include "export/export.h"
#include "notices/source.h"
#include "time/due.h"
#include "time/zone.h"

enum { OPT_ALL = 256, OPT_LIST, OPT_OWNER, OPT_OVERDUE, OPT_DUE, OPT_PARKED };
enum { OWNERS_COLUMNS = 24, TEXT_COLUMNS = 300 };

/* NULL: its list has gone from the configuration. */
static const struct notice_policy *policy_of(const struct ledger_reader *v, const struct item *item)
{
	const struct config_list *list = config_list(v->config, item->list);

	return list ? &list->policy : NULL;
}

/* The day on which a duty comes back, or NULL. */
static const char *next_round(const struct ledger_reader *v, const struct item *item)
{
	const struct notice_policy *policy = policy_of(v, item);

	if (!policy)
		return NULL;
	const struct duty_round_context context = policy_recurring(policy);

	return export_day(v->arena, duty_round_next(item, &context, v->now_s));
}

/* The link to the mail that raised it, or NULL. */
static const char *link_of(const struct ledger_reader *v, const struct item *item)
{
	const struct notice_policy *policy = policy_of(v, item);

	return policy ? source_link(v->arena, policy, v->state, item->message_id) : NULL;
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
	const char *due = export_day(arena, item->due);
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
		due ? due : "-", export_owners(arena, item, terminal_shrunk(t)),
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

/* Which items are asked for. */
struct list_wanted {
	const char *list, *owner, *due;		/* as written; NULL: whatever */
	bool all, overdue, parked;
};

/* A person's, or a group's; a name that means neither, a part of how an owner is written. */
static bool owns(const struct people *people, const struct owner *o, const char *name)
{
	size_t index;

	switch (people_resolve(people, span_of(name), &index)) {
	case PEOPLE_PERSON:
		return people_is(people, o->person, &people->persons[index]);
	case PEOPLE_GROUP:
		return strcmp(o->group, people_group_name(people, index)) == 0;
	case PEOPLE_NOBODY:
	case PEOPLE_SEVERAL:
		break;
	}
	return span_find_ci(span_of(export_owner_name(o)), name) >= 0;
}

/* Is it theirs, and still to do by them while it is open? */
static bool is_owned(const struct ledger_reader *v, const struct item *item, const char *name)
{
	static const struct people nobody;
	const struct config_list *list = config_list(v->config, item->list);

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (owns(list ? &list->people : &nobody, o, name) &&
		    (item->status != ITEM_OPEN || !o->done_at_s))
			return true;
	}
	return false;
}

/* By then, where the item's list is at home; what is due on no day never is. */
static bool is_due_by(const struct ledger_reader *v, const struct item *item, const char *day)
{
	const struct notice_policy *policy = policy_of(v, item);
	const struct due_context context = {
		.base = today_of(v, item),
		.order = policy ? policy_dates(policy) : DATE_ORDER_UNKNOWN,
		.to_come = true
	};
	struct civil_date date;

	return due_parse_date(span_of(day), &context, &date) && civil_is_set(item->due) &&
	       civil_compare(item->due, date) <= 0;
}

static bool is_overdue(const struct ledger_reader *v, const struct item *item)
{
	return item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       civil_compare(item->due, today_of(v, item)) < 0;
}

static bool has_status(const struct item *item, const struct list_wanted *w)
{
	if (w->parked)
		return item->status == ITEM_PARKED;
	return w->all || item->status == ITEM_OPEN;
}

static bool is_wanted(const struct ledger_reader *v, const struct item *item,
		      const struct list_wanted *w)
{
	if (!item->number || !has_status(item, w))
		return false;
	if (w->list && strcmp(w->list, item->list) != 0)
		return false;
	if (w->owner && !is_owned(v, item, w->owner))
		return false;
	if (w->overdue && !is_overdue(v, item))
		return false;
	return !w->due || is_due_by(v, item, w->due);
}

/* Why the name means neither a person nor a group, in any list that is asked for; NULL: it does. */
static const char *owner_fault(const struct ledger_reader *v, const struct list_wanted *w,
			       enum people_match *match_out)
{
	const char *fault = NULL;
	size_t index;

	*match_out = PEOPLE_NOBODY;
	for (size_t i = 0; i < v->config->n_lists; i++) {
		const struct people *people = &v->config->lists[i].people;
		enum people_match match = people_resolve(people, span_of(w->owner), &index);

		if (w->list && strcmp(w->list, v->config->lists[i].name) != 0)
			continue;
		if (match == PEOPLE_PERSON || match == PEOPLE_GROUP)
			return NULL;
		if (!fault || match == PEOPLE_SEVERAL) {
			fault = people_fault(v->arena, people, w->owner);
			*match_out = match;
		}
	}
	return fault;
}

/* A name that fits several people is no answer for any of them; one that fits nobody may still be
 * how an owner is written. */
static int check_owner(const struct ledger_reader *v, const struct list_wanted *w, size_t n_found)
{
	enum people_match match;
	const char *fault = w->owner ? owner_fault(v, w, &match) : NULL;

	if (!fault || (match == PEOPLE_NOBODY && n_found))
		return STATUS_DONE;
	cli_complain("list: %s", fault);
	return STATUS_FAILED;
}

static const char *sort_of(const struct list_wanted *w)
{
	if (w->parked)
		return "parked ";
	if (w->overdue)
		return "overdue ";
	return w->all ? "" : "open ";
}

static void say_nothing(const struct list_wanted *w)
{
	const struct terminal t = terminal_of(stdout);
	bool any = w->all && !w->owner && !w->due && !w->overdue;

	terminal_say(&t, STYLE_PLAIN, "No %sitems%s%s%s%s%s.\n", sort_of(w),
		     w->owner ? " of " : "", w->owner ? w->owner : "", w->due ? " due by " : "",
		     w->due ? w->due : "", any ? " yet" : "");
}

/* Each list says which number of 6/10 is the day. */
static bool is_day_somewhere(const char *text, struct civil_date base)
{
	struct due_context context = { .base = base, .order = DATE_ORDER_DAY_FIRST };
	struct civil_date date;
	bool is_day = due_parse_date(span_of(text), &context, &date);

	context.order = DATE_ORDER_MONTH_FIRST;
	return is_day || due_parse_date(span_of(text), &context, &date);
}

static int read_options(struct cli *cli, int argc, char **argv, struct list_wanted *w)
{
	static const struct option own[] = {
		{ "all", no_argument, NULL, OPT_ALL },
		{ "list", required_argument, NULL, OPT_LIST },
		{ "owner", required_argument, NULL, OPT_OWNER },
		{ "overdue", no_argument, NULL, OPT_OVERDUE },
		{ "parked", no_argument, NULL, OPT_PARKED },
		{ "due", required_argument, NULL, OPT_DUE },
		{ 0 },
	};
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_list, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		w->all = w->all || opt == OPT_ALL;
		w->overdue = w->overdue || opt == OPT_OVERDUE;
		w->parked = w->parked || opt == OPT_PARKED;
		if (opt == OPT_LIST)
			w->list = optarg;
		if (opt == OPT_OWNER)
			w->owner = optarg;
		if (opt == OPT_DUE)
			w->due = optarg;
	}
	if (w->parked && (w->all || w->overdue))
		return cli_usage(cli, "list: --parked goes with neither --all nor --overdue");
	if (optind < argc)
		return cli_usage(cli,
				 "list takes no argument: %s; `beadle show N` shows one item",
				 argv[optind]);
	if (w->due && !is_day_somewhere(w->due, civil_from_utc(cli->now_s).date))
		return cli_usage(cli,
				 "list: --due %s: not a day; expected 2023-07-20, \"July 20\", "
				 "Friday or \"in 2 weeks\"",
				 w->due);
	return CLI_STOP;	/* go on */
}

static int list(struct cli *cli, int argc, char **argv)
{
	const struct terminal t = terminal_of(stdout);
	struct table_rows rows = { 0 };
	struct list_wanted wanted = { 0 };
	struct ledger_reader v;
	size_t n = 0;
	int status = read_options(cli, argc, argv, &wanted);

	if (status != CLI_STOP)
		return status;
	status = ledger_reader_open(cli, wanted.list, &v);
	for (size_t i = 0; status == STATUS_DONE && i < v.state->n_items; i++)
		n += is_wanted(&v, &v.state->items[i], &wanted);
	if (status == STATUS_DONE)
		status = check_owner(&v, &wanted, n);
	for (size_t i = 0; status == STATUS_DONE && i < v.state->n_items; i++) {
		const struct item *item = &v.state->items[i];

		if (!is_wanted(&v, item, &wanted))
			continue;
		if (cli->json)
			output_json(export_item_json(item, v.state, policy_of(&v, item),
						     v.now_s));
		else
			add_item(v.arena, &t, &rows, item, today_of(&v, item));
	}
	if (rows.len)
		terminal_table(&t, v.arena, plain_columns, N_COLUMNS, OWNERS, &rows);
	else if (status == STATUS_DONE && !cli->json)
		say_nothing(&wanted);
	ledger_reader_close(&v);
	return status;
}

/* Who hears of it next, and when. */
static void print_ahead(const struct terminal *t, const struct ledger_reader *v,
			const struct item *item)
{
	const struct ahead *rows;
	size_t n = ahead_of_item(v, item, &rows);

	for (size_t i = 0; i < n; i++)
		terminal_hang(t, i ? "         " : "next     ", STYLE_PLAIN,
			      arena_printf(v->arena, "%s %s%s%s", rows[i].day,
					   ahead_word(rows[i].kind),
					   *rows[i].person ? " to " : " if nobody answers",
					   rows[i].person));
}

static void print_item(const struct ledger_reader *v, const struct item *item,
		       const struct chronicle *chronicle, struct civil_date today)
{
	const struct terminal t = terminal_of(stdout);
	struct arena *arena = v->arena;
	const char *due = export_day(arena, item->due), *next = next_round(v, item);

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
	print_ahead(&t, v, item);
	if (*item->context)
		terminal_hang(&t, "about    ", STYLE_PLAIN, item->context);
	terminal_hang(&t, "source   ", STYLE_PLAIN, item->quote);
	terminal_hang(&t, "         ", STYLE_QUIET,
		      *item->message_id
			      ? arena_printf(arena, "line %u of <%s>, rule %s", item->line,
					     item->message_id, item->rule)
			      : arena_printf(arena, "by %s, rule %s", item->raised_by, item->rule));
	if (link_of(v, item))
		terminal_hang(&t, "         ", STYLE_QUIET, link_of(v, item));
	putchar('\n');
	terminal_say(&t, STYLE_HEAD, "history");
	putchar('\n');
	chronicle_print(v, &t, chronicle);
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

	bool is_decision = *written == 'D' || *written == 'd';

	if (optind + 1 != argc ||
	    !span_to_uint(span_of(written + (*written == '#' || is_decision)), 1000000000, &number))
		return cli_usage(cli, "show takes the number of one item or vote, or of a "
				      "decision: D5");
	status = ledger_reader_open(cli, NULL, &v);
	if (is_decision) {
		status = status == STATUS_DONE ? decision_show(cli, &v, (int)number) : status;
		ledger_reader_close(&v);
		return status;
	}
	const struct item *item = status == STATUS_DONE ? state_item(v.state, (int)number) : NULL;
	bool is_other = status == STATUS_DONE && !item;

	if (is_other && vote_show(cli, &v, (int)number, &status)) {
		ledger_reader_close(&v);
		return status;
	}
	if (is_other) {
		cli_complain("there is no item or vote #%lu; see `beadle list --all` and `beadle "
			     "votes`, or `beadle deadlines %lu`",
			     number, number);
		status = STATUS_FAILED;
	} else if (item && chronicle_of(&v, item->number, &chronicle, &err)) {
		status = cli_fail(&err);
	} else if (item && cli->json) {
		json_t *json = export_item_json(item, v.state, policy_of(&v, item), v.now_s),
		       *history = json_array();

		for (size_t i = 0; i < chronicle.len; i++)
			json_array_append_new(history, chronicle_json(&v, &chronicle.lines[i]));
		const struct ahead *rows;
		size_t n_ahead = ahead_of_item(&v, item, &rows);

		json_object_set_new(json, "ladder", ahead_json(rows, n_ahead));
		json_object_set_new(json, "quote", json_string(item->quote));
		json_object_set_new(json, "history", history);
		output_json(json);
	} else if (item) {
		print_item(&v, item, &chronicle, today_of(&v, item));
	}
	ledger_reader_close(&v);
	return status;
}

const struct cli_command command_list = {
	.name = "list",
	.synopsis = "[--all | --parked] [--overdue] [--due DATE] [--owner NAME] [--list NAME] "
		    "[--json]",
	.does = "The action items that are open",
	.help = "  --all         closed ones too\n"
		"  --parked      those that were put away, for nobody answered\n"
		"  --overdue     what is open and was due before today\n"
		"  --due DATE    what is due on that day or before: 2023-07-20, Friday, \"in 2 "
		"weeks\"\n"
		"  --owner NAME  of one person or group; else a part of how an owner is written\n"
		"  --list NAME   of one list alone\n",
	.run = list,
};

const struct cli_command command_show = {
	.name = "show", .synopsis = "N | DN [--json]",
	.does = "Print one item, vote or decision: its state, its source and its history",
	.run = show,
};
