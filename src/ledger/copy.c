/* copy.c - a copy of the whole ledger beside it, for the way back from a newer beadle.
 *
 * It gets its name when all of it is on disk: what has that name is whole.
 */
#include "ledger/ledger_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "base/log.h"

static enum err_kind system_error(struct err *err, const char *path)
{
	int errnum = errno;

	return err_set(err, ledger_errno_kind(errnum), "%s: %s", path, strerror(errnum));
}

/* SQLite writes into an empty file, which is nobody else's to read from the start. */
static enum err_kind fill(struct ledger *ledger, const char *path, struct err *err)
{
	int fd;

	unlink(path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return system_error(err, path);
	sqlite3_stmt *stmt;
	bool row;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "VACUUM INTO ?1", V_TEXT(path));

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	ledger_done(stmt);
	if (!kind && fsync(fd) != 0)
		kind = system_error(err, path);
	close(fd);
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
		kind = system_error(err, path);
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
