/* cmd_meeting.c - `beadle cancel`, `move`, `chair` and `skip`: the operator does what the chair
 * can do by mail.
 *
 * Each prints what it did and what follows: for the meeting, and for the next meeting whose chair
 * changes.
 */
#include <string.h>

#include "bot/plan.h"
#include "cli/act.h"
#include "committee/meeting_act.h"
#include "config/config.h"

enum { OPT_LIST = 256, AFTERWARDS_MAX = 200 };

/* One act: the list's calendar before it and after it. */
struct meeting_work {
	struct act act;
	const struct config_list *list;
	struct arena *arena;			/* of act */
	struct meeting_calendar *before, *after;
	struct meeting meeting;			/* before */
};

/* The list that is named, or else the only one with meetings. */
static int choose_list(struct meeting_work *w, const char *name)
{
	const struct config *config = w->act.config;
	size_t n = 0;

	if (name) {
		w->list = config_list(config, name);
		if (w->list && w->list->meetings)
			return STATUS_DONE;
		cli_complain("--list %s: %s", name,
			     w->list ? "it has no meetings in the configuration"
				     : "there is no such list");
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < config->n_lists; i++) {
		if (!config->lists[i].meetings)
			continue;
		w->list = &config->lists[i];
		n++;
	}
	if (n == 1)
		return STATUS_DONE;
	cli_complain(n ? "several lists have meetings: choose one with --list NAME"
		       : "no list has meetings in the configuration");
	return n ? STATUS_USAGE : STATUS_FAILED;
}

static int calendar_now(struct meeting_work *w, struct meeting_calendar **out)
{
	struct err err;

	return plan_calendar(w->act.world.ledger, w->arena, w->act.world.state, w->list, out, &err)
		       ? cli_fail(&err)
		       : STATUS_DONE;
}

/* "2023-07-12 13:00" */
static const char *local_time(struct arena *arena, const struct meeting *m)
{
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "%s %02d:%02d", civil_format_iso(m->date, iso),
			    m->start_minute / 60, m->start_minute % 60);
}

/* "#40 on 2023-07-26 13:00 is chaired by Joe Stringer" */
static const char *chaired(struct arena *arena, const struct meeting *m)
{
	return arena_printf(arena, "#%d on %s %s%s", m->number, local_time(arena, m),
			    m->chair ? "is chaired by " : "has no chair", m->chair ? m->chair : "");
}

static bool same_chair(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The first other meeting to come that somebody else chairs now; with any: simply the next one
 * after it. */
static bool next_concerned(struct meeting_work *w, bool any, struct meeting *out)
{
	int64_t at_s = w->act.world.now_s;
	struct meeting was;

	if (any && w->meeting.start_utc_s > at_s)
		at_s = w->meeting.start_utc_s;

	for (int i = 0; i < AFTERWARDS_MAX && calendar_next(w->after, at_s, out); i++) {
		at_s = out->start_utc_s;
		if (out->number != w->meeting.number &&
		    (any || !calendar_by_number(w->before, out->number, &was) ||
		     !same_chair(was.chair, out->chair)))
			return true;
	}
	return false;
}

static const char *sentence(struct meeting_work *w, const char *what)
{
	const struct meeting *old = &w->meeting;
	const char *zone = w->list->meetings->zone, *text;
	struct arena *arena = w->arena;
	struct meeting now = *old, next;

	(void)calendar_by_number(w->after, old->number, &now);
	const char *chair = now.chair ? now.chair : "nobody",
		   *was = old->chair ? old->chair : "nobody";

	if (strcmp(what, MEETING_CANCEL) == 0)
		text = arena_printf(arena, "meeting #%d on %s %s is cancelled", old->number,
				    local_time(arena, old), zone);
	else if (strcmp(what, MEETING_MOVE) == 0)
		text = arena_printf(arena, "meeting #%d is on %s %s %s %s, chaired by %s",
				    now.number, local_time(arena, &now), zone,
				    old->cancelled ? "again, cancelled before on" : "instead of",
				    local_time(arena, old), chair);
	else
		text = arena_printf(arena, "meeting #%d on %s %s is chaired by %s instead of %s",
				    now.number, local_time(arena, &now), zone, chair, was);
	if (next_concerned(w, strcmp(what, MEETING_CANCEL) == 0 || strcmp(what, MEETING_SKIP) == 0,
			   &next))
		text = arena_printf(arena, "%s; %s", text, chaired(arena, &next));
	return text;
}

static int judge_and_do(struct meeting_work *w, struct meeting_act *act)
{
	struct event e = act_event(&w->act, EVENT_MEETING, w->list->name);
	const char *why = "there is no such meeting", *when = "";
	int status = act_begin(&w->act);

	if (status == STATUS_DONE)
		status = calendar_now(w, &w->before);
	if (status != STATUS_DONE)
		return status;
	if (meeting_act_find(w->before, act, e.at_s, &w->meeting)) {
		why = meeting_act_judge(w->before, act, &w->meeting, &e);
		when = arena_printf(w->arena, " (%s)", local_time(w->arena, &w->meeting));
	}
	if (why) {
		act_undo(&w->act);
		if (act->number)
			cli_complain("%s #%d%s: %s", act->what, act->number, when, why);
		else
			cli_complain("%s: %s", act->what, why);
		return STATUS_FAILED;
	}
	status = act_do(&w->act, &e, 1);
	if (status == STATUS_DONE)
		status = calendar_now(w, &w->after);
	if (status != STATUS_DONE)
		return status;
	return act_tell(&w->act, &e, 1, w->act.cli->json ? "" : sentence(w, act->what));
}

/* The name as the mailed [CHAIR #39 Joe] would be read. */
static int resolve(const struct meeting_work *w, struct meeting_act *act)
{
	const struct people *people = &w->list->people;
	size_t index;
	enum people_match match = people_resolve(people, span_of(act->written), &index);

	if (match == PEOPLE_PERSON) {
		act->person = people->persons[index].name;
		return STATUS_DONE;
	}
	cli_complain("list %s: %s", w->list->name, people_fault(w->arena, people, act->written));
	return STATUS_FAILED;
}

static int act_on_meeting(struct cli *cli, struct meeting_act *act, const char *list_name)
{
	struct meeting_work w = { 0 };
	int status = act_open(cli, &w.act);

	w.arena = w.act.arena;
	if (status == STATUS_DONE)
		status = choose_list(&w, list_name);
	if (status == STATUS_DONE && strcmp(act->what, MEETING_CHAIR) == 0)
		status = resolve(&w, act);
	if (status == STATUS_DONE)
		status = judge_and_do(&w, act);
	calendar_free(&w.before);
	calendar_free(&w.after);
	act_close(&w.act);
	return status;
}

/* "2023-07-13 07:00" or "2023-07-13T07:00", also as two words; the day alone. */
static bool parse_time(const char *day, const char *hour, struct meeting_act *act)
{
	struct span text = span_of(day);

	act->start_minute = -1;
	if (!civil_parse_iso(span_sub(text, 0, 10), &act->date))
		return false;
	if (!hour && text.len == 10)
		return true;
	if (hour ? text.len != 10 : text.ptr[10] != ' ' && text.ptr[10] != 'T')
		return false;
	act->start_minute = meeting_act_minute(hour ? span_of(hour) : span_sub(text, 11, text.len));
	return act->start_minute >= 0;
}

/* The words after the command into the act; false when they are not what it takes. */
static bool parse_words(int n, char **words, struct meeting_act *act)
{
	if (strcmp(act->what, MEETING_SKIP) == 0 && n == 0)
		return true;
	if (n == 0 || !act_number(words[0], &act->number))
		return false;
	if (strcmp(act->what, MEETING_MOVE) == 0)
		return (n == 2 || n == 3) && parse_time(words[1], n == 3 ? words[2] : NULL, act);
	if (strcmp(act->what, MEETING_CHAIR) != 0)
		return n == 1;
	act->written = n == 2 ? words[1] : "";
	return n == 2 && *act->written &&
	       span_utf8_valid(span_of(act->written)) == strlen(act->written);
}

static int run_act(struct cli *cli, const struct cli_command *command, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };
	struct meeting_act act = {
		.what = command->name, .text = "", .start_minute = -1, .written = "", .person = ""
	};
	const char *list_name = NULL;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, command, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		list_name = optarg;
	}
	if (!parse_words(argc - optind, argv + optind, &act))
		return cli_usage(cli, "%s takes %s%s", command->name, command->synopsis,
				 strcmp(act.what, MEETING_MOVE) == 0
					 ? "; TIME is \"YYYY-MM-DD HH:MM\", or just the day"
					 : "");
	return act_on_meeting(cli, &act, list_name);
}

static int cancel(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_cancel, argc, argv);
}

static int move(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_move, argc, argv);
}

static int chair(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_chair, argc, argv);
}

static int skip(struct cli *cli, int argc, char **argv)
{
	return run_act(cli, &command_skip, argc, argv);
}

#define LIST_HELP "  --list NAME  the list, if several have meetings\n"

const struct cli_command command_cancel = {
	.name = MEETING_CANCEL, .synopsis = "N [--list NAME] [--json]",
	.does = "Cancel meeting N; its number is used up",
	.help = LIST_HELP,
	.run = cancel,
};

const struct cli_command command_move = {
	.name = MEETING_MOVE,
	.synopsis = "N TIME [--list NAME] [--json]",
	.does = "Move meeting N to another time",
	.help = "  TIME         \"2023-07-13 07:00\", in the zone of the meetings; a day alone "
		"keeps the time\n" LIST_HELP,
	.run = move,
};

const struct cli_command command_chair = {
	.name = MEETING_CHAIR, .synopsis = "N NAME [--list NAME] [--json]",
	.does = "Let NAME chair meeting N; the expected chair takes NAME's next turn",
	.help = LIST_HELP,
	.run = chair,
};

const struct cli_command command_skip = {
	.name = MEETING_SKIP, .synopsis = "[N] [--list NAME] [--json]",
	.does = "Skip the turn of the chair of the next meeting, or of meeting N",
	.help = LIST_HELP,
	.run = skip,
};
