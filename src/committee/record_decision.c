/* record_decision.c - see record_decision.h. */
#include "committee/record_decision.h"

#include <string.h>

#include "committee/decisions.h"

enum { CHANGED_PERCENT = 60, SAME_PERCENT = 90, SAYS_ENOUGH = 4 };

/* One of the mail's, on the way to its number. */
struct stated {
	const struct fact *fact;
	struct wording wording;
	int meeting; /* 0: none */
	struct civil_date day;
	int number; /* 0: not known yet */
};

struct decision_recorder {
	struct arena *arena;
	const struct incoming *mail;
	struct event_list *out;
	struct decision_list known;
	struct wording *wordings; /* of known */
	bool *taken; /* known[i] is one of the mail's */
	struct stated *stated;
	size_t n;
};

static struct stated state_of(struct arena *arena, const struct fact *facts, size_t n_facts,
			      const struct fact *fact)
{
	const struct fact *heading =
		fact_heading_above(facts, n_facts, fact, fact->meeting > 0 ? fact->meeting : -1);
	struct stated stated = { .fact = fact,
				 .wording = wording_of(arena, fact->text, span_of("")) };

	if (fact->meeting > 0)
		stated.meeting = fact->meeting;
	else if (heading && heading->meeting > 0)
		stated.meeting = heading->meeting;
	if (heading)
		stated.day = heading->due;
	return stated;
}

static bool is_of_meeting(const struct event_decision *made, const struct stated *stated)
{
	if (made->meeting && stated->meeting)
		return made->meeting == stated->meeting;
	return civil_is_set(stated->day) && civil_compare(made->meeting_day, stated->day) == 0;
}

static bool is_in_minutes(const struct stated *stated)
{
	return stated->meeting || civil_is_set(stated->day);
}

/* Whether the ledger's may be what the mail says, and how surely; 0: it is another. */
static int likeness(const struct decision_recorder *r, size_t known, const struct stated *stated)
{
	const struct decision_entry *entry = &r->known.entries[known];
	int percent = wording_percent(&r->wordings[known], &stated->wording);
	bool is_equal = wording_equal(&r->wordings[known], &stated->wording) ||
			strcmp(entry->text, stated->fact->text) == 0;

	if (stated->fact->item > 0 && stated->fact->item != entry->made->decision.replaces)
		return 0;
	if (is_in_minutes(stated) && is_of_meeting(&entry->made->decision, stated))
		return is_equal ? 100 : percent >= CHANGED_PERCENT ? percent - 1 : 0;
	/* "Minutes approved" of two meetings are two */
	bool is_of_other =
		is_in_minutes(stated) &&
		(entry->made->decision.meeting || civil_is_set(entry->made->decision.meeting_day));
	size_t enough = is_of_other ? SAYS_ENOUGH : 1;

	if (entry->out || stated->wording.n < enough ||
	    wording_differs(&r->wordings[known], &stated->wording))
		return 0;
	return is_equal ? 100 : percent >= SAME_PERCENT ? percent - 1 : 0;
}

static void find_one(struct decision_recorder *r, struct stated *stated, int at_least)
{
	size_t which = 0;
	int best = 0;

	for (size_t k = 0; k < r->known.len; k++) {
		int now = r->taken[k] ? 0 : likeness(r, k, stated);

		if (now > best) {
			best = now;
			which = k;
		}
	}
	if (best < at_least)
		return;
	r->taken[which] = true;
	stated->number = r->known.entries[which].number;
}

/* The sure ones first: two of a meeting may be much alike. */
static void find_known(struct decision_recorder *r)
{
	for (size_t i = 0; i < r->n; i++)
		find_one(r, &r->stated[i], 100);
	for (size_t i = 0; i < r->n; i++) {
		if (!r->stated[i].number)
			find_one(r, &r->stated[i], 1);
	}
}

/* A line further above in the mail has said so. */
static const struct stated *said_above(const struct decision_recorder *r, size_t index)
{
	const struct stated *now = &r->stated[index];

	for (size_t i = 0; i < index; i++) {
		const struct stated *above = &r->stated[i];
		bool same_meeting =
			above->meeting == now->meeting && civil_compare(above->day, now->day) == 0;

		if (same_meeting && strcmp(above->fact->text, now->fact->text) == 0)
			return above;
	}
	return NULL;
}

static struct event new_event(const struct decision_recorder *r, const struct stated *stated,
			      const char *act)
{
	struct event e = incoming_event(r->mail, EVENT_DECISION);

	e.line = stated->fact->line;
	e.rule = stated->fact->rule;
	e.act = act;
	e.decision.number = stated->number;
	e.decision.quote = stated->fact->quote;
	return e;
}

static void make(struct decision_recorder *r, const struct stated *stated)
{
	const struct fact *fact = stated->fact;
	struct event e = new_event(r, stated, DECISION_MADE);
	const struct decision_entry *before = decision_find(&r->known, fact->item);

	e.decision.text = *fact->text ? fact->text : fact->quote;
	e.decision.body = fact->n_owners ? fact->owners[0] : "";
	e.decision.meeting = stated->meeting;
	e.decision.meeting_day = stated->day;
	e.decision.replaces = before ? before->number : 0;
	event_list_add(r->arena, r->out, &e);
}

static void say_again(struct decision_recorder *r, const struct stated *stated)
{
	const struct decision_entry *entry = decision_find(&r->known, stated->number);
	bool is_corrected = entry && !entry->out && is_of_meeting(&entry->made->decision, stated) &&
			    strcmp(entry->text, stated->fact->text) != 0;
	struct event e = new_event(r, stated, is_corrected ? DECISION_REWORDED : DECISION_SAID);

	if (is_corrected)
		e.decision.text = stated->fact->text;
	event_list_add(r->arena, r->out, &e);
}

void record_decisions(struct arena *arena, const struct state *state, const struct incoming *mail,
		      const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct decision_recorder r = { .arena = arena, .mail = mail, .out = out };
	int next;

	r.stated = arena_alloc(arena, n_facts, sizeof *r.stated);
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_DECISION)
			r.stated[r.n++] = state_of(arena, facts, n_facts, &facts[i]);
	}
	if (!r.n)
		return;
	decisions_of(arena, state, mail->list, &r.known);
	r.wordings = arena_alloc(arena, r.known.len, sizeof *r.wordings);
	r.taken = arena_alloc(arena, r.known.len, sizeof *r.taken);
	for (size_t k = 0; k < r.known.len; k++)
		r.wordings[k] = wording_of(arena, r.known.entries[k].text, span_of(""));
	find_known(&r);
	next = decisions_next_number(state, out);
	for (size_t i = 0; i < r.n; i++) {
		struct stated *stated = &r.stated[i];
		const struct stated *above = stated->number ? NULL : said_above(&r, i);

		if (above) {
			stated->number = above->number;
		} else if (!stated->number) {
			stated->number = next++;
			make(&r, stated);
			continue;
		}
		say_again(&r, stated);
	}
}

static struct event out_event(const struct act_place *place, const struct actor *actor, int number,
			      const char *act, const char *why)
{
	struct event e = item_act_event(place, actor, EVENT_DECISION);

	e.act = act;
	e.decision =
		(struct event_decision){ .number = number, .quote = place->quote, .words = why };
	return e;
}

static const char *why_not(struct arena *arena, const struct decision_entry *entry,
			   const struct actor *actor)
{
	bool said_so = strcmp(entry->made->actor, actor->name) == 0;

	if (!*actor->proof)
		return "the sender is not proved";
	if (entry->out)
		return arena_printf(arena, "D%d is taken out already", entry->number);
	return actor->is_chair || said_so ? NULL
					  : "only the chair or who mailed it may take it out";
}

const char *record_not_decision(struct arena *arena, const struct state *state,
				const struct act_place *place, const struct actor *actor,
				int number, const char *why, struct event_list *out)
{
	struct decision_list list;
	const struct decision_entry *entry;
	struct event e;
	const char *refused;

	decisions_of(arena, state, place->list, &list);
	entry = decision_find(&list, number);
	if (!entry)
		return arena_printf(arena, "Nothing has changed: there is no decision D%d.",
				    number);
	refused = why_not(arena, entry, actor);
	e = out_event(place, actor, number, refused ? DECISION_IGNORED : DECISION_OUT,
		      refused ? refused : why);
	event_list_add(arena, out, &e);
	if (refused)
		return arena_printf(arena, "Nothing has changed: %s.", refused);
	return arena_printf(arena, "D%d is no decision any more: %s", number, entry->text);
}

size_t record_decisions_back(struct arena *arena, const struct state *state,
			     const struct act_place *place, const struct actor *actor,
			     const char *message_id, struct event_list *out)
{
	struct decision_list list;
	size_t n = 0;

	decisions_of(arena, state, place->list, &list);
	for (size_t i = 0; i < list.len; i++) {
		const struct decision_entry *entry = &list.entries[i];
		const struct event e = out_event(place, actor, entry->number, DECISION_OUT,
						 "with the mail that said so");

		if (entry->out || strcmp(entry->made->message_id, message_id) != 0)
			continue;
		event_list_add(arena, out, &e);
		n++;
	}
	return n;
}
