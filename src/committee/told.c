/* told.c - see told.h. */
#include "committee/told.h"

#include <string.h>

#include "committee/walk.h"

static bool gives_time(const struct event *e)
{
	return e->kind == EVENT_DEADLINE || e->kind == EVENT_LAST_CALL ||
	       e->kind == EVENT_PROMISE || e->kind == EVENT_VOTE;
}

static bool is_outcome(const struct event *e)
{
	static const char *const acts[] = { NOTICE_ANNOUNCED, NOTICE_TOLD, NOTICE_UNTOLD };

	for (size_t i = 0; gives_time(e) && i < sizeof acts / sizeof acts[0]; i++) {
		if (strcmp(e->act, acts[i]) == 0)
			return true;
	}
	return false;
}

/* What it is about; all promises of a receipt are. */
static int number_of(const struct event *e)
{
	if (e->kind == EVENT_PROMISE)
		return 0;
	if (e->kind == EVENT_VOTE)
		return e->vote.number;
	return e->kind == EVENT_DEADLINE ? e->deadline.number : e->last_call.item;
}

static int64_t time_of(const struct event *e)
{
	if (e->kind == EVENT_PROMISE)
		return e->promise.until_s;
	if (e->kind == EVENT_VOTE)
		return e->vote.named_s;
	return e->kind == EVENT_DEADLINE ? e->deadline.named_s : e->last_call.until_s;
}

/* Of a vote, who has no ballot is told to who opened it: nothing ends before. */
static bool is_awaited(const struct event *e)
{
	return time_of(e) || (e->kind == EVENT_VOTE && *e->vote.voter);
}

/* One mail can tell of several voters. */
static bool is_same_notice(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && number_of(a) == number_of(b) &&
	       strcmp(a->message_id, b->message_id) == 0 &&
	       (a->kind != EVENT_VOTE || strcmp(a->vote.voter, b->vote.voter) == 0);
}

static struct event outcome_of(const struct event *e, const char *what, int64_t at_s)
{
	struct event outcome = {
		.at_s = at_s,
		.kind = e->kind,
		.list = e->list,
		.actor = e->actor,
		.message_id = e->message_id,
		.rule = e->rule,
		.act = what,
	};

	if (e->kind == EVENT_DEADLINE)
		outcome.deadline = (struct event_deadline){ .number = e->deadline.number,
							    .meeting = -1,
							    .named_s = e->deadline.named_s };
	else if (e->kind == EVENT_VOTE)
		outcome.vote = (struct event_vote){ .number = e->vote.number,
						    .mail = e->vote.mail,
						    .voter = e->vote.voter,
						    .named_s = e->vote.named_s };
	else if (e->kind == EVENT_PROMISE)
		outcome.promise = (struct event_promise){ .mail = e->promise.mail,
							  .until_s = e->promise.until_s };
	else
		outcome.last_call = (struct event_last_call){ .item = e->last_call.item,
							      .until_s = e->last_call.until_s };
	return outcome;
}

/* Is it the last word about that notice?  later: what stands behind it. */
static bool is_last(struct event_walk later, const struct event *e)
{
	const struct event *other;

	while ((other = event_walk_next(&later))) {
		if (is_same_notice(other, e) && is_outcome(other))
			return false;
	}
	return true;
}

void told_events(struct arena *arena, const struct state *state, const char *list,
		 const char *message_id, const char *what, int64_t at_s, struct event_list *out)
{
	struct event_walk walk =
		walk_events(state, list, WALK(EVENT_DEADLINE) | WALK(EVENT_VOTE) |
						 WALK(EVENT_PROMISE) | WALK(EVENT_LAST_CALL));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		if (strcmp(e->message_id, message_id) != 0)
			continue;
		bool is_news = is_outcome(e) && is_awaited(e) && strcmp(e->act, what) != 0;

		if (!is_news || !is_last(walk, e))
			continue;
		const struct event outcome = outcome_of(e, what, at_s);

		event_list_add(arena, out, &outcome);
	}
}
