/* metrics.h - figures for Prometheus, in the text format of its exporters (version 0.0.4).
 * Pure. */
#ifndef BEADLE_EXPORT_METRICS_H
#define BEADLE_EXPORT_METRICS_H

#include "base/buf.h"
#include "notices/decide_meeting.h"

struct metrics_mailbox {
	const char *name;
	int64_t synced_s;		/* the last complete fetch; 0: never */
	int64_t lag_s;			/* from the arrival of the last mail at the server to its
					 * reading; -1: none was read */
};

/* One row of a table: the value of its labels, and how many. */
struct metrics_count {
	const char *label, *other;	/* other: NULL where there is one label alone */
	int64_t n;
};

struct metrics {
	const char *version;
	const char *bot;		/* its address: a label of each figure */
	int64_t round_s;		/* when the round came to its end */
	const struct metrics_mailbox *mailboxes;
	size_t n_mailboxes;
	const struct meeting_context *lists;
	size_t n_lists;
	const struct metrics_count *messages;	/* what became of a mail */
	size_t n_messages;
	const struct metrics_count *notices;	/* kind of notice, state of its delivery to a
						 * recipient */
	size_t n_notices;
	int64_t refused_s;		/* since when the mail server refuses the bot's own
					 * account; 0: it does not */
	int64_t clock_doubt_s;		/* since when the machine's clock is in doubt; 0: it is
					 * not */
	int64_t retries;		/* tries of a recipient after the first */
};

/* The whole file. */
void metrics_write(struct arena *arena, struct buf *out, const struct metrics *metrics);

#endif
