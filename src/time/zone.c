/* zone.c - see zone.h.  A struct zone is libical's icaltimezone by another name, so that
 * nobody else depends on libical for the time of day.
 *
 * libical expands a zone's changes as far as it is asked, so each zone is asked about
 * LAST_YEAR when it is found; what is asked about years beyond is looked up in a year
 * before LAST_YEAR that has the same calendar.  Of libical only the offset at an instant
 * is used: its way from local time to UTC is an hour early in the gap.
 */
#include "time/zone.h"

#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

enum { LAST_YEAR = 2100, DAY_S = 86400, NAME_MAX_LEN = 100 };

static icaltimezone *ical_zone(const struct zone *zone)
{
	return (icaltimezone *)zone;
}

void zone_prepare(void)
{
	icalerror_set_errors_are_fatal(false);
	icaltimezone_set_builtin_tzdata(0);
	icaltimezone_get_builtin_timezones();
}

/* A name becomes a file's name below the zone folder: it must not lead out of it.
 * right/ holds zones that count leap seconds. */
static bool is_sane_name(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > NAME_MAX_LEN || name[0] == '/' || strstr(name, "..") || strncmp(name, "right/", 6) == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_alpha(name[i]) && !ascii_is_digit(name[i]) && !strchr("/_+-", name[i]))
			return false;
	}
	return true;
}

const struct zone *zone_find(const char *iana_name)
{
	if (!is_sane_name(iana_name))
		return NULL;
	icaltimezone *found = icaltimezone_get_builtin_timezone(iana_name);

	if (!found)
		return NULL;
	const struct zone *zone = (const struct zone *)found;

	/* the component is read from its file here, once; a file that is no zone gives none */
	if (zone != zone_utc() && !icaltimezone_get_component(found))
		return NULL;
	zone_offset_s(zone, civil_to_utc((struct civil_time){ .date = { LAST_YEAR, 12, 31 } }));
	return zone;
}

const struct zone *zone_utc(void)
{
	return (const struct zone *)icaltimezone_get_utc_timezone();
}

const char *zone_name(const struct zone *zone)
{
	const char *name = icaltimezone_get_location(ical_zone(zone));

	return name ? name : "UTC";
}

/* A year that libical has expanded, with the same weekdays and the same February. */
static int known_year(int year)
{
	struct civil_date first = { (int16_t)year, 1, 1 };
	int known = year;

	if (year <= LAST_YEAR)
		return year;
	for (known = LAST_YEAR - 28; known < LAST_YEAR; known++) {
		struct civil_date like = { (int16_t)known, 1, 1 };

		if (civil_weekday(like) == civil_weekday(first) &&
		    civil_days_in_month(known, 2) == civil_days_in_month(year, 2))
			break;
	}
	return known;
}

static int offset_at(const struct zone *zone, int64_t utc_s, int *is_daylight_out)
{
	struct civil_time t = civil_from_utc(utc_s);
	icaltimetype instant = icaltime_null_time();

	*is_daylight_out = 0;
	if (zone == zone_utc())
		return 0;
	instant.year = known_year(t.date.year);
	instant.month = t.date.month;
	instant.day = t.date.day;
	instant.hour = t.hour;
	instant.minute = t.minute;
	instant.second = t.second;
	instant.zone = icaltimezone_get_utc_timezone();
	return icaltimezone_get_utc_offset_of_utc_time(ical_zone(zone), &instant, is_daylight_out);
}

int zone_offset_s(const struct zone *zone, int64_t utc_s)
{
	int is_daylight;

	return offset_at(zone, utc_s, &is_daylight);
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

/* The name that the zone's own data gives to this offset; of several, the last to begin. */
static const char *name_of_offset(const struct zone *zone, int offset_s, bool summer, int year)
{
	icalcomponent_kind kind = summer ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT;
	icalcomponent *whole = icaltimezone_get_component(ical_zone(zone));
	const char *name = NULL;
	int latest = -1;

	for (icalcomponent *c = icalcomponent_get_first_component(whole, kind); c;
	     c = icalcomponent_get_next_component(whole, kind)) {
		icalproperty *to = icalcomponent_get_first_property(c, ICAL_TZOFFSETTO_PROPERTY);
		icalproperty *called = icalcomponent_get_first_property(c, ICAL_TZNAME_PROPERTY);
		icalproperty *start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);

		if (!to || !called || !start || icalproperty_get_tzoffsetto(to) != offset_s)
			continue;
		int since = icalproperty_get_dtstart(start).year;

		if (since < latest || since > year)
			continue;
		latest = since;
		name = icalproperty_get_tzname(called);
	}
	return name;
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc_s, char *buf)
{
	int is_daylight, offset_s = offset_at(zone, utc_s, &is_daylight);

	if (zone == zone_utc())
		return "UTC";
	const char *name = name_of_offset(zone, offset_s, is_daylight != 0, civil_from_utc(utc_s).date.year);

	if (name && ascii_is_alpha(name[0]))
		return name;
	int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;

	snprintf(buf, CIVIL_TEXT_SIZE, "%c%02d%02d", offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return buf;
}

int64_t zone_minute_to_utc(const struct zone *zone, int64_t day, int minute)
{
	return zone_to_utc(zone, (struct civil_time){
		.date = civil_from_days(day), .hour = (int8_t)(minute / 60), .minute = (int8_t)(minute % 60),
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
