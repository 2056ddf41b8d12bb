/* schema.c - the tables of ledger.db, version by version.
 *
 * The version stands in PRAGMA user_version, whose file it is in application_id.  A
 * released step is never edited: what changes gets a new step at the end of the table.
 * All steps that a file lacks run in one transaction: after a crash it has its old
 * version, untouched.  Kinds, states and fates are stored as their names, and dates as
 * ISO text, so that the file can be read with nothing but sqlite3(1). */
#include "ledger/ledger_internal.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/failpoint.h"

/* Each table is told apart by what may happen to it.  The insert triggers stand guard against
 * INSERT OR REPLACE, which removes a row without asking the delete trigger. */
static const char version_1[] =
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"

	"CREATE TABLE event ("
	" id INTEGER PRIMARY KEY,"
	" at_s INTEGER NOT NULL,"
	" kind TEXT NOT NULL,"
	" item INTEGER NOT NULL CHECK (item >= 0)," /* 0: of no item */
	" list TEXT NOT NULL,"
	" actor TEXT NOT NULL,"
	" message_id TEXT NOT NULL,"
	" line INTEGER NOT NULL CHECK (line >= 0),"
	" rule TEXT NOT NULL,"
	" data TEXT NOT NULL" /* JSON: what this kind has beside */
	");"
	"CREATE INDEX event_by_item ON event (item, id);"
	"CREATE TRIGGER event_update BEFORE UPDATE ON event"
	" BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;"
	"CREATE TRIGGER event_delete BEFORE DELETE ON event"
	" BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;"
	"CREATE TRIGGER event_replace BEFORE INSERT ON event"
	" WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)"
	" BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END;"

	"CREATE TABLE message ("
	" id INTEGER PRIMARY KEY,"
	" mailbox TEXT NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" uid INTEGER NOT NULL,"
	" key TEXT NOT NULL,"
	" message_id TEXT NOT NULL,"
	" refs TEXT NOT NULL," /* ids of References and In-Reply-To, oldest first, one a line */
	" list TEXT NOT NULL,"
	" author TEXT NOT NULL,"
	" subject TEXT NOT NULL,"
	" received_at_s INTEGER NOT NULL,"
	" date_at_s INTEGER NOT NULL,"
	" read_at_s INTEGER NOT NULL,"
	" fate TEXT NOT NULL,"
	" why TEXT NOT NULL"
	");"
	"CREATE UNIQUE INDEX message_by_uid ON message (mailbox, uidvalidity, uid) WHERE key = '';"
	"CREATE UNIQUE INDEX message_by_key ON message (mailbox, key) WHERE key <> '';"
	"CREATE INDEX message_by_list ON message (list, received_at_s);"
	"CREATE INDEX message_by_message_id ON message (message_id) WHERE message_id <> '';"
	"CREATE TABLE aside (message INTEGER PRIMARY KEY REFERENCES message, bytes BLOB NOT NULL);"

	"CREATE TABLE cursor ("
	" mailbox TEXT PRIMARY KEY,"
	" uidvalidity INTEGER NOT NULL,"
	" uid INTEGER NOT NULL,"
	" first_done INTEGER NOT NULL CHECK (first_done IN (0, 1)),"
	" synced_at_s INTEGER NOT NULL"
	") WITHOUT ROWID;"

	"CREATE TABLE mail ("
	" id INTEGER PRIMARY KEY,"
	" key TEXT NOT NULL UNIQUE CHECK (key <> ''),"
	" kind TEXT NOT NULL,"
	" list TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" message_id TEXT NOT NULL UNIQUE CHECK (message_id <> ''),"
	" envelope_from TEXT NOT NULL,"
	" subject TEXT NOT NULL,"
	" decided_at_s INTEGER NOT NULL,"
	" bytes BLOB NOT NULL"
	");"
	"CREATE TABLE recipient ("
	" id INTEGER PRIMARY KEY,"
	" mail INTEGER NOT NULL REFERENCES mail,"
	" addr TEXT NOT NULL CHECK (addr <> ''),"
	" witness INTEGER NOT NULL CHECK (witness IN (0, 1)),"
	" state TEXT NOT NULL,"
	" tries INTEGER NOT NULL,"
	" next_try_s INTEGER NOT NULL,"
	" last_try_s INTEGER," /* NULL: never handed to a driver */
	" doubt_since_s INTEGER NOT NULL,"
	" done_at_s INTEGER NOT NULL,"
	" code INTEGER NOT NULL,"
	" reply TEXT NOT NULL,"
	" UNIQUE (mail, addr)"
	");"
	"CREATE INDEX recipient_by_state ON recipient (state, next_try_s, mail);"
	"CREATE INDEX recipient_by_try ON recipient (last_try_s, mail) WHERE last_try_s IS NOT "
	"NULL;"
	"CREATE INDEX recipient_by_addr ON recipient (addr, last_try_s);"
	"CREATE TRIGGER recipient_sent BEFORE UPDATE ON recipient"
	" WHEN OLD.state = 'sent' AND NEW.state IN ('ready', 'sending', 'doubt')"
	" BEGIN SELECT RAISE(ABORT, 'what was sent is never sent again'); END;"

	"CREATE TABLE notice_key ("
	" key TEXT PRIMARY KEY CHECK (key <> ''),"
	" mail INTEGER REFERENCES mail," /* NULL: spent without a mail */
	" at_s INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"CREATE TRIGGER notice_key_update BEFORE UPDATE ON notice_key"
	" BEGIN SELECT RAISE(ABORT, 'a notice key is never changed'); END;"
	"CREATE TRIGGER notice_key_delete BEFORE DELETE ON notice_key"
	" BEGIN SELECT RAISE(ABORT, 'a notice key is never removed'); END;"
	"CREATE TRIGGER notice_key_replace BEFORE INSERT ON notice_key"
	" WHEN EXISTS (SELECT 1 FROM notice_key WHERE key = NEW.key)"
	" BEGIN SELECT RAISE(ABORT, 'a notice key is spent once'); END;"

	"CREATE TABLE trouble ("
	" id INTEGER PRIMARY KEY,"
	" at_s INTEGER NOT NULL,"
	" key TEXT NOT NULL UNIQUE CHECK (key <> ''),"
	" text TEXT NOT NULL"
	");";

/* The items that a notice has told of, in the order of its rows: "12 13". */
static const char version_2[] = "ALTER TABLE mail ADD COLUMN items TEXT NOT NULL DEFAULT '';";

/* What a list's meetings are read from, when they come by address. */
static const char version_3[] =
	"CREATE TABLE calendar ("
	" list TEXT PRIMARY KEY,"
	" url TEXT NOT NULL,"
	" etag TEXT NOT NULL,"
	" modified TEXT NOT NULL,"
	" fetched_at_s INTEGER NOT NULL,"
	" checked_at_s INTEGER NOT NULL,"
	" bytes BLOB NOT NULL"
	") WITHOUT ROWID;";

/* `beadle rebuild`: the events from first_event to last_event are read no more.  They stay where
 * they are, and what has taken their place stands behind them. */
static const char version_4[] =
	"CREATE TABLE rebuild ("
	" id INTEGER PRIMARY KEY,"
	" at_s INTEGER NOT NULL,"
	" first_event INTEGER NOT NULL,"
	" last_event INTEGER NOT NULL CHECK (last_event >= first_event)"
	");"
	"CREATE TRIGGER rebuild_update BEFORE UPDATE ON rebuild"
	" BEGIN SELECT RAISE(ABORT, 'a rebuild is never changed'); END;"
	"CREATE TRIGGER rebuild_delete BEFORE DELETE ON rebuild"
	" BEGIN SELECT RAISE(ABORT, 'a rebuild is never removed'); END;";

/* That the mail server refuses the bot's own account: what is ready waits for next_try_s. */
static const char version_5[] =
	"CREATE TABLE hold ("
	" id INTEGER PRIMARY KEY CHECK (id = 1),"
	" since_s INTEGER NOT NULL,"
	" tries INTEGER NOT NULL,"
	" next_try_s INTEGER NOT NULL,"
	" reply TEXT NOT NULL"
	");";

/* What Message-IDs are derived with; set_secret() puts random bytes in its place. */
static const char version_6[] = "INSERT INTO meta (key, value) VALUES ('secret', zeroblob(32));";

/* Who has brought a mail about, and what the order of sending is made from, without the mails'
 * bytes. */
static const char version_7[] =
	"ALTER TABLE mail ADD COLUMN cause TEXT NOT NULL DEFAULT '';"
	"CREATE INDEX mail_queue ON mail (id, kind, cause);";

/* Events of a mail that was taken back from a copy, as JSON: they wait until all mail is read. */
static const char version_8[] =
	"CREATE TABLE recalled (mail INTEGER PRIMARY KEY REFERENCES mail, events TEXT NOT NULL);";

/* A mail has a row for each list that it is of.  Up to that row it was one list's alone, and counts
 * for all. */
static const char version_9[] =
	"DROP INDEX message_by_uid;"
	"DROP INDEX message_by_key;"
	"CREATE UNIQUE INDEX message_by_uid ON message (mailbox, uidvalidity, uid, list) WHERE key "
	"= '';"
	"CREATE UNIQUE INDEX message_by_key ON message (mailbox, key, list) WHERE key <> '';"
	"INSERT INTO meta (key, value) SELECT 'last_of_one_list', coalesce(max(id), 0) FROM "
	"message;";

/* Where the list's archive has a mail, as the mail says. */
static const char version_10[] =
	"ALTER TABLE message ADD COLUMN archived TEXT NOT NULL DEFAULT '';";

/* Of secret votes that are not over: a key each, and what their ballots say, by codes made with it
 * (ballots.c).  Neither has a trigger that keeps its rows, for they are to be forgotten. */
static const char version_11[] =
	"CREATE TABLE vote_key (vote INTEGER PRIMARY KEY, key BLOB NOT NULL);"
	"CREATE TABLE ballot ("
	" vote INTEGER NOT NULL,"
	" code TEXT NOT NULL,"
	" choice TEXT NOT NULL,"
	" PRIMARY KEY (vote, code)"
	") WITHOUT ROWID;";

/* Rows of before there were ids of content: few, and asked for with each mail that has no other.
 * What came of one mail, without a look at all events: a receipt for minutes asks that. */
static const char version_12[] =
	"CREATE INDEX message_nameless ON message (list, author, date_at_s) WHERE message_id = '';"
	"CREATE INDEX event_by_message_id ON event (message_id) WHERE message_id <> '';";

static const struct ledger_migration schema[] = {
	{ 1, version_1 }, { 2, version_2 }, { 3, version_3 }, { 4, version_4 }, { 5, version_5 },
	{ 6, version_6 }, { 7, version_7 }, { 8, version_8 }, { 9, version_9 },
	{ 10, version_10 }, { 11, version_11 }, { 12, version_12 },
};

const struct ledger_migration *ledger_schema(size_t *n_out)
{
	*n_out = sizeof schema / sizeof schema[0];
	return schema;
}

static enum err_kind number(struct ledger *ledger, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err, sql);

	*out = 0;
	if (ledger_next(ledger, stmt, &kind, err))
		*out = sqlite3_column_int64(stmt, 0);
	ledger_done(stmt);
	return kind;
}

/* The version of the file, 0 when it is empty; ERR_CONFIG for a file that is not ours or too new
 * for us. */
static enum err_kind file_version(struct ledger *ledger, size_t newest, int64_t *version_out,
				  struct err *err)
{
	int64_t application, tables;
	enum err_kind kind = number(ledger, "PRAGMA user_version", version_out, err);

	if (!kind)
		kind = number(ledger, "PRAGMA application_id", &application, err);
	if (!kind)
		kind = number(ledger, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (kind)
		return kind;
	if (application != LEDGER_APPLICATION_ID &&
	    (application != 0 || *version_out != 0 || tables != 0))
		return err_set(err, ERR_CONFIG, "%s is an SQLite file, but not a ledger of beadle",
			       ledger->path);
	if (*version_out < 0 || *version_out > (int64_t)newest)
		return err_set(err, ERR_CONFIG,
			       "ledger %s was written by a newer beadle (its version is %lld,"
			       " this beadle knows versions up to %zu): run that beadle, or "
			       "restore an older copy",
			       ledger->path, (long long)*version_out, newest);
	return ERR_NONE;
}

enum err_kind ledger_check_version(struct ledger *ledger, size_t n_migrations, struct err *err)
{
	int64_t version;
	enum err_kind kind = file_version(ledger, n_migrations, &version, err);

	if (kind)
		return kind;
	if (version == 0)
		return err_set(err, ERR_CONFIG,
			       "ledger %s is still empty: beadle has not run with it yet",
			       ledger->path);
	if (version < (int64_t)n_migrations)
		return err_set(err, ERR_CONFIG,
			       "ledger %s has version %lld, but %zu is needed: the next \"beadle "
			       "run\" or \"beadle once\" upgrades it",
			       ledger->path, (long long)version, n_migrations);
	return ERR_NONE;
}

/* foreign_keys is off until the schema is up to date, so that a step may rebuild a table: look
 * afterwards. */
static enum err_kind check_references(struct ledger *ledger, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "PRAGMA foreign_key_check");

	if (ledger_next(ledger, stmt, &kind, err))
		kind = err_set(err, ERR_DATA, "ledger %s: a row of %s refers to nothing",
			       ledger->path, ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

static enum err_kind run_steps(struct ledger *ledger, const struct ledger_migration *migrations,
			       size_t n_migrations, int64_t version, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	char sql[80];

	for (size_t i = (size_t)version; i < n_migrations && !kind; i++) {
		if (migrations[i].version != (int)i + 1)
			return err_set(err, ERR_BUG, "the schema has version %d in place %zu",
				       migrations[i].version, i);
		kind = ledger_exec(ledger, migrations[i].sql, err);
		if (kind)
			return err_wrap(err, "to version %d", migrations[i].version);
		snprintf(sql, sizeof sql, "PRAGMA user_version = %d", migrations[i].version);
		kind = ledger_exec(ledger, sql, err);
		failpoint("ledger.migrate-step");
	}
	return kind;
}

static enum err_kind set_birth(struct ledger *ledger, int64_t now_s, struct err *err)
{
	char sql[80];

	snprintf(sql, sizeof sql, "PRAGMA application_id = %d", LEDGER_APPLICATION_ID);
	enum err_kind kind = ledger_exec(ledger, sql, err);

	return kind ? kind
		    : ledger_write(ledger, err,
				   "INSERT INTO meta (key, value) VALUES ('born_at_s', ?1)",
				   V_NUM(now_s));
}

enum err_kind ledger_random(struct ledger *ledger, char *out, size_t n, struct err *err)
{
	memset(out, 0, n);
	if (ledger->mode != LEDGER_MEMORY && getrandom(out, n, 0) != (ssize_t)n)
		return err_set(err, ERR_RETRY, "ledger %s: cannot get random bytes", ledger->path);
	return ERR_NONE;
}

static enum err_kind set_secret(struct ledger *ledger, struct err *err)
{
	char secret[STATE_SECRET_BYTES];
	enum err_kind kind = ledger_random(ledger, secret, sizeof secret, err);

	if (kind)
		return kind;
	kind = ledger_write(
		ledger, err,
		"UPDATE meta SET value = ?1 WHERE key = 'secret' AND value = zeroblob(32)",
		V_BLOB(span_from(secret, sizeof secret)));

	explicit_bzero(secret, sizeof secret);
	return kind;
}

enum err_kind ledger_migrate(struct ledger *ledger, const struct ledger_migration *migrations,
			     size_t n_migrations, int64_t now_s, struct err *err)
{
	int64_t version;
	enum err_kind kind = file_version(ledger, n_migrations, &version, err);

	if (kind || version == (int64_t)n_migrations)
		return kind;
	if (version && ledger->mode != LEDGER_MEMORY)
		kind = ledger_keep_copy(ledger, version, err);
	if (!kind)
		kind = ledger_begin(ledger, err);
	if (!kind)
		kind = run_steps(ledger, migrations, n_migrations, version, err);
	if (!kind && version == 0)
		kind = set_birth(ledger, now_s, err);
	if (!kind)
		kind = set_secret(ledger, err);
	if (!kind)
		kind = check_references(ledger, err);
	if (!kind)
		kind = ledger_commit(ledger, err);
	ledger_rollback(ledger);
	if (!kind)
		failpoint("ledger.migrated");
	return kind;
}
