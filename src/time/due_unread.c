/* due_unread.c - what begins like a day and names none; see due_words.h.
 *
 * Numbers as dates have them, a month or weekday with a number, a name of theirs with a slip of the
 * hand, "the 45th", the beginning of some week: what nobody writes who does not mean a day.
 */
#include "time/due_words.h"

#include <string.h>

enum { UNREAD_MAX = 60 }; /* bytes: no date is longer */

/* As far as the next blank, without what ends a clause. */
static struct span word_at(struct span text, size_t at)
{
	size_t end = at;

	while (end < text.len && !ascii_is_space((unsigned char)text.ptr[end]))
		end++;
	while (end > at && strchr(".,;:!?)]\"'*_~`", text.ptr[end - 1]))
		end--;
	return span_sub(text, at, end - at);
}

/* As far as the clause goes, or as a date is long. */
static struct span clause_at(struct span text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < UNREAD_MAX && !strchr(".,;:!?()[]{}|\n", text.ptr[end]))
		end++;
	return span_trim_end(span_sub(text, at, end - at));
}

/* Numbers with one sign between them; "by 24.04" is a version, "by 10.0.0.1" an address. */
static bool take_numbers(const struct due_reader *at, struct span *out)
{
	static const char *const signs = "/.-";
	struct due_reader t = *at;
	int number, digits, n = 0, sign = -1;

	while (n < 3 && due_take_number(&t, &number, &digits) && digits <= 4) {
		int next = due_byte_at(&t, t.at);

		n++;
		if (n == 3 || next <= 0 || !strchr(signs, next) || (sign > 0 && next != sign) ||
		    !ascii_is_digit(due_byte_at(&t, t.at + 1)))
			break;
		sign = next;
		t.at++;
	}
	bool is_date = (n == 3 && digits >= 2) || (n == 2 && sign == '/');

	*out = word_at(at->text, at->at);
	return is_date && out->len == t.at - at->at;
}

/* "31", "45th" */
static bool take_any_number(struct due_reader *r, bool *ordinal_out)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", NULL };
	struct due_reader t = *r;
	int number, digits;

	if (!due_take_number(&t, &number, &digits) || digits > 2)
		return false;
	*ordinal_out = span_any(span_sub(t.text, t.at, 2), span_starts_ci, endings);
	t.at += *ordinal_out ? 2 : 0;
	if (!due_at_end_of_token(&t))
		return false;
	*r = t;
	return true;
}

/* A month's name, or nearly; in small letters "may" and "march" are verbs. */
static bool take_month_like(struct due_reader *r)
{
	struct due_reader t = *r;
	struct span word;
	int month;

	if (!due_take_month(&t, &month, &word))
		return due_take_almost_month(r, 2);
	bool is_name = ascii_is_upper(word.ptr[0]) || (word.len > 3 && !span_is(word, "march"));

	if (!is_name || !due_at_end_of_token(&t))
		return false;
	*r = t;
	return true;
}

/* "31 February", "February 31st", "3rd of Febuary 2027", "the 45th" */
static bool take_day_of_month(struct due_reader *r)
{
	static const char *const of_month[] = { "of the month", "of this month", "of next month",
						"of the next month", NULL };
	struct due_reader t = *r;
	bool ordinal;
	int year;

	if (take_any_number(&t, &ordinal)) {
		struct due_reader number = t;

		due_take_word(&t, "of");
		if (!take_month_like(&t)) {
			t = number;
			bool is_whole = due_take_one_of(&t, of_month) || due_at_end_of_clause(&t);

			*r = t;
			return ordinal && is_whole;
		}
	} else if (!take_month_like(&t) ||
		   (due_take_word(&t, "the"), !take_any_number(&t, &ordinal))) {
		return false;
	}
	*r = t;
	due_take_char(&t, ',');
	if (due_take_year(&t, &year))
		*r = t;
	return true;
}

/* "Friday the 22nd", when that is a Thursday; "Firday" */
static bool take_weekday_like(struct due_reader *r)
{
	struct due_reader t = *r;
	bool ordinal;

	if (due_take_weekday(&t, &(int){ 0 })) {
		due_take_word(&t, "the");
		if (!take_any_number(&t, &ordinal) || !ordinal)
			return false;
		*r = t;
		return true;
	}
	return due_take_almost_weekday(r);
}

/* "end of Febuary", "early Feb", "Septmber": without a number a short name may be a person's. */
static bool take_period_like(struct due_reader *r)
{
	static const char *const edges[] = { "the end of", "end of", "end", "early", "late", "mid",
					     "the start of", "start of", NULL };
	struct due_reader t = *r, look;
	struct span word;

	if (due_take_one_of(&t, edges)) {
		due_take_char(&t, '-');
		if (!take_month_like(&t))
			return false;
	} else {
		look = t;
		if (!due_take_any_word(&look, &word) || word.len < 6 ||
		    span_starts_ci(word, "a") || !due_take_almost_month(&t, 1))
			return false;
	}
	*r = t;
	return true;
}

/* "w/c Candlemas", "a week after Candlemas": of the whole clause. */
static bool begins_like_period(const struct due_reader *r)
{
	static const char *const edges[] = { "week commencing", "week beginning", "week starting",
					     "week ending", NULL };
	static const char *const from_then[] = { "after", "from", NULL };
	const struct civil_date some_day = { 2000, 1, 1 };
	struct span slashed = span_sub(r->text, r->at, 3);
	struct civil_date unused;
	struct due_reader t = *r;

	if (span_starts_ci(slashed, "w/") && slashed.len == 3 && strchr("cbeCBE", slashed.ptr[2]))
		return !due_is_word_byte(r->text, r->at + 3);
	if (due_take_one_of(&t, edges))
		return true;
	return due_take_period(&t, some_day, 1, &unused) && due_take_one_of(&t, from_then);
}

bool due_take_unread(struct due_reader *r, struct span *out)
{
	struct due_reader t = *r;

	due_skip_gap(&t);
	if (!begins_like_period(&t)) {
		due_take_word(&t, "the");
		due_skip_gap(&t);
	}
	struct due_reader first = t;

	if (begins_like_period(&t)) {
		*out = clause_at(t.text, t.at);
		return true;
	}
	if (take_numbers(&first, out))
		return true;
	if (!take_day_of_month(&t) && !take_weekday_like(&t) && !take_period_like(&t))
		return false;
	*out = span_sub(first.text, first.at, t.at - first.at);
	return true;
}

bool due_take_unread_meeting(struct due_reader *r, struct span *out)
{
	static const char *const meetings[] = { "meeting", "call", "session", NULL };
	static const char *const whose[] = { "the", "our", NULL };
	struct due_reader t = *r;
	bool ordinal = false;

	due_take_one_of(&t, whose);
	due_skip_gap(&t);
	size_t start = t.at;
	bool is_counted = take_any_number(&t, &ordinal) && ordinal;

	if (!is_counted)
		t.at = start;
	if (!due_take_one_of(&t, meetings))
		return false;
	if (!is_counted && !due_take_words(&t, "after next")) {
		due_take_word(&t, "no");
		due_take_char(&t, '.');
		due_skip_gap(&t);
		due_take_char(&t, '#');
		if (!take_any_number(&t, &ordinal))
			return false;
	}
	*out = span_sub(t.text, start, t.at - start);
	return due_at_end_of_token(&t);
}
