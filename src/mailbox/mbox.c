/* mbox.c - the mbox driver: one file of mails behind "From " lines (RFC 4155, "mboxrd"
 * quoting), or a file that holds a single mail.
 *
 * Content-Length is not believed.  A mail begins at a line "From " with a date in it that
 * is the first of the file or follows an empty line.  uid counts mails; uidvalidity comes
 * from the first mail's beginning, so that a replaced file is noticed; a file that shrank
 * is read from the start.  Within a session reading goes on at the byte where it stopped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/span.h"
#include "config/config.h"
#include "mailbox/from_line.h"
#include "mailbox/local.h"
#include "mailbox/mailbox.h"
#include "message/reduce.h"

enum { HEAD_BYTES = 1024, LINE_MAX_BYTES = 16 * 1024, BLOCK_BYTES = 128 * 1024 };

struct mailbox {
	const struct config_mailbox *config;
	struct reduction *reduction;
	int watch_fd;
	/* Where reading stopped: behind mail number `uid` of the file with this identity. */
	uint32_t uidvalidity, uid;
	off_t offset;
	int64_t single_mtime_s;		/* of a single mail: what was read */
	off_t single_size;
};

/* ---- reading the file ---- */

/* Lines as far as they fit: a longer one comes in pieces, of which only the first is a start. */
struct mbox_reader {
	FILE *file;
	char block[BLOCK_BYTES];
	size_t have, used;	/* bytes in the block, and of them given out */
	const char *line;	/* into the block, until the next one is read */
	size_t len;		/* of the line with its end; 0 at the end of the file */
	bool starts;		/* the piece begins a line */
	off_t at;		/* where the line begins */
	off_t next;		/* where the next one begins */
};

static bool ends_line(const struct mbox_reader *r)
{
	return r->len && r->line[r->len - 1] == '\n';
}

static bool read_line(struct mbox_reader *r)
{
	const char *lf = NULL;

	r->starts = r->next == 0 || r->len == 0 || ends_line(r);
	r->at = r->next;
	for (;;) {
		size_t left = r->have - r->used,
		       look = left < LINE_MAX_BYTES ? left : LINE_MAX_BYTES;

		lf = memchr(r->block + r->used, '\n', look);
		r->line = r->block + r->used;
		r->len = lf ? (size_t)(lf - r->line) + 1 : look;
		if (lf || look == LINE_MAX_BYTES)
			break;
		memmove(r->block, r->line, left);
		r->used = 0;
		/* the function: glibc's macro of that name, there at -O1, does not pass
		 * -Wconversion */
		r->have = left +
			  (fread_unlocked)(r->block + left, 1, sizeof r->block - left, r->file);
		r->line = r->block;
		if (r->have == left)
			break;
	}
	r->used += r->len;
	r->next += (off_t)r->len;
	return r->len > 0;
}

/* Where the next line from `at` on begins with "From ", perhaps quoted; r->have when none in the
 * block does. */
static size_t find_from(const struct mbox_reader *r, size_t at)
{
	const char *p = r->block + at, *end = r->block + r->have;

	while ((p = memchr(p, 'F', (size_t)(end - p)))) {
		const char *start = p;

		while (start > r->block + at && start[-1] == '>')
			start--;
		if (end - p >= 5 && memcmp(p, "From ", 5) == 0 &&
		    (start == r->block + at || start[-1] == '\n'))
			return (size_t)(start - r->block);
		p++;
	}
	return r->have;
}

/* Behind a whole line: those that follow it in the block and need no look, as one.  None of them
 * begins with "From ", quoted or not, and the last is not empty, since an empty line may belong to
 * a separator. False: there are none. */
static bool read_plain_lines(struct mbox_reader *r)
{
	const char *from = r->block + r->used;
	const char *lf = memrchr(from, '\n', find_from(r, r->used) - r->used);
	size_t len = lf ? (size_t)(lf - from) + 1 : 0;
	size_t empty = len > 1 && from[len - 2] == '\r' ? 2 : 1;

	if (len && (len == empty || from[len - empty - 1] == '\n'))
		len -= empty;
	if (!len)
		return false;
	r->line = from;
	r->len = len;
	r->starts = true;
	r->at = r->next;
	r->used += len;
	r->next += (off_t)len;
	return true;
}

/* Reading goes on at another byte. */
static bool seek(struct mbox_reader *r, off_t at)
{
	r->have = r->used = r->len = 0;
	r->next = at;
	return fseeko(r->file, at, SEEK_SET) == 0;
}

static struct span line_of(const struct mbox_reader *r)
{
	return span_trim_end(span_from(r->line, r->len));
}

/* A number that changes when another first mail stands in the file, and not when one is appended or
 * a mail program notes in the header that it was read. */
static uint32_t identity(FILE *file)
{
	static const char *const volatile_fields[] = {
		"status:", "x-status:",	  "x-keywords:",     "x-uid:",
		"x-imap:", "x-imapbase:", "content-length:", "lines:"
	};
	struct mbox_reader r = { .file = file };
	uint32_t hash = FNV32_BASIS;

	while (r.next < HEAD_BYTES && read_line(&r) && r.line[0] != '\n' && r.line[0] != '\r') {
		bool skip = !ends_line(&r);

		for (size_t i = 0; i < sizeof volatile_fields / sizeof volatile_fields[0]; i++)
			skip |= span_starts_ci(line_of(&r), volatile_fields[i]);
		if (!skip)
			hash = (uint32_t)span_hash(span_from(r.line, r.len), FNV32_PRIME, hash);
	}
	return hash ? hash : 1;
}

/* A writer that locks holds its lock while a mail is half written. */
static enum err_kind lock_for_reading(int fd, const char *path, struct err *err)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_SETLK, &lock) == 0 || (errno != EACCES && errno != EAGAIN))
		return ERR_NONE;
	return err_set(err, ERR_RETRY, "%s: somebody is writing to it", path);
}

/* Adds a line without one '>' of ">From ", ">>From " ... (mboxrd). */
static void add_unquoted(struct reduction *out, const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && line[n] == '>')
		n++;
	if (n && len - n >= 5 && memcmp(line + n, "From ", 5) == 0)
		reduction_add(out, span_from(line + 1, len - 1));
	else
		reduction_add(out, span_from(line, len));
}

struct mail_reader {
	struct mbox_reader in;
	struct reduction *mail;
};

static void add_line(struct mail_reader *r, const char *line, size_t len, bool starts)
{
	if (starts)
		add_unquoted(r->mail, line, len);
	else
		reduction_add(r->mail, span_from(line, len));
}

/* Reads the lines up to the next From_ line, which stays the current one.  The empty line before
 * the separator belongs to it.  False when the file ends in the middle of a line: somebody still
 * writes. */
static bool read_mail(struct mail_reader *r, int64_t *next_utc_s_out)
{
	bool blank = false, blank_crlf = false, complete = true;

	while (read_line(&r->in)) {
		struct span line = line_of(&r->in);

		if (blank && from_line_parse(line, next_utc_s_out))
			return true;
		if (blank)
			add_line(r, blank_crlf ? "\r\n" : "\n", blank_crlf ? 2 : 1, true);
		blank_crlf = r->in.len == 2 && r->in.line[0] == '\r' && r->in.line[1] == '\n';
		blank = r->in.starts && (blank_crlf || r->in.line[0] == '\n');
		if (!blank)
			add_line(r, r->in.line, r->in.len, r->in.starts);
		complete = ends_line(&r->in);
		if (!blank && complete && read_plain_lines(&r->in))
			add_line(r, r->in.line, r->in.len, false);
	}
	return complete;
}

/* ---- the driver ---- */

static enum err_kind open_file(const struct config_mailbox *config, FILE **out, struct stat *st_out,
			       struct err *err)
{
	int fd = open(config->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	*out = NULL;
	if (fd < 0)
		return err_set(err, errno == EACCES ? ERR_REFUSED : ERR_RETRY, "%s: %s",
			       config->path, strerror(errno));
	enum err_kind kind = ERR_NONE;

	if (fstat(fd, st_out) != 0 || !S_ISREG(st_out->st_mode))
		kind = err_set(err, ERR_REFUSED, "%s: not a regular file", config->path);
	if (kind == ERR_NONE)
		kind = lock_for_reading(fd, config->path, err);
	if (kind == ERR_NONE && !(*out = fdopen(fd, "re")))
		kind = err_set(err, ERR_RETRY, "%s: %s", config->path, strerror(errno));
	if (kind != ERR_NONE)
		close(fd);
	return kind;
}

/* A file that does not begin with "From " is one mail. */
static bool is_single(FILE *file)
{
	char start[5];
	size_t n = fread(start, 1, sizeof start, file);

	rewind(file);
	return n > 0 && (n < sizeof start || memcmp(start, "From ", sizeof start) != 0);
}

static enum err_kind fetch_single(struct mailbox *m, const struct stat *st,
				  struct mailbox_cursor *cursor, mailbox_take *take, void *user,
				  struct err *err)
{
	struct mailbox_mail mail = { .uidvalidity = cursor->uidvalidity, .uid = 1, .key = "" };
	struct err why;

	/* Handed over once a session, and anew when it was written anew. */
	if (cursor->uid >= 1 && (m->single_mtime_s == 0 ||
	    (m->single_mtime_s == st->st_mtime && m->single_size == st->st_size))) {
		m->single_mtime_s = st->st_mtime;
		m->single_size = st->st_size;
		return ERR_NONE;
	}
	enum err_kind kind = local_read_file(AT_FDCWD, m->config->path, m->reduction,
					     &mail.received_utc_s, &why);
	/* the poll after the next change finds all of it */
	bool later = kind != ERR_NONE && errno == ETXTBSY;

	local_end_mail(m->reduction, &mail);
	if (later)
		return ERR_NONE;
	if (kind != ERR_NONE)
		mail.unreadable = why.text;
	kind = take(user, &mail, err);
	if (kind == ERR_NONE) {
		cursor->uid = 1;
		m->single_mtime_s = st->st_mtime;
		m->single_size = st->st_size;
	}
	return kind;
}

/* Sets the reader on the From_ line behind mail number `uid`.  False when there is none. */
static bool go_to(struct mailbox *m, struct mail_reader *r, uint32_t uid, off_t size,
		  uint32_t *at_out, int64_t *utc_s_out)
{
	*at_out = 0;
	if (m->uid == uid && m->uid > 0 && m->offset <= size) {
		if (m->offset == size)
			return false;
		if (seek(&r->in, m->offset)) {
			*at_out = uid;
			if (read_line(&r->in) && from_line_parse(line_of(&r->in), utc_s_out))
				return true;
			/* Somebody changed what was before: count from the start. */
			*at_out = 0;
			(void)!seek(&r->in, 0);
		}
	}
	if (!read_line(&r->in))
		return false;
	if (!from_line_parse(line_of(&r->in), utc_s_out))
		*utc_s_out = 0;		/* a first line without date still begins the first mail */
	return true;
}

static enum err_kind fetch_all(struct mailbox *m, struct mail_reader *r, const struct stat *st,
			       struct mailbox_cursor *cursor, mailbox_take *take, void *user,
			       struct err *err)
{
	int64_t received_utc_s, next_utc_s = 0;
	uint32_t at;
	enum err_kind kind = ERR_NONE;

	if (!go_to(m, r, cursor->uid, st->st_size, &at, &received_utc_s))
		return ERR_NONE;
	while (kind == ERR_NONE && r->in.len > 0) {
		struct mailbox_mail mail = { .uidvalidity = cursor->uidvalidity,
					     .uid = ++at,
					     .key = "",
					     .received_utc_s = received_utc_s ? received_utc_s
									      : st->st_mtime };
		bool complete = read_mail(r, &next_utc_s);

		local_end_mail(r->mail, &mail);
		received_utc_s = next_utc_s;
		if (!complete)
			break;		/* the rest of this mail is on its way */
		if (at <= cursor->uid)
			continue;
		kind = take(user, &mail, err);
		if (kind != ERR_NONE)
			break;
		cursor->uid = at;
		m->uidvalidity = cursor->uidvalidity;
		m->uid = at;
		m->offset = r->in.len > 0 ? r->in.at : r->in.next;
		if (m->config->batch && at % m->config->batch == 0)
			failpoint("mailbox.batch-taken");
	}
	/* Fewer mails than the cursor says: the file shrank. */
	if (kind == ERR_NONE && at < cursor->uid)
		cursor->uid = 0;
	return kind;
}

static enum err_kind mbox_fetch(struct mailbox *m, struct mailbox_cursor *cursor,
				mailbox_take *take, void *user, struct err *err)
{
	struct stat st;
	FILE *file;
	enum err_kind kind = open_file(m->config, &file, &st, err);

	if (kind != ERR_NONE)
		return kind;
	if (st.st_size == 0) {		/* emptied: whatever comes is new */
		*cursor = (struct mailbox_cursor){ .uidvalidity = cursor->uidvalidity
									  ? cursor->uidvalidity
									  : 1 };
		m->uid = 0;
		m->offset = 0;
		fclose(file);
		return ERR_NONE;
	}
	bool single = is_single(file);
	uint32_t now = identity(file);

	rewind(file);
	if (cursor->uidvalidity != now || (m->uid && m->offset > st.st_size)) {
		*cursor = (struct mailbox_cursor){ .uidvalidity = now };
		m->uid = 0;
		m->single_mtime_s = 0;
	}
	if (single) {
		kind = fetch_single(m, &st, cursor, take, user, err);
	} else {
		struct mail_reader r = { .mail = m->reduction, .in = { .file = file } };
		uint32_t before = cursor->uid;

		kind = fetch_all(m, &r, &st, cursor, take, user, err);
		if (kind == ERR_NONE && before && cursor->uid == 0) {
			m->uid = 0;
			(void)!seek(&r.in, 0);
			kind = fetch_all(m, &r, &st, cursor, take, user, err);
		}
	}
	fclose(file);
	return kind;
}

static void mbox_close(struct mailbox **mailbox)
{
	struct mailbox *m = *mailbox;

	*mailbox = NULL;
	if (!m)
		return;
	if (m->watch_fd >= 0)
		close(m->watch_fd);
	reduction_free(&m->reduction);
	free(m);
}

static enum err_kind mbox_open(const struct config_mailbox *config, struct mailbox **out,
			       struct err *err)
{
	struct mailbox *m;
	struct stat st;
	FILE *file;
	enum err_kind kind = open_file(config, &file, &st, err);
	const char *slash = strrchr(config->path, '/');

	*out = NULL;
	if (kind != ERR_NONE)
		return kind;
	fclose(file);
	m = mem_zalloc(1, sizeof *m);
	m->config = config;
	m->reduction = reduction_new(config->max_bytes);
	/* The folder is watched and not the file, which may be replaced by another. */
	char *folder = slash ? mem_strdup(config->path) : mem_strdup(".");

	if (slash)
		folder[slash == config->path ? 1 : slash - config->path] = '\0';
	m->watch_fd = file_watch((const char *const []){ folder }, 1);
	free(folder);
	*out = m;
	return ERR_NONE;
}

static enum err_kind mbox_wait(struct mailbox *m, int timeout_ms, int wake_fd, bool *woken_out,
			       struct err *err)
{
	(void)err;
	local_wait(m->watch_fd, timeout_ms, wake_fd, woken_out);
	return ERR_NONE;
}

static enum err_kind mbox_check(const struct config_mailbox *config,
				step_report *report,
				void *user, struct err *err)
{
	struct stat st;
	char text[80];
	FILE *file;
	enum err_kind kind = open_file(config, &file, &st, err);

	if (kind != ERR_NONE)
		return kind;
	report(user, "file", config->path);
	snprintf(text, sizeof text, "%lld bytes (%s)", (long long)st.st_size,
		 st.st_size && is_single(file) ? "a single mail" : "mbox");
	report(user, "mailbox", text);
	fclose(file);
	return ERR_NONE;
}

const struct mailbox_driver mailbox_mbox = {
	.name = "mbox",
	.open = mbox_open,
	.fetch = mbox_fetch,
	.wait = mbox_wait,
	.check = mbox_check,
	.close = mbox_close,
};
