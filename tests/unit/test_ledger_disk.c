/* test_ledger_disk.c - the ledger as a file: opening and who may, the lock, readers, full disk, damage. */
#include "ledger_disk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>

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
	ledger_close(&l);
}

/* How many events others have appended since it last looked. */
static size_t new_events(struct ledger *l, int first_item)
{
	struct event_list list;
	struct arena *arena = arena_new();

	OK(ledger_new_events(l, arena, &list, &err));
	for (size_t i = 0; i < list.len; i++)
		assert_int_equal(list.events[i].item, first_item + (int)i);
	arena_free(&arena);
	return list.len;
}

static void the_operator_acts_beside_the_keeper(void **state)
{
	struct fixture *f = *state;
	struct ledger *keeper, *actor;
	struct state *loaded = state_new();

	FAILS(ERR_CONFIG, ledger_open(f->folder, LEDGER_ACT, NOW, &actor, &err));
	SAYS("no ledger in");
	assert_int_not_equal(access(f->folder, F_OK), 0);	/* only a keeper begins one */
	keeper = open_as(f, LEDGER_WRITE);
	commit_event(keeper, 1);
	assert_int_equal(new_events(keeper, 0), 0);		/* its own are no news to it */

	actor = open_as(f, LEDGER_ACT);
	assert_int_equal(number(actor, "PRAGMA synchronous"), 2);
	OK(ledger_load_state(actor, loaded, &err));
	assert_int_equal(loaded->n_items, 1);
	assert_int_equal(new_events(actor, 0), 0);
	commit_event(actor, 2);
	OK(ledger_begin(actor, &err));
	OK(add_event(actor, 3, "never committed"));
	ledger_rollback(actor);
	commit_event(actor, 3);
	commit_event(keeper, 4);
	assert_int_equal(new_events(actor, 4), 1);
	ledger_close(&actor);
	ledger_close(&keeper);

	/* what it finds at its next start is no news either, but what came while a transaction was taken back is */
	keeper = open_as(f, LEDGER_WRITE);
	state_free(&loaded);
	loaded = state_new();
	OK(ledger_load_state(keeper, loaded, &err));
	assert_int_equal(loaded->n_items, 4);
	actor = open_as(f, LEDGER_ACT);
	commit_event(actor, 5);
	OK(ledger_begin(keeper, &err));
	assert_int_equal(new_events(keeper, 5), 1);
	OK(add_event(keeper, 6, "taken back"));
	ledger_rollback(keeper);
	commit_event(actor, 6);
	assert_int_equal(new_events(keeper, 6), 1);
	assert_int_equal(new_events(keeper, 0), 0);

	/* events are all that it may write */
	OK(ledger_begin(actor, &err));
	FAILS(ERR_BUG, ledger_add_key(actor, "key", NOW, &err));
	SAYS("only the keeper writes this");
	ledger_rollback(actor);
	/* it waits while the keeper has a transaction open, but not for ever */
	sqlite3_busy_timeout(actor->db, 1);
	OK(ledger_begin(keeper, &err));
	FAILS(ERR_RETRY, ledger_begin(actor, &err));
	OK(ledger_commit(keeper, &err));
	ledger_close(&actor);
	ledger_close(&keeper);
	state_free(&loaded);
}

static size_t live_events(struct ledger *l, struct state **state_out)
{
	struct arena *arena = arena_new();
	struct event_list list;

	if (*state_out)
		state_free(state_out);
	*state_out = state_new();
	OK(ledger_load_state(l, *state_out, &err));
	OK(ledger_events(l, arena, 0, &list, &err));
	arena_free(&arena);
	return list.len;
}

static void a_rebuild_puts_events_in_the_place_of_others(void **state)
{
	struct fixture *f = *state;
	struct ledger *keeper = open_as(f, LEDGER_WRITE), *actor = open_as(f, LEDGER_REBUILD), *late;
	struct state *loaded = NULL, *kept = NULL;
	struct arena *arena = arena_new();
	struct event_list list;
	int64_t version, now;
	bool rebuilt;

	for (int item = 1; item <= 3; item++)
		commit_event(keeper, item);
	assert_int_equal(live_events(keeper, &kept), 3);
	assert_int_equal(live_events(actor, &loaded), 3);
	OK(ledger_version(actor, &version, &err));
	commit_event(keeper, 4);
	OK(ledger_version(actor, &now, &err));
	assert_int_not_equal(version, now);

	/* taken back, nothing has happened */
	OK(ledger_begin(actor, &err));
	OK(ledger_replace_events(actor, 2, NOW, &err));
	ledger_rollback(actor);
	assert_int_equal(live_events(actor, &loaded), 4);

	OK(ledger_begin(actor, &err));
	OK(ledger_replace_events(actor, 3, NOW, &err));
	OK(add_event(actor, 5, "in their place"));
	OK(ledger_add_key(actor, "unsaid", NOW, &err));
	OK(ledger_commit(actor, &err));
	assert_int_equal(live_events(actor, &loaded), 3);
	assert_null(state_item(loaded, 3));
	assert_non_null(state_item(loaded, 5));
	assert_true(state_has_key(loaded, "unsaid"));
	assert_int_equal(number(actor, "SELECT count(*) FROM event"), 5);	/* they stay in the file */

	/* whoever has the state of before is told, and not what is new alone */
	OK(ledger_was_rebuilt(keeper, &rebuilt, &err));
	assert_true(rebuilt);
	FAILS(ERR_RETRY, ledger_new_events(keeper, arena, &list, &err));
	SAYS("rebuilt");
	assert_int_equal(live_events(keeper, &kept), 3);
	OK(ledger_was_rebuilt(keeper, &rebuilt, &err));
	assert_false(rebuilt);
	assert_int_equal(new_events(keeper, 0), 0);

	/* with nothing to replace it is no rebuild; the operator's acts are none either */
	OK(ledger_begin(actor, &err));
	OK(ledger_replace_events(actor, 1000, NOW, &err));
	OK(ledger_commit(actor, &err));
	assert_int_equal(number(actor, "SELECT count(*) FROM rebuild"), 1);
	late = open_as(f, LEDGER_ACT);
	OK(ledger_begin(late, &err));
	FAILS(ERR_BUG, ledger_replace_events(late, 1, NOW, &err));
	ledger_close(&late);
	OK(ledger_begin(actor, &err));
	FAILS(ERR_BUG, ledger_exec(actor, "DELETE FROM rebuild", &err));
	SAYS("never removed");
	ledger_rollback(actor);
	ledger_close(&actor);
	ledger_close(&keeper);
	state_free(&loaded);
	state_free(&kept);
	arena_free(&arena);
}

static void what_was_read_of_mails_can_change(void **state)
{
	struct fixture *f = *state;
	struct ledger *l = open_as(f, LEDGER_WRITE);
	struct arena *arena = arena_new();
	struct ledger_message_list list;
	const struct ledger_message message = { .mailbox = "in", .uidvalidity = 1, .uid = 7, .key = "", .message_id = "a@x",
						.fate = FATE_NO_LIST, .received_at_s = NOW, .why = "" };

	OK(ledger_begin(l, &err));
	OK(ledger_add_message(l, &message, &err));
	OK(ledger_all_messages(l, arena, &list, &err));
	assert_int_equal(list.len, 1);
	assert_int_equal(list.messages[0].fate, FATE_NO_LIST);
	list.messages[0].fate = FATE_READ;
	list.messages[0].list = "bsc";
	list.messages[0].author = "Dave";
	OK(ledger_set_message(l, &list.messages[0], &err));
	OK(ledger_commit(l, &err));
	OK(ledger_all_messages(l, arena, &list, &err));
	assert_int_equal(list.messages[0].fate, FATE_READ);
	assert_string_equal(list.messages[0].list, "bsc");
	assert_string_equal(list.messages[0].author, "Dave");
	assert_int_equal(list.messages[0].uid, 7);
	ledger_close(&l);
	arena_free(&arena);
}

static int open_held(const struct fixture *f)
{
	struct ledger *l;
	char pid[40];

	snprintf(pid, sizeof pid, "process %ld ", (long)getppid());
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err) != ERR_RETRY || l || !strstr(err.text, pid))
		return 1;
	return 0;
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
		kill(getpid(), SIGKILL);
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
static int write_against_a_limit(const struct fixture *f)
{
	struct ledger *l;
	struct rlimit limit;
	enum err_kind kind = ERR_NONE;
	int item = 1;

	signal(SIGXFSZ, SIG_IGN);
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err))
		return 1;
	limit = (struct rlimit){ 300000, RLIM_INFINITY };
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int round = 0; round < 3; round++) {
		if (ledger_begin(l, &err))
			return 2;
		kind = fill(l, &item);
		if (!kind)
			kind = ledger_commit(l, &err);
		if (kind != ERR_RETRY)
			return 3;
		ledger_rollback(l);
		if (events(l) != 1)
			return 4;
	}
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (ledger_begin(l, &err) || add_event(l, 2, "x") || ledger_commit(l, &err) || ledger_check(l, &err))
		return 5;
	ledger_close(&l);
	return 0;
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

/* Another user, for whom neither the folder nor the file can be written. */
static int read_as_nobody(const struct fixture *f)
{
	struct ledger *l;

	if (geteuid() == 0 && (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0))
		return 77;
	if (access(f->folder, W_OK) == 0)
		return 77;
	if (ledger_open(f->folder, LEDGER_WRITE, NOW, &l, &err) != ERR_CONFIG)
		return 1;
	if (ledger_open(f->folder, LEDGER_READ, NOW, &l, &err))
		return 2;
	if (events(l) != 1 || ledger_born_at(l) != BORN)
		return 3;
	ledger_close(&l);
	return 0;
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
		};

		event_set_text(&e, STORED_PERSON, i % 4 & 1 ? "Dave Thaler" : "");
		event_set_text(&e, STORED_TEXT, "forward the email about the next meeting");
		event_set_text(&e, STORED_CONTEXT, "Meeting 38");
		event_set_text(&e, STORED_QUOTE, "[AI Dave] forward the email about the next meeting");
		event_set_date(&e, STORED_DUE, (struct civil_date){ 2023, 7, 5 });

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
		T(the_operator_acts_beside_the_keeper),
		T(a_rebuild_puts_events_in_the_place_of_others),
		T(what_was_read_of_mails_can_change),
		T(two_writers_never_meet),
		T(an_orphaned_worker_keeps_the_lock),
		T(a_reader_reads_beside_the_writer),
		T(a_busy_file_is_tried_again_later),
		T(a_full_disk_leaves_all_or_nothing),
		T(a_write_that_fails_leaves_nothing),
		T(damage_is_told),
		T(a_folder_that_is_only_readable_can_be_read),
		T(a_long_history_is_loaded),
	};

	return cmocka_run_group_tests_name("ledger-disk", tests, NULL, NULL);
}
