/* format.h - how notices say days, instants and numbers; all texts are in the arena. */
#ifndef BEADLE_NOTICES_SAY_H
#define BEADLE_NOTICES_SAY_H

#include "base/mem.h"
#include "tags/people.h"
#include "time/zone.h"

const char *format_first_name(struct arena *arena, const char *name);

/* For an example: the first name of somebody else ("" for name: of anybody). */
const char *format_another(struct arena *arena, const struct people *people, const char *name);

/* "today", "tomorrow", "in 3 days", "yesterday", "4 days ago", "in 7 months". */
const char *format_in_days(struct arena *arena, int64_t days);

/* "Wed 5 Jul", with the year when it is not the one of now in the zone. */
const char *format_date(struct arena *arena, const struct zone *zone, int64_t now_s,
		     struct civil_date date);

/* "Wed 5 Jul 2023, 13:00 PDT (20:00 UTC)"; UTC's day too when it is another; seconds when there are
 * some. */
const char *format_instant(struct arena *arena, const struct zone *zone, int64_t at_s);

/* "1 message", "3 messages"; plural is one + "s" when NULL. */
const char *format_count(struct arena *arena, size_t n, const char *one, const char *plural);

/* "5 days", "3 weeks", "7 months": how long an item has been open. */
const char *format_age(struct arena *arena, int64_t days);

/* At most max bytes, cut at a character, with "..." when cut; white space cleaned. */
const char *format_short(struct arena *arena, const char *text, size_t max);

/* With a backslash before each of those characters: as markdown shows them literally. */
const char *format_escaped(struct arena *arena, const char *text, const char *special);

#endif
