/* fuzz_due.c - due phrases in any bytes: what is found lies inside the text and is a date.
 *
 * The first two bytes choose base, the rest is the text.
 */
#include <stdint.h>
#include <stdlib.h>

#include "time/due.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct due_context context = { .base = { 0 } };
	struct due_phrase phrase;
	struct civil_date date;
	int64_t number;

	if (size < 2)
		return 0;
	if (data[0])
		context.base = civil_from_days((int64_t)data[0] * 14321 + data[1] * 56 - 719162);
	context.next_meeting = civil_add_days(context.base, data[1] % 20);
	/* data ends where its block ends: reading one byte too far is seen */
	struct span text = span_from((const char *)data + 2, size - 2);

	if (due_find(text, &context, &phrase)) {
		must(phrase.len > 0 && phrase.start < text.len && phrase.len <= text.len - phrase.start);
		must(phrase.next_meeting || civil_is_set(phrase.date));
		must(!civil_is_set(phrase.date) ||
		     civil_is_valid(phrase.date.year, phrase.date.month, phrase.date.day));
		/* what was cut out is a phrase by itself */
		struct due_phrase again;

		must(due_find(span_sub(text, phrase.start, text.len), &context, &again));
	}
	if (due_parse_date(text, &context, &date))
		must(civil_is_valid(date.year, date.month, date.day));
	if (civil_parse_iso(text, &date))
		must(civil_is_valid(date.year, date.month, date.day));
	if (civil_parse_instant(text, &number))
		civil_from_utc(number);
	civil_parse_period(text, &number);
	return 0;
}
