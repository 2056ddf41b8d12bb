/* record_report.h - plain words by which an item looks done become events.
 *
 * They close nothing: the owner's next reminder shows them and asks.  They count when they are the
 * owner's, in an answer to the mail that raised the item or to a notice about it; or when minutes
 * say them of the owner, below the item or in a line with its words.  Never a guess: what may be
 * about two items is about neither.  Pure: the same state and mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_REPORT_H
#define BEADLE_COMMITTEE_RECORD_REPORT_H

#include "committee/claim.h"
#include "committee/record.h"

/* Of the facts that report something (tags/fact.h). */
void record_reports(struct arena *arena, const struct state *state, const struct incoming *mail,
		    const struct fact *facts, size_t n_facts, struct event_list *out);

/* Of what stands behind an item that is said again, and below it. */
void report_of_mention(struct arena *arena, const struct incoming *mail, const struct claim *claim,
		       const struct item *item, struct event_list *out);

bool record_has_reports(const struct fact *facts, size_t n_facts);

#endif
