/* cmd_rebuild.c - `beadle rebuild`: reads the mails again and prints what would change; --apply
 * makes the change. */
#include <string.h>

#include "bot/rebuild.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "committee/reread.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "message/message.h"

enum { OPT_APPLY = 256, FIELD_COLUMNS = 9 };

static void show_progress(void *user, enum rebuild_stage stage, size_t n, size_t of)
{
	if (stage == REBUILD_FETCHES)
		progress_show(user, "Fetching: %zu mails", n);
	else
		progress_show(user, "Reading: %zu of %zu mails", n, of);
}

/* ---- for people ---- */

static const char *or_none(const char *text)
{
	return *text ? text : "none";
}

static const char *date_or_none(struct arena *arena, struct civil_date date)
{
	return civil_is_set(date) ? export_day(arena, date) : "none";
}

/* With `but`: those alone that it has not, each behind the mark; *common_out: it has some. */
static const char *owners_of(struct arena *arena, const struct item *item, const struct item *but,
			     const char *mark, bool *common_out)
{
	const char *text = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		bool both = but && difference_is_owned(arena, but, &item->owners[i]);

		*common_out = *common_out || both;
		if (!both)
			text = arena_printf(arena, "%s%s%s%s", text, *text ? ", " : "", mark,
					    difference_owner(arena, &item->owners[i]));
	}
	return text;
}

/* Of a group that has grown only who is new. */
static const char *change_of_owners(struct arena *arena, const struct item *was,
				    const struct item *is)
{
	bool common = false;
	const char *gone = owners_of(arena, was, is, "- ", &common),
		   *come = owners_of(arena, is, was, "+ ", &common);

	if (common)
		return arena_printf(arena, "%s%s%s", gone, *gone && *come ? ", " : "", come);
	return arena_printf(arena, "%s -> %s", or_none(owners_of(arena, was, NULL, "", &common)),
			    or_none(owners_of(arena, is, NULL, "", &common)));
}

static const char *source_of(struct arena *arena, const struct item *item)
{
	if (!*item->message_id)
		return arena_printf(arena, "rule %s", item->rule);
	return arena_printf(arena, "line %u of <%s>, rule %s", item->line, item->message_id,
			    item->rule);
}

static const char *field_of(struct arena *arena, const struct item *item, unsigned field)
{
	bool common = false;

	switch (field) {
	case DIFFERS_TEXT:
		return arena_printf(arena, "\"%s\"", item->text);
	case DIFFERS_OWNERS:
		return or_none(owners_of(arena, item, NULL, "", &common));
	case DIFFERS_DUE:
		return date_or_none(arena, item->due);
	case DIFFERS_STATUS:
		return item_status_name(item->status);
	case DIFFERS_DUTY:
		return or_none(item->duty.every);
	case DIFFERS_SOURCE:
		return source_of(arena, item);
	default:
		return NULL;
	}
}

static void print_field(const struct terminal *t, struct arena *arena, unsigned field,
			const char *text)
{
	terminal_hang(t, arena_printf(arena, "  %-*s", FIELD_COLUMNS, difference_field_name(field)),
		      STYLE_PLAIN, text);
}

static void print_change(const struct terminal *t, struct arena *arena, const struct difference *d,
			 unsigned field)
{
	const char *was = field_of(arena, d->before, field), *is = field_of(arena, d->after, field);

	if (field == DIFFERS_DETAIL)
		print_field(t, arena, field, "what stands below it differs");
	else if (field == DIFFERS_HISTORY)
		print_field(t, arena, field, "its mentions or sources differ");
	else if (field == DIFFERS_OWNERS)
		print_field(t, arena, field, change_of_owners(arena, d->before, d->after));
	else
		print_field(t, arena, field, arena_printf(arena, "%s -> %s", was, is));
}

static void print_item(const struct terminal *t, struct arena *arena, const struct difference *d)
{
	static const unsigned shown[] = { DIFFERS_OWNERS, DIFFERS_DUE, DIFFERS_STATUS, DIFFERS_DUTY,
					  DIFFERS_SOURCE };
	const struct item *item = d->after ? d->after : d->before;
	enum style style = !d->before ? STYLE_GOOD : !d->after ? STYLE_BAD : STYLE_HEAD;
	const char *what = !d->before ? "appears" : !d->after ? "vanishes" : "changes";

	terminal_say(t, style, "#%d %s", d->item, what);
	terminal_say(t, STYLE_PLAIN, "  %s\n",
		     terminal_short(arena, item->text, t->columns > 24 ? t->columns - 24 : 0));
	for (unsigned bit = 1; d->before && d->after && bit <= DIFFERS_HISTORY; bit <<= 1) {
		if (d->fields & bit)
			print_change(t, arena, d, bit);
	}
	for (size_t i = 0; !(d->before && d->after) && i < sizeof shown / sizeof shown[0]; i++) {
		const char *text = field_of(arena, item, shown[i]);

		if (strcmp(text, "none") != 0)
			print_field(t, arena, shown[i], text);
	}
}

/* An answer is sent once, whatever it would say now. */
static void print_event(const struct terminal *t, struct arena *arena, const struct difference *d)
{
	if ((d->come ? d->come : d->gone)->kind == EVENT_ANSWER)
		return;
	terminal_say(t, d->come ? STYLE_GOOD : STYLE_BAD, "%s\n", d->come ? "appears" : "vanishes");
	output_history(t, arena, d->come ? d->come : d->gone, true);
}

static bool is_judged_otherwise(const struct rebuild_mail *mail)
{
	return mail->before->fate != mail->after->fate ||
	       strcmp(mail->before->list, mail->after->list) != 0;
}

static void print_judged(const struct terminal *t, struct arena *arena,
			 const struct rebuild_mail *mail)
{
	const struct ledger_message *was = mail->before, *is = mail->after;
	const char *text = arena_printf(arena, "<%s>", was->message_id);

	if (was->fate != is->fate)
		text = arena_printf(arena, "%s  %s -> %s", text, message_fate_name(was->fate),
				    message_fate_name(is->fate));
	if (strcmp(was->list, is->list) != 0)
		text = arena_printf(arena, "%s  list %s -> %s", text, or_none(was->list),
				    or_none(is->list));
	terminal_hang(t, "mail  ", STYLE_PLAIN, text);
}

static bool has_same_authors(const struct rebuild_mail *a, const struct rebuild_mail *b)
{
	return !is_judged_otherwise(a) && !is_judged_otherwise(b) &&
	       strcmp(a->before->author, b->before->author) == 0 &&
	       strcmp(a->after->author, b->after->author) == 0;
}

/* Who has another name has it in each of his mails: one line tells it. */
static void print_mails(const struct terminal *t, struct arena *arena, const struct rebuild *r)
{
	for (size_t i = 0; i < r->n_mails; i++) {
		const struct rebuild_mail *mail = &r->mails[i];
		size_t first = 0, n = 0;

		if (is_judged_otherwise(mail)) {
			print_judged(t, arena, mail);
			continue;
		}
		while (!has_same_authors(&r->mails[first], mail))
			first++;
		if (first < i)
			continue;
		for (size_t k = i; k < r->n_mails; k++)
			n += has_same_authors(&r->mails[k], mail);
		terminal_hang(t, "author  ", STYLE_PLAIN,
			      arena_printf(arena, "%s -> %s, of %zu mail%s", mail->before->author,
					   mail->after->author, n, n == 1 ? "" : "s"));
	}
}

static void print_sum(const struct terminal *t, struct arena *arena, const struct rebuild *r)
{
	unsigned long come = 0, gone = 0, otherwise = 0;
	const char *text = arena_printf(arena, "%zu %s read again", r->n_read,
					 r->n_read == 1 ? "mail was" : "mails were");

	for (size_t i = 0; i < r->differences.len; i++) {
		const struct difference *d = &r->differences.differences[i];

		come += d->item && !d->before;
		gone += d->item && !d->after;
		otherwise += d->item && d->before && d->after;
	}
	if (r->n_missing)
		text = arena_printf(arena, "%s; %zu cannot be read, and what was recorded from "
					   "them stays",
				    text, r->n_missing);
	terminal_hang(t, "", STYLE_PLAIN, arena_printf(arena, "%s.", text));
	if (!r->changes) {
		puts("Nothing would change.");
		return;
	}
	terminal_hang(
		t, "", STYLE_PLAIN,
		arena_printf(arena,
			     "Items: %lu change, %lu appear, %lu vanish. Nothing is sent again.",
			     otherwise, come, gone));
	if (r->n_archived)
		terminal_hang(t, "", STYLE_PLAIN,
			      arena_printf(arena, "Links to the archive: of %zu mail%s.",
					   r->n_archived, r->n_archived == 1 ? "" : "s"));
	if (r->ballots.len)
		terminal_hang(t, "", STYLE_PLAIN,
			      arena_printf(arena, "Secret ballots that the ledger lacks: %zu.",
					   r->ballots.len));
	puts(r->applied ? "The change is applied."
			: "Nothing is changed yet: use --apply to do it.");
}

static void print(const struct rebuild *r)
{
	const struct terminal t = terminal_of(stdout);
	struct arena *arena = arena_new();

	for (size_t i = 0; i < r->differences.len; i++) {
		const struct difference *d = &r->differences.differences[i];

		if (d->item)
			print_item(&t, arena, d);
		else
			print_event(&t, arena, d);
	}
	print_mails(&t, arena, r);
	if (r->changes)
		putchar('\n');
	print_sum(&t, arena, r);
	arena_free(&arena);
}

/* ---- with --json ---- */

static json_t *item_json(struct arena *arena, const struct item *item)
{
	json_t *owners = json_array();

	if (!item) {
		json_decref(owners);
		return json_null();
	}
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		json_array_append_new(owners, json_pack("{s:s, s:s, s:s, s:b}", "written",
							o->written, "person", o->person, "group",
							o->group, "done", o->done_at_s != 0));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:s?, s:s, s:s, s:s, s:i, s:s}", "list", item->list,
			 "text", item->text, "detail", item->detail, "owners", owners, "due",
			 export_day(arena, item->due), "status", item_status_name(item->status),
			 "every", item->duty.every, "message_id", item->message_id, "line",
			 (int)item->line, "rule", item->rule);
}

static void print_difference_json(struct arena *arena, const struct difference *d)
{
	json_t *fields = json_array();

	if (!d->item) {
		json_decref(fields);
		output_json(json_pack("{s:s, s:s, s:o}", "kind", "event", "change",
				      d->come ? "appears" : "vanishes", "event",
				      output_event(arena, d->come ? d->come : d->gone)));
		return;
	}
	for (unsigned bit = 1; bit <= DIFFERS_HISTORY; bit <<= 1) {
		if (d->fields & bit)
			json_array_append_new(fields, json_string(difference_field_name(bit)));
	}
	output_json(json_pack("{s:s, s:s, s:i, s:o, s:o, s:o}", "kind", "item", "change",
			      !d->before  ? "appears"
			      : !d->after ? "vanishes"
					  : "changes",
			      "item", d->item, "fields", fields, "before",
			      item_json(arena, d->before), "after", item_json(arena, d->after)));
}

static json_t *mail_json(const struct ledger_message *m)
{
	return json_pack("{s:s, s:s, s:s}", "fate", message_fate_name(m->fate), "list", m->list,
			 "author", m->author);
}

static void print_json(const struct rebuild *r)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < r->differences.len; i++)
		print_difference_json(arena, &r->differences.differences[i]);
	for (size_t i = 0; i < r->n_mails; i++)
		output_json(json_pack("{s:s, s:s, s:o, s:o}", "kind", "mail", "message_id",
				      r->mails[i].before->message_id, "before",
				      mail_json(r->mails[i].before), "after",
				      mail_json(r->mails[i].after)));
	for (size_t i = 0; i < r->n_unsaid; i++)
		output_json(json_pack("{s:s, s:s}", "kind", "unsaid", "key", r->unsaid[i]));
	output_json(json_pack("{s:s, s:I, s:I, s:b, s:b}", "kind", "sum", "read",
			      (json_int_t)r->n_read, "missing", (json_int_t)r->n_missing, "changes",
			      r->changes, "applied", r->applied));
	arena_free(&arena);
}

static int rebuild(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = { { "apply", no_argument, NULL, OPT_APPLY }, { 0 } };
	struct cli_progress progress;
	struct rebuild_options options = { .user = &progress };
	struct rebuild result = { 0 };
	struct err err;
	int status = STATUS_DONE, opt;

	while ((opt = cli_option(cli, &command_rebuild, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			return status;
		options.apply = true;
	}
	if (optind < argc)
		return cli_usage(cli, "rebuild takes no argument: %s", argv[optind]);
	struct config *config = cli_config_of_user(cli, false, &status);

	if (!config)
		return status;
	options.now_s = cli->now_s;
	options.progress = cli->verbose ? NULL : show_progress;
	message_prepare();
	progress_begin(&progress);
	bool failed = rebuild_run(config, &options, &result, &err) != ERR_NONE;

	progress_end(&progress);
	if (failed)
		status = cli_fail(&err);
	else if (cli->json)
		print_json(&result);
	else
		print(&result);
	rebuild_free(&result);
	config_free(&config);
	return status;
}

const struct cli_command command_rebuild = {
	.name = "rebuild",
	.synopsis = "[--apply] [--json]",
	.does = "Read all mail again, after the people or the tags changed, and show what would "
		"change",
	.help = "  --apply  make the change, in one step, even beside a running daemon\n"
		"\n"
		"Items keep their numbers and what you did to them; nothing is sent again, and "
		"nobody is mailed about\n"
		"the past. What was recorded from mail that is in no mailbox any more stays.\n",
	.run = rebuild,
};
