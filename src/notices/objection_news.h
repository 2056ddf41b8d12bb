/* objection_news.h - what the list has not seen of the objections to a deadline that runs: those
 * that were made, or withdrawn, in a mail to the bot alone.  Pure.
 *
 * Each is told once (keys: decide_deadline.h), together with what else is news then; any other
 * notice to the list names the objections that stand, and tells it with that.  What is withdrawn
 * before it was told is never told, and neither is the withdrawal of the last one: that moves the
 * end, which is told.
 */
#ifndef BEADLE_NOTICES_OBJECTION_NEWS_H
#define BEADLE_NOTICES_OBJECTION_NEWS_H

#include "notices/deadline_work.h"

struct objection_news {
	const struct deadline_objection **rows;	/* in the arena: still standing, or withdrawn */
	size_t n;
	const char *key;			/* of a mail about them; NULL: there are none */
};

void objection_news_find(struct deadline_decider *d, struct objection_news *out);

/* The next notice of d to the list tells of all of them; but for `key`, which is its own ("":
 * none). */
void objection_news_spend(struct deadline_decider *d, const char *key);

#endif
