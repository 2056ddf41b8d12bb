/* fuzz_ical.c - any bytes as an iCalendar file: an error with its line, or occurrences in order and in bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "time/ical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct ical_calendar calendar;
	struct err err = { 0 };
	int64_t until_utc_s = 1893456000;	/* 2030 */
	/* a copy of its own, so that reading one byte too far is seen */
	char *bytes = malloc(size ? size : 1);

	must(bytes != NULL);
	memcpy(bytes, data, size);
	if (ical_read(arena, span_from(bytes, size), zone_find("America/Los_Angeles"), &calendar, &err)) {
		must(err.kind == ERR_DATA && err.text[0]);
		calendar.n_series = 0;
	}
	for (size_t i = 0; i < calendar.n_series; i++) {
		struct occurrence_list list = { 0 };

		must(calendar.series[i].uid && calendar.series[i].summary && calendar.series[i].zone);
		ical_expand(arena, &calendar.series[i], until_utc_s, &list);
		must(list.len <= RECURRENCE_MAX + ICAL_DATES_MAX);
		for (size_t k = 0; k < list.len; k++) {
			must(list.list[k].planned_utc_s <= until_utc_s);
			must(!k || list.list[k - 1].planned_utc_s < list.list[k].planned_utc_s);
			must(list.list[k].length_s >= 0 && list.list[k].length_s <= ICAL_LENGTH_MAX_S);
		}
	}
	free(bytes);
	arena_free(&arena);
	return 0;
}
