/* zone.c - see zone.h.  A struct zone is GLib's GTimeZone, so that nobody else depends on GLib for
 * the time of day, with a table of its own: GLib walks through all changes for each instant.
 *
 * GLib reads a zone's table of changes, which ends with the year 2037, and makes up further years
 * by the zone's last rule; of one with winter time as the exception (Dublin) it then takes the rule
 * the wrong way round.  So nothing is asked about those years: an instant in them is looked up in a
 * year of the table with the same weekdays.
 */
#include "time/zone.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { TABLE_LAST_YEAR = 2037, DAY_S = 86400, NAME_MAX_LEN = 100, FEBRUARY = 2, MARCH = 3 };

/* Of 24 days each, from 1970 to December 2037. */
enum { SPAN_BITS = 21, N_SPANS = 1022 };

struct zone {
	GTimeZone *glib;
	gint intervals[N_SPANS + 1];	/* GLib's number of the time between two changes, at the
					 * beginning of each span */
	const char *name;		/* by which it was found */
	struct zone *next;
};

/* A name becomes a file's name below the zone folder: it must not lead out of it.  GLib knows other
 * names beside, "+05" and "-07:00", which are no zones; right/ holds zones that count leap
 * seconds. */
static bool is_sane_name(const char *name)
{
	size_t len = strlen(name);

	if (len > NAME_MAX_LEN || !ascii_is_alpha(name[0]) || strncmp(name, "right/", 6) == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_alpha(name[i]) && !ascii_is_digit(name[i]) &&
		    !strchr("/_+-", name[i]))
			return false;
	}
	return true;
}

static struct zone *zone_new(GTimeZone *glib, const char *name, struct zone *next)
{
	struct zone *zone = mem_alloc(sizeof *zone);

	*zone = (struct zone){ .glib = glib, .name = mem_strdup(name), .next = next };
	for (int i = 0; i <= N_SPANS; i++)
		zone->intervals[i] = g_time_zone_find_interval(glib, G_TIME_TYPE_UNIVERSAL,
							       (int64_t)i << SPAN_BITS);
	return zone;
}

const struct zone *zone_utc(void)
{
	static struct zone *utc;

	if (!utc)
		utc = zone_new(g_time_zone_new_utc(), "UTC", NULL);
	return utc;
}

const struct zone *zone_find(const char *iana_name)
{
	static struct zone *found;	/* never given back */
	struct zone *zone = found;
	GTimeZone *glib;

	if (!is_sane_name(iana_name))
		return NULL;
	if (strcmp(iana_name, "UTC") == 0)
		return zone_utc();
	while (zone && strcmp(zone->name, iana_name) != 0)
		zone = zone->next;
	if (zone)
		return zone;
	glib = g_time_zone_new_identifier(iana_name);
	if (!glib)
		return NULL;
	found = zone_new(glib, iana_name, found);
	return found;
}

const char *zone_name(const struct zone *zone)
{
	return g_time_zone_get_identifier(zone->glib);
}

static struct civil_date first_of(int year, int month)
{
	return (struct civil_date){ (int16_t)year, (int8_t)month, 1 };
}

/* Rules name weekdays of a month.  In the first two months, and in the others, a year is like any
 * other that has the same weekday on their first day, leap year or not. */
static int64_t within_table(int64_t utc_s)
{
	struct civil_date date = civil_from_utc(utc_s).date;
	int month = date.month <= FEBRUARY ? 1 : MARCH, like = TABLE_LAST_YEAR;

	if (date.year <= TABLE_LAST_YEAR)
		return utc_s;
	struct civil_date first = first_of(date.year, month);

	while (civil_weekday(first_of(like, month)) != civil_weekday(first))
		like--;		/* by eleven years at most */
	return utc_s - (civil_to_days(first) - civil_to_days(first_of(like, month))) * DAY_S;
}

static gint interval_at(const struct zone *zone, int64_t utc_s)
{
	int64_t span = utc_s >> SPAN_BITS;
	bool has_no_change = span >= 0 && span < N_SPANS &&
			     zone->intervals[span] == zone->intervals[span + 1];

	if (has_no_change)
		return zone->intervals[span];
	return g_time_zone_find_interval(zone->glib, G_TIME_TYPE_UNIVERSAL, within_table(utc_s));
}

int zone_offset_s(const struct zone *zone, int64_t utc_s)
{
	return g_time_zone_get_offset(zone->glib, interval_at(zone, utc_s));
}

struct civil_time zone_to_local(const struct zone *zone, int64_t utc_s)
{
	return civil_from_utc(utc_s + zone_offset_s(zone, utc_s));
}

int64_t zone_to_utc(const struct zone *zone, struct civil_time local)
{
	int64_t as_utc = civil_to_utc(local);
	/* the offsets before and after a change that may be near */
	int before_s = zone_offset_s(zone, as_utc - DAY_S);
	int after_s = zone_offset_s(zone, as_utc + DAY_S);
	int64_t early = as_utc - before_s, late = as_utc - after_s;

	/* in the hour that comes twice both would do, and the old offset's comes first */
	if (zone_offset_s(zone, early) == before_s)
		return early;
	return zone_offset_s(zone, late) == after_s ? late : early;
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc_s, char *buf)
{
	const char *name = g_time_zone_get_abbreviation(zone->glib, interval_at(zone, utc_s));

	if (ascii_is_alpha(name[0]))
		return name;
	int offset_s = zone_offset_s(zone, utc_s),
	    minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

	snprintf(buf, CIVIL_TEXT_SIZE, "%c%02d%02d", offset_s < 0 ? '-' : '+', minutes / 60,
		 minutes % 60);
	return buf;
}

int64_t zone_minute_to_utc(const struct zone *zone, int64_t day, int minute)
{
	return zone_to_utc(zone, (struct civil_time){
					 .date = civil_from_days(day),
					 .hour = (int8_t)(minute / 60),
					 .minute = (int8_t)(minute % 60),
				 });
}

const struct zone *zone_of_either(const char *name, const char *other)
{
	const struct zone *zone = name ? zone_find(name) : NULL;

	if (!zone && other)
		zone = zone_find(other);
	return zone ? zone : zone_utc();
}

int64_t zone_last_day(const struct zone *zone, int64_t utc_s, int minute)
{
	struct civil_time local = zone_to_local(zone, utc_s);

	return civil_to_days(local.date) - (local.hour * 60 + local.minute < minute);
}
