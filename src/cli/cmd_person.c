/* cmd_person.c - `beadle pause NAME` and `resume NAME`: what people can say of their own mail, by
 * the operator.
 *
 * A person who is of several lists is meant in each of them.
 */
#include <string.h>

#include "cli/act.h"
#include "committee/person_act.h"
#include "config/config.h"
#include "time/due.h"

enum { OPT_LIST = 256, OPT_FOR_GOOD };

struct person_work {
	struct act act;
	const char *name, *only_list;
	const char *when;			/* "": nothing was said */
	const char *what;
};

/* Of this list; NULL: nobody.  *fault_out: what is wrong with the name, unless it fits nobody. */
static const struct person *person_of(struct person_work *w, const struct config_list *list,
				      const char **fault_out)
{
	size_t index;
	enum people_match match = people_resolve(&list->people, span_of(w->name), &index);

	if (match == PEOPLE_PERSON)
		return &list->people.persons[index];
	if (match != PEOPLE_NOBODY)
		*fault_out = people_fault(w->act.arena, &list->people, w->name);
	return NULL;
}

static bool is_wanted(const struct person_work *w, const struct config_list *list)
{
	return !w->only_list || strcmp(list->name, w->only_list) == 0;
}

static int refuse(const struct person_work *w, const char *why)
{
	cli_complain("%s: %s", w->act.cli->command, why);
	return STATUS_FAILED;
}

/* The name must mean one person, in whatever lists. */
static int find(struct person_work *w, const char **full_name_out)
{
	const struct config *config = w->act.config;
	const char *fault = NULL, *nobody = NULL;

	*full_name_out = NULL;
	for (size_t i = 0; i < config->n_lists && !fault; i++) {
		const struct config_list *list = &config->lists[i];
		const struct person *person;

		if (!is_wanted(w, list))
			continue;
		person = person_of(w, list, &fault);
		if (!person && !nobody)
			nobody = people_fault(w->act.arena, &list->people, w->name);
		if (!person || fault)
			continue;
		if (*full_name_out && strcmp(*full_name_out, person->name) != 0)
			fault = arena_printf(w->act.arena,
					     "\"%s\" is %s in one list and %s in another: "
					     "say which with --list NAME",
					     w->name, *full_name_out, person->name);
		*full_name_out = person->name;
	}
	if (fault)
		return refuse(w, fault);
	return *full_name_out ? STATUS_DONE : refuse(w, nobody);
}

/* The same act in each list that has the person. */
static int judge(struct person_work *w, const char *full_name, struct event_list *events,
		 const char **said)
{
	const struct config *config = w->act.config;

	for (size_t i = 0; i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];
		const struct person *person = people_by_name(&list->people, full_name);
		const struct act_place place = act_place_of(&w->act, list);
		const struct due_context context = { .base = place.today,
						     .order = policy_dates(&list->policy) };
		const struct actor actor = act_operator();
		struct person_act deed = { .what = w->what, .has_words = *w->when };

		if (!person || !is_wanted(w, list))
			continue;
		(void)due_parse_date(span_of(w->when), &context, &deed.until);
		if (!person_act_do(w->act.arena, &place, &actor, person, &deed, events, said)) {
			cli_complain("%s", *said);
			return STATUS_FAILED;
		}
	}
	return STATUS_DONE;
}

static int do_it(struct person_work *w)
{
	struct event_list events = { 0 };
	const char *full_name, *said = "";
	int status = act_begin(&w->act);

	if (status == STATUS_DONE)
		status = find(w, &full_name);
	if (status == STATUS_DONE)
		status = judge(w, full_name, &events, &said);
	if (status != STATUS_DONE) {
		act_undo(&w->act);
		return status;
	}
	status = act_do(&w->act, events.events, events.len);
	return status == STATUS_DONE ? act_tell(&w->act, events.events, events.len, said) : status;
}

static int run_act(struct cli *cli, const struct cli_command *command, int argc, char **argv,
		   const struct option *own, const char *what)
{
	struct person_work w = { .what = what };
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, command, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_FOR_GOOD)
			w.what = PERSON_STOP;
		else
			w.only_list = optarg;
	}
	int n_words = argc - optind - 1;

	if (n_words < 0 || (n_words && strcmp(w.what, PERSON_PAUSE) != 0))
		return cli_usage(cli, "%s takes %s; a name of several words stands in quotes",
				 command->name, command->synopsis);
	w.name = argv[optind];
	status = act_open(cli, &w.act);
	if (status == STATUS_DONE && w.only_list && !config_list(w.act.config, w.only_list))
		status = refuse(&w, arena_printf(w.act.arena, "--list %s: there is no such list",
						 w.only_list));
	if (status == STATUS_DONE) {
		w.when = act_words(&w.act, n_words, argv + optind + 1);
		status = w.when ? do_it(&w) : STATUS_USAGE;
	}
	act_close(&w.act);
	return status;
}

static int pause_person(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "list", required_argument, NULL, OPT_LIST },
		{ "for-good", no_argument, NULL, OPT_FOR_GOOD },
		{ 0 },
	};

	return run_act(cli, &command_pause, argc, argv, own, PERSON_PAUSE);
}

static int resume_person(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };

	return run_act(cli, &command_resume, argc, argv, own, PERSON_RESUME);
}

const struct cli_command command_pause = {
	.name = "pause",
	.synopsis = "NAME [PERIOD|DATE] [--for-good] [--list NAME] [--json]",
	.does = "NAME gets no reminders and no news of items for a while",
	.help = "  PERIOD|DATE  2w, 10d; Friday, 2023-07-20: the day on which they come again;\n"
		"               two weeks when nothing is said\n"
		"  --for-good   until `resume`\n"
		"  --list NAME  of this list alone; else of each that has this person\n",
	.run = pause_person,
};

const struct cli_command command_resume = {
	.name = "resume",
	.synopsis = "NAME [--list NAME] [--json]",
	.does = "NAME gets reminders and news of items again",
	.help = "  --list NAME  of this list alone; else of each that has this person\n",
	.run = resume_person,
};
