/* mails.c - decided mail, its recipients, and the notice keys that it spends (see ledger.h).
 *
 * A mail comes with all of its recipients and keys or not at all; that a key or a
 * Message-ID is there once is kept by the tables, not by looking first. */
#include "base/buf.h"
#include "ledger/ledger_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *const state_names[] = {
	[DELIVERY_READY] = "ready", [DELIVERY_SENDING] = "sending", [DELIVERY_DOUBT] = "doubt",
	[DELIVERY_SENT] = "sent", [DELIVERY_REFUSED] = "refused", [DELIVERY_GIVEN_UP] = "given-up",
	[DELIVERY_DROPPED] = "dropped",
};

enum { N_STATES = sizeof state_names / sizeof state_names[0] };

const char *delivery_state_name(enum delivery_state state)
{
	return (unsigned)state < N_STATES ? state_names[state] : "unknown";
}

static bool state_from_name(const char *name, enum delivery_state *out)
{
	for (unsigned i = 0; i < N_STATES; i++) {
		if (strcmp(state_names[i], name) == 0) {
			*out = (enum delivery_state)i;
			return true;
		}
	}
	return false;
}

enum err_kind ledger_add_recipient(struct ledger *ledger, int64_t mail_id,
				   const struct ledger_recipient *r, struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO recipient (mail, addr, witness, state, tries, next_try_s, "
			    "doubt_since_s, done_at_s, code, reply)"
			    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			    V_NUM(mail_id), V_TEXT(r->addr), V_NUM(r->witness ? 1 : 0),
			    V_TEXT(delivery_state_name(r->state)), V_NUM(r->tries),
			    V_NUM(r->next_try_s), V_NUM(r->doubt_since_s), V_NUM(r->done_at_s),
			    V_NUM(r->code), V_TEXT(r->reply));
}

static enum err_kind add_key(struct ledger *ledger, const char *key, struct sql_value mail,
			     int64_t now_s, struct err *err)
{
	enum err_kind kind = ledger_write(
		ledger, err, "INSERT INTO notice_key (key, mail, at_s) VALUES (?1, ?2, ?3)",
		V_TEXT(key), mail, V_NUM(now_s));

	return kind ? err_wrap(err, "notice key \"%s\"", key) : kind;
}

enum err_kind ledger_add_key(struct ledger *ledger, const char *key, int64_t now_s, struct err *err)
{
	return add_key(ledger, key, V_NULL, now_s, err);
}

/* "12 13" */
static const char *items_text(struct arena *arena, const struct ledger_mail *mail)
{
	enum { NUMBER_MAX_BYTES = 12 };
	struct buf items;

	buf_init(&items, mail->n_items * NUMBER_MAX_BYTES);
	for (size_t i = 0; i < mail->n_items; i++)
		buf_addf(&items, i ? " %d" : "%d", mail->items[i]);
	return buf_finish(&items, arena);
}

static enum err_kind add_rows(struct ledger *ledger, const struct ledger_mail *mail,
			      const char *const *keys, size_t n_keys, int64_t *id_out,
			      struct err *err)
{
	struct arena *arena = arena_new();
	const char *items = items_text(arena, mail);
	enum err_kind kind = ledger_write(
		ledger, err,
		"INSERT INTO mail (key, kind, list, person, message_id, envelope_from, subject, "
		"decided_at_s, bytes, items, cause)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
		V_TEXT(mail->key), V_TEXT(mail->kind), V_TEXT(mail->list), V_TEXT(mail->person),
		V_TEXT(mail->message_id), V_TEXT(mail->envelope_from), V_TEXT(mail->subject),
		V_NUM(mail->decided_at_s), V_BLOB(mail->bytes), V_TEXT(items), V_TEXT(mail->cause));

	arena_free(&arena);
	*id_out = sqlite3_last_insert_rowid(ledger->db);
	for (size_t i = 0; i < mail->n_recipients && !kind; i++)
		kind = ledger_add_recipient(ledger, *id_out, &mail->recipients[i], err);
	for (size_t i = 0; i < n_keys && !kind; i++)
		kind = add_key(ledger, keys[i], V_NUM(*id_out), mail->decided_at_s, err);
	return kind;
}

enum err_kind ledger_add_mail(struct ledger *ledger, struct ledger_mail *mail,
			      const char *const *keys, size_t n_keys, struct err *err)
{
	int64_t id = 0;

	/* Its keys would be spent and nobody would ever hear of it. */
	if (mail->n_recipients == 0)
		return err_set(err, ERR_BUG, "mail \"%s\" has no recipient", mail->key);
	enum err_kind kind = ledger_group_begin(ledger, err);

	if (kind)
		return kind;
	kind = add_rows(ledger, mail, keys, n_keys, &id, err);
	if (kind)
		err_wrap(err, "mail \"%s\"", mail->key);
	kind = ledger_group_end(ledger, kind, err);
	if (!kind)
		mail->id = id;
	return kind;
}

static void read_items(struct arena *arena, const char *text, int **items_out, size_t *n_out)
{
	size_t cap = 0;

	*items_out = NULL;
	*n_out = 0;

	while (*text) {
		char *end;
		long item = strtol(text, &end, 10);

		if (end == text)
			return;
		*items_out = arena_grow(arena, *items_out, *n_out, &cap, sizeof **items_out);
		(*items_out)[(*n_out)++] = (int)item;
		text = end;
	}
}

enum err_kind ledger_find_notice(struct ledger *ledger, struct arena *arena, const char *message_id,
				 bool whole, bool *found_out, struct ledger_notice *out,
				 struct err *err)
{
	sqlite3_stmt *stmt;
	/* what begins with it: from it on up to it with a character behind that no Message-ID
	 * has */
	enum err_kind kind =
		ledger_query(ledger, &stmt, err,
			     "SELECT kind, list, person, message_id, items, key FROM mail WHERE "
			     "message_id >= ?1 AND message_id <= ?1 || ?2 LIMIT 2",
			     V_TEXT(message_id), V_TEXT(whole ? "" : "\x7f"));

	*found_out = false;
	*out = (struct ledger_notice){ .kind = "" };
	while (ledger_next(ledger, stmt, &kind, err)) {
		if (*found_out) {	/* two: it could be either */
			*found_out = false;
			break;
		}
		*found_out = true;
		out->kind = ledger_text_kept(stmt, 0, arena);
		out->list = ledger_text_kept(stmt, 1, arena);
		out->person = ledger_text_kept(stmt, 2, arena);
		out->message_id = ledger_text_kept(stmt, 3, arena);
		read_items(arena, ledger_text(stmt, 4), &out->items, &out->n_items);
		out->key = ledger_text_kept(stmt, 5, arena);
	}
	ledger_done(stmt);
	return kind;
}

static enum err_kind read_recipients(struct ledger *ledger, struct arena *arena,
				     struct ledger_mail *mail, struct err *err)
{
	size_t cap = 0;
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT addr, witness, state, tries, next_try_s, "
					  "doubt_since_s, done_at_s, code, reply"
					  " FROM recipient WHERE mail = ?1 ORDER BY id",
					  V_NUM(mail->id));

	while (ledger_next(ledger, stmt, &kind, err)) {
		mail->recipients = arena_grow(arena, mail->recipients, mail->n_recipients, &cap,
					      sizeof *mail->recipients);
		struct ledger_recipient *r = &mail->recipients[mail->n_recipients++];

		*r = (struct ledger_recipient){
			.addr = ledger_text_kept(stmt, 0, arena),
			.witness = sqlite3_column_int(stmt, 1) != 0,
			.tries = (unsigned)sqlite3_column_int64(stmt, 3),
			.next_try_s = sqlite3_column_int64(stmt, 4),
			.doubt_since_s = sqlite3_column_int64(stmt, 5),
			.done_at_s = sqlite3_column_int64(stmt, 6),
			.code = sqlite3_column_int(stmt, 7),
			.reply = ledger_text_kept(stmt, 8, arena),
		};
		if (!state_from_name(ledger_text(stmt, 2), &r->state))
			kind = err_set(
				err, ERR_DATA, "ledger %s: mail %lld: unknown state \"%s\" of %s",
				ledger->path, (long long)mail->id, ledger_text(stmt, 2), r->addr);
	}
	ledger_done(stmt);
	return kind;
}

#define MAIL_COLUMNS_WITH(bytes)                                                                   \
	"SELECT id, key, kind, list, person, message_id, envelope_from, subject, decided_at_s, "   \
	bytes ", items FROM mail "
#define MAIL_COLUMNS MAIL_COLUMNS_WITH("bytes")

static struct ledger_mail read_mail(sqlite3_stmt *stmt, struct arena *arena)
{
	struct ledger_mail mail = {
		.id = sqlite3_column_int64(stmt, 0),
		.key = ledger_text_kept(stmt, 1, arena),
		.kind = ledger_text_kept(stmt, 2, arena),
		.list = ledger_text_kept(stmt, 3, arena),
		.person = ledger_text_kept(stmt, 4, arena),
		.message_id = ledger_text_kept(stmt, 5, arena),
		.envelope_from = ledger_text_kept(stmt, 6, arena),
		.subject = ledger_text_kept(stmt, 7, arena),
		.decided_at_s = sqlite3_column_int64(stmt, 8),
		.bytes = ledger_blob_kept(stmt, 9, arena),
	};
	int *items;

	read_items(arena, ledger_text(stmt, 10), &items, &mail.n_items);
	mail.items = items;
	return mail;
}

/* Every wanted state in its place, NULL (equal to nothing) in the others; READY by itself, because
 * of the time. */
static enum err_kind query_mails(struct ledger *ledger, unsigned states, int64_t now_s,
				 size_t limit, sqlite3_stmt **out, struct err *err)
{
	struct sql_value wanted[N_STATES];

	for (unsigned i = 0; i < N_STATES; i++)
		wanted[i] = states & (1u << i) ? V_TEXT(state_names[i]) : V_NULL;
	return ledger_query(
		ledger, out, err,
		MAIL_COLUMNS
		"WHERE id IN (SELECT mail FROM recipient WHERE state = ?1 AND next_try_s <= ?7"
		" UNION SELECT mail FROM recipient WHERE state IN (?2, ?3, ?4, ?5, ?6, ?9)) ORDER "
		"BY id LIMIT ?8",
		wanted[DELIVERY_READY], wanted[DELIVERY_SENDING], wanted[DELIVERY_DOUBT],
		wanted[DELIVERY_SENT], wanted[DELIVERY_REFUSED], wanted[DELIVERY_GIVEN_UP],
		V_NUM(now_s), V_NUM(limit == 0 || limit > INT_MAX ? -1 : (int64_t)limit),
		wanted[DELIVERY_DROPPED]);
}

/* All rows of the statement, which is done with, and their recipients. */
static enum err_kind take_mails(struct ledger *ledger, struct arena *arena, sqlite3_stmt *stmt,
				struct ledger_mail_list *out, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	while (ledger_next(ledger, stmt, &kind, err)) {
		out->mails = arena_grow(arena, out->mails, out->len, &out->cap, sizeof *out->mails);
		out->mails[out->len++] = read_mail(stmt, arena);
	}
	ledger_done(stmt);
	for (size_t i = 0; i < out->len && !kind; i++)
		kind = read_recipients(ledger, arena, &out->mails[i], err);
	return kind;
}

enum err_kind ledger_mails(struct ledger *ledger, struct arena *arena, unsigned states,
			   int64_t now_s, size_t limit, struct ledger_mail_list *out,
			   struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool opened;
	enum err_kind kind = ledger_snapshot_begin(ledger, &opened, err);

	*out = (struct ledger_mail_list){ 0 };
	if (!kind)
		kind = query_mails(ledger, states, now_s, limit, &stmt, err);
	if (!kind)
		kind = take_mails(ledger, arena, stmt, out, err);
	ledger_snapshot_end(ledger, opened);
	return kind;
}

enum err_kind ledger_notices(struct ledger *ledger, struct arena *arena, int item,
			     struct ledger_mail_list *out, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool opened;
	enum err_kind kind = ledger_snapshot_begin(ledger, &opened, err);

	*out = (struct ledger_mail_list){ 0 };
	if (!kind)
		kind = ledger_query(ledger, &stmt, err,
				    MAIL_COLUMNS_WITH("''")
				    "WHERE ?1 = 0 OR ' ' || items || ' ' LIKE '% ' || ?1 || ' %' "
				    "ORDER BY id",
				    V_NUM(item));
	if (!kind)
		kind = take_mails(ledger, arena, stmt, out, err);
	ledger_snapshot_end(ledger, opened);
	return kind;
}

static enum err_kind find_mail(struct ledger *ledger, struct arena *arena, const char *sql,
			       struct sql_value wanted, bool *found_out, struct ledger_mail *out,
			       struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool opened;
	enum err_kind kind = ledger_snapshot_begin(ledger, &opened, err);

	*found_out = false;
	*out = (struct ledger_mail){ 0 };
	if (!kind)
		kind = ledger_query(ledger, &stmt, err, sql, wanted);
	if (!kind)
		kind = ledger_step(ledger, stmt, found_out, err);
	if (!kind && *found_out)
		*out = read_mail(stmt, arena);
	ledger_done(stmt);
	if (!kind && *found_out)
		kind = read_recipients(ledger, arena, out, err);
	ledger_snapshot_end(ledger, opened);
	return kind;
}

enum err_kind ledger_next_notice(struct ledger *ledger, struct arena *arena, int64_t after_id,
				 bool *found_out, struct ledger_mail *out, struct err *err)
{
	return find_mail(ledger, arena,
			 MAIL_COLUMNS_WITH("''") "WHERE id > ?1 ORDER BY id LIMIT 1",
			 V_NUM(after_id), found_out, out, err);
}

enum err_kind ledger_mail_by_id(struct ledger *ledger, struct arena *arena, int64_t id,
				bool *found_out, struct ledger_mail *out, struct err *err)
{
	return find_mail(ledger, arena, MAIL_COLUMNS "WHERE id = ?1", V_NUM(id), found_out, out,
			 err);
}

enum err_kind ledger_mail_by_message_id(struct ledger *ledger, struct arena *arena,
					const char *message_id, bool *found_out,
					struct ledger_mail *out, struct err *err)
{
	return find_mail(ledger, arena, MAIL_COLUMNS "WHERE message_id = ?1", V_TEXT(message_id),
			 found_out, out, err);
}

enum err_kind ledger_next_try(struct ledger *ledger, int64_t after_s, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT next_try_s FROM recipient WHERE state = 'ready' "
					  "AND next_try_s > ?1 ORDER BY next_try_s LIMIT 1",
					  V_NUM(after_s));

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*out = !kind && row ? sqlite3_column_int64(stmt, 0) : INT64_MAX;
	ledger_done(stmt);
	return kind;
}

static enum err_kind read_queue(struct ledger *ledger, struct arena *arena, sqlite3_stmt *stmt,
				struct ledger_queue *out, struct err *err)
{
	enum err_kind kind = ERR_NONE;

	*out = (struct ledger_queue){ 0 };
	while (ledger_next(ledger, stmt, &kind, err)) {
		out->mails = arena_grow(arena, out->mails, out->len, &out->cap, sizeof *out->mails);
		out->mails[out->len++] = (struct queue_mail){
			.id = sqlite3_column_int64(stmt, 0),
			.kind = ledger_text_kept(stmt, 1, arena),
			.cause = ledger_text_kept(stmt, 2, arena),
			.addr = ledger_text_kept(stmt, 3, arena),
			.at_s = sqlite3_column_int64(stmt, 4),
		};
	}
	return kind;
}

/* By an index that has all that is asked for: the mails themselves, with their bytes, are not
 * read. */
#define QUEUE_COLUMNS                                                                              \
	"SELECT m.id, m.kind, m.cause, r.addr, r.last_try_s FROM recipient r JOIN mail m INDEXED " \
	"BY mail_queue"                                                                            \
	" ON m.id = r.mail WHERE r.witness = 0 AND "

enum err_kind ledger_ready(struct ledger *ledger, struct arena *arena, int64_t now_s,
			   struct ledger_queue *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err, QUEUE_COLUMNS
		"r.state = 'ready' AND r.next_try_s <= ?1 ORDER BY r.mail", V_NUM(now_s));

	if (!kind)
		kind = read_queue(ledger, arena, stmt, out, err);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_sent(struct ledger *ledger, struct arena *arena, int64_t since_s,
			  int64_t until_s, struct ledger_queue *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err,
			     QUEUE_COLUMNS "r.last_try_s BETWEEN ?1 AND ?2 AND r.state NOT IN "
					   "('ready', 'given-up', 'dropped') ORDER BY r.mail",
			     V_NUM(since_s), V_NUM(until_s));

	if (!kind)
		kind = read_queue(ledger, arena, stmt, out, err);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_recipient(struct ledger *ledger, int64_t mail_id,
				   const struct ledger_recipient *r, int64_t now_s, struct err *err)
{
	/* The limits count from when it was handed over; an outcome whose handing over was not
	 * recorded counts too. */
	enum err_kind kind = ledger_write(
		ledger, err,
		"UPDATE recipient SET state = ?3, tries = ?4, next_try_s = ?5, doubt_since_s = ?6, "
		"done_at_s = ?7,"
		" code = ?8, reply = ?9, last_try_s = CASE WHEN ?3 = 'sending' THEN ?10"
		" WHEN ?3 IN ('doubt', 'sent', 'refused') THEN coalesce(last_try_s, ?10) ELSE "
		"last_try_s END"
		" WHERE mail = ?1 AND addr = ?2",
		V_NUM(mail_id), V_TEXT(r->addr), V_TEXT(delivery_state_name(r->state)),
		V_NUM(r->tries), V_NUM(r->next_try_s), V_NUM(r->doubt_since_s), V_NUM(r->done_at_s),
		V_NUM(r->code), V_TEXT(r->reply), V_NUM(now_s));

	if (kind)
		return err_wrap(err, "mail %lld to %s", (long long)mail_id, r->addr);
	if (sqlite3_changes(ledger->db) != 1)
		return err_set(err, ERR_BUG, "ledger %s: mail %lld has no recipient %s",
			       ledger->path, (long long)mail_id, r->addr);
	return ERR_NONE;
}
