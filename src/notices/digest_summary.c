/* digest_summary.c - the one mail about the past: what an archive held when it was first read. */
#include "notices/digest_work.h"

#include <string.h>

enum { ROWS_MAX = 60, ROWS_OF_ONE = 5, TEXT_LINES = 2 };

static const char *day_of(const struct digest *d, int64_t at_s)
{
	return format_date(d->arena, d->reader->zone, d->now_s,
			zone_to_local(d->reader->zone, at_s).date);
}

static void add_found(struct digest *d, const struct summary_view *view)
{
	size_t n_open = view->n_items - view->n_done - view->n_dropped;
	const char *first = day_of(d, view->first_s), *last = day_of(d, view->last_s);

	digest_title(d, "What was read:");
	digest_row(d, "*  ",
		   strcmp(first, last) == 0
			   ? arena_printf(d->arena, "%s of %s",
					  format_count(d->arena, view->n_mails, "mail", NULL),
					  first)
			   : arena_printf(d->arena, "%s, from %s to %s",
					  format_count(d->arena, view->n_mails, "mail", NULL),
					  first, last));
	if (view->n_minutes)
		digest_row(d, "*  ",
			   arena_printf(d->arena, "minutes of %s",
					format_count(d->arena, view->n_minutes, "meeting", NULL)));
	digest_row(d, "*  ",
		   arena_printf(d->arena, "%s: %zu open, %zu done, %zu dropped",
				format_count(d->arena, view->n_items, "action item", NULL), n_open,
				view->n_done, view->n_dropped));
}

static void add_item(struct digest *d, const struct item *item)
{
	int64_t days =
		-digest_days_until(d, zone_to_local(d->reader->zone, item->raised_at_s).date);
	const char *age =
		days > 0 ? arena_printf(d->arena, "%s old", format_age(d->arena, days)) : "new";

	layout_hanging(&d->text, arena_printf(d->arena, "#%d  %s  ", item->number, age),
		       DIGEST_ROW_INDENT, item->text, TEXT_LINES);
}

/* Of each owner the newest, which are the likeliest to be alive; the others are counted. */
static void add_open(struct digest *d, const struct summary_view *view)
{
	size_t n = 0, shown = 0, left = 0;

	if (!view->open.n)
		return;
	digest_title(d, "Open action items, the newest first:");
	for (size_t from = 0; from < view->open.n; from += n) {
		const char *owner = view->open_owner[from];
		size_t rows;

		if (!*owner && view->n_questions)	/* asked about above */
			break;
		n = digest_owned_by_one(&view->open, view->open_owner, from);
		rows = n < ROWS_OF_ONE ? n : ROWS_OF_ONE;
		if (shown + rows > ROWS_MAX) {
			left += n;
			continue;
		}
		shown += rows;
		layout_paragraph(&d->text,
				 arena_printf(d->arena, "%s (%zu)", *owner ? owner : "Nobody", n));
		for (size_t i = 0; i < rows; i++)
			add_item(d, view->open.rows[from + n - 1 - i].item);
		if (n > rows)
			digest_note(d, arena_printf(d->arena, "and %zu more", n - rows));
	}
	if (left)
		layout_paragraph(&d->text,
				 arena_printf(d->arena, "and %zu more, of others.", left));
}

static void add_to_come(struct digest *d, const struct summary_view *view)
{
	digest_paragraph(d, "Nobody else was written to. Nothing is said about what was due before "
			    "today: such an item is quiet "
			    "until somebody speaks of it. From now on owners are told of new "
			    "items, and reminded of what falls due.");
	if (view->next && view->digest_s)
		digest_paragraph(
			d,
			arena_printf(
				d->arena,
				"The agenda of %s goes to %s on %s, with all that is open by then.",
				digest_meeting(d, view->next),
				*view->next->chair ? view->next->chair : "its chair",
				digest_instant(d, view->digest_s)));
}

static const char *what_to_answer(const struct digest *d, const struct summary_view *view)
{
	int example = view->open.n ? view->open.rows[view->open.n - 1].item->number : 0;
	const char *old = "", *another;

	if (!example)
		return "\"help\" to see what can be written";
	if (view->n_old && *d->reader->name)
		old = arena_printf(d->arena,
				   "\"drop old\" to drop the %s overdue for months, or with ",
				   format_count(d->arena, view->n_old, "item", NULL));
	another = format_another(d->arena, d->policy->people, d->reader->name);
	return arena_printf(d->arena,
			    "%slines such as \"#%d done\", \"#%d drop\" or \"#%d owner %s\"", old,
			    example, example, example, another);
}

void digest_summary(struct arena *arena, const struct notice_policy *policy,
		    const struct digest_reader *reader, const struct summary_view *view,
		    int64_t now_s, struct notice_composed *out)
{
	struct digest probe = { .arena = arena, .reader = reader, .now_s = now_s }, d;
	const char *wanted =
		!view->open.n ? "nothing is wanted of you: this is what was found"
		: view->n_questions
			? "please answer the questions below, and close what is done already"
			: "please close what is done already";

	digest_begin(&d, arena, policy, reader, now_s,
		     arena_printf(arena, "%sthe archive of %s was read for the first time: %s.",
				  digest_hello(&probe), policy->list_name, wanted));
	add_found(&d, view);
	if (view->n_questions) {
		digest_title(&d, "Questions to you:");
		digest_questions_asked(&d, view->questions, view->n_questions, false, true);
	}
	add_open(&d, view);
	digest_deadlines(&d, view->deadlines, view->n_deadlines);
	digest_votes(&d, &view->votes);
	add_to_come(&d, view);
	const char *off = policy->operator_addr
				  ? arena_printf(arena, " To switch notices off write to %s.",
						 policy->operator_addr)
				  : "";

	digest_end(&d, "summary",
		   arena_printf(arena, "What the archive held: %s open",
				format_count(arena, view->n_items - view->n_done - view->n_dropped,
					     "action item", NULL)),
		   arena_printf(arena, "%s%s",
				advice_answer(arena, policy, what_to_answer(&d, view), ""), off),
		   NULL, 0, out);
}
