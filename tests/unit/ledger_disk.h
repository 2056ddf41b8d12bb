/* ledger_disk.h - what the tests of the ledger as a file share: a folder of their own, a ledger in it,
 * a forked child in which what must not survive is tried. */
#ifndef BEADLE_TESTS_LEDGER_DISK_H
#define BEADLE_TESTS_LEDGER_DISK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/failpoint.h"
#include "committee/event_stored.h"
#include "ledger/ledger_internal.h"

static const char *kill_at;	/* set in children alone */

void failpoint(const char *name)
{
	if (kill_at && strcmp(name, kill_at) == 0)
		kill(getpid(), SIGKILL);
}

static struct err err;

#define OK(call) \
	do { \
		if ((call) != ERR_NONE) \
			fail_msg("%s: %s", #call, err.text); \
	} while (0)
#define FAILS(wanted, call) assert_int_equal((call), (wanted))
#define SAYS(part) \
	do { \
		if (!strstr(err.text, (part))) \
			fail_msg("\"%s\" is not in: %s", (part), err.text); \
	} while (0)

enum { BORN = 1688000000, NOW = 1688500000 };

struct fixture {
	char top[200], folder[220], db[240];
};

static inline int setup(void **state)
{
	struct fixture *f = mem_zalloc(1, sizeof *f);
	const char *tmp = getenv("TMPDIR");

	snprintf(f->top, sizeof f->top, "%.150s/test_ledger.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(f->top))
		return -1;
	snprintf(f->folder, sizeof f->folder, "%s/state %%?#", f->top);	/* a name that a URI has to quote */
	snprintf(f->db, sizeof f->db, "%s/ledger.db", f->folder);
	*state = f;
	return 0;
}

static inline void file_of(const struct fixture *f, const char *end, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", f->folder, end);
}

static inline int teardown(void **state)
{
	static const char *const files[] = { "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal",
					     "ledger.lock" };
	struct fixture *f = *state;
	char path[260];

	chmod(f->folder, 0700);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		file_of(f, files[i], path, sizeof path);
		unlink(path);
	}
	for (int version = 1; version < 40; version++) {	/* copies from before an upgrade */
		snprintf(path, sizeof path, "%s/ledger-v%d.db", f->folder, version);
		unlink(path);
		strcat(path, ".part");
		unlink(path);
	}
	rmdir(f->folder);
	int gone = rmdir(f->top);

	free(f);
	return gone;
}

static inline struct ledger *open_as(const struct fixture *f, enum ledger_mode mode)
{
	struct ledger *l;

	OK(ledger_open(f->folder, mode, BORN, &l, &err));
	return l;
}

static inline int64_t number(struct ledger *l, const char *sql)
{
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_prepare_v2(l->db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(stmt, 0);

	sqlite3_finalize(stmt);
	return n;
}

static inline enum err_kind add_event(struct ledger *l, int item, const char *text)
{
	struct event e = { .at_s = NOW, .kind = EVENT_RAISED, .item = item, .list = "bsc", .raised.text = text };

	return ledger_add_event(l, &e, &err);
}

static inline void commit_event(struct ledger *l, int item)
{
	OK(ledger_begin(l, &err));
	OK(add_event(l, item, "x"));
	OK(ledger_commit(l, &err));
}

static inline int64_t events(struct ledger *l)
{
	return number(l, "SELECT count(*) FROM event");
}

/* Runs it in a child: what it returns, or 128 + the signal that ended it.  The child always ends by a signal, so
 * that no leak checker looks at what it holds of its parent. */
static inline int in_child(int (*run)(const struct fixture *f), const struct fixture *f)
{
	int status, ends[2];
	unsigned char returned;

	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		returned = (unsigned char)run(f);
		if (write(ends[1], &returned, 1) == 1)
			kill(getpid(), SIGKILL);
		_exit(99);
	}
	close(ends[1]);
	bool has_returned = read(ends[0], &returned, 1) == 1;

	close(ends[0]);
	assert_true(waitpid(pid, &status, 0) == pid);
	if (has_returned)
		return returned;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* 200 events of 20 kB each. */
static inline enum err_kind fill(struct ledger *l, int *item)
{
	static char text[20001];
	enum err_kind kind = ERR_NONE;

	memset(text, 'x', sizeof text - 1);
	for (int i = 0; i < 200 && !kind; i++)
		kind = add_event(l, ++*item, text);
	return kind;
}

#endif
