/* confine.c - see confine.h. */
#include "bot/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif
#ifdef HAVE_LINUX_LANDLOCK_H
#include <linux/landlock.h>
#endif

#include "base/failpoint.h"
#include "base/log.h"
#include "bot/worker.h"
#include "config/config.h"
#include "config/secret.h"

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

enum { READ_MEMORY_BYTES = 1 << 30 };

static void limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit r = { value, value };

	setrlimit(resource, &r);
}

/* ---- system calls ---- */

#ifdef HAVE_SECCOMP
/* What parsing needs: memory, the descriptors it has, and ending. */
static const int parsing[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(close),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
};

/* What a client needs beside: connections, threads (curl looks up names in one), to see files. */
static const int client[] = {
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
	SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown), SCMP_SYS(socketpair),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2), SCMP_SYS(pipe),
	SCMP_SYS(pipe2), SCMP_SYS(writev), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek),
	SCMP_SYS(_llseek), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
	SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
	SCMP_SYS(getcwd), SCMP_SYS(fadvise64), SCMP_SYS(dup), SCMP_SYS(fcntl), SCMP_SYS(fcntl64),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier), SCMP_SYS(getcpu),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo),
	SCMP_SYS(getrlimit),
};

static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };
static const unsigned long long requests[] = { FIONREAD, FIONBIO, TCGETS };

#if defined(__s390__) || defined(__s390x__)
enum { CLONE_FLAGS = 1 };
#else
enum { CLONE_FLAGS = 0 };
#endif

static int allow_all(scmp_filter_ctx ctx, const int *calls, size_t n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	return rc;
}

static int allow_if(scmp_filter_ctx ctx, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, call, 1, &condition);
}

/* To abort, and to end by a signal; others of the same user are none of its business. */
static int allow_parsing(scmp_filter_ctx ctx)
{
	int rc = allow_if(ctx, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));

	return rc ? rc : allow_all(ctx, parsing, sizeof parsing / sizeof parsing[0]);
}

static int allow_reading_files(scmp_filter_ctx ctx)
{
	const scmp_datum_t mask = O_ACCMODE | O_CREAT | O_TRUNC;
	int rc = allow_if(ctx, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, mask, O_RDONLY));

	return rc ? rc
		  : allow_if(ctx, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, mask, O_RDONLY));
}

static int allow_client(scmp_filter_ctx ctx)
{
	int rc = allow_all(ctx, client, sizeof client / sizeof client[0]);

	for (size_t i = 0; !rc && i < sizeof families / sizeof families[0]; i++)
		rc = allow_if(ctx, SCMP_SYS(socket),
			      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i], 0));
	for (size_t i = 0; !rc && i < sizeof requests / sizeof requests[0]; i++)
		rc = allow_if(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, requests[i], 0));
	if (!rc) /* a thread, no process; clone3, which does not show what it is, is not known */
		rc = allow_if(ctx, SCMP_SYS(clone), SCMP_CMP64(CLONE_FLAGS, SCMP_CMP_MASKED_EQ,
							       CLONE_THREAD, CLONE_THREAD));
	if (!rc)
		rc = allow_if(ctx, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
	if (!rc)	/* to ask for a limit, not to set it */
		rc = allow_if(ctx, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));
	return rc ? rc : allow_reading_files(ctx);
}

/* Anything else fails rather than kills, so that a library that merely asks (a terminal, a file of
 * settings) goes on without.  A client's libraries are many, and may know calls that are newer than
 * this list: they are told what a kernel without them says, and take the older one. */
static enum err_kind close_the_rest(bool is_client, struct err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(is_client ? ENOSYS : EPERM));
	int rc = ctx ? allow_parsing(ctx) : -ENOMEM;

	if (!rc && is_client)
		rc = allow_client(ctx);
	if (!rc)
		rc = seccomp_load(ctx);
	if (ctx)
		seccomp_release(ctx);
	if (rc)
		return err_set(err, ERR_RETRY, "seccomp: %s", strerror(-rc));
	return ERR_NONE;
}
#else
static enum err_kind close_the_rest(bool is_client, struct err *err)
{
	(void)is_client;
	(void)err;
	return ERR_NONE;
}
#endif

/* ---- files ---- */

#ifdef HAVE_LINUX_LANDLOCK_H
/* The rights that each version of the interface has, as bits: headers may be older than the
 * kernel. */
static uint64_t rights_of_version(long version)
{
	const unsigned n_rights = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;

	return (1ULL << n_rights) - 1;
}

static void let_read(int rules, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
	};
	struct stat st;

	if (rule.parent_fd < 0)
		return;		/* not there: nothing to read */
	if (fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
}

/* Where /etc/resolv.conf really lies, in a folder in which it is replaced now and then. */
static void let_read_resolver(int rules)
{
	char path[PATH_MAX];

	if (realpath("/etc/resolv.conf", path))
		let_read(rules, dirname(path));
}

/* What a client's libraries look at while it runs: names, trust, settings, plug-ins. */
static enum err_kind leave_files(const char *ca_file, struct err *err)
{
	static const char *const readable[] = {
		"/etc", "/usr", "/lib", "/lib64", "/nix/store", "/gnu/store",
		"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager", "/run/nscd",
		"/var/lib/sss", "/var/lib/ca-certificates", "/dev/null", "/dev/urandom",
	};
	const unsigned ask = LANDLOCK_CREATE_RULESET_VERSION;
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ask);

	if (version < 1) {
		log_debug("confined", L_STR("files", "the kernel has no Landlock"));
		return ERR_NONE;
	}
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = rights_of_version(version),
	};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all.handled_access_fs,
				 0);

	if (rules < 0)
		return err_set(err, ERR_RETRY, "Landlock: %s", strerror(errno));
	for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++)
		let_read(rules, readable[i]);
	let_read_resolver(rules);
	if (ca_file)
		let_read(rules, ca_file);
	bool done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		    syscall(SYS_landlock_restrict_self, rules, 0) == 0;

	if (!done)
		err_set(err, ERR_RETRY, "Landlock: %s", strerror(errno));
	close(rules);
	return done ? ERR_NONE : ERR_RETRY;
}
#else
static enum err_kind leave_files(const char *ca_file, struct err *err)
{
	(void)ca_file;
	(void)err;
	return ERR_NONE;
}
#endif

/* ---- who ---- */

enum err_kind confine_reader(struct err *err)
{
	limit(RLIMIT_FSIZE, 0);
	/* a sanitizer reserves address space by the terabyte, and reports through files */
	if (WITH_SANITIZER)
		return ERR_NONE;
	limit(RLIMIT_AS, READ_MEMORY_BYTES);
	return close_the_rest(false, err);
}

enum err_kind confine_client(const char *ca_file, struct err *err)
{
	if (WITH_SANITIZER || failpoint_is_armed())	/* both write files */
		return ERR_NONE;
	if (leave_files(ca_file, err) != ERR_NONE)
		return err->kind;
	return close_the_rest(true, err);
}

static int secret_worker_main(int fd, void *user)
{
	secret_serve(user, fd);
	return 0;
}

enum err_kind confine_login(struct config_server *server, struct err *err)
{
	struct worker worker;

	if (server->secret.command || server->secret.file || server->secret.credential) {
		if (worker_start(&worker, "beadle-secret", secret_worker_main, &server->secret,
				 err) != ERR_NONE)
			return err->kind;
		server->secret = (struct config_secret){ .server_fd = worker.fd };
	}
	return confine_client(server->ca_file, err);
}
