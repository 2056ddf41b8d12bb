/* ical_zone.c - what a TZID means: a zone of the machine, or the rules that stand in the file.
 *
 * A file's own rules become a table of changes, up to LAST_YEAR: the offset at an instant is that
 * of the last change before it.  They are used only where the machine knows no such zone, since its
 * data is better.
 */
#include <stdlib.h>
#include <string.h>

#include "time/ical_parts.h"

enum {
	LAST_YEAR = 2100,
	DAY_S = 86400,
	CHANGES_MAX = 5000,
	OBSERVANCE_MAX = 1000,
	OFFSET_MAX_S = 18 * 3600
};

struct change {
	int64_t utc_s;
	int before_s, after_s; /* seconds east of UTC */
};

struct ical_zone {
	const struct zone *known; /* NULL: the changes count */
	struct change *changes;
	size_t n_changes, cap_changes;
};

/* What Outlook and Exchange call the zones of the world (the usual ones of CLDR's windowsZones). */
static const struct {
	const char *windows, *iana;
} windows_zones[] = {
	{ "AUS Central Standard Time", "Australia/Darwin" },
	{ "AUS Eastern Standard Time", "Australia/Sydney" },
	{ "Alaskan Standard Time", "America/Anchorage" },
	{ "Arab Standard Time", "Asia/Riyadh" },
	{ "Arabian Standard Time", "Asia/Dubai" },
	{ "Argentina Standard Time", "America/Buenos_Aires" },
	{ "Atlantic Standard Time", "America/Halifax" },
	{ "Bangladesh Standard Time", "Asia/Dhaka" },
	{ "Cen. Australia Standard Time", "Australia/Adelaide" },
	{ "Central America Standard Time", "America/Guatemala" },
	{ "Central Europe Standard Time", "Europe/Budapest" },
	{ "Central European Standard Time", "Europe/Warsaw" },
	{ "Central Standard Time", "America/Chicago" },
	{ "Central Standard Time (Mexico)", "America/Mexico_City" },
	{ "China Standard Time", "Asia/Shanghai" },
	{ "E. Africa Standard Time", "Africa/Nairobi" },
	{ "E. Australia Standard Time", "Australia/Brisbane" },
	{ "E. Europe Standard Time", "Europe/Chisinau" },
	{ "E. South America Standard Time", "America/Sao_Paulo" },
	{ "Eastern Standard Time", "America/New_York" },
	{ "Egypt Standard Time", "Africa/Cairo" },
	{ "FLE Standard Time", "Europe/Kiev" },
	{ "GMT Standard Time", "Europe/London" },
	{ "GTB Standard Time", "Europe/Bucharest" },
	{ "Greenwich Standard Time", "Atlantic/Reykjavik" },
	{ "Hawaiian Standard Time", "Pacific/Honolulu" },
	{ "India Standard Time", "Asia/Calcutta" },
	{ "Israel Standard Time", "Asia/Jerusalem" },
	{ "Korea Standard Time", "Asia/Seoul" },
	{ "Mountain Standard Time", "America/Denver" },
	{ "Nepal Standard Time", "Asia/Katmandu" },
	{ "New Zealand Standard Time", "Pacific/Auckland" },
	{ "Newfoundland Standard Time", "America/St_Johns" },
	{ "Pacific SA Standard Time", "America/Santiago" },
	{ "Pacific Standard Time", "America/Los_Angeles" },
	{ "Pakistan Standard Time", "Asia/Karachi" },
	{ "Romance Standard Time", "Europe/Paris" },
	{ "Russian Standard Time", "Europe/Moscow" },
	{ "SA Pacific Standard Time", "America/Bogota" },
	{ "SE Asia Standard Time", "Asia/Bangkok" },
	{ "Singapore Standard Time", "Asia/Singapore" },
	{ "South Africa Standard Time", "Africa/Johannesburg" },
	{ "Taipei Standard Time", "Asia/Taipei" },
	{ "Tasmania Standard Time", "Australia/Hobart" },
	{ "Tokyo Standard Time", "Asia/Tokyo" },
	{ "Turkey Standard Time", "Europe/Istanbul" },
	{ "US Eastern Standard Time", "America/Indianapolis" },
	{ "US Mountain Standard Time", "America/Phoenix" },
	{ "UTC", "UTC" },
	{ "W. Australia Standard Time", "Australia/Perth" },
	{ "W. Central Africa Standard Time", "Africa/Lagos" },
	{ "W. Europe Standard Time", "Europe/Berlin" },
	{ "West Asia Standard Time", "Asia/Tashkent" },
};

static const struct zone *machine_zone(struct arena *arena, struct span name)
{
	if (span_is(name, "UTC") || span_is(name, "GMT") || span_is(name, "Z"))
		return zone_utc();
	for (size_t i = 0; i < sizeof windows_zones / sizeof windows_zones[0]; i++) {
		if (span_is_ci(name, windows_zones[i].windows))
			return zone_find(windows_zones[i].iana);
	}
	/* an IANA name has its region; EST and the like are too short to be sure of */
	if (span_find_char(name, '/') < 0 || memchr(name.ptr, '\0', name.len))
		return NULL;
	return zone_find(arena_strndup(arena, name.ptr, name.len));
}

/* "/freeassociation.example.org/Tzfile/Europe/Zurich": the longest end that is a zone. */
static const struct zone *zone_by_path(struct arena *arena, struct span name)
{
	ptrdiff_t slash;

	if (!name.len || *name.ptr != '/')
		return NULL;
	while ((slash = span_find_char(name, '/')) >= 0) {
		name = span_sub(name, (size_t)slash + 1, name.len);
		const struct zone *zone = machine_zone(arena, name);

		if (zone)
			return zone;
	}
	return NULL;
}

static void add_change(struct arena *arena, struct ical_zone *zone, struct civil_time local,
		       int before_s, int after_s)
{
	if (zone->n_changes == CHANGES_MAX)
		return;
	zone->changes = arena_grow(arena, zone->changes, zone->n_changes, &zone->cap_changes,
				   sizeof *zone->changes);
	zone->changes[zone->n_changes++] =
		(struct change){ civil_to_utc(local) - before_s, before_s, after_s };
}

static bool is_sane_offset(int offset_s)
{
	return offset_s >= -OFFSET_MAX_S && offset_s <= OFFSET_MAX_S;
}

static enum err_kind expand_rule(struct arena *arena, const struct ical_line *line, int before_s,
				 struct civil_time first, struct civil_times *out, struct err *err)
{
	struct recurrence rule;

	if (recurrence_parse(arena, span_of(ical_rule(line->property)), &rule, err))
		return err_wrap(err, "line %u", line->number);
	/* local by the offset that holds before the change */
	if (rule.until_kind == UNTIL_UTC) {
		rule.until = civil_from_utc(civil_to_utc(rule.until) + before_s);
		rule.until_kind = UNTIL_LOCAL;
	}
	recurrence_expand(arena, &rule, first, (struct civil_date){ LAST_YEAR, 12, 31 },
			  OBSERVANCE_MAX, out);
	return ERR_NONE;
}

/* One STANDARD or DAYLIGHT. */
static enum err_kind take_observance(struct arena *arena, struct ical_zone *zone,
				     icalcomponent *part, struct err *err)
{
	icalproperty *from = icalcomponent_get_first_property(part, ICAL_TZOFFSETFROM_PROPERTY);
	icalproperty *to = icalcomponent_get_first_property(part, ICAL_TZOFFSETTO_PROPERTY);
	icalproperty *start = icalcomponent_get_first_property(part, ICAL_DTSTART_PROPERTY);
	int before_s = icalproperty_get_tzoffsetfrom(from),
	    after_s = icalproperty_get_tzoffsetto(to);
	struct ical_line line = { 0 };
	struct civil_times times = { 0 };
	struct civil_time first, more;

	if (!from || !to || !start || !is_sane_offset(before_s) || !is_sane_offset(after_s) ||
	    ical_time(start, &first) != ICAL_LOCAL)
		return err_set(err, ERR_DATA,
			       "line %u: the zone's rule needs DTSTART, TZOFFSETFROM and "
			       "TZOFFSETTO such as -0700",
			       ical_line_of(part));
	add_change(arena, zone, first, before_s, after_s);
	while (ical_next_line(part, &line)) {
		if (ical_rule(line.property) && !times.len &&
		    expand_rule(arena, &line, before_s, first, &times, err))
			return err->kind;
		if (icalproperty_isa(line.property) == ICAL_RDATE_PROPERTY &&
		    ical_time(line.property, &more) == ICAL_LOCAL)
			add_change(arena, zone, more, before_s, after_s);
	}
	for (size_t i = 0; i < times.len; i++)
		add_change(arena, zone, times.times[i], before_s, after_s);
	return ERR_NONE;
}

static int compare_changes(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	if (a->utc_s != b->utc_s)
		return a->utc_s < b->utc_s ? -1 : 1;
	return a->after_s < b->after_s ? -1 : a->after_s > b->after_s;
}

static enum err_kind read_rules(struct arena *arena, icalcomponent *vtimezone,
				struct ical_zone *zone, struct err *err)
{
	icalcompiter at = icalcomponent_begin_component(vtimezone, ICAL_ANY_COMPONENT);

	for (icalcomponent *part; (part = icalcompiter_deref(&at)); icalcompiter_next(&at)) {
		icalcomponent_kind kind = icalcomponent_isa(part);

		if ((kind == ICAL_XSTANDARD_COMPONENT || kind == ICAL_XDAYLIGHT_COMPONENT) &&
		    take_observance(arena, zone, part, err))
			return err->kind;
	}
	if (!zone->n_changes)
		return err_set(err, ERR_DATA, "line %u: the zone has neither STANDARD nor DAYLIGHT",
			       ical_line_of(vtimezone));
	qsort(zone->changes, zone->n_changes, sizeof *zone->changes, compare_changes);
	return ERR_NONE;
}

const struct ical_zone *ical_zone_of(struct arena *arena, const struct zone *zone)
{
	struct ical_zone *out = arena_alloc(arena, 1, sizeof *out);

	out->known = zone;
	return out;
}

enum err_kind ical_zone_find(struct arena *arena, icalcomponent *calendar, const char *tzid,
			     unsigned line, const struct ical_zone **out, struct err *err)
{
	struct ical_zone *zone = arena_alloc(arena, 1, sizeof *zone);
	struct span name = span_trim(span_of(tzid));

	*out = zone;
	zone->known = machine_zone(arena, name);
	if (!zone->known)
		zone->known = zone_by_path(arena, name);
	if (zone->known)
		return ERR_NONE;
	icaltimezone *own = icalcomponent_get_timezone(calendar, tzid);

	if (!own)
		return err_set(err, ERR_DATA,
			       "line %u: TZID \"" SPAN_FMT "\" is not a known zone, "
			       "expected an IANA name or a VTIMEZONE of that name",
			       line, SPAN_ARG(span_sub(name, 0, 60)));
	if (icaltimezone_get_location(own))
		zone->known = machine_zone(arena, span_of(icaltimezone_get_location(own)));
	return zone->known ? ERR_NONE
			   : read_rules(arena, icaltimezone_get_component(own), zone, err);
}

static int offset_at(const struct ical_zone *zone, int64_t utc_s)
{
	size_t low = 0, high = zone->n_changes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].utc_s <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? zone->changes[low - 1].after_s : zone->changes[0].before_s;
}

/* The same choice in the gap and in the hour that comes twice as zone_to_utc(). */
int64_t ical_zone_to_utc(const struct ical_zone *zone, struct civil_time local)
{
	int64_t as_utc = civil_to_utc(local);
	int before_s, after_s;

	if (zone->known)
		return zone_to_utc(zone->known, local);
	before_s = offset_at(zone, as_utc - DAY_S);
	after_s = offset_at(zone, as_utc + DAY_S);
	if (offset_at(zone, as_utc - before_s) == before_s)
		return as_utc - before_s;
	return offset_at(zone, as_utc - after_s) == after_s ? as_utc - after_s : as_utc - before_s;
}

struct civil_time ical_zone_to_local(const struct ical_zone *zone, int64_t utc_s)
{
	if (zone->known)
		return zone_to_local(zone->known, utc_s);
	return civil_from_utc(utc_s + offset_at(zone, utc_s));
}
