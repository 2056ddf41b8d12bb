/* maildir.c - the maildir driver: folders new/ and cur/, or a folder of *.eml files.
 *
 * A maildir has no UIDs.  What identifies a mail is its key, the file name up to the flags
 * (":2,..."), which stays when the mail moves from new/ to cur/.  Each key is handed over once a
 * session, and one that the ledger knows never again; `uid` counts on from the cursor and is never
 * used twice, so that the ledger cannot take a new mail for an old one.  The user's files are never
 * touched.
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
#include "base/span.h"
#include "config/config.h"
#include "mailbox/local.h"
#include "mailbox/mailbox.h"
#include "message/reduce.h"

enum { SKIP_ROUNDS = 8 };	/* a mail may be renamed while it is looked for */

struct file {
	char *key, *path;	/* owned; path is relative to the folder */
	int64_t delivered_s;
};

struct mailbox {
	const struct config_mailbox *config;
	int dir_fd, watch_fd;
	bool flat;		/* a folder of *.eml files */
	bool lacks_new, lacks_cur;	/* never seen: somebody has copied it without what was
					 * empty */
	struct reduction *reduction;
	char **seen;		/* keys handed over, sorted */
	const struct key_set *known;	/* of the cursor; NULL: none */
	size_t n_seen, cap_seen;
};

struct files {
	struct file *files;
	size_t n, cap;
};

static size_t seen_place(const struct mailbox *m, const char *key, bool *there_out)
{
	size_t low = 0, high = m->n_seen;

	*there_out = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(m->seen[middle], key);

		if (order == 0) {
			*there_out = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void see(struct mailbox *m, const char *key)
{
	bool there;
	size_t at = seen_place(m, key, &there);

	if (there)
		return;
	m->seen = mem_grow(m->seen, m->n_seen, &m->cap_seen, sizeof *m->seen);
	memmove(m->seen + at + 1, m->seen + at, (m->n_seen - at) * sizeof *m->seen);
	m->seen[at] = mem_strdup(key);
	m->n_seen++;
}

/* The seconds that a maildir name begins with ("1688567890.M1P2.host"), else the file's mtime. */
static int64_t delivery_time(int dir_fd, const char *path, const char *name)
{
	const char *dot = strchr(name, '.');
	unsigned long seconds;
	struct stat st;

	if (dot && span_to_uint(span_from(name, (size_t)(dot - name)), 99999999999UL, &seconds))
		return (int64_t)seconds;
	return fstatat(dir_fd, path, &st, 0) == 0 ? st.st_mtime : 0;
}

/* Was it handed over in this session or, as the ledger says, before? */
static bool is_known(const struct mailbox *m, const char *key)
{
	bool there;

	seen_place(m, key, &there);
	return there || (m->known && key_set_has(m->known, key));
}

static enum err_kind list_folder(struct mailbox *m, const char *sub, struct files *files,
				 struct err *err)
{
	int fd = openat(m->dir_fd, sub, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	bool *lacks = strcmp(sub, "new") == 0 ? &m->lacks_new : &m->lacks_cur;

	if (!dir && errno == ENOENT && *lacks)
		return ERR_NONE;
	*lacks = *lacks && !dir;
	if (!dir) {
		enum err_kind kind =
			err_set(err, ERR_RETRY, "%s/%s: %s", m->config->path, sub, strerror(errno));

		if (fd >= 0)
			close(fd);
		return kind;
	}
	while ((entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (name[0] == '.' || (m->flat && !span_ends(span_of(name), ".eml")))
			continue;
		struct file file = { .key = mem_strdup(name) };
		char *flags = m->flat ? NULL : strchr(file.key, ':');

		if (flags)
			*flags = '\0';
		if (is_known(m, file.key)) {
			free(file.key);
			continue;
		}
		size_t size = strlen(sub) + strlen(name) + 2;

		file.path = mem_alloc(size);
		snprintf(file.path, size, "%s/%s", sub, name);
		file.delivered_s = delivery_time(m->dir_fd, file.path, name);
		files->files = mem_grow(files->files, files->n, &files->cap, sizeof *files->files);
		files->files[files->n++] = file;
	}
	closedir(dir);
	return ERR_NONE;
}

static int by_time(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	return local_compare(x->delivered_s, x->key, y->delivered_s, y->key);
}

static void files_free(struct files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		free(files->files[i].key);
		free(files->files[i].path);
	}
	free(files->files);
	*files = (struct files){ .n = 0 };
}

/* Hands over one file.  *missed_out: it is there no more under this name. */
static enum err_kind take_file(struct mailbox *m, const struct file *file,
			       struct mailbox_cursor *cursor, mailbox_take *take, void *user,
			       bool *missed_out, struct err *err)
{
	struct mailbox_mail mail = { .uidvalidity = cursor->uidvalidity,
				     .uid = cursor->uid + 1,
				     .key = file->key };
	struct err why = { .kind = ERR_NONE };

	errno = 0;
	enum err_kind kind =
		local_read_file(m->dir_fd, file->path, m->reduction, &mail.received_utc_s, &why);
	bool later = kind != ERR_NONE && (errno == ENOENT || errno == ETXTBSY);

	/* what is being written tells when it is closed */
	*missed_out = *missed_out || (later && errno == ENOENT);
	local_end_mail(m->reduction, &mail);
	if (later)
		return ERR_NONE;
	if (kind != ERR_NONE)
		mail.unreadable = why.text;
	kind = take(user, &mail, err);
	if (kind == ERR_NONE) {
		see(m, file->key);
		cursor->uid++;
	}
	return kind;
}

static enum err_kind maildir_fetch(struct mailbox *m, struct mailbox_cursor *cursor,
				   mailbox_take *take, void *user, struct err *err)
{
	bool missed = true;
	enum err_kind kind = ERR_NONE;

	cursor->uidvalidity = 1;
	m->known = cursor->known;
	/* A reader that moves a mail from new/ to cur/ meanwhile hides it for one look at most. */
	for (int round = 0; kind == ERR_NONE && missed && round < SKIP_ROUNDS; round++) {
		struct files files = { .n = 0 };

		missed = false;
		if (m->flat)
			kind = list_folder(m, ".", &files, err);
		else
			kind = list_folder(m, "new", &files, err);
		if (!m->flat && kind == ERR_NONE)
			kind = list_folder(m, "cur", &files, err);
		if (files.n)
			qsort(files.files, files.n, sizeof *files.files, by_time);
		for (size_t i = 0; kind == ERR_NONE && i < files.n; i++) {
			if (i && strcmp(files.files[i].key, files.files[i - 1].key) == 0)
				continue;	/* caught in both folders */
			kind = take_file(m, &files.files[i], cursor, take, user, &missed, err);
			if (m->config->batch && (i + 1) % m->config->batch == 0)
				failpoint("mailbox.batch-taken");
		}
		files_free(&files);
	}
	return kind;
}

static bool has_folder(int dir_fd, const char *name)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

static void maildir_close(struct mailbox **mailbox)
{
	struct mailbox *m = *mailbox;

	*mailbox = NULL;
	if (!m)
		return;
	for (size_t i = 0; i < m->n_seen; i++)
		free(m->seen[i]);
	free(m->seen);
	reduction_free(&m->reduction);
	if (m->watch_fd >= 0)
		close(m->watch_fd);
	if (m->dir_fd >= 0)
		close(m->dir_fd);
	free(m);
}

static enum err_kind maildir_open(const struct config_mailbox *config, struct mailbox **out,
				  struct err *err)
{
	struct mailbox *m = mem_zalloc(1, sizeof *m);

	*out = NULL;
	m->config = config;
	m->reduction = reduction_new(config->max_bytes);
	m->watch_fd = -1;
	m->dir_fd = open(config->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (m->dir_fd < 0) {
		/* A folder that is not there may be mounted later; one that is a file will not
		 * change. */
		enum err_kind kind =
			err_set(err, errno == ENOTDIR || errno == EACCES ? ERR_REFUSED : ERR_RETRY,
				"%s: %s", config->path, strerror(errno));

		maildir_close(&m);
		return kind;
	}
	m->lacks_new = !has_folder(m->dir_fd, "new");
	m->lacks_cur = !has_folder(m->dir_fd, "cur");
	m->flat = m->lacks_new && m->lacks_cur;
	char *new_path, *cur_path;

	if (asprintf(&new_path, "%s/new", config->path) < 0 ||
	    asprintf(&cur_path, "%s/cur", config->path) < 0)
		abort();
	m->watch_fd = m->flat ? file_watch(&config->path, 1) :
		file_watch((const char *const []){ new_path, cur_path }, 2);
	free(new_path);
	free(cur_path);
	*out = m;
	return ERR_NONE;
}

static enum err_kind maildir_wait(struct mailbox *m, int timeout_ms, int wake_fd, bool *woken_out,
				  struct err *err)
{
	(void)err;
	local_wait(m->watch_fd, timeout_ms, wake_fd, woken_out);
	return ERR_NONE;
}

static enum err_kind maildir_check(const struct config_mailbox *config,
				   step_report *report,
				   void *user, struct err *err)
{
	struct mailbox *m;
	enum err_kind kind = maildir_open(config, &m, err);

	if (kind != ERR_NONE)
		return kind;
	struct files files = { .n = 0 };

	kind = list_folder(m, m->flat ? "." : "new", &files, err);
	if (kind == ERR_NONE && !m->flat)
		kind = list_folder(m, "cur", &files, err);
	if (kind == ERR_NONE) {
		char text[80];

		report(user, "folder", config->path);
		snprintf(text, sizeof text, "%zu mails (%s)", files.n,
			 m->flat ? "*.eml files" : "maildir");
		report(user, "mailbox", text);
	}
	files_free(&files);
	maildir_close(&m);
	return kind;
}

const struct mailbox_driver mailbox_maildir = {
	.name = "maildir", .open = maildir_open, .fetch = maildir_fetch, .wait = maildir_wait,
	.check = maildir_check, .close = maildir_close,
};
