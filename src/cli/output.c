/* output.c - see output.h. */
#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "committee/event_stored.h"
#include "committee/meeting_act.h"
#include "committee/ranked_ballot.h"
#include "committee/vote.h"

const char *output_instant(struct arena *arena, int64_t utc_s)
{
	char text[CIVIL_TEXT_SIZE];

	return arena_strdup(arena, civil_format_instant(utc_s, text));
}

static json_t *start_of(struct arena *arena, int minute)
{
	if (minute < 0)
		return json_null();
	return json_string(arena_printf(arena, "%02d:%02d", minute / 60, minute % 60));
}

json_t *output_event(struct arena *arena, const struct event *e)
{
	json_t *json = json_pack(
		"{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s?, s:s, s:b}", "id",
		(json_int_t)e->id, "at", output_instant(arena, e->at_s), "list", e->list, "what",
		event_kind_name(e->kind), "actor", e->actor, "rule", e->rule, "message_id",
		e->message_id, "line", (int)e->line, "person", event_person(e), "written",
		event_text(e, STORED_WRITTEN), "text", event_text(e, STORED_TEXT), "due",
		export_day(arena, event_date(e, STORED_DUE)), "proof", e->proof, "quiet",
		e->quiet_until_s != 0);

	if (event_is_of_item(e->kind)) {
		json_object_set_new(json, "item", json_integer(e->item));
		return json;
	}
	json_object_set_new(json, "number", json_integer(event_number(e)));
	json_object_set_new(json, "act", json_string(event_text(e, STORED_WHAT)));
	if (e->kind == EVENT_MEETING)
		json_object_set_new(json, "start", start_of(arena, e->meeting.start_minute));
	return json;
}

/* A ranked ballot is kept in signs: in letters, as its voter would write it. */
static const char *written_text(struct arena *arena, const struct event *e)
{
	const char *written = event_text(e, STORED_WRITTEN);
	const struct span signs = span_of(written);
	unsigned char ranks[RANKED_LETTERS];
	bool may_be_ranked = event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_CAST)) &&
			     signs.len && signs.len <= RANKED_LETTERS;

	if (!may_be_ranked || !ranked_ballot_from_signs(signs, signs.len, ranks))
		return written;
	return ranked_ballot_text(arena, ranks, signs.len);
}

/* What the event has changed, or would have. */
static const char *effect(struct arena *arena, const struct event *e)
{
	/* whose it is, ASSIGNED says */
	bool is_said = e->kind == EVENT_RAISED || e->kind == EVENT_MENTIONED;
	const char *written = is_said ? "" : written_text(arena, e);
	const char *text = *event_person(e) ? event_person(e) : written;
	const char *group = event_text(e, STORED_GROUP);
	struct civil_date due = event_date(e, STORED_DUE);
	bool is_other = !event_is_of_item(e->kind);
	bool is_of_series = civil_is_set(event_date(e, STORED_ON)) && !is_said && !is_other;

	if (is_other && e->kind != EVENT_AGENDA && e->kind != EVENT_MINUTES)
		text = arena_printf(arena, "%s%s%s", e->act, *text ? " " : "", text);
	if (e->kind == EVENT_NOTICE)
		text = arena_printf(arena, "%s (%s)", text, e->notice.notice_kind);
	if (event_number(e) && !is_said)
		text = arena_printf(arena, "%s%d %s", e->kind == EVENT_DECISION ? "D" : "#",
				    event_number(e), text);
	if (*group)
		text = arena_printf(arena, "%s (%s)", text, group);
	if (e->kind == EVENT_DUE || e->kind == EVENT_SNOOZED || is_of_series ||
	    (is_other && civil_is_set(due)))
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
				    civil_is_set(due) ? export_day(arena, due) : "none");
	return text;
}

/* "by Joe Stringer (token)" */
static const char *by_whom(struct arena *arena, const struct event *e)
{
	bool needs_proof = *e->message_id && strcmp(e->actor, EVENT_BY_BOT) != 0;

	if (!*e->proof && needs_proof)
		return arena_printf(arena, "by %s (not proved)", e->actor);
	if (!*e->proof || strcmp(e->proof, e->actor) == 0)	/* the operator needs none either */
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
		   *words = event_text(e, STORED_TEXT),
		   *about = e->item ? arena_printf(arena, "#%d", e->item) : e->list,
		   *head = output_history_head(arena, e->at_s, of_all ? about : NULL,
					       event_kind_name(e->kind));
	int source_column = of_all ? HEAD_COLUMNS + ABOUT_COLUMNS : HEAD_COLUMNS;

	if (*what)
		text = arena_printf(arena, "%s  %s", text, what);
	if (*words && (e->kind == EVENT_RAISED ? of_all : e->kind != EVENT_ANSWER))
		text = arena_printf(arena, "%s  \"%s\"", text, words);
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
