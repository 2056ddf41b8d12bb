/* zone.h - time zones by their IANA name, through GLib and the system's tzdata.
 *
 * A zone is borrowed and lives as long as the process.  zone_find() reads it whole, so that one
 * found before a sandbox closes the file system serves for good.
 */
#ifndef BEADLE_TIME_ZONE_H
#define BEADLE_TIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "time/civil.h"

struct zone;

/* "America/Los_Angeles", "UTC"; NULL when the machine does not know the name. */
const struct zone *zone_find(const char *iana_name);
const struct zone *zone_utc(void);
/* The first of the two names (either may be NULL) that the machine knows, else UTC. */
const struct zone *zone_of_either(const char *name, const char *other);
const char *zone_name(const struct zone *zone);

struct civil_time zone_to_local(const struct zone *zone, int64_t utc_s);
/* Seconds east of UTC at that instant. */
int zone_offset_s(const struct zone *zone, int64_t utc_s);
/* "PDT", "CEST"; or "+0530" where tzdata has no letters. Borrowed from the zone. */
const char *zone_abbreviation(const struct zone *zone, int64_t utc_s,
			      char *buf /* CIVIL_TEXT_SIZE */);

/* A local time to its instant.  In the hour that a clock change skips, the instant that
 * the old offset gives (02:30 in the gap becomes 03:30 new time); in the hour that comes
 * twice, the first of the two (RFC 5545, 3.3.5). */
int64_t zone_to_utc(const struct zone *zone, struct civil_time local);
/* The same for a day (since 1970-01-01) and minutes after its midnight. */
int64_t zone_minute_to_utc(const struct zone *zone, int64_t day, int minute);
/* The last local day (since 1970-01-01) of which that minute after midnight has come. */
int64_t zone_last_day(const struct zone *zone, int64_t utc_s, int minute);

#endif
