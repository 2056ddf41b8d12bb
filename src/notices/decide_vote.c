/* decide_vote.c - see decide_vote.h for the rules and the keys. */
#include "notices/decide_vote.h"

#include <string.h>

#include "committee/grant.h"
#include "committee/person.h"
#include "committee/votes.h"
#include "notices/digest_vote.h"
#include "notices/queue.h"

enum {
	DAY_S = 24 * 3600, HOUR_S = 3600, REMINDED_MIN_S = 2 * DAY_S,
	WAIT_TROUBLE_S = 3600
};

struct vote_decider {
	struct arena *arena;
	const struct state *state;
	const struct vote_context *context;
	int64_t now_s;
	struct notice_list *out;
	struct event_list *events;
	struct trouble_list *troubles;
	int64_t *next_s;
	const struct zone *zone;	/* the list's */
	const struct vote_entry *entry;
};

static void wake_at(struct vote_decider *d, int64_t at_s)
{
	if (at_s > d->now_s && at_s < *d->next_s)
		*d->next_s = at_s;
}

static const char *key_at(struct vote_decider *d, const char *stage, int64_t at_s)
{
	return arena_printf(d->arena, "vote/%d/%s/%lld", d->entry->number, stage, (long long)at_s);
}

/* ---- what the ledger hears of a mail ---- */

static struct event new_event(const struct vote_decider *d, const char *act, enum vote_mail mail,
			      const char *voter)
{
	return (struct event){
		.at_s = d->now_s,
		.kind = EVENT_VOTE,
		.list = d->context->policy->list_name,
		.actor = EVENT_BY_BOT,
		.message_id = "",
		.rule = RULE_NOTICE,
		.act = act,
		.vote = { .number = d->entry->number,
			  .mail = vote_mail_name(mail),
			  .voter = voter },
	};
}

/* It goes to the next agenda, or, dropped, has gone there and does not any more. */
static struct event next_agenda(const struct vote_decider *d, bool dropped)
{
	const struct event *opened = d->entry->sources[0];

	return (struct event){
		.at_s = d->now_s,
		.kind = EVENT_AGENDA,
		.list = d->context->policy->list_name,
		.actor = opened->actor,
		.message_id = opened->message_id,
		.rule = RULE_NOTICE,
		.proof = opened->proof,
		.act = "",
		.agenda = { .dropped = dropped,
			    .title = d->entry->title,
			    .presenters = opened->actor,
			    .minutes = -1 },
	};
}

static struct notice *add(struct vote_decider *d, const char *key, const char *kind,
			  const struct person *person, const char *addr,
			  const struct notice_composed *composed, const struct event *says)
{
	const struct vote *v = &d->entry->vote;
	struct event *events = arena_alloc(d->arena, 1, sizeof *events);
	struct notice notice = {
		.kind = NOTICE_COMPOSED,
		.key = key,
		.list = d->context->policy->list_name,
		.person = person,
		.addr = addr,
		.kind_name = kind,
		.composed = *composed,
		.cause = queue_cause(d->arena, v->opener, v->opener_proved),
		.events = events,
		.n_events = 1,
	};

	events[0] = *says;
	events[0].message_id = composed->message_id;
	return notice_add(d->arena, d->out, &notice);
}

static struct digest_reader reader_of(const struct vote_decider *d, const char *key)
{
	return (struct digest_reader){
		.name = "",
		.addr = d->context->policy->list_address,
		.zone = d->zone,
		.message_id =
			envelope_message_id(d->arena, d->context->policy, d->state, key),
		.answers = d->entry->vote.message_id,
		.state = d->state,
	};
}

/* ---- to the list ---- */

/* The count that is not in the ledger yet; NULL: none. */
static const struct event *new_count(const struct vote_decider *d)
{
	const struct event_list *counted = d->context->counted;

	for (size_t i = 0; counted && i < counted->len; i++) {
		if (counted->events[i].vote.number == d->entry->number)
			return &counted->events[i];
	}
	return NULL;
}

/* What comes of its end, beside the result. */
static void add_consequences(struct vote_decider *d, struct notice *notice)
{
	struct event *events = arena_alloc(d->arena, 3, sizeof *events);
	const struct event *count = new_count(d);
	const struct told_end wrong = votes_ending(d->entry).wrong;
	const char *winner;
	bool is_for_agenda = vote_is_for_agenda(&d->entry->vote),
	     was_for_agenda = wrong.at_s &&
			      vote_state_is_for_agenda(votes_told(d->entry, wrong, &winner));
	size_t n = 0;

	events[n++] = notice->events[0];
	if (count)
		events[n++] = *count;
	if (d->context->has_meetings && (is_for_agenda || was_for_agenda))
		events[n++] = next_agenda(d, !is_for_agenda);
	notice->events = events;
	notice->n_events = n;
}

static void tell_list(struct vote_decider *d, enum vote_notice what, const char *key)
{
	const struct notice_policy *policy = d->context->policy;
	const struct digest_reader reader = reader_of(d, key);
	const struct vote *v = &d->entry->vote;
	bool is_over = vote_state_is_end(v->state);
	struct event says = new_event(d, vote_event_name(VOTE_EVENT_ANNOUNCED), VOTE_MAIL_LIST, "");
	struct notice_composed composed = { 0 };
	struct notice *notice;

	says.vote.named_s = is_over ? 0 : v->closes_s;
	says.vote.choice = votes_winner_letter(d->arena, d->entry);
	says.vote.state = is_over || what == VOTE_NOTICE_CORRECTED ? vote_state_name(v->state) : "";
	digest_vote(d->arena, policy, &reader, d->entry, what, d->context->has_meetings, d->now_s,
		    &composed);
	notice = add(d, key, vote_notice_name(what), NULL, policy->list_address, &composed, &says);
	if (is_over || what == VOTE_NOTICE_CORRECTED)
		add_consequences(d, notice);
}

static bool is_spent(const struct vote_decider *d, const char *key)
{
	return state_has_key(d->state, key);
}

/* ---- to voters ---- */

static const struct zone *zone_of_person(const struct vote_decider *d, const struct person *person)
{
	return zone_of_either(person->zone, d->context->policy->zone);
}

static const struct person *person_of(const struct vote_decider *d, const char *name,
				      const char **addr_out)
{
	const struct person *person = people_known_as(d->context->people, name);

	*addr_out = person ? person_addr(d->state, person, d->now_s) : NULL;
	return person;
}

static void send_ballot(struct vote_decider *d, const struct person *person, const char *addr,
			enum ballot_notice what, const char *key)
{
	struct digest_reader reader = reader_of(d, key);
	bool is_first = what == BALLOT_FIRST;
	struct event says = new_event(d, vote_event_name(VOTE_EVENT_ANNOUNCED),
				      is_first ? VOTE_MAIL_BALLOT : VOTE_MAIL_OTHER,
				      is_first ? person->name : "");
	struct notice_composed composed = { 0 };

	reader.name = person->name;
	reader.addr = addr;
	reader.zone = zone_of_person(d, person);
	says.vote.named_s = is_first ? d->entry->vote.closes_s : 0;
	digest_ballot(d->arena, d->context->policy, &reader, d->entry, what, d->now_s, &composed);
	(void)add(d, key, ballot_notice_name(what), person, addr, &composed, &says);
}

/* Nobody can mail them: the fold hears of it as of a ballot that was lost. */
static void miss_ballot(struct vote_decider *d, const struct vote_voter *voter)
{
	const struct event lost =
		new_event(d, vote_event_name(VOTE_EVENT_UNTOLD), VOTE_MAIL_BALLOT, voter->name);

	event_list_add(d->arena, d->events, &lost);
}

static void decide_ballot(struct vote_decider *d, const struct vote_voter *voter)
{
	const char *key = arena_printf(d->arena, "vote/%d/ballot/%s", d->entry->number,
				       voter->name),
		   *addr;
	const struct person *person = person_of(d, voter->name, &addr);

	if (voter->mail != BALLOT_UNDECIDED || is_spent(d, key))
		return;
	if (addr)
		send_ballot(d, person, addr, BALLOT_FIRST, key);
	else
		miss_ballot(d, voter);
}

/* They have asked not to be reminded; a ballot is asked for by the rule, and goes all the same. */
static bool is_quiet(const struct vote_decider *d, const struct person *person)
{
	const struct zone *zone = zone_of_person(d, person);
	const struct person_quiet quiet = person_quiet(
		d->state, d->context->policy->list_name, d->context->people, person);

	return person_is_quiet(&quiet, zone_to_local(zone, d->now_s).date);
}

/* At one of the two instants when who has not voted is asked again. */
static void remind(struct vote_decider *d, const struct vote_voter *voter,
		   enum ballot_notice what, int64_t due_s)
{
	const char *stage = what == BALLOT_HALF_WAY ? "half" : "last-day", *addr;
	const char *key = arena_printf(d->arena, "%s/%s",
				       key_at(d, stage, d->entry->vote.closes_s), voter->name);
	const struct person *person = person_of(d, voter->name, &addr);
	bool is_asked = voter->choice == BALLOT_NONE && addr && !is_spent(d, key) &&
			!is_quiet(d, person);

	if (!is_asked)
		return;
	wake_at(d, due_s);
	if (d->now_s < due_s)
		return;
	if (what == BALLOT_HALF_WAY &&
	    !decide_is_hour(d->state, zone_of_person(d, person), due_s,
			    d->now_s, d->context->policy->reminder_minute)) {
		wake_at(d, d->now_s + HOUR_S);
		return;
	}
	send_ballot(d, person, addr, what, key);
}

/* What an outage let pass is not made up for: the later one says it, too. */
static void decide_reminders(struct vote_decider *d, const struct vote_voter *voter)
{
	const struct vote *v = &d->entry->vote;
	int64_t half_s = v->known_s + (v->closes_s - v->known_s) / 2,
		last_s = v->closes_s - DAY_S;

	if (v->untold || v->closes_s - v->known_s < REMINDED_MIN_S)
		return;
	if (d->now_s < last_s)
		remind(d, voter, BALLOT_HALF_WAY, half_s);
	remind(d, voter, BALLOT_LAST_DAY, last_s);
}

/* ---- ballots that reach nobody ---- */

/* Nobody is left who could be told: that must not hold the vote up. */
static void count_as_told(struct vote_decider *d, const struct vote_voter *voter)
{
	const struct event told =
		new_event(d, vote_event_name(VOTE_EVENT_TOLD), VOTE_MAIL_FAILURE, voter->name);

	event_list_add(d->arena, d->events, &told);
}

/* Instead of who opened it, whom no mail reaches either. */
static void tell_operator(struct vote_decider *d, const struct vote_voter *voter)
{
	trouble_list_add(d->arena, d->troubles,
			 arena_printf(d->arena, "%s/%s", key_at(d, "failed", voter->lost_s),
				      voter->name),
			 arena_printf(d->arena,
				      "%s has no ballot in the vote of list %s on \"%s\": no mail "
				      "reaches them, and the one that tells %s so came back. The "
				      "vote goes on without that ballot.",
				      voter->name, d->context->policy->list_name, d->entry->title,
				      d->entry->vote.opener));
	count_as_told(d, voter);
}

static void decide_failure(struct vote_decider *d, const struct vote_voter *voter)
{
	const struct vote_context *c = d->context;
	const char *key = arena_printf(d->arena, "%s/%s", key_at(d, "failed", voter->lost_s),
				       voter->name);
	const struct event says = new_event(d, vote_event_name(VOTE_EVENT_ANNOUNCED),
					    VOTE_MAIL_FAILURE, voter->name);
	struct digest_reader reader = reader_of(d, key);
	struct notice_composed composed = { 0 };
	struct chair_reader to;

	if (voter->mail != BALLOT_LOST || voter->is_loss_told)
		return;
	if (voter->is_loss_lost)
		tell_operator(d, voter);
	if (is_spent(d, key))
		return;
	if (!decide_chair_reader(d->state, c->policy, c->people, d->entry->vote.opener, d->now_s,
				 &to)) {
		count_as_told(d, voter);
		return;
	}
	reader.name = to.person ? to.person->name : "";
	reader.addr = to.addr;
	reader.zone = to.zone;
	digest_ballot_failed(d->arena, c->policy, &reader, d->entry, voter->name, d->now_s,
			     &composed);
	(void)add(d, key, BALLOT_FAILED_NAME, to.person, to.addr, &composed, &says);
}

/* ---- one vote ---- */

/* Tells the list how it ended, or that what was said of that was wrong; false: it knows. */
static bool tell_ending(struct vote_decider *d, int64_t end_s)
{
	const struct ending w = votes_ending(d->entry);
	const struct vote *v = &d->entry->vote;
	const char *closed = key_at(d, "closed", end_s), *key = closed;
	bool is_end = vote_state_is_end(v->state);

	if (w.wrong.at_s)
		key = arena_printf(d->arena, "vote/%d/corrected/%u/%s", d->entry->number, w.n,
				   is_end ? vote_state_name(v->state) : "open");
	else if (w.n > 1)
		key = arena_printf(d->arena, "%s/%u", closed, w.n);
	if (!w.is_new || is_spent(d, key))
		return false;
	tell_list(d, w.wrong.at_s ? VOTE_NOTICE_CORRECTED : VOTE_NOTICE_CLOSED, key);
	return true;
}

static void decide_ended(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;

	if (d->entry->quiet_until_s && v->settled_s <= d->entry->quiet_until_s)
		return;
	if (d->context->read_s < v->settled_s)
		wake_at(d, d->now_s + DECIDE_LOOK_AGAIN_S);
	else if (!tell_ending(d, v->settled_s) && new_count(d))
		event_list_add(d->arena, d->events, new_count(d));
}

/* It was said to have ended, and has not: the list hears that before all else. */
static bool decide_corrected(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;
	bool is_soon = !v->untold && v->closes_s - d->now_s < ENDING_CORRECT_MIN_S;

	return votes_ending(d->entry).wrong.at_s && !is_soon && tell_ending(d, v->closes_s);
}

static void decide_waiting(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;
	char when[CIVIL_TEXT_SIZE];

	wake_at(d, d->now_s + DECIDE_LOOK_AGAIN_S);
	if (d->now_s < v->closes_s + WAIT_TROUBLE_S)
		return;
	trouble_list_add(d->arena, d->troubles, key_at(d, "waits", v->closes_s),
		 arena_printf(d->arena,
			      "The vote of list %s on \"%s\" ended at %s, and its result is not "
			      "yet announced: %s.",
			      d->context->policy->list_name, d->entry->title,
			      civil_format_instant(v->closes_s, when),
			      v->is_uncounted ? "a secret ballot is not in the ledger any more; "
						"\"beadle rebuild\" takes it from the mailbox" :
			      v->n_unreached ? "not every voter's ballot has reached a server"
					     : "the mailbox has not been read to its end since, so "
					       "a ballot may lie in it"));
}

/* A key of its own for each try: what was lost is told again. */
static const char *next_key(const struct vote_decider *d, const char *key)
{
	unsigned n = d->entry->vote.n_announced;

	return is_spent(d, key) ? arena_printf(d->arena, "%s/%u", key, n + 1) : key;
}

/* That it runs, and until when, as far as the list does not know that: one notice at a time. */
static void tell_running(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;
	const char *opened = arena_printf(d->arena, "vote/%d/opened", d->entry->number);
	int64_t again_s = telling_again_at(v->n_lost, v->lost_s);
	bool has_heard = v->n_announced > v->n_lost,
	     is_news = !d->entry->terms.quiet && (v->n_announced || !is_spent(d, opened)),
	     is_moved = v->named_s ? v->named_s != v->closes_s :
				     v->n_extended && v->known_s > d->entry->quiet_until_s;

	wake_at(d, again_s);
	if (v->telling || d->now_s < again_s)
		return;
	/* when it ends is not known yet */
	is_moved = is_moved && !v->awaits_ballots;
	if (!has_heard && is_news)
		tell_list(d, VOTE_NOTICE_OPENED, next_key(d, opened));
	else if (is_moved)
		tell_list(d, VOTE_NOTICE_MOVED, next_key(d, key_at(d, "moved", v->closes_s)));
}

/* The operator hears of it once: what holds a mail back is told by itself, but not what waits. */
static void tell_untold(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;
	int64_t at_s = v->granted_s + WAIT_TROUBLE_S;

	if (!v->untold)
		return;
	wake_at(d, at_s);
	if (d->now_s < at_s)
		return;
	trouble_list_add(d->arena, d->troubles, key_at(d, "untold", v->granted_s),
		 arena_printf(d->arena,
			      "No server has taken some of the mail of list %s about the vote on "
			      "\"%s\" for an hour. Until one has, the time to vote does not begin, "
			      "and nothing ends. The mail is tried again.",
			      d->context->policy->list_name, d->entry->title));
}

static void decide_running(struct vote_decider *d)
{
	const struct vote *v = &d->entry->vote;

	wake_at(d, v->closes_s);
	if (!decide_corrected(d))
		tell_running(d);
	tell_untold(d);
	for (size_t i = 0; i < v->n_voters && !d->entry->terms.quiet; i++) {
		decide_ballot(d, &v->voters[i]);
		decide_failure(d, &v->voters[i]);
		decide_reminders(d, &v->voters[i]);
	}
}

void decide_votes(struct arena *arena, const struct state *state,
		  const struct vote_context *context, int64_t now_s, struct notice_list *out,
		  struct event_list *events_out, struct trouble_list *troubles_out,
		  int64_t *next_s_out)
{
	struct vote_decider d = {
		.arena = arena,
		.state = state,
		.context = context,
		.now_s = now_s,
		.out = out,
		.events = events_out,
		.troubles = troubles_out,
		.next_s = next_s_out,
		.zone = zone_of_either(context->policy->zone, NULL),
	};
	struct vote_list list;

	votes_of(arena, state, context->counted, context->policy->list_name, d.zone,
		 context->read_s, now_s, &list);
	for (size_t i = 0; i < list.len; i++) {
		d.entry = &list.entries[i];
		if (!d.entry->vote.opened)
			continue;
		if (!vote_is_running(&d.entry->vote)) {
			decide_ended(&d);
			continue;
		}
		decide_running(&d);
		if (d.entry->vote.waits)
			decide_waiting(&d);
	}
}
