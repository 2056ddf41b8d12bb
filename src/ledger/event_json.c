/* event_json.c - see event_json.h.  What is empty is left out; a reader passes over keys it does
 * not know. */
#include "ledger/event_json.h"

static const char *const text_names[] = { "written", "person", "group", "text",	 "detail",
					  "context", "quote",  "what",	"proof", "said_in" };

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
		failed |=
			json_object_set_new(data, "period_days", json_integer(event->period_days));
	if (event->period_s)
		failed |= json_object_set_new(data, "period", json_integer(event->period_s));
	if (event->roles)
		failed |= json_object_set_new(data, "roles", json_integer(event->roles));
	return failed;
}

json_t *event_data_to_json(const struct event *event)
{
	const char **places[N_TEXTS];
	char iso[CIVIL_TEXT_SIZE];
	struct event copy = *event;
	json_t *data;
	int failed = 0;

	if (!is_utf8(event->list) || !is_utf8(event->actor) || !is_utf8(event->message_id) ||
	    !is_utf8(event->rule))
		return NULL;
	data = json_object();
	text_places(&copy, places);
	for (size_t i = 0; i < N_TEXTS; i++) {
		if (*places[i] && **places[i])
			failed |= json_object_set_new(data, text_names[i], json_string(*places[i]));
	}
	if (civil_is_set(event->due))
		failed |= json_object_set_new(data, "due",
					      json_string(civil_format_iso(event->due, iso)));
	if (civil_is_set(event->on))
		failed |= json_object_set_new(data, "on",
					      json_string(civil_format_iso(event->on, iso)));
	if (event->due_said)
		failed |= json_object_set_new(data, "due_said", json_true());
	if (event->quiet_until_s)
		failed |= json_object_set_new(data, "quiet_until",
					      json_integer(event->quiet_until_s));
	if (event->number)
		failed |= json_object_set_new(data, "number", json_integer(event->number));
	if (!event_is_of_item(event->kind))
		failed |= add_numbers(data, event);
	if (!failed)
		return data;
	json_decref(data);
	return NULL;
}

enum err_kind event_data_from_json(const json_t *data, struct event *event)
{
	const char **places[N_TEXTS];
	const char *due = json_string_value(json_object_get(data, "due")),
		   *on = json_string_value(json_object_get(data, "on"));

	text_places(event, places);
	for (size_t i = 0; i < N_TEXTS; i++) {
		json_t *text = json_object_get(data, text_names[i]);

		if (text && !json_is_string(text))
			return ERR_DATA;
		*places[i] = text ? json_string_value(text) : "";
	}
	if ((due && !civil_parse_iso(span_of(due), &event->due)) ||
	    (on && !civil_parse_iso(span_of(on), &event->on)))
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

json_t *event_to_json(const struct event *event)
{
	json_t *data = event_data_to_json(event);

	return data ? json_pack("{s:I, s:s, s:i, s:s, s:s, s:s, s:i, s:s, s:o}", "at",
				(json_int_t)event->at_s, "kind", event_kind_name(event->kind),
				"item", event->item, "list", event->list, "actor", event->actor,
				"message_id", event->message_id, "line", (int)event->line, "rule",
				event->rule, "data", data)
		    : NULL;
}

enum err_kind event_from_json(struct arena *arena, const json_t *json, struct event *out)
{
	struct event e = { 0 };
	json_int_t at_s;
	const char *kind;
	json_t *data;
	int line;

	if (json_unpack((json_t *)(uintptr_t)json, "{s:I, s:s, s:i, s:s, s:s, s:s, s:i, s:s, s:o}",
			"at", &at_s, "kind", &kind, "item", &e.item, "list", &e.list, "actor",
			&e.actor, "message_id", &e.message_id, "line", &line, "rule", &e.rule,
			"data", &data) != 0 ||
	    !event_kind_from_name(kind, &e.kind) || event_data_from_json(data, &e))
		return ERR_DATA;
	e.at_s = at_s;
	e.line = (unsigned)line;
	*out = event_copy(arena, &e);
	return ERR_NONE;
}
