/* html.c - a list's page: its frame, and the sections that are tables.
 *
 * No script, no font, no picture from elsewhere, and a policy that forbids a browser to fetch any.  Structure for readers
 * who listen: one h1, landmarks, a caption for each table, a scope for each header.  Drawings are in html_draw.c.
 */
#include "export/html.h"

#include <string.h>

#include "export/html_style.h"
#include "notices/meeting_view.h"
#include "notices/say.h"

enum { DAY_S = 24 * 3600, LATER_MEETINGS = 4, CONTEXT_BYTES = 120, WEEK_DAYS = 7 };

void html_date(struct html *h, struct civil_date date)
{
	char iso[CIVIL_TEXT_SIZE];

	PAGE(&h->page, "<time datetime=\"");
	page_text(&h->page, civil_format_iso(date, iso));
	PAGE(&h->page, "\">");
	page_text(&h->page, say_date(h->arena, h->view->zone, h->view->now_s, date));
	PAGE(&h->page, "</time>");
}

void html_day_of(struct html *h, int64_t utc_s)
{
	html_date(h, zone_to_local(h->view->zone, utc_s).date);
}

static void instant(struct html *h, int64_t utc_s)
{
	PAGE(&h->page, "<time datetime=\"");
	page_text(&h->page, export_instant(h->arena, utc_s));
	PAGE(&h->page, "\">");
	page_text(&h->page, say_instant(h->arena, h->view->zone, utc_s));
	PAGE(&h->page, "</time>");
}

static int64_t days_until(const struct html *h, struct civil_date date)
{
	return civil_to_days(date) - civil_to_days(h->view->today);
}

static int64_t age_days(const struct html *h, const struct item *item)
{
	return -days_until(h, zone_to_local(h->view->zone, item_opened_at(item)).date);
}

static const char *title_of(struct html *h)
{
	struct span prefix = span_trim(span_of(h->view->context->policy->prefix));

	if (prefix.len > 2 && prefix.ptr[0] == '[' && prefix.ptr[prefix.len - 1] == ']')
		return arena_strndup(h->arena, prefix.ptr + 1, prefix.len - 2);
	return h->view->context->policy->list_name;
}

/* Tables of a long text and two short ones.  A phone shows each row as a block, which takes the meaning from a table's
 * elements unless their roles are said. */
static void rows_begin(struct html *h, const char *caption, const char *const heads[3], const char *last_class)
{
	struct page *p = &h->page;

	PAGE(p, "<table class=\"rows\" role=\"table\"><caption>");
	page_text(p, caption);
	PAGE(p, "</caption><thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < 3; i++) {
		PAGE(p, "<th scope=\"col\" role=\"columnheader\" class=\"");
		page_text(p, i == 2 ? last_class : "");
		PAGE(p, "\">");
		page_text(p, heads[i]);
		PAGE(p, "</th>");
	}
	PAGE(p, "</tr></thead>\n");
}

#define ROW "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">"
#define CELL "<td role=\"cell\">"
#define BODY "<tbody role=\"rowgroup\">"

/* What is said in a row: "#12 Forward the email", and what it is about below. */
static void item_cell(struct html *h, const struct item *item)
{
	PAGE(&h->page, ROW "<span class=\"no\">#");
	page_number(&h->page, item->number);
	PAGE(&h->page, "</span> <bdi>");
	page_text(&h->page, item->text);
	PAGE(&h->page, "</bdi>");
	if (*item->context) {
		PAGE(&h->page, "<small><bdi>");
		page_text(&h->page, say_short(h->arena, item->context, CONTEXT_BYTES));
		PAGE(&h->page, "</bdi></small>");
	}
	PAGE(&h->page, "</th>");
}

/* ---- the next meeting ---- */

static const char *number_of(struct html *h, const struct meeting_view *m)
{
	return m->number > 0 ? arena_printf(h->arena, "#%d", m->number) : "meeting";
}

static void agenda_row(struct html *h, const struct agenda_row *row)
{
	struct page *p = &h->page;

	PAGE(p, ROW "<bdi>");
	page_text(p, row->title);
	PAGE(p, "</bdi>");
	if (row->carried_from > 0) {
		PAGE(p, "<small>carried over from #");
		page_number(p, row->carried_from);
		PAGE(p, "</small>");
	}
	PAGE(p, "</th>" CELL "<bdi>");
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
	rows_begin(h, "Agenda", (const char *const[]){ "Topic", "Presenter", "Minutes" }, "n");
	PAGE(p, BODY);
	for (size_t i = 0; i < a->n_rows; i++) {
		agenda_row(h, &a->rows[i]);
		sum += a->rows[i].minutes > 0 ? a->rows[i].minutes : 0;
	}
	PAGE(p, "</tbody>");
	if (sum) {
		PAGE(p, "<tfoot role=\"rowgroup\"><tr role=\"row\"><th scope=\"row\" role=\"rowheader\" colspan=\"2\">Together; the meeting has ");
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

static void later_meetings(struct html *h)
{
	const struct export_view *v = h->view;
	struct page *p = &h->page;
	size_t n = 0;

	for (size_t i = (size_t)(v->next - v->meetings) + 1; i < v->n_meetings && n < LATER_MEETINGS; i++) {
		const struct export_meeting *m = &v->meetings[i];

		if (n++ == 0)
			PAGE(p, "<table><caption>Meetings after it</caption><thead><tr><th scope=\"col\">Meeting</th>"
				"<th scope=\"col\">Day</th><th scope=\"col\">Chair</th></tr></thead>\n<tbody>");
		PAGE(p, "<tr><th scope=\"row\">");
		page_text(p, number_of(h, &m->view));
		PAGE(p, "</th><td>");
		html_date(h, m->meeting.date);
		PAGE(p, "</td><td><bdi>");
		page_text(p, m->meeting.cancelled ? "cancelled" : export_meeting_chair(m) ? export_meeting_chair(m) : "not known");
		PAGE(p, "</bdi></td></tr>\n");
	}
	if (n)
		PAGE(p, "</tbody></table>\n");
}

void html_meeting(struct html *h)
{
	const struct export_meeting *next = h->view->next;
	struct page *p = &h->page;

	PAGE(p, "<section id=\"meeting\" aria-labelledby=\"meeting-h\"><h2 id=\"meeting-h\">Next meeting</h2>\n");
	if (!next) {
		PAGE(p, "<p class=\"none\">No meeting is known to come.</p></section>\n");
		return;
	}
	PAGE(p, "<p class=\"lead\"><strong>");
	page_text(p, number_of(h, &next->view));
	PAGE(p, "</strong> ");
	page_text(p, say_in_days(h->arena, days_until(h, next->meeting.date)));
	if (*next->view.chair) {
		PAGE(p, ", chaired by <strong><bdi>");
		page_text(p, next->view.chair);
		PAGE(p, "</bdi></strong>");
	}
	PAGE(p, "</p>\n<p class=\"when\">");
	instant(h, next->meeting.start_utc_s);
	PAGE(p, ", ");
	page_number(p, next->view.length_minutes);
	PAGE(p, " minutes</p>\n");
	agenda(h);
	later_meetings(h);
	PAGE(p, "</section>\n");
}

/* ---- deadlines ---- */

const char *html_deadline_title(struct html *h, const struct deadline_entry *e)
{
	/* of minutes, the words are ours, for the middle of a sentence */
	if (e->terms.kind == DEADLINE_MINUTES && e->title[0] == 'm')
		return arena_printf(h->arena, "M%s", e->title + 1);
	return e->title;
}

static bool is_shown(const struct export_view *v, const struct deadline *d)
{
	return d->opened && (deadline_is_running(d) || d->settled_s >= v->now_s - 2 * (int64_t)EXPORT_RECENT_S);
}

static void deadline_row(struct html *h, const struct deadline_entry *e)
{
	const struct deadline *d = &e->deadline;
	struct page *p = &h->page;

	PAGE(p, ROW "<bdi>");
	page_text(p, html_deadline_title(h, e));
	PAGE(p, "</bdi>");
	for (size_t i = 0; i < d->n_objections; i++) {
		if (d->objections[i].end != OBJECTION_STANDS)
			continue;
		PAGE(p, "<small>objection of <bdi>");
		page_text(p, d->objections[i].actor);
		PAGE(p, "</bdi></small>");
	}
	PAGE(p, "</th>" CELL);
	if (d->state == DEADLINE_CONTESTED || d->state == DEADLINE_NOT_AGREED)
		PAGE(p, "<strong class=\"late\">");
	page_text(p, deadline_state_name(d->state));
	if (d->state == DEADLINE_CONTESTED || d->state == DEADLINE_NOT_AGREED)
		PAGE(p, "</strong>");
	PAGE(p, "</td>" CELL);
	html_day_of(h, d->settled_s ? d->settled_s : d->closes_s);
	if (deadline_is_running(d)) {
		PAGE(p, "<small>");
		page_text(p, d->waits ? "waits for the mailbox" :
			     say_in_days(h->arena, days_until(h, zone_to_local(h->view->zone, d->closes_s).date)));
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
		if (is_shown(h->view, &all->entries[i].deadline) && deadline_is_running(&all->entries[i].deadline))
			shown[n++] = &all->entries[i];
	}
	for (size_t i = all->len; i-- > 0;) {
		if (is_shown(h->view, &all->entries[i].deadline) && !deadline_is_running(&all->entries[i].deadline))
			shown[n++] = &all->entries[i];
	}
	PAGE(p, "<section id=\"deadlines\" aria-labelledby=\"deadlines-h\"><h2 id=\"deadlines-h\">Deadlines by silence</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">None is open, and none has ended in the last eight weeks.</p></section>\n");
		return;
	}
	html_draw_deadlines(h, shown, n);
	rows_begin(h, "Open, and ended in the last eight weeks", (const char *const[]){ "Deadline", "State", "Ends" }, "");
	PAGE(p, BODY);
	for (size_t i = 0; i < n; i++)
		deadline_row(h, shown[i]);
	PAGE(p, "</tbody></table></section>\n");
}

/* ---- open items ---- */

/* Ages that are told apart, in days. */
enum { N_AGES = 4 };
static const int64_t age_limits[N_AGES] = { 14, 60, 180, INT64_MAX };

struct owner_row {
	const char *owner;
	const struct item_view *items;
	size_t n;
	size_t ages[N_AGES];
};

static size_t owner_rows(struct html *h, struct owner_row **out)
{
	struct item_view *items;
	const char **owners;
	size_t n = meeting_view_open(h->arena, h->view->context, &items, &owners), n_rows = 0;
	struct owner_row *rows = arena_alloc(h->arena, n, sizeof *rows);

	for (size_t i = 0; i < n; i++) {
		struct owner_row *row = n_rows ? &rows[n_rows - 1] : NULL;
		size_t age = 0;

		if (!row || strcmp(row->owner, owners[i]) != 0) {
			row = &rows[n_rows++];
			*row = (struct owner_row){ .owner = owners[i], .items = &items[i] };
		}
		while (age_days(h, items[i].item) >= age_limits[age])
			age++;
		row->ages[age]++;
		row->n++;
	}
	*out = rows;
	return n_rows;
}

static void owner_name(struct html *h, const struct owner_row *row)
{
	PAGE(&h->page, "<bdi>");
	page_text(&h->page, *row->owner ? row->owner : "Nobody");
	PAGE(&h->page, "</bdi>");
}

/* The short form is for the eye, the other one is heard. */
#define AGE(wide, slim) "<th scope=\"col\" class=\"n\"><span class=\"wide\">" wide \
	"</span><span class=\"slim\" aria-hidden=\"true\">" slim "</span></th>"

/* How many by owner and age; the more, the darker. */
static void age_table(struct html *h, const struct owner_row *rows, size_t n)
{
	struct page *p = &h->page;
	size_t most = 1;

	for (size_t i = 0; i < n; i++) {
		for (size_t a = 0; a < N_AGES; a++)
			most = rows[i].ages[a] > most ? rows[i].ages[a] : most;
	}
	PAGE(p, "<table class=\"ages\"><caption>How many, by owner and age</caption><thead><tr><th scope=\"col\">Owner</th>"
		AGE("to 2 weeks", "2 wk") AGE("to 2 months", "2 mo") AGE("to 6 months", "6 mo") AGE("older", "older")
		AGE("all", "all") "</tr></thead>\n<tbody>");
	for (size_t i = 0; i < n; i++) {
		PAGE(p, "<tr><th scope=\"row\">");
		owner_name(h, &rows[i]);
		PAGE(p, "</th>");
		for (size_t a = 0; a < N_AGES; a++) {
			PAGE(p, "<td class=\"n h");
			page_number(p, (int64_t)((rows[i].ages[a] * 4 + most - 1) / most));
			PAGE(p, "\">");
			if (rows[i].ages[a])
				page_number(p, (int64_t)rows[i].ages[a]);
			PAGE(p, "</td>");
		}
		PAGE(p, "<td class=\"n\">");
		page_number(p, (int64_t)rows[i].n);
		PAGE(p, "</td></tr>\n");
	}
	PAGE(p, "</tbody></table>\n");
}

static void open_row(struct html *h, const struct item *item)
{
	struct page *p = &h->page;
	bool late = export_is_overdue(h->view, item);

	item_cell(h, item);
	PAGE(p, "<td role=\"cell\" class=\"due\">");
	if (civil_is_set(item->due)) {
		html_date(h, item->due);
		if (late)
			PAGE(p, "<small class=\"late\">");
		else
			PAGE(p, "<small>");
		page_text(p, late ? arena_printf(h->arena, "%s late", say_age(h->arena, -days_until(h, item->due))) :
			     say_in_days(h->arena, days_until(h, item->due)));
		PAGE(p, "</small>");
	} else {
		PAGE(p, "no day");
	}
	PAGE(p, "</td><td role=\"cell\" class=\"age\">");
	page_text(p, say_age(h->arena, age_days(h, item)));
	PAGE(p, "</td></tr>\n");
}

void html_open(struct html *h)
{
	struct page *p = &h->page;
	struct owner_row *rows;
	size_t n = owner_rows(h, &rows);

	PAGE(p, "<section id=\"open\" aria-labelledby=\"open-h\"><h2 id=\"open-h\">Open items</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">There is none.</p></section>\n");
		return;
	}
	age_table(h, rows, n);
	rows_begin(h, "Each item, by owner", (const char *const[]){ "Item", "Due", "Open for" }, "");
	for (size_t i = 0; i < n; i++) {
		PAGE(p, BODY "<tr role=\"row\" class=\"owner\"><th scope=\"rowgroup\" role=\"rowheader\" colspan=\"3\">");
		owner_name(h, &rows[i]);
		PAGE(p, " <span class=\"no\">");
		page_text(p, say_count(h->arena, rows[i].n, "item", NULL));
		PAGE(p, "</span></th></tr>\n");
		for (size_t k = 0; k < rows[i].n; k++)
			open_row(h, rows[i].items[k].item);
		PAGE(p, "</tbody>\n");
	}
	PAGE(p, "</table></section>\n");
}

/* ---- items over time ---- */

static void month_of(struct html *h, int64_t utc_s, int *year_out, int *month_out)
{
	struct civil_date date = zone_to_local(h->view->zone, utc_s).date;

	*year_out = date.year;
	*month_out = date.month;
}

/* A mail may bear a time to come. */
static int64_t not_after(int64_t at_s, int64_t now_s)
{
	return at_s < now_s ? at_s : now_s;
}

static size_t month_index(const struct html_month *first, int year, int month)
{
	return (size_t)((year - first->year) * 12 + month - first->month);
}

/* Of each month since the first item: an item that was opened again counts as open all the time. */
static size_t months_of(struct html *h, struct html_month **out)
{
	const struct export_view *v = h->view;
	struct html_month first = { 0 }, *months;
	int64_t begin_s = v->now_s;
	size_t n, open = 0;
	int year, month;

	for (size_t i = 0; i < v->n_items; i++)
		begin_s = v->items[i]->raised_at_s < begin_s ? v->items[i]->raised_at_s : begin_s;
	*out = NULL;
	if (!v->n_items)
		return 0;
	month_of(h, begin_s, &first.year, &first.month);
	n = month_index(&first, v->today.year, v->today.month) + 1;
	months = arena_alloc(h->arena, n, sizeof *months);
	for (size_t i = 0; i < n; i++) {
		months[i].year = first.year + (first.month - 1 + (int)i) / 12;
		months[i].month = (first.month - 1 + (int)i) % 12 + 1;
	}
	for (size_t i = 0; i < v->n_items; i++) {
		const struct item *item = v->items[i];

		month_of(h, not_after(item->raised_at_s, v->now_s), &year, &month);
		months[month_index(&first, year, month)].raised++;
		if (item->status == ITEM_OPEN)
			continue;
		month_of(h, not_after(item->closed_at_s > item->raised_at_s ? item->closed_at_s : item->raised_at_s, v->now_s),
			 &year, &month);
		months[month_index(&first, year, month)].closed++;
	}
	for (size_t i = 0; i < n; i++)
		months[i].open = open += months[i].raised - months[i].closed;
	*out = months;
	return n;
}

void html_progress(struct html *h)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June", "July", "August",
					     "September", "October", "November", "December" };
	struct html_month *months;
	size_t n = months_of(h, &months);
	struct page *p = &h->page;

	PAGE(p, "<section id=\"progress\" aria-labelledby=\"progress-h\"><h2 id=\"progress-h\">Open items over time</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">There was no item so far.</p></section>\n");
		return;
	}
	html_draw_progress(h, months, n);
	PAGE(p, "<details><summary>The same as a table</summary><table><caption>Items by month</caption><thead><tr>"
		"<th scope=\"col\">Month</th><th scope=\"col\" class=\"n\">Raised</th><th scope=\"col\" class=\"n\">Closed</th>"
		"<th scope=\"col\" class=\"n\">Open at its end</th></tr></thead>\n<tbody>");
	for (size_t i = n; i-- > 0;) {
		PAGE(p, "<tr><th scope=\"row\">");
		page_text(p, names[months[i].month - 1]);
		PAGE(p, " ");
		page_number(p, months[i].year);
		PAGE(p, "</th><td class=\"n\">");
		page_number(p, (int64_t)months[i].raised);
		PAGE(p, "</td><td class=\"n\">");
		page_number(p, (int64_t)months[i].closed);
		PAGE(p, "</td><td class=\"n\">");
		page_number(p, (int64_t)months[i].open);
		PAGE(p, "</td></tr>\n");
	}
	PAGE(p, "</tbody></table></details></section>\n");
}

/* ---- done ---- */

static bool is_recent(const struct html *h, const struct item *item)
{
	return item->status == ITEM_DONE && item->closed_at_s >= h->view->now_s - EXPORT_RECENT_S && item->closed_at_s <= h->view->now_s;
}

void html_done(struct html *h)
{
	const struct export_view *v = h->view;
	const struct item **done = arena_alloc(h->arena, v->n_items, sizeof *done);
	struct page *p = &h->page;
	size_t n = 0;

	for (size_t i = 0; i < v->n_items; i++) {
		size_t at = n;

		if (!is_recent(h, v->items[i]))
			continue;
		for (; at > 0 && done[at - 1]->closed_at_s < v->items[i]->closed_at_s; at--)
			done[at] = done[at - 1];
		done[at] = v->items[i];
		n++;
	}
	PAGE(p, "<section id=\"done\" aria-labelledby=\"done-h\"><h2 id=\"done-h\">Recently done</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">Nothing was done in the last four weeks.</p></section>\n");
		return;
	}
	rows_begin(h, "Done in the last four weeks", (const char *const[]){ "Item", "Owner", "Done" }, "");
	PAGE(p, BODY);
	for (size_t i = 0; i < n; i++) {
		item_cell(h, done[i]);
		PAGE(p, CELL "<bdi>");
		page_text(p, export_owners(h->arena, done[i], SIZE_MAX));
		PAGE(p, "</bdi></td>" CELL);
		html_day_of(h, done[i]->closed_at_s);
		PAGE(p, "</td></tr>\n");
	}
	PAGE(p, "</tbody></table></section>\n");
}

/* ---- the frame ---- */

static void head(struct page *p, const char *title)
{
	PAGE(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"img-src data:; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
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
	size_t open = 0, late = 0, due = 0, done = 0, deadlines = 0;

	for (size_t i = 0; i < v->n_items; i++) {
		const struct item *item = v->items[i];
		bool dated = item->status == ITEM_OPEN && civil_is_set(item->due);

		open += item->status == ITEM_OPEN;
		late += export_is_overdue(v, item);
		due += dated && days_until(h, item->due) >= 0 && days_until(h, item->due) < WEEK_DAYS;
		done += is_recent(h, item);
	}
	for (size_t i = 0; i < v->deadlines.len; i++)
		deadlines += v->deadlines.entries[i].deadline.opened && deadline_is_running(&v->deadlines.entries[i].deadline);
	PAGE(&h->page, "<dl class=\"figures\">");
	figure(h, open, "open", false);
	figure(h, late, "overdue", true);
	figure(h, due, "due within a week", false);
	figure(h, done, "done in four weeks", false);
	figure(h, deadlines, deadlines == 1 ? "deadline runs" : "deadlines run", false);
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
	instant(h, h->view->now_s);
	PAGE(p, "</p>\n");
	figures(h);
	PAGE(p, "<nav aria-label=\"On this page\"><ul><li><a href=\"#meeting\">Next meeting</a></li>"
		"<li><a href=\"#deadlines\">Deadlines</a></li><li><a href=\"#open\">Open items</a></li>"
		"<li><a href=\"#progress\">Over time</a></li><li><a href=\"#done\">Done</a></li></ul></nav>\n</header>\n"
		"<main id=\"content\">\n");
	html_meeting(h);
	html_deadlines(h);
	html_open(h);
	html_progress(h);
	html_done(h);
	PAGE(p, "</main>\n<footer><p>Made by beadle of the mail to <bdi>");
	page_text(p, policy->list_address);
	PAGE(p, "</bdi>. A line <code>[DONE #12]</code> in a mail to the list closes item 12.</p></footer>\n</body>\n</html>\n");
}

static void index_page(struct arena *arena, const struct export_view *views, size_t n, struct export_files *out)
{
	struct page p;

	buf_init(&p.bytes, EXPORT_BYTES_MAX);
	head(&p, "Committees");
	PAGE(&p, "<header><h1>Committees</h1></header>\n<main><ul class=\"lists\">");
	for (size_t i = 0; i < n; i++) {
		PAGE(&p, "<li><a href=\"list-");
		page_text(&p, views[i].context->policy->list_name);	/* [a-z0-9-]+, says the configuration */
		PAGE(&p, ".html\">");
		page_text(&p, views[i].context->policy->list_name);
		PAGE(&p, "</a></li>\n");
	}
	PAGE(&p, "</ul></main>\n</body>\n</html>\n");
	export_add_file(arena, out, "index.html", &p.bytes);
}

void export_html(struct arena *arena, const struct export_view *views, size_t n, struct export_files *out)
{
	for (size_t i = 0; i < n; i++) {
		struct html h = { .arena = arena, .view = &views[i] };

		buf_init(&h.page.bytes, EXPORT_BYTES_MAX);
		list_page(&h);
		export_add_file(arena, out, n == 1 ? "index.html" :
				arena_printf(arena, "list-%s.html", views[i].context->policy->list_name), &h.page.bytes);
	}
	if (n > 1)
		index_page(arena, views, n, out);
}
