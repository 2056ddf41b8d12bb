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
#include "time/zone.h"

enum { FILE_MAX_BYTES = 16 * 1024 * 1024 };

struct taking {
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
	struct taking *t = user;

	(void)err;
	if (mail->unreadable) {
		cli_complain("%s: a mail cannot be had: %s", t->file, mail->unreadable);
		worse(&t->status, STATUS_FAILED);
	} else {
		worse(&t->status, t->taker->mail(t->taker->user, t->file, t->of_many, mail->bytes));
	}
	return ERR_NONE;
}

static int read_mailbox(const char *file, enum mailbox_type type, const struct source_taker *taker)
{
	struct taking taking = { .taker = taker, .file = file, .of_many = true };
	struct err err;

	enum err_kind kind = taker->each_alone ? turns_read(file, type, take_mail, &taking, &taking.status, &err) :
				       archive_read(file, type, take_mail, &taking, &err);

	return kind ? cli_fail(&err) : taking.status;
}

static int read_mail(const char *file, struct span bytes, const struct source_taker *taker)
{
	struct taking taking = { .taker = taker, .file = file };
	struct mailbox_mail mail = { .bytes = span_sub(bytes, 0, ARCHIVE_MAIL_MAX_BYTES) };
	struct err err;

	local_mark_cut(&mail, mail.bytes.len < bytes.len);
	(void)take_mail(&taking, &mail, &err);
	return taking.status;
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
	struct stat st;
	struct buf text;
	struct err err;
	int status;

	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		return read_mailbox(file, MAILBOX_MAILDIR, taker);
	if (is_mbox(file))
		return read_mailbox(file, MAILBOX_MBOX, taker);
	buf_init(&text, FILE_MAX_BYTES);
	if (read_file(file, &text, &err)) {
		cli_complain("%s", err.text);
		status = STATUS_FAILED;
	} else if (looks_like_mail(buf_span(&text))) {
		status = read_mail(file, buf_span(&text), taker);
	} else {
		status = taker->minutes(taker->user, file, buf_span(&text));
	}
	buf_free(&text);
	return status;
}

/* ---- how it is read ---- */

static int take_people(struct reading_options *o, const char *file)
{
	struct buf problems;
	struct err err;
	int status = STATUS_DONE;

	buf_init(&problems, 1024 * 1024);
	if (config_read_people(o->arena, file, &o->people, &problems, &err)) {
		fputs(problems.data, stderr);
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
		return cli_usage(cli, "--list %s: the configuration has no list of that name", o->list_name);
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
		return o->zone ? STATUS_DONE :
		       cli_usage(cli, "--zone %s: no such time zone; expected a name like Europe/Zurich", value);
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
	message_prepare();
	if (rules_new_with(o->list ? o->list->tags : NULL, o->list ? o->list->patterns : NULL,
			   o->list ? o->list->n_patterns : 0, &o->rules, &err))
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
	config_free(&o->config);
	arena_free(&o->arena);
}
