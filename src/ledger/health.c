/* health.c - would a round get on with this ledger: its file, its texts, and the rights to it. */
#include "ledger/ledger_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum err_kind check_file(struct ledger *ledger, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "PRAGMA integrity_check(1)");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	if (!kind && (!row || strcmp(ledger_text(stmt, 0), "ok") != 0))
		kind = err_set(err, ERR_DATA, "ledger %s is damaged: %s", ledger->path,
			       ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

/* A byte that was changed on the disk can leave SQLite's pages whole, and a text that nobody can
 * read, compare or write out. */
static enum err_kind check_row(struct ledger *ledger, const char *table, sqlite3_stmt *stmt,
			       struct err *err)
{
	for (int i = 1; i < sqlite3_column_count(stmt); i++) {
		if (sqlite3_column_type(stmt, i) != SQLITE_TEXT)
			continue;
		struct span text = span_from((const char *)sqlite3_column_text(stmt, i),
					     (size_t)sqlite3_column_bytes(stmt, i));

		if (span_utf8_valid(text) == text.len)
			continue;
		return err_set(err, ERR_DATA, "ledger %s is damaged: %s %lld, %s: not UTF-8",
			       ledger->path, table, (long long)sqlite3_column_int64(stmt, 0),
			       sqlite3_column_name(stmt, i));
	}
	return ERR_NONE;
}

static enum err_kind check_texts(struct ledger *ledger, struct err *err)
{
	static const struct { const char *name, *sql;
	} tables[] = {
		{ "event", "SELECT id, list, actor, message_id, rule, data FROM event" },
		{ "message", "SELECT id, message_id, refs, list, author, subject FROM message" },
		{ "mail", "SELECT id, key, kind, list, person, message_id, items FROM mail" },
		{ "recipient", "SELECT id, addr, state FROM recipient" },
		{ "notice key", "SELECT at_s, key FROM notice_key" },
	};
	enum err_kind kind = ERR_NONE;
	sqlite3_stmt *stmt;

	for (size_t i = 0; !kind && i < sizeof tables / sizeof tables[0]; i++) {
		kind = ledger_query(ledger, &stmt, err, tables[i].sql);
		while (ledger_next(ledger, stmt, &kind, err) && !kind)
			kind = check_row(ledger, tables[i].name, stmt, err);
		ledger_done(stmt);
	}
	return kind;
}

enum err_kind ledger_check(struct ledger *ledger, struct err *err)
{
	enum err_kind kind = check_file(ledger, err);

	return kind ? kind : check_texts(ledger, err);
}

enum err_kind ledger_check_rights(const char *folder, struct err *err)
{
	static const char *const names[] = { "", "/ledger.db", "/ledger.db-wal", "/ledger.db-shm",
					     "/ledger.lock" };
	enum err_kind kind = ERR_NONE;

	for (size_t i = 0; !kind && i < sizeof names / sizeof names[0]; i++) {
		char *path = NULL;

		if (asprintf(&path, "%s%s", folder, names[i]) < 0)
			abort();
		if (access(path, W_OK) != 0 && errno != ENOENT)
			kind = err_set(err, ERR_CONFIG,
				       "%s cannot be written (%s), and beadle must write there",
				       path, strerror(errno));
		free(path);
	}
	return kind;
}
