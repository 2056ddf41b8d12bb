/* digest_skeleton.c - the minutes to fill in, in markdown as the committee writes them. */
#include "notices/digest_work.h"

#include <string.h>

#include "message/letters.h"

enum { SKELETON_COLUMNS = 70 };

/* One bullet, wrapped so that its later lines stand below its text. */
static void add_bullet(struct buf *out, unsigned depth, const char *text)
{
	int indent = (int)depth * 2;
	size_t column = 0;
	struct span rest = span_of(text);

	buf_addf(out, "%*s- ", indent, "");
	while (rest.len) {
		size_t n = 0;

		while (rest.len && ascii_is_space((unsigned char)rest.ptr[0]))
			rest = span_sub(rest, 1, rest.len);
		while (n < rest.len && !ascii_is_space((unsigned char)rest.ptr[n]))
			n++;
		if (!n)
			break;
		size_t width = letters_width(span_sub(rest, 0, n));

		/* a bullet or number at a line's beginning would be another entry */
		if (column && column + 1 + width > (size_t)(SKELETON_COLUMNS - indent - 2) &&
		    !(n <= 3 && strchr("-*+#0123456789", rest.ptr[0]))) {
			buf_addf(out, "\n%*s", indent + 2, "");
			column = 0;
		} else if (column) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, rest.ptr, n);
		column += width;
		rest = span_sub(rest, n, rest.len);
	}
	buf_add_char(out, '\n');
}

static const char *duration(struct arena *arena, int minutes)
{
	if (minutes <= 0)
		return "";
	if (minutes % 60 == 0)
		return arena_printf(arena, " %dh", minutes / 60);
	return minutes % 60 == 30 && minutes > 60 ? arena_printf(arena, " %d.5h", minutes / 60) :
	       arena_printf(arena, " %dm", minutes);
}

/* An entry each, or all in one. */
static void add_participants(struct arena *arena, struct buf *text, const struct agenda_view *view,
			     bool brief)
{
	const char *names = digest_join(arena, view->participants, view->n_participants, ", ");

	if (brief) {
		add_bullet(text, 0, arena_printf(arena, "**Participants:** %s", names));
		return;
	}
	add_bullet(text, 0, "**Participants:**");
	for (size_t i = 0; i < view->n_participants; i++)
		add_bullet(text, 1, arena_printf(arena, "**%s**", view->participants[i]));
}

const char *digest_skeleton(struct arena *arena, const struct agenda_view *view, bool brief)
{
	char date[CIVIL_TEXT_SIZE];
	struct buf text;

	buf_init(&text, DIGEST_TEXT_MAX);
	civil_format_iso(zone_to_local(view->list_zone, view->meeting.start_s).date, date);
	if (view->meeting.number >= 0)
		buf_addf(&text, "## Meeting #%d - %s\n\n", view->meeting.number, date);
	else
		buf_addf(&text, "## Meeting %s\n\n", date);
	add_bullet(&text, 0,
		   arena_printf(arena, "**Duration:**%s",
				duration(arena, view->meeting.length_minutes)));
	add_bullet(&text, 0, arena_printf(arena, "**Chair: %s**", view->meeting.chair));
	add_participants(arena, &text, view, brief);
	add_bullet(&text, 0, "**Agenda**");
	for (size_t i = 0; i < view->n_rows; i++) {
		const struct agenda_row *row = &view->rows[i];
		const char *who = digest_presenters(arena, row, "/");

		add_bullet(&text, 1,
			   arena_printf(arena, "%s%s%s%s%s", *who ? "[" : "", who, *who ? "] " : "",
					format_escaped(arena, row->title, "*_~`\\"),
					row->minutes >= 0
						? arena_printf(arena, " (%dm)", row->minutes)
						: ""));
	}
	return buf_finish_shown(&text, arena);
}
