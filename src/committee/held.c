/* held.c - see held.h. */
#include "committee/held.h"

#include <string.h>

#include "committee/walk.h"

static bool is(const struct event *e, const char *what)
{
	return strcmp(e->act, what) == 0;
}

/* Where the table has that mail, as its index + 1; or 0, where it is to go.  Strangers can make as
 * many of them as they like, with ids of their choice, but know no seed. */
static size_t *slot_of(const struct held_list *list, struct span message_id)
{
	size_t at = span_hash(message_id, FNV64_PRIME, list->seed) % list->n_slots;

	while (list->slots[at] &&
	       !span_is(message_id, list->mails[list->slots[at] - 1].kept->message_id))
		at = (at + 1) % list->n_slots;
	return &list->slots[at];
}

static struct held_mail *find(const struct held_list *list, struct span message_id)
{
	size_t found = list->n_slots ? *slot_of(list, message_id) : 0;

	return found ? &list->mails[found - 1] : NULL;
}

struct held_mail *held_find(const struct held_list *list, const char *message_id)
{
	return find(list, span_of(message_id));
}

/* At least half of its slots stay empty. */
static void grow_slots(struct arena *arena, struct held_list *list)
{
	list->n_slots = list->n_slots ? 4 * list->n_slots : 64;
	list->slots = arena_alloc(arena, list->n_slots, sizeof *list->slots);
	for (size_t i = 0; i < list->len; i++)
		*slot_of(list, span_of(list->mails[i].kept->message_id)) = i + 1;
}

/* Which mail an event is about. */
static const char *mail_of(const struct event *e)
{
	return is(e, HELD_KEPT) ? e->message_id : e->held.mail;
}

/* That of the mail that is kept; a new one if there is none. */
static struct held_mail *entry_of(struct arena *arena, struct held_list *list,
				  const struct event *kept)
{
	struct held_mail *there = held_find(list, kept->message_id);

	if (there)
		return there;
	list->mails = arena_grow(arena, list->mails, list->len, &list->cap, sizeof *list->mails);
	list->mails[list->len++] = (struct held_mail){ .kept = kept };
	if (2 * list->len > list->n_slots)
		grow_slots(arena, list);
	else
		*slot_of(list, span_of(kept->message_id)) = list->len;
	return &list->mails[list->len - 1];
}

static void mark_asked(const struct held_list *list, const struct event *e)
{
	struct span rest = span_of(e->held.rows), line;

	while (span_next_line(&rest, &line)) {
		struct held_mail *held = find(list, line);

		if (held)
			held->asked = true;
	}
}

/* What has become of it by an event about it. */
static void follow(struct held_mail *held, const struct event *e)
{
	if (is(e, HELD_KEPT))
		*held = (struct held_mail){ .kept = e };
	else if (is(e, HELD_CONFIRMED))
		held->fate = HELD_IS_CONFIRMED;
	else if ((is(e, HELD_DROPPED) || is(e, HELD_TAKEN_BACK)) && held->fate == HELD_WAITS)
		held->fate = HELD_IS_DROPPED;
	else if (is(e, HELD_COME))
		held->fate = HELD_HAS_COME;
}

void held_of(struct arena *arena, const struct state *state, const char *list, int64_t now_s,
	     struct held_list *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_HELD));
	struct span secret = span_from(state->secret, sizeof state->secret);
	const struct event *e;

	*out = (struct held_list){ .seed = span_hash(secret, FNV64_PRIME, FNV64_BASIS) };
	while ((e = event_walk_next(&walk))) {
		if (e->at_s < now_s - HELD_FOR_S)
			continue;
		struct held_mail *held = is(e, HELD_KEPT) ? entry_of(arena, out, e)
							  : held_find(out, e->held.mail);

		if (is(e, HELD_ASKED))
			mark_asked(out, e);
		else if (held)
			follow(held, e);
	}
}

bool held_is_kept(const struct state *state, const char *list, const char *message_id,
		  int64_t now_s, struct held_mail *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_HELD));
	const struct event *e;

	*out = (struct held_mail){ .kept = NULL };
	while (*message_id && (e = event_walk_next(&walk))) {
		bool is_of_it = e->at_s >= now_s - HELD_FOR_S && !is(e, HELD_ASKED) &&
				strcmp(mail_of(e), message_id) == 0;

		if (is_of_it && (out->kept || is(e, HELD_KEPT)))
			follow(out, e);
	}
	return out->kept != NULL;
}

bool held_is_taken_back(const struct state *state, const char *message_id)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_HELD));
	const struct event *e;

	while (*message_id && (e = event_walk_next(&walk))) {
		if (is(e, HELD_TAKEN_BACK) && strcmp(e->held.mail, message_id) == 0)
			return true;
	}
	return false;
}

const char *held_author(struct arena *arena, const struct event *kept)
{
	const struct event_held *held = &kept->held;

	return *held->author && *held->author_addr
		       ? arena_printf(arena, "%s <%s>", held->author, held->author_addr)
		       : kept->actor;
}

bool held_is_stranger(const struct event *kept)
{
	return !*kept->held.author || (kept->held.flags & HELD_OUTSIDE);
}

/* Is there room for one more of its sort? */
static bool has_room(const struct held_list *held, bool stranger)
{
	size_t all = 0, strangers = 0;

	for (size_t i = 0; i < held->len; i++) {
		bool waits = held->mails[i].fate == HELD_WAITS && *held->mails[i].kept->held.facts;

		all += waits;
		strangers += waits && held_is_stranger(held->mails[i].kept);
	}
	return all < HELD_WAITING_MAX && (!stranger || strangers < HELD_STRANGERS_MAX);
}

static size_t without_commands(const struct fact *facts, size_t n_facts, struct fact *out)
{
	size_t n = 0;

	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind != FACT_COMMAND)
			out[n++] = facts[i];
	}
	return n;
}

struct event held_event(const struct incoming *mail, const char *what)
{
	struct event e = incoming_event(mail, EVENT_HELD);

	e.rule = "held";
	e.act = what;
	return e;
}

struct event held_keep(struct arena *arena, const struct state *state, const struct incoming *mail,
		       const struct fact *facts, size_t n_facts, const char *why)
{
	struct fact *said = arena_alloc(arena, n_facts, sizeof *said);
	const struct person *person = incoming_sender(mail);
	size_t n_kept = 0, n = without_commands(facts, n_facts, said);
	struct held_list held;
	struct event e = held_event(mail, HELD_KEPT);

	e.held = (struct event_held){
		.author = person ? person->name : "",
		.author_addr = mail->author_addr,
		.subject = mail->subject,
		.why = why,
		.facts = "",
		.day = mail->date,
		.is_reply = mail->thread && *mail->thread,
		.flags = mail->outside ? HELD_OUTSIDE : 0,
	};
	held_of(arena, state, mail->list, mail->received_at_s, &held);
	if (!has_room(&held, held_is_stranger(&e)))
		return e;
	e.held.facts = facts_to_text(arena, said, n, HELD_FACTS_BYTES, &n_kept);
	e.held.n_left_out = (int)(n - n_kept);
	if (!held_is_stranger(&e))	/* a stranger shall not fill the ledger with them */
		e.held.minutes = mail->minutes;
	return e;
}
