/* kept.h - minutes that stand, as files: their text as it was mailed, an index of them, and the
 * register of decisions, each with a link to the minutes that have it.
 *
 * Pure; all memory is the arena's or the state's.
 */
#ifndef BEADLE_EXPORT_KEPT_H
#define BEADLE_EXPORT_KEPT_H

#include "export/view.h"

#define KEPT_INDEX "index.md"
#define KEPT_DECISIONS "decisions.md"

/* The minutes of a meeting, whatever became of them. */
struct minutes_text {
	const struct deadline_entry *entry;
	struct civil_date day; /* of the meeting; not set: unknown */
	const char *text; /* the last that was valid; "": not at hand */
	const char *message_id; /* the mail that it came by */
};

/* Of a list, by the day of the meeting. */
size_t kept_minutes(struct arena *arena, const struct deadline_list *deadlines,
		    const struct minutes_text **out);

/* "2023-06-28-meeting-38.md" */
const char *kept_name(struct arena *arena, const struct minutes_text *minutes);
/* Do they stand, and is there a text to keep? */
bool kept_is_final(const struct minutes_text *minutes);

/* Appends a file for each that is final, and the index when there is any; and the register of
 * decisions, the newest first, once one was made. */
void kept_files(struct arena *arena, const struct export_view *view,
		const struct minutes_text *minutes, size_t n, struct export_files *out);

#endif
