/* decide.c - see decide.h. */
#include "bot/decide.h"

#include <string.h>

#include "base/log.h"
#include "bot/digest_mails.h"
#include "bot/secret.h"
#include "committee/deadlines.h"
#include "committee/decisions.h"
#include "committee/due_meeting.h"
#include "committee/duty_round.h"
#include "committee/votes.h"
#include "committee/walk.h"
#include "notices/decide_answer.h"
#include "notices/decide_deadline.h"
#include "notices/decide_held.h"
#include "notices/decide_meeting.h"
#include "notices/decide_parked.h"
#include "notices/decide_receipt.h"
#include "notices/decide_summary.h"
#include "notices/decide_vote.h"
#include "time/zone.h"

enum { DAY_S = 24 * 3600 };

/* ---- what a first start on an archive says of it ---- */

static bool is_all_read(const struct world *w)
{
	for (size_t i = 0; i < w->n_mailboxes; i++) {
		if (!w->mailboxes[i].cursor.first_done)
			return false;
	}
	return true;
}

/* Mail of the last day is news (judge.c).  A list that was added later has its past later. */
static int64_t past_until(const struct world *w, const char *list)
{
	struct event_walk walk = walk_events(w->state, list, ~0u);
	struct item_walk items = walk_items(w->state, list);
	int64_t until_s = w->state->born_at_s;
	const struct item *item;
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (e->quiet_until_s > until_s)
			until_s = e->quiet_until_s;
	}
	while ((item = item_walk_next(&items))) {
		for (size_t n = 0; n < item->n_owners; n++) {
			if (item->owners[n].quiet_until_s > until_s)
				until_s = item->owners[n].quiet_until_s;
		}
	}
	return until_s - DAY_S;
}

static void spend(struct arena *arena, struct decide_result *out, const char *key)
{
	out->spent = arena_grow(arena, out->spent, out->n_spent, &out->cap_spent,
				sizeof *out->spent);
	out->spent[out->n_spent++] = key;
}

/* The ledger may be from before there was a ladder: once, what lies beyond it is parked. */
static void decide_upgrade(const struct world *w, struct arena *arena, size_t list,
			   struct decide_result *out)
{
	const char *key = parked_key(arena, w->config->lists[list].name);
	struct meeting_context context;

	if (state_has_key(w->state, key))
		return;
	world_context(w, list, &context);
	decide_parked(arena, &context, w->now_s, &out->notices, &out->events);
	if (!out->notices.len)
		spend(arena, out, key);
}

/* The key is spent in any case, so that no later round asks again. */
static enum err_kind decide_past(const struct world *w, struct arena *arena, size_t list,
				 struct decide_result *out, struct err *err)
{
	const char *name = w->config->lists[list].name, *key = summary_key(arena, name);
	struct meeting_context context;
	struct summary_past past;

	if (!is_all_read(w))
		return ERR_NONE;
	if (state_has_key(w->state, key)) {
		decide_upgrade(w, arena, list, out);
		return ERR_NONE;
	}
	/* a run that was killed here may have spent the one and not the other */
	if (!state_has_key(w->state, parked_key(arena, name)))
		spend(arena, out, parked_key(arena, name));
	if (ledger_count_messages(w->ledger, name, past_until(w, name), &past.n_mails,
				  &past.first_s, &past.last_s, err))
		return err->kind;
	world_context(w, list, &context);
	if (past.n_mails && decide_summary(arena, &context, &past, w->now_s, &out->notices))
		log_info("past", L_STR("list", name), L_NUM("mails", past.n_mails));
	else
		spend(arena, out, key);
	return ERR_NONE;
}

/* ---- duties ---- */

/* What nobody has objected to in time is decided. */
static void decide_by_silence(const struct world *w, struct arena *arena, size_t list,
			      struct decide_result *out)
{
	const struct config_list *config = &w->config->lists[list];
	struct deadline_list deadlines;

	deadlines_of(arena, w->state, config->name, zone_of_either(config->policy.zone, NULL),
		     world_read_until(w, config), w->now_s, &deadlines);
	decisions_by_silence(arena, w->state, config->name, &deadlines, w->now_s, &out->events);
}

static void fold_votes(const struct world *w, struct arena *arena, size_t list,
		       const struct event_list *counted, struct vote_list *out)
{
	const struct config_list *config = &w->config->lists[list];

	votes_of(arena, w->state, counted, config->name, zone_of_either(config->policy.zone, NULL),
		 world_read_until(w, config), w->now_s, out);
}

static bool has_uncounted(const struct vote_list *votes)
{
	for (size_t i = 0; i < votes->len; i++) {
		if (votes->entries[i].vote.is_uncounted)
			return true;
	}
	return false;
}

/* The counts of secret votes that are over but for that.  The ledger is asked only where there is
 * one: most lists have none. */
static enum err_kind count_secret(const struct world *w, struct arena *arena, size_t list,
				  struct event_list *out, struct err *err)
{
	struct vote_list votes;
	int *keyed;
	size_t n_keyed;

	fold_votes(w, arena, list, NULL, &votes);
	if (!has_uncounted(&votes))
		return ERR_NONE;
	if (ledger_keyed_votes(w->ledger, arena, &keyed, &n_keyed, err))
		return err->kind;
	for (size_t i = 0; n_keyed && i < votes.len; i++) {
		const char *lost;
		struct event counted;

		if (!votes.entries[i].vote.is_uncounted)
			continue;
		if (secret_count(w->ledger, arena, &votes.entries[i], w->now_s, &counted, &lost,
				 err))
			return err->kind;
		if (lost)
			log_error("ballot-lost", L_NUM("vote", votes.entries[i].number),
				  L_STR("person", lost));
		else
			event_list_add(arena, out, &counted);
	}
	return ERR_NONE;
}

/* What has passed is. */
static enum err_kind decide_by_vote(const struct world *w, struct arena *arena, size_t list,
				    struct decide_result *out, struct err *err)
{
	struct event_list counted = { 0 };
	struct vote_list votes;

	if (count_secret(w, arena, list, &counted, err))
		return err->kind;
	fold_votes(w, arena, list, &counted, &votes);
	decisions_by_vote(arena, w->state, w->config->lists[list].name, &votes, w->now_s,
			  &out->events);
	return ERR_NONE;
}

static enum err_kind decide_duties(const struct world *w, struct arena *arena, size_t list,
				   struct decide_result *out, struct err *err)
{
	const struct duty_round_context context =
		config_recurring(&w->config->lists[list], w->calendars[list]);
	const struct ladder_terms terms = policy_ladder_terms(&w->config->lists[list].policy,
							      &w->config->lists[list].people);

	duty_round_events(arena, w->state, &context, w->now_s, &out->events, &out->next_s);
	due_meeting_events(arena, w->state, &context, w->now_s, &out->events);
	decide_by_silence(w, arena, list, out);
	ladder_park(arena, w->state, &terms, w->now_s, &out->events, &out->next_s);
	return decide_by_vote(w, arena, list, out, err);
}

/* ---- receipts for minutes ---- */

static enum err_kind decide_receipts(const struct world *w, struct arena *arena, size_t list,
				     struct decide_result *out, struct err *err)
{
	struct event_walk walk =
		walk_events(w->state, w->config->lists[list].name, WALK(EVENT_ANSWER));
	struct meeting_context context;
	const struct event *owed;

	world_context(w, list, &context);
	while ((owed = event_walk_next(&walk))) {
		const char *key = receipt_key(arena, &context, owed, w->now_s);
		struct event_list events;

		if (!key)
			continue;
		if (ledger_events_of_mail(w->ledger, arena, owed->message_id, &events, err))
			return err->kind;
		if (!decide_receipt(arena, &context, owed, key, &events, w->now_s,
				    &out->notices))
			spend(arena, out, key);
	}
	return ERR_NONE;
}

/* ---- all other notices ---- */

/* Meetings and the digest of a week, with the list's mail when that is to be told of. */
static enum err_kind decide_of_meetings(const struct world *w, struct arena *arena, size_t list,
					struct decide_result *out, struct err *err)
{
	struct meeting_context context;
	int64_t from_s, to_s;

	world_context(w, list, &context);
	if (meeting_weekly_due(&context, w->now_s, &from_s, &to_s)) {
		const char *name = w->config->lists[list].name;
		struct ledger_message_list messages = { 0 };
		struct thread_mail *mails;

		if (ledger_list_messages(w->ledger, arena, name, from_s - THREADS_BEFORE_S, to_s,
					 &messages, err))
			return err->kind;
		context.n_mails = digest_mails(arena, &messages, &mails);
		context.mails = mails;
	}
	decide_meetings(arena, &context, w->now_s, &out->notices, &out->next_s);
	decide_held(arena, &context, w->now_s, &out->notices, &out->next_s);
	return ERR_NONE;
}

static void decide_of_deadlines(const struct world *w, struct arena *arena, size_t list,
				struct decide_result *out)
{
	const struct config_list *config = &w->config->lists[list];
	const struct deadline_context context = {
		.policy = &config->policy,
		.people = &config->people,
		.calendar = w->calendars[list],
		.read_s = world_read_until(w, config),
	};

	decide_deadlines(arena, w->state, &context, w->now_s, &out->notices, &out->troubles,
			 &out->next_s);
}

static enum err_kind decide_of_votes(const struct world *w, struct arena *arena, size_t list,
				     struct decide_result *out, struct err *err)
{
	const struct config_list *config = &w->config->lists[list];
	struct event_list counted = { 0 };
	const struct vote_context context = {
		.policy = &config->policy,
		.people = &config->people,
		.has_meetings = w->calendars[list] != NULL,
		.read_s = world_read_until(w, config),
		.counted = &counted,
	};

	if (count_secret(w, arena, list, &counted, err))
		return err->kind;
	decide_votes(arena, w->state, &context, w->now_s, &out->notices, &out->events,
		     &out->troubles, &out->next_s);
	return ERR_NONE;
}

static bool is_owner_lost(const struct config_list *list, const struct owner *owner)
{
	return *owner->person && !owner->done_at_s &&
	       !people_known_as(&list->people, owner->person);
}

/* An owner who has left the configuration hears of nothing any more: once, the operator is told. */
static void find_lost_owners(const struct world *w, struct arena *arena,
			     const struct config_list *list, struct decide_result *out)
{
	struct item_walk walk = walk_open(w->state, list->name);
	const struct item *item;

	while (w->config->operator_addr && (item = item_walk_next(&walk))) {
		for (size_t n = 0; n < item->n_owners; n++) {
			const struct owner *o = &item->owners[n];
			const char *key = arena_printf(arena, "owner/%s/%s", list->name, o->person);

			if (!is_owner_lost(list, o) ||
			    state_has_key(w->state, arena_printf(arena, "trouble/%s", key)))
				continue;
			trouble_list_add(
				arena, &out->troubles, key,
				arena_printf(
					arena,
					"%s owns #%d, and perhaps more, of list %s and is no "
					"longer among its people: nobody is"
					" reminded. Give the name as an alias to who does it now.",
					o->person, item->number, list->name));
		}
	}
}

static enum err_kind decide_notices(const struct world *w, struct arena *arena, size_t list,
				    struct decide_result *out, struct err *err)
{
	const struct config_list *config = &w->config->lists[list];

	decide_list(arena, w->state, &config->policy, &config->people, w->now_s, &out->notices,
		    &out->next_s);
	decide_answers(arena, w->state, &config->policy, &config->people, w->now_s, &out->notices);
	if (decide_of_meetings(w, arena, list, out, err))
		return err->kind;
	decide_of_deadlines(w, arena, list, out);
	find_lost_owners(w, arena, config, out);
	return decide_of_votes(w, arena, list, out, err);
}

enum err_kind decide_step(const struct world *w, struct arena *arena, size_t list,
			  enum decide_step step, struct decide_result *out, struct err *err)
{
	*out = (struct decide_result){ .policy = &w->config->lists[list].policy,
				       .next_s = INT64_MAX };
	switch (step) {
	case DECIDE_PAST:
		return decide_past(w, arena, list, out, err);
	case DECIDE_DUTIES:
		return decide_duties(w, arena, list, out, err);
	case DECIDE_RECEIPTS:
		return decide_receipts(w, arena, list, out, err);
	case DECIDE_NOTICES:
		return decide_notices(w, arena, list, out, err);
	}
	return ERR_NONE;
}

enum err_kind decide_operators(const struct world *w, struct arena *arena,
			       struct decide_result *out, struct err *err)
{
	struct ledger_trouble_list list = { 0 };

	*out = (struct decide_result){ .policy = &w->config->lists[0].policy, .next_s = INT64_MAX };
	if (ledger_troubles(w->ledger, arena, &list, err))
		return err->kind;
	struct notice_trouble *troubles = arena_alloc(arena, list.len, sizeof *troubles);

	for (size_t i = 0; i < list.len; i++)
		troubles[i] = (struct notice_trouble){ list.troubles[i].key, list.troubles[i].text,
						list.troubles[i].at_s };
	decide_trouble(arena, w->state, w->config->operator_addr, troubles, list.len, w->now_s,
		       &out->notices, &out->next_s);
	return ERR_NONE;
}
