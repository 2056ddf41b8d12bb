/* output.c - see output.h. */
#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	json_t *json = json_pack(
		"{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s?, s:s, s:b}", "id",
		(json_int_t)e->id, "at", output_instant(arena, e->at_s), "list", e->list, "what",
		event_kind_name(e->kind), "actor", e->actor, "rule", e->rule, "message_id",
		e->message_id, "line", (int)e->line, "person", e->person, "written", e->written,
		"text", e->text, "due", output_date(arena, e->due), "proof", e->proof, "quiet",
		e->quiet_until_s != 0);

	if (event_is_of_item(e->kind)) {
		json_object_set_new(json, "item", json_integer(e->item));
		return json;
	}
	json_object_set_new(json, "number", json_integer(e->number));
	json_object_set_new(json, "act", json_string(e->what));
	if (e->kind == EVENT_MEETING)
		json_object_set_new(json, "start",
				    e->minutes < 0 ? json_null()
						   : json_string(arena_printf(arena, "%02d:%02d",
									      e->minutes / 60,
									      e->minutes % 60)));
	return json;
}

/* What the event has changed, or would have. */
static const char *effect(struct arena *arena, const struct event *e)
{
	/* whose it is, ASSIGNED says */
	bool is_said = e->kind == EVENT_RAISED || e->kind == EVENT_MENTIONED;
	const char *text = *e->person ? e->person : is_said ? "" : e->written;

	if (!event_is_of_item(e->kind) && e->kind != EVENT_AGENDA && e->kind != EVENT_MINUTES)
		text = arena_printf(arena, "%s%s%s", e->what, *text ? " " : "", text);
	if (e->kind == EVENT_NOTICE)
		text = arena_printf(arena, "%s (%s)", text, e->detail);
	if (e->number && !is_said)
		text = arena_printf(arena, "#%d %s", e->number, text);
	if (*e->group)
		text = arena_printf(arena, "%s (%s)", text, e->group);
	if (e->kind == EVENT_DUE || e->kind == EVENT_SNOOZED || (civil_is_set(e->on) && !is_said) ||
	    (!event_is_of_item(e->kind) && civil_is_set(e->due)))
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
				    civil_is_set(e->due) ? output_date(arena, e->due) : "none");
	return text;
}

/* "by Joe Stringer (token)" */
static const char *by_whom(struct arena *arena, const struct event *e)
{
	if (!*e->proof && *e->message_id)
		return arena_printf(arena, "by %s (not proved)", e->actor);
	if (!*e->proof || strcmp(e->proof, e->actor) == 0)	/* the operator needs no proof */
		return arena_printf(arena, "by %s", e->actor);
	return arena_printf(arena, "by %s (%s)", e->actor, e->proof);
}

enum { HEAD_COLUMNS = 24, ABOUT_COLUMNS = 8 };

const char *output_history_head(struct arena *arena, int64_t at_s, const char *about,
				const char *what)
{
	const char *when = output_instant(arena, at_s);

	if (about)
		return arena_printf(arena, "  %s  %-6s  %-9s  ", when, about, what);
	return arena_printf(arena, "  %s  %-9s  ", when, what);
}

void output_history(const struct terminal *t, struct arena *arena, const struct event *e,
		    bool of_all)
{
	const char *what = effect(arena, e), *text = by_whom(arena, e),
		   *about = e->item ? arena_printf(arena, "#%d", e->item) : e->list,
		   *head = output_history_head(arena, e->at_s, of_all ? about : NULL,
					       event_kind_name(e->kind));
	int source_column = of_all ? HEAD_COLUMNS + ABOUT_COLUMNS : HEAD_COLUMNS;

	if (*what)
		text = arena_printf(arena, "%s  %s", text, what);
	if (*e->text && e->kind == EVENT_RAISED ? of_all : *e->text && e->kind != EVENT_ANSWER)
		text = arena_printf(arena, "%s  \"%s\"", text, e->text);
	terminal_hang(t, head, STYLE_PLAIN, text);
	if (*e->message_id)
		terminal_hang(t, arena_printf(arena, "%*s", source_column, ""), STYLE_QUIET,
			      arena_printf(arena, "line %u of <%s>, rule %s", e->line,
					   e->message_id, e->rule));
}

void output_json(json_t *json)
{
	const struct terminal terminal = terminal_of(stdout);
	char *text = json_dumps(json, 0);

	if (text)
		terminal_put(&terminal, STYLE_PLAIN, span_of(text));
	putchar('\n');
	free(text);
	json_decref(json);
}
