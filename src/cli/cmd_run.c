/* cmd_run.c - `beadle run`, the daemon in the foreground, and `beadle once`, one round of it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "bot/keeper.h"
#include "bot/notify.h"
#include "bot/worker.h"
#include "cli/cli.h"
#include "cli/terminal.h"
#include "config/config.h"

static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigprocmask(SIG_BLOCK, set, NULL);
}

/* Waits after the ledger's trouble (a full disk, another keeper), in pieces that keep the watchdog
 * quiet. Says what a signal asked for meanwhile: an end, a reload, or (KEEPER_DONE) nothing. */
static enum keeper_end wait_for_signal(const sigset_t *signals, unsigned failures)
{
	struct signalfd_siginfo info;
	enum keeper_end end = KEEPER_DONE;
	int fd = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	for (int left_ms = worker_backoff_ms(failures), part_ms; left_ms > 0; left_ms -= part_ms) {
		int watchdog_ms = notify_watchdog_ms();

		part_ms = watchdog_ms >= 0 && watchdog_ms < left_ms ? watchdog_ms : left_ms;
		if (poll(&p, 1, part_ms) > 0)
			break;
		if (watchdog_ms >= 0)
			notify_systemd("WATCHDOG=1");
	}
	while (fd >= 0 && read(fd, &info, sizeof info) == sizeof info) {
		if (end != KEEPER_STOPPED)
			end = info.ssi_signo == SIGHUP ? KEEPER_RELOAD : KEEPER_STOPPED;
	}
	if (fd >= 0)
		close(fd);
	if (end == KEEPER_STOPPED)
		notify_systemd("STOPPING=1");
	return end;
}

/* SIGHUP: the new configuration when it is good, else the one that runs. */
static struct config *reload(struct cli *cli, struct config *running)
{
	int status;
	struct config *fresh;

	notify_systemd("RELOADING=1");
	fresh = cli_config(cli, &status);
	if (!fresh) {
		log_error("reload", L_STR("outcome", "the running configuration is kept"));
		return running;
	}
	log_info("reload", L_STR("outcome", "done"));
	config_free(&running);
	return fresh;
}

/* A round that cron starts as root need not write a mail each time. */
static void warn_of_root(const struct config *config, bool is_daemon)
{
	static const char what[] =
		"beadle runs as root, and need not: set user in the configuration";

	if (cli_is_root_for_good(config) && is_daemon)
		log_warn("root", L_STR("what", what));
	else if (cli_is_root_for_good(config))
		log_info("root", L_STR("what", what));
}

static int run(struct cli *cli, int argc, char **argv)
{
	const struct keeper_options options = { .once = false };
	struct world_report report;
	sigset_t signals;
	unsigned failures = 0;
	int status = STATUS_DONE;
	int opt = cli_option(cli, &command_run, argc, argv, NULL, &status);

	if (opt == CLI_STOP)
		return status;
	if (optind < argc)
		return cli_usage(cli, "run takes no argument: %s", argv[optind]);
	if (cli->has_now)
		return cli_usage(cli, "run takes no --now; use `once --now`");
	if (!cli->verbose)
		log_set_level(LOG_LEVEL_INFO);
	struct config *config = cli_config_of_user(cli, true, &status);

	if (!config)
		return status;
	log_info("started", L_STR("version", PACKAGE_VERSION), L_STR("config", config->file),
		 L_STR("state", config->state_dir));
	warn_of_root(config, true);
	block_signals(&signals);
	for (bool end = false; !end;) {
		enum keeper_end why = KEEPER_DONE;
		struct err err;
		enum err_kind kind = keeper_run(config, &options, &why, &report, &err);

		if (kind)
			log_error("keeper", L_STR("error", err.text),
				  L_STR("kind", err_kind_name(kind)));
		failures = kind ? failures + 1 : 0;
		if (kind && kind != ERR_RETRY) {
			status = cli_fail(&err);
			break;
		}
		if (kind && why == KEEPER_DONE)
			why = wait_for_signal(&signals, failures);
		if (why == KEEPER_RELOAD)
			config = reload(cli, config);
		end = why == KEEPER_STOPPED;
	}
	log_info("stopped", L_NUM("status", status));
	config_free(&config);
	return status;
}

static const char *plural(unsigned long n)
{
	return n == 1 ? "" : "s";
}

static void print_report(const struct world_report *report)
{
	printf("%lu new mail%s", report->mails, plural(report->mails));
	if (report->no_list)	/* a list_id that is not the list's shows itself by this alone */
		printf(" (%lu of no configured list)", report->no_list);
	printf(", %lu new item%s, %lu notice%s decided, %lu sent%s\n", report->items,
	       plural(report->items), report->notices, plural(report->notices), report->sent,
	       report->trouble ? "; something must be tried again (see the log)" : "");
}

static void show_progress(void *user, const struct world_report *report)
{
	progress_show(user, "Reading: %lu mails, %lu new items", report->mails, report->items);
}

static int once(struct cli *cli, int argc, char **argv)
{
	struct world_report report;
	enum keeper_end why;
	sigset_t signals;
	struct err err;
	int status = STATUS_DONE;
	int opt = cli_option(cli, &command_once, argc, argv, NULL, &status);

	if (opt == CLI_STOP)
		return status;
	if (optind < argc)
		return cli_usage(cli, "once takes no argument: %s", argv[optind]);
	struct config *config = cli_config_of_user(cli, true, &status);

	if (!config)
		return status;
	warn_of_root(config, false);
	struct cli_progress progress;
	/* what is logged anyway needs no line beside it */
	const struct keeper_options options = { .once = true,
						.has_now = cli->has_now,
						.now_s = cli->now_s,
						.progress = cli->verbose ? NULL : show_progress,
						.user = &progress };

	block_signals(&signals);
	progress_begin(&progress);
	bool ran = keeper_run(config, &options, &why, &report, &err) == ERR_NONE;

	progress_end(&progress);
	if (!ran)
		status = cli_fail(&err);
	else if (report.refused_mailbox)
		status = STATUS_FAILED;
	else if (report.trouble || why != KEEPER_DONE)
		status = STATUS_TEMPORARY;
	config_free(&config);
	if (ran) {
		if (cli->json)
			printf("{\"mails\": %lu, \"no_list\": %lu, \"items\": %lu, \"notices\": "
			       "%lu, \"sent\": %lu, "
			       "\"later\": %lu, \"refused\": %lu}\n",
			       report.mails, report.no_list, report.items, report.notices,
			       report.sent, report.later, report.refused);
		else
			print_report(&report);
	}
	return status;
}

const struct cli_command command_run = {
	.name = "run", .synopsis = "[-c FILE] [-v]",
	.does = "Watch the mailboxes and send what is due, until SIGTERM (SIGHUP reloads)",
	.run = run,
};

const struct cli_command command_once = {
	.name = "once",
	.synopsis = "[-c FILE] [--now TIME] [--json]",
	.does = "Do one round: read, decide, send",
	.help = "For cron, and for trying things out. Ends with status 4 when something needs "
		"another\n"
		"round later (a server that cannot be reached, a mail to be tried again), and with "
		"status 1\n"
		"when a mailbox cannot be read until you change something (a password, a "
		"certificate).\n",
	.run = once,
};
