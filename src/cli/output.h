/* output.h - how the commands print what the ledger holds. */
#ifndef BEADLE_CLI_OUTPUT_H
#define BEADLE_CLI_OUTPUT_H

#include <jansson.h>

#include "cli/terminal.h"
#include "committee/event.h"
#include "export/view.h"

/* "2023-07-05T16:00:00Z", in the arena; a day: export_day(). */
const char *output_instant(struct arena *arena, int64_t utc_s);

/* Of an item: "item"; of none: "number" and "act", and of a meeting that was moved its "start",
 * local, or null. */
json_t *output_event(struct arena *arena, const struct event *event);

/* What stands before a line of a history: when, about which item or list (NULL: that is known), and
 * what. */
const char *output_history_head(struct arena *arena, int64_t at_s, const char *about,
				const char *what);
/* For people: when, what, by whom and by what that was proved, and what it changed; then the
 * source.  of_all: with the item's number or the list's name, where more than one item is shown. */
void output_history(const struct terminal *t, struct arena *arena, const struct event *event,
		    bool of_all);

/* One line on standard output; the value is let go. */
void output_json(json_t *json);

#endif
