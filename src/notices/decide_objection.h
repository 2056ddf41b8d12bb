/* decide_objection.h - when the chair is asked whether something is an objection, or hears that one
 * came too late.  Pure.
 *
 * At once, mail by mail, of what is proved to be by people of the list.  All else may be anybody's:
 * it is gathered, and told in one mail a day for the whole list - the first at once, the next not
 * before the hour of reminders, and what a deadline's end has told of is not gathered.  The keys
 * are in decide_deadline.h.
 */
#ifndef BEADLE_NOTICES_DECIDE_OBJECTION_H
#define BEADLE_NOTICES_DECIDE_OBJECTION_H

#include "notices/deadline_work.h"

/* What may be an objection to d->entry: asked about, or gathered. */
void objection_ask(struct deadline_decider *d);

/* The next notice about d->entry tells of all that the chair has not heard. */
void objection_tell_all(struct deadline_decider *d);

/* When each deadline was looked at: objections of which nobody knows to what, and what was
 * gathered. */
void objection_ask_gathered(struct deadline_decider *d, const struct deadline_list *list);

#endif
