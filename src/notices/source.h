/* source.h - where people find the mail that something comes from.
 *
 * A mail that the list has handed over is in the list's archive.  Its link is, in this order:
 *
 *	what the mail's Archived-At says, when its host is one that the operator has named: the
 *	list's own domain or one below it, that of `signed_by`, the host of `archive:`.  Anybody
 *	who posts on the list can write the field, and no list is known to take it out;
 *	the list's `archive:`, filled in for the mail.
 *
 * Mail that came to the bot alone is in no archive, and has none.  Pure.
 */
#ifndef BEADLE_NOTICES_SOURCE_H
#define BEADLE_NOTICES_SOURCE_H

#include "base/mem.h"
#include "committee/state.h"
#include "notices/policy.h"

/* The link to a mail of the policy's list; NULL where it has none.  state may be NULL: then no mail
 * is known to be the list's. */
const char *source_link(struct arena *arena, const struct notice_policy *policy,
			const struct state *state, const char *message_id);

/* The link, else "<message-id>"; "" for a message_id that is "". */
const char *source_text(struct arena *arena, const struct notice_policy *policy,
			const struct state *state, const char *message_id);

/* What is wrong with an `archive:`; NULL: nothing. */
const char *source_archive_fault(struct arena *arena, const char *archive);

#endif
