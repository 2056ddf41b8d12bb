/* presence.h - who was at a meeting, as its minutes say, and who has sent regrets beforehand.
 *
 * Minutes that are mailed again replace what those before them said.  "[REGRETS #39]", or "regrets"
 * in an answer to the notice of an agenda, is said by members for themselves, and taken back by
 * "[ATTEND #39]" or "attend".  Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_PRESENCE_H
#define BEADLE_COMMITTEE_PRESENCE_H

#include "base/mem.h"
#include "committee/calendar.h"
#include "committee/quorum.h"
#include "committee/record.h"

/* The acts of EVENT_PRESENCE. */
#define PRESENCE_REGRETS "regrets"
#define PRESENCE_ATTEND "attend" /* regrets are taken back */
#define PRESENCE_IGNORED "ignored" /* it counted for nothing; note says why */

/* Names, each once: full ones of people, else as minutes have them. */
struct name_list {
	const char **names;
	size_t len, cap;
};

struct presence {
	bool is_known; /* minutes say who was there */
	struct name_list present;
	struct name_list regrets; /* sent and not taken back, or told by the minutes */
};

/* Of a meeting; strings are the state's, lists the arena's. */
void presence_of(struct arena *arena, const struct state *state, const char *list,
		 const struct meeting *meeting, struct presence *out);

/* Members against the quorum. */
struct quorum_count {
	size_t members, needed; /* needed 0: no quorum is set, or there are no members */
	size_t present; /* members who were there */
	size_t coming; /* members who have not sent regrets */
};

/* Is the person among them, by any name of theirs? */
bool presence_names(const struct people *people, const struct name_list *list,
		    const struct person *person);

struct quorum_count presence_count(const struct presence *presence, const struct quorum *quorum,
				   const struct people *people);

/* Are too few left who may come?  Never where no quorum is set. */
bool presence_is_too_few(const struct quorum_count *count);

/* Appends EVENT_PRESENCE for what the mail's sender says. */
void record_presence(struct arena *arena, const struct incoming *mail, const struct state *state,
		     const struct fact *facts, size_t n_facts, struct event_list *out);

/* The names of a fact as the event of minutes keeps them, a line each. */
const char *presence_joined(struct arena *arena, const char *const *names, size_t n);

#endif
