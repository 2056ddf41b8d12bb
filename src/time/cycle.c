/* cycle.c - see cycle.h: the words of a cycle, and the days of its series by their number. */
#include "time/cycle.h"

#include <stdio.h>

#include "time/due_words.h"

enum { DAYS_MAX = 3660, MONTHS_MAX = 120, WEEK = 7 };

struct unit {
	const char *one, *many;
	enum cycle_unit unit;
	int n;
};

static const struct unit units[] = {
	{ "day", "days", CYCLE_DAYS, 1 },
	{ "week", "weeks", CYCLE_DAYS, 7 },
	{ "fortnight", "fortnights", CYCLE_DAYS, 14 },
	{ "month", "months", CYCLE_MONTHS, 1 },
	{ "quarter", "quarters", CYCLE_MONTHS, 3 },
	{ "half year", "half years", CYCLE_MONTHS, 6 },
	{ "year", "years", CYCLE_MONTHS, 12 },
};

static const struct {
	const char *words;
	enum cycle_unit unit;
	int n;
} adverbs[] = {
	{ "daily", CYCLE_DAYS, 1 },	   { "weekly", CYCLE_DAYS, 7 },
	{ "fortnightly", CYCLE_DAYS, 14 }, { "monthly", CYCLE_MONTHS, 1 },
	{ "quarterly", CYCLE_MONTHS, 3 },  { "half-yearly", CYCLE_MONTHS, 6 },
	{ "yearly", CYCLE_MONTHS, 12 },	   { "annually", CYCLE_MONTHS, 12 },
};

/* Ordinals with a unit count it, with a weekday they say which one of the month. */
static const struct {
	const char *word, *digits;
	int n;
} ordinals[] = {
	{ "first", "1st", 1 },	{ "second", "2nd", 2 },	      { "third", "3rd", 3 },
	{ "fourth", "4th", 4 }, { "last", NULL, CYCLE_LAST },
};

static const char *const weekdays[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
					"Thursday", "Friday", "Saturday" };

/* A word that may hold digits and a hyphen: "2nd", "half-yearly". */
static bool take_token(struct due_reader *r, const char *word)
{
	struct due_reader t = *r;
	struct span rest;

	due_skip_gap(&t);
	rest = span_sub(t.text, t.at, t.text.len);
	if (!span_starts_ci(rest, word))
		return false;
	t.at += span_of(word).len;
	if (due_is_word_byte(t.text, t.at))
		return false;
	*r = t;
	return true;
}

static bool take_unit(struct due_reader *r, const struct unit **out)
{
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (due_take_words(r, units[i].many) || due_take_words(r, units[i].one)) {
			*out = &units[i];
			return true;
		}
	}
	return false;
}

static bool take_count(struct due_reader *r, int *out)
{
	static const char *const words[] = {
		"one",	 "two",	  "three", "four", "five",   "six",
		"seven", "eight", "nine",  "ten",  "eleven", "twelve",
	};
	int digits;

	if (due_take_number(r, out, &digits))
		return true;
	for (int i = 0; i < (int)(sizeof words / sizeof words[0]); i++) {
		if (due_take_word(r, words[i])) {
			*out = i + 1;
			return true;
		}
	}
	return false;
}

/* The ordinal's n; 0: there is none. */
static int take_ordinal(struct due_reader *r)
{
	for (size_t i = 0; i < sizeof ordinals / sizeof ordinals[0]; i++) {
		if (take_token(r, ordinals[i].word) ||
		    (ordinals[i].digits && take_token(r, ordinals[i].digits)))
			return ordinals[i].n;
	}
	return 0;
}

static bool take_of_the_month(struct due_reader *r)
{
	static const char *const ends[] = { "of the month", "of each month", "of every month",
					    "in the month", "of a month",    NULL };

	return due_take_one_of(r, ends);
}

/* "6 months", "other week", "third month" */
static bool take_units(struct due_reader *r, struct cycle *out)
{
	const struct unit *unit;
	struct due_reader t = *r;
	int n;

	if (due_take_word(&t, "other")) {
		n = 2;
	} else if ((n = take_ordinal(&t)) != 0) {
		if (n == 1 || n == CYCLE_LAST)	/* "every last week" */
			return false;
	} else if (!take_count(&t, &n)) {
		n = 1;
	}
	if (!take_unit(&t, &unit) || !due_at_end_of_token(&t) || n < 1 ||
	    n > (unit->unit == CYCLE_DAYS ? DAYS_MAX : MONTHS_MAX) / unit->n)
		return false;
	*out = (struct cycle){ unit->unit, n * unit->n, -1 };
	*r = t;
	return true;
}

/* "Monday", "other Monday", "first Monday", "second Monday of the month" */
static bool take_days(struct due_reader *r, struct cycle *out)
{
	struct due_reader t = *r;
	bool other = due_take_word(&t, "other");
	int nth = other ? 0 : take_ordinal(&t), weekday;

	if (!due_take_weekday(&t, &weekday))
		return false;
	if (nth) {
		if (!take_of_the_month(&t) && nth != 1 && nth != CYCLE_LAST)
			return false;
		*out = (struct cycle){ CYCLE_OF_MONTH, nth, weekday };
	} else {
		*out = (struct cycle){ CYCLE_DAYS, other ? 2 * WEEK : WEEK, weekday };
	}
	*r = t;
	return true;
}

bool cycle_take(struct span text, struct cycle *out, size_t *len_out)
{
	struct due_reader r = { .text = text, .whole = true };
	bool found = due_take_word(&r, "every") && (take_units(&r, out) || take_days(&r, out));

	for (size_t i = 0; !found && r.at == 0 && i < sizeof adverbs / sizeof adverbs[0]; i++) {
		found = take_token(&r, adverbs[i].words);
		if (found)
			*out = (struct cycle){ adverbs[i].unit, adverbs[i].n, -1 };
	}
	if (!found || !due_at_end_of_token(&r))
		return false;
	*len_out = r.at;
	return true;
}

bool cycle_parse(struct span text, struct cycle *out)
{
	size_t len;

	text = span_trim(text);
	return cycle_take(text, out, &len) && len == text.len;
}

char *cycle_format(const struct cycle *cycle, char *buf)
{
	/* no other words */
	static const struct unit *const by_size[] = { &units[6], &units[3], &units[1], &units[0] };

	if (cycle->unit == CYCLE_OF_MONTH) {
		snprintf(buf, CYCLE_TEXT_SIZE, "every %s %s of the month",
			 ordinals[cycle->n - 1].word, weekdays[cycle->weekday]);
		return buf;
	}
	if (cycle->weekday >= 0) {
		snprintf(buf, CYCLE_TEXT_SIZE, "every %s%s", cycle->n > WEEK ? "other " : "",
			 weekdays[cycle->weekday]);
		return buf;
	}
	buf[0] = '\0';
	for (size_t i = 0; i < sizeof by_size / sizeof by_size[0]; i++) {
		const struct unit *unit = by_size[i];

		if (unit->unit != cycle->unit || cycle->n % unit->n != 0)
			continue;
		if (cycle->n == unit->n)
			snprintf(buf, CYCLE_TEXT_SIZE, "every %s", unit->one);
		else
			snprintf(buf, CYCLE_TEXT_SIZE, "every %d %s", cycle->n / unit->n,
				 unit->many);
		break;
	}
	return buf;
}

static struct civil_date nth_weekday(struct civil_date month, int n, int weekday)
{
	struct civil_date first = { month.year, month.month, 1 };
	int days = civil_days_in_month(month.year, month.month);
	int day = 1 + (weekday - civil_weekday(first) + WEEK) % WEEK + (n - 1) * WEEK;

	while (day > days)
		day -= WEEK;	/* the last one */
	first.day = (int8_t)day;
	return first;
}

/* Day number k of the series, from 0. */
static struct civil_date day_at(const struct cycle *cycle, struct civil_date from, int k)
{
	struct civil_date month = { from.year, from.month, 1 };

	switch (cycle->unit) {
	case CYCLE_DAYS:
		if (cycle->weekday >= 0)
			from = civil_add_days(from,
					      (cycle->weekday - civil_weekday(from) + WEEK) % WEEK);
		return civil_add_days(from, k * cycle->n);
	case CYCLE_MONTHS:
		return civil_add_months(from, k * cycle->n);
	case CYCLE_OF_MONTH:
		if (civil_compare(nth_weekday(month, cycle->n, cycle->weekday), from) < 0)
			k++;
		month = civil_add_months(month, k);
		return civil_is_set(month) ? nth_weekday(month, cycle->n, cycle->weekday) : month;
	case CYCLE_NONE:
		break;
	}
	return (struct civil_date){ 0 };
}

/* The number of its last day that is not later than until; -1: none. */
static int number_upto(const struct cycle *cycle, struct civil_date from, struct civil_date until)
{
	int64_t days = civil_to_days(until) - civil_to_days(from),
		step = cycle->unit == CYCLE_DAYS     ? cycle->n
		       : cycle->unit == CYCLE_MONTHS ? 28 * cycle->n
						     : 28;
	int low = -1, high = (int)(days / step) + 1;	/* months are longer than that: day
							 * number `high` is too late */

	if (days < 0 || cycle->unit == CYCLE_NONE)
		return -1;
	while (high - low > 1) {
		int middle = low + (high - low) / 2;
		struct civil_date day = day_at(cycle, from, middle);

		if (civil_is_set(day) && civil_compare(day, until) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct civil_date cycle_next(const struct cycle *cycle, struct civil_date from,
			     struct civil_date after)
{
	return day_at(cycle, from, number_upto(cycle, from, after) + 1);
}

struct civil_date cycle_last(const struct cycle *cycle, struct civil_date from,
			     struct civil_date until)
{
	int k = number_upto(cycle, from, until);

	if (k < 0)
		return (struct civil_date){ 0 };
	return day_at(cycle, from, k);
}
