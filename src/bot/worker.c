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
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "base/log.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif
#ifndef WITH_SANITIZER
#define WITH_SANITIZER 0
#endif

enum {
	OTHERS_MAX = 1024,
	READ_MEMORY_BYTES = 1 << 30,
	ENDED_POLL_MS = 10,
	BACKOFF_FIRST_MS = 5 * 1000,
	BACKOFF_LAST_MS = 15 * 60 * 1000,
};

/* The child keeps its own end and the standard three.  Another worker's socket in its hands would keep that
 * one from seeing its end; the ledger's files are none of its business. */
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

enum err_kind worker_start(struct worker *worker, const char *name, worker_main *run, void *user, struct err *err)
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
		signal(SIGTERM, SIG_IGN);	/* the keeper says when: a signal to the group must not cut a send */
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
	if (!has_ended(worker->pid, grace_ms, &status)) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, &status, 0);
	}
	log_debug("worker-ended", L_STR("worker", worker->name), L_NUM("pid", worker->pid),
		  L_NUM("status", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)));
	worker->pid = 0;
	worker->fd = -1;
}

int worker_backoff_ms(unsigned failures)
{
	uint32_t random = 0;
	int ms = BACKOFF_FIRST_MS;

	if (getrandom(&random, sizeof random, GRND_NONBLOCK) < 0)
		random = 0;	/* no jitter then */
	for (unsigned i = 1; i < failures && ms < BACKOFF_LAST_MS; i++)
		ms *= 2;
	if (ms > BACKOFF_LAST_MS)
		ms = BACKOFF_LAST_MS;
	return ms / 2 + (int)(random % (uint32_t)(ms / 2 + 1));
}

static void limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit r = { value, value };

	setrlimit(resource, &r);
}

#ifdef HAVE_SECCOMP
/* What parsing needs: memory, its own socket, and ending.  Anything else fails with EPERM rather than
 * killing, so that a library that merely asks (a terminal, a file of settings) goes on without. */
static enum err_kind close_the_rest(struct err *err)
{
	static const int allowed[] = {
		SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(close),
		SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
		SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(poll), SCMP_SYS(exit), SCMP_SYS(exit_group),
		SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
		SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
		SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
	};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = ctx ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < sizeof allowed / sizeof allowed[0]; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!rc)
		rc = seccomp_load(ctx);
	if (ctx)
		seccomp_release(ctx);
	if (rc)
		return err_set(err, ERR_RETRY, "seccomp: %s", strerror(-rc));
	return ERR_NONE;
}
#endif

enum err_kind worker_confine(struct err *err)
{
	limit(RLIMIT_FSIZE, 0);
	if (!WITH_SANITIZER)	/* a sanitizer reserves address space by the terabyte, and reports through files */
		limit(RLIMIT_AS, READ_MEMORY_BYTES);
#ifdef HAVE_SECCOMP
	if (!WITH_SANITIZER)
		return close_the_rest(err);
#endif
	(void)err;
	return ERR_NONE;
}
