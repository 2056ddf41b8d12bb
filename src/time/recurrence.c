/* recurrence.c - see recurrence.h.
 *
 * The grammar is checked here, because libical accepts much that means nothing and ignores what it
 * does not know; the iteration is libical's.  COUNT and UNTIL are ours: libical gets the last day
 * of interest as its UNTIL, so that a rule which never comes true ends there and not in the year
 * 2582.
 */
#include "time/recurrence.h"

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum freq { FREQ_NONE = 0, FREQ_DAILY = 1, FREQ_WEEKLY = 2, FREQ_MONTHLY = 4, FREQ_YEARLY = 8 };

#define FREQ_ANY (FREQ_DAILY | FREQ_WEEKLY | FREQ_MONTHLY | FREQ_YEARLY)

enum { INTERVAL_MAX = 1000, YEARDAY_MAX = 366, WEEK_MAX = 53 };

static const char weekdays[] = "SUMOTUWETHFRSA";

struct freq_word {
	const char *word;
	enum freq freq;
};

static const struct freq_word freq_words[] = {
	{ "DAILY", FREQ_DAILY },
	{ "WEEKLY", FREQ_WEEKLY },
	{ "MONTHLY", FREQ_MONTHLY },
	{ "YEARLY", FREQ_YEARLY },
};

/* A part of the rule that is a list of numbers. */
struct number_part {
	const char *name;
	unsigned long max;
	bool negative;			/* may count from the end */
	unsigned freqs;			/* for which it means something */
};

static const struct number_part number_parts[] = {
	{ "BYMONTH", 12, false, FREQ_ANY },
	{ "BYMONTHDAY", 31, true, FREQ_DAILY | FREQ_MONTHLY | FREQ_YEARLY },
	{ "BYYEARDAY", YEARDAY_MAX, true, FREQ_YEARLY },
	{ "BYWEEKNO", WEEK_MAX, true, FREQ_YEARLY },
	{ "BYSETPOS", YEARDAY_MAX, true, FREQ_MONTHLY | FREQ_YEARLY },
};

/* A rule while it is being read. */
struct parsing {
	struct recurrence *out;
	struct err *err;
	enum freq freq;
	struct buf bare;
	bool until, count, by_day, by_other, set_pos;
};

static bool next_piece(struct span *rest, char separator, struct span *out)
{
	ptrdiff_t end;

	if (!rest->ptr)
		return false;
	end = span_find_char(*rest, separator);
	if (end < 0) {
		*out = *rest;
		*rest = (struct span){ 0 };
		return true;
	}
	*out = span_sub(*rest, 0, (size_t)end);
	*rest = span_sub(*rest, (size_t)end + 1, rest->len);
	return true;
}

/* "12", "+3", "-1"; 0 is none. */
static bool is_number(struct span s, unsigned long max, bool negative)
{
	unsigned long n;

	if (s.len && (*s.ptr == '+' || (negative && *s.ptr == '-')))
		s = span_sub(s, 1, s.len);
	return s.len <= 4 && span_to_uint(s, max, &n) && n > 0;
}

static bool is_weekday(struct span s)
{
	for (size_t i = 0; i + 1 < sizeof weekdays; i += 2) {
		if (span_eq_ci(s, span_from(weekdays + i, 2)))
			return true;
	}
	return false;
}

static enum err_kind wrong_value(struct parsing *p, const char *name, struct span value,
				 const char *expected)
{
	return err_set(p->err, ERR_DATA, "%s=" SPAN_FMT " in the rule, expected %s", name,
		       SPAN_ARG(value), expected);
}

static enum err_kind no_meaning(struct parsing *p, const char *name)
{
	return err_set(p->err, ERR_DATA, "%s means nothing with this FREQ, leave it out",
		       name);
}

static enum err_kind take_freq(struct parsing *p, struct span value)
{
	for (size_t i = 0; i < sizeof freq_words / sizeof freq_words[0]; i++) {
		if (span_is_ci(value, freq_words[i].word))
			p->freq = freq_words[i].freq;
	}
	return p->freq ? ERR_NONE
		       : wrong_value(p, "FREQ", value, "DAILY, WEEKLY, MONTHLY or YEARLY");
}

static enum err_kind take_until(struct parsing *p, struct span value)
{
	struct recurrence *out = p->out;
	unsigned long day, second = 0;
	bool timed = value.len >= 15 && ascii_lower(value.ptr[8]) == 't';
	bool utc = timed && value.len == 16 && ascii_lower(value.ptr[15]) == 'z';

	p->until = true;
	if (!span_to_uint(span_sub(value, 0, 8), 99999999, &day) ||
	    value.len != 8 + (timed ? 7U : 0U) + (utc ? 1U : 0U) ||
	    (timed && !span_to_uint(span_sub(value, 9, 6), 235959, &second)) ||
	    second / 100 % 100 > 59 || second % 100 > 59 ||
	    !civil_is_valid((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)))
		return wrong_value(p, "UNTIL", value, "such as 20230705 or 20230705T160000Z");
	out->until_kind = utc ? UNTIL_UTC : timed ? UNTIL_LOCAL : UNTIL_DATE;
	out->until = (struct civil_time){
		.date = { (int16_t)(day / 10000), (int8_t)(day / 100 % 100), (int8_t)(day % 100) },
		.hour = (int8_t)(second / 10000),
		.minute = (int8_t)(second / 100 % 100),
		.second = (int8_t)(second % 100),
	};
	return ERR_NONE;
}

static enum err_kind take_count(struct parsing *p, struct span value)
{
	unsigned long n;

	p->count = true;
	if (!span_to_uint(value, RECURRENCE_MAX, &n) || !n)
		return wrong_value(p, "COUNT", value, "a number from 1 to 10000");
	p->out->count = (unsigned)n;
	return ERR_NONE;
}

static enum err_kind take_by_day(struct parsing *p, struct span value)
{
	struct span rest = value, day;

	p->by_day = true;
	while (next_piece(&rest, ',', &day)) {
		size_t number = day.len > 2 ? day.len - 2 : 0;

		if (!is_weekday(span_sub(day, number, 2)) ||
		    (number && !is_number(span_sub(day, 0, number), WEEK_MAX, true)))
			return wrong_value(p, "BYDAY", value,
					   "weekdays such as WE or MO,TH or (monthly) 2WE or -1FR");
		if (number && p->freq != FREQ_MONTHLY && p->freq != FREQ_YEARLY)
			return wrong_value(
				p, "BYDAY", value,
				"a weekday without number, other than with MONTHLY and YEARLY");
	}
	return ERR_NONE;
}

static enum err_kind take_numbers(struct parsing *p, const struct number_part *part,
				  struct span value)
{
	struct span rest = value, number;

	if (!(part->freqs & p->freq))
		return no_meaning(p, part->name);
	if (strcmp(part->name, "BYSETPOS") == 0)
		p->set_pos = true;
	else
		p->by_other = true;
	while (next_piece(&rest, ',', &number)) {
		if (!is_number(number, part->max, part->negative))
			return err_set(p->err, ERR_DATA,
				       "%s=" SPAN_FMT
				       " in the rule, expected numbers from %s1 to %lu",
				       part->name, SPAN_ARG(value), part->negative ? "(-)" : "",
				       part->max);
	}
	return ERR_NONE;
}

static enum err_kind take_part(struct parsing *p, struct span name, struct span value)
{
	if (span_is_ci(name, "UNTIL"))
		return take_until(p, value);
	if (span_is_ci(name, "COUNT"))
		return take_count(p, value);
	if (span_is_ci(name, "FREQ"))
		return ERR_NONE;	/* taken before the others */
	if (span_is_ci(name, "INTERVAL"))
		return is_number(value, INTERVAL_MAX, false) && ascii_is_digit(*value.ptr)
			       ? ERR_NONE
			       : wrong_value(p, "INTERVAL", value, "a number from 1 to 1000");
	if (span_is_ci(name, "WKST"))
		return is_weekday(value) ? ERR_NONE
					 : wrong_value(p, "WKST", value, "a weekday such as MO");
	if (span_is_ci(name, "BYDAY"))
		return take_by_day(p, value);
	for (size_t i = 0; i < sizeof number_parts / sizeof number_parts[0]; i++) {
		if (span_is_ci(name, number_parts[i].name))
			return take_numbers(p, &number_parts[i], value);
	}
	if (span_is_ci(name, "BYHOUR") || span_is_ci(name, "BYMINUTE") ||
	    span_is_ci(name, "BYSECOND"))
		return err_set(p->err, ERR_DATA,
			       SPAN_FMT
			       " in the rule, expected the time of day under \"start\"",
			       SPAN_ARG(name));
	return err_set(p->err, ERR_DATA,
		       SPAN_FMT
		       " in the rule is unknown, expected parts such as FREQ, INTERVAL and BYDAY",
		       SPAN_ARG(name));
}

/* The value of a part, and how many there are of it. */
static unsigned find_part(struct span text, struct span name, struct span *value_out)
{
	struct span rest = text, part;
	unsigned found = 0;

	while (next_piece(&rest, ';', &part)) {
		ptrdiff_t equals = span_find_char(part, '=');

		if (equals < 0 || !span_eq_ci(span_sub(part, 0, (size_t)equals), name))
			continue;
		*value_out = span_sub(part, (size_t)equals + 1, part.len);
		found++;
	}
	return found;
}

static enum err_kind parse_parts(struct parsing *p, struct span text)
{
	struct span rest = text, part, value;

	if (!find_part(text, span_of("FREQ"), &value))
		return err_set(
			p->err, ERR_DATA,
			"the rule lacks FREQ, expected something like "
			"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
	if (take_freq(p, value))
		return p->err->kind;
	while (next_piece(&rest, ';', &part)) {
		ptrdiff_t equals = span_find_char(part, '=');
		struct span name = span_sub(part, 0, equals < 0 ? part.len : (size_t)equals);

		if (equals < 0)
			return err_set(p->err, ERR_DATA,
				       "\"" SPAN_FMT "\" in the rule lacks its =, expected "
						     "something like "
						     "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
				       SPAN_ARG(part));
		if (find_part(text, name, &value) > 1)
			return err_set(p->err, ERR_DATA,
				       SPAN_FMT " is in the rule twice, expected once",
				       SPAN_ARG(name));
		if (take_part(p, name, value))
			return p->err->kind;
		if (span_is_ci(name, "UNTIL") || span_is_ci(name, "COUNT"))
			continue;
		buf_addf(&p->bare, "%s" SPAN_FMT, buf_len(&p->bare) ? ";" : "", SPAN_ARG(part));
	}
	if (p->until && p->count)
		return err_set(p->err, ERR_DATA,
			       "COUNT and UNTIL in one rule, expected one of them");
	if (p->set_pos && !p->by_day && !p->by_other)
		return err_set(
			p->err, ERR_DATA,
			"only BYSETPOS in the rule, expected BYDAY or another BY beside it");
	return ERR_NONE;
}

static bool is_printable(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] <= ' ' || (unsigned char)text.ptr[i] >= 0x7F)
			return false;
	}
	return true;
}

enum err_kind recurrence_parse(struct arena *arena, struct span text, struct recurrence *out,
			       struct err *err)
{
	struct parsing p = { .out = out, .err = err };
	enum err_kind kind;

	*out = (struct recurrence){ 0 };
	text = span_trim(text);
	if (span_starts_ci(text, "RRULE:"))
		text = span_sub(text, 6, text.len);
	if (!text.len || text.len > RECURRENCE_BYTES_MAX || !is_printable(text))
		return err_set(err, ERR_DATA,
			       "this is not a rule, expected something like "
			       "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE");
	buf_init(&p.bare, RECURRENCE_BYTES_MAX + 1);
	kind = parse_parts(&p, text);
	for (size_t i = 0; i < buf_len(&p.bare); i++) {
		char *c = &buf_writable(&p.bare)[i];

		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	out->rule = buf_finish(&p.bare, arena);
	return kind;
}

void recurrence_localize(struct recurrence *rule, const struct zone *zone)
{
	if (rule->until_kind != UNTIL_UTC)
		return;
	rule->until = zone_to_local(zone, civil_to_utc(rule->until));
	rule->until_kind = UNTIL_LOCAL;
}

static struct icaltimetype to_ical(struct civil_time t)
{
	struct icaltimetype out = icaltime_null_time();

	out.year = t.date.year;
	out.month = t.date.month;
	out.day = t.date.day;
	out.hour = t.hour;
	out.minute = t.minute;
	out.second = t.second;
	return out;
}

/* NULL when there is nothing to iterate: libical finds some rules that never come true by
 * itself. */
static icalrecur_iterator *iterate(const struct recurrence *rule, struct civil_time start,
				   struct civil_date last)
{
	icalerror_set_errors_are_fatal(false);
	struct icalrecurrencetype recur = icalrecurrencetype_from_string(rule->rule);

	if (recur.freq == ICAL_NO_RECURRENCE)
		return NULL;
	recur.until = to_ical(
		(struct civil_time){ .date = last, .hour = 23, .minute = 59, .second = 59 });
	return icalrecur_iterator_new(recur, to_ical(start));
}

bool recurrence_time(struct icaltimetype t, struct civil_time *out)
{
	if (!civil_is_valid(t.year, t.month, t.day) || icaltime_compare(icaltime_normalize(t), t))
		return false;
	*out = (struct civil_time){
		.date = { (int16_t)t.year, (int8_t)t.month, (int8_t)t.day },
		.hour = (int8_t)t.hour, .minute = (int8_t)t.minute, .second = (int8_t)t.second,
	};
	return true;
}

static bool next_of(icalrecur_iterator *iterator, struct civil_time *out)
{
	return recurrence_time(icalrecur_iterator_next(iterator), out);
}

static bool is_past_end(const struct recurrence *rule, struct civil_time t)
{
	switch (rule->until_kind) {
	case UNTIL_NONE:
		return false;
	case UNTIL_DATE:
		return civil_compare(t.date, rule->until.date) > 0;
	case UNTIL_LOCAL:
	case UNTIL_UTC:
		break;
	}
	return civil_to_utc(t) > civil_to_utc(rule->until);
}

bool recurrence_fits(const struct recurrence *rule, struct civil_time start)
{
	icalrecur_iterator *iterator = iterate(rule, start, start.date);
	struct civil_time first;
	bool fits = iterator && next_of(iterator, &first) &&
		    civil_compare(first.date, start.date) == 0 && !is_past_end(rule, start);

	if (iterator)
		icalrecur_iterator_free(iterator);
	return fits;
}

void recurrence_expand(struct arena *arena, const struct recurrence *rule, struct civil_time start,
		       struct civil_date last, size_t max, struct civil_times *out)
{
	icalrecur_iterator *iterator;
	struct civil_time t = start;
	int64_t before = civil_to_utc(start);
	size_t n = 0;

	if (max > RECURRENCE_MAX)
		max = RECURRENCE_MAX;
	if (rule->count && max > rule->count)
		max = rule->count;
	if (civil_compare(start.date, last) > 0)
		return;
	iterator = iterate(rule, start, last);
	while (n < max && (n == 0 || !is_past_end(rule, t))) {
		out->times = arena_grow(arena, out->times, out->len, &out->cap, sizeof *out->times);
		out->times[out->len++] = t;
		n++;
		/* the start stands already; an iterator that stood still would never end */
		do {
			if (!iterator || !next_of(iterator, &t))
				goto out;
		} while (n == 1 && civil_to_utc(t) <= before);
		if (civil_to_utc(t) <= before || civil_compare(t.date, last) > 0)
			break;
		before = civil_to_utc(t);
	}
out:
	if (iterator)
		icalrecur_iterator_free(iterator);
}
