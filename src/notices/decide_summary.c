/* decide_summary.c - see decide_summary.h. */
#include "notices/decide_summary.h"

#include <string.h>

#include "committee/walk.h"
#include "notices/meeting_view.h"
#include "notices/meeting_work.h"
#include "time/zone.h"

static bool is_of_same_meeting(const struct event *a, const struct event *b)
{
	return a->minutes.meeting == b->minutes.meeting &&
	       civil_compare(a->minutes.day, b->minutes.day) == 0;
}

/* Minutes that were mailed twice are those of one meeting. */
static size_t count_minutes(const struct meeting_context *c)
{
	const struct event_walk all =
		walk_events(c->state, c->policy->list_name, WALK(EVENT_MINUTES));
	struct event_walk walk = all, before;
	const struct event *e, *other;
	size_t n = 0;

	while ((e = event_walk_next(&walk))) {
		before = all;
		do
			other = event_walk_next(&before);
		while (other != e && !is_of_same_meeting(other, e));
		n += other == e;
	}
	return n;
}

static void count_items(const struct meeting_context *c, int64_t now_s, struct summary_view *out)
{
	struct item_walk walk = walk_items(c->state, c->policy->list_name);
	const struct item *item;
	const struct ladder *ladder = &c->policy->ladder;
	struct civil_date today = zone_to_local(meeting_list_zone(c), now_s).date;

	while ((item = item_walk_next(&walk))) {
		out->n_items++;
		out->n_done += item->status == ITEM_DONE;
		out->n_dropped += item->status == ITEM_DROPPED;
		out->n_old += ladder_is_beyond(ladder, item, RUNG_LAST_CALL, today);
	}
}

const char *summary_key(struct arena *arena, const char *list)
{
	return arena_printf(arena, "summary/%s", list);
}

bool decide_summary(struct arena *arena, const struct meeting_context *c,
		    const struct summary_past *past, int64_t now_s, struct notice_list *out)
{
	struct meeting meeting = { 0 };
	bool has_next = calendar_next(c->calendar, now_s, &meeting);
	const struct person *person = meeting_view_chair(c, &meeting);
	const char *key = summary_key(arena, c->policy->list_name);
	struct digest_reader reader = {
		.name = person ? person->name : "",
		.addr = person ? person->addresses[0] : c->policy->operator_addr,
		.zone = zone_of_either(person ? person->zone : NULL, c->policy->zone),
		.message_id = envelope_message_id(arena, c->policy, c->state, key),
		.answers = "",
		.state = c->state,
	};
	struct summary_view view = { .n_mails = past->n_mails,
				     .first_s = past->first_s,
				     .last_s = past->last_s };
	struct question_list questions;
	struct meeting_view next;
	struct item_view *rows;
	const char **owners;
	struct notice_composed mail;

	if (!reader.addr)
		return false;
	view.n_minutes = count_minutes(c);
	count_items(c, now_s, &view);
	view.open.n = meeting_view_open(arena, c, (struct item_list){ NULL, 0 }, &rows, &owners);
	view.open.rows = rows;
	view.open_owner = owners;
	meeting_view_deadlines(arena, c, now_s, now_s, now_s, &view.deadlines, &view.n_deadlines);
	meeting_view_votes(arena, c, now_s, now_s, now_s, &view.votes);
	meeting_view_questions(arena, c, &meeting, &questions);
	view.questions = questions.rows;
	view.n_questions = questions.len;
	if (has_next) {
		next = meeting_view_of(c, &meeting);
		view.next = &next;
		view.digest_s = c->policy->agenda_digest_s
					? meeting.start_utc_s - c->policy->agenda_digest_s
					: 0;
		if (view.digest_s <= now_s)
			view.digest_s = 0;
	}
	digest_summary(arena, c->policy, &reader, &view, now_s, &mail);
	struct notice *notice =
		notice_add(arena, out,
			 &(struct notice){
				 .kind = NOTICE_COMPOSED,
				 .key = key,
				 .list = c->policy->list_name,
				 .person = person,
				 .addr = reader.addr,
				 .kind_name = "summary",
				 .composed = mail,
			 });

	meeting_view_spend(arena, questions.rows, questions.len, notice);
	return true;
}
