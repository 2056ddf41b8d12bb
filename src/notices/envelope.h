/* envelope.h - the header fields around every notice, and its parts: complete bytes of a mail.
 *
 * Text is plain, UTF-8, format=flowed, CRLF; Auto-Submitted: auto-generated (RFC 3834), Precedence:
 * bulk. Header injection cannot happen: every value passes through one function that leaves no CR,
 * LF or other control character.
 */
#ifndef BEADLE_NOTICES_ENVELOPE_H
#define BEADLE_NOTICES_ENVELOPE_H

#include "base/mem.h"
#include "base/span.h"
#include "committee/state.h"
#include "message/mailtext.h"
#include "notices/policy.h"
#include "time/zone.h"

struct notice_composed {			/* in the arena */
	const char *message_id;		/* without <> */
	const char *subject;		/* as in the header, before encoding */
	const char *text;		/* as laid out, LF line ends, without attachments */
	struct span bytes;
};

struct envelope {
	const struct notice_policy *policy;
	const struct zone *zone;	/* the reader's: of Date */
	const char *kind;		/* X-Beadle-Notice */
	const char *message_id;		/* envelope_message_id() */
	const char *to_name, *to_addr;
	const char *subject;		/* without the list's prefix */
	bool of_list;			/* with its prefix and List-Id */
	const char *answers;		/* Message-ID without <> of the mail it belongs to; ""
					 * for none; left out when it may not be cited
					 * (identity.h) */
	const char *text;		/* LF line ends, laid out */
	const struct mailtext_part *parts;	/* attachments behind the text */
	size_t n_parts;
};

/* Of the notice with this key: derived from it and the ledger's secret, at the bot's domain;
 * without <>. */
const char *envelope_message_id(struct arena *arena, const struct notice_policy *policy,
				const struct state *state, const char *key);
/* Was it made so, from this key, whatever the domain was?  One of a beadle that had no secret yet
 * was not. */
bool envelope_is_message_id(struct arena *arena, const struct state *state, const char *key,
			    const char *message_id);

void envelope_write(struct arena *arena, const struct envelope *envelope, int64_t now_s,
		    struct notice_composed *out);

#endif
