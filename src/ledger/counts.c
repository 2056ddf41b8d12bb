/* counts.c - counts what the ledger holds, for statistics (see ledger.h). */
#include "ledger/ledger_internal.h"

static enum err_kind rows_of(struct ledger *ledger, struct arena *arena, sqlite3_stmt *stmt,
			     struct ledger_count **rows_out, size_t *n_out, struct err *err)
{
	enum err_kind kind = ERR_NONE;
	size_t cap = 0;

	*rows_out = NULL;
	*n_out = 0;
	while (ledger_next(ledger, stmt, &kind, err)) {
		*rows_out = arena_grow(arena, *rows_out, *n_out, &cap, sizeof **rows_out);
		(*rows_out)[(*n_out)++] = (struct ledger_count){
			.name = ledger_text_kept(stmt, 0, arena),
			.state = ledger_text_kept(stmt, 1, arena),
			.n = sqlite3_column_int64(stmt, 2),
		};
	}
	return kind;
}

enum err_kind ledger_count_all(struct ledger *ledger, struct arena *arena,
			       struct ledger_counts *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind;

	*out = (struct ledger_counts){ 0 };
	kind = ledger_query(ledger, &stmt, err,
			    "SELECT fate, '', count(*) FROM message GROUP BY fate ORDER BY fate");
	if (!kind)
		kind = rows_of(ledger, arena, stmt, &out->messages, &out->n_messages, err);
	ledger_done(stmt);
	if (kind)
		return kind;
	kind = ledger_query(ledger, &stmt, err,
			    "SELECT mail.kind, recipient.state, count(*) FROM recipient JOIN mail "
			    "ON mail.id = recipient.mail"
			    " WHERE recipient.witness = 0 GROUP BY 1, 2 ORDER BY 1, 2");
	if (!kind)
		kind = rows_of(ledger, arena, stmt, &out->notices, &out->n_notices, err);
	ledger_done(stmt);
	if (kind)
		return kind;
	kind = ledger_query(ledger, &stmt, err,
			    "SELECT coalesce(sum(tries - 1), 0) FROM recipient WHERE witness = 0 "
			    "AND tries > 1");
	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	out->retries = kind ? 0 : sqlite3_column_int64(stmt, 0);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_mailbox_lag(struct ledger *ledger, const char *mailbox, int64_t *out,
				 struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT max(read_at_s - received_at_s, 0) FROM message "
					  "WHERE mailbox = ?1 AND received_at_s >= ?2"
					  " ORDER BY id DESC LIMIT 1",
					  V_TEXT(mailbox), V_NUM(ledger->born_at_s));

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*out = !kind && row ? sqlite3_column_int64(stmt, 0) : -1;
	ledger_done(stmt);
	return kind;
}
