/* keeping.h - minutes that stand are kept as files, and a command is run for each.
 *
 * Each file is written before its command begins, whole or not at all.  A command has succeeded
 * when it ends with status 0; then the key minutes-kept/LIST/FILE/INSTANT is spent, and it is not
 * run for that file again.  One at a time of each list, beside everything else: mail waits for
 * none.  After a failure it is tried again, later and later, and the operator is told, once a day.
 */
#ifndef BEADLE_BOT_KEEPING_H
#define BEADLE_BOT_KEEPING_H

#include "bot/worker.h"
#include "bot/world.h"
#include "config/shell.h"

struct minutes_text;

struct keeping_list {
	const struct config_list *list;
	size_t index; /* of the list */
	struct shell_command job;
	struct worker worker; /* while the command runs */
	struct arena *arena; /* of the job */
	const char *key; /* that its success spends */
	int64_t begun_ms;
	int64_t next_s; /* nothing is tried before */
	unsigned failures; /* in a row */
	size_t seen; /* of state->others: up to which the files show them; SIZE_MAX: none */
	int64_t looked_s; /* when they were looked at last */
};

struct keeping {
	struct world *w; /* borrowed */
	bool once;
	struct keeping_list *lists; /* one per list that keeps its minutes */
	size_t n_lists;
};

void keeping_open(struct keeping *k); /* w and once are set */
/* No transaction is open, here and below. */
MUST_CHECK enum err_kind keeping_start_due(struct keeping *k, struct err *err);
MUST_CHECK enum err_kind keeping_frame(struct keeping *k, struct keeping_list *list,
				       struct err *err);
bool keeping_is_running(const struct keeping *k);
int64_t keeping_next(const struct keeping *k); /* when to try again; INT64_MAX: nothing waits */
void keeping_stop(struct keeping *k);

#endif
