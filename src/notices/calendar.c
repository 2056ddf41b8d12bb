/* calendar.c - see calendar.h. */
#include "notices/calendar.h"

#include <string.h>

#include "time/civil.h"

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

/* RFC 5545, 3.3.11: backslash, semicolon and comma escaped, a line break is \n; other controls are spaces. */
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
	add_folded(out, buf_span(&line));
	buf_free(&line);
}

static void add_time(struct buf *out, const char *name, int64_t at_s)
{
	struct civil_time t = civil_from_utc(at_s);

	buf_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\n", name, t.date.year, t.date.month, t.date.day,
		 t.hour, t.minute, t.second);
}

/* RFC 5545, 3.2: a parameter in quotes holds no quote and no control character. */
static void add_organizer(struct buf *out, const char *name, const char *addr)
{
	struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	buf_add_str(&line, "ORGANIZER;CN=\"");
	for (; *name; name++)
		buf_add_char(&line, (unsigned char)*name < ' ' || *name == '"' || *name == 0x7F ? ' ' : *name);
	buf_add_str(&line, "\":mailto:");
	for (; *addr; addr++) {
		if ((unsigned char)*addr > ' ' && *addr != 0x7F)
			buf_add_char(&line, *addr);
	}
	add_folded(out, buf_span(&line));
	buf_free(&line);
}

void calendar_write(struct buf *out, const struct calendar_event *event)
{
	buf_add_str(out, "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//beadle//beadle//EN\nMETHOD:PUBLISH\nBEGIN:VEVENT\n");
	add_text(out, "UID", event->uid);
	add_time(out, "DTSTAMP", event->stamp_s);
	add_time(out, "DTSTART", event->start_s);
	add_time(out, "DTEND", event->end_s);
	buf_addf(out, "SEQUENCE:%u\nSTATUS:%s\n", event->sequence, event->cancelled ? "CANCELLED" : "CONFIRMED");
	add_text(out, "SUMMARY", event->summary);
	add_text(out, "DESCRIPTION", event->description);
	add_text(out, "LOCATION", event->location);
	add_organizer(out, event->organizer_name, event->organizer_addr);
	buf_add_str(out, "END:VEVENT\nEND:VCALENDAR\n");
}
