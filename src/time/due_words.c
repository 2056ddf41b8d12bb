/* due_words.c - see due_words.h. */
#include "time/due_words.h"

#include <string.h>

#include "base/nearest.h"

enum { GAP_MAX = 80, PERIOD_MAX = 5000, WORD_MAX = 64 };

int due_byte_at(const struct due_reader *r, size_t at)
{
	return at < r->text.len ? (unsigned char)r->text.ptr[at] : -1;
}

/* Length of a no-break space, dash or quotation mark of Unicode at that place, or 0. */
static size_t punctuation_len(struct span text, size_t at)
{
	struct span s = span_sub(text, at, 3);

	if (span_starts(s, "\xC2") && s.len > 1 && (unsigned char)s.ptr[1] < 0xC0)
		return 2;
	return s.len == 3 && (span_starts(s, "\xE2\x80") || span_starts(s, "\xE3\x80")) ? 3 : 0;
}

bool due_is_word_byte(struct span text, size_t at)
{
	if (at >= text.len)
		return false;
	unsigned char c = (unsigned char)text.ptr[at];

	if (c < 0x80)
		return ascii_is_alnum(c);
	/* at may stand inside a character, as when a caller looks at the byte before */
	for (size_t back = 0; back < 3 && back <= at; back++) {
		size_t len = punctuation_len(text, at - back);

		if (len > back)
			return false;
	}
	return true;
}

void due_skip_gap(struct due_reader *r)
{
	size_t end = r->at + GAP_MAX;

	while (r->at < end) {
		int c = due_byte_at(r, r->at);

		if (c >= 0 && (ascii_is_space(c) || (c != 0 && strchr("*_~`\\", c))))
			r->at++;
		else if (span_starts(span_sub(r->text, r->at, 2), "\xC2\xA0"))
			r->at += 2;
		else
			break;
	}
}

bool due_take_char(struct due_reader *r, char c)
{
	if (due_byte_at(r, r->at) != c)
		return false;
	r->at++;
	return true;
}

bool due_take_any_word(struct due_reader *r, struct span *word_out)
{
	struct due_reader t = *r;

	due_skip_gap(&t);
	size_t start = t.at;

	while (due_is_word_byte(t.text, t.at)) {
		/* a word that long says nothing of dates; each phrase we know would read it all
		 * again */
		if (ascii_is_digit(due_byte_at(&t, t.at)) || t.at - start == WORD_MAX)
			return false;
		t.at++;
	}
	if (t.at == start)
		return false;
	*word_out = span_sub(t.text, start, t.at - start);
	*r = t;
	return true;
}

/* The byte that the next word begins with, in lower case: most tables are done with after a look at
 * it. */
static int next_byte(const struct due_reader *r)
{
	struct due_reader t = *r;

	due_skip_gap(&t);
	return ascii_lower(due_byte_at(&t, t.at));
}

bool due_take_word(struct due_reader *r, const char *word)
{
	struct due_reader t = *r;
	struct span got;

	if (next_byte(r) != ascii_lower((unsigned char)word[0]))
		return false;
	if (!due_take_any_word(&t, &got) || !span_is_ci(got, word))
		return false;
	*r = t;
	return true;
}

bool due_take_words(struct due_reader *r, const char *words)
{
	struct due_reader t = *r;
	struct span rest = span_of(words), got;

	if (next_byte(r) != ascii_lower((unsigned char)words[0]))
		return false;
	while (rest.len) {
		ptrdiff_t space = span_find_char(rest, ' ');
		size_t len = space < 0 ? rest.len : (size_t)space;

		if (!due_take_any_word(&t, &got) || !span_eq_ci(got, span_sub(rest, 0, len)))
			return false;
		rest = span_sub(rest, len + (space >= 0), rest.len);
	}
	*r = t;
	return true;
}

bool due_take_one_of(struct due_reader *r, const char *const *words)
{
	int first = next_byte(r);

	for (; *words; words++) {
		if (ascii_lower((unsigned char)(*words)[0]) == first && due_take_words(r, *words))
			return true;
	}
	return false;
}

bool due_take_number(struct due_reader *r, int *value_out, int *digits_out)
{
	struct due_reader t = *r;
	unsigned long value;

	due_skip_gap(&t);
	size_t start = t.at;

	while (t.at - start < 10 && ascii_is_digit(due_byte_at(&t, t.at)))
		t.at++;
	if (t.at - start > 9 ||
	    !span_to_uint(span_sub(t.text, start, t.at - start), 999999999, &value))
		return false;
	*value_out = (int)value;
	*digits_out = (int)(t.at - start);
	*r = t;
	return true;
}

static bool take_simple_amount(struct due_reader *r, int *value_out)
{
	static const char *const numbers[] = {
		"one",	 "two",	  "three", "four", "five",   "six",
		"seven", "eight", "nine",  "ten",  "eleven", "twelve",
	};
	struct due_reader t = *r;
	struct span word;
	int digits;

	if (due_take_number(r, value_out, &digits))
		return true;
	if (due_take_words(r, "a couple of") || due_take_words(r, "a couple") ||
	    due_take_words(r, "couple of")) {
		*value_out = 2;
		return true;
	}
	if (!due_take_any_word(&t, &word))
		return false;
	*value_out = span_is_ci(word, "a") || span_is_ci(word, "an");
	for (int i = 0; i < 12; i++) {
		if (span_is_ci(word, numbers[i]))
			*value_out = i + 1;
	}
	if (*value_out == 0)
		return false;
	*r = t;
	return true;
}

bool due_take_amount(struct due_reader *r, int *value_out)
{
	struct due_reader t = *r;
	int low, high;

	if (!take_simple_amount(&t, &low))
		return false;
	*r = t;
	*value_out = low;
	bool range = due_take_char(&t, '-') || due_take_word(&t, "to") || due_take_word(&t, "or");

	if (!range && span_starts(span_sub(t.text, t.at, 3), "\xE2\x80\x93")) {
		t.at += 3;
		range = true;
	}
	if (range && take_simple_amount(&t, &high) && high > low) {
		*r = t;
		*value_out = high;
	}
	return true;
}

bool due_at_end_of_token(const struct due_reader *r)
{
	int c = due_byte_at(r, r->at);

	if (due_is_word_byte(r->text, r->at) || c == '%' || c == '@')
		return false;
	if (c == '.' || c == ':' || c == '_')
		return !due_is_word_byte(r->text, r->at + 1);
	return true;
}

bool due_at_end_of_clause(const struct due_reader *r)
{
	struct due_reader t = *r;

	due_skip_gap(&t);
	int c = due_byte_at(&t, t.at);

	return c < 0 || (c != 0 && c < 0x80 && strchr(".,;:!?()[]{}|<\"-", c)) ||
	       due_byte_at(r, r->at) == '\n' || punctuation_len(t.text, t.at) == 3;
}

static const char *const month_names[12] = {
	"january", "february", "march",	    "april",   "may",	   "june",
	"july",	   "august",   "september", "october", "november", "december",
};

bool due_take_month(struct due_reader *r, int *month_out, struct span *word_out)
{
	struct due_reader t = *r;

	if (!due_take_any_word(&t, word_out) || word_out->len < 3)
		return false;
	for (int i = 0; i < 12; i++) {
		struct span full = span_of(month_names[i]);

		if (!span_eq_ci(*word_out, full) && !span_eq_ci(*word_out, span_sub(full, 0, 3)) &&
		    !(i == 8 && span_is_ci(*word_out, "sept")))
			continue;
		if (word_out->len < full.len)
			due_take_char(&t, '.');
		*month_out = i + 1;
		*r = t;
		return true;
	}
	return false;
}

static bool is_capitalised(struct span word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (ascii_is_upper(word.ptr[i]) != (i == 0))
			return false;
	}
	return word.len != 0;
}

/* Short names that are words, too, must be written as names: "wed", "sat" and "SAT" are not,
 * nor is Sun Microsystems. */
static bool is_surely_weekday(const struct due_reader *after, struct span word)
{
	struct due_reader t = *after;
	struct span next;

	if (after->whole ||
	    (!span_is_ci(word, "sun") && !span_is_ci(word, "sat") && !span_is_ci(word, "wed")))
		return true;
	if (!is_capitalised(word))
		return false;
	return !due_take_any_word(&t, &next) || !ascii_is_upper(next.ptr[0]) ||
	       due_take_month(&(struct due_reader){ .text = next }, &(int){ 0 }, &next);
}

static const char *const weekdays[7][5] = {
	{ "sunday", "sun" },
	{ "monday", "mon" },
	{ "tuesday", "tue", "tues" },
	{ "wednesday", "wed", "weds" },
	{ "thursday", "thu", "thur", "thurs" },
	{ "friday", "fri" },
	{ "saturday", "sat" },
};

bool due_take_weekday(struct due_reader *r, int *weekday_out)
{
	struct due_reader t = *r;
	struct span word;

	if (!due_take_any_word(&t, &word))
		return false;
	for (int day = 0; day < 7; day++) {
		for (int i = 0; weekdays[day][i]; i++) {
			if (!span_is_ci(word, weekdays[day][i]))
				continue;
			if (!due_at_end_of_token(&t) || !is_surely_weekday(&t, word))
				return false;
			if (i > 0 && due_byte_at(&t, t.at) == '.' &&
			    due_byte_at(&t, t.at + 1) == ' ')
				t.at++;
			*weekday_out = day;
			*r = t;
			return true;
		}
	}
	return false;
}

bool due_take_almost_month(struct due_reader *r, unsigned most)
{
	struct due_reader t = *r;
	struct span word;

	if (!due_take_any_word(&t, &word) || word.len < 4)
		return false;
	for (int i = 0; i < 12; i++) {
		struct span name = span_of(month_names[i]);
		bool is_name = ascii_is_upper(word.ptr[0]) && name.len > 4;
		unsigned slips = name.len > 6 ? most : is_name;

		if (ascii_lower((unsigned char)word.ptr[0]) == month_names[i][0] &&
		    nearest_distance(word, name) <= slips) {
			*r = t;
			return due_at_end_of_token(r);
		}
	}
	return false;
}

/* "Frida" and "Sundar" are people, and "sundry" is a word. */
bool due_take_almost_weekday(struct due_reader *r)
{
	struct due_reader t = *r;
	struct span word;

	if (!due_take_any_word(&t, &word) || !span_ends(word, "y") || span_is(word, "sundry"))
		return false;
	for (int day = 0; day < 7; day++) {
		if (ascii_lower((unsigned char)word.ptr[0]) == weekdays[day][0][0] &&
		    nearest_distance(word, span_of(weekdays[day][0])) == 1) {
			*r = t;
			return due_at_end_of_token(r);
		}
	}
	return false;
}

bool due_take_year(struct due_reader *r, int *year_out)
{
	struct due_reader t = *r;
	int digits;

	if (!due_take_number(&t, year_out, &digits) || digits != 4 || *year_out < 1970 ||
	    *year_out > 2199 || !due_at_end_of_token(&t))
		return false;
	*r = t;
	return true;
}

static void take_zone(struct due_reader *r)
{
	static const char *const places[] = { "pacific",  "eastern", "central",
					      "mountain", "local",   NULL };
	struct due_reader t = *r;
	struct span word;
	bool capitals = true;

	if (due_take_one_of(r, places)) {
		due_take_word(r, "time");
		return;
	}
	if (!due_take_any_word(&t, &word) || word.len < 2 || word.len > 5)
		return;
	for (size_t i = 0; i < word.len; i++)
		capitals = capitals && ascii_is_upper(word.ptr[i]);
	struct due_reader look = { .text = word };

	if (capitals && !span_is(word, "EOD") && !span_is(word, "COB") &&
	    !due_take_month(&look, &(int){ 0 }, &word) && !due_take_weekday(&look, &(int){ 0 }))
		*r = t;
}

bool due_take_clock(struct due_reader *r)
{
	static const char *const names[] = { "noon", "midnight", "midday", NULL };
	static const char *const halves[] = { "am", "pm", NULL };
	struct due_reader t = *r;
	int hour, minute, digits;

	if (!due_take_one_of(&t, names)) {
		if (!due_take_number(&t, &hour, &digits) || digits > 2 || hour > 24)
			return false;
		bool minutes = due_byte_at(&t, t.at) == ':';

		if (minutes) {
			t.at++;
			if (!due_take_number(&t, &minute, &digits) || digits != 2 || minute > 59)
				return false;
		}
		if (!due_take_one_of(&t, halves) && !minutes)
			return false;
	}
	if (due_is_word_byte(t.text, t.at))
		return false;
	take_zone(&t);
	*r = t;
	return true;
}

static struct civil_date add_working_days(struct civil_date date, int days)
{
	int step = days < 0 ? -1 : 1;

	while (days != 0 && civil_is_set(date)) {
		date = civil_add_days(date, step);
		int weekday = civil_weekday(date);

		if (weekday != 0 && weekday != 6)
			days -= step;
	}
	return date;
}

/* The rest of "two weeks' time", "a fortnight's time". */
static void take_time_of(struct due_reader *r)
{
	struct due_reader t = *r;
	size_t quote = span_starts(span_sub(t.text, t.at, 3), "\xE2\x80\x99") ? 3 : 1;

	if (quote == 1 && due_byte_at(&t, t.at) != '\'')
		return;
	t.at += quote;
	if (!due_take_char(&t, 's') || due_is_word_byte(t.text, t.at))
		t.at = r->at + quote;
	if (due_take_word(&t, "time"))
		*r = t;
}

bool due_take_period(struct due_reader *r, struct civil_date from, int sign, struct civil_date *out)
{
	static const char *const working[] = { "business", "working", "work", NULL };
	static const char *const hours[] = { "h", "hr", "hrs", "hour", "hours", NULL };
	static const char *const days[] = { "d", "day", "days", NULL };
	static const char *const weeks[] = { "w", "wk", "wks", "week", "weeks", NULL };
	static const char *const fortnights[] = { "fortnight", "fortnights", NULL };
	static const char *const months[] = { "month", "months", NULL };
	static const char *const years[] = { "y", "yr", "yrs", "year", "years", NULL };
	struct due_reader t = *r;
	int n;

	if (!civil_is_set(from) || !due_take_amount(&t, &n) || n > PERIOD_MAX)
		return false;
	n *= sign;
	if (due_take_one_of(&t, working)) {
		if (!due_take_one_of(&t, days))
			return false;
		*out = add_working_days(from, n);
	} else if (due_take_one_of(&t, days)) {
		*out = civil_add_days(from, n);
	} else if (due_take_one_of(&t, weeks)) {
		*out = civil_add_days(from, n * 7);
	} else if (due_take_one_of(&t, fortnights)) {
		*out = civil_add_days(from, n * 14);
	} else if (due_take_one_of(&t, months)) {
		*out = civil_add_months(from, n);
	} else if (due_take_one_of(&t, years)) {
		*out = civil_add_months(from, n * 12);
	} else if (due_take_one_of(&t, hours)) {
		/* the hour it was said is not known: less than a day is today, a day and a bit is
		 * two */
		int abs_n = n * sign;

		*out = civil_add_days(from, sign * (abs_n < 24 ? 0 : (abs_n + 23) / 24));
	} else {
		return false;
	}
	if (!civil_is_set(*out) || !due_at_end_of_token(&t))
		return false;
	take_time_of(&t);
	*r = t;
	return true;
}
