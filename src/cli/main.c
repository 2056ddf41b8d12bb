/* main.c - beadle(1): finds the command and runs it.  Only this file ends the process. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/nearest.h"
#include "bot/notify.h"
#include "cli/cli.h"
#include "time/clock.h"

static const struct cli_command *const commands[] = {
	&command_init,	    &command_run,	&command_once,	   &command_check,
	&command_scan,	    &command_explain,	&command_list,	   &command_show,
	&command_simulate,  &command_preview,	&command_export,   &command_cancel,
	&command_move,	    &command_chair,	&command_skip,	   &command_history,
	&command_done,	    &command_drop,	&command_owner,	   &command_due,
	&command_snooze,    &command_keep,	&command_reopen,   &command_revive,
	&command_rebuild,   &command_held,	&command_meetings, &command_agenda,
	&command_deadlines, &command_decisions, &command_minutes,  &command_pause,
	&command_resume,    &command_add,	&command_votes,	   &command_extend,
	&command_withdraw,  &command_tally,	&command_names,
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *out)
{
	fprintf(out, "Usage: beadle COMMAND [OPTION]...\n\n"
		"Reads a committee's mailing list, records what people promise there,\n"
		"and mails the right person at the right moment.\n\nCommands:\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name, commands[i]->does);
	fprintf(out,
		"\nOptions of every command:\n"
		"  -c, --config FILE  the configuration (default: %s)\n"
		"      --now TIME     act as if it were TIME: 2023-07-05T09:00:00Z\n"
		"      --json         print data as JSON, one object per line\n"
		"  -v, --verbose      log more; twice: everything\n"
		"      --trace WHAT   show dialogues, without their secrets: imap,smtp,sql\n"
		"  -h, --help         this text; `beadle COMMAND --help` for a command's own\n"
		"      --version\n\n"
		"Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 try again later.\n"
		"See beadle(1), beadle-howto(7), beadle.yaml(5), beadle-tags(7).\n",
		cli_default_config);
}

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static const char *next_command(const void *user, size_t i)
{
	(void)user;
	return i < N_COMMANDS ? commands[i]->name : NULL;
}

int main(int argc, char **argv)
{
	struct cli cli = { .config_file = cli_default_config, .now_s = clock_now_s() };
	int opt;

	const bool is_journal = notify_journal_reads(STDERR_FILENO);
	const struct rlimit no_core = { 0, 0 };

	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &no_core);	/* of all that are forked as well: it would hold
						 * people's mail and passwords */
	log_set_level(LOG_LEVEL_WARN);
	log_set_priorities(is_journal);
	log_set_clock(is_journal ? NULL : clock_now_s);	/* the journal has a time of its own */
	/* options before the command: `beadle -c FILE run` */
	while ((opt = getopt_long(argc, argv, "+c:vh", cli_common, NULL)) != -1) {
		int status = -1;

		if (opt == '?') {
			fputs("Try `beadle --help`.\n", stderr);
			return STATUS_USAGE;
		}
		if (opt == CLI_OPT_HELP) {
			print_help(stdout);
			return cli_finish(STATUS_DONE);
		}
		cli_common_option(&cli, NULL, opt, &status);
		if (status >= 0)
			return cli_finish(status);
	}
	if (optind >= argc) {
		print_help(stderr);
		return STATUS_USAGE;
	}
	cli.command = argv[optind];
	const struct cli_command *command = find_command(cli.command);

	if (!command) {
		const char *name = cli.command, *near = nearest_word(name, next_command, NULL);

		cli.command = NULL;
		return cli_usage(&cli, "%s: no such command%s%s%s", name,
				 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	}
	argc -= optind;
	argv += optind;
	optind = 0;		/* glibc: start anew, permuting */
	int status = command->run(&cli, argc, argv);

	log_forget_secrets();
	return cli_finish(status);
}
