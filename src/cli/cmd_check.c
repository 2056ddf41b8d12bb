/* cmd_check.c - `beadle check`: is the configuration good, and do the servers agree? */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "mailbox/mailbox.h"
#include "outbox/outbox.h"

enum { OPT_CONNECT = 256 };

static void report(void *user, const char *step, const char *detail)
{
	(void)user;
	printf("    %-12s ok%s%s\n", step, detail && *detail ? "  " : "", detail ? detail : "");
	fflush(stdout);
}

static int connect_all(const struct config *config)
{
	int status = STATUS_DONE;
	struct err err;

	for (size_t i = 0; i < config->n_mailboxes; i++) {
		const struct mailbox_config *m = &config->mailboxes[i];

		printf("mailbox %s\n", m->name);
		if (mailbox_driver(m)->check(m, report, NULL, &err)) {
			printf("    failed: %s\n", err.text);
			status = err.kind == ERR_RETRY ? STATUS_TEMPORARY : STATUS_FAILED;
		}
	}
	printf("outbox\n");
	if (outbox_driver(&config->outbox)->check(&config->outbox, report, NULL, &err)) {
		printf("    failed: %s\n", err.text);
		status = err.kind == ERR_RETRY ? STATUS_TEMPORARY : STATUS_FAILED;
	}
	return status;
}

/* Is there no ledger, for sure? */
static bool is_missing(const char *folder)
{
	char path[PATH_MAX];
	struct stat st;

	if (snprintf(path, sizeof path, "%s/ledger.db", folder) >= (int)sizeof path)
		return false;
	return stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static int check_ledger(const struct config *config)
{
	struct ledger *ledger;
	struct err err;

	if (ledger_open(config->state_dir, LEDGER_READ, 0, &ledger, &err)) {
		if (is_missing(config->state_dir)) {
			printf("no ledger yet in %s\n", config->state_dir);
			return STATUS_DONE;
		}
		return cli_fail(&err);	/* one that may not be read, or is none of ours, is no missing one */
	}
	int status = STATUS_DONE;

	if (ledger_check(ledger, &err))
		status = cli_fail(&err);
	ledger_close(&ledger);
	return status;
}

static int check(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "connect", no_argument, NULL, OPT_CONNECT }, { 0 } };
	bool connect = false;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_check, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		connect = connect || opt == OPT_CONNECT;
	}
	if (optind < argc)
		return cli_usage(cli, "check takes no argument: %s; the configuration is named with -c", argv[optind]);
	struct config *config = cli_config(cli, &status);

	if (!config)
		return status;
	printf("%s: good (%zu list%s, %zu mailbox%s)\n", config->file, config->n_lists, config->n_lists == 1 ? "" : "s",
	       config->n_mailboxes, config->n_mailboxes == 1 ? "" : "es");
	status = check_ledger(config);
	if (connect && status == STATUS_DONE)
		status = connect_all(config);
	config_free(&config);
	return status;
}

const struct command command_check = {
	.name = "check", .synopsis = "[-c FILE] [--connect]",
	.does = "Look over the whole configuration; with --connect try each server too",
	.help = "  --connect  connect to each mailbox and to the outbox, step by step (name, TCP, TLS,\n"
		"             greeting, login, folder, sender), and say which step failed; sends no mail\n",
	.run = check,
};
