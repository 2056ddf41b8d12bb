/* record.c - see record.h.
 *
 * Two thresholds, found on the BSC's minutes: wordings of the same owner are the same
 * item from SAME_PERCENT on; when one of the two names no owner the words alone must
 * carry it, so more of them have to agree.  A very short text ("follow up") says too
 * little by itself: then the line above it has to agree as well.  Two that each have a
 * number or a name which the other lacks are two items, however much else they share.
 */
#include "committee/record.h"

#include <string.h>

#include "committee/likeness.h"
#include "committee/ownership.h"

enum {
	SAME_PERCENT = 75,
	SAME_UNOWNED_PERCENT = 90,
	SAME_PLACE_PERCENT = 50,
	MENDED_FOR_S = 10 * 24 * 3600,	/* less than the time to the next meeting */
	SHORT_WORDS = 3,
	CLOSED_FOR_S = 60 * 24 * 3600,	/* an item closed for longer is raised anew, not mentioned */
};

/* A fact with what is compared of it. */
struct claim {
	const struct fact *fact;
	struct ownership owners;
	struct wording wording;
	int item;			/* that it raised */
};

struct recorder {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct event_list *out;
	const char *actor;
	const struct person *author;	/* NULL: nobody whom the list knows */
	struct claim *raised;		/* by this mail */
	size_t n_raised, cap_raised;
	int next_item;
};

/* b, which is on record, may have the person by a former name. */
static bool is_same_owner(const struct people *people, const struct owner *a, const struct owner *b)
{
	const struct person *person = *a->person ? people_by_name(people, a->person) : NULL;

	return person ? people_is(people, b->person, person) : span_eq_ci(span_of(a->written), span_of(b->written));
}

static bool shares_owner(const struct people *people, const struct ownership *o, const struct owner *owners, size_t n)
{
	for (size_t i = 0; i < o->len; i++) {
		for (size_t k = 0; k < n; k++) {
			if (is_same_owner(people, &o->owners[i], &owners[k]))
				return true;
		}
	}
	return false;
}

/* How much they agree, in percent; 0 when they are not the same item.  every: how often it comes back; "" or NULL: not. */
static int agreement(const struct recorder *r, const struct claim *claim, const struct wording *wording, const char *context,
		     const char *every, const struct owner *owners, size_t n_owners)
{
	bool both_owned = claim->owners.len && n_owners;

	if (both_owned && !shares_owner(r->mail->people, &claim->owners, owners, n_owners))
		return 0;
	int percent = wording_percent(&claim->wording, wording);

	if (percent < (both_owned ? SAME_PERCENT : SAME_UNOWNED_PERCENT) || wording_differs(&claim->wording, wording))
		return 0;
	if (both_owned && every && claim->fact->every && strcmp(every, claim->fact->every) == 0)
		return percent;		/* few words, but nobody has two such duties */
	if (claim->wording.n > SHORT_WORDS || wording->n > SHORT_WORDS || (claim->fact->kind == FACT_MENTION && both_owned) ||
	    strcmp(claim->fact->context, context) == 0 || likeness_percent(claim->fact->context, context) >= SAME_PERCENT)
		return percent;
	return 0;
}

/* The minutes that raised the item a few days ago, mended: owner and line above are the same.  0: they are not. */
static int mended_percent(const struct recorder *r, const struct claim *claim, const struct wording *wording,
			  const struct item *item)
{
	int percent = wording_percent(&claim->wording, wording);

	if (r->mail->received_at_s - item->raised_at_s > MENDED_FOR_S || strcmp(item->message_id, r->mail->message_id) == 0 ||
	    !*claim->fact->context || strcmp(claim->fact->context, item->context) != 0 || !claim->owners.len ||
	    !shares_owner(r->mail->people, &claim->owners, item->owners, item->n_owners) || percent < SAME_PLACE_PERCENT ||
	    wording_differs(&claim->wording, wording))
		return 0;
	return percent;
}

/* The item that the fact speaks of: its number, or 0.  Of several the likeliest, and then the newest. */
static int find_item(const struct recorder *r, const struct claim *claim)
{
	int best = 0, best_percent = 1;

	if (claim->fact->item > 0) {
		const struct item *item = state_item(r->state, claim->fact->item);

		return item && strcmp(item->list, r->mail->list) == 0 ? item->number : 0;
	}
	for (size_t i = 0; i < r->state->n_items; i++) {
		const struct item *item = &r->state->items[i];

		if (item->number == 0 || strcmp(item->list, r->mail->list) != 0)
			continue;
		if (item->status != ITEM_OPEN && !item_recurs(item) &&
		    r->mail->received_at_s - item->closed_at_s > CLOSED_FOR_S)
			continue;
		int percent = agreement(r, claim, &item->wording, item->context, item->duty.every, item->owners, item->n_owners);

		if (!percent)
			percent = mended_percent(r, claim, &item->wording, item);
		if (percent >= best_percent) {
			best = item->number;
			best_percent = percent;
		}
	}
	return best;
}

/* Has this very mail raised the same item a few lines above?  Its number, or 0. */
static int find_raised_here(const struct recorder *r, const struct claim *claim)
{
	for (size_t i = 0; i < r->n_raised; i++) {
		const struct claim *c = &r->raised[i];

		if (agreement(r, claim, &c->wording, c->fact->context, c->fact->every, c->owners.owners, c->owners.len))
			return c->item;
	}
	return 0;
}

static struct event new_event(const struct recorder *r, enum event_kind kind, int item, const struct fact *fact)
{
	return (struct event){
		.at_s = r->mail->received_at_s, .kind = kind, .item = item, .list = r->mail->list,
		.actor = r->actor, .message_id = r->mail->message_id, .line = fact->line,
		.rule = fact->rule, .proof = r->mail->proof, .quiet_until_s = r->mail->quiet_until_s,
	};
}

static void emit(struct recorder *r, struct event e)
{
	event_list_add(r->arena, r->out, &e);
}

static struct civil_date due_of(const struct recorder *r, const struct fact *fact, bool *said_out)
{
	*said_out = true;
	if (civil_is_set(fact->due))
		return fact->due;
	if (fact->due_next_meeting && civil_is_set(r->mail->next_meeting))
		return r->mail->next_meeting;
	*said_out = false;
	if (r->mail->default_due_next_meeting && civil_is_set(r->mail->next_meeting))
		return r->mail->next_meeting;
	if (r->mail->default_due_days > 0)
		return civil_add_days(r->mail->date, r->mail->default_due_days);
	return (struct civil_date){ 0 };
}

static void emit_done(struct recorder *r, int item, const struct fact *fact, const char *person)
{
	struct event e = new_event(r, EVENT_DONE, item, fact);

	e.person = person;
	e.text = fact->note;
	emit(r, e);
}

static void emit_owners(struct recorder *r, int item, const struct claim *claim)
{
	const struct event like = new_event(r, EVENT_ASSIGNED, item, claim->fact);

	ownership_events(r->arena, &claim->owners, &like, r->out);
}

/* The series begins on the day that is due, or else on the day on which it was said. */
static void emit_recurs(struct recorder *r, int item, const struct fact *fact)
{
	struct event e = new_event(r, EVENT_RECURS, item, fact);

	e.text = fact->every;
	e.due_said = civil_is_set(fact->due);
	e.on = e.due = e.due_said ? fact->due : r->mail->date;
	emit(r, e);
}

static void raise_new(struct recorder *r, struct claim *claim)
{
	const struct fact *fact = claim->fact;
	int number = r->next_item++;
	struct event e = new_event(r, EVENT_RAISED, number, fact);

	claim->item = number;
	r->raised = arena_grow(r->arena, r->raised, r->n_raised, &r->cap_raised, sizeof *r->raised);
	r->raised[r->n_raised++] = *claim;

	e.text = fact->text;
	e.detail = fact->detail;
	e.context = fact->context;
	e.quote = fact->quote;
	e.due = due_of(r, fact, &e.due_said);
	emit(r, e);
	emit_owners(r, number, claim);
	if (fact->every)
		emit_recurs(r, number, fact);
	if (fact->status == FACT_DONE)
		emit_done(r, number, fact, "");
}

static void emit_ignored(struct recorder *r, int item, const struct fact *fact, const char *why)
{
	struct event e = new_event(r, EVENT_IGNORED, item, fact);

	e.text = why;
	e.quote = fact->quote;
	emit(r, e);
}

static bool has_raised(const struct recorder *r, const struct item *item)
{
	return (r->author || *r->mail->author_addr) && strcmp(item->raised_by, r->actor) == 0;
}

/* Speaking of an item again may change it when the list knows who speaks and it is proved: minutes are written by
 * any of its people.  What a stranger says of other people's items is recorded and no more. */
static void mention(struct recorder *r, int number, const struct claim *claim)
{
	const struct item *item = state_item(r->state, number);
	const struct fact *fact = claim->fact;
	bool is_proved = r->mail->proof && *r->mail->proof;
	bool may_change = !item || (is_proved && (r->author || has_raised(r, item)));
	struct event e = new_event(r, EVENT_MENTIONED, number, fact);

	e.quote = fact->quote;
	emit(r, e);
	if (fact->status == FACT_DONE) {
		if (!may_change)
			emit_ignored(r, number, fact, !is_proved ? "done: the sender is not proved" :
				     "done: only people of the list, or who raised it, may say so");
		else if (!item || item->status == ITEM_OPEN)
			emit_done(r, number, fact, "");
		return;
	}
	if (!may_change || !item || fact->kind != FACT_ACTION)
		return;
	/* how often a standing duty comes back is the configuration's */
	if (fact->every && item->status != ITEM_DROPPED && !*item->duty.owners && strcmp(fact->every, item->duty.every) != 0)
		emit_recurs(r, number, fact);
	if (item->status != ITEM_OPEN)
		return;
	if (strcmp(fact->text, item->text) != 0 && fact->item <= 0) {
		e = new_event(r, EVENT_REWORDED, number, fact);
		e.text = fact->text;
		e.detail = *fact->detail ? fact->detail : item->detail;
		emit(r, e);
	}
	if (civil_is_set(fact->due) && civil_compare(fact->due, item->due) != 0) {
		e = new_event(r, EVENT_DUE, number, fact);
		e.due = fact->due;
		e.due_said = true;
		emit(r, e);
	}
	if (item->n_owners == 0)	/* nobody owned it: now somebody may */
		emit_owners(r, number, claim);
}

const struct person *incoming_sender(const struct incoming *mail)
{
	return mail->sender && *mail->sender ? people_by_name(mail->people, mail->sender) :
					       people_by_address(mail->people, mail->author_addr);
}

const char *incoming_actor(const struct incoming *mail)
{
	const struct person *sender = incoming_sender(mail);

	return sender ? sender->name : *mail->author_addr ? mail->author_addr : mail->author_name;
}

bool incoming_is_from_chair(const struct incoming *mail)
{
	const char *const chairs[] = { mail->chair, mail->last_chair, mail->next_chair };
	const struct person *sender = incoming_sender(mail);

	for (size_t i = 0; sender && i < sizeof chairs / sizeof chairs[0]; i++) {
		if (chairs[i] && strcmp(chairs[i], sender->name) == 0)
			return true;
	}
	return false;
}

void record_facts(struct arena *arena, const struct state *state, const struct incoming *mail,
		  const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct recorder r = {
		.arena = arena, .state = state, .mail = mail, .out = out, .next_item = mail->next_item,
		.author = incoming_sender(mail), .actor = incoming_actor(mail),
	};

	for (size_t i = 0; i < n_facts; i++) {
		const struct fact *fact = &facts[i];

		if (fact->kind != FACT_ACTION && fact->kind != FACT_MENTION)
			continue;
		struct claim claim = { .fact = fact, .owners = ownership_of(arena, mail->people, fact->owners, fact->n_owners), .wording = state_wording(arena, fact->text, mail->date) };
		int number = find_item(&r, &claim);

		if (!number && fact->item <= 0)
			number = find_raised_here(&r, &claim);
		if (number)
			mention(&r, number, &claim);
		else if (fact->kind == FACT_ACTION && fact->item <= 0)
			raise_new(&r, &claim);
	}
}
