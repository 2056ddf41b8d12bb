/* source.c - see source.h. */
#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/archive.h"
#include "cli/turns.h"
#include "config/config.h"
#include "mailbox/local.h"
#include "message/message.h"
#include "message/reduce.h"
#include "time/zone.h"

enum { FILE_MAX_BYTES = 16 * 1024 * 1024, LOOK_BYTES = 64 * 1024 };

struct source_taking {
	const struct source_taker *taker;
	const char *file;
	bool of_many;
	int status;
};

static void worse(int *status, int one)
{
	if (*status == STATUS_DONE)
		*status = one;
}

static enum err_kind take_mail(void *user, const struct mailbox_mail *mail, struct err *err)
{
	struct source_taking *t = user;

	(void)err;
	if (mail->unreadable) {
		struct arena *arena = arena_new();

		cli_complain("%s: the mail cannot be fetched: %s",
			     archive_mail_name(arena, t->file, mail), mail->unreadable);
		worse(&t->status, STATUS_FAILED);
		arena_free(&arena);
	} else {
		worse(&t->status, t->taker->mail(t->taker->user, t->file, t->of_many, mail));
	}
	return ERR_NONE;
}

static int read_mailbox(const char *file, enum mailbox_type type, const struct source_taker *taker)
{
	struct source_taking taking = { .taker = taker, .file = file, .of_many = true };
	struct err err;

	enum err_kind kind =
		taker->each_alone ? turns_read(file, type, take_mail, &taking, &taking.status, &err)
				  : archive_read(file, type, take_mail, &taking, &err);

	return kind ? cli_fail(&err) : taking.status;
}

/* Does the text begin with header fields of a mail?  One of those that every mail has must be among
 * them. */
static bool looks_like_mail(struct span text)
{
	static const char *const fields[] = { "from:",	   "date:",	   "message-id:",
					      "received:", "return-path:", "subject:" };
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

/* More of the file into out, until it has so much or the file ends. */
static enum err_kind read_more(int fd, const char *file, size_t until, struct buf *out,
			       struct err *err)
{
	char chunk[64 * 1024];
	ssize_t n = 1;

	while (buf_len(out) < until && !buf_is_cut(out) && (n = read(fd, chunk, sizeof chunk)) > 0)
		buf_add(out, chunk, (size_t)n);
	return n < 0 ? err_set(err, ERR_CONFIG, "%s: %s", file, strerror(errno)) : ERR_NONE;
}

/* A single mail, of which a piece is read: without its attachments it can be of any size. */
static enum err_kind read_mail(int fd, struct source_taking *taking, struct buf *piece,
			       struct err *err)
{
	struct reduction *reduction = reduction_new(ARCHIVE_MAIL_MAX_BYTES);
	struct mailbox_mail mail = { .key = "" };
	enum err_kind kind = ERR_NONE;

	for (bool more = true; !kind && more; more = buf_len(piece) > 0) {
		reduction_add(reduction, buf_fitted(piece));
		buf_clear(piece);
		kind = read_more(fd, taking->file, 1, piece, err);
	}
	local_end_mail(reduction, &mail);
	if (!kind)
		kind = take_mail(taking, &mail, err);
	reduction_free(&reduction);
	return kind;
}

static enum err_kind read_text(int fd, struct source_taking *taking, struct buf *text,
			       struct err *err)
{
	const struct source_taker *taker = taking->taker;
	struct span whole;

	if (read_more(fd, taking->file, FILE_MAX_BYTES + 1, text, err))
		return err->kind;
	if (!buf_whole(text, &whole))
		return err_set(err, ERR_DATA, "%s: larger than %d bytes (limit file-size)",
			       taking->file, FILE_MAX_BYTES);
	worse(&taking->status, taker->minutes(taker->user, taking->file, whole));
	return ERR_NONE;
}

static enum err_kind read_file(struct source_taking *taking, struct err *err)
{
	bool is_stdin = strcmp(taking->file, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(taking->file, O_RDONLY | O_CLOEXEC);
	struct buf text;

	if (fd < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", taking->file, strerror(errno));
	buf_init(&text, FILE_MAX_BYTES);
	enum err_kind kind = read_more(fd, taking->file, LOOK_BYTES, &text, err);

	if (!kind)
		kind = looks_like_mail(buf_fitted(&text)) ? read_mail(fd, taking, &text, err)
							  : read_text(fd, taking, &text, err);
	buf_free(&text);
	if (!is_stdin)
		close(fd);
	return kind;
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

int source_read(const char *file, const struct source_taker *taker)
{
	struct source_taking taking = { .taker = taker, .file = file };
	struct stat st;
	struct err err;

	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		return read_mailbox(file, MAILBOX_MAILDIR, taker);
	if (is_mbox(file))
		return read_mailbox(file, MAILBOX_MBOX, taker);
	if (read_file(&taking, &err)) {
		cli_complain("%s", err.text);
		worse(&taking.status, STATUS_FAILED);
	}
	return taking.status;
}

/* ---- how it is read ---- */

static int take_people(struct reading_options *o, const char *file)
{
	struct buf problems;
	struct err err;
	int status = STATUS_DONE;

	buf_init(&problems, 1024 * 1024);
	if (config_read_people(o->arena, file, &o->people, &problems, &err)) {
		cli_problems(buf_shown(&problems).ptr);
		status = cli_fail(&err);
	}
	o->has_people = status == STATUS_DONE;
	buf_free(&problems);
	return status;
}

/* What --people and --zone say goes before what the list has. */
static int take_list(struct cli *cli, struct reading_options *o)
{
	int status = STATUS_DONE;

	o->config = cli_config(cli, &status);
	if (!o->config)
		return status;
	o->list = config_list(o->config, o->list_name);
	if (!o->list)
		return cli_usage(cli, "--list %s: the configuration has no such list",
				 o->list_name);
	if (!o->has_people)
		o->people = o->list->people;
	o->has_people = true;
	if (!o->zone)
		o->zone = zone_find(o->list->policy.zone);
	return STATUS_DONE;
}

int reading_option(struct cli *cli, struct reading_options *o, int opt, const char *value)
{
	switch (opt) {
	case OPT_READING_PEOPLE:
		return take_people(o, value);
	case OPT_READING_LIST:
		o->list_name = value;
		return STATUS_DONE;
	default:
		o->zone = zone_find(value);
		return o->zone ? STATUS_DONE
			       : cli_usage(cli,
					   "--zone %s: no such time zone; expected a name like "
					   "Europe/Zurich",
					   value);
	}
}

int reading_begin(struct cli *cli, struct reading_options *o)
{
	struct err err;
	int status = o->list_name ? take_list(cli, o) : STATUS_DONE;

	if (status)
		return status;
	if (!o->zone)
		o->zone = zone_utc();
	o->dates = o->list && o->list->policy.dates ? o->list->policy.dates :
						     date_order_of_zone(zone_name(o->zone));
	o->limits = message_limits_of(ARCHIVE_MAIL_MAX_BYTES);
	o->limits.banners = o->config ? &o->config->banners : NULL;
	message_prepare();
	if (rules_house_needs(&o->needs, &err))
		return cli_fail(&err);
	o->look = needs_look(o->needs);
	o->limits.look = &o->look;
	if (rules_new_with(o->list ? o->list->tags : NULL, o->list ? o->list->patterns : NULL,
			   o->list ? o->list->n_patterns : 0, o->needs, &o->rules, &err))
		return cli_fail(&err);
	return STATUS_DONE;
}

void reading_init(struct reading_options *o)
{
	*o = (struct reading_options){ .arena = arena_new() };
}

void reading_end(struct reading_options *o)
{
	rules_free(&o->rules);
	needs_free(&o->needs);
	config_free(&o->config);
	arena_free(&o->arena);
}
