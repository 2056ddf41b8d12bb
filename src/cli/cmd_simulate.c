/* cmd_simulate.c - `beadle simulate`: what would have been sent, over an archive and a span of
 * time. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "bot/simulate.h"
#include "cli/archive.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "message/message.h"
#include "time/civil.h"

enum {
	OPT_FROM = 256,
	OPT_TO,
	OPT_OUTAGE,
	OPT_MBOX,
	KINDS_MAX = 32,
	WEEK_S = 7 * 24 * 3600,
	WHEN_COLUMNS = 20,
	KIND_COLUMNS = 17,
	TO_COLUMNS = 30,
	SUBJECT_LEAST = 30
};

struct archive {
	struct arena *arena;		/* holds all mails */
	struct arena *scratch;
	struct simulated_mail *mails;
	size_t len, cap;
	const char *file;
};

struct simulate_output {
	const struct cli *cli;
	FILE *mbox;			/* NULL: none */
	struct terminal terminal;
	struct cli_progress progress;
	struct arena *line;		/* of one line of output */
	size_t n_mails;
	struct { char kind[32]; unsigned long n; } kinds[KINDS_MAX];
	size_t n_kinds;
	unsigned long aside;
};

/* When the list's server received it.  An mbox says so; the time of a file is that of a copy,
 * often, and then the mail's own date is nearer to the truth. */
static int64_t received_at(struct archive *a, const struct mailbox_mail *mail)
{
	const struct message_limits limits = message_limits_of(ARCHIVE_MAIL_MAX_BYTES);
	struct message message;
	struct err err;

	arena_reset(a->scratch);
	if (message_read(a->scratch, mail->bytes, &limits, &message, &err) || !message.has_date)
		return mail->received_utc_s;
	if (mail->received_utc_s >= message.date_utc_s &&
	    mail->received_utc_s < message.date_utc_s + WEEK_S)
		return mail->received_utc_s;
	return message.date_utc_s;
}

static enum err_kind take_mail(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct archive *a = user;

	(void)err;
	if (mail->unreadable) {	/* the daemon would put it aside */
		cli_complain("%s: the mail cannot be fetched: %s",
			     archive_mail_name(a->arena, a->file, mail), mail->unreadable);
		return ERR_NONE;
	}
	a->mails = arena_grow(a->arena, a->mails, a->len, &a->cap, sizeof *a->mails);
	a->mails[a->len++] = (struct simulated_mail){
		.source = archive_mail_name(a->arena, a->file, mail),
		.received_s = received_at(a, mail),
		.bytes = span_from(arena_strndup(a->arena, mail->bytes.ptr, mail->bytes.len),
				   mail->bytes.len),
	};
	return ERR_NONE;
}

static int read_archive(struct archive *a, const char *file)
{
	struct stat st;
	struct err err;

	if (stat(file, &st) != 0) {
		cli_complain("%s: %s", file, strerror(errno));
		return STATUS_FAILED;
	}
	a->file = file;
	if (archive_read(file, S_ISDIR(st.st_mode) ? MAILBOX_MAILDIR : MAILBOX_MBOX, take_mail, a,
			 &err))
		return cli_fail(&err);
	return STATUS_DONE;
}

static void count(struct simulate_output *out, const char *kind)
{
	size_t i = 0;

	while (i < out->n_kinds && strcmp(out->kinds[i].kind, kind) != 0)
		i++;
	if (i == KINDS_MAX)
		return;
	if (i == out->n_kinds) {
		snprintf(out->kinds[i].kind, sizeof out->kinds[i].kind, "%s", kind);
		out->n_kinds++;
	}
	out->kinds[i].n++;
}

/* One mail in the mboxrd form: LF, and ">" before every line that begins with ">*From ". */
static void write_mbox(FILE *mbox, int64_t at_s, const struct ledger_mail *mail)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil_time t = civil_from_utc(at_s);
	struct span rest = mail->bytes, line;

	fprintf(mbox, "From %s %s %s %2d %02d:%02d:%02d %d\n", mail->envelope_from,
		days[civil_weekday(t.date)], months[t.date.month - 1], t.date.day, t.hour, t.minute,
		t.second, t.date.year);
	while (span_next_line(&rest, &line)) {
		size_t marks = 0;

		while (marks < line.len && line.ptr[marks] == '>')
			marks++;
		if (span_starts(span_sub(line, marks, line.len), "From "))
			putc('>', mbox);
		fprintf(mbox, SPAN_FMT "\n", SPAN_ARG(line));
	}
	putc('\n', mbox);
}

static const char *addressee(const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (!mail->recipients[i].witness)
			return mail->recipients[i].addr;
	}
	return "";
}

/* On a terminal the subject stands below where the line has no room for it. */
static void print_row(struct simulate_output *out, const char *when, const struct ledger_mail *mail)
{
	const struct terminal *t = &out->terminal;
	size_t to = t->is_one && t->columns / 5 < TO_COLUMNS ? t->columns / 5 : TO_COLUMNS;
	size_t before = WHEN_COLUMNS + 2 + KIND_COLUMNS + 2 + to + 2;
	bool is_below = t->is_one && before + SUBJECT_LEAST > t->columns;
	const char *addr = addressee(mail);

	arena_reset(out->line);
	progress_end(&out->progress);
	terminal_put(t, STYLE_QUIET, span_of(when));
	if (is_below) {
		terminal_say(t, STYLE_PLAIN, "  %s  %s\n", mail->kind, addr);
		terminal_hang(t, "    ", STYLE_PLAIN, mail->subject);
		return;
	}
	if (t->is_one)
		addr = terminal_short(out->line, addr, to);
	terminal_say(t, STYLE_PLAIN, "  %-*s  %-*s  ", KIND_COLUMNS, mail->kind, (int)to, addr);
	terminal_put(t, STYLE_PLAIN,
		     span_of(terminal_short(out->line, mail->subject,
					    t->is_one ? t->columns - before : 0)));
	putchar('\n');
}

static void sent(void *user, int64_t at_s, const struct ledger_mail *mail)
{
	struct simulate_output *out = user;
	char when[CIVIL_TEXT_SIZE];

	civil_format_instant(at_s, when);
	count(out, mail->kind);
	if (out->mbox)
		write_mbox(out->mbox, at_s, mail);
	if (out->cli->json) {
		json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "at", when, "kind",
					 mail->kind, "list", mail->list, "person", mail->person,
					 "to", addressee(mail), "subject", mail->subject,
					 "message_id", mail->message_id);

		output_json(json);
		return;
	}
	print_row(out, when, mail);
}

static void show_progress(void *user, int64_t at_s, size_t n_read)
{
	struct simulate_output *out = user;
	char day[CIVIL_TEXT_SIZE];

	progress_show(&out->progress, "%s: %zu of %zu mails",
		      civil_format_iso(civil_from_utc(at_s).date, day), n_read, out->n_mails);
}

static void aside(void *user, const struct simulated_mail *mail, const char *why)
{
	struct simulate_output *out = user;

	out->aside++;
	progress_end(&out->progress);
	cli_complain("%s: the mail cannot be read: %s", mail->source, why);
}

static void print_sum(struct simulate_output *out, size_t n_read)
{
	const char *text;

	arena_reset(out->line);
	text = arena_printf(out->line, "%zu mails read", n_read);
	for (size_t i = 0; i < out->n_kinds; i++)
		text = arena_printf(out->line, "%s, %lu %s", text, out->kinds[i].n,
				    out->kinds[i].kind);
	putchar('\n');
	terminal_hang(&out->terminal, "", STYLE_PLAIN, text);
}

static int by_arrival(const void *a, const void *b)
{
	const struct simulated_mail *x = a, *y = b;

	if (x->received_s != y->received_s)
		return x->received_s < y->received_s ? -1 : 1;
	return x->bytes.ptr < y->bytes.ptr ? -1 : 1;	/* as they stand in the files */
}

static int bad_time(const struct cli *cli, const char *option, const char *text)
{
	return cli_usage(cli, "%s %s: not a time; expected 2023-07-05T09:00:00Z or 2023-07-05",
			 option, text);
}

/* "FROM/TO" */
static bool parse_outage(const char *text, struct simulation *sim)
{
	const char *slash = strchr(text, '/');

	return slash &&
	       civil_parse_instant(span_from(text, (size_t)(slash - text)), &sim->down_from_s) &&
	       civil_parse_instant(span_of(slash + 1), &sim->down_to_s) &&
	       sim->down_from_s < sim->down_to_s;
}

static int parse(struct cli *cli, int argc, char **argv, struct simulation *sim,
		 const char **mbox_out, bool *stop_out)
{
	static const struct option own[] = {
		{ "from", required_argument, NULL, OPT_FROM },
		{ "to", required_argument, NULL, OPT_TO },
		{ "outage", required_argument, NULL, OPT_OUTAGE },
		{ "mbox", required_argument, NULL, OPT_MBOX },
		{ 0 },
	};
	bool has_from = false, has_to = false;
	int status = STATUS_DONE, opt;

	*stop_out = true;
	while ((opt = cli_option(cli, &command_simulate, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		if (opt == OPT_FROM &&
		    !(has_from = civil_parse_instant(span_of(optarg), &sim->from_s)))
			return bad_time(cli, "--from", optarg);
		if (opt == OPT_TO && !(has_to = civil_parse_instant(span_of(optarg), &sim->to_s)))
			return bad_time(cli, "--to", optarg);
		if (opt == OPT_OUTAGE && !parse_outage(optarg, sim))
			return cli_usage(
				cli, "--outage %s: expected TIME/TIME, the first before the second",
				optarg);
		if (opt == OPT_MBOX)
			*mbox_out = optarg;
	}
	if (!has_from || !has_to || sim->from_s > sim->to_s)
		return cli_usage(cli,
				 "simulate needs --from TIME and --to TIME, in this order of time");
	if (optind == argc)
		return cli_usage(
			cli, "simulate takes the archive: mboxes, Maildir folders or single mails");
	*stop_out = false;
	return STATUS_DONE;
}

static int simulate(struct cli *cli, int argc, char **argv)
{
	struct archive archive = { .arena = arena_new(), .scratch = arena_new() };
	struct simulate_output out = { .cli = cli,
				       .terminal = terminal_of(stdout),
				       .line = arena_new() };
	struct simulation sim = {
		.sent = sent, .aside = aside, .progress = show_progress, .user = &out
	};
	struct config *config = NULL;
	const char *mbox = NULL;
	struct err err;
	bool stop;
	int status = parse(cli, argc, argv, &sim, &mbox, &stop);

	message_prepare();
	if (!stop)
		config = cli_config(cli, &status);
	for (int i = optind; config && status == STATUS_DONE && i < argc; i++)
		status = read_archive(&archive, argv[i]);
	if (config && status == STATUS_DONE && mbox && !(out.mbox = fopen(mbox, "we"))) {
		cli_complain("%s: %s", mbox, strerror(errno));
		status = STATUS_FAILED;
	}
	if (config && status == STATUS_DONE) {
		if (archive.len)
			qsort(archive.mails, archive.len, sizeof *archive.mails, by_arrival);
		sim.mails = archive.mails;
		sim.n_mails = out.n_mails = archive.len;
		progress_begin(&out.progress);
		bool failed = simulate_run(config, &sim, &err) != ERR_NONE;

		progress_end(&out.progress);
		if (failed)
			status = cli_fail(&err);
		else if (!cli->json)
			print_sum(&out, archive.len - out.aside);
	}
	if (out.mbox && (ferror(out.mbox) | fclose(out.mbox))) {
		cli_complain("%s: %s", mbox, strerror(errno));
		status = STATUS_FAILED;
	}
	config_free(&config);
	arena_free(&archive.arena);
	arena_free(&archive.scratch);
	arena_free(&out.line);
	return status;
}

const struct cli_command command_simulate = {
	.name = "simulate",
	.synopsis = "--from TIME --to TIME [--outage TIME/TIME] [--mbox OUT] [--json] FILE...",
	.does = "Play an archive through the real rules on a virtual clock; sends nothing",
	.help = "  FILE                an mbox, a Maildir folder or a mail\n"
		"  --from, --to TIME   start beadle at the one time, end at the other\n"
		"  --outage TIME/TIME  beadle is down in between\n"
		"  --mbox OUT          write the complete mails, for a mail program\n"
		"\n"
		"Prints each notice with its time. The same input gives the same output.\n",
	.run = simulate,
};
