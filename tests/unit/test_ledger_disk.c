/* test_ledger_disk.c - the ledger as a file: opening and who may, migration, full disk, damage,
 * and kill -9 at every failpoint.
 *
 * What must not survive is tried in a forked child; the parent looks at what is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/failpoint.h"
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

static int setup(void **state)
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

static void file_of(const struct fixture *f, const char *end, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", f->folder, end);
}

static int teardown(void **state)
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
	rmdir(f->folder);
	int gone = rmdir(f->top);

	free(f);
	return gone;
}

static struct ledger *open_as(const struct fixture *f, enum ledger_mode mode)
{
	struct ledger *l;

	OK(ledger_open(f->folder, mode, BORN, &l, &err));
	return l;
}

static int64_t number(struct ledger *l, const char *sql)
{
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_prepare_v2(l->db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(stmt, 0);

	sqlite3_finalize(stmt);
	return n;
}

static enum err_kind add_event(struct ledger *l, int item, const char *text)
{
	struct event e = { .at_s = NOW, .kind = EVENT_RAISED, .item = item, .list = "bsc", .text = text };

	return ledger_add_event(l, &e, &err);
}

static void commit_event(struct ledger *l, int item)
{
	OK(ledger_begin(l, &err));
	OK(add_event(l, item, "x"));
	OK(ledger_commit(l, &err));
}

static int64_t events(struct ledger *l)
{
	return number(l, "SELECT count(*) FROM event");
}

/* Runs it in a child; its exit status, or 128 + the signal that ended it. */
static int in_child(void (*run)(const struct fixture *f), const struct fixture *f)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		run(f);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void a_new_ledger_is_private_and_durable(void **state)
{
	static const struct {
		const char *sql;
		int64_t want;
	} pragmas[] = {
		{ "PRAGMA synchronous", 2 }, { "PRAGMA foreign_keys", 1 }, { "PRAGMA trusted_schema", 0 },
		{ "PRAGMA busy_timeout", 5000 }, { "PRAGMA application_id", LEDGER_APPLICATION_ID },
		{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
	};
	struct fixture *f = *state;
	char path[260];
	struct ledger *l = open_as(f, LEDGER_WRITE);

	assert_int_equal(mode_of(f->folder), 0700);
	assert_int_equal(mode_of(f->db), 0600);
	file_of(f, "ledger.db-wal", path, sizeof path);
	assert_int_equal(mode_of(path), 0600);
	file_of(f, "ledger.lock", path, sizeof path);
	assert_int_equal(mode_of(path), 0600);
	for (size_t i = 0; i < sizeof pragmas / sizeof pragmas[0]; i++)
		assert_int_equal(number(l, pragmas[i].sql), pragmas[i].want);
	OK(ledger_check(l, &err));
	ledger_close(&l);
	assert_null(l);
	ledger_close(&l);
}

static void a_place_that_cannot_be_is_the_operators(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = (struct ledger *)f;
	char path[300];

	FAILS(ERR_CONFIG, ledger_open(f->folder, LEDGER_READ, NOW, &l, &err));
	assert_null(l);
	SAYS("no ledger in");
	assert_int_not_equal(access(f->folder, F_OK), 0);	/* a reader makes nothing */
	snprintf(path, sizeof path, "%s/not/there", f->folder);
	FAILS(ERR_CONFIG, ledger_open(path, LEDGER_WRITE, NOW, &l, &err));
	SAYS("does not exist");
	l = open_as(f, LEDGER_WRITE);
	ledger_close(&l);
	FAILS(ERR_CONFIG, ledger_open(f->db, LEDGER_WRITE, NOW, &l, &err));
	SAYS("not a folder");
	FAILS(ERR_CONFIG, ledger_open(f->db, LEDGER_READ, NOW, &l, &err));
}

static void what_was_committed_is_there_again(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	int next;

	assert_int_equal(ledger_born_at(l), BORN);
	commit_event(l, 4);
	OK(ledger_begin(l, &err));
	OK(add_event(l, 5, "never committed"));
	ledger_rollback(l);
	OK(ledger_begin(l, &err));
	OK(add_event(l, 6, "nor this"));
	ledger_close(&l);

	OK(ledger_open(f->folder, LEDGER_WRITE, BORN + 99, &l, &err));
	assert_int_equal(ledger_born_at(l), BORN);
	OK(ledger_next_item(l, &next, &err));
	assert_int_equal(next, 5);
	ledger_close(&l);
}

static void open_held(const struct fixture *f)
{
	struct ledger *l;
	char pid[40];

	snprintf(pid, sizeof pid, "process %ld ", (long)getppid());
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err) != ERR_RETRY || l || !strstr(err.text, pid))
		_exit(1);
}

static void two_writers_never_meet(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE), *other;

	assert_int_equal(in_child(open_held, f), 0);
	FAILS(ERR_RETRY, ledger_open(f->folder, LEDGER_WRITE, NOW, &other, &err));
	assert_null(other);
	commit_event(l, 1);		/* the attempts took nothing away */
	FAILS(ERR_RETRY, ledger_open(f->folder, LEDGER_WRITE, NOW, &other, &err));
	ledger_close(&l);
	l = open_as(f, LEDGER_WRITE);
	ledger_close(&l);
}

/* The keeper dies, and a worker that it forked lives on. */
static void an_orphaned_worker_keeps_the_lock(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE), *next;
	int end[2], ready[2];
	char byte;

	commit_event(l, 1);
	assert_int_equal(pipe(end), 0);
	assert_int_equal(pipe(ready), 0);
	pid_t worker = fork();

	if (worker == 0) {
		close(end[1]);
		while (read(end[0], &byte, 1) > 0) {	/* told to let go of the lock */
			ledger_close(&l);
			if (write(ready[1], "x", 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	ledger_close(&l);
	FAILS(ERR_RETRY, ledger_open(f->folder, LEDGER_WRITE, NOW, &next, &err));
	SAYS("worker");
	assert_int_equal(write(end[1], "x", 1), 1);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	next = open_as(f, LEDGER_WRITE);
	assert_int_equal(events(next), 1);
	OK(ledger_check(next, &err));
	ledger_close(&next);
	close(end[1]);
	waitpid(worker, NULL, 0);
	close(end[0]);
	close(ready[0]);
	close(ready[1]);
}

static void a_reader_reads_beside_the_writer(void **state)
{
	struct fixture *f = *state;
	struct ledger *writer = open_as(f, LEDGER_WRITE), *reader = open_as(f, LEDGER_READ);
	bool opened;

	assert_int_equal(ledger_born_at(reader), BORN);
	OK(ledger_begin(writer, &err));
	OK(add_event(writer, 1, "x"));
	assert_int_equal(events(reader), 0);
	OK(ledger_commit(writer, &err));
	assert_int_equal(events(reader), 1);

	OK(ledger_snapshot_begin(reader, &opened, &err));
	assert_true(opened);
	assert_int_equal(events(reader), 1);
	commit_event(writer, 2);		/* a reader does not stop the writer */
	assert_int_equal(events(reader), 1);	/* nor does its instant move */
	ledger_snapshot_end(reader, opened);
	assert_int_equal(events(reader), 2);

	FAILS(ERR_BUG, ledger_begin(reader, &err));
	FAILS(ERR_CONFIG, ledger_exec(reader, "DELETE FROM cursor", &err));
	ledger_close(&reader);
	ledger_close(&writer);
	reader = open_as(f, LEDGER_READ);	/* and without one */
	assert_int_equal(events(reader), 2);
	ledger_close(&reader);
}

static void a_busy_file_is_tried_again_later(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	sqlite3 *other;

	assert_int_equal(sqlite3_open(f->db, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_busy_timeout(l->db, 0);
	FAILS(ERR_RETRY, ledger_begin(l, &err));
	SAYS("locked");
	sqlite3_close(other);
	commit_event(l, 1);
	ledger_close(&l);
}

static enum err_kind fill(struct ledger *l, int *item)
{
	static char text[20001];
	enum err_kind kind = ERR_NONE;

	memset(text, 'x', sizeof text - 1);
	for (int i = 0; i < 200 && !kind; i++)
		kind = add_event(l, ++*item, text);
	return kind;
}

static void a_full_disk_leaves_all_or_nothing(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	int item = 1;

	commit_event(l, 1);
	OK(ledger_exec(l, "PRAGMA max_page_count = 60; PRAGMA cache_size = 10", &err));
	for (int round = 0; round < 2; round++) {
		OK(ledger_begin(l, &err));
		FAILS(ERR_RETRY, fill(l, &item));
		SAYS("full");
		/* A caller that goes on regardless gets nothing of it into the file. */
		FAILS(ERR_RETRY, add_event(l, 999, "small"));
		SAYS("lost");
		FAILS(ERR_RETRY, ledger_commit(l, &err));
		assert_int_equal(events(l), 1);
	}
	OK(ledger_exec(l, "PRAGMA max_page_count = 100000", &err));
	commit_event(l, 2);		/* somebody made room: the same handle goes on */
	assert_int_equal(events(l), 2);
	OK(ledger_check(l, &err));
	ledger_close(&l);
}

/* The system refuses bytes past a size: the -wal's, while a transaction is written or committed. */
static void write_against_a_limit(const struct fixture *f)
{
	struct ledger *l;
	struct rlimit limit;
	enum err_kind kind = ERR_NONE;
	int item = 1;

	signal(SIGXFSZ, SIG_IGN);
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err))
		_exit(1);
	limit = (struct rlimit){ 300000, RLIM_INFINITY };
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int round = 0; round < 3; round++) {
		if (ledger_begin(l, &err))
			_exit(2);
		kind = fill(l, &item);
		if (!kind)
			kind = ledger_commit(l, &err);
		if (kind != ERR_RETRY)
			_exit(3);
		ledger_rollback(l);
		if (events(l) != 1)
			_exit(4);
	}
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (ledger_begin(l, &err) || add_event(l, 2, "x") || ledger_commit(l, &err) || ledger_check(l, &err))
		_exit(5);
	ledger_close(&l);
}

static void a_write_that_fails_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);

	commit_event(l, 1);
	ledger_close(&l);
	assert_int_equal(in_child(write_against_a_limit, f), 0);
	l = open_as(f, LEDGER_WRITE);
	assert_int_equal(events(l), 2);
	OK(ledger_check(l, &err));
	ledger_close(&l);
}

static void overwrite(const char *path, off_t at, size_t len)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(pwrite(fd, "\xA5", 1, at + (off_t)i), 1);
	close(fd);
}

static void damage_is_told(void **state)
{
	static const struct {
		off_t at;
		size_t len;
		bool opens;
	} cases[] = {
		{ 0, 16, false },		/* the magic of the file */
		{ 100, 3000, false },		/* the schema */
		{ 4096, 4096 * 12, true },	/* tables and indexes */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ledger *l = open_as(f, LEDGER_WRITE);
		enum err_kind kind;
		int item = 1;

		OK(ledger_begin(l, &err));
		OK(fill(l, &item));
		OK(ledger_commit(l, &err));
		ledger_close(&l);
		overwrite(f->db, cases[i].at, cases[i].len);
		for (enum ledger_mode mode = LEDGER_WRITE; mode <= LEDGER_READ; mode++) {
			kind = ledger_open(f->folder, mode, NOW, &l, &err);
			if (!kind)
				kind = ledger_check(l, &err);
			else if (cases[i].opens && kind != ERR_DATA)
				fail_msg("case %zu: %s", i, err.text);
			ledger_close(&l);
			if (kind != ERR_DATA)
				fail_msg("case %zu: %s: %s", i, err_kind_name(kind), err.text);
		}
		unlink(f->db);
	}
}

/* What a transaction of the keeper holds: a message, its event, a mail with its keys, a cursor. */
static void write_a_round(const struct fixture *f)
{
	static const char *const keys[] = { "k1", "k2" };
	struct ledger_recipient to = { .addr = "x@example.org", .reply = "" };
	struct ledger_mail mail = { .key = "m", .message_id = "m@example.org", .recipients = &to, .n_recipients = 1,
				    .bytes = { "x", 1 } };
	struct ledger_message message = { .mailbox = "bot", .uidvalidity = 1, .uid = 1, .message_id = "i@example.org" };
	struct ledger_cursor cursor = { 1, 1, true, NOW };
	struct ledger *l;
	int item = 0;

	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err) ||
	    ledger_exec(l, "PRAGMA cache_size = 5", &err) ||	/* so that much is in the -wal before the commit */
	    ledger_begin(l, &err) || fill(l, &item) || ledger_add_message(l, &message, &err) ||
	    ledger_add_mail(l, &mail, keys, 2, &err) || ledger_set_cursor(l, "bot", &cursor, &err) ||
	    ledger_commit(l, &err))
		_exit(1);
}

static void kill_nine_leaves_all_or_nothing(void **state)
{
	static const struct {
		const char *at;
		bool kept;
	} cases[] = {
		{ "ledger.locked", false }, { "ledger.created", false }, { "ledger.opened", false },
		{ "ledger.begin", false }, { "ledger.migrate-step", false }, { "ledger.before-commit", false },
		{ "ledger.after-commit", false }, { "ledger.migrated", false },
		/* The second half begins with a ledger that is there. */
		{ "ledger.begin", false }, { "ledger.before-commit", false }, { "ledger.after-commit", true },
	};
	static const char *const tables[] = { "message", "mail", "recipient", "notice_key", "cursor" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		kill_at = cases[i].at;
		int status = in_child(write_a_round, f);

		kill_at = NULL;
		if (status != 128 + SIGKILL)
			fail_msg("%s (%zu): the child ended with %d", cases[i].at, i, status);
		struct ledger *l = open_as(f, LEDGER_WRITE);

		OK(ledger_check(l, &err));
		assert_true(ledger_born_at(l) == BORN || i > 5);
		assert_int_equal(events(l), cases[i].kept ? 200 : 0);
		for (size_t j = 0; j < sizeof tables / sizeof tables[0]; j++) {
			char sql[60];

			snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", tables[j]);
			assert_int_equal(number(l, sql) > 0, cases[i].kept);
		}
		ledger_close(&l);
		if (i < 7)
			unlink(f->db);
	}
}

/* Another user, for whom neither the folder nor the file can be written. */
static void read_as_nobody(const struct fixture *f)
{
	struct ledger *l;

	if (geteuid() == 0 && (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0))
		_exit(77);
	if (access(f->folder, W_OK) == 0)
		_exit(77);
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err) != ERR_CONFIG)
		_exit(1);
	if (ledger_open(f->folder, LEDGER_READ, NOW, &l, &err))
		_exit(2);
	if (events(l) != 1 || ledger_born_at(l) != BORN)
		_exit(3);
	ledger_close(&l);
}

static void a_folder_that_is_only_readable_can_be_read(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	char lock[260];

	commit_event(l, 1);
	ledger_close(&l);
	file_of(f, "ledger.lock", lock, sizeof lock);
	assert_int_equal(chmod(f->top, 0755), 0);
	assert_int_equal(chmod(lock, 0444), 0);
	assert_int_equal(chmod(f->db, 0444), 0);
	assert_int_equal(chmod(f->folder, 0555), 0);
	int status = in_child(read_as_nobody, f);

	if (status == 77)
		print_message("# another user cannot be tried here\n");
	else
		assert_int_equal(status, 0);
}

/* A history of the schema for the machinery alone. */
static const struct ledger_migration history[] = {
	{ 1, "CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL);"
	     "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO thing VALUES (7, 'seven');" },
	{ 2, "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 2;" },
	{ 3, "CREATE TABLE part (thing INTEGER NOT NULL REFERENCES thing); INSERT INTO part SELECT id FROM thing;"
	     "UPDATE thing SET size = size + 1;" },
};
static const struct ledger_migration broken[] = {
	{ 1, "" }, { 2, "ALTER TABLE thing ADD COLUMN size INTEGER; CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)" },
};
static const struct ledger_migration dangling[] = {
	{ 1, "" }, { 2, "CREATE TABLE part (thing REFERENCES thing); INSERT INTO part VALUES (99)" },
};
static const struct ledger_migration misnumbered[] = { { 1, "" }, { 3, "SELECT 1" } };

static void a_file_of_any_version_is_brought_up_to_date(void **state)
{
	struct fixture *f = *state;
	struct ledger *l;

	for (size_t from = 1; from <= 3; from++) {
		OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, history, from, &l, &err));
		assert_int_equal(number(l, "PRAGMA user_version"), from);
		ledger_close(&l);
		if (from < 3) {
			FAILS(ERR_CONFIG, ledger_open_with(f->folder, LEDGER_READ, NOW, history, 3, &l, &err));
			SAYS("up to date");
		}
		OK(ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 3, &l, &err));
		assert_int_equal(number(l, "PRAGMA user_version"), 3);
		assert_int_equal(number(l, "SELECT size FROM thing JOIN part ON part.thing = thing.id"), 3);
		assert_int_equal(ledger_born_at(l), BORN);
		ledger_close(&l);
		OK(ledger_open_with(f->folder, LEDGER_READ, NOW, history, 3, &l, &err));
		ledger_close(&l);
		unlink(f->db);
	}
}

static void a_step_that_fails_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct ledger *l;

	OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, history, 1, &l, &err));
	ledger_close(&l);
	FAILS(ERR_BUG, ledger_open_with(f->folder, LEDGER_WRITE, NOW, broken, 2, &l, &err));
	SAYS("to version 2");
	FAILS(ERR_DATA, ledger_open_with(f->folder, LEDGER_WRITE, NOW, dangling, 2, &l, &err));
	FAILS(ERR_BUG, ledger_open_with(f->folder, LEDGER_WRITE, NOW, misnumbered, 2, &l, &err));
	OK(ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 1, &l, &err));
	assert_int_equal(number(l, "SELECT count(*) FROM pragma_table_info('thing')"), 2);
	assert_int_equal(number(l, "SELECT count(*) FROM sqlite_schema WHERE name IN ('half', 'part')"), 0);
	ledger_close(&l);
}

static void migrate_to_three(const struct fixture *f)
{
	struct ledger *l;

	if (ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 3, &l, &err))
		_exit(1);
}

static void kill_nine_while_migrating_leaves_the_old_or_the_new(void **state)
{
	static const char *const at[] = { "ledger.begin", "ledger.migrate-step", "ledger.before-commit",
					  "ledger.after-commit", "ledger.migrated" };
	struct fixture *f = *state;
	struct ledger *l;

	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, history, 1, &l, &err));
		ledger_close(&l);
		kill_at = at[i];
		assert_int_equal(in_child(migrate_to_three, f), 128 + SIGKILL);
		kill_at = NULL;
		OK(ledger_open_with(f->folder, LEDGER_READ, NOW, history, i < 3 ? 1 : 3, &l, &err));
		ledger_close(&l);
		OK(ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 3, &l, &err));
		assert_int_equal(number(l, "SELECT size FROM thing JOIN part ON part.thing = thing.id"), 3);
		ledger_close(&l);
		unlink(f->db);
	}
}

static void a_file_of_others_is_left_alone(void **state)
{
	struct fixture *f = *state;
	struct ledger *l;
	sqlite3 *db;

	OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, history, 3, &l, &err));
	ledger_close(&l);
	for (enum ledger_mode mode = LEDGER_WRITE; mode <= LEDGER_READ; mode++) {
		FAILS(ERR_CONFIG, ledger_open(f->folder, mode, NOW, &l, &err));
		SAYS("newer beadle");
		SAYS("version is 3");
	}
	unlink(f->db);
	assert_int_equal(sqlite3_open(f->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE recipes (x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	for (enum ledger_mode mode = LEDGER_WRITE; mode <= LEDGER_READ; mode++) {
		FAILS(ERR_CONFIG, ledger_open(f->folder, mode, NOW, &l, &err));
		SAYS("no ledger of beadle");
	}
	assert_int_equal(truncate(f->db, 0), 0);	/* a crash right after its creation */
	FAILS(ERR_CONFIG, ledger_open(f->folder, LEDGER_READ, NOW, &l, &err));
	SAYS("still empty");
	l = open_as(f, LEDGER_WRITE);
	ledger_close(&l);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void a_long_history_is_loaded(void **state)
{
	enum { ITEMS = 25000 };
	static const enum event_kind kinds[] = { EVENT_RAISED, EVENT_ASSIGNED, EVENT_MENTIONED, EVENT_DONE };
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	struct state *s = state_new();
	double start = seconds();

	OK(ledger_begin(l, &err));
	for (int i = 0; i < ITEMS * 4; i++) {
		struct event e = {
			.at_s = NOW + i, .kind = kinds[i % 4], .item = i / 4 + 1, .list = "bsc", .actor = "Dave Thaler",
			.message_id = "b1946ac92492d2347c6235b4d2611184@example.org", .line = 12, .rule = "bracket",
			.person = i % 4 & 1 ? "Dave Thaler" : "", .text = "forward the email about the next meeting",
			.context = "Meeting 38", .quote = "[AI Dave] forward the email about the next meeting",
			.due = { 2023, 7, 5 },
		};

		OK(ledger_add_event(l, &e, &err));
	}
	OK(ledger_commit(l, &err));
	double middle = seconds();

	OK(ledger_load_state(l, s, &err));
	print_message("# 100000 events: added in %.2f s, loaded in %.2f s\n", middle - start, seconds() - middle);
	assert_int_equal(s->n_items, ITEMS);
	assert_int_equal(state_item(s, ITEMS)->status, ITEM_DONE);
	state_free(&s);
	ledger_close(&l);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_new_ledger_is_private_and_durable),
		T(a_place_that_cannot_be_is_the_operators),
		T(what_was_committed_is_there_again),
		T(two_writers_never_meet),
		T(an_orphaned_worker_keeps_the_lock),
		T(a_reader_reads_beside_the_writer),
		T(a_busy_file_is_tried_again_later),
		T(a_full_disk_leaves_all_or_nothing),
		T(a_write_that_fails_leaves_nothing),
		T(damage_is_told),
		T(kill_nine_leaves_all_or_nothing),
		T(a_folder_that_is_only_readable_can_be_read),
		T(a_file_of_any_version_is_brought_up_to_date),
		T(a_step_that_fails_changes_nothing),
		T(kill_nine_while_migrating_leaves_the_old_or_the_new),
		T(a_file_of_others_is_left_alone),
		T(a_long_history_is_loaded),
	};

	return cmocka_run_group_tests_name("ledger-disk", tests, NULL, NULL);
}
