/* cmd_explain.c - `beadle explain FILE`: each line of a mail or minutes, what it was taken for and by which rule, the
 * facts that it yielded, and why a line that looks like a tag yielded none.  `beadle explain N`: an item of the ledger.
 */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "message/message.h"
#include "tags/scan.h"
#include "time/zone.h"

enum { OPT_TAGS_ONLY = 300 };

struct explain {
	const struct cli *cli;
	struct reading_options options;
	struct arena *arena;			/* of one mail or file */
	bool tags_only;
	bool any;				/* something was printed: the next one keeps its distance */
};

/* One mail or file, read. */
struct account {
	const char *file;
	const struct message *message;		/* NULL: minutes */
	struct scan_trace trace;
	struct fact_list facts;
};

static size_t print_join(const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%s%s", i ? ", " : "", names[i]);
	return n;
}

static void print_fact(const struct fact *f)
{
	char due[CIVIL_TEXT_SIZE];

	printf("%*s=> %s%s", 7, "", fact_kind_name(f->kind), f->status == FACT_DONE ? " (done)" : "");
	if (f->n_owners) {
		fputs("  owner ", stdout);
		print_join(f->owners, f->n_owners);
		if (f->n_people || f->n_groups) {
			fputs(" = ", stdout);
			print_join(f->people, f->n_people);
			if (f->n_people && f->n_groups)
				fputs(", ", stdout);
			print_join(f->groups, f->n_groups);
		}
	}
	if (f->item >= 0)
		printf("  #%d", f->item);
	if (civil_is_set(f->due))
		printf("  %s %s", f->kind == FACT_MEETING ? "on" : "due", civil_format_iso(f->due, due));
	else if (f->due_next_meeting)
		fputs("  due at the next meeting", stdout);
	if (f->minutes > 0)
		printf("  %d min", f->minutes);
	if (*f->note)
		printf("  (%s)", f->note);
	printf("  \"%s\"  by rule %s\n", f->text, f->rule);
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
		const struct line *l = &a->message->lines[middle];

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

static void print_line(const struct account *a, const struct scan_judged *j, struct span text)
{
	char kind[64], number[16] = "subj";

	if (j->line)
		snprintf(number, sizeof number, "%u", j->line);
	snprintf(kind, sizeof kind, "%s%s%s", j->shape, *j->what ? ": " : "", j->what);
	printf("%5s  %-30s  %-22s  ", number, kind, j->rule);
	for (unsigned depth = quote_depth(a, j->line); depth; depth--)
		putchar('>');
	printf(SPAN_FMT "\n", SPAN_ARG(span_trim_end(text)));
	for (size_t f = 0; f < a->facts.len; f++) {
		if (a->facts.facts[f].line == j->line)
			print_fact(&a->facts.facts[f]);
	}
	if (*j->why_not)
		printf("%*s-- no tag: %s\n", 7, "", j->why_not);
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
	json = json_pack("{s:s, s:s?, s:i, s:s, s:s, s:s, s:s%, s:s?, s:o}", "file", a->file, "message_id", id, "line", (int)j->line,
			 "shape", j->shape, "what", j->what, "rule", j->rule, "text", text.ptr, valid,
			 "why_not", *j->why_not ? j->why_not : NULL, "facts", facts);
	json_dumpf(json, stdout, 0);
	putchar('\n');
	json_decref(json);
}

static void print_account(struct explain *e, const struct account *a, struct span minutes)
{
	size_t shown = 0;

	if (!e->cli->json) {
		printf("%s%s\n", e->any ? "\n" : "", a->file);
		if (a->message)
			printf("From %s <%s> (%s), Message-ID <%s>\n", a->message->author.name, a->message->author.addr,
			       author_source_name(a->message->author_source), a->message->message_id);
		printf("%5s  %-30s  %-22s  %s\n", "LINE", "TAKEN FOR", "RULE", "TEXT");
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
			print_line(a, j, text);
	}
	if (!shown && !e->cli->json)
		puts("       nothing in it looks like a tag");
	e->any = true;
}

static int explain_mail(void *user, const char *file, bool of_many, struct span bytes)
{
	struct explain *e = user;
	const struct message_limits limits = message_limits_default();
	struct account account = { .file = file };
	struct scan_context context = { .people = e->options.has_people ? &e->options.people : NULL, .trace = &account.trace };
	struct message message;
	struct err err;

	(void)of_many;	/* every mail is headed by its Message-ID here */
	arena_reset(e->arena);
	if (message_read(e->arena, bytes, &limits, &message, &err)) {
		cli_complain("%s: a mail cannot be read: %s", file, err.text);
		return STATUS_FAILED;
	}
	account.message = &message;
	context.base = zone_to_local(e->options.zone, message.has_date ? message.date_utc_s : e->cli->now_s).date;
	if (scan_message(e->arena, e->options.rules, &message, &context, &account.facts, &err))
		cli_complain("%s: %s", file, err.text);
	print_account(e, &account, span_of(""));
	return STATUS_DONE;
}

static int explain_minutes(void *user, const char *file, struct span text)
{
	struct explain *e = user;
	struct account account = { .file = file };
	const struct scan_context context = {
		.people = e->options.has_people ? &e->options.people : NULL,
		.base = zone_to_local(e->options.zone, e->cli->now_s).date, .max_tags = 100000, .trace = &account.trace,
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

	return span_to_uint(span_of(argument + (*argument == '#')), 1000000000, &number) && access(argument, F_OK) != 0;
}

static int explain(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { READING_OPTIONS, { "tags", no_argument, NULL, OPT_TAGS_ONLY }, { 0 } };
	struct explain e = { .cli = cli };
	const struct source_taker taker = { &e, explain_mail, explain_minutes };
	int status = STATUS_DONE, opt;

	reading_init(&e.options);
	e.arena = arena_new();
	while (status == STATUS_DONE && (opt = cli_option(cli, &command_explain, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			goto out;
		if (opt == OPT_TAGS_ONLY)
			e.tags_only = true;
		else
			status = reading_option(cli, &e.options, opt, optarg);
	}
	if (status == STATUS_DONE && optind == argc)
		status = cli_usage(cli, "explain takes a file with mail or minutes, or the number of an item");
	if (status == STATUS_DONE && optind + 1 == argc && is_item(argv[optind])) {
		char *shown[] = { argv[0], argv[optind], NULL };

		optind = 1;
		status = command_show.run(cli, 2, shown);
		goto out;
	}
	if (status == STATUS_DONE)
		status = reading_begin(&e.options);
	for (int i = optind; e.options.rules && i < argc; i++) {
		int one = source_read(argv[i], &taker);

		status = status ? status : one;
	}
out:
	reading_end(&e.options);
	arena_free(&e.arena);
	return status;
}

const struct command command_explain = {
	.name = "explain", .synopsis = "[--tags] [--people FILE] [--zone ZONE] [--list NAME] [--json] FILE...|N",
	.does = "Say of each line of a mail or minutes what it was taken for, and why",
	.help = READING_HELP
		"  N              an item of the ledger: where it came from and all that happened to it\n"
		"  --tags         only the lines with a tag, and those that look like one\n\n"
		"Below a line stands what it yielded (\"=>\"), or why it yielded nothing although it\n"
		"looks like a tag (\"--\"): it is quoted, in code, a look-alike, ...  The kinds of a\n"
		"mail's lines: new, quote, attribution, signature, footer, patch, code, forwarded;\n"
		"of new ones and of minutes: heading, bullet, text, continuation, table.\n\n"
		"  beadle explain --tags minutes.md\n"
		"  beadle explain -c beadle.yaml --list bsc mail.eml\n",
	.run = explain,
};
