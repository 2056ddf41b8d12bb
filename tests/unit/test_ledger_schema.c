/* test_ledger_schema.c - migration from every version, files that are not ours, and kill -9 at every
 * failpoint of the ledger: afterwards all of a transaction is there, or nothing. */
#include "ledger_disk.h"
#include "base/buf.h"

/* What a transaction of the keeper holds: a message, its event, a mail with its keys, a cursor. */
static int write_a_round(const struct fixture *f)
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
		return 1;
	return 0;
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
		struct ledger *l;

		if (i > 7) {	/* a reader finds what the dead keeper left in the -wal */
			l = open_as(f, LEDGER_READ);
			assert_int_equal(events(l), cases[i].kept ? 200 : 0);
			ledger_close(&l);
		}
		l = open_as(f, LEDGER_WRITE);

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
			SAYS("upgrades it");
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

/* The way back: under its own name it is the ledger that the older beadle had. */
static void a_copy_is_kept_of_what_is_brought_up_to_date(void **state)
{
	struct fixture *f = *state;
	char copy[300];
	struct ledger *l;
	struct stat st;

	for (size_t from = 1; from <= 3; from++) {
		OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, history, from, &l, &err));
		ledger_close(&l);
		OK(ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 3, &l, &err));
		ledger_close(&l);
		snprintf(copy, sizeof copy, "%s/ledger-v%zu.db", f->folder, from);
		if (from == 3) {
			assert_int_not_equal(stat(copy, &st), 0);	/* it was new enough */
			break;
		}
		assert_int_equal(stat(copy, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(rename(copy, f->db), 0);
		OK(ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, from, &l, &err));
		assert_int_equal(number(l, "PRAGMA user_version"), from);
		assert_int_equal(number(l, "SELECT id FROM thing"), 7);
		assert_int_equal(ledger_born_at(l), BORN);
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

static int migrate_to_three(const struct fixture *f)
{
	struct ledger *l;

	if (ledger_open_with(f->folder, LEDGER_WRITE, NOW, history, 3, &l, &err))
		return 1;
	return 0;
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

	l = open_as(f, LEDGER_WRITE);
	OK(ledger_exec(l, "PRAGMA user_version = 99", &err));
	ledger_close(&l);
	for (enum ledger_mode mode = LEDGER_WRITE; mode <= LEDGER_READ; mode++) {
		FAILS(ERR_CONFIG, ledger_open(f->folder, mode, NOW, &l, &err));
		SAYS("newer beadle");
		SAYS("version is 99");
	}
	unlink(f->db);
	assert_int_equal(sqlite3_open(f->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE recipes (x)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	for (enum ledger_mode mode = LEDGER_WRITE; mode <= LEDGER_READ; mode++) {
		FAILS(ERR_CONFIG, ledger_open(f->folder, mode, NOW, &l, &err));
		SAYS("not a ledger of beadle");
	}
	assert_int_equal(truncate(f->db, 0), 0);	/* a crash right after its creation */
	FAILS(ERR_CONFIG, ledger_open(f->folder, LEDGER_READ, NOW, &l, &err));
	SAYS("still empty");
	l = open_as(f, LEDGER_WRITE);
	ledger_close(&l);
}

/* Opens the ledger as it is, and copies its secret out. */
static void read_secret(const struct fixture *f, enum ledger_mode mode, char out[STATE_SECRET_BYTES])
{
	struct ledger *l = open_as(f, mode);
	struct state *s = state_new();

	OK(ledger_load_state(l, s, &err));
	memcpy(out, s->secret, STATE_SECRET_BYTES);
	state_free(&s);
	ledger_close(&l);
}

static void each_ledger_has_a_secret_of_its_own(void **state)
{
	static const char zeros[STATE_SECRET_BYTES];
	char first[STATE_SECRET_BYTES], again[STATE_SECRET_BYTES], other[STATE_SECRET_BYTES];
	struct fixture *f = *state;
	struct ledger *l;
	size_t n;
	const struct ledger_migration *schema = ledger_schema(&n);

	/* one of a beadle that had none yet */
	OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, schema, 5, &l, &err));
	ledger_close(&l);
	read_secret(f, LEDGER_WRITE, first);
	assert_memory_not_equal(first, zeros, sizeof first);
	read_secret(f, LEDGER_WRITE, again);
	assert_memory_equal(first, again, sizeof first);
	read_secret(f, LEDGER_READ, again);
	assert_memory_equal(first, again, sizeof first);
	unlink(f->db);
	read_secret(f, LEDGER_WRITE, other);
	assert_memory_not_equal(first, other, sizeof first);
	read_secret(f, LEDGER_MEMORY, other);
	assert_memory_equal(other, zeros, sizeof zeros);
}

/* Which form of the ledger each release has.  A step that is out is never edited: others have run it. */
static void the_form_of_each_release_stays(void **state)
{
	static const struct {
		const char *release;
		size_t version;
	} rows[] = { { "1.0", 11 } };
	struct fixture *f = *state;
	const char *top = getenv("srcdir");
	size_t n;
	const struct ledger_migration *schema = ledger_schema(&n);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static char want[1 << 16];
		char path[4096];
		struct ledger *l;
		struct span got;
		struct buf text;
		sqlite3_stmt *stmt;

		buf_init(&text, sizeof want - 1);
		OK(ledger_open_with(f->folder, LEDGER_WRITE, BORN, schema, rows[i].version, &l, &err));
		assert_int_equal(number(l, "PRAGMA user_version"), (int64_t)rows[i].version);
		assert_int_equal(sqlite3_prepare_v2(l->db, "SELECT sql FROM sqlite_schema WHERE sql <> '' ORDER BY name", -1, &stmt, NULL),
				 SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW)
			buf_addf(&text, "%s;\n", (const char *)sqlite3_column_text(stmt, 0));
		sqlite3_finalize(stmt);
		ledger_close(&l);
		unlink(f->db);
		assert_true(buf_whole(&text, &got));
		snprintf(path, sizeof path, "%s/tests/data/ledger/release-%s.sql", top ? top : ".", rows[i].release);
		FILE *file = fopen(path, "r");

		if (!file)
			fail_msg("%s is missing", path);
		size_t len = fread(want, 1, sizeof want, file);

		fclose(file);
		if (!span_eq(got, (struct span){ want, len }))
			fail_msg("the ledger of release %s was changed: %s is not\n" SPAN_FMT, rows[i].release, path, SPAN_ARG(got));
		buf_free(&text);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(kill_nine_leaves_all_or_nothing),
		T(a_file_of_any_version_is_brought_up_to_date),
		T(a_copy_is_kept_of_what_is_brought_up_to_date),
		T(a_step_that_fails_changes_nothing),
		T(kill_nine_while_migrating_leaves_the_old_or_the_new),
		T(a_file_of_others_is_left_alone),
		T(each_ledger_has_a_secret_of_its_own),
		T(the_form_of_each_release_stays),
	};

	return cmocka_run_group_tests_name("ledger-schema", tests, NULL, NULL);
}
