/* main.c - beadle(1): finds the command and runs it.  Only this file ends the process. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/trace.h"
#include "bot/notify.h"
#include "cli/cli.h"
#include "config/config.h"
#include "time/civil.h"
#include "time/clock.h"
#include "time/zone.h"

static const struct command *const commands[] = {
	&command_run, &command_once, &command_check, &command_scan, &command_explain, &command_list,
	&command_show, &command_simulate, &command_preview, &command_export, &command_cancel, &command_move, &command_chair,
	&command_skip, &command_history, &command_done, &command_drop, &command_owner, &command_due, &command_snooze,
	&command_rebuild,
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0], OPT_JSON = 1000, OPT_NOW, OPT_TRACE, OPT_HELP, OPT_VERSION };

static const struct option common[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "now", required_argument, NULL, OPT_NOW },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
};

enum { N_COMMON = sizeof common / sizeof common[0], OPTIONS_MAX = 32 };

static void print_help(FILE *out)
{
	fprintf(out, "Usage: beadle COMMAND [OPTION]...\n\n"
		"Reads a committee's mailing list, records what people promise there,\n"
		"and mails the right person at the right moment.\n\nCommands:\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->does);
	fprintf(out, "\nOptions of every command:\n"
		"  -c, --config FILE  the configuration (default: %s/beadle/beadle.yaml)\n"
		"      --now TIME     act as if it were TIME: 2023-07-05T09:00:00Z\n"
		"      --json         print data as JSON, one object per line\n"
		"  -v, --verbose      say more; twice: everything\n"
		"      --trace WHAT   show dialogues, without their secrets: imap,smtp,sql\n"
		"      --help         this text; `beadle COMMAND --help` for a command's own\n"
		"      --version\n\n"
		"Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 try again later.\n"
		"See beadle(1), beadle.yaml(5), beadle-tags(7).\n", SYSCONFDIR);
}

static void print_command_help(const struct command *command)
{
	printf("Usage: beadle %s %s\n\n%s.\n", command->name, command->synopsis, command->does);
	if (command->help)
		printf("\n%s", command->help);
	printf("\nOptions of every command: see `beadle --help`.\n");
}

void cli_complain(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%sbeadle: ", log_priority(LOG_LEVEL_ERROR));
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int cli_fail(const struct err *err)
{
	cli_complain("%s", err->text);
	return err->kind == ERR_CONFIG ? STATUS_CONFIG : err->kind == ERR_RETRY ? STATUS_TEMPORARY : STATUS_FAILED;
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	fputs("beadle: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry `beadle %s%s--help`.\n", cli->command ? cli->command : "", cli->command ? " " : "");
	return STATUS_USAGE;
}

int cli_finish(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (errno == EPIPE)	/* `| head`: the reader has had enough */
		return status;
	cli_complain("standard output: %s", strerror(errno));
	return status == STATUS_DONE ? STATUS_FAILED : status;
}

static void print_problems(const char *text)
{
	for (size_t len; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		fprintf(stderr, "%s%.*s", log_priority(LOG_LEVEL_ERROR), (int)len, text);
	}
}

struct config *cli_config(const struct cli *cli, int *status_out)
{
	struct config *config = NULL;
	struct buf problems;
	struct err err;

	buf_init(&problems, 1024 * 1024);
	if (config_read(cli->config_file, &config, &problems, &err)) {
		/* a file that is not there needs no place in it, but another name */
		if (access(cli->config_file, R_OK) != 0) {
			cli_complain("%s; -c FILE names another one", err.text);
			*status_out = STATUS_CONFIG;
		} else {
			print_problems(problems.data);
			*status_out = cli_fail(&err);
		}
	}
	buf_free(&problems);
	return config;
}

/* An option that all have: true when it was one; *status_out >= 0 when the command has to end. */
static bool common_option(struct cli *cli, const struct command *command, int opt, int *status_out)
{
	switch (opt) {
	case 'c':
		cli->config_file = optarg;
		return true;
	case 'v':
		cli->verbose++;
		log_set_level(cli->verbose > 1 ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
		return true;
	case OPT_JSON:
		cli->json = true;
		return true;
	case OPT_NOW:
		if (civil_parse_instant(span_of(optarg), &cli->now_s)) {
			cli->has_now = true;
			return true;
		}
		*status_out = cli_usage(cli, "--now %s: not a time; expected 2023-07-05T09:00:00Z or 2023-07-05", optarg);
		return true;
	case OPT_TRACE:
		if (!trace_select(optarg))
			*status_out = cli_usage(cli, "--trace %s: expected one or more of imap,smtp,sql", optarg);
		return true;
	case OPT_HELP:
		if (command)
			print_command_help(command);
		else
			print_help(stdout);
		*status_out = STATUS_DONE;
		return true;
	case OPT_VERSION:
		puts("beadle " PACKAGE_VERSION);
		*status_out = STATUS_DONE;
		return true;
	default:
		return false;
	}
}

int cli_option(struct cli *cli, const struct command *command, int argc, char **argv,
	       const struct option *own, int *status_out)
{
	struct option all[OPTIONS_MAX] = { 0 };
	size_t n = 0;

	for (; n < N_COMMON; n++)
		all[n] = common[n];
	for (; own && own->name && n < OPTIONS_MAX - 1; own++)
		all[n++] = *own;
	for (;;) {
		int status = -1, opt = getopt_long(argc, argv, "c:v", all, NULL);

		if (opt == -1)
			return -1;
		if (opt == '?') {	/* getopt has said what is wrong */
			fprintf(stderr, "Try `beadle %s --help`.\n", command->name);
			*status_out = STATUS_USAGE;
			return CLI_STOP;
		}
		if (!common_option(cli, command, opt, &status))
			return opt;
		if (status >= 0) {
			*status_out = status;
			return CLI_STOP;
		}
	}
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct cli cli = { .config_file = SYSCONFDIR "/beadle/beadle.yaml", .now_s = clock_now_s() };
	int opt;

	const struct rlimit no_core = { 0, 0 };

	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &no_core);	/* of all that are forked as well: it would hold people's mail and passwords */
	log_set_level(LOG_LEVEL_WARN);
	log_set_priorities(notify_journal_reads(STDERR_FILENO));
	/* options before the command: `beadle -c FILE run` */
	while ((opt = getopt_long(argc, argv, "+c:v", common, NULL)) != -1) {
		int status = -1;

		if (opt == '?') {
			fputs("Try `beadle --help`.\n", stderr);
			return STATUS_USAGE;
		}
		common_option(&cli, NULL, opt, &status);
		if (status >= 0)
			return cli_finish(status);
	}
	if (optind >= argc) {
		print_help(stderr);
		return STATUS_USAGE;
	}
	cli.command = argv[optind];
	const struct command *command = find_command(cli.command);

	if (!command) {
		const char *name = cli.command;

		cli.command = NULL;
		return cli_usage(&cli, "%s: no such command", name);
	}
	argc -= optind;
	argv += optind;
	optind = 0;		/* glibc: start anew, permuting */
	int status = command->run(&cli, argc, argv);

	log_forget_secrets();
	return cli_finish(status);
}
