/* cmd_extend.c - `beadle extend` and `withdraw`: the operator does to a deadline or a vote what its
 * opener and the chair can do by mail. */
#include <string.h>

#include "cli/act.h"
#include "committee/term_act.h"
#include "config/config.h"
#include "time/due.h"
#include "time/zone.h"

/* Until when, as it is written; false: that is neither a period nor a day. */
static bool read_end(const struct act *act, const struct config_list *list, const char *words,
		     struct term_act *out)
{
	const struct due_context context = { .base = act_place_of(act, list).today,
					     .order = policy_dates(&list->policy),
					     .to_come = true };

	return period_read(span_of(words), &out->period) ||
	       due_parse_date(span_of(words), &context, &out->until);
}

static int refuse(const char *said)
{
	cli_complain("%s", said);
	return STATUS_FAILED;
}

/* In the list that has the number. */
static int judge_and_do(struct act *act, const char *words, struct term_act deed)
{
	const struct actor actor = act_operator();
	struct event_list events = { 0 };
	const char *said = NULL;

	deed.words = deed.extends ? "" : words;
	for (size_t i = 0; i < act->config->n_lists; i++) {
		const struct config_list *list = &act->config->lists[i];
		const struct act_place place = act_place_of(act, list);
		bool is_done;

		if (deed.extends && !read_end(act, list, words, &deed))
			return refuse(arena_printf(act->arena,
						   "extend: \"%s\" is neither a period such as 1w "
						   "nor a day",
						   words));
		is_done = term_act_do(act->arena, act->world.state, &place, &actor,
				      zone_of_either(list->policy.zone, NULL), &deed, &events,
				      &said);
		if (said && !is_done)
			return refuse(said);
		if (!is_done)
			continue;
		int status = act_do(act, events.events, events.len);

		return status == STATUS_DONE ? act_tell(act, events.events, events.len, said)
					     : status;
	}
	return refuse(arena_printf(act->arena,
				   "%s: there is neither a deadline nor a vote #%d; see `beadle "
				   "deadlines` and `beadle votes`",
				   act->cli->command, deed.number));
}

static int run_act(struct cli *cli, const struct cli_command *command, int argc, char **argv,
		   bool extends)
{
	struct term_act deed = { .extends = extends };
	struct act act = { 0 };
	const char *words = NULL;
	int status = STATUS_DONE;

	if (cli_option(cli, command, argc, argv, NULL, &status) == CLI_STOP)
		return status;
	bool is_right = optind < argc && act_number(argv[optind], &deed.number) &&
			(!extends || optind + 1 < argc);

	if (!is_right)
		return cli_usage(cli, "%s takes %s", command->name, command->synopsis);
	status = act_open(cli, &act);
	if (status == STATUS_DONE) {
		words = act_words(&act, argc - optind - 1, argv + optind + 1);
		status = words ? act_begin(&act) : STATUS_USAGE;
	}
	if (status == STATUS_DONE) {
		status = judge_and_do(&act, words, deed);
		if (status == STATUS_FAILED)
			act_undo(&act);
	}
	act_close(&act);
	return status;
}

static int extend(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_extend, argc, argv, true);
}

static int withdraw(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_withdraw, argc, argv, false);
}

const struct cli_command command_extend = {
	.name = "extend", .synopsis = "N PERIOD|DATE [--json]",
	.does = "Let deadline or vote N end later",
	.help = "  PERIOD  1w, 72h: so much more than it has; or its last day, as with `due`\n",
	.run = extend,
};

const struct cli_command command_withdraw = {
	.name = "withdraw", .synopsis = "N [WHY] [--json]",
	.does = "Withdraw deadline or vote N: nothing is decided",
	.run = withdraw,
};
