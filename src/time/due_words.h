/* due_words.h - the words of due phrases: inside src/time only.
 *
 * A reader stands at a place of the text; each take_ function either takes what it
 * names, white space and markdown marks before it included, and moves on, or leaves
 * the reader where it was and returns false.
 */
#ifndef BEADLE_TIME_DUE_WORDS_H
#define BEADLE_TIME_DUE_WORDS_H

#include "base/span.h"
#include "time/civil.h"
#include "time/order.h"

struct due_reader {
	struct span text;
	size_t at;
	struct civil_date base;		/* not set: relative dates are not understood */
	bool to_come;			/* a date without its year is on or after base */
	enum date_order order;		/* of two numbers with a slash or a dot */
	bool whole;			/* the text is said to be a date: "sat" is a weekday then */
	bool passive;			/* the lead word was "by" alone: "by April" may be a
					 * person */
	bool part;			/* "cut it by 1/3": two numbers with a slash are no day */
	bool before;			/* the lead word was "before": of a period, what precedes
					 * it */
};

/* The days a phrase speaks of: one day, or a week, a month ... */
struct due_range {
	struct civil_date first, last;
};

int due_byte_at(const struct due_reader *r, size_t at);		/* -1 past the end */
/* Whether the byte belongs to a word: letters and digits of ASCII, and all of UTF-8 but its
 * punctuation. */
bool due_is_word_byte(struct span text, size_t at);

void due_skip_gap(struct due_reader *r);
bool due_take_char(struct due_reader *r, char c);		/* nothing is skipped before it */
bool due_take_any_word(struct due_reader *r,
		       struct span *word_out); /* letters up to the word's end */
bool due_take_word(struct due_reader *r, const char *word);
bool due_take_words(struct due_reader *r, const char *words);	/* "no later than" */
bool due_take_one_of(struct due_reader *r, const char *const *words);	/* NULL-terminated */
/* Digits alone, at most 9; *digits_out says how many. */
bool due_take_number(struct due_reader *r, int *value_out, int *digits_out);
/* A number as written in digits or in words up to twelve; a, an, a couple of; the greater of
 * "2-3". */
bool due_take_amount(struct due_reader *r, int *value_out);

/* Whether a name or number that was just taken ends here: not "Monday.com", "10%", "10:30". */
bool due_at_end_of_token(const struct due_reader *r);
/* End of the text or punctuation that ends a clause. */
bool due_at_end_of_clause(const struct due_reader *r);

/* "June", "Jun", "Sept." ; *word_out as written. */
bool due_take_month(struct due_reader *r, int *month_out, struct span *word_out);
bool due_take_weekday(struct due_reader *r, int *weekday_out);
/* "10", "10th"; *ordinal_out when it has its ending. */
bool due_take_day_number(struct due_reader *r, int *day_out, bool *ordinal_out);
bool due_take_year(struct due_reader *r, int *year_out);	/* four digits, 1970 to 2199 */

/* A word that is nearly a month's or a weekday's name: "Febuary", "Firday"; of the long months'
 * names at most so many letters may be wrong, of short ones one. */
bool due_take_almost_month(struct due_reader *r, unsigned most);
bool due_take_almost_weekday(struct due_reader *r);

/* "5pm PT", "17:00 UTC", "noon". */
bool due_take_clock(struct due_reader *r);

/* "2 weeks", "3d", "a month", "a fortnight's time" after base, or before it when sign is -1. */
bool due_take_period(struct due_reader *r, struct civil_date from, int sign,
		     struct civil_date *out);

/* due_date.c: days and months by their names in the calendar. */
/* The day of that month next to base; not set when there is none, or no base. */
struct civil_date due_nearest_day(const struct due_reader *r, int month, int day);
bool due_take_numeric(struct due_reader *r, struct due_range *out); /* "2023-07-05", "05.07.2023" */
bool due_take_day_month(struct due_reader *r, struct due_range *out);	/* "10 June 2023" */
bool due_take_month_day(struct due_reader *r, struct due_range *out);	/* "June 10" */
bool due_take_ordinal(struct due_reader *r, struct due_range *out);	/* "the 10th" */
bool due_take_quarter(struct due_reader *r, struct due_range *out);	/* "Q2 2022" */
/* "June 2023", "June"; sure: the words before have left no doubt that it is a month. */
bool due_take_month_name(struct due_reader *r, bool sure, struct due_range *out);

struct civil_date due_date_of(int year, int month, int day);
bool due_is_before(struct civil_date a, struct civil_date b);
bool due_set_day(struct due_range *out, struct civil_date day);		/* false when it is none */
bool due_set_months(struct due_range *out, struct civil_date first, int months);

/* due_day.c: any date; and one that is written out after a weekday or a meeting ("(2023-07-07)", ",
 * June 10"). */
bool due_take_day(struct due_reader *r, struct due_range *out);
bool due_take_date_after(struct due_reader *r, struct due_range *out);

/* due_unread.c: what begins like a day and is none; *out as written. */
bool due_take_unread(struct due_reader *r, struct span *out);
bool due_take_unread_meeting(struct due_reader *r, struct span *out);	/* "meeting #15" */

#endif
