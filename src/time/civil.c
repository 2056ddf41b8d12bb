/* civil.c - see civil.h.  Days are counted from 0001-01-01 inside, so that every
 * quotient is one of numbers that are not negative. */
#include "time/civil.h"

#include <stdio.h>

enum {
	DAY_S = 86400,
	EPOCH_DAYS = 719162,		/* 0001-01-01 to 1970-01-01 */
	LAST_DAYS = 3652058,		/* 0001-01-01 to 9999-12-31 */
	DAYS_IN_400_YEARS = 146097,
};

#define PERIOD_MAX_S (INT64_C(36525) * DAY_S)	/* a hundred years */

static const char weekday_names[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char month_names[12][4] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_before_year(int64_t year)
{
	int64_t past = year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400;
}

static int days_before_month(int year, int month)
{
	static const int16_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

	return before[month - 1] + (month > 2 && is_leap(year));
}

static struct civil_date make_date(int64_t year, int month, int day)
{
	return (struct civil_date){ (int16_t)year, (int8_t)month, (int8_t)day };
}

bool civil_is_set(struct civil_date date)
{
	return date.year != 0;
}

bool civil_is_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= civil_days_in_month(year, month);
}

int civil_compare(struct civil_date a, struct civil_date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

int civil_weekday(struct civil_date date)
{
	return (int)((civil_to_days(date) + EPOCH_DAYS + 1) % 7);
}

int civil_days_in_month(int year, int month)
{
	static const int8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && is_leap(year));
}

int64_t civil_to_days(struct civil_date date)
{
	if (!civil_is_valid(date.year, date.month, date.day))
		return -EPOCH_DAYS;
	return days_before_year(date.year) + days_before_month(date.year, date.month) + date.day -
	       1 - EPOCH_DAYS;
}

struct civil_date civil_from_days(int64_t days)
{
	if (days < -EPOCH_DAYS || days > LAST_DAYS - EPOCH_DAYS)
		return make_date(0, 0, 0);
	int64_t count = days + EPOCH_DAYS;
	int64_t year = count * 400 / DAYS_IN_400_YEARS + 1;	/* right, or off by one */

	if (days_before_year(year) > count)
		year--;
	else if (days_before_year(year + 1) <= count)
		year++;
	int rest = (int)(count - days_before_year(year)), month = 12;

	while (days_before_month((int)year, month) > rest)
		month--;
	return make_date(year, month, rest - days_before_month((int)year, month) + 1);
}

struct civil_date civil_add_days(struct civil_date date, int days)
{
	return civil_is_set(date) ? civil_from_days(civil_to_days(date) + days) : date;
}

struct civil_date civil_add_months(struct civil_date date, int months)
{
	if (!civil_is_set(date))
		return date;
	int64_t count = (int64_t)date.year * 12 + date.month - 1 + months;

	if (count < 12 || count >= INT64_C(10000) * 12)
		return make_date(0, 0, 0);
	int year = (int)(count / 12), month = (int)(count % 12) + 1;
	int last = civil_days_in_month(year, month);

	return make_date(year, month, date.day < last ? date.day : last);
}

struct civil_time civil_from_utc(int64_t utc_s)
{
	const int64_t first = -(int64_t)EPOCH_DAYS * DAY_S;
	const int64_t last = (int64_t)(LAST_DAYS - EPOCH_DAYS + 1) * DAY_S - 1;

	if (utc_s < first)
		utc_s = first;
	if (utc_s > last)
		utc_s = last;
	int64_t since = utc_s - first;
	int rest = (int)(since % DAY_S);

	return (struct civil_time){
		.date = civil_from_days(since / DAY_S - EPOCH_DAYS),
		.hour = (int8_t)(rest / 3600),
		.minute = (int8_t)(rest / 60 % 60),
		.second = (int8_t)(rest % 60),
	};
}

int64_t civil_to_utc(struct civil_time time)
{
	return civil_to_days(time.date) * DAY_S + time.hour * 3600 + time.minute * 60 + time.second;
}

/* Exactly len digits at the front of *rest, which is moved on. */
static bool take_digits(struct span *rest, size_t len, int *out)
{
	unsigned long value;

	if (rest->len < len || !span_to_uint(span_sub(*rest, 0, len), 9999, &value))
		return false;
	*rest = span_sub(*rest, len, rest->len);
	*out = (int)value;
	return true;
}

static bool take_char(struct span *rest, char wanted)
{
	if (rest->len == 0 || ascii_lower((unsigned char)rest->ptr[0]) != wanted)
		return false;
	*rest = span_sub(*rest, 1, rest->len);
	return true;
}

static bool take_date(struct span *rest, struct civil_date *out)
{
	int year, month, day;

	if (!take_digits(rest, 4, &year) || !take_char(rest, '-') ||
	    !take_digits(rest, 2, &month) || !take_char(rest, '-') || !take_digits(rest, 2, &day) ||
	    !civil_is_valid(year, month, day))
		return false;
	*out = make_date(year, month, day);
	return true;
}

bool civil_parse_iso(struct span text, struct civil_date *out)
{
	struct civil_date date;

	if (!take_date(&text, &date) || text.len)
		return false;
	*out = date;
	return true;
}

/* "09:00" or "09:00:30", and a fraction that is dropped. */
static bool take_time(struct span *rest, int *second_of_day_out)
{
	int hour, minute, second = 0, digit;

	if (!take_digits(rest, 2, &hour) || !take_char(rest, ':') || !take_digits(rest, 2, &minute))
		return false;
	if (take_char(rest, ':')) {
		if (!take_digits(rest, 2, &second))
			return false;
		if (take_char(rest, '.')) {
			if (!take_digits(rest, 1, &digit))
				return false;
			while (take_digits(rest, 1, &digit))
				;
		}
	}
	*second_of_day_out = hour * 3600 + minute * 60 + second;
	return hour < 24 && minute < 60 && second < 60;
}

/* Nothing, "Z", "+02:00" or "+0200". */
static bool take_offset(struct span *rest, int *offset_s_out)
{
	int hours, minutes, sign = 0;

	*offset_s_out = 0;
	take_char(rest, ' ');
	if (rest->len == 0 || take_char(rest, 'z'))
		return true;
	if (take_char(rest, '+'))
		sign = 1;
	else if (take_char(rest, '-'))
		sign = -1;
	if (sign == 0 || !take_digits(rest, 2, &hours))
		return false;
	take_char(rest, ':');
	if (!take_digits(rest, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset_s_out = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool civil_parse_instant(struct span text, int64_t *utc_s_out)
{
	struct civil_date date;
	int second_of_day = 0, offset_s = 0;

	text = span_trim(text);
	if (!take_date(&text, &date))
		return false;
	if (text.len) {
		if (!take_char(&text, 't') && !take_char(&text, ' '))
			return false;
		if (!take_time(&text, &second_of_day) || !take_offset(&text, &offset_s) || text.len)
			return false;
	}
	*utc_s_out = civil_to_days(date) * DAY_S + second_of_day - offset_s;
	return true;
}

char *civil_format_iso(struct civil_date date, char *buf)
{
	snprintf(buf, CIVIL_TEXT_SIZE, "%04d-%02d-%02d", date.year, date.month, date.day);
	return buf;
}

char *civil_format_short(struct civil_date date, char *buf)
{
	if (civil_is_valid(date.year, date.month, date.day))
		snprintf(buf, CIVIL_TEXT_SIZE, "%s %d %s", weekday_names[civil_weekday(date)],
			 date.day, month_names[date.month - 1]);
	else
		snprintf(buf, CIVIL_TEXT_SIZE, "no date");
	return buf;
}

char *civil_format_instant(int64_t utc_s, char *buf)
{
	struct civil_time t = civil_from_utc(utc_s);

	snprintf(buf, CIVIL_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.date.year, t.date.month,
		 t.date.day, t.hour, t.minute, t.second);
	return buf;
}

static int64_t unit_seconds(struct span unit)
{
	static const struct {
		const char *name;
		int32_t seconds;
	} units[] = {
		{ "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 }, { "seconds", 1 },
		{ "m", 60 }, { "min", 60 }, { "mins", 60 }, { "minute", 60 }, { "minutes", 60 },
		{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 }, { "hours", 3600 },
		{ "d", DAY_S }, { "day", DAY_S }, { "days", DAY_S },
		{ "w", 7 * DAY_S }, { "wk", 7 * DAY_S }, { "wks", 7 * DAY_S },
		{ "week", 7 * DAY_S }, { "weeks", 7 * DAY_S },
	};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (span_is_ci(unit, units[i].name))
			return units[i].seconds;
	}
	return 0;
}

bool civil_parse_period(struct span text, int64_t *seconds_out)
{
	size_t digits = 0;
	unsigned long count;

	text = span_trim(text);
	while (digits < text.len && ascii_is_digit((unsigned char)text.ptr[digits]))
		digits++;
	int64_t unit_s = unit_seconds(span_trim(span_sub(text, digits, text.len)));

	if (unit_s == 0 || !span_to_uint(span_sub(text, 0, digits),
					 (unsigned long)(PERIOD_MAX_S / unit_s), &count))
		return false;
	*seconds_out = (int64_t)count * unit_s;
	return true;
}
