/* decide_deadline.c - see decide_deadline.h for the rules and the keys. */
#include "notices/decide_deadline.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/record_deadline.h"
#include "notices/changes.h"
#include "notices/digest.h"
#include "notices/queue.h"

enum {
	CHANGES_MAX_LINES = 40, LOOK_AGAIN_S = 60,
	CORRECT_MIN_S = 300,		/* a clock that is set back by seconds over the instant makes no correction */
	TELL_AGAIN_FIRST_S = 3600, TELL_AGAIN_LAST_S = 24 * 3600,	/* what the list refused is tried again */
};

struct decider {
	struct arena *arena;
	const struct state *state;
	const struct deadline_context *context;
	int64_t now_s;
	struct notice_list *out;
	int64_t *next_s;
	const struct deadline_entry *entry;
	int meeting;				/* whose minutes it is about; <= 0: none */
	const struct zone *zone;		/* the list's */
	const char **spent;			/* further keys of the list's notice */
	size_t n_spent, cap_spent;
};

static void wake_at(struct decider *d, int64_t at_s)
{
	if (at_s > d->now_s && at_s < *d->next_s)
		*d->next_s = at_s;
}

static const char *key_of(struct decider *d, const char *stage)
{
	return arena_printf(d->arena, "deadline/%d/%s", d->entry->number, stage);
}

static const char *key_at(struct decider *d, const char *stage, int64_t n)
{
	return arena_printf(d->arena, "deadline/%d/%s/%lld", d->entry->number, stage, (long long)n);
}

static const char *message_id_of(const struct decider *d, const char *key)
{
	return envelope_message_id(d->arena, d->context->policy, d->state, key);
}

static bool is_spent(const struct decider *d, const char *key)
{
	return state_has_key(d->state, key);
}

static void spend(struct decider *d, const char *key)
{
	if (is_spent(d, key))
		return;
	d->spent = arena_grow(d->arena, d->spent, d->n_spent, &d->cap_spent, sizeof *d->spent);
	d->spent[d->n_spent++] = key;
}

static const char *proof_of_opening(struct arena *arena, const struct deadline_entry *entry)
{
	const struct event **texts;

	return deadline_texts(arena, entry, &texts) ? texts[0]->proof : "";
}

struct deadline_view deadline_view_of(struct arena *arena, const struct people *people, const struct deadline_entry *entry)
{
	bool odd = entry->deadline.date_passed || !civil_is_set(entry->terms.until);

	return (struct deadline_view){
		.number = entry->number, .title = entry->title, .kind = entry->terms.kind,
		.meeting = entry->meeting > 0 ? entry->meeting : -1, .deadline = &entry->deadline,
		.end_said = odd ? entry->end_said : "", .note = raise_note(people, entry->deadline.opener, proof_of_opening(arena, entry)),
	};
}

/* What the list is to hear of how it ends, or was told last. */
struct ending {
	unsigned n;			/* the first, the second, ...; 0: nothing yet */
	bool is_new;
	struct deadline_word wrong;	/* what it corrects; at_s 0: nothing */
};

static struct ending ending_of(const struct deadline_entry *entry)
{
	bool is_end = deadline_state_is_end(entry->deadline.state), was_end = entry->n_said && deadline_state_is_end(entry->said.state);
	bool is_same = is_end ? was_end && entry->said.state == entry->deadline.state : !was_end;
	struct deadline_word before = is_same ? entry->said_before : entry->said;
	struct ending w = { .n = is_same ? entry->n_said : entry->n_said + 1, .is_new = !is_same };

	if (before.at_s && deadline_state_is_end(before.state))
		w.wrong = before;
	return w;
}

static const char *word_key(struct decider *d, const char *key, unsigned n)
{
	return n > 1 ? arena_printf(d->arena, "%s/%u", key, n) : key;
}

static struct deadline_view view_of(const struct decider *d)
{
	struct deadline_view view = deadline_view_of(d->arena, d->context->people, d->entry);

	view.wrong = ending_of(d->entry).wrong;
	return view;
}

bool deadline_is_untold(const struct deadline_entry *entry)
{
	return entry->quiet_until_s && entry->terms.kind == DEADLINE_MINUTES;
}

static struct event new_event(const struct decider *d, enum event_kind kind)
{
	return (struct event){ .at_s = d->now_s, .kind = kind, .list = d->context->policy->list_name, .actor = "beadle",
			       .message_id = "", .rule = RULE_NOTICE, .minutes = -1, .what = "" };
}

/* named_s: the end that the mail names to the list; 0: none. */
static struct event announced(const struct decider *d, const char *message_id, int64_t named_s)
{
	struct event e = new_event(d, EVENT_DEADLINE);

	e.number = d->entry->number;
	e.what = deadline_event_name(DEADLINE_EVENT_ANNOUNCED);
	e.message_id = message_id;
	e.period_s = named_s;
	return e;
}

static struct notice *add_bare_notice(struct decider *d, const char *key, const char *kind_name, const struct person *person,
				      const char *addr, const struct composed *composed)
{
	return notice_add(d->arena, d->out, &(struct notice){
		.kind = NOTICE_COMPOSED, .key = key, .list = d->context->policy->list_name, .person = person, .addr = addr,
		.kind_name = kind_name, .composed = *composed,
		.cause = d->entry ? queue_cause(d->arena, d->entry->deadline.opener, d->entry->deadline.opener_proved) : NULL,
	});
}

/* What a notice to the list says, so that the ledger knows it. */
struct saying {
	int64_t named_s;		/* the end; 0: none */
	const char *word;		/* on how it ended, or that it has not; "" */
	bool next_agenda;		/* it goes there */
};

/* What answers it belongs to the deadline.  says: NULL: it is not for the list. */
static struct notice *add_notice(struct decider *d, const char *key, const char *kind_name, const struct person *person,
				 const char *addr, const struct composed *composed, const struct saying *says)
{
	struct notice *notice = add_bare_notice(d, key, kind_name, person, addr, composed);
	struct event *events = arena_alloc(d->arena, 2, sizeof *events);
	bool next_agenda = says && says->next_agenda;

	events[0] = announced(d, composed->message_id, says ? says->named_s : 0);
	events[0].text = says ? says->word : "";
	if (next_agenda) {
		events[1] = new_event(d, EVENT_AGENDA);
		events[1].actor = d->entry->deadline.opener;
		events[1].written = d->entry->deadline.opener;
		events[1].text = d->entry->title;
		events[1].message_id = d->entry->deadline.message_id;
		events[1].proof = proof_of_opening(d->arena, d->entry);
	}
	notice->events = events;
	notice->n_events = next_agenda ? 2 : 1;
	return notice;
}

static void tell_list(struct decider *d, enum deadline_notice what, const char *key, const char *changes)
{
	const struct notice_policy *policy = d->context->policy;
	const struct deadline *deadline = &d->entry->deadline;
	const struct digest_reader reader = { .name = "", .addr = policy->list_address, .zone = d->zone,
					      .message_id = message_id_of(d, key), .answers = deadline->message_id };
	struct deadline_view view = view_of(d);
	bool over = deadline_state_is_end(deadline->state), is_word = over || what == DEADLINE_NOTICE_CORRECTED;
	const struct saying says = {
		.named_s = over ? 0 : deadline->closes_s, .word = is_word ? deadline_state_name(deadline->state) : "",
		.next_agenda = deadline->state == DEADLINE_NOT_AGREED,
	};
	struct composed composed = { 0 };

	digest_deadline(d->arena, policy, &reader, &view, what, changes, d->now_s, &composed);
	struct notice *notice = add_notice(d, key, deadline_notice_name(what), NULL, policy->list_address, &composed, &says);
	notice->spent = d->spent;
	notice->n_spent = d->n_spent;
	d->spent = NULL;
	d->n_spent = d->cap_spent = 0;
}

/* Whom the newest text that counts names as its chair: where the name means nobody, or several, who mailed it.
 * NULL: nobody. */
static const char *named_chair(const struct decider *d)
{
	const struct people *people = d->context->people;
	const struct event **texts;
	size_t index;

	for (size_t n = deadline_texts(d->arena, d->entry, &texts); n-- > 0;) {
		const char *name = *texts[n]->person ? texts[n]->person : *texts[n]->written ? texts[n]->actor : "";

		if (*name && people_resolve(people, span_of(name), &index) == PEOPLE_PERSON)
			return people->persons[index].name;
	}
	return NULL;
}

/* Who has the chair's mail; false: nobody. */
static bool chair_reader(struct decider *d, const char *key, const char *answers, bool as_minutes_say,
			 const struct person **person_out, struct digest_reader *out)
{
	const struct deadline_context *c = d->context;
	const char *named = as_minutes_say ? named_chair(d) : NULL;
	const char *name = named ? named : deadline_chair(c->calendar, d->meeting, d->now_s, c->policy->chair);
	struct chair_reader reader;
	bool any = decide_chair_reader(d->state, c->policy, c->people, name, d->now_s, &reader);

	*person_out = reader.person;
	*out = (struct digest_reader){
		.name = reader.person ? reader.person->name : "", .addr = reader.addr, .zone = reader.zone,
		.message_id = message_id_of(d, key), .answers = answers,
	};
	return any;
}

static const char *ask_key(struct decider *d, const struct deadline_remark *remark)
{
	const struct deadline_event *e = remark->event;

	return *e->message_id ? arena_printf(d->arena, "deadline/%d/ask/%s", d->entry->number, e->message_id) :
				key_at(d, "ask", e->at_s);
}

/* What the chair has to hear of, and has not heard. */
static bool is_to_ask(struct decider *d, const struct deadline_remark *remark)
{
	return remark->to_chair && (!d->entry->quiet_until_s || remark->event->at_s > d->entry->quiet_until_s) &&
	       !is_spent(d, ask_key(d, remark));
}

static void ask_chair(struct decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;
	struct deadline_view view = view_of(d);

	for (size_t i = 0; i < deadline->n_remarks; i++) {
		const struct deadline_remark *remark = &deadline->remarks[i];
		const char *key = ask_key(d, remark);
		const struct person *person;
		struct digest_reader reader;
		struct composed composed = { 0 };
		bool before = false;

		for (size_t k = 0; k < i && !before; k++)	/* one mail, one question, however many lines */
			before = deadline->remarks[k].to_chair && strcmp(ask_key(d, &deadline->remarks[k]), key) == 0;
		if (before || !is_to_ask(d, remark) ||
		    !chair_reader(d, key, *remark->event->message_id ? remark->event->message_id : deadline->message_id, true,
				  &person, &reader))
			continue;
		digest_objection_asked(d->arena, d->context->policy, &reader, &view, remark, d->now_s, &composed);
		struct notice *notice = add_notice(d, key, "deadline-question", person, reader.addr, &composed, NULL);

		notice->cause = queue_cause(d->arena, remark->event->actor, remark->event->proved);
	}
}

/* Those that run. */
static struct deadline_view *running(struct decider *d, const struct deadline_list *list, size_t *n_out)
{
	struct deadline_view *views = arena_alloc(d->arena, list->len + 1, sizeof *views);

	*n_out = 0;
	for (size_t i = 0; i < list->len; i++) {
		if (deadline_is_running(&list->entries[i].deadline) && !deadline_is_untold(&list->entries[i]))
			views[(*n_out)++] = deadline_view_of(d->arena, d->context->people, &list->entries[i]);
	}
	return views;
}

/* Objections of which nobody knows to what: a question once a mail.  None of before the ledger. */
static void ask_about_unclear(struct decider *d, const struct deadline_list *list)
{
	const struct notice_policy *policy = d->context->policy;

	for (size_t i = 0; i < d->state->others.len; i++) {
		const struct event *e = &d->state->others.events[i];
		const char *key = arena_printf(d->arena, "objection-unclear/%s/%s", policy->list_name, e->message_id);
		bool is_one = e->kind == EVENT_DEADLINE && strcmp(e->what, deadline_event_name(DEADLINE_EVENT_UNCLEAR)) == 0;
		bool before = is_spent(d, key);
		const struct person *person;
		struct digest_reader reader;
		struct composed composed = { 0 };
		size_t n;

		for (size_t k = 0; k < d->out->len && !before; k++)
			before = strcmp(d->out->notices[k].key, key) == 0;
		if (!is_one || strcmp(e->list, policy->list_name) != 0 || e->quiet_until_s || before)
			continue;
		d->meeting = e->minutes;
		if (!chair_reader(d, key, e->message_id, false, &person, &reader))
			continue;
		struct deadline_view *views = running(d, list, &n);

		digest_objection_unclear(d->arena, policy, &reader, e, views, n, d->now_s, &composed);
		struct notice *notice = add_bare_notice(d, key, "deadline-question", person, reader.addr, &composed);

		notice->cause = queue_cause(d->arena, e->actor, *e->proof);
	}
}

/* It has ended: the chair's mail has all that did not count, so that nothing is asked beside it. */
static void tell_chair(struct decider *d, const char *key)
{
	const struct deadline *deadline = &d->entry->deadline;
	struct deadline_view view = view_of(d);
	const struct person *person;
	struct digest_reader reader;
	struct composed composed = { 0 };

	if (!chair_reader(d, key, deadline->message_id, true, &person, &reader))
		return;
	for (size_t i = 0; i < deadline->n_remarks; i++) {
		bool twice = false;

		for (size_t k = 0; k < d->n_spent && !twice; k++)
			twice = strcmp(d->spent[k], ask_key(d, &deadline->remarks[i])) == 0;
		if (!twice && is_to_ask(d, &deadline->remarks[i]))
			spend(d, ask_key(d, &deadline->remarks[i]));
	}
	digest_deadline_chair(d->arena, d->context->policy, &reader, &view, d->now_s, &composed);
	struct notice *notice = add_notice(d, key, "deadline-chair", person, reader.addr, &composed, NULL);

	notice->spent = d->spent;
	notice->n_spent = d->n_spent;
	d->spent = NULL;
	d->n_spent = d->cap_spent = 0;
}

static void tell_board(struct decider *d, const char *key, const char *text)
{
	const struct notice_policy *policy = d->context->policy;
	const struct digest_reader reader = { .name = "", .addr = policy->board_chair, .zone = d->zone,
					      .message_id = message_id_of(d, key), .answers = d->entry->deadline.message_id };
	struct deadline_view view = view_of(d);
	struct composed composed = { 0 };

	digest_final_minutes(d->arena, policy, &reader, &view, text, d->now_s, &composed);
	add_notice(d, key, d->entry->deadline.state == DEADLINE_STANDS ? "minutes-final" : "minutes-not-final", NULL, policy->board_chair,
		   &composed, NULL);
}

static void spend_texts(struct decider *d, unsigned n)
{
	for (unsigned k = 1; k <= n; k++)
		spend(d, key_at(d, "text", k));
}

/* What was not said while it ran is spent by saying how it ended. */
static void spend_running(struct decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;

	spend(d, key_of(d, "opened"));
	spend_texts(d, deadline->n_text_changes);
	spend(d, key_at(d, "last-day", deadline->closes_s));
}

/* Which notice has the word to the list, and by which key; false: it is told, or will never be. */
static bool is_word_due(struct decider *d, const struct ending *w, enum deadline_notice *what_out, const char **key_out)
{
	const struct deadline *deadline = &d->entry->deadline;

	*what_out = w->wrong.at_s ? DEADLINE_NOTICE_CORRECTED : DEADLINE_NOTICE_CLOSED;
	*key_out = w->wrong.at_s ? arena_printf(d->arena, "deadline/%d/corrected/%u/%s", d->entry->number, w->n,
						deadline_state_is_end(deadline->state) ? deadline_state_name(deadline->state) : "open") :
		   word_key(d, key_at(d, "closed", deadline->settled_s), w->n);
	return w->is_new && !is_spent(d, *key_out);
}

/* The governing-board chair hears of minutes that stand, and when that was said wrongly. */
static void decide_board(struct decider *d, const struct ending *w)
{
	const char *final = key_of(d, "final"), *key = word_key(d, final, w->n), *text = "";
	bool stands = d->entry->deadline.state == DEADLINE_STANDS;
	const struct event **texts;
	size_t n = deadline_texts(d->arena, d->entry, &texts);

	if (d->entry->terms.kind != DEADLINE_MINUTES || !d->context->policy->board_chair || is_spent(d, key))
		return;
	if (!stands && !(w->wrong.at_s && w->wrong.state == DEADLINE_STANDS && is_spent(d, word_key(d, final, w->n - 1))))
		return;
	for (size_t i = n; i-- > 0 && !*text;)
		text = texts[i]->detail;
	tell_board(d, key, stands ? text : "");
}

static void decide_ended(struct decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;
	const struct ending w = ending_of(d->entry);
	const char *chair = word_key(d, key_at(d, "chair", deadline->settled_s), w.n), *key;
	enum deadline_notice what;

	if (d->entry->quiet_until_s && deadline->settled_s <= d->entry->quiet_until_s)
		return;
	/* a withdrawal may turn out to be one of an objection when an earlier mail is read after it */
	if (d->context->read_s < deadline->settled_s) {
		wake_at(d, d->now_s + LOOK_AGAIN_S);
		return;
	}
	if (is_word_due(d, &w, &what, &key)) {
		spend_running(d);
		tell_list(d, what, key, "");
	}
	if (!is_spent(d, chair))
		tell_chair(d, chair);
	else
		ask_chair(d);
	decide_board(d, &w);
}

/* It was said to have ended, and has not: the list hears that before all else.  True: it is being told. */
static bool decide_corrected(struct decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;
	const struct ending w = ending_of(d->entry);
	const char *chair = arena_printf(d->arena, "deadline/%d/chair/corrected/%u", d->entry->number, w.n), *key;
	enum deadline_notice what;
	bool is_due = is_word_due(d, &w, &what, &key);

	if (!w.wrong.at_s || (!deadline->untold && deadline->closes_s - d->now_s < CORRECT_MIN_S))
		return false;
	if (is_due)
		tell_list(d, what, key, "");
	if (!is_spent(d, chair))
		tell_chair(d, chair);
	decide_board(d, &w);
	return is_due;
}

/* The text that the list was told of last, against the newest; NULL when one of the two is not at hand. */
static const char *changes_of(struct decider *d)
{
	const struct event **texts;
	size_t n = deadline_texts(d->arena, d->entry, &texts), told = 0;

	for (size_t k = 1; k + 1 < n; k++) {
		if (is_spent(d, key_at(d, "text", (int64_t)k)))
			told = k;
	}
	if (n < 2)
		return "";
	if (!*texts[told]->detail || !*texts[n - 1]->detail)
		return NULL;
	return changes_between(d->arena, span_of(texts[told]->detail), span_of(texts[n - 1]->detail), CHANGES_MAX_LINES);
}

/* A key of its own for each try: what was lost is told again. */
static const char *next_key(struct decider *d, const char *key)
{
	unsigned n = d->entry->deadline.n_announced;

	return is_spent(d, key) ? arena_printf(d->arena, "%s/%u", key, n + 1) : key;
}

static bool was_moved(const struct deadline_entry *entry)
{
	const struct deadline *deadline = &entry->deadline;

	if (deadline->named_s)
		return deadline->named_s != deadline->closes_s;
	/* the end of one of the past was never told: its moving is news when that came later */
	return (deadline->n_extended || deadline->n_reopened) && deadline->known_s > entry->quiet_until_s;
}

/* How the list hears of the end as it stands; false: it knows, or is not to hear of it. */
static bool is_to_tell(struct decider *d, enum deadline_notice *what_out, const char **key_out)
{
	const struct deadline *deadline = &d->entry->deadline;
	const char *opened = key_of(d, "opened");
	bool heard = deadline->n_announced > deadline->n_lost;

	if (!d->entry->terms.quiet && !heard && (deadline->n_announced || !is_spent(d, opened))) {
		*what_out = DEADLINE_NOTICE_OPENED;
		*key_out = next_key(d, opened);
		return true;
	}
	*what_out = DEADLINE_NOTICE_MOVED;
	*key_out = next_key(d, key_at(d, "moved", deadline->closes_s));
	return was_moved(d->entry);
}

/* Longer and longer: whoever refuses it needs somebody to mend that. */
static int64_t tell_again_at(const struct deadline *deadline)
{
	int64_t wait_s = TELL_AGAIN_FIRST_S;

	for (unsigned i = 1; i < deadline->n_lost && wait_s < TELL_AGAIN_LAST_S; i++)
		wait_s *= 2;
	return !deadline->n_lost ? 0 : deadline->lost_s + (wait_s < TELL_AGAIN_LAST_S ? wait_s : TELL_AGAIN_LAST_S);
}

/* One notice to the list at a time: while the last one is on its way nothing is known of when it begins, and where
 * that was lost all others would be too. */
static bool may_tell(struct decider *d)
{
	int64_t at_s = tell_again_at(&d->entry->deadline);

	wake_at(d, at_s);
	return !d->entry->deadline.telling && d->now_s >= at_s;
}

static void tell_running(struct decider *d)
{
	const struct deadline_entry *entry = d->entry;
	const struct deadline *deadline = &entry->deadline;
	const char *text = key_at(d, "text", deadline->n_text_changes), *key;
	const char *last_day = key_at(d, "last-day", deadline->closes_s);
	int64_t last_s = deadline->closes_s - DEADLINE_LAST_DAY_S;
	bool text_news = deadline->n_text_changes && deadline->text_changed_s > entry->quiet_until_s && !is_spent(d, text);
	bool is_last_day = last_s >= deadline->known_s + DEADLINE_LAST_DAY_S && last_s > entry->quiet_until_s &&
			   !is_spent(d, last_day);
	enum deadline_notice what;

	if (is_last_day)
		wake_at(d, last_s);
	is_last_day = is_last_day && d->now_s >= last_s;
	if (is_to_tell(d, &what, &key)) {
		bool opens = what == DEADLINE_NOTICE_OPENED;

		if (opens || text_news)
			spend_texts(d, deadline->n_text_changes);
		if (opens && d->now_s >= last_s)	/* it says when it ends */
			spend(d, last_day);
		tell_list(d, what, key, text_news && !opens ? changes_of(d) : "");
	} else if (text_news) {
		spend_texts(d, deadline->n_text_changes - 1);
		tell_list(d, DEADLINE_NOTICE_TEXT, text, changes_of(d));
	} else if (is_last_day) {
		tell_list(d, DEADLINE_NOTICE_LAST_DAY, last_day, "");
	}
}

static void add_wait(struct decider *d, struct deadline_waits *waits, const char *key, const char *text)
{
	waits->waits = arena_grow(d->arena, waits->waits, waits->len, &waits->cap, sizeof *waits->waits);
	waits->waits[waits->len++] = (struct deadline_wait){ .key = key, .text = text };
}

/* The operator hears of it once: what holds the notice back is told by itself, but not what waits for it. */
static void tell_untold(struct decider *d, struct deadline_waits *waits)
{
	const struct deadline *deadline = &d->entry->deadline;
	char when[CIVIL_TEXT_SIZE];

	if (deadline->untold && deadline->trying_s)
		wake_at(d, deadline->trying_s + DEADLINE_DELAY_S);
	if (!deadline_is_unheard(deadline, d->now_s))
		return;
	add_wait(d, waits, key_at(d, "untold", deadline->trying_s),
		 arena_printf(d->arena, "No server has taken the notice to list %s about \"%s\" since %s. The list was not told, so the "
			      "time to object has not begun, and nothing ends before it has passed. The notice is tried again.",
			      d->context->policy->list_name, d->entry->title, civil_format_instant(deadline->trying_s, when)));
}

static void decide_running(struct decider *d, struct deadline_waits *waits)
{
	wake_at(d, d->entry->deadline.closes_s);
	if (!decide_corrected(d) && may_tell(d))
		tell_running(d);
	tell_untold(d, waits);
	ask_chair(d);
}

static void decide_waiting(struct decider *d, struct deadline_waits *waits)
{
	const struct deadline *deadline = &d->entry->deadline;
	char when[CIVIL_TEXT_SIZE];

	wake_at(d, d->now_s + LOOK_AGAIN_S);
	ask_chair(d);
	if (d->entry->quiet_until_s && deadline->closes_s <= d->entry->quiet_until_s)
		return;
	if (d->now_s < deadline->closes_s + DEADLINE_WAIT_TROUBLE_S)
		return;
	add_wait(d, waits, key_at(d, "waits", deadline->closes_s),
		 arena_printf(d->arena, "The deadline of list %s for \"%s\" passed at %s, and how it ended is not yet announced: the "
			      "mailbox has not been read to its end since, so an objection may lie in it.",
			      d->context->policy->list_name, d->entry->title, civil_format_instant(deadline->closes_s, when)));
}

void decide_deadlines(struct arena *arena, const struct state *state, const struct deadline_context *context,
		      int64_t now_s, struct notice_list *out, struct deadline_waits *waits_out, int64_t *next_s_out)
{
	const struct zone *zone = zone_find(context->policy->zone);
	struct decider d = {
		.arena = arena, .state = state, .context = context, .now_s = now_s, .out = out, .next_s = next_s_out,
		.zone = zone ? zone : zone_utc(),
	};
	struct deadline_list list;

	deadlines_of(arena, state, context->policy->list_name, d.zone, context->read_s, now_s, &list);
	for (size_t i = 0; i < list.len; i++) {
		d.entry = &list.entries[i];
		d.meeting = d.entry->meeting;
		if (!d.entry->deadline.opened || deadline_is_untold(d.entry))
			continue;
		if (!deadline_is_running(&d.entry->deadline))
			decide_ended(&d);
		else if (d.entry->deadline.waits)
			decide_waiting(&d, waits_out);
		else
			decide_running(&d, waits_out);
	}
	ask_about_unclear(&d, &list);
}
