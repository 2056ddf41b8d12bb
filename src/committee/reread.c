/* reread.c - see reread.h. */
#include "committee/reread.h"

#include <stdlib.h>
#include <string.h>

#include "committee/deadlines.h"
#include "committee/decisions.h"
#include "committee/duty.h"
#include "committee/event_stored.h"
#include "committee/held.h"
#include "committee/person.h"
#include "committee/promises.h"
#include "committee/votes.h"

enum { SAME_PERCENT = 90 };		/* words alone must carry it, as in claim.c */

bool reread_is_of_mail(const struct event *e)
{
	static const char *const others[] = { RULE_OPERATOR, RULE_NOTICE,   RULE_HEARD_FROM,
					      RULE_REBUILD,  DUTY_STANDING, DUTY_ROUND,
					      RULE_LADDER,   RULE_STANDS,   RULE_PASSED };

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strcmp(e->rule, others[i]) == 0)
			return false;
	}
	/* what a receipt has asked about keeps the numbers that it had there */
	if (event_is(e, EVENT_PERSON, PERSON_FAILING) || event_is(e, EVENT_PROMISE, PROMISE_SAID))
		return false;
	return *event_source(e) && strcmp(event_source(e), RULE_OPERATOR) != 0;
}

static bool is_deadline(const struct event *e, const char *what)
{
	return event_is(e, EVENT_DEADLINE, what);
}

static bool opens(const struct event *e)
{
	return is_deadline(e, deadline_event_name(DEADLINE_EVENT_OPENED));
}

static bool opens_vote(const struct event *e)
{
	return event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED));
}

/* Does a number begin with it? */
static bool begins(const struct event *e)
{
	return e->kind == EVENT_RAISED || opens(e) || opens_vote(e) ||
	       event_is(e, EVENT_DECISION, DECISION_MADE);
}

static bool is_gone(const struct event *e)
{
	return e->kind == EVENT_GONE || is_deadline(e, DEADLINE_GONE) ||
	       event_is(e, EVENT_VOTE, VOTE_GONE) || event_is(e, EVENT_DECISION, DECISION_GONE);
}

static enum reread_sort_of sort_of(const struct event *e)
{
	switch (e->kind) {
	case EVENT_DEADLINE:
		return REREAD_DEADLINES;
	case EVENT_VOTE:
		return REREAD_VOTES;
	case EVENT_DECISION:
		return REREAD_DECISIONS;
	default:
		return REREAD_ITEMS;
	}
}

/* Among its sort; 0: it is about none. */
static int own_number(const struct event *e)
{
	switch (sort_of(e)) {
	case REREAD_DEADLINES:
		return e->deadline.number;
	case REREAD_VOTES:
		return e->vote.number;
	case REREAD_DECISIONS:
		return e->decision.number;
	default:
		return e->item;
	}
}

static void set_number(struct event *e, int number)
{
	switch (sort_of(e)) {
	case REREAD_DEADLINES:
		e->deadline.number = number;
		break;
	case REREAD_VOTES:
		e->vote.number = number;
		break;
	case REREAD_DECISIONS:
		e->decision.number = number;
		break;
	default:
		e->item = number;
		break;
	}
}

/* NULL: it has none. */
static struct reread_number *number_of(const struct reread *r, const struct event *e)
{
	const struct reread_sort *sort = &r->sorts[sort_of(e)];
	int number = own_number(e);

	return number > 0 && number < sort->n ? &sort->numbers[number] : NULL;
}

static int by_mail(const void *a, const void *b, void *user)
{
	const struct event *before = user;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = strcmp(event_source(&before[x]), event_source(&before[y]));

	return order ? order : x < y ? -1 : x > y;
}

void reread_begin(struct arena *arena, const struct event_list *before, const struct state *state,
		  int64_t now_s, struct reread *out)
{
	struct reread *r = out;
	size_t n = before->len;
	int next_decision = decisions_next_number(state, NULL);

	*r = (struct reread){
		.arena = arena,
		.now_s = now_s,
		.state = state,
		.before = before->events,
		.n_before = n,
		.again = arena_alloc(arena, n, sizeof *r->again),
		.found = arena_alloc(arena, n, sizeof *r->found),
		.by_mail = arena_alloc(arena, n, sizeof *r->by_mail),
		.sorts = {
			[REREAD_ITEMS] = { .n = state->highest + 1 },
			[REREAD_DEADLINES] = { .n = state->highest + 1 },
			[REREAD_VOTES] = { .n = state->highest + 1 },
			[REREAD_DECISIONS] = { .n = next_decision },
		},
		.next_number = state_next_number(state, NULL),
		.next_decision = next_decision,
	};
	for (size_t i = 0; i < REREAD_SORTS; i++) {
		struct reread_sort *sort = &r->sorts[i];

		sort->numbers = arena_alloc(arena, (size_t)sort->n, sizeof *sort->numbers);
	}
	for (size_t i = 0; i < n; i++) {
		const struct event *e = &r->before[i];
		struct reread_number *number = number_of(r, e);

		if (reread_is_of_mail(e))
			r->by_mail[r->n_by_mail++] = i;
		if (!number)
			continue;
		if (begins(e)) {
			number->used = true;
			number->begun = i;
		}
		number->gone = number->gone || is_gone(e);
	}
	if (r->n_by_mail)
		qsort_r(r->by_mail, r->n_by_mail, sizeof *r->by_mail, by_mail, before->events);
}

size_t reread_mail(const struct reread *r, const char *message_id, const size_t **out)
{
	size_t low = 0, high = r->n_by_mail, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(event_source(&r->before[r->by_mail[middle]]), message_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*out = r->by_mail + low;
	while (low + n < r->n_by_mail &&
	       strcmp(event_source(&r->before[r->by_mail[low + n]]), message_id) == 0)
		n++;
	return n;
}

bool reread_has_raised(const struct reread *r, const char *list, const char *message_id)
{
	const size_t *which;
	size_t n = reread_mail(r, message_id, &which);
	bool raised = false;

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &r->before[which[i]];

		if (strcmp(e->list, list) != 0)
			continue;
		if (event_is(e, EVENT_HELD, HELD_KEPT))
			return false;
		raised = raised || raise_is_one(e);
	}
	return raised;
}

/* Notices about a deadline stand where they stood. */
static bool is_taken_along(const struct event *e)
{
	return e->item || reread_is_of_mail(e) || is_gone(e);
}

bool reread_is_left(const struct reread *r, size_t i)
{
	const struct reread_number *number = number_of(r, &r->before[i]);

	return number && number->gone && is_taken_along(&r->before[i]);
}

bool reread_is_back(const struct reread *r, size_t i)
{
	const struct reread_number *number = number_of(r, &r->before[i]);

	return number && number->gone && number->taken;
}

/* Can its number be given to what is read now? */
static bool is_free(const struct reread *r, const struct reread_number *number)
{
	return number->used && !number->taken && r->again[number->begun];
}

/* How surely what begins now is what began then in the same mail; 0: it is not. */
static int same_place(const struct event *now, const struct event *then)
{
	bool line = now->line == then->line, text = false;

	if (now->kind != then->kind || strcmp(now->list, then->list) != 0 ||
	    strcmp(now->message_id, then->message_id) != 0)
		return 0;
	if (now->kind == EVENT_DEADLINE && !opens(then))
		return 0;
	if (now->kind == EVENT_VOTE && !opens_vote(then))
		return 0;
	if (now->kind == EVENT_DEADLINE && now->deadline.meeting >= 0)
		return now->deadline.meeting == then->deadline.meeting ? 3 : 0;
	if (now->kind == EVENT_DEADLINE)
		text = strcmp(now->deadline.title, then->deadline.title) == 0;
	else if (now->kind == EVENT_VOTE)
		text = strcmp(now->vote.title, then->vote.title) == 0;
	else if (now->kind == EVENT_RAISED)
		text = strcmp(now->raised.text, then->raised.text) == 0;
	else if (now->kind == EVENT_DECISION)
		text = strcmp(now->decision.text, then->decision.text) == 0;
	return text && line ? 3 : text ? 2 : line ? 1 : 0;
}

static bool assigns_same(const struct event_assigned *a, const struct event_assigned *b)
{
	return strcmp(a->person, b->person) == 0 &&
	       (*a->person || strcmp(a->written, b->written) == 0);
}

static bool shares_owner(const struct event *a, size_t n_a, int item_a, const struct event *b,
			 const size_t *which, size_t n_b, int item_b)
{
	bool a_owned = false, b_owned = false;

	for (size_t i = 0; i < n_b; i++)
		b_owned = b_owned ||
			  (b[which[i]].kind == EVENT_ASSIGNED && b[which[i]].item == item_b);
	for (size_t k = 0; k < n_a; k++) {
		if (a[k].kind != EVENT_ASSIGNED || a[k].item != item_a)
			continue;
		a_owned = true;
		for (size_t i = 0; i < n_b; i++) {
			const struct event *e = &b[which[i]];

			if (e->kind == EVENT_ASSIGNED && e->item == item_b &&
			    assigns_same(&e->assigned, &a[k].assigned))
				return true;
		}
	}
	return !a_owned && !b_owned;
}

/* Another mail had raised it: the same owner, and the same words. */
static int elsewhere(const struct reread *r, const struct event *now, const struct event *events,
		     size_t n)
{
	const struct wording wording =
		state_wording(r->arena, now->raised.text, civil_from_utc(now->at_s).date);
	int best = 0, best_percent = SAME_PERCENT - 1;

	for (int number = 1; number < r->sorts[REREAD_ITEMS].n; number++) {
		const struct reread_number *was = &r->sorts[REREAD_ITEMS].numbers[number];
		const struct event *then = &r->before[was->begun];
		const size_t *which;

		if (!is_free(r, was) || strcmp(then->list, now->list) != 0)
			continue;
		struct wording old =
			state_wording(r->arena, then->raised.text, civil_from_utc(then->at_s).date);
		int percent = wording_percent(&wording, &old);
		size_t n_which = reread_mail(r, event_source(then), &which);

		if (percent <= best_percent || wording_differs(&wording, &old) ||
		    !shares_owner(events, n, now->item, r->before, which, n_which, number))
			continue;
		best = number;
		best_percent = percent;
	}
	return best;
}

/* Minutes of one meeting open one deadline, whichever mail brings them. */
static int of_meeting(const struct reread *r, const struct event *now)
{
	const struct event_deadline *minutes = &now->deadline;

	for (int number = 1; minutes->meeting >= 0 && number < r->sorts[REREAD_DEADLINES].n;
	     number++) {
		const struct reread_number *was = &r->sorts[REREAD_DEADLINES].numbers[number];
		const struct event *then = &r->before[was->begun];

		if (is_free(r, was) && strcmp(then->list, now->list) == 0 &&
		    then->deadline.meeting == minutes->meeting &&
		    civil_compare(then->deadline.meeting_day, minutes->meeting_day) == 0)
			return number;
	}
	return 0;
}

/* A decision that another mail had said, in the same words. */
static int decided_elsewhere(const struct reread *r, const struct event *now)
{
	for (int number = 1; number < r->sorts[REREAD_DECISIONS].n; number++) {
		const struct reread_number *was = &r->sorts[REREAD_DECISIONS].numbers[number];
		const struct event *then = &r->before[was->begun];

		if (is_free(r, was) && strcmp(then->list, now->list) == 0 &&
		    strcmp(then->decision.text, now->decision.text) == 0)
			return number;
	}
	return 0;
}

/* The number of what one of n events, of one mail, begins. */
static int number_for(struct reread *r, const char *message_id, const struct event *now,
		      const struct event *events, size_t n)
{
	const enum reread_sort_of sort = sort_of(now);
	bool item = sort == REREAD_ITEMS;
	const size_t *which;
	size_t n_which = reread_mail(r, message_id, &which);
	int best = 0, best_place = 0;

	for (size_t i = 0; i < n_which; i++) {
		const struct event *then = &r->before[which[i]];
		const struct reread_number *number = number_of(r, then);
		int place = number && is_free(r, number) && number->begun == which[i]
				    ? same_place(now, then)
				    : 0;

		if (place > best_place) {
			best = own_number(then);
			best_place = place;
		}
	}
	for (size_t i = 0; item && !best && i < n_which; i++) {
		const struct event *then = &r->before[which[i]];

		if (then->kind == EVENT_MENTIONED && then->line == now->line &&
		    is_free(r, &r->sorts[REREAD_ITEMS].numbers[then->item]))
			best = then->item;
	}
	if (!best && item)
		best = elsewhere(r, now, events, n);
	else if (!best && sort == REREAD_DEADLINES)
		best = of_meeting(r, now);
	else if (!best && sort == REREAD_DECISIONS)
		best = decided_elsewhere(r, now);
	if (best)
		return best;
	return sort == REREAD_DECISIONS ? r->next_decision++ : r->next_number++;
}

static void take(struct reread *r, enum reread_sort_of sort, int number)
{
	if (number > 0 && number < r->sorts[sort].n)
		r->sorts[sort].numbers[number].taken = true;
}

void reread_keep(struct reread *r, const struct event *e)
{
	if (begins(e))
		take(r, sort_of(e), own_number(e));
}

/* May be by a name that he has no more. */
static bool is_same_owner(const struct people *people, const struct owner *then,
			  const struct event_assigned *now)
{
	const struct person *person = people_known_as(people, then->person);

	if (strcmp(then->person, now->person) == 0)
		return *now->person || strcmp(then->written, now->written) == 0;
	return person && strcmp(person->name, now->person) == 0;
}

/* Who owned it before was told, or was not, as he was then. */
static bool owned_before(const struct reread *r, const struct people *people, const struct event *e,
			 int64_t *quiet_out)
{
	const struct item *item = e->kind == EVENT_ASSIGNED ? state_item(r->state, e->item) : NULL;

	for (size_t i = 0; item && i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (is_same_owner(people, o, &e->assigned)) {
			*quiet_out = o->quiet_until_s;
			return true;
		}
	}
	return false;
}

/* Until when the event is of the past. */
static int64_t quiet_of(struct reread *r, const struct people *people, const char *message_id,
			const struct event *e)
{
	const size_t *which;
	size_t n = reread_mail(r, message_id, &which), like = SIZE_MAX;
	int64_t quiet_s;

	for (size_t i = 0; i < n; i++) {
		const struct event *then = &r->before[which[i]];
		struct event now = *e;

		if (r->found[which[i]] || then->kind != e->kind || then->item != e->item ||
		    event_number(then) != event_number(e) ||
		    strcmp(event_text(then, STORED_WHAT), event_text(e, STORED_WHAT)) != 0 ||
		    strcmp(event_person(then), event_person(e)) != 0)
			continue;
		now.quiet_until_s = then->quiet_until_s;
		if (event_is_same(&now, then)) {
			like = which[i];
			break;
		}
		if (like == SIZE_MAX)
			like = which[i];
	}
	if (like != SIZE_MAX) {
		r->found[like] = true;
		return r->before[like].quiet_until_s;
	}
	return owned_before(r, people, e, &quiet_s) ? quiet_s : r->now_s;
}

static void renumber(struct event *events, size_t n, enum reread_sort_of sort, int was, int number)
{
	for (size_t i = 0; i < n; i++) {
		if (sort_of(&events[i]) == sort && own_number(&events[i]) == was)
			set_number(&events[i], number);
	}
}

/* A name that means nobody now: it meant somebody who is not among the people any more. */
static void remember_owner(struct reread *r, const struct people *people, const char *message_id,
			   struct event *e)
{
	const size_t *which;
	size_t n = reread_mail(r, message_id, &which);

	for (size_t i = 0; e->kind == EVENT_ASSIGNED && !*e->assigned.person && i < n; i++) {
		const struct event *then = &r->before[which[i]];

		if (then->kind != EVENT_ASSIGNED || then->item != e->item ||
		    strcmp(then->assigned.written, e->assigned.written) != 0 ||
		    !*then->assigned.person || people_known_as(people, then->assigned.person))
			continue;
		e->assigned.person = then->assigned.person;
		e->assigned.group = then->assigned.group;
	}
}

static bool has_at(const struct event_list *events, const struct event *like)
{
	for (size_t i = 0; i < events->len; i++) {
		if (opens_vote(&events->events[i]) && same_place(&events->events[i], like))
			return true;
	}
	return false;
}

static bool says_still(const struct fact *facts, size_t n_facts, const struct event *then)
{
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_VOTE && facts[i].line == then->line)
			return true;
	}
	return false;
}

static void remove_refusal(struct event_list *events, unsigned line)
{
	size_t n = 0;

	for (size_t i = 0; i < events->len; i++) {
		const struct event *e = &events->events[i];

		if (!event_is(e, EVENT_VOTE, VOTE_REFUSED) || e->line != line)
			events->events[n++] = *e;
	}
	events->len = n;
}

void reread_votes(struct reread *r, const struct state *state, const char *list,
		  const char *message_id, const struct fact *facts, size_t n_facts,
		  struct event_list *events)
{
	const size_t *which;
	size_t n = reread_mail(r, message_id, &which);

	for (size_t i = 0; i < n; i++) {
		struct event opened = r->before[which[i]];

		if (!opens_vote(&opened) || strcmp(opened.list, list) != 0)
			continue;
		if (!says_still(facts, n_facts, &opened) || has_at(events, &opened))
			continue;
		remove_refusal(events, opened.line);
		opened.vote.number = state_next_number(state, events);
		event_list_add(r->arena, events, &opened);
	}
}

/* Who may vote on what, by what rule and for how long, was fixed when the vote was opened. */
static void remember_vote(const struct reread *r, struct event *now)
{
	const struct reread_number *number = opens_vote(now) ? number_of(r, now) : NULL;
	const struct event_vote *then;

	if (!number || !number->used || !opens_vote(&r->before[number->begun]))
		return;
	then = &r->before[number->begun].vote;
	now->vote.rule = then->rule;
	now->vote.terms = then->terms;
	now->vote.voters = then->voters;
	now->vote.options = then->options;
	now->vote.secret = then->secret;
	now->vote.period_days = then->period_days;
	now->vote.period_s = then->period_s;
}

void reread_adopt(struct reread *r, const struct people *people, const char *message_id,
		  struct event *events, size_t n)
{
	struct { enum reread_sort_of sort; int was, number; } *begun =
		arena_alloc(r->arena, n, sizeof *begun);
	size_t n_begun = 0;

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		if (!begins(e))
			continue;
		begun[n_begun].sort = sort_of(e);
		begun[n_begun].was = own_number(e);
		begun[n_begun].number = number_for(r, message_id, e, events, n);
		take(r, sort_of(e), begun[n_begun++].number);
	}
	/* below zero at first: the number of one may be another's provisional one */
	for (size_t i = 0; i < n_begun; i++)
		renumber(events, n, begun[i].sort, begun[i].was, -begun[i].number);
	for (size_t i = 0; i < n; i++) {
		set_number(&events[i], abs(own_number(&events[i])));
		remember_owner(r, people, message_id, &events[i]);
		remember_vote(r, &events[i]);
		events[i].quiet_until_s = quiet_of(r, people, message_id, &events[i]);
	}
}

/* All that was ever said of it: read so again one day, it is what it was. */
static void leave(struct reread *r, size_t from, const struct reread_sort *sort,
		  struct event_list *out)
{
	for (int number = 1; number < sort->n; number++) {
		const struct reread_number *was = &sort->numbers[number];
		const struct event *begun = &r->before[was->begun];

		if (!was->used || was->taken || (was->gone && was->begun < from))
			continue;
		for (size_t i = was->begun; i < r->n_before; i++) {
			if (number_of(r, &r->before[i]) == was && is_taken_along(&r->before[i]))
				event_list_add(r->arena, out, &r->before[i]);
		}
		if (was->gone)
			continue;
		struct event gone = {
			.kind = EVENT_GONE,
			.item = begun->item,
			.at_s = r->now_s,
			.list = begun->list,
			.actor = RULE_OPERATOR,
			.message_id = "",
			.rule = RULE_REBUILD,
			.proof = RULE_OPERATOR,
			.act = "",
			.quiet_until_s = r->now_s,
		};

		if (begun->kind == EVENT_DEADLINE) {
			gone.kind = EVENT_DEADLINE;
			gone.act = DEADLINE_GONE;
			gone.deadline.number = begun->deadline.number;
			gone.deadline.meeting = -1;
		} else if (begun->kind == EVENT_VOTE) {
			gone.kind = EVENT_VOTE;
			gone.act = VOTE_GONE;
			gone.vote.number = begun->vote.number;
		} else if (begun->kind == EVENT_DECISION) {
			gone.kind = EVENT_DECISION;
			gone.act = DECISION_GONE;
			gone.decision.number = begun->decision.number;
		}
		event_list_add(r->arena, out, &gone);
	}
}

void reread_remains(struct reread *r, size_t from, struct event_list *out)
{
	for (size_t i = 0; i < REREAD_SORTS; i++)
		leave(r, from, &r->sorts[i], out);
}
