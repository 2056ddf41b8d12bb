/* vote_reply.c - what who wrote a mail hears of what came of it in a vote. */
#include "committee/record_vote.h"

#include <string.h>

#include "committee/ranked_ballot.h"
#include "committee/votes.h"
#include "time/zone.h"

/* What was understood. */
static const char *words_of(struct arena *arena, const struct vote_entry *entry, const char *choice)
{
	const struct vote_terms *t = &entry->terms;
	unsigned char ranks[RANKED_LETTERS];

	if (!t->n_options || !ranked_ballot_from_signs(span_of(choice), t->n_options, ranks))
		return choice;
	return ranked_ballot_words(arena, ranks, t->options, t->n_options);
}

static bool has_voted_before(const struct vote *v, const char *name)
{
	for (size_t i = 0; i < v->n_voters; i++) {
		if (strcmp(v->voters[i].name, name) == 0)
			return v->voters[i].n_cast > 1;
	}
	return false;
}

static const char *of_remark(struct arena *arena, const struct vote_entry *entry,
			     enum vote_why why)
{
	if (why == VOTE_LATE)
		return arena_printf(arena, "Nothing has changed: vote #%d has ended.",
				    entry->number);
	if (why == VOTE_UNPROVED)
		return arena_printf(arena,
				    "Your vote in #%d does not count: nothing proves that it is "
				    "yours.",
				    entry->number);
	return arena_printf(arena, "Nothing has changed: you have no vote in #%d.", entry->number);
}

static const char *of_ballot(struct arena *arena, const struct vote_entry *entry,
			     const struct event *event)
{
	const struct vote_remark *remark = votes_remark_of(entry, event);
	const char *said = words_of(arena, entry, event->vote.choice);

	if (remark)
		return of_remark(arena, entry, remark->why);
	bool is_again = has_voted_before(&entry->vote, event->actor);

	if (entry->terms.secret)
		return arena_printf(arena,
				    "Your vote in #%d, \"%s\", is recorded%s.\n"
				    "Its code in the result: %s",
				    entry->number, entry->title,
				    is_again ? ", in place of the one before" : "",
				    votes_code_mark(arena, entry->number));
	if (is_again)
		return arena_printf(arena,
				    "Your vote in #%d, \"%s\", is now: %s. It counts in place of "
				    "what you said before.",
				    entry->number, entry->title, said);
	return arena_printf(arena, "Your vote in #%d, \"%s\", is: %s.", entry->number,
			    entry->title, said);
}

/* "2023-07-05 17:00 CEST" */
static const char *local_text(struct arena *arena, const struct zone *zone, int64_t at_s)
{
	const struct civil_time local = zone_to_local(zone, at_s);
	char day[CIVIL_TEXT_SIZE], name[CIVIL_TEXT_SIZE];

	return arena_printf(arena, "%s %02d:%02d %s", civil_format_iso(local.date, day), local.hour,
			    local.minute, zone_abbreviation(zone, at_s, name));
}

static const char *of_act(struct arena *arena, const struct vote_entry *entry,
			  const struct event *event)
{
	const char *why = votes_why_not(entry, event);

	if (why)
		return arena_printf(arena, "Nothing has changed for vote #%d: %s.", entry->number,
				    why);
	if (strcmp(event->act, vote_event_name(VOTE_EVENT_WITHDRAW)) == 0)
		return arena_printf(arena, "Vote #%d is withdrawn.", entry->number);
	return arena_printf(arena, "Vote #%d ends %s now; the list is told.", entry->number,
			    local_text(arena, entry->terms.zone, entry->vote.closes_s));
}

const char *record_vote_reply(struct arena *arena, const struct state *state,
			      const struct incoming *mail, const struct event_list *events,
			      const struct event *event)
{
	const struct vote_entry *entry;
	struct vote_list votes;

	if (strcmp(event->act, VOTE_REFUSED) == 0)
		return arena_printf(arena, "No vote was opened: %s.", event->vote.words);
	/* the list hears of what was opened */
	if (strcmp(event->act, vote_event_name(VOTE_EVENT_OPENED)) == 0)
		return NULL;
	if (strcmp(event->act, VOTE_UNREAD) == 0)
		return event->vote.words;
	votes_of(arena, state, events, mail->list, mail->terms.zone, mail->received_at_s,
		 mail->received_at_s, &votes);
	entry = votes_find(&votes, event->vote.number);
	if (!entry)
		return NULL;
	return strcmp(event->act, vote_event_name(VOTE_EVENT_CAST)) == 0 ?
		       of_ballot(arena, entry, event) : of_act(arena, entry, event);
}
