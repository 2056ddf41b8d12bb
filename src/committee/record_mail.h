/* record_mail.h - all that one mail says becomes events.  Pure: the same state and mail give the
 * same events. */
#ifndef BEADLE_COMMITTEE_RECORD_MAIL_H
#define BEADLE_COMMITTEE_RECORD_MAIL_H

#include "committee/record.h"

/* Appends events in the order in which they must be applied: items, deadlines, agenda, commands,
 * answers.  What the mail may not raise is kept (held.h).  *limit_out: the name of a bound that it
 * has met, else NULL. */
void record_mail(struct arena *arena, const struct state *state, const struct incoming *mail,
		 const struct fact *facts, size_t n_facts, struct event_list *out,
		 const char **limit_out);

#endif
