/* maildir.c - the maildir driver: mail as files, for tests, dry runs and sites without SMTP.
 *
 * - Each recipient has a file of their own, named by address and Message-ID, so a second delivery
 *   of the same mail to them finds the first one, in new/ or in cur/ under any flags, and writes
 *   nothing.
 * - tmp/ -> fsync -> link into new/ -> fsync of the folder: whoever sees a name sees all of it,
 *   and SENT is said only when it would outlive a power cut.
 * - Lines end in LF there, as every reader of maildirs expects.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/file.h"
#include "base/keyset.h"
#include "base/mem.h"
#include "config/config.h"
#include "outbox/outbox.h"
#include "outbox/wire.h"

enum { NAME_MAX_BYTES = 240, HEADER_MAX_BYTES = 1024 };

struct outbox {
	char *path;
	int tmp_fd, new_fd, cur_fd;	/* folders, -1 when not open */
	struct key_set *names;		/* of what has lain in new/ or cur/ since they were opened,
					 * without flags */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void maildir_close(struct outbox **outbox)
{
	if (!*outbox)
		return;
	close_fd(&(*outbox)->tmp_fd);
	close_fd(&(*outbox)->new_fd);
	close_fd(&(*outbox)->cur_fd);
	key_set_free(&(*outbox)->names);
	free((*outbox)->path);
	free(*outbox);
	*outbox = NULL;
}

/* Opens a folder, made if it is missing; a folder that was made is durable before mail lies in
 * it. */
static int open_folder(int parent_fd, const char *name)
{
	if (mkdirat(parent_fd, name, 0700) == 0) {
		if (parent_fd >= 0 && fsync(parent_fd) < 0)
			return -1;
	} else if (errno != EEXIST) {
		return -1;
	}
	return openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Once: what comes later is ours, and readers only move it and add flags. */
static void take_names(struct outbox *o, int folder_fd)
{
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		close_fd(&fd);
		return;
	}
	for (struct dirent *e; (e = readdir(dir));) {
		e->d_name[strcspn(e->d_name, ":")] = '\0';
		key_set_add(o->names, e->d_name);
	}
	closedir(dir);
}

static enum err_kind open_folders(struct outbox *o, struct err *err)
{
	static const char *const names[] = { "tmp", "new", "cur" };
	int *const fds[] = { &o->tmp_fd, &o->new_fd, &o->cur_fd };
	int top_fd;

	if (o->new_fd >= 0)
		return ERR_NONE;
	top_fd = open_folder(AT_FDCWD, o->path);
	if (top_fd < 0)
		return err_set(err, errno == ENOSPC ? ERR_RETRY : ERR_CONFIG, "folder %s: %s",
			       o->path, strerror(errno));
	for (size_t i = 0; i < 3; i++) {
		*fds[i] = open_folder(top_fd, names[i]);
		if (*fds[i] < 0) {
			err_set(err, errno == ENOSPC ? ERR_RETRY : ERR_CONFIG, "folder %s/%s: %s",
				o->path, names[i], strerror(errno));
			close_fd(&o->tmp_fd);
			close_fd(&o->new_fd);
			close(top_fd);
			return err->kind;
		}
	}
	close(top_fd);
	/* new/ before cur/: readers move mail in that direction */
	take_names(o, o->new_fd);
	take_names(o, o->cur_fd);
	return ERR_NONE;
}

static enum err_kind maildir_open(const struct config_outbox *config, struct outbox **out,
				  struct err *err)
{
	*out = NULL;
	if (!config->path || !*config->path)
		return err_set(err, ERR_CONFIG, "maildir: no path");
	*out = mem_alloc(sizeof **out);
	**out = (struct outbox){
		.path = mem_strdup(config->path), .tmp_fd = -1, .new_fd = -1, .cur_fd = -1,
		.names = key_set_new()
	};
	return ERR_NONE;
}

/* Letters, digits and what no file system minds stay; every other byte becomes =XX. */
static void add_name(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if ((*p < 0x80 && ascii_is_alnum(*p)) || (buf_len(out) && strchr(".-_@+", *p)))
			buf_add_char(out, (char)*p);
		else
			buf_addf(out, "=%02X", *p);
	}
}

/* "ADDRESS,MESSAGE-ID", whose comma stands in neither, so that no two mails and no two recipients
 * share a name.  The end cannot be taken for a reader's ":2,FLAGS". */
static bool name_of(const char *addr, const char *message_id, struct buf *out)
{
	add_name(out, addr);
	buf_add_char(out, ',');
	add_name(out, message_id ? message_id : "");
	return message_id && *message_id && !buf_is_cut(out);
}

/* Leaves a complete, durable file in tmp/; on error none. */
static bool write_tmp(const struct outbox *o, const char *tmp_name, struct span head,
		      struct span body, int64_t now_utc_s)
{
	const struct timespec times[2] = { { .tv_sec = (time_t)now_utc_s },
					   { .tv_sec = (time_t)now_utc_s } };
	int fd, saved;

	unlinkat(o->tmp_fd, tmp_name, 0);
	fd = openat(o->tmp_fd, tmp_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	if (file_write_all(fd, head) && file_write_all(fd, body) && futimens(fd, times) == 0) {
		failpoint("outbox.maildir.before-fsync");
		if (fsync(fd) == 0) {
			close(fd);
			return true;
		}
	}
	saved = errno;
	close(fd);
	unlinkat(o->tmp_fd, tmp_name, 0);
	errno = saved;
	return false;
}

/* Gives the file its name in new/, never over another. */
static bool publish(const struct outbox *o, const char *tmp_name, const char *name)
{
	bool done;
	int saved;

	failpoint("outbox.maildir.before-link");
	done = linkat(o->tmp_fd, tmp_name, o->new_fd, name, 0) == 0 || errno == EEXIST;
	/* File systems without links. */
	if (!done && (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS))
		done = renameat2(o->tmp_fd, tmp_name, o->new_fd, name, RENAME_NOREPLACE) == 0 ||
		       errno == EEXIST;
	saved = errno;
	failpoint("outbox.maildir.after-link");
	unlinkat(o->tmp_fd, tmp_name, 0);
	errno = saved;
	return done;
}

/* A crash may have come between link and fsync: found is not yet durable. */
static bool make_durable(const struct outbox *o)
{
	return fsync(o->new_fd) == 0 && fsync(o->cur_fd) == 0;
}

/* Puts the file there, unless it was before; *words_out says which. */
static enum err_kind put_file(struct outbox *o, const struct outbox_mail *mail, const char *addr,
			      const char *name, struct span body, const char **words_out,
			      struct err *err)
{
	struct buf tmp_name, head;

	*words_out = "delivered before";
	if (key_set_has(o->names, name))
		return ERR_NONE;
	buf_init(&tmp_name, NAME_MAX_BYTES + 8);
	buf_init(&head, HEADER_MAX_BYTES);
	/* One name for every try, so that what a crash left there is replaced and not gathered. */
	buf_addf(&tmp_name, "%s.part", name);
	buf_addf(&head, "Return-Path: <%s>\nX-Beadle-Envelope-To: %s\n", mail->envelope_from, addr);
	bool done =
		write_tmp(o, buf_fitted(&tmp_name).ptr, buf_fitted(&head), body, mail->now_utc_s) &&
		publish(o, buf_fitted(&tmp_name).ptr, name);

	*words_out = name;
	if (done)
		key_set_add(o->names, name);
	else
		err_set(err, ERR_RETRY, "writing to %s: %s", o->path, strerror(errno));
	buf_free(&head);
	buf_free(&tmp_name);
	return done ? ERR_NONE : err->kind;
}

static enum err_kind deliver_to(struct outbox *o, const struct outbox_mail *mail,
				struct outbox_recipient *recipient, struct span body,
				struct err *err)
{
	struct buf name;
	const char *words;
	enum err_kind kind = ERR_NONE;

	buf_init(&name, NAME_MAX_BYTES);
	if (!name_of(recipient->addr, mail->message_id, &name)) {
		wire_settle(recipient, OUTCOME_REFUSED, 0,
			    "the address and the Message-ID do not make a file name");
		goto out;
	}
	kind = put_file(o, mail, recipient->addr, buf_fitted(&name).ptr, body, &words, err);
	if (!kind && !make_durable(o))
		kind = err_set(err, ERR_RETRY, "fsync of %s: %s", o->path, strerror(errno));
	if (!kind)
		failpoint("outbox.maildir.after-fsync");
	wire_settle(recipient, kind ? OUTCOME_LATER : OUTCOME_SENT, 0, kind ? err->text : words);
out:
	buf_free(&name);
	return kind;
}

static enum err_kind maildir_send(struct outbox *o, struct outbox_mail *mail, struct err *err)
{
	struct buf body;
	size_t n_good;
	enum err_kind kind;

	buf_init(&body, WIRE_MAIL_MAX);
	kind = wire_prepare(mail, "\n", &body, &n_good, err);
	if (!kind && n_good)
		kind = open_folders(o, err);
	if (kind == ERR_RETRY)
		wire_settle_untried(mail, OUTCOME_LATER, 0, err->text);
	for (size_t i = 0; i < mail->n_recipients && !kind; i++) {
		if (mail->recipients[i].outcome == OUTCOME_UNTRIED)
			kind = deliver_to(o, mail, &mail->recipients[i], buf_fitted(&body), err);
	}
	buf_free(&body);
	return kind ? err_wrap(err, "maildir") : ERR_NONE;
}

/* The Message-ID in a file's name; "" when the name is none of ours. */
static const char *id_of_name(struct arena *arena, const char *name)
{
	const char *comma = strchr(name, ',');
	char *id = comma ? arena_strdup(arena, comma + 1) : NULL, *to = id;

	for (const char *p = id; p && *p && *p != ':'; p++) {
		char hex[3] = { p[0] == '=' ? p[1] : '\0', p[0] == '=' && p[1] ? p[2] : '\0',
				'\0' };

		*to++ = hex[0] ? (char)strtoul(hex, NULL, 16) : *p;
		p += strlen(hex);
	}
	if (!id)
		return "";
	*to = '\0';
	return id;
}

static bool read_file(int folder_fd, const char *name, struct buf *out, int64_t *at_s_out)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char block[16 * 1024];
	struct stat st;
	ssize_t n = fd < 0 ? -1 : fstat(fd, &st);

	buf_clear(out);
	while (n >= 0 && (n = read(fd, block, sizeof block)) > 0)
		buf_add(out, block, (size_t)n);
	if (fd >= 0)
		close(fd);
	*at_s_out = n < 0 ? 0 : (int64_t)st.st_mtime;
	return n == 0 && !buf_is_cut(out);
}

static enum err_kind look_at(int folder_fd, const char *name, const struct outbox_look *look,
			     struct err *err)
{
	struct arena *arena = arena_new();
	const char *id = id_of_name(arena, name);
	enum err_kind kind = ERR_NONE;
	bool known = true;
	int64_t at_s;

	if (*id)
		kind = look->is_known(look->user, id, &known, err);
	if (!kind && !known) {
		struct buf bytes;

		buf_init(&bytes, WIRE_MAIL_MAX);
		if (read_file(folder_fd, name, &bytes, &at_s))
			kind = look->take(look->user, buf_fitted(&bytes), at_s, err);
		buf_free(&bytes);
	}
	arena_free(&arena);
	return kind;
}

static enum err_kind maildir_look(const struct config_outbox *config,
				  const struct outbox_look *look, struct err *err)
{
	static const char *const names[] = { "new", "cur" };
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; i < 2 && !kind; i++) {
		int top_fd = open(config->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		int fd = top_fd < 0 ? -1
				    : openat(top_fd, names[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		DIR *dir = fd < 0 ? NULL : fdopendir(fd);

		close_fd(&top_fd);
		if (!dir) {
			close_fd(&fd);
			continue;
		}
		for (struct dirent *e; !kind && (e = readdir(dir));)
			kind = look_at(dirfd(dir), e->d_name, look, err);
		closedir(dir);
	}
	return kind;
}

static enum err_kind maildir_check(const struct config_outbox *config,
				   step_report *report,
				   void *user, struct err *err)
{
	struct outbox *o;
	enum err_kind kind = maildir_open(config, &o, err);

	if (kind)
		return kind;
	kind = open_folders(o, err);
	if (!kind) {
		report(user, "folder", o->path);
		if (faccessat(o->tmp_fd, ".", W_OK | X_OK, 0) < 0 ||
		    faccessat(o->new_fd, ".", W_OK | X_OK, 0) < 0)
			kind = err_set(err, ERR_CONFIG, "writing: %s: %s", o->path,
				       strerror(errno));
		else
			report(user, "writing", "allowed");
	}
	maildir_close(&o);
	return kind ? err_wrap(err, "maildir") : ERR_NONE;
}

const struct outbox_driver outbox_maildir = {
	.name = "maildir",
	.open = maildir_open,
	.send = maildir_send,
	.check = maildir_check,
	.close = maildir_close,
	.look = maildir_look,
};
