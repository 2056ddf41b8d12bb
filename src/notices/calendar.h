/* calendar.h - meetings and items as iCalendar (RFC 5545): one meeting in a mail (RFC 5546,
 * METHOD:PUBLISH), all of a list in a file. */
#ifndef BEADLE_NOTICES_CALENDAR_H
#define BEADLE_NOTICES_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "time/civil.h"

struct calendar_event {
	const char *uid;		/* the same for the same meeting, however often it moves */
	unsigned sequence;		/* one more each time it was changed */
	int64_t stamp_s;		/* when this was written */
	int64_t start_s, end_s;
	bool cancelled;
	const char *summary;		/* UTF-8; "" for none in what follows */
	const char *description;	/* may have line breaks */
	const char *location;		/* a link in it is the conference's, too */
	const char *organizer_name, *organizer_addr;
};

/* One VCALENDAR with one VEVENT, times in UTC, so that no zone has to be described.  Lines end in
 * LF (mail puts CRLF), are folded at 75 octets between characters, and texts are escaped. */
void calendar_write(struct buf *out, const struct calendar_event *event);

struct meeting_view;
struct notice_policy;
struct zone;

/* The entry of a meeting, the same in a mail and in the exported calendar; strings are in the arena
 * or borrowed. */
struct calendar_event calendar_of_meeting(struct arena *arena, const struct notice_policy *policy,
					  const struct meeting_view *meeting,
					  const struct zone *list_zone, const char *description,
					  int64_t stamp_s);

/* "example.org": what is unique in the world, the bot's domain, at the end of a UID. */
const char *calendar_domain(const struct notice_policy *policy);

/* A calendar as a file: begin, entries, end.  Form as above. */
enum calendar_todo_status { TODO_NEEDS_ACTION, TODO_IN_PROCESS, TODO_COMPLETED, TODO_CANCELLED };

struct calendar_todo {
	const char *uid;
	int64_t stamp_s;		/* when it was changed last */
	int64_t created_s;
	int64_t completed_s;		/* COMPLETED alone */
	struct civil_date due;		/* not set: none */
	enum calendar_todo_status status;
	const char *summary, *description;
	const char *url;		/* a link (base/url.h) to where it comes from; NULL: none */
	const char *organizer_name, *organizer_addr;
};

void calendar_begin(struct buf *out, const char *name);
void calendar_add_event(struct buf *out, const struct calendar_event *event);
void calendar_add_todo(struct buf *out, const struct calendar_todo *todo);
void calendar_end(struct buf *out);

#endif
