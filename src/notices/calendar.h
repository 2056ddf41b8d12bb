/* calendar.h - a meeting as iCalendar (RFC 5545) to be published by mail (RFC 5546, METHOD:PUBLISH). */
#ifndef BEADLE_NOTICES_CALENDAR_H
#define BEADLE_NOTICES_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct calendar_event {
	const char *uid;		/* the same for the same meeting, however often it moves */
	unsigned sequence;		/* one more each time it was changed */
	int64_t stamp_s;		/* when this was written */
	int64_t start_s, end_s;
	bool cancelled;
	const char *summary;		/* UTF-8; "" for none in what follows */
	const char *description;	/* may have line breaks */
	const char *location;
	const char *organizer_name, *organizer_addr;
};

/* One VCALENDAR with one VEVENT, times in UTC, so that no zone has to be described.  Lines end in LF (mail
 * puts CRLF), are folded at 75 octets between characters, and texts are escaped. */
void calendar_write(struct buf *out, const struct calendar_event *event);

#endif
