/* ahead.h - what an item's owners will hear of it next, for `show` and `explain`. */
#ifndef BEADLE_CLI_AHEAD_H
#define BEADLE_CLI_AHEAD_H

#include <jansson.h>

#include "cli/reader.h"

struct ahead {
	int64_t at_s;			/* when it falls; a mail of the six days before may take it
					 * along */
	enum rung_kind kind;
	const char *person;		/* full name; "" for RUNG_PARKED */
	const char *day;		/* "2023-07-12", the person's or the list's */
};

/* In the order of time; all in the reader's arena.  Nothing of an item that is not open. */
size_t ahead_of_item(const struct ledger_reader *v, const struct item *item,
		     const struct ahead **out);

/* "reminder", "last call", "parked" */
const char *ahead_word(enum rung_kind kind);

json_t *ahead_json(const struct ahead *rows, size_t n);

#endif
