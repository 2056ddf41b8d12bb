/* decide.c - see decide.h for the rules and the keys. */
#include "notices/decide.h"

#include <string.h>

#include "committee/person.h"
#include "notices/queue.h"
#include "time/civil.h"
#include "time/zone.h"

enum {
	DAY_S = 24 * 3600,
	EVENING_MINUTE = 18 * 60,	/* a reminder that has missed the evening waits for the
					 * morning */
	GATHER_ROUNDS = 6,		/* assignments that keep coming are told after so many
					 * quiet periods */
	FULL_ROWS = 3,			/* a reminder of more items is brief about what it has
					 * told often */
	SPENT_MAX = 10,			/* stages of an item: the last one that is spent silences
					 * all before it */
};

struct decider {
	struct arena *arena;
	const struct state *state;
	const struct notice_policy *policy;
	const struct people *people;
	int64_t now_s;
	struct notice_list *out;
	int64_t *next_s;
};

/* What is gathered for one person. */
struct rows {
	struct notice_row *rows;
	size_t len, cap;
	const char **spent;
	size_t n_spent, cap_spent;
	size_t n_pressing;		/* rows that ask for a mail by themselves */
	int64_t oldest_s;		/* of reminders: since when the first of them is due */
};

const char *notice_name(const struct notice *notice)
{
	static const char *const names[] = { "assigned", "reminder", NOTICE_TROUBLE_NAME };

	return notice->kind == NOTICE_COMPOSED ? notice->kind_name : names[notice->kind];
}

static void wake_at(struct decider *d, int64_t at_s)
{
	if (at_s > d->now_s && at_s < *d->next_s)
		*d->next_s = at_s;
}

static void add_row(struct decider *d, struct rows *rows, struct notice_row row)
{
	rows->rows = arena_grow(d->arena, rows->rows, rows->len, &rows->cap, sizeof *rows->rows);
	rows->rows[rows->len++] = row;
}

static void add_spent(struct decider *d, struct rows *rows, const char *key)
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

/* Who has raised these items; NULL: several people, or the calendar. */
static const char *cause_of(const struct decider *d, const struct rows *rows)
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

static void add_notice(struct decider *d, enum notice_kind kind, const char *cause, const char *key,
		       const struct person *person, const struct rows *rows)
{
	(void)notice_add(d->arena, d->out,
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

/* The entry by which the person owns the item and has not done it; NULL if he does not. */
static const struct owner *owner_entry(const struct decider *d, const struct item *item,
				       const struct person *person)
{
	for (size_t i = 0; i < item->n_owners; i++) {
		if (item->owners[i].done_at_s == 0 &&
		    people_is(d->people, item->owners[i].person, person))
			return &item->owners[i];
	}
	return NULL;
}

static bool concerns(const struct decider *d, const struct item *item)
{
	return item->number && item->status == ITEM_OPEN &&
	       strcmp(item->list, d->policy->list_name) == 0;
}

static const char *assigned_key(struct decider *d, const struct item *item,
				const struct owner *owner)
{
	return arena_printf(d->arena, "assigned/%d/%s/%lld", item->number, owner->person,
			    (long long)owner->assigned_at_s);
}

static const struct zone *zone_of(const struct decider *d, const struct person *person)
{
	return zone_of_either(person->zone, d->policy->zone);
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

/* Stages of an item's reminders are numbered: 0 before the day, 1 on it, 2 and later after it.
 * Days from the due day to stage n; once three were not answered, never more often than weekly. */
static int64_t stage_offset_days(const struct notice_policy *p, int64_t n)
{
	int64_t repeat = p->reminder_repeat_s / DAY_S;

	if (n == 0)
		return -(p->reminder_before_s / DAY_S);
	return n == 1 ? 0 : repeat + (n - 2) * (repeat < 7 ? 7 : repeat);
}

/* The last stage at or before that many days from the due day; -1: none. */
static int64_t last_stage(const struct notice_policy *p, int64_t offset_days)
{
	int64_t repeat = p->reminder_repeat_s / DAY_S;

	if (offset_days < 0)
		return p->reminder_before_s >= DAY_S && offset_days >= stage_offset_days(p, 0) ? 0
											       : -1;
	if (repeat <= 0 || offset_days < repeat)
		return 1;
	return 2 + (offset_days - repeat) / (repeat < 7 ? 7 : repeat);
}

/* The day that reminders are counted from: when it is due, or when a snooze that lasts longer is
 * over. */
static struct civil_date pressing_day(const struct item *item, const struct owner *owner)
{
	return civil_is_set(owner->snoozed_until) &&
			       civil_compare(owner->snoozed_until, item->due) > 0
		       ? owner->snoozed_until
		       : item->due;
}

static const char *stage_key(struct decider *d, const struct item *item, const struct owner *owner,
			     int64_t n)
{
	char due[CIVIL_TEXT_SIZE];
	const char *head = arena_printf(d->arena, "reminder/%d/%s/%s", item->number, owner->person,
					civil_format_iso(pressing_day(item, owner), due));

	if (n < 2)
		return arena_printf(d->arena, "%s/%s", head, n == 0 ? "before" : "day");
	return arena_printf(d->arena, "%s/week%lld", head, (long long)(n - 1));
}

/* Nothing is said about stages that lay in the past when the owner or the date was set.  INT64_MAX:
 * never. An instant still to come was read from a clock that has been put right since: it says
 * nothing. */
static int64_t silent_until(const struct item *item, const struct owner *owner, int64_t now_s)
{
	int64_t assigned_s = owner->assigned_at_s <= now_s ? owner->assigned_at_s : 0;
	int64_t due_set_s = item->due_set_at_s <= now_s ? item->due_set_at_s : 0;
	int64_t since_s = assigned_s > due_set_s ? assigned_s : due_set_s;

	if (!owner->quiet_until_s)
		return since_s;
	/* An item of the past: silent for good when it was overdue already and nobody has spoken of
	 * it since. */
	if (item->touched_at_s <= owner->quiet_until_s &&
	    civil_to_days(item->due) * DAY_S <= owner->quiet_until_s)
		return INT64_MAX;
	return since_s > owner->quiet_until_s ? since_s : owner->quiet_until_s;
}

/* The stages of an item that have come, and of which something may be said: after .old up to
 * .now. */
struct stages {
	int64_t old, now;
};

static struct stages stages_of(const struct decider *d, const struct item *item,
			       const struct owner *owner, const struct zone *zone)
{
	const struct notice_policy *p = d->policy;
	int64_t silent_s = silent_until(item, owner, d->now_s),
		due = civil_to_days(pressing_day(item, owner));

	if (!civil_is_set(pressing_day(item, owner)) || silent_s == INT64_MAX)
		return (struct stages){ INT64_MAX, INT64_MAX };
	struct stages stages = {
		.old = last_stage(p, zone_last_day(zone, silent_s, p->reminder_minute) - due),
		.now = last_stage(p, zone_last_day(zone, d->now_s, p->reminder_minute) - due),
	};
	/* what would have come before the day that was asked for never does */
	int64_t passed = civil_is_set(owner->snoozed_until) ?
		last_stage(p, civil_to_days(owner->snoozed_until) - 1 - due) : -1;

	if (passed > stages.old)
		stages.old = passed;
	return stages;
}

static void spend_stages(struct decider *d, const struct item *item, const struct owner *owner,
			 struct stages stages, int64_t last, struct rows *rows)
{
	for (int64_t n = last; n > stages.old && n > last - SPENT_MAX; n--)
		add_spent(d, rows, stage_key(d, item, owner, n));
}

/* Adds the item's row when a stage has come; returns the day of its next stage, or INT64_MAX. */
static int64_t remind_of_item(struct decider *d, const struct item *item, const struct owner *owner,
			      const struct zone *zone, struct rows *rows)
{
	const struct notice_policy *p = d->policy;
	struct stages stages = stages_of(d, item, owner, zone);
	int64_t due = civil_to_days(pressing_day(item, owner));

	if (stages.now == INT64_MAX)
		return INT64_MAX;
	if (stages.now > stages.old) {
		const char *key = stage_key(d, item, owner, stages.now);

		if (!state_has_key(d->state, key)) {
			bool pressing = stages.now < (int64_t)p->reminder_unanswered;

			int64_t since_s = zone_minute_to_utc(
				zone, due + stage_offset_days(p, stages.now), p->reminder_minute);

			rows->oldest_s =
				rows->len && rows->oldest_s < since_s ? rows->oldest_s : since_s;
			add_row(d, rows,
				(struct notice_row){ .item = item->number,
						     .brief = !pressing,
						     .key = key,
						     .person = owner->person });
			rows->n_pressing += pressing;
			spend_stages(d, item, owner, stages, stages.now - 1, rows);
		}
	}
	if (stages.now >= 1 && p->reminder_repeat_s < DAY_S)
		return INT64_MAX;
	if (stages.now < 0 && p->reminder_before_s < DAY_S)
		return due;
	return due + stage_offset_days(p, stages.now + 1);
}

/* The mail says when each is due: no reminder of what has passed meanwhile comes on top of it. */
static void add_assigned(struct decider *d, const struct person *person, struct notice_row *first,
			 size_t n)
{
	struct rows rows = { .rows = first, .len = n < DECIDE_ROWS_MAX ? n : DECIDE_ROWS_MAX };

	for (size_t i = 0; i < rows.len; i++) {
		const struct item *item = state_item(d->state, first[i].item);
		const struct owner *owner = owner_entry(d, item, person);
		struct stages stages = stages_of(d, item, owner, zone_of(d, person));

		if (stages.now != INT64_MAX)
			spend_stages(d, item, owner, stages, stages.now, &rows);
	}
	add_notice(d, NOTICE_ASSIGNED, cause_of(d, &rows),
		   arena_printf(d->arena, "mail/%s", first[0].key), person, &rows);
}

static void decide_assigned(struct decider *d, const struct person *person)
{
	const struct zone *zone = zone_of(d, person);
	struct rows rows = { 0 };
	int64_t oldest = INT64_MAX, newest = INT64_MIN;
	bool by_clock = true;

	for (size_t i = 0; i < d->state->n_items; i++) {
		const struct item *item = &d->state->items[i];
		const struct owner *owner = concerns(d, item) ? owner_entry(d, item, person) : NULL;

		if (!owner || owner->quiet_until_s)
			continue;
		const char *key = assigned_key(d, item, owner);

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
		add_row(d, &rows,
			(struct notice_row){
				.item = item->number, .key = key, .person = owner->person });
	}
	if (!rows.len)
		return;

	int64_t quiet_s = d->policy->assigned_quiet_s;
	int64_t at_s = newest + quiet_s, latest_s = oldest + GATHER_ROUNDS * quiet_s;

	at_s = latest_s < at_s ? latest_s : at_s;
	if (at_s > d->now_s) {
		wake_at(d, at_s);
		return;
	}
	if (by_clock &&
	    !decide_is_hour(d->state, zone, at_s, d->now_s, d->policy->reminder_minute)) {
		wake_at(d,
			zone_minute_to_utc(
				zone, zone_last_day(zone, d->now_s, d->policy->reminder_minute) + 1,
				d->policy->reminder_minute));
		return;
	}
	for (size_t i = 0; i < rows.len; i += DECIDE_ROWS_MAX)
		add_assigned(d, person, rows.rows + i, rows.len - i);
}

static const char *day_key(struct decider *d, const struct person *person, int64_t day)
{
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(d->arena, "reminder-day/%s/%s/%s", d->policy->list_name, person->name,
			    civil_format_iso(civil_from_days(day), iso));
}

/* Has a reminder gone to the person in the week that ends today? */
static bool reminded_this_week(struct decider *d, const struct person *person, int64_t today)
{
	for (int64_t day = today - 6; day <= today; day++) {
		if (state_has_key(d->state, day_key(d, person, day)))
			return true;
	}
	return false;
}

/* In a long mail what is pressing comes first, and of the rest the newest; a short one tells all of
 * everything. */
static void sort_rows(struct decider *d, struct rows *rows)
{
	struct notice_row *sorted = arena_alloc(d->arena, rows->len, sizeof *sorted);
	size_t n = 0;

	for (size_t i = 0; i < rows->len && rows->len <= FULL_ROWS; i++)
		rows->rows[i].brief = false;
	for (size_t i = 0; i < rows->len; i++) {
		if (!rows->rows[i].brief)
			sorted[n++] = rows->rows[i];
	}
	for (size_t i = rows->len; i-- > 0;) {
		if (rows->rows[i].brief)
			sorted[n++] = rows->rows[i];
	}
	rows->rows = sorted;
}

static void decide_reminder(struct decider *d, const struct person *person)
{
	const struct notice_policy *p = d->policy;
	const struct zone *zone = zone_of(d, person);
	struct rows rows = { 0 }, later = { 0 };

	for (size_t i = 0; i < d->state->n_items; i++) {
		const struct item *item = &d->state->items[i];
		const struct owner *owner = concerns(d, item) ? owner_entry(d, item, person) : NULL;

		if (!owner || !civil_is_set(pressing_day(item, owner)))
			continue;
		/* what is not yet announced is not reminded of, but its next stage has to be waited
		 * for */
		bool announced = owner->quiet_until_s ||
				 state_has_key(d->state, assigned_key(d, item, owner));
		bool now = announced && rows.len < DECIDE_ROWS_MAX;
		int64_t next_day = remind_of_item(d, item, owner, zone, now ? &rows : &later);

		if (next_day != INT64_MAX)
			wake_at(d, zone_minute_to_utc(zone, next_day, p->reminder_minute));
	}
	if (!rows.len)
		return;

	int64_t day = zone_last_day(zone, d->now_s, p->reminder_minute);
	const char *key = day_key(d, person, day);
	bool is_time =
		decide_is_hour(d->state, zone, rows.oldest_s, d->now_s, p->reminder_minute) &&
		!state_has_key(d->state, key) &&
		(rows.n_pressing || !reminded_this_week(d, person, day));

	if (!is_time || rows.len == DECIDE_ROWS_MAX)
		wake_at(d, zone_minute_to_utc(zone, day + 1, p->reminder_minute));
	sort_rows(d, &rows);
	if (is_time)
		add_notice(d, NOTICE_REMINDER, NULL, key, person, &rows);
}

/* He said pause or stop: what falls due meanwhile is told when that is over. */
static bool asked_for_quiet(struct decider *d, const struct person *person)
{
	struct person_quiet quiet = person_quiet(d->state, d->policy->list_name, d->people, person);
	const struct zone *zone = zone_of(d, person);

	if (!person_is_quiet(&quiet, zone_to_local(zone, d->now_s).date))
		return false;
	if (!quiet.stopped)
		wake_at(d, zone_minute_to_utc(zone, civil_to_days(quiet.until), 0));
	return true;
}

void decide_list(struct arena *arena, const struct state *state, const struct notice_policy *policy,
		 const struct people *people, int64_t now_s, struct notice_list *out,
		 int64_t *next_s_out)
{
	struct decider d = {
		.arena = arena, .state = state, .policy = policy, .people = people, .now_s = now_s,
		.out = out, .next_s = next_s_out,
	};

	for (size_t i = 0; i < people->n_persons; i++) {
		if (people->persons[i].n_addresses == 0 || asked_for_quiet(&d, &people->persons[i]))
			continue;
		decide_assigned(&d, &people->persons[i]);
		decide_reminder(&d, &people->persons[i]);
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
static bool is_of_mail(const struct trouble *trouble)
{
	return span_starts(span_of(trouble->key), "aside/") ||
	       span_starts(span_of(trouble->key), "unread/");
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
		    const struct trouble *troubles, size_t n_troubles, int64_t now_s,
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
