/* record.c - see record.h.
 *
 * Which item a fact speaks of, claim.h finds out.
 */
#include "committee/record.h"

#include <string.h>

#include "committee/claim.h"
#include "committee/ownership.h"
#include "committee/record_report.h"

struct item_recorder {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct event_list *out;
	const char *actor;
	const struct person *author;	/* NULL: nobody whom the list knows */
};

static struct event new_event(const struct item_recorder *r, enum event_kind kind, int item,
			      const struct fact *fact)
{
	struct event e = incoming_event(r->mail, kind);

	e.item = item;
	e.line = fact->line;
	e.rule = fact->rule;
	return e;
}

static void emit(struct item_recorder *r, struct event e)
{
	event_list_add(r->arena, r->out, &e);
}

/* Is the day that was said the next meeting's, because it is the next meeting's? */
static bool says_meeting(const struct item_recorder *r, const struct fact *fact)
{
	return fact->due_next_meeting && civil_is_set(r->mail->next_meeting) &&
	       (!civil_is_set(fact->due) || civil_compare(fact->due, r->mail->next_meeting) == 0);
}

/* When a new item is due, and why. */
static void set_due(const struct item_recorder *r, const struct fact *fact, struct event_due *due)
{
	const struct incoming *mail = r->mail;
	bool at_meeting = says_meeting(r, fact);

	due->said = at_meeting || civil_is_set(fact->due);
	due->unread = due->said || !fact->due_unread ? "" : fact->due_unread;
	if (!due->said && mail->default_due_next_meeting)
		at_meeting = civil_is_set(mail->next_meeting);
	if (at_meeting) {
		due->day = mail->next_meeting;
		due->at_meeting = true;
	} else if (due->said) {
		due->day = fact->due;
	} else if (mail->default_due_days > 0) {
		due->day = civil_add_days(mail->date, mail->default_due_days);
	}
}

static void emit_done(struct item_recorder *r, int item, const struct fact *fact,
		      const char *person)
{
	struct event e = new_event(r, EVENT_DONE, item, fact);

	e.done = (struct event_done){ .person = person, .note = fact->note };
	emit(r, e);
}

static void emit_owners(struct item_recorder *r, int item, const struct claim *claim)
{
	const struct event like = new_event(r, EVENT_ASSIGNED, item, claim->fact);

	ownership_events(r->arena, &claim->owners, &like, r->out);
}

/* The series begins on the day that is due, or else on the day on which it was said. */
static void emit_recurs(struct item_recorder *r, int item, const struct fact *fact)
{
	struct event e = new_event(r, EVENT_RECURS, item, fact);

	e.recurs.every = fact->every;
	e.recurs.days_are_due = civil_is_set(fact->due);
	e.recurs.from = e.recurs.days_are_due ? fact->due : r->mail->date;
	e.recurs.round = e.recurs.from;
	emit(r, e);
}

static void raise_new(struct item_recorder *r, struct claim *claim)
{
	const struct fact *fact = claim->fact;
	int number = state_next_number(r->state, r->out);
	struct event e = new_event(r, EVENT_RAISED, number, fact);

	claim->item = number;
	e.raised = (struct event_raised){
		.text = fact->text,
		.detail = fact->detail,
		.context = fact->context,
		.quote = fact->quote,
		.owners = claim->named,
		.meeting = claim->meeting.number,
		.meeting_day = claim->meeting.day,
	};
	set_due(r, fact, &e.raised.due);
	emit(r, e);
	emit_owners(r, number, claim);
	if (fact->every)
		emit_recurs(r, number, fact);
	if (fact->status == FACT_DONE)
		emit_done(r, number, fact, "");
}

static void emit_ignored(struct item_recorder *r, int item, const struct fact *fact,
			 const char *why)
{
	struct event e = new_event(r, EVENT_IGNORED, item, fact);

	e.ignored = (struct event_ignored){ .why = why, .quote = fact->quote };
	emit(r, e);
}

/* Corrected minutes name somebody else.  What they have said before is no news: since then the item
 * may have been passed on. */
static void hand_over(struct item_recorder *r, const struct item *item, const struct claim *claim)
{
	const struct event like = new_event(r, EVENT_ASSIGNED, item->number, claim->fact);

	ownership_hand_over(r->arena, r->mail->people, item, &claim->owners, &like, r->out);
}

static bool has_raised(const struct item_recorder *r, const struct item *item)
{
	return (r->author || *r->mail->author_addr) && strcmp(item->raised_by, r->actor) == 0;
}

/* "done", said again: counts where the item is still open. */
static void mention_done(struct item_recorder *r, int number, const struct fact *fact,
			 bool is_proved, bool may_change)
{
	const struct item *item = state_item(r->state, number);

	if (!is_proved && !may_change)
		emit_ignored(r, number, fact, "done: the sender is not proved");
	else if (!may_change)
		emit_ignored(r, number, fact,
			     "done: only people of the list, or who raised it, may say so");
	else if (!item || item_is_alive(item))
		emit_done(r, number, fact, "");
}

/* Words and day, where they are said otherwise now. */
static void mention_changes(struct item_recorder *r, const struct item *item,
			    const struct claim *claim)
{
	const struct fact *fact = claim->fact;
	bool is_reworded = strcmp(fact->text, item->text) != 0 && !claim_remark(claim, item);

	if (is_reworded && fact->item <= 0) {
		struct event e = new_event(r, EVENT_REWORDED, item->number, fact);

		e.reworded.text = fact->text;
		e.reworded.detail = *fact->detail ? fact->detail : item->detail;
		emit(r, e);
	}
	/* one that was parked has its day already */
	if (item->status == ITEM_OPEN && civil_is_set(fact->due) &&
	    civil_compare(fact->due, item->due) != 0) {
		struct event e = new_event(r, EVENT_DUE, item->number, fact);

		set_due(r, fact, &e.redated.due);
		emit(r, e);
	}
}

/* Whoever says a parked item again takes it up: it is due when they say so, or like a new one. */
static void revive(struct item_recorder *r, int item, const struct fact *fact)
{
	struct event e = new_event(r, EVENT_REOPENED, item, fact);

	set_due(r, fact, &e.reopened.due);
	emit(r, e);
}

static bool is_renamed(const struct item *item, const struct claim *claim)
{
	return *claim->named && *item->named && strcmp(claim->named, item->named) != 0;
}

/* How often a duty comes back; of a standing one the configuration says it. */
static bool recurs_otherwise(const struct item *item, const struct fact *fact)
{
	if (!fact->every || item->status == ITEM_DROPPED || *item->duty.owners)
		return false;
	return strcmp(fact->every, item->duty.every) != 0;
}

/* Speaking of an item again may change it when the list knows who speaks and it is proved: minutes
 * are written by any of its people.  What a stranger says of other people's items is recorded and
 * no more. */
static void mention(struct item_recorder *r, int number, const struct claim *claim)
{
	const struct item *item = state_item(r->state, number);
	const struct fact *fact = claim->fact;
	bool is_proved = incoming_is_proved(r->mail);
	bool may_change = !item || (is_proved && (r->author || has_raised(r, item)));
	bool corrects = item && claim_corrects(r->mail, claim, item);
	struct event e = new_event(r, EVENT_MENTIONED, number, fact);

	e.mentioned.quote = fact->quote;
	if (corrects && may_change)
		e.mentioned.owners = claim->named;
	emit(r, e);
	if (fact->status == FACT_DONE)
		mention_done(r, number, fact, is_proved, may_change);
	else if (item)
		report_of_mention(r->arena, r->mail, claim, item, r->out);
	if (fact->status == FACT_DONE || !may_change || !item)
		return;
	if (recurs_otherwise(item, fact))
		emit_recurs(r, number, fact);
	if (!item_is_alive(item))
		return;
	if (item->status == ITEM_PARKED)
		revive(r, number, fact);
	mention_changes(r, item, claim);
	/* nobody owned it: now somebody may, but for who has given it back since */
	if (item->n_owners == 0 && !(corrects && strcmp(claim->named, item->named) == 0))
		emit_owners(r, number, claim);
	else if (corrects && is_renamed(item, claim))
		hand_over(r, item, claim);
}

/* A line further below says once more what this mail has raised, and may name an owner for it, or
 * one more. */
static void repeat(struct item_recorder *r, const struct claim *first, const struct claim *claim)
{
	struct event e = new_event(r, EVENT_MENTIONED, first->item, claim->fact);

	e.mentioned.quote = claim->fact->quote;
	emit(r, e);
	e = new_event(r, EVENT_ASSIGNED, first->item, claim->fact);
	for (size_t i = 0; i < claim->owners.len; i++) {
		const struct ownership one = { .owners = &claim->owners.owners[i], .len = 1 };

		if (!ownership_has(r->mail->people, &first->owners, one.owners))
			ownership_events(r->arena, &one, &e, r->out);
	}
	if (claim->fact->status == FACT_DONE && first->fact->status != FACT_DONE)
		emit_done(r, first->item, claim->fact, "");
}

/* What a review of earlier items lists and nobody knows of is to be done, when it says by whom. */
static bool is_task(const struct item_recorder *r, const struct claim_list *list,
		    const struct claim *claim)
{
	const struct fact *fact = claim->fact;

	if (fact->kind == FACT_ACTION)
		return true;
	if (!fact->in_section || !fact->n_owners || fact->status == FACT_DONE)
		return false;
	return !claim_raised_below(r->mail->people, list, claim);
}

void record_facts(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct item_recorder r = {
		.arena = arena,
		.state = state,
		.mail = mail,
		.out = out,
		.author = incoming_sender(mail),
		.actor = incoming_actor(mail),
	};

	struct claim_list list = claims_of(arena, state, mail, facts, n_facts);

	for (size_t i = 0; i < list.len; i++) {
		struct claim *claim = &list.claims[i], *first;
		bool is_numbered = claim->fact->item > 0;

		if (claim->item)
			mention(&r, claim->item, claim);
		else if (is_numbered)
			continue;
		else if ((first = claim_said_before(mail->people, &list, claim)))
			repeat(&r, first, claim);
		else if (is_task(&r, &list, claim))
			raise_new(&r, claim);
	}
}
