/* decide_work.c - see decide_work.h. */
#include "notices/decide_work.h"

#include <string.h>

#include "committee/person.h"
#include "time/zone.h"

enum { EVENING_MINUTE = 18 * 60 };	/* a reminder that has missed it waits for the morning */

void decide_wake_at(struct decider *d, int64_t at_s)
{
	if (at_s > d->now_s && at_s < *d->next_s)
		*d->next_s = at_s;
}

void decide_add_row(struct decider *d, struct decided_rows *rows, struct notice_row row)
{
	rows->rows = arena_grow(d->arena, rows->rows, rows->len, &rows->cap, sizeof *rows->rows);
	rows->rows[rows->len++] = row;
}

void decide_add_spent(struct decider *d, struct decided_rows *rows, const char *key)
{
	if (state_has_key(d->state, key))
		return;
	rows->spent = arena_grow(d->arena, rows->spent, rows->n_spent, &rows->cap_spent,
				 sizeof *rows->spent);
	rows->spent[rows->n_spent++] = key;
}

struct notice *notice_add(struct arena *arena, struct notice_list *list,
			  const struct notice *notice)
{
	list->notices =
		arena_grow(arena, list->notices, list->len, &list->cap, sizeof *list->notices);
	list->notices[list->len] = *notice;
	return &list->notices[list->len++];
}

struct notice *decide_add_notice(struct decider *d, enum notice_kind kind, const char *cause,
				 const char *key, const struct person *person,
				 const struct decided_rows *rows)
{
	return notice_add(d->arena, d->out,
			 &(struct notice){
				 .kind = kind,
				 .cause = cause,
				 .key = key,
				 .list = d->policy->list_name,
				 .person = person,
				 .addr = person_addr(d->state, person, d->now_s),
				 .rows = rows->rows,
				 .n_rows = rows->len,
				 .spent = rows->spent,
				 .n_spent = rows->n_spent,
			 });
}

const char *decide_assigned_key(struct decider *d, const struct item *item,
				const struct owner *owner)
{
	return arena_printf(d->arena, "assigned/%d/%s/%lld", item->number, owner->person,
			    (long long)owner->assigned_at_s);
}

/* Is it still the time of that day when people are reminded? */
bool decide_is_hour(const struct state *state, const struct zone *zone, int64_t due_s,
		    int64_t now_s, int reminder_minute)
{
	struct civil_time local = zone_to_local(zone, now_s);
	int since = local.hour * 60 + local.minute - reminder_minute;
	int length = EVENING_MINUTE - reminder_minute;

	if (length < REMINDER_HOURS * 60)
		length = REMINDER_HOURS * 60;
	if ((since < 0 ? since + 24 * 60 : since) < length)
		return true;
	return due_s <= state->round_before_s &&
	       zone_minute_to_utc(zone, zone_last_day(zone, now_s, reminder_minute),
				  reminder_minute) > state->round_before_s;
}
