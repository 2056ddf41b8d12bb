/* html_parts.c - what the sections of a page have in common (html.h). */
#include "export/html.h"

#include "notices/say.h"

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

void html_instant(struct html *h, int64_t utc_s)
{
	PAGE(&h->page, "<time datetime=\"");
	page_text(&h->page, export_instant(h->arena, utc_s));
	PAGE(&h->page, "\">");
	page_text(&h->page, say_instant(h->arena, h->view->zone, utc_s));
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

bool html_is_recent(const struct html *h, const struct item *item)
{
	return item->status == ITEM_DONE && item->closed_at_s >= h->view->now_s - EXPORT_RECENT_S &&
	       item->closed_at_s <= h->view->now_s;
}
