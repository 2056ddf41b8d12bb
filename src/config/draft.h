/* draft.h - a first configuration, made of a few answers: what `beadle init` writes.
 *
 * Each draft_take_...() takes one answer, and returns NULL or what is wrong with it, for whoever
 * gave it.  Whether all of them fit together only config_read_from() knows.  Strings are the
 * arena's.
 */
#ifndef BEADLE_CONFIG_DRAFT_H
#define BEADLE_CONFIG_DRAFT_H

#include "base/buf.h"
#include "tags/people.h"
#include "time/civil.h"
#include "time/cycle.h"

struct config_draft {
	struct arena *arena;		/* borrowed */
	const char *file;		/* the configuration that is to be */
	int64_t now_s;
	const char *list, *address, *operator_addr, *zone, *chair;
	const char *people_file;	/* that `people` are of, as the configuration names it;
					 * NULL: they stand in the draft */
	struct people people;
	size_t cap_persons;
	const char *archive;		/* where mail is, as the configuration names it; NULL:
					 * nowhere yet */
	bool archive_is_folder;		/* a Maildir; else an mbox file */
	const char *folder;		/* of the state and of mail; "": that of the
					 * configuration */
	struct cycle cycle;		/* of the meetings */
	const char *rule;		/* the same as RFC 5545 has it; NULL: no meetings */
	struct civil_date first;
	int start_minute;
};

const char *draft_take_list(struct config_draft *draft, const char *text);
const char *draft_take_address(struct config_draft *draft, const char *text);
/* "Dave Miller <dave@example.org>", name and address in any order; comma, semicolon and quotes
 * may stand between and around them. */
const char *draft_take_person(struct config_draft *draft, const char *text);
const char *draft_take_chair(struct config_draft *draft, const char *text);
const char *draft_take_zone(struct config_draft *draft, const char *text);
const char *draft_take_operator(struct config_draft *draft, const char *text);
/* How often it meets: "every 2 weeks", "first Monday", or a rule of RFC 5545. */
const char *draft_take_rhythm(struct config_draft *draft, const char *text);
/* When first: "2026-12-09 13:00", "next Wednesday 13:00" in the draft's zone. */
const char *draft_take_first(struct config_draft *draft, const char *text);

/* A file of the draft's folder, as the configuration names it: where mail comes from ("inbox"). */
const char *draft_path(const struct config_draft *draft, const char *name);

void draft_write(const struct config_draft *draft, struct buf *out);

#endif
