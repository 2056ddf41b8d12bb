/* decide_deadline.c - see decide_deadline.h for the rules and the keys. */
#include "notices/decide_deadline.h"

#include <string.h>

#include "committee/deadlines.h"
#include "committee/grant.h"
#include "committee/record_deadline.h"
#include "notices/changes.h"
#include "notices/decide_objection.h"
#include "notices/digest.h"
#include "notices/objection_news.h"
#include "notices/queue.h"

enum { CHANGES_MAX_LINES = 40 };

static const char *key_of(struct deadline_decider *d, const char *stage)
{
	return arena_printf(d->arena, "deadline/%d/%s", d->entry->number, stage);
}

static struct ending ending_now(const struct deadline_entry *entry)
{
	enum deadline_state state = entry->deadline.state;

	return ending_of(&entry->said, (int)state, deadline_state_is_end(state));
}

static const char *word_key(struct deadline_decider *d, const char *key, unsigned n)
{
	return n > 1 ? arena_printf(d->arena, "%s/%u", key, n) : key;
}

static struct deadline_view view_of(const struct deadline_decider *d)
{
	struct deadline_view view = deadline_view_of(d->arena, d->context->people, d->entry);

	view.wrong = ending_now(d->entry).wrong;
	return view;
}

static void tell_list(struct deadline_decider *d, enum deadline_notice what, const char *key,
		      const char *changes)
{
	const struct notice_policy *policy = d->context->policy;
	const struct deadline *deadline = &d->entry->deadline;
	const struct digest_reader reader = { .name = "",
					      .addr = policy->list_address,
					      .zone = d->zone,
					      .message_id = deadline_message_id(d, key),
					      .answers = deadline->message_id,
					      .state = d->state };
	struct deadline_view view = view_of(d);
	bool over = deadline_state_is_end(deadline->state),
	     is_word = over || what == DEADLINE_NOTICE_CORRECTED;
	const struct deadline_saying says = {
		.named_s = over ? 0 : deadline->closes_s,
		.word = is_word ? deadline_state_name(deadline->state) : "",
		.next_agenda = deadline->state == DEADLINE_NOT_AGREED,
	};
	struct notice_composed composed = { 0 };

	digest_deadline(d->arena, policy, &reader, &view, what, changes, d->now_s, &composed);
	struct notice *notice = deadline_add_notice(d, key, deadline_notice_name(what), NULL,
						    policy->list_address, &composed, &says);

	objection_news_spend(d, "");
	deadline_spend_with(d, notice);
}

/* It gives nobody time: it names no end. */
static void tell_objections(struct deadline_decider *d)
{
	struct objection_news news;

	objection_news_find(d, &news);
	if (!news.n)
		return;
	const struct notice_policy *policy = d->context->policy;
	const struct digest_reader reader = { .name = "",
					      .addr = policy->list_address,
					      .zone = d->zone,
					      .message_id = deadline_message_id(d, news.key),
					      .answers = d->entry->deadline.message_id,
					      .state = d->state };
	struct deadline_view view = view_of(d);
	struct notice_composed composed = { 0 };

	digest_objections(d->arena, policy, &reader, &view, news.rows, news.n, d->now_s,
			  &composed);
	struct notice *notice = deadline_add_notice(d, news.key, DEADLINE_OBJECTION_NAME, NULL,
						    policy->list_address, &composed, NULL);

	notice->cause = news.n == 1 ? queue_cause(d->arena, news.rows[0]->actor, true) : NULL;
	objection_news_spend(d, news.key);
	deadline_spend_with(d, notice);
}

/* It has ended: the chair's mail has all that did not count, so that nothing is asked beside it. */
static void tell_chair(struct deadline_decider *d, const char *key)
{
	const struct deadline *deadline = &d->entry->deadline;
	struct deadline_view view = view_of(d);
	const struct person *person;
	struct digest_reader reader;
	struct notice_composed composed = { 0 };

	if (!deadline_chair_reader(d, key, deadline->message_id, true, &person, &reader))
		return;
	objection_tell_all(d);
	digest_deadline_chair(d->arena, d->context->policy, &reader, &view, d->now_s, &composed);
	struct notice *notice =
		deadline_add_notice(d, key, "deadline-chair", person, reader.addr, &composed, NULL);

	deadline_spend_with(d, notice);
}

static void tell_board(struct deadline_decider *d, const char *key, const char *text)
{
	const struct notice_policy *policy = d->context->policy;
	const struct digest_reader reader = { .name = "",
					      .addr = policy->board_chair,
					      .zone = d->zone,
					      .message_id = deadline_message_id(d, key),
					      .answers = d->entry->deadline.message_id,
					      .state = d->state };
	struct deadline_view view = view_of(d);
	struct notice_composed composed = { 0 };

	digest_final_minutes(d->arena, policy, &reader, &view, text, d->now_s, &composed);
	deadline_add_notice(d, key,
			    d->entry->deadline.state == DEADLINE_STANDS ? "minutes-final"
									: "minutes-not-final",
			    NULL, policy->board_chair, &composed, NULL);
}

static void spend_texts(struct deadline_decider *d, unsigned n)
{
	for (unsigned k = 1; k <= n; k++)
		deadline_spend(d, deadline_key_at(d, "text", k));
}

/* What was not said while it ran is spent by saying how it ended. */
static void spend_running(struct deadline_decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;

	deadline_spend(d, key_of(d, "opened"));
	spend_texts(d, deadline->n_text_changes);
	deadline_spend(d, deadline_key_at(d, "last-day", deadline->closes_s));
}

/* Which notice has the word to the list, and by which key; false: it is told, or will never be. */
static bool is_word_due(struct deadline_decider *d, const struct ending *w,
			enum deadline_notice *what_out, const char **key_out)
{
	const struct deadline *deadline = &d->entry->deadline;

	*what_out = w->wrong.at_s ? DEADLINE_NOTICE_CORRECTED : DEADLINE_NOTICE_CLOSED;
	*key_out = w->wrong.at_s
			   ? arena_printf(d->arena, "deadline/%d/corrected/%u/%s", d->entry->number,
					  w->n,
					  deadline_state_is_end(deadline->state)
						  ? deadline_state_name(deadline->state)
						  : "open")
			   : word_key(d, deadline_key_at(d, "closed", deadline->settled_s), w->n);
	return w->is_new && !deadline_is_spent(d, *key_out);
}

/* The governing-board chair hears of minutes that stand, and when that was said wrongly. */
static void decide_board(struct deadline_decider *d, const struct ending *w)
{
	const char *final = key_of(d, "final"), *key = word_key(d, final, w->n), *text = "";
	bool stands = d->entry->deadline.state == DEADLINE_STANDS;
	const struct event **texts;
	size_t n = deadline_texts(d->arena, d->entry, &texts);

	if (d->entry->terms.kind != DEADLINE_MINUTES || !d->context->policy->board_chair ||
	    deadline_is_spent(d, key))
		return;
	if (!stands && !(w->wrong.at_s && w->wrong.state == (int)DEADLINE_STANDS &&
			 deadline_is_spent(d, word_key(d, final, w->n - 1))))
		return;
	for (size_t i = n; i-- > 0 && !*text;)
		text = texts[i]->deadline.body;
	tell_board(d, key, stands ? text : "");
}

static void decide_ended(struct deadline_decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;
	const struct ending w = ending_now(d->entry);
	const char *chair = word_key(d, deadline_key_at(d, "chair", deadline->settled_s), w.n),
		   *key;
	enum deadline_notice what;

	if (d->entry->quiet_until_s && deadline->settled_s <= d->entry->quiet_until_s)
		return;
	/* a withdrawal may turn out to be one of an objection when an earlier mail is read
	 * after it */
	if (d->context->read_s < deadline->settled_s) {
		deadline_wake_at(d, d->now_s + DECIDE_LOOK_AGAIN_S);
		return;
	}
	if (is_word_due(d, &w, &what, &key)) {
		spend_running(d);
		tell_list(d, what, key, "");
	}
	if (!deadline_is_spent(d, chair))
		tell_chair(d, chair);
	else
		objection_ask(d);
	decide_board(d, &w);
}

/* It was said to have ended, and has not: the list hears that before all else.  True: it is being
 * told. */
static bool decide_corrected(struct deadline_decider *d)
{
	const struct deadline *deadline = &d->entry->deadline;
	const struct ending w = ending_now(d->entry);
	const char *chair = arena_printf(d->arena, "deadline/%d/chair/corrected/%u",
					 d->entry->number, w.n),
		   *key;
	enum deadline_notice what;
	bool is_due = is_word_due(d, &w, &what, &key);

	if (!w.wrong.at_s ||
	    (!deadline->untold && deadline->closes_s - d->now_s < ENDING_CORRECT_MIN_S))
		return false;
	if (is_due)
		tell_list(d, what, key, "");
	if (!deadline_is_spent(d, chair))
		tell_chair(d, chair);
	decide_board(d, &w);
	return is_due;
}

/* The text that the list was told of last, against the newest; NULL when one of the two is not at
 * hand. */
static const char *changes_of(struct deadline_decider *d)
{
	const struct event **texts;
	size_t n = deadline_texts(d->arena, d->entry, &texts), told = 0;

	for (size_t k = 1; k + 1 < n; k++) {
		if (deadline_is_spent(d, deadline_key_at(d, "text", (int64_t)k)))
			told = k;
	}
	if (n < 2)
		return "";
	if (!*texts[told]->deadline.body || !*texts[n - 1]->deadline.body)
		return NULL;
	return changes_between(d->arena, span_of(texts[told]->deadline.body),
			       span_of(texts[n - 1]->deadline.body), CHANGES_MAX_LINES);
}

/* A key of its own for each try: what was lost is told again. */
static const char *next_key(struct deadline_decider *d, const char *key)
{
	unsigned n = d->entry->deadline.n_announced;

	return deadline_is_spent(d, key) ? arena_printf(d->arena, "%s/%u", key, n + 1) : key;
}

static bool was_moved(const struct deadline_entry *entry)
{
	const struct deadline *deadline = &entry->deadline;

	if (deadline->named_s)
		return deadline->named_s != deadline->closes_s;
	/* the end of one of the past was never told: its moving is news when that came later */
	return (deadline->n_extended || deadline->n_reopened) &&
	       deadline->known_s > entry->quiet_until_s;
}

/* How the list hears of the end as it stands; false: it knows, or is not to hear of it. */
static bool is_to_tell(struct deadline_decider *d, enum deadline_notice *what_out,
		       const char **key_out)
{
	const struct deadline *deadline = &d->entry->deadline;
	const char *opened = key_of(d, "opened");
	bool heard = deadline->n_announced > deadline->n_lost;

	if (!d->entry->terms.quiet && !heard &&
	    (deadline->n_announced || !deadline_is_spent(d, opened))) {
		*what_out = DEADLINE_NOTICE_OPENED;
		*key_out = next_key(d, opened);
		return true;
	}
	*what_out = DEADLINE_NOTICE_MOVED;
	*key_out = next_key(d, deadline_key_at(d, "moved", deadline->closes_s));
	return was_moved(d->entry);
}

/* One notice to the list at a time: while the last one is on its way nothing is known of when it
 * begins, and where that was lost all others would be too. */
static bool may_tell(struct deadline_decider *d)
{
	int64_t at_s = telling_again_at(d->entry->deadline.n_lost, d->entry->deadline.lost_s);

	deadline_wake_at(d, at_s);
	return !d->entry->deadline.telling && d->now_s >= at_s;
}

/* Of minutes, which come every other week, nobody needs to be told that nothing was said. */
static bool has_last_day(const struct deadline_entry *entry, int64_t last_s)
{
	const struct deadline *deadline = &entry->deadline;

	if (entry->terms.kind == DEADLINE_MINUTES && !deadline->n_standing)
		return false;
	return last_s >= deadline->known_s + DEADLINE_LAST_DAY_S && last_s > entry->quiet_until_s;
}

static void tell_running(struct deadline_decider *d)
{
	const struct deadline_entry *entry = d->entry;
	const struct deadline *deadline = &entry->deadline;
	const char *text = deadline_key_at(d, "text", deadline->n_text_changes), *key;
	const char *last_day = deadline_key_at(d, "last-day", deadline->closes_s);
	int64_t last_s = deadline->closes_s - DEADLINE_LAST_DAY_S;
	bool text_news = deadline->n_text_changes &&
			 deadline->text_changed_s > entry->quiet_until_s &&
			 !deadline_is_spent(d, text);
	bool is_last_day = has_last_day(entry, last_s) && !deadline_is_spent(d, last_day);
	enum deadline_notice what;

	if (is_last_day)
		deadline_wake_at(d, last_s);
	is_last_day = is_last_day && d->now_s >= last_s;
	if (is_to_tell(d, &what, &key)) {
		bool opens = what == DEADLINE_NOTICE_OPENED;

		if (opens || text_news)
			spend_texts(d, deadline->n_text_changes);
		if (opens && d->now_s >= last_s)	/* it says when it ends */
			deadline_spend(d, last_day);
		tell_list(d, what, key, text_news && !opens ? changes_of(d) : "");
	} else if (text_news) {
		spend_texts(d, deadline->n_text_changes - 1);
		tell_list(d, DEADLINE_NOTICE_TEXT, text, changes_of(d));
	} else if (is_last_day) {
		tell_list(d, DEADLINE_NOTICE_LAST_DAY, last_day, "");
	} else {
		tell_objections(d);
	}
}

/* The operator hears of it once: what holds the notice back is told by itself, but not what waits
 * for it. */
static void tell_untold(struct deadline_decider *d, struct trouble_list *troubles)
{
	const struct deadline *deadline = &d->entry->deadline;
	char when[CIVIL_TEXT_SIZE];

	if (deadline->untold && deadline->trying_s)
		deadline_wake_at(d, deadline->trying_s + DEADLINE_DELAY_S);
	if (!deadline_is_unheard(deadline, d->now_s))
		return;
	trouble_list_add(d->arena, troubles, deadline_key_at(d, "untold", deadline->trying_s),
		 arena_printf(d->arena,
			      "No server has taken the notice to list %s about \"%s\" since %s. "
			      "The list was not told, so the "
			      "time to object has not begun, and nothing ends before it has "
			      "passed. The notice is tried again.",
			      d->context->policy->list_name, d->entry->title,
			      civil_format_instant(deadline->trying_s, when)));
}

static void decide_running(struct deadline_decider *d, struct trouble_list *troubles)
{
	deadline_wake_at(d, d->entry->deadline.closes_s);
	if (!decide_corrected(d) && may_tell(d))
		tell_running(d);
	tell_untold(d, troubles);
	objection_ask(d);
}

static void decide_waiting(struct deadline_decider *d, struct trouble_list *troubles)
{
	const struct deadline *deadline = &d->entry->deadline;
	char when[CIVIL_TEXT_SIZE];

	deadline_wake_at(d, d->now_s + DECIDE_LOOK_AGAIN_S);
	objection_ask(d);
	if (d->entry->quiet_until_s && deadline->closes_s <= d->entry->quiet_until_s)
		return;
	if (d->now_s < deadline->closes_s + DEADLINE_WAIT_TROUBLE_S)
		return;
	trouble_list_add(d->arena, troubles, deadline_key_at(d, "waits", deadline->closes_s),
		 arena_printf(d->arena,
			      "The deadline of list %s for \"%s\" passed at %s, and how it ended "
			      "is not yet announced: the "
			      "mailbox has not been read to its end since, so an objection may lie "
			      "in it.",
			      d->context->policy->list_name, d->entry->title,
			      civil_format_instant(deadline->closes_s, when)));
}

void decide_deadlines(struct arena *arena, const struct state *state,
		      const struct deadline_context *context, int64_t now_s,
		      struct notice_list *out, struct trouble_list *troubles_out,
		      int64_t *next_s_out)
{
	const struct zone *zone = zone_find(context->policy->zone);
	struct deadline_decider d = {
		.arena = arena,
		.state = state,
		.context = context,
		.now_s = now_s,
		.out = out,
		.next_s = next_s_out,
		.zone = zone ? zone : zone_utc(),
	};
	struct deadline_list list;

	deadlines_of(arena, state, context->policy->list_name, d.zone, context->read_s, now_s,
		     &list);
	for (size_t i = 0; i < list.len; i++) {
		d.entry = &list.entries[i];
		d.meeting = d.entry->meeting;
		if (!d.entry->deadline.opened || deadline_is_untold(d.entry))
			continue;
		if (!deadline_is_running(&d.entry->deadline))
			decide_ended(&d);
		else if (d.entry->deadline.waits)
			decide_waiting(&d, troubles_out);
		else
			decide_running(&d, troubles_out);
	}
	objection_ask_gathered(&d, &list);
}
