/* chronicle.c - see chronicle.h. */
#include "cli/chronicle.h"

#include <string.h>

#include "base/keyset.h"
#include "cli/output.h"
#include "committee/event_stored.h"
#include "committee/walk.h"

static void add_line(struct arena *arena, struct chronicle *c, struct chronicle_line line)
{
	c->lines = arena_grow(arena, c->lines, c->len, &c->cap, sizeof *c->lines);
	c->lines[c->len++] = line;
}

/* A notice that was outdated is told of as a notice, with its reason. */
static bool is_told_as_notice(const struct event *e)
{
	return e->kind == EVENT_NOTICE;
}

static bool is_of_number(const struct event *e, int number)
{
	return (e->kind == EVENT_DEADLINE || e->kind == EVENT_VOTE) && event_number(e) == number;
}

/* NULL: nothing says so. */
static const char *why_outdated(const struct state *state, const struct ledger_mail *mail)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_NOTICE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (strcmp(e->message_id, mail->message_id) == 0)
			return e->notice.why;
	}
	return NULL;
}

/* outdated: why it was, if it is known. */
static struct chronicle_line line_of(const struct ledger_mail *mail,
				     const struct ledger_recipient *to, const char *outdated)
{
	const char *why = to->state == DELIVERY_SENT ? "" : to->reply;

	return (struct chronicle_line){
		.notice = mail,
		.to = to,
		.why = to->state == DELIVERY_DROPPED && outdated ? outdated : why,
		.at_s = to->done_at_s ? to->done_at_s : mail->decided_at_s,
	};
}

static void add_recipients(const struct ledger_reader *r, struct chronicle *c,
			   const struct ledger_mail *mail)
{
	for (size_t i = 0; i < mail->n_recipients; i++) {
		const struct ledger_recipient *to = &mail->recipients[i];
		bool is_dropped = to->state == DELIVERY_DROPPED;
		const char *outdated = is_dropped ? why_outdated(r->state, mail) : NULL;

		if (!to->witness)
			add_line(r->arena, c, line_of(mail, to, outdated));
	}
}

/* Events stay in their order, whatever their instants: mail is not always read in the order in
 * which it was sent.  A notice comes before the first that is later. */
static void merge(struct arena *arena, const struct event_list *events,
		  const struct chronicle *notices, struct chronicle *out)
{
	size_t n = 0;

	for (size_t i = 0; i < events->len; i++) {
		const struct event *e = &events->events[i];

		for (; n < notices->len && notices->lines[n].at_s < e->at_s; n++)
			add_line(arena, out, notices->lines[n]);
		if (!is_told_as_notice(e))
			add_line(arena, out,
				 (struct chronicle_line){ .event = e, .at_s = e->at_s });
	}
	for (; n < notices->len; n++)
		add_line(arena, out, notices->lines[n]);
}

/* The events of a deadline or a vote, which share their numbers with items, and the mails that
 * these name; what became of such a mail is told with it, not as an event beside. */
static enum err_kind of_other(struct ledger_reader *r, int number, struct event_list *events,
			      struct ledger_mail_list *mails, struct err *err)
{
	const struct event_list *others = &r->state->others;
	struct ledger_mail_list all;
	size_t n = 0;

	if (ledger_notices(r->ledger, r->arena, 0, &all, err))
		return err->kind;
	mails->mails = arena_alloc(r->arena, all.len, sizeof *mails->mails);
	for (size_t i = 0; i < all.len; i++) {
		bool is_named = false;

		for (size_t k = 0; k < others->len && !is_named; k++)
			is_named = is_of_number(&others->events[k], number) &&
				   strcmp(others->events[k].message_id, all.mails[i].message_id) ==
					   0;
		if (is_named)
			mails->mails[n++] = all.mails[i];
	}
	mails->len = n;
	for (size_t k = 0; k < others->len; k++) {
		const struct event *e = &others->events[k];
		bool is_told = strcmp(e->rule, RULE_NOTICE) == 0 && *e->message_id;

		if (is_of_number(e, number) && !is_told)
			event_list_add(r->arena, events, e);
	}
	return ERR_NONE;
}

enum err_kind chronicle_of(struct ledger_reader *r, int item, struct chronicle *out,
			   struct err *err)
{
	struct chronicle notices = { 0 };
	struct ledger_mail_list mails = { 0 };
	struct event_list events = { 0 };

	*out = (struct chronicle){ 0 };
	if (ledger_events(r->ledger, r->arena, item, &events, err))
		return err->kind;
	if (events.len ? ledger_notices(r->ledger, r->arena, item, &mails, err) :
			 of_other(r, item, &events, &mails, err))
		return err->kind;
	for (size_t i = 0; i < mails.len; i++)
		add_recipients(r, &notices, &mails.mails[i]);
	merge(r->arena, &events, &notices, out);
	return ERR_NONE;
}

/* ---- of all ---- */

/* The notices, one recipient after the other. */
struct notice_walk {
	struct ledger *ledger;
	struct arena *arena;		/* of the mail */
	struct key_set *outdated;
	struct ledger_mail mail;
	size_t next;			/* recipient */
	bool is_over;
	struct chronicle_line line;	/* unless it is over */
};

static enum err_kind next_mail(struct notice_walk *w, struct err *err)
{
	int64_t after_id = w->mail.id;
	bool found;

	arena_reset(w->arena);
	w->next = 0;
	if (ledger_next_notice(w->ledger, w->arena, after_id, &found, &w->mail, err))
		return err->kind;
	w->is_over = !found;
	return ERR_NONE;
}

static enum err_kind next_notice(struct notice_walk *w, struct err *err)
{
	while (!w->is_over) {
		if (w->next == w->mail.n_recipients) {
			if (next_mail(w, err))
				return err->kind;
			continue;
		}
		const struct ledger_recipient *to = &w->mail.recipients[w->next++];

		if (to->witness)
			continue;
		w->line = line_of(&w->mail, to, key_set_value(w->outdated, w->mail.message_id));
		break;
	}
	return ERR_NONE;
}

/* Those that come before the event, or all (NULL). */
static enum err_kind take_notices(struct ledger_reader *r, struct notice_walk *w,
				  const struct event *before, chronicle_take *take, void *user,
				  struct err *err)
{
	while (!w->is_over && (!before || w->line.at_s < before->at_s)) {
		take(r, &w->line, user);
		if (next_notice(w, err))
			return err->kind;
	}
	return ERR_NONE;
}

static enum err_kind take_all(struct ledger_reader *r, struct notice_walk *w, chronicle_take *take,
			      void *user, struct err *err)
{
	struct event event = { .id = 0 };
	bool found = true;

	while (found) {
		arena_reset(r->arena);
		if (ledger_next_event(r->ledger, r->arena, event.id, &found, &event, err) ||
		    take_notices(r, w, found ? &event : NULL, take, user, err))
			return err->kind;
		const struct chronicle_line line = { .event = &event, .at_s = event.at_s };

		if (found && !is_told_as_notice(&event))
			take(r, &line, user);
	}
	return ERR_NONE;
}

enum err_kind chronicle_each(struct ledger_reader *r, chronicle_take *take, void *user,
			     struct err *err)
{
	struct notice_walk w = { .ledger = r->ledger,
				 .arena = arena_new(),
				 .outdated = key_set_new() };
	enum err_kind kind = ledger_outdated(r->ledger, w.outdated, err);

	if (!kind)
		kind = next_notice(&w, err);
	if (!kind)
		kind = take_all(r, &w, take, user, err);
	arena_free(&w.arena);
	key_set_free(&w.outdated);
	return kind;
}

/* ---- in words ---- */

static const char *outcome_of(enum delivery_state state)
{
	static const char *const words[] = {
		[DELIVERY_READY] = "waiting",	 [DELIVERY_SENDING] = "waiting",
		[DELIVERY_DOUBT] = "in doubt",	 [DELIVERY_SENT] = "sent",
		[DELIVERY_REFUSED] = "refused",	 [DELIVERY_GIVEN_UP] = "given up",
		[DELIVERY_DROPPED] = "outdated",
	};

	return words[state];
}

/* "#1, #2" */
static const char *items_of(struct arena *arena, const struct ledger_mail *notice)
{
	const char *text = "";

	for (size_t i = 0; i < notice->n_items; i++)
		text = arena_printf(arena, "%s%s#%d", text, i ? ", " : "", notice->items[i]);
	return text;
}

/* "reminder to Joe Stringer <joe@example.org>: sent" */
static const char *notice_text(const struct ledger_reader *r, const struct chronicle_line *line,
			       bool of_all)
{
	const struct ledger_mail *n = line->notice;
	struct arena *arena = r->arena;
	const char *why = line->why, *text;

	text = *n->person ? arena_printf(arena, "%s to %s <%s>", n->kind, n->person, line->to->addr)
			  : arena_printf(arena, "%s to %s", n->kind, line->to->addr);
	if (of_all && n->n_items > 1)
		text = arena_printf(arena, "%s of %s", text, items_of(arena, n));
	text = arena_printf(arena, "%s: %s", text, outcome_of(line->to->state));
	return *why ? arena_printf(arena, "%s (%s)", text, why) : text;
}

static void print_notice(const struct ledger_reader *r, const struct terminal *t,
			 const struct chronicle_line *line, bool of_all)
{
	const struct ledger_mail *n = line->notice;
	const char *about = n->n_items == 1 ? items_of(r->arena, n) : n->list;
	bool failed = line->to->state == DELIVERY_REFUSED || line->to->state == DELIVERY_GIVEN_UP;

	terminal_hang(t, output_history_head(r->arena, line->at_s, of_all ? about : NULL, "notice"),
		      failed ? STYLE_BAD : STYLE_PLAIN, notice_text(r, line, of_all));
}

void chronicle_print_line(const struct ledger_reader *r, const struct terminal *t,
			  const struct chronicle_line *line, bool of_all)
{
	if (line->event)
		output_history(t, r->arena, line->event, of_all);
	else
		print_notice(r, t, line, of_all);
}

void chronicle_print(const struct ledger_reader *r, const struct terminal *t,
		     const struct chronicle *c)
{
	for (size_t i = 0; i < c->len; i++)
		chronicle_print_line(r, t, &c->lines[i], false);
}

json_t *chronicle_json(const struct ledger_reader *r, const struct chronicle_line *line)
{
	const struct ledger_mail *n = line->notice;

	if (line->event)
		return output_event(r->arena, line->event);
	struct event like = {
		.at_s = line->at_s,
		.kind = EVENT_NOTICE,
		.list = n->list,
		.actor = EVENT_BY_BOT,
		.proof = EVENT_BY_BOT,
		.message_id = n->message_id,
		.rule = RULE_NOTICE,
		.act = outcome_of(line->to->state),
		.notice = { .person = n->person },
	};

	like = event_copy(r->arena, &like);
	json_t *json = output_event(r->arena, &like), *items = json_array();

	json_object_del(json, "id");		/* it is no event */
	json_object_set_new(json, "text", json_string(n->subject));
	for (size_t i = 0; i < n->n_items; i++)
		json_array_append_new(items, json_integer(n->items[i]));
	json_object_update_new(
		json,
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "kind", n->kind, "to", line->to->addr,
			  "outcome", outcome_of(line->to->state), "reply", line->why,
			  "decided", output_instant(r->arena, n->decided_at_s), "items", items));
	return json;
}
