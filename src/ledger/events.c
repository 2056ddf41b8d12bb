/* events.c - the events of the action items, appended and read (see ledger.h).
 *
 * What is searched for has columns; the rest of an event is in its `data` (event_json.h).
 */
#include "base/keyset.h"
#include "committee/image.h"
#include "ledger/event_json.h"
#include "ledger/ledger_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Of the events that are still read: a rebuild has put others in the place of the rest. */
#define EVENT_COLUMNS                                                                              \
	"SELECT id, at_s, kind, item, list, actor, message_id, line, rule, data FROM event WHERE " \
	"NOT EXISTS"                                                                               \
	" (SELECT 1 FROM rebuild WHERE event.id BETWEEN first_event AND last_event) "

/* The strings belong to the row and to *data_out, which the caller lets go. */
static enum err_kind read_row(struct ledger *ledger, sqlite3_stmt *stmt, struct event *event,
			      json_t **data_out, struct err *err)
{
	int64_t item = sqlite3_column_int64(stmt, 3), line = sqlite3_column_int64(stmt, 7);
	const char *kind_name = ledger_text(stmt, 2);
	const char *what = NULL;

	*event = (struct event){
		.id = sqlite3_column_int64(stmt, 0),
		.at_s = sqlite3_column_int64(stmt, 1),
		.item = (int)item,
		.list = ledger_text(stmt, 4),
		.actor = ledger_text(stmt, 5),
		.message_id = ledger_text(stmt, 6),
		.line = (unsigned)line,
		.rule = ledger_text(stmt, 8),
	};
	*data_out = json_loads(ledger_text(stmt, 9), 0, NULL);
	if (!event_kind_from_name(kind_name, &event->kind))
		what = "an unknown kind";
	else if (item < (event_is_of_item(event->kind) ? 1 : 0) || item > INT_MAX || line < 0 ||
		 line > UINT_MAX)
		what = "a number out of range";
	else if (!json_is_object(*data_out) || event_data_from_json(*data_out, event))
		what = "data that cannot be read";
	if (!what)
		return ERR_NONE;
	return err_set(err, ERR_DATA, "ledger %s: event %lld (%s) has %s", ledger->path,
		       (long long)event->id, kind_name, what);
}

/* Those that it has not. */
static enum err_kind load_events(struct ledger *ledger, struct state *state, struct err *err)
{
	struct event event;
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND id > ?1 ORDER BY id",
			     V_NUM(state->last_event));

	while (ledger_next(ledger, stmt, &kind, err)) {
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
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT key FROM notice_key");

	while (ledger_next(ledger, stmt, &kind, err))
		state_add_key(state, ledger_text(stmt, 0));
	ledger_done(stmt);
	return kind;
}

/* A state_source_find.  Of mails from before there was a column for it nothing is known but that
 * they are the list's, and of what cannot be read not even that. */
static const char *find_source(void *user, struct arena *arena, const char *list,
			       const char *message_id, int64_t *received_at_s_out)
{
	struct ledger *ledger = user;
	const char *archived = NULL;
	sqlite3_stmt *stmt;
	struct err err;
	enum err_kind kind = ledger_query(ledger, &stmt, &err,
					  "SELECT received_at_s, archived FROM message WHERE"
					  " message_id = ?1 AND message_id <> '' AND list = ?2 AND"
					  " fate = ?3 ORDER BY id LIMIT 1",
					  V_TEXT(message_id), V_TEXT(list),
					  V_TEXT(message_fate_name(FATE_READ)));

	if (ledger_next(ledger, stmt, &kind, &err)) {
		*received_at_s_out = sqlite3_column_int64(stmt, 0);
		archived = ledger_text_kept(stmt, 1, arena);
	}
	ledger_done(stmt);
	return archived;
}

static enum err_kind load_secret(struct ledger *ledger, struct state *state, struct err *err)
{
	sqlite3_stmt *stmt;
	bool row = false;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, "SELECT value FROM meta WHERE key = 'secret'");

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
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, "SELECT coalesce(max(id), 0) FROM rebuild");

	if (!kind)
		kind = ledger_step(ledger, stmt, &row, err);
	*out = row ? sqlite3_column_int64(stmt, 0) : 0;
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_keys(struct ledger *ledger, struct arena *arena, const char ***out,
			  size_t *n_out, struct err *err)
{
	sqlite3_stmt *stmt;
	size_t cap = 0;
	enum err_kind kind = ledger_query(ledger, &stmt, err, "SELECT key FROM notice_key");

	*out = NULL;
	*n_out = 0;
	while (ledger_next(ledger, stmt, &kind, err)) {
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
	out->source = find_source;
	out->source_user = ledger;
	if (!kind)
		kind = last_rebuild(ledger, &ledger->last_rebuild, err);
	if (!kind)
		kind = load_secret(ledger, out, err);
	if (!kind && ledger->mode != LEDGER_MEMORY)
		ledger_load_snapshot(ledger, out);
	if (!kind)
		kind = load_events(ledger, out, err);
	if (!kind)
		kind = load_keys(ledger, out, err);
	ledger_snapshot_end(ledger, opened);
	return kind;
}

static bool is_same(const struct state *a, const struct state *b)
{
	struct buf of_a, of_b;
	struct span whole_a, whole_b;
	bool same;

	buf_init(&of_a, IMAGE_BYTES_MAX);
	buf_init(&of_b, IMAGE_BYTES_MAX);
	image_write(a, &of_a);
	image_write(b, &of_b);
	same = buf_whole(&of_a, &whole_a) && buf_whole(&of_b, &whole_b) &&
	       span_eq(whole_a, whole_b);
	buf_free(&of_a);
	buf_free(&of_b);
	return same;
}

enum err_kind ledger_check_snapshot(struct ledger *ledger, bool *found_out, struct err *err)
{
	struct state *loaded = state_new(), *folded = state_new();
	bool opened;
	/* both of the same moment: a keeper may be at work */
	enum err_kind kind = ledger_snapshot_begin(ledger, &opened, err);

	if (!kind)
		kind = last_rebuild(ledger, &ledger->last_rebuild, err);
	if (!kind)
		ledger_load_snapshot(ledger, loaded);
	*found_out = !kind && ledger->snapshot_event;
	if (*found_out)
		kind = load_events(ledger, loaded, err);
	if (!kind && *found_out)
		kind = load_events(ledger, folded, err);
	if (!kind && *found_out && !is_same(loaded, folded))
		kind = err_set(err, ERR_DATA,
			       "the snapshot beside %s is not what its events make: remove it",
			       ledger->path);
	ledger_snapshot_end(ledger, opened);
	state_free(&loaded);
	state_free(&folded);
	return kind;
}

/* The rows of a query, which is let go. */
static enum err_kind take_events(struct ledger *ledger, struct arena *arena, enum err_kind kind,
				 sqlite3_stmt *stmt, struct event_list *out, struct err *err)
{

	*out = (struct event_list){ 0 };
	while (ledger_next(ledger, stmt, &kind, err)) {
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

enum err_kind ledger_events(struct ledger *ledger, struct arena *arena, int item,
			    struct event_list *out, struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind =
		item ? ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND item = ?1 ORDER BY id",
				    V_NUM(item))
		     : ledger_query(ledger, &stmt, err, EVENT_COLUMNS "ORDER BY id");

	return take_events(ledger, arena, kind, stmt, out, err);
}

enum err_kind ledger_next_event(struct ledger *ledger, struct arena *arena, int64_t after_id,
				bool *found_out, struct event *out, struct err *err)
{
	struct event_list list;
	sqlite3_stmt *stmt;
	enum err_kind kind = ledger_query(
		ledger, &stmt, err, EVENT_COLUMNS "AND id > ?1 ORDER BY id LIMIT 1",
		V_NUM(after_id));

	kind = take_events(ledger, arena, kind, stmt, &list, err);
	*found_out = !kind && list.len;
	if (*found_out)
		*out = list.events[0];
	return kind;
}

enum err_kind ledger_outdated(struct ledger *ledger, struct key_set *out, struct err *err)
{
	struct event event;
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND kind = ?1 ORDER BY id",
			     V_TEXT(event_kind_name(EVENT_NOTICE)));

	while (ledger_next(ledger, stmt, &kind, err)) {
		json_t *data;

		kind = read_row(ledger, stmt, &event, &data, err);
		if (!kind)
			key_set_add_with(out, event.message_id,
					 event.notice.why ? event.notice.why : "");
		json_decref(data);
	}
	ledger_done(stmt);
	return kind;
}

enum err_kind ledger_events_of_mail(struct ledger *ledger, struct arena *arena,
				    const char *message_id, struct event_list *out,
				    struct err *err)
{
	sqlite3_stmt *stmt;
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, EVENT_COLUMNS
			     "AND message_id = ?1 AND message_id <> '' ORDER BY id",
			     V_TEXT(message_id));

	return take_events(ledger, arena, kind, stmt, out, err);
}

enum err_kind ledger_was_rebuilt(struct ledger *ledger, bool *out, struct err *err)
{
	int64_t last;
	enum err_kind kind = last_rebuild(ledger, &last, err);

	*out = !kind && last != ledger->last_rebuild;
	return kind;
}

enum err_kind ledger_new_events(struct ledger *ledger, struct arena *arena, struct event_list *out,
				struct err *err)
{
	sqlite3_stmt *stmt;
	bool rebuilt;

	*out = (struct event_list){ 0 };
	if (ledger_was_rebuilt(ledger, &rebuilt, err))
		return err->kind;
	if (rebuilt)
		return err_set(err, ERR_RETRY, "ledger %s has been rebuilt meanwhile",
			       ledger->path);
	enum err_kind kind =
		ledger_query(ledger, &stmt, err, EVENT_COLUMNS "AND id > ?1 ORDER BY id",
			     V_NUM(ledger->last_event));

	kind = take_events(ledger, arena, kind, stmt, out, err);
	if (!kind && out->len)
		ledger->last_event = ledger->kept_event = out->events[out->len - 1].id;
	return kind;
}

enum err_kind ledger_add_event(struct ledger *ledger, struct event *event, struct err *err)
{
	json_t *json;
	char *data;

	if (event_is_of_item(event->kind) != (event->item >= 1) || event->item < 0)
		return err_set(err, ERR_BUG, "an event %s of item %d", event_kind_name(event->kind),
			       event->item);
	json = event_data_to_json(event);
	data = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	if (!data)
		return err_set(err, ERR_BUG, "an event of item %d has a text that is not UTF-8",
			       event->item);
	enum err_kind kind = ledger_write(
		ledger, err,
		"INSERT INTO event (at_s, kind, item, list, actor, message_id, line, rule, data)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		V_NUM(event->at_s), V_TEXT(event_kind_name(event->kind)), V_NUM(event->item),
		V_TEXT(event->list), V_TEXT(event->actor), V_TEXT(event->message_id),
		V_NUM(event->line), V_TEXT(event->rule), V_TEXT(data));

	if (!kind)
		ledger->last_event = event->id = sqlite3_last_insert_rowid(ledger->db);
	free(data);
	return kind;
}

enum err_kind ledger_replace_events(struct ledger *ledger, int64_t first_id, int64_t now_s,
				    struct err *err)
{
	return ledger_write(ledger, err,
			    "INSERT INTO rebuild (at_s, first_event, last_event) SELECT ?1, ?2, "
			    "max(id) FROM event HAVING max(id) >= ?2",
			    V_NUM(now_s), V_NUM(first_id));
}
