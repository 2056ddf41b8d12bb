/* due_day.c - the ways in which English mail names a day; see due_words.h.
 *
 * Each function takes one way, as a range of days: `by` and its like mean the range's
 * last day.  Weeks are ISO's, Monday to Sunday.  A date without a year is the next
 * such date on or after base; a weekday alone is the next one after base, since what
 * is said on a Wednesday about Wednesday is not about the same day.
 */
#include "time/due_words.h"

static const char *const this_words[] = { "this", "the current", "current", NULL };
static const char *const next_words[] = { "the next", "next", "the coming", "coming", "the following", "following", NULL };
static const char *const eod_words[] = {
	"eod", "cob", "eob", "end of business", "close of business", "end of the business day", "end of business day",
	"end of day", "end of the day", "end of work", NULL,
};

static bool set_day(struct due_range *out, struct civil_date day)
{
	*out = (struct due_range){ day, day };
	return civil_is_set(day);
}

static bool is_before(struct civil_date a, struct civil_date b)
{
	return civil_compare(a, b) < 0;
}

static struct civil_date date_of(int year, int month, int day)
{
	return (struct civil_date){ (int16_t)year, (int8_t)month, (int8_t)day };
}

static bool set_month(struct due_range *out, int year, int month)
{
	if (year < 1 || year > 9999)
		return false;
	*out = (struct due_range){ date_of(year, month, 1), date_of(year, month, civil_days_in_month(year, month)) };
	return true;
}

static bool set_months(struct due_range *out, struct civil_date first, int months)
{
	struct civil_date after = civil_add_months(first, months);

	*out = (struct due_range){ first, civil_add_days(after, -1) };
	return civil_is_set(first) && civil_is_set(after);
}

static bool set_week(struct due_range *out, struct civil_date within, int weeks_on)
{
	struct civil_date monday = civil_add_days(within, weeks_on * 7 - (civil_weekday(within) + 6) % 7);

	*out = (struct due_range){ monday, civil_add_days(monday, 6) };
	return civil_is_set(within) && civil_is_set(monday) && civil_is_set(out->last);
}

/* Whether a period named without its year can be meant: "before October", said in October, is next year's. */
static bool is_ahead(const struct due_reader *r, const struct due_range *range)
{
	return r->before ? is_before(r->base, range->first) : !is_before(range->last, r->base);
}

/* "2023-07-05", "2023/07/05", and "25/6/2023" where but one order is possible; a time may follow. */
static bool take_numeric(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	int a, b, c, a_digits, b_digits, c_digits, year, month, day;

	if (!due_take_number(&t, &a, &a_digits))
		return false;
	int sep = due_byte_at(&t, t.at);

	if ((sep != '-' && sep != '/') || !ascii_is_digit(due_byte_at(&t, t.at + 1)))
		return false;
	t.at++;
	if (!due_take_number(&t, &b, &b_digits) || !due_take_char(&t, (char)sep) ||
	    !ascii_is_digit(due_byte_at(&t, t.at)) || !due_take_number(&t, &c, &c_digits))
		return false;
	if (a_digits == 4 && b_digits == 2 && c_digits == 2) {
		year = a, month = b, day = c;
	} else if (sep == '/' && c_digits == 4 && a_digits <= 2 && b_digits <= 2 && (a > 12 || b > 12 || a == b)) {
		year = c;
		month = a > 12 ? b : a;
		day = a > 12 ? a : b;
	} else {
		return false;
	}
	int next = due_byte_at(&t, t.at);

	if (!civil_is_valid(year, month, day) || next == '/' ||
	    (next == '-' && due_is_word_byte(t.text, t.at + 1)) ||
	    (!due_at_end_of_token(&t) && !((next == 'T' || next == 't') && ascii_is_digit(due_byte_at(&t, t.at + 1)))))
		return false;
	while (next == 'T' || next == 't' || next == ':' || next == 'Z' || next == 'z' || ascii_is_digit(next))
		next = due_byte_at(&t, ++t.at);
	if (next == '+' && ascii_is_digit(due_byte_at(&t, t.at + 1))) {
		t.at++;
		while (due_byte_at(&t, t.at) == ':' || ascii_is_digit(due_byte_at(&t, t.at)))
			t.at++;
	}
	*r = t;
	return set_day(out, date_of(year, month, day));
}

/* "10", "10th"; *ordinal_out when it has its ending. */
static bool take_day_number(struct due_reader *r, int *day_out, bool *ordinal_out)
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

static bool set_next_such_day(const struct due_reader *r, struct due_range *out, int month, int day)
{
	if (!civil_is_set(r->base))
		return false;
	for (int year = r->base.year; year <= r->base.year + 8; year++) {	/* 29 February is at most eight years off */
		if (civil_is_valid(year, month, day) && !is_before(date_of(year, month, day), r->base))
			return set_day(out, date_of(year, month, day));
	}
	return false;
}

static bool finish_month_day(struct due_reader *r, struct due_reader *t, int month, int day, struct due_range *out)
{
	int year;

	if (take_year_after(t, &year)) {
		if (!civil_is_valid(year, month, day))
			return false;
		set_day(out, date_of(year, month, day));
	} else if (!set_next_such_day(t, out, month, day)) {
		return false;
	}
	*r = *t;
	return true;
}

/* "may" and "march" in small letters are verbs, unless the number that goes with them stands alone. */
static bool is_verb(const struct due_reader *r, struct span month)
{
	return !r->whole && (span_is(month, "may") || span_is(month, "march") || span_is(month, "mar"));
}

/* "10 June 2023", "10th of June", "10-Jun-2023" */
static bool take_day_month(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct span word;
	bool ordinal;
	int day, month, year;

	due_take_word(&t, "the");
	if (!take_day_number(&t, &day, &ordinal))
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
static bool take_month_day(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct span word;
	bool ordinal;
	int day, month;

	if (!due_take_month(&t, &month, &word))
		return false;
	due_take_char(&t, '-');
	due_take_word(&t, "the");
	return take_day_number(&t, &day, &ordinal) && finish_month_day(r, &t, month, day, out);
}

/* A month by itself is easily a person or a verb. */
static bool is_surely_month(const struct due_reader *after, struct span word)
{
	static const char *const names_too[] = { "april", "may", "june", "august" };
	bool full = word.len > 4 || span_is_ci(word, "june") || span_is_ci(word, "july");

	if (!(word.ptr[0] >= 'A' && word.ptr[0] <= 'Z'))
		return false;
	for (size_t i = 0; i < sizeof names_too / sizeof names_too[0]; i++) {
		if (span_is_ci(word, names_too[i]))
			full = false;
	}
	return full || (!after->passive && !after->whole && due_at_end_of_clause(after));
}

/* "June 2023", "June"; sure: the words before have left no doubt that it is a month. */
static bool take_month(struct due_reader *r, bool sure, struct due_range *out)
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
	if (due_byte_at(&t, t.at) == '\'' || span_starts(span_sub(t.text, t.at, 3), "\xE2\x80\x99") ||
	    due_take_number(&look, &number, &digits) || !civil_is_set(t.base) || (!sure && !is_surely_month(&t, word)))
		return false;
	year = t.base.year;
	if (!set_month(out, year, month) || (!is_ahead(&t, out) && !set_month(out, year + 1, month)))
		return false;
	*r = t;
	return true;
}

static bool set_quarter(struct due_range *out, int year, int quarter)
{
	return set_months(out, date_of(year, quarter * 3 - 2, 1), 3);
}

/* "Q2 2022", "Q2/2022", "2022 Q2", "Q2" */
static bool take_quarter(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	int year = 0, quarter, digits;
	bool year_first = due_take_year(&t, &year);

	if (year_first)
		due_take_char(&t, '-');
	due_skip_gap(&t);
	if ((!due_take_char(&t, 'Q') && !due_take_char(&t, 'q')) || !ascii_is_digit(due_byte_at(&t, t.at)) ||
	    !due_take_number(&t, &quarter, &digits) || digits != 1 || quarter < 1 || quarter > 4 ||
	    !due_at_end_of_token(&t))
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

/* "week", "month", "quarter", "year", so many of them from base's own. */
static bool take_unit(struct due_reader *r, int ahead, struct due_range *out)
{
	struct due_reader t = *r;
	struct civil_date month_first = date_of(t.base.year, t.base.month, 1);
	bool good;

	if (!civil_is_set(t.base))
		return false;
	if (due_take_word(&t, "week"))
		good = set_week(out, t.base, ahead);
	else if (due_take_word(&t, "month"))
		good = set_months(out, civil_add_months(month_first, ahead), 1);
	else if (due_take_word(&t, "quarter"))
		good = set_months(out, civil_add_months(date_of(t.base.year, (t.base.month - 1) / 3 * 3 + 1, 1), ahead * 3), 3);
	else if (due_take_word(&t, "year"))
		good = set_months(out, civil_add_months(date_of(t.base.year, 1, 1), ahead * 12), 12);
	else
		return false;
	if (!good || !due_at_end_of_token(&t))
		return false;
	*r = t;
	return true;
}

/* "this week", "next month", "the week after next", "the week of June 12" */
static bool take_period_name(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	struct due_range day;

	due_take_word(&t, "later");
	if (due_take_one_of(&t, this_words) ? take_unit(&t, 0, out) :
	    due_take_one_of(&t, next_words) && take_unit(&t, 1, out)) {
		*r = t;
		return true;
	}
	t = *r;
	due_take_word(&t, "the");
	struct due_reader unit = t;

	if (take_unit(&t, 2, out) && due_take_words(&t, "after next")) {
		*r = t;
		return true;
	}
	t = unit;
	if (due_take_words(&t, "week of")) {
		due_take_word(&t, "the");
		if ((take_numeric(&t, &day) || take_day_month(&t, &day) || take_month_day(&t, &day)) &&
		    set_week(out, day.first, 0)) {
			*r = t;
			return true;
		}
	}
	return false;
}

/* What "end of" may be the end of; "week" needs no "this" here. */
static bool take_ended(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;
	int year;

	if (take_period_name(r, out) || take_quarter(r, out))
		return true;
	due_take_word(&t, "the");
	if (take_unit(&t, 0, out)) {
		*r = t;
		return true;
	}
	if (take_month(r, true, out))
		return true;
	t = *r;
	if (!due_take_year(&t, &year))
		return false;
	*r = t;
	return set_months(out, date_of(year, 1, 1), 12);
}

bool due_take_date_after(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;

	due_take_char(&t, ',');
	due_skip_gap(&t);
	bool paren = due_take_char(&t, '(');

	if (!take_numeric(&t, out) && !take_day_month(&t, out) && !take_month_day(&t, out))
		return false;
	if (paren && !due_take_char(&t, ')'))
		return false;
	*r = t;
	return true;
}

/* "Tuesday", "next Tuesday", "Tuesday next week", "Tue 10 Jun" */
static bool take_weekday(struct due_reader *r, struct due_range *out)
{
	static const char *const coming[] = {
		"the coming", "coming", "this coming", "the upcoming", "upcoming", "the following", "following", NULL,
	};
	static const char *const of_next_week[] = {
		"next week", "of next week", "in next week", "the following week", "of the following week",
		"of the next week", NULL,
	};
	static const char *const of_this_week[] = { "this week", "of this week", NULL };
	struct due_reader t = *r, look;
	struct due_range week;
	int weekday;
	bool soon = due_take_one_of(&t, coming);
	bool of_this = !soon && due_take_word(&t, "this"), of_next = false;

	if (!soon && !of_this && due_take_word(&t, "next")) {
		of_next = true;
		due_take_word(&t, "week");
		due_take_word(&t, "on");
	}
	if (!due_take_weekday(&t, &weekday))
		return false;
	if (due_take_date_after(&t, out)) {
		*r = t;
		return true;
	}
	look = t;
	if (!civil_is_set(t.base) || due_take_words(&look, "after next") || due_take_words(&look, "after"))
		return false;
	if (due_take_one_of(&t, of_next_week))
		of_next = true;
	else if (due_take_one_of(&t, of_this_week))
		of_this = true;
	struct civil_date day = civil_add_days(t.base, 1 + (weekday - civil_weekday(t.base) + 6) % 7);

	if ((of_this || of_next) && set_week(&week, t.base, of_next)) {
		struct civil_date in_week = civil_add_days(week.first, (weekday + 6) % 7);

		/* "this Monday", said on a Wednesday, looks ahead like any other */
		if (of_next || !is_before(in_week, t.base))
			day = in_week;
	}
	*r = t;
	return set_day(out, day);
}

/* "today", "tomorrow", "EOD", "EOD Friday", "the weekend" */
static bool take_near(struct due_reader *r, struct due_range *out)
{
	static const char *const todays[] = { "today", "tonight", "this evening", "this afternoon", NULL };
	static const char *const tomorrows[] = { "tomorrow", "tomorow", "tmrw", NULL };
	static const char *const weekends[] = { "the weekend", "this weekend", "weekend", NULL };
	struct due_reader t = *r;
	struct due_range week;
	int ahead;

	if (!civil_is_set(t.base))
		return false;
	if (due_take_words(&t, "the day after tomorrow") || due_take_words(&t, "day after tomorrow"))
		ahead = 2;
	else if (due_take_one_of(&t, tomorrows))
		ahead = 1;
	else if (due_take_one_of(&t, todays))
		ahead = 0;
	else if (due_take_one_of(&t, weekends) && set_week(&week, t.base, 0))
		ahead = (int)(civil_to_days(week.last) - civil_to_days(t.base)) - 2;
	else
		return false;
	if (!due_at_end_of_token(&t))
		return false;
	*r = t;
	return set_day(out, civil_add_days(t.base, ahead < 0 ? ahead + 2 : ahead));
}

/* "end of June", "EOM", "start of next week", "mid-June" */
static bool take_edge(struct due_reader *r, struct due_range *out)
{
	static const char *const ends[] = { "end of", "the end of", NULL };
	static const char *const starts[] = { "start of", "the start of", "beginning of", "the beginning of", NULL };
	static const char *const middles[] = { "mid", "middle of", "the middle of", NULL };
	static const struct {
		const char *word, *unit;
	} short_forms[] = {
		{ "eow", "week" }, { "eom", "month" }, { "eoq", "quarter" }, { "eoy", "year" },
		{ "month end", "month" }, { "year end", "year" }, { "week end", "week" },
	};
	struct due_reader t = *r;
	struct due_range range;

	if (due_take_one_of(&t, ends) && (take_ended(&t, &range) || take_near(&t, &range) || take_weekday(&t, &range))) {
		*r = t;
		return set_day(out, range.last);
	}
	t = *r;
	if (due_take_one_of(&t, starts) && take_ended(&t, &range)) {
		*r = t;
		return set_day(out, range.first);
	}
	t = *r;
	if (due_take_one_of(&t, middles)) {
		due_take_char(&t, '-');
		if (!take_ended(&t, &range))
			return false;
		int64_t length = civil_to_days(range.last) - civil_to_days(range.first) + 1;

		if (length > 31)
			return false;
		*r = t;
		return set_day(out, civil_add_days(range.first, length == 7 ? 2 : 14));
	}
	for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++) {
		struct due_reader unit = { .text = span_of(short_forms[i].unit), .base = r->base };

		t = *r;
		due_take_word(&t, "the");
		if (due_take_words(&t, short_forms[i].word) && due_at_end_of_token(&t) && take_unit(&unit, 0, &range)) {
			*r = t;
			return set_day(out, range.last);
		}
	}
	return false;
}

/* "in 2 weeks", "2 weeks from now" */
static bool take_distance(struct due_reader *r, struct due_range *out)
{
	static const char *const from_now[] = { "from now", "from today", NULL };
	static const char *const from_then[] = { "of", "from", "after", "before", "ago", NULL };
	struct due_reader t = *r;
	struct civil_date day;
	bool in = due_take_word(&t, "in");

	if (in && due_take_word(&t, "the"))
		in = due_take_word(&t, "next");
	else if (in)
		due_take_word(&t, "next");
	else
		due_take_char(&t, '+');
	if (!due_take_period(&t, t.base, 1, &day))
		return false;
	bool now = due_take_one_of(&t, from_now);
	struct due_reader look = t;

	if (!now && ((!in && !t.whole) || due_take_one_of(&look, from_then)))
		return false;
	*r = t;
	return set_day(out, day);
}

/* "the 10th", "10th of next month": where nothing follows that it could be the tenth of. */
static bool take_ordinal(struct due_reader *r, struct due_range *out)
{
	static const char *const of_month[] = { "of the month", "of this month", NULL };
	static const char *const of_next_month[] = { "of next month", "of the next month", NULL };
	struct due_reader t = *r;
	bool ordinal;
	int day;

	due_take_word(&t, "the");
	if (!civil_is_set(t.base) || !take_day_number(&t, &day, &ordinal) || !ordinal)
		return false;
	bool next = due_take_one_of(&t, of_next_month);

	if (!next && !due_take_one_of(&t, of_month) && !due_at_end_of_clause(&t))
		return false;
	struct civil_date first = date_of(t.base.year, t.base.month, 1);

	for (int i = next; i < 3; i++) {
		struct civil_date month = civil_add_months(first, i);
		struct civil_date that = date_of(month.year, month.month, day);

		if (civil_is_valid(that.year, that.month, that.day) && !is_before(that, t.base)) {
			*r = t;
			return set_day(out, that);
		}
	}
	return false;
}

static bool take_plain_day(struct due_reader *r, struct due_range *out)
{
	return take_numeric(r, out) || take_quarter(r, out) || take_day_month(r, out) || take_month_day(r, out) ||
	       take_near(r, out) || take_edge(r, out) || take_weekday(r, out) || take_period_name(r, out) ||
	       take_distance(r, out) || take_ordinal(r, out) || take_month(r, false, out);
}

bool due_take_day(struct due_reader *r, struct due_range *out)
{
	static const char *const fillers[] = {
		"on", "about", "around", "approximately", "roughly", "sometime", "the meeting on", "the meeting of",
		"the call on", NULL,
	};
	struct due_reader t = *r;

	due_take_one_of(&t, fillers);
	due_take_char(&t, '~');
	if (take_plain_day(&t, out) || (due_take_word(&t, "in") && take_plain_day(&t, out))) {
		*r = t;
		return true;
	}
	/* "EOD Friday", "5pm PT on June 10", "EOD" */
	t = *r;
	due_take_word(&t, "the");
	bool eod = due_take_one_of(&t, eod_words) && due_at_end_of_token(&t);

	if (!eod)
		t = *r;
	if (!eod && !due_take_clock(&t))
		return false;
	struct due_reader after = t;

	due_take_char(&after, ',');
	if (!due_take_word(&after, "on"))
		due_take_word(&after, "of");
	if (take_plain_day(&after, out)) {
		*r = after;
		return true;
	}
	if (!eod || !set_day(out, t.base))
		return false;
	*r = t;
	return true;
}
