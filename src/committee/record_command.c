/* record_command.c - see record_command.h. */
#include "committee/record_command.h"

#include <string.h>

#include "base/buf.h"
#include "committee/deadline_reply.h"
#include "committee/item_act.h"
#include "committee/person_act.h"
#include "committee/presence.h"
#include "committee/record_agenda.h"
#include "committee/record_back.h"
#include "committee/record_decision.h"
#include "committee/record_held.h"
#include "committee/record_promise.h"
#include "committee/record_vote.h"
#include "committee/sweep.h"
#include "committee/walk.h"

enum { ANSWER_MAX = 32 * 1024, DAY_S = 24 * 3600, QUOTE_MAX = 200, SAME_MAX = 3 };

struct commands {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	const struct fact *facts;
	size_t n_facts;
	struct event_list *out;
	struct actor actor;
	struct buf answer;
	const char *quoted;		/* the line that was quoted last */
	const char *what;		/* of the answer; NULL: none is owed */
	bool is_of_vote;		/* it says what came of a vote */
};

static void say(struct commands *c, const char *quote, const char *sentence)
{
	bool is_news = !c->quoted || strcmp(c->quoted, quote) != 0;

	if (*quote && is_news && !c->mail->secret_vote)
		buf_addf(&c->answer, "> " SPAN_FMT "\n",
			 SPAN_ARG(span_cut(span_of(quote), QUOTE_MAX)));
	c->quoted = quote;
	buf_addf(&c->answer, "%s\n", sentence);
}

static void owe(struct commands *c, const char *what)
{
	/* an answer about commands says more than one about status */
	if (!c->what || strcmp(what, ANSWER_COMMANDS) == 0)
		c->what = what;
}

static struct act_place place_of(const struct commands *c, const struct fact *fact)
{
	const struct incoming *m = c->mail;

	return (struct act_place){
		.list = m->list,
		.people = m->people,
		.message_id = m->message_id,
		.rule = fact->rule,
		.quote = fact->quote,
		.line = fact->line,
		.at_s = m->received_at_s,
		.today = m->date,
		.next_meeting = m->next_meeting,
		.default_due_days = m->default_due_days,
		.quiet_until_s = m->quiet_until_s,
	};
}

/* The items that a command is about. */
struct targets {
	int *items;
	size_t n;
	const char *why_not;		/* a sentence; "" : it was not meant for us, say nothing */
};

static void add_target(struct commands *c, struct targets *t, int item)
{
	size_t cap = t->n;

	t->items = arena_grow(c->arena, t->items, t->n, &cap, sizeof *t->items);
	t->items[t->n++] = item;
}

/* In a thread of the list: the items that the nearest mail it answers has raised, and that are
 * open. */
static void add_raised_by_thread(struct commands *c, struct targets *t)
{
	struct span rest = span_of(c->mail->refs ? c->mail->refs : ""), line, nearest = { 0 };
	struct item_walk walk = walk_open(c->state, c->mail->list);
	const struct item *item;

	while (span_next_line(&rest, &line)) {
		if (line.len)
			nearest = line;
	}
	while (nearest.len && (item = item_walk_next(&walk))) {
		if (span_is(nearest, item->message_id))
			add_target(c, t, item->number);
	}
}

static struct targets by_row(struct commands *c, int row)
{
	const struct answered_notice *notice = c->mail->answered;
	struct targets t = { .why_not = NULL };
	bool is_item = false;

	for (size_t i = 0; notice && i < notice->n_items; i++)
		is_item = is_item || notice->items[i] == row;
	bool is_row = notice && (size_t)row <= notice->n_items;

	if (notice && strcmp(notice->kind, NOTICE_RECEIPT) == 0)
		t.why_not = arena_printf(
			c->arena,
			"Nothing has changed: %d may be the line that was asked about, which yes "
			"and no answer, or item #%d. Please write an item's number with a #.",
			row, row);
	else if (is_row && is_item && notice->items[row - 1] != row)
		t.why_not = arena_printf(
			c->arena,
			"Nothing has changed: %d may be the row with #%d, or item #%d. Please "
			"write its number with a #.",
			row, notice->items[row - 1], row);
	else if (is_row)
		add_target(c, &t, notice->items[row - 1]);
	else
		add_target(c, &t, row);		/* an item's number without its # */
	return t;
}

/* "a": of the questions that have letters, the rows of that mail. */
static struct targets by_letter(struct commands *c, int place)
{
	const struct answered_notice *notice = c->mail->answered;
	struct targets t = { .why_not = NULL };

	if (notice && (size_t)place <= notice->n_items)
		add_target(c, &t, notice->items[place - 1]);
	else
		t.why_not = arena_printf(c->arena,
					 "Nothing has changed: that mail had no question %c.",
					 'a' + place - 1);
	return t;
}

static struct targets targets_of(struct commands *c, const struct fact *fact)
{
	const struct answered_notice *notice = c->mail->answered;
	struct targets t = { .why_not = NULL };

	if (strcmp(fact->rule, RULE_LETTER) == 0)
		return by_letter(c, fact->row);
	if (fact->item > 0) {
		add_target(c, &t, fact->item);
		return t;
	}
	if (fact->row > 0)
		return by_row(c, fact->row);
	if (notice && notice->n_items) {
		for (size_t i = 0; i < notice->n_items && (notice->n_items == 1 || fact->row == 0);
		     i++)
			add_target(c, &t, notice->items[i]);
		if (!t.n)
			t.why_not = arena_printf(c->arena,
						 "Nothing has changed: that mail had %zu items. "
						 "Please say which one, "
						 "as in \"%s #%d\".",
						 notice->n_items, fact->command, notice->items[0]);
		return t;
	}
	add_raised_by_thread(c, &t);
	if (t.n == 1)
		return t;
	t.n = 0;
	t.why_not =
		c->mail->to_bot
			? arena_printf(
				  c->arena,
				  "Nothing has changed: please say which item, as in \"%s #12\".",
				  fact->command)
			: "";
	return t;
}

static void act_on(struct commands *c, const struct fact *fact, enum item_act_kind kind)
{
	struct item_act act = { .kind = kind,
				.date = fact->due,
				.owners = fact->owners,
				.n_owners = fact->n_owners,
				.text = fact->text };
	const struct act_place place = place_of(c, fact);
	struct targets t = targets_of(c, fact);
	const char *said;

	if (t.why_not) {
		if (*t.why_not)
			say(c, fact->quote, t.why_not);
		return;
	}
	if (kind == ACT_SNOOZE && !civil_is_set(act.date) && !*fact->note)
		act.date = civil_add_days(place.today, 7);
	for (size_t i = 0; i < t.n; i++) {
		act.item = t.items[i];
		(void)item_act_do(c->arena, c->state, &place, &c->actor, &act, c->out, &said);
		say(c, fact->quote, said);
	}
}

static bool is_about_oneself(const struct fact *fact)
{
	return fact_is_command(fact, PERSON_PAUSE) || fact_is_command(fact, PERSON_STOP) ||
	       fact_is_command(fact, PERSON_RESUME);
}

static void leave_alone(struct commands *c, const struct fact *fact)
{
	const struct person_act act = { .what = fact->command,
					.until = fact->due,
					.has_words = *fact->note };
	const struct act_place place = place_of(c, fact);
	const char *said = "Nothing has changed: you are none of the people of this list.";

	if (c->actor.person)
		(void)person_act_do(c->arena, &place, &c->actor, c->actor.person, &act, c->out,
				    &said);
	say(c, fact->quote, said);
}

static const char *meeting_sentence(struct commands *c, const struct event *e)
{
	const struct event_meeting *m = &e->meeting;
	char day[CIVIL_TEXT_SIZE];

	if (strcmp(e->act, MEETING_IGNORED) == 0)
		return arena_printf(c->arena, "Nothing has changed: %s.", m->note);
	if (strcmp(e->act, MEETING_CANCEL) == 0)
		return arena_printf(c->arena, "Meeting #%d is cancelled.", m->number);
	if (strcmp(e->act, MEETING_CHAIR) == 0)
		return arena_printf(c->arena, "%s chairs meeting #%d.", m->chair, m->number);
	if (strcmp(e->act, MEETING_SKIP) == 0)
		return arena_printf(c->arena,
				    "The turn of %s at meeting #%d goes to whoever is next.",
				    m->chair, m->number);
	if (m->start_minute < 0)
		return arena_printf(c->arena, "Meeting #%d is moved to %s.", m->number,
				    civil_format_short(m->day, day));
	return arena_printf(c->arena, "Meeting #%d is moved to %s, %02d:%02d.", m->number,
			    civil_format_short(m->day, day), m->start_minute / 60,
			    m->start_minute % 60);
}

static const char *presence_sentence(struct commands *c, const struct event *e)
{
	const struct event_presence *p = &e->presence;
	struct meeting meeting = { .chair = NULL };

	if (strcmp(e->act, PRESENCE_IGNORED) == 0)
		return arena_printf(c->arena, "Nothing has changed: %s.", p->note);
	if (strcmp(e->act, PRESENCE_ATTEND) == 0)
		return arena_printf(c->arena, "You are expected at meeting #%d again.", p->meeting);
	(void)calendar_by_number(c->mail->terms.calendar, p->meeting, &meeting);
	bool is_chair = meeting.chair && strcmp(meeting.chair, p->person) == 0;

	return arena_printf(c->arena, "Your regrets for meeting #%d are noted.%s", p->meeting,
			    is_chair ? " It is your turn to chair it: please swap with somebody, "
				       "or pass the turn on."
				     : "");
}

/* What the other recorders have made of this mail's commands. */
static void speak_of_others(struct commands *c, size_t first)
{
	for (size_t i = first; i < c->out->len; i++) {
		const struct event *e = &c->out->events[i];

		if (e->kind == EVENT_MEETING) {
			say(c, e->meeting.quote, meeting_sentence(c, e));
			owe(c, ANSWER_COMMANDS);
		} else if (e->kind == EVENT_PRESENCE) {
			say(c, e->presence.quote, presence_sentence(c, e));
			owe(c, ANSWER_COMMANDS);
		} else if (e->kind == EVENT_DEADLINE) {
			const char *said = deadline_reply(c->arena, c->state, c->mail, e);

			if (!said)
				continue;
			say(c, e->deadline.quote, said);
			owe(c, c->mail->to_bot ? ANSWER_COMMANDS : ANSWER_ASKED);
		} else if (e->kind == EVENT_VOTE) {
			const char *said =
				record_vote_reply(c->arena, c->state, c->mail, c->out, e);

			if (!said)
				continue;
			say(c, e->vote.quote, said);
			owe(c, ANSWER_COMMANDS);
			c->is_of_vote = true;
		}
	}
}

static bool was_on_day(const struct event *e, int64_t at_s)
{
	return e->at_s / DAY_S == at_s / DAY_S;
}

/* A receipt for minutes answers no command. */
static bool answers_commands(const struct event *e)
{
	return strcmp(e->act, ANSWER_RECEIPT) != 0;
}

/* One that the sender was owed today. */
static bool is_answer_today(const struct commands *c, const struct event *e)
{
	return answers_commands(e) && was_on_day(e, c->mail->received_at_s) &&
	       strcmp(e->actor, c->actor.name) == 0;
}

/* How many answers of that sort; what NULL: of any. */
static size_t answered_today(const struct commands *c, const char *what)
{
	struct event_walk walk = walk_events(c->state, c->mail->list, WALK(EVENT_ANSWER));
	const struct event *e;
	size_t n = 0;

	while ((e = event_walk_next(&walk)))
		n += is_answer_today(c, e) && (!what || strcmp(e->act, what) == 0);
	return n;
}

#define LAST_ANSWER                                                                                \
	"You have been told this several times: a further mail that says the same is not "         \
	"answered today."

/* The next line of an answer that says what came of a command; false: there is none. */
static bool next_said(struct span *rest, struct span *line_out)
{
	while (span_next_line(rest, line_out)) {
		bool is_said = line_out->len && !span_starts(*line_out, "> ") &&
			       !span_is(*line_out, LAST_ANSWER);

		if (is_said)
			return true;
	}
	return false;
}

/* The quotations aside. */
static bool says_same(struct span a, struct span b)
{
	struct span x, y;

	for (;;) {
		bool is_left = next_said(&a, &x);

		if (is_left != next_said(&b, &y))
			return false;
		if (!is_left)
			return true;
		if (!span_eq(x, y))
			return false;
	}
}

/* How many of the last answers of the day in a row say the same as this one would: of as many as
 * SAME_MAX a program may be answering us, and a person has read it. */
static int said_in_a_row(const struct commands *c)
{
	struct event_walk walk = walk_events(c->state, c->mail->list, WALK(EVENT_ANSWER));
	const struct span words = buf_fitted(&c->answer);
	const struct event *e;
	int n = 0;

	while (n < SAME_MAX && (e = event_walk_back(&walk, EVENT_ANSWER))) {
		if (!is_answer_today(c, e))
			continue;
		if (!words.len || !says_same(words, span_of(e->answer.words)))
			return n;
		n++;
	}
	return n;
}

/* By another list that the mail went to as well: one answer a mail is enough. */
static bool is_answered(const struct commands *c)
{
	struct event_walk walk = walk_events(c->state, NULL, WALK(EVENT_ANSWER));
	const struct event *e;
	bool is_of_several = c->mail->lists && *c->mail->lists;

	while (is_of_several && (e = event_walk_back(&walk, EVENT_ANSWER))) {
		if (answers_commands(e) && strcmp(e->message_id, c->mail->message_id) == 0)
			return true;
	}
	return false;
}

static void emit_answer(struct commands *c)
{
	const struct person *person = c->actor.person;
	const char *addr = person && person->n_addresses
				   ? person_addr(c->state, person, c->mail->received_at_s)
			   : *c->actor.proof ? c->mail->author_addr
					     : "";
	struct event e = {
		.at_s = c->mail->received_at_s,
		.kind = EVENT_ANSWER,
		.list = c->mail->list,
		.actor = c->actor.name,
		.proof = c->actor.proof,
		.message_id = c->mail->message_id,
		.rule = "answer",
		.quiet_until_s = c->mail->quiet_until_s,
		.act = c->what,
		.answer = {
			.person = person ? person->name : "",
			.subject = c->mail->subject,
			.proof_why = c->mail->proof_why,
		},
	};

	if (!*addr || !*c->mail->message_id)
		return;		/* nobody whom we know: an address that anybody can write is not
				 * answered */
	if (is_answered(c))
		return;
	for (size_t i = 0; person && i < person->n_addresses && *c->actor.proof; i++) {
		if (span_is_ci(span_of(person->addresses[i]), c->mail->author_addr))
			addr = person->addresses[i];	/* the one that he writes from */
	}
	e.answer.addr = addr;
	e.answer.words = buf_finish_shown(&c->answer, c->arena);
	event_list_add(c->arena, c->out, &e);
}

/* The chair closes many at once. */
static const char *sweep(struct commands *c, const struct fact *fact)
{
	const struct act_place place = place_of(c, fact);
	enum sweep what;

	if (!sweep_from_name(fact->command, &what))
		return NULL;
	return sweep_drop(c->arena, c->state, &place, &c->actor, c->mail->terms.ladder, what,
			  c->out);
}

static const char *not_decision(struct commands *c, const struct fact *fact)
{
	const struct act_place place = place_of(c, fact);

	if (!fact_is_command(fact, COMMAND_NOT_DECISION))
		return NULL;
	return record_not_decision(c->arena, c->state, &place, &c->actor, fact->item, fact->text,
				   c->out);
}

static bool is_listed(const struct fact *fact)
{
	static const char *const commands[] = { "status",	  "help",      "unknown",
						COMMAND_FOR_LIST, COMMAND_YES, COMMAND_NO,
						COMMAND_DROP_MAIL, COMMAND_NOT_DECISION,
						COMMAND_BALLOT,
						"drop-parked", "drop-old" };

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (fact_is_command(fact, commands[i]))
			return true;
	}
	return false;
}

static bool is_command(const struct fact *fact)
{
	enum item_act_kind kind;

	if (fact->kind != FACT_COMMAND || !fact->command)
		return false;
	return item_act_from_name(fact->command, &kind) || is_about_oneself(fact) ||
	       is_listed(fact);
}

/* "yes, I think so" is one where a vote is answered alone; obey() comes to it last. */
static bool is_unknown(const struct fact *fact)
{
	return fact_is_command(fact, "unknown") || fact_is_command(fact, COMMAND_BALLOT);
}

/* Is what was recorded last of a secret vote, so that nothing of the line may be kept? */
static bool is_concealed(const struct commands *c)
{
	const struct event *last = c->out->len ? &c->out->events[c->out->len - 1] : NULL;

	return c->mail->secret_vote || (last && last->kind == EVENT_VOTE &&
					strcmp(last->rule, RULE_BALLOT) == 0);
}

/* A vote counts however much its voter writes, and they hear of it. */
static bool take_ballot(struct commands *c, const struct fact *fact)
{
	const char *said = record_ballot(c->arena, c->state, c->mail, c->facts, c->n_facts, fact,
					 c->out);

	if (said && *said) {
		say(c, is_concealed(c) ? "" : fact->quote, said);
		owe(c, ANSWER_COMMANDS);
		c->is_of_vote = true;
	}
	return said || c->mail->secret_vote;
}

static void obey(struct commands *c, const struct fact *fact)
{
	const char *said =
		c->mail->voter ?
			"Nothing has changed: you are none of the people of this list any more." :
			record_promise_answer(c->arena, c->state, c->mail, &c->actor, fact, c->out);
	enum item_act_kind kind;

	if (!said)
		said = fact_is_command(fact, COMMAND_DROP_MAIL) ?
			record_back(c->arena, c->state, c->mail, &c->actor, fact, c->out) :
			record_held(c->arena, c->state, c->mail, &c->actor, fact, c->out);
	if (!said)
		said = sweep(c, fact);
	if (!said)
		said = not_decision(c, fact);
	if (said && *said)
		say(c, fact->quote, said);
	else if (said)
		return;
	else if (item_act_from_name(fact->command, &kind))
		act_on(c, fact, kind);
	else if (is_about_oneself(fact) && !*c->actor.proof)
		say(c, fact->quote, "Nothing has changed: the sender is not proved.");
	else if (is_about_oneself(fact))
		leave_alone(c, fact);
	else if (is_unknown(fact))
		say(c, fact->quote, "That is no command.");
	else if (fact_is_command(fact, COMMAND_FOR_LIST))
		say(c, fact->quote,
		    "Nothing has changed: items, entries of the agenda and deadlines are raised in "
		    "a mail to the list, "
		    "where everybody can see them.");
	if (fact_is_command(fact, "status"))
		owe(c, ANSWER_STATUS);
	else if (fact_is_command(fact, "help"))
		owe(c, ANSWER_HELP);
	else if (is_unknown(fact))
		owe(c, ANSWER_UNKNOWN);
	else if (buf_len(&c->answer))
		owe(c, ANSWER_COMMANDS);
}

/* Is the answer owed?  Nothing of a mail that is not proved counted, and whoever has the address
 * may not even have written it: once a day is enough. */
static bool is_owed(const struct commands *c, bool is_too_much)
{
	if (!c->what || (is_too_much && !c->is_of_vote))
		return false;
	bool is_once = strcmp(c->what, ANSWER_UNPROVED) == 0 ||
		       strcmp(c->what, ANSWER_UNKNOWN) == 0;

	return !is_once || answered_today(c, c->what) == 0;
}

void record_commands(struct arena *arena, const struct state *state, const struct incoming *mail,
		     const struct fact *facts, size_t n_facts, struct event_list *out, size_t first,
		     const char **limit_out)
{
	struct commands c = {
		.arena = arena,
		.state = state,
		.mail = mail,
		.facts = facts,
		.n_facts = n_facts,
		.out = out,
		.actor = { .name = incoming_actor(mail),
			   .person = incoming_sender(mail),
			   .is_chair = incoming_is_from_chair(mail),
			   .proof = mail->proof ? mail->proof : "" },
	};
	unsigned n = 0;

	*limit_out = NULL;
	if (mail->voter)
		c.actor = (struct actor){ .name = mail->voter, .proof = PROOF_TOKEN };
	bool is_too_much = mail->mails_max && answered_today(&c, NULL) >= mail->mails_max;

	if (!c.actor.person && !*mail->author_addr)
		c.actor.proof = "";	/* a name is anybody's */
	buf_init(&c.answer, ANSWER_MAX);
	speak_of_others(&c, first);
	for (size_t i = 0; i < n_facts; i++) {
		if (!is_command(&facts[i]))
			continue;
		if (mail->commands_max && n == mail->commands_max) {
			*limit_out = "answers.commands_per_mail";
			say(&c, "",
			    arena_printf(arena,
					 "One mail may have %u commands: what stands behind them "
					 "was not read.",
					 n));
			break;
		}
		bool is_prose = n && fact_is_command(&facts[i], COMMAND_BALLOT);
		bool is_ballot = take_ballot(&c, &facts[i]);

		if (!is_ballot && is_too_much)
			*limit_out = "answers.mails_per_day";
		else if (!is_ballot && !is_prose)
			obey(&c, &facts[i]);
		n += !is_prose;
	}
	if (c.what && !*c.actor.proof)
		c.what = ANSWER_UNPROVED;
	int n_said = is_owed(&c, is_too_much) && c.is_of_vote ? said_in_a_row(&c) : 0;

	if (n_said == SAME_MAX - 1)
		buf_addf(&c.answer, "%s\n", LAST_ANSWER);
	if (n_said >= SAME_MAX)
		*limit_out = "answers.alike";
	else if (is_owed(&c, is_too_much))
		emit_answer(&c);
	buf_free(&c.answer);
}
