/* secret.h - the ballots of secret votes: recorded, told, counted, and apart from who cast them.
 *
 * What the ledger has of a secret vote while it runs:
 *
 *	events		who has voted, when, and by which mail; never what
 *	a key		random, made when the vote is opened
 *	ballots		what each of these mails said, under an HMAC of voter and mail with
 *			that key: in an order that tells nothing, and without a time
 *
 * Which ballot of a voter counts, the fold says by its mail (committee/vote.h): it may have been
 * read in another order than it was received in.  When the vote has ended, those that count are
 * put under the codes of their voters, an HMAC of the voter alone, sorted by these, and become an
 * event.  Key and ballots are then forgotten (forget.h), and with the key what joins voters and
 * codes.
 *
 * No mail that the ledger has names a code: where one is told to its voter, in the ballot and in
 * each receipt, a mark stands for it (votes_code_mark()), and who hands the mail over puts the code
 * there.  Everybody who has the ledger while the vote runs can do the same; nobody can afterwards.
 */
#ifndef BEADLE_BOT_SECRET_H
#define BEADLE_BOT_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"

struct event;
struct ledger;
struct ledger_mail;
struct people;
struct state;
struct vote_entry;

/* What the event of a secret vote brings beside itself, within the transaction that keeps it: a
 * key, or a ballot; and is taken from it: event->vote.sealed is "" then. */
MUST_CHECK enum err_kind secret_keep(struct ledger *ledger, struct event *event, struct err *err);

/* What a mail of a voter says; nothing happens when the vote has no key. */
MUST_CHECK enum err_kind secret_put(struct ledger *ledger, int vote, const char *voter,
				    const char *message_id, const char *choice, struct err *err);
/* What it said; "": nobody knows. */
MUST_CHECK enum err_kind secret_choice(struct ledger *ledger, struct arena *arena, int vote,
				       const char *voter, const char *message_id,
				       const char **out, struct err *err);

/* The event of its count, of an entry that is uncounted.  *lost_out: the voter whose ballot is not
 * there, and without which nothing is counted; NULL: all are. */
MUST_CHECK enum err_kind secret_count(struct ledger *ledger, struct arena *arena,
				      const struct vote_entry *entry, int64_t now_s,
				      struct event *out, const char **lost_out, struct err *err);

/* Who the person of a mail was when the vote was opened: names may have changed since. */
struct secret_reader {
	const struct state *state;
	const struct people *people;		/* of the mail's list; NULL: it is there no more */
};

/* The bytes of a mail with its reader's code in place of the mark, or with words where the vote is
 * over; as they are, of any other mail. */
MUST_CHECK enum err_kind secret_show(struct ledger *ledger, struct arena *arena,
				     const struct secret_reader *reader,
				     const struct ledger_mail *mail, struct span *out,
				     struct err *err);
/* The same bytes, come back, without what looks like a code. */
struct span secret_hide(struct arena *arena, struct span bytes);

#endif
