/* secret.c - secret_read of config.h.
 *
 * A secret passes through struct secret_line and small blocks, which are wiped on every way out; no
 * message ever holds its bytes.  A command has 30 seconds; then its whole process group is ended.
 *  Its standard error is quoted when it fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "config/secret.h"
#include "time/clock.h"

enum {
	COMMAND_LIMIT_MS = 30 * 1000,
	SAID_MAX = 200,			/* of what a failing command wrote to its standard error */
	DRAIN_BLOCKS = 40,		/* of 4 kB at a time: more than a pipe holds, and then
					 * the clock is looked at */
	REAP_MS = 20,			/* between two looks, where there is no pidfd to wait for */
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

struct child {
	pid_t pid;
	int out, said;			/* our ends of its standard output and error; -1 when
					 * closed */
	int pidfd;			/* -1 where the kernel has none */
	int status;
	bool ended;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static _Noreturn void run_shell(const char *command, int out, int said)
{
	static const int fates[] = { SIGPIPE, SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2 };
	sigset_t none;
	int in = open("/dev/null", O_RDONLY);

	/* what the daemon does about signals is no business of the command's */
	for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++)
		signal(fates[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	if (in < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(said, STDERR_FILENO) < 0)
		_exit(126);
#ifdef SYS_close_range
	syscall(SYS_close_range, 3u, ~0u, 0u);
#endif
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static enum err_kind child_start(const char *command, struct child *child, struct err *err)
{
	int out[2] = { -1, -1 }, said[2] = { -1, -1 };
	enum err_kind kind = ERR_NONE;

	*child = (struct child){ .pid = -1, .out = -1, .said = -1, .pidfd = -1 };
	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(said, O_CLOEXEC) < 0) {
		kind = err_set(err, ERR_RETRY, "no pipe: %s", strerror(errno));
		goto out;
	}
	/* the ends must lie beyond 0 to 2 for dup2 in the child; a daemon has those open */
	child->pid = fork();
	if (child->pid < 0) {
		kind = err_set(err, ERR_RETRY, "cannot be started: %s", strerror(errno));
		goto out;
	}
	if (child->pid == 0)
		run_shell(command, out[1], said[1]);
	setpgid(child->pid, child->pid);	/* whichever of us is first */
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(said[0], F_SETFL, O_NONBLOCK);
	child->out = out[0];
	child->said = said[0];
	out[0] = said[0] = -1;
#ifdef SYS_pidfd_open
	child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
#endif
out:
	close_fd(&out[0]);
	close_fd(&out[1]);
	close_fd(&said[0]);
	close_fd(&said[1]);
	return kind;
}

/* Takes what is there now; closes at the end. */
static void drain(int *fd, struct secret_line *line, struct buf *said)
{
	char block[4096];

	for (int i = 0; *fd >= 0 && i < DRAIN_BLOCKS; i++) {
		ssize_t n = read(*fd, block, sizeof block);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			close_fd(fd);
			break;
		}
		if (line) {
			line_add(line, block, (size_t)n);
		} else if (buf_len(said) < SAID_MAX) {
			size_t room = SAID_MAX - buf_len(said);

			buf_add(said, block, (size_t)n < room ? (size_t)n : room);
		}
	}
	explicit_bzero(block, sizeof block);
}

static void look_for_end(struct child *child)
{
	pid_t pid = waitpid(child->pid, &child->status, WNOHANG);

	/* ECHILD: somebody else reaps in this process; then the status is lost, the end is not */
	if (pid == child->pid || (pid < 0 && errno == ECHILD)) {
		child->ended = true;
		if (pid < 0)
			child->status = 0;
	}
}

static enum err_kind from_command(const char *command, int limit_ms, struct secret_line *line,
				  struct err *err)
{
	int64_t deadline_ms = clock_monotonic_ms() + limit_ms;
	enum err_kind kind;
	struct child child;
	struct buf said;

	kind = child_start(command, &child, err);
	if (kind)
		return kind;
	buf_init(&said, SAID_MAX);
	/* its end counts, not the end of its output: an agent that it started may hold that open
	 * for ever */
	for (;;) {
		int64_t left_ms = deadline_ms - clock_monotonic_ms();
		struct pollfd fds[] = { { child.out, POLLIN, 0 },
					{ child.said, POLLIN, 0 },
					{ child.pidfd, POLLIN, 0 } };

		look_for_end(&child);
		drain(&child.out, line, NULL);
		drain(&child.said, NULL, &said);
		if (child.ended || left_ms <= 0)
			break;
		if (child.pidfd < 0 && left_ms > REAP_MS)
			left_ms = REAP_MS;
		fds[0].fd = child.out;
		fds[1].fd = child.said;
		if (poll(fds, 3, (int)left_ms) < 0 && errno != EINTR)
			break;
	}
	if (!child.ended) {
		kill(-child.pid, SIGKILL);
		while (waitpid(child.pid, &child.status, 0) < 0 && errno == EINTR)
			;
		kind = err_set(err, ERR_RETRY, "did not end within %d s", (limit_ms + 999) / 1000);
	} else if (WIFSIGNALED(child.status)) {
		kind = err_set(err, ERR_RETRY, "was ended by signal %d", WTERMSIG(child.status));
	} else if (WEXITSTATUS(child.status) != 0) {
		struct span words = span_trim(buf_fitted(&said));

		kind = err_set(err, ERR_RETRY, "ended with status %d%s" SPAN_FMT,
			       WEXITSTATUS(child.status), words.len ? ": " : "", SPAN_ARG(words));
	}
	close_fd(&child.out);
	close_fd(&child.said);
	close_fd(&child.pidfd);
	buf_free(&said);
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
