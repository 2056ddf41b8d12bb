/* html_parts.c - what the sections of a page have in common (html.h). */
#include "export/html.h"

#include "notices/format.h"

enum { CONTEXT_BYTES = 120 };

void html_date(struct html *h, struct civil_date date)
{
	char iso[CIVIL_TEXT_SIZE];

	PAGE(&h->page, "<time datetime=\"");
	page_text(&h->page, civil_format_iso(date, iso));
	PAGE(&h->page, "\">");
	page_text(&h->page, format_date(h->arena, h->view->zone, h->view->now_s, date));
	PAGE(&h->page, "</time>");
}

void html_day_of(struct html *h, int64_t utc_s)
{
	html_date(h, zone_to_local(h->view->zone, utc_s).date);
}

void html_instant(struct html *h, int64_t utc_s)
{
	PAGE(&h->page, "<time datetime=\"");
	page_text(&h->page, export_instant(h->arena, utc_s));
	PAGE(&h->page, "\">");
	page_text(&h->page, format_instant(h->arena, h->view->zone, utc_s));
	PAGE(&h->page, "</time>");
}

int64_t html_days_until(const struct html *h, struct civil_date date)
{
	return civil_to_days(date) - civil_to_days(h->view->today);
}

void html_rows_begin(struct html *h, const char *caption, const char *const heads[3],
		     const char *last_class)
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

const char *html_deadline_title(struct html *h, const struct deadline_entry *e)
{
	/* of minutes, the words are ours, for the middle of a sentence */
	if (e->terms.kind == DEADLINE_MINUTES && e->title[0] == 'm')
		return arena_printf(h->arena, "M%s", e->title + 1);
	return e->title;
}

void html_item(struct html *h, const struct item *item)
{
	struct page *p = &h->page;

	PAGE(p, HTML_ROW "<span class=\"no\">");
	bool begun = page_link_begin(p, export_source(h->arena, h->view, item->message_id));

	PAGE(p, "#");
	page_number(p, item->number);
	page_link_end(p, begun);
	PAGE(p, "</span> <bdi>");
	page_text(p, item->text);
	PAGE(p, "</bdi>");
	if (*item->context) {
		PAGE(p, "<small><bdi>");
		page_text(p, format_short(h->arena, item->context, CONTEXT_BYTES));
		PAGE(p, "</bdi></small>");
	}
	PAGE(p, "</th>");
}

void html_deadline(struct html *h, const struct deadline_entry *e)
{
	struct page *p = &h->page;

	PAGE(p, HTML_ROW "<bdi>");
	bool begun = page_link_begin(p, export_source(h->arena, h->view, e->deadline.message_id));

	page_text(p, html_deadline_title(h, e));
	page_link_end(p, begun);
	PAGE(p, "</bdi>");
}

void html_due(struct html *h, struct civil_date due, bool is_late)
{
	struct page *p = &h->page;
	int64_t days;

	PAGE(p, "<td role=\"cell\" class=\"due\">");
	if (!civil_is_set(due)) {
		PAGE(p, "no day</td>");
		return;
	}
	days = html_days_until(h, due);
	html_date(h, due);
	if (is_late)
		PAGE(p, "<small class=\"late\">");
	else
		PAGE(p, "<small>");
	page_text(p, is_late ? arena_printf(h->arena, "%s late", format_age(h->arena, -days))
			     : format_in_days(h->arena, days));
	PAGE(p, "</small></td>");
}

bool html_is_recent(const struct html *h, const struct item *item)
{
	return item->status == ITEM_DONE && item->closed_at_s >= h->view->now_s - EXPORT_RECENT_S &&
	       item->closed_at_s <= h->view->now_s;
}
