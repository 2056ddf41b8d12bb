/* recalled.c - what still waits from mails that were taken back from their copies (see ledger.h).
 */
#include "ledger/ledger_internal.h"

enum err_kind ledger_add_recalled(struct ledger *ledger, int64_t mail_id, const char *events,
				  struct err *err)
{
	return ledger_write(ledger, err, "INSERT INTO recalled (mail, events) VALUES (?1, ?2)",
			    V_NUM(mail_id), V_TEXT(events));
}

enum err_kind ledger_next_recalled(struct ledger *ledger, struct arena *arena, bool *found_out,
				   int64_t *mail_id_out, const char **events_out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err, "SELECT mail, events FROM recalled ORDER BY mail LIMIT 1");

	*found_out = false;
	if (!kind)
		kind = ledger_step(ledger, stmt, found_out, err);
	if (!kind && *found_out) {
		*mail_id_out = sqlite3_column_int64(stmt, 0);
		*events_out = ledger_text_kept(stmt, 1, arena);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_end_recalled(struct ledger *ledger, int64_t mail_id, struct err *err)
{
	return ledger_write(ledger, err, "DELETE FROM recalled WHERE mail = ?1", V_NUM(mail_id));
}
