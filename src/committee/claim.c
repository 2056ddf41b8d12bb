/* claim.c - see claim.h.
 *
 * Two thresholds, found on the BSC's minutes: wordings of the same owner are the same
 * item from SAME_PERCENT on; when one of the two names no owner the words alone must
 * carry it, so more of them have to agree.  A very short text ("follow up") says too
 * little by itself: then the line above it has to agree as well.  Two that each have a
 * number or a name which the other lacks are two items, however much else they share;
 * and so are two that have any other word in each other's place, but for corrections.
 */
#include "committee/claim.h"

#include <string.h>

#include "message/message.h"
#include "tags/progress.h"

enum {
	SAME_PERCENT = 75,
	SAME_UNOWNED_PERCENT = 90,
	SAME_PLACE_PERCENT = 50,
	MENDED_FOR_S = 10 * 24 * 3600, /* less than the time to the next meeting */
	SHORT_WORDS = 3,
};

/* Whom a claim names, compared with those who own the other. */
enum circle {
	CIRCLE_SAME, /* or some of the joint owners alone */
	CIRCLE_OTHER, /* somebody more; or one of a group for himself, or joint owners
		       * as a group */
	CIRCLE_WIDER_GROUP, /* a group that has more people in it */
};

struct matcher {
	struct arena *arena;
	const struct state *state;
	const struct incoming *mail;
	struct claim_list list;
};

static const struct owner *find_owner(const struct people *people, const struct owner *owner,
				      const struct owner *owners, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ownership_is_same(people, owner, &owners[i]))
			return &owners[i];
	}
	return NULL;
}

static bool shares_owner(const struct people *people, const struct ownership *o,
			 const struct owner *owners, size_t n)
{
	for (size_t i = 0; i < o->len; i++) {
		if (find_owner(people, &o->owners[i], owners, n))
			return true;
	}
	return false;
}

static bool has_group(const struct owner *owners, size_t n, const char *group)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(owners[i].group, group) == 0)
			return true;
	}
	return false;
}

/* A member of a group who has been let off it makes it no other circle. */
static enum circle circle_of(const struct people *people, const struct ownership *o,
			     const struct owner *owners, size_t n)
{
	enum circle circle = CIRCLE_SAME;

	for (size_t i = 0; i < o->len; i++) {
		const struct owner *owner = &o->owners[i],
				   *other = find_owner(people, owner, owners, n);

		if (*owner->group && has_group(owners, n, owner->group))
			continue;
		if (*owner->group && !other)
			return CIRCLE_WIDER_GROUP;
		if (!other || strcmp(owner->group, other->group) != 0)
			circle = CIRCLE_OTHER;
	}
	return circle;
}

/* How long the mark is in front of a remark; 0: none stands there. */
static size_t remark_mark(struct span rest)
{
	static const char *const marks[] = { " - ",
					     " -- ",
					     " --- ",
					     " \xE2\x80\x93 ",
					     " \xE2\x80\x94 ",
					     " => ",
					     " -> ",
					     " (",
					     " [",
					     "; ",
					     " ; ",
					     " : ",
					     ": ",
					     " ... ",
					     "... ",
					     "\xE2\x80\xA6 ",
					     " = ",
					     NULL };
	const char *mark = span_any(rest, span_starts, marks);

	return mark ? strlen(mark) : 0;
}

/* ". ", ", ": words of any kind go on there, only how far it has come is a remark. */
static bool is_weak_mark(struct span rest)
{
	return span_starts(rest, ". ") || span_starts(rest, ", ");
}

static size_t fronts_of(struct arena *arena, const char *text, struct civil_date base,
			struct claim_front *out)
{
	struct span whole = span_of(text);
	size_t n = 0;

	for (size_t i = 1; i < whole.len && n < CLAIM_FRONTS_MAX; i++) {
		struct span rest = span_sub(whole, i, whole.len);
		size_t mark = remark_mark(rest);
		bool is_weak = !mark && is_weak_mark(rest);

		if (!mark && !is_weak)
			continue;
		const struct span remark = span_sub(rest, is_weak ? 2 : mark, rest.len);
		bool is_progress = progress_is_remark(remark);

		if (is_weak && !is_progress)
			continue;
		out[n++] = (struct claim_front){
			.wording = state_wording(arena, arena_strndup(arena, text, i), base),
			.remark = remark,
			.is_progress = is_progress,
		};
		i += mark ? mark - 1 : 0;
	}
	return n;
}

static bool is_same_place(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || likeness_percent(a, b) >= SAME_PERCENT;
}

static struct meeting_said meeting_of(const struct fact *facts, size_t n_facts,
				      const struct fact *fact)
{
	const struct fact *above = fact_heading_above(facts, n_facts, fact, -1);
	struct meeting_said meeting = { .number = fact->meeting > 0 ? fact->meeting : 0 };

	if (above && (!meeting.number || above->meeting == meeting.number)) {
		meeting.number = above->meeting > 0 ? above->meeting : 0;
		meeting.day = above->due;
	}
	return meeting;
}

bool claim_corrects(const struct incoming *mail, const struct claim *claim, const struct item *item)
{
	const struct meeting_said *a = &claim->meeting, *b = &item->meeting;

	if (strcmp(item->message_id, mail->message_id) == 0)
		return false;
	if (a->number && b->number)
		return a->number == b->number;
	return civil_is_set(a->day) && civil_is_set(b->day) && civil_compare(a->day, b->day) == 0;
}

static bool is_of_other_meeting(const struct claim *claim, const struct item *item)
{
	const struct meeting_said *a = &claim->meeting, *b = &item->meeting;

	if (a->number && b->number)
		return a->number != b->number;
	return civil_is_set(a->day) && civil_is_set(b->day) && civil_compare(a->day, b->day) != 0;
}

const struct claim_front *claim_remark(const struct claim *claim, const struct item *item)
{
	for (size_t i = 0; i < claim->n_fronts; i++) {
		const struct claim_front *front = &claim->fronts[i];

		if (front->is_progress && wording_equal(&front->wording, item_wording(item)))
			return front;
	}
	return NULL;
}

/* The words of one of them, and a remark behind them that the other lacks. */
static bool has_remark(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	struct claim_front fronts[CLAIM_FRONTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < claim->n_fronts; i++) {
		if (wording_equal(&claim->fronts[i].wording, item_wording(item)))
			return true;
	}
	if (claim->n_fronts || item_wording(item)->n > claim->wording.n)
		n = fronts_of(m->arena, item->text, m->mail->date, fronts);
	for (size_t k = 0; k < n; k++) {
		if (wording_equal(&claim->wording, &fronts[k].wording))
			return true;
		for (size_t i = 0; i < claim->n_fronts; i++) {
			bool is_progress = claim->fronts[i].is_progress || fronts[k].is_progress;

			if (is_progress &&
			    wording_equal(&claim->fronts[i].wording, &fronts[k].wording))
				return true;
		}
	}
	return false;
}

/* The minutes that raised the item a few days ago, mended: owner and line above are the same. */
static bool is_mended(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	const char *context = claim->fact->context;
	bool is_fresh = m->mail->received_at_s - item->raised_at_s <= MENDED_FOR_S;

	if (!is_fresh || strcmp(item->message_id, m->mail->message_id) == 0)
		return false;
	if (!claim->owners.len || !item->n_owners || is_of_other_meeting(claim, item))
		return false;
	return *context && strcmp(context, item->context) == 0;
}

/* Is the line that of the item, under other names?  Then the minutes have changed their mind, or an
 * owner has. */
static bool is_handed_over(const struct claim *claim, const struct item *item, int percent)
{
	if (percent < SAME_UNOWNED_PERCENT || wording_swaps(&claim->wording, item_wording(item)))
		return false;
	return is_same_place(claim->fact->context, item->context);
}

static bool is_same_duty(const struct claim *claim, const struct item *item)
{
	return claim->fact->every && strcmp(item->duty.every, claim->fact->every) == 0;
}

/* May the claim be about the item, by the circles of those who own the one and the other? */
static bool is_among(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	enum circle circle =
		circle_of(m->mail->people, &claim->owners, item->owners, item->n_owners);

	if (circle != CIRCLE_OTHER)
		return circle == CIRCLE_SAME;
	return claim->fact->kind == FACT_MENTION ||
	       wording_equal(&claim->wording, item_wording(item));
}

/* What is said of an item that is there: that it is done, how far it has come. */
static bool is_about_known(const struct claim *claim, const struct item *item)
{
	if (claim->fact->kind == FACT_MENTION || claim_remark(claim, item))
		return true;
	return claim->fact->status == FACT_DONE;
}

/* Is there enough that speaks for the item beside words which are like? */
static bool is_told_apart(const struct matcher *m, const struct claim *claim,
			  const struct item *item, bool both_owned, bool is_remark)
{
	bool is_long = item_wording(item)->n > SHORT_WORDS ||
		       (claim->wording.n > SHORT_WORDS && !is_remark);

	if (is_long)
		return true;
	/* few words, but nobody has two such duties */
	if (both_owned && (is_same_duty(claim, item) || is_about_known(claim, item)))
		return true;
	bool is_again = claim_corrects(m->mail, claim, item) ||
			message_subject_forwards(span_of(m->mail->subject));

	if (is_again && wording_equal(&claim->wording, item_wording(item)))
		return true;
	return is_same_place(claim->fact->context, item->context);
}

/* How well the claim fits the item; 0: it speaks of something else. */
static int score_of(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	bool both_owned = claim->owners.len && item->n_owners;
	bool corrects = claim_corrects(m->mail, claim, item);
	bool shares = both_owned &&
		      shares_owner(m->mail->people, &claim->owners, item->owners, item->n_owners);

	if (both_owned && !shares && !corrects) /* most items, and the quickest to tell */
		return 0;
	bool is_remark = has_remark(m, claim, item);
	int percent = is_remark ? 100 : wording_percent(&claim->wording, item_wording(item));
	int enough = both_owned ? SAME_PERCENT : SAME_UNOWNED_PERCENT;

	if (percent < SAME_PLACE_PERCENT || wording_differs(&claim->wording, item_wording(item)))
		return 0; /* nothing below takes less */
	if (both_owned && !shares)
		return is_handed_over(claim, item, percent) ? 2 * percent : 0;
	if (both_owned && !corrects && !is_among(m, claim, item))
		return 0;
	if (is_mended(m, claim, item))
		return 2 * percent + 1;
	bool may_swap = corrects || is_remark;

	if (percent < enough || (!may_swap && wording_swaps(&claim->wording, item_wording(item))))
		return 0;
	return is_told_apart(m, claim, item, both_owned, is_remark) ? 2 * percent + 1 : 0;
}

/* Do two lines of one mail say the same of the same people? */
static bool says_the_same(const struct people *people, const struct claim *a, const struct claim *b)
{
	bool is_dated = civil_is_set(a->fact->due) && civil_is_set(b->fact->due);

	if (is_dated && civil_compare(a->fact->due, b->fact->due) != 0)
		return false;
	if (!wording_equal(&a->wording, &b->wording))
		return false;
	if (!a->owners.len || !b->owners.len)
		return true;
	return shares_owner(people, &a->owners, b->owners.owners, b->owners.len) &&
	       circle_of(people, &a->owners, b->owners.owners, b->owners.len) !=
		       CIRCLE_WIDER_GROUP &&
	       circle_of(people, &b->owners, a->owners.owners, a->owners.len) != CIRCLE_WIDER_GROUP;
}

/* Where a mail says once more what it has said elsewhere. */
static bool repeats(const struct claim *claim)
{
	return claim->fact->in_section || claim->fact->kind == FACT_MENTION ||
	       claim->fact->line == 0;
}

static bool are_of_two_meetings(const struct claim *a, const struct claim *b)
{
	return a->meeting.number && b->meeting.number && a->meeting.number != b->meeting.number;
}

static bool is_repeated(const struct people *people, const struct claim *a, const struct claim *b)
{
	if (!says_the_same(people, a, b))
		return false;
	if (strcmp(a->fact->context, b->fact->context) == 0)
		return true;
	if (a->wording.n > SHORT_WORDS && are_of_two_meetings(a, b))
		return true;
	/* each topic may have a list of its own, and each of them a "follow up" */
	return a->wording.n > SHORT_WORDS ? repeats(a) || repeats(b) : repeats(a) != repeats(b);
}

struct claim *claim_said_before(const struct people *people, struct claim_list *list,
				const struct claim *claim)
{
	struct claim *found = NULL;

	for (struct claim *c = list->claims; c < claim; c++) {
		bool is_raised = c->item && !c->settled;

		if (is_raised && is_repeated(people, c, claim) &&
		    (!found || c->repeated < found->repeated))
			found = c;
	}
	if (found)
		found->repeated++;
	return found;
}

bool claim_raised_below(const struct people *people, const struct claim_list *list,
			const struct claim *claim)
{
	for (const struct claim *c = claim + 1; c < list->claims + list->len; c++) {
		if (c->fact->kind == FACT_ACTION && !c->settled &&
		    shares_owner(people, &claim->owners, c->owners.owners, c->owners.len) &&
		    wording_percent(&claim->wording, &c->wording) >= SAME_PERCENT &&
		    !wording_differs(&claim->wording, &c->wording) &&
		    !wording_swaps(&claim->wording, &c->wording))
			return true;
	}
	return false;
}

/* Has a line of this mail that says something else got the item? */
static bool is_taken(const struct matcher *m, const struct claim *claim, int item)
{
	for (size_t i = 0; i < m->list.len; i++) {
		const struct claim *c = &m->list.claims[i];

		if (c != claim && c->settled && c->item == item &&
		    !is_repeated(m->mail->people, c, claim))
			return true;
	}
	return false;
}

/* Was it said before the item was closed?  What minutes say was said on the meeting's day. */
static bool is_said_before_closing(const struct matcher *m, const struct claim *claim,
				   const struct item *item)
{
	struct civil_date day = claim->meeting.day;

	if (!civil_is_set(day))
		return m->mail->received_at_s <= item->closed_at_s;
	return civil_compare(day, civil_from_utc(item->closed_at_s).date) <= 0;
}

/* How many items the mail has raised that raised this one, and how many of these have words of the
 * new mail. */
static bool repeats_all_of(const struct matcher *m, const char *message_id)
{
	size_t n = 0, n_said = 0;

	for (size_t i = 0; i < m->state->n_items; i++) {
		const struct item *item = &m->state->items[i];
		bool is_said = false;

		if (!item->number || strcmp(item->message_id, message_id) != 0)
			continue;
		for (size_t k = 0; k < m->list.len && !is_said; k++)
			is_said = wording_percent(&m->list.claims[k].wording, item_wording(item)) >=
				  SAME_PERCENT;
		n++;
		n_said += is_said;
	}
	return n > 1 && n_said == n;
}

/* Is it the subject of an answer that repeats the one of the mail it answers, without "Re:"? */
static bool repeats_subject(const struct incoming *mail, const struct claim *claim,
			    const struct item *item)
{
	const char *answered = mail->thread ? mail->thread : mail->refs;

	return claim->fact->line == 0 &&
	       span_has_line(span_of(answered), span_of(item->message_id));
}

/* Is the mail one more copy of the one that raised the item: its minutes once more, forwarded, all
 * of it again? */
static bool is_copy(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	const struct incoming *mail = m->mail;

	if (claim_corrects(mail, claim, item))
		return true;
	if (is_of_other_meeting(claim, item))
		return false;
	return message_subject_forwards(span_of(mail->subject)) ||
	       span_has_line(span_of(mail->namesakes), span_of(item->message_id)) ||
	       repeats_subject(mail, claim, item) || repeats_all_of(m, item->message_id);
}

/* Does whoever says this want done once more what is done, or was dropped? */
static bool is_wanted_anew(const struct matcher *m, const struct claim *claim,
			   const struct item *item)
{
	const struct fact *fact = claim->fact;
	if (item_is_alive(item) || item_recurs(item))
		return false;
	if (fact->kind != FACT_ACTION || fact->in_review || fact->status == FACT_DONE)
		return false;
	return !is_said_before_closing(m, claim, item) && !is_copy(m, claim, item);
}

static bool is_candidate(const struct matcher *m, const struct item *item)
{
	return item->number != 0 && strcmp(item->list, m->mail->list) == 0;
}

/* Of items that its words fit alike, the one that stands below the same topic, then one that is
 * open, then the newest. */
static int rank_of(const struct matcher *m, const struct claim *claim, const struct item *item)
{
	int score = score_of(m, claim, item);
	bool is_here = score && is_same_place(claim->fact->context, item->context);
	bool is_open = item_is_alive(item);

	if (!score || is_wanted_anew(m, claim, item))
		return 0;
	return 4 * score + 2 * is_here + is_open;
}

/* "Done" closes none of several that it may mean. */
static bool is_in_doubt(const struct claim *claim, const struct item *a, const struct item *b)
{
	return claim->fact->status == FACT_DONE && item_is_alive(a) && item_is_alive(b) &&
	       !is_same_place(claim->fact->context, a->context);
}

static void seek(const struct matcher *m, struct claim *claim)
{
	const struct item *found = NULL;
	bool is_doubtful = false;

	claim->score = 1;
	for (size_t i = 0; i < m->state->n_items; i++) {
		const struct item *item = &m->state->items[i];
		int rank = is_candidate(m, item) ? rank_of(m, claim, item) : 0;

		if (rank < claim->score || is_taken(m, claim, item->number))
			continue;
		is_doubtful = found && rank == claim->score && is_in_doubt(claim, found, item);
		found = item;
		claim->score = rank;
	}
	claim->item = found && !is_doubtful ? found->number : 0;
}

static struct claim *best_of(const struct matcher *m)
{
	struct claim *best = NULL;

	for (size_t i = 0; i < m->list.len; i++) {
		struct claim *c = &m->list.claims[i];

		if (!c->settled && c->item && (!best || c->score > best->score))
			best = c;
	}
	return best;
}

/* The best pair of all first; whoever wanted the same item looks for another one. */
static void match(const struct matcher *m)
{
	struct claim *best;

	for (size_t i = 0; i < m->list.len; i++) {
		if (!m->list.claims[i].settled)
			seek(m, &m->list.claims[i]);
	}
	while ((best = best_of(m))) {
		best->settled = true;
		for (size_t i = 0; i < m->list.len; i++) {
			struct claim *c = &m->list.claims[i];

			if (!c->settled && c->item == best->item && is_taken(m, c, c->item))
				seek(m, c);
		}
	}
}

static struct claim claim_of(const struct matcher *m, const struct fact *facts, size_t n_facts,
			     const struct fact *fact)
{
	struct claim claim = {
		.fact = fact,
		.owners = ownership_of(m->arena, m->mail->people, fact->owners, fact->n_owners),
		.wording = state_wording(m->arena, fact->text, m->mail->date),
		.meeting = meeting_of(facts, n_facts, fact),
	};

	claim.named = ownership_text(m->arena, &claim.owners);
	claim.n_fronts = fronts_of(m->arena, fact->text, m->mail->date, claim.fronts);
	if (fact->item > 0) {
		const struct item *item = state_item(m->state, fact->item);

		claim.item = item && strcmp(item->list, m->mail->list) == 0 ? item->number : 0;
		claim.settled = true;
	}
	return claim;
}

struct claim_list claims_of(struct arena *arena, const struct state *state,
			    const struct incoming *mail, const struct fact *facts, size_t n_facts)
{
	struct matcher m = { .arena = arena, .state = state, .mail = mail };

	m.list.claims = arena_alloc(arena, n_facts, sizeof *m.list.claims);
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_ACTION || facts[i].kind == FACT_MENTION)
			m.list.claims[m.list.len++] = claim_of(&m, facts, n_facts, &facts[i]);
	}
	match(&m);
	return m.list;
}
