/* calendars.c - the calendars that were fetched (see ledger.h): one row per list, replaced as a
 * whole. */
#include "ledger/ledger_internal.h"

enum err_kind ledger_get_calendar(struct ledger *ledger, struct arena *arena, const char *list,
				  bool *found_out, struct ledger_calendar *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT url, etag, modified, fetched_at_s, checked_at_s, "
					  "bytes FROM calendar WHERE list = ?1",
					  V_TEXT(list));

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*found_out = !kind && row;
	if (*found_out)
		*out = (struct ledger_calendar){
			.url = ledger_text_kept(stmt, 0, arena),
			.etag = ledger_text_kept(stmt, 1, arena),
			.modified = ledger_text_kept(stmt, 2, arena),
			.fetched_at_s = sqlite3_column_int64(stmt, 3),
			.checked_at_s = sqlite3_column_int64(stmt, 4),
			.bytes = ledger_blob_kept(stmt, 5, arena),
		};
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_calendar(struct ledger *ledger, const char *list,
				  const struct ledger_calendar *c, struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO calendar (list, url, etag, modified, fetched_at_s, "
			    "checked_at_s, bytes)"
			    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
			    " ON CONFLICT (list) DO UPDATE SET url = excluded.url, etag = "
			    "excluded.etag, modified = excluded.modified,"
			    " fetched_at_s = excluded.fetched_at_s, checked_at_s = "
			    "excluded.checked_at_s, bytes = excluded.bytes",
			    V_TEXT(list), V_TEXT(c->url), V_TEXT(c->etag), V_TEXT(c->modified),
			    V_NUM(c->fetched_at_s), V_NUM(c->checked_at_s), V_BLOB(c->bytes));
}

enum err_kind ledger_confirm_calendar(struct ledger *ledger, const char *list, int64_t now_s,
				      struct err *err)
{
	return ledger_write(ledger, err, "UPDATE calendar SET checked_at_s = ?2 WHERE list = ?1",
			    V_TEXT(list), V_NUM(now_s));
}
