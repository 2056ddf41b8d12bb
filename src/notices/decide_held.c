/* decide_held.c - see decide_held.h. */
#include "notices/decide_held.h"

#include <stdlib.h>
#include <string.h>

#include "committee/held.h"
#include "committee/record_deadline.h"
#include "committee/record_held.h"
#include "tags/fact.h"
#include "time/zone.h"

struct decide_held_work {
	struct arena *arena;
	const struct meeting_context *c;
	int64_t now_s;
	int64_t *next_s;
	struct chair_reader reader;
};

static void wake_at(struct decide_held_work *w, int64_t at_s)
{
	if (at_s > w->now_s && at_s < *w->next_s)
		*w->next_s = at_s;
}

/* Can it have a row?  Nobody is told of what lay in the mailbox before. */
static bool can_be_asked(const struct held_mail *held)
{
	return held->fate == HELD_WAITS && *held->kept->held.facts && !held->kept->quiet_until_s;
}

/* What is new before what was asked already; people of the list before others, these before what
 * came from outside. */
static int rank_of(const struct held_mail *held)
{
	const struct event_held *kept = &held->kept->held;

	return held->asked * 4 + (kept->flags & HELD_OUTSIDE ? 2 : 0) + !*kept->author;
}

static int compare(const void *left, const void *right)
{
	const struct held_mail *a = *(const struct held_mail *const *)left,
			       *b = *(const struct held_mail *const *)right;
	int order = rank_of(a) - rank_of(b);

	return order ? order : a < b ? -1 : a > b;
}

/* The hour after it came at which the reader is asked. */
static int64_t due_at(const struct decide_held_work *w, const struct event *kept)
{
	int minute = w->c->policy->reminder_minute;
	int64_t at_s = kept->at_s < w->now_s ? kept->at_s : w->now_s;

	return zone_minute_to_utc(w->reader.zone, zone_last_day(w->reader.zone, at_s, minute) + 1,
				  minute);
}

/* Is there anything that was not asked yet, and has waited for the hour? */
static bool is_due(struct decide_held_work *w, const struct held_list *held)
{
	int64_t first_s = INT64_MAX;

	for (size_t i = 0; i < held->len; i++) {
		int64_t due_s = can_be_asked(&held->mails[i]) && !held->mails[i].asked
					? due_at(w, held->mails[i].kept)
					: INT64_MAX;

		first_s = due_s < first_s ? due_s : first_s;
	}
	wake_at(w, first_s);
	if (first_s > w->now_s)
		return false;
	if (decide_is_hour(w->c->state, w->reader.zone, first_s, w->now_s,
			   w->c->policy->reminder_minute))
		return true;
	wake_at(w, due_at(w, &(struct event){ .at_s = w->now_s }));
	return false;
}

/* ---- the rows ---- */

static const struct {
	enum fact_kind kind;
	const char *one, *many;
} kinds[] = {			/* the gravest first: these lines are quoted */
	{ FACT_DEADLINE, "deadline by silence", "deadlines by silence" },
	{ FACT_VOTE, "vote", "votes" },
	{ FACT_ACTION, "action item", "action items" },
	{ FACT_AGENDA, "entry of the agenda", "entries of the agenda" },
	{ FACT_MENTION, "mention", "mentions" },
	{ FACT_DECISION, "decision", "decisions" },
};

static void fill_row(struct arena *arena, const struct event *kept, struct held_row *out)
{
	struct fact_list facts = { 0 };
	const char *counts = "", **lines = arena_alloc(arena, HELD_LINES_MAX, sizeof *lines);
	bool has_minutes = false;
	struct err err;

	*out = (struct held_row){ .kept = kept,
				  .lines = lines,
				  .n_more = (size_t)kept->held.n_left_out };
	if (facts_from_text(arena, kept->held.facts, &facts, &err))
		facts.len = 0;
	for (size_t i = 0; i < facts.len; i++)
		has_minutes = has_minutes || facts.facts[i].kind == FACT_MEETING;
	if (has_minutes)
		counts = "minutes";
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		size_t n = 0;

		for (size_t i = 0; i < facts.len; i++) {
			if (facts.facts[i].kind != kinds[k].kind)
				continue;
			n++;
			if (out->n_lines < HELD_LINES_MAX)
				lines[out->n_lines++] = *facts.facts[i].quote ? facts.facts[i].quote
									      : facts.facts[i].text;
			else
				out->n_more++;
		}
		if (n)
			counts = arena_printf(arena, "%s%s%zu %s", counts, *counts ? ", " : "", n,
					      n == 1 ? kinds[k].one : kinds[k].many);
	}
	out->counts = *counts ? counts : "something";
}

static struct held_view view_of(struct decide_held_work *w, const struct held_list *held,
				const char **ids_out)
{
	const struct held_mail **order = arena_alloc(w->arena, held->len, sizeof *order);
	struct held_row *rows = arena_alloc(w->arena, HELD_ROWS_MAX, sizeof *rows);
	struct held_view view = { .rows = rows, .for_operator = !w->reader.person };
	size_t n = 0;

	for (size_t i = 0; i < held->len; i++) {
		if (can_be_asked(&held->mails[i]))
			order[n++] = &held->mails[i];
		else if (held->mails[i].fate == HELD_WAITS && !held->mails[i].kept->quiet_until_s)
			view.n_more++;
	}
	if (n)
		qsort(order, n, sizeof *order, compare);
	*ids_out = "";
	for (size_t i = 0; i < n && i < HELD_ROWS_MAX; i++) {
		fill_row(w->arena, order[i]->kept, &rows[view.n_rows++]);
		*ids_out = arena_printf(w->arena, "%s%s\n", *ids_out, order[i]->kept->message_id);
	}
	view.n_more += n - view.n_rows;
	return view;
}

void decide_held(struct arena *arena, const struct meeting_context *c, int64_t now_s,
		 struct notice_list *out, int64_t *next_s_out)
{
	struct decide_held_work w = {
		.arena = arena, .c = c, .now_s = now_s, .next_s = next_s_out
	};
	const char *name = deadline_chair(c->calendar, 0, now_s, c->policy->chair), *ids;
	struct event *asked = arena_alloc(arena, 1, sizeof *asked);
	char iso[CIVIL_TEXT_SIZE];
	struct held_list held;
	struct notice_composed mail;

	held_of(arena, c->state, c->policy->list_name, now_s, &held);
	if (!held.len ||
	    !decide_chair_reader(c->state, c->policy, c->people, name, now_s, &w.reader) ||
	    !is_due(&w, &held))
		return;
	int64_t day = zone_last_day(w.reader.zone, now_s, c->policy->reminder_minute);
	const char *key = arena_printf(arena, "held/%s/%s", c->policy->list_name,
				       civil_format_iso(civil_from_days(day), iso));

	if (state_has_key(c->state, key)) {
		wake_at(&w, zone_minute_to_utc(w.reader.zone, day + 1, c->policy->reminder_minute));
		return;
	}
	const struct held_view view = view_of(&w, &held, &ids);
	const struct digest_reader reader = {
		.name = w.reader.person ? w.reader.person->name : "",
		.addr = w.reader.addr,
		.zone = w.reader.zone,
		.message_id = envelope_message_id(arena, c->policy, c->state, key),
		.answers = "",
		.state = c->state,
	};

	digest_held(arena, c->policy, &reader, &view, now_s, &mail);
	*asked = (struct event){
		.at_s = now_s,
		.kind = EVENT_HELD,
		.list = c->policy->list_name,
		.actor = EVENT_BY_BOT,
		.message_id = mail.message_id,
		.rule = RULE_NOTICE,
		.act = HELD_ASKED,
		.held = { .asked = reader.name, .rows = ids },
	};
	(void)notice_add(arena, out,
			 &(struct notice){
				 .kind = NOTICE_COMPOSED,
				 .key = key,
				 .list = c->policy->list_name,
				 .person = w.reader.person,
				 .addr = reader.addr,
				 .kind_name = NOTICE_HELD,
				 .composed = mail,
				 .events = asked,
				 .n_events = 1,
			 });
}
