/* html_decisions.c - the register of decisions on a list's page: all of them, the newest first.
 *
 * It is neither folded nor cut, so that a browser's own search finds every one.
 */
#include "export/html.h"

#include <string.h>

static void number(struct page *p, int n)
{
	PAGE(p, "D");
	page_number(p, n);
}

static void link_to(struct page *p, const char *what, int n)
{
	PAGE(p, "<small>");
	page_text(p, what);
	PAGE(p, " <a href=\"#D");
	page_number(p, n);
	PAGE(p, "\">");
	number(p, n);
	PAGE(p, "</a></small>");
}

static void decision_row(struct html *h, const struct decision_entry *e)
{
	const struct event_decision *made = &e->made->decision;
	struct page *p = &h->page;
	const char *mail = export_decision_mail(h->view, e),
		   *source = export_source(h->arena, h->view, mail);

	PAGE(p, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" id=\"D");
	page_number(p, e->number);
	PAGE(p, "\"><span class=\"no\">");
	bool begun = page_link_begin(p, source);

	number(p, e->number);
	page_link_end(p, begun);
	PAGE(p, "</span> <bdi>");
	page_text(p, e->text);
	PAGE(p, "</bdi>");
	if (made->replaces)
		link_to(p, "in place of", made->replaces);
	if (e->replaced_by)
		link_to(p, "replaced by", e->replaced_by);
	PAGE(p, "</th>" HTML_CELL);
	if (made->deadline && strcmp(e->made->rule, RULE_PASSED) == 0)
		PAGE(p, "a vote");
	else if (made->deadline)
		PAGE(p, "nobody objected");
	else if (made->meeting > 0) {
		PAGE(p, "meeting #");
		page_number(p, made->meeting);
	} else {
		PAGE(p, "<bdi>");
		page_text(p, e->made->actor);
		PAGE(p, "</bdi>");
	}
	PAGE(p, "</td>" HTML_CELL);
	html_date(h, export_decision_day(h->view, e));
	PAGE(p, "</td></tr>\n");
}

void html_decisions(struct html *h)
{
	const struct decision_list *all = &h->view->decisions;
	struct page *p = &h->page;
	size_t n = 0;

	for (size_t i = 0; i < all->len; i++)
		n += !all->entries[i].out;
	PAGE(p, "<section id=\"decisions\" aria-labelledby=\"decisions-h\"><h2 "
		"id=\"decisions-h\">Decisions</h2>\n");
	if (!n) {
		PAGE(p, "<p class=\"none\">None is recorded.</p></section>\n");
		return;
	}
	html_rows_begin(h, "All decisions, the newest first",
			(const char *const[]){ "Decision", "Decided by", "On" }, "");
	PAGE(p, HTML_BODY);
	for (size_t i = all->len; i-- > 0;) {
		if (!all->entries[i].out)
			decision_row(h, &all->entries[i]);
	}
	PAGE(p, "</tbody></table></section>\n");
}
