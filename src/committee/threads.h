/* threads.h - which mails belong together: the threads of a week, for the digest.
 *
 * Mails of one thread are those whose Message-ID, In-Reply-To and References meet, directly
 * or through mails that nobody has; a reply that names none of them ("Re: ..." with no such
 * fields) joins the thread of its subject.  Who answers whom is not asked, so loops and missing
 * parents do no harm.  Pure; n log n in the number of ids.
 */
#ifndef BEADLE_COMMITTEE_THREADS_H
#define BEADLE_COMMITTEE_THREADS_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"

struct thread_mail {
	const char *message_id;		/* without <>; "" if none */
	const char *in_reply_to;	/* "" if none */
	const char *const *references;	/* oldest first */
	size_t n_references;
	const char *subject;
	const char *author;		/* full name or address: what a person is told by, letter
					 * case aside; "" unknown */
	int64_t received_s;
};

struct thread {
	const char *subject;		/* of its first mail known, without "Re:" and the list's
					 * prefix */
	const char *message_id;		/* of that mail */
	unsigned messages, people;	/* of the week */
	int64_t first_s, last_s;	/* of the week */
};

/* The threads with mail in [from_s, to_s), the ones with most mail first, then the older ones.
 * Mails from before are given for the sake of the subject and of what they hold together.  A
 * Message-ID that occurs twice is one mail.  A thread of which no author is known is left out: a
 * list that hides who writes would give us our own digest for news, week by week.  prefix: the
 * list's "[bsc]", or "".  *out is in the arena and borrows the mails. */
size_t threads_of(struct arena *arena, const struct thread_mail *mails, size_t n_mails,
		  const char *prefix, int64_t from_s, int64_t to_s, struct thread **out);

/* A subject without "Re:", "Fwd:" and the like, and without the list's prefix, wherever these
 * stand in front.  *reply_out (may be NULL): there was a "Re:". */
struct span threads_base_subject(struct span subject, const char *prefix, bool *reply_out);

#endif
