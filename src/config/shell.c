/* shell.c - see shell.h. */
#include "config/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "time/clock.h"

enum {
	DRAIN_BLOCKS = 40, /* of 4 kB at a time: more than a pipe holds, and then
			    * the clock is looked at */
	REAP_MS = 20, /* between two looks, where there is no pidfd to wait for */
};

struct child {
	pid_t pid;
	int out, said; /* our ends of its standard output and error; -1 when
			* closed */
	int pidfd; /* -1 where the kernel has none */
	int status;
	bool ended;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static _Noreturn void run_shell(const struct shell_command *command, int out, int said)
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
	if (command->folder && chdir(command->folder) != 0)
		_exit(126);
	execl("/bin/sh", "sh", "-c", command->line, "sh", command->argument, (char *)NULL);
	_exit(127);
}

static enum err_kind child_start(const struct shell_command *command, struct child *child,
				 struct err *err)
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
	setpgid(child->pid, child->pid); /* whichever of us is first */
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
static void drain(int *fd, bool is_error, shell_output *take, void *user)
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
		take(user, is_error, block, (size_t)n);
	}
	explicit_bzero(block, sizeof block); /* it may be a password */
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

enum err_kind shell_run(const struct shell_command *command, shell_output *take, void *user,
			struct err *err)
{
	int64_t deadline_ms = clock_monotonic_ms() + command->limit_ms;
	enum err_kind kind;
	struct child child;

	kind = child_start(command, &child, err);
	if (kind)
		return kind;
	for (;;) {
		int64_t left_ms = deadline_ms - clock_monotonic_ms();
		struct pollfd fds[] = { { child.out, POLLIN, 0 },
					{ child.said, POLLIN, 0 },
					{ child.pidfd, POLLIN, 0 } };

		look_for_end(&child);
		drain(&child.out, false, take, user);
		drain(&child.said, true, take, user);
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
		kind = err_set(err, ERR_RETRY, "did not end within %d s",
			       (command->limit_ms + 999) / 1000);
	} else if (WIFSIGNALED(child.status)) {
		kind = err_set(err, ERR_RETRY, "was ended by signal %d", WTERMSIG(child.status));
	} else if (WEXITSTATUS(child.status) != 0) {
		kind = err_set(err, ERR_RETRY, "ended with status %d", WEXITSTATUS(child.status));
	}
	close_fd(&child.out);
	close_fd(&child.said);
	close_fd(&child.pidfd);
	return kind;
}
