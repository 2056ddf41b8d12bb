/* messages.c - which mails were read and what became of them; where each mailbox stands (see
 * ledger.h). */
#include "base/keyset.h"
#include "ledger/ledger_internal.h"

#include <string.h>

/* A Date of 1980 or before is that of a broken clock. */
enum { MAIL_BEGAN_S = 10 * 365 * 24 * 3600 };

const char *message_fate_name(enum message_fate fate)
{
	static const char *const names[] = {
		[FATE_READ] = "read",		[FATE_OWN] = "own",
		[FATE_AUTOMATIC] = "automatic", [FATE_DUPLICATE] = "duplicate",
		[FATE_NO_LIST] = "no-list",	[FATE_OUTSIDE] = "outside",
		[FATE_ASIDE] = "aside",
	};

	return (unsigned)fate < sizeof names / sizeof names[0] ? names[fate] : "unknown";
}

enum err_kind ledger_has_mail(struct ledger *ledger, const char *mailbox, uint32_t uidvalidity,
			      uint32_t uid, const char *key, bool *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind;

	/* The term about key is what lets SQLite use the partial index. */
	*out = false;
	if (key && *key)
		kind = ledger_query(
			ledger, &stmt, err,
			"SELECT 1 FROM message WHERE mailbox = ?1 AND key = ?2 AND key <> ''",
			V_TEXT(mailbox), V_TEXT(key));
	else
		kind = ledger_query(ledger, &stmt, err,
				    "SELECT 1 FROM message WHERE mailbox = ?1 AND uidvalidity = ?2 "
				    "AND uid = ?3 AND key = ''",
				    V_TEXT(mailbox), V_NUM(uidvalidity), V_NUM(uid));
	if (!kind)
		kind = ledger_step(ledger, stmt, out, err);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_mail_keys(struct ledger *ledger, const char *mailbox, struct key_set *out,
			       struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err,
			     "SELECT key FROM message WHERE mailbox = ?1 AND key <> ''",
			     V_TEXT(mailbox));

	while (ledger_next(ledger, stmt, &kind, err))
		key_set_add(out, ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_has_message_id(struct ledger *ledger, const char *message_id, const char *list,
				    bool or_outside, bool *out, int64_t *received_at_s_out,
				    struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err,
		"SELECT received_at_s FROM message WHERE message_id = ?1 AND message_id <> ''"
		" AND fate NOT IN ('aside', 'no-list') AND (?2 OR fate <> 'outside')"
		" AND (?3 IN ('', list) OR id <= (SELECT value FROM meta WHERE key = "
		"'last_of_one_list')) ORDER BY id LIMIT 1",
		V_TEXT(message_id), V_NUM(or_outside), V_TEXT(list));

	*out = false;
	if (!kind)
		kind = ledger_step(ledger, stmt, out, err);
	if (!kind && *out && received_at_s_out)
		*received_at_s_out = sqlite3_column_int64(stmt, 0);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_has_nameless(struct ledger *ledger, const struct ledger_message *m,
				  bool or_outside, bool *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err,
		"SELECT 1 FROM message WHERE list = ?1 AND message_id = '' AND author = ?2 AND "
		"subject = ?3 AND date_at_s = ?4"
		" AND fate NOT IN ('aside', 'no-list') AND (?5 OR fate <> 'outside') LIMIT 1",
		V_TEXT(m->list), V_TEXT(m->author), V_TEXT(m->subject), V_NUM(m->date_at_s),
		V_NUM(or_outside));

	*out = false;
	if (!kind)
		kind = ledger_step(ledger, stmt, out, err);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_count_copies(struct ledger *ledger, const char *message_id, unsigned *out,
				  struct err *err)
{
	sqlite3_stmt *stmt;
	bool any;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT count(*) FROM message WHERE message_id = ?1 AND "
					  "message_id <> '' AND fate = 'own'",
					  V_TEXT(message_id));

	*out = 0;
	if (!kind)
		kind = ledger_step(ledger, stmt, &any, err);
	if (!kind && any)
		*out = (unsigned)sqlite3_column_int64(stmt, 0);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_has_witness(struct ledger *ledger, const char *mailbox,
				 const char *witness_addr, bool *out, struct err *err)
{
	sqlite3_stmt *stmt;
	/* in this order: there are far more messages than mails */
	enum err_kind kind = ledger_query(
		ledger, &stmt, err,
		"SELECT 1 FROM recipient r CROSS JOIN mail ON mail.id = r.mail CROSS JOIN message "
		"m ON m.message_id = mail.message_id"
		" WHERE r.addr = ?2 AND r.witness AND (mail.person <> '' OR mail.list = '')"
		" AND m.message_id <> '' AND m.mailbox = ?1 AND m.fate = 'own' LIMIT 1",
		V_TEXT(mailbox), V_TEXT(witness_addr));

	*out = false;
	if (!kind)
		kind = ledger_step(ledger, stmt, out, err);
	ledger_done(stmt);
	return kind;
}

/* One text that a statement finds by a Message-ID; "" when there is none. */
static enum err_kind text_by_id(struct ledger *ledger, struct arena *arena, const char *sql,
				const char *message_id, const char **out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err, sql, V_TEXT(message_id));

	*out = "";
	if (ledger_next(ledger, stmt, &kind, err))
		*out = arena_strdup(arena, ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_message_refs(struct ledger *ledger, struct arena *arena,
				  const char *message_id, const char **out, struct err *err)
{
	return text_by_id(
		ledger, arena,
		"SELECT refs FROM message WHERE message_id = ?1 AND message_id <> '' AND refs <> ''"
		" ORDER BY id LIMIT 1",
		message_id, out, err);
}

enum err_kind ledger_subject(struct ledger *ledger, struct arena *arena, const char *message_id,
			     const char **out, struct err *err)
{
	return text_by_id(ledger, arena,
			  "SELECT subject FROM message WHERE message_id = ?1 AND message_id <> ''"
			  " UNION ALL SELECT subject FROM mail WHERE message_id = ?1 LIMIT 1",
			  message_id, out, err);
}

static bool fate_from_name(const char *name, enum message_fate *out)
{
	for (int fate = FATE_READ; fate <= FATE_ASIDE; fate++) {
		if (strcmp(message_fate_name((enum message_fate)fate), name) == 0) {
			*out = (enum message_fate)fate;
			return true;
		}
	}
	return false;
}

#define MESSAGE_COLUMNS                                                                            \
	"SELECT id, mailbox, uidvalidity, uid, key, message_id, refs, list, author, subject, "     \
	"received_at_s, date_at_s, read_at_s, fate, why, archived FROM message "

/* All rows of the statement, which is done with. */
static enum err_kind take_messages(struct ledger *ledger, struct arena *arena, sqlite3_stmt *stmt,
				   enum err_kind kind, struct ledger_message_list *out,
				   struct err *err)
{
	*out = (struct ledger_message_list){ 0 };
	while (ledger_next(ledger, stmt, &kind, err)) {
		struct ledger_message m = {
			.id = sqlite3_column_int64(stmt, 0),
			.mailbox = ledger_text_kept(stmt, 1, arena),
			.uidvalidity = (uint32_t)sqlite3_column_int64(stmt, 2),
			.uid = (uint32_t)sqlite3_column_int64(stmt, 3),
			.key = ledger_text_kept(stmt, 4, arena),
			.message_id = ledger_text_kept(stmt, 5, arena),
			.refs = ledger_text_kept(stmt, 6, arena),
			.list = ledger_text_kept(stmt, 7, arena),
			.author = ledger_text_kept(stmt, 8, arena),
			.subject = ledger_text_kept(stmt, 9, arena),
			.received_at_s = sqlite3_column_int64(stmt, 10),
			.date_at_s = sqlite3_column_int64(stmt, 11),
			.read_at_s = sqlite3_column_int64(stmt, 12),
			.why = ledger_text_kept(stmt, 14, arena),
			.archived = ledger_text_kept(stmt, 15, arena),
		};

		if (!fate_from_name(ledger_text(stmt, 13), &m.fate))
			kind = err_set(err, ERR_DATA, "ledger %s: message %lld has an unknown fate",
				       ledger->path, (long long)m.id);
		out->messages = arena_grow(arena, out->messages, out->len, &out->cap,
					   sizeof *out->messages);
		out->messages[out->len++] = m;
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_all_messages(struct ledger *ledger, struct arena *arena,
				  struct ledger_message_list *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err, MESSAGE_COLUMNS "ORDER BY id");

	return take_messages(ledger, arena, stmt, kind, out, err);
}

enum err_kind ledger_set_message(struct ledger *ledger, const struct ledger_message *m,
				 struct err *err)
{
	return ledger_write(ledger, err,
			    "UPDATE message SET list = ?2, author = ?3, subject = ?4, refs = ?5, "
			    "date_at_s = ?6, fate = ?7, archived = ?8 WHERE id = ?1",
			    V_NUM(m->id), V_TEXT(m->list), V_TEXT(m->author), V_TEXT(m->subject),
			    V_TEXT(m->refs), V_NUM(m->date_at_s),
			    V_TEXT(message_fate_name(m->fate)), V_TEXT(m->archived));
}

/* The newest fit into the quota, or whoever sends what cannot be read fills the disk.  Of older
 * ones the bytes go; the message keeps its row, with the reason. */
static enum err_kind keep_quota(struct ledger *ledger, struct err *err)
{
	return ledger_write(ledger, err,
			    "DELETE FROM aside WHERE message IN (SELECT message FROM (SELECT "
			    "message, sum(length(bytes))"
			    " OVER (ORDER BY message DESC) AS kept FROM aside) WHERE kept > ?1)",
			    V_NUM(LEDGER_ASIDE_QUOTA_BYTES));
}

static enum err_kind add_aside(struct ledger *ledger, struct span bytes, struct err *err)
{
	enum err_kind kind =
		ledger_write(ledger, err, "INSERT INTO aside (message, bytes) VALUES (?1, ?2)",
			     V_NUM(sqlite3_last_insert_rowid(ledger->db)),
			     V_BLOB(span_sub(bytes, 0, LEDGER_ASIDE_MAX_BYTES)));

	return kind ? kind : keep_quota(ledger, err);
}

enum err_kind ledger_add_message(struct ledger *ledger, const struct ledger_message *m,
				 struct err *err)
{
	enum err_kind kind = ledger_group_begin(ledger, err);

	if (kind)
		return kind;
	kind = ledger_write(ledger, err,
			    "INSERT INTO message (mailbox, uidvalidity, uid, key, message_id, "
			    "list, author, subject,"
			    " received_at_s, date_at_s, read_at_s, fate, why, refs, archived)"
			    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
			    "?15)",
			    V_TEXT(m->mailbox), V_NUM(m->uidvalidity), V_NUM(m->uid),
			    V_TEXT(m->key), V_TEXT(m->message_id), V_TEXT(m->list),
			    V_TEXT(m->author), V_TEXT(m->subject), V_NUM(m->received_at_s),
			    V_NUM(m->date_at_s), V_NUM(m->read_at_s),
			    V_TEXT(message_fate_name(m->fate)), V_TEXT(m->why), V_TEXT(m->refs),
			    V_TEXT(m->archived));
	if (!kind && m->fate == FATE_ASIDE)
		kind = add_aside(ledger, m->bytes, err);
	if (kind)
		err_wrap(err, "message %u of mailbox %s", (unsigned)m->uid, m->mailbox);
	return ledger_group_end(ledger, kind, err);
}

enum err_kind ledger_list_messages(struct ledger *ledger, struct arena *arena, const char *list,
				   int64_t from_s, int64_t to_s, struct ledger_message_list *out,
				   struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err,
			     MESSAGE_COLUMNS
			     "WHERE list = ?1 AND fate = ?2 AND received_at_s >= ?3 "
			     "AND received_at_s < ?4 ORDER BY received_at_s, id",
			     V_TEXT(list), V_TEXT(message_fate_name(FATE_READ)), V_NUM(from_s),
			     V_NUM(to_s));

	return take_messages(ledger, arena, stmt, kind, out, err);
}

enum err_kind ledger_count_messages(struct ledger *ledger, const char *list, int64_t before_s,
				    size_t *out, int64_t *first_s_out, int64_t *last_s_out,
				    struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err,
		"WITH dated AS (SELECT CASE WHEN date_at_s > ?4 AND date_at_s <= received_at_s "
		"THEN date_at_s"
		" ELSE received_at_s END AS at_s FROM message WHERE list = ?1 AND fate = ?2)"
		" SELECT count(*), min(at_s), max(at_s) FROM dated WHERE at_s < ?3",
		V_TEXT(list), V_TEXT(message_fate_name(FATE_READ)), V_NUM(before_s),
		V_NUM(MAIL_BEGAN_S));

	*out = 0;
	*first_s_out = *last_s_out = 0;
	if (ledger_next(ledger, stmt, &kind, err)) {
		*out = (size_t)sqlite3_column_int64(stmt, 0);
		*first_s_out = sqlite3_column_int64(stmt, 1);
		*last_s_out = sqlite3_column_int64(stmt, 2);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_get_cursor(struct ledger *ledger, const char *mailbox,
				struct ledger_cursor *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err,
		"SELECT uidvalidity, uid, first_done, synced_at_s FROM cursor WHERE mailbox = ?1",
		V_TEXT(mailbox));

	*out = (struct ledger_cursor){ 0 };
	if (ledger_next(ledger, stmt, &kind, err))
		*out = (struct ledger_cursor){
			.uidvalidity = (uint32_t)sqlite3_column_int64(stmt, 0),
			.uid = (uint32_t)sqlite3_column_int64(stmt, 1),
			.first_done = sqlite3_column_int64(stmt, 2) != 0,
			.synced_at_s = sqlite3_column_int64(stmt, 3),
		};
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_cursor(struct ledger *ledger, const char *mailbox,
				const struct ledger_cursor *cursor, struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO cursor (mailbox, uidvalidity, uid, first_done, "
			    "synced_at_s) VALUES (?1, ?2, ?3, ?4, ?5)"
			    " ON CONFLICT (mailbox) DO UPDATE SET uidvalidity = "
			    "excluded.uidvalidity, uid = excluded.uid,"
			    " first_done = excluded.first_done, synced_at_s = excluded.synced_at_s",
			    V_TEXT(mailbox), V_NUM(cursor->uidvalidity), V_NUM(cursor->uid),
			    V_NUM(cursor->first_done ? 1 : 0), V_NUM(cursor->synced_at_s));
}
