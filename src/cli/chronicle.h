/* chronicle.h - what has happened, in its order: the events of the ledger, and between them the
 * notices with what became of each, a line for each recipient. */
#ifndef BEADLE_CLI_CHRONICLE_H
#define BEADLE_CLI_CHRONICLE_H

#include "cli/reader.h"
#include "cli/terminal.h"

struct chronicle_line {
	const struct event *event;		/* NULL: a notice */
	const struct ledger_mail *notice;	/* NULL: an event */
	const struct ledger_recipient *to;	/* of the notice */
	const char *why;			/* it was outdated, or what the server said when
						 * it did not take it; "" */
	int64_t at_s;				/* of the outcome; of what waits, of the decision */
};

struct chronicle {
	struct chronicle_line *lines;		/* in the reader's arena */
	size_t len, cap;
};

/* Of one item, deadline or vote. */
MUST_CHECK enum err_kind chronicle_of(struct ledger_reader *reader, int item,
				      struct chronicle *out, struct err *err);

/* A line is gone when this returns, with all that it took from the reader's arena. */
typedef void chronicle_take(const struct ledger_reader *reader, const struct chronicle_line *line,
			    void *user);
/* Of all.  The reader needs no state. */
MUST_CHECK enum err_kind chronicle_each(struct ledger_reader *reader, chronicle_take *take,
					void *user, struct err *err);

void chronicle_print(const struct ledger_reader *reader, const struct terminal *t,
		     const struct chronicle *chronicle);
/* of_all: it says which item it is about, where more than one is shown. */
void chronicle_print_line(const struct ledger_reader *reader, const struct terminal *t,
			  const struct chronicle_line *line, bool of_all);
/* As output_event() has it.  A notice has the same members, and beside them "kind", "to", "outcome"
 * ("sent", "refused", "given up", "in doubt", "waiting", "outdated"), "reply", "decided" and
 * "items". */
json_t *chronicle_json(const struct ledger_reader *reader, const struct chronicle_line *line);

#endif
