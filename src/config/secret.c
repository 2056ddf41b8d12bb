/* secret.c - secret_read of config.h.
 *
 * A secret passes through struct secret_line and small blocks, which are wiped on every way out; no
 * message ever holds its bytes.  A command has 30 seconds; then its whole process group is ended.
 *  Its standard error is quoted when it fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "config/shell.h"
#include "config/secret.h"

enum {
	COMMAND_LIMIT_MS = 30 * 1000,
	SAID_MAX = 200,			/* of what a failing command wrote to its standard error */
};

/* The first line as it comes in pieces. */
struct secret_line {
	char bytes[SECRET_MAX + 1];
	size_t len;
	bool ended, too_long;
};

static void line_add(struct secret_line *line, const char *bytes, size_t len)
{
	const char *end = memchr(bytes, '\n', len);
	size_t take = end ? (size_t)(end - bytes) : len;

	if (line->ended)
		return;
	if (take > SECRET_MAX - line->len) {
		line->too_long = true;
		take = SECRET_MAX - line->len;
	}
	memcpy(line->bytes + line->len, bytes, take);
	line->len += take;
	line->ended = end != NULL;
}

static enum err_kind line_check(const struct secret_line *line, struct err *err)
{
	if (line->too_long)
		return err_set(err, ERR_CONFIG, "the first line is longer than %d bytes",
			       SECRET_MAX);
	if (!line->len)
		return err_set(err, ERR_CONFIG,
			       "the first line is empty, expected the password");
	for (size_t i = 0; i < line->len; i++) {
		unsigned char c = (unsigned char)line->bytes[i];

		if (c == '\r')
			return err_set(err, ERR_CONFIG,
				       "the line ends in CR LF or holds a CR, expected only LF");
		if (c < 0x20 || c == 0x7F)
			return err_set(err, ERR_CONFIG, "the password holds a control character");
		/* it would go to a server as it is, and servers disagree about what it means */
		if (c >= 0x80)
			return err_set(err, ERR_CONFIG,
				       "the password holds a character that is not ASCII");
	}
	return ERR_NONE;
}

/* Reads from fd to its end or to the end of the line. */
static enum err_kind read_line(int fd, struct secret_line *line, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	char block[512];

	while (!line->ended && !line->too_long) {
		ssize_t n = read(fd, block, sizeof block);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			kind = err_set(err, ERR_CONFIG, "cannot be read: %s", strerror(errno));
		if (n <= 0)
			break;
		line_add(line, block, (size_t)n);
	}
	explicit_bzero(block, sizeof block);
	return kind;
}

/* ours_alone: only its owner may have any right to it. */
static enum err_kind from_file(const char *file, bool ours_alone, struct secret_line *line,
			       struct err *err)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum err_kind kind;
	struct stat st;

	if (fd < 0)
		return err_set(err, ERR_CONFIG, "cannot be opened: %s", strerror(errno));
	if (fstat(fd, &st) < 0)
		kind = err_set(err, ERR_CONFIG, "cannot be read: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		kind = err_set(err, ERR_CONFIG, "is not a regular file");
	else if (ours_alone && st.st_uid != geteuid() && st.st_uid != 0)
		kind = err_set(err, ERR_CONFIG,
			       "belongs to user %lu, expected root or the user that beadle runs as",
			       (unsigned long)st.st_uid);
	else if (ours_alone && (st.st_mode & 077))
		kind = err_set(err, ERR_CONFIG,
			       "others have access to it (mode %04o), expected 0600: chmod 600 it",
			       (unsigned)(st.st_mode & 07777));
	else
		kind = read_line(fd, line, err);
	close(fd);
	return kind;
}

/* systemd guards these files itself, by ownership or by an ACL that shows as group rights. */
static enum err_kind from_credential(const char *name, struct secret_line *line, struct err *err)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	enum err_kind kind;
	struct buf path;

	if (!*name || name[0] == '.' || strchr(name, '/'))
		return err_set(err, ERR_CONFIG, "is not the name of a credential");
	if (!dir || dir[0] != '/')
		return err_set(err, ERR_CONFIG,
			       "$CREDENTIALS_DIRECTORY is not set: did systemd start beadle with "
			       "LoadCredential=?");
	struct span whole;

	buf_init(&path, 4096);
	buf_addf(&path, "%s/%s", dir, name);
	if (!buf_whole(&path, &whole))
		kind = err_set(err, ERR_CONFIG, "$CREDENTIALS_DIRECTORY is too long");
	else
		kind = from_file(whole.ptr, false, line, err);
	buf_free(&path);
	return kind;
}

/* What a command says, while it runs. */
struct heard {
	struct secret_line *line;
	struct buf said;		/* to its standard error */
};

static void hear(void *user, bool is_error, const char *bytes, size_t len)
{
	struct heard *heard = user;
	size_t room = SAID_MAX - buf_len(&heard->said);

	if (!is_error)
		line_add(heard->line, bytes, len);
	else
		buf_add(&heard->said, bytes, len < room ? len : room);
}

static enum err_kind from_command(const char *line, int limit_ms, struct secret_line *out,
				  struct err *err)
{
	const struct shell_command command = { .line = line, .limit_ms = limit_ms };
	struct heard heard = { .line = out };
	struct err why;

	buf_init(&heard.said, SAID_MAX);
	enum err_kind kind = shell_run(&command, hear, &heard, &why);
	struct span words = span_trim(buf_fitted(&heard.said));

	if (kind)
		kind = err_set(err, kind, "%s%s" SPAN_FMT, why.text, words.len ? ": " : "",
			       SPAN_ARG(words));
	buf_free(&heard.said);
	return kind;
}

enum err_kind secret_read(const struct config_secret *source, struct buf *out, struct err *err)
{
	if (source->server_fd)
		return secret_ask(source->server_fd, out, err);
	return secret_read_within(source, COMMAND_LIMIT_MS, out, err);
}

enum err_kind secret_read_within(const struct config_secret *source, int limit_ms, struct buf *out,
				 struct err *err)
{
	struct secret_line *line = mem_zalloc(1, sizeof *line);
	const char *what = "password", *which = "";
	enum err_kind kind;

	if (source->command) {
		what = "password_command";
		kind = from_command(source->command, limit_ms, line, err);
	} else if (source->file) {
		what = "password_file ";
		which = source->file;
		kind = from_file(source->file, true, line, err);
	} else if (source->credential) {
		what = "credential ";
		which = source->credential;
		kind = from_credential(source->credential, line, err);
	} else {
		kind = err_set(err, ERR_BUG, "no source is configured");
	}
	if (!kind)
		kind = line_check(line, err);
	if (!kind) {
		/* before anybody can put it into a line; a part that is left of a refused one is
		 * not worth it */
		log_add_secret(line->bytes);
		buf_add(out, line->bytes, line->len);
		if (buf_is_cut(out))
			kind = err_set(err, ERR_BUG,
				       "%zu bytes do not fit into the caller's buffer", line->len);
	}
	explicit_bzero(line, sizeof *line);
	free(line);
	return kind ? err_wrap(err, "%s%s", what, which) : ERR_NONE;
}

void secret_serve(const struct config_secret *source, int fd)
{
	bool is_told = true;

	while (is_told && secret_await_request(fd)) {
		struct buf secret;
		struct err err;

		buf_init(&secret, SECRET_MAX);
		enum err_kind kind = secret_read(source, &secret, &err);

		is_told = secret_tell(fd, kind, kind ? err.text : buf_fitted(&secret).ptr);
		buf_wipe(&secret);
		buf_free(&secret);
	}
}
