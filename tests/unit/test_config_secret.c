/* test_config_secret.c - where a password may come from, and that it never shows. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"
#include "config/secret.h"

static char folder[] = "/tmp/beadle-secret-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 && setenv("CREDENTIALS_DIRECTORY", folder, 1) == 0 ? 0 : -1;
}

static int drop_folder(void **state)
{
	(void)state;
	log_forget_secrets();
	return chdir("/") || rmdir(folder);
}

static void put(const char *name, const char *bytes, size_t len, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void expect(const struct config_secret *source, enum err_kind want_kind, const char *want)
{
	struct buf out;
	struct err err = { .text = "" };

	buf_init(&out, 5000);
	assert_int_equal(secret_read(source, &out, &err), want_kind);
	if (want_kind)
		assert_string_equal(err.text, want);
	else
		assert_string_equal(buf_fitted(&out).ptr, want);
	if (want_kind)
		assert_int_equal(buf_len(&out), 0);
	buf_free(&out);
}

static void a_file_must_be_ours_alone(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		mode_t mode;
		enum err_kind kind;
		const char *want;
	} cases[] = {
#define BYTES(text) text, sizeof text - 1
		{ BYTES("hunter2\n"), 0600, ERR_NONE, "hunter2" },
		{ BYTES("hunter2"), 0400, ERR_NONE, "hunter2" },
		{ BYTES("with space \nsecond line\xFF\n"), 0600, ERR_NONE, "with space " },
		{ BYTES("x\n"), 0600, ERR_NONE, "x" },
		{ BYTES("hunter2\n"), 0640, ERR_CONFIG,
		  "password_file f: others have access to it (mode 0640), expected 0600: chmod 600 it" },
		{ BYTES("hunter2\n"), 0604, ERR_CONFIG,
		  "password_file f: others have access to it (mode 0604), expected 0600: chmod 600 it" },
		{ BYTES("hunter2\n"), 0620, ERR_CONFIG,
		  "password_file f: others have access to it (mode 0620), expected 0600: chmod 600 it" },
		{ BYTES(""), 0600, ERR_CONFIG,
		  "password_file f: the first line is empty, expected the password" },
		{ BYTES("\nhunter2\n"), 0600, ERR_CONFIG,
		  "password_file f: the first line is empty, expected the password" },
		{ BYTES("hunter2\r\n"), 0600, ERR_CONFIG,
		  "password_file f: the line ends in CR LF or holds a CR, expected only LF" },
		{ BYTES("hun\0ter2\n"), 0600, ERR_CONFIG, "password_file f: the password holds a control character" },
		{ BYTES("hun\tter2\n"), 0600, ERR_CONFIG, "password_file f: the password holds a control character" },
		{ BYTES("h\xC3\xBCnter2\n"), 0600, ERR_CONFIG,
		  "password_file f: the password holds a character that is not ASCII" },
	};
	const struct config_secret source = { .file = "f" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		put("f", cases[i].bytes, cases[i].len, cases[i].mode);
		expect(&source, cases[i].kind, cases[i].want);
		unlink("f");
	}
}

static void what_is_no_such_file_is_refused(void **state)
{
	const struct config_secret source = { .file = "f" };

	(void)state;
	expect(&source, ERR_CONFIG, "password_file f: cannot be opened: No such file or directory");
	assert_int_equal(mkdir("f", 0700), 0);
	expect(&source, ERR_CONFIG, "password_file f: is not a regular file");
	rmdir("f");
	assert_int_equal(mkfifo("f", 0600), 0);
	expect(&source, ERR_CONFIG, "password_file f: is not a regular file");
	unlink("f");
}

static void a_file_of_another_user_is_refused(void **state)
{
	const struct config_secret source = { .file = "f" };

	(void)state;
	if (geteuid() != 0) {
		print_message("# left out: only root can give a file away\n");
		return;
	}
	put("f", "hunter2\n", 8, 0600);
	assert_int_equal(chown("f", 65534, (gid_t)-1), 0);
	expect(&source, ERR_CONFIG,
	       "password_file f: belongs to user 65534, expected root or the user that beadle runs as");
	unlink("f");
}

static void the_first_line_has_a_limit(void **state)
{
	const struct config_secret file = { .file = "f" }, command = { .command = "cat f" };
	char *text = mem_zalloc(4200, 1), *most = mem_zalloc(4097, 1);

	(void)state;
	memset(text, 'a', 4200);
	memset(most, 'a', 4096);
	text[4096] = '\n';
	put("f", text, 4200, 0600);
	expect(&file, ERR_NONE, most);
	expect(&command, ERR_NONE, most);
	text[4096] = 'a';
	put("f", text, 4200, 0600);
	expect(&file, ERR_CONFIG, "password_file f: the first line is longer than 4096 bytes");
	expect(&command, ERR_CONFIG, "password_command: the first line is longer than 4096 bytes");
	unlink("f");
	free(text);
	free(most);
}

static void a_command_prints_it(void **state)
{
	static const struct {
		const char *command;
		enum err_kind kind;
		const char *want;
	} cases[] = {
		{ "echo hunter2", ERR_NONE, "hunter2" },
		{ "printf hunter2", ERR_NONE, "hunter2" },
		{ "printf 'hun'; printf 'ter2\\nmore\\n'", ERR_NONE, "hunter2" },
		/* more than a pipe holds, after the line that counts */
		{ "echo hunter2; head -c 300000 /dev/zero", ERR_NONE, "hunter2" },
		{ "echo hunter2; head -c 300000 /dev/zero >&2", ERR_NONE, "hunter2" },
		{ "cat; echo hunter2", ERR_NONE, "hunter2" },	/* its input is empty */
		{ "echo hunter2; exit 3", ERR_RETRY, "password_command: ended with status 3" },
		{ "echo hunter2; echo no key >&2; exit 1", ERR_RETRY, "password_command: ended with status 1: no key" },
		{ "kill -9 $$", ERR_RETRY, "password_command: was ended by signal 9" },
		{ "true", ERR_CONFIG, "password_command: the first line is empty, expected the "
				      "password" },
		{ "printf 'a\\r\\n'", ERR_CONFIG,
		  "password_command: the line ends in CR LF or holds a CR, expected only LF" },
		/* an agent that it leaves behind keeps its output open; the end of the command counts */
		{ "sleep 1000 & echo $!", ERR_NONE, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct config_secret source = { .command = cases[i].command };
		struct buf out;
		struct err err;

		if (cases[i].want) {
			expect(&source, cases[i].kind, cases[i].want);
			continue;
		}
		buf_init(&out, 100);
		assert_int_equal(secret_read(&source, &out, &err), ERR_NONE);
		pid_t agent = (pid_t)atoi(buf_fitted(&out).ptr);

		assert_true(agent > 1);
		assert_int_equal(kill(agent, SIGKILL), 0);
		buf_free(&out);
	}
	/* nothing is left to be waited for */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Everything that it started ends with it: the last writer of the pipe goes. */
static void a_command_that_never_ends_is_ended(void **state)
{
	const struct config_secret source = { .command = "exec 3>pipe; echo hunter2; sleep 1000 & sleep 1000" };
	const struct config_secret flood = { .command = "yes" };
	struct pollfd end = { .events = POLLIN };
	struct buf out;
	struct err err;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	end.fd = open("pipe", O_RDONLY | O_NONBLOCK);
	assert_true(end.fd >= 0);
	buf_init(&out, 100);
	assert_int_equal(secret_read_within(&source, 300, &out, &err), ERR_RETRY);
	assert_string_equal(err.text, "password_command: did not end within 1 s");
	assert_int_equal(buf_len(&out), 0);
	assert_true(poll(&end, 1, 60 * 1000) >= 0);
	char byte;

	assert_int_equal(read(end.fd, &byte, 1), 0);
	close(end.fd);
	unlink("pipe");
	/* nor does one that never stops talking */
	assert_int_equal(secret_read_within(&flood, 100, &out, &err), ERR_RETRY);
	assert_string_equal(err.text, "password_command: did not end within 1 s");
	buf_free(&out);
}

static void a_command_that_others_reap_still_ends(void **state)
{
	const struct config_secret source = { .command = "echo hunter2" };
	void (*old)(int) = signal(SIGCHLD, SIG_IGN);

	(void)state;
	expect(&source, ERR_NONE, "hunter2");
	signal(SIGCHLD, old);
}

static void a_credential_comes_from_its_folder(void **state)
{
	const struct config_secret source = { .credential = "imap" };

	(void)state;
	put("imap", "hunter2\n", 8, 0440);	/* systemd's ACL shows like this */
	expect(&source, ERR_NONE, "hunter2");
	unlink("imap");
	expect(&source, ERR_CONFIG, "credential imap: cannot be opened: No such file or directory");
	expect(&(struct config_secret){ .credential = "../etc/passwd" }, ERR_CONFIG,
	       "credential ../etc/passwd: is not the name of a credential");
	unsetenv("CREDENTIALS_DIRECTORY");
	expect(&source, ERR_CONFIG, "credential imap: $CREDENTIALS_DIRECTORY is not set: did "
				    "systemd start beadle with LoadCredential=?");
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
}

static void no_source_is_a_mistake_of_ours(void **state)
{
	(void)state;
	expect(&(struct config_secret){ 0 }, ERR_BUG, "password: no source is configured");
}

static void a_small_buffer_gets_nothing(void **state)
{
	const struct config_secret source = { .command = "echo hunter2" };
	struct buf out;
	struct err err;

	(void)state;
	buf_init(&out, 3);
	assert_int_equal(secret_read(&source, &out, &err), ERR_BUG);
	assert_int_equal(buf_len(&out), 0);
	buf_free(&out);
}

static void the_log_never_prints_it(void **state)
{
	const struct config_secret source = { .command = "echo correct-horse" };
	char line[300];
	int ends[2], saved = dup(STDERR_FILENO);

	(void)state;
	expect(&source, ERR_NONE, "correct-horse");
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_error("login", L_STR("said", "bad password correct-horse"));
	dup2(saved, STDERR_FILENO);
	ssize_t len = read(ends[0], line, sizeof line - 1);

	assert_true(len > 0);
	line[len] = '\0';
	assert_string_equal(line, "level=error event=login said=\"bad password ***\"\n");
	close(ends[0]);
	close(ends[1]);
	close(saved);
}

/* A process that serves this source, and a source that asks it. */
static pid_t serve(const struct config_secret *source, struct config_secret *out)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid_t pid = fork();

	if (pid == 0) {
		close(ends[0]);
		secret_serve(source, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	*out = (struct config_secret){ .server_fd = ends[0] };
	return pid;
}

static void another_process_gives_it(void **state)
{
	const struct config_secret counts = { .command = "echo x >>counted; echo token-$(wc -l <counted)" };
	const struct config_secret fails = { .command = "echo no such token >&2; exit 3" }, missing = { .file = "nowhere" };
	struct config_secret source;

	(void)state;
	pid_t pid = serve(&counts, &source);

	expect(&source, ERR_NONE, "token-1");
	expect(&source, ERR_NONE, "token-2");	/* anew each time, as a token wants it */
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	expect(&source, ERR_BUG, "the process that has the password is gone");
	close(source.server_fd);

	unlink("counted");

	pid = serve(&fails, &source);
	expect(&source, ERR_RETRY, "password_command: ended with status 3: no such token");
	close(source.server_fd);
	waitpid(pid, NULL, 0);	/* it ends with its asker */

	pid = serve(&missing, &source);
	expect(&source, ERR_CONFIG, "password_file nowhere: cannot be opened: No such file or directory");
	close(source.server_fd);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);	/* as the program does */

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_must_be_ours_alone),
		cmocka_unit_test(what_is_no_such_file_is_refused),
		cmocka_unit_test(a_file_of_another_user_is_refused),
		cmocka_unit_test(the_first_line_has_a_limit),
		cmocka_unit_test(a_command_prints_it),
		cmocka_unit_test(a_command_that_never_ends_is_ended),
		cmocka_unit_test(a_command_that_others_reap_still_ends),
		cmocka_unit_test(a_credential_comes_from_its_folder),
		cmocka_unit_test(no_source_is_a_mistake_of_ours),
		cmocka_unit_test(a_small_buffer_gets_nothing),
		cmocka_unit_test(the_log_never_prints_it),
		cmocka_unit_test(another_process_gives_it),
	};

	return cmocka_run_group_tests_name("config_secret", tests, make_folder, drop_folder);
}
