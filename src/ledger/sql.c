/* sql.c - statements, transactions, values and what SQLite's answers mean (ledger_internal.h).
 *
 * A statement is reset as soon as it has run, so that no read lock outlives its call.  After some
 * errors (disk full, I/O) SQLite ends a transaction by itself, and later writes would be committed
 * piece by piece, so every write looks first.
 */
#include "ledger/ledger_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/failpoint.h"

enum err_kind ledger_errno_kind(int errnum)
{
	switch (errnum) {
	case EACCES: case EPERM: case ENOENT: case ENOTDIR: case EISDIR: case EROFS:
	case ELOOP: case ENAMETOOLONG: case EINVAL: case EEXIST: case EOPNOTSUPP:
		return ERR_CONFIG;
	default:
		return ERR_RETRY;
	}
}

enum err_kind ledger_system_error(struct err *err, const char *path)
{
	int errnum = errno;

	return err_set(err, ledger_errno_kind(errnum), "%s: %s", path, strerror(errnum));
}

static enum err_kind kind_of(sqlite3 *db, int rc)
{
	if (rc == SQLITE_IOERR_CORRUPTFS || rc == SQLITE_IOERR_DATA)
		return ERR_DATA;
	switch (rc & 0xFF) {
	case SQLITE_OK: case SQLITE_ROW: case SQLITE_DONE:
		return ERR_NONE;
	case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_FULL: case SQLITE_IOERR:
	case SQLITE_NOMEM: case SQLITE_INTERRUPT: case SQLITE_PROTOCOL:
		return ERR_RETRY;
	case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_FORMAT:
		return ERR_DATA;
	case SQLITE_CANTOPEN:
		/* The -wal file that a full disk has no room for is not the operator's mistake. */
		return db && sqlite3_system_errno(db) ? ledger_errno_kind(sqlite3_system_errno(db))
						      : ERR_CONFIG;
	case SQLITE_READONLY: case SQLITE_PERM: case SQLITE_AUTH: case SQLITE_NOLFS:
		return ERR_CONFIG;
	default:
		return ERR_BUG;
	}
}

enum err_kind ledger_sql_error(struct ledger *ledger, int rc, struct err *err)
{
	enum err_kind kind = kind_of(ledger->db, rc);
	/* The connection's own text says more ("UNIQUE constraint failed: mail.key"), when it is
	 * about this. */
	const char *text = ledger->db && sqlite3_extended_errcode(ledger->db) == rc
				   ? sqlite3_errmsg(ledger->db)
				   : sqlite3_errstr(rc);

	return err_set(err, kind ? kind : ERR_BUG, "ledger %s: %s", ledger->path, text);
}

enum err_kind ledger_exec(struct ledger *ledger, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(ledger->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_NONE : ledger_sql_error(ledger, rc, err);
}

static enum err_kind kept_statement(struct ledger *ledger, const char *sql, sqlite3_stmt **out,
				    struct err *err)
{
	sqlite3_stmt *stmt;

	for (size_t i = 0; i < ledger->n_statements; i++) {
		const struct ledger_statement *kept = &ledger->statements[i];

		if (kept->sql == sql || strcmp(kept->sql, sql) == 0) {
			*out = kept->stmt;
			return ERR_NONE;
		}
	}
	int rc = sqlite3_prepare_v3(ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

	if (rc != SQLITE_OK)
		return ledger_sql_error(ledger, rc, err);
	ledger->statements = mem_grow(ledger->statements, ledger->n_statements,
				      &ledger->cap_statements, sizeof *ledger->statements);
	ledger->statements[ledger->n_statements++] = (struct ledger_statement){ sql, stmt };
	*out = stmt;
	return ERR_NONE;
}

static int bind(sqlite3_stmt *stmt, int place, const struct sql_value *value)
{
	/* A NULL pointer would bind SQL's NULL, which is not the same as nothing. */
	const char *ptr = value->bytes.ptr ? value->bytes.ptr : "";

	switch (value->type) {
	case SQL_NUM:
		return sqlite3_bind_int64(stmt, place, value->num);
	case SQL_TEXT:
		return sqlite3_bind_text64(stmt, place, ptr, value->bytes.len, SQLITE_STATIC,
					   SQLITE_UTF8);
	case SQL_BLOB:
		return sqlite3_bind_blob64(stmt, place, ptr, value->bytes.len, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(stmt, place);
	}
}

enum err_kind ledger_query_values(struct ledger *ledger, const char *sql,
				  const struct sql_value *values, sqlite3_stmt **out,
				  struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	enum err_kind kind = kept_statement(ledger, sql, &stmt, err);
	int place = 0;

	*out = NULL;
	if (kind)
		return kind;
	if (sqlite3_stmt_busy(stmt))
		return err_set(err, ERR_BUG, "ledger %s: a statement runs inside itself: %.60s",
			       ledger->path, sql);
	for (; values->type != SQL_END; values++) {
		int rc = bind(stmt, ++place, values);

		if (rc != SQLITE_OK) {
			kind = ledger_sql_error(ledger, rc, err);
			ledger_done(stmt);
			return kind;
		}
	}
	if (place != sqlite3_bind_parameter_count(stmt)) {
		ledger_done(stmt);
		return err_set(err, ERR_BUG, "ledger %s: %d values for: %.60s", ledger->path, place,
			       sql);
	}
	*out = stmt;
	return ERR_NONE;
}

enum err_kind ledger_step(struct ledger *ledger, sqlite3_stmt *stmt, bool *row_out, struct err *err)
{
	int rc = sqlite3_step(stmt);

	*row_out = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? ERR_NONE : ledger_sql_error(ledger, rc, err);
}

bool ledger_next(struct ledger *ledger, sqlite3_stmt *stmt, enum err_kind *kind, struct err *err)
{
	bool row = false;

	if (!*kind)
		*kind = ledger_step(ledger, stmt, &row, err);
	return row;
}

void ledger_done(sqlite3_stmt *stmt)
{
	if (!stmt)
		return;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static enum err_kind may_write(struct ledger *ledger, struct err *err)
{
	if (!ledger->in_transaction)
		return err_set(err, ERR_BUG, "ledger %s: a write outside a transaction",
			       ledger->path);
	if (ledger->failed || sqlite3_get_autocommit(ledger->db))
		return err_set(err, ledger->failed ? ledger->failed : ERR_RETRY,
			       "ledger %s: the transaction is lost to an earlier error",
			       ledger->path);
	return ERR_NONE;
}

enum err_kind ledger_write_values(struct ledger *ledger, const char *sql,
				  const struct sql_value *values, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool row;
	enum err_kind kind = may_write(ledger, err);

	if (!kind && ledger->mode == LEDGER_ACT && strncmp(sql, "INSERT INTO event ", 18) != 0)
		kind = err_set(err, ERR_BUG, "ledger %s: only the keeper writes this: %.60s",
			       ledger->path, sql);
	if (!kind)
		kind = ledger_query_values(ledger, sql, values, &stmt, err);
	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	ledger_done(stmt);
	/* A constraint undoes its own statement and nothing else; after anything worse nobody
	 * knows. */
	if (kind && kind != ERR_BUG && ledger->in_transaction)
		ledger->failed = kind;
	return kind;
}

enum err_kind ledger_begin(struct ledger *ledger, struct err *err)
{
	if (ledger->in_transaction)
		return err_set(err, ERR_BUG, "ledger %s: a transaction is open already",
			       ledger->path);
	if (ledger->mode == LEDGER_READ)
		return err_set(err, ERR_BUG, "ledger %s was opened for reading", ledger->path);
	enum err_kind kind = ledger_exec(ledger, "BEGIN IMMEDIATE", err);

	if (kind)
		return kind;
	ledger->in_transaction = true;
	ledger->failed = ERR_NONE;
	failpoint("ledger.begin");
	return ERR_NONE;
}

enum err_kind ledger_commit(struct ledger *ledger, struct err *err)
{
	enum err_kind kind;

	if (!ledger->in_transaction)
		return err_set(err, ERR_BUG, "ledger %s: no transaction is open", ledger->path);
	if (ledger->failed || sqlite3_get_autocommit(ledger->db)) {
		kind = err_set(err, ledger->failed ? ledger->failed : ERR_RETRY,
			       "ledger %s: a transaction with an error was rolled back",
			       ledger->path);
		ledger_rollback(ledger);
		return kind;
	}
	failpoint("ledger.before-commit");
	kind = ledger_exec(ledger, "COMMIT", err);
	if (kind) {
		ledger_rollback(ledger);
		return kind;
	}
	ledger->in_transaction = false;
	ledger->kept_event = ledger->last_event;
	failpoint("ledger.after-commit");
	return ERR_NONE;
}

void ledger_rollback(struct ledger *ledger)
{
	if (!ledger->in_transaction)
		return;
	if (!sqlite3_get_autocommit(ledger->db))
		sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
	ledger->in_transaction = false;
	ledger->failed = ERR_NONE;
	ledger->last_event = ledger->kept_event;
}

enum err_kind ledger_group_begin(struct ledger *ledger, struct err *err)
{
	return ledger_write(ledger, err, "SAVEPOINT part");
}

enum err_kind ledger_group_end(struct ledger *ledger, enum err_kind so_far, struct err *err)
{
	struct err other;

	if (!so_far)
		return ledger_write(ledger, err, "RELEASE part");
	if (ledger_write(ledger, &other, "ROLLBACK TO part") ||
	    ledger_write(ledger, &other, "RELEASE part"))
		ledger->failed = so_far;
	return so_far;
}

enum err_kind ledger_snapshot_begin(struct ledger *ledger, bool *opened_out, struct err *err)
{
	*opened_out = false;
	if (!sqlite3_get_autocommit(ledger->db))
		return ERR_NONE;
	enum err_kind kind = ledger_exec(ledger, "BEGIN", err);

	*opened_out = !kind;
	return kind;
}

void ledger_snapshot_end(struct ledger *ledger, bool opened)
{
	if (opened && !sqlite3_get_autocommit(ledger->db))
		sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
}

const char *ledger_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	return text ? (const char *)text : "";
}

const char *ledger_text_kept(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const char *text = ledger_text(stmt, column);

	return *text ? arena_strdup(arena, text) : "";
}

struct span ledger_blob_kept(sqlite3_stmt *stmt, int column, struct arena *arena)
{
	const void *bytes = sqlite3_column_blob(stmt, column);
	size_t len = bytes ? (size_t)sqlite3_column_bytes(stmt, column) : 0;

	return span_from(len ? arena_strndup(arena, bytes, len) : "", len);
}
