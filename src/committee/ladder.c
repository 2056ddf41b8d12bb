/* ladder.c - see ladder.h. */
#include "committee/ladder.h"

#include <string.h>

#include "committee/person.h"
#include "committee/told.h"
#include "committee/walk.h"

enum { DAY_S = 24 * 3600, WEEK_DAYS = 7 };

/* ---- the table, as the configuration says it ---- */

static bool is_rung(struct span text, struct ladder_rung *out)
{
	static const struct {
		const char *words;
		enum rung_kind kind;
	} kinds[] = {
		{ "before", RUNG_BEFORE },
		{ "last call", RUNG_LAST_CALL },
		{ "parked", RUNG_PARKED },
	};
	int64_t period_s;

	*out = (struct ladder_rung){ .kind = RUNG_AFTER };
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (span_ends(text, kinds[i].words)) {
			out->kind = kinds[i].kind;
			text = span_trim(span_sub(text, 0, text.len - strlen(kinds[i].words)));
			break;
		}
	}
	if (!civil_parse_period(text, &period_s) || period_s % DAY_S ||
	    period_s / DAY_S > LADDER_DAYS_MAX)
		return false;
	out->days = (int)(period_s / DAY_S);
	if (out->kind == RUNG_BEFORE)
		out->days = -out->days;
	else if (out->kind == RUNG_AFTER && !out->days)
		out->kind = RUNG_DAY;
	return true;
}

/* Whether it may stand behind those before it. */
static const char *misplaced(const struct ladder *ladder, const struct ladder_rung *rung)
{
	const struct ladder_rung *last = ladder->n ? &ladder->rungs[ladder->n - 1] : NULL;

	if (rung->kind == RUNG_PARKED && (!last || last->kind != RUNG_LAST_CALL))
		return "\"parked\" without \"last call\" right before it";
	if (last && rung->days <= last->days)
		return "rungs that do not come one after the other";
	if (last && last->kind == RUNG_BEFORE && rung->kind == RUNG_BEFORE)
		return "two rungs before the day";
	if (last && last->kind >= RUNG_LAST_CALL && rung->kind != RUNG_PARKED)
		return "a rung behind the last call";
	return ladder->n == LADDER_RUNGS_MAX ? "more than 20 rungs" : NULL;
}

const char *ladder_parse(struct span text, struct ladder *out)
{
	const char *fault = NULL;

	*out = (struct ladder){ .n = 0 };
	if (span_is_ci(span_trim(text), LADDER_NONE))
		return NULL;
	for (bool more = true; more && !fault;) {
		ptrdiff_t comma = span_find_char(text, ',');
		struct span part = comma < 0 ? text : span_sub(text, 0, (size_t)comma);
		struct ladder_rung rung;

		more = comma >= 0;
		if (more)
			text = span_sub(text, (size_t)comma + 1, text.len);
		fault = is_rung(span_trim(part), &rung) ?
			misplaced(out, &rung) : "a rung that is no number of days or weeks";
		if (!fault)
			out->rungs[out->n++] = rung;
	}
	return fault;
}

const struct ladder_rung *ladder_find(const struct ladder *ladder, enum rung_kind kind)
{
	for (size_t i = 0; i < ladder->n; i++) {
		if (ladder->rungs[i].kind == kind)
			return &ladder->rungs[i];
	}
	return NULL;
}

/* ---- from which day it counts ---- */

/* When the owner got the item, and the item its date; an instant still to come was read from a
 * clock that has been put right since, and says nothing. */
static int64_t known_since(const struct item *item, const struct owner *owner, int64_t now_s)
{
	const int64_t instants[] = { owner->assigned_at_s, item->due_set_at_s,
				     owner->quiet_until_s };
	int64_t since_s = 0;

	for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
		if (instants[i] <= now_s && instants[i] > since_s)
			since_s = instants[i];
	}
	return since_s;
}

/* It was overdue when its mailbox was first read, and nobody has spoken of it since. */
static bool is_past(const struct item *item, const struct owner *owner)
{
	return owner->quiet_until_s && item->touched_at_s <= owner->quiet_until_s &&
	       civil_to_days(item->due) * DAY_S <= owner->quiet_until_s;
}

/* The last of the owner's days of which the minute had come by then. */
static int64_t known_on(const struct ladder_clock *clock, const struct item *item,
			const struct owner *owner)
{
	return zone_last_day(clock->zone, known_since(item, owner, clock->now_s), clock->minute);
}

struct civil_date ladder_day(const struct ladder_clock *clock, const struct item *item,
			     const struct owner *owner)
{
	struct civil_date day = item->due, known;

	if (civil_is_set(owner->snoozed_until) && civil_compare(owner->snoozed_until, day) > 0)
		day = owner->snoozed_until;
	if (!civil_is_set(day) || is_past(item, owner))
		return (struct civil_date){ 0 };
	known = civil_from_days(known_on(clock, item, owner));
	return civil_compare(known, day) > 0 ? known : day;
}

/* ---- its rungs ---- */

static int64_t falls_on(const struct ladder_clock *clock, int64_t day, int rung)
{
	return workdays_next(&clock->workdays, day + clock->ladder->rungs[rung].days);
}

int64_t ladder_falls_on(const struct ladder_clock *clock, const struct item *item,
			const struct owner *owner, int rung)
{
	return falls_on(clock, civil_to_days(ladder_day(clock, item, owner)), rung);
}

/* The last rung that is told and was reached on or before that day. */
static int last_by(const struct ladder_clock *clock, int64_t day, int64_t until)
{
	int last = -1;

	for (size_t i = 0; i < clock->ladder->n; i++) {
		if (clock->ladder->rungs[i].kind != RUNG_PARKED &&
		    falls_on(clock, day, (int)i) <= until)
			last = (int)i;
	}
	return last;
}

struct ladder_span ladder_reached(const struct ladder_clock *clock, const struct item *item,
				  const struct owner *owner, int64_t until)
{
	struct civil_date from = ladder_day(clock, item, owner);
	int64_t day = civil_to_days(from);

	if (!civil_is_set(from))
		return (struct ladder_span){ -1, -1 };
	struct ladder_span span = {
		.from = last_by(clock, day, known_on(clock, item, owner)),
		.to = last_by(clock, day, until),
	};
	/* what would have come before the day that was asked for never does */
	int asked = civil_is_set(owner->snoozed_until) ?
		last_by(clock, day, civil_to_days(owner->snoozed_until) - 1) : -1;

	if (asked > span.from)
		span.from = asked;
	return span;
}

static const char *rung_name(struct arena *arena, const struct ladder_rung *rung)
{
	switch (rung->kind) {
	case RUNG_BEFORE:
		return "before";
	case RUNG_DAY:
		return "day";
	case RUNG_LAST_CALL:
		return "last-call";
	case RUNG_AFTER:
	case RUNG_PARKED:
		break;
	}
	return rung->days % WEEK_DAYS ? arena_printf(arena, "day%d", rung->days) :
					arena_printf(arena, "week%d", rung->days / WEEK_DAYS);
}

const char *ladder_key(struct arena *arena, const struct ladder_clock *clock,
		       const struct item *item, const struct owner *owner, int rung)
{
	char day[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "reminder/%d/%s/%s/%s", item->number, owner->person,
			    civil_format_iso(ladder_day(clock, item, owner), day),
			    rung_name(arena, &clock->ladder->rungs[rung]));
}

/* ---- parking ---- */

struct event ladder_last_call(const struct ladder_clock *clock, const struct item *item,
			      const struct owner *owner, const char *message_id)
{
	const struct ladder_rung *call = ladder_find(clock->ladder, RUNG_LAST_CALL),
				 *parked = ladder_find(clock->ladder, RUNG_PARKED);

	return (struct event){
		.at_s = clock->now_s,
		.kind = EVENT_LAST_CALL,
		.list = item->list,
		.actor = EVENT_BY_BOT,
		.message_id = message_id,
		.rule = RULE_LADDER,
		.act = NOTICE_ANNOUNCED,
		.last_call = {
			.item = item->number,
			.person = owner->person,
			.until_s = clock->now_s +
				   (parked ? (int64_t)(parked->days - call->days) * DAY_S : 0),
		},
	};
}

/* Can the owner be asked, and is it wanted? */
static bool may_be_asked(const struct state *state, const struct ladder_terms *terms,
			 const struct owner *owner)
{
	const struct person *person =
		*owner->person ? people_known_as(terms->people, owner->person) : NULL;

	return person && person->n_addresses &&
	       !person_quiet(state, terms->list, terms->people, person).stopped;
}

/* Whether the last call was for what the ladder counts from now. */
static bool was_called(const struct ladder_terms *terms, const struct item *item,
		       const struct owner *owner, int64_t now_s)
{
	int64_t since_s = known_since(item, owner, now_s);

	if (civil_is_set(owner->snoozed_until)) {
		int64_t snoozed_s = zone_minute_to_utc(terms->zone,
						       civil_to_days(owner->snoozed_until), 0);

		since_s = snoozed_s > since_s ? snoozed_s : since_s;
	}
	return owner->last_call_at_s && owner->last_call_at_s >= since_s;
}

/* The day on which the item need wait for this owner no more. */
static int64_t waits_until(const struct state *state, const struct ladder_terms *terms,
			   const struct item *item, const struct owner *owner, int64_t now_s)
{
	const struct ladder_rung *call = ladder_find(terms->ladder, RUNG_LAST_CALL),
				 *parked = ladder_find(terms->ladder, RUNG_PARKED);
	const struct ladder_clock clock = { .ladder = terms->ladder,
					    .zone = terms->zone,
					    .minute = terms->minute,
					    .now_s = now_s };
	struct civil_date day = ladder_day(&clock, item, owner);

	if (!parked || !civil_is_set(day))
		return INT64_MAX;
	int64_t until = civil_to_days(day) + parked->days, answers;

	if (!may_be_asked(state, terms, owner))
		return until;
	if (!was_called(terms, item, owner, now_s))
		return INT64_MAX;
	answers = civil_to_days(zone_to_local(terms->zone, owner->last_call_at_s).date) +
		  parked->days - call->days;
	return answers > until ? answers : until;
}

int64_t ladder_parks_on(const struct state *state, const struct ladder_terms *terms,
			const struct item *item, int64_t now_s)
{
	const struct owner nobody = { .person = "",
				      .assigned_at_s = item->raised_at_s,
				      .quiet_until_s = item->quiet_until_s };
	int64_t day = INT64_MIN;

	if (item->status != ITEM_OPEN)
		return INT64_MAX;
	if (!item->n_owners)
		return waits_until(state, terms, item, &nobody, now_s);
	for (size_t i = 0; i < item->n_owners; i++) {
		const struct owner *owner = &item->owners[i];
		int64_t until = owner->done_at_s ? INT64_MIN :
						   waits_until(state, terms, item, owner, now_s);

		day = until > day ? until : day;
	}
	return day == INT64_MIN ? INT64_MAX : day;
}

struct event ladder_parked(const struct item *item, const char *why, int64_t now_s)
{
	return (struct event){
		.at_s = now_s,
		.kind = EVENT_PARKED,
		.item = item->number,
		.list = item->list,
		.actor = EVENT_BY_BOT,
		.rule = RULE_LADDER,
		.parked.why = why,
	};
}

void ladder_park(struct arena *arena, const struct state *state, const struct ladder_terms *terms,
		 int64_t now_s, struct event_list *out, int64_t *next_s_out)
{
	int64_t today = zone_last_day(terms->zone, now_s, terms->minute);
	struct item_walk walk = walk_open(state, terms->list);
	const struct item *item;

	while ((item = item_walk_next(&walk))) {
		int64_t day = ladder_parks_on(state, terms, item, now_s);

		if (day <= today) {
			const struct event e = ladder_parked(item, "nobody has answered", now_s);

			event_list_add(arena, out, &e);
		} else if (day != INT64_MAX) {
			int64_t at_s = zone_minute_to_utc(terms->zone, day, terms->minute);

			*next_s_out = at_s < *next_s_out ? at_s : *next_s_out;
		}
	}
}

bool ladder_is_beyond(const struct ladder *ladder, const struct item *item, enum rung_kind kind,
		      struct civil_date today)
{
	const struct ladder_rung *rung = ladder_find(ladder, kind);

	return rung && item->number && item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       civil_to_days(item->due) + rung->days <= civil_to_days(today);
}

const char *ladder_named_key(struct arena *arena, const struct item *item)
{
	return arena_printf(arena, "parked/%d/%lld", item->number, (long long)item->closed_at_s);
}
