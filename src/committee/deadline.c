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
 *
 * Each instant is the end of a grant: the opening's, an extension's, a full period's.  A grant
 * begins when the list was told (give), and the instant does not pass before.
 */
#include "committee/deadline.h"

#include <stdlib.h>
#include <string.h>

#include "committee/grant.h"

struct machine {
	struct arena *arena;
	const struct deadline_terms *terms;
	int64_t now_s;
	struct deadline *d;
	struct telling_list tellings;	/* notices to the list */
	size_t cap_objections, cap_remarks, cap_steps;
};

enum grant_kind { GRANT_FIRST, GRANT_PERIOD, GRANT_MORE };

/* Time to object that was given at an instant, on top of what there was. */
struct grant {
	enum grant_kind kind;
	int64_t at_s, before_s;
	const struct deadline_event *extension;	/* MORE */
};

/* The end of a full period that begins at this instant. */
static int64_t full_period(const struct machine *m, int64_t at_s)
{
	const struct deadline_terms *t = m->terms;
	struct civil_date day = zone_to_local(t->zone, at_s).date;

	if (t->kind == DEADLINE_MINUTES)
		return period_end_of_day(t->zone, civil_add_days(day, DEADLINE_WEEK_DAYS));
	if (period_is_set(t->period))
		return period_end(t->zone, at_s, t->period);
	if (civil_is_set(t->until) && !m->d->date_passed)
		return period_end_of_last_day(t->zone, t->until, m->d->opened_s, at_s);
	return period_end(t->zone, at_s, PERIOD_WEEK);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t first_end(const struct machine *m, int64_t begin_s, int64_t notice_s)
{
	const struct deadline_terms *t = m->terms;

	if (t->kind != DEADLINE_MINUTES)
		return full_period(m, begin_s);
	struct civil_date day = civil_is_set(t->meeting_date) ? t->meeting_date :
				zone_to_local(t->zone, m->d->opened_s).date;

	return later(period_end_of_day(t->zone, civil_add_days(day, DEADLINE_WEEK_DAYS)),
		     begin_s + notice_s);
}

/* Its end when the list is told at begin_s. */
static int64_t grant_end(const struct machine *m, const struct grant *g, int64_t begin_s)
{
	switch (g->kind) {
	case GRANT_FIRST:
		/* told within the delay, the notice still comes 72 h before */
		return first_end(m, begin_s, DEADLINE_NOTICE_S + DEADLINE_DELAY_S);
	case GRANT_PERIOD:
		return later(g->before_s, full_period(m, begin_s));
	case GRANT_MORE:
		break;
	}
	return period_extended_end(m->terms->zone, g->before_s, g->at_s, begin_s,
				   g->extension->period, g->extension->until);
}

/* Nobody was to be told, or an older ledger's notice told it: the end is what it was then. */
static void give_as_it_was(struct machine *m, const struct grant *g, const struct telling *telling)
{
	int64_t notice_s = telling ? telling->told_s : g->at_s;

	m->d->closes_s =
		g->kind != GRANT_FIRST
			? grant_end(m, g, g->at_s)
			: first_end(m, m->terms->kind == DEADLINE_MINUTES ? notice_s : g->at_s,
				    DEADLINE_NOTICE_S);
	m->d->known_s = g->kind == GRANT_FIRST ? notice_s : g->at_s;
}

/* A grant of a deadline, for grant_begin(). */
struct grant_of {
	const struct machine *m;
	const struct grant *grant;
};

static int64_t end_when_told(const void *context, int64_t begin_s)
{
	const struct grant_of *of = context;

	return grant_end(of->m, of->grant, begin_s);
}

/* From now on the deadline ends with this grant. */
static void give(struct machine *m, const struct grant *g)
{
	struct deadline *d = m->d;
	const struct grant_of of = { m, g };
	const struct telling *t =
		m->terms->quiet ? NULL : telling_first(&m->tellings, g->at_s,
						grant_end(m, g, g->at_s));
	struct granted granted;

	d->granted_s = g->at_s;
	if (m->terms->quiet || (t && t->of_old)) {
		d->untold = d->delayed = false;
		give_as_it_was(m, g, t);
		return;
	}
	grant_begin(g->at_s, m->now_s, t ? t->told_s : 0, t ? t->named_s : 0, end_when_told, &of,
		    &granted);
	d->closes_s = granted.closes_s;
	d->known_s = granted.known_s;
	d->untold = granted.untold;
	d->delayed = granted.delayed;
}

static bool is_running(const struct deadline *d)
{
	return d->state == DEADLINE_OPEN || d->state == DEADLINE_CONTESTED;
}

static void step(struct machine *m, int64_t at_s, enum deadline_state to,
		 const struct deadline_event *event)
{
	struct deadline *d = m->d;

	d->steps = arena_grow(m->arena, d->steps, d->n_steps, &m->cap_steps, sizeof *d->steps);
	d->steps[d->n_steps++] =
		(struct deadline_step){ .at_s = at_s, .from = d->state, .to = to, .event = event };
	d->state = to;
}

static void remark(struct machine *m, const struct deadline_event *e, enum deadline_why why)
{
	struct deadline *d = m->d;
	bool objects =
		e->kind == DEADLINE_EVENT_OBJECTED || e->kind == DEADLINE_EVENT_PLAIN_OBJECTION;
	bool talk = e->kind == DEADLINE_EVENT_OK || e->kind == DEADLINE_EVENT_COMMENT;

	d->remarks =
		arena_grow(m->arena, d->remarks, d->n_remarks, &m->cap_remarks, sizeof *d->remarks);
	d->remarks[d->n_remarks++] = (struct deadline_remark){
		.event = e, .why = why, .to_chair = objects || (why == DEADLINE_LATE && !talk),
	};
	if (objects && why != DEADLINE_LATE)
		d->n_questions++;
}

static void restart(struct machine *m, const struct deadline_event *e)
{
	give(m,
	     &(struct grant){ .kind = GRANT_PERIOD, .at_s = e->at_s, .before_s = m->d->closes_s });
	m->d->n_reopened++;
}

/* Ends the objections of one (NULL: of all); the last one gone opens a full period. */
static bool end_objections(struct machine *m, const struct deadline_event *e, const char *actor,
			   enum deadline_end end)
{
	struct deadline *d = m->d;
	bool any = false;

	for (size_t i = 0; i < d->n_objections; i++) {
		struct deadline_objection *o = &d->objections[i];

		if (o->end != OBJECTION_STANDS || (actor && strcmp(o->actor, actor) != 0))
			continue;
		o->end = end;
		o->ended_s = e->at_s;
		o->end_unseen = e->unseen;
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
		if (d->objections[i].end == OBJECTION_STANDS &&
		    strcmp(d->objections[i].actor, actor) == 0)
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
		o->unseen = o->unseen && e->unseen;
		return;
	}
	d->objections = arena_grow(m->arena, d->objections, d->n_objections, &m->cap_objections,
				   sizeof *d->objections);
	d->objections[d->n_objections++] = (struct deadline_objection){
		.actor = e->actor,
		.text = e->text,
		.message_id = e->message_id,
		.line = e->line,
		.at_s = e->at_s,
		.unseen = e->unseen,
	};
	d->n_standing++;
	if (d->state == DEADLINE_OPEN)
		step(m, e->at_s, DEADLINE_CONTESTED, e);
}

static void extend(struct machine *m, const struct deadline_event *e)
{
	struct deadline *d = m->d;
	const struct grant more = {
		.kind = GRANT_MORE, .at_s = e->at_s, .before_s = d->closes_s, .extension = e
	};

	if (grant_end(m, &more, e->at_s) <= d->closes_s) {
		remark(m, e, DEADLINE_NOT_LATER);
		return;
	}
	give(m, &more);
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

/* An event in time, of a deadline that is running, and what its actor may do there. */
struct deadline_deed {
	const struct deadline_event *event;
	bool by_chair, by_owner;
	bool by_guest;			/* who may not object */
	bool proved;
};

static struct deadline_deed deed_of(const struct machine *m, const struct deadline_event *e)
{
	bool by_chair = e->roles & (DEADLINE_BY_CHAIR | DEADLINE_BY_OPERATOR);
	bool is_outsider = !by_chair && !(e->roles & DEADLINE_BY_MEMBER);

	return (struct deadline_deed){
		.event = e,
		.by_chair = by_chair,
		.by_owner = by_chair || strcmp(e->actor, m->d->opener) == 0,
		.by_guest = m->terms->members_only && is_outsider,
		.proved = e->proved || (e->roles & DEADLINE_BY_OPERATOR),
	};
}

static void apply_text(struct machine *m, const struct deadline_deed *deed)
{
	if (!deed->by_owner) {
		remark(m, deed->event, DEADLINE_NOT_ALLOWED);
		return;
	}
	m->d->n_text_changes++;
	m->d->text_changed_s = deed->event->at_s;
}

static void apply_plain_objection(struct machine *m, const struct deadline_deed *deed)
{
	if (!standing(m->d, deed->event->actor))	/* what he does is known already */
		remark(m, deed->event, DEADLINE_ASK);
}

static void apply_comment(struct machine *m, const struct deadline_deed *deed)
{
	(void)deed;
	m->d->n_comments++;
}

static void apply_ok(struct machine *m, const struct deadline_deed *deed)
{
	if (standing(m->d, deed->event->actor))
		remark(m, deed->event, DEADLINE_OK_OR_NOT);
	else
		m->d->n_ok++;
}

static void apply_objected(struct machine *m, const struct deadline_deed *deed)
{
	if (deed->by_guest)
		remark(m, deed->event, DEADLINE_NOT_ALLOWED);
	else
		object(m, deed->event);
}

static void apply_withdraw(struct machine *m, const struct deadline_deed *deed)
{
	const struct deadline_event *e = deed->event;

	if (end_objections(m, e, e->actor, OBJECTION_WITHDRAWN))
		return;
	if (!deed->by_owner) {
		remark(m, e, DEADLINE_NOT_ALLOWED);
		return;
	}
	step(m, e->at_s, DEADLINE_WITHDRAWN, e);
	m->d->settled_s = e->at_s;
}

static void apply_resolved(struct machine *m, const struct deadline_deed *deed)
{
	if (!deed->by_chair)
		remark(m, deed->event, DEADLINE_NOT_ALLOWED);
	else if (!end_objections(m, deed->event, NULL, OBJECTION_RESOLVED))
		remark(m, deed->event, DEADLINE_NOTHING_THERE);
}

static void apply_extended(struct machine *m, const struct deadline_deed *deed)
{
	if (!deed->by_owner)
		remark(m, deed->event, DEADLINE_NOT_ALLOWED);
	else
		extend(m, deed->event);
}

static void apply_restart(struct machine *m, const struct deadline_deed *deed)
{
	if (!deed->by_chair)
		remark(m, deed->event, DEADLINE_NOT_ALLOWED);
	else
		restart_by_chair(m, deed->event);
}

/* What each kind does in time; the others are bookkeeping. */
static const struct {
	void (*apply)(struct machine *m, const struct deadline_deed *deed);
	bool needs_proof;
} deeds[] = {
	[DEADLINE_EVENT_OPENED] = { apply_text, false },
	[DEADLINE_EVENT_TEXT_CHANGED] = { apply_text, false },
	[DEADLINE_EVENT_PLAIN_OBJECTION] = { apply_plain_objection, false },
	[DEADLINE_EVENT_COMMENT] = { apply_comment, false },
	[DEADLINE_EVENT_OK] = { apply_ok, false },
	[DEADLINE_EVENT_OBJECTED] = { apply_objected, true },
	[DEADLINE_EVENT_WITHDRAW] = { apply_withdraw, true },
	[DEADLINE_EVENT_RESOLVED] = { apply_resolved, true },
	[DEADLINE_EVENT_EXTENDED] = { apply_extended, true },
	[DEADLINE_EVENT_RESTART] = { apply_restart, true },
	[DEADLINE_EVENT_UNCLEAR] = { NULL, true },
};

static void apply(struct machine *m, const struct deadline_event *e)
{
	const struct deadline_deed deed = deed_of(m, e);

	if (deeds[e->kind].needs_proof && !deed.proved)
		remark(m, e, DEADLINE_UNPROVED);
	else if (deeds[e->kind].apply)
		deeds[e->kind].apply(m, &deed);
}

/* Time passes up to at_s: an instant that lies before it decides. */
static void settle(struct machine *m, int64_t at_s)
{
	struct deadline *d = m->d;

	if (!is_running(d) || d->untold || at_s <= d->closes_s)
		return;
	d->settled_s = d->closes_s;
	step(m, d->closes_s, d->n_standing ? DEADLINE_NOT_AGREED : DEADLINE_STANDS, NULL);
}

static struct receipt receipt_of(const struct deadline_event *e)
{
	return (struct receipt){
		.at_s = e->at_s,
		.rank = (int)e->kind,
		.message_id = e->message_id,
		.line = e->line,
		.actor = e->actor,
		.text = e->text,
	};
}

static int compare_events(const void *left, const void *right)
{
	const struct receipt a = receipt_of(*(const struct deadline_event *const *)left),
			     b = receipt_of(*(const struct deadline_event *const *)right);

	return receipt_compare(&a, &b);
}

static bool is_text(const struct deadline_event *e)
{
	return e->kind == DEADLINE_EVENT_OPENED || e->kind == DEADLINE_EVENT_TEXT_CHANGED;
}

/* They are of the machine, or of nothing: neither an act nor late. */
static bool is_bookkeeping(const struct deadline_event *e)
{
	switch (e->kind) {
	case DEADLINE_EVENT_TEXT_AGAIN:
	case DEADLINE_EVENT_NOTICED:
	case DEADLINE_EVENT_ANNOUNCED:
	case DEADLINE_EVENT_TOLD:
	case DEADLINE_EVENT_UNTOLD:
		return true;
	default:
		return false;
	}
}

static void take_announcement(struct machine *m, const struct deadline_event *e)
{
	bool of_old = e->kind == DEADLINE_EVENT_NOTICED;
	const struct telling mail = {
		.message_id = e->message_id,
		.at_s = e->at_s,
		.named_s = e->named_s,
		.of_old = of_old,
		.told_s = of_old ? e->at_s : 0,
	};

	if (of_old || e->named_s)
		telling_announce(m->arena, &m->tellings, &mail);
}

static void take_outcome(struct machine *m, const struct deadline_event *e)
{
	struct telling *t = telling_find(&m->tellings, e->message_id);

	if (!t)
		return;
	t->told_s = e->kind == DEADLINE_EVENT_TOLD ? e->at_s : 0;
	t->lost_s = e->kind == DEADLINE_EVENT_UNTOLD ? e->at_s : 0;
}

static void read_tellings(struct machine *m, const struct deadline_event *events, size_t n)
{
	struct deadline *d = m->d;
	struct telling_counts counts;

	for (size_t i = 0; i < n; i++) {
		const struct deadline_event *e = &events[i];

		if (e->kind == DEADLINE_EVENT_NOTICED || e->kind == DEADLINE_EVENT_ANNOUNCED)
			take_announcement(m, e);
		else if (e->kind == DEADLINE_EVENT_TOLD || e->kind == DEADLINE_EVENT_UNTOLD)
			take_outcome(m, e);
	}
	counts = telling_count(&m->tellings);
	d->telling = counts.is_on_its_way;
	d->n_announced = counts.n;
	d->n_lost = counts.n_lost;
	d->lost_s = counts.lost_s;
	d->trying_s = counts.trying_s;
	d->named_s = counts.named_s;
	d->noticed_s = counts.first_told_s;
}

static void open_deadline(struct machine *m, const struct deadline_event *e)
{
	const struct deadline_terms *t = m->terms;
	struct deadline *d = m->d;

	d->opened = true;
	d->opener = e->actor;
	d->opener_proved = e->proved || (e->roles & DEADLINE_BY_OPERATOR);
	d->message_id = e->message_id;
	d->opened_s = e->at_s;
	d->date_passed = t->kind == DEADLINE_PROPOSAL && !period_is_set(t->period) &&
			 civil_is_set(t->until) &&
			 period_end_of_day(t->zone, t->until) <= d->opened_s;
	give(m, &(struct grant){ .kind = GRANT_FIRST, .at_s = e->at_s });
}

void deadline_fold(struct arena *arena, const struct deadline_terms *terms,
		   const struct deadline_event *events, size_t n_events, int64_t read_s,
		   int64_t now_s, struct deadline *out)
{
	struct machine m = { .arena = arena, .terms = terms, .now_s = now_s, .d = out };
	const struct deadline_event **sorted = arena_alloc(arena, n_events, sizeof *sorted),
				    *opening = NULL;

	*out = (struct deadline){ .opener = "", .message_id = "" };
	for (size_t i = 0; i < n_events; i++)
		sorted[i] = &events[i];
	if (n_events)
		qsort(sorted, n_events, sizeof *sorted, compare_events);
	for (size_t i = 0; i < n_events && !opening; i++)	/* the first text opens */
		opening = is_text(sorted[i]) ? sorted[i] : NULL;
	if (!opening)
		return;
	read_tellings(&m, events, n_events);
	open_deadline(&m, opening);
	for (size_t i = 0; i < n_events; i++) {
		const struct deadline_event *e = sorted[i];

		if (e == opening || is_bookkeeping(e) ||
		    (i > 0 && compare_events(&sorted[i - 1], &sorted[i]) == 0))
			continue;
		settle(&m, e->at_s);
		if (is_running(out))
			apply(&m, e);
		else
			remark(&m, e, DEADLINE_LATE);
	}
	/* the instant itself counts: one second more has passed when now has reached it */
	if (now_s >= out->closes_s)
		settle(&m, out->closes_s + 1);
	if (out->settled_s && out->state != DEADLINE_WITHDRAWN &&
	    (read_s < out->settled_s || now_s < out->settled_s)) {
		/* not certain yet: as it was before time decided, and nothing is late yet */
		out->state = out->steps[--out->n_steps].from;
		out->settled_s = 0;
		while (out->n_remarks && out->remarks[out->n_remarks - 1].why == DEADLINE_LATE)
			out->n_remarks--;
		out->waits = now_s >= out->closes_s;
	}
}

bool deadline_is_unheard(const struct deadline *deadline, int64_t now_s)
{
	return is_running(deadline) && deadline->untold && deadline->trying_s &&
	       now_s >= deadline->trying_s + DEADLINE_DELAY_S;
}

static const char *const state_names[] = { "open", "contested", "stands", "not agreed",
					   "withdrawn" };

enum { N_STATES = sizeof state_names / sizeof state_names[0] };

const char *deadline_state_name(enum deadline_state state)
{
	return state_names[state];
}

bool deadline_state_from_name(const char *name, enum deadline_state *out)
{
	for (unsigned i = 0; i < N_STATES; i++) {
		if (strcmp(state_names[i], name) == 0) {
			*out = (enum deadline_state)i;
			return true;
		}
	}
	return false;
}

static const char *const event_names[] = {
	[DEADLINE_EVENT_OPENED] = "opened",
	[DEADLINE_EVENT_TEXT_CHANGED] = "text-changed",
	[DEADLINE_EVENT_TEXT_AGAIN] = "text-again",
	[DEADLINE_EVENT_NOTICED] = "noticed",
	[DEADLINE_EVENT_ANNOUNCED] = "announced",
	[DEADLINE_EVENT_TOLD] = "told",
	[DEADLINE_EVENT_UNTOLD] = "untold",
	[DEADLINE_EVENT_EXTENDED] = "extended",
	[DEADLINE_EVENT_RESTART] = "restart",
	[DEADLINE_EVENT_WITHDRAW] = "withdraw",
	[DEADLINE_EVENT_RESOLVED] = "resolved",
	[DEADLINE_EVENT_OBJECTED] = "objected",
	[DEADLINE_EVENT_OK] = "ok",
	[DEADLINE_EVENT_COMMENT] = "comment",
	[DEADLINE_EVENT_PLAIN_OBJECTION] = "plain-objection",
	[DEADLINE_EVENT_UNCLEAR] = "objection-unclear",
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
