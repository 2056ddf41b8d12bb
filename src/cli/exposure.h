/* exposure.h - what somebody outside the committee can bring about, as a list is configured. */
#ifndef BEADLE_CLI_EXPOSURE_H
#define BEADLE_CLI_EXPOSURE_H

#include <stdbool.h>

#include "base/mem.h"

struct config;
struct config_list;

struct exposure {			/* sentences in the arena */
	const char *mail;		/* by what a mail is taken for the list's */
	bool mail_is_open;		/* anybody can write that */
	const char *outsider;		/* what an outsider's mail does */
	bool outsider_acts;		/* it makes the bot mail others than the chair, or wait
					 * for him with all that people say */
};

/* Nothing but folders and files of this machine: mail comes from them and goes into one. */
bool exposure_is_none(const struct config *config);

struct exposure exposure_of(struct arena *arena, const struct config *config,
			    const struct config_list *list);

#endif
