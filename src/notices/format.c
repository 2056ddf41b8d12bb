/* format.c - see format.h. */
#include "notices/format.h"

#include <string.h>

#include "notices/layout.h"

enum { MONTHS_FROM_DAYS = 90 };	/* said in months from then on */

const char *format_first_name(struct arena *arena, const char *name)
{
	const char *space = strchr(name, ' ');

	return space ? arena_strndup(arena, name, (size_t)(space - name)) : name;
}

const char *format_another(struct arena *arena, const struct people *people, const char *name)
{
	for (size_t i = 0; people && i < people->n_persons; i++) {
		const char *full = people->persons[i].name, *first = format_first_name(arena, full);
		size_t index;

		if (strcmp(full, name) != 0)
			return people_resolve(people, span_of(first), &index) == PEOPLE_PERSON &&
					       index == i
				       ? first
				       : full;
	}
	return "Dave";
}

const char *format_in_days(struct arena *arena, int64_t days)
{
	if (days == 0)
		return "today";
	if (days == 1)
		return "tomorrow";
	if (days == -1)
		return "yesterday";
	bool is_ahead = days > 0;
	size_t n = (size_t)(is_ahead ? days : -days);
	const char *time = n < MONTHS_FROM_DAYS ? format_count(arena, n, "day", NULL)
						: format_age(arena, (int64_t)n);

	return is_ahead ? arena_printf(arena, "in %s", time) : arena_printf(arena, "%s ago", time);
}

const char *format_date(struct arena *arena, const struct zone *zone, int64_t now_s,
		     struct civil_date date)
{
	char text[CIVIL_TEXT_SIZE];

	civil_format_short(date, text);
	if (date.year == zone_to_local(zone, now_s).date.year)
		return arena_strdup(arena, text);
	return arena_printf(arena, "%s %d", text, date.year);
}

static const char *time_of_day(struct arena *arena, struct civil_time t)
{
	if (t.second)
		return arena_printf(arena, "%02d:%02d:%02d", t.hour, t.minute, t.second);
	return arena_printf(arena, "%02d:%02d", t.hour, t.minute);
}

const char *format_instant(struct arena *arena, const struct zone *zone, int64_t at_s)
{
	struct civil_time local = zone_to_local(zone, at_s), utc = civil_from_utc(at_s);
	char day[CIVIL_TEXT_SIZE], utc_day[CIVIL_TEXT_SIZE], letters[CIVIL_TEXT_SIZE];
	const char *text;

	civil_format_short(local.date, day);
	text = arena_printf(arena, "%s %d, %s %s", day, local.date.year, time_of_day(arena, local),
			    zone_abbreviation(zone, at_s, letters));
	if (zone == zone_utc())
		return text;
	if (civil_compare(local.date, utc.date) == 0)
		return arena_printf(arena, "%s (%s UTC)", text, time_of_day(arena, utc));
	civil_format_short(utc.date, utc_day);
	return arena_printf(arena, "%s (%s, %s UTC)", text, utc_day, time_of_day(arena, utc));
}

const char *format_count(struct arena *arena, size_t n, const char *one, const char *plural)
{
	if (n == 1)
		return arena_printf(arena, "1 %s", one);
	return plural ? arena_printf(arena, "%zu %s", n, plural)
		      : arena_printf(arena, "%zu %ss", n, one);
}

const char *format_age(struct arena *arena, int64_t days)
{
	size_t n = days > 0 ? (size_t)days : 0;

	if (n < 14)
		return format_count(arena, n, "day", NULL);
	return n < MONTHS_FROM_DAYS ? format_count(arena, n / 7, "week", NULL)
				    : format_count(arena, n / 30, "month", NULL);
}

const char *format_short(struct arena *arena, const char *text, size_t max)
{
	struct buf clean;

	buf_init(&clean, strlen(text) + max + 8);
	layout_add_clean(&clean, text);
	struct span all = buf_fitted(&clean);

	if (all.len > max) {
		while (max > 0 && ((unsigned char)all.ptr[max] & 0xC0) == 0x80)
			max--;
		buf_shorten(&clean, span_trim_end(span_sub(all, 0, max)).len);
		buf_add_str(&clean, "...");
	}
	return buf_finish(&clean, arena);
}

const char *format_escaped(struct arena *arena, const char *text, const char *special)
{
	struct buf escaped;

	buf_init(&escaped, 2 * strlen(text) + 1);
	for (; *text; text++) {
		if (strchr(special, *text))
			buf_add_char(&escaped, '\\');
		buf_add_char(&escaped, *text);
	}
	return buf_finish_shown(&escaped, arena);
}
