/* meeting_week.c - the list's week: see meeting_view.h. */
#include "notices/meeting_work.h"

#include "committee/person.h"
#include "notices/digest_vote.h"
#include "notices/format.h"
#include "time/zone.h"

enum { DAY_S = 24 * 3600, WEEK_S = 7 * DAY_S };

/* As it stood at that instant: what came later is of the next week, and would make a digest of a
 * week without one. */
static bool was_due_then(const struct item *item, int64_t at_s)
{
	return item->status == ITEM_OPEN && civil_is_set(item->due) &&
	       item_opened_at(item) < at_s && item->due_set_at_s < at_s;
}

static bool is_overdue(const struct meeting_context *c, const struct item *item, int64_t now_s,
		       int64_t to_s)
{
	const struct zone *zone = meeting_list_zone(c);

	return was_due_then(item, to_s) &&
	       civil_compare(item->due, zone_to_local(zone, now_s).date) < 0 &&
	       !meeting_view_is_past(c, item);
}

static bool is_due(const struct meeting_context *c, const struct item *item, int64_t now_s,
		   int64_t to_s)
{
	const struct zone *zone = meeting_list_zone(c);
	int64_t due = civil_to_days(item->due);

	return was_due_then(item, to_s) && due >= civil_to_days(zone_to_local(zone, now_s).date) &&
	       due < civil_to_days(zone_to_local(zone, to_s).date) + 7;
}

/* Of items that are overdue, those that were due on that day or later; the others are counted. */
static struct item_list since(struct arena *arena, struct item_list all, struct civil_date day,
			      size_t *n_before_out)
{
	struct item_view *rows = arena_alloc(arena, all.n, sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		if (civil_compare(all.rows[i].item->due, day) >= 0)
			rows[n++] = all.rows[i];
	}
	*n_before_out = all.n - n;
	return (struct item_list){ rows, n };
}

/* Did the digest of the week before, sent at from_s, tell of it as new, with its present day? */
static bool was_told_due(const struct item *item, int64_t from_s, int64_t to_s)
{
	enum { HOUR_S = 3600 }; /* the clocks may have changed */

	return to_s - from_s <= WEEK_S + HOUR_S && item_opened_at(item) >= from_s - WEEK_S &&
	       item->due_set_at_s < from_s;
}

/* An item stands in the first part that fits. */
static void fill_weekly_items(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			      int64_t to_s, int64_t now_s, struct weekly_view *out)
{
	struct item_list overdue = meeting_items_that(arena, c, is_overdue, now_s, to_s);
	struct item_list added = meeting_items_that(arena, c, meeting_item_is_new, from_s, to_s);

	out->due = meeting_items_that(arena, c, is_due, now_s, to_s);
	out->done = meeting_items_that(arena, c, meeting_item_is_done, from_s, to_s);
	out->overdue = since(arena, overdue, zone_to_local(meeting_list_zone(c), from_s).date,
			     &out->n_overdue_before);
	out->added = meeting_items_without(arena, meeting_items_without(arena, added, overdue),
					   out->due);
	out->n_news = added.n + out->done.n;
	for (size_t i = 0; i < out->due.n; i++)
		out->n_news += !was_told_due(out->due.rows[i].item, from_s, to_s);
}

/* Those that run, for their end is to come; how one ended the list has heard by its own notice,
 * where that is sent. */
static void fill_weekly_deadlines(struct arena *arena, const struct meeting_context *c,
				  int64_t from_s, int64_t to_s, int64_t now_s,
				  struct weekly_view *out)
{
	const struct deadline_view *all;
	size_t n;

	meeting_view_deadlines(arena, c, from_s, to_s, now_s, &all, &n);
	struct deadline_view *rows = arena_alloc(arena, n, sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		if (!all[i].deadline->settled_s || policy_is_off(c->policy, "deadline-closed"))
			rows[out->n_deadlines++] = all[i];
	}
	out->deadlines = rows;
}

static void fill_weekly_votes(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			      int64_t to_s, int64_t now_s, struct weekly_view *out)
{
	bool is_told = !policy_is_off(c->policy, vote_notice_name(VOTE_NOTICE_CLOSED));
	size_t n = 0;

	meeting_view_votes(arena, c, from_s, to_s, now_s, &out->votes);
	for (size_t i = 0; i < out->votes.len; i++) {
		if (!out->votes.entries[i].vote.settled_s || !is_told)
			out->votes.entries[n++] = out->votes.entries[i];
	}
	out->votes.len = n;
}

/* "Dave Thaler (until Mon 19 Jun), KP Singh (until they write \"resume\")"; "" nobody */
static const char *quiet_people(struct arena *arena, const struct meeting_context *c, int64_t now_s)
{
	const char *text = "";

	for (size_t i = 0; i < c->people->n_persons; i++) {
		const struct person *person = &c->people->persons[i];
		const struct zone *zone = zone_of_either(person->zone, c->policy->zone);
		const struct person_quiet quiet =
			person_quiet(c->state, c->policy->list_name, c->people, person);

		if (!person_is_quiet(&quiet, zone_to_local(zone, now_s).date))
			continue;
		text = arena_printf(arena, "%s%s%s (until %s)", text, *text ? ", " : "",
				    person->name,
				    quiet.stopped ? "they write \"resume\""
						  : format_date(arena, zone, now_s, quiet.until));
	}
	return text;
}

void meeting_view_weekly(struct arena *arena, const struct meeting_context *c, int64_t from_s,
			 int64_t to_s, int64_t now_s, struct weekly_view *out,
			 struct meeting_view *next)
{
	struct thread *threads = NULL;
	struct meeting meeting;

	*out = (struct weekly_view){ .from_s = from_s, .to_s = to_s };
	fill_weekly_items(arena, c, from_s, to_s, now_s, out);
	fill_weekly_deadlines(arena, c, from_s, to_s, now_s, out);
	fill_weekly_votes(arena, c, from_s, to_s, now_s, out);
	meeting_view_decisions(
		arena, c, from_s, to_s,
		(struct meeting_told){ out->deadlines, out->n_deadlines, &out->votes },
		&out->decisions);
	out->n_threads =
		threads_of(arena, c->mails, c->n_mails, c->policy->prefix, from_s, to_s, &threads);
	out->threads = threads;
	out->quiet = quiet_people(arena, c, now_s);
	if (calendar_next(c->calendar, now_s, &meeting)) {
		*next = meeting_view_of(c, &meeting);
		out->next = next;
	}
}
