/* fact.c - see fact.h.  The way back trusts nothing: it reads what a confined process wrote. */
#include "tags/fact.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const char *const kind_names[] = {
	[FACT_ACTION] = "action", [FACT_AGENDA] = "agenda", [FACT_DEADLINE] = "deadline",
	[FACT_VOTE] = "vote",
	[FACT_MENTION] = "mention", [FACT_COMMAND] = "command", [FACT_MEETING] = "meeting",
	[FACT_DECISION] = "decision", [FACT_TITLE] = "title", [FACT_REPORT] = "report",
	[FACT_UNHEADED] = "unheaded", [FACT_PROMISE] = "promise",
};
static const char *const status_names[] = { [FACT_OPEN] = "open", [FACT_DONE] = "done" };

enum {
	N_KINDS = sizeof kind_names / sizeof kind_names[0],
	N_STATUSES = sizeof status_names / sizeof status_names[0]
};

bool fact_is_command(const struct fact *fact, const char *name)
{
	return fact->command && strcmp(fact->command, name) == 0;
}

bool fact_is_of_vote(const struct fact *fact)
{
	return fact_is_command(fact, COMMAND_RANK) || fact_is_command(fact, COMMAND_CHOICE);
}

bool fact_is_minutes_tag(const struct fact *fact)
{
	return fact->kind == FACT_MEETING && strcmp(fact->rule, "minutes-tag") == 0;
}

const struct fact *fact_heading_above(const struct fact *facts, size_t n_facts,
				      const struct fact *fact, int meeting)
{
	const struct fact *found = NULL;

	for (size_t i = 0; i < n_facts; i++) {
		const struct fact *f = &facts[i];

		if (f->kind == FACT_MEETING && f->line <= fact->line &&
		    (!found || f->line >= found->line) && (meeting < 0 || f->meeting == meeting))
			found = f;
	}
	return found;
}

const char *fact_kind_name(enum fact_kind kind)
{
	return (unsigned)kind < N_KINDS ? kind_names[kind] : "unknown";
}

/* jansson refuses bytes that are not UTF-8; a file's name may have some. */
static json_t *json_text(const char *text)
{
	json_t *string = json_string(text ? text : "");

	if (string)
		return string;
	char *clean = mem_strdup(text);

	span_repair_utf8(clean, strlen(clean));
	string = json_string(clean);
	free(clean);
	return string;
}

/* Fails for want of memory alone, which ends a process here as everywhere. */
static void put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		abort();
}

static json_t *json_texts(const char *const *texts, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(array, json_text(texts[i])) != 0)
			abort();
	}
	return array;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_text(text) : json_null();
}

static json_t *count_or_null(int count)
{
	return count >= 0 ? json_integer(count) : json_null();
}

static json_t *date_or_null(struct civil_date date)
{
	char buf[CIVIL_TEXT_SIZE];

	return civil_is_set(date) ? json_text(civil_format_iso(date, buf)) : json_null();
}

json_t *fact_to_json(const struct fact *fact, const char *file, const char *message_id)
{
	json_t *object = json_object();

	put(object, "kind", json_text(fact_kind_name(fact->kind)));
	put(object, "file", text_or_null(file));
	put(object, "message_id", text_or_null(message_id));
	put(object, "line", json_integer(fact->line));
	put(object, "rule", json_text(fact->rule));
	put(object, "owners", json_texts(fact->owners, fact->n_owners));
	put(object, "people", json_texts(fact->people, fact->n_people));
	put(object, "groups", json_texts(fact->groups, fact->n_groups));
	put(object, "text", json_text(fact->text));
	put(object, "status", json_text(status_names[fact->status == FACT_DONE]));
	put(object, "due", date_or_null(fact->due));
	put(object, "minutes", count_or_null(fact->minutes));
	put(object, "meeting", count_or_null(fact->meeting));
	put(object, "detail", json_text(fact->detail));
	put(object, "context", json_text(fact->context));
	put(object, "quote", json_text(fact->quote));
	put(object, "note", json_text(fact->note));
	put(object, "every", text_or_null(fact->every));
	put(object, "due_next_meeting", json_boolean(fact->due_next_meeting));
	put(object, "in_section", json_boolean(fact->in_section));
	if (fact->due_unread)
		put(object, "due_unread", json_text(fact->due_unread));
	if (fact->in_review)
		put(object, "in_review", json_true());
	if (fact->kind == FACT_MEETING) {
		put(object, "present", json_texts(fact->present, fact->n_present));
		put(object, "regrets", json_texts(fact->regrets, fact->n_regrets));
	}
	put(object, "item", count_or_null(fact->item));
	put(object, "row", count_or_null(fact->row));
	put(object, "command", json_text(fact->command));
	return object;
}

/* The object that is read, and the first thing wrong with it. */
struct fact_reader {
	struct arena *arena;
	const json_t *object;
	const char *bad_key;		/* NULL: nothing wrong so far */
	const char *wanted;
};

static void complain(struct fact_reader *r, const char *key, const char *wanted)
{
	if (!r->bad_key) {
		r->bad_key = key;
		r->wanted = wanted;
	}
}

/* A string without a NUL inside, copied; NULL when it is none. */
static const char *copy_text(struct arena *arena, const json_t *value)
{
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);

	return text && strlen(text) == len ? arena_strndup(arena, text, len) : NULL;
}

static const char *read_text(struct fact_reader *r, const char *key)
{
	const char *text = copy_text(r->arena, json_object_get(r->object, key));

	if (text)
		return text;
	complain(r, key, "a string");
	return "";
}

static const char **read_texts(struct fact_reader *r, const char *key, size_t *n_out)
{
	const json_t *array = json_object_get(r->object, key);
	size_t n = json_array_size(array);
	const char **texts = arena_alloc(r->arena, n, sizeof *texts);

	*n_out = n;
	if (!json_is_array(array))
		complain(r, key, "an array of strings");
	for (size_t i = 0; i < n; i++) {
		texts[i] = copy_text(r->arena, json_array_get(array, i));
		if (!texts[i]) {
			texts[i] = "";
			complain(r, key, "an array of strings");
		}
	}
	return texts;
}

static size_t read_choice(struct fact_reader *r, const char *key, const char *const *names,
			  size_t n_names)
{
	const json_t *value = json_object_get(r->object, key);
	struct span text = span_from(json_string_value(value), json_string_length(value));

	for (size_t i = 0; text.ptr && i < n_names; i++) {
		if (span_is(text, names[i]))
			return i;
	}
	complain(r, key, "one of the known words");
	return 0;
}

static json_int_t read_integer(struct fact_reader *r, const char *key, const json_t *value,
			       json_int_t max)
{
	json_int_t number = json_integer_value(value);

	if (json_is_integer(value) && number >= 0 && number <= max)
		return number;
	complain(r, key, "an integer that is not negative");
	return 0;
}

static int read_count_or_null(struct fact_reader *r, const char *key)
{
	const json_t *value = json_object_get(r->object, key);

	return json_is_null(value) ? -1 : (int)read_integer(r, key, value, INT_MAX);
}

static struct civil_date read_date_or_null(struct fact_reader *r, const char *key)
{
	const json_t *value = json_object_get(r->object, key);
	struct civil_date date = { 0 };

	if (!json_is_null(value) &&
	    !(json_is_string(value) &&
	      civil_parse_iso(span_from(json_string_value(value), json_string_length(value)),
			      &date)))
		complain(r, key, "a date YYYY-MM-DD or null");
	return date;
}

static bool read_bool(struct fact_reader *r, const char *key)
{
	const json_t *value = json_object_get(r->object, key);

	if (!json_is_boolean(value))
		complain(r, key, "true or false");
	return json_is_true(value);
}

enum err_kind fact_from_json(struct arena *arena, const json_t *json, struct fact *out,
			     struct err *err)
{
	struct fact_reader r = { .arena = arena, .object = json };
	struct fact fact = { 0 };

	if (!json_is_object(json))
		return err_set(err, ERR_DATA, "a fact must be a JSON object");
	fact.kind = (enum fact_kind)read_choice(&r, "kind", kind_names, N_KINDS);
	fact.line = (unsigned)read_integer(&r, "line", json_object_get(json, "line"), UINT_MAX);
	fact.rule = read_text(&r, "rule");
	fact.owners = read_texts(&r, "owners", &fact.n_owners);
	fact.people = read_texts(&r, "people", &fact.n_people);
	fact.groups = read_texts(&r, "groups", &fact.n_groups);
	fact.text = read_text(&r, "text");
	fact.status = (enum fact_status)read_choice(&r, "status", status_names, N_STATUSES);
	fact.due = read_date_or_null(&r, "due");
	fact.minutes = read_count_or_null(&r, "minutes");
	fact.meeting = read_count_or_null(&r, "meeting");
	fact.detail = read_text(&r, "detail");
	fact.context = read_text(&r, "context");
	fact.quote = read_text(&r, "quote");
	fact.note = read_text(&r, "note");
	fact.every = json_is_null(json_object_get(json, "every")) ? NULL : read_text(&r, "every");
	fact.due_next_meeting = read_bool(&r, "due_next_meeting");
	fact.due_unread = json_object_get(json, "due_unread") ? read_text(&r, "due_unread") : NULL;
	fact.in_section = read_bool(&r, "in_section");
	fact.in_review = json_is_true(json_object_get(json, "in_review"));
	if (json_object_get(json, "present")) {	/* what was kept earlier has none */
		fact.present = read_texts(&r, "present", &fact.n_present);
		fact.regrets = read_texts(&r, "regrets", &fact.n_regrets);
	}
	fact.item = read_count_or_null(&r, "item");
	fact.row = read_count_or_null(&r, "row");
	fact.command = read_text(&r, "command");
	if (r.bad_key)
		return err_set(err, ERR_DATA, "a fact's field \"%s\" must be %s", r.bad_key,
			       r.wanted);
	*out = fact;
	return ERR_NONE;
}

const char *facts_to_text(struct arena *arena, const struct fact *facts, size_t n, size_t max_bytes,
			  size_t *n_kept_out)
{
	struct buf text;
	size_t kept = 0;

	buf_init(&text, max_bytes);
	for (; kept < n; kept++) {
		json_t *json = fact_to_json(&facts[kept], NULL, NULL);
		char *line = json_dumps(json, JSON_COMPACT);

		json_decref(json);
		if (!line)
			abort();
		bool fits = strlen(line) + 1 <= max_bytes - buf_len(&text);

		if (fits)
			buf_addf(&text, "%s\n", line);
		free(line);
		if (!fits)
			break;
	}
	*n_kept_out = kept;
	return buf_finish(&text, arena);
}

enum err_kind facts_from_text(struct arena *arena, const char *text, struct fact_list *out,
			      struct err *err)
{
	struct span rest = span_of(text), line;

	while (span_next_line(&rest, &line)) {
		json_t *json = json_loadb(line.ptr, line.len, 0, NULL);
		struct fact fact;
		enum err_kind kind = fact_from_json(arena, json, &fact, err);

		json_decref(json);
		if (kind)
			return kind;
		out->facts = arena_grow(arena, out->facts, out->len, &out->cap, sizeof *out->facts);
		out->facts[out->len++] = fact;
	}
	return ERR_NONE;
}
