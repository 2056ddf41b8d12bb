/* cmd_check.c - `beadle check`: is the configuration good, and do the servers agree? */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "bot/plan.h"
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

/* "next meeting on 2023-07-12 07:00 America/Los_Angeles" */
static void print_next(const struct list_config *list, const struct meeting *next)
{
	char iso[CIVIL_TEXT_SIZE];

	if (civil_is_set(next->date))
		printf("next meeting on %s %02d:%02d %s\n", civil_format_iso(next->date, iso), next->start_minute / 60,
		       next->start_minute % 60, list->meetings->zone);
	else
		printf("no meeting is to come\n");
}

static int fetch_calendar(const struct list_config *list, int64_t now_s)
{
	struct web_answer answer;
	struct meeting next;
	struct err err;
	enum err_kind kind;

	printf("calendar of list %s\n", list->name);
	kind = plan_fetch(list, "", "", now_s, report, NULL, &answer, &next, &err);
	if (kind) {
		printf("    failed: %s\n", err.text);
	} else {
		printf("    %-12s ok  %zu bytes, ", "calendar", answer.bytes.len);
		print_next(list, &next);
	}
	web_answer_free(&answer);
	return kind == ERR_NONE ? STATUS_DONE : kind == ERR_RETRY ? STATUS_TEMPORARY : STATUS_FAILED;
}

/* The calendar that the ledger has of a list with an address. */
static enum err_kind show_calendar(const struct list_config *list, struct ledger *ledger, int64_t now_s, struct err *err)
{
	struct arena *arena = arena_new();
	struct meeting_calendar *calendar = NULL;
	struct ledger_calendar stored;
	struct state *state = state_new();
	struct meeting next;
	char when[CIVIL_TEXT_SIZE];
	bool found;
	enum err_kind kind = ledger_get_calendar(ledger, arena, list->name, &found, &stored, err);

	if (!kind)
		kind = ledger_load_state(ledger, state, err);
	if (!kind)
		kind = plan_calendar(ledger, arena, state, list, &calendar, err);
	if (!kind && !(found && strcmp(stored.url, list->feed.url) == 0)) {
		printf("calendar of list %s: not fetched yet\n", list->name);
	} else if (!kind) {
		printf("calendar of list %s: last known good at %s, ", list->name, civil_format_instant(stored.checked_at_s, when));
		if (!calendar_next(calendar, now_s, &next))
			next = (struct meeting){ 0 };
		print_next(list, &next);
	}
	calendar_free(&calendar);
	state_free(&state);
	arena_free(&arena);
	return kind;
}

static int connect_all(const struct config *config, int64_t now_s)
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
	for (size_t i = 0; i < config->n_lists; i++) {
		int one = config->lists[i].feed.url ? fetch_calendar(&config->lists[i], now_s) : STATUS_DONE;

		status = one == STATUS_DONE ? status : one;
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

static int check_ledger(const struct config *config, int64_t now_s)
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
	for (size_t i = 0; status == STATUS_DONE && i < config->n_lists; i++) {
		if (config->lists[i].feed.url && show_calendar(&config->lists[i], ledger, now_s, &err))
			status = cli_fail(&err);
	}
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
	if (!config->answers.authserv_id && !config->answers.believe_from)
		printf("answers.authserv_id is not set: what people write to the list raises items and changes none; answers to"
		       " notices count\n");
	status = check_ledger(config, cli->now_s);
	if (connect && status == STATUS_DONE)
		status = connect_all(config, cli->now_s);
	config_free(&config);
	return status;
}

const struct command command_check = {
	.name = "check", .synopsis = "[-c FILE] [--connect]",
	.does = "Look over the whole configuration; with --connect try each server too",
	.help = "  --connect  connect to each mailbox, to the outbox and to the addresses of calendars, step by\n"
		"             step (name, TCP, TLS, greeting, login, folder, sender, answers), and say which\n"
		"             step failed; sends no mail\n",
	.run = check,
};
