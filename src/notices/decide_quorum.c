/* decide_quorum.c - see decide_quorum.h. */
#include "notices/decide_quorum.h"

#include <string.h>

#include "committee/walk.h"
#include "notices/meeting_work.h"

static bool is_regrets(const struct event *e)
{
	return strcmp(e->act, PRESENCE_REGRETS) == 0;
}

/* The last word of the list's people about coming to that meeting, which is news.  later: behind
 * it. */
static bool is_last_word(struct event_walk later, const struct event *e)
{
	const struct event *other;

	if (!is_regrets(e) || e->quiet_until_s)
		return false;
	while ((other = event_walk_next(&later))) {
		if (is_regrets(other) && other->presence.meeting == e->presence.meeting)
			return false;
	}
	return true;
}

static void tell(struct arena *arena, const struct meeting_context *c, int number, int64_t now_s,
		 struct notice_list *out)
{
	const char *key =
		arena_printf(arena, DIGEST_NO_QUORUM "/%s/%d", c->policy->list_name, number);
	struct notice_composed mail;
	struct quorum_count count;
	struct presence presence;
	struct meeting meeting;

	if (state_has_key(c->state, key) || !calendar_by_number(c->calendar, number, &meeting) ||
	    meeting.cancelled || meeting.start_utc_s <= now_s)
		return;
	const struct person *chair = meeting_view_chair(c, &meeting);

	meeting_view_presence(arena, c, &meeting, &presence, &count);
	if (!chair || !presence_is_too_few(&count))
		return;
	const struct digest_reader reader = meeting_reader(arena, c, chair, key, now_s);
	const struct meeting_view view = meeting_view_of(c, &meeting);

	digest_no_quorum(arena, c->policy, &reader, &view, &presence, &count, now_s, &mail);
	(void)notice_add(arena, out,
			 &(struct notice){
				 .kind = NOTICE_COMPOSED,
				 .key = key,
				 .list = c->policy->list_name,
				 .person = chair,
				 .addr = reader.addr,
				 .kind_name = DIGEST_NO_QUORUM,
				 .composed = mail,
			 });
}

void decide_quorum(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		   struct notice_list *out)
{
	struct event_walk walk = walk_events(c->state, c->policy->list_name, WALK(EVENT_PRESENCE));
	const struct event *e;

	while (c->policy->quorum.number && (e = event_walk_next(&walk))) {
		if (is_last_word(walk, e))
			tell(arena, c, event_number(e), now_s, out);
	}
}
