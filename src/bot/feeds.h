/* feeds.h - calendars fetched from an address. */
#ifndef BEADLE_BOT_FEEDS_H
#define BEADLE_BOT_FEEDS_H

#include "bot/worker.h"
#include "bot/world.h"

/* The calendar of one list that comes by address. */
struct feed {
	const struct config_list *list;
	size_t index;			/* of the list */
	struct feed_job job;
	struct worker worker;		/* while it is being fetched */
	struct arena *arena;		/* of the job */
	int64_t checked_at_s;		/* the one at hand was still good; 0: there is none */
	int64_t next_s;			/* when to fetch it */
	int64_t begun_ms;
	unsigned failures;		/* in a row */
	bool asked;			/* in this run */
	bool tried;			/* one is at hand, or the first try is over: nothing to
					 * wait for */
};

struct feeds {
	struct world *w;		/* borrowed */
	bool once;
	struct feed *feeds;		/* one per list whose calendar comes by address */
	size_t n_feeds;
};

MUST_CHECK enum err_kind feeds_open(struct feeds *f, struct err *err);	/* w and once are set */
MUST_CHECK enum err_kind feeds_start_due(struct feeds *f, struct err *err);
MUST_CHECK enum err_kind feeds_frame(struct feeds *f, struct feed *feed,
				     struct err *err); /* no transaction is open */
/* No mail is read before: "next meeting" would mean nothing. */
bool feeds_ready(const struct feeds *f);
bool feeds_are_running(const struct feeds *f);
int64_t feeds_next(const struct feeds *f);	/* when to fetch one; INT64_MAX: none waits */
void feeds_stop(struct feeds *f);

#endif
