/* cli.h - what the commands share: options, exit statuses, output.
 *
 * Each command is one file with one function; main.c finds it by name, cli.c has what they share.
 */
#ifndef BEADLE_CLI_CLI_H
#define BEADLE_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct config;
struct zone;

enum exit_status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_CONFIG = 3,
	STATUS_TEMPORARY = 4
};

struct cli {
	const char *config_file;	/* cli_default_config where none is named */
	bool json;
	bool has_now;
	int64_t now_s;			/* of --now, else of the clock when the program began */
	unsigned verbose;
	const char *command;
};

struct cli_command {
	const char *name;
	const char *synopsis;		/* "[--all] [--owner NAME]" */
	const char *does;		/* one line for --help */
	const char *help;		/* its own options and examples, for `beadle COMMAND
					 * --help` */
	/* argv[0] is the command's name; returns an exit status */
	int (*run)(struct cli *cli, int argc, char **argv);
};

extern const struct cli_command command_run, command_once, command_check, command_scan,
	command_list, command_show, command_simulate, command_explain, command_preview,
	command_export, command_cancel, command_move, command_chair, command_skip, command_history,
	command_done, command_drop, command_owner, command_due, command_snooze, command_keep,
	command_reopen, command_revive, command_rebuild, command_held, command_meetings,
	command_agenda, command_decisions, command_deadlines, command_minutes, command_pause,
	command_resume, command_add, command_tally, command_votes, command_init,
	command_extend, command_withdraw, command_names;

extern const char cli_default_config[];

/* The options that every command has, for getopt_long ("c:vh" beside).  cli_common_option: true
 * when opt was one of them; *status_out >= 0 when the program has to end with it.  command: whose
 * help is asked for. */
enum { CLI_OPT_JSON = 1000, CLI_OPT_NOW, CLI_OPT_TRACE, CLI_OPT_VERSION, CLI_OPT_HELP = 'h' };
extern const struct option cli_common[];
bool cli_common_option(struct cli *cli, const struct cli_command *command, int opt,
		       int *status_out);

/* getopt_long with the options that every command has (-c, --json, --now, -v, -h) and the
 * command's own (their val must be 256 or more, or a letter in own_short).  Returns the command's
 * own option, -1 at the end, or CLI_STOP with *status_out when the command has to end now. */
enum { CLI_STOP = -2 };
int cli_option(struct cli *cli, const struct cli_command *command, int argc, char **argv,
	       const struct option *own, int *status_out);

/* Reads the configuration; on error prints every problem to standard error. */
struct config *cli_config(const struct cli *cli, int *status_out);

/* The same for a command that acts by it: root becomes the user that it names.  make_state: and
 * makes the folder of the ledger where there is none. */
bool cli_is_root_for_good(const struct config *config);	/* there is none to become */
struct config *cli_config_of_user(const struct cli *cli, bool make_state, int *status_out);

/* What is wrong with a configuration, on standard error: a line each. */
void cli_problems(const char *text);
/* "beadle: text" on standard error. */
void cli_complain(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Prints the error and gives the exit status that belongs to its kind. */
int cli_fail(const struct err *err);
/* Usage errors: what is wrong and where to read on. */
int cli_usage(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Flushes standard output; a full disk or a closed pipe is a failure. */
int cli_finish(int status);

#endif
