/* from_line.c - see from_line.h. */
#include "mailbox/from_line.h"

#include <string.h>

#include "time/civil.h"

enum { FROM_LINE_MAX = 1000 };

static int month_of(struct span word)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++) {
		if (word.len == 3 && memcmp(word.ptr, names + 3 * i, 3) == 0)
			return i + 1;
	}
	return 0;
}

static bool next_word(struct span *rest, struct span *word_out)
{
	*rest = span_trim(*rest);
	size_t n = 0;

	while (n < rest->len && !ascii_is_space(rest->ptr[n]))
		n++;
	*word_out = span_sub(*rest, 0, n);
	*rest = span_sub(*rest, n, rest->len);
	return n > 0;
}

/* "15:04:05" or "15:04". */
static bool parse_clock(struct span word, int64_t *seconds_out)
{
	unsigned long part[3] = { 0, 0, 0 };
	static const unsigned long most[3] = { 23, 59, 60 };
	int n = 0;

	for (; n < 3; n++) {
		ptrdiff_t colon = span_find_char(word, ':');

		if (!span_to_uint(colon < 0 ? word : span_sub(word, 0, (size_t)colon), most[n],
				  &part[n]))
			return false;
		if (colon < 0)
			break;
		word = span_sub(word, (size_t)colon + 1, word.len);
	}
	*seconds_out = (int64_t)(part[0] * 3600 + part[1] * 60 + part[2]);
	return n == 1 || n == 2;
}

/* "+0200" is 7200; names of zones are not known and count as UTC. */
static bool parse_offset(struct span word, int64_t *seconds_out)
{
	unsigned long n;

	if (word.len != 5 || (word.ptr[0] != '+' && word.ptr[0] != '-') ||
	    !span_to_uint(span_sub(word, 1, 4), 2359, &n))
		return false;
	*seconds_out = (int64_t)((n / 100 * 60 + n % 100) * 60) * (word.ptr[0] == '-' ? -1 : 1);
	return true;
}

bool from_line_parse(struct span line, int64_t *utc_s_out)
{
	struct span word, rest = line;

	if (!span_starts(line, "From ") || line.len > FROM_LINE_MAX)
		return false;
	while (next_word(&rest, &word)) {
		struct span at = rest, day_word, clock_word;
		int month = month_of(word);
		unsigned long day, year = 0;
		int64_t clock_s, zone_s = 0;

		if (!month || !next_word(&at, &day_word) || !span_to_uint(day_word, 31, &day) ||
		    day == 0 || !next_word(&at, &clock_word) || !parse_clock(clock_word, &clock_s))
			continue;
		while (next_word(&at, &word)) {
			if (!year && word.len == 4 && span_to_uint(word, 9999, &year))
				continue;
			parse_offset(word, &zone_s);
		}
		if (year < 1970 || !civil_is_valid((int)year, month, (int)day))
			continue;
		struct civil_time midnight = { .date = { .year = (int16_t)year,
							 .month = (int8_t)month,
							 .day = (int8_t)day } };

		*utc_s_out = civil_to_utc(midnight) + clock_s - zone_s;
		return true;
	}
	return false;
}
