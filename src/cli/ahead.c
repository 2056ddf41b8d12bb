/* ahead.c - see ahead.h. */
#include "cli/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

static int by_time(const void *left, const void *right)
{
	const struct ahead *a = left, *b = right;

	if (a->at_s != b->at_s)
		return a->at_s < b->at_s ? -1 : 1;
	return strcmp(a->person, b->person);
}

static const char *day_text(const struct ledger_reader *v, int64_t day)
{
	return export_day(v->arena, civil_from_days(day));
}

/* The first rung of the owner that lies ahead and was not told yet; false: there is none. */
static bool next_of_owner(const struct ledger_reader *v, const struct ladder_clock *clock,
			  const struct item *item, const struct owner *owner, struct ahead *out)
{
	int64_t today = zone_last_day(clock->zone, v->now_s, clock->minute);
	int rung = ladder_reached(clock, item, owner, today).to + 1;

	if (!civil_is_set(ladder_day(clock, item, owner)))
		return false;
	for (; (size_t)rung < clock->ladder->n; rung++) {
		const struct ladder_rung *r = &clock->ladder->rungs[rung];
		int64_t day = ladder_falls_on(clock, item, owner, rung);

		if (r->kind == RUNG_PARKED)
			return false;
		if (state_has_key(v->state, ladder_key(v->arena, clock, item, owner, rung)))
			continue;
		*out = (struct ahead){ .at_s = zone_minute_to_utc(clock->zone, day, clock->minute),
				       .kind = r->kind,
				       .person = owner->person,
				       .day = day_text(v, day) };
		return true;
	}
	return false;
}

size_t ahead_of_item(const struct ledger_reader *v, const struct item *item,
		     const struct ahead **out)
{
	const struct config_list *list = config_list(v->config, item->list);
	struct ahead *rows = arena_alloc(v->arena, item->n_owners + 1, sizeof *rows);
	size_t n = 0;

	*out = rows;
	if (!list || item->status != ITEM_OPEN)
		return 0;
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *owner = &item->owners[i];
		const struct person *person = people_known_as(&list->people, owner->person);

		if (owner->done_at_s || !person || !person->n_addresses)
			continue;
		const struct ladder_clock clock = policy_ladder(&list->policy, person, v->now_s);

		n += next_of_owner(v, &clock, item, owner, &rows[n]);
	}
	const struct ladder_terms terms = policy_ladder_terms(&list->policy, &list->people);
	int64_t day = ladder_parks_on(v->state, &terms, item, v->now_s);

	if (day != INT64_MAX)
		rows[n++] = (struct ahead){
			.at_s = zone_minute_to_utc(terms.zone, day, terms.minute),
			.kind = RUNG_PARKED,
			.person = "",
			.day = day_text(v, day),
		};
	if (n)
		qsort(rows, n, sizeof *rows, by_time);
	return n;
}

const char *ahead_word(enum rung_kind kind)
{
	switch (kind) {
	case RUNG_LAST_CALL:
		return "last call";
	case RUNG_PARKED:
		return "parked";
	case RUNG_BEFORE:
	case RUNG_DAY:
	case RUNG_AFTER:
		break;
	}
	return "reminder";
}

json_t *ahead_json(const struct ahead *rows, size_t n)
{
	json_t *json = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(json,
				      json_pack("{s:s, s:s, s:s}", "day", rows[i].day, "what",
						ahead_word(rows[i].kind), "person",
						rows[i].person));
	return json;
}
