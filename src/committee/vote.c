/* vote.c - see vote.h.  The machine:
 *
 *      opened --> OPEN --- extended ---> EXTENDED --+
 *                  |                      |  ^      | extended again: later instant
 *                  |                      |  +------+
 *                  +----------------------+
 *                  |
 *                  +-- instant passed, too few have voted ---------> NO QUORUM (next agenda)
 *                  +-- instant passed, enough said yes, or one
 *                  |   option wins --------------------------------> PASSED
 *                  +-- instant passed, several options win --------> TIED (next agenda)
 *                  +-- instant passed, otherwise ------------------> FAILED
 *                  +-- withdrawn by who opened it or the chair ----> WITHDRAWN
 *
 * The last five are ends: whatever is received later is a remark.  Time passes before each event is
 * looked at (settle), so that no event can change the past.
 */
#include "committee/vote.h"

#include <stdlib.h>
#include <string.h>

#include "committee/deadline.h"
#include "committee/grant.h"

struct vote_machine {
	struct arena *arena;
	const struct vote_terms *terms;
	int64_t now_s;
	struct vote *v;
	struct telling_list notices;	/* to the list */
	const struct vote_event *counted;	/* what the sealed ballots say; NULL: not counted */
	size_t cap_remarks, cap_steps;
};

/* Time to vote: the first, or with an extension more of it. */
struct vote_grant {
	const struct vote_machine *m;
	int64_t at_s, before_s;
	const struct vote_event *extension;	/* NULL: the first */
};

static int64_t grant_end(const void *context, int64_t begin_s)
{
	const struct vote_grant *g = context;
	const struct vote_terms *t = g->m->terms;

	if (g->extension)
		return period_extended_end(t->zone, g->before_s, g->at_s, begin_s,
					   g->extension->period, g->extension->until);
	if (civil_is_set(t->until) && !period_is_set(t->period) && !g->m->v->date_passed)
		return period_end_of_last_day(t->zone, t->until, g->at_s, begin_s);
	return period_end(t->zone, begin_s, period_is_set(t->period) ? t->period : PERIOD_WEEK);
}

/* Nobody has taken his ballot, and who opened the vote does not know. */
static bool is_unreached(const struct vote_voter *voter, int64_t closes_s)
{
	if (voter->mail != BALLOT_LOST)
		return !voter->taken_s;
	if (voter->is_loss_told)
		return false;
	/* what comes back after the end changes nothing any more */
	return !voter->taken_s || voter->lost_s <= closes_s;
}

static size_t count_unreached(const struct vote_machine *m, int64_t closes_s)
{
	size_t n = 0;

	for (size_t i = 0; i < m->v->n_voters && !m->terms->quiet; i++)
		n += is_unreached(&m->v->voters[i], closes_s);
	return n;
}

/* Since when everybody has a ballot who can have one, or it is known that nobody can; 0: not yet.
 * *named_out: the latest end that one of them names. */
static int64_t ballots_taken_s(const struct vote_machine *m, int64_t *named_out)
{
	int64_t last_s = 0, lost_s = 0;

	*named_out = 0;
	for (size_t i = 0; i < m->v->n_voters; i++) {
		const struct vote_voter *voter = &m->v->voters[i];

		if (!voter->taken_s && is_unreached(voter, 0))
			return 0;
		if (voter->taken_s > last_s)
			last_s = voter->taken_s;
		if (voter->lost_s > lost_s)
			lost_s = voter->lost_s;
		if (voter->taken_s && voter->named_s > *named_out)
			*named_out = voter->named_s;
	}
	return last_s ? last_s : lost_s;
}

/* From now on the vote ends with this grant. */
static void give(struct vote_machine *m, const struct vote_grant *g)
{
	struct vote *v = m->v;
	int64_t named_s, told_s = ballots_taken_s(m, &named_s);
	struct granted granted = { .closes_s = grant_end(g, g->at_s), .known_s = g->at_s };

	v->awaits_ballots = !told_s && !m->terms->quiet;
	if (g->extension && told_s) {
		const struct telling *t = telling_first(&m->notices, g->at_s, granted.closes_s);

		told_s = t ? t->told_s : 0;
		named_s = t ? t->named_s : 0;
	}
	if (!m->terms->quiet)
		grant_begin(g->at_s, m->now_s, told_s, named_s, grant_end, g, &granted);
	v->granted_s = g->at_s;
	v->closes_s = granted.closes_s;
	v->known_s = granted.known_s;
	v->untold = granted.untold;
	v->delayed = granted.delayed;
}

bool vote_state_is_end(enum vote_state state)
{
	return state != VOTE_OPEN && state != VOTE_EXTENDED;
}

bool vote_is_running(const struct vote *vote)
{
	return vote->opened && !vote_state_is_end(vote->state);
}

bool vote_state_is_for_agenda(enum vote_state state)
{
	return state == VOTE_NO_QUORUM || state == VOTE_TIED;
}

bool vote_is_for_agenda(const struct vote *vote)
{
	return vote_state_is_for_agenda(vote->state);
}

static void step(struct vote_machine *m, int64_t at_s, enum vote_state to,
		 const struct vote_event *event)
{
	struct vote *v = m->v;

	v->steps = arena_grow(m->arena, v->steps, v->n_steps, &m->cap_steps, sizeof *v->steps);
	v->steps[v->n_steps++] =
		(struct vote_step){ .at_s = at_s, .from = v->state, .to = to, .event = event };
	v->state = to;
}

static void remark(struct vote_machine *m, const struct vote_event *e, enum vote_why why)
{
	struct vote *v = m->v;

	v->remarks =
		arena_grow(m->arena, v->remarks, v->n_remarks, &m->cap_remarks, sizeof *v->remarks);
	v->remarks[v->n_remarks++] = (struct vote_remark){ .event = e, .why = why };
}

static struct vote_voter *find_voter(const struct vote *v, const char *name)
{
	for (size_t i = 0; name && i < v->n_voters; i++) {
		if (strcmp(v->voters[i].name, name) == 0)
			return &v->voters[i];
	}
	return NULL;
}

static void count(struct tally *tally, enum ballot_choice choice, bool is_more)
{
	size_t *const counts[] = {
		[BALLOT_NONE] = NULL,
		[BALLOT_YES] = &tally->yes,
		[BALLOT_NO] = &tally->no,
		[BALLOT_ABSTAIN] = &tally->abstain,
		[BALLOT_RANKED] = NULL,
		[BALLOT_SEALED] = &tally->sealed,
	};

	if (counts[choice])
		*counts[choice] += is_more ? 1 : (size_t)-1;
}

static void cast(struct vote_machine *m, const struct vote_event *e)
{
	struct vote_voter *voter = find_voter(m->v, e->actor);
	bool is_of_kind = m->terms->n_options ? e->ranks != NULL : e->choice != BALLOT_NONE;

	if (!voter || !is_of_kind) {
		remark(m, e, VOTE_NOT_ALLOWED);
		return;
	}
	m->v->n_voted += voter->choice == BALLOT_NONE;
	count(&m->v->tally, voter->choice, false);
	count(&m->v->tally, e->choice, true);
	voter->choice = e->choice;
	voter->ranks = e->ranks;
	voter->ranking = e->ranking;
	voter->reason = e->text;
	voter->message_id = e->message_id;
	voter->cast_s = e->at_s;
	voter->n_cast++;
}

static void extend(struct vote_machine *m, const struct vote_event *e)
{
	struct vote *v = m->v;
	const struct vote_grant more = {
		.m = m, .at_s = e->at_s, .before_s = v->closes_s, .extension = e
	};

	if (grant_end(&more, e->at_s) <= v->closes_s) {
		remark(m, e, VOTE_NOT_LATER);
		return;
	}
	give(m, &more);
	v->n_extended++;
	step(m, e->at_s, VOTE_EXTENDED, e);
}

/* An act in time, of a vote that is running. */
static void apply(struct vote_machine *m, const struct vote_event *e)
{
	bool by_chair = e->roles & (DEADLINE_BY_CHAIR | DEADLINE_BY_OPERATOR);
	bool by_owner = by_chair || strcmp(e->actor, m->v->opener) == 0;
	bool is_proved = e->proved || (e->roles & DEADLINE_BY_OPERATOR);

	if (!is_proved) {
		remark(m, e, VOTE_UNPROVED);
	} else if (e->kind == VOTE_EVENT_CAST) {
		cast(m, e);
	} else if (!by_owner || e->kind == VOTE_EVENT_OPENED) {
		remark(m, e, VOTE_NOT_ALLOWED);
	} else if (e->kind == VOTE_EVENT_EXTENDED) {
		extend(m, e);
	} else {
		step(m, e->at_s, VOTE_WITHDRAWN, e);
		m->v->settled_s = e->at_s;
	}
}

/* By the kind of the vote. */
static enum tally_outcome decide(const struct vote_machine *m)
{
	const struct vote_terms *t = m->terms;
	struct vote *v = m->v;
	const unsigned char **ballots = arena_alloc(m->arena, v->n_voters + 1, sizeof *ballots);

	if (!t->n_options)
		return tally_decide(t->rule, &v->tally);
	for (size_t i = 0; i < v->n_voters; i++)
		ballots[i] = v->voters[i].ranks;
	v->ranked = arena_alloc(m->arena, 1, sizeof *v->ranked);
	return ranked_tally_decide(m->arena, t->rule, ballots, v->n_voters, t->n_options,
				   v->ranked);
}

static enum vote_state outcome_of(const struct vote_machine *m)
{
	switch (decide(m)) {
	case TALLY_PASSED:
		return VOTE_PASSED;
	case TALLY_NO_QUORUM:
		return VOTE_NO_QUORUM;
	case TALLY_TIED:
		return VOTE_TIED;
	case TALLY_FAILED:
		break;
	}
	return VOTE_FAILED;
}

static bool needs_count(const struct vote_machine *m)
{
	return m->v->tally.sealed && tally_decide(m->terms->rule, &m->v->tally) != TALLY_NO_QUORUM;
}

/* Time passes up to at_s: an instant that lies before it decides. */
static void settle(struct vote_machine *m, int64_t at_s)
{
	struct vote *v = m->v;
	bool is_held_up = !m->counted && (v->untold || count_unreached(m, v->closes_s));

	if (m->counted)
		v->closes_s = m->counted->named_s;
	if (!vote_is_running(v) || is_held_up || at_s <= v->closes_s)
		return;
	v->settled_s = v->closes_s;
	if (m->counted)
		v->tally = m->counted->counted;
	v->is_uncounted = needs_count(m);
	step(m, v->closes_s, outcome_of(m), NULL);
}

/* Of the same second the ledger's order decides, which is the mailbox's. */
static int compare_events(const void *left, const void *right)
{
	const struct vote_event *a = *(const struct vote_event *const *)left,
				*b = *(const struct vote_event *const *)right;

	if (a->at_s != b->at_s)
		return a->at_s < b->at_s ? -1 : 1;
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	return a < b ? -1 : a > b;
}

static struct receipt receipt_of(const struct vote_event *e)
{
	return (struct receipt){
		.at_s = e->at_s,
		.rank = (int)e->kind,
		.message_id = e->message_id,
		.line = e->line,
		.actor = e->actor,
		.text = e->text,
	};
}

/* Is it there twice, as after a mail that was read again? */
static bool is_again(const struct vote_event *const *sorted, size_t i)
{
	const struct receipt one = receipt_of(sorted[i]);

	for (size_t k = i; k-- > 0 && sorted[k]->at_s == one.at_s;) {
		const struct receipt other = receipt_of(sorted[k]);

		if (receipt_compare(&one, &other) == 0)
			return true;
	}
	return false;
}

static bool is_of_mail(const struct vote_event *e)
{
	return e->kind == VOTE_EVENT_ANNOUNCED || e->kind == VOTE_EVENT_TOLD ||
	       e->kind == VOTE_EVENT_UNTOLD;
}

/* Is it an act of somebody, at its instant? */
static bool is_act(const struct vote_event *e)
{
	return !is_of_mail(e) && e->kind != VOTE_EVENT_COUNTED;
}

/* The first count stands. */
static const struct vote_event *find_count(const struct vote_event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (events[i].kind == VOTE_EVENT_COUNTED)
			return &events[i];
	}
	return NULL;
}

static void take_ballot_mail(struct vote_voter *voter, const struct vote_event *e)
{
	if (e->kind == VOTE_EVENT_ANNOUNCED) {
		voter->mail = BALLOT_ON_ITS_WAY;
		voter->named_s = e->named_s;
		voter->lost_s = 0;
		return;
	}
	voter->mail = e->kind == VOTE_EVENT_TOLD ? BALLOT_TAKEN : BALLOT_LOST;
	voter->lost_s = e->kind == VOTE_EVENT_TOLD ? 0 : e->at_s;
	voter->is_loss_told = voter->is_loss_lost = false;
	if (e->kind == VOTE_EVENT_TOLD && !voter->taken_s)
		voter->taken_s = e->at_s;
}

static void take_notice(struct vote_machine *m, const struct vote_event *e)
{
	const struct telling mail = {
		.message_id = e->message_id, .at_s = e->at_s, .named_s = e->named_s
	};
	struct telling *t = telling_find(&m->notices, e->message_id);

	if (e->kind == VOTE_EVENT_ANNOUNCED) {
		if (e->named_s)
			telling_announce(m->arena, &m->notices, &mail);
	} else if (t) {
		t->told_s = e->kind == VOTE_EVENT_TOLD ? e->at_s : 0;
		t->lost_s = e->kind == VOTE_EVENT_UNTOLD ? e->at_s : 0;
	}
}

static void take_failure_mail(struct vote_voter *voter, enum vote_event_kind kind)
{
	voter->is_loss_told = kind == VOTE_EVENT_TOLD && voter->mail == BALLOT_LOST;
	voter->is_loss_lost = kind == VOTE_EVENT_UNTOLD && voter->mail == BALLOT_LOST;
}

static void read_mails(struct vote_machine *m, const struct vote_event *events, size_t n)
{
	struct telling_counts counts;

	for (size_t i = 0; i < n; i++) {
		const struct vote_event *e = &events[i];
		struct vote_voter *voter = is_of_mail(e) ? find_voter(m->v, e->voter) : NULL;

		if (!is_of_mail(e))
			continue;
		if (e->mail == VOTE_MAIL_LIST)
			take_notice(m, e);
		else if (voter && e->mail == VOTE_MAIL_BALLOT)
			take_ballot_mail(voter, e);
		else if (voter && e->mail == VOTE_MAIL_FAILURE)
			take_failure_mail(voter, e->kind);
	}
	counts = telling_count(&m->notices);
	m->v->named_s = counts.named_s;
	m->v->telling = counts.is_on_its_way;
	m->v->n_announced = counts.n;
	m->v->n_lost = counts.n_lost;
	m->v->lost_s = counts.lost_s;
}

static void open_vote(struct vote_machine *m, const struct vote_event *e)
{
	const struct vote_terms *t = m->terms;
	struct vote *v = m->v;

	v->opened = true;
	v->opener = e->actor;
	v->opener_proved = e->proved || (e->roles & DEADLINE_BY_OPERATOR);
	v->message_id = e->message_id;
	v->opened_s = e->at_s;
	v->date_passed = civil_is_set(t->until) && !period_is_set(t->period) &&
			 period_end_of_day(t->zone, t->until) <= v->opened_s;
	give(m, &(struct vote_grant){ .m = m, .at_s = e->at_s });
}

static void set_voters(struct vote_machine *m)
{
	const struct vote_terms *t = m->terms;
	struct vote *v = m->v;

	v->voters = arena_alloc(m->arena, t->n_voters, sizeof *v->voters);
	v->n_voters = t->n_voters;
	v->tally.members = t->n_voters;
	for (size_t i = 0; i < t->n_voters; i++)
		v->voters[i] = (struct vote_voter){ .name = t->voters[i],
						    .reason = "",
						    .message_id = "" };
}

/* As it was before time decided. */
static void take_back_outcome(struct vote *v)
{
	v->state = v->steps[--v->n_steps].from;
	v->settled_s = 0;
	v->ranked = NULL;
}

/* Not certain yet. */
static void take_back_lateness(struct vote *v)
{
	while (v->n_remarks && v->remarks[v->n_remarks - 1].why == VOTE_LATE)
		v->n_remarks--;
}

void vote_fold(struct arena *arena, const struct vote_terms *terms, const struct vote_event *events,
	       size_t n_events, int64_t read_s, int64_t now_s, struct vote *out)
{
	struct vote_machine m = { .arena = arena, .terms = terms, .now_s = now_s, .v = out };
	const struct vote_event **sorted = arena_alloc(arena, n_events, sizeof *sorted),
				*opening = NULL;

	*out = (struct vote){ .opener = "", .message_id = "" };
	for (size_t i = 0; i < n_events; i++)
		sorted[i] = &events[i];
	if (n_events)
		qsort(sorted, n_events, sizeof *sorted, compare_events);
	for (size_t i = 0; i < n_events && !opening; i++)
		opening = sorted[i]->kind == VOTE_EVENT_OPENED ? sorted[i] : NULL;
	if (!opening)
		return;
	m.counted = find_count(events, n_events);
	set_voters(&m);
	read_mails(&m, events, n_events);
	open_vote(&m, opening);
	for (size_t i = 0; i < n_events; i++) {
		const struct vote_event *e = sorted[i];

		if (e == opening || !is_act(e) || is_again(sorted, i))
			continue;
		settle(&m, e->at_s);
		if (vote_is_running(out))
			apply(&m, e);
		else
			remark(&m, e, VOTE_LATE);
	}
	/* the instant itself counts: one second more has passed when now has reached it */
	if (now_s >= out->closes_s)
		settle(&m, out->closes_s + 1);
	if (out->settled_s && out->state != VOTE_WITHDRAWN &&
	    (read_s < out->settled_s || now_s < out->settled_s)) {
		out->is_uncounted = false;
		take_back_outcome(out);
		take_back_lateness(out);
	} else if (out->is_uncounted) {
		take_back_outcome(out);
	}
	out->n_unreached = count_unreached(&m, out->closes_s);
	out->waits = vote_is_running(out) && !out->untold && now_s >= out->closes_s;
}

static const char *const state_names[] = {
	[VOTE_OPEN] = "open",		[VOTE_EXTENDED] = "extended",
	[VOTE_PASSED] = "passed",	[VOTE_FAILED] = "failed",
	[VOTE_NO_QUORUM] = "no quorum", [VOTE_WITHDRAWN] = "withdrawn",
	[VOTE_TIED] = "tied",
};

static const char *const event_names[] = {
	[VOTE_EVENT_OPENED] = "opened",	    [VOTE_EVENT_ANNOUNCED] = "announced",
	[VOTE_EVENT_TOLD] = "told",	    [VOTE_EVENT_UNTOLD] = "untold",
	[VOTE_EVENT_EXTENDED] = "extended", [VOTE_EVENT_WITHDRAW] = "withdraw",
	[VOTE_EVENT_CAST] = "cast",	    [VOTE_EVENT_COUNTED] = "counted",
};

static const char *const mail_names[] = {
	[VOTE_MAIL_OTHER] = "",
	[VOTE_MAIL_LIST] = "list",
	[VOTE_MAIL_BALLOT] = "ballot",
	[VOTE_MAIL_FAILURE] = "failure",
};

/* n: it is none of them. */
static size_t find_name(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && strcmp(names[i], name) != 0)
		i++;
	return i;
}

#define LENGTH(names) (sizeof(names) / sizeof *(names))

const char *vote_state_name(enum vote_state state)
{
	return state_names[state];
}

bool vote_state_from_name(const char *name, enum vote_state *out)
{
	*out = (enum vote_state)find_name(state_names, LENGTH(state_names), name);
	return *out < LENGTH(state_names);
}

const char *vote_event_name(enum vote_event_kind kind)
{
	return event_names[kind];
}

bool vote_event_from_name(const char *name, enum vote_event_kind *out)
{
	*out = (enum vote_event_kind)find_name(event_names, LENGTH(event_names), name);
	return *out < LENGTH(event_names);
}

const char *vote_mail_name(enum vote_mail mail)
{
	return mail_names[mail];
}

enum vote_mail vote_mail_from_name(const char *name)
{
	size_t i = find_name(mail_names, LENGTH(mail_names), name);

	return i < LENGTH(mail_names) ? (enum vote_mail)i : VOTE_MAIL_OTHER;
}

const char *ballot_mail_name(enum ballot_mail mail)
{
	static const char *const names[] = {
		[BALLOT_UNDECIDED] = "not sent yet",
		[BALLOT_ON_ITS_WAY] = "on its way",
		[BALLOT_TAKEN] = "sent",
		[BALLOT_LOST] = "lost",
	};

	return names[mail];
}
