/* export.h - the ledger as calendar, page and data: state in, bytes out.
 *
 *	ics	LIST.ics: each meeting a VEVENT, each action item that is open or was closed
 *		recently a VTODO
 *	html	index.html: a page without scripts that loads nothing from elsewhere; with several
 *		lists list-LIST.html for each, and index.html links to them
 *	json	beadle.json: everything, in one object
 *	csv	items.csv, deadlines.csv, meetings.csv (RFC 4180)
 *
 * Pure: the same state and instant give the same bytes.  The state can hold anything that a mail
 * said; in every format it stays text.
 */
#ifndef BEADLE_EXPORT_EXPORT_H
#define BEADLE_EXPORT_EXPORT_H

#include <jansson.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "notices/decide_meeting.h"

enum export_format { EXPORT_ICS, EXPORT_HTML, EXPORT_JSON, EXPORT_CSV, N_EXPORT_FORMATS };

/* "ics", "html", "json", "csv" */
bool export_format_from_name(const char *name, enum export_format *out);

struct export_file {
	const char *name;		/* a plain file name */
	struct span bytes;
};

struct export_files {
	struct export_file *files;	/* in the arena, as their bytes */
	size_t len, cap;
	const char *too_large;		/* one that is not among them; NULL: all are */
};

/* Appends the files of one format.  lists: all of one state.  ERR_DATA when one would be larger
 * than 64 MiB. */
MUST_CHECK enum err_kind export_make(struct arena *arena, enum export_format format,
				     const struct meeting_context *lists, size_t n_lists,
				     int64_t now_s, struct export_files *out, struct err *err);

/* An item as `list --json` and beadle.json have it; never NULL, the caller's to json_decref().
 * policy: of its list; NULL where that is not known any more, and neither the day on which a duty
 * comes back is told nor a link to its source. */
json_t *export_item_json(const struct item *item, const struct state *state,
			 const struct notice_policy *policy, int64_t now_s);

/* Whose it is still to do, or who had it: "Dave Thaler, Joe Stringer", "all (3 of 8 done)",
 * "nobody".  A group's name gives way to its count when the two are wider than columns. */
const char *export_owners(struct arena *arena, const struct item *item, size_t columns);

const char *export_owner_name(const struct owner *owner); /* full name, else as it was written */

#endif
