/* meeting_agenda.c - the agenda of a meeting, and what its chair hears with it: see
 * meeting_view.h. */
#include "notices/meeting_work.h"

#include <string.h>

#include "committee/ladder.h"
#include "committee/person.h"
#include "committee/record_agenda.h"
#include "committee/walk.h"
#include "time/zone.h"

struct agenda_rows {
	struct agenda_row *rows;
	size_t len, cap;
};

/* Was it talked about in the meeting it was meant for, or later? */
static bool was_discussed(const struct meeting_context *c, const struct event *entry, int number)
{
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_AGENDA));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (e->agenda.discussed && e->agenda.meeting >= number &&
		    agenda_is_same_title(e->agenda.title, entry->agenda.title))
			return true;
	}
	return false;
}

static void split(struct arena *arena, const char *written, struct agenda_row *row)
{
	const char **names = NULL;
	size_t cap = 0;

	while (*written) {
		const char *end = strstr(written, ", ");
		size_t n = end ? (size_t)(end - written) : strlen(written);

		names = arena_grow(arena, names, row->n_presenters, &cap, sizeof *names);
		names[row->n_presenters++] = arena_strndup(arena, written, n);
		written += end ? n + 2 : n;
	}
	row->presenters = names;
}

/* The same entry again: the last word holds, but what it leaves out was said before, and it has
 * been waiting since the first. */
static void replace(struct agenda_row *old, struct agenda_row row)
{
	if (old->carried_from >= 0)
		row.carried_from = old->carried_from;
	if (row.minutes < 0)
		row.minutes = old->minutes;
	if (!row.n_presenters) {
		row.presenters = old->presenters;
		row.n_presenters = old->n_presenters;
	}
	*old = row;
}

/* Of one mail, entries that are merely alike are two. */
static bool is_same_entry(const struct agenda_row *a, const struct agenda_row *b)
{
	if (span_eq_ci(span_of(a->title), span_of(b->title)))
		return true;
	return strcmp(a->message_id, b->message_id) != 0 &&
	       agenda_is_same_title(a->title, b->title);
}

static void add_entry(struct arena *arena, const struct meeting_context *c, const struct event *e,
		      const struct meeting *meeting, bool is_over, struct agenda_rows *out)
{
	struct agenda_row row = { .title = e->agenda.title,
				  .raised_by = e->actor,
				  .note = raise_note(c->people, e->actor, e->proof),
				  .minutes = e->agenda.minutes > 0 ? e->agenda.minutes : -1,
				  .carried_from = -1,
				  .message_id = e->message_id };
	struct meeting meant;
	bool found = e->agenda.meeting > 0
			     ? calendar_by_number(c->calendar, e->agenda.meeting, &meant)
			     : calendar_next(c->calendar, e->at_s, &meant);

	if (!found || meant.start_utc_s > meeting->start_utc_s)
		return;
	if (meant.number != meeting->number) {
		if (is_over || meant.start_utc_s < c->state->born_at_s ||
		    meeting->start_utc_s - meant.start_utc_s > VIEW_CARRIED_S ||
		    was_discussed(c, e, meant.number))
			return;
		row.carried_from = meant.number;
	}
	split(arena, e->agenda.presenters, &row);
	for (size_t i = 0; i < out->len; i++) {
		if (!is_same_entry(&out->rows[i], &row))
			continue;
		replace(&out->rows[i], row);
		return;
	}
	out->rows = arena_grow(arena, out->rows, out->len, &out->cap, sizeof *out->rows);
	out->rows[out->len++] = row;
}

/* Of the mail that has raised it. */
static void drop_entry(const struct event *e, struct agenda_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->len; i++) {
		const struct agenda_row *row = &rows->rows[i];
		bool is_dropped = strcmp(row->message_id, e->message_id) == 0 &&
				  strcmp(row->title, e->agenda.title) == 0;

		if (!is_dropped)
			rows->rows[kept++] = *row;
	}
	rows->len = kept;
}

/* It stands in the minutes of the meeting. */
static void add_discussed(struct arena *arena, const struct event *e, struct agenda_rows *out)
{
	struct agenda_row row = { .title = e->agenda.title,
				  .raised_by = e->actor,
				  .minutes = e->agenda.minutes > 0 ? e->agenda.minutes : -1,
				  .carried_from = -1,
				  .discussed = true,
				  .message_id = e->message_id };

	for (size_t i = 0; i < out->len; i++) {
		if (!agenda_is_same_title(out->rows[i].title, e->agenda.title))
			continue;
		out->rows[i].discussed = true;
		return;
	}
	split(arena, e->agenda.presenters, &row);
	out->rows = arena_grow(arena, out->rows, out->len, &out->cap, sizeof *out->rows);
	out->rows[out->len++] = row;
}

size_t meeting_view_entries(struct arena *arena, const struct meeting_context *c,
			    const struct meeting *meeting, int64_t now_s,
			    const struct agenda_row **out)
{
	const char *list = c->policy->list_name;
	struct event_walk walk = walk_events(c->state, list, WALK(EVENT_AGENDA));
	bool is_over = meeting->start_utc_s <= now_s;
	struct agenda_rows rows = { 0 };
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (e->agenda.dropped)
			drop_entry(e, &rows);
		else if (!e->agenda.discussed && e->at_s <= now_s)
			add_entry(arena, c, e, meeting, is_over, &rows);
	}
	walk = walk_events(c->state, list, WALK(EVENT_AGENDA));
	while (is_over && (e = event_walk_next(&walk))) {
		if (meeting_is_about(c, e, EVENT_AGENDA, meeting) && e->agenda.discussed)
			add_discussed(arena, e, &rows);
	}
	*out = rows.rows;
	return rows.len;
}

/* Open, and due from the one day to the other. */
static bool falls_due(const struct meeting_context *c, const struct item *item, int64_t from_s,
		      int64_t to_s)
{
	const struct zone *zone = meeting_list_zone(c);

	return item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       civil_compare(item->due, zone_to_local(zone, from_s).date) >= 0 &&
	       civil_compare(item->due, zone_to_local(zone, to_s).date) <= 0;
}

/* Parked, and no mail has named it so yet. */
static bool is_parked(const struct meeting_context *c, const struct item *item, int64_t from_s,
		      int64_t to_s)
{
	struct arena *arena;
	bool is_named;

	(void)from_s;
	if (item->status != ITEM_PARKED || item->closed_at_s >= to_s)
		return false;
	arena = arena_new();
	is_named = state_has_key(c->state, ladder_named_key(arena, item));
	arena_free(&arena);
	return !is_named;
}

static void fill_failing(struct arena *arena, const struct meeting_context *c, int64_t now_s,
			 struct agenda_view *out)
{
	struct failing_view *rows = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < c->people->n_persons; i++) {
		const struct person *person = &c->people->persons[i];
		const char *instead = person_addr(c->state, person, now_s);
		const struct event *since;

		if (instead && person_address_fails(c->state, instead, now_s, NULL))
			instead = NULL;
		for (size_t a = 0; a < person->n_addresses; a++) {
			if (!person_address_fails(c->state, person->addresses[a], now_s, &since))
				continue;
			rows = arena_grow(arena, rows, out->n_failing, &cap, sizeof *rows);
			rows[out->n_failing++] = (struct failing_view){
				.name = person->name,
				.addr = person->addresses[a],
				.since_s = since->at_s,
				.why = since->person.why,
				.instead = instead ? instead : "",
			};
		}
	}
	out->failing = rows;
}

static struct item_list asked_about(struct arena *arena, const struct question_list *questions)
{
	struct item_view *rows = arena_alloc(arena, questions->len, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < questions->len; i++) {
		if (questions->rows[i].item)
			rows[n++].item = questions->rows[i].item;
	}
	return (struct item_list){ rows, n };
}

/* An item stands in one part alone: as a question, as parked, as new, as due, or with the
 * others. */
static void fill_items(struct arena *arena, const struct meeting_context *c,
		       const struct meeting *meeting, int64_t since_s, int64_t now_s,
		       struct agenda_view *out)
{
	struct question_list questions;
	struct item_list told;
	struct item_view *open;
	const char **owners;

	meeting_view_questions(arena, c, meeting, &questions);
	out->questions = questions.rows;
	out->n_questions = questions.len;
	out->parked =
		meeting_items_of_both(arena, meeting_items_that(arena, c, is_parked, 0, now_s + 1),
				      meeting_view_given_up(arena, c, meeting));
	out->done = meeting_items_that(arena, c, meeting_item_is_done, since_s, now_s + 1);
	told = meeting_items_of_both(arena, asked_about(arena, &questions), out->parked);
	out->added = meeting_items_without(
		arena, meeting_items_that(arena, c, meeting_item_is_new, since_s, now_s + 1), told);
	told = meeting_items_of_both(arena, told, out->added);
	out->due = meeting_items_without(
		arena, meeting_items_that(arena, c, falls_due, since_s, meeting->start_utc_s),
		told);
	out->open.n = meeting_view_open(arena, c, meeting_items_of_both(arena, told, out->due),
					&open, &owners);
	out->open.rows = open;
	out->open_owner = owners;
}

void meeting_view_agenda(struct arena *arena, const struct meeting_context *c,
			 const struct meeting *meeting, int64_t now_s, struct agenda_view *out)
{
	struct meeting last;
	int64_t since_s =
		calendar_last(c->calendar,
			      now_s < meeting->start_utc_s ? now_s : meeting->start_utc_s - 1,
			      &last)
			? last.start_utc_s
			: c->state->born_at_s;
	const char **members = arena_alloc(arena, c->people->n_persons, sizeof *members);

	*out = (struct agenda_view){ .meeting = meeting_view_of(c, meeting),
				     .list_zone = meeting_list_zone(c) };
	out->n_rows = meeting_view_entries(arena, c, meeting, now_s, &out->rows);
	fill_items(arena, c, meeting, since_s, now_s, out);
	meeting_view_deadlines(arena, c, since_s, now_s, now_s, &out->deadlines, &out->n_deadlines);
	meeting_view_votes(arena, c, since_s, now_s, now_s, &out->votes);
	meeting_view_decisions(
		arena, c, since_s, now_s + 1,
		(struct meeting_told){ out->deadlines, out->n_deadlines, &out->votes },
		&out->decisions);
	for (size_t i = 0; i < c->people->n_persons; i++) {
		if (c->people->persons[i].member)
			members[out->n_participants++] = c->people->persons[i].name;
	}
	out->participants = members;
	fill_failing(arena, c, now_s, out);
	meeting_view_presence(arena, c, meeting, &out->presence, &out->quorum);
}
