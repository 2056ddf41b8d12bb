/* cmd_explain.c - `beadle explain FILE`: for each line of a mail or minutes, what it was taken for
 * and by which rule, the facts that it yielded, and why a line that looks like a tag yielded none.
 *  `beadle explain N`: an item of the ledger. */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "cli/archive.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "message/message.h"
#include "tags/scan.h"
#include "time/zone.h"

enum { OPT_TAGS_ONLY = 300, TEXT_LEAST = 16 };

struct explain {
	const struct cli *cli;
	struct terminal terminal;
	struct reading_options options;
	struct arena *arena;			/* of one mail or file */
	bool tags_only;
	bool any;				/* something was printed: the next one keeps its
						 * distance */
};

/* One mail or file, read. */
struct account {
	const char *file;
	const struct message *message;		/* NULL: minutes */
	struct scan_trace trace;
	struct fact_list facts;
};

static const char *join(struct arena *arena, const char *text, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", names[i]);
	return text;
}

static void print_fact(const struct explain *e, const struct fact *f)
{
	char due[CIVIL_TEXT_SIZE];
	const char *text = arena_printf(e->arena, "%s%s", fact_kind_name(f->kind),
					f->status == FACT_DONE ? " (done)" : "");

	if (f->n_owners) {
		text = join(e->arena, arena_printf(e->arena, "%s  owner ", text), f->owners,
			    f->n_owners);
		if (f->n_people || f->n_groups)
			text = join(e->arena, arena_printf(e->arena, "%s = ", text), f->people,
				    f->n_people);
		if (f->n_groups)
			text = join(e->arena,
				    arena_printf(e->arena, "%s%s", text, f->n_people ? ", " : ""),
				    f->groups, f->n_groups);
	}
	if (f->item >= 0)
		text = arena_printf(e->arena, "%s  #%d", text, f->item);
	if (civil_is_set(f->due))
		text = arena_printf(e->arena, "%s  %s %s", text,
				    f->kind == FACT_MEETING ? "on" : "due",
				    civil_format_iso(f->due, due));
	else if (f->due_next_meeting)
		text = arena_printf(e->arena, "%s  due at the next meeting", text);
	if (f->minutes > 0)
		text = arena_printf(e->arena, "%s  %d min", text, f->minutes);
	if (*f->note)
		text = arena_printf(e->arena, "%s  (%s)", text, f->note);
	if (f->n_present)
		text = join(e->arena, arena_printf(e->arena, "%s  present: ", text), f->present,
			    f->n_present);
	if (f->n_regrets)
		text = join(e->arena, arena_printf(e->arena, "%s  regrets: ", text), f->regrets,
			    f->n_regrets);
	terminal_hang(&e->terminal, "       => ", STYLE_GOOD,
		      arena_printf(e->arena, "%s  \"%s\"  by rule %s", text, f->text, f->rule));
}

static struct span text_of(const struct account *a, size_t index, struct span *rest)
{
	struct span line = { "", 0 };

	if (!a->message) {
		span_next_line(rest, &line);
		return line;
	}
	if (a->trace.lines[index].line == 0)
		return span_of(a->message->subject);
	for (size_t lo = 0, hi = a->message->n_lines; lo < hi;) {	/* numbers ascend */
		size_t middle = lo + (hi - lo) / 2;
		const struct message_line *l = &a->message->lines[middle];

		if (l->number == a->trace.lines[index].line)
			return l->text;
		if (l->number < a->trace.lines[index].line)
			lo = middle + 1;
		else
			hi = middle;
	}
	return line;
}

static unsigned quote_depth(const struct account *a, unsigned number)
{
	for (size_t i = 0; a->message && i < a->message->n_lines; i++) {
		if (a->message->lines[i].number == number)
			return a->message->lines[i].quote_depth;
	}
	return 0;
}

static bool has_facts(const struct account *a, unsigned line)
{
	for (size_t i = 0; i < a->facts.len; i++) {
		if (a->facts.facts[i].line == line)
			return true;
	}
	return false;
}

/* How wide the columns are: on a terminal less, so that the text has room. */
static size_t kind_columns(const struct terminal *t)
{
	return !t->is_one || t->columns >= 120 ? 30 : t->columns >= 80 ? 20 : 12;
}

static size_t rule_columns(const struct terminal *t)
{
	return !t->is_one || t->columns >= 120 ? 22 : t->columns >= 80 ? 14 : 8;
}

static void print_row(const struct explain *e, enum style style, const char *number,
		      const char *kind, const char *rule, const char *text)
{
	const struct terminal *t = &e->terminal;
	size_t kinds = kind_columns(t), rules = rule_columns(t),
	       before = 5 + 2 + kinds + 2 + rules + 2;

	if (t->is_one) {
		kind = terminal_short(e->arena, kind, kinds);
		rule = terminal_short(e->arena, rule, rules);
		text = terminal_short(e->arena, text,
				      t->columns > before + TEXT_LEAST ? t->columns - before
								       : TEXT_LEAST);
	}
	terminal_say(t, style, "%5s  %-*s  %-*s  %s", number, (int)kinds, kind, (int)rules, rule,
		     text);
	putchar('\n');
}

/* Of what somebody has newly written; the rest is passed over. */
static bool is_read(const char *shape)
{
	static const char *const shapes[] = { "subject", "heading",	 "bullet",
					      "text",	 "continuation", "table" };

	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		if (strcmp(shapes[i], shape) == 0)
			return true;
	}
	return false;
}

static void print_line(const struct explain *e, const struct account *a,
		       const struct scan_judged *j, struct span text)
{
	const char *number = j->line ? arena_printf(e->arena, "%u", j->line) : "subj", *marks = "";

	for (unsigned depth = quote_depth(a, j->line); depth; depth--)
		marks = arena_printf(e->arena, ">%s", marks);
	text = span_trim_end(text);
	print_row(e, is_read(j->shape) ? STYLE_PLAIN : STYLE_QUIET, number,
		  arena_printf(e->arena, "%s%s%s", j->shape, *j->what ? ": " : "", j->what),
		  j->rule, arena_printf(e->arena, "%s" SPAN_FMT, marks, SPAN_ARG(text)));
	for (size_t f = 0; f < a->facts.len; f++) {
		if (a->facts.facts[f].line == j->line)
			print_fact(e, &a->facts.facts[f]);
	}
	if (*j->owner)
		terminal_hang(&e->terminal, "       -- ", STYLE_QUIET, j->owner);
	if (*j->why_not)
		terminal_hang(&e->terminal, "       -- ", STYLE_WARN,
			      arena_printf(e->arena, "no tag: %s", j->why_not));
}

static void print_line_json(const struct account *a, const struct scan_judged *j, struct span text)
{
	const char *id = a->message ? a->message->message_id : NULL;
	json_t *facts = json_array(), *json;
	size_t valid = span_utf8_valid(text);

	for (size_t f = 0; f < a->facts.len; f++) {
		if (a->facts.facts[f].line == j->line)
			json_array_append_new(facts, fact_to_json(&a->facts.facts[f], a->file, id));
	}
	json = json_pack("{s:s, s:s?, s:i, s:s, s:s, s:s, s:s%, s:s?, s:s?, s:o}", "file", a->file,
			 "message_id", id, "line", (int)j->line, "shape", j->shape, "what", j->what,
			 "rule", j->rule, "text", text.ptr, valid, "owner",
			 *j->owner ? j->owner : NULL, "why_not",
			 *j->why_not ? j->why_not : NULL, "facts", facts);
	output_json(json);
}

static void print_account(struct explain *e, const struct account *a, struct span minutes)
{
	size_t shown = 0;

	if (!e->cli->json) {
		terminal_say(&e->terminal, STYLE_PLAIN, "%s%s\n", e->any ? "\n" : "", a->file);
		if (a->message)
			terminal_hang(&e->terminal, "From ", STYLE_PLAIN,
				      arena_printf(e->arena, "%s%s<%s> (%s), Message-ID <%s>",
						   a->message->author.name,
						   *a->message->author.name ? " " : "",
						   a->message->author.addr,
						   author_source_name(a->message->author_source),
						   a->message->message_id));
		print_row(e, STYLE_HEAD, "LINE", "TAKEN FOR", "RULE", "TEXT");
	}
	if (!a->message && span_starts(minutes, "\xEF\xBB\xBF"))
		minutes = span_sub(minutes, 3, minutes.len);
	for (size_t i = 0; i < a->trace.len; i++) {
		const struct scan_judged *j = &a->trace.lines[i];
		struct span text = text_of(a, i, &minutes);

		if (e->tags_only && !*j->why_not && !has_facts(a, j->line))
			continue;
		shown++;
		if (e->cli->json)
			print_line_json(a, j, text);
		else
			print_line(e, a, j, text);
	}
	if (!shown && !e->cli->json)
		puts("       nothing here looks like a tag");
	e->any = true;
}

static int explain_mail(void *user, const char *file, bool of_many, const struct mailbox_mail *mail)
{
	struct explain *e = user;
	struct account account = { .file = file };
	struct scan_context context = { .people = e->options.has_people ? &e->options.people : NULL,
					.dates = e->options.dates,
					.promises = true,
					.trace = &account.trace };
	struct message message;
	struct err err;

	(void)of_many;	/* every mail is headed by its Message-ID here */
	arena_reset(e->arena);
	if (message_read(e->arena, mail->bytes, &e->options.limits, &message, &err)) {
		cli_complain("%s: the mail cannot be read: %s",
			     archive_mail_name(e->arena, file, mail), err.text);
		return STATUS_FAILED;
	}
	if (message.unread)
		cli_complain("%s: no text of the mail could be read: %s",
			     archive_mail_name(e->arena, file, mail), message.unread);
	if (message.is_cut)
		cli_complain("%s: nothing after line %u of the mail was read (limit lines)",
			     archive_mail_name(e->arena, file, mail), e->options.limits.lines);
	account.message = &message;
	context.base = zone_to_local(e->options.zone,
				     message.has_date ? message.date_utc_s : e->cli->now_s)
			       .date;
	if (scan_message(e->arena, e->options.rules, &message, &context, &account.facts, &err))
		cli_complain("%s: %s", archive_mail_name(e->arena, file, mail), err.text);
	print_account(e, &account, span_of(""));
	return STATUS_DONE;
}

static int explain_minutes(void *user, const char *file, struct span text)
{
	struct explain *e = user;
	struct account account = { .file = file };
	const struct scan_context context = {
		.people = e->options.has_people ? &e->options.people : NULL,
		.dates = e->options.dates,
		.base = zone_to_local(e->options.zone, e->cli->now_s).date,
		.max_tags = 100000,
		.promises = true,
		.trace = &account.trace,
	};
	struct err err;
	int status = STATUS_DONE;

	arena_reset(e->arena);
	if (scan_minutes(e->arena, e->options.rules, text, &context, &account.facts, &err))
		status = cli_fail(&err);
	print_account(e, &account, text);
	return status;
}

/* "12" or "#12", and no file of that name. */
static bool is_item(const char *argument)
{
	unsigned long number;

	return span_to_uint(span_of(argument + (*argument == '#')), 1000000000, &number) &&
	       access(argument, F_OK) != 0;
}

static int explain(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { READING_OPTIONS,
					     { "tags", no_argument, NULL, OPT_TAGS_ONLY },
					     { 0 } };
	struct explain e = { .cli = cli, .terminal = terminal_of(stdout) };
	const struct source_taker taker = { &e, explain_mail, explain_minutes,
					    .each_alone = false };
	int status = STATUS_DONE, opt;

	reading_init(&e.options);
	e.arena = arena_new();
	while (status == STATUS_DONE &&
	       (opt = cli_option(cli, &command_explain, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			goto out;
		if (opt == OPT_TAGS_ONLY)
			e.tags_only = true;
		else
			status = reading_option(cli, &e.options, opt, optarg);
	}
	if (status == STATUS_DONE && optind == argc)
		status = cli_usage(
			cli, "explain takes a file with mail or minutes, or the number of an item");
	if (status == STATUS_DONE && optind + 1 == argc && is_item(argv[optind])) {
		char *shown[] = { argv[0], argv[optind], NULL };

		optind = 1;
		status = command_show.run(cli, 2, shown);
		goto out;
	}
	if (status == STATUS_DONE)
		status = reading_begin(cli, &e.options);
	for (int i = optind; e.options.rules && i < argc; i++) {
		int one = source_read(argv[i], &taker);

		status = status ? status : one;
	}
out:
	reading_end(&e.options);
	arena_free(&e.arena);
	return status;
}

const struct cli_command command_explain = {
	.name = "explain",
	.synopsis = "[--tags] [--people FILE] [--zone ZONE] [--list NAME] [--json] FILE...|N",
	.does = "Say for each line of a mail or minutes what it was taken for, and why",
	.help = READING_HELP
	"  N              an item of the ledger: where it came from, and what happened to it\n"
	"  --tags         only lines with a tag, and lines that look like one\n"
	"\n"
	"Below a line stands what it yielded (\"=>\"), or why it yielded nothing although it\n"
	"looks like a tag (\"--\"): it is quoted, in code, a look-alike, ...  So stands what\n"
	"speaks for and against an owner, in points; four are enough.  The kinds of a\n"
	"mail's lines: new, quote, attribution, signature, footer, patch, code, forwarded,\n"
	"banner; of new ones and of minutes: heading, bullet, text, continuation, table.\n"
	"\n"
	"  beadle explain --tags minutes.md\n"
	"  beadle explain -c beadle.yaml --list bsc mail.eml\n",
	.run = explain,
};
