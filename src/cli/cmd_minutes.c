/* cmd_minutes.c - `beadle minutes [N]`: which minutes the ledger has and what became of them, or
 * the text of one meeting's. */
#include <string.h>

#include "cli/columns.h"
#include "cli/output.h"
#include "export/kept.h"

static void print_json(struct columns *c, const struct export_view *v, const struct minutes_text *m)
{
	output_json(json_pack("{s:o, s:s, s:s?, s:s, s:o, s:s, s:s}", "meeting",
			      m->entry->meeting > 0 ? json_integer(m->entry->meeting) : json_null(),
			      "list", v->context->policy->list_name, "date",
			      export_day(c->arena, m->day), "status",
			      deadline_state_name(m->entry->deadline.state), "file",
			      kept_is_final(m) ? json_string(kept_name(c->arena, m)) : json_null(),
			      "message_id", m->message_id, "text", m->text));
}

static void add_row(struct columns *c, const struct export_view *v, const struct minutes_text *m)
{
	const char *const cells[] = {
		columns_number(c->arena, m->entry->meeting),
		columns_text(export_day(c->arena, m->day)),
		deadline_state_name(m->entry->deadline.state),
		kept_is_final(m) ? kept_name(c->arena, m) : "-",
		m->message_id,
	};

	columns_add(c, v, cells, kept_is_final(m) ? STYLE_PLAIN : STYLE_QUIET);
}

/* As they were mailed. */
static void print_text(struct columns *c, const struct minutes_text *m)
{
	const struct terminal t = terminal_of(stdout);
	struct span rest = span_of(m->text), line;

	c->printed = true;
	if (!*m->text)
		terminal_say(&t, STYLE_QUIET, "(the text is not at hand: <%s>)\n", m->message_id);
	while (span_next_line(&rest, &line))
		terminal_say(&t, STYLE_PLAIN, SPAN_FMT "\n", SPAN_ARG(line));
}

static void add_minutes(struct columns *c, const struct export_view *v)
{
	const struct minutes_text *minutes;
	size_t n = kept_minutes(c->arena, &v->deadlines, &minutes);

	for (size_t i = 0; i < n; i++) {
		const struct minutes_text *m = &minutes[i];
		bool is_over = !deadline_is_running(&m->entry->deadline);

		if (!columns_want(c, m->entry->meeting, is_over))
			continue;
		if (c->cli->json)
			print_json(c, v, m);
		else if (c->number)
			print_text(c, m);
		else
			add_row(c, v, m);
	}
}

static int minutes(struct cli *cli, int argc, char **argv)
{
	static const char *const heads[] = { "N", "DATE", "STATUS", "FILE", "MESSAGE-ID" };
	static const struct columns_kind kind = {
		.command = &command_minutes,
		.one = "meeting with minutes",
		.nothing = "No minutes.",
		.heads = heads,
		.n_heads = sizeof heads / sizeof heads[0],
		.shrinks = 4,
		.add = add_minutes,
	};

	return columns_run(cli, &kind, argc, argv);
}

const struct cli_command command_minutes = {
	.name = "minutes",
	.synopsis = COLUMNS_SYNOPSIS,
	.does = "List minutes and what became of them, or print those of meeting N",
	.help = COLUMNS_HELP,
	.run = minutes,
};
