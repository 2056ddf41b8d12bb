/* meeting_view.c - see meeting_view.h. */
#include "notices/decide_deadline.h"
#include "notices/meeting_view.h"
#include "notices/format.h"

#include <stdlib.h>
#include <string.h>

#include "committee/ladder.h"
#include "committee/person.h"
#include "committee/record_agenda.h"
#include "time/zone.h"

enum { DAY_S = 24 * 3600, WEEK_S = 7 * DAY_S };

static bool is_of(const struct meeting_context *c, const char *list)
{
	return strcmp(list, c->policy->list_name) == 0;
}

static const struct zone *list_zone(const struct meeting_context *c)
{
	return zone_of_either(c->policy->zone, NULL);
}

const struct person *meeting_view_chair(const struct meeting_context *c,
					const struct meeting *meeting)
{
	const char *name = meeting->chair ? meeting->chair : c->policy->chair;
	const struct person *person = name ? people_by_name(c->people, name) : NULL;

	return person && person->n_addresses ? person : NULL;
}

static bool is_about(const struct meeting_context *c, const struct event *e, enum event_kind kind,
		     const struct meeting *m)
{
	return e->kind == kind && is_of(c, e->list) && event_number(e) == m->number;
}

struct meeting_view meeting_view_of(const struct meeting_context *c, const struct meeting *m)
{
	const struct person *chair = meeting_view_chair(c, m);
	struct meeting_view view = {
		.number = m->number > 0 ? m->number : -1,
		.start_s = m->start_utc_s,
		.length_minutes = (int)(m->length_s / 60),
		.chair = m->chair ? m->chair
			 : chair  ? chair->name
				  : "",
		.where = m->place ? m->place : "",
		.sequence = m->excepted,
	};

	for (size_t i = 0; i < c->state->others.len; i++) {
		const struct event *e = &c->state->others.events[i];

		view.sequence +=
			is_about(c, e, EVENT_MEETING, m) && strcmp(e->act, MEETING_IGNORED) != 0;
	}
	return view;
}

bool meeting_view_has_minutes(const struct meeting_context *c, const struct meeting *m)
{
	for (size_t i = c->state->others.len; i-- > 0;) {
		const struct event *e = &c->state->others.events[i];

		if (e->kind == EVENT_MINUTES && is_of(c, e->list) &&
		    ((e->minutes.meeting > 0 && e->minutes.meeting == m->number) ||
		     (civil_is_set(e->minutes.day) && civil_compare(e->minutes.day, m->date) == 0)))
			return true;
	}
	return false;
}

/* ---- the agenda ---- */

struct agenda_rows {
	struct agenda_row *rows;
	size_t len, cap;
};

/* Was it talked about in the meeting it was meant for, or later? */
static bool was_discussed(const struct meeting_context *c, const struct event *entry, int number)
{
	for (size_t i = 0; i < c->state->others.len; i++) {
		const struct event *e = &c->state->others.events[i];

		if (e->kind == EVENT_AGENDA && is_of(c, e->list) && e->agenda.discussed &&
		    e->agenda.meeting >= number &&
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
		if (!span_eq_ci(span_of(out->rows[i].title), span_of(row.title)))
			continue;
		/* said again: the last word holds, but it has been waiting since the first */
		if (out->rows[i].carried_from >= 0)
			row.carried_from = out->rows[i].carried_from;
		out->rows[i] = row;
		return;
	}
	out->rows = arena_grow(arena, out->rows, out->len, &out->cap, sizeof *out->rows);
	out->rows[out->len++] = row;
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
	const struct event_list *all = &c->state->others;
	bool is_over = meeting->start_utc_s <= now_s;
	struct agenda_rows rows = { 0 };

	for (size_t i = 0; i < all->len; i++) {
		const struct event *e = &all->events[i];

		if (e->kind == EVENT_AGENDA && is_of(c, e->list) && !e->agenda.discussed &&
		    e->at_s <= now_s)
			add_entry(arena, c, e, meeting, is_over, &rows);
	}
	for (size_t i = 0; is_over && i < all->len; i++) {
		const struct event *e = &all->events[i];

		if (is_about(c, e, EVENT_AGENDA, meeting) && e->agenda.discussed)
			add_discussed(arena, e, &rows);
	}
	*out = rows.rows;
	return rows.len;
}

/* ---- items ---- */

struct owned {
	struct item_view view;
	const char *owner;
};

static int compare_owned(const void *left, const void *right)
{
	const struct owned *a = left, *b = right;
	int order;

	if (!*a->owner != !*b->owner)	/* nobody's stand last */
		return !*a->owner - !*b->owner;
	order = strcmp(a->owner, b->owner);
	return order ? order
		     : (a->view.item->number > b->view.item->number) -
			       (a->view.item->number < b->view.item->number);
}

struct owned_list {
	struct owned *rows;
	size_t len, cap;
};

static void add_owned(struct arena *arena, struct owned_list *list, const struct item *item,
		      const char *owner)
{
	list->rows = arena_grow(arena, list->rows, list->len, &list->cap, sizeof *list->rows);
	list->rows[list->len++] =
		(struct owned){ .view = { .item = item }, .owner = owner };
}

static void add_owners(struct arena *arena, const struct item *item, struct owned_list *list)
{
	size_t before = list->len;
	const char *group = "";

	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (o->done_at_s || (*o->group && strcmp(o->group, group) == 0))
			continue;
		group = *o->group ? o->group : group;
		add_owned(arena, list, item,
			  *o->group    ? o->group
			  : *o->person ? o->person
				       : o->written);
	}
	if (list->len == before)
		add_owned(arena, list, item, "");
}

static bool concerns(const struct meeting_context *c, const struct item *item)
{
	return item->number && is_of(c, item->list);
}

static bool holds(struct item_list list, const struct item *item)
{
	size_t i = 0;

	while (i < list.n && list.rows[i].item != item)
		i++;
	return i < list.n;
}

/* An item stands in one part of a mail: those that stand in another are left out. */
static struct item_list without(struct arena *arena, struct item_list all, struct item_list others)
{
	struct item_view *rows = arena_alloc(arena, all.n, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		if (!holds(others, all.rows[i].item))
			rows[n++] = all.rows[i];
	}
	return (struct item_list){ rows, n };
}

static struct item_list both(struct arena *arena, struct item_list a, struct item_list b)
{
	struct item_view *rows = arena_alloc(arena, a.n + b.n, sizeof *rows);

	for (size_t i = 0; i < a.n + b.n; i++)
		rows[i] = i < a.n ? a.rows[i] : b.rows[i - a.n];
	return (struct item_list){ rows, a.n + b.n };
}

size_t meeting_view_open(struct arena *arena, const struct meeting_context *c, struct item_list but,
			 struct item_view **rows_out, const char ***owners_out)
{
	struct owned_list list = { 0 };

	for (size_t i = 0; i < c->state->n_items; i++) {
		const struct item *item = &c->state->items[i];

		if (concerns(c, item) && item->status == ITEM_OPEN && !holds(but, item))
			add_owners(arena, item, &list);
	}
	struct item_view *rows = arena_alloc(arena, list.len, sizeof *rows);
	const char **owners = arena_alloc(arena, list.len, sizeof *owners);

	if (list.len)
		qsort(list.rows, list.len, sizeof *list.rows, compare_owned);
	for (size_t i = 0; i < list.len; i++) {
		rows[i] = list.rows[i].view;
		owners[i] = list.rows[i].owner;
	}
	*rows_out = rows;
	*owners_out = owners;
	return list.len;
}

/* Items with an instant in [from_s, to_s); those that are due as they stand at from_s, by what was
 * known at to_s. */
typedef bool item_test(const struct meeting_context *c, const struct item *item, int64_t from_s,
		       int64_t to_s);

static struct item_list items_that(struct arena *arena, const struct meeting_context *c,
				   item_test *test, int64_t from_s, int64_t to_s)
{
	struct item_view *rows = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < c->state->n_items; i++) {
		const struct item *item = &c->state->items[i];

		if (!concerns(c, item) || !test(c, item, from_s, to_s))
			continue;
		rows = arena_grow(arena, rows, n, &cap, sizeof *rows);
		rows[n++] = (struct item_view){ .item = item };
	}
	return (struct item_list){ rows, n };
}

static bool is_done(const struct meeting_context *c, const struct item *item, int64_t from_s,
		    int64_t to_s)
{
	(void)c;
	return item->status == ITEM_DONE && item->closed_at_s >= from_s && item->closed_at_s < to_s;
}

static bool is_new(const struct meeting_context *c, const struct item *item, int64_t from_s,
		   int64_t to_s)
{
	(void)c;
	return item_opened_at(item) >= from_s && item_opened_at(item) < to_s &&
	       item->status == ITEM_OPEN;
}

/* Open, and due from the one day to the other. */
static bool falls_due(const struct meeting_context *c, const struct item *item, int64_t from_s,
		      int64_t to_s)
{
	const struct zone *zone = list_zone(c);

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

/* As it stood at that instant: what came later is of the next week, and would make a digest of a
 * week without one. */
static bool was_due_then(const struct item *item, int64_t at_s)
{
	return item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       item_opened_at(item) < at_s && item->due_set_at_s < at_s;
}

static bool is_overdue(const struct meeting_context *c, const struct item *item, int64_t now_s,
		       int64_t to_s)
{
	const struct zone *zone = list_zone(c);

	return was_due_then(item, to_s) &&
	       civil_compare(item->due, zone_to_local(zone, now_s).date) < 0 &&
	       !meeting_view_is_past(c, item);
}

static bool is_due(const struct meeting_context *c, const struct item *item, int64_t now_s,
		   int64_t to_s)
{
	const struct zone *zone = list_zone(c);
	int64_t due = civil_to_days(item->due);

	return was_due_then(item, to_s) && due >= civil_to_days(zone_to_local(zone, now_s).date) &&
	       due < civil_to_days(zone_to_local(zone, to_s).date) + 7;
}

/* Of items that are overdue, those that were due on that day or later; the others are counted. */
static struct item_list since(struct arena *arena, struct item_list all, struct civil_date day,
			      size_t *n_before_out)
{
	struct item_view *rows = arena_alloc(arena, all.n, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		if (civil_compare(all.rows[i].item->due, day) >= 0)
			rows[n++] = all.rows[i];
	}
	*n_before_out = all.n - n;
	return (struct item_list){ rows, n };
}

void meeting_view_deadlines(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			    int64_t until_s, int64_t now_s, const struct deadline_view **out,
			    size_t *n_out)
{
	struct deadline_list list = { 0 };
	size_t n = 0;

	deadlines_of(arena, c->state, c->policy->list_name, list_zone(c), c->read_s, now_s, &list);
	struct deadline_view *rows = arena_alloc(arena, list.len, sizeof *rows);

	for (size_t i = 0; i < list.len; i++) {
		const struct deadline_entry *e = &list.entries[i];
		const struct deadline *d = &e->deadline;
		int64_t from_s = e->quiet_until_s > since_s ? e->quiet_until_s : since_s;

		bool is_news = d->opened && d->opened_s <= until_s && !deadline_is_untold(e);

		if (is_news && (!d->settled_s || d->settled_s >= from_s))
			rows[n++] = deadline_view_of(arena, c->people, e);
	}
	*out = rows;
	*n_out = n;
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
	out->parked = both(arena, items_that(arena, c, is_parked, 0, now_s + 1),
			   meeting_view_given_up(arena, c, meeting));
	out->done = items_that(arena, c, is_done, since_s, now_s + 1);
	told = both(arena, asked_about(arena, &questions), out->parked);
	out->added = without(arena, items_that(arena, c, is_new, since_s, now_s + 1), told);
	told = both(arena, told, out->added);
	out->due = without(arena, items_that(arena, c, falls_due, since_s, meeting->start_utc_s),
			   told);
	out->open.n = meeting_view_open(arena, c, both(arena, told, out->due), &open, &owners);
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
				     .list_zone = list_zone(c) };
	out->n_rows = meeting_view_entries(arena, c, meeting, now_s, &out->rows);
	fill_items(arena, c, meeting, since_s, now_s, out);
	meeting_view_deadlines(arena, c, since_s, now_s, now_s, &out->deadlines, &out->n_deadlines);
	for (size_t i = 0; i < c->people->n_persons; i++) {
		if (c->people->persons[i].member)
			members[out->n_participants++] = c->people->persons[i].name;
	}
	out->participants = members;
	fill_failing(arena, c, now_s, out);
}

/* Did the digest of the week before, sent at from_s, tell of it as new, with its present day? */
static bool was_told_due(const struct item *item, int64_t from_s, int64_t to_s)
{
	enum { HOUR_S = 3600 };		/* the clocks may have changed */

	return to_s - from_s <= WEEK_S + HOUR_S && item_opened_at(item) >= from_s - WEEK_S &&
	       item->due_set_at_s < from_s;
}

/* An item stands in the first part that fits. */
static void fill_weekly_items(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			      int64_t to_s, int64_t now_s, struct weekly_view *out)
{
	struct item_list overdue = items_that(arena, c, is_overdue, now_s, to_s);
	struct item_list added = items_that(arena, c, is_new, from_s, to_s);

	out->due = items_that(arena, c, is_due, now_s, to_s);
	out->done = items_that(arena, c, is_done, from_s, to_s);
	out->overdue = since(arena, overdue, zone_to_local(list_zone(c), from_s).date,
			     &out->n_overdue_before);
	out->added = without(arena, without(arena, added, overdue), out->due);
	out->n_news = added.n + out->done.n;
	for (size_t i = 0; i < out->due.n; i++)
		out->n_news += !was_told_due(out->due.rows[i].item, from_s, to_s);
}

/* Those that run, for their end is to come; how one ended the list has heard by its own notice,
 * where that is sent. */
static void fill_weekly_deadlines(struct arena *arena, const struct meeting_context *c,
				  int64_t from_s, int64_t to_s, int64_t now_s,
				  struct weekly_view *out)
{
	const struct deadline_view *all;
	size_t n;

	meeting_view_deadlines(arena, c, from_s, to_s, now_s, &all, &n);
	struct deadline_view *rows = arena_alloc(arena, n, sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		if (!all[i].deadline->settled_s || policy_is_off(c->policy, "deadline-closed"))
			rows[out->n_deadlines++] = all[i];
	}
	out->deadlines = rows;
}

/* "Dave Thaler (until Mon 19 Jun), KP Singh (until they write \"resume\")"; "" nobody */
static const char *quiet_people(struct arena *arena, const struct meeting_context *c, int64_t now_s)
{
	const char *text = "";

	for (size_t i = 0; i < c->people->n_persons; i++) {
		const struct person *person = &c->people->persons[i];
		const struct zone *zone = zone_of_either(person->zone, c->policy->zone);
		const struct person_quiet quiet =
			person_quiet(c->state, c->policy->list_name, c->people, person);

		if (!person_is_quiet(&quiet, zone_to_local(zone, now_s).date))
			continue;
		text = arena_printf(arena, "%s%s%s (until %s)", text, *text ? ", " : "",
				    person->name,
				    quiet.stopped ? "they write \"resume\""
						  : format_date(arena, zone, now_s, quiet.until));
	}
	return text;
}

void meeting_view_weekly(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			 int64_t to_s, int64_t now_s, struct weekly_view *out,
			 struct meeting_view *next)
{
	struct thread *threads = NULL;
	struct meeting meeting;

	*out = (struct weekly_view){ .from_s = from_s, .to_s = to_s };
	fill_weekly_items(arena, c, from_s, to_s, now_s, out);
	fill_weekly_deadlines(arena, c, from_s, to_s, now_s, out);
	out->n_threads =
		threads_of(arena, c->mails, c->n_mails, c->policy->prefix, from_s, to_s, &threads);
	out->threads = threads;
	out->quiet = quiet_people(arena, c, now_s);
	if (calendar_next(c->calendar, now_s, &meeting)) {
		*next = meeting_view_of(c, &meeting);
		out->next = next;
	}
}
