/* meeting_view.c - a meeting, the items and the deadlines, as digests tell of them: see
 * meeting_view.h. */
#include "notices/meeting_work.h"

#include <stdlib.h>
#include <string.h>

#include "committee/meeting_act.h"
#include "committee/person.h"
#include "committee/walk.h"
#include "notices/decide_deadline.h"
#include "time/zone.h"

bool meeting_is_of(const struct meeting_context *c, const char *list)
{
	return strcmp(list, c->policy->list_name) == 0;
}

const struct zone *meeting_list_zone(const struct meeting_context *c)
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

const char *meeting_addr(const struct meeting_context *c, const struct person *person,
			 int64_t now_s)
{
	return person ? person_addr(c->state, person, now_s) : c->policy->list_address;
}

struct digest_reader meeting_reader(struct arena *arena, const struct meeting_context *c,
				    const struct person *person, const char *key, int64_t now_s)
{
	return (struct digest_reader){
		.name = person ? person->name : "",
		.addr = meeting_addr(c, person, now_s),
		.zone = zone_of_either(person ? person->zone : NULL, c->policy->zone),
		.message_id = envelope_message_id(arena, c->policy, c->state, key),
		.answers = "",
		.state = c->state,
	};
}

bool meeting_is_about(const struct meeting_context *c, const struct event *e, enum event_kind kind,
		      const struct meeting *m)
{
	return e->kind == kind && meeting_is_of(c, e->list) && event_number(e) == m->number;
}

struct meeting_view meeting_view_of(const struct meeting_context *c, const struct meeting *m)
{
	const struct person *chair = meeting_view_chair(c, m);
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_MEETING));
	const struct event *e;
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

	while ((e = event_walk_next(&walk))) {
		view.sequence += meeting_is_about(c, e, EVENT_MEETING, m) &&
				 strcmp(e->act, MEETING_IGNORED) != 0;
	}
	return view;
}

bool meeting_view_has_minutes(const struct meeting_context *c, const struct meeting *m)
{
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_MINUTES));
	const struct event *e;

	while ((e = event_walk_back(&walk, EVENT_MINUTES))) {
		bool is_its_number = e->minutes.meeting > 0 && e->minutes.meeting == m->number;
		bool is_its_day = civil_is_set(e->minutes.day) &&
				  civil_compare(e->minutes.day, m->date) == 0;

		if (is_its_number || is_its_day)
			return true;
	}
	return false;
}

void meeting_view_presence(struct arena *arena, const struct meeting_context *c,
			   const struct meeting *meeting, struct presence *out,
			   struct quorum_count *count_out)
{
	presence_of(arena, c->state, c->policy->list_name, meeting, out);
	*count_out = presence_count(out, &c->policy->quorum, c->people);
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

static bool holds(struct item_list list, const struct item *item)
{
	size_t i = 0;

	while (i < list.n && list.rows[i].item != item)
		i++;
	return i < list.n;
}

struct item_list meeting_items_without(struct arena *arena, struct item_list all,
				       struct item_list others)
{
	struct item_view *rows = arena_alloc(arena, all.n, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		if (!holds(others, all.rows[i].item))
			rows[n++] = all.rows[i];
	}
	return (struct item_list){ rows, n };
}

struct item_list meeting_items_of_both(struct arena *arena, struct item_list a, struct item_list b)
{
	struct item_view *rows = arena_alloc(arena, a.n + b.n, sizeof *rows);

	for (size_t i = 0; i < a.n + b.n; i++)
		rows[i] = i < a.n ? a.rows[i] : b.rows[i - a.n];
	return (struct item_list){ rows, a.n + b.n };
}

size_t meeting_view_open(struct arena *arena, const struct meeting_context *c, struct item_list but,
			 struct item_view **rows_out, const char ***owners_out)
{
	struct item_walk walk = walk_open(c->state, c->policy->list_name);
	struct owned_list list = { 0 };
	const struct item *item;

	while ((item = item_walk_next(&walk))) {
		if (!holds(but, item))
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

struct item_list meeting_items_that(struct arena *arena, const struct meeting_context *c,
				    meeting_item_test *test, int64_t from_s, int64_t to_s)
{
	struct item_walk walk = walk_items(c->state, c->policy->list_name);
	struct item_view *rows = NULL;
	const struct item *item;
	size_t n = 0, cap = 0;

	while ((item = item_walk_next(&walk))) {
		if (!test(c, item, from_s, to_s))
			continue;
		rows = arena_grow(arena, rows, n, &cap, sizeof *rows);
		rows[n++] = (struct item_view){ .item = item };
	}
	return (struct item_list){ rows, n };
}

bool meeting_item_is_done(const struct meeting_context *c, const struct item *item, int64_t from_s,
			  int64_t to_s)
{
	(void)c;
	return item->status == ITEM_DONE && item->closed_at_s >= from_s && item->closed_at_s < to_s;
}

bool meeting_item_is_new(const struct meeting_context *c, const struct item *item, int64_t from_s,
			 int64_t to_s)
{
	(void)c;
	return item_opened_at(item) >= from_s && item_opened_at(item) < to_s &&
	       item->status == ITEM_OPEN;
}

void meeting_view_deadlines(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			    int64_t until_s, int64_t now_s, const struct deadline_view **out,
			    size_t *n_out)
{
	struct deadline_list list = { 0 };
	size_t n = 0;

	deadlines_of(arena, c->state, c->policy->list_name, meeting_list_zone(c), c->read_s, now_s,
		     &list);
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

void meeting_view_votes(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			int64_t until_s, int64_t now_s, struct vote_list *out)
{
	size_t n = 0;

	votes_of(arena, c->state, NULL, c->policy->list_name, meeting_list_zone(c), c->read_s,
		 now_s, out);
	for (size_t i = 0; i < out->len; i++) {
		const struct vote_entry *e = &out->entries[i];
		const struct vote *v = &e->vote;
		int64_t from_s = e->quiet_until_s > since_s ? e->quiet_until_s : since_s;
		bool is_news = v->opened && v->opened_s <= until_s;

		if (is_news && (!v->settled_s || v->settled_s >= from_s))
			out->entries[n++] = *e;
	}
	out->len = n;
}

static bool is_told(const struct meeting_told *told, int number)
{
	for (size_t i = 0; number && i < told->n_deadlines; i++) {
		if (told->deadlines[i].number == number)
			return true;
	}
	return number && votes_find(told->votes, number);
}

void meeting_view_decisions(struct arena *arena, const struct meeting_context *c, int64_t since_s,
			    int64_t until_s, struct meeting_told told, struct decision_list *out)
{
	size_t n = 0;

	decisions_of(arena, c->state, c->policy->list_name, out);
	for (size_t i = 0; i < out->len; i++) {
		const struct decision_entry *e = &out->entries[i];
		bool is_new = e->made->at_s >= since_s && e->made->at_s < until_s &&
			      !e->made->quiet_until_s;

		if (is_new && decision_stands(e) && !is_told(&told, e->made->decision.deadline))
			out->entries[n++] = *e;
	}
	out->len = n;
}
