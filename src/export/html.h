/* html.h - the parts of a list's page; for src/export alone. */
#ifndef BEADLE_EXPORT_HTML_H
#define BEADLE_EXPORT_HTML_H

#include "export/page.h"
#include "export/view.h"

/* One list's page while it is written. */
struct html {
	struct page page;
	struct arena *arena;
	const struct export_view *view;
};

/* <time datetime="2023-07-05">Wed 5 Jul</time> */
void html_date(struct html *h, struct civil_date date);
/* The day of an instant, in the list's zone. */
void html_day_of(struct html *h, int64_t utc_s);
void html_instant(struct html *h, int64_t utc_s);

int64_t html_days_until(const struct html *h, struct civil_date date);		/* from today */
bool html_is_recent(const struct html *h, const struct item *item);		/* done of late */

/* Tables of a long text and two short ones.  A phone shows each row as a block, which takes the
 * meaning from a table's elements unless their roles are said: with these. */
void html_rows_begin(struct html *h, const char *caption, const char *const heads[3],
		     const char *last_class);
#define HTML_ROW "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">"
#define HTML_CELL "<td role=\"cell\">"
#define HTML_BODY "<tbody role=\"rowgroup\">"

/* "#12 Forward the email" as the header of a row, with what it is about and a link to where it
 * comes from. */
void html_item(struct html *h, const struct item *item);
/* The same of a deadline; what it ends with stays open: more of the cell, and "</th>". */
void html_deadline(struct html *h, const struct deadline_entry *entry);
/* The same of a vote. */
void html_vote(struct html *h, const struct vote_entry *entry);
/* Cell of a day by which something is due, with how far away it is; "no day" for none. */
void html_due(struct html *h, struct civil_date due, bool is_late);

/* Each is a section of the page. */
void html_decide(struct html *h);		/* what only somebody's word can settle */
void html_meeting(struct html *h);
void html_deadlines(struct html *h);
void html_votes(struct html *h);		/* writes none while the list has had none */
void html_attendance(struct html *h);		/* of the last meetings */
void html_decisions(struct html *h);		/* the register */
void html_open(struct html *h);
void html_progress(struct html *h);		/* open items over time */
void html_done(struct html *h);
void html_parked(struct html *h);		/* what nobody is asked about any more, folded */

bool html_has_votes(const struct html *h);

const char *html_deadline_title(struct html *h, const struct deadline_entry *entry);

/* Drawings, with their title and description. */
void html_draw_deadlines(struct html *h, const struct deadline_entry *const *shown, size_t n);

struct html_month {				/* of open items over time */
	int year, month;
	size_t raised, closed, open;		/* open: when it ended, or now */
};

enum { HTML_SAMPLES = 121 };

struct html_samples {				/* of the same at instants in equal steps */
	int64_t from_s, to_s;
	size_t open[HTML_SAMPLES];
};

void html_draw_progress(struct html *h, const struct html_month *months, size_t n,
			struct html_samples samples);

#endif
