/* publishing.h - decides when to write the export and the metrics. */
#ifndef BEADLE_BOT_PUBLISHING_H
#define BEADLE_BOT_PUBLISHING_H

#include "bot/world.h"
#include "config/config.h"

/* How far the export and the metrics have followed the state. */
struct publishing {
	struct world *w;		/* borrowed */
	bool once;
	uint64_t exported_events;	/* state->n_events that it shows; UINT64_MAX: none was
					 * made in this run */
	uint64_t exported_plan;		/* world.plan_version that it shows */
	int64_t exported_s;
	int64_t next_export_s;		/* though nothing has happened */
	int64_t metrics_s;
	int64_t failing_since_s[N_EXPORT_FORMATS + 1];	/* of each format and of the metrics; 0:
							 * it works */
};

void publishing_start(struct publishing *p, struct world *w, bool once);
/* Nothing is on its way in.  sending: a mail is on its way out; refused_since_s: the server refuses
 * the bot itself, 0: it does not.  That something cannot be written is no error here. */
MUST_CHECK enum err_kind publishing_do(struct publishing *p, bool sending, int64_t refused_since_s,
				       struct err *err);
int64_t publishing_next(const struct publishing *p); /* when there is something to do without a
							change; INT64_MAX: never */

#endif
