/* decide_receipt.c - see decide_receipt.h. */
#include "notices/decide_receipt.h"

#include <string.h>

#include "committee/held.h"
#include "committee/promises.h"
#include "committee/record_command.h"
#include "committee/record_receipt.h"
#include "committee/told.h"
#include "committee/walk.h"
#include "notices/deadline_work.h"
#include "notices/decide_answer.h"
#include "notices/meeting_work.h"
#include "notices/queue.h"

struct receipt_work {
	struct arena *arena;
	const struct meeting_context *c;
	const struct event *owed;
	const struct event_list *events;
	struct promise_list promises;	/* of the list */
	int64_t now_s;
};

const char *receipt_key(struct arena *arena, const struct meeting_context *c,
			const struct event *owed, int64_t now_s)
{
	const char *key;

	if (!event_is(owed, EVENT_ANSWER, ANSWER_RECEIPT) || owed->quiet_until_s ||
	    !meeting_is_of(c, owed->list) || owed->at_s < now_s - ANSWER_FOR_S ||
	    !people_by_name(c->people, owed->answer.person) ||
	    held_is_taken_back(c->state, owed->message_id))
		return NULL;
	key = arena_printf(arena, DIGEST_RECEIPT "/%s/%s", owed->list, owed->message_id);
	return state_has_key(c->state, key) ? NULL : key;
}

/* ---- items ---- */

/* What the mail says of an item, the strongest last. */
enum told { TOLD_NOTHING, TOLD_AGAIN, TOLD_CHANGED, TOLD_CLOSED, TOLD_NEW };

static enum told told_by(const struct event *e)
{
	switch (e->kind) {
	case EVENT_RAISED:
		return TOLD_NEW;
	case EVENT_MENTIONED:
		return TOLD_AGAIN;
	case EVENT_DONE:
	case EVENT_DROPPED:
		return TOLD_CLOSED;
	case EVENT_ASSIGNED:
	case EVENT_RELEASED:
	case EVENT_REWORDED:
	case EVENT_DUE:
	case EVENT_REOPENED:
	case EVENT_RECURS:
		return TOLD_CHANGED;
	default:
		return TOLD_NOTHING;
	}
}

/* "yes" to the receipt of a mail raises an item of it too: that is told in the answer. */
static enum told told_of(const struct receipt_work *w, int number)
{
	enum told told = TOLD_NOTHING;

	for (size_t i = 0; i < w->events->len; i++) {
		const struct event *e = &w->events->events[i];
		bool is_own = e->item == number && !*e->said_in;

		if (is_own && told_by(e) > told)
			told = told_by(e);
	}
	return told;
}

static bool is_unclear(const struct item *item)
{
	return meeting_view_is_nobodys(item) || (item->status == ITEM_OPEN && *item->due_unread);
}

static struct item_list items_told(const struct receipt_work *w, enum told told, bool unclear)
{
	struct item_walk walk = walk_items(w->c->state, w->c->policy->list_name);
	struct item_view *rows = NULL;
	const struct item *item;
	size_t n = 0, cap = 0;

	while ((item = item_walk_next(&walk))) {
		if (told_of(w, item->number) != told || is_unclear(item) != unclear)
			continue;
		rows = arena_grow(w->arena, rows, n, &cap, sizeof *rows);
		rows[n++] = (struct item_view){ .item = item };
	}
	return (struct item_list){ rows, n };
}

/* The meeting whose chair is asked otherwise. */
static struct meeting next_meeting(const struct receipt_work *w)
{
	struct meeting next = { 0 };

	if (w->c->calendar)
		calendar_next(w->c->calendar, w->now_s, &next);
	return next;
}

static void view_unclear(const struct receipt_work *w, struct receipt_view *view)
{
	const struct meeting next = next_meeting(w);
	const struct item_list items =
		meeting_items_of_both(w->arena, items_told(w, TOLD_NEW, true),
				      items_told(w, TOLD_CHANGED, true));
	struct question_view *rows = arena_alloc(w->arena, items.n, sizeof *rows);

	for (size_t i = 0; i < items.n; i++)
		rows[i] = meeting_view_question(w->arena, &next, items.rows[i].item);
	view->unclear = rows;
	view->n_unclear = items.n;
}

static void view_items(const struct receipt_work *w, struct receipt_view *view)
{
	view_unclear(w, view);
	view->added = items_told(w, TOLD_NEW, false);
	view->changed = items_told(w, TOLD_CHANGED, false);
	view->closed = items_told(w, TOLD_CLOSED, false);
	if (!view->is_again)
		view->said_again = meeting_items_of_both(w->arena, items_told(w, TOLD_AGAIN, false),
							 items_told(w, TOLD_AGAIN, true));
}

/* ---- the rest ---- */

static void add_decision(const struct receipt_work *w, const struct decision_entry *entry,
			 struct decision_list *list)
{
	list->entries = arena_grow(w->arena, list->entries, list->len, &list->cap,
				   sizeof *list->entries);
	list->entries[list->len++] = *entry;
}

/* Does the mail make or word the decision? */
static bool is_decided(const struct receipt_work *w, const struct decision_entry *entry)
{
	for (size_t i = 0; i < w->events->len; i++) {
		const struct event *e = &w->events->events[i];
		bool says = event_is(e, EVENT_DECISION, DECISION_MADE) ||
			    event_is(e, EVENT_DECISION, DECISION_REWORDED);

		if (says && e->decision.number == entry->number)
			return true;
	}
	return false;
}

static bool is_of_mail(const struct receipt_work *w, const struct event *e)
{
	return strcmp(e->message_id, w->owed->message_id) == 0;
}

/* Is it of the meeting whose minutes the mail has? */
static bool is_its_meeting(const struct receipt_work *w, int number, struct civil_date day)
{
	const struct event_answer *of = &w->owed->answer;

	return (of->meeting > 0 && number == of->meeting) ||
	       (civil_is_set(of->meeting_day) && civil_compare(day, of->meeting_day) == 0);
}

/* Did minutes of the meeting say so before, and do they not any more? */
static bool is_undecided(const struct receipt_work *w, const struct decision_entry *entry)
{
	const struct event_decision *made = &entry->made->decision;

	if (made->deadline || !decision_stands(entry) ||
	    !is_its_meeting(w, made->meeting, made->meeting_day))
		return false;
	for (size_t i = 0; i < entry->n_events; i++) {
		if (is_of_mail(w, entry->events[i]))
			return false;
	}
	return true;
}

static void view_decisions(const struct receipt_work *w, struct receipt_view *view)
{
	struct decision_list all;

	decisions_of(w->arena, w->c->state, w->c->policy->list_name, &all);
	for (size_t i = 0; i < all.len; i++) {
		const struct decision_entry *entry = &all.entries[i];

		if (is_decided(w, entry) && !entry->out)
			add_decision(w, entry, &view->decisions);
		else if (view->is_again && is_undecided(w, entry))
			add_decision(w, entry, &view->gone_decisions);
	}
}

/* Of what was confirmed the minutes go on to say without a tag. */
static bool was_promised(const struct promise_list *promises, const struct item *item)
{
	for (size_t i = 0; i < promises->len; i++) {
		const struct event *said = promises->entries[i].said;

		if (said->line == item->line && strcmp(said->message_id, item->message_id) == 0)
			return true;
	}
	return false;
}

/* Open items of minutes that were mailed before, of which this mail says nothing. */
static struct item_list items_gone(const struct receipt_work *w)
{
	struct item_walk walk = walk_open(w->c->state, w->c->policy->list_name);
	struct item_view *rows = NULL;
	const struct item *item;
	size_t n = 0, cap = 0;

	while ((item = item_walk_next(&walk))) {
		bool is_its = is_its_meeting(w, item->meeting.number, item->meeting.day);

		if (!is_its || told_of(w, item->number) != TOLD_NOTHING ||
		    was_promised(&w->promises, item))
			continue;
		rows = arena_grow(w->arena, rows, n, &cap, sizeof *rows);
		rows[n++] = (struct item_view){ .item = item };
	}
	return (struct item_list){ rows, n };
}

/* The meeting that the minutes are of, as far as that has to do with who was there. */
static struct meeting meeting_of(const struct event *owed)
{
	return (struct meeting){ .number = owed->answer.meeting,
				 .date = owed->answer.meeting_day };
}

static bool is_of_meeting(const struct receipt_work *w, const struct event *e)
{
	return e->kind == EVENT_MINUTES && meeting_is_of(w->c, e->list) &&
	       is_its_meeting(w, e->minutes.meeting, e->minutes.day);
}

/* Have minutes of the meeting been mailed before? */
static bool was_mailed_before(const struct receipt_work *w)
{
	struct event_walk walk =
		walk_events(w->c->state, w->c->policy->list_name, WALK(EVENT_MINUTES));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (e->id < w->owed->id && is_of_meeting(w, e) && !is_of_mail(w, e) &&
		    !held_is_taken_back(w->c->state, e->message_id))
			return true;
	}
	return false;
}

/* Does the mail say who was there, or otherwise than the one before? */
static bool says_presence(const struct receipt_work *w)
{
	for (size_t i = 0; i < w->events->len; i++) {
		const struct event *e = &w->events->events[i];

		if (is_of_meeting(w, e) && (*e->minutes.present || *e->minutes.regrets))
			return true;
	}
	return false;
}

static void view_deadline(const struct receipt_work *w, struct receipt_view *view)
{
	const struct deadline_entry *entry;
	struct deadline_list list;
	struct deadline_view *deadline = arena_alloc(w->arena, 1, sizeof *deadline);

	view->no_deadline = w->owed->answer.words;
	if (*view->no_deadline)
		return;
	deadlines_of(w->arena, w->c->state, w->c->policy->list_name, meeting_list_zone(w->c),
		     w->c->read_s, w->now_s, &list);
	entry = deadline_of_minutes(&list, w->owed->answer.meeting, w->owed->answer.meeting_day);
	if (!entry || !deadline_is_running(&entry->deadline))
		return;
	*deadline = deadline_view_of(w->arena, w->c->people, entry);
	view->deadline = deadline;
}

static void view_promises(const struct receipt_work *w, struct receipt_view *view)
{
	struct promise_row *rows = arena_alloc(w->arena, w->promises.len, sizeof *rows);

	for (size_t i = 0; i < w->promises.len; i++) {
		const struct event *said = w->promises.entries[i].said;

		if (!is_of_mail(w, said))
			continue;
		const struct ownership owners = promise_owners(w->arena, w->c->people, said);

		rows[view->n_promises++] = (struct promise_row){
			.row = said->promise.row,
			.line = said->line,
			.owners = ownership_text(w->arena, &owners),
			.quote = said->promise.quote,
			.text = said->promise.text,
		};
	}
	view->promises = rows;
}

static struct receipt_view view_of(const struct receipt_work *w)
{
	const struct event_answer *owed = &w->owed->answer;
	struct receipt_view view = { .number = owed->meeting, .day = owed->meeting_day };

	view.no_deadline = view.heading = "";
	if (receipt_is_headed(w->owed))
		view.is_again = was_mailed_before(w);
	else
		view.heading = owed->words;
	view_promises(w, &view);
	view_items(w, &view);
	view_decisions(w, &view);
	if (view.is_again)
		view.gone = items_gone(w);
	if (!receipt_is_headed(w->owed))
		return view;
	if (says_presence(w)) {
		const struct meeting meeting = meeting_of(w->owed);

		meeting_view_presence(w->arena, w->c, &meeting, &view.presence, &view.quorum);
	}
	view_deadline(w, &view);
	return view;
}

/* Who was there, and a deadline, are told beside other things alone. */
static bool says_nothing(const struct receipt_view *v)
{
	size_t n_items = v->n_unclear + v->added.n + v->changed.n + v->closed.n + v->said_again.n;
	bool is_less = v->gone.n || v->gone_decisions.len;
	bool is_mended = v->is_again && (v->presence.is_known || is_less);

	return !v->n_promises && !n_items && !v->decisions.len && !*v->heading && !is_mended;
}

/* What is asked here of who chairs the next meeting need not be asked in another mail. */
static void spend_questions(const struct receipt_work *w, const struct receipt_view *view,
			    struct notice *notice)
{
	const char **spent = arena_alloc(w->arena, 2 * view->n_unclear, sizeof *spent);
	const struct meeting next = next_meeting(w);
	size_t n = 0;

	if (meeting_view_chair(w->c, &next) != notice->person)
		return;
	for (size_t i = 0; i < view->n_unclear; i++) {
		const struct question_view *question = &view->unclear[i];

		if (!question->text || state_has_key(w->c->state, question->key))
			continue;
		spent[n++] = question->key;
		spent[n++] = question->chair_key;
	}
	notice->spent = spent;
	notice->n_spent = n;
}

/* It gives a week to answer what it asks, from when a server took it (committee/told.h). */
static struct event asked_event(const struct receipt_work *w, const char *message_id)
{
	return (struct event){
		.at_s = w->now_s,
		.kind = EVENT_PROMISE,
		.act = NOTICE_ANNOUNCED,
		.list = w->owed->list,
		.actor = EVENT_BY_BOT,
		.message_id = message_id,
		.rule = RULE_NOTICE,
		.promise = { .mail = w->owed->message_id, .until_s = w->now_s + PROMISE_FOR_S },
	};
}

bool decide_receipt(struct arena *arena, const struct meeting_context *c, const struct event *owed,
		    const char *key, const struct event_list *events, int64_t now_s,
		    struct notice_list *out)
{
	struct receipt_work w = {
		.arena = arena, .c = c, .owed = owed, .events = events, .now_s = now_s
	};

	promises_of(arena, c->state, NULL, c->policy->list_name, &w.promises);
	const struct person *person = people_by_name(c->people, owed->answer.person);
	const struct receipt_view view = view_of(&w);
	struct digest_reader reader = meeting_reader(arena, c, person, key, now_s);
	struct event *asked = arena_alloc(arena, 1, sizeof *asked);
	struct notice_composed mail;

	if (says_nothing(&view))
		return false;
	reader.answers = owed->message_id;
	digest_receipt(arena, c->policy, &reader, &view, now_s, &mail);
	*asked = asked_event(&w, mail.message_id);
	struct notice *notice =
		notice_add(arena, out,
			   &(struct notice){
				   .kind = NOTICE_COMPOSED,
				   .key = key,
				   .list = c->policy->list_name,
				   .person = person,
				   .addr = reader.addr,
				   .kind_name = DIGEST_RECEIPT,
				   .composed = mail,
				   .cause = queue_cause(arena, owed->actor, *owed->proof),
				   .events = asked,
				   .n_events = view.n_promises > 0,
			   });

	spend_questions(&w, &view, notice);
	return true;
}
