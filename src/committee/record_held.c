/* record_held.c - see record_held.h. */
#include "committee/record_held.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/decisions.h"
#include "committee/record_raised.h"
#include "committee/vote.h"
#include "committee/walk.h"

#define COMMAND_DROP "drop"

static struct event answer_about(const struct held_mail *held, const struct event *like,
				 const char *what)
{
	struct event e = *like;

	e.kind = EVENT_HELD;
	e.act = what;
	e.held.mail = held->kept->message_id;
	return e;
}

const char *held_drop(struct arena *arena, const struct held_mail *held, const struct event *like,
		      struct event_list *out)
{
	const struct event e = answer_about(held, like, HELD_DROPPED);

	if (held->fate == HELD_IS_CONFIRMED || held->fate == HELD_HAS_COME)
		return arena_printf(arena,
				    "Nothing has changed for the mail of %s: it counts already.",
				    held->kept->actor);
	if (held->fate == HELD_WAITS)
		event_list_add(arena, out, &e);
	return arena_printf(arena, "The mail of %s is dropped.", held->kept->actor);
}

static int count_of(const struct event_list *events, enum event_kind kind, const char *what)
{
	int n = 0;

	for (size_t i = 0; i < events->len; i++) {
		const struct event *e = &events->events[i];

		n += e->kind == kind && (!what || strcmp(e->act, what) == 0);
	}
	return n;
}

static void add_count(struct arena *arena, const char **text, int n, const char *one,
		      const char *many)
{
	if (n)
		*text = arena_printf(arena, "%s%s%d %s", *text, **text ? ", " : "", n,
				     n == 1 ? one : many);
}

/* "2 action items, 1 deadline by silence" */
static const char *counts_of(struct arena *arena, const struct event_list *events)
{
	const char *text = "";

	add_count(arena, &text,
		  count_of(events, EVENT_DEADLINE, deadline_event_name(DEADLINE_EVENT_OPENED)),
		  "deadline by silence", "deadlines by silence");
	add_count(arena, &text,
		  count_of(events, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED)), "vote",
		  "votes");
	add_count(
		arena, &text,
		count_of(events, EVENT_DEADLINE, deadline_event_name(DEADLINE_EVENT_TEXT_CHANGED)),
		"new text of minutes", "new texts of minutes");
	add_count(arena, &text, count_of(events, EVENT_RAISED, NULL), "action item",
		  "action items");
	add_count(arena, &text, count_of(events, EVENT_AGENDA, ""), "entry of the agenda",
		  "entries of the agenda");
	add_count(arena, &text, count_of(events, EVENT_DECISION, DECISION_MADE), "decision",
		  "decisions");
	add_count(arena, &text, count_of(events, EVENT_MINUTES, NULL), "meeting's minutes",
		  "meetings' minutes");
	return text;
}

/* The mail as it would have come now. */
static struct incoming as_if_now(const struct incoming *answer, const struct event *kept)
{
	struct incoming mail = *answer;

	mail.message_id = kept->message_id;
	mail.subject = kept->held.subject;
	mail.refs = "";
	mail.thread = kept->held.is_reply ? "\n" : "";
	mail.minutes = kept->held.minutes;
	mail.author_addr = kept->held.author_addr;
	mail.author_name = kept->actor;
	mail.sender = kept->held.author;
	mail.proof = kept->proof;
	mail.proof_why = "";
	mail.to_bot = false;
	mail.answered = NULL;
	return mail;
}

const char *held_confirm(struct arena *arena, const struct state *state,
			 const struct incoming *answer, const struct held_mail *held,
			 const struct event *like, struct event_list *out)
{
	const struct event confirmed = answer_about(held, like, HELD_CONFIRMED);
	const struct incoming mail = as_if_now(answer, held->kept);
	struct fact_list facts = { 0 };
	struct err err;

	if (held->fate == HELD_IS_CONFIRMED || held->fate == HELD_HAS_COME)
		return arena_printf(arena,
				    "Nothing has changed for the mail of %s: it counts already.",
				    held->kept->actor);
	if (!*held->kept->held.facts)
		return arena_printf(arena,
				    "Nothing has changed: too much was waiting to keep what the "
				    "mail of %s says. Who wrote it "
				    "may mail it again.",
				    held->kept->actor);
	if (facts_from_text(arena, held->kept->held.facts, &facts, &err))
		return arena_printf(
			arena, "Nothing has changed: what the mail of %s says cannot be read: %s.",
			held->kept->actor, err.text);
	event_list_add(arena, out, &confirmed);
	size_t from = out->len;

	record_raised(arena, state, &mail, facts.facts, facts.len, out);
	for (size_t i = from; i < out->len; i++) {
		struct event *e = &out->events[i];

		e->said_in = *like->message_id ? like->message_id : RULE_OPERATOR;
		if (raise_is_one(e) && !*e->proof)
			e->proof = raise_confirmed(arena, like->actor);
	}
	const struct event_list raised = { .events = out->events + from, .len = out->len - from };
	const char *counts = counts_of(arena, &raised);

	return *counts ? arena_printf(arena, "The mail of %s counts: %s.", held->kept->actor,
				      counts)
		       : arena_printf(arena, "The mail of %s counts, and says nothing new.",
				      held->kept->actor);
}

/* ---- by mail ---- */

struct held_answer {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	const struct actor *actor;
	const struct fact *fact;
	struct event_list *out;
	struct held_list held;
};

static struct event like(const struct held_answer *a)
{
	return (struct event){
		.at_s = a->mail->received_at_s,
		.list = a->mail->list,
		.actor = a->actor->name,
		.message_id = a->mail->message_id,
		.line = a->fact->line,
		.rule = a->fact->rule,
		.proof = a->actor->proof,
		.quiet_until_s = a->mail->quiet_until_s,
	};
}

static const char *joined(struct arena *arena, const char *said, const char *sentence)
{
	return *said ? arena_printf(arena, "%s\n%s", said, sentence) : sentence;
}

/* Its event; NULL: the mail answers none. */
static const struct event *asked_in(const struct held_answer *a)
{
	struct event_walk walk = walk_events(a->state, a->mail->list, WALK(EVENT_HELD));
	const struct answered_notice *notice = a->mail->answered;
	const struct event *e;

	if (!notice || strcmp(notice->kind, NOTICE_HELD) != 0)
		return NULL;
	do
		e = event_walk_back(&walk, EVENT_HELD);
	while (e && !(strcmp(e->act, HELD_ASKED) == 0 &&
		      strcmp(e->message_id, notice->message_id) == 0));
	return e;
}

static const char *do_row(struct held_answer *a, struct held_mail *held)
{
	const struct event common = like(a);
	const char *said =
		fact_is_command(a->fact, COMMAND_YES)
			? held_confirm(a->arena, a->state, a->mail, held, &common, a->out)
			: held_drop(a->arena, held, &common, a->out);

	/* the same row twice in one mail */
	held->fate = fact_is_command(a->fact, COMMAND_YES)	? HELD_IS_CONFIRMED
		     : held->fate == HELD_WAITS ? HELD_IS_DROPPED
						: held->fate;
	return said;
}

/* All that waits; rows that were dropped before are not spoken of once more. */
static const char *drop_all(struct held_answer *a)
{
	const char *said;
	int n = 0;

	for (size_t i = 0; i < a->held.len; i++) {
		if (a->held.mails[i].fate != HELD_WAITS)
			continue;
		said = do_row(a, &a->held.mails[i]);
		n++;
	}
	if (n == 0)
		return "Nothing waits any more.";
	return n == 1 ? said : arena_printf(a->arena, "All %d mails that waited are dropped.", n);
}

static const char *do_rows(struct held_answer *a, const struct event *asked)
{
	struct span rest = span_of(asked->held.rows), line;
	int wanted = a->fact->item > 0 ? a->fact->item : a->fact->row, row = 0;
	const char *said = "";

	if (wanted == 0 && fact_is_command(a->fact, COMMAND_DROP))
		return drop_all(a);
	while (span_next_line(&rest, &line)) {
		struct held_mail *held =
			held_find(&a->held, arena_strndup(a->arena, line.ptr, line.len));

		if (++row != wanted && wanted > 0)
			continue;
		said = joined(
			a->arena, said,
			held ? do_row(a, held)
			     : arena_printf(a->arena,
					    "Nothing has changed: what row %d says was forgotten.",
					    row));
	}
	return *said ? said
		     : arena_printf(a->arena, "Nothing has changed: that mail has no row %d.",
				    wanted);
}

static const char *answer_notice(struct held_answer *a, const struct event *asked)
{
	if (!*a->actor->proof)
		return "Nothing has changed: the sender is not proved.";
	if (!a->actor->is_chair &&
	    !(a->actor->person && strcmp(a->actor->person->name, asked->held.asked) == 0))
		return "Nothing has changed: only the chair may say so.";
	held_of(a->arena, a->state, a->mail->list, a->mail->received_at_s, &a->held);
	return do_rows(a, asked);
}

const char *record_held(struct arena *arena, const struct state *state, const struct incoming *mail,
			const struct actor *actor, const struct fact *fact, struct event_list *out)
{
	struct held_answer a = { .arena = arena,
			    .state = state,
			    .mail = mail,
			    .actor = actor,
			    .fact = fact,
			    .out = out };
	const struct event *asked = asked_in(&a);

	bool answers = fact_is_command(fact, COMMAND_YES) || fact_is_command(fact, COMMAND_NO);

	if (asked && (answers || fact_is_command(fact, COMMAND_DROP)))
		return answer_notice(&a, asked);
	return answers ? "Nothing has changed: \"yes\" and \"no\" answer a mail that asks "
			 "something."
		       : NULL;
}
