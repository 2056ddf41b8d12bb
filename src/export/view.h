/* view.h - what all formats, and the commands that print the same, show of a list's state. */
#ifndef BEADLE_EXPORT_VIEW_H
#define BEADLE_EXPORT_VIEW_H

#include "committee/deadlines.h"
#include "committee/votes.h"
#include "committee/decisions.h"
#include "export/export.h"
#include "time/zone.h"

enum {
	EXPORT_BYTES_MAX = 64 * 1024 * 1024,
	EXPORT_AHEAD_S = 366 * 24 * 3600,	/* meetings are shown so far ahead */
	EXPORT_RECENT_S = 28 * 24 * 3600,	/* "of late" */
};

struct export_meeting {
	struct meeting meeting;
	struct meeting_view view;
	bool has_minutes;
	struct presence presence;
	struct quorum_count quorum;
	int64_t changed_s;			/* the last time anything was said of it; else
						 * the ledger's birth */
};

struct export_view {
	const struct meeting_context *context;
	const struct zone *zone;		/* the list's */
	int64_t now_s;
	struct civil_date today;		/* there */
	const struct item **items;		/* by number */
	size_t n_items;
	struct deadline_list deadlines;
	struct vote_list votes;
	struct decision_list decisions;		/* oldest first */
	struct export_meeting *meetings;	/* by start */
	size_t n_meetings;
	const struct export_meeting *next;	/* the next that is held; NULL: none is known */
	struct agenda_view agenda;		/* of the next one */
};

/* All is in the arena or borrowed from the context. */
void export_view_fill(struct arena *arena, const struct meeting_context *context, int64_t now_s,
		      struct export_view *out);

bool export_is_overdue(const struct export_view *view, const struct item *item);

/* Each appends its files. */
void export_ics(struct arena *arena, const struct export_view *views, size_t n,
		struct export_files *out);
void export_html(struct arena *arena, const struct export_view *views, size_t n,
		 struct export_files *out);
void export_json(struct arena *arena, const struct export_view *views, size_t n,
		 struct export_files *out);
void export_csv(struct arena *arena, const struct export_view *views, size_t n,
		struct export_files *out);

/* The buffer becomes a file, or the one that was too large, and is freed. */
void export_add_file(struct arena *arena, struct export_files *files, const char *name,
		     struct buf *buf);

/* The link to a mail that something comes from; NULL: it has none. */
const char *export_source(struct arena *arena, const struct export_view *view,
			  const char *message_id);

const char *export_instant(struct arena *arena,
			   int64_t utc_s); /* "2023-07-05T16:00:00Z"; NULL for 0 */
const char *export_day(struct arena *arena,
		       struct civil_date date); /* "2023-07-05"; NULL when not set */
/* The day of the meeting that decided, else that on which it was said or nobody had objected. */
struct civil_date export_decision_day(const struct export_view *view,
				      const struct decision_entry *entry);
/* The mail that it comes from: of what silence or a vote has decided, that which opened it; "". */
const char *export_decision_mail(const struct export_view *view,
				 const struct decision_entry *entry);
const char *
export_meeting_chair(const struct export_meeting *meeting); /* NULL: nobody known, or cancelled */
const char *export_meeting_state(const struct export_view *view,
				 const struct export_meeting *meeting);

/* What is known of its minutes: "mailed", "contested", "stand", "not agreed", "withdrawn", or
 * "none"; NULL of one that is to come, or cancelled. */
const char *export_meeting_minutes(const struct export_view *view,
				   const struct export_meeting *meeting);

/* What is known of its quorum: of a past one "yes" or "no", of one to come "possible" or
 * "impossible"; NULL: nothing. */
const char *export_meeting_quorum(const struct export_view *view,
				  const struct export_meeting *meeting);

/* As beadle.json and the commands' --json have them; never NULL, the caller's to json_decref().
 * meeting: whose entry it is. */
json_t *export_meeting_json(const struct export_view *view, const struct export_meeting *meeting);
json_t *export_agenda_json(const struct export_view *view, int meeting,
			   const struct agenda_row *row);
json_t *export_deadline_json(const struct export_view *view, const struct deadline_entry *entry);
json_t *export_vote_json(const struct export_view *view, const struct vote_entry *entry);
json_t *export_decision_json(const struct export_view *view, const struct decision_entry *entry);

#endif
