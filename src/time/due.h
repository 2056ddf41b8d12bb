/* due.h - due phrases: "by June 10", "due 2023-07-05", "until next week", "for next meeting".
 *
 * A date that is merely mentioned is not a due date: only one that due, by, before,
 * until, till, no later than, on or before, prior to, within, "for next meeting" or
 * "deadline" leads counts (PRODUCT 3), and "in 3 days" as the text's last words.  "Do not merge
 * before June 10" names none.
 * Relative dates count from base, in whatever zone base was made; when base is not
 * set they give none.  English only, but for "bis 05.07.".
 *
 * Which day is meant:
 * - without a year, the one of the last 60 days (what is overdue is said so), else the next;
 * - a weekday, the next one after base (never base itself); "next Tuesday", the one of next week;
 * - weeks are ISO's and end on Sunday: "next week", "EOW"; "the weekend" is a Friday;
 * - a week, month, quarter or year means its last day ("by Q2 2022" 2022-06-30);
 * - "before June 10" is June 10, as by and until are, but "before June" is May 31;
 * - "two days before June 10" is June 8.
 * - "Friday the 23rd" and "Fri 23" are the nearest day that is both; "Friday week" is a week after
 *   Friday;
 * - 6/10 and "25.1." count where it is known which number is the day (order).  Without that 6/10
 *   gives none; 25/6/2023 and "Friday 3/27" can mean one day alone; with dots the day stands first:
 *   05.07.2023.
 * "by April" may be a person.  What was "added before 2020-01-01" is not to be done by then.
 */
#ifndef BEADLE_TIME_DUE_H
#define BEADLE_TIME_DUE_H

#include "time/civil.h"
#include "time/order.h"

struct due_context {
	struct civil_date base;		/* the meeting's date, else the message's, in the list's
					 * zone */
	struct civil_date next_meeting;	/* not set: phrases about the next meeting give no date */
	bool to_come;			/* what is asked about lies ahead: without a year, the
					 * date on or after base */
	enum date_order order;		/* of 6/10 */
};

struct due_phrase {
	struct civil_date date;		/* not set when only the phrase is known ("for next
					 * meeting") */
	size_t start, len;		/* where the phrase stands in the text, lead word
					 * included */
	bool next_meeting;		/* said in terms of the next meeting */
};

/* Finds the first due phrase in text. */
bool due_find(struct span text, const struct due_context *context, struct due_phrase *out);

/* What stands where a day should, as a date is written, and names none: "05/11/2026" where nobody
 * knows which number is the month, "June 31", "Friday the 22nd" when that is a Thursday, "the
 * 45th", "3rd Febuary", "Firday", "a week after Candlemas", "meeting #15", whose day we do not
 * know.  The first such part of text behind a lead word; "by mail" and "by the team" are none. */
bool due_find_unread(struct span text, const struct due_context *context, struct span *out);

/* A whole span that is a date by itself, as commands and brackets have it: "2023-07-05",
 * "June 10", "10 June 2023", "friday", "tomorrow", "2w", "in 2 weeks", "end of month". */
bool due_parse_date(struct span text, const struct due_context *context, struct civil_date *out);

#endif
