/* html_items.c - the sections about action items: those that are open, their number over time,
 * those done of late. */
#include "export/html.h"

#include <string.h>

#include "notices/meeting_view.h"
#include "notices/format.h"

static int64_t age_days(const struct html *h, const struct item *item)
{
	return -html_days_until(h, zone_to_local(h->view->zone, item_opened_at(item)).date);
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
	size_t n = meeting_view_open(h->arena, h->view->context, (struct item_list){ NULL, 0 },
				     &items, &owners), n_rows = 0;
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
	PAGE(p, "<table class=\"ages\"><caption>How many, by owner and age</caption><thead><tr><th "
		"scope=\"col\">Owner</th>" AGE("to 2 weeks", "2 wk") AGE("to 2 months", "2 mo")
			AGE("to 6 months", "6 mo") AGE("older", "older")
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

	html_item(h, item);
	html_due(h, item->due, export_is_overdue(h->view, item));
	PAGE(p, "<td role=\"cell\" class=\"age\">");
	page_text(p, format_age(h->arena, age_days(h, item)));
	PAGE(p, "</td></tr>\n");
}

void html_open(struct html *h)
{
	struct page *p = &h->page;
	struct owner_row *rows;
	size_t n = owner_rows(h, &rows);

	PAGE(p, "<section id=\"open\" class=\"sheet\" aria-labelledby=\"open-h\"><h2 "
		"id=\"open-h\">Open items</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">There is none.</p></section>\n");
		return;
	}
	age_table(h, rows, n);
	html_rows_begin(h, "Each item, by owner",
			(const char *const[]){ "Item", "Due", "Open for" }, "");
	for (size_t i = 0; i < n; i++) {
		PAGE(p, HTML_BODY "<tr role=\"row\" class=\"owner\"><th scope=\"rowgroup\" "
				  "role=\"rowheader\" colspan=\"3\">");
		owner_name(h, &rows[i]);
		PAGE(p, " <span class=\"no\">");
		page_text(p, format_count(h->arena, rows[i].n, "item", NULL));
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

static int64_t first_raised(const struct export_view *v)
{
	int64_t at_s = v->now_s;

	for (size_t i = 0; i < v->n_items; i++)
		at_s = not_after(v->items[i]->raised_at_s, at_s);
	return at_s;
}

/* Of each month since the first item: an item that was opened again counts as open all the time. */
static size_t months_of(struct html *h, struct html_month **out)
{
	const struct export_view *v = h->view;
	struct html_month first = { 0 }, *months;
	size_t n, open = 0;
	int year, month;

	*out = NULL;
	if (!v->n_items)
		return 0;
	month_of(h, first_raised(v), &first.year, &first.month);
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
		month_of(h,
			 not_after(item->closed_at_s > item->raised_at_s ? item->closed_at_s
									 : item->raised_at_s,
				   v->now_s),
			 &year, &month);
		months[month_index(&first, year, month)].closed++;
	}
	for (size_t i = 0; i < n; i++)
		months[i].open = open += months[i].raised - months[i].closed;
	*out = months;
	return n;
}

/* How many were open at instants in equal steps since the first was raised. */
static struct html_samples samples_of(struct html *h)
{
	const struct export_view *v = h->view;
	struct html_samples s = { .from_s = first_raised(v), .to_s = v->now_s };

	for (size_t i = 0; i < HTML_SAMPLES; i++) {
		int64_t at_s = s.from_s + (s.to_s - s.from_s) * (int64_t)i / (HTML_SAMPLES - 1);

		for (size_t k = 0; k < v->n_items; k++) {
			const struct item *item = v->items[k];
			bool closed = item->status != ITEM_OPEN &&
				      not_after(item->closed_at_s, v->now_s) <= at_s;

			s.open[i] += not_after(item->raised_at_s, v->now_s) <= at_s && !closed;
		}
	}
	return s;
}

void html_progress(struct html *h)
{
	static const char *const names[] = { "January",	  "February", "March",	  "April",
					     "May",	  "June",     "July",	  "August",
					     "September", "October",  "November", "December" };
	struct html_month *months;
	size_t n = months_of(h, &months);
	struct page *p = &h->page;

	PAGE(p, "<section id=\"progress\" aria-labelledby=\"progress-h\"><h2 "
		"id=\"progress-h\">Open items over time</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">There was no item so far.</p></section>\n");
		return;
	}
	html_draw_progress(h, months, n, samples_of(h));
	PAGE(p, "<details><summary>The same as a table</summary><table><caption>Items by "
		"month</caption><thead><tr>"
		"<th scope=\"col\">Month</th><th scope=\"col\" class=\"n\">Raised</th><th "
		"scope=\"col\" class=\"n\">Closed</th>"
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

/* The items of which it is so, what was closed last first. */
static size_t closed_items(struct html *h,
			   bool (*is_wanted)(const struct html *h, const struct item *item),
			   const struct item ***out)
{
	const struct export_view *v = h->view;
	const struct item **items = arena_alloc(h->arena, v->n_items, sizeof *items);
	size_t n = 0;

	for (size_t i = 0; i < v->n_items; i++) {
		size_t at = n;

		if (!is_wanted(h, v->items[i]))
			continue;
		for (; at > 0 && items[at - 1]->closed_at_s < v->items[i]->closed_at_s; at--)
			items[at] = items[at - 1];
		items[at] = v->items[i];
		n++;
	}
	*out = items;
	return n;
}

static void closed_rows(struct html *h, const char *caption, const char *const heads[3],
			const struct item *const *items, size_t n)
{
	struct page *p = &h->page;

	html_rows_begin(h, caption, heads, "");
	PAGE(p, HTML_BODY);
	for (size_t i = 0; i < n; i++) {
		html_item(h, items[i]);
		PAGE(p, HTML_CELL "<bdi>");
		page_text(p, export_owners(h->arena, items[i], SIZE_MAX));
		PAGE(p, "</bdi></td>" HTML_CELL);
		html_day_of(h, items[i]->closed_at_s);
		PAGE(p, "</td></tr>\n");
	}
	PAGE(p, "</tbody></table>");
}

void html_done(struct html *h)
{
	const struct item **done;
	size_t n = closed_items(h, html_is_recent, &done);
	struct page *p = &h->page;

	PAGE(p, "<section id=\"done\" aria-labelledby=\"done-h\"><h2 id=\"done-h\">Recently "
		"done</h2>\n");
	if (n)
		closed_rows(h, "Done in the last four weeks",
			    (const char *const[]){ "Item", "Owner", "Done" }, done, n);
	else
		PAGE(p, "<p class=\"none\">Nothing was done in the last four weeks.</p>");
	PAGE(p, "</section>\n");
}

static bool is_parked(const struct html *h, const struct item *item)
{
	(void)h;
	return item->status == ITEM_PARKED;
}

void html_parked(struct html *h)
{
	const struct item **parked;
	size_t n = closed_items(h, is_parked, &parked);
	struct page *p = &h->page;

	PAGE(p, "<section id=\"parked\" aria-labelledby=\"parked-h\"><h2 id=\"parked-h\">Parked"
		"</h2>\n<p class=\"none\">");
	if (!n) {
		PAGE(p, "Nothing is.</p></section>\n");
		return;
	}
	PAGE(p, "Nobody has answered, and nobody is asked any more, until somebody takes it "
		"up.</p>\n<details><summary>");
	page_text(p, format_count(h->arena, n, "item", NULL));
	PAGE(p, "</summary>");
	closed_rows(h, "Parked items", (const char *const[]){ "Item", "Owner", "Parked" }, parked,
		    n);
	PAGE(p, "</details></section>\n");
}
