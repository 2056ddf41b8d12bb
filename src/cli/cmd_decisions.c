/* cmd_decisions.c - `beadle decisions`: what the committee has decided, the newest first; and one
 * of them, for `beadle show D5`. */
#include "cli/cmd_decisions.h"

#include <string.h>

#include "cli/columns.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "export/view.h"
#include "time/due.h"

enum { OPT_LIST = 256, OPT_SINCE, OPT_ALL, N_COLUMNS = 5, SHRINKS = 3 };

struct decisions_wanted {
	const char *list, *since_written;
	struct civil_date since; /* not set: all */
	bool all; /* those that were taken out as well */
	const char *const *words; /* each stands in it somewhere */
	size_t n_words;
};

static const char *number_text(struct arena *arena, int number)
{
	return arena_printf(arena, "D%d", number);
}

static bool has_words(const struct decisions_wanted *w, const struct decision_entry *e)
{
	for (size_t i = 0; i < w->n_words; i++) {
		if (span_find_ci(span_of(e->text), w->words[i]) < 0 &&
		    span_find_ci(span_of(e->quote), w->words[i]) < 0)
			return false;
	}
	return true;
}

static bool is_wanted(const struct decisions_wanted *w, const struct export_view *v,
		      const struct decision_entry *e)
{
	bool is_late =
		!civil_is_set(w->since) || civil_compare(export_decision_day(v, e), w->since) >= 0;

	return is_late && (w->all || !e->out) && has_words(w, e);
}

static const char *meeting_text(struct arena *arena, const struct decision_entry *e)
{
	int meeting = e->made->decision.meeting, deadline = e->made->decision.deadline;

	if (deadline)
		return arena_printf(arena, "%s #%d",
				    strcmp(e->made->rule, RULE_PASSED) == 0 ? "vote" : "deadline",
				    deadline);
	return columns_number(arena, meeting);
}

static const char *status_text(struct arena *arena, const struct decision_entry *e)
{
	if (e->out || !e->replaced_by)
		return decision_status(e);
	return arena_printf(arena, "replaced by D%d", e->replaced_by);
}

static void add_row(struct arena *arena, struct table_rows *rows, const struct export_view *v,
		    const struct decision_entry *e)
{
	static const char *const heads[N_COLUMNS] = { "N", "DATE", "MEETING", "STATUS",
						      "DECISION" };
	const char *const cells[N_COLUMNS] = {
		number_text(arena, e->number),
		export_day(arena, export_decision_day(v, e)),
		meeting_text(arena, e),
		status_text(arena, e),
		e->text,
	};

	if (!rows->len)
		terminal_row(arena, rows, N_COLUMNS, heads, STYLE_HEAD);
	terminal_row(arena, rows, N_COLUMNS, cells, decision_stands(e) ? STYLE_PLAIN : STYLE_QUIET);
}

static void add_list(const struct cli *cli, struct arena *arena, const struct decisions_wanted *w,
		     const struct export_view *v, struct table_rows *rows)
{
	for (size_t i = v->decisions.len; i-- > 0;) {
		const struct decision_entry *e = &v->decisions.entries[i];

		if (!is_wanted(w, v, e))
			continue;
		if (cli->json)
			output_json(export_decision_json(v, e));
		else
			add_row(arena, rows, v, e);
	}
}

static int read_options(struct cli *cli, int argc, char **argv, struct decisions_wanted *w)
{
	static const struct option own[] = {
		{ "list", required_argument, NULL, OPT_LIST },
		{ "since", required_argument, NULL, OPT_SINCE },
		{ "all", no_argument, NULL, OPT_ALL },
		{ 0 },
	};
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_decisions, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_LIST)
			w->list = optarg;
		else if (opt == OPT_SINCE)
			w->since_written = optarg;
		else if (opt == OPT_ALL)
			w->all = true;
	}
	w->words = (const char *const *)argv + optind;
	w->n_words = (size_t)(argc - optind);
	return -1;
}

static int decisions(struct cli *cli, int argc, char **argv)
{
	struct decisions_wanted w = { 0 };
	struct table_rows rows = { 0 };
	struct ledger_reader r;
	int status = read_options(cli, argc, argv, &w);

	if (status >= 0)
		return status;
	status = ledger_reader_open(cli, w.list, &r);
	const struct due_context context = { .base = civil_from_utc(r.now_s).date };

	if (status == STATUS_DONE && w.since_written &&
	    !due_parse_date(span_of(w.since_written), &context, &w.since))
		status = cli_usage(cli, "decisions: --since takes a date, not \"%s\"",
				   w.since_written);
	for (size_t i = 0; status == STATUS_DONE && i < r.config->n_lists; i++) {
		struct export_view view;

		if (w.list && strcmp(w.list, r.config->lists[i].name) != 0)
			continue;
		export_view_fill(r.arena, &r.lists[i], r.now_s, &view);
		add_list(cli, r.arena, &w, &view, &rows);
	}
	if (status == STATUS_DONE && !cli->json) {
		const struct terminal t = terminal_of(stdout);

		if (!rows.len)
			puts("No decisions.");
		terminal_table(&t, r.arena, NULL, N_COLUMNS, SHRINKS, &rows);
	}
	ledger_reader_close(&r);
	return status;
}

/* ---- one of them ---- */

static void print_event(const struct terminal *t, struct arena *arena, const struct zone *zone,
			const struct event *e)
{
	const struct civil_time at = zone_to_local(zone, e->at_s);
	char iso[CIVIL_TEXT_SIZE];
	const char *what = arena_printf(arena, "%s by %s%s%s", e->act, e->actor,
					*e->decision.words ? ": " : "", e->decision.words);

	terminal_hang(t,
		      arena_printf(arena, "%s %02d:%02d  ", civil_format_iso(at.date, iso), at.hour,
				   at.minute),
		      STYLE_PLAIN, what);
	if (*e->message_id)
		terminal_hang(t, "                  ", STYLE_QUIET,
			      arena_printf(arena, "line %u of <%s>, rule %s", e->line,
					   e->message_id, e->rule));
}

/* Of what silence or a vote has decided the mail alone: no line of it says so. */
static const char *source_text(struct arena *arena, const struct event *made, const char *mail)
{
	if (*made->message_id)
		return arena_printf(arena, "line %u of <%s>, rule %s", made->line, mail,
				    made->rule);
	if (*mail)
		return arena_printf(arena, "<%s>, rule %s", mail, made->rule);
	return arena_printf(arena, "rule %s", made->rule);
}

static void print_decision(struct arena *arena, const struct export_view *v,
			   const struct decision_entry *e)
{
	const struct terminal t = terminal_of(stdout);
	const struct event *made = e->made;
	const char *mail = export_decision_mail(v, e), *link = export_source(arena, v, mail);

	terminal_hang(&t, arena_printf(arena, "D%d  ", e->number), STYLE_HEAD, e->text);
	putchar('\n');
	terminal_hang(&t, "list     ", STYLE_PLAIN, made->list);
	terminal_hang(&t, "status   ", STYLE_PLAIN, status_text(arena, e));
	if (made->decision.replaces)
		terminal_hang(&t, "replaces ", STYLE_PLAIN,
			      number_text(arena, made->decision.replaces));
	terminal_hang(&t, "date     ", STYLE_PLAIN, export_day(arena, export_decision_day(v, e)));
	terminal_hang(&t, "meeting  ", STYLE_PLAIN, meeting_text(arena, e));
	if (*made->decision.body)
		terminal_hang(&t, "decided  ", STYLE_PLAIN,
			      arena_printf(arena, "by %s", made->decision.body));
	terminal_hang(&t, "said by  ", STYLE_PLAIN, made->actor);
	terminal_hang(&t, "source   ", STYLE_PLAIN, e->quote);
	terminal_hang(&t, "         ", STYLE_QUIET,
		      source_text(arena, made, mail));
	if (link)
		terminal_hang(&t, "         ", STYLE_QUIET, link);
	putchar('\n');
	terminal_say(&t, STYLE_HEAD, "history");
	putchar('\n');
	for (size_t i = 0; i < e->n_events; i++)
		print_event(&t, arena, v->zone, e->events[i]);
}

int decision_show(const struct cli *cli, const struct ledger_reader *r, int number)
{
	struct decision_list all;
	struct export_view view;

	decisions_of(r->arena, r->state, NULL, &all);
	const struct decision_entry *e = decision_find(&all, number);

	for (size_t i = 0; e && i < r->config->n_lists; i++) {
		if (strcmp(r->config->lists[i].name, e->made->list) != 0)
			continue;
		export_view_fill(r->arena, &r->lists[i], r->now_s, &view);
		e = decision_find(&view.decisions, number);
		if (cli->json)
			output_json(export_decision_json(&view, e));
		else
			print_decision(r->arena, &view, e);
		return STATUS_DONE;
	}
	cli_complain("there is no decision D%d; see `beadle decisions --all`", number);
	return STATUS_FAILED;
}

const struct cli_command command_decisions = {
	.name = "decisions",
	.synopsis = "[--since DATE] [--all] [--list NAME] [--json] [WORD]...",
	.does = "List what was decided, the newest first; with words, what has all of them",
	.help = "  --since DATE  what was decided on that day or later\n"
		"  --all         what was taken out again too\n"
		"  --list NAME   only this list\n",
	.run = decisions,
};
