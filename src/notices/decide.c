/* decide.c - see decide.h for the rules and the keys. */
#include "notices/decide_work.h"

#include <string.h>

#include "committee/person.h"
#include "committee/walk.h"
#include "notices/queue.h"
#include "time/civil.h"
#include "time/zone.h"

enum {
	DAY_S = 24 * 3600,
	GATHER_ROUNDS = 6,		/* assignments that keep coming are told after so many
					 * quiet periods */
};

const char *notice_name(const struct notice *notice)
{
	static const char *const names[] = { "assigned", "reminder", "last-call",
					     NOTICE_TROUBLE_NAME };

	return notice->kind == NOTICE_COMPOSED ? notice->kind_name : names[notice->kind];
}

/* Who has raised these items; NULL: several people, or the calendar. */
static const char *cause_of(const struct decider *d, const struct decided_rows *rows)
{
	const struct item *first = state_item(d->state, rows->rows[0].item);

	for (size_t i = 1; i < rows->len; i++) {
		const struct item *item = state_item(d->state, rows->rows[i].item);

		if (strcmp(item->raised_by, first->raised_by) != 0 ||
		    !*item->raise_proof != !*first->raise_proof)
			return NULL;
	}
	return queue_cause(d->arena, first->raised_by, *first->raise_proof);
}

static const struct zone *zone_of(const struct decider *d, const struct person *person)
{
	return zone_of_either(person->zone, d->policy->zone);
}

/* The mail says when each is due: no reminder of what has passed meanwhile comes on top of it. */
static void add_assigned(struct decider *d, const struct person *person,
			 const struct decided_item *items, struct notice_row *first, size_t n)
{
	struct decided_rows rows = { .rows = first,
				     .len = n < DECIDE_ROWS_MAX ? n : DECIDE_ROWS_MAX };
	const struct ladder_clock clock = policy_ladder(d->policy, person, d->now_s);
	int64_t today = zone_last_day(clock.zone, d->now_s, clock.minute);

	for (size_t i = 0; i < rows.len; i++) {
		const struct item *item = items[i].item;
		const struct owner *owner = items[i].owner;
		struct ladder_span span = ladder_reached(&clock, item, owner, today);

		for (int rung = span.from + 1; rung <= span.to; rung++)
			decide_add_spent(d, &rows,
					 ladder_key(d->arena, &clock, item, owner, rung));
	}
	(void)decide_add_notice(d, NOTICE_ASSIGNED, cause_of(d, &rows),
				arena_printf(d->arena, "mail/%s", first[0].key), person, &rows);
}

static void decide_assigned(struct decider *d, const struct person *person,
			    const struct decided_items *owned)
{
	const struct zone *zone = zone_of(d, person);
	struct decided_item *news = arena_alloc(d->arena, owned->len, sizeof *news);
	struct decided_rows rows = { 0 };
	int64_t oldest = INT64_MAX, newest = INT64_MIN;
	bool by_clock = true;

	for (size_t i = 0; i < owned->len; i++) {
		const struct item *item = owned->items[i].item;
		const struct owner *owner = owned->items[i].owner;

		if (owner->quiet_until_s)
			continue;
		const char *key = decide_assigned_key(d, item, owner);

		if (state_has_key(d->state, key))
			continue;
		/* a server whose clock is ahead must not hold a notice back for as long as it is
		 * ahead */
		int64_t at_s = owner->assigned_at_s;

		if (at_s > d->now_s + d->policy->assigned_quiet_s)
			at_s = d->now_s - d->policy->assigned_quiet_s;

		by_clock = by_clock && owner->by_clock;
		oldest = at_s < oldest ? at_s : oldest;
		newest = at_s > newest ? at_s : newest;
		news[rows.len] = owned->items[i];
		decide_add_row(d, &rows,
			(struct notice_row){
				.item = item->number, .key = key, .person = owner->person });
	}
	if (!rows.len)
		return;

	int64_t quiet_s = d->policy->assigned_quiet_s;
	int64_t at_s = newest + quiet_s, latest_s = oldest + GATHER_ROUNDS * quiet_s;

	at_s = latest_s < at_s ? latest_s : at_s;
	if (at_s > d->now_s) {
		decide_wake_at(d, at_s);
		return;
	}
	if (by_clock &&
	    !decide_is_hour(d->state, zone, at_s, d->now_s, d->policy->reminder_minute)) {
		decide_wake_at(d,
			zone_minute_to_utc(
				zone, zone_last_day(zone, d->now_s, d->policy->reminder_minute) + 1,
				d->policy->reminder_minute));
		return;
	}
	for (size_t i = 0; i < rows.len; i += DECIDE_ROWS_MAX)
		add_assigned(d, person, news + i, rows.rows + i, rows.len - i);
}

/* He said pause or stop: what falls due meanwhile is told when that is over. */
static bool asked_for_quiet(struct decider *d, const struct person *person)
{
	struct person_quiet quiet = person_quiet(d->state, d->policy->list_name, d->people, person);
	const struct zone *zone = zone_of(d, person);

	if (!person_is_quiet(&quiet, zone_to_local(zone, d->now_s).date))
		return false;
	if (!quiet.stopped)
		decide_wake_at(d, zone_minute_to_utc(zone, civil_to_days(quiet.until), 0));
	return true;
}

/* By the first of the entries that mean them. */
static void add_owned(struct arena *arena, struct decided_items *owned, const struct item *item,
		      const struct owner *owner)
{
	if (owned->len && owned->items[owned->len - 1].item == item)
		return;
	owned->items = arena_grow(arena, owned->items, owned->len, &owned->cap,
				  sizeof *owned->items);
	owned->items[owned->len++] = (struct decided_item){ item, owner };
}

/* Of each person, in one walk. */
static struct decided_items *owned_items(const struct decider *d)
{
	struct decided_items *all = arena_alloc(d->arena, d->people->n_persons, sizeof *all);
	struct item_walk walk = walk_open(d->state, d->policy->list_name);
	const struct item *item;

	while ((item = item_walk_next(&walk))) {
		for (size_t i = 0; i < item->n_owners; i++) {
			const struct owner *owner = &item->owners[i];
			const struct person *person =
				owner->done_at_s ? NULL
						 : people_known_as(d->people, owner->person);

			if (person)
				add_owned(d->arena, &all[person - d->people->persons], item, owner);
		}
	}
	return all;
}

void decide_list(struct arena *arena, const struct state *state, const struct notice_policy *policy,
		 const struct people *people, int64_t now_s, struct notice_list *out,
		 int64_t *next_s_out)
{
	struct decider d = {
		.arena = arena, .state = state, .policy = policy, .people = people, .now_s = now_s,
		.out = out, .next_s = next_s_out,
	};

	const struct decided_items *owned = owned_items(&d);

	for (size_t i = 0; i < people->n_persons; i++) {
		if (!owned[i].len || people->persons[i].n_addresses == 0 ||
		    asked_for_quiet(&d, &people->persons[i]))
			continue;
		decide_assigned(&d, &people->persons[i], &owned[i]);
		decide_reminder(&d, &people->persons[i], &owned[i]);
	}
}

bool decide_chair_reader(const struct state *state, const struct notice_policy *policy,
			 const struct people *people, const char *name, int64_t now_s,
			 struct chair_reader *out)
{
	const struct person *person = name ? people_by_name(people, name) : NULL;

	if (person && !person->n_addresses)
		person = NULL;
	*out = (struct chair_reader){
		.person = person,
		.addr = person ? person_addr(state, person, now_s) : policy->operator_addr,
		.zone = zone_of_either(person ? person->zone : NULL, policy->zone),
	};
	return out->addr != NULL;
}

/* By a mail, which anybody can write. */
static bool is_of_mail(const struct notice_trouble *trouble)
{
	return span_starts(span_of(trouble->key), "aside/") ||
	       span_starts(span_of(trouble->key), "unread/");
}

void trouble_list_add(struct arena *arena, struct trouble_list *list, const char *key,
		      const char *text)
{
	list->troubles =
		arena_grow(arena, list->troubles, list->len, &list->cap, sizeof *list->troubles);
	list->troubles[list->len++] = (struct notice_trouble){ .key = key, .text = text };
}

static struct notice *add_trouble(struct arena *arena, struct notice_list *out, const char *addr,
				  struct notice_row *rows, size_t n)
{
	return notice_add(arena, out,
			  &(struct notice){
				  .kind = NOTICE_TROUBLE,
				  .key = arena_printf(arena, "mail/%s", rows->key),
				  .list = "",
				  .addr = addr,
				  .rows = rows,
				  .n_rows = n,
			  });
}

/* One mail a day: what it has no room for is spent with it. */
static void tell_of_mails(struct arena *arena, const struct state *state, const char *addr,
			  struct notice_row *rows, size_t n, int64_t now_s, struct notice_list *out,
			  int64_t *next_s_out)
{
	int64_t day = now_s / DAY_S;
	const char **spent = arena_alloc(arena, n + 1, sizeof *spent);
	size_t n_spent = 0, n_shown = n < DECIDE_ROWS_MAX ? n : DECIDE_ROWS_MAX;
	char iso[CIVIL_TEXT_SIZE];
	const char *key = arena_printf(arena, "trouble-of-mail/%s",
				       civil_format_iso(civil_from_days(day), iso));

	if (state_has_key(state, key)) {
		if ((day + 1) * DAY_S < *next_s_out)
			*next_s_out = (day + 1) * DAY_S;
		return;
	}
	spent[n_spent++] = key;
	for (size_t i = n_shown; i < n; i++)
		spent[n_spent++] = rows[i].key;
	if (n > n_shown)
		rows[n_shown - 1].text = arena_printf(arena, "%s  And %zu more of this sort.",
						      rows[n_shown - 1].text, n - n_shown);
	struct notice *notice = add_trouble(arena, out, addr, rows, n_shown);

	notice->spent = spent;
	notice->n_spent = n_spent;
}

void decide_trouble(struct arena *arena, const struct state *state, const char *operator_addr,
		    const struct notice_trouble *troubles, size_t n_troubles, int64_t now_s,
		    struct notice_list *out, int64_t *next_s_out)
{
	struct notice_row *rows = arena_alloc(arena, n_troubles, sizeof *rows),
			  *of_mails = arena_alloc(arena, n_troubles, sizeof *rows);
	size_t n = 0, n_of_mails = 0;

	for (size_t i = 0; operator_addr && i < n_troubles; i++) {
		const char *key = arena_printf(arena, "trouble/%s", troubles[i].key);
		const struct notice_row row = { .key = key,
						.text = troubles[i].text,
						.at_s = troubles[i].at_s };

		if (state_has_key(state, key))
			continue;
		if (is_of_mail(&troubles[i]))
			of_mails[n_of_mails++] = row;
		else
			rows[n++] = row;
	}
	for (size_t i = 0; i < n; i += DECIDE_ROWS_MAX)
		(void)add_trouble(arena, out, operator_addr, rows + i,
				  n - i < DECIDE_ROWS_MAX ? n - i : DECIDE_ROWS_MAX);
	if (n_of_mails)
		tell_of_mails(arena, state, operator_addr, of_mails, n_of_mails, now_s, out,
			      next_s_out);
}
