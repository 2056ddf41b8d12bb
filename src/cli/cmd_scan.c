/* cmd_scan.c - `beadle scan FILE...`: the tags in mail or minutes; no ledger, no configuration.
 *
 * What a file holds is told by its content: a folder is a Maildir, "From " begins an
 * mbox, a block of header fields begins a mail; everything else is minutes.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/archive.h"
#include "cli/cli.h"
#include "config/config.h"
#include "mailbox/local.h"
#include "mailbox/mailbox.h"
#include "message/message.h"
#include "notices/layout.h"
#include "tags/scan.h"
#include "time/zone.h"

enum { OPT_PEOPLE = 256, OPT_ZONE, FILE_MAX_BYTES = 16 * 1024 * 1024 };

struct scan {
	const struct cli *cli;
	struct rules *rules;
	struct people people;
	bool has_people;
	const struct zone *zone;
	const char *file;		/* that is being read */
	bool many;			/* it holds many mails: the lines alone do not say which one */
	struct arena *arena;		/* of one mail or file */
	unsigned long facts, aside;
};

static void print_fact(const struct scan *s, const struct fact *fact, const char *message_id)
{
	if (s->cli->json) {
		json_t *json = fact_to_json(fact, s->file, message_id);

		json_dumpf(json, stdout, 0);
		putchar('\n');
		json_decref(json);
		return;
	}
	char due[CIVIL_TEXT_SIZE];
	const char *owners = "";

	for (size_t i = 0; i < fact->n_owners; i++)
		owners = arena_printf(s->arena, "%s%s%s", owners, *owners ? ", " : "", fact->owners[i]);
	printf("%s:%u: %s%s", s->file, fact->line, fact_kind_name(fact->kind), fact->status == FACT_DONE ? " (done)" : "");
	if (fact->item > 0)
		printf("  #%d", fact->item);
	if (*owners)
		printf("  [%s]", owners);
	if (civil_is_set(fact->due))
		printf("  %s %s", fact->kind == FACT_MEETING ? "on" : "due", civil_format_iso(fact->due, due));
	if (fact->minutes > 0)
		printf("  %d min", fact->minutes);
	printf("  %s", fact->text);
	if (s->cli->verbose)
		printf("  {%s}", fact->rule);
	putchar('\n');
}

static void print_facts(struct scan *s, const struct fact_list *list, const char *message_id)
{
	for (size_t i = 0; i < list->len; i++)
		print_fact(s, &list->facts[i], message_id);
	s->facts += list->len;
}

/* -v: each line and why it was or was not read. */
static void print_lines(const struct message *message)
{
	printf("From: %s <%s> (%s)\nMessage-ID: <%s>\nSubject: %s\n", message->author.name, message->author.addr,
	       author_source_name(message->author_source), message->message_id, message->subject);
	for (size_t i = 0; i < message->n_lines; i++) {
		const struct line *l = &message->lines[i];

		printf("%5u  %-11s  %-24s  " SPAN_FMT "\n", l->number, line_kind_name(l->kind), l->why ? l->why : "",
		       SPAN_ARG(l->text));
	}
}

/* Which of many mails the tags below are in. */
static void print_mail(const struct message *message)
{
	char date[CIVIL_TEXT_SIZE] = "no date";
	struct buf text;

	buf_init(&text, 1000);
	if (message->has_date)
		civil_format_iso(civil_from_utc(message->date_utc_s).date, date);
	buf_addf(&text, "<%s>  %s  ", message->message_id, date);
	layout_add_clean(&text, *message->author.name ? message->author.name : message->author.addr);
	buf_add_str(&text, ": ");
	layout_add_clean(&text, message->subject);
	puts(text.data);
	buf_free(&text);
}

static void scan_mail_bytes(struct scan *s, struct span bytes)
{
	const struct message_limits limits = message_limits_default();
	struct scan_context context = { .people = s->has_people ? &s->people : NULL };
	struct fact_list facts = { 0 };
	struct message message;
	struct err err;

	arena_reset(s->arena);
	if (!s->cli->verbose && !message_may_hold_tag(bytes))
		return;
	if (message_read(s->arena, bytes, &limits, &message, &err)) {
		cli_complain("%s: a mail cannot be read: %s", s->file, err.text);
		s->aside++;
		return;
	}
	context.base = zone_to_local(s->zone, message.has_date ? message.date_utc_s : s->cli->now_s).date;
	if (s->cli->verbose && !s->cli->json)
		print_lines(&message);
	if (scan_message(s->arena, s->rules, &message, &context, &facts, &err))
		cli_complain("%s: %s", s->file, err.text);
	if (s->many && facts.len && !s->cli->verbose && !s->cli->json)
		print_mail(&message);
	print_facts(s, &facts, message.message_id);
}

static enum err_kind take_mail(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct scan *s = user;

	(void)err;
	if (mail->unreadable) {
		cli_complain("%s: a mail cannot be had: %s", s->file, mail->unreadable);
		s->aside++;
	} else {
		scan_mail_bytes(s, mail->bytes);
	}
	return ERR_NONE;
}

static void scan_mail_file(struct scan *s, struct span bytes)
{
	struct mailbox_mail mail = { .bytes = span_sub(bytes, 0, MAIL_MAX_BYTES) };
	struct err err;

	local_mark_cut(&mail, mail.bytes.len < bytes.len);
	(void)take_mail(s, &mail, &err);
}

static int scan_mailbox(struct scan *s, enum mailbox_type type)
{
	struct err err;

	s->many = true;
	return archive_read(s->file, type, take_mail, s, &err) ? cli_fail(&err) : STATUS_DONE;
}

/* Does the text begin with header fields of a mail?  One of those that every mail has must be among them. */
static bool looks_like_mail(struct span text)
{
	static const char *const fields[] = { "from:", "date:", "message-id:", "received:", "return-path:", "subject:" };
	struct span line;
	bool known = false;

	for (unsigned n = 0; n < 200 && span_next_line(&text, &line) && line.len; n++) {
		ptrdiff_t colon = span_find_char(line, ':');

		if (n && ascii_is_space((unsigned char)line.ptr[0]))
			continue;
		if (colon <= 0)
			return false;
		for (ptrdiff_t i = 0; i < colon; i++) {
			if ((unsigned char)line.ptr[i] <= ' ' || (unsigned char)line.ptr[i] >= 0x7F)
				return false;
		}
		for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
			known = known || span_starts_ci(line, fields[i]);
	}
	return known;
}

static enum err_kind read_file(const char *file, struct buf *out, struct err *err)
{
	char chunk[64 * 1024];
	bool is_stdin = strcmp(file, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", file, strerror(errno));
	while ((n = read(fd, chunk, sizeof chunk)) > 0 && !out->over)
		buf_add(out, chunk, (size_t)n);
	int saved = errno;

	if (!is_stdin)
		close(fd);
	if (n < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", file, strerror(saved));
	if (out->over)
		return err_set(err, ERR_DATA, "%s: larger than %d bytes (limit file-size)", file, FILE_MAX_BYTES);
	return ERR_NONE;
}

static int scan_minutes_text(struct scan *s, struct span text)
{
	const struct scan_context context = {
		.people = s->has_people ? &s->people : NULL,
		.base = zone_to_local(s->zone, s->cli->now_s).date, .max_tags = 100000,
	};
	struct fact_list facts = { 0 };
	struct err err;
	int status = STATUS_DONE;

	arena_reset(s->arena);
	if (scan_minutes(s->arena, s->rules, text, &context, &facts, &err))
		status = cli_fail(&err);
	print_facts(s, &facts, NULL);
	return status;
}

static bool is_mbox(const char *file)
{
	char start[5] = "";
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, start, sizeof start) : -1;

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof start && memcmp(start, "From ", sizeof start) == 0;
}

static int scan_file(struct scan *s, const char *file)
{
	struct stat st;
	struct buf text;
	struct err err;
	int status = STATUS_DONE;

	s->file = file;
	s->many = false;
	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		return scan_mailbox(s, MAILBOX_MAILDIR);
	if (is_mbox(file))
		return scan_mailbox(s, MAILBOX_MBOX);
	buf_init(&text, FILE_MAX_BYTES);
	if (read_file(file, &text, &err)) {
		cli_complain("%s", err.text);
		status = STATUS_FAILED;
	} else if (looks_like_mail(buf_span(&text))) {
		scan_mail_file(s, buf_span(&text));
	} else {
		status = scan_minutes_text(s, buf_span(&text));
	}
	buf_free(&text);
	return status;
}

static int read_people(struct scan *s, struct arena *arena, const char *file)
{
	struct buf problems;
	struct err err;
	int status = STATUS_DONE;

	buf_init(&problems, 1024 * 1024);
	if (config_read_people(arena, file, &s->people, &problems, &err)) {
		fputs(problems.data, stderr);
		status = cli_fail(&err);
	}
	s->has_people = status == STATUS_DONE;
	buf_free(&problems);
	return status;
}

static int scan(struct cli *cli, int argc, char **argv)
{
	static const struct option own[] = {
		{ "people", required_argument, NULL, OPT_PEOPLE }, { "zone", required_argument, NULL, OPT_ZONE }, { 0 },
	};
	struct scan s = { .cli = cli, .zone = zone_utc() };
	struct arena *arena = arena_new();
	struct err err;
	int status = STATUS_DONE, opt;

	s.arena = arena_new();
	while (status == STATUS_DONE && (opt = cli_option(cli, &command_scan, argc, argv, own, &status)) != -1) {
		if (opt == CLI_STOP)
			goto out;
		if (opt == OPT_PEOPLE)
			status = read_people(&s, arena, optarg);
		if (opt == OPT_ZONE && !(s.zone = zone_find(optarg)))
			status = cli_usage(cli, "--zone %s: no such time zone; expected a name like Europe/Zurich", optarg);
	}
	if (status == STATUS_DONE && optind == argc)
		status = cli_usage(cli, "scan takes the files to read: mails, mboxes, Maildirs or minutes; - for standard input");
	message_prepare();
	if (status == STATUS_DONE && rules_new(NULL, &s.rules, &err))
		status = cli_fail(&err);
	for (int i = optind; s.rules && i < argc; i++) {
		int one = scan_file(&s, argv[i]);

		status = status ? status : one;
	}
	if (s.aside && status == STATUS_DONE)
		status = STATUS_FAILED;
out:
	rules_free(&s.rules);
	arena_free(&s.arena);
	arena_free(&arena);
	return status;
}

const struct command command_scan = {
	.name = "scan", .synopsis = "[--people FILE] [--zone ZONE] [-v] [--json] FILE...",
	.does = "Print the tags in mail or minutes; needs no configuration",
	.help = "  FILE           a mail, an mbox, a Maildir folder, minutes as .md or .txt; - is standard input\n"
		"  --people FILE  names to resolve, as under `people:` in the configuration\n"
		"  --zone ZONE    where the list is: mail dates become days there (default UTC)\n"
		"  -v             for mail: each line with what it was taken for and why\n",
	.run = scan,
};
