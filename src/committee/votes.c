/* votes.c - see votes.h. */
#include "committee/votes.h"

#include <string.h>

#include "committee/ranked_ballot.h"
#include "committee/threads.h"
#include "committee/told.h"
#include "committee/walk.h"

static struct vote_entry *find(const struct vote_list *list, int number)
{
	for (size_t i = list->len; i-- > 0;) {
		if (list->entries[i].number == number)
			return &list->entries[i];
	}
	return NULL;
}

const struct vote_entry *votes_find(const struct vote_list *list, int number)
{
	return find(list, number);
}

static void forget(struct vote_list *list, int number)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->len; i++) {
		if (list->entries[i].number != number)
			list->entries[kept++] = list->entries[i];
	}
	list->len = kept;
}

static const char *const *names_of(struct arena *arena, const char *lines, size_t *n_out)
{
	struct span rest = span_of(lines), line;
	const char **names = NULL;
	size_t n = 0, cap = 0;

	while (span_next_line(&rest, &line)) {
		if (!line.len)
			continue;
		names = arena_grow(arena, names, n, &cap, sizeof *names);
		names[n++] = arena_strndup(arena, line.ptr, line.len);
	}
	*n_out = n;
	return names;
}

/* A rule that cannot be read, of a later beadle, leaves it out: no outcome is better than a wrong
 * one. */
static struct vote_entry *open_entry(struct arena *arena, struct vote_list *list,
				     const struct event *e, const struct zone *zone)
{
	const struct event_vote *opened = &e->vote;
	struct vote_rule *rule = arena_alloc(arena, 1, sizeof *rule);
	struct vote_entry *entry;

	*rule = (struct vote_rule){ .name = opened->rule };
	if (!vote_rule_from_terms(span_of(opened->terms), rule))
		return NULL;
	list->entries =
		arena_grow(arena, list->entries, list->len, &list->cap, sizeof *list->entries);
	entry = &list->entries[list->len++];
	*entry = (struct vote_entry){
		.number = opened->number,
		.list = e->list,
		.title = opened->title,
		.body = opened->body,
		.quiet_until_s = e->quiet_until_s,
		.terms = { .rule = rule,
			   .zone = zone,
			   .period = { .days = opened->period_days, .seconds = opened->period_s },
			   .until = opened->until,
			   .secret = opened->secret,
			   .quiet = e->quiet_until_s != 0 },
	};
	entry->terms.voters = names_of(arena, opened->voters, &entry->terms.n_voters);
	entry->terms.options = names_of(arena, opened->options, &entry->terms.n_options);
	return entry;
}

/* "k7qm-2xpd-9fht yes, z5u5-icws-jnax no" */
static void read_count(struct arena *arena, struct vote_entry *entry, const char *words,
		       struct tally *out)
{
	struct span rest = span_of(words);
	size_t cap = 0;

	*out = (struct tally){ .members = entry->terms.n_voters };
	entry->ballots = NULL;
	entry->n_ballots = 0;
	while (rest.len) {
		ptrdiff_t comma = span_find_char(rest, ',');
		struct span one =
			span_trim(span_sub(rest, 0, comma < 0 ? rest.len : (size_t)comma));
		ptrdiff_t space = span_find_char(one, ' ');
		enum ballot_choice choice;

		rest = span_sub(rest, comma < 0 ? rest.len : (size_t)comma + 1, rest.len);
		if (space < 0)
			continue;
		choice = ballot_from_name(span_sub(one, (size_t)space + 1, one.len));
		out->yes += choice == BALLOT_YES;
		out->no += choice == BALLOT_NO;
		out->abstain += choice == BALLOT_ABSTAIN;
		entry->ballots = arena_grow(arena, entry->ballots, entry->n_ballots, &cap,
					    sizeof *entry->ballots);
		entry->ballots[entry->n_ballots++] = (struct vote_ballot){
			arena_strndup(arena, one.ptr, (size_t)space), choice
		};
	}
}

/* What a ballot says, in the terms of its vote. */
static void set_choice(struct arena *arena, const struct vote_terms *terms, const char *choice,
		       struct vote_event *event)
{
	unsigned char *ranks;

	if (!terms->n_options) {
		event->choice = terms->secret ? BALLOT_SEALED : ballot_from_name(span_of(choice));
		return;
	}
	ranks = arena_alloc(arena, terms->n_options, 1);
	if (!ranked_ballot_from_signs(span_of(choice), terms->n_options, ranks))
		return;
	event->choice = BALLOT_RANKED;
	event->ranks = ranks;
	event->ranking = ranked_ballot_text(arena, ranks, terms->n_options);
}

enum { WINNER_SHIFT = 4 };

/* letter: of the option that won a ranked vote, '\0': none. */
static int end_code(enum vote_state state, char letter)
{
	return (int)state + ((letter ? letter - 'A' + 1 : 0) << WINNER_SHIFT);
}

static char winner_letter(const struct vote_entry *entry)
{
	bool has_won = entry->vote.ranked && entry->vote.state == VOTE_PASSED;

	return has_won ? (char)('A' + entry->vote.ranked->winner) : '\0';
}

/* An older beadle did not say which option had won: the same, as far as anybody knows. */
static void complete_told(struct told_end *told, char letter)
{
	if (told->at_s && told->state == (int)VOTE_PASSED && letter)
		told->state = end_code(VOTE_PASSED, letter);
}

static void add_event(struct arena *arena, struct vote_entry *entry, const struct event *e,
		      enum vote_event_kind kind)
{
	const struct event_vote *said = &e->vote;
	bool extends = kind == VOTE_EVENT_EXTENDED;
	enum vote_state state;
	struct vote_event event = {
		.kind = kind,
		.at_s = e->at_s,
		.actor = e->actor,
		.roles = said->roles,
		.proved = *e->proof != '\0',
		.message_id = e->message_id,
		.line = e->line,
		.text = said->words,
		.mail = vote_mail_from_name(said->mail),
		.voter = said->voter,
		.named_s = said->named_s,
	};

	if (kind == VOTE_EVENT_CAST)
		set_choice(arena, &entry->terms, said->choice, &event);
	if (kind == VOTE_EVENT_COUNTED && !entry->n_ballots)
		read_count(arena, entry, said->words, &event.counted);
	if (extends) {
		event.period = (struct period){ said->period_days, said->period_s };
		event.until = said->until;
	}
	entry->events =
		arena_grow(arena, entry->events, entry->n, &entry->cap, sizeof *entry->events);
	entry->sources = arena_grow(arena, entry->sources, entry->n, &entry->cap_sources,
				    sizeof *entry->sources);
	entry->sources[entry->n] = e;
	entry->events[entry->n++] = event;
	if (kind == VOTE_EVENT_ANNOUNCED && vote_state_from_name(said->state, &state))
		ending_tell(&entry->said, (struct told_end){ end_code(state, *said->choice),
							     vote_state_is_end(state), e->at_s });
}

/* What the mail has opened. */
static void take_back(struct vote_list *list, const struct event *back)
{
	for (size_t i = 0; i < list->len; i++) {
		struct vote_entry *entry = &list->entries[i];

		if (strcmp(entry->list, back->list) == 0 &&
		    strcmp(entry->sources[0]->message_id, back->held.mail) == 0)
			entry->taken_back = true;
	}
}

static void take(struct arena *arena, const struct event *e, const struct zone *zone,
		 struct vote_list *out)
{
	struct vote_entry *entry;
	enum vote_event_kind kind;

	if (event_is(e, EVENT_HELD, HELD_TAKEN_BACK))
		take_back(out, e);
	if (event_is(e, EVENT_VOTE, VOTE_GONE))
		forget(out, e->vote.number);
	if (e->kind != EVENT_VOTE || !vote_event_from_name(e->act, &kind))
		return;
	entry = find(out, e->vote.number);
	if (!entry && kind == VOTE_EVENT_OPENED)
		entry = open_entry(arena, out, e, zone);
	if (entry)
		add_event(arena, entry, e, kind);
}

void votes_of(struct arena *arena, const struct state *state, const struct event_list *pending,
	      const char *list, const struct zone *zone, int64_t read_s, int64_t now_s,
	      struct vote_list *out)
{
	struct event_walk walk = walk_events(state, list, WALK(EVENT_VOTE) | WALK(EVENT_HELD));
	const struct event *e;

	*out = (struct vote_list){ 0 };
	while ((e = event_walk_next(&walk)))
		take(arena, e, zone, out);
	for (size_t i = 0; pending && i < pending->len; i++) {
		e = &pending->events[i];
		if (!list || strcmp(e->list, list) == 0)
			take(arena, e, zone, out);
	}
	for (size_t i = 0; i < out->len; i++) {
		struct vote_entry *entry = &out->entries[i];

		vote_fold(arena, &entry->terms, entry->events, entry->n, read_s, now_s,
			  &entry->vote);
		complete_told(&entry->said.last, winner_letter(entry));
	}
}

struct ending votes_ending(const struct vote_entry *entry)
{
	enum vote_state state = entry->vote.state;

	return ending_of(&entry->said, end_code(state, winner_letter(entry)),
			 vote_state_is_end(state));
}

enum vote_state votes_told(const struct vote_entry *entry, struct told_end told,
			   const char **winner_out)
{
	size_t winner = (size_t)(told.state >> WINNER_SHIFT);

	*winner_out = winner && winner <= entry->terms.n_options ? entry->terms.options[winner - 1]
								 : NULL;
	return (enum vote_state)(told.state & ((1 << WINNER_SHIFT) - 1));
}

const char *votes_winner_letter(struct arena *arena, const struct vote_entry *entry)
{
	char letter = winner_letter(entry);

	return letter ? arena_printf(arena, "%c", letter) : "";
}

const char *votes_decision(struct arena *arena, const struct vote_entry *entry)
{
	const struct ranked_tally *ranked = entry->vote.ranked;

	if (!ranked || entry->vote.state != VOTE_PASSED)
		return entry->title;
	return arena_printf(arena, "%s: %s", entry->title, entry->terms.options[ranked->winner]);
}

const char *votes_voter_lines(const struct state *state, int number)
{
	struct event_walk walk = walk_events(state, NULL, WALK(EVENT_VOTE));
	const struct event *e;

	while ((e = event_walk_next(&walk))) {
		bool opens = event_is(e, EVENT_VOTE, vote_event_name(VOTE_EVENT_OPENED));

		if (opens && e->vote.number == number)
			return e->vote.voters;
	}
	return "";
}

const char *votes_code_mark(struct arena *arena, int number)
{
	return arena_printf(arena, VOTE_CODE_MARK "%d}", number);
}

const struct vote_entry *votes_of_mail(const struct vote_list *list, struct span message_id)
{
	for (size_t i = 0; message_id.len && i < list->len; i++) {
		for (size_t k = 0; k < list->entries[i].n; k++) {
			if (span_is(message_id, list->entries[i].events[k].message_id))
				return &list->entries[i];
		}
	}
	return NULL;
}

/* "Re: [SC] [VOTE 1w] The charter" without all that stands in front; *is_reply_out: "Re:" does. */
static struct span bare_subject(struct span subject, bool *is_reply_out)
{
	static const char head[] = "Vote:";	/* of our own notices */
	size_t before;

	*is_reply_out = false;
	do {
		bool is_reply;

		before = subject.len;
		subject = threads_base_subject(subject, "", &is_reply);
		*is_reply_out = *is_reply_out || is_reply;
		ptrdiff_t end = span_starts(subject, "[") ? span_find_char(subject, ']') : -1;

		if (end >= 0)
			subject = span_sub(subject, (size_t)end + 1, subject.len);
		else if (span_starts(subject, head))
			subject = span_sub(subject, sizeof head - 1, subject.len);
	} while (subject.len < before);
	return subject;
}

const struct vote_entry *votes_of_reply(const struct vote_list *list, struct span subject)
{
	const struct vote_entry *found = NULL;
	bool is_reply;

	subject = bare_subject(subject, &is_reply);
	for (size_t i = 0; is_reply && subject.len && i < list->len; i++) {
		const struct vote_entry *entry = &list->entries[i];

		if (!vote_is_running(&entry->vote) || !span_eq_ci(subject, span_of(entry->title)))
			continue;
		if (found)
			return NULL;
		found = entry;
	}
	return found;
}

size_t votes_running(const struct vote_list *list, const struct vote_entry **last_out)
{
	size_t n = 0;

	*last_out = NULL;
	for (size_t i = 0; i < list->len; i++) {
		if (!vote_is_running(&list->entries[i].vote))
			continue;
		*last_out = &list->entries[i];
		n++;
	}
	return n;
}

struct vote_shown votes_shown(const struct vote_entry *entry, const struct vote_voter *voter)
{
	bool has_voted = voter->choice != BALLOT_NONE;
	const char *choice = has_voted ? ballot_name(voter->choice) : "";

	(void)entry;
	return (struct vote_shown){ .choice = voter->ranks ? voter->ranking : choice,
				    .reason = voter->reason };
}

const char *votes_who_chose(struct arena *arena, const struct vote_entry *entry,
			    const char *choice)
{
	const struct vote *v = &entry->vote;
	const char *names = "";

	for (size_t i = 0; i < v->n_voters; i++) {
		if (strcmp(votes_shown(entry, &v->voters[i]).choice, choice) == 0)
			names = arena_printf(arena, "%s%s%s", names, *names ? ", " : "",
					     v->voters[i].name);
	}
	return names;
}

const char *votes_ballots_text(struct arena *arena, const struct vote_entry *entry)
{
	const char *text = "";

	for (size_t i = 0; i < entry->n_ballots; i++)
		text = arena_printf(arena, "%s%s%s %s", text, i ? ", " : "",
				    entry->ballots[i].code, ballot_name(entry->ballots[i].choice));
	return text;
}

const char *votes_voted_text(struct arena *arena, const struct vote_entry *entry)
{
	return arena_printf(arena, "%zu of %zu", entry->vote.n_voted, entry->vote.n_voters);
}

const char *votes_rule_text(struct arena *arena, const struct vote_entry *entry)
{
	const struct vote_terms *t = &entry->terms;

	return t->n_options ? vote_rule_ranked_text(arena, t->rule, t->n_voters) :
			      vote_rule_text(arena, t->rule, t->n_voters);
}

static const char *ranked_result(struct arena *arena, const struct vote_entry *entry)
{
	const struct vote_terms *t = &entry->terms;
	const struct ranked_tally *tally = entry->vote.ranked;
	const char *winners = "", *voted = votes_voted_text(arena, entry);

	if (entry->vote.state == VOTE_NO_QUORUM)
		return arena_printf(arena, "no quorum: %s have voted; %zu of %zu had to vote",
				    voted, quorum_needed(&t->rule->quorum, t->n_voters),
				    t->n_voters);
	for (size_t i = 0; i < t->n_options; i++) {
		if (tally->result.winners[i])
			winners = arena_printf(arena, "%s%s%s", winners, *winners ? " and " : "",
					       ranked_option_text(arena, t->options, i));
	}
	return arena_printf(arena, "%s %s; %s have voted", winners,
			    tally->result.n_winners > 1 ? "win alike" : "wins", voted);
}

const char *votes_result_text(struct arena *arena, const struct vote_entry *entry)
{
	if (entry->vote.ranked)
		return ranked_result(arena, entry);
	return tally_text(arena, entry->terms.rule, &entry->vote.tally);
}

const struct vote_remark *votes_remark_of(const struct vote_entry *entry,
					  const struct event *event)
{
	const struct vote *v = &entry->vote;

	for (size_t i = 0; i < v->n_remarks; i++) {
		if (entry->sources[v->remarks[i].event - entry->events] == event)
			return &v->remarks[i];
	}
	return NULL;
}

const char *votes_why_not(const struct vote_entry *entry, const struct event *event)
{
	static const char *const whys[] = {
		[VOTE_LATE] = "it has ended",
		[VOTE_UNPROVED] = "the sender is not proved",
		[VOTE_NOT_ALLOWED] = "only whoever opened it and the chair may say so",
		[VOTE_NOT_LATER] = "that is no later than it ends already",
	};
	const struct vote_remark *remark = votes_remark_of(entry, event);

	if (!remark)
		return NULL;
	if (remark->event->kind == VOTE_EVENT_CAST && remark->why == VOTE_NOT_ALLOWED)
		return "they have no vote in it";
	return whys[remark->why];
}

bool votes_was_replaced(const struct vote_list *list, const char *voter, struct span message_id)
{
	const struct vote_entry *entry = votes_of_mail(list, message_id);
	bool has_counted = false, counts = false;

	for (size_t i = 0; entry && i < entry->n; i++) {
		const struct vote_event *e = &entry->events[i];
		bool is_cast = e->kind == VOTE_EVENT_CAST && strcmp(e->actor, voter) == 0;

		if (!is_cast || votes_why_not(entry, entry->sources[i]))
			continue;
		counts = span_is(message_id, e->message_id);
		has_counted = has_counted || counts;
	}
	return has_counted && !counts;
}
