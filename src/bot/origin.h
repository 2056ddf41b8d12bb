/* origin.h - which lists a mail belongs to, and what shows it. */
#ifndef BEADLE_BOT_ORIGIN_H
#define BEADLE_BOT_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"
#include "message/handover.h"

struct config;
struct message;

enum { ORIGIN_LISTS_MAX = 8 };		/* further ones are left out */

struct origin {
	size_t list;			/* index in config->lists */
	enum handover handover;		/* what shows it; LEAKED and NOT_SHOWN: nothing, where
					 * something should */
	bool named;			/* by the list's own secret, or List-Id: it is this
					 * list's copy */
};

struct origins {
	struct origin lists[ORIGIN_LISTS_MAX];	/* in the order of the configuration */
	size_t n;
	const char *token;		/* the first in an address that it was sent to (token.h),
					 * of a report the one that it came back by; "" none */
	bool to_bot;			/* written to the program alone: the list is the one that
					 * it may be about */
	bool to_us;			/* an address of the program is among those that it was
					 * sent to */
};

/* mailbox: NULL for any.  archive: what names no list is the only list's, and nothing has to show
 * that the list has handed it over. */
void origins_find(struct arena *arena, const struct config *config, bool archive,
		  const char *mailbox, struct span bytes, const struct message *message,
		  int64_t received_s, struct origins *out);

/* The names of its lists, one a line. */
const char *origins_names(struct arena *arena, const struct config *config,
			  const struct origins *origins);

bool origin_is_addressed_to(const struct message *message, const char *addr);	/* by To or Cc */

#endif
