/* grant.h - time that people are given: it begins when a server took the mail that names its end.
 *
 * What deadlines by silence and votes have in common: which mails were decided that name an end,
 * what became of each, and when the time that was given ends therefore.  Pure; in the arena, with
 * borrowed strings.
 */
#ifndef BEADLE_COMMITTEE_GRANT_H
#define BEADLE_COMMITTEE_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* A mail that names an end. */
struct telling {
	const char *message_id;
	int64_t at_s, named_s;		/* when it was decided; the end */
	int64_t told_s, lost_s;		/* 0: not (yet) */
	bool of_old;			/* of an older ledger: decided then, and told by that */
};

struct telling_list {
	struct telling *mails;		/* in the order in which they were decided */
	size_t len, cap;
};

/* NULL: no such mail was decided. */
struct telling *telling_find(const struct telling_list *list, const char *message_id);

/* One more is decided; or the same goes out once more, after it came back. */
void telling_announce(struct arena *arena, struct telling_list *list, const struct telling *mail);

/* The first that was told of time given at at_s, which ends at end_s: it names that end, or one
 * that is as good; of an older ledger, any after the grant.  NULL: none. */
const struct telling *telling_first(const struct telling_list *list, int64_t at_s, int64_t end_s);

/* What the list as a whole says of itself. */
struct telling_counts {
	bool is_on_its_way;		/* one is: neither told nor lost */
	unsigned n, n_lost;		/* the lost ones since the last that was told */
	int64_t lost_s;			/* when the last of them was lost */
	int64_t trying_s;		/* when the first since the last that was told was
					 * decided; 0: none */
	int64_t named_s;		/* what the last that is not lost named; 0: none */
	int64_t first_told_s;		/* 0: none was */
};

struct telling_counts telling_count(const struct telling_list *list);

/* When what was lost so often, at lost_s the last time, may be told again: longer and longer, for
 * whoever refuses it needs somebody to mend that.  0: nothing was lost. */
int64_t telling_again_at(unsigned n_lost, int64_t lost_s);

/* An event, as far as the order of receipt goes. */
struct receipt {
	int64_t at_s;
	int rank;			/* decides between equal instants */
	const char *message_id;
	unsigned line;
	const char *actor, *text;	/* NULL: as "" */
};

/* As of qsort; 0: the same event twice. */
int receipt_compare(const struct receipt *a, const struct receipt *b);

/* Time that was given. */
struct granted {
	int64_t closes_s;		/* as things stand; untold, as if a server took the mail
					 * now */
	int64_t known_s;		/* since when people know; untold: since it was given */
	bool untold;			/* they do not: nothing closes */
	bool delayed;			/* it is later than it was given, for they were told so
					 * late */
};

/* The end when people are told at begin_s. */
typedef int64_t (*grant_end_fn)(const void *context, int64_t begin_s);

/* at_s: when it was given.  told_s: when a server took the mail, which named named_s; 0: none yet.
 * A delay of no consequence (period_delay_s()) leaves the end as the mail names it. */
void grant_begin(int64_t at_s, int64_t now_s, int64_t told_s, int64_t named_s, grant_end_fn end,
		 const void *context, struct granted *out);

#endif
