/* ballots.c - what is secret of votes that are not over, and how it is forgotten (see ledger.h).
 *
 * A row that is removed is gone from the table at once, but not from the disk: it stays in the free
 * part of its page, in pages that were let go, and in the -wal, where older copies of the page are.
 * secure_delete clears the first two (ledger.c); the key is cleared in place before, since whoever
 * has it can tell whose the ballots were.  A checkpoint that cuts the -wal to nothing clears the
 * third; it has to wait for processes that read from it.
 */
#include "ledger/ledger_internal.h"

#include <string.h>

enum err_kind ledger_add_vote_key(struct ledger *ledger, int vote, struct err *err)
{
	char key[LEDGER_VOTE_KEY_BYTES];
	enum err_kind kind = ledger_random(ledger, key, sizeof key, err);

	if (!kind)
		kind = ledger_write(ledger, err,
				    "INSERT INTO vote_key (vote, key) VALUES (?1, ?2)"
				    " ON CONFLICT (vote) DO NOTHING",
				    V_NUM(vote), V_BLOB(span_from(key, sizeof key)));
	explicit_bzero(key, sizeof key);
	return kind;
}

enum err_kind ledger_vote_key(struct ledger *ledger, int vote, bool *found_out, char *out,
			      struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT key FROM vote_key WHERE vote = ?1", V_NUM(vote));

	*found_out = ledger_next(ledger, stmt, &kind, err);
	if (*found_out && sqlite3_column_bytes(stmt, 0) != LEDGER_VOTE_KEY_BYTES)
		kind = err_set(err, ERR_DATA, "ledger %s: the key of vote #%d is none",
			       ledger->path, vote);
	else if (*found_out)
		memcpy(out, sqlite3_column_blob(stmt, 0), LEDGER_VOTE_KEY_BYTES);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_keyed_votes(struct ledger *ledger, struct arena *arena, int **out,
				 size_t *n_out, struct err *err)
{
	sqlite3_stmt *stmt;
	size_t cap = 0;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, "SELECT vote FROM vote_key ORDER BY vote");

	*out = NULL;
	*n_out = 0;
	while (ledger_next(ledger, stmt, &kind, err)) {
		*out = arena_grow(arena, *out, *n_out, &cap, sizeof **out);
		(*out)[(*n_out)++] = sqlite3_column_int(stmt, 0);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_ballot(struct ledger *ledger, int vote, const char *code,
				const char *choice, struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO ballot (vote, code, choice) VALUES (?1, ?2, ?3)"
			    " ON CONFLICT (vote, code) DO UPDATE SET choice = excluded.choice",
			    V_NUM(vote), V_TEXT(code), V_TEXT(choice));
}

enum err_kind ledger_get_ballot(struct ledger *ledger, struct arena *arena, int vote,
				const char *code, const char **out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(ledger, &stmt, err,
					  "SELECT choice FROM ballot WHERE vote = ?1 AND code = ?2",
					  V_NUM(vote), V_TEXT(code));

	*out = "";
	if (ledger_next(ledger, stmt, &kind, err))
		*out = ledger_text_kept(stmt, 0, arena);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_forget_vote(struct ledger *ledger, int vote, struct err *err)
{
	/* first: as long as the key is here, an interrupted one is begun again */
	if (ledger_forget_in_copies(ledger, vote, err) ||
	    ledger_write(ledger, err,
			 "UPDATE vote_key SET key = zeroblob(length(key)) WHERE vote = ?1",
			 V_NUM(vote)) ||
	    ledger_write(ledger, err, "DELETE FROM vote_key WHERE vote = ?1", V_NUM(vote)) ||
	    ledger_write(ledger, err, "DELETE FROM ballot WHERE vote = ?1", V_NUM(vote)) ||
	    ledger_write(ledger, err, LEDGER_FORGET_ASIDE("?1"), V_NUM(vote)))
		return err->kind;
	ledger->wal_has_past = true;
	return ERR_NONE;
}

enum err_kind ledger_forget_past(struct ledger *ledger, bool *done_out, struct err *err)
{
	struct err other;
	int rc;

	*done_out = !ledger->wal_has_past;
	if (*done_out)
		return ERR_NONE;
	/* nobody waits for a reader: the next round tries again */
	sqlite3_busy_timeout(ledger->db, 0);
	rc = sqlite3_wal_checkpoint_v2(ledger->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(ledger->db, LEDGER_BUSY_TIMEOUT_MS);
	*done_out = rc == SQLITE_OK;
	ledger->wal_has_past = !*done_out;
	if (*done_out || ledger_sql_error(ledger, rc, &other) == ERR_RETRY)
		return ERR_NONE;
	return err_set(err, other.kind, "%s", other.text);
}
