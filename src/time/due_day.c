/* due_day.c - days told from the day on which it was said; see due_words.h.
 *
 * Each function takes one way of saying it, as a range of days: `by` and its like mean
 * the range's last day.  Weeks are ISO's, Monday to Sunday.  A weekday alone is the next
 * one after base, since what is said on a Wednesday about Wednesday is not about the
 * same day.
 */
#include "time/due_words.h"

static const char *const this_words[] = { "this", "the current", "current", NULL };
static const char *const next_words[] = { "the next",	   "next",	"the coming", "coming",
					  "the following", "following", NULL };
static const char *const eod_words[] = {
	"eod",
	"cob",
	"eob",
	"end of business",
	"close of business",
	"close of play",
	"end of the business day",
	"end of business day",
	"end of day",
	"end of the day",
	"end of work",
	NULL,
};

static bool set_week(struct due_range *out, struct civil_date within, int weeks_on)
{
	struct civil_date monday =
		civil_add_days(within, weeks_on * 7 - (civil_weekday(within) + 6) % 7);

	*out = (struct due_range){ monday, civil_add_days(monday, 6) };
	return civil_is_set(within) && civil_is_set(monday) && civil_is_set(out->last);
}

/* "week", "month", "quarter", "year", so many of them from base's own. */
static bool take_unit(struct due_reader *r, int ahead, struct due_range *out)
{
	struct due_reader t = *r;
	struct civil_date month_first = due_date_of(t.base.year, t.base.month, 1);
	bool good;

	if (!civil_is_set(t.base))
		return false;
	if (due_take_word(&t, "week"))
		good = set_week(out, t.base, ahead);
	else if (due_take_word(&t, "month"))
		good = due_set_months(out, civil_add_months(month_first, ahead), 1);
	else if (due_take_word(&t, "quarter"))
		good = due_set_months(
			out,
			civil_add_months(
				due_date_of(t.base.year, (t.base.month - 1) / 3 * 3 + 1, 1),
				ahead * 3),
			3);
	else if (due_take_word(&t, "year"))
		good = due_set_months(
			out, civil_add_months(due_date_of(t.base.year, 1, 1), ahead * 12), 12);
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
		if ((due_take_numeric(&t, &day) || due_take_day_month(&t, &day) ||
		     due_take_month_day(&t, &day)) &&
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

	if (take_period_name(r, out) || due_take_quarter(r, out))
		return true;
	due_take_word(&t, "the");
	if (take_unit(&t, 0, out)) {
		*r = t;
		return true;
	}
	if (due_take_month_name(r, true, out))
		return true;
	t = *r;
	if (!due_take_year(&t, &year))
		return false;
	*r = t;
	return due_set_months(out, due_date_of(year, 1, 1), 12);
}

bool due_take_date_after(struct due_reader *r, struct due_range *out)
{
	struct due_reader t = *r;

	due_take_char(&t, ',');
	due_take_one_of(&t, eod_words);
	due_skip_gap(&t);
	bool paren = due_take_char(&t, '(');

	if (!due_take_numeric(&t, out) && !due_take_day_month(&t, out) &&
	    !due_take_month_day(&t, out))
		return false;
	if (paren && !due_take_char(&t, ')'))
		return false;
	*r = t;
	return true;
}

static int64_t days_apart(struct civil_date a, struct civil_date b)
{
	int64_t days = civil_to_days(a) - civil_to_days(b);

	return days < 0 ? -days : days;
}

/* The day next to base that is both; not set: there is none nearby. */
static struct civil_date nearest_such(const struct due_reader *r, int weekday, int day)
{
	const struct civil_date first = due_date_of(r->base.year, r->base.month, 1);
	struct civil_date best = { 0 };

	for (int ahead = r->to_come ? 0 : -2; ahead <= 3; ahead++) {
		const struct civil_date month = civil_add_months(first, ahead);
		struct civil_date that = due_date_of(month.year, month.month, day);

		if (!civil_is_set(month) || !civil_is_valid(month.year, month.month, day) ||
		    civil_weekday(that) != weekday || (r->to_come && due_is_before(that, r->base)))
			continue;
		if (!civil_is_set(best) || days_apart(that, r->base) < days_apart(best, r->base))
			best = that;
	}
	return best;
}

/* "Friday the 23rd", "Fri 23", "Friday (23rd)"; *clash_out: the number is said to be a day, and no
 * such weekday falls on it. */
static bool take_number_after(struct due_reader *r, int weekday, struct due_range *out,
			      bool *clash_out)
{
	struct due_reader t = *r;
	bool ordinal;
	int day;

	due_take_char(&t, ',');
	due_skip_gap(&t);
	bool paren = due_take_char(&t, '(');
	bool is_said = due_take_word(&t, "the");

	if (!civil_is_set(t.base) || !due_take_day_number(&t, &day, &ordinal))
		return false;
	is_said = is_said || ordinal;
	if ((paren && !due_take_char(&t, ')')) || (!is_said && !due_at_end_of_clause(&t)))
		return false;
	struct civil_date date = nearest_such(&t, weekday, day);

	*clash_out = is_said && !civil_is_set(date);
	if (!due_set_day(out, date))
		return false;
	*r = t;
	return true;
}

/* "3/27", "27.3."; dotted_out: the day stands first. */
static bool take_pair(struct due_reader *r, int *a_out, int *b_out, bool *dotted_out)
{
	struct due_reader t = *r;
	int digits;

	if (!due_take_number(&t, a_out, &digits) || digits > 2)
		return false;
	*dotted_out = due_take_char(&t, '.');
	if (!*dotted_out && !due_take_char(&t, '/'))
		return false;
	if (!due_take_number(&t, b_out, &digits) || digits > 2 || !due_at_end_of_token(&t) ||
	    due_byte_at(&t, t.at) == '/')
		return false;
	if (*dotted_out)
		due_take_char(&t, '.');
	*r = t;
	return true;
}

/* "Friday 3/27", "Friday 27.3.": the weekday tells the day from the month, if one reading alone
 * falls on it. */
static bool take_pair_after(struct due_reader *r, int weekday, struct due_range *out)
{
	struct due_reader t = *r;
	int a, b, n = 0;
	bool dotted;

	due_take_char(&t, ',');
	due_skip_gap(&t);
	bool paren = due_take_char(&t, '(');

	if (!civil_is_set(t.base) || !take_pair(&t, &a, &b, &dotted) ||
	    (paren && !due_take_char(&t, ')')))
		return false;
	for (int day_first = dotted; day_first <= (a != b || dotted); day_first++) {
		struct civil_date date =
			day_first ? due_nearest_day(&t, b, a) : due_nearest_day(&t, a, b);

		if (civil_is_set(date) && civil_weekday(date) == weekday)
			n += due_set_day(out, date);
	}
	if (n != 1)
		return false;
	*r = t;
	return true;
}

/* "Friday week", "Friday fortnight": how many days after Friday. */
static int take_weeks_on(struct due_reader *r)
{
	struct due_reader t = *r;
	int days = due_take_word(&t, "week") ? 7 : due_take_word(&t, "fortnight") ? 14 : 0;

	if (!days || !due_at_end_of_token(&t) || due_take_number(&t, &(int){ 0 }, &(int){ 0 }))
		return 0;
	*r = t;
	return days;
}

/* "Tuesday", "next Tuesday", "Tuesday next week", "Tue 10 Jun" */
static bool take_weekday(struct due_reader *r, struct due_range *out)
{
	static const char *const coming[] = {
		"the coming", "coming",	       "this coming", "the upcoming",
		"upcoming",   "the following", "following",   NULL,
	};
	static const char *const of_next_week[] = {
		"next week",
		"of next week",
		"in next week",
		"the following week",
		"of the following week",
		"of the next week",
		NULL,
	};
	static const char *const of_this_week[] = { "this week", "of this week", NULL };
	struct due_reader t = *r, look;
	struct due_range week;
	int weekday;
	bool soon = due_take_one_of(&t, coming);
	bool of_this = !soon && due_take_word(&t, "this"), of_next = false, clash = false;

	if (!soon && !of_this && due_take_word(&t, "next")) {
		of_next = true;
		due_take_word(&t, "week");
		due_take_word(&t, "on");
	}
	if (!due_take_weekday(&t, &weekday))
		return false;
	if (due_take_date_after(&t, out) || take_pair_after(&t, weekday, out) ||
	    take_number_after(&t, weekday, out, &clash)) {
		*r = t;
		return true;
	}
	look = t;
	if (clash || !civil_is_set(t.base) || due_take_words(&look, "after next") ||
	    due_take_words(&look, "after"))
		return false;
	if (due_take_one_of(&t, of_next_week))
		of_next = true;
	else if (due_take_one_of(&t, of_this_week))
		of_this = true;
	struct civil_date day =
		civil_add_days(t.base, 1 + (weekday - civil_weekday(t.base) + 6) % 7);

	if ((of_this || of_next) && set_week(&week, t.base, of_next)) {
		struct civil_date in_week = civil_add_days(week.first, (weekday + 6) % 7);

		/* "this Monday", said on a Wednesday, looks ahead like any other */
		if (of_next || !due_is_before(in_week, t.base))
			day = in_week;
	}
	day = civil_add_days(day, take_weeks_on(&t));
	*r = t;
	return due_set_day(out, day);
}

/* "today", "tomorrow", "EOD", "EOD Friday", "the weekend" */
static bool take_near(struct due_reader *r, struct due_range *out)
{
	static const char *const todays[] = { "today", "tonight", "this evening", "this afternoon",
					      NULL };
	static const char *const tomorrows[] = { "tomorrow", "tomorow", "tmrw", NULL };
	static const char *const weekends[] = { "the weekend", "this weekend", "weekend", NULL };
	struct due_reader t = *r;
	struct due_range week;
	int ahead;

	if (!civil_is_set(t.base))
		return false;
	if (due_take_words(&t, "the day after tomorrow") ||
	    due_take_words(&t, "day after tomorrow"))
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
	return due_set_day(out, civil_add_days(t.base, ahead < 0 ? ahead + 2 : ahead));
}

/* "end of June", "EOM", "start of next week", "mid-June" */
static bool take_edge(struct due_reader *r, struct due_range *out)
{
	static const char *const ends[] = { "end of", "the end of", "end", "the end", NULL };
	static const char *const starts[] = { "start of", "the start of", "beginning of",
					      "the beginning of", NULL };
	static const char *const middles[] = { "mid", "middle of", "the middle of", NULL };
	static const struct {
		const char *word, *unit;
	} short_forms[] = {
		{ "eow", "week" }, { "eom", "month" }, { "eoq", "quarter" }, { "eoy", "year" },
		{ "month end", "month" }, { "year end", "year" }, { "week end", "week" },
	};
	struct due_reader t = *r;
	struct due_range range;

	bool is_end = due_take_one_of(&t, ends);

	due_take_char(&t, '-');		/* "end-June" */
	if (is_end &&
	    (take_ended(&t, &range) || take_near(&t, &range) || take_weekday(&t, &range))) {
		*r = t;
		return due_set_day(out, range.last);
	}
	t = *r;
	if (due_take_one_of(&t, starts) && take_ended(&t, &range)) {
		*r = t;
		return due_set_day(out, range.first);
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
		return due_set_day(out, civil_add_days(range.first, length == 7 ? 2 : 14));
	}
	for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++) {
		struct due_reader unit = { .text = span_of(short_forms[i].unit), .base = r->base };

		t = *r;
		due_take_word(&t, "the");
		if (due_take_words(&t, short_forms[i].word) && due_at_end_of_token(&t) &&
		    take_unit(&unit, 0, &range)) {
			*r = t;
			return due_set_day(out, range.last);
		}
	}
	return false;
}

/* "in 2 weeks", "2 weeks from now", "a week on Friday" */
static bool take_distance(struct due_reader *r, struct due_range *out)
{
	static const char *const from_now[] = { "from now", "from today", NULL };
	static const char *const from_then[] = { "of", "from", "after", "before", "ago", NULL };
	static const char *const on_then[] = { "on", "from", NULL };
	struct due_reader t = *r;
	struct civil_date day;
	bool in = due_take_word(&t, "in");

	if (in && due_take_word(&t, "the"))
		in = due_take_word(&t, "next");
	else if (in)
		due_take_word(&t, "next");
	else
		due_take_char(&t, '+');
	struct due_reader amount = t;

	if (!due_take_period(&t, t.base, 1, &day))
		return false;
	bool now = due_take_one_of(&t, from_now);
	struct due_reader then = t;

	if (due_take_one_of(&then, on_then) &&
	    (take_near(&then, out) || take_weekday(&then, out)) &&
	    due_take_period(&amount, out->last, 1, &day)) {
		*r = then;
		return due_set_day(out, day);
	}
	struct due_reader look = t;

	if (!now && ((!in && !t.whole) || due_take_one_of(&look, from_then)))
		return false;
	*r = t;
	return due_set_day(out, day);
}

/* "w/c 2 Feb", "week commencing Monday": the day itself. */
static bool take_week_edge(struct due_reader *r, struct due_range *out)
{
	static const char *const edges[] = { "commencing", "beginning", "starting", "ending",
					     NULL };
	static const char *const letters[] = { "c", "b", "e", NULL };
	struct due_reader t = *r;

	due_take_word(&t, "the");
	if (due_take_word(&t, "w") ? !due_take_char(&t, '/') || !due_take_one_of(&t, letters) :
				     !due_take_word(&t, "week") || !due_take_one_of(&t, edges))
		return false;
	due_take_word(&t, "on");
	if (!due_take_numeric(&t, out) && !due_take_day_month(&t, out) &&
	    !due_take_month_day(&t, out) && !take_weekday(&t, out) && !due_take_ordinal(&t, out))
		return false;
	*r = t;
	return true;
}

static bool take_plain_day(struct due_reader *r, struct due_range *out)
{
	return due_take_numeric(r, out) || due_take_quarter(r, out) || due_take_day_month(r, out) ||
	       due_take_month_day(r, out) || take_near(r, out) || take_edge(r, out) ||
	       take_weekday(r, out) || take_period_name(r, out) || take_week_edge(r, out) ||
	       take_distance(r, out) || due_take_ordinal(r, out) ||
	       due_take_month_name(r, false, out);
}

bool due_take_day(struct due_reader *r, struct due_range *out)
{
	static const char *const fillers[] = {
		"on",	    "about",	      "around",		"approximately", "roughly",
		"sometime", "the meeting on", "the meeting of", "the call on",	 NULL,
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
	/* "EOD 7/8" is a day, but which? */
	if (!eod || due_take_number(&after, &(int){ 0 }, &(int){ 0 }) || !due_set_day(out, t.base))
		return false;
	*r = t;
	return true;
}
