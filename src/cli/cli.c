/* cli.c - see cli.h. */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/trace.h"
#include "base/user.h"
#include "cli/terminal.h"
#include "config/config.h"
#include "time/civil.h"

const char cli_default_config[] = SYSCONFDIR "/beadle/beadle.yaml";

const struct option cli_common[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "json", no_argument, NULL, CLI_OPT_JSON },
	{ "now", required_argument, NULL, CLI_OPT_NOW },
	{ "trace", required_argument, NULL, CLI_OPT_TRACE },
	{ "help", no_argument, NULL, CLI_OPT_HELP },
	{ "version", no_argument, NULL, CLI_OPT_VERSION },
	{ 0 },
};

enum { N_COMMON = sizeof cli_common / sizeof cli_common[0] - 1, OPTIONS_MAX = 32 };

static void print_command_help(const struct cli_command *command)
{
	printf("Usage: beadle %s %s\n\n%s.\n", command->name, command->synopsis, command->does);
	if (command->help)
		printf("\n%s", command->help);
	printf("\nOptions of every command: see `beadle --help`.\n");
}

/* What is said may have a name of a file or words of a mail in it. */
PRINTF_LIKE(2, 0) static void say(const char *before, const char *fmt, va_list ap)
{
	struct terminal terminal = terminal_of(stderr);

	fprintf(stderr, "%sbeadle: ", before);
	terminal_vsay(&terminal, STYLE_PLAIN, fmt, ap);
	fputc('\n', stderr);
}

void cli_complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(log_priority(LOG_LEVEL_ERROR), fmt, ap);
	va_end(ap);
}

int cli_fail(const struct err *err)
{
	cli_complain("%s", err->text);
	return err->kind == ERR_CONFIG	? STATUS_CONFIG
	       : err->kind == ERR_RETRY ? STATUS_TEMPORARY
					: STATUS_FAILED;
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
	fprintf(stderr, "Try `beadle %s%s--help`.\n", cli->command ? cli->command : "",
		cli->command ? " " : "");
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

void cli_problems(const char *text)
{
	struct terminal terminal = terminal_of(stderr);

	for (size_t len; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		fputs(log_priority(LOG_LEVEL_ERROR), stderr);
		terminal_put(&terminal, STYLE_PLAIN, span_from(text, len));
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
			cli_complain("%s; name another one with -c FILE", err.text);
			*status_out = STATUS_CONFIG;
		} else {
			cli_problems(buf_shown(&problems).ptr);
			*status_out = cli_fail(&err);
		}
	}
	buf_free(&problems);
	return config;
}

bool cli_is_root_for_good(const struct config *config)
{
	return geteuid() == 0 && !config->user;
}

static enum err_kind become_user(const struct config *config, bool make_state, struct err *err)
{
	if (geteuid() != 0 || !config->user)
		return ERR_NONE;
	if (user_become(config->user, config->state_dir, make_state, err))
		return err->kind;
	for (size_t i = 0; i < config->n_files; i++) {	/* a reload wants to read them again */
		if (access(config->files[i], R_OK) != 0)
			return err_set(err, ERR_CONFIG, "user: %s cannot read %s: %s", config->user,
				       config->files[i], strerror(errno));
	}
	return ERR_NONE;
}

struct config *cli_config_of_user(const struct cli *cli, bool make_state, int *status_out)
{
	struct config *config = cli_config(cli, status_out);
	struct err err;

	if (config && become_user(config, make_state, &err)) {
		*status_out = cli_fail(&err);
		config_free(&config);
	}
	return config;
}

bool cli_common_option(struct cli *cli, const struct cli_command *command, int opt, int *status_out)
{
	switch (opt) {
	case 'c':
		cli->config_file = optarg;
		return true;
	case 'v':
		cli->verbose++;
		log_set_level(cli->verbose > 1 ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
		return true;
	case CLI_OPT_JSON:
		cli->json = true;
		return true;
	case CLI_OPT_NOW:
		if (civil_parse_instant(span_of(optarg), &cli->now_s)) {
			cli->has_now = true;
			return true;
		}
		*status_out = cli_usage(
			cli, "--now %s: not a time; expected 2023-07-05T09:00:00Z or 2023-07-05",
			optarg);
		return true;
	case CLI_OPT_TRACE:
		if (!trace_select(optarg))
			*status_out = cli_usage(
				cli, "--trace %s: expected one or more of imap,smtp,sql", optarg);
		return true;
	case CLI_OPT_HELP:
		print_command_help(command);
		*status_out = STATUS_DONE;
		return true;
	case CLI_OPT_VERSION:
		puts("beadle " PACKAGE_VERSION);
		*status_out = STATUS_DONE;
		return true;
	default:
		return false;
	}
}

int cli_option(struct cli *cli, const struct cli_command *command, int argc, char **argv,
	       const struct option *own, int *status_out)
{
	struct option all[OPTIONS_MAX] = { 0 };
	size_t n = 0;

	for (; n < N_COMMON; n++)
		all[n] = cli_common[n];
	for (; own && own->name && n < OPTIONS_MAX - 1; own++)
		all[n++] = *own;
	for (;;) {
		int status = -1, opt = getopt_long(argc, argv, "c:vh", all, NULL);

		if (opt == -1)
			return -1;
		if (opt == '?') {	/* getopt has said what is wrong */
			fprintf(stderr, "Try `beadle %s --help`.\n", command->name);
			*status_out = STATUS_USAGE;
			return CLI_STOP;
		}
		if (!cli_common_option(cli, command, opt, &status))
			return opt;
		if (status >= 0) {
			*status_out = status;
			return CLI_STOP;
		}
	}
}
