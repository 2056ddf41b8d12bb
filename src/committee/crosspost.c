/* crosspost.c - see crosspost.h. */
#include "committee/crosspost.h"

#include <string.h>

#include "committee/meeting_act.h"
#include "committee/walk.h"

static bool has_number(const struct state *state, struct span list, int number)
{
	struct event_walk walk =
		walk_events(state, NULL, WALK(EVENT_DEADLINE) | WALK(EVENT_VOTE));
	const struct item *item = state_item(state, number);
	const struct event *e;

	if (item && span_is(list, item->list))
		return true;
	while ((e = event_walk_next(&walk))) {
		if (event_number(e) == number && span_is(list, e->list))
			return true;
	}
	return false;
}

/* Has a mail that this one answers raised something there, or was something said of it? */
static bool has_thread(const struct state *state, struct span list, const struct incoming *mail)
{
	struct event_walk walk = walk_events(state, NULL, ~WALK(EVENT_ANSWER));
	struct item_walk items = walk_items(state, NULL);
	const char *ids = mail->thread ? mail->thread : mail->refs;
	const struct item *item;
	const struct event *e;

	while ((item = item_walk_next(&items))) {
		if (span_is(list, item->list) &&
		    span_has_line(span_of(ids), span_of(item->message_id)))
			return true;
	}
	while ((e = event_walk_next(&walk))) {
		if (span_is(list, e->list) &&
		    span_has_line(span_of(ids), span_of(e->message_id)))
			return true;
	}
	return false;
}

static bool has_namesake(const struct state *state, struct span list, const char *topic)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_DEADLINE));
	const struct event *e;

	while (topic && *topic && (e = event_walk_next(&walk))) {
		if (span_is(list, e->list) &&
		    span_is_ci(span_of(e->deadline.title), topic))
			return true;
	}
	return false;
}

static bool is_of_meeting(const struct fact *fact)
{
	static const char *const commands[] = { MEETING_CANCEL, MEETING_MOVE, MEETING_CHAIR,
						MEETING_SKIP };

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (fact->command && strcmp(fact->command, commands[i]) == 0)
			return true;
	}
	return false;
}

/* Whether the list has what the fact speaks of. */
static bool knows(const struct state *state, struct span list, const struct incoming *mail,
		  const struct fact *fact)
{
	if (fact->item > 0)
		return has_number(state, list, fact->item);
	if (mail->answered)
		return span_is(list, mail->answered->list);
	if (fact->row > 0)
		return has_number(state, list, fact->row);
	return has_thread(state, list, mail) || has_namesake(state, list, mail->topic);
}

static bool is_for(const struct state *state, const struct incoming *mail, const struct fact *fact)
{
	struct span rest = span_of(mail->lists), first = rest, other;
	bool is_first = span_next_line(&rest, &first) && span_is(first, mail->list);

	if (fact->kind != FACT_COMMAND && fact->item <= 0)
		return true;
	if (is_of_meeting(fact))
		return mail->terms.calendar || is_first;
	if (knows(state, span_of(mail->list), mail, fact))
		return true;
	if (!is_first)
		return false;
	while (span_next_line(&rest, &other)) {
		if (knows(state, other, mail, fact))
			return false;
	}
	return true;
}

struct fact_list crosspost_facts(struct arena *arena, const struct state *state,
				 const struct incoming *mail, const struct fact *facts,
				 size_t n_facts)
{
	struct fact_list out = { .facts = arena_alloc(arena, n_facts, sizeof *facts) };
	bool is_alone = !mail->lists || !*mail->lists;

	for (size_t i = 0; i < n_facts; i++) {
		if (is_alone || is_for(state, mail, &facts[i]))
			out.facts[out.len++] = facts[i];
	}
	return out;
}
