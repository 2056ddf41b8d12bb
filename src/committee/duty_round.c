/* duty_round.c - see duty_round.h. */
#include "committee/duty_round.h"

#include <string.h>

#include "committee/ownership.h"
#include "committee/walk.h"

#define BY_CONFIGURATION "the configuration"

struct seer {
	struct arena *arena;
	const struct state *state;
	const struct duty_round_context *context;
	int64_t now_s;
	int64_t today;			/* the last day of the list whose minute has come */
	struct event_list *out;
	int64_t *next_s;
};

static int lead_of(const struct duty *duty, const struct duty_round_context *context)
{
	int shortest = duty->cycle.unit == CYCLE_DAYS ? duty->cycle.n : 28;

	if (!duty->days_are_due)
		return 0;
	return context->lead_days < shortest ? context->lead_days : shortest - 1;
}

static struct civil_date local_date(const struct duty_round_context *context, int64_t utc_s)
{
	return zone_to_local(context->zone, utc_s).date;
}

static int64_t opens_at(const struct duty_round_context *context, struct civil_date day)
{
	return zone_minute_to_utc(context->zone, civil_to_days(day), context->minute);
}

static void wake_on(struct seer *s, struct civil_date day)
{
	int64_t at_s = civil_is_set(day) ? opens_at(s->context, day) : INT64_MAX;

	if (at_s > s->now_s && at_s < *s->next_s)
		*s->next_s = at_s;
}

/* The list's default from today on, but before the next day of the series: a round is over by
 * then. */
static struct civil_date default_due(const struct seer *s, const struct cycle *cycle,
				     struct civil_date from)
{
	const struct duty_round_context *c = s->context;
	struct civil_date today = local_date(c, s->now_s), due = { 0 },
			  next = cycle_next(cycle, from, today);
	struct meeting meeting;

	if (c->default_due_next_meeting && calendar_next_day(c->calendar, today, &meeting))
		due = meeting.date;
	else if (c->default_due_days > 0)
		due = civil_add_days(today, c->default_due_days);
	if (civil_is_set(due) && civil_is_set(next) && civil_compare(due, next) >= 0)
		due = civil_add_days(next, -1);
	return due;
}

static struct event new_event(const struct seer *s, enum event_kind kind, int item,
			      const char *actor, const char *rule)
{
	return (struct event){ .at_s = s->now_s,
			       .kind = kind,
			       .item = item,
			       .list = s->context->list,
			       .actor = actor,
			       .rule = rule };
}

static void emit(struct seer *s, const struct event *e)
{
	event_list_add(s->arena, s->out, e);
}

/* Until when the item is nobody's news: the latest of its owners'; 0 when one of them is to hear of
 * it. */
static int64_t quiet_until(const struct item *item)
{
	int64_t until_s = 0;

	for (size_t i = 0; i < item->n_owners; i++) {
		if (!item->owners[i].quiet_until_s)
			return 0;
		if (item->owners[i].quiet_until_s > until_s)
			until_s = item->owners[i].quiet_until_s;
	}
	return until_s;
}

/* The day of the series that a new round would begin with, were it closed by now; not set: none has
 * come. */
static struct civil_date day_that_has_come(const struct seer *s, const struct duty *duty, int lead)
{
	struct civil_date day =
		cycle_last(&duty->cycle, duty->from, civil_from_days(s->today + lead));

	return civil_is_set(day) && civil_compare(day, duty->round) > 0 ? day
									: (struct civil_date){ 0 };
}

static void come_back(struct seer *s, const struct item *item)
{
	const struct duty *duty = &item->duty;
	int lead = lead_of(duty, s->context);
	struct civil_date day = day_that_has_come(s, duty, lead),
			  opens = civil_add_days(day, -lead);
	int64_t quiet_s = quiet_until(item);

	wake_on(s, duty_round_next(item, s->context, s->now_s));
	if (!civil_is_set(day))
		return;
	if (item->status == ITEM_OPEN && (!quiet_s || opens_at(s->context, opens) <= quiet_s))
		return;		/* an open one of the past that nobody hears of becomes news, any
				 * other stays */
	if (item->status != ITEM_OPEN &&
	    civil_compare(opens, local_date(s->context, item->closed_at_s)) <= 0)
		return;
	struct event e = new_event(s, EVENT_REOPENED, item->number, EVENT_BY_BOT, DUTY_ROUND);

	e.reopened.round = day;
	/* a day that an outage let pass is nobody's fault */
	e.reopened.due.said =
		duty->days_are_due && civil_compare(day, local_date(s->context, s->now_s)) >= 0;
	e.reopened.due.day = e.reopened.due.said ? day : default_due(s, &duty->cycle, duty->from);
	e.quiet_until_s = opens_at(s->context, opens) <= quiet_s ? quiet_s : 0;
	emit(s, &e);
}

static struct event standing_event(const struct seer *s, enum event_kind kind, int item)
{
	return new_event(s, kind, item, BY_CONFIGURATION, DUTY_STANDING);
}

static void emit_recurs(struct seer *s, int item, const struct standing_duty *entry,
			struct civil_date round)
{
	struct event e = standing_event(s, EVENT_RECURS, item);

	e.recurs = (struct event_recurs){
		.every = entry->every,
		.from = entry->from,
		.round = round,
		.owners = entry->owners_text,
	};
	emit(s, &e);
}

static struct ownership owners_of(const struct seer *s, const struct standing_duty *entry)
{
	return ownership_of(s->arena, s->context->people, entry->owners, entry->n_owners);
}

static void change_owners(struct seer *s, const struct item *item,
			  const struct standing_duty *entry)
{
	const struct ownership now = owners_of(s, entry);
	const struct event like = standing_event(s, EVENT_ASSIGNED, item->number);

	ownership_hand_over(s->arena, s->context->people, item, &now, &like, s->out);
}

static void raise_entry(struct seer *s, const struct standing_duty *entry)
{
	struct civil_date day = cycle_last(&entry->cycle, entry->from, civil_from_days(s->today));
	int number = state_next_number(s->state, s->out);
	struct event e = standing_event(s, EVENT_RAISED, number);

	wake_on(s, cycle_next(&entry->cycle, entry->from, civil_from_days(s->today)));
	if (!civil_is_set(day))
		return;
	e.raised.text = e.raised.quote = entry->text;
	e.raised.due.day = default_due(s, &entry->cycle, entry->from);
	emit(s, &e);
	const struct ownership owners = owners_of(s, entry);
	const struct event like = standing_event(s, EVENT_ASSIGNED, number);

	ownership_events(s->arena, &owners, &like, s->out);
	emit_recurs(s, number, entry, day);
}

/* What the item was in the configuration stays in its quote, whatever it is called since. */
static bool is_entry(const struct item *item, const struct standing_duty *entry)
{
	return strcmp(item->quote, entry->text) == 0;
}

static bool is_standing(const struct item *item)
{
	return strcmp(item->rule, DUTY_STANDING) == 0;
}

static void follow_entry(struct seer *s, const struct standing_duty *entry)
{
	struct item_walk walk = walk_items(s->state, s->context->list);
	const struct item *item;

	do
		item = item_walk_next(&walk);
	while (item && !(is_standing(item) && is_entry(item, entry)));
	if (!item) {
		raise_entry(s, entry);
		return;
	}
	const struct duty *duty = &item->duty;
	bool same_owners = strcmp(duty->owners, entry->owners_text) == 0;

	if (*duty->every && item->status == ITEM_DROPPED)	/* by somebody, for ever */
		return;
	if (same_owners && strcmp(duty->every, entry->every) == 0 &&
	    civil_compare(duty->from, entry->from) == 0)
		return;
	if (!same_owners)
		change_owners(s, item, entry);
	emit_recurs(s, item->number, entry, (struct civil_date){ 0 });
}

static void end_if_gone(struct seer *s, const struct item *item)
{
	for (size_t i = 0; i < s->context->n_standing; i++) {
		if (is_entry(item, &s->context->standing[i]))
			return;
	}
	struct event e = standing_event(s, EVENT_DROPPED, item->number);

	e.dropped.why = "it has gone from the configuration";
	emit(s, &e);
	e = standing_event(s, EVENT_RECURS, item->number);
	emit(s, &e);
}

static int64_t last_day(const struct duty_round_context *context, int64_t now_s)
{
	return zone_last_day(context->zone, now_s, context->minute);
}

void duty_round_events(struct arena *arena, const struct state *state,
		      const struct duty_round_context *context, int64_t now_s,
		      struct event_list *out, int64_t *next_s_out)
{
	struct seer s = {
		.arena = arena,
		.state = state,
		.context = context,
		.now_s = now_s,
		.today = last_day(context, now_s),
		.out = out,
		.next_s = next_s_out,
	};

	struct item_walk walk = walk_items(state, context->list);
	const struct item *item;

	while ((item = item_walk_next(&walk))) {
		if (item_recurs(item) && is_standing(item))
			end_if_gone(&s, item);
	}
	for (size_t i = 0; i < context->n_standing; i++)
		follow_entry(&s, &context->standing[i]);
	if (out->len)		/* what comes back is asked of the state that these make */
		return;
	walk = walk_items(state, context->list);
	while ((item = item_walk_next(&walk))) {
		if (item_recurs(item))
			come_back(&s, item);
	}
}

struct civil_date duty_round_next(const struct item *item, const struct duty_round_context *context,
				 int64_t now_s)
{
	const struct duty *duty = &item->duty;
	struct civil_date after, day, none = { 0 };

	if (!item_recurs(item))
		return none;
	int lead = lead_of(duty, context);

	after = civil_from_days(last_day(context, now_s) + lead);
	if (item->status != ITEM_OPEN) {
		struct civil_date closed =
			civil_add_days(local_date(context, item->closed_at_s), lead);

		after = civil_compare(closed, after) > 0 ? closed : after;
	}
	day = cycle_next(&duty->cycle, duty->from,
			 civil_compare(duty->round, after) > 0 ? duty->round : after);
	return civil_is_set(day) ? civil_add_days(day, -lead) : none;
}
