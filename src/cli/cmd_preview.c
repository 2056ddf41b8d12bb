/* cmd_preview.c - `beadle preview`: what would be sent now, from the ledger, which stays as it is. */
#include <stdlib.h>
#include <string.h>

#include "bot/digest_mails.h"
#include "cli/cli.h"
#include "committee/record_agenda.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "notices/compose.h"
#include "notices/decide_meeting.h"

enum { OPT_LIST = 256, DAY_S = 24 * 3600, WEEK_S = 7 * DAY_S };

struct preview {
	struct config *config;
	struct ledger *ledger;
	struct state *state;
	struct arena *arena;
	int64_t now_s;
	unsigned shown;
};

static const struct { const char *name; enum meeting_preview what; } previews[] = {
	{ "digest", PREVIEW_DIGEST }, { "agenda", PREVIEW_AGENDA }, { "minutes", PREVIEW_MINUTES }, { "weekly", PREVIEW_WEEKLY },
};

enum { N_PREVIEWS = sizeof previews / sizeof previews[0] };

static void print_notice(struct preview *p, const struct notice *notice)
{
	if (p->shown++)
		putchar('\n');
	printf("To: %s%s%s%s\nSubject: %s\n\n%s", notice->person ? notice->person->name : "", notice->person ? " <" : "",
	       notice->addr, notice->person ? ">" : "", notice->composed.subject, notice->composed.text);
}

static void preview_reminders(struct preview *p, const struct list_config *list)
{
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX;

	decide_list(p->arena, p->state, &list->policy, &list->people, p->now_s, &due, &next_s);
	for (size_t i = 0; i < due.len; i++) {
		if (due.notices[i].kind != NOTICE_REMINDER)
			continue;
		compose_notice(p->arena, &due.notices[i], p->state, &list->policy, p->now_s, &due.notices[i].composed);
		print_notice(p, &due.notices[i]);
	}
}

static enum err_kind preview_meeting(struct preview *p, const struct list_config *list, enum meeting_preview what,
				     struct err *err)
{
	struct meeting_calendar *calendar = calendar_new(list->meetings);
	struct meeting_context context = { .state = p->state, .policy = &list->policy, .people = &list->people,
					   .calendar = calendar, .read_s = p->now_s };
	struct ledger_message_list messages = { 0 };
	enum err_kind kind = ERR_NONE;
	struct meeting_change *changes;
	struct thread_mail *mails;
	struct notice notice;
	const char *text;

	if (calendar) {
		size_t n = record_meeting_changes(p->arena, p->state, list->name, &changes);

		calendar_set_changes(calendar, changes, n);
	}
	if (what == PREVIEW_WEEKLY) {
		kind = ledger_list_messages(p->ledger, p->arena, list->name, p->now_s - WEEK_S - THREADS_BEFORE_S, p->now_s,
					    &messages, err);
		context.n_mails = kind ? 0 : digest_mails(p->arena, &messages, &mails);
		context.mails = context.n_mails ? mails : NULL;
	}
	if (!kind && meeting_preview(p->arena, &context, what, p->now_s, &notice, &text)) {
		if (!text)
			print_notice(p, &notice);
		else
			printf("%s%s", p->shown++ ? "\n" : "", text);
	}
	calendar_free(&calendar);
	return kind;
}

static int open_preview(struct cli *cli, struct preview *p)
{
	int status = STATUS_DONE;
	struct err err;

	*p = (struct preview){ .config = cli_config(cli, &status), .now_s = cli->now_s };
	if (!p->config)
		return status;
	p->state = state_new();
	p->arena = arena_new();
	if (ledger_open(p->config->state_dir, LEDGER_READ, cli->now_s, &p->ledger, &err) ||
	    ledger_load_state(p->ledger, p->state, &err))
		return cli_fail(&err);
	return STATUS_DONE;
}

static void close_preview(struct preview *p)
{
	ledger_close(&p->ledger);
	if (p->state)
		state_free(&p->state);
	arena_free(&p->arena);
	config_free(&p->config);
}

static int preview(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };
	const char *only_list = NULL, *word;
	struct preview p;
	struct err err;
	int status = STATUS_DONE, opt;
	size_t what = 0;

	while ((opt = cli_option(cli, &command_preview, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		only_list = optarg;
	}
	word = optind < argc ? argv[optind] : "";
	while (what < N_PREVIEWS && strcmp(previews[what].name, word) != 0)
		what++;
	if (optind + 1 != argc || (what == N_PREVIEWS && strcmp(word, "reminders") != 0))
		return cli_usage(cli, "preview takes one of digest, agenda, reminders, minutes and weekly");
	status = open_preview(cli, &p);
	if (status == STATUS_DONE && only_list && !config_list(p.config, only_list)) {
		cli_complain("there is no list %s", only_list);
		status = STATUS_FAILED;
	}
	for (size_t i = 0; status == STATUS_DONE && i < p.config->n_lists; i++) {
		const struct list_config *list = &p.config->lists[i];

		if (only_list && strcmp(only_list, list->name) != 0)
			continue;
		if (what == N_PREVIEWS)
			preview_reminders(&p, list);
		else if (preview_meeting(&p, list, previews[what].what, &err))
			status = cli_fail(&err);
	}
	if (status == STATUS_DONE && !p.shown)
		puts(what == N_PREVIEWS ? "No reminder is due now." : strcmp(word, "weekly") == 0 ?
		     "There is nothing to say of the week." :
		     "No meeting is to come, or nobody is known to chair it.");
	close_preview(&p);
	return status;
}

const struct command command_preview = {
	.name = "preview", .synopsis = "digest|agenda|reminders|minutes|weekly [--list NAME]",
	.does = "What would be sent now",
	.help = "  --list NAME  of one list alone\n",
	.run = preview,
};
