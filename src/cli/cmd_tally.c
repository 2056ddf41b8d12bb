/* cmd_tally.c - `beadle tally`: counts a tally sheet of ranked ballots, so that anybody can check a
 * result. */
#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "committee/tally_sheet.h"

enum { OPT_QUORUM = 256, OPT_MAJORITY, NUMBER_MAX = 1000000, FAULTS_MAX_BYTES = 16 * 1024 };

struct tally_command {
	struct cli *cli;
	struct terminal terminal;
	struct arena *arena;
	struct ranked_terms terms;
	size_t option_named;		/* the last one that --majority names, from 1 */
	struct tally_sheet sheet;
	struct ranked_result result;
};

/* ---- for people ---- */

/* "3 Anna Berg" */
static const char *option_text(const struct tally_command *t, size_t option)
{
	return arena_printf(t->arena, "%zu %s", option + 1, t->sheet.names[option]);
}

static bool is_default(const struct tally_command *t, size_t option)
{
	return option == t->sheet.count.n_options - 1;
}

static void say(const struct tally_command *t, const char *head, const char *text)
{
	terminal_hang(&t->terminal, arena_printf(t->arena, "%-10s ", head), STYLE_PLAIN, text);
}

static void print_matrix(const struct tally_command *t)
{
	const struct ranked_count *c = &t->sheet.count;
	size_t widest = c->n_ballots;
	int width = 2;

	for (; widest > 9; widest /= 10)
		width++;
	width += width < 3;
	printf("%3s", "");
	for (size_t b = 0; b < c->n_options; b++)
		printf(" %*zu", width, b + 1);
	for (size_t a = 0; a < c->n_options; a++) {
		printf("\n%3zu", a + 1);
		for (size_t b = 0; b < c->n_options; b++) {
			if (a == b)
				printf(" %*s", width, "-");
			else
				printf(" %*u", width, c->over[a][b]);
		}
		fputs("  ", stdout);
		terminal_say(&t->terminal, STYLE_PLAIN, "%s", t->sheet.names[a]);
		if (is_default(t, a))
			fputs(" (the default option)", stdout);
	}
	puts("\n\nA row says how many ballots prefer its option to that of each column.\n");
}

static void print_fate(const struct tally_command *t, size_t option)
{
	const struct ranked_count *c = &t->sheet.count;
	const struct ranked_majority *m = &t->terms.majority[option];
	size_t none = c->n_options - 1;
	const char *votes = arena_printf(t->arena, "%s: %u to %u against the default option",
					 option_text(t, option), c->over[option][none],
					 c->over[none][option]);

	switch (t->result.fates[option]) {
	case RANKED_STAYS:
		return;
	case RANKED_WITHOUT_QUORUM:
		say(t, "out", arena_printf(t->arena, "%s, and the quorum is %u", votes,
					   t->terms.quorum));
		return;
	case RANKED_WITHOUT_MAJORITY:
		break;
	}
	if (m->against)
		votes = arena_printf(t->arena, "%s, and it needs %u to %u", votes, m->for_it,
				     m->against);
	else
		votes = arena_printf(t->arena, "%s, and it needs more than half", votes);
	say(t, "out", votes);
}

static const char *defeat_text(const struct tally_command *t, const struct ranked_defeat *d)
{
	const struct ranked_count *c = &t->sheet.count;

	return arena_printf(t->arena, "%zu defeats %zu by %u to %u", d->winner + 1, d->loser + 1,
			    c->over[d->winner][d->loser], c->over[d->loser][d->winner]);
}

/* "1, 2 and 4" of a set, by number or with the names. */
static const char *set_text(const struct tally_command *t, const bool *set, bool with_names)
{
	const char *text = "";

	for (size_t i = 0; i < t->sheet.count.n_options; i++) {
		if (set[i])
			text = arena_printf(t->arena, "%s%s%s", text, *text ? ", " : "",
					    with_names ? option_text(t, i)
						       : arena_printf(t->arena, "%zu", i + 1));
	}
	return text;
}

static void print_rounds(const struct tally_command *t)
{
	for (size_t i = 0; i < t->result.n_rounds; i++) {
		const struct ranked_round *round = &t->result.rounds[i];

		say(t, "schwartz", set_text(t, round->schwartz, false));
		for (size_t k = 0; k < round->n_dropped; k++)
			say(t, "dropped",
			    arena_printf(t->arena, "%s, the weakest of them",
					 defeat_text(t, &round->dropped[k])));
	}
}

static void print_winner(const struct tally_command *t)
{
	const char *text = set_text(t, t->result.winners, true);
	bool is_tie = t->result.n_winners > 1;

	if (!is_tie && t->result.winners[t->sheet.count.n_options - 1])
		text = arena_printf(t->arena, "%s (the default option)", text);
	terminal_hang(&t->terminal, arena_printf(t->arena, "%-10s ", is_tie ? "tie" : "winner"),
		      STYLE_HEAD, text);
}

static void print_result(const struct tally_command *t)
{
	const struct ranked_count *c = &t->sheet.count;

	printf("%zu ballot%s, %zu options\n\n", c->n_ballots, c->n_ballots == 1 ? "" : "s",
	       c->n_options);
	print_matrix(t);
	for (size_t i = 0; i < c->n_options; i++)
		print_fate(t, i);
	for (size_t i = 0; i < t->result.n_defeats; i++)
		say(t, "defeat", defeat_text(t, &t->result.defeats[i]));
	print_rounds(t);
	print_winner(t);
}

/* ---- as JSON ---- */

static json_t *defeats_json(const struct tally_command *t, const struct ranked_defeat *defeats,
			    size_t n)
{
	const struct ranked_count *c = &t->sheet.count;
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		size_t a = defeats[i].winner, b = defeats[i].loser;

		json_array_append_new(list,
				      json_pack("{s:i, s:i, s:I, s:I}", "winner", (int)a + 1,
						"loser", (int)b + 1, "for",
						(json_int_t)c->over[a][b], "against",
						(json_int_t)c->over[b][a]));
	}
	return list;
}

static json_t *set_json(const struct tally_command *t, const bool *set)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->sheet.count.n_options; i++) {
		if (set[i])
			json_array_append_new(list, json_integer((json_int_t)i + 1));
	}
	return list;
}

static json_t *options_json(const struct tally_command *t)
{
	static const char *const fates[] = { [RANKED_STAYS] = NULL,
					     [RANKED_WITHOUT_QUORUM] = "quorum",
					     [RANKED_WITHOUT_MAJORITY] = "majority" };
	json_t *list = json_array();

	for (size_t i = 0; i < t->sheet.count.n_options; i++)
		json_array_append_new(list,
				      json_pack("{s:i, s:s, s:b, s:s?}", "number", (int)i + 1,
						"name", t->sheet.names[i], "default",
						(int)is_default(t, i), "out",
						fates[t->result.fates[i]]));
	return list;
}

static json_t *matrix_json(const struct ranked_count *c)
{
	json_t *rows = json_array();

	for (size_t a = 0; a < c->n_options; a++) {
		json_t *row = json_array();

		for (size_t b = 0; b < c->n_options; b++)
			json_array_append_new(row, a == b ? json_null()
							  : json_integer(c->over[a][b]));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *rounds_json(const struct tally_command *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->result.n_rounds; i++) {
		const struct ranked_round *round = &t->result.rounds[i];

		json_array_append_new(list,
				      json_pack("{s:o, s:o}", "schwartz",
						set_json(t, round->schwartz), "dropped",
						defeats_json(t, round->dropped, round->n_dropped)));
	}
	return list;
}

static void print_json(const struct tally_command *t, const char *file)
{
	output_json(json_pack("{s:s, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "file", file, "ballots",
			      (json_int_t)t->sheet.count.n_ballots, "quorum",
			      (json_int_t)t->terms.quorum, "options", options_json(t), "matrix",
			      matrix_json(&t->sheet.count), "defeats",
			      defeats_json(t, t->result.defeats, t->result.n_defeats), "rounds",
			      rounds_json(t), "winners", set_json(t, t->result.winners)));
}

/* ---- the command ---- */

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
		ranked_decide(t->arena, &t->sheet.count, &t->terms, &t->result);
		if (t->cli->json)
			print_json(t, file);
		else
			print_result(t);
	}
	buf_free(&faults);
	return status;
}

static int refuse_mail(void *user, const char *file, bool of_many, const struct mailbox_mail *mail)
{
	(void)user;
	(void)of_many;
	(void)mail;
	cli_complain("%s: a mail, expected a tally sheet", file);
	return STATUS_FAILED;
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
	const struct source_taker taker = { .user = &t, .mail = refuse_mail,
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
		"                  last of which is the default one; - is standard input\n"
		"  --quorum N      options that fewer ballots prefer to the default one are out\n"
		"  --majority N:M  so are those that less than N to M ballots prefer to it (3:1);\n"
		"                  with OPTION= (2=3:1) only that option needs so many\n",
	.run = tally,
};
