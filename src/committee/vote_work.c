/* vote_work.c - see vote_work.h. */
#include "committee/vote_work.h"

#include "committee/deadline.h"
#include "committee/ranked_ballot.h"
#include "committee/record_deadline.h"
#include "committee/record_vote.h"

struct vote_recorder vote_work_begin(struct arena *arena, const struct state *state,
				     const struct incoming *mail, struct event_list *out)
{
	struct vote_recorder r = { .arena = arena, .state = state, .mail = mail, .out = out };

	votes_of(arena, state, NULL, mail->list, mail->terms.zone, mail->received_at_s,
		 mail->received_at_s, &r.votes);
	return r;
}

struct event vote_work_event(const struct vote_recorder *r, const char *act, int number,
			     const struct fact *fact)
{
	struct event e = incoming_event(r->mail, EVENT_VOTE);

	e.line = fact->line;
	e.rule = fact->rule;
	e.act = act;
	e.vote.quote = fact->quote;
	e.vote.number = number;
	e.vote.roles = deadline_roles(r->mail, r->mail->terms.calendar, -1);
	return e;
}

void vote_work_conceal(struct event *e)
{
	e->line = 0;
	e->rule = RULE_BALLOT;
	e->vote.quote = "";
}

void vote_work_ask(struct vote_recorder *r, const struct fact *fact, const char *words)
{
	struct event e = vote_work_event(r, VOTE_UNREAD, 0, fact);

	e.vote.words = words;
	if (r->mail->secret_vote)
		vote_work_conceal(&e);
	event_list_add(r->arena, r->out, &e);
}

int64_t vote_work_end(const struct vote_recorder *r, const struct vote_tag *tag, int64_t begin_s)
{
	static const char *const utc[] = { "UTC", "GMT", "Z", NULL };
	const struct zone *zone = r->mail->terms.zone;
	struct period period;

	if (tag->period.len && period_read(tag->period, &period))
		return period_end(zone, begin_s, period);
	if (!civil_is_set(tag->day))
		return 0;
	if (tag->minute < 0)
		return period_end_of_day(zone, tag->day);
	const struct civil_time local = { .date = tag->day,
					  .hour = (int8_t)(tag->minute / 60),
					  .minute = (int8_t)(tag->minute % 60) };
	int64_t end_s = zone_to_utc(zone, local);
	char name[CIVIL_TEXT_SIZE];

	if (span_any(tag->zone, span_is_ci, utc))
		return zone_to_utc(zone_utc(), local);
	return !tag->zone.len || span_is_ci(tag->zone, zone_abbreviation(zone, end_s, name))
		       ? end_s
		       : 0;
}

const char *vote_work_how(struct arena *arena, const struct vote_entry *entry)
{
	const struct vote_terms *t = &entry->terms;

	if (t->secret)
		return "To vote, answer your ballot, and nobody else.";
	if (t->n_options)
		return arena_printf(arena, "To vote, answer your ballot. %s",
				    ranked_ballot_help(arena, t->options, t->n_options));
	return "To vote, answer your ballot, or write \"I vote yes\", \"I vote no\" or \"I "
	       "abstain\" in its thread.";
}
