/* cmd_preview.c - `beadle preview`: what would be sent now, from the ledger, which stays as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/digest_mails.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/reader.h"
#include "cli/terminal.h"
#include "notices/compose.h"
#include "notices/decide_meeting.h"

enum { OPT_LIST = 256, DAY_S = 24 * 3600, WEEK_S = 7 * DAY_S };

struct preview {
	struct ledger_reader reader;
	struct terminal terminal;
	bool json;
	int64_t now_s;
	unsigned shown;
};

static const struct { const char *name; enum meeting_preview what;
} previews[] = {
	{ "digest", PREVIEW_DIGEST },
	{ "agenda", PREVIEW_AGENDA },
	{ "minutes", PREVIEW_MINUTES },
	{ "weekly", PREVIEW_WEEKLY },
};

enum { N_PREVIEWS = sizeof previews / sizeof previews[0] };

static void print_notice(struct preview *p, const struct notice *notice)
{
	const struct terminal *t = &p->terminal;

	if (p->json) {
		p->shown++;
		output_json(json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s}", "kind",
				      notice_name(notice), "list", notice->list, "person",
				      notice->person ? notice->person->name : NULL, "to",
				      notice->addr, "subject", notice->composed.subject, "text",
				      notice->composed.text));
		return;
	}
	if (p->shown++)
		putchar('\n');
	terminal_put(t, STYLE_QUIET, span_of("To: "));
	terminal_say(t, STYLE_PLAIN, "%s%s%s%s\n", notice->person ? notice->person->name : "",
		     notice->person ? " <" : "", notice->addr, notice->person ? ">" : "");
	terminal_put(t, STYLE_QUIET, span_of("Subject: "));
	terminal_put(t, STYLE_HEAD, span_of(notice->composed.subject));
	terminal_say(t, STYLE_PLAIN, "\n\n%s", notice->composed.text);
}

/* The skeleton of minutes: no mail, and markdown as it is to be pasted. */
static void print_text(struct preview *p, const char *list, const char *text)
{
	if (p->json)
		output_json(json_pack("{s:s, s:s, s:s}", "kind", "minutes", "list", list, "text",
				      text));
	else
		terminal_say(&p->terminal, STYLE_PLAIN, "%s%s", p->shown ? "\n" : "", text);
	p->shown++;
}

static void preview_reminders(struct preview *p, const struct config_list *list)
{
	struct notice_list due = { 0 };
	int64_t next_s = INT64_MAX;

	decide_list(p->reader.arena, p->reader.state, &list->policy, &list->people, p->now_s, &due,
		    &next_s);
	for (size_t i = 0; i < due.len; i++) {
		if (due.notices[i].kind != NOTICE_REMINDER &&
		    due.notices[i].kind != NOTICE_LAST_CALL)
			continue;
		compose_notice(p->reader.arena, &due.notices[i], p->reader.state, &list->policy,
			       p->now_s, &due.notices[i].composed);
		print_notice(p, &due.notices[i]);
	}
}

static enum err_kind preview_meeting(struct preview *p, struct meeting_context context,
				     enum meeting_preview what, struct err *err)
{
	struct ledger_message_list messages = { 0 };
	struct thread_mail *mails;
	struct notice notice;
	const char *text;

	if (what == PREVIEW_WEEKLY) {
		if (ledger_list_messages(
			    p->reader.ledger, p->reader.arena, context.policy->list_name,
			    p->now_s - WEEK_S - THREADS_BEFORE_S, p->now_s, &messages, err))
			return err->kind;
		context.n_mails = digest_mails(p->reader.arena, &messages, &mails);
		context.mails = mails;
	}
	if (!meeting_preview(p->reader.arena, &context, what, p->now_s, &notice, &text))
		return ERR_NONE;
	if (!text)
		print_notice(p, &notice);
	else
		print_text(p, context.policy->list_name, text);
	return ERR_NONE;
}

static int preview(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "list", required_argument, NULL, OPT_LIST }, { 0 } };
	const char *only_list = NULL, *word;
	struct preview p = { .terminal = terminal_of(stdout) };
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
		return cli_usage(
			cli, "preview takes one of digest, agenda, reminders, minutes and weekly");
	p.now_s = cli->now_s;
	p.json = cli->json;
	status = ledger_reader_open(cli, only_list, &p.reader);
	for (size_t i = 0; status == STATUS_DONE && i < p.reader.config->n_lists; i++) {
		const struct config_list *list = &p.reader.config->lists[i];

		if (only_list && strcmp(only_list, list->name) != 0)
			continue;
		if (what == N_PREVIEWS)
			preview_reminders(&p, list);
		else if (preview_meeting(&p, p.reader.lists[i], previews[what].what, &err))
			status = cli_fail(&err);
	}
	if (status == STATUS_DONE && !p.shown && !p.json)
		puts(what == N_PREVIEWS ? "No reminder is due now." : strcmp(word, "weekly") == 0 ?
		     "There is nothing to say about the week." :
		     "No meeting is planned, or it has no known chair.");
	ledger_reader_close(&p.reader);
	return status;
}

const struct cli_command command_preview = {
	.name = "preview",
	.synopsis = "digest|agenda|reminders|minutes|weekly [--list NAME] [--json]",
	.does = "Print what would be sent now",
	.help = "  --list NAME  only this list\n",
	.run = preview,
};
