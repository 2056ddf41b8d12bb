/* event_json.c - see event_json.h.  Empty members are left out; a reader ignores keys that it does
 * not know. */
#include "ledger/event_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "committee/event_stored.h"

/* What is no UTF-8 becomes '?': no letter is worth a mailbox that is read no further. */
static json_t *text_to_json(const char *text)
{
	json_t *json = json_string(text);

	if (json)
		return json;
	char *repaired = mem_strdup(text);

	span_repair_utf8(repaired, strlen(repaired));
	json = json_string(repaired);
	free(repaired);
	return json;
}

/* NULL: it is empty, and left out. */
static json_t *member_to_json(const struct event *event, const struct event_member *member)
{
	const enum event_slot slot = member->slot;
	const int64_t number = event_integer(event, slot, 0);
	char iso[CIVIL_TEXT_SIZE];

	switch (member->type) {
	case EVENT_TEXT:
	case EVENT_MARK:
		return *event_text(event, slot) ? text_to_json(event_text(event, slot)) : NULL;
	case EVENT_DATE:
		return civil_is_set(event_date(event, slot))
			       ? json_string(civil_format_iso(event_date(event, slot), iso))
			       : NULL;
	case EVENT_FLAG: return number ? json_true() : NULL;
	case EVENT_INT:
	case EVENT_UNSIGNED:
	case EVENT_SECONDS: return number ? json_integer(number) : NULL;
	}
	return NULL;
}

static bool is_utf8(const char *text)
{
	const struct span s = span_of(text);

	return span_utf8_valid(s) == s.len;
}

json_t *event_data_to_json(const struct event *event)
{
	json_t *data = json_object();
	bool ok = is_utf8(event->list) && is_utf8(event->actor) && is_utf8(event->message_id) &&
		  is_utf8(event->rule);

	for (enum event_slot slot = 0; ok && slot < STORED_N_DATA; slot++) {
		const struct event_member *member = event_member(event, slot);
		json_t *value = member ? member_to_json(event, member) : NULL;

		if (slot == STORED_MINUTES && !event_is_of_item(event->kind)) {
			/* events of no item have always had it */
			json_decref(value);
			value = json_integer(event_integer(event, slot, -1));
		}
		if (value)
			ok = json_object_set_new(data, event_slot_name(slot), value) == 0 && ok;
	}
	if (ok)
		return data;
	json_decref(data);
	return NULL;
}

static bool read_member(const json_t *value, struct event *event, const struct event_member *member)
{
	const char *text = json_string_value(value);
	struct civil_date date;

	switch (member->type) {
	case EVENT_TEXT:
	case EVENT_MARK:
		if (text)
			event_set_text(event, member->slot, text);
		return text != NULL;
	case EVENT_DATE:
		if (!text || !civil_parse_iso(span_of(text), &date))
			return false;
		event_set_date(event, member->slot, date);
		return true;
	case EVENT_FLAG: event_set_integer(event, member->slot, json_is_true(value)); return true;
	case EVENT_INT:
	case EVENT_UNSIGNED:
	case EVENT_SECONDS:
		event_set_integer(event, member->slot, json_integer_value(value));
		return true;
	}
	return false;
}

static bool read_members(const json_t *data, struct event *event,
			 const struct event_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_data = members[i].slot < STORED_N_DATA;
		const json_t *value =
			is_data ? json_object_get(data, event_slot_name(members[i].slot)) : NULL;

		if (value && !read_member(value, event, &members[i]))
			return false;
	}
	return true;
}

enum err_kind event_data_from_json(const json_t *data, struct event *event)
{
	const char *act = json_string_value(json_object_get(data, "what"));
	const struct event_member *members, *what;
	size_t n;

	/* these two say which members it has */
	event->act = act ? act : "";
	event_set_integer(event, STORED_MINUTES,
			  json_integer_value(json_object_get(data, "minutes")));
	n = event_head(&members);
	if (!read_members(data, event, members, n))
		return ERR_DATA;
	n = event_members(event, &members);
	if (!read_members(data, event, members, n))
		return ERR_DATA;
	what = event_member(event, STORED_WHAT);
	if (!what || what->type != EVENT_TEXT) /* a kind that has no acts */
		event->act = "";
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
