/* events.c - the events of the action items, appended and read (see ledger.h).
 *
 * What is looked for stands in columns; the rest of an event in its `data`, a JSON object
 * that leaves out what is empty.  A reader passes over keys it does not know. */
#include "ledger/ledger_internal.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *const text_names[] = { "written", "person", "group", "text", "detail", "context", "quote", "what",
					 "proof", "said_in" };

enum { N_TEXTS = sizeof text_names / sizeof text_names[0] };

/* The texts of an event in the order of their names. */
static void text_places(struct event *event, const char **places[N_TEXTS])
{
	places[0] = &event->written;
	places[1] = &event->person;
	places[2] = &event->group;
	places[3] = &event->text;
	places[4] = &event->detail;
	places[5] = &event->context;
	places[6] = &event->quote;
	places[7] = &event->what;
	places[8] = &event->proof;
	places[9] = &event->said_in;
}

static bool is_utf8(const char *text)
{
	struct span s = span_of(text);

	return span_utf8_valid(s) == s.len;
}

/* What events of no item have beside: numbers, of which 0 and false are left out. */
static int add_numbers(json_t *data, const struct event *event)
{
	int failed = json_object_set_new(data, "minutes", json_integer(event->minutes));

	if (event->period_days)
		failed |= json_object_set_new(data, "period_days", json_integer(event->period_days));
	if (event->period_s)
		failed |= json_object_set_new(data, "period", json_integer(event->period_s));
	if (event->roles)
		failed |= json_object_set_new(data, "roles", json_integer(event->roles));
	return failed;
}

/* Compact JSON to be freed, or NULL when a text is no UTF-8. */
static char *data_of(struct event *event)
{
	const char **places[N_TEXTS];
	char iso[CIVIL_TEXT_SIZE];
	json_t *data = json_object();
	int failed = 0;

	text_places(event, places);
	for (size_t i = 0; i < N_TEXTS; i++) {
		if (*places[i] && **places[i])
			failed |= json_object_set_new(data, text_names[i], json_string(*places[i]));
	}
	if (civil_is_set(event->due))
		failed |= json_object_set_new(data, "due", json_string(civil_format_iso(event->due, iso)));
	if (civil_is_set(event->on))
		failed |= json_object_set_new(data, "on", json_string(civil_format_iso(event->on, iso)));
	if (event->due_said)
		failed |= json_object_set_new(data, "due_said", json_true());
	if (event->quiet_until_s)
		failed |= json_object_set_new(data, "quiet_until", json_integer(event->quiet_until_s));
	if (event->number)
		failed |= json_object_set_new(data, "number", json_integer(event->number));
	if (!event_is_of_item(event->kind))
		failed |= add_numbers(data, event);
	char *text = failed ? NULL : json_dumps(data, JSON_COMPACT);

	json_decref(data);
	return text;
}

static enum err_kind read_data(json_t *data, struct event *event)
{
	const char **places[N_TEXTS];
	const char *due = json_string_value(json_object_get(data, "due")), *on = json_string_value(json_object_get(data, "on"));

	text_places(event, places);
	for (size_t i = 0; i < N_TEXTS; i++) {
		json_t *text = json_object_get(data, text_names[i]);

		if (text && !json_is_string(text))
			return ERR_DATA;
		*places[i] = text ? json_string_value(text) : "";
	}
	if ((due && !civil_parse_iso(span_of(due), &event->due)) || (on && !civil_parse_iso(span_of(on), &event->on)))
		return ERR_DATA;
	event->due_said = json_is_true(json_object_get(data, "due_said"));
	event->quiet_until_s = json_integer_value(json_object_get(data, "quiet_until"));
	event->number = (int)json_integer_value(json_object_get(data, "number"));
	event->minutes = (int)json_integer_value(json_object_get(data, "minutes"));
	event->period_days = (int)json_integer_value(json_object_get(data, "period_days"));
	event->period_s = json_integer_value(json_object_get(data, "period"));
	event->roles = (unsigned)json_integer_value(json_object_get(data, "roles"));
	return ERR_NONE;
}

/* Of the events that are still read: a rebuild has put others in the place of the rest. */
#define EVENT_COLUMNS \
	"SELECT id, at_s, kind, item, list, actor, message_id, line, rule, data FROM event WHERE NOT EXISTS" \
	" (SELECT 1 FROM rebuild WHERE event.id BETWEEN first_event AND last_event) "

/* The strings belong to the row and to *data_out, which the caller lets go. */
static enum err_kind read_row(struct ledger *ledger, sqlite3_stmt *stmt, struct event *event, json_t **data_out,
			      struct err *err)
{
	int64_t item = sqlite3_column_int64(stmt, 3), line = sqlite3_column_int64(stmt, 7);
	const char *kind_name = ledger_text(stmt, 2);
	const char *what = NULL;

	*event = (struct event){
		.id = sqlite3_column_int64(stmt, 0), .at_s = sqlite3_column_int64(stmt, 1),
		.item = (int)item, .list = ledger_text(stmt, 4), .actor = ledger_text(stmt, 5),
		.message_id = ledger_text(stmt, 6), .line = (unsigned)line, .rule = ledger_text(stmt, 8),
	};
	*data_out = json_loads(ledger_text(stmt, 9), 0, NULL);
	if (!event_kind_from_name(kind_name, &event->kind))
		what = "an unknown kind";
	else if (item < (event_is_of_item(event->kind) ? 1 : 0) || item > INT_MAX || line < 0 || line > UINT_MAX)
		what = "a number out of range";
	else if (!json_is_object(*data_out) || read_data(*data_out, event))
		what = "data that cannot be read";
	if (!what)
		return ERR_NONE;
	return err_set(err, ERR_DATA, "ledger %s: event %lld (%s) has %s", ledger->path, (long long)event->id,
		       kind_name, what);
}

static enum err_kind load_events(struct ledger *ledger, struct state *state, struct err *err)
{
	struct event event;
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, EVENT_COLUMNS "ORDER BY id");

	while (!kind && !(kind = ledger_step(ledger, stmt, &row, err)) && row) {
		json_t *data;

		kind = read_row(ledger, stmt, &event, &data, err);
		if (!kind && (kind = state_apply(state, &event, err)))
			err_wrap(err, "ledger %s: event %lld", ledger->path, (long long)event.id);
		if (!kind)
			ledger->last_event = ledger->kept_event = event.id;
		json_decref(data);
	}
	ledger_done(stmt);
	return kind;
}

static enum err_kind load_keys(struct ledger *ledger, struct state *state, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT key FROM notice_key");

	while (!kind && !(kind = ledger_step(ledger, stmt, &row, err)) && row)
		state_add_key(state, ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

static enum err_kind load_secret(struct ledger *ledger, struct state *state, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT value FROM meta WHERE key = 'secret'");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	if (!kind && (!row || sqlite3_column_bytes(stmt, 0) != STATE_SECRET_BYTES))
		kind = err_set(err, ERR_DATA, "ledger %s has lost its secret", ledger->path);
	if (!kind)
		memcpy(state->secret, sqlite3_column_blob(stmt, 0), STATE_SECRET_BYTES);
	ledger_done(stmt);
	return kind;
}

static enum err_kind last_rebuild(struct ledger *ledger, int64_t *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT coalesce(max(id), 0) FROM rebuild");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*out = row ? sqlite3_column_int64(stmt, 0) : 0;
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_keys(struct ledger *ledger, struct arena *arena, const char ***out, size_t *n_out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	size_t cap = 0;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT key FROM notice_key");

	*out = NULL;
	*n_out = 0;
	while (!kind && !(kind = ledger_step(ledger, stmt, &row, err)) && row) {
		*out = arena_grow(arena, *out, *n_out, &cap, sizeof **out);
		(*out)[(*n_out)++] = ledger_text_kept(stmt, 0, arena);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_load_state(struct ledger *ledger, struct state *out, struct err *err)
{
	bool opened;
	enum err_kind kind = ledger_snapshot_begin(ledger, &opened, err);

	out->born_at_s = ledger->born_at_s;
	if (!kind)
		kind = last_rebuild(ledger, &ledger->last_rebuild, err);
	if (!kind)
		kind = load_secret(ledger, out, err);
	if (!kind)
		kind = load_events(ledger, out, err);
	if (!kind)
		kind = load_keys(ledger, out, err);
	ledger_snapshot_end(ledger, opened);
	return kind;
}

/* The rows of a query, which is let go. */
static enum err_kind take_events(struct ledger *ledger, struct arena *arena, enum err_kind kind, sqlite3_stmt *stmt,
				 struct event_list *out, struct err *err)
{
	bool row = false;

	*out = (struct event_list){ 0 };
	while (!kind && !(kind = ledger_step(ledger, stmt, &row, err)) && row) {
		struct event event;
		json_t *data;

		kind = read_row(ledger, stmt, &event, &data, err);
		if (!kind)
			event_list_add(arena, out, &event);
		json_decref(data);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_events(struct ledger *ledger, struct arena *arena, int item, struct event_list *out,
			    struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind = item ? ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND item = ?1 ORDER BY id",
						 V_NUM(item))
				  : ledger_query(ledger, &stmt, err, EVENT_COLUMNS "ORDER BY id");

	return take_events(ledger, arena, kind, stmt, out, err);
}

enum err_kind ledger_was_rebuilt(struct ledger *ledger, bool *out, struct err *err)
{
	int64_t last;
	enum err_kind kind = last_rebuild(ledger, &last, err);

	*out = !kind && last != ledger->last_rebuild;
	return kind;
}

enum err_kind ledger_new_events(struct ledger *ledger, struct arena *arena, struct event_list *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool rebuilt;

	*out = (struct event_list){ 0 };
	if (ledger_was_rebuilt(ledger, &rebuilt, err))
		return err->kind;
	if (rebuilt)
		return err_set(err, ERR_RETRY, "ledger %s has been rebuilt meanwhile", ledger->path);
	enum err_kind kind = ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND id > ?1 ORDER BY id",
					  V_NUM(ledger->last_event));

	kind = take_events(ledger, arena, kind, stmt, out, err);
	if (!kind && out->len)
		ledger->last_event = ledger->kept_event = out->events[out->len - 1].id;
	return kind;
}

enum err_kind ledger_add_event(struct ledger *ledger, struct event *event, struct err *err)
{
	char *data = NULL;

	if (event_is_of_item(event->kind) != (event->item >= 1) || event->item < 0)
		return err_set(err, ERR_BUG, "an event %s of item %d", event_kind_name(event->kind), event->item);
	if (is_utf8(event->list) && is_utf8(event->actor) && is_utf8(event->message_id) && is_utf8(event->rule))
		data = data_of(event);
	if (!data)
		return err_set(err, ERR_BUG, "an event of item %d has a text that is not UTF-8", event->item);
	enum err_kind kind = ledger_write(ledger, err,
		"INSERT INTO event (at_s, kind, item, list, actor, message_id, line, rule, data)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		V_NUM(event->at_s), V_TEXT(event_kind_name(event->kind)), V_NUM(event->item), V_TEXT(event->list),
		V_TEXT(event->actor), V_TEXT(event->message_id), V_NUM(event->line), V_TEXT(event->rule), V_TEXT(data));

	if (!kind)
		ledger->last_event = event->id = sqlite3_last_insert_rowid(ledger->db);
	free(data);
	return kind;
}

enum err_kind ledger_replace_events(struct ledger *ledger, int64_t first_id, int64_t now_s, struct err *err)
{
	return ledger_write(ledger, err,
		"INSERT INTO rebuild (at_s, first_event, last_event) SELECT ?1, ?2, max(id) FROM event HAVING max(id) >= ?2",
		V_NUM(now_s), V_NUM(first_id));
}

enum err_kind ledger_next_item(struct ledger *ledger, int *out, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT coalesce(max(item), 0) + 1 FROM event");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	if (!kind) {
		int64_t next = sqlite3_column_int64(stmt, 0);

		if (next > INT_MAX)
			kind = err_set(err, ERR_DATA, "ledger %s has run out of item numbers", ledger->path);
		*out = (int)next;
	}
	ledger_done(stmt);
	return kind;
}
