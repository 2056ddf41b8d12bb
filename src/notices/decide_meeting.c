/* decide_meeting.c - see decide_meeting.h for the rules and the keys. */
#include "notices/decide_meeting.h"

#include <string.h>

#include "committee/ladder.h"
#include "committee/person.h"
#include "notices/decide_quorum.h"
#include "notices/meeting_work.h"
#include "time/zone.h"

enum {
	DAY_S = 24 * 3600,
	MISSING_FOR_S = 60 * DAY_S,	/* minutes of an older meeting are not asked for */
	AHEAD_MAX = 60,			/* meetings that are looked at ahead of time */
	WEEKS_BACK = 4,			/* a digest of the week reaches back to the last one that
					 * was sent, and no further than that */
};

struct decide_meeting_work {
	struct arena *arena;
	const struct meeting_context *c;
	int64_t now_s;
	struct notice_list *out;
	int64_t *next_s;
	bool is_asked;			/* by one agenda digest of this round: no other one asks the
					 * same */
};

static void wake_at(struct decide_meeting_work *w, int64_t at_s)
{
	if (at_s > w->now_s && at_s < *w->next_s)
		*w->next_s = at_s;
}

/* Has the time come, since the ledger began?  If not yet, it is waited for. */
static bool has_come(struct decide_meeting_work *w, int64_t at_s)
{
	wake_at(w, at_s);
	return at_s <= w->now_s && at_s > w->c->state->born_at_s;
}

static bool is_spent(const struct decide_meeting_work *w, const char *key)
{
	return state_has_key(w->c->state, key);
}

static struct notice *add_notice(struct decide_meeting_work *w, const char *kind, const char *key,
				 const struct person *person,
				 const struct notice_composed *composed)
{
	return notice_add(w->arena, w->out,
			  &(struct notice){
				  .kind = NOTICE_COMPOSED,
				  .key = key,
				  .list = w->c->policy->list_name,
				  .person = person,
				  .addr = meeting_addr(w->c, person, w->now_s),
				  .kind_name = kind,
				  .composed = *composed,
			  });
}

static int64_t local_day(const struct zone *zone, int64_t utc_s)
{
	return civil_to_days(zone_to_local(zone, utc_s).date);
}

/* The reminder hour of so many whole days after a meeting, where the reader is. */
static int64_t days_after(const struct decide_meeting_work *w, const struct meeting *meeting,
			  int64_t period_s, const struct zone *zone)
{
	int64_t day = local_day(zone, meeting->start_utc_s);

	return zone_minute_to_utc(zone, day + (period_s + DAY_S - 1) / DAY_S,
				  w->c->policy->reminder_minute);
}

/* Is it the time of day to write to somebody there, of what is due since due_s?  If not it will be,
 * the next time that it is from_minute. */
static bool is_hour(struct decide_meeting_work *w, const struct zone *zone, int64_t due_s,
		    int from_minute)
{
	struct civil_time local = zone_to_local(zone, w->now_s);
	bool has_passed = local.hour * 60 + local.minute > from_minute;

	if (decide_is_hour(w->c->state, zone, due_s, w->now_s, from_minute))
		return true;
	wake_at(w, zone_minute_to_utc(zone, civil_to_days(local.date) + has_passed, from_minute));
	return false;
}

static void decide_handover(struct decide_meeting_work *w)
{
	const struct meeting_context *c = w->c;
	const struct person *person;
	struct meeting last, next;
	struct notice_composed mail;

	if (!c->policy->handover_s || !calendar_last(c->calendar, w->now_s, &last) ||
	    !calendar_next(c->calendar, w->now_s, &next) || !next.chair)
		return;
	person = people_by_name(c->people, next.chair);
	if (!person || !person->n_addresses)
		return;
	const char *key =
		arena_printf(w->arena, "handover/%s/%d", c->policy->list_name, next.number);
	struct digest_reader reader = meeting_reader(w->arena, c, person, key, w->now_s);
	struct meeting_view view = meeting_view_of(c, &next);

	int64_t due_s = days_after(w, &last, c->policy->handover_s, reader.zone);

	if (is_spent(w, key) || !has_come(w, due_s) ||
	    !is_hour(w, reader.zone, due_s, c->policy->reminder_minute))
		return;
	digest_handover(w->arena, c->policy, &reader, &view, w->now_s, &mail);
	add_notice(w, "handover", key, person, &mail);
}

/* Of its present start: a meeting that is moved gets another. */
static const char *agenda_digest_key(const struct decide_meeting_work *w,
				     const struct meeting *meeting)
{
	char start[CIVIL_TEXT_SIZE];

	return arena_printf(w->arena, "agenda-digest/%s/%d/%s", w->c->policy->list_name,
			    meeting->number, civil_format_instant(meeting->start_utc_s, start));
}

/* The mail brings along that what three chairs were asked in vain is parked, and spends what it
 * names as parked. */
static void park(struct decide_meeting_work *w, const struct meeting *meeting,
		 const struct item_list *parked, struct notice *notice)
{
	const struct item_list given_up = meeting_view_given_up(w->arena, w->c, meeting);
	struct event_list events = { 0 };
	const char **spent = arena_alloc(w->arena, notice->n_spent + parked->n, sizeof *spent);

	for (size_t i = 0; i < given_up.n; i++) {
		const struct event e = ladder_parked(given_up.rows[i].item,
						     "no chair has said whose it is", w->now_s);

		event_list_add(w->arena, &events, &e);
	}
	for (size_t i = 0; i < notice->n_spent; i++)
		spent[i] = notice->spent[i];
	for (size_t i = 0; i < parked->n; i++) {
		struct item item = *parked->rows[i].item;

		if (item.status == ITEM_OPEN)
			item.closed_at_s = w->now_s;
		spent[notice->n_spent++] = ladder_named_key(w->arena, &item);
	}
	notice->spent = spent;
	notice->events = events.events;
	notice->n_events = events.len;
}

static void decide_agenda_digest(struct decide_meeting_work *w, const struct meeting *meeting)
{
	const struct meeting_context *c = w->c;
	const struct person *person = meeting_view_chair(c, meeting);
	const char *key = agenda_digest_key(w, meeting);
	struct agenda_view view;
	struct notice_composed mail;

	if (!c->policy->agenda_digest_s || !person || is_spent(w, key) ||
	    !has_come(w, meeting->start_utc_s - c->policy->agenda_digest_s))
		return;
	struct digest_reader reader = meeting_reader(w->arena, c, person, key, w->now_s);

	meeting_view_agenda(w->arena, c, meeting, w->now_s, &view);
	if (w->is_asked)
		view.n_questions = 0;
	w->is_asked = true;
	digest_agenda(w->arena, c->policy, &reader, &view, w->now_s, &mail);
	struct notice *notice = add_notice(w, "agenda-digest", key, person, &mail);

	meeting_view_spend(w->arena, view.questions, view.n_questions, notice);
	park(w, meeting, &view.parked, notice);
}

static void decide_list_agenda(struct decide_meeting_work *w, const struct meeting *meeting)
{
	const struct meeting_context *c = w->c;
	char start[CIVIL_TEXT_SIZE];
	const char *key =
		arena_printf(w->arena, "agenda/%s/%d/%s", c->policy->list_name, meeting->number,
			     civil_format_instant(meeting->start_utc_s, start));
	struct digest_reader reader = meeting_reader(w->arena, c, NULL, key, w->now_s);
	const struct agenda_row *rows;
	struct agenda_view view;
	struct notice_composed mail;

	if (!c->policy->agenda_s || is_spent(w, key) ||
	    !has_come(w, meeting->start_utc_s - c->policy->agenda_s))
		return;
	if (!meeting_view_entries(w->arena, c, meeting, w->now_s, &rows))
		return;			/* the first entry brings it about */
	meeting_view_agenda(w->arena, c, meeting, w->now_s, &view);
	digest_list_agenda(w->arena, c->policy, &reader, &view, w->now_s, &mail);
	add_notice(w, "agenda", key, NULL, &mail);
}

/* Meetings to come, as far ahead as a notice can be early; the first later one is waited for. */
static void decide_agendas(struct decide_meeting_work *w)
{
	const struct notice_policy *p = w->c->policy;
	int64_t ahead_s = p->agenda_digest_s > p->agenda_s ? p->agenda_digest_s : p->agenda_s,
		at_s = w->now_s;
	struct meeting meeting;

	for (int i = 0; ahead_s && i < AHEAD_MAX && calendar_next(w->c->calendar, at_s, &meeting);
	     i++) {
		decide_agenda_digest(w, &meeting);
		decide_list_agenda(w, &meeting);
		wake_at(w, meeting.start_utc_s);
		if (meeting.start_utc_s - ahead_s > w->now_s)
			break;
		at_s = meeting.start_utc_s;
	}
}

/* When the next digest with questions goes out, which may be now; INT64_MAX: none will. */
static int64_t next_digest_at(const struct decide_meeting_work *w)
{
	const struct meeting_context *c = w->c;
	int64_t at_s = w->now_s;
	struct meeting meeting;

	if (!c->policy->agenda_digest_s || !c->calendar)
		return INT64_MAX;
	for (int i = 0; i < AHEAD_MAX && calendar_next(c->calendar, at_s, &meeting); i++) {
		int64_t digest_s = meeting.start_utc_s - c->policy->agenda_digest_s;

		if (meeting_view_chair(c, &meeting) && digest_s > c->state->born_at_s &&
		    !is_spent(w, agenda_digest_key(w, &meeting)))
			return digest_s;
		at_s = meeting.start_utc_s;
	}
	return INT64_MAX;
}

/* Whose an item is, at once: when it is due soon and the next digest does not come before its day.
 * What is overdue already can wait one more day for a digest. */
static void decide_questions(struct decide_meeting_work *w)
{
	const struct meeting_context *c = w->c;
	int64_t days = (c->policy->question_before_s + DAY_S - 1) / DAY_S, digest_s, next_day;
	struct meeting meeting = { 0 };
	struct question_list urgent;
	struct notice_composed mail;

	if (!days)
		return;
	if (c->calendar)
		calendar_next(c->calendar, w->now_s, &meeting);
	const struct person *person = meeting_view_chair(c, &meeting);

	digest_s = next_digest_at(w);
	if (!person || digest_s <= w->now_s)
		return;
	const struct zone *zone = zone_of_either(person->zone, c->policy->zone);
	int64_t today = local_day(zone, w->now_s), last = today + days;

	if (digest_s != INT64_MAX && local_day(zone, digest_s) < last)
		last = local_day(zone, digest_s);
	meeting_view_urgent(w->arena, c, &meeting, digest_s - w->now_s <= DAY_S ? today : INT64_MIN,
			    last, &urgent, &next_day);
	if (next_day != INT64_MAX)
		wake_at(w, zone_minute_to_utc(zone, next_day - days, c->policy->reminder_minute));
	if (!urgent.len ||
	    !is_hour(w, zone, item_opened_at(urgent.rows[0].item), c->policy->reminder_minute))
		return;
	const char *key = arena_printf(w->arena, "mail/%s", urgent.rows[0].key);
	struct digest_reader reader = meeting_reader(w->arena, c, person, key, w->now_s);

	digest_questions(w->arena, c->policy, &reader, urgent.rows, urgent.len, w->now_s, &mail);
	meeting_view_spend(w->arena, urgent.rows, urgent.len,
			   add_notice(w, "question", key, person, &mail));
}

static void decide_minutes_missing(struct decide_meeting_work *w)
{
	const struct meeting_context *c = w->c;
	int64_t until_s = w->now_s;
	struct meeting meeting;
	struct notice_composed mail;

	while (c->policy->minutes_missing_s && calendar_last(c->calendar, until_s, &meeting) &&
	       meeting.start_utc_s > w->now_s - MISSING_FOR_S) {
		const struct person *person = meeting_view_chair(c, &meeting);
		const char *key = arena_printf(w->arena, "minutes-missing/%s/%d",
					       c->policy->list_name, meeting.number);

		until_s = meeting.start_utc_s - 1;
		if (!person || is_spent(w, key) || meeting_view_has_minutes(c, &meeting))
			continue;
		struct digest_reader reader = meeting_reader(w->arena, c, person, key, w->now_s);
		struct meeting_view view = meeting_view_of(c, &meeting);

		int64_t due_s = days_after(w, &meeting, c->policy->minutes_missing_s, reader.zone);

		if (!has_come(w, due_s) ||
		    !is_hour(w, reader.zone, due_s, c->policy->reminder_minute))
			continue;
		digest_minutes_missing(w->arena, c->policy, &reader, &view, w->now_s, &mail);
		add_notice(w, "minutes-missing", key, person, &mail);
	}
}

/* ---- the week ---- */

static const char *weekly_key(struct arena *arena, const struct meeting_context *c, int64_t day)
{
	char iso[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "weekly/%s/%s", c->policy->list_name,
			    civil_format_iso(civil_from_days(day), iso));
}

/* The last instant at which a digest of the week could go out. */
static int64_t weekly_hour(const struct meeting_context *c, const struct zone *zone, int64_t now_s,
			   int64_t *day_out)
{
	struct civil_time local = zone_to_local(zone, now_s);
	int64_t day = civil_to_days(local.date);

	if (local.hour * 60 + local.minute < c->policy->weekly_minute)
		day--;
	*day_out = day - (civil_weekday(civil_from_days(day)) - c->policy->weekly_day + 7) % 7;
	return zone_minute_to_utc(zone, *day_out, c->policy->weekly_minute);
}

/* The day of the last one that was sent; where none was, as long ago as one reaches back. */
static int64_t last_told_day(struct arena *arena, const struct meeting_context *c, int64_t day)
{
	int64_t told = day - 7;

	while (told > day - 7 * WEEKS_BACK && !state_has_key(c->state, weekly_key(arena, c, told)))
		told -= 7;
	return told;
}

bool meeting_weekly_due(const struct meeting_context *c, int64_t now_s, int64_t *from_s_out,
			int64_t *to_s_out)
{
	const struct zone *zone = meeting_list_zone(c);
	struct arena *arena;
	int64_t day;
	bool due;

	if (c->policy->weekly_day < 0)
		return false;
	*to_s_out = weekly_hour(c, zone, now_s, &day);
	if (*to_s_out <= c->state->born_at_s || day != local_day(zone, now_s))
		return false;
	arena = arena_new();
	*from_s_out = zone_minute_to_utc(zone, last_told_day(arena, c, day),
					 c->policy->weekly_minute);
	if (*from_s_out < c->state->born_at_s)
		*from_s_out = c->state->born_at_s;
	due = !state_has_key(c->state, weekly_key(arena, c, day));
	arena_free(&arena);
	return due;
}

static void decide_weekly(struct decide_meeting_work *w)
{
	const struct meeting_context *c = w->c;
	const struct zone *zone = meeting_list_zone(c);
	int64_t day, from_s, to_s;
	struct weekly_view view;
	struct meeting_view next;
	struct notice_composed mail;

	if (c->policy->weekly_day < 0)
		return;
	(void)weekly_hour(c, zone, w->now_s, &day);
	wake_at(w, zone_minute_to_utc(zone, day + 7, c->policy->weekly_minute));
	if (!meeting_weekly_due(c, w->now_s, &from_s, &to_s))
		return;
	const char *key = weekly_key(w->arena, c, day);
	struct digest_reader reader = meeting_reader(w->arena, c, NULL, key, w->now_s);

	meeting_view_weekly(w->arena, c, from_s, to_s, w->now_s, &view, &next);
	if (digest_weekly(w->arena, c->policy, &reader, &view, w->now_s, &mail))
		add_notice(w, "weekly-digest", key, NULL, &mail);
}

void decide_meetings(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		     struct notice_list *out, int64_t *next_s_out)
{
	struct decide_meeting_work w = {
		.arena = arena, .c = c, .now_s = now_s, .out = out, .next_s = next_s_out
	};

	if (c->calendar) {
		decide_handover(&w);
		decide_agendas(&w);
		decide_minutes_missing(&w);
		decide_quorum(arena, c, now_s, out);
	}
	decide_questions(&w);
	decide_weekly(&w);
}

bool meeting_preview(struct arena *arena, const struct meeting_context *c,
		     enum meeting_preview what, int64_t now_s, struct notice *out,
		     const char **text_out)
{
	enum { WEEK_S = 7 * DAY_S };
	struct digest_reader to_list = meeting_reader(arena, c, NULL, "preview", now_s);
	struct meeting meeting;
	struct agenda_view view;

	*text_out = NULL;
	*out = (struct notice){ .kind = NOTICE_COMPOSED,
				.list = c->policy->list_name,
				.addr = c->policy->list_address,
				.kind_name = what == PREVIEW_WEEKLY   ? "weekly-digest"
					     : what == PREVIEW_AGENDA ? "agenda"
								      : "agenda-digest" };
	if (what == PREVIEW_WEEKLY) {
		struct weekly_view weekly;
		struct meeting_view next;

		meeting_view_weekly(arena, c, now_s - WEEK_S, now_s, now_s, &weekly, &next);
		return digest_weekly(arena, c->policy, &to_list, &weekly, now_s, &out->composed);
	}
	if (!calendar_next(c->calendar, now_s, &meeting))
		return false;
	meeting_view_agenda(arena, c, &meeting, now_s, &view);
	if (what == PREVIEW_MINUTES) {
		*text_out = digest_skeleton(arena, &view, false);
	} else if (what == PREVIEW_AGENDA) {
		digest_list_agenda(arena, c->policy, &to_list, &view, now_s, &out->composed);
	} else {
		const struct person *person = meeting_view_chair(c, &meeting);

		if (!person)
			return false;
		struct digest_reader reader = meeting_reader(arena, c, person, "preview", now_s);

		out->person = person;
		out->addr = reader.addr;
		digest_agenda(arena, c->policy, &reader, &view, now_s, &out->composed);
	}
	return true;
}
