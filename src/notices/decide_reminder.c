/* decide_reminder.c - the day's mail to an owner about what is due and overdue (see decide.h).
 *
 * Which rungs of which items have come, committee/ladder.h says; here they become one mail.
 */
#include <string.h>

#include "notices/decide_work.h"
#include "time/zone.h"

enum {
	WEEK_DAYS = 7,
	REST_DAYS = 3,			/* what was asked about so lately is not taken along */
	FULL_ROWS = 3,			/* a reminder of more items is brief about what it has
					 * told before */
};

struct reminder {
	struct decider *d;
	const struct person *person;
	struct ladder_clock clock;
	int64_t today;
	bool may_press;			/* of nothing overdue has the owner heard this week */
	struct decided_rows rows;
	struct event_list calls;	/* of the rows, in their order */
	const char *message_id;
	bool has_overdue, is_full;
	int64_t oldest_s;		/* since when the first of them is due */
};

static const char *key_of_day(const struct reminder *r, const char *head, int64_t day)
{
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(r->d->arena, "%s/%s/%s/%s", head, r->d->policy->list_name,
			    r->person->name, civil_format_iso(civil_from_days(day), iso));
}

static bool was_pressed_this_week(const struct reminder *r)
{
	for (int64_t day = r->today - WEEK_DAYS + 1; day <= r->today; day++) {
		if (state_has_key(r->d->state, key_of_day(r, "reminder-week", day)))
			return true;
	}
	return false;
}

static bool is_overdue(const struct reminder *r, int rung)
{
	return r->clock.ladder->rungs[rung].kind > RUNG_DAY;
}

static int64_t instant_of(const struct reminder *r, int64_t day)
{
	return zone_minute_to_utc(r->clock.zone, day, r->clock.minute);
}

/* May the mail of today take the rung along, which falls on one of the next six days? */
static bool may_go_along(const struct reminder *r, const struct item *item,
			 const struct owner *owner, int rung)
{
	return !rung || r->today - ladder_falls_on(&r->clock, item, owner, rung - 1) > REST_DAYS;
}

/* What a mail of today says of the item: the last rung that has come, or that comes before the
 * owner may be pressed again.  -1: nothing. */
static int rung_to_tell(const struct reminder *r, const struct item *item,
			const struct owner *owner)
{
	struct ladder_span now = ladder_reached(&r->clock, item, owner, r->today),
			   soon = ladder_reached(&r->clock, item, owner, r->today + WEEK_DAYS - 1);

	if (r->may_press && soon.to > now.to && soon.to > soon.from && is_overdue(r, soon.to) &&
	    may_go_along(r, item, owner, soon.to))
		return soon.to;
	while (!r->may_press && now.to > now.from && is_overdue(r, now.to))
		now.to--;
	return now.to > now.from ? now.to : -1;
}

static bool is_spent(const struct reminder *r, const struct item *item, const struct owner *owner,
		     int rung)
{
	return state_has_key(r->d->state,
			     ladder_key(r->d->arena, &r->clock, item, owner, rung));
}

static void add_item(struct reminder *r, const struct item *item, const struct owner *owner,
		     int rung)
{
	struct decider *d = r->d;
	enum rung_kind kind = r->clock.ladder->rungs[rung].kind;
	struct ladder_span all = ladder_reached(&r->clock, item, owner, r->today + WEEK_DAYS - 1);

	decide_add_row(d, &r->rows,
		       (struct notice_row){
			       .item = item->number,
			       .rung = kind,
			       .brief = rung > 0 && is_overdue(r, rung - 1),
			       .key = ladder_key(d->arena, &r->clock, item, owner, rung),
			       .person = owner->person,
		       });
	for (int passed = all.from + 1; passed < rung; passed++)
		decide_add_spent(d, &r->rows, ladder_key(d->arena, &r->clock, item, owner, passed));
	/* on the first working day after its day it is overdue as well */
	r->has_overdue = r->has_overdue || is_overdue(r, rung) ||
			 civil_to_days(ladder_day(&r->clock, item, owner)) < r->today;
	if (kind == RUNG_LAST_CALL) {
		const struct event e = ladder_last_call(&r->clock, item, owner, r->message_id);

		event_list_add(d->arena, &r->calls, &e);
	}
}

/* Adds its row.  True when it is a reason for a mail today. */
static bool look_at(struct reminder *r, const struct item *item, const struct owner *owner)
{
	int rung = rung_to_tell(r, item, owner);

	if (rung < 0 || is_spent(r, item, owner, rung))
		return false;
	if (r->rows.len == DECIDE_ROWS_MAX) {
		r->is_full = true;
		return false;
	}
	add_item(r, item, owner, rung);
	int64_t since_s = instant_of(r, ladder_falls_on(&r->clock, item, owner, rung));

	if (since_s > r->d->now_s)
		return false;
	r->oldest_s = since_s < r->oldest_s ? since_s : r->oldest_s;
	return true;
}

/* When its next rung comes. */
static void wake_for(struct reminder *r, const struct item *item, const struct owner *owner)
{
	int next = ladder_reached(&r->clock, item, owner, r->today).to + 1;

	if ((size_t)next < r->clock.ladder->n)
		decide_wake_at(r->d, instant_of(r, ladder_falls_on(&r->clock, item, owner, next)));
}

/* Last calls first, for they ask for a decision; then what is due, and of the rest the newest
 * first.  A short mail tells all of everything. */
static int place_of(const struct notice_row *row)
{
	return row->rung == RUNG_LAST_CALL ? 0 : row->brief ? 2 : 1;
}

static void sort_rows(struct reminder *r)
{
	struct decided_rows *rows = &r->rows;
	struct notice_row *sorted = arena_alloc(r->d->arena, rows->len, sizeof *sorted);
	size_t n = 0;

	for (size_t i = 0; i < rows->len && rows->len <= FULL_ROWS; i++)
		rows->rows[i].brief = false;
	for (int place = 0; place < 2; place++) {
		for (size_t i = 0; i < rows->len; i++) {
			if (place_of(&rows->rows[i]) == place)
				sorted[n++] = rows->rows[i];
		}
	}
	for (size_t i = rows->len; i-- > 0;) {
		if (place_of(&rows->rows[i]) == 2)
			sorted[n++] = rows->rows[i];
	}
	rows->rows = sorted;
}

static void send(struct reminder *r, const char *key)
{
	bool is_call = r->calls.len == r->rows.len;
	struct notice *notice;

	if (r->has_overdue && !r->is_full)
		decide_add_spent(r->d, &r->rows, key_of_day(r, "reminder-week", r->today));
	sort_rows(r);
	notice = decide_add_notice(r->d, is_call ? NOTICE_LAST_CALL : NOTICE_REMINDER, NULL, key,
				   r->person, &r->rows);
	notice->events = r->calls.events;
	notice->n_events = r->calls.len;
}

void decide_reminder(struct decider *d, const struct person *person,
		     const struct decided_items *owned)
{
	struct reminder r = { .d = d,
			      .person = person,
			      .clock = policy_ladder(d->policy, person, d->now_s),
			      .oldest_s = INT64_MAX };
	bool is_reason = false;

	r.today = zone_last_day(r.clock.zone, d->now_s, r.clock.minute);
	r.may_press = !was_pressed_this_week(&r);
	const char *key = key_of_day(&r, "reminder-day", r.today);

	r.message_id = envelope_message_id(d->arena, d->policy, d->state, key);
	for (size_t i = 0; i < owned->len; i++) {
		const struct item *item = owned->items[i].item;
		const struct owner *owner = owned->items[i].owner;

		if (!civil_is_set(ladder_day(&r.clock, item, owner)))
			continue;
		/* what is not yet announced is not reminded of, but its next rung has to be waited
		 * for */
		wake_for(&r, item, owner);
		if (owner->quiet_until_s ||
		    state_has_key(d->state, decide_assigned_key(d, item, owner)))
			is_reason = look_at(&r, item, owner) || is_reason;
	}
	if (!is_reason) {
		if (!r.may_press)
			decide_wake_at(d, instant_of(&r, r.today + 1));
		return;
	}
	bool is_time = workdays_has(&r.clock.workdays, r.today) &&
		       !state_has_key(d->state, key) &&
		       decide_is_hour(d->state, r.clock.zone, r.oldest_s, d->now_s, r.clock.minute);

	if (!is_time || r.is_full)
		decide_wake_at(d, instant_of(&r, workdays_next(&r.clock.workdays, r.today + 1)));
	if (is_time)
		send(&r, key);
}
