/* decide_work.h - what the deciders of people's mail share; inside src/notices only. */
#ifndef BEADLE_NOTICES_DECIDE_WORK_H
#define BEADLE_NOTICES_DECIDE_WORK_H

#include "notices/decide.h"

struct decider {
	struct arena *arena;
	const struct state *state;
	const struct notice_policy *policy;
	const struct people *people;
	int64_t now_s;
	struct notice_list *out;
	int64_t *next_s;
};

/* What one person owns: the entry by which each open item of the list that they have not done is
 * theirs. */
struct decided_item {
	const struct item *item;
	const struct owner *owner;
};

struct decided_items {
	struct decided_item *items;
	size_t len, cap;
};

/* What is gathered for one person. */
struct decided_rows {
	struct notice_row *rows;
	size_t len, cap;
	const char **spent;
	size_t n_spent, cap_spent;
};

void decide_wake_at(struct decider *d, int64_t at_s);
void decide_add_row(struct decider *d, struct decided_rows *rows, struct notice_row row);
/* Unless the key is spent already. */
void decide_add_spent(struct decider *d, struct decided_rows *rows, const char *key);
struct notice *decide_add_notice(struct decider *d, enum notice_kind kind, const char *cause,
				 const char *key, const struct person *person,
				 const struct decided_rows *rows);

const char *decide_assigned_key(struct decider *d, const struct item *item,
				const struct owner *owner);

/* decide_reminder.c: the mail of the day about what is due and overdue, when there is one. */
void decide_reminder(struct decider *d, const struct person *person,
		     const struct decided_items *owned);

#endif
