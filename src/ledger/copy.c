/* copy.c - a copy of the whole ledger beside it, for the way back from a newer beadle.
 *
 * It gets its name when all of it is on disk: what has that name is whole.
 */
#include "ledger/ledger_internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/log.h"

/* SQLite writes into an empty file, which is nobody else's to read from the start. */
static enum err_kind fill(struct ledger *ledger, const char *path, struct err *err)
{
	int fd;

	unlink(path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ledger_system_error(err, path);
	sqlite3_stmt *stmt;
	bool row;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "VACUUM INTO ?1", V_TEXT(path));

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	ledger_done(stmt);
	if (!kind && fsync(fd) != 0)
		kind = ledger_system_error(err, path);
	close(fd);
	return kind;
}

static bool is_copy(struct span name)
{
	return span_starts(name, "ledger-v") &&
	       (span_ends(name, ".db") || span_ends(name, ".part"));
}

/* A copy of before there were secret votes has no tables for them. */
static enum err_kind forget_in(const char *path, int vote, struct err *err)
{
	static const char sql[] =
		"PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON;"
		LEDGER_FORGET_ASIDE("%d") ";"
		"UPDATE vote_key SET key = zeroblob(length(key)) WHERE vote = %d;"
		"DELETE FROM vote_key WHERE vote = %d; DELETE FROM ballot WHERE vote = %d";
	char *text = sqlite3_mprintf(sql, vote, vote, vote, vote, vote);
	sqlite3 *db = NULL;
	int rc = text ? sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) : SQLITE_NOMEM;
	enum err_kind kind = ERR_NONE;

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, text, NULL, NULL, NULL);
	if (rc != SQLITE_OK && rc != SQLITE_ERROR)
		kind = err_set(err, ERR_RETRY, "%s: %s", path, sqlite3_errstr(rc));
	sqlite3_close(db);
	sqlite3_free(text);
	return kind;
}

enum err_kind ledger_forget_in_copies(struct ledger *ledger, int vote, struct err *err)
{
	const char *slash = strrchr(ledger->path, '/');
	enum err_kind kind = ERR_NONE;
	const struct dirent *entry;
	char *folder, *path;
	DIR *dir;

	if (!slash)		/* in memory */
		return ERR_NONE;
	folder = strndup(ledger->path, (size_t)(slash - ledger->path));
	dir = folder ? opendir(folder) : NULL;
	if (!dir)
		kind = ledger_system_error(err, ledger->path);
	while (!kind && (entry = readdir(dir))) {
		if (!is_copy(span_of(entry->d_name)))
			continue;
		if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
			abort();
		kind = forget_in(path, vote, err);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return kind;
}

enum err_kind ledger_keep_copy(struct ledger *ledger, int64_t version, struct err *err)
{
	int folder_len = (int)(strrchr(ledger->path, '/') - ledger->path);
	char *path = NULL, *part = NULL;
	enum err_kind kind;

	if (asprintf(&path, "%.*s/ledger-v%lld.db", folder_len, ledger->path,
		     (long long)version) < 0 ||
	    asprintf(&part, "%s.part", path) < 0)
		abort();
	kind = fill(ledger, part, err);
	failpoint("ledger.copy-filled");
	if (!kind && rename(part, path) != 0)
		kind = ledger_system_error(err, path);
	if (kind) {
		unlink(part);
		err_wrap(err, "a copy of the ledger, without which it is not upgraded");
	} else {
		log_info("ledger-copied", L_STR("file", path), L_NUM("version", version));
		failpoint("ledger.copied");
	}
	free(path);
	free(part);
	return kind;
}
