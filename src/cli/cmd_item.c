/* cmd_item.c - `beadle done`, `drop`, `owner`, `due`, `snooze`, `keep`, `reopen` and `revive`: the
 * operator does what an owner can do by mail.
 *
 * Each prints one sentence: what is so now, or why nothing has changed.
 */
#include <string.h>

#include "base/buf.h"
#include "cli/act.h"
#include "bot/plan.h"
#include "committee/item_act.h"
#include "committee/record_back.h"
#include "committee/sweep.h"
#include "config/config.h"
#include "time/due.h"
#include "time/zone.h"

enum { OPT_MAIL = 256, OPT_PARKED, OPT_OLD, OPT_LIST };

/* The list of the item; NULL, and said why, when there is none. */
static const struct config_list *list_of(struct act *act, const char *command, int number)
{
	const struct item *item = state_item(act->world.state, number);
	const struct config_list *list = item ? config_list(act->config, item->list) : NULL;

	if (!item)
		cli_complain("%s #%d: there is no such item; see `beadle list --all`",
			     command, number);
	else if (!list)
		cli_complain("%s #%d: its list %s is no longer in the configuration", command,
			     number, item->list);
	return list;
}

/* On which day "keep" and the like have an item due. */
static enum err_kind find_next_meeting(struct act *act, const struct config_list *list,
				       struct act_place *place, struct err *err)
{
	struct meeting_calendar *calendar = NULL;
	struct meeting meeting;
	enum err_kind kind = plan_calendar(act->world.ledger, act->arena, act->world.state, list,
					   &calendar, err);

	if (!kind && calendar_next_day(calendar, place->today, &meeting))
		place->next_meeting = meeting.date;
	calendar_free(&calendar);
	return kind;
}

/* Judged like the same words in an answer, by all that the ledger has now. */
static int judge_and_do(struct act *act, const char *command, int number, const char *words)
{
	struct world *world = &act->world;
	const struct config_list *list = list_of(act, command, number);
	struct event_list events = { 0 };
	const char *names[ACT_NAMES_MAX], *said = "";

	if (!list)
		return STATUS_FAILED;
	struct act_place place = act_place_of(act, list);
	const struct actor actor = act_operator();
	const struct due_context context = { .base = place.today,
					     .order = policy_dates(&list->policy) };
	struct item_act deed = { .item = number, .owners = names, .text = words };
	struct err err;

	if (!item_act_from_name(command, &deed.kind))
		return STATUS_FAILED;
	if (deed.kind == ACT_OWNER)
		deed.n_owners = act_names(act, words, names);
	if (deed.kind == ACT_SNOOZE || deed.kind == ACT_DUE)
		(void)due_parse_date(span_of(words), &context, &deed.date);
	if (deed.kind == ACT_OWNER || deed.kind == ACT_SNOOZE || deed.kind == ACT_DUE)
		deed.text = "";		/* its words were no note */
	if (find_next_meeting(act, list, &place, &err))
		return cli_fail(&err);
	if (!item_act_do(act->arena, world->state, &place, &actor, &deed, &events,
			 &said)) {
		cli_complain("%s", said);
		return STATUS_FAILED;
	}
	int status = act_do(act, events.events, events.len);

	return status == STATUS_DONE ? act_tell(act, events.events, events.len, said) : status;
}

/* All that came of the mail that raised item or deadline `number`. */
static int take_back(struct act *act, int number)
{
	const struct actor actor = act_operator();
	struct world *world = &act->world;
	const struct config_list *list = NULL;
	struct event_list events = { 0 };
	const char *id = NULL;

	for (size_t i = 0; !id && i < act->config->n_lists; i++) {
		list = &act->config->lists[i];
		id = record_raised_by(world->state, list->name, number);
	}
	if (!id || !*id) {
		cli_complain(
			"drop --mail #%d: no mail has raised an item or a deadline with this "
			"number",
			number);
		return STATUS_FAILED;
	}
	const struct act_place place = act_place_of(act, list);
	const char *said = record_back_mail(act->arena, world->state, &place, &actor,
					    zone_of_either(list->policy.zone, NULL), id, &events);

	if (!events.len) {
		cli_complain("%s", said);
		return STATUS_FAILED;
	}
	int status = act_do(act, events.events, events.len);

	return status == STATUS_DONE ? act_tell(act, events.events, events.len, said) : status;
}

/* Of one list, or of all (NULL). */
static int sweep(struct act *act, enum sweep what, const char *only_list)
{
	struct world *world = &act->world;
	struct event_list events = { 0 };
	const struct actor actor = act_operator();
	const char *said = "";

	for (size_t i = 0; i < act->config->n_lists; i++) {
		const struct config_list *list = &act->config->lists[i];
		const struct act_place place = act_place_of(act, list);

		if (only_list && strcmp(only_list, list->name) != 0)
			continue;
		const char *one = sweep_drop(act->arena, world->state, &place, &actor,
					     &list->policy.ladder, what, &events);

		said = *said ? arena_printf(act->arena, "%s\n%s", said, one) : one;
	}
	if (!events.len) {
		cli_complain("%s", *said ? said : "there is no list of this name");
		return STATUS_FAILED;
	}
	int status = act_do(act, events.events, events.len);

	return status == STATUS_DONE ? act_tell(act, events.events, events.len, said) : status;
}

/* What the command's own options ask for. */
struct item_wanted {
	bool of_mail, is_sweep;
	enum sweep what;
	const char *list;
};

static bool read_options(struct cli *cli, const struct cli_command *command, int argc, char **argv,
			 const struct option *own, struct item_wanted *out, int *status_out)
{
	int opt;

	while ((opt = cli_option(cli, command, argc, argv, own, status_out)) != -1) {
		if (opt == CLI_STOP)
			return false;
		if (opt == OPT_LIST)
			out->list = optarg;
		else if (opt == OPT_MAIL)
			out->of_mail = true;
		else
			*out = (struct item_wanted){ .is_sweep = true,
						.what = opt == OPT_OLD ? SWEEP_OLD : SWEEP_PARKED,
						.list = out->list };
	}
	return true;
}

/* A number first, and words behind it where there must be some. */
static bool takes_item(int argc, char **argv, const struct item_wanted *wanted, bool needs_words,
		       int *number_out)
{
	if (wanted->list || optind >= argc || !act_number(argv[optind], number_out))
		return false;
	return !needs_words || optind + 1 < argc;
}

static int run_act(struct cli *cli, const struct cli_command *command, int argc, char **argv,
		   const struct option *own, bool needs_words)
{
	struct act act = { 0 };
	struct item_wanted wanted = { 0 };
	const char *words = "";
	int status = STATUS_DONE, number = 0;

	if (!read_options(cli, command, argc, argv, own, &wanted, &status))
		return status;
	bool is_right = wanted.is_sweep ? optind == argc :
					  takes_item(argc, argv, &wanted, needs_words, &number);

	if (!is_right)
		return cli_usage(cli, "%s takes %s", command->name, command->synopsis);
	status = act_open(cli, &act);
	if (status == STATUS_DONE) {
		if (!wanted.is_sweep)
			words = act_words(&act, argc - optind - 1, argv + optind + 1);
		status = words ? act_begin(&act) : STATUS_USAGE;
	}
	if (status == STATUS_DONE) {
		if (wanted.is_sweep)
			status = sweep(&act, wanted.what, wanted.list);
		else
			status = wanted.of_mail ? take_back(&act, number) :
						  judge_and_do(&act, command->name, number, words);
		if (status == STATUS_FAILED)
			act_undo(&act);
	}
	act_close(&act);
	return status;
}

static int done(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_done, argc, argv, NULL, false);
}

static int drop(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "mail", no_argument, NULL, OPT_MAIL },
		{ "parked", no_argument, NULL, OPT_PARKED },
		{ "old", no_argument, NULL, OPT_OLD },
		{ "list", required_argument, NULL, OPT_LIST },
		{ 0 },
	};

	return run_act(cli, &command_drop, argc, argv, own, false);
}

static int owner(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_owner, argc, argv, NULL, true);
}

static int due(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_due, argc, argv, NULL, true);
}

static int keep(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_keep, argc, argv, NULL, false);
}

static int reopen(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_reopen, argc, argv, NULL, false);
}

static int revive(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_revive, argc, argv, NULL, false);
}

static int snooze(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_snooze, argc, argv, NULL, true);
}

const struct cli_command command_done = {
	.name = "done", .synopsis = "N [NOTE] [--json]",
	.does = "Mark item N as done for all its owners",
	.run = done,
};

const struct cli_command command_drop = {
	.name = "drop",
	.synopsis = "N [WHY] [--mail] [--json] | --parked|--old [--list NAME] [--json]",
	.does = "Close item N: it need not be done any more; or all parked or old ones",
	.help = "  --mail       N is an item or a deadline: take back everything that came of the "
		"mail that raised it\n"
		"  --parked     all parked items, instead of N\n"
		"  --old        all open items that were due as long ago as the last call says\n"
		"  --list NAME  of one list alone\n",
	.run = drop,
};

const struct cli_command command_owner = {
	.name = "owner", .synopsis = "N NAME[, NAME]... [--json]",
	.does = "Give item N to these people, and to nobody else",
	.help = "  NAME  a person or group of the list, as in mail: \"Dave, KP\"\n",
	.run = owner,
};

const struct cli_command command_due = {
	.name = "due", .synopsis = "N DATE [--json]",
	.does = "Give item N another due date",
	.help = "  DATE  2023-07-20, \"July 20\", Friday, \"in 2 weeks\"\n",
	.run = due,
};

const struct cli_command command_snooze = {
	.name = "snooze", .synopsis = "N PERIOD|DATE [--json]",
	.does = "Remind nobody of item N before that day",
	.help = "  PERIOD  2w, 10d; a day as with `due`\n",
	.run = snooze,
};

const struct cli_command command_keep = {
	.name = "keep", .synopsis = "N [NOTE] [--json]",
	.does = "Item N is still to be done: it is due at the next meeting",
	.run = keep,
};

const struct cli_command command_reopen = {
	.name = "reopen", .synopsis = "N [NOTE] [--json]",
	.does = "Item N is open again after all, due at the next meeting if its day has passed",
	.run = reopen,
};

const struct cli_command command_revive = {
	.name = "revive", .synopsis = "N [NOTE] [--json]",
	.does = "Item N, which was parked, is open again; the same as reopen",
	.run = revive,
};
