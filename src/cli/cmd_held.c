/* cmd_held.c - `beadle held`: the mails that wait because they may raise nothing by themselves,
 * and the operator's yes or no.
 *
 * Each has a number of its own, that of the event which keeps it, so the number stays while others
 * come and go.
 */
#include <string.h>

#include "bot/incoming.h"
#include "bot/plan.h"
#include "cli/act.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "committee/record_held.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "time/zone.h"

enum { OPT_LIST = 256, N_COLUMNS = 5, SHOWN_LINES = 3, TEXT_COLUMNS = 300 };

static const size_t plain_columns[N_COLUMNS] = { 7, 10, 10, 30, 0 };

struct held_work {
	struct act act;
	const char *only_list;			/* NULL: of all */
	struct terminal terminal;
	bool yes;				/* else drop */
};

/* The lines that it would raise something by, the first few of them. */
static const char *lines_of(struct arena *arena, const struct event *kept)
{
	struct fact_list facts = { 0 };
	const char *text = "";
	size_t n = 0;
	struct err err;

	if (facts_from_text(arena, kept->held.facts, &facts, &err))
		return "(cannot be read)";
	for (size_t i = 0; i < facts.len; i++) {
		bool is_beside = facts.facts[i].kind == FACT_TITLE ||
				 facts.facts[i].kind == FACT_REPORT ||
				 facts.facts[i].kind == FACT_UNHEADED ||
				 facts.facts[i].kind == FACT_PROMISE;

		if (is_beside || n++ >= SHOWN_LINES)
			continue;
		text = arena_printf(arena, "%s%s%s", text, *text ? " | " : "",
				    facts.facts[i].quote);
	}
	if (n > SHOWN_LINES)
		text = arena_printf(arena, "%s | and %zu more", text, n - SHOWN_LINES);
	return *text ? text : "(too much was waiting to keep its text)";
}

static bool waits(const struct held_mail *held)
{
	return held->fate == HELD_WAITS;
}

static void list_one(struct held_work *w, const struct event *kept, struct table_rows *rows)
{
	struct arena *arena = w->act.arena;
	const char *day = export_day(arena, civil_from_utc(kept->at_s).date);

	if (w->act.cli->json) {
		output_json(output_event(arena, kept));
		return;
	}
	if (!rows->len)
		terminal_row(arena, rows, N_COLUMNS,
			     (const char *const[]){ "N", "LIST", "DAY", "FROM", "WHAT IT SAYS" },
			     STYLE_HEAD);
	const char *const cells[N_COLUMNS] = {
		arena_printf(arena, "%lld", (long long)kept->id), kept->list, day,
		held_author(arena, kept), terminal_short(arena, lines_of(arena, kept), TEXT_COLUMNS)
	};

	terminal_row(arena, rows, N_COLUMNS, cells, STYLE_PLAIN);
}

static int list_all(struct held_work *w)
{
	struct table_rows rows = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < w->act.config->n_lists; i++) {
		const char *name = w->act.config->lists[i].name;
		struct held_list held;

		if (w->only_list && strcmp(w->only_list, name) != 0)
			continue;
		held_of(w->act.arena, w->act.world.state, name, w->act.cli->now_s, &held);
		for (size_t k = 0; k < held.len; k++) {
			if (!waits(&held.mails[k]))
				continue;
			list_one(w, held.mails[k].kept, &rows);
			n++;
		}
	}
	if (!n && !w->act.cli->json)
		puts("No mail is waiting.");
	terminal_table(&w->terminal, w->act.arena, plain_columns, N_COLUMNS, 3, &rows);
	return STATUS_DONE;
}

/* The same as the chair's answer. */
static int judge_one(struct held_work *w, const struct config_list *list,
		     const struct held_mail *held, struct event_list *events, const char **said)
{
	struct world *world = &w->act.world;
	struct meeting_calendar *calendar = NULL;
	struct event like = act_event(&w->act, EVENT_HELD, list->name);
	struct err err;

	like.message_id = "";
	if (!w->yes) {
		*said = held_drop(w->act.arena, held, &like, events);
		return STATUS_DONE;
	}
	if (plan_calendar(world->ledger, w->act.arena, world->state, list, &calendar, &err))
		return cli_fail(&err);
	struct incoming mail = incoming_of(
		list, calendar, world->now_s,
		zone_to_local(zone_of_either(list->policy.zone, NULL), world->now_s).date);

	*said = held_confirm(w->act.arena, world->state, &mail, held, &like, events);
	calendar_free(&calendar);
	return STATUS_DONE;
}

/* number 0: all that wait. */
static int answer(struct held_work *w, int number, struct event_list *events, const char **said)
{
	struct world *world = &w->act.world;
	int status = STATUS_DONE;
	size_t n = 0;

	for (size_t i = 0; status == STATUS_DONE && i < w->act.config->n_lists; i++) {
		const struct config_list *list = &w->act.config->lists[i];
		struct held_list held;

		if (w->only_list && strcmp(w->only_list, list->name) != 0)
			continue;
		held_of(w->act.arena, world->state, list->name, world->now_s, &held);
		for (size_t k = 0; status == STATUS_DONE && k < held.len; k++) {
			const char *sentence = "";

			if (number ? held.mails[k].kept->id != number : !waits(&held.mails[k]))
				continue;
			status = judge_one(w, list, &held.mails[k], events, &sentence);
			*said = arena_printf(w->act.arena, "%s%s%s", *said, n++ ? "\n" : "",
					     sentence);
		}
	}
	if (status == STATUS_DONE && !n && number) {
		cli_complain("held: no mail %d is waiting; see `beadle held`", number);
		return STATUS_FAILED;
	}
	*said = n ? *said : "No mail waits.";
	return status;
}

/* One act a number: what the next one raises is numbered by what the last one has raised. */
static int answer_and_do(struct held_work *w, int number)
{
	struct event_list events = { 0 };
	const char *said = "";
	int status = act_begin(&w->act);

	if (status != STATUS_DONE)
		return status;
	status = answer(w, number, &events, &said);
	if (status != STATUS_DONE) {
		act_undo(&w->act);
		return status;
	}
	status = act_do(&w->act, events.events, events.len);
	return status == STATUS_DONE ? act_tell(&w->act, events.events, events.len, said) : status;
}

static int act_on(struct held_work *w, struct cli *cli, int argc, char **argv)
{
	bool all = !w->yes && optind + 1 == argc && strcmp(argv[optind], "all") == 0;
	int status = STATUS_DONE, number;

	if (optind == argc)
		return cli_usage(cli, "held takes %s", command_held.synopsis);
	if (all)
		return answer_and_do(w, 0);
	for (int i = optind; i < argc; i++) {
		if (!act_number(argv[i], &number))
			return cli_usage(cli, "held: %s is not the number of a waiting mail",
					 argv[i]);
	}
	for (int i = optind; status == STATUS_DONE && i < argc; i++) {
		(void)act_number(argv[i], &number);
		status = answer_and_do(w, number);
	}
	return status;
}

static int held(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };
	struct held_work w = { .terminal = terminal_of(stdout) };
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_held, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		w.only_list = optarg;
	}
	const char *word = optind < argc ? argv[optind++] : NULL;

	w.yes = word && strcmp(word, "yes") == 0;
	if (word && !w.yes && strcmp(word, "drop") != 0)
		return cli_usage(cli, "held takes %s", command_held.synopsis);
	status = act_open(cli, &w.act);
	if (status == STATUS_DONE && w.only_list && !config_list(w.act.config, w.only_list)) {
		cli_complain("--list %s: there is no such list", w.only_list);
		status = STATUS_FAILED;
	}
	if (status == STATUS_DONE)
		status = word ? act_on(&w, cli, argc, argv) : list_all(&w);
	act_close(&w.act);
	return status;
}

const struct cli_command command_held = {
	.name = "held", .synopsis = "[yes N... | drop N... | drop all] [--list NAME] [--json]",
	.does = "List mails that wait because they may raise nothing; let one count, or drop it",
	.help = "  yes N        let it count from now on, as if it had just been mailed\n"
		"  drop N       forget it\n"
		"  --list NAME  only this list\n"
		"\n"
		"Without these, list the mails that wait, with their numbers.\n",
	.run = held,
};
