/* html.c - a list's page: its frame, the next meeting, and deadlines; items are in html_items.c.
 *
 * No script, font or picture from elsewhere, and a policy that forbids a browser to fetch any.
 *  Structure for readers who listen: one h1, landmarks, a caption for each table, a scope for each
 * header.  Drawings are in html_draw.c.
 */
#include "export/html.h"

#include <string.h>

#include "export/html_style.h"
#include "notices/meeting_view.h"
#include "notices/format.h"

enum { LATER_MEETINGS = 4, WEEK_DAYS = 7 };

static const char *title_of(struct html *h)
{
	struct span prefix = span_trim(span_of(h->view->context->policy->prefix));

	struct span title = span_unwrap(prefix, "[]");

	if (title.len && title.len < prefix.len)
		return arena_strndup(h->arena, title.ptr, title.len);
	return h->view->context->policy->list_name;
}

/* ---- the next meeting ---- */

static const char *number_of(struct html *h, const struct meeting_view *m)
{
	return m->number > 0 ? arena_printf(h->arena, "#%d", m->number) : "meeting";
}

static void agenda_row(struct html *h, const struct agenda_row *row)
{
	struct page *p = &h->page;

	PAGE(p, HTML_ROW "<bdi>");
	bool begun = page_link_begin(p, export_source(h->arena, h->view, row->message_id));

	page_text(p, row->title);
	page_link_end(p, begun);
	PAGE(p, "</bdi>");
	if (row->carried_from > 0) {
		PAGE(p, "<small>carried over from #");
		page_number(p, row->carried_from);
		PAGE(p, "</small>");
	}
	PAGE(p, "</th>" HTML_CELL "<bdi>");
	for (size_t i = 0; i < row->n_presenters; i++) {
		page_text(p, i ? ", " : "");
		page_text(p, row->presenters[i]);
	}
	if (!row->n_presenters)
		page_text(p, row->raised_by);
	PAGE(p, "</bdi></td><td role=\"cell\" class=\"n min\">");
	if (row->minutes > 0)
		page_number(p, row->minutes);
	PAGE(p, "</td></tr>\n");
}

static void agenda(struct html *h)
{
	const struct agenda_view *a = &h->view->agenda;
	struct page *p = &h->page;
	int sum = 0;

	if (!a->n_rows) {
		PAGE(p, "<p class=\"none\">Nothing is on the agenda yet.</p>\n");
		return;
	}
	html_rows_begin(h, "Agenda", (const char *const[]){ "Topic", "Presenter", "Minutes" }, "n");
	PAGE(p, HTML_BODY);
	for (size_t i = 0; i < a->n_rows; i++) {
		agenda_row(h, &a->rows[i]);
		sum += a->rows[i].minutes > 0 ? a->rows[i].minutes : 0;
	}
	PAGE(p, "</tbody>");
	if (sum) {
		PAGE(p, "<tfoot role=\"rowgroup\"><tr role=\"row\"><th scope=\"row\" "
			"role=\"rowheader\" colspan=\"2\">Together; the meeting has ");
		page_number(p, a->meeting.length_minutes);
		PAGE(p, "</th><td role=\"cell\" class=\"n min\">");
		if (sum > a->meeting.length_minutes)
			PAGE(p, "<strong class=\"late\">over: ");
		page_number(p, sum);
		if (sum > a->meeting.length_minutes)
			PAGE(p, "</strong>");
		PAGE(p, "</td></tr></tfoot>");
	}
	PAGE(p, "</table>\n");
}

static void place(struct html *h, const struct meeting_view *m)
{
	if (!*m->where)
		return;
	PAGE(&h->page, "<small><bdi>");
	page_text_with_link(&h->page, m->where);
	PAGE(&h->page, "</bdi></small>");
}

static void later_meetings(struct html *h)
{
	const struct export_view *v = h->view;
	struct page *p = &h->page;
	size_t n = 0;

	for (size_t i = (size_t)(v->next - v->meetings) + 1;
	     i < v->n_meetings && n < LATER_MEETINGS; i++) {
		const struct export_meeting *m = &v->meetings[i];

		if (n++ == 0)
			PAGE(p, "<table class=\"later\"><caption>Meetings after it</caption><thead>"
				"<tr><th scope=\"col\">Meeting</th><th scope=\"col\">Time</th><th "
				"scope=\"col\">Chair</th></tr></thead>\n<tbody>");
		PAGE(p, "<tr><th scope=\"row\">");
		page_text(p, number_of(h, &m->view));
		PAGE(p, "</th><td>");
		html_instant(h, m->meeting.start_utc_s);
		if (!m->meeting.cancelled)
			place(h, &m->view);
		PAGE(p, "</td><td><bdi>");
		page_text(p, m->meeting.cancelled      ? "cancelled"
			     : export_meeting_chair(m) ? export_meeting_chair(m)
						       : "not known");
		PAGE(p, "</bdi></td></tr>\n");
	}
	if (n)
		PAGE(p, "</tbody></table>\n");
}

void html_meeting(struct html *h)
{
	const struct export_meeting *next = h->view->next;
	struct page *p = &h->page;

	PAGE(p, "<section id=\"meeting\" aria-labelledby=\"meeting-h\"><h2 id=\"meeting-h\">Next "
		"meeting</h2>\n");
	if (!next) {
		PAGE(p, "<p class=\"none\">No meeting is known to come.</p></section>\n");
		return;
	}
	PAGE(p, "<p class=\"lead\"><strong>");
	page_text(p, number_of(h, &next->view));
	PAGE(p, "</strong> ");
	page_text(p, format_in_days(h->arena, html_days_until(h, next->meeting.date)));
	if (*next->view.chair) {
		PAGE(p, ", chaired by <strong><bdi>");
		page_text(p, next->view.chair);
		PAGE(p, "</bdi></strong>");
	}
	PAGE(p, "</p>\n<p class=\"when\">");
	html_instant(h, next->meeting.start_utc_s);
	PAGE(p, ", ");
	page_number(p, next->view.length_minutes);
	PAGE(p, " minutes");
	place(h, &next->view);
	PAGE(p, "</p>\n");
	agenda(h);
	later_meetings(h);
	PAGE(p, "</section>\n");
}

/* ---- deadlines ---- */

static bool is_shown(const struct export_view *v, const struct deadline *d)
{
	return d->opened &&
	       (deadline_is_running(d) || d->settled_s >= v->now_s - 2 * (int64_t)EXPORT_RECENT_S);
}

static void deadline_row(struct html *h, const struct deadline_entry *e)
{
	const struct deadline *d = &e->deadline;
	struct page *p = &h->page;

	html_deadline(h, e);
	for (size_t i = 0; i < d->n_objections; i++) {
		if (d->objections[i].end != OBJECTION_STANDS)
			continue;
		PAGE(p, "<small>objection of <bdi>");
		page_text(p, d->objections[i].actor);
		PAGE(p, "</bdi></small>");
	}
	PAGE(p, "</th>" HTML_CELL);
	if (d->state == DEADLINE_CONTESTED || d->state == DEADLINE_NOT_AGREED)
		PAGE(p, "<strong class=\"late\">");
	page_text(p, deadline_state_name(d->state));
	if (d->state == DEADLINE_CONTESTED || d->state == DEADLINE_NOT_AGREED)
		PAGE(p, "</strong>");
	PAGE(p, "</td>" HTML_CELL);
	html_day_of(h, d->settled_s ? d->settled_s : d->closes_s);
	if (deadline_is_running(d)) {
		PAGE(p, "<small>");
		page_text(p, deadline_is_unheard(d, h->view->now_s) ? "the list is not told yet"
			     : d->waits
				     ? "waits for the mailbox"
				     : format_in_days(h->arena,
						   html_days_until(h, zone_to_local(h->view->zone,
										    d->closes_s)
									      .date)));
		PAGE(p, "</small>");
	}
	PAGE(p, "</td></tr>\n");
}

void html_deadlines(struct html *h)
{
	const struct deadline_list *all = &h->view->deadlines;
	const struct deadline_entry **shown = arena_alloc(h->arena, all->len, sizeof *shown);
	struct page *p = &h->page;
	size_t n = 0;

	/* what runs stands first, then what ended, the latest first */
	for (size_t i = all->len; i-- > 0;) {
		if (is_shown(h->view, &all->entries[i].deadline) &&
		    deadline_is_running(&all->entries[i].deadline))
			shown[n++] = &all->entries[i];
	}
	for (size_t i = all->len; i-- > 0;) {
		if (is_shown(h->view, &all->entries[i].deadline) &&
		    !deadline_is_running(&all->entries[i].deadline))
			shown[n++] = &all->entries[i];
	}
	PAGE(p, "<section id=\"deadlines\" aria-labelledby=\"deadlines-h\"><h2 "
		"id=\"deadlines-h\">Deadlines by silence</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">None is open, and none has ended in the last eight "
			"weeks.</p></section>\n");
		return;
	}
	html_draw_deadlines(h, shown, n);
	html_rows_begin(h, "Open, and ended in the last eight weeks",
			(const char *const[]){ "Deadline", "State", "Ends" }, "");
	PAGE(p, HTML_BODY);
	for (size_t i = 0; i < n; i++)
		deadline_row(h, shown[i]);
	PAGE(p, "</tbody></table></section>\n");
}

/* ---- the frame ---- */

static void head(struct page *p, const char *title)
{
	PAGE(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; "
		"img-src data:; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
		"content=\"no-referrer\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" "
		"href=\"data:,\">\n<title>");
	page_text(p, title);
	PAGE(p, "</title>\n<style>\n");
	PAGE(p, HTML_STYLE);
	PAGE(p, "</style>\n</head>\n<body>\n");
}

static void figure(struct html *h, size_t number, const char *what, bool late)
{
	PAGE(&h->page, "<div><dt>");
	page_text(&h->page, what);
	if (late && number)
		PAGE(&h->page, "</dt><dd class=\"late\">");
	else
		PAGE(&h->page, "</dt><dd>");
	page_number(&h->page, (int64_t)number);
	PAGE(&h->page, "</dd></div>");
}

static void figures(struct html *h)
{
	const struct export_view *v = h->view;
	size_t open = 0, late = 0, due = 0, done = 0, parked = 0, deadlines = 0,
	       votes = 0;

	for (size_t i = 0; i < v->n_items; i++) {
		const struct item *item = v->items[i];
		bool dated = item->status == ITEM_OPEN && civil_is_set(item->due);

		open += item->status == ITEM_OPEN;
		late += export_is_overdue(v, item);
		due += dated && html_days_until(h, item->due) >= 0 &&
		       html_days_until(h, item->due) < WEEK_DAYS;
		done += html_is_recent(h, item);
		parked += item->status == ITEM_PARKED;
	}
	for (size_t i = 0; i < v->deadlines.len; i++)
		deadlines += v->deadlines.entries[i].deadline.opened &&
			     deadline_is_running(&v->deadlines.entries[i].deadline);
	for (size_t i = 0; i < v->votes.len; i++)
		votes += v->votes.entries[i].vote.opened &&
			 vote_is_running(&v->votes.entries[i].vote);
	PAGE(&h->page, "<dl class=\"figures\">");
	figure(h, open, "open", false);
	figure(h, late, "overdue", true);
	figure(h, due, "due within a week", false);
	figure(h, done, "done in four weeks", false);
	figure(h, parked, "parked", false);
	figure(h, deadlines, deadlines == 1 ? "deadline runs" : "deadlines run", false);
	if (html_has_votes(h))
		figure(h, votes, votes == 1 ? "vote is open" : "votes are open", false);
	PAGE(&h->page, "</dl>\n");
}

static void list_page(struct html *h)
{
	struct page *p = &h->page;
	const struct notice_policy *policy = h->view->context->policy;

	head(p, title_of(h));
	PAGE(p, "<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n<h1><bdi>");
	page_text(p, title_of(h));
	PAGE(p, "</bdi></h1>\n<p class=\"asof\">As of ");
	html_instant(h, h->view->now_s);
	PAGE(p, "</p>\n");
	figures(h);
	PAGE(p,
	     "<nav aria-label=\"On this page\"><ul><li><a href=\"#decide\">To decide</a></li>"
	     "<li><a href=\"#meeting\">Next meeting</a></li>"
	     "<li><a href=\"#deadlines\">Deadlines</a></li>");
	if (html_has_votes(h))
		PAGE(p, "<li><a href=\"#votes\">Votes</a></li>");
	PAGE(p,
	     "<li><a href=\"#open\">Open items</a></li>"
	     "<li><a href=\"#progress\">Over time</a></li><li><a href=\"#done\">Done</a></li>"
	     "<li><a href=\"#attendance\">Attendance</a></li>"
	     "<li><a href=\"#parked\">Parked</a></li>"
	     "<li><a href=\"#decisions\">Decisions</a></li></ul></nav>\n</header>\n"
	     "<main id=\"content\">\n");
	html_decide(h);
	html_meeting(h);
	html_deadlines(h);
	html_votes(h);
	html_open(h);
	html_progress(h);
	html_done(h);
	html_attendance(h);
	html_parked(h);
	html_decisions(h);
	PAGE(p, "</main>\n<footer><p>Made by beadle of the mail to <bdi>");
	page_text(p, policy->list_address);
	PAGE(p, "</bdi>. A line <code>[DONE #12]</code> in a mail to the list closes item "
		"12.</p></footer>\n</body>\n</html>\n");
}

static void index_page(struct arena *arena, const struct export_view *views, size_t n,
		       struct export_files *out)
{
	struct page p;

	buf_init(&p.bytes, EXPORT_BYTES_MAX);
	head(&p, "Committees");
	PAGE(&p, "<header><h1>Committees</h1></header>\n<main><ul class=\"lists\">");
	for (size_t i = 0; i < n; i++) {
		PAGE(&p, "<li><a href=\"list-");
		/* [a-z0-9-]+, says the configuration */
		page_text(&p, views[i].context->policy->list_name);
		PAGE(&p, ".html\">");
		page_text(&p, views[i].context->policy->list_name);
		PAGE(&p, "</a></li>\n");
	}
	PAGE(&p, "</ul></main>\n</body>\n</html>\n");
	export_add_file(arena, out, "index.html", &p.bytes);
}

void export_html(struct arena *arena, const struct export_view *views, size_t n,
		 struct export_files *out)
{
	for (size_t i = 0; i < n; i++) {
		struct html h = { .arena = arena, .view = &views[i] };

		buf_init(&h.page.bytes, EXPORT_BYTES_MAX);
		list_page(&h);
		export_add_file(arena, out,
				n == 1 ? "index.html"
				       : arena_printf(arena, "list-%s.html",
						      views[i].context->policy->list_name),
				&h.page.bytes);
	}
	if (n > 1)
		index_page(arena, views, n, out);
}
