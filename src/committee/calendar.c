/* calendar.c - see calendar.h: slots by the plan, numbers, changes, turns; in this order. */
#include "committee/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "time/zone.h"

enum {
	DAY_S = 24 * 3600,
	/* a meeting may be moved to an earlier day: so far ahead is looked for such */
	AHEAD_S = 62 * DAY_S,
	SLOTS_MAX = 2 * RECURRENCE_MAX,
};

/* One planned meeting and what became of it. */
struct slot {
	struct meeting meeting;
	enum meeting_cancelled cancelled;
	int64_t planned_utc_s;		/* orders what is planned for one day */
	struct chair_turn *turns;
	size_t n_turns, cap_turns;
	size_t *turn_index;		/* of those of the plan: for applied_out; others have
					 * SIZE_MAX */
	size_t cap_index;
};

struct slots {
	struct arena *arena;
	const struct meeting_plan *plan;
	const struct zone *zone;
	struct slot *list;
	size_t len, cap;
};

static const struct zone *zone_of(const char *name)
{
	const struct zone *zone = zone_find(name);

	return zone ? zone : zone_utc();
}

static void set_local(struct slots *s, struct meeting *m, struct civil_date date, int start_minute)
{
	m->date = date;
	m->start_minute = start_minute;
	m->start_utc_s =
		zone_to_utc(s->zone, (struct civil_time){ .date = date,
							  .hour = (int8_t)(start_minute / 60),
							  .minute = (int8_t)(start_minute % 60) });
}

static void set_instant(struct slots *s, struct meeting *m, int64_t utc_s)
{
	struct civil_time local = zone_to_local(s->zone, utc_s);

	m->start_utc_s = utc_s;
	m->date = local.date;
	m->start_minute = local.hour * 60 + local.minute;
}

static void add_slot(struct slots *s, const struct slot *slot)
{
	if (s->len == SLOTS_MAX || civil_compare(slot->meeting.planned, s->plan->first_date) < 0)
		return;
	s->list = arena_grow(s->arena, s->list, s->len, &s->cap, sizeof *s->list);
	s->list[s->len++] = *slot;
}

static void add_by_rule(struct slots *s, size_t index, struct civil_date last)
{
	const struct meeting_rule *rule = &s->plan->rules[index];
	struct civil_times times = { 0 };
	struct civil_time start = {
		.date = rule->from,
		.hour = (int8_t)(rule->start_minutes[0] / 60),
		.minute = (int8_t)(rule->start_minutes[0] % 60),
	};

	if (index + 1 < s->plan->n_rules) {
		struct civil_date end = civil_add_days(s->plan->rules[index + 1].from, -1);

		if (civil_compare(end, last) < 0)
			last = end;
	}
	recurrence_expand(s->arena, &rule->recurrence, start, last, RECURRENCE_MAX, &times);
	for (size_t i = 0; i < times.len; i++) {
		struct slot slot = { .meeting = { .planned = times.times[i].date,
						  .length_s = rule->length_s,
						  .place = rule->place } };

		set_local(s, &slot.meeting, times.times[i].date,
			  rule->start_minutes[i % rule->n_start_minutes]);
		slot.planned_utc_s = slot.meeting.start_utc_s;
		add_slot(s, &slot);
	}
}

static void add_by_series(struct slots *s, const struct ical_series *series, int64_t until_utc_s)
{
	struct occurrence_list list = { 0 };

	ical_expand(s->arena, series, until_utc_s, &list);
	for (size_t i = 0; i < list.len; i++) {
		const struct occurrence *o = &list.list[i];
		struct slot slot = { .planned_utc_s = o->planned_utc_s };

		slot.meeting.planned = zone_to_local(s->zone, o->planned_utc_s).date;
		slot.meeting.length_s = o->length_s ? o->length_s : s->plan->length_s;
		slot.meeting.place = s->plan->place;
		slot.cancelled = o->cancelled ? CANCELLED_LETS_NUMBER_GO : CANCELLED_NOT;
		set_instant(s, &slot.meeting, o->start_utc_s);
		add_slot(s, &slot);
	}
}

/* The rule that holds on a day: for the length and start of an extra meeting. */
static const struct meeting_rule *rule_on(const struct meeting_plan *plan, struct civil_date day)
{
	const struct meeting_rule *found = plan->n_rules ? &plan->rules[0] : NULL;

	for (size_t i = 1; i < plan->n_rules && civil_compare(plan->rules[i].from, day) <= 0; i++)
		found = &plan->rules[i];
	return found;
}

static void add_extra(struct slots *s, const struct meeting_exception *e)
{
	const struct meeting_rule *rule = rule_on(s->plan, e->date);
	struct slot slot = { .meeting = { .planned = e->date, .extra = true } };

	slot.meeting.length_s = rule ? rule->length_s : s->plan->length_s;
	slot.meeting.place = rule ? rule->place : s->plan->place;
	set_local(s, &slot.meeting, e->date, rule ? rule->start_minutes[0] : 0);
	slot.planned_utc_s = slot.meeting.start_utc_s;
	add_slot(s, &slot);
}

static void except(struct slots *s, struct slot *slot, const struct meeting_exception *e)
{
	struct meeting *m = &slot->meeting;

	m->excepted = true;
	if (e->cancelled)
		slot->cancelled = e->cancelled;
	if (civil_is_set(e->moved) || e->start_minute >= 0) {
		set_local(s, m, civil_is_set(e->moved) ? e->moved : m->date,
			  e->start_minute >= 0 ? e->start_minute : m->start_minute);
		/* a file may call it off, and the configuration knows better */
		if (!e->cancelled)
			slot->cancelled = CANCELLED_NOT;
	}
	if (e->length_s)
		m->length_s = e->length_s;
	if (e->place)
		m->place = e->place;
}

static int compare_planned(const void *left, const void *right)
{
	const struct slot *a = left, *b = right;
	int order = civil_compare(a->meeting.planned, b->meeting.planned);

	if (order || a->planned_utc_s == b->planned_utc_s)
		return order;
	return a->planned_utc_s < b->planned_utc_s ? -1 : 1;
}

static int compare_start(const void *left, const void *right)
{
	const struct slot *a = left, *b = right;

	if (a->meeting.start_utc_s != b->meeting.start_utc_s)
		return a->meeting.start_utc_s < b->meeting.start_utc_s ? -1 : 1;
	return compare_planned(left, right);
}

static void plan_slots(struct slots *s, int64_t until_utc_s)
{
	const struct meeting_plan *plan = s->plan;
	struct civil_date last = zone_to_local(s->zone, until_utc_s).date;

	for (size_t i = 0; i < plan->n_rules; i++)
		add_by_rule(s, i, last);
	for (size_t i = 0; i < plan->n_series; i++)
		add_by_series(s, &plan->series[i], until_utc_s);
	for (size_t i = 0; i < plan->n_exceptions; i++) {
		if (plan->exceptions[i].extra && civil_compare(plan->exceptions[i].date, last) <= 0)
			add_extra(s, &plan->exceptions[i]);
	}
	if (s->len)
		qsort(s->list, s->len, sizeof *s->list, compare_planned);
	for (size_t i = 0; i < s->len; i++) {
		for (size_t k = 0; k < plan->n_exceptions; k++) {
			const struct meeting_exception *e = &plan->exceptions[k];

			if (civil_compare(e->date, s->list[i].meeting.planned) == 0 &&
			    e->extra == s->list[i].meeting.extra)
				except(s, &s->list[i], e);
		}
	}
}

static void give_numbers(struct slots *s)
{
	int number = s->plan->first_number;

	for (size_t i = 0; i < s->len; i++)
		s->list[i].meeting.number =
			s->list[i].cancelled == CANCELLED_LETS_NUMBER_GO ? 0 : number++;
}

static struct slot *slot_of_number(struct slots *s, int number)
{
	for (size_t i = 0; i < s->len && number > 0; i++) {
		if (s->list[i].meeting.number == number)
			return &s->list[i];
	}
	return NULL;
}

static void add_turn(struct slots *s, struct slot *slot, const struct chair_turn *turn,
		     size_t index)
{
	slot->turn_index = arena_grow(s->arena, slot->turn_index, slot->n_turns, &slot->cap_index,
				      sizeof *slot->turn_index);
	slot->turn_index[slot->n_turns] = index;
	slot->turns = arena_grow(s->arena, slot->turns, slot->n_turns, &slot->cap_turns,
				 sizeof *slot->turns);
	slot->turns[slot->n_turns++] = *turn;
}

static void change(struct slots *s, const struct meeting_change *c)
{
	struct slot *slot = slot_of_number(s, c->number);
	struct chair_turn turn = { .meeting = c->number, .person = c->chair };

	if (!slot)
		return;
	switch (c->kind) {
	case CHANGE_CANCEL:
		slot->cancelled =
			c->lets_number_go ? CANCELLED_LETS_NUMBER_GO : CANCELLED_USES_NUMBER;
		give_numbers(s);
		return;
	case CHANGE_MOVE:
		set_local(s, &slot->meeting, civil_is_set(c->date) ? c->date : slot->meeting.date,
			  c->start_minute >= 0 ? c->start_minute : slot->meeting.start_minute);
		slot->cancelled = CANCELLED_NOT;
		return;
	case CHANGE_CHAIR:
		turn.kind = TURN_SWAP;
		break;
	case CHANGE_STAND_IN:
		turn.kind = TURN_STAND_IN;
		break;
	case CHANGE_SKIP:
		turn.kind = TURN_SKIP;
		break;
	}
	add_turn(s, slot, &turn, SIZE_MAX);
}

struct ordered_change {
	const struct meeting_change *change;
	size_t index;
};

static int compare_changes(const void *left, const void *right)
{
	const struct ordered_change *a = left, *b = right;

	if (a->change->at_s != b->change->at_s)
		return a->change->at_s < b->change->at_s ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void apply_changes(struct slots *s, const struct meeting_change *changes, size_t n)
{
	struct ordered_change *ordered = arena_alloc(s->arena, n + 1, sizeof *ordered);

	for (size_t i = 0; i < n; i++)
		ordered[i] = (struct ordered_change){ &changes[i], i };
	if (n)
		qsort(ordered, n, sizeof *ordered, compare_changes);
	for (size_t i = 0; i < n; i++)
		change(s, ordered[i].change);
}

static void give_turns(struct slots *s, bool *applied_out)
{
	struct chair_round round;
	bool *applied;

	if (!s->plan->chairs)
		return;
	chairs_begin(s->arena, s->plan->chairs, &round);
	for (size_t i = 0; i < s->len; i++) {
		struct slot *slot = &s->list[i];

		if (slot->cancelled)
			continue;
		applied = arena_alloc(s->arena, slot->n_turns + 1, sizeof *applied);
		slot->meeting.chair = chairs_take(&round, slot->meeting.date, slot->turns,
						  slot->n_turns, applied);
		for (size_t k = 0; k < slot->n_turns && applied_out; k++) {
			if (slot->turn_index[k] != SIZE_MAX)
				applied_out[slot->turn_index[k]] = applied[k];
		}
	}
}

void meetings_expand(struct arena *arena, const struct meeting_plan *plan,
		     const struct meeting_change *changes, size_t n_changes, int64_t until_utc_s,
		     struct meeting_list *out, bool *applied_out)
{
	struct slots s = { .arena = arena, .plan = plan, .zone = zone_of(plan->zone) };

	plan_slots(&s, until_utc_s + AHEAD_S);
	give_numbers(&s);
	for (size_t i = 0; plan->chairs && i < plan->chairs->n_turns; i++) {
		const struct chair_turn *turn = &plan->chairs->turns[i];
		struct slot *slot = slot_of_number(&s, turn->meeting);

		if (applied_out)
			applied_out[i] = false;
		if (slot)
			add_turn(&s, slot, turn, i);
	}
	apply_changes(&s, changes, n_changes);
	if (s.len)
		qsort(s.list, s.len, sizeof *s.list, compare_start);
	give_turns(&s, applied_out);
	for (size_t i = 0; i < s.len; i++) {
		s.list[i].meeting.cancelled = s.list[i].cancelled != CANCELLED_NOT;
		out->meetings = arena_grow(arena, out->meetings, out->len, &out->cap,
					   sizeof *out->meetings);
		out->meetings[out->len++] = s.list[i].meeting;
	}
}

struct meeting_calendar {
	const struct meeting_plan *plan;
	const struct zone *zone;
	const struct meeting_change *changes;
	size_t n_changes;
	struct arena *arena;
	int64_t first_s, last_s;	/* what may be asked about */
	int64_t known_s;		/* the list is complete up to here; 0 and no list:
					 * nothing yet */
	bool has_list;
	struct meeting_list list;
};

struct meeting_calendar *calendar_new(const struct meeting_plan *plan)
{
	struct meeting_calendar *c;

	if (!plan)
		return NULL;
	c = mem_zalloc(1, sizeof *c);
	c->plan = plan;
	c->zone = zone_of(plan->zone);
	c->arena = arena_new();
	c->first_s = civil_to_utc((struct civil_time){ .date = plan->first_date });
	c->last_s = civil_to_utc((struct civil_time){ .date = { MEETING_LAST_YEAR, 12, 31 } });
	return c;
}

void calendar_free(struct meeting_calendar **calendar)
{
	if (!*calendar)
		return;
	arena_free(&(*calendar)->arena);
	free(*calendar);
	*calendar = NULL;
}

void calendar_set_changes(struct meeting_calendar *c, const struct meeting_change *changes,
			  size_t n_changes)
{
	c->changes = changes;
	c->n_changes = n_changes;
	c->has_list = false;
}

int64_t calendar_instant(const struct meeting_calendar *c, struct civil_date date, int minute)
{
	return zone_minute_to_utc(c->zone, civil_to_days(date), minute);
}

static int64_t clamp(const struct meeting_calendar *c, int64_t utc_s)
{
	return utc_s < c->first_s ? c->first_s : utc_s > c->last_s ? c->last_s : utc_s;
}

/* Makes the list complete up to that instant; the span at least doubles, so that it is seldom
 * done. */
static void reach(struct meeting_calendar *c, int64_t utc_s)
{
	int64_t twice = c->has_list ? c->first_s + 2 * (c->known_s - c->first_s) : 0;

	utc_s = clamp(c, utc_s);
	if (c->has_list && c->known_s >= utc_s)
		return;
	if (utc_s < twice)
		utc_s = clamp(c, twice);
	arena_reset(c->arena);
	c->list = (struct meeting_list){ 0 };
	meetings_expand(c->arena, c->plan, c->changes, c->n_changes, utc_s, &c->list, NULL);
	c->known_s = utc_s;
	c->has_list = true;
}

typedef bool wanted(const struct meeting *m, int64_t instant_s, struct civil_date day);

/* The first one held that is wanted, looked for ever further ahead. */
static bool find_next(struct meeting_calendar *c, int64_t near_s, wanted *is_wanted,
		      int64_t instant_s, struct civil_date day, struct meeting *out)
{
	static const int64_t ahead_s[] = { 400LL * DAY_S, 10 * 366LL * DAY_S, 100 * 366LL * DAY_S };

	near_s = clamp(c, near_s);
	for (size_t k = 0; k < sizeof ahead_s / sizeof ahead_s[0]; k++) {
		reach(c, near_s + ahead_s[k]);
		for (size_t i = 0; i < c->list.len; i++) {
			const struct meeting *m = &c->list.meetings[i];

			if (m->cancelled || !is_wanted(m, instant_s, day))
				continue;
			*out = *m;
			return true;
		}
	}
	return false;
}

static bool starts_after(const struct meeting *m, int64_t instant_s, struct civil_date day)
{
	(void)day;
	return m->start_utc_s > instant_s;
}

static bool is_on_later_day(const struct meeting *m, int64_t instant_s, struct civil_date day)
{
	(void)instant_s;
	return civil_compare(m->date, day) > 0;
}

bool calendar_next(struct meeting_calendar *c, int64_t after_utc_s, struct meeting *out)
{
	return c &&
	       find_next(c, after_utc_s, starts_after, after_utc_s, (struct civil_date){ 0 }, out);
}

bool calendar_next_day(struct meeting_calendar *c, struct civil_date after, struct meeting *out)
{
	if (!c || !civil_is_set(after))
		return false;
	return find_next(c, civil_to_utc((struct civil_time){ .date = after }), is_on_later_day, 0,
			 after, out);
}

bool calendar_last(struct meeting_calendar *c, int64_t until_utc_s, struct meeting *out)
{
	bool found = false;

	if (!c)
		return false;
	reach(c, until_utc_s);
	for (size_t i = 0; i < c->list.len && c->list.meetings[i].start_utc_s <= until_utc_s; i++) {
		if (c->list.meetings[i].cancelled)
			continue;
		*out = c->list.meetings[i];
		found = true;
	}
	return found;
}

bool calendar_by_number(struct meeting_calendar *c, int number, struct meeting *out)
{
	int64_t ahead_s = 2 * 366LL * DAY_S;

	if (!c || number < c->plan->first_number)
		return false;
	do {
		reach(c, c->first_s + ahead_s);
		for (size_t i = 0; i < c->list.len; i++) {
			if (c->list.meetings[i].number == number) {
				*out = c->list.meetings[i];
				return true;
			}
		}
		ahead_s *= 2;
	} while (c->known_s < c->last_s);
	return false;
}

bool calendar_by_date(struct meeting_calendar *c, struct civil_date date, struct meeting *out)
{
	bool found = false;

	if (!c || !civil_is_set(date))
		return false;
	reach(c, civil_to_utc((struct civil_time){ .date = date }) + 2 * DAY_S);
	for (size_t i = 0; i < c->list.len; i++) {
		const struct meeting *m = &c->list.meetings[i];

		if (civil_compare(m->date, date) != 0 || (found && m->cancelled))
			continue;
		if (!found || out->cancelled)
			*out = *m;
		found = true;
	}
	return found;
}

size_t calendar_until(struct meeting_calendar *c, int64_t until_utc_s, const struct meeting **out)
{
	size_t n = 0;

	*out = NULL;
	if (!c)
		return 0;
	reach(c, until_utc_s);
	while (n < c->list.len && c->list.meetings[n].start_utc_s <= until_utc_s)
		n++;
	*out = c->list.meetings;
	return n;
}
