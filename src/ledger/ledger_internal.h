/* ledger_internal.h - what the files of this room share: the handle, statements, values.
 *
 * Every statement is prepared once and kept (ledger_query, ledger_write).  Values are
 * bound without being copied: they must live until the statement is reset, which
 * ledger_write does itself and ledger_done does for a query.
 */
#ifndef BEADLE_LEDGER_LEDGER_INTERNAL_H
#define BEADLE_LEDGER_LEDGER_INTERNAL_H

#include <sqlite3.h>
#include <sys/types.h>

#include "ledger/ledger.h"

enum {
	LEDGER_APPLICATION_ID = 0x62646C65,	/* "bdle", in the file's header */
	LEDGER_BUSY_TIMEOUT_MS = 5000,
	LEDGER_ASIDE_MAX_BYTES = 1 << 20,	/* of one mail */
	LEDGER_ASIDE_QUOTA_BYTES = 64 << 20,	/* of all of them */
};

/* One step of the schema: what makes a file of version - 1 one of this version. */
struct ledger_migration {
	int version;
	const char *sql;
};

struct ledger_statement {
	const char *sql;		/* a literal */
	sqlite3_stmt *stmt;
};

struct ledger {
	sqlite3 *db;
	char *path;			/* for messages; ":memory:" for LEDGER_MEMORY */
	enum ledger_mode mode;
	int lock_fd;			/* -1: none */
	pid_t opener;			/* a forked child must leave the connection alone */
	int64_t born_at_s;
	int64_t last_event;		/* the newest one that this process has read or appended */
	int64_t kept_event;		/* the same without what a rollback takes back */
	int64_t last_rebuild;		/* when the state was loaded */
	int64_t snapshot_event;		/* the last one that the snapshot has; 0: none is used */
	bool in_transaction;
	bool wal_has_past;		/* pages that were written over may still be in the -wal */
	enum err_kind failed;		/* why this transaction can no longer be committed */
	struct ledger_statement *statements;
	size_t n_statements, cap_statements;
};

/* ledger_open with another history of the schema: migrations[i].version is i + 1. */
MUST_CHECK enum err_kind ledger_open_with(const char *folder, enum ledger_mode mode, int64_t now_s,
					  const struct ledger_migration *migrations,
					  size_t n_migrations, struct ledger **out,
					  struct err *err);

/* schema.c: the schema of this beadle; bringing a file up to it (writers), refusing any other
 * (readers). */
const struct ledger_migration *ledger_schema(size_t *n_out);
MUST_CHECK enum err_kind ledger_migrate(struct ledger *ledger,
					const struct ledger_migration *migrations,
					size_t n_migrations, int64_t now_s, struct err *err);
MUST_CHECK enum err_kind ledger_check_version(struct ledger *ledger, size_t n_migrations,
					      struct err *err);

/* A secret: random bytes, at most 256.  A ledger in memory has zeros, so that a simulation gives
 * the same Message-IDs and codes each time. */
MUST_CHECK enum err_kind ledger_random(struct ledger *ledger, char *out, size_t n, struct err *err);

/* copy.c: all that is in it, into ledger-vVERSION.db beside it; one that is there is replaced.  Not
 * within a transaction. */
MUST_CHECK enum err_kind ledger_keep_copy(struct ledger *ledger, int64_t version, struct err *err);

/* What was put aside and answers a mail about the vote with that number, whose Message-ID stands in
 * its header. */
#define LEDGER_FORGET_ASIDE(number)                                                                \
	"DELETE FROM aside WHERE EXISTS (SELECT 1 FROM mail WHERE"                                 \
	" (key GLOB 'vote/' || " number " || '/*' OR message_id IN (SELECT message_id FROM event"  \
	" WHERE kind = 'vote'"                                                                     \
	" AND instr(replace(data, '}', ','), '\"number\":' || " number " || ',')))"                \
	" AND instr(aside.bytes, CAST(mail.message_id AS BLOB)))"

/* What such copies have of that secret vote. */
MUST_CHECK enum err_kind ledger_forget_in_copies(struct ledger *ledger, int vote, struct err *err);

/* snapshot.c: a state that has no events gets those of the snapshot, if it can be trusted. */
void ledger_load_snapshot(struct ledger *ledger, struct state *out);

/* lock.c: takes the folder's lock; *fd_out is closed to give it back. */
MUST_CHECK enum err_kind ledger_lock(const char *folder, int *fd_out, struct err *err);
/* The kind of an errno of the file system: what waits for room or handles is ERR_RETRY. */
enum err_kind ledger_errno_kind(int errnum);
/* What errno says of a file. */
enum err_kind ledger_system_error(struct err *err, const char *path);

/* sql.c */
enum sql_type { SQL_END, SQL_NUM, SQL_TEXT, SQL_BLOB, SQL_NULL };

struct sql_value {
	enum sql_type type;
	int64_t num;
	struct span bytes;
};

#define V_NUM(n) ((struct sql_value){ SQL_NUM, (int64_t)(n), { NULL, 0 } })
#define V_TEXT(text) ((struct sql_value){ SQL_TEXT, 0, span_of(text) })	/* NULL is "" */
#define V_BLOB(span) ((struct sql_value){ SQL_BLOB, 0, (span) })
#define V_NULL ((struct sql_value){ SQL_NULL, 0, { NULL, 0 } })
#define V_END ((struct sql_value){ SQL_END, 0, { NULL, 0 } })

/* The kind and the text of what SQLite just said. */
enum err_kind ledger_sql_error(struct ledger *ledger, int rc, struct err *err);
/* Plain SQL, perhaps several statements, without values. */
MUST_CHECK enum err_kind ledger_exec(struct ledger *ledger, const char *sql, struct err *err);

/* The kept statement, bound to its values; sql is a literal. */
MUST_CHECK enum err_kind ledger_query_values(struct ledger *ledger, const char *sql,
					     const struct sql_value *values, sqlite3_stmt **out,
					     struct err *err);
#define ledger_query(ledger, out, err, sql, ...)                                                   \
	ledger_query_values((ledger), (sql),                                                       \
			    (const struct sql_value[]){ __VA_ARGS__ __VA_OPT__(,) V_END }, (out), \
			    (err))
/* The next row; *row_out false at the end. */
MUST_CHECK enum err_kind ledger_step(struct ledger *ledger, sqlite3_stmt *stmt, bool *row_out,
				     struct err *err);
/* The same after what has given *kind: false when that failed, this fails, or there is no row. */
bool ledger_next(struct ledger *ledger, sqlite3_stmt *stmt, enum err_kind *kind, struct err *err);
void ledger_done(sqlite3_stmt *stmt);	/* NULL is fine */

/* A statement that writes; ERR_BUG outside of a transaction. */
MUST_CHECK enum err_kind ledger_write_values(struct ledger *ledger, const char *sql,
					     const struct sql_value *values, struct err *err);
#define ledger_write(ledger, err, sql, ...)                                                        \
	ledger_write_values((ledger), (sql),                                                       \
			    (const struct sql_value[]){ __VA_ARGS__ __VA_OPT__(,) V_END }, (err))

/* Several writes that are there together or not at all, though the transaction goes on:
 * end with the kind so far; it returns that kind, or what went wrong when ending. */
MUST_CHECK enum err_kind ledger_group_begin(struct ledger *ledger, struct err *err);
MUST_CHECK enum err_kind ledger_group_end(struct ledger *ledger, enum err_kind so_far,
					  struct err *err);

/* Several queries that see the same instant, inside of a transaction or not. */
MUST_CHECK enum err_kind ledger_snapshot_begin(struct ledger *ledger, bool *opened_out,
					       struct err *err);
void ledger_snapshot_end(struct ledger *ledger, bool opened);

/* A column as text: borrowed until the next step / kept in the arena.  Never NULL. */
const char *ledger_text(sqlite3_stmt *stmt, int column);
const char *ledger_text_kept(sqlite3_stmt *stmt, int column, struct arena *arena);
struct span ledger_blob_kept(sqlite3_stmt *stmt, int column, struct arena *arena);

#endif
