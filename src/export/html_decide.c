/* html_decide.c - the section of a page that stands first: what waits for somebody's word. */
#include "export/html.h"

#include "notices/meeting_view.h"
#include "notices/format.h"

enum { WHY_BYTES = 200 };

static bool is_contested(const struct deadline *d)
{
	return d->opened && d->state == DEADLINE_CONTESTED;
}

static bool is_open(const struct vote *vote)
{
	return vote->opened && vote_is_running(vote);
}

/* Who was asked for the last time, and has not answered; "" nobody. */
static const char *last_called(struct html *h, const struct item *item)
{
	const char *names = "";

	for (size_t i = 0; item->status == ITEM_OPEN && i < item->n_owners; i++) {
		const struct owner *o = &item->owners[i];

		if (*o->last_call && !o->done_at_s)
			names = arena_printf(h->arena, "%s%s%s", names, *names ? ", " : "",
					     export_owner_name(o));
	}
	return names;
}

/* What is asked about an item; NULL: nothing. */
static const char *question_of(struct html *h, const struct item *item)
{
	const char *names = last_called(h, item);

	return *names ? arena_printf(h->arena, "Keep, drop or done, %s?", names)
		      : meeting_view_whose(h->arena, item);
}

static size_t count(struct html *h)
{
	const struct export_view *v = h->view;
	size_t n = 0;

	for (size_t i = 0; i < v->deadlines.len; i++)
		n += is_contested(&v->deadlines.entries[i].deadline);
	for (size_t i = 0; i < v->votes.len; i++)
		n += is_open(&v->votes.entries[i].vote);
	for (size_t i = 0; i < v->n_items; i++)
		n += question_of(h, v->items[i]) != NULL;
	return n;
}

/* Who objects, and why. */
static void objection(struct html *h, const struct deadline_objection *o)
{
	struct page *p = &h->page;

	PAGE(p, "<small><bdi>");
	bool begun = page_link_begin(p, export_source(h->arena, h->view, o->message_id));

	page_text(p, o->actor);
	page_link_end(p, begun);
	PAGE(p, "</bdi>");
	if (*o->text) {
		PAGE(p, ": <bdi>");
		page_text(p, format_short(h->arena, o->text, WHY_BYTES));
		PAGE(p, "</bdi>");
	}
	PAGE(p, "</small>");
}

static void contested_row(struct html *h, const struct deadline_entry *e)
{
	const struct deadline *d = &e->deadline;
	struct page *p = &h->page;

	html_deadline(h, e);
	for (size_t i = 0; i < d->n_objections; i++) {
		if (d->objections[i].end == OBJECTION_STANDS)
			objection(h, &d->objections[i]);
	}
	PAGE(p, "</th>" HTML_CELL "Can the objection be met?</td>");
	html_due(h, zone_to_local(h->view->zone, d->closes_s).date, false);
	PAGE(p, "</tr>\n");
}

static void vote_row(struct html *h, const struct vote_entry *e)
{
	struct page *p = &h->page;

	html_vote(h, e);
	PAGE(p, "</th>" HTML_CELL);
	page_text(p, e->terms.n_options ? "Which option is best? " : "Yes, no or abstain? ");
	page_text(p, votes_voted_text(h->arena, e));
	PAGE(p, " have voted.</td>");
	html_due(h, zone_to_local(h->view->zone, e->vote.closes_s).date, false);
	PAGE(p, "</tr>\n");
}

static void item_row(struct html *h, const struct item *item, const char *question)
{
	struct page *p = &h->page;

	html_item(h, item);
	PAGE(p, HTML_CELL "<bdi>");
	page_text(p, question);
	PAGE(p, "</bdi></td>");
	html_due(h, item->due, export_is_overdue(h->view, item));
	PAGE(p, "</tr>\n");
}

void html_decide(struct html *h)
{
	const struct export_view *v = h->view;
	struct page *p = &h->page;

	PAGE(p, "<section id=\"decide\" class=\"sheet\" aria-labelledby=\"decide-h\"><h2 "
		"id=\"decide-h\">Needs a decision</h2>\n");
	if (!count(h)) {
		PAGE(p, "<p class=\"none\">Nothing does.</p></section>\n");
		return;
	}
	html_rows_begin(h, "What the committee, its chair or an owner is asked",
			(const char *const[]){ "About", "Question", "Due" }, "");
	PAGE(p, HTML_BODY);
	for (size_t i = 0; i < v->deadlines.len; i++) {
		if (is_contested(&v->deadlines.entries[i].deadline))
			contested_row(h, &v->deadlines.entries[i]);
	}
	for (size_t i = 0; i < v->votes.len; i++) {
		if (is_open(&v->votes.entries[i].vote))
			vote_row(h, &v->votes.entries[i]);
	}
	for (size_t i = 0; i < v->n_items; i++) {
		const char *question = question_of(h, v->items[i]);

		if (question)
			item_row(h, v->items[i], question);
	}
	PAGE(p, "</tbody></table></section>\n");
}
