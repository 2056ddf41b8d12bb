/* html_draw.c - the drawings of a page, as inline SVG.
 *
 * Widths are in percent and heights in pixels, so that text keeps its size at any width.  Each
 * drawing has a title and a description; a table beside it says the same.
 */
#include "export/html.h"
#include "notices/format.h"

enum {
	DAY_S = 24 * 3600, WHOLE = 100 * 1000,	/* of a width, in thousandths of a percent */
	ROW = 40, BAR_TOP = 22, BAR = 8, TITLE_BYTES = 44,
	PLOT = 180, PLOT_TOP = 22, AXIS = 26, LABELS_MAX = 4, LINES_MAX = 5,
};

static void percent(struct page *p, int64_t thousandths)
{
	page_thousandths(p, thousandths);
	PAGE(p, "%");
}

/* Where an instant lies between two others. */
static int64_t share(int64_t at, int64_t from, int64_t to)
{
	if (at <= from || to <= from)
		return 0;
	return at >= to ? WHOLE : (at - from) * WHOLE / (to - from);
}

/* ---- deadlines on a time line ---- */

static int64_t end_of(const struct deadline *d)
{
	return d->settled_s ? d->settled_s : d->closes_s;
}

static void time_label(struct html *h, const char *text, int64_t at_s, int64_t from_s, int64_t to_s,
		       int64_t y)
{
	struct page *p = &h->page;
	int64_t x = share(at_s, from_s, to_s);
	char day[CIVIL_TEXT_SIZE];

	PAGE(p, "<text class=\"axis\" y=\"");
	page_number(p, y);
	PAGE(p, "\" x=\"");
	percent(p, x);
	if (x < WHOLE / 8)
		PAGE(p, "\">");
	else if (x > WHOLE - WHOLE / 8)
		PAGE(p, "\" text-anchor=\"end\">");
	else
		PAGE(p, "\" text-anchor=\"middle\">");
	/* without the day of the week */
	page_text(p, *text ? text
			   : civil_format_short(zone_to_local(h->view->zone, at_s).date, day) + 4);
	PAGE(p, "</text>\n");
}

static void deadline_bar(struct html *h, const struct deadline_entry *e, int64_t y, int64_t from_s,
			 int64_t to_s)
{
	const struct deadline *d = &e->deadline;
	struct page *p = &h->page;
	int64_t x = share(d->opened_s, from_s, to_s), width = share(end_of(d), from_s, to_s) - x;

	PAGE(p, "<text y=\"");
	page_number(p, y + BAR_TOP - 6);
	PAGE(p, "\">");
	page_text(p, format_short(h->arena, html_deadline_title(h, e), TITLE_BYTES));
	PAGE(p, "</text><rect class=\"track\" x=\"0\" width=\"100%\" rx=\"1\" height=\"2\" y=\"");
	page_number(p, y + BAR_TOP + BAR / 2 - 1);
	if (d->state == DEADLINE_OPEN)
		PAGE(p, "\"/><rect class=\"open\" rx=\"4\" y=\"");
	else if (d->state == DEADLINE_STANDS)
		PAGE(p, "\"/><rect class=\"stands\" rx=\"4\" y=\"");
	else
		PAGE(p, "\"/><rect class=\"against\" rx=\"4\" y=\"");
	page_number(p, y + BAR_TOP);
	PAGE(p, "\" height=\"");
	page_number(p, BAR);
	PAGE(p, "\" x=\"");
	percent(p, x);
	PAGE(p, "\" width=\"");
	percent(p, width > WHOLE / 100 ? width : WHOLE / 100);
	PAGE(p, "\"/>\n");
}

void html_draw_deadlines(struct html *h, const struct deadline_entry *const *shown, size_t n)
{
	struct page *p = &h->page;
	int64_t from_s = h->view->now_s, to_s = from_s, bottom = (int64_t)n * ROW;

	for (size_t i = 0; i < n; i++) {
		from_s =
			shown[i]->deadline.opened_s < from_s ? shown[i]->deadline.opened_s : from_s;
		to_s = end_of(&shown[i]->deadline) > to_s ? end_of(&shown[i]->deadline) : to_s;
	}
	to_s += DAY_S;
	int64_t now = share(h->view->now_s, from_s, to_s);

	PAGE(p, "<svg class=\"line\" role=\"img\" aria-labelledby=\"line-t line-d\" width=\"100%\" "
		"height=\"");
	page_number(p, bottom + AXIS);
	PAGE(p,
	     "\"><title id=\"line-t\">Deadlines on a time line</title><desc id=\"line-d\">From ");
	page_text(p, format_date(h->arena, h->view->zone, h->view->now_s,
			      zone_to_local(h->view->zone, from_s).date));
	PAGE(p, " to ");
	page_text(p, format_date(h->arena, h->view->zone, h->view->now_s,
			      zone_to_local(h->view->zone, to_s).date));
	PAGE(p, ", each from its opening to its end; the table below has the days.</desc>\n");
	PAGE(p, "<line class=\"now\" y1=\"0\" y2=\"");
	page_number(p, bottom + 4);
	PAGE(p, "\" x1=\"");
	percent(p, now);
	PAGE(p, "\" x2=\"");
	percent(p, now);
	PAGE(p, "\"/>\n");
	for (size_t i = 0; i < n; i++)
		deadline_bar(h, shown[i], (int64_t)i * ROW, from_s, to_s);
	time_label(h, "today", h->view->now_s, from_s, to_s, bottom + AXIS - 6);
	if (now > WHOLE / 4)
		time_label(h, "", from_s, from_s, to_s, bottom + AXIS - 6);
	if (now < WHOLE - WHOLE / 4)
		time_label(h, "", to_s, from_s, to_s, bottom + AXIS - 6);
	PAGE(p, "</svg>\n");
}

/* ---- open items over time ---- */

/* The steps of the scale: 1, 2, 5, 10, 20, 50 ...; at most LINES_MAX of them. */
static size_t step_of(size_t most)
{
	static const size_t steps[] = { 1, 2, 5 };

	for (size_t ten = 1;; ten *= 10) {
		for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
			if (most <= steps[i] * ten * LINES_MAX)
				return steps[i] * ten;
		}
	}
}

static int64_t height_of(size_t value, size_t top)
{
	return PLOT - (int64_t)value * PLOT / (int64_t)top;
}

static void scale(struct page *p, size_t top, size_t step)
{
	for (size_t value = 0; value <= top; value += step) {
		int64_t y = PLOT_TOP + height_of(value, top);

		PAGE(p, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"");
		page_number(p, y);
		PAGE(p, "\" y2=\"");
		page_number(p, y);
		PAGE(p, "\"/>");
		if (!value)
			continue;
		PAGE(p, "<text class=\"axis\" x=\"0\" y=\"");
		page_number(p, y - 5);
		PAGE(p, "\">");
		page_number(p, (int64_t)value);
		PAGE(p, "</text>\n");
	}
}

/* The curve, in a box of its own that is stretched to the width. */
static void curve(struct page *p, const struct html_samples *samples, size_t top)
{
	PAGE(p, "<svg x=\"0\" y=\"");
	page_number(p, PLOT_TOP);
	PAGE(p, "\" width=\"100%\" height=\"");
	page_number(p, PLOT);
	PAGE(p, "\" viewBox=\"0 0 1000 ");
	page_number(p, PLOT);
	PAGE(p, "\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
	for (int area = 1; area >= 0; area--) {
		if (area)
			PAGE(p, "<path class=\"area\" d=\"M0 ");
		else
			PAGE(p, "<path class=\"curve\" d=\"M0 ");
		page_number(p, height_of(0, top));
		for (size_t i = 0; i < HTML_SAMPLES; i++) {
			PAGE(p, "L");
			page_thousandths(p, (int64_t)i * 1000 * 1000 / (HTML_SAMPLES - 1));
			PAGE(p, " ");
			page_number(p, height_of(samples->open[i], top));
		}
		if (area) {
			PAGE(p, "L1000 ");
			page_number(p, height_of(0, top));
			PAGE(p, "Z");
		}
		PAGE(p, "\"/>");
	}
	PAGE(p, "</svg>\n");
}

static void month_labels(struct html *h, const struct html_month *months, size_t n,
			 const struct html_samples *samples)
{
	static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	size_t every = (n + LABELS_MAX - 1) / LABELS_MAX;
	struct page *p = &h->page;

	for (size_t i = 0; i < n; i += every) {
		const struct civil_date first = { .year = (int16_t)months[i].year,
						  .month = (int8_t)months[i].month,
						  .day = 1 };
		int64_t at_s = zone_minute_to_utc(h->view->zone, civil_to_days(first), 0);
		int64_t x = share(at_s, samples->from_s, samples->to_s);

		PAGE(p, "<text class=\"axis\" y=\"");
		page_number(p, PLOT_TOP + PLOT + AXIS - 8);
		PAGE(p, "\" x=\"");
		percent(p, x);
		if (x > WHOLE - WHOLE / 8)
			PAGE(p, "\" text-anchor=\"end\">");
		else if (i)
			PAGE(p, "\" text-anchor=\"middle\">");
		else
			PAGE(p, "\">");
		page_text(p, names[months[i].month - 1]);
		PAGE(p, " \xE2\x80\x99");
		page_text(p, arena_printf(h->arena, "%02d", months[i].year % 100));
		PAGE(p, "</text>\n");
	}
}

void html_draw_progress(struct html *h, const struct html_month *months, size_t n,
			struct html_samples samples)
{
	struct page *p = &h->page;
	size_t most = 1, raised = 0, closed = 0;

	for (size_t i = 0; i < n; i++) {
		raised += months[i].raised;
		closed += months[i].closed;
	}
	for (size_t i = 0; i < HTML_SAMPLES; i++)
		most = samples.open[i] > most ? samples.open[i] : most;
	size_t step = step_of(most), top = (most + step - 1) / step * step;

	PAGE(p, "<svg class=\"plot\" role=\"img\" aria-labelledby=\"plot-t plot-d\" width=\"100%\" "
		"height=\"");
	page_number(p, PLOT_TOP + PLOT + AXIS);
	PAGE(p, "\"><title id=\"plot-t\">Open items over time</title><desc id=\"plot-d\">");
	page_text(p, format_count(h->arena, raised, "item was", "items were"));
	PAGE(p, " raised and ");
	page_number(p, (int64_t)closed);
	PAGE(p, " closed; at most ");
	page_number(p, (int64_t)most);
	PAGE(p, " were open at a time, and ");
	page_number(p, (int64_t)months[n - 1].open);
	PAGE(p, " are now.</desc>\n");
	scale(p, top, step);
	curve(p, &samples, top);
	month_labels(h, months, n, &samples);
	PAGE(p, "</svg>\n<p class=\"none\">");
	page_text(p, format_count(h->arena, raised, "item", NULL));
	PAGE(p, " raised, ");
	page_number(p, (int64_t)closed);
	PAGE(p, " closed, ");
	page_number(p, (int64_t)months[n - 1].open);
	PAGE(p, " open.</p>\n");
}
