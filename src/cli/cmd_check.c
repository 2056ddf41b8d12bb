/* cmd_check.c - `beadle check`: is the configuration good, and do the servers accept us? */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bot/plan.h"
#include "bot/timekeeping.h"
#include "bot/token.h"
#include "cli/cli.h"
#include "cli/exposure.h"
#include "cli/output.h"
#include "cli/placeholders.h"
#include "cli/terminal.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "mailbox/mailbox.h"
#include "outbox/outbox.h"

enum { OPT_CONNECT = 256, MEETINGS_SHOWN = 3 };

struct checking {
	const struct cli *cli;
	struct terminal terminal;
	struct arena *arena;
	const char *part;		/* "mailbox bot" */
};

static void print_json(const char *part, const char *step, const char *status, const char *text)
{
	output_json(json_pack("{s:s, s:s?, s:s, s:s}", "part", part, "step", step, "status", status,
			      "text", text));
}

static void report(void *user, const char *step, const char *detail)
{
	const struct checking *c = user;

	detail = detail ? detail : "";
	if (c->cli->json)
		print_json(c->part, step, "ok", detail);
	else
		terminal_hang(&c->terminal,
			      arena_printf(c->arena, "    %-12s ok%s", step, *detail ? "  " : ""),
			      STYLE_PLAIN, detail);
	fflush(stdout);
}

static void begin_part(struct checking *c, const char *part)
{
	c->part = part;
	if (!c->cli->json)
		terminal_say(&c->terminal, STYLE_PLAIN, "%s\n", part);
}

static int failed(const struct checking *c, const struct err *err)
{
	if (c->cli->json)
		print_json(c->part, NULL, "failed", err->text);
	else
		terminal_hang(&c->terminal, "    failed: ", STYLE_BAD, err->text);
	return err->kind == ERR_RETRY ? STATUS_TEMPORARY : STATUS_FAILED;
}

/* ", Room 5"; "" where no place is said */
static const char *at_place(struct arena *arena, const struct meeting *m)
{
	return m->place ? arena_printf(arena, ", %s", m->place) : "";
}

/* "next meeting on 2023-07-12 07:00 America/Los_Angeles, Room 5" */
static const char *say_next(struct arena *arena, const struct config_list *list,
			    const struct meeting *next)
{
	char iso[CIVIL_TEXT_SIZE];

	if (!civil_is_set(next->date))
		return "no meeting is planned";
	return arena_printf(arena, "next meeting on %s %02d:%02d %s%s",
			    civil_format_iso(next->date, iso), next->start_minute / 60,
			    next->start_minute % 60, list->meetings->zone,
			    at_place(arena, next));
}

static int fetch_calendar(struct checking *c, const struct config_list *list)
{
	struct web_answer answer;
	struct meeting next;
	struct err err;
	int status = STATUS_DONE;

	begin_part(c, arena_printf(c->arena, "calendar of list %s", list->name));
	if (plan_fetch(list, "", "", c->cli->now_s, report, c, &answer, &next, &err))
		status = failed(c, &err);
	else
		report(c, "calendar",
		       arena_printf(c->arena, "%zu bytes, %s", buf_len(&answer.bytes),
				    say_next(c->arena, list, &next)));
	web_answer_free(&answer);
	return status;
}

/* The calendar that the ledger has of a list with an address. */
static enum err_kind show_calendar(struct checking *c, const struct config_list *list,
				   struct ledger *ledger, struct err *err)
{
	const char *part = arena_printf(c->arena, "calendar of list %s", list->name),
		   *text = "not fetched yet";
	struct meeting_calendar *calendar = NULL;
	struct ledger_calendar stored;
	struct state *state = state_new();
	struct meeting next;
	char when[CIVIL_TEXT_SIZE];
	bool found;
	enum err_kind kind =
		ledger_get_calendar(ledger, c->arena, list->name, &found, &stored, err);

	if (!kind)
		kind = ledger_load_state(ledger, state, err);
	if (!kind)
		kind = plan_calendar(ledger, c->arena, state, list, &calendar, err);
	found = !kind && found && strcmp(stored.url, list->feed.url) == 0;
	if (found) {
		if (!calendar_next(calendar, c->cli->now_s, &next))
			next = (struct meeting){ 0 };
		text = arena_printf(c->arena, "last known good at %s, %s",
				    civil_format_instant(stored.checked_at_s, when),
				    say_next(c->arena, list, &next));
	}
	if (!kind && c->cli->json)
		print_json(part, NULL, found ? "good" : "none", text);
	else if (!kind)
		terminal_say(&c->terminal, STYLE_PLAIN, "%s: %s\n", part, text);
	calendar_free(&calendar);
	state_free(&state);
	return kind;
}

static int connect_all(struct checking *c, const struct config *config)
{
	int status = STATUS_DONE;
	struct err err;

	for (size_t i = 0; i < config->n_mailboxes; i++) {
		const struct config_mailbox *m = &config->mailboxes[i];

		begin_part(c, arena_printf(c->arena, "mailbox %s", m->name));
		if (mailbox_driver(m)->check(m, report, c, &err))
			status = failed(c, &err);
	}
	for (size_t i = 0; i < config->n_lists; i++) {
		int one = config->lists[i].feed.url ? fetch_calendar(c, &config->lists[i])
						    : STATUS_DONE;

		status = one == STATUS_DONE ? status : one;
	}
	begin_part(c, "outbox");
	if (outbox_driver(&config->outbox)->check(&config->outbox, report, c, &err))
		status = failed(c, &err);
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

/* That the mail server did not take what the bot sends, when it was asked last. */
static enum err_kind show_hold(struct checking *c, struct ledger *ledger, struct err *err)
{
	char since[CIVIL_TEXT_SIZE], next[CIVIL_TEXT_SIZE];
	struct ledger_hold hold;
	bool found;
	enum err_kind kind = ledger_get_hold(ledger, c->arena, &found, &hold, err);

	if (kind || !found)
		return kind;
	const char *text = arena_printf(
		c->arena,
		"the server refuses what the bot sends since %s (tried %u times, next at %s): %s",
		civil_format_instant(hold.since_s, since), hold.tries,
		civil_format_instant(hold.next_try_s, next), hold.reply);

	if (c->cli->json)
		print_json("outbox", NULL, "refused", text);
	else
		terminal_hang(&c->terminal, "outbox: ", STYLE_BAD, text);
	return ERR_NONE;
}

/* That the clock of this machine jumped against the time that passed: --now is another clock. */
static enum err_kind show_clock(struct checking *c, struct ledger *ledger, struct err *err)
{
	const char *text = NULL;

	if (!c->cli->has_now && timekeeping_doubt(ledger, c->arena, &text, err))
		return err->kind;
	if (text && c->cli->json)
		print_json("clock", NULL, "in doubt", text);
	else if (text)
		terminal_hang(&c->terminal, "clock: ", STYLE_BAD, text);
	return ERR_NONE;
}

static void say_meeting(struct checking *c, const struct config_list *list, const char *text)
{
	const char *part = arena_printf(c->arena, "list %s", list->name);

	if (c->cli->json)
		print_json(part, "meeting", *text ? "planned" : "none", text);
	else
		terminal_hang(&c->terminal, arena_printf(c->arena, "%s: ", part),
			      *text ? STYLE_PLAIN : STYLE_WARN,
			      *text ? text : "no meeting is to come");
}

/* "meeting #39 on Wed 2023-07-12 13:00 America/Los_Angeles, chaired by Joe Stringer, Room 5" */
static const char *say_turn(struct arena *arena, const struct config_list *list,
			    const struct meeting *m)
{
	char day[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "meeting #%d on %.3s %s %02d:%02d %s, %s%s%s", m->number,
			    civil_format_short(m->date, day), export_day(arena, m->date),
			    m->start_minute / 60, m->start_minute % 60, list->meetings->zone,
			    m->chair ? "chaired by " : "no chair is known",
			    m->chair ? m->chair : "", at_place(arena, m));
}

/* The next few, to be held against what everybody knows: number, day, time, whose turn it is. */
static enum err_kind show_meetings(struct checking *c, const struct config_list *list,
				   struct ledger *ledger, const struct state *state,
				   struct err *err)
{
	struct meeting_calendar *calendar;
	struct meeting m = { .start_utc_s = c->cli->now_s };
	int n = 0;

	if (plan_calendar(ledger, c->arena, state, list, &calendar, err))
		return err->kind;
	for (; n < MEETINGS_SHOWN && calendar_next(calendar, m.start_utc_s, &m); n++)
		say_meeting(c, list, say_turn(c->arena, list, &m));
	if (calendar && !n && !list->feed.url)
		say_meeting(c, list, "");
	calendar_free(&calendar);
	return ERR_NONE;
}

/* ledger: NULL where there is none yet, and nothing has been changed. */
static int show_all_meetings(struct checking *c, const struct config *config,
			     struct ledger *ledger)
{
	struct ledger *none = NULL;
	struct state *state = state_new();
	struct err err;
	enum err_kind kind =
		ledger ? ERR_NONE : ledger_open("", LEDGER_MEMORY, c->cli->now_s, &none, &err);

	if (!kind)
		kind = ledger_load_state(ledger ? ledger : none, state, &err);
	for (size_t i = 0; !kind && i < config->n_lists; i++)
		kind = show_meetings(c, &config->lists[i], ledger ? ledger : none, state, &err);
	state_free(&state);
	ledger_close(&none);
	return kind ? cli_fail(&err) : STATUS_DONE;
}

static enum err_kind check_snapshot(struct checking *c, struct ledger *ledger, struct err *err)
{
	bool found;

	if (ledger_check_snapshot(ledger, &found, err))
		return err->kind;
	if (found && c->cli->json)
		print_json("snapshot", NULL, "good", "");
	else if (found)
		puts("snapshot: it is what the events make");
	return ERR_NONE;
}

static int check_ledger(struct checking *c, const struct config *config)
{
	struct ledger *ledger;
	struct err err;

	if (ledger_open(config->state_dir, LEDGER_READ, 0, &ledger, &err)) {
		if (is_missing(config->state_dir)) {
			if (c->cli->json)
				print_json("ledger", NULL, "none", config->state_dir);
			else
				printf("no ledger yet in %s\n", config->state_dir);
			return show_all_meetings(c, config, NULL);
		}
		return cli_fail(&err);	/* one that may not be read, or is none of ours, is no
					 * missing one */
	}
	int status = STATUS_DONE;

	if (ledger_check(ledger, &err))
		status = cli_fail(&err);
	if (c->cli->json)
		print_json("ledger", NULL, status == STATUS_DONE ? "good" : "damaged",
			   status == STATUS_DONE ? config->state_dir : err.text);
	if (status == STATUS_DONE && check_snapshot(c, ledger, &err))
		status = cli_fail(&err);
	if (status == STATUS_DONE && (show_hold(c, ledger, &err) || show_clock(c, ledger, &err)))
		status = cli_fail(&err);
	for (size_t i = 0; status == STATUS_DONE && i < config->n_lists; i++) {
		if (config->lists[i].feed.url && show_calendar(c, &config->lists[i], ledger, &err))
			status = cli_fail(&err);
	}
	if (status == STATUS_DONE)
		status = show_all_meetings(c, config, ledger);
	ledger_close(&ledger);
	return status;
}

/* Whoever can write these is master of who acts for whom, and of what the bot says. */
static int check_writers(struct checking *c, const struct config *config)
{
	int status = STATUS_DONE;
	const char *path;
	struct err err;

	c->part = "rights";
	for (size_t i = 0; (path = config_guarded(c->arena, config, i)); i++) {
		if (file_check_writers(path, &err) == ERR_NONE)
			continue;
		status = STATUS_CONFIG;
		if (c->cli->json)
			print_json(c->part, NULL, "failed", err.text);
		else
			terminal_hang(&c->terminal, "", STYLE_BAD, err.text);
	}
	return status;
}

/* What an outsider can do, list by list. */
static void say_exposure(const struct checking *c, const struct config *config)
{
	bool is_trial = exposure_is_none(config);
	enum style warn = is_trial ? STYLE_PLAIN : STYLE_WARN;

	if (is_trial && !c->cli->json)
		terminal_hang(&c->terminal, "only folders: ", STYLE_PLAIN,
			      "no mail leaves this machine; of outsiders, what follows counts "
			      "once there are servers");
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct exposure e = exposure_of(c->arena, config, &config->lists[i]);
		const char *part = arena_printf(c->arena, "list %s", config->lists[i].name),
			   *head = arena_printf(c->arena, "%s: ", part);

		if (c->cli->json) {
			print_json(part, "mail", e.mail_is_open ? "open" : "shown", e.mail);
			print_json(part, "outsider", e.outsider_acts ? "open" : "held", e.outsider);
			continue;
		}
		terminal_hang(&c->terminal, head, e.mail_is_open ? warn : STYLE_PLAIN,
			      e.mail);
		terminal_hang(&c->terminal, head, e.outsider_acts ? warn : STYLE_PLAIN,
			      e.outsider);
	}
}

/* The rules of votes in words, with the numbers that they mean today. */
static void say_votes(const struct checking *c, const struct config_list *list)
{
	const char *part = arena_printf(c->arena, "list %s", list->name);

	for (size_t i = 0; list->has_votes && i < list->n_votes; i++) {
		const struct vote_rule *rule = &list->votes[i];
		size_t voters = vote_rule_voters(rule, &list->people);
		const char *text = arena_printf(c->arena, "%s: %s", rule->name,
						vote_rule_text(c->arena, rule, voters));

		if (c->cli->json)
			print_json(part, "vote", "rule", text);
		else
			terminal_hang(&c->terminal, arena_printf(c->arena, "%s: vote ", part),
				      STYLE_PLAIN, text);
	}
}

static void say_root(const struct checking *c)
{
	static const char text[] =
		"beadle runs as root, and need not: set user, or let systemd start it";

	if (c->cli->json)
		print_json("user", NULL, "root", text);
	else
		terminal_hang(&c->terminal, "", STYLE_WARN, text);
}

static void say_placeholders(const struct checking *c, const struct config *config)
{
	const char *names = placeholders_of(c->arena, config), *text;

	if (!names)
		return;
	text = arena_printf(c->arena, "an example's, where mail reaches nobody: %s", names);
	if (c->cli->json)
		print_json("addresses", NULL, "example", text);
	else
		terminal_hang(&c->terminal, "addresses: ", STYLE_WARN, text);
}

static void report_nothing(void *user, const char *step, const char *detail)
{
	(void)user;
	(void)step;
	(void)detail;
}

static void say_missing(struct checking *c, const char *text)
{
	if (c->cli->json)
		print_json(c->part, NULL, "missing", text);
	else
		terminal_hang(&c->terminal, arena_printf(c->arena, "%s: ", c->part), STYLE_WARN,
			      text);
}

/* Folders of mail: what is not there may come yet, but is more often a slip of the pen. */
static void check_places(struct checking *c, const struct config *config)
{
	struct err err;

	for (size_t i = 0; i < config->n_mailboxes; i++) {
		const struct config_mailbox *m = &config->mailboxes[i];

		c->part = arena_printf(c->arena, "mailbox %s", m->name);
		if (m->type != MAILBOX_IMAP &&
		    mailbox_driver(m)->check(m, report_nothing, NULL, &err))
			say_missing(c, err.text);
	}
}

/* A folder that a round writes into: one that is there must let us, and where it is not, we make
 * it. */
static int check_folder(struct checking *c, const char *part, const char *dir)
{
	const char *slash = strrchr(dir, '/');
	const char *parent = !slash	    ? "."
			     : slash == dir ? "/"
					    : arena_strndup(c->arena, dir, (size_t)(slash - dir));
	bool exists = access(dir, F_OK) == 0;

	if (access(exists ? dir : parent, W_OK) == 0)
		return STATUS_DONE;
	c->part = part;
	say_missing(c, arena_printf(c->arena, "%s cannot be %s: %s", dir,
				    exists ? "written" : "made", strerror(errno)));
	return exists ? STATUS_CONFIG : STATUS_DONE;
}

/* Would `once` be allowed to write what it has to?  Where mail and minutes go, it tries again. */
static int check_rights(struct checking *c, const struct config *config)
{
	int status = check_folder(c, "ledger", config->state_dir);
	struct err err;

	if (!status && (ledger_check_rights(config->state_dir, &err) ||
			token_keys_check(config->state_dir, &err))) {
		c->part = "state";
		say_missing(c, err.text);
		status = STATUS_CONFIG;
	}
	if (config->outbox.type == OUTBOX_MAILDIR) {
		const char *tmp = arena_printf(c->arena, "%s/tmp", config->outbox.path);

		(void)check_folder(c, "outbox",
				   access(tmp, F_OK) == 0 ? tmp : config->outbox.path);
	}
	for (size_t i = 0; i < config->n_lists; i++) {
		const struct config_list *list = &config->lists[i];
		const char *part = arena_printf(c->arena, "minutes of list %s", list->name);

		if (list->minutes.folder)
			(void)check_folder(c, part, list->minutes.folder);
	}
	return status;
}

static int check(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "connect", no_argument, NULL, OPT_CONNECT }, { 0 } };
	struct checking c = { .cli = cli, .terminal = terminal_of(stdout) };
	bool connect = false;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_check, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		connect = connect || opt == OPT_CONNECT;
	}
	if (optind < argc)
		return cli_usage(cli,
				 "check takes no argument: %s; name the configuration with -c",
				 argv[optind]);
	struct config *config = cli_config_of_user(cli, false, &status);

	if (!config)
		return status;
	c.arena = arena_new();
	if (cli->json) {
		print_json("configuration", NULL, "good", config->file);
	} else {
		printf("%s: ", config->file);
		terminal_say(&c.terminal, STYLE_GOOD, "good");
		printf(" (%zu list%s, %zu mailbox%s)\n", config->n_lists,
		       config->n_lists == 1 ? "" : "s", config->n_mailboxes,
		       config->n_mailboxes == 1 ? "" : "es");
	}
	say_exposure(&c, config);
	for (size_t i = 0; i < config->n_lists; i++)
		say_votes(&c, &config->lists[i]);
	say_placeholders(&c, config);
	if (cli_is_root_for_good(config))
		say_root(&c);
	if (!connect)
		check_places(&c, config);
	int rights = check_writers(&c, config), ours = check_rights(&c, config);

	rights = rights ? rights : ours;

	status = check_ledger(&c, config);
	if (connect && status == STATUS_DONE)
		status = connect_all(&c, config);
	if (status == STATUS_DONE)
		status = rights;
	arena_free(&c.arena);
	config_free(&config);
	return status;
}

const struct cli_command command_check = {
	.name = "check",
	.synopsis = "[-c FILE] [--connect] [--json]",
	.does = "Check the whole configuration; with --connect try each server too",
	.help = "  --connect  connect to each mailbox, to the outbox and to the addresses of "
		"calendars, step by\n"
		"             step (name, TCP, TLS, greeting, login, folder, sender, answers), and "
		"say which\n"
		"             step failed; sends no mail\n",
	.run = check,
};
