/* raise.h - who may raise something on a list: an action item, an agenda entry, a deadline by silence, minutes, a duty.
 *
 *	proved		the people of the list, when it is proved that the mail is theirs (PRODUCT 6)
 *	members		the people of the list, by the address that the mail says it is from
 *	anyone		whoever writes to the list
 *
 * A list that knows no people knows no strangers either.  What the list has not handed over (message/handover.h) raises
 * nothing, whoever wrote it.  What falls short is kept, and the chair is asked (held.h).  Pure.
 */
#ifndef BEADLE_COMMITTEE_RAISE_H
#define BEADLE_COMMITTEE_RAISE_H

#include "base/mem.h"
#include "committee/event.h"

struct incoming;

enum raise_rule { RAISE_PROVED, RAISE_MEMBERS, RAISE_ANYONE };

/* Why the mail may raise nothing, as the end of a sentence; NULL: it may.  In the arena. */
const char *raise_why_not(struct arena *arena, const struct incoming *mail);

/* Does the event raise something, or say anew what is agreed to by silence? */
bool raise_is_one(const struct event *event);

#endif
