/* digest_ranked.h - what mails about a ranked vote have that others have not: options, and a result
 * that anybody can count again with `beadle tally`; for src/notices/digest_vote.c alone. */
#ifndef BEADLE_NOTICES_DIGEST_RANKED_H
#define BEADLE_NOTICES_DIGEST_RANKED_H

#include "committee/votes.h"
#include "notices/digest_work.h"

/* The options with their letters. */
void digest_ranked_options(struct digest *d, const struct vote_entry *entry);

/* A line to be filled in by a voter. */
void digest_ranked_form(struct digest *d, const struct vote_entry *entry);

/* Of one whose end decided: pairs, steps, who ranked what and why, and the tally sheet, last. */
void digest_ranked_result(struct digest *d, const struct vote_entry *entry);

#endif
