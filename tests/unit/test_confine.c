/* test_confine.c - what a confined process can still do, and what not, asked of the kernel in a child of its own. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "bot/confine.h"

#if defined(__SANITIZE_ADDRESS__) || !defined(HAVE_SECCOMP)
#define IS_CONFINED 0
#else
#define IS_CONFINED 1
#endif

static char folder[] = "/tmp/beadle-confine-XXXXXX", own_file[100], ca_file[100];

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* ---- acts: true when it can be done ---- */

static bool runs_a_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;	/* it would have ended with 0, which no act does */
}

static bool makes_a_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool makes_a_process_by_clone3(void)
{
	uint64_t args[8] = { 0, 0, 0, 0, SIGCHLD };	/* struct clone_args, of which the fifth is the signal */
	long pid = syscall(SYS_clone3, args, sizeof args);

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool writes_a_file(void)
{
	return opens(own_file, O_WRONLY) || opens(own_file, O_RDWR);
}

static bool makes_a_file(void)
{
	char path[120];

	snprintf(path, sizeof path, "%s/new", folder);
	return opens(path, O_WRONLY | O_CREAT) || opens(path, O_RDONLY | O_CREAT) || mkdir(path, 0700) == 0 ||
	       opens(folder, O_RDWR | O_TMPFILE);
}

static bool changes_a_file(void)
{
	return truncate(own_file, 0) == 0 || chmod(own_file, 0644) == 0 || unlink(own_file) == 0 ||
	       rename(own_file, ca_file) == 0 || opens(own_file, O_RDONLY | O_TRUNC);
}

static bool reads_a_file_of_ours(void)
{
	return opens(own_file, O_RDONLY);
}

static bool reads_the_ca_file(void)
{
	return opens(ca_file, O_RDONLY);
}

static bool reads_files_of_the_system(void)
{
	return opens("/etc/nsswitch.conf", O_RDONLY) && opens("/usr", O_RDONLY | O_DIRECTORY);
}

static bool finds_a_name(void)
{
	struct addrinfo *list = NULL, hints = { .ai_socktype = SOCK_STREAM };
	int r = getaddrinfo("localhost", "993", &hints, &list);

	if (list)
		freeaddrinfo(list);
	return r == 0;
}

static bool makes_a_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool makes_connections(void)
{
	return makes_a_socket(AF_INET, SOCK_STREAM) && makes_a_socket(AF_INET, SOCK_DGRAM) && makes_a_socket(AF_UNIX, SOCK_STREAM);
}

static bool makes_sockets_of_other_kinds(void)
{
	return makes_a_socket(AF_PACKET, SOCK_RAW) || makes_a_socket(AF_VSOCK, SOCK_STREAM) ||
	       makes_a_socket(AF_ALG, SOCK_SEQPACKET);
}

static void *nothing(void *user)
{
	return user;
}

static bool makes_a_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static bool signals_others(void)
{
	pid_t parent = getppid();

	return kill(parent, 0) == 0 || syscall(SYS_tgkill, parent, parent, 0) == 0 || syscall(SYS_tkill, parent, 0) == 0;
}

static bool signals_itself(void)
{
	return syscall(SYS_tgkill, getpid(), gettid(), 0) == 0;
}

static bool looks_into_others(void)
{
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0;
}

static bool writes_to_its_descriptors(void)
{
	return write(STDERR_FILENO, "", 0) == 0;
}

static bool is_always_so(void)
{
	return true;
}

static bool has_landlock(void)
{
	return syscall(444 /* landlock_create_ruleset, everywhere */, NULL, 0, 1u) >= 1;
}

/* whether: of a kernel, when it holds what is not allowed */
static const struct {
	const char *what;
	bool (*act)(void);
	bool client, reader;
	bool (*whether)(void);
} cases[] = {
	{ "runs a program", runs_a_program, false, false, is_always_so },
	{ "makes a process", makes_a_process, false, false, is_always_so },
	{ "makes a process by clone3", makes_a_process_by_clone3, false, false, is_always_so },
	{ "writes a file", writes_a_file, false, false, is_always_so },
	{ "makes a file", makes_a_file, false, false, is_always_so },
	{ "changes a file", changes_a_file, false, false, is_always_so },
	{ "reads a file of ours", reads_a_file_of_ours, false, false, has_landlock },
	{ "reads the ca_file", reads_the_ca_file, true, false, is_always_so },
	{ "reads files of the system", reads_files_of_the_system, true, false, is_always_so },
	{ "finds a name", finds_a_name, true, false, is_always_so },
	{ "makes connections", makes_connections, true, false, is_always_so },
	{ "makes sockets of other kinds", makes_sockets_of_other_kinds, false, false, is_always_so },
	{ "makes a thread", makes_a_thread, true, false, is_always_so },
	{ "signals others", signals_others, false, false, is_always_so },
	{ "signals itself", signals_itself, true, true, is_always_so },
	{ "looks into others", looks_into_others, false, false, is_always_so },
	{ "writes to its descriptors", writes_to_its_descriptors, true, true, is_always_so },
};

enum { CAN = 10, CANNOT, NOT_CONFINED };

static int outcome_of(bool (*act)(void), bool is_client)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct err err;
		enum err_kind kind = is_client ? confine_client(ca_file, &err) : confine_reader(&err);

		_exit(kind ? NOT_CONFINED : act() ? CAN : CANNOT);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_confined_process_can_do_little(void **state)
{
	(void)state;
	if (!IS_CONFINED) {
		print_message("# nothing is confined in this build\n");
		return;
	}
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (int is_client = 0; is_client < 2; is_client++) {
			bool can = is_client ? cases[i].client : cases[i].reader;
			int got;

			if (is_client && !cases[i].whether())
				continue;
			got = outcome_of(cases[i].act, is_client);
			if (got != (can ? CAN : CANNOT))
				fail_msg("%s %s: %d", is_client ? "a client" : "the reader", cases[i].what, got);
		}
	}
}

/* The acts themselves are sound: unconfined nearly all can be done. */
static void an_unconfined_process_can(void **state)
{
	(void)state;
	assert_true(makes_a_process());
	assert_true(writes_a_file());
	assert_true(reads_a_file_of_ours());
	assert_true(finds_a_name());
	assert_true(makes_connections());
	assert_true(makes_a_thread());
	assert_true(signals_others());
	assert_true(makes_a_file());
}

static int make_files(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(own_file, sizeof own_file, "%s/ledger.db", folder);
	snprintf(ca_file, sizeof ca_file, "%s/ca.pem", folder);
	return opens(own_file, O_WRONLY | O_CREAT) && opens(ca_file, O_WRONLY | O_CREAT) ? 0 : -1;
}

static int remove_files(void **state)
{
	char path[120];

	(void)state;
	snprintf(path, sizeof path, "%s/new", folder);
	unlink(path);
	unlink(own_file);
	unlink(ca_file);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_confined_process_can_do_little),
		cmocka_unit_test(an_unconfined_process_can),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_files, remove_files);
}
