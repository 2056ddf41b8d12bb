/* holds.c - whether the mail server refuses the bot's own account (see ledger.h): one row, or
 * none. */
#include "ledger/ledger_internal.h"

enum err_kind ledger_get_hold(struct ledger *ledger, struct arena *arena, bool *found_out,
			      struct ledger_hold *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT since_s, tries, next_try_s, reply FROM hold");

	*found_out = false;
	*out = (struct ledger_hold){ .reply = "" };
	if (!kind)
		kind = ledger_step(ledger, stmt, found_out, err);
	if (!kind && *found_out)
		*out = (struct ledger_hold){
			.since_s = sqlite3_column_int64(stmt, 0),
			.tries = (unsigned)sqlite3_column_int64(stmt, 1),
			.next_try_s = sqlite3_column_int64(stmt, 2),
			.reply = ledger_text_kept(stmt, 3, arena),
		};
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_hold(struct ledger *ledger, const struct ledger_hold *hold,
			      struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO hold (id, since_s, tries, next_try_s, reply) VALUES (1, "
			    "?1, ?2, ?3, ?4)"
			    " ON CONFLICT (id) DO UPDATE SET since_s = ?1, tries = ?2, next_try_s "
			    "= ?3, reply = ?4",
			    V_NUM(hold->since_s), V_NUM(hold->tries), V_NUM(hold->next_try_s),
			    V_TEXT(hold->reply));
}

enum err_kind ledger_end_hold(struct ledger *ledger, int64_t now_s, struct err *err)
{
	enum err_kind kind = ledger_write(ledger, err, "DELETE FROM hold");

	return kind ? kind
		    : ledger_write(ledger, err,
				   "UPDATE recipient SET next_try_s = ?1 WHERE state = 'ready' AND "
				   "next_try_s > ?1",
				   V_NUM(now_s));
}
