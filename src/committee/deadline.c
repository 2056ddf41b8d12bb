/* deadline.c - see deadline.h.  The machine:
 *
 *                    objected                      instant passed
 *      opened --> OPEN ---------> CONTESTED ------------------------> NOT AGREED (next agenda)
 *                 |  ^ <---------     |  ^
 *                 |  |  last objection|  | objected again; extended, restarted:
 *                 |  |  withdrawn or  |  |
 *                 |  |  resolved: a   +--+ later instant
 *                 |  |  full period
 *                 |  +-- extended, restarted: later instant
 *                 |
 *                 +-- instant passed --> STANDS
 *
 *      OPEN or CONTESTED -- withdrawn by who opened it or the chair --> WITHDRAWN
 *
 * STANDS, NOT AGREED and WITHDRAWN are ends: whatever is received later is a remark.  Time
 * passes before each event is looked at (settle), so that no event can change the past.
 */
#include "committee/deadline.h"

#include <stdlib.h>
#include <string.h>

struct machine {
	struct arena *arena;
	const struct deadline_terms *terms;
	struct deadline *d;
	size_t cap_objections, cap_remarks, cap_steps;
};

bool deadline_parse_period(struct span text, struct deadline_period *out)
{
	int64_t seconds;
	size_t i = 0;

	text = span_trim(text);
	if (!civil_parse_period(text, &seconds) || seconds <= 0)
		return false;
	while (i < text.len && !ascii_is_alpha((unsigned char)text.ptr[i]))
		i++;
	int unit = i < text.len ? ascii_lower((unsigned char)text.ptr[i]) : 0;

	*out = (struct deadline_period){ 0 };
	if (unit == 'd' || unit == 'w')
		out->days = (int)(seconds / 86400);
	else
		out->seconds = seconds;
	return true;
}

/* The last second of a day. */
static int64_t end_of_day(const struct zone *zone, struct civil_date date)
{
	return zone_to_utc(zone, (struct civil_time){ .date = civil_add_days(date, 1) }) - 1;
}

static int64_t add_period(const struct zone *zone, int64_t at_s, struct deadline_period period)
{
	if (period.days) {
		struct civil_time local = zone_to_local(zone, at_s);

		local.date = civil_add_days(local.date, period.days);
		if (civil_is_set(local.date))
			at_s = zone_to_utc(zone, local);
	}
	return at_s + period.seconds;
}

static bool has_period(struct deadline_period period)
{
	return period.days || period.seconds;
}

/* The end of a full period that begins at this instant. */
static int64_t full_period(const struct machine *m, int64_t at_s)
{
	const struct deadline_terms *t = m->terms;
	struct civil_date day = zone_to_local(t->zone, at_s).date;

	if (t->kind == DEADLINE_MINUTES)
		return end_of_day(t->zone, civil_add_days(day, DEADLINE_WEEK_DAYS));
	if (has_period(t->period))
		return add_period(t->zone, at_s, t->period);
	if (civil_is_set(t->until) && !m->d->date_passed) {
		struct civil_date first = zone_to_local(t->zone, m->d->opened_s).date;

		return end_of_day(t->zone, civil_add_days(day, (int)(civil_to_days(t->until) - civil_to_days(first))));
	}
	return add_period(t->zone, at_s, (struct deadline_period){ .days = DEADLINE_WEEK_DAYS });
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t first_closing(struct machine *m, int64_t now_s)
{
	const struct deadline_terms *t = m->terms;
	struct deadline *d = m->d;

	if (t->kind == DEADLINE_MINUTES) {
		struct civil_date day = civil_is_set(t->meeting_date) ? t->meeting_date :
					zone_to_local(t->zone, d->opened_s).date;
		int64_t notice_s = t->quiet ? d->opened_s : d->noticed_s ? d->noticed_s : later(now_s, d->opened_s);

		return later(end_of_day(t->zone, civil_add_days(day, DEADLINE_WEEK_DAYS)), notice_s + DEADLINE_NOTICE_S);
	}
	if (!has_period(t->period) && civil_is_set(t->until)) {
		int64_t end_s = end_of_day(t->zone, t->until);

		if (end_s > d->opened_s)
			return end_s;
		d->date_passed = true;
	}
	return full_period(m, d->opened_s);
}

/* Minutes never close before people were told. */
static bool may_close(const struct machine *m)
{
	return m->terms->kind != DEADLINE_MINUTES || m->terms->quiet || m->d->noticed_s;
}

static bool is_running(const struct deadline *d)
{
	return d->state == DEADLINE_OPEN || d->state == DEADLINE_CONTESTED;
}

static void step(struct machine *m, int64_t at_s, enum deadline_state to, const struct deadline_event *event)
{
	struct deadline *d = m->d;

	d->steps = arena_grow(m->arena, d->steps, d->n_steps, &m->cap_steps, sizeof *d->steps);
	d->steps[d->n_steps++] = (struct deadline_step){ .at_s = at_s, .from = d->state, .to = to, .event = event };
	d->state = to;
}

static void remark(struct machine *m, const struct deadline_event *e, enum deadline_why why)
{
	struct deadline *d = m->d;
	bool objects = e->kind == DEADLINE_EVENT_OBJECTED || e->kind == DEADLINE_EVENT_PLAIN_OBJECTION;
	bool talk = e->kind == DEADLINE_EVENT_OK || e->kind == DEADLINE_EVENT_COMMENT;

	d->remarks = arena_grow(m->arena, d->remarks, d->n_remarks, &m->cap_remarks, sizeof *d->remarks);
	d->remarks[d->n_remarks++] = (struct deadline_remark){
		.event = e, .why = why, .to_chair = objects || (why == DEADLINE_LATE && !talk),
	};
	if (objects && why != DEADLINE_LATE)
		d->n_questions++;
}

static void restart(struct machine *m, const struct deadline_event *e)
{
	m->d->closes_s = later(m->d->closes_s, full_period(m, e->at_s));
	m->d->n_reopened++;
}

/* Ends the objections of one (NULL: of all); the last one gone opens a full period. */
static bool end_objections(struct machine *m, const struct deadline_event *e, const char *actor, enum deadline_end end)
{
	struct deadline *d = m->d;
	bool any = false;

	for (size_t i = 0; i < d->n_objections; i++) {
		struct deadline_objection *o = &d->objections[i];

		if (o->end != OBJECTION_STANDS || (actor && strcmp(o->actor, actor) != 0))
			continue;
		o->end = end;
		o->ended_s = e->at_s;
		d->n_standing--;
		any = true;
	}
	if (any && d->n_standing == 0) {
		restart(m, e);
		step(m, e->at_s, DEADLINE_OPEN, e);
	}
	return any;
}

static struct deadline_objection *standing(struct deadline *d, const char *actor)
{
	for (size_t i = 0; i < d->n_objections; i++) {
		if (d->objections[i].end == OBJECTION_STANDS && strcmp(d->objections[i].actor, actor) == 0)
			return &d->objections[i];
	}
	return NULL;
}

static void object(struct machine *m, const struct deadline_event *e)
{
	struct deadline *d = m->d;
	struct deadline_objection *o = standing(d, e->actor);

	if (o) {			/* said again: the newer words */
		if (*e->text)
			o->text = e->text;
		return;
	}
	d->objections = arena_grow(m->arena, d->objections, d->n_objections, &m->cap_objections, sizeof *d->objections);
	d->objections[d->n_objections++] = (struct deadline_objection){
		.actor = e->actor, .text = e->text, .message_id = e->message_id, .line = e->line, .at_s = e->at_s,
	};
	d->n_standing++;
	if (d->state == DEADLINE_OPEN)
		step(m, e->at_s, DEADLINE_CONTESTED, e);
}

static void extend(struct machine *m, const struct deadline_event *e)
{
	struct deadline *d = m->d;
	struct deadline_period week = { .days = DEADLINE_WEEK_DAYS };
	int64_t closes_s = civil_is_set(e->until) ? end_of_day(m->terms->zone, e->until) :
			   add_period(m->terms->zone, d->closes_s, has_period(e->period) ? e->period : week);

	if (closes_s <= d->closes_s) {
		remark(m, e, DEADLINE_NOT_LATER);
		return;
	}
	d->closes_s = closes_s;
	d->n_extended++;
	step(m, e->at_s, d->state, e);
}

static void restart_by_chair(struct machine *m, const struct deadline_event *e)
{
	if (full_period(m, e->at_s) <= m->d->closes_s) {
		remark(m, e, DEADLINE_NOT_LATER);
		return;
	}
	restart(m, e);
	step(m, e->at_s, m->d->state, e);
}

/* A deadline that is running, and an event in time. */
static void apply(struct machine *m, const struct deadline_event *e)
{
	struct deadline *d = m->d;
	bool chair = e->roles & (DEADLINE_BY_CHAIR | DEADLINE_BY_OPERATOR);
	bool owner = chair || strcmp(e->actor, d->opener) == 0;
	bool guest = m->terms->members_only && !chair && !(e->roles & DEADLINE_BY_MEMBER);
	bool proved = e->proved || (e->roles & DEADLINE_BY_OPERATOR);

	switch (e->kind) {
	case DEADLINE_EVENT_OPENED:
	case DEADLINE_EVENT_TEXT_CHANGED:
		if (!owner) {
			remark(m, e, DEADLINE_NOT_ALLOWED);
			return;
		}
		d->n_text_changes++;
		d->text_changed_s = e->at_s;
		return;
	case DEADLINE_EVENT_TEXT_AGAIN:
	case DEADLINE_EVENT_NOTICED:
		return;
	case DEADLINE_EVENT_PLAIN_OBJECTION:
		if (!standing(d, e->actor))	/* what he does is known already */
			remark(m, e, DEADLINE_ASK);
		return;
	case DEADLINE_EVENT_COMMENT:
		d->n_comments++;
		return;
	case DEADLINE_EVENT_OK:
		if (standing(d, e->actor))
			remark(m, e, DEADLINE_OK_OR_NOT);
		else
			d->n_ok++;
		return;
	default:
		break;
	}
	if (!proved) {
		remark(m, e, DEADLINE_UNPROVED);
		return;
	}
	switch (e->kind) {
	case DEADLINE_EVENT_OBJECTED:
		if (guest)
			remark(m, e, DEADLINE_NOT_ALLOWED);
		else
			object(m, e);
		break;
	case DEADLINE_EVENT_WITHDRAW:
		if (end_objections(m, e, e->actor, OBJECTION_WITHDRAWN))
			break;
		if (!owner) {
			remark(m, e, DEADLINE_NOT_ALLOWED);
			break;
		}
		step(m, e->at_s, DEADLINE_WITHDRAWN, e);
		d->settled_s = e->at_s;
		break;
	case DEADLINE_EVENT_RESOLVED:
		if (!chair)
			remark(m, e, DEADLINE_NOT_ALLOWED);
		else if (!end_objections(m, e, NULL, OBJECTION_RESOLVED))
			remark(m, e, DEADLINE_NOTHING_THERE);
		break;
	case DEADLINE_EVENT_EXTENDED:
		if (!owner)
			remark(m, e, DEADLINE_NOT_ALLOWED);
		else
			extend(m, e);
		break;
	case DEADLINE_EVENT_RESTART:
		if (!chair)
			remark(m, e, DEADLINE_NOT_ALLOWED);
		else
			restart_by_chair(m, e);
		break;
	default:
		break;
	}
}

/* Time passes up to at_s: an instant that lies before it decides. */
static void settle(struct machine *m, int64_t at_s)
{
	struct deadline *d = m->d;

	if (!is_running(d) || !may_close(m) || at_s <= d->closes_s)
		return;
	d->settled_s = d->closes_s;
	step(m, d->closes_s, d->n_standing ? DEADLINE_NOT_AGREED : DEADLINE_STANDS, NULL);
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_events(const void *left, const void *right)
{
	const struct deadline_event *a = *(const struct deadline_event *const *)left;
	const struct deadline_event *b = *(const struct deadline_event *const *)right;
	int order;

	if (a->at_s != b->at_s)
		return a->at_s < b->at_s ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = compare_texts(a->message_id, b->message_id);
	if (!order)
		order = a->line < b->line ? -1 : a->line > b->line;
	if (!order)
		order = compare_texts(a->actor, b->actor);
	return order ? order : compare_texts(a->text, b->text);
}

static bool is_text(const struct deadline_event *e)
{
	return e->kind == DEADLINE_EVENT_OPENED || e->kind == DEADLINE_EVENT_TEXT_CHANGED;
}

/* The first text opens; the first notice is the notice. */
static const struct deadline_event *find_opening(struct machine *m, const struct deadline_event **sorted, size_t n)
{
	const struct deadline_event *opening = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!opening && is_text(sorted[i]))
			opening = sorted[i];
		if (!m->d->noticed_s && sorted[i]->kind == DEADLINE_EVENT_NOTICED)
			m->d->noticed_s = sorted[i]->at_s;
	}
	return opening;
}

void deadline_fold(struct arena *arena, const struct deadline_terms *terms, const struct deadline_event *events,
		   size_t n_events, int64_t read_s, int64_t now_s, struct deadline *out)
{
	struct machine m = { .arena = arena, .terms = terms, .d = out };
	const struct deadline_event **sorted = arena_alloc(arena, n_events, sizeof *sorted), *opening;

	*out = (struct deadline){ .opener = "", .message_id = "" };
	for (size_t i = 0; i < n_events; i++)
		sorted[i] = &events[i];
	if (n_events)
		qsort(sorted, n_events, sizeof *sorted, compare_events);
	opening = find_opening(&m, sorted, n_events);
	if (!opening)
		return;
	out->opened = true;
	out->opener = opening->actor;
	out->opener_proved = opening->proved || (opening->roles & DEADLINE_BY_OPERATOR);
	out->message_id = opening->message_id;
	out->opened_s = opening->at_s;
	out->closes_s = first_closing(&m, now_s);
	for (size_t i = 0; i < n_events; i++) {
		const struct deadline_event *e = sorted[i];

		if (e == opening || (i > 0 && compare_events(&sorted[i - 1], &sorted[i]) == 0))
			continue;
		settle(&m, e->at_s);
		if (is_running(out))
			apply(&m, e);
		else if (e->kind != DEADLINE_EVENT_NOTICED && e->kind != DEADLINE_EVENT_TEXT_AGAIN)
			remark(&m, e, DEADLINE_LATE);
	}
	/* the instant itself counts: one second more has passed when now has reached it */
	if (now_s >= out->closes_s)
		settle(&m, out->closes_s + 1);
	if (out->settled_s && out->state != DEADLINE_WITHDRAWN && (read_s < out->settled_s || now_s < out->settled_s)) {
		/* not certain yet: as it was before time decided, and nothing is late yet */
		out->state = out->steps[--out->n_steps].from;
		out->settled_s = 0;
		while (out->n_remarks && out->remarks[out->n_remarks - 1].why == DEADLINE_LATE)
			out->n_remarks--;
		out->waits = now_s >= out->closes_s;
	}
}

const char *deadline_state_name(enum deadline_state state)
{
	static const char *const names[] = { "open", "contested", "stands", "not agreed", "withdrawn" };

	return names[state];
}

static const char *const event_names[] = {
	[DEADLINE_EVENT_OPENED] = "opened",
	[DEADLINE_EVENT_TEXT_CHANGED] = "text-changed",
	[DEADLINE_EVENT_TEXT_AGAIN] = "text-again",
	[DEADLINE_EVENT_NOTICED] = "noticed",
	[DEADLINE_EVENT_EXTENDED] = "extended",
	[DEADLINE_EVENT_RESTART] = "restart",
	[DEADLINE_EVENT_WITHDRAW] = "withdraw",
	[DEADLINE_EVENT_RESOLVED] = "resolved",
	[DEADLINE_EVENT_OBJECTED] = "objected",
	[DEADLINE_EVENT_OK] = "ok",
	[DEADLINE_EVENT_COMMENT] = "comment",
	[DEADLINE_EVENT_PLAIN_OBJECTION] = "plain-objection",
	[DEADLINE_EVENT_OFFERED] = "minutes-offered",
};

enum { N_EVENTS = sizeof event_names / sizeof event_names[0] };

const char *deadline_event_name(enum deadline_event_kind kind)
{
	return event_names[kind];
}

bool deadline_event_from_name(const char *name, enum deadline_event_kind *out)
{
	for (unsigned i = 0; i < N_EVENTS; i++) {
		if (strcmp(event_names[i], name) == 0) {
			*out = (enum deadline_event_kind)i;
			return true;
		}
	}
	return false;
}
