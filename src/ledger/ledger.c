/* ledger.c - opening, closing and the transactions of the ledger (see ledger.h).
 *
 * Order of opening: folder, lock, file (0600 before a byte is in it), WAL, schema.
 * Each step leaves something that the next opening takes up where it stands.
 */
#include "ledger/ledger_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/span.h"
#include "base/trace.h"

enum {
	ACT_TIMEOUT_MS = 30 * 1000 /* the keeper has a mail read meanwhile */,
	PATH_MAX_BYTES = 64 * 1024,
	STATEMENT_MAX = 2000 /* bytes of it in a trace */
};

/* The name of a new file is as safe on disk as its bytes only after this. */
static enum err_kind sync_folder(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_kind kind = ERR_NONE;

	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		kind = ledger_system_error(err, folder);
	if (fd >= 0)
		close(fd);
	return kind;
}

static enum err_kind make_folder(const char *folder, struct err *err)
{
	struct stat st;

	if (mkdir(folder, 0700) == 0)
		return ERR_NONE;
	if (errno == ENOENT)
		return err_set(err, ERR_CONFIG,
			       "the folder %s cannot be made: its parent folder does not exist",
			       folder);
	if (errno != EEXIST || stat(folder, &st) != 0)
		return ledger_system_error(err, folder);
	return S_ISDIR(st.st_mode) ? ERR_NONE
				   : err_set(err, ERR_CONFIG, "%s is not a folder", folder);
}

static enum err_kind make_file(const char *folder, const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST ? ERR_NONE : ledger_system_error(err, path);
	close(fd);
	enum err_kind kind = sync_folder(folder, err);

	if (!kind)
		failpoint("ledger.created");
	return kind;
}

/* A statement has ended.  Its values stay out: they are people's mail. */
static int on_statement(unsigned what, void *user, void *stmt, void *nanoseconds)
{
	const char *sql = sqlite3_sql(stmt);
	struct buf words;

	(void)what, (void)user;
	if (!sql)
		return 0;
	buf_init(&words, STATEMENT_MAX);
	for (bool space = false; *sql && !buf_is_cut(&words); sql++) {
		if (!ascii_is_space(*sql))
			buf_add_char(&words, *sql);
		else if (!space)
			buf_add_char(&words, ' ');
		space = ascii_is_space(*sql);
	}
	const struct log_field fields[] = { L_NUM("us", *(sqlite3_int64 *)nanoseconds / 1000),
					    L_STR("text", buf_shown(&words).ptr), L_END };

	log_fields(LOG_LEVEL_TRACE, "sql", fields);
	buf_free(&words);
	return 0;
}

static enum err_kind connect_to(struct ledger *ledger, const char *name, int flags, struct err *err)
{
	int rc = sqlite3_open_v2(name, &ledger->db, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK && !ledger->db)
		return err_set(err, ERR_RETRY, "ledger %s: out of memory", ledger->path);
	sqlite3_extended_result_codes(ledger->db, 1);
	if (rc != SQLITE_OK)
		return ledger_sql_error(ledger, sqlite3_extended_errcode(ledger->db), err);
	if (trace_is_on(TRACE_SQL))
		sqlite3_trace_v2(ledger->db, SQLITE_TRACE_PROFILE, on_statement, NULL);
	sqlite3_busy_timeout(ledger->db, LEDGER_BUSY_TIMEOUT_MS);
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	/* or a statement is prepared anew for each value that an index might be chosen by */
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	return ledger_exec(ledger, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", err);
}

static void disconnect(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_statements; i++)
		sqlite3_finalize(ledger->statements[i].stmt);
	ledger->n_statements = 0;
	sqlite3_close(ledger->db);
	ledger->db = NULL;
}

/* journal_size_limit: the -wal of a large first sync does not stay that large.  secure_delete: what
 * is removed is not left in the free parts of the file. */
static enum err_kind keep_safe(struct ledger *ledger, struct err *err)
{
	return ledger_exec(ledger,
			   "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;"
			   "PRAGMA secure_delete = ON",
			   err);
}

static enum err_kind use_wal(struct ledger *ledger, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "PRAGMA journal_mode = WAL");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	if (!kind && (!row || strcmp(ledger_text(stmt, 0), "wal") != 0))
		kind = err_set(
			err, ERR_CONFIG,
			"ledger %s: this file system has no shared memory for it (WAL refused)",
			ledger->path);
	ledger_done(stmt);
	return kind ? kind : keep_safe(ledger, err);
}

static enum err_kind open_writer(struct ledger *ledger, const char *folder, struct err *err)
{
	enum err_kind kind = make_folder(folder, err);

	if (!kind)
		kind = ledger_lock(folder, &ledger->lock_fd, err);
	if (!kind)
		failpoint("ledger.locked");
	if (!kind)
		kind = make_file(folder, ledger->path, err);
	if (!kind)
		kind = connect_to(ledger, ledger->path, SQLITE_OPEN_READWRITE, err);
	if (!kind)
		kind = use_wal(ledger, err);
	/* a run that was killed leaves its -wal */
	ledger->wal_has_past = true;
	if (!kind)
		failpoint("ledger.opened");
	return kind;
}

/* "file:" URI of the path, for the sake of its parameter. */
static void immutable_uri(const char *path, struct buf *out)
{
	buf_add_str(out, *path == '/' ? "file://" : "file:");
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (ascii_is_alnum(c) || (c && strchr("/._-", c)))
			buf_add_char(out, *path);
		else
			buf_addf(out, "%%%02X", c);
	}
	buf_add_str(out, "?immutable=1");
}

static bool has_wal(const struct ledger *ledger)
{
	char *path = NULL;
	struct stat st;

	if (asprintf(&path, "%s-wal", ledger->path) < 0)
		abort();
	bool has = stat(path, &st) == 0 ? st.st_size > 0 : errno != ENOENT;

	free(path);
	return has;
}

/* Nobody holds the file and we may not make its -shm (a read-only medium, another user's folder):
 * without a
 * -wal the file itself is all there is, and it can be read as one that nobody changes. */
static enum err_kind open_unchanging(struct ledger *ledger, struct err *err)
{
	struct buf uri;

	disconnect(ledger);
	buf_init(&uri, PATH_MAX_BYTES);
	immutable_uri(ledger->path, &uri);
	struct span whole;
	enum err_kind kind =
		buf_whole(&uri, &whole)
			? connect_to(ledger, whole.ptr, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err)
			: err_set(err, ERR_CONFIG, "%s: the name is too long", ledger->path);

	buf_free(&uri);
	return kind;
}

static enum err_kind need_file(const struct ledger *ledger, const char *folder, struct err *err)
{
	struct stat st;

	if (stat(ledger->path, &st) == 0)
		return ERR_NONE;
	if (errno == ENOENT)
		return err_set(err, ERR_CONFIG,
			       "there is no ledger in %s yet: beadle has not run", folder);
	return ledger_system_error(err, ledger->path);
}

static enum err_kind open_actor(struct ledger *ledger, const char *folder, size_t n_migrations,
				struct err *err)
{
	enum err_kind kind = need_file(ledger, folder, err);

	if (!kind)
		kind = connect_to(ledger, ledger->path, SQLITE_OPEN_READWRITE, err);
	if (!kind)
		kind = ledger_check_version(ledger, n_migrations, err);
	if (!kind)
		kind = keep_safe(ledger, err);
	if (!kind)
		sqlite3_busy_timeout(ledger->db, ACT_TIMEOUT_MS);
	return kind;
}

static enum err_kind open_reader(struct ledger *ledger, const char *folder, size_t n_migrations,
				 struct err *err)
{
	enum err_kind kind = need_file(ledger, folder, err);

	if (!kind)
		kind = connect_to(ledger, ledger->path, SQLITE_OPEN_READONLY, err);

	if (kind)
		return kind;
	/* WAL is met with the first read, not before. */
	int rc = sqlite3_exec(ledger->db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);

	if (((rc & 0xFF) == SQLITE_CANTOPEN || (rc & 0xFF) == SQLITE_READONLY) && !has_wal(ledger))
		kind = open_unchanging(ledger, err);
	else if (rc != SQLITE_OK)
		kind = ledger_sql_error(ledger, rc, err);
	return kind ? kind : ledger_check_version(ledger, n_migrations, err);
}

static enum err_kind read_birth(struct ledger *ledger, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, "SELECT value FROM meta WHERE key = 'born_at_s'");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	if (!kind && !row)
		kind = err_set(err, ERR_DATA, "ledger %s does not say when it began", ledger->path);
	if (!kind)
		ledger->born_at_s = sqlite3_column_int64(stmt, 0);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_open_with(const char *folder, enum ledger_mode mode, int64_t now_s,
			       const struct ledger_migration *migrations, size_t n_migrations,
			       struct ledger **out, struct err *err)
{
	struct ledger *ledger = mem_zalloc(1, sizeof *ledger);
	enum err_kind kind;

	*out = NULL;
	ledger->mode = mode;
	ledger->lock_fd = -1;
	ledger->opener = getpid();
	if (mode == LEDGER_MEMORY)
		ledger->path = mem_strdup(":memory:");
	else if (asprintf(&ledger->path, "%s/ledger.db", folder) < 0)
		abort();

	if (mode == LEDGER_MEMORY)
		kind = connect_to(ledger, ledger->path, SQLITE_OPEN_READWRITE, err);
	else if (mode == LEDGER_READ)
		kind = open_reader(ledger, folder, n_migrations, err);
	else if (mode == LEDGER_ACT || mode == LEDGER_REBUILD)
		kind = open_actor(ledger, folder, n_migrations, err);
	else
		kind = open_writer(ledger, folder, err);
	if (!kind && (mode == LEDGER_WRITE || mode == LEDGER_MEMORY))
		kind = ledger_migrate(ledger, migrations, n_migrations, now_s, err);
	if (!kind)
		kind = ledger_exec(ledger, "PRAGMA foreign_keys = ON", err);
	if (!kind)
		kind = read_birth(ledger, err);
	if (kind)
		ledger_close(&ledger);
	*out = ledger;
	return kind;
}

enum err_kind ledger_open(const char *folder, enum ledger_mode mode, int64_t now_s,
			  struct ledger **out, struct err *err)
{
	size_t n;
	const struct ledger_migration *schema = ledger_schema(&n);

	return ledger_open_with(folder, mode, now_s, schema, n, out, err);
}

void ledger_close(struct ledger **ledger_at)
{
	struct ledger *ledger = *ledger_at;

	if (!ledger)
		return;
	*ledger_at = NULL;
	if (ledger->opener == getpid()) {
		ledger_rollback(ledger);
		disconnect(ledger);
	}
	if (ledger->lock_fd >= 0)
		close(ledger->lock_fd);
	free(ledger->statements);
	free(ledger->path);
	free(ledger);
}

int64_t ledger_born_at(const struct ledger *ledger)
{
	return ledger->born_at_s;
}

enum err_kind ledger_version(struct ledger *ledger, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "PRAGMA data_version");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*out = row ? sqlite3_column_int64(stmt, 0) : 0;
	ledger_done(stmt);
	return kind;
}
