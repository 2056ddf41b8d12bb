/* html_attendance.c - who was at the last meetings, as their minutes say.
 *
 * Lists of participants are never complete: who is not in one was absent only where a quorum makes
 * them count.
 */
#include "export/html.h"

#include <string.h>

enum { MEETINGS_SHOWN = 12 };

/* The last meetings whose minutes say who was there, the newest first: a phone has no room for
 * all. */
static size_t shown_meetings(const struct export_view *v, const struct export_meeting **out)
{
	size_t n = 0;

	for (size_t i = v->n_meetings; i-- > 0 && n < MEETINGS_SHOWN;) {
		if (v->meetings[i].presence.is_known)
			out[n++] = &v->meetings[i];
	}
	return n;
}

static const char *word_of(const struct html *h, const struct export_meeting *m,
			   const struct person *person)
{
	const struct people *people = h->view->context->people;
	bool counts = h->view->context->policy->quorum.number > 0;

	if (presence_names(people, &m->presence.present, person))
		return "there";
	if (presence_names(people, &m->presence.regrets, person))
		return "regrets";
	return counts ? "absent" : "";
}

static void member_row(struct html *h, const struct export_meeting *const *meetings, size_t n,
		       const struct person *person)
{
	struct page *p = &h->page;

	PAGE(p, "<tr><th scope=\"row\"><bdi>");
	page_text(p, person->name);
	PAGE(p, "</bdi></th>");
	for (size_t i = 0; i < n; i++) {
		const char *word = word_of(h, meetings[i], person);

		PAGE(p, "<td class=\"");
		page_text(p, *word ? word : "no");
		PAGE(p, "\">");
		page_text(p, word);
		PAGE(p, "</td>");
	}
	PAGE(p, "</tr>\n");
}

static void quorum_row(struct html *h, const struct export_meeting *const *meetings, size_t n)
{
	struct page *p = &h->page;

	PAGE(p, "<tfoot><tr><th scope=\"row\">Members, of ");
	page_number(p, (int64_t)meetings[0]->quorum.needed);
	PAGE(p, " needed</th>");
	for (size_t i = 0; i < n; i++) {
		const struct quorum_count *count = &meetings[i]->quorum;
		bool is_short = count->present < count->needed;

		PAGE(p, "<td>");
		if (is_short)
			PAGE(p, "<strong class=\"late\">");
		page_number(p, (int64_t)count->present);
		if (is_short)
			PAGE(p, " no quorum</strong>");
		PAGE(p, "</td>");
	}
	PAGE(p, "</tr></tfoot>");
}

static void table(struct html *h, const struct export_meeting *const *meetings, size_t n)
{
	const struct people *people = h->view->context->people;
	struct page *p = &h->page;

	PAGE(p, "<div class=\"across\" tabindex=\"0\" role=\"group\" aria-label=\"Attendance\">"
		"<table><caption>As the minutes say, the newest first</caption>"
		"<thead><tr><th scope=\"col\">Member</th>");
	for (size_t i = 0; i < n; i++) {
		PAGE(p, "<th scope=\"col\">#");
		page_number(p, meetings[i]->meeting.number);
		PAGE(p, " <small>");
		html_date(h, meetings[i]->meeting.date);
		PAGE(p, "</small></th>");
	}
	PAGE(p, "</tr></thead>\n<tbody>");
	for (size_t i = 0; i < people->n_persons; i++) {
		if (people->persons[i].member)
			member_row(h, meetings, n, &people->persons[i]);
	}
	PAGE(p, "</tbody>");
	if (meetings[0]->quorum.needed)
		quorum_row(h, meetings, n);
	PAGE(p, "</table></div>\n");
}

void html_attendance(struct html *h)
{
	const struct export_meeting *meetings[MEETINGS_SHOWN];
	size_t n = shown_meetings(h->view, meetings);
	struct page *p = &h->page;

	PAGE(p, "<section id=\"attendance\" aria-labelledby=\"attendance-h\">"
		"<h2 id=\"attendance-h\">Attendance</h2>\n");
	if (n)
		table(h, meetings, n);
	else
		PAGE(p, "<p class=\"none\">No minutes say who was there.</p>\n");
	PAGE(p, "</section>\n");
}
