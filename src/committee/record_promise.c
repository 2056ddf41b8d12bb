/* record_promise.c - see record_promise.h. */
#include "committee/record_promise.h"

#include <string.h>

#include "committee/claim.h"
#include "committee/held.h"
#include "committee/presence.h"
#include "committee/promises.h"
#include "committee/told.h"
#include "committee/walk.h"

enum { TEXT_BYTES = 200 };

/* Whose it is, and its words. */
struct promise_gist {
	struct ownership owners;
	struct wording wording;
};

struct promise_recorder {
	struct arena *arena;
	const struct incoming *mail;
	const struct fact *facts;
	struct claim_list claims;	/* of the mail, its promises among them as mentions */
	struct promise_list known;	/* of the list */
};

/* ---- what minutes say ---- */

static bool is_same(const struct people *people, const struct promise_gist *a,
		    const struct promise_gist *b)
{
	bool is_shared = false;

	for (size_t i = 0; !is_shared && i < a->owners.len; i++)
		is_shared = ownership_has(people, &b->owners, &a->owners.owners[i]);
	return is_shared && wording_is_alike(&a->wording, &b->wording);
}

static struct promise_gist gist_of_claim(const struct claim *claim)
{
	return (struct promise_gist){ .owners = claim->owners, .wording = claim->wording };
}

static struct promise_gist gist_of_known(const struct promise_recorder *r,
					 const struct promise_entry *entry)
{
	return (struct promise_gist){
		.owners = promise_owners(r->arena, r->mail->people, entry->said),
		.wording = state_wording(r->arena, entry->said->promise.text,
					 civil_from_utc(entry->said->at_s).date),
	};
}

/* What was confirmed is an item: where that is over, later minutes promise anew. */
static bool was_item(const struct promise_entry *entry, const struct claim *claim)
{
	const struct event_promise *said = &entry->said->promise;

	return entry->fate == PROMISE_IS_CONFIRMED &&
	       (said->meeting != claim->meeting.number ||
		civil_compare(said->meeting_day, claim->meeting.day) != 0);
}

/* Has the list answered it before, or is somebody asked about it now? */
static bool is_asked(const struct promise_recorder *r, const struct claim *claim,
		     const struct promise_gist *gist)
{
	for (size_t i = 0; i < r->known.len; i++) {
		const struct promise_entry *entry = &r->known.entries[i];

		if (promise_is_forgotten(entry, r->mail->received_at_s) || was_item(entry, claim))
			continue;
		const struct promise_gist known = gist_of_known(r, entry);

		if (is_same(r->mail->people, gist, &known))
			return true;
	}
	return false;
}

/* claims[i] was a promise before it was compared. */
static const struct fact *promise_of(const struct promise_recorder *r, const struct fact *copies,
				     size_t i)
{
	const struct fact *fact = &r->facts[r->claims.claims[i].fact - copies];

	return fact->kind == FACT_PROMISE ? fact : NULL;
}

/* Does another line of the mail say it, as an item or as a promise further above? */
static bool is_said_elsewhere(const struct promise_recorder *r, const struct fact *copies,
			      size_t index)
{
	const struct promise_gist gist = gist_of_claim(&r->claims.claims[index]);

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct promise_gist other = gist_of_claim(&r->claims.claims[i]);
		bool counts = i < index || !promise_of(r, copies, i);

		if (i != index && counts && is_same(r->mail->people, &gist, &other))
			return true;
	}
	return false;
}

static struct event said_event(const struct promise_recorder *r, const struct claim *claim,
			       const struct fact *fact, int row)
{
	struct event e = incoming_event(r->mail, EVENT_PROMISE);

	e.act = PROMISE_SAID;
	e.line = fact->line;
	e.rule = fact->rule;
	e.promise = (struct event_promise){
		.row = row,
		.owners = presence_joined(r->arena, fact->owners, fact->n_owners),
		.text = fact->text,
		.detail = fact->detail,
		.context = fact->context,
		.quote = fact->quote,
		.due = { .day = fact->due,
			 .said = civil_is_set(fact->due),
			 .at_meeting = fact->due_next_meeting,
			 .unread = fact->due_unread },
		.meeting = claim->meeting.number,
		.meeting_day = claim->meeting.day,
	};
	return e;
}

static bool has_promises(const struct fact *facts, size_t n_facts)
{
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_PROMISE)
			return true;
	}
	return false;
}

/* Somebody can be asked about them: what an archive says, and what a rebuild reads, is of the
 * past. */
static bool may_ask(const struct incoming *mail)
{
	const bool is_past = mail->quiet_until_s || mail->is_reread;

	return incoming_is_proved(mail) && incoming_sender(mail) && !mail->to_bot && !is_past;
}

void record_promises(struct arena *arena, const struct state *state, const struct incoming *mail,
		     const struct fact *facts, size_t n_facts, struct event_list *out)
{
	struct promise_recorder r = { .arena = arena, .mail = mail, .facts = facts };
	struct fact *copies;
	int row = 0;

	if (!may_ask(mail) || !has_promises(facts, n_facts))
		return;
	copies = arena_alloc(arena, n_facts, sizeof *copies);
	for (size_t i = 0; i < n_facts; i++) {
		copies[i] = facts[i];
		if (facts[i].kind == FACT_PROMISE)
			copies[i].kind = FACT_MENTION;
	}
	r.claims = claims_of(arena, state, mail, copies, n_facts);
	promises_of(arena, state, out, mail->list, &r.known);
	for (size_t i = 0; i < r.claims.len && row < PROMISES_MAX; i++) {
		const struct claim *claim = &r.claims.claims[i];
		const struct fact *fact = promise_of(&r, copies, i);
		const struct promise_gist gist = gist_of_claim(claim);

		if (!fact || claim->item || is_said_elsewhere(&r, copies, i) ||
		    is_asked(&r, claim, &gist))
			continue;
		const struct event e = said_event(&r, claim, fact, ++row);

		event_list_add(arena, out, &e);
	}
}

/* ---- what is answered ---- */

struct promise_answer {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	const struct actor *actor;
	const struct fact *fact;
	struct event_list *out;
	struct promise_list known;
	const char *minutes;		/* Message-ID of the mail that the receipt is for */
};

static bool answers(const struct promise_answer *a, const char *kind)
{
	return a->mail->answered && strcmp(a->mail->answered->kind, kind) == 0;
}

/* Or what came of an answer to it. */
static bool is_answered(const struct promise_answer *a, const char *receipt)
{
	if (answers(a, NOTICE_RECEIPT))
		return strcmp(receipt, a->mail->answered->message_id) == 0;
	return answers(a, NOTICE_ANSWER) &&
	       span_has_line(span_of(a->mail->thread), span_of(receipt));
}

/* The mail that the receipt asks about; NULL: it asks nothing. */
static const char *minutes_of(const struct promise_answer *a)
{
	struct event_walk walk = walk_events(a->state, a->mail->list, WALK(EVENT_PROMISE));
	const struct event *e;

	while ((e = event_walk_back(&walk, EVENT_PROMISE))) {
		if (strcmp(e->act, NOTICE_ANNOUNCED) == 0 && is_answered(a, e->message_id))
			return e->promise.mail;
	}
	return NULL;
}

static bool may_answer(const struct promise_answer *a, const struct promise_entry *entry)
{
	const struct ownership owners =
		promise_owners(a->arena, a->mail->people, entry->said);

	if (a->actor->is_chair || strcmp(entry->said->actor, a->actor->name) == 0)
		return true;
	for (size_t i = 0; a->actor->person && i < owners.len; i++) {
		if (people_is(a->mail->people, owners.owners[i].person, a->actor->person))
			return true;
	}
	return false;
}

static struct event answer_event(const struct promise_answer *a, const struct promise_entry *entry,
				 const char *act)
{
	struct event e = incoming_event(a->mail, EVENT_PROMISE);

	e.act = act;
	e.line = a->fact->line;
	e.rule = a->fact->rule;
	e.promise = (struct event_promise){ .mail = a->minutes,
					    .row = entry->said->promise.row,
					    .quote = a->fact->quote };
	return e;
}

/* The mail with the minutes, as if it came now and had a tag there. */
static struct incoming as_if_now(const struct incoming *answer, const struct event *said)
{
	struct incoming mail = *answer;

	mail.message_id = said->message_id;
	mail.subject = mail.refs = mail.thread = mail.minutes = "";
	mail.author_addr = "";
	mail.author_name = mail.sender = said->actor;
	mail.proof = said->proof;
	mail.to_bot = false;
	mail.answered = NULL;
	return mail;
}

static struct fact heading_of(const struct event *said)
{
	return (struct fact){
		.kind = FACT_MEETING,
		.line = said->line,
		.rule = said->rule,
		.text = "", .detail = "", .context = "", .quote = "", .note = "", .command = "",
		.due = said->promise.meeting_day,
		.meeting = said->promise.meeting ? said->promise.meeting : -1,
		.minutes = -1, .item = -1, .row = -1,
	};
}

static struct fact action_of(struct arena *arena, const struct event *said)
{
	const struct event_promise *p = &said->promise;
	struct fact fact = heading_of(said);

	fact.kind = FACT_ACTION;
	fact.owners = promise_names(arena, said, &fact.n_owners);
	fact.text = p->text;
	fact.detail = p->detail;
	fact.context = p->context;
	fact.quote = p->quote;
	fact.due = p->due.day;
	fact.due_next_meeting = p->due.at_meeting;
	fact.due_unread = *p->due.unread ? p->due.unread : NULL;
	return fact;
}

static const char *short_text(struct arena *arena, const char *text)
{
	const struct span shown = span_cut(span_of(text), TEXT_BYTES);

	return text[shown.len] ? arena_printf(arena, SPAN_FMT "...", SPAN_ARG(shown)) : text;
}

/* "#13 is recorded for Joe Stringer, due Wed 5 Jul: ping Kenny" */
static const char *recorded(struct arena *arena, const struct event *made, const char *whose)
{
	char day[CIVIL_TEXT_SIZE];
	const char *due = civil_is_set(made->raised.due.day) ?
		arena_printf(arena, ", due %s", civil_format_short(made->raised.due.day, day)) :
		"";

	return arena_printf(arena, "#%d is recorded for %s%s: %s", made->item, whose, due,
			    short_text(arena, made->raised.text));
}

static const char *confirm(const struct promise_answer *a, const struct promise_entry *entry)
{
	const struct incoming mail = as_if_now(a->mail, entry->said);
	const struct event confirmed = answer_event(a, entry, PROMISE_CONFIRMED);
	const struct fact facts[] = { heading_of(entry->said), action_of(a->arena, entry->said) };
	const struct ownership owners =
		promise_owners(a->arena, a->mail->people, entry->said);
	const char *said = "";

	event_list_add(a->arena, a->out, &confirmed);
	size_t from = a->out->len;

	record_facts(a->arena, a->state, &mail, facts, 2, a->out);
	for (size_t i = from; i < a->out->len; i++) {
		struct event *e = &a->out->events[i];

		e->said_in = a->mail->message_id;
		if (strcmp(a->actor->name, entry->said->actor) != 0)
			e->proof = raise_confirmed(a->arena, a->actor->name);
		if (e->kind == EVENT_RAISED)
			said = recorded(a->arena, e, ownership_text(a->arena, &owners));
		else if (e->kind == EVENT_MENTIONED && !*said)
			said = arena_printf(a->arena, "Line %d is #%d already.",
					    entry->said->promise.row, e->item);
	}
	return said;
}

static const char *forgotten(const struct promise_answer *a, const struct promise_entry *entry)
{
	const struct event_promise *p = &entry->said->promise;
	size_t n;
	const char **names = promise_names(a->arena, entry->said, &n);

	return arena_printf(a->arena,
			    "Nothing has changed: line %d was forgotten after a week. \"AI(%s): "
			    "%s\" in a mail to the list records it.",
			    p->row, n ? names[0] : "", short_text(a->arena, p->text));
}

static const char *answer_row(const struct promise_answer *a, struct promise_entry *entry)
{
	int row = entry->said->promise.row;
	bool is_yes = fact_is_command(a->fact, COMMAND_YES);
	const struct event refused = answer_event(a, entry, PROMISE_REFUSED);

	if (!may_answer(a, entry))
		return arena_printf(a->arena,
				    "Nothing has changed: only who mailed the minutes, the owner "
				    "or the chair may say so of line %d.", row);
	if (entry->fate == PROMISE_IS_CONFIRMED)
		return arena_printf(a->arena, "Line %d is recorded already.", row);
	if (promise_is_forgotten(entry, a->mail->received_at_s))
		return is_yes ? forgotten(a, entry)
			      : arena_printf(a->arena, "Line %d is forgotten already.", row);
	if (is_yes)
		return confirm(a, entry);
	if (entry->fate == PROMISE_WAITS)
		event_list_add(a->arena, a->out, &refused);
	return arena_printf(a->arena, "Line %d is not recorded, nor asked about again.", row);
}

static const char *answer_rows(const struct promise_answer *a)
{
	int wanted = a->fact->item > 0 ? a->fact->item : a->fact->row;
	const char *said = "";

	for (size_t i = 0; i < a->known.len; i++) {
		struct promise_entry *entry = &a->known.entries[i];
		bool is_meant = wanted <= 0 || entry->said->promise.row == wanted;

		if (!is_meant || strcmp(entry->said->message_id, a->minutes) != 0)
			continue;
		said = arena_printf(a->arena, "%s%s%s", said, *said ? "\n" : "",
				    answer_row(a, entry));
	}
	return *said ? said
		     : arena_printf(a->arena, "Nothing has changed: that mail has no line %d.",
				    wanted);
}

const char *record_promise_answer(struct arena *arena, const struct state *state,
				  const struct incoming *mail, const struct actor *actor,
				  const struct fact *fact, struct event_list *out)
{
	struct promise_answer a = { .arena = arena, .state = state, .mail = mail, .actor = actor,
				    .fact = fact, .out = out };

	if (!fact_is_command(fact, COMMAND_YES) && !fact_is_command(fact, COMMAND_NO))
		return NULL;
	a.minutes = minutes_of(&a);
	if (!a.minutes)
		return answers(&a, NOTICE_RECEIPT)
			       ? "Nothing has changed: that mail asks about no line."
			       : NULL;
	if (!*actor->proof)
		return "Nothing has changed: the sender is not proved.";
	if (held_is_taken_back(state, a.minutes))
		return "Nothing has changed: all that came of those minutes was taken back.";
	promises_of(arena, state, out, mail->list, &a.known);
	return answer_rows(&a);
}
