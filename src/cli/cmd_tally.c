/* cmd_tally.c - `beadle tally`: counts a tally sheet of ranked ballots, so that anybody can check a
 * result. */
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "committee/ranked_text.h"
#include "committee/tally_sheet.h"
#include "export/ranked_json.h"
#include "mailbox/mailbox.h"
#include "message/message.h"

enum { OPT_QUORUM = 256, OPT_MAJORITY, NUMBER_MAX = 1000000, FAULTS_MAX_BYTES = 16 * 1024,
       MAIL_MAX_BYTES = 4 * 1024 * 1024 };

struct tally_command {
	struct cli *cli;
	struct terminal terminal;
	struct arena *arena;
	struct ranked_terms terms;
	size_t option_named;		/* the last one that --majority names, from 1 */
	bool has_quorum, has_majority;	/* are options; else the sheet's count */
	struct tally_sheet sheet;
	struct ranked_result result;
};

/* ---- for people ---- */

static bool is_default(const struct tally_command *t, size_t option)
{
	return option == t->sheet.count.n_options - 1;
}

/* The default one is said to be that. */
static const char *const *names_of(const struct tally_command *t)
{
	const char **names = arena_alloc(t->arena, t->sheet.count.n_options, sizeof *names);

	for (size_t i = 0; i < t->sheet.count.n_options; i++)
		names[i] = is_default(t, i) ? arena_printf(t->arena, "%s (the default option)",
							   t->sheet.names[i])
					    : t->sheet.names[i];
	return names;
}

static void print_result(const struct tally_command *t)
{
	const struct ranked_count *c = &t->sheet.count;
	const struct ranked_words words = {
		.arena = t->arena,
		.names = names_of(t),
		.none = "the default option",
		.count = c,
		.terms = &t->terms,
		.result = &t->result,
	};
	struct span matrix = span_of(ranked_matrix_text(&words)), line;
	size_t n;
	const struct ranked_row *rows = ranked_rows(&words, &n);

	printf("%zu ballot%s, %zu options\n\n", c->n_ballots, c->n_ballots == 1 ? "" : "s",
	       c->n_options);
	while (span_next_line(&matrix, &line)) {
		terminal_put(&t->terminal, STYLE_PLAIN, line);
		putchar('\n');
	}
	puts("\nA row says how many ballots prefer its option to that of each column.\n");
	for (size_t i = 0; i < n; i++)
		terminal_hang(&t->terminal, arena_printf(t->arena, "%-10s ", rows[i].head),
			      i + 1 == n ? STYLE_HEAD : STYLE_PLAIN, rows[i].text);
}

static void print_json(const struct tally_command *t, const char *file)
{
	json_t *object = json_pack("{s:s}", "file", file);

	ranked_json_add(object, t->sheet.names, &t->sheet.count, &t->terms, &t->result);
	output_json(object);
}

/* ---- the command ---- */

/* What the sheet says of the rule, where the command line says nothing. */
static void take_terms(struct tally_command *t)
{
	const struct ranked_terms *terms = &t->sheet.terms;

	if (!t->has_quorum)
		t->terms.quorum = terms->quorum;
	if (!t->has_majority)
		memcpy(t->terms.majority, terms->majority, sizeof t->terms.majority);
}

static int take_sheet(void *user, const char *file, struct span text)
{
	struct tally_command *t = user;
	struct buf faults;
	int status = STATUS_DONE;

	buf_init(&faults, FAULTS_MAX_BYTES);
	if (!tally_sheet_read(t->arena, file, text, &t->sheet, &faults)) {
		cli_problems(buf_shown(&faults).ptr);
		status = STATUS_FAILED;
	} else if (t->option_named >= t->sheet.count.n_options) {
		status = cli_usage(t->cli, "tally: --majority is for one of the options 1 to %zu, "
					   "not for %zu", t->sheet.count.n_options - 1,
				   t->option_named);
	} else {
		take_terms(t);
		ranked_decide(t->arena, &t->sheet.count, &t->terms, &t->result);
		if (t->cli->json)
			print_json(t, file);
		else
			print_result(t);
	}
	buf_free(&faults);
	return status;
}

/* One that holds a sheet: the result of a vote. */
static int take_mail(void *user, const char *file, bool of_many, const struct mailbox_mail *mail)
{
	struct tally_command *t = user;
	const struct message_limits limits = message_limits_default();
	struct message message;
	struct span whole;
	struct err err;
	struct buf text;
	int status;

	if (of_many) {
		cli_complain("%s: many mails, expected one or a tally sheet", file);
		return STATUS_FAILED;
	}
	if (message_read(t->arena, mail->bytes, &limits, &message, &err)) {
		cli_complain("%s: %s", file, err.text);
		return STATUS_FAILED;
	}
	buf_init(&text, MAIL_MAX_BYTES);
	for (size_t i = 0; i < message.n_lines; i++) {
		buf_add_span(&text, message.lines[i].text);
		buf_add_char(&text, '\n');
	}
	if (buf_whole(&text, &whole)) {
		status = take_sheet(t, file, whole);
	} else {
		cli_complain("%s: a text of more than %d bytes", file, MAIL_MAX_BYTES);
		status = STATUS_FAILED;
	}
	buf_free(&text);
	return status;
}

/* "3", "3:1", "2=3:1": of one option, or of all. */
static bool read_majority(struct tally_command *t, struct span text)
{
	ptrdiff_t equals = span_find_char(text, '='), colon;
	unsigned long option = 0, for_it, against = 1;

	if (equals >= 0) {
		if (!span_to_uint(span_sub(text, 0, (size_t)equals), RANKED_OPTIONS_MAX, &option) ||
		    !option)
			return false;
		text = span_sub(text, (size_t)equals + 1, text.len);
	}
	colon = span_find_char(text, ':');
	if (!span_to_uint(span_sub(text, 0, colon < 0 ? text.len : (size_t)colon), NUMBER_MAX,
			  &for_it))
		return false;
	if (colon >= 0 && !span_to_uint(span_sub(text, (size_t)colon + 1, text.len), NUMBER_MAX,
					&against))
		return false;
	if (!against || for_it < against)
		return false;
	for (size_t i = 0; i < RANKED_OPTIONS_MAX; i++) {
		if (!option || option == i + 1)
			t->terms.majority[i] = (struct ranked_majority){ (unsigned)for_it,
								  (unsigned)against };
	}
	t->has_majority = true;
	if (option > t->option_named)
		t->option_named = option;
	return true;
}

static int read_options(struct tally_command *t, int argc, char **argv)
{
	static const struct option own[] = {
		{ "quorum", required_argument, NULL, OPT_QUORUM },
		{ "majority", required_argument, NULL, OPT_MAJORITY },
		{ 0 },
	};
	int status = STATUS_DONE, opt;
	unsigned long n;

	while ((opt = cli_option(t->cli, &command_tally, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_QUORUM) {
			if (!span_to_uint(span_of(optarg), NUMBER_MAX, &n))
				return cli_usage(t->cli, "tally: --quorum takes a number of "
							 "ballots, not \"%s\"", optarg);
			t->terms.quorum = (unsigned)n;
			t->has_quorum = true;
		} else if (opt == OPT_MAJORITY && !read_majority(t, span_of(optarg))) {
			return cli_usage(t->cli, "tally: --majority takes 3:1, or 2=3:1 for option "
						 "2 alone, not \"%s\"", optarg);
		}
	}
	if (argc - optind != 1)
		return cli_usage(t->cli, "tally: which file?");
	return -1;
}

static int tally(struct cli *cli, int argc, char **argv)
{
	struct tally_command t = { .cli = cli, .terminal = terminal_of(stdout) };
	const struct source_taker taker = { .user = &t, .mail = take_mail,
					    .minutes = take_sheet };
	int status = read_options(&t, argc, argv);

	if (status >= 0)
		return status;
	t.arena = arena_new();
	status = source_read(argv[optind], &taker);
	arena_free(&t.arena);
	return status;
}

const struct cli_command command_tally = {
	.name = "tally",
	.synopsis = "[--quorum N] [--majority [OPTION=]N[:M]]... [--json] FILE",
	.does = "Count a tally sheet of ranked ballots, such as Debian publishes",
	.help = "  FILE            lines such as \"V: 2134 voter\": a rank for each option, the\n"
		"                  last of which is the default one, or a mail that has them; -\n"
		"                  is standard input\n"
		"  --quorum N      options that fewer ballots prefer to the default one are out\n"
		"  --majority N:M  so are those that less than N to M ballots prefer to it (3:1);\n"
		"                  with OPTION= (2=3:1) only that option needs so many\n",
	.run = tally,
};
