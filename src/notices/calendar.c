/* calendar.c - see calendar.h. */
#include "notices/calendar.h"

#include <string.h>

#include "base/url.h"
#include "notices/digest.h"
#include "time/zone.h"

enum { FOLD_OCTETS = 75, LINE_MAX_BYTES = 64 * 1024 };

/* RFC 5545, 3.1: at most 75 octets, then a line break and a space; never inside a character. */
static void add_folded(struct buf *out, struct span line)
{
	size_t room = FOLD_OCTETS;

	while (line.len > room) {
		size_t n = room;

		while (n > 1 && ((unsigned char)line.ptr[n] & 0xC0) == 0x80)
			n--;
		buf_add(out, line.ptr, n);
		buf_add_str(out, "\n ");
		line = span_sub(line, n, line.len);
		room = FOLD_OCTETS - 1;
	}
	buf_add_span(out, line);
	buf_add_char(out, '\n');
}

/* RFC 5545, 3.3.11: backslash, semicolon and comma escaped, a line break is \n; other controls are
 * spaces. */
static void add_text(struct buf *out, const char *name, const char *text)
{
	struct buf line;

	if (!*text)
		return;
	buf_init(&line, LINE_MAX_BYTES);
	buf_add_str(&line, name);
	buf_add_char(&line, ':');
	for (; *text; text++) {
		if (*text == '\n') {
			buf_add_str(&line, "\\n");
		} else if ((unsigned char)*text < ' ' || *text == 0x7F) {
			buf_add_char(&line, ' ');
		} else {
			if (strchr("\\;,", *text))
				buf_add_char(&line, '\\');
			buf_add_char(&line, *text);
		}
	}
	add_folded(out, buf_shown(&line));
	buf_free(&line);
}

/* RFC 5545, 3.3.13: a URI is written as it is.  What is no link is left out. */
static void add_link(struct buf *out, const char *name, struct span link)
{
	struct buf line;

	if (!url_is_link(link, NULL))
		return;
	buf_init(&line, LINE_MAX_BYTES);
	buf_addf(&line, "%s:" SPAN_FMT, name, SPAN_ARG(link));
	add_folded(out, buf_shown(&line));
	buf_free(&line);
}

static void add_time(struct buf *out, const char *name, int64_t at_s)
{
	struct civil_time t = civil_from_utc(at_s);

	buf_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\n", name, t.date.year, t.date.month,
		 t.date.day, t.hour, t.minute, t.second);
}

/* RFC 5545, 3.2: a parameter in quotes holds no quote and no control character. */
static void add_organizer(struct buf *out, const char *name, const char *addr)
{
	struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	buf_add_str(&line, "ORGANIZER;CN=\"");
	for (; *name; name++)
		buf_add_char(&line, (unsigned char)*name < ' ' || *name == '"' || *name == 0x7F
					    ? ' '
					    : *name);
	buf_add_str(&line, "\":mailto:");
	for (; *addr; addr++) {
		if ((unsigned char)*addr > ' ' && *addr != 0x7F)
			buf_add_char(&line, *addr);
	}
	add_folded(out, buf_shown(&line));
	buf_free(&line);
}

void calendar_add_event(struct buf *out, const struct calendar_event *event)
{
	struct span link;

	buf_add_str(out, "BEGIN:VEVENT\n");
	add_text(out, "UID", event->uid);
	add_time(out, "DTSTAMP", event->stamp_s);
	add_time(out, "DTSTART", event->start_s);
	add_time(out, "DTEND", event->end_s);
	buf_addf(out, "SEQUENCE:%u\nSTATUS:%s\n", event->sequence,
		 event->cancelled ? "CANCELLED" : "CONFIRMED");
	add_text(out, "SUMMARY", event->summary);
	add_text(out, "DESCRIPTION", event->description);
	add_text(out, "LOCATION", event->location);
	if (url_find_link(span_of(event->location), &link)) {
		add_link(out, "CONFERENCE;VALUE=URI", link);	/* RFC 7986, 5.11 */
		add_link(out, "URL", link);	/* what programs knew before it */
	}
	add_organizer(out, event->organizer_name, event->organizer_addr);
	buf_add_str(out, "END:VEVENT\n");
}

void calendar_write(struct buf *out, const struct calendar_event *event)
{
	buf_add_str(out,
		    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//beadle//beadle//EN\nMETHOD:PUBLISH\n");
	calendar_add_event(out, event);
	calendar_end(out);
}

const char *calendar_domain(const struct notice_policy *policy)
{
	const char *at = strrchr(policy->from_addr, '@');

	return at ? at + 1 : "localhost";
}

struct calendar_event calendar_of_meeting(struct arena *arena, const struct notice_policy *policy,
					  const struct meeting_view *m,
					  const struct zone *list_zone, const char *description,
					  int64_t stamp_s)
{
	int length = m->length_minutes > 0 ? m->length_minutes : 60;
	char date[CIVIL_TEXT_SIZE];

	civil_format_iso(zone_to_local(list_zone, m->start_s).date, date);
	return (struct calendar_event){
		.uid = arena_printf(arena, "meeting-%s-%s@%s",
				    m->number >= 0 ? arena_printf(arena, "%d", m->number) : date,
				    policy->list_name, calendar_domain(policy)),
		.sequence = m->sequence,
		.stamp_s = stamp_s,
		.start_s = m->start_s,
		.end_s = m->start_s + (int64_t)length * 60,
		.summary = arena_printf(
			arena, "%s %s", policy->list_name,
			m->number >= 0 ? arena_printf(arena, "meeting #%d", m->number) : "meeting"),
		.description = description,
		.location = m->where,
		.organizer_name = policy->list_name,
		.organizer_addr = policy->list_address,
	};
}

void calendar_begin(struct buf *out, const char *name)
{
	buf_add_str(
		out,
		"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//beadle//beadle//EN\nCALSCALE:GREGORIAN\n");
	add_text(out, "NAME", name);
	add_text(out, "X-WR-CALNAME", name);
	/* how often to come again: RFC 7986, and what programs knew before it */
	buf_add_str(out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H\nX-PUBLISHED-TTL:PT6H\n");
}

void calendar_add_todo(struct buf *out, const struct calendar_todo *todo)
{
	static const char *const status[] = { "NEEDS-ACTION", "IN-PROCESS", "COMPLETED",
					      "CANCELLED" };

	buf_add_str(out, "BEGIN:VTODO\n");
	add_text(out, "UID", todo->uid);
	add_time(out, "DTSTAMP", todo->stamp_s);
	add_time(out, "CREATED", todo->created_s);
	add_time(out, "LAST-MODIFIED", todo->stamp_s);
	if (civil_is_set(todo->due))
		buf_addf(out, "DUE;VALUE=DATE:%04d%02d%02d\n", todo->due.year, todo->due.month,
			 todo->due.day);
	buf_addf(out, "STATUS:%s\n", status[todo->status]);
	if (todo->status == TODO_COMPLETED)
		add_time(out, "COMPLETED", todo->completed_s);
	add_text(out, "SUMMARY", todo->summary);
	add_text(out, "DESCRIPTION", todo->description);
	add_link(out, "URL", span_of(todo->url));
	add_organizer(out, todo->organizer_name, todo->organizer_addr);
	buf_add_str(out, "END:VTODO\n");
}

void calendar_end(struct buf *out)
{
	buf_add_str(out, "END:VCALENDAR\n");
}
