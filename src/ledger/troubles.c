/* troubles.c - what the operator still has to be told (see ledger.h). */
#include "ledger/ledger_internal.h"

enum err_kind ledger_add_trouble(struct ledger *ledger, const char *key, const char *text,
				 int64_t now_s, struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO trouble (at_s, key, text) VALUES (?1, ?2, ?3) ON CONFLICT "
			    "(key) DO NOTHING",
			    V_NUM(now_s), V_TEXT(key), V_TEXT(text));
}

enum err_kind ledger_troubles(struct ledger *ledger, struct arena *arena,
			      struct ledger_trouble_list *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT id, at_s, key, text FROM trouble WHERE NOT EXISTS"
					  " (SELECT 1 FROM notice_key WHERE notice_key.key = "
					  "'trouble/' || trouble.key) ORDER BY id");

	*out = (struct ledger_trouble_list){ 0 };
	while (ledger_next(ledger, stmt, &kind, err)) {
		out->troubles = arena_grow(arena, out->troubles, out->len, &out->cap,
					   sizeof *out->troubles);
		out->troubles[out->len++] = (struct ledger_trouble){
			.id = sqlite3_column_int64(stmt, 0),
			.at_s = sqlite3_column_int64(stmt, 1),
			.key = ledger_text_kept(stmt, 2, arena),
			.text = ledger_text_kept(stmt, 3, arena),
		};
	}
	ledger_done(stmt);
	return kind;
}
