/* crosspost.h - a mail to several lists: what of it is for which.
 *
 * What it raises, it raises on each of them.  A command, an answer, or a number speaks of something
 * that is there: that is for the lists where it is, by its number, the notice or the thread that
 * the mail answers, or its subject.  What speaks of nothing that any of them knows is for the first
 * one alone, so that nobody is asked or answered twice.
 */
#ifndef BEADLE_COMMITTEE_CROSSPOST_H
#define BEADLE_COMMITTEE_CROSSPOST_H

#include "committee/record.h"

/* The facts of the mail that are for mail->list: all, when it went to no other one. */
struct fact_list crosspost_facts(struct arena *arena, const struct state *state,
				 const struct incoming *mail, const struct fact *facts,
				 size_t n_facts);

#endif
