/* worker.c - see worker.h. */
#include "bot/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

enum {
	OTHERS_MAX = 1024,
	ENDED_POLL_MS = 10,
	BACKOFF_FIRST_MS = 5 * 1000,
	BACKOFF_LAST_MS = 15 * 60 * 1000,
};

/* The child keeps its own end and the standard three.  Another worker's socket in its hands would
 * keep that one from seeing its end; the ledger's files are none of its business. */
static void close_others(int keep)
{
	if (close_range((unsigned)keep + 1, ~0u, 0) == 0 &&
	    (keep <= 3 || close_range(3, (unsigned)keep - 1, 0) == 0))
		return;
	for (int fd = 3; fd < OTHERS_MAX; fd++) {	/* a kernel, or a valgrind, without it */
		if (fd != keep)
			close(fd);
	}
}

enum err_kind worker_start(struct worker *worker, const char *name, worker_main *run, void *user,
			   struct err *err)
{
	int ends[2];

	*worker = (struct worker){ .name = name, .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return err_set(err, ERR_RETRY, "%s worker: socketpair: %s", name, strerror(errno));

	pid_t keeper = getpid(), pid = fork();

	if (pid < 0) {
		int saved = errno;

		close(ends[0]);
		close(ends[1]);
		return err_set(err, ERR_RETRY, "%s worker: fork: %s", name, strerror(saved));
	}
	if (pid == 0) {
		sigset_t none;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != keeper)
			_exit(1);	/* it died before the line above */
		prctl(PR_SET_NAME, name);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		signal(SIGTERM, SIG_IGN);	/* the keeper says when: a signal to the group
						 * must not cut a send */
		signal(SIGINT, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		close_others(ends[1]);
		int status = run(ends[1], user);

		close(ends[1]);
		_exit(status);
	}
	close(ends[1]);
	worker->pid = pid;
	worker->fd = ends[0];
	frame_reader_init(&worker->reader, ends[0]);
	frame_writer_init(&worker->writer, ends[0]);
	return ERR_NONE;
}

bool worker_is_running(const struct worker *worker)
{
	return worker->pid != 0;
}

/* Waits for the child's end, at most timeout_ms. */
static bool has_ended(pid_t pid, int timeout_ms, int *status_out)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (pidfd >= 0) {
		struct pollfd p = { .fd = pidfd, .events = POLLIN };

		while (poll(&p, 1, timeout_ms) < 0 && errno == EINTR)
			;
		close(pidfd);
		return waitpid(pid, status_out, WNOHANG) == pid;
	}
	for (;;) {	/* a kernel, or a valgrind, without it */
		if (waitpid(pid, status_out, WNOHANG) == pid)
			return true;
		if (timeout_ms <= 0)
			return false;
		poll(NULL, 0, ENDED_POLL_MS);
		timeout_ms -= ENDED_POLL_MS;
	}
}

void worker_stop(struct worker *worker, int grace_ms)
{
	int status = 0;

	if (!worker_is_running(worker))
		return;
	close(worker->fd);
	frame_reader_free(&worker->reader);
	frame_writer_free(&worker->writer);
	if (!has_ended(worker->pid, grace_ms, &status)) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, &status, 0);
	}
	log_debug("worker-ended", L_STR("worker", worker->name), L_NUM("pid", worker->pid),
		  L_NUM("status", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)));
	worker->pid = 0;
	worker->fd = -1;
}

int64_t worker_doubled(int64_t first, int64_t last, unsigned failures)
{
	while (failures-- > 1 && first < last)
		first *= 2;
	return first < last ? first : last;
}

int worker_backoff_ms(unsigned failures)
{
	uint32_t random = 0;
	int ms = (int)worker_doubled(BACKOFF_FIRST_MS, BACKOFF_LAST_MS, failures);

	if (getrandom(&random, sizeof random, GRND_NONBLOCK) < 0)
		random = 0;	/* no jitter then */
	return ms / 2 + (int)(random % (uint32_t)(ms / 2 + 1));
}
