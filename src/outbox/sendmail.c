/* sendmail.c - the sendmail driver: a program takes the mail on its standard input.
 *
 * Run as PROGRAM -i -f FROM -- RCPT..., without a shell.  The whole mail is in an unnamed file
 * before the program starts, so that our own death never truncates a mail by an early end of
 * input.  Once the program has started, a failure to tell how it ended means doubt.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/mem.h"
#include "config/config.h"
#include "outbox/outbox.h"
#include "outbox/wire.h"
#include "time/clock.h"

enum { TIMEOUT_DEFAULT_MS = 60 * 1000, TICK_MS = 20, WORDS_MAX = 1024 };

struct outbox {
	const struct config_outbox *config;
};

static enum err_kind sendmail_open(const struct config_outbox *config, struct outbox **out,
				   struct err *err)
{
	*out = NULL;
	if (!config->path || config->path[0] != '/')
		return err_set(err, ERR_CONFIG, "sendmail: the program needs an absolute path");
	*out = mem_zalloc(1, sizeof **out);
	(*out)->config = config;
	return ERR_NONE;
}

static int file_with(struct span bytes)
{
	int fd = memfd_create("beadle-mail", MFD_CLOEXEC);

	while (fd >= 0 && bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		bytes = span_sub(bytes, (size_t)n, bytes.len);
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* 0 or an errno. */
static int start(const char *program, char **argv, int in_fd, int out_fd, pid_t *pid_out)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, defaults;
	int rc;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGTERM);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGHUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&actions, in_fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out_fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out_fd, STDERR_FILENO);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	rc = posix_spawn(pid_out, program, &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* Gathers the program's words and waits for its end, which need not come with the end of the words:
 * a child of its own may hold them open.  False when the time is over and it was killed. */
static bool await(pid_t pid, int words_fd, int timeout_ms, struct buf *words, int *status_out)
{
	int64_t end_ms = clock_monotonic_ms() + timeout_ms;
	bool open = true, ended = false;
	char chunk[512];

	for (;;) {
		struct pollfd fd = { .fd = open ? words_fd : -1, .events = POLLIN };
		pid_t got;

		/* One read a turn: a program that never stops talking must still meet its end
		 * below. */
		if (poll(&fd, 1, ended ? 0 : TICK_MS) > 0) {
			ssize_t n = read(words_fd, chunk, sizeof chunk);
			size_t room = WORDS_MAX - buf_len(words);

			open = n > 0 || (n < 0 && errno == EINTR);
			if (n > 0) {
				buf_add(words, chunk, (size_t)n <= room ? (size_t)n : room);
				if (ended && room > (size_t)n)
					continue;
			}
		}
		if (ended)
			return true;
		got = waitpid(pid, status_out, WNOHANG);
		if (got == pid) {
			ended = true;	/* once more for what it said last */
		} else if (got < 0 && errno != EINTR) {
			return false;
		} else if (clock_monotonic_ms() >= end_ms) {
			kill(-pid, SIGKILL);
			while (waitpid(pid, status_out, 0) < 0 && errno == EINTR)
				;
			return false;
		}
	}
}

/* sysexits.h: what the program says about the mail, and about itself. */
static enum err_kind settle(struct outbox_mail *mail, int code, const char *words, struct err *err)
{
	char text[OUTCOME_REPLY_MAX];

	snprintf(text, sizeof text, "exit status %d%s%s", code, *words ? ": " : "", words);
	switch (code) {
	case EX_OK:
		wire_settle_untried(mail, OUTCOME_SENT, 0, *words ? words : "taken by the program");
		return ERR_NONE;
	case EX_DATAERR:
	case EX_NOUSER:
	case EX_NOHOST:
		wire_settle_untried(mail, OUTCOME_REFUSED, 0, text);
		return ERR_NONE;
	case EX_USAGE:
	case EX_NOPERM:
	case EX_CONFIG:
	case 126:
	case 127:
		/* The program is set up wrongly: no mail of ours is to blame. */
		wire_settle_untried(mail, OUTCOME_LATER, 0, text);
		return err_set(err, ERR_REFUSED, "%s", text);
	default:
		wire_settle_untried(mail, OUTCOME_LATER, 0, text);
		return ERR_NONE;
	}
}

static enum err_kind run(const struct config_outbox *config, struct outbox_mail *mail, char **argv,
			 struct span body, struct err *err)
{
	int timeout_ms =
		config->server.timeout_ms > 0 ? config->server.timeout_ms : TIMEOUT_DEFAULT_MS;
	int in_fd = file_with(body), pipe_fds[2] = { -1, -1 }, status = 0, rc;
	struct buf words;
	enum err_kind kind;
	pid_t pid;

	buf_init(&words, WORDS_MAX);
	if (in_fd < 0 || pipe2(pipe_fds, O_CLOEXEC) < 0) {
		kind = err_set(err, ERR_RETRY, "%s", strerror(errno));
		wire_settle_untried(mail, OUTCOME_UNTRIED, 0, err->text);
		goto out;
	}
	failpoint("outbox.sendmail.before-start");
	rc = start(config->path, argv, in_fd, pipe_fds[1], &pid);
	close(pipe_fds[1]);
	pipe_fds[1] = -1;
	if (rc) {
		kind = err_set(err, rc == EAGAIN || rc == ENOMEM ? ERR_RETRY : ERR_CONFIG,
			       "cannot run %s: %s", config->path, strerror(rc));
		wire_settle_untried(mail, OUTCOME_UNTRIED, 0, err->text);
		goto out;
	}
	failpoint("outbox.sendmail.after-start");
	if (!await(pid, pipe_fds[0], timeout_ms, &words, &status)) {
		kind = err_set(err, ERR_RETRY, "%s did not end within %d ms", config->path,
			       timeout_ms);
		wire_settle_untried(mail, OUTCOME_DOUBT, 0, err->text);
	} else if (!WIFEXITED(status)) {
		kind = err_set(err, ERR_RETRY, "%s was killed by signal %d", config->path,
			       WTERMSIG(status));
		wire_settle_untried(mail, OUTCOME_DOUBT, 0, err->text);
	} else {
		struct span said = span_trim(buf_fitted(&words));

		buf_shorten(&words, (size_t)(said.ptr - buf_fitted(&words).ptr) + said.len);
		failpoint("outbox.sendmail.after-answer");
		kind = settle(mail, WEXITSTATUS(status), said.ptr, err);
	}
out:
	if (in_fd >= 0)
		close(in_fd);
	if (pipe_fds[0] >= 0)
		close(pipe_fds[0]);
	if (pipe_fds[1] >= 0)
		close(pipe_fds[1]);
	buf_free(&words);
	return kind;
}

static enum err_kind sendmail_send(struct outbox *outbox, struct outbox_mail *mail, struct err *err)
{
	const char **argv = mem_zalloc(mail->n_recipients + 6, sizeof *argv);
	struct buf body;
	size_t n_good, n = 0;
	enum err_kind kind;

	buf_init(&body, WIRE_MAIL_MAX);
	kind = wire_prepare(mail, "\n", &body, &n_good, err);
	if (kind || n_good == 0)
		goto out;
	argv[n++] = outbox->config->path;
	argv[n++] = "-i";
	argv[n++] = "-f";
	argv[n++] = mail->envelope_from[0] ? mail->envelope_from : "<>";
	argv[n++] = "--";
	for (size_t i = 0; i < mail->n_recipients; i++) {
		if (mail->recipients[i].outcome == OUTCOME_UNTRIED)
			argv[n++] = mail->recipients[i].addr;
	}
	/* exec takes them as char *const[] for history's sake and writes to none. */
	kind = run(outbox->config, mail, (char **)(uintptr_t)argv, buf_fitted(&body), err);
out:
	buf_free(&body);
	free(argv);
	return kind ? err_wrap(err, "sendmail") : ERR_NONE;
}

static enum err_kind sendmail_check(const struct config_outbox *config,
				    step_report *report,
				    void *user, struct err *err)
{
	struct outbox *o;
	enum err_kind kind = sendmail_open(config, &o, err);

	if (kind)
		return kind;
	free(o);
	if (access(config->path, X_OK) < 0)
		return err_set(err, ERR_CONFIG, "sendmail: program: %s: %s", config->path,
			       strerror(errno));
	report(user, "program", config->path);
	return ERR_NONE;
}

static void sendmail_close(struct outbox **outbox)
{
	free(*outbox);
	*outbox = NULL;
}

const struct outbox_driver outbox_sendmail = {
	.name = "sendmail",
	.open = sendmail_open,
	.send = sendmail_send,
	.check = sendmail_check,
	.close = sendmail_close,
};
