/* cmd_scan.c - `beadle scan FILE...`: the tags in mail or minutes; no ledger, no configuration. */
#include <jansson.h>

#include "cli/archive.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "message/message.h"
#include "notices/layout.h"
#include "tags/scan.h"
#include "time/zone.h"

enum { LINE_MAX_BYTES = 1024 * 1024 };

struct scan_command {
	const struct cli *cli;
	struct terminal terminal;
	struct reading_options options;
	const char *file;		/* that is being read */
	struct arena *arena;		/* of one mail or file */
};

static void add_names(struct buf *line, const char *before, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(line, "%s%s", i ? ", " : before, names[i]);
}

static void print_fact(const struct scan_command *s, const struct fact *fact,
		       const char *message_id)
{
	if (s->cli->json) {
		json_t *json = fact_to_json(fact, s->file, message_id);

		output_json(json);
		return;
	}
	char due[CIVIL_TEXT_SIZE];
	struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	buf_addf(&line, "%s:%u: %s", s->file, fact->line, fact_kind_name(fact->kind));
	if (fact->kind == FACT_COMMAND && *fact->command)
		buf_addf(&line, " %s", fact->command);
	else if (fact->status == FACT_DONE)
		buf_add_str(&line, " (done)");
	if (fact->item > 0)
		buf_addf(&line, "  %s%d", fact->kind == FACT_DECISION ? "replaces D" : "#",
			 fact->item);
	if ((fact->kind == FACT_AGENDA || fact->kind == FACT_COMMAND) && fact->meeting > 0)
		buf_addf(&line, "  meeting #%d", fact->meeting);
	add_names(&line, "  [", fact->owners, fact->n_owners);
	if (fact->n_owners)
		buf_add_char(&line, ']');
	if (civil_is_set(fact->due))
		buf_addf(&line, "  %s %s", fact->kind == FACT_MEETING ? "on" : "due",
			 civil_format_iso(fact->due, due));
	if (fact->every)
		buf_addf(&line, "  %s", fact->every);
	if (fact->minutes > 0)
		buf_addf(&line, "  %d min", fact->minutes);
	buf_addf(&line, "  %s", fact->text);
	add_names(&line, "  present: ", fact->present, fact->n_present);
	add_names(&line, "  regrets: ", fact->regrets, fact->n_regrets);
	if (s->cli->verbose)
		buf_addf(&line, "  {%s}", fact->rule);
	terminal_say(&s->terminal, STYLE_PLAIN, "%s\n", buf_shown(&line).ptr);
	buf_free(&line);
}

static void print_facts(struct scan_command *s, const struct fact_list *list,
			const char *message_id)
{
	for (size_t i = 0; i < list->len; i++)
		print_fact(s, &list->facts[i], message_id);
}

/* -v: each line and why it was or was not read. */
static void print_lines(const struct terminal *t, const struct message *message)
{
	terminal_say(t, STYLE_PLAIN, "From: %s <%s> (%s)\nMessage-ID: <%s>\nSubject: %s\n",
		     message->author.name, message->author.addr,
		     author_source_name(message->author_source), message->message_id,
		     message->subject);
	for (size_t i = 0; i < message->n_lines; i++) {
		const struct message_line *l = &message->lines[i];

		terminal_say(t, STYLE_PLAIN, "%5u  %-11s  %-24s  " SPAN_FMT "\n", l->number,
			     line_kind_name(l->kind), l->why ? l->why : "", SPAN_ARG(l->text));
	}
}

/* Which of many mails the tags below are in. */
static void print_mail(const struct terminal *t, const struct message *message)
{
	char date[CIVIL_TEXT_SIZE] = "no date";
	struct buf text;

	buf_init(&text, 1000);
	if (message->has_date)
		civil_format_iso(civil_from_utc(message->date_utc_s).date, date);
	buf_addf(&text, "<%s>  %s  ", message->message_id, date);
	layout_add_clean(&text,
			 *message->author.name ? message->author.name : message->author.addr);
	buf_add_str(&text, ": ");
	layout_add_clean(&text, message->subject);
	terminal_say(t, STYLE_PLAIN, "%s\n", buf_shown(&text).ptr);
	buf_free(&text);
}

static int scan_mail(void *user, const char *file, bool of_many, const struct mailbox_mail *mail)
{
	struct scan_command *s = user;
	struct scan_context context = {
		.people = s->options.has_people ? &s->options.people : NULL,
		.promises = true,
		.dates = s->options.dates,
	};
	struct fact_list facts = { 0 };
	struct message message;
	struct err err;

	s->file = file;
	bool is_own = s->options.config && s->options.config->banners.n;

	if (!s->cli->verbose && !is_own && !scan_may_find(s->options.rules, mail->bytes))
		return STATUS_DONE;
	arena_reset(s->arena);
	if (message_read(s->arena, mail->bytes, &s->options.limits, &message, &err)) {
		cli_complain("%s: the mail cannot be read: %s",
			     archive_mail_name(s->arena, file, mail), err.text);
		return STATUS_FAILED;
	}
	if (message.unread)
		cli_complain("%s: no text of the mail could be read: %s",
			     archive_mail_name(s->arena, file, mail), message.unread);
	if (message.is_cut)
		cli_complain("%s: nothing after line %u of the mail was read (limit lines)",
			     archive_mail_name(s->arena, file, mail), s->options.limits.lines);
	context.base = zone_to_local(s->options.zone,
				     message.has_date ? message.date_utc_s : s->cli->now_s)
			       .date;
	if (s->cli->verbose && !s->cli->json)
		print_lines(&s->terminal, &message);
	if (scan_message(s->arena, s->options.rules, &message, &context, &facts, &err))
		cli_complain("%s: %s", archive_mail_name(s->arena, file, mail), err.text);
	if (of_many && facts.len && !s->cli->verbose && !s->cli->json)
		print_mail(&s->terminal, &message);
	print_facts(s, &facts, message.message_id);
	return STATUS_DONE;
}

static int scan_text(void *user, const char *file, struct span text)
{
	struct scan_command *s = user;
	const struct scan_context context = {
		.people = s->options.has_people ? &s->options.people : NULL,
		.dates = s->options.dates,
		.base = zone_to_local(s->options.zone, s->cli->now_s).date,
		.max_tags = 100000,
		.promises = true,
	};
	struct fact_list facts = { 0 };
	struct err err;
	int status = STATUS_DONE;

	s->file = file;
	arena_reset(s->arena);
	if (scan_minutes(s->arena, s->options.rules, text, &context, &facts, &err))
		status = cli_fail(&err);
	print_facts(s, &facts, NULL);
	return status;
}

static int scan(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { READING_OPTIONS, { 0 } };
	struct scan_command s = { .cli = cli, .terminal = terminal_of(stdout) };
	const struct source_taker taker = { &s, scan_mail, scan_text, .each_alone = true };
	int status = STATUS_DONE, opt;

	reading_init(&s.options);
	s.arena = arena_new();
	while (status == STATUS_DONE &&
	       (opt = cli_option(cli, &command_scan, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			goto out;
		status = reading_option(cli, &s.options, opt, optarg);
	}
	if (status == STATUS_DONE && optind == argc)
		status = cli_usage(cli, "scan takes the files to read: mails, mboxes, Maildirs or "
					"minutes; - for standard input");
	if (status == STATUS_DONE)
		status = reading_begin(cli, &s.options);
	for (int i = optind; s.options.rules && i < argc; i++) {
		int one = source_read(argv[i], &taker);

		status = status ? status : one;
	}
out:
	reading_end(&s.options);
	arena_free(&s.arena);
	return status;
}

const struct cli_command command_scan = {
	.name = "scan",
	.synopsis = "[--people FILE] [--zone ZONE] [--list NAME] [-v] [--json] FILE...",
	.does = "Print the tags in mail or minutes; needs no configuration",
	.help = READING_HELP "  -v             for mail: each line with what it was taken for and "
			     "why (more: `beadle explain`)\n",
	.run = scan,
};
