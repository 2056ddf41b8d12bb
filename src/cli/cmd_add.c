/* cmd_add.c - `beadle add`: the operator records an item, as a tag in a mail to the list would.
 *
 * Its names, its day and whether it is there already are judged by what judges a tag; only here
 * nothing is kept that means nobody: the operator can put it right at once.
 */
#include <string.h>

#include "bot/incoming.h"
#include "bot/plan.h"
#include "cli/act.h"
#include "config/config.h"
#include "export/export.h"
#include "ledger/ledger.h"
#include "time/due.h"

enum { OPT_OWNER = 256, OPT_DUE, OPT_LIST };

struct adding {
	struct act act;
	const struct config_list *list;
	const char *text;
	const char *owner, *due, *only_list;	/* as written; NULL: not said */
	const char *owners[ACT_NAMES_MAX];
};

static int refuse(const char *why)
{
	cli_complain("add: %s", why);
	return STATUS_FAILED;
}

static int choose_list(struct adding *a)
{
	const struct config *config = a->act.config;

	a->list = a->only_list ? config_list(config, a->only_list) : &config->lists[0];
	if (!a->list)
		return refuse(arena_printf(a->act.arena, "--list %s: there is no such list",
					   a->only_list));
	if (!a->only_list && config->n_lists > 1)
		return cli_usage(a->act.cli, "add: of which list? Say --list NAME");
	return STATUS_DONE;
}

/* Who is named, all of them known. */
static int read_owners(struct adding *a, struct fact *fact)
{
	const struct people *people = &a->list->people;
	size_t index;

	fact->owners = a->owners;
	fact->n_owners = a->owner ? act_names(&a->act, a->owner, a->owners) : 0;
	for (size_t i = 0; i < fact->n_owners; i++) {
		enum people_match match =
			people_resolve(people, span_of(a->owners[i]), &index);

		if (match == PEOPLE_NOBODY || match == PEOPLE_SEVERAL)
			return refuse(people_fault(a->act.arena, people, a->owners[i]));
	}
	return STATUS_DONE;
}

static int read_due(struct adding *a, const struct incoming *mail, struct fact *fact)
{
	const struct due_context context = { .base = mail->date,
					     .next_meeting = mail->next_meeting,
					     .order = policy_dates(&a->list->policy),
					     .to_come = true };

	if (!a->due || due_parse_date(span_of(a->due), &context, &fact->due))
		return STATUS_DONE;
	return cli_usage(a->act.cli,
			 "add: --due %s: not a day; expected 2023-07-20, \"July 20\", Friday or "
			 "\"in 2 weeks\"",
			 a->due);
}

static const struct event *first_of(const struct event_list *events, enum event_kind kind)
{
	for (size_t i = 0; i < events->len; i++) {
		if (events->events[i].kind == kind)
			return &events->events[i];
	}
	return NULL;
}

/* "#12 is for Dave Thaler, due 2023-07-20: book the room" */
static const char *sentence(const struct adding *a, int number)
{
	const struct item *item = state_item(a->act.world.state, number);
	struct arena *arena = a->act.arena;
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "#%d is for %s, %s%s: %s", number,
			    export_owners(arena, item, SIZE_MAX),
			    civil_is_set(item->due) ? "due " : "without a day",
			    civil_is_set(item->due) ? civil_format_iso(item->due, iso) : "",
			    item->text);
}

/* What the words would be in a mail to the list that came now. */
static int judge(struct adding *a, struct incoming *mail, struct event_list *events)
{
	struct fact fact = { .kind = FACT_ACTION, .rule = OPERATOR_NAME, .text = a->text,
			     .detail = "", .context = "", .quote = a->text, .note = "",
			     .command = "", .minutes = -1, .meeting = -1, .item = -1, .row = -1 };
	struct world *world = &a->act.world;
	int status = read_owners(a, &fact);

	if (status == STATUS_DONE)
		status = read_due(a, mail, &fact);
	if (status != STATUS_DONE)
		return status;
	mail->author_name = mail->proof = OPERATOR_NAME;
	record_facts(a->act.arena, world->state, mail, &fact, 1, events);
	const struct event *again = first_of(events, EVENT_MENTIONED);

	if (!again)
		return STATUS_DONE;
	return refuse(arena_printf(a->act.arena,
				   "#%d says the same already (%s); `beadle owner` and `beadle "
				   "due` change it",
				   again->item, state_item(world->state, again->item)->text));
}

static int add_item(struct adding *a)
{
	struct world *world = &a->act.world;
	struct meeting_calendar *calendar = NULL;
	struct event_list events = { 0 };
	struct err err;
	int status = act_begin(&a->act);

	if (status == STATUS_DONE &&
	    plan_calendar(world->ledger, a->act.arena, world->state, a->list, &calendar, &err))
		status = cli_fail(&err);
	if (status == STATUS_DONE) {
		struct incoming mail = incoming_of(a->list, calendar, world->now_s,
						   act_place_of(&a->act, a->list).today);

		status = judge(a, &mail, &events);
	}
	if (status == STATUS_DONE)
		status = act_do(&a->act, events.events, events.len);
	else
		act_undo(&a->act);
	if (status == STATUS_DONE)
		status = act_tell(&a->act, events.events, events.len,
				  sentence(a, first_of(&events, EVENT_RAISED)->item));
	calendar_free(&calendar);
	return status;
}

/* One line, as a mail has it. */
static const char *one_line(struct arena *arena, const char *words)
{
	char *text = arena_strdup(arena, words);

	for (char *c = text; *c; c++) {
		if (*c == '\n' || *c == '\t' || *c == '\r')
			*c = ' ';
	}
	struct span inside = span_trim(span_of(text));

	return arena_strndup(arena, inside.ptr, inside.len);
}

static int read_words(struct adding *a, int n, char **words)
{
	const char *text = act_words(&a->act, n, words);

	if (!text)
		return STATUS_USAGE;
	a->text = one_line(a->act.arena, text);
	return *a->text ? STATUS_DONE
			: cli_usage(a->act.cli, "add takes %s", command_add.synopsis);
}

static int add(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "owner", required_argument, NULL, OPT_OWNER },
		{ "due", required_argument, NULL, OPT_DUE },
		{ "list", required_argument, NULL, OPT_LIST },
		{ 0 },
	};
	struct adding a = { 0 };
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_add, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_OWNER)
			a.owner = optarg;
		else if (opt == OPT_DUE)
			a.due = optarg;
		else
			a.only_list = optarg;
	}
	if (optind >= argc)
		return cli_usage(cli, "add takes %s", command_add.synopsis);
	status = act_open(cli, &a.act);
	if (status == STATUS_DONE)
		status = choose_list(&a);
	if (status == STATUS_DONE)
		status = read_words(&a, argc - optind, argv + optind);
	if (status == STATUS_DONE)
		status = add_item(&a);
	act_close(&a.act);
	return status;
}

const struct cli_command command_add = {
	.name = "add",
	.synopsis = "TEXT [--owner NAME[, NAME]...] [--due DATE] [--list NAME] [--json]",
	.does = "Record an action item, as a tag in a mail to the list would",
	.help = "  --owner NAME  people or groups of the list, as in mail: \"Dave, KP\";\n"
		"                without it the chair is asked\n"
		"  --due DATE    2023-07-20, \"July 20\", Friday, \"in 2 weeks\";\n"
		"                without it the list's default\n"
		"  --list NAME   of this list, when there are several\n",
	.run = add,
};
