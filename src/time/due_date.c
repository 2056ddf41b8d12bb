/* due_date.c - dates that the calendar names: numbers, months, quarters; see due_words.h.
 *
 * A date without a year is the one next to base: that which has just passed, or the coming one.
 */
#include "time/due_words.h"

#include <string.h>

enum { JUST_PASSED_DAYS = 60, SOON_DAYS = 120 };

bool due_set_day(struct due_range *out, struct civil_date day)
{
	*out = (struct due_range){ day, day };
	return civil_is_set(day);
}

bool due_is_before(struct civil_date a, struct civil_date b)
{
	return civil_compare(a, b) < 0;
}

struct civil_date due_date_of(int year, int month, int day)
{
	return (struct civil_date){ (int16_t)year, (int8_t)month, (int8_t)day };
}

static bool set_month(struct due_range *out, int year, int month)
{
	if (year < 1 || year > 9999)
		return false;
	out->first = due_date_of(year, month, 1);
	out->last = due_date_of(year, month, civil_days_in_month(year, month));
	return true;
}

bool due_set_months(struct due_range *out, struct civil_date first, int months)
{
	struct civil_date after = civil_add_months(first, months);

	*out = (struct due_range){ first, civil_add_days(after, -1) };
	return civil_is_set(first) && civil_is_set(after);
}

/* Whether a period named without its year can be meant: "before October", said in October, is the
 * next year's. */
static bool is_ahead(const struct due_reader *r, const struct due_range *range)
{
	if (r->before)
		return due_is_before(r->base, range->first);
	return !due_is_before(range->last, r->base);
}

/* Three numbers with one sign between them; of "05.07." and "1/25" there are two. */
struct due_numbers {
	int sign;
	int value[3], digits[3];	/* digits 0: it is not there */
};

static bool take_numbers(struct due_reader *r, struct due_numbers *out)
{
	*out = (struct due_numbers){ 0 };
	due_skip_gap(r);
	for (int i = 0; i < 3; i++) {
		if (!ascii_is_digit(due_byte_at(r, r->at)))
			return i == 2 && out->sign == '.';
		if (!due_take_number(r, &out->value[i], &out->digits[i]))
			return false;
		if (i == 0)
			out->sign = due_byte_at(r, r->at);
		if (i == 1 && out->sign == '/' && due_byte_at(r, r->at) != '/')
			return true;
		if (i < 2 && (out->sign < 0 || !due_take_char(r, (char)out->sign)))
			return false;
	}
	return out->sign == '-' || out->sign == '/' || out->sign == '.';
}

static struct civil_date date_if_valid(int year, int month, int day)
{
	bool is_valid = civil_is_valid(year, month, day);

	return is_valid ? due_date_of(year, month, day) : (struct civil_date){ 0 };
}

/* Day and month of two numbers, where it is known or sure which is which. */
static bool day_and_month(const struct due_reader *r, const struct due_numbers *n, int *day_out,
			  int *month_out)
{
	const int *value = n->value;
	bool is_dotted = n->sign == '.';
	bool is_sure = !is_dotted && n->digits[2] > 0 &&
		       (value[0] > 12 || value[1] > 12 || value[0] == value[1]);
	bool day_first = is_sure ? value[0] > 12
				 : is_dotted || r->order == DATE_ORDER_DAY_FIRST;

	*day_out = value[day_first ? 0 : 1];
	*month_out = value[day_first ? 1 : 0];
	return is_dotted || is_sure || r->order != DATE_ORDER_UNKNOWN;
}

/* "by 1/3" may be a third, and "by 6.1." a version: a day it is when it is near. */
static struct civil_date near_day(const struct due_reader *r, int month, int day)
{
	struct civil_date date = due_nearest_day(r, month, day);
	bool is_far = civil_is_set(date) &&
		      civil_to_days(date) - civil_to_days(r->base) > SOON_DAYS;

	if (r->passive && is_far)
		date = (struct civil_date){ 0 };
	return date;
}

/* Not set when the numbers are no date, or could be two. */
static struct civil_date date_of_numbers(const struct due_reader *r, const struct due_numbers *n)
{
	static const struct civil_date none = { 0 };
	const int *value = n->value, *digits = n->digits;
	int day, month;

	if (digits[0] == 4 && digits[1] == 2 && digits[2] == 2 && n->sign != '.')
		return date_if_valid(value[0], value[1], value[2]);
	if (digits[0] > 2 || digits[1] > 2 || !day_and_month(r, n, &day, &month))
		return none;
	if (digits[2] == 0) {
		/* a single digit may be a version's ("by 6.1.") in a text of more than a date */
		bool is_sure = n->sign == '/' || r->whole || digits[0] + digits[1] == 4 ||
			       r->order == DATE_ORDER_DAY_FIRST;

		return is_sure ? near_day(r, month, day) : none;
	}
	if (digits[2] == 4)
		return date_if_valid(value[2], month, day);
	/* "1/25/26"; of dots and dashes two digits are a version's */
	bool is_short = digits[2] == 2 && n->sign == '/' && r->order != DATE_ORDER_UNKNOWN;

	return is_short ? date_if_valid(2000 + value[2], month, day) : none;
}

static void skip_any(struct due_reader *r, const char *chars)
{
	while (due_byte_at(r, r->at) > 0 && strchr(chars, due_byte_at(r, r->at)))
		r->at++;
}

/* What may follow a date: nothing more of its word, or "T10:00:00Z", "T10:00+02:00". */
static bool take_time_after(struct due_reader *r)
{
	int next = due_byte_at(r, r->at);
	bool is_time = (next == 'T' || next == 't') && ascii_is_digit(due_byte_at(r, r->at + 1));

	if (next == '/' || (next == '-' && due_is_word_byte(r->text, r->at + 1)))
		return false;
	if (!is_time && !due_at_end_of_token(r))
		return false;
	skip_any(r, "0123456789:TtZz");
	if (due_byte_at(r, r->at) == '+' && ascii_is_digit(due_byte_at(r, r->at + 1))) {
		r->at++;
		skip_any(r, "0123456789:");
	}
	return true;
}

/* "2023-07-05", "2023/07/05", "05.07.2023", "05.07."; "25/6/2023" where one order alone can be. */
bool due_take_numeric(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct due_numbers numbers;

	if (!take_numbers(&t, &numbers))
		return false;
	struct civil_date date = date_of_numbers(&t, &numbers);
	int next = due_byte_at(&t, t.at);

	if (!civil_is_set(date))
		return false;
	if (numbers.sign != '.' && !take_time_after(&t))
		return false;
	struct due_reader look = t;

	/* "by 1/3 of the members" */
	if (numbers.sign == '/' && numbers.digits[2] == 0 &&
	    (r->part || due_take_word(&look, "of")))
		return false;
	if (numbers.sign == '.' && (next == '-' || next == '/' || !due_at_end_of_token(&t)))
		return false;
	*r = t;
	return due_set_day(out, date);
}

bool due_take_day_number(struct due_reader *r, int *day_out, bool *ordinal_out)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };
	struct due_reader t = *r;
	int digits;

	if (!due_take_number(&t, day_out, &digits) || digits > 2 || *day_out < 1 || *day_out > 31)
		return false;
	*ordinal_out = false;
	for (size_t i = 0; i < 4 && !*ordinal_out; i++) {
		if (span_starts_ci(span_sub(t.text, t.at, 2), endings[i])) {
			t.at += 2;
			*ordinal_out = true;
		}
	}
	if (!due_at_end_of_token(&t))
		return false;
	*r = t;
	return true;
}

/* ", 2023" or " 2023", if it is there. */
static bool take_year_after(struct due_reader *r, int *year_out)
{
	struct due_reader t = *r;

	if (!due_take_char(&t, ','))
		due_take_char(&t, '-');
	if (!due_take_year(&t, year_out))
		return false;
	*r = t;
	return true;
}

struct civil_date due_nearest_day(const struct due_reader *r, int month, int day)
{
	struct civil_date from = r->to_come ? r->base : civil_add_days(r->base, -JUST_PASSED_DAYS);

	if (!civil_is_set(from))
		from = r->base;		/* the first days of the calendar */
	/* 29 February is at most eight years off */
	for (int year = from.year; civil_is_set(from) && year <= from.year + 8; year++) {
		struct civil_date date = date_if_valid(year, month, day);

		if (civil_is_set(date) && !due_is_before(date, from))
			return date;
	}
	return (struct civil_date){ 0 };
}

static bool finish_month_day(struct due_reader *r, struct due_reader *t, int month, int day,
			     struct due_range *out)
{
	int year;
	struct civil_date date = due_nearest_day(t, month, day);

	if (take_year_after(t, &year))
		date = date_if_valid(year, month, day);
	if (!due_set_day(out, date))
		return false;
	*r = *t;
	return true;
}

/* "may" and "march" in small letters are verbs, unless the number with them stands alone. */
static bool is_verb(const struct due_reader *r, struct span month)
{
	if (r->whole)
		return false;
	return span_is(month, "may") || span_is(month, "march") || span_is(month, "mar");
}

/* "10 June 2023", "10th of June", "10-Jun-2023" */
bool due_take_day_month(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct span word;
	bool ordinal;
	int day, month, year;

	due_take_word(&t, "the");
	if (!due_take_day_number(&t, &day, &ordinal))
		return false;
	if (!due_take_word(&t, "of") && !due_take_char(&t, '-') && !ordinal)
		due_take_char(&t, '.');
	if (!due_take_month(&t, &month, &word) || !due_at_end_of_token(&t))
		return false;
	struct due_reader look = t;

	if (is_verb(r, word) && !take_year_after(&look, &year) && !due_at_end_of_clause(&t))
		return false;
	return finish_month_day(r, &t, month, day, out);
}

/* "June 10", "Jun. 10th, 2023", "June the 10th" */
bool due_take_month_day(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct span word;
	bool ordinal;
	int day, month;

	if (!due_take_month(&t, &month, &word))
		return false;
	due_take_char(&t, '-');
	due_take_word(&t, "the");
	return due_take_day_number(&t, &day, &ordinal) && finish_month_day(r, &t, month, day, out);
}

/* A month by itself is easily a person or a verb. */
static bool is_surely_month(const struct due_reader *after, struct span word)
{
	static const char *const names_too[] = { "april", "may", "june", "august" };
	bool full = word.len > 4 || span_is_ci(word, "june") || span_is_ci(word, "july");

	if (!ascii_is_upper(word.ptr[0]))
		return false;
	for (size_t i = 0; i < sizeof names_too / sizeof names_too[0]; i++) {
		if (span_is_ci(word, names_too[i]))
			full = false;
	}
	return full || (!after->passive && !after->whole && due_at_end_of_clause(after));
}

/* "June 2023", "June" */
bool due_take_month_name(struct due_reader *r, bool sure, struct due_range *out)
{
	struct due_reader t = *r, look;
	struct span word;
	int month, year, number, digits;

	if (!due_take_month(&t, &month, &word) || !due_at_end_of_token(&t))
		return false;
	if (take_year_after(&t, &year)) {
		*r = t;
		return set_month(out, year, month);
	}
	look = t;
	/* "June's", "June 10" */
	if (due_byte_at(&t, t.at) == '\'' || span_starts(span_sub(t.text, t.at, 3), "\xE2\x80\x99"))
		return false;
	if (due_take_number(&look, &number, &digits))
		return false;
	if (!civil_is_set(t.base) || (!sure && !is_surely_month(&t, word)))
		return false;
	year = t.base.year;
	if (!set_month(out, year, month))
		return false;
	if (!is_ahead(&t, out) && !set_month(out, year + 1, month))
		return false;
	*r = t;
	return true;
}

static bool set_quarter(struct due_range *out, int year, int quarter)
{
	return due_set_months(out, due_date_of(year, quarter * 3 - 2, 1), 3);
}

/* "Q2 2022", "Q2/2022", "2022 Q2", "Q2" */
bool due_take_quarter(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	int year = 0, quarter, digits;
	bool year_first = due_take_year(&t, &year);

	if (year_first)
		due_take_char(&t, '-');
	due_skip_gap(&t);
	if (!due_take_char(&t, 'Q') && !due_take_char(&t, 'q'))
		return false;
	if (!ascii_is_digit(due_byte_at(&t, t.at)) || !due_take_number(&t, &quarter, &digits))
		return false;
	if (digits != 1 || quarter < 1 || quarter > 4 || !due_at_end_of_token(&t))
		return false;
	struct due_reader look = t;

	if (!year_first && !due_take_char(&look, '/'))
		due_take_word(&look, "of");
	if (!year_first && take_year_after(&look, &year))
		t = look;
	if (year == 0) {
		year = t.base.year;
		if (year == 0 || !set_quarter(out, year, quarter))
			return false;
		year += !is_ahead(&t, out);
	}
	*r = t;
	return set_quarter(out, year, quarter);
}

/* "the 10th", "10th of next month": where nothing follows that it could be the tenth of. */
bool due_take_ordinal(struct due_reader *r, struct due_range *out)
{
	static const char *const of_month[] = { "of the month", "of this month", NULL };
	static const char *const of_next_month[] = { "of next month", "of the next month", NULL };
	struct due_reader t = *r;
	bool ordinal;
	int day;

	due_take_word(&t, "the");
	if (!civil_is_set(t.base) || !due_take_day_number(&t, &day, &ordinal) || !ordinal)
		return false;
	bool next = due_take_one_of(&t, of_next_month);

	if (!next && !due_take_one_of(&t, of_month) && !due_at_end_of_clause(&t))
		return false;
	struct civil_date first = due_date_of(t.base.year, t.base.month, 1);

	for (int i = next; i < 3; i++) {
		struct civil_date month = civil_add_months(first, i);
		struct civil_date that = date_if_valid(month.year, month.month, day);

		if (civil_is_set(that) && !due_is_before(that, t.base)) {
			*r = t;
			return due_set_day(out, that);
		}
	}
	return false;
}

