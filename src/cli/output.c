/* output.c - see output.h. */
#include "cli/output.h"

#include <stdio.h>

#include "committee/meeting_act.h"

const char *output_date(struct arena *arena, struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	return civil_is_set(date) ? arena_strdup(arena, civil_format_iso(date, text)) : NULL;
}

const char *output_instant(struct arena *arena, int64_t utc_s)
{
	char text[CIVIL_TEXT_SIZE];

	return arena_strdup(arena, civil_format_instant(utc_s, text));
}

json_t *output_event(struct arena *arena, const struct event *e)
{
	json_t *json = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s?, s:b}",
				 "id", (json_int_t)e->id, "at", output_instant(arena, e->at_s), "list", e->list,
				 "what", event_kind_name(e->kind), "actor", e->actor, "rule", e->rule,
				 "message_id", e->message_id, "line", (int)e->line, "person", e->person,
				 "written", e->written, "text", e->text, "due", output_date(arena, e->due),
				 "quiet", e->quiet_until_s != 0);

	if (event_is_of_item(e->kind)) {
		json_object_set_new(json, "item", json_integer(e->item));
		return json;
	}
	json_object_set_new(json, "number", json_integer(e->number));
	json_object_set_new(json, "act", json_string(e->what));
	if (e->kind == EVENT_MEETING)
		json_object_set_new(json, "start", e->minutes < 0 ? json_null() :
				    json_string(arena_printf(arena, "%02d:%02d", e->minutes / 60, e->minutes % 60)));
	return json;
}

void output_json(json_t *json)
{
	json_dumpf(json, stdout, 0);
	putchar('\n');
	json_decref(json);
}
