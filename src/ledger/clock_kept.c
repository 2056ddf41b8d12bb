/* clock_kept.c - what is believed about the wall clock, from one run to the next: a row of meta
 * (ledger.h). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "ledger/ledger_internal.h"
#include "time/steady.h"

static struct steady from_json(json_t *kept)
{
	const char *id = json_string_value(json_object_get(kept, "boot_id"));
	struct steady s = {
		.wall_s = json_integer_value(json_object_get(kept, "wall")),
		.boot_s = json_integer_value(json_object_get(kept, "boot")),
		.restarted = json_is_true(json_object_get(kept, "restarted")),
		.in_doubt = json_is_true(json_object_get(kept, "in_doubt")),
		.since_s = json_integer_value(json_object_get(kept, "since")),
		.odd_wall_s = json_integer_value(json_object_get(kept, "odd_wall")),
		.odd_boot_s = json_integer_value(json_object_get(kept, "odd_boot")),
		.borne_out = json_is_true(json_object_get(kept, "borne_out")),
	};

	snprintf(s.boot_id, sizeof s.boot_id, "%s", id ? id : "");
	return s;
}

static json_t *to_json(const struct steady *s)
{
	return json_pack("{s:s, s:I, s:I, s:b, s:b, s:I, s:I, s:I, s:b}", "boot_id", s->boot_id,
			 "wall", (json_int_t)s->wall_s, "boot", (json_int_t)s->boot_s, "restarted",
			 s->restarted, "in_doubt", s->in_doubt, "since", (json_int_t)s->since_s,
			 "odd_wall", (json_int_t)s->odd_wall_s, "odd_boot",
			 (json_int_t)s->odd_boot_s, "borne_out", s->borne_out);
}

enum err_kind ledger_get_clock(struct ledger *ledger, struct steady *out, struct err *err)
{
	static const char sql[] = "SELECT value FROM meta WHERE key = 'clock'";
	sqlite3_stmt *stmt;
	json_t *kept = NULL;
	enum err_kind kind = ledger_query(ledger, &stmt, err, sql);

	if (ledger_next(ledger, stmt, &kind, err))
		kept = json_loads(ledger_text(stmt, 0), 0, NULL);
	*out = from_json(kept);
	json_decref(kept);
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_set_clock(struct ledger *ledger, const struct steady *steady, struct err *err)
{
	static const char sql[] = "INSERT INTO meta (key, value) VALUES ('clock', ?1)"
				  " ON CONFLICT (key) DO UPDATE SET value = ?1";
	json_t *kept = to_json(steady);
	char *text = kept ? json_dumps(kept, JSON_COMPACT) : NULL;
	enum err_kind kind;

	if (text)
		kind = ledger_write(ledger, err, sql, V_TEXT(text));
	else
		kind = err_set(err, ERR_BUG, "the machine's run has a name that is not UTF-8");
	free(text);
	json_decref(kept);
	return kind;
}
