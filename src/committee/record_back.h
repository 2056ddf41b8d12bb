/* record_back.h - all that came of one mail is taken back: "drop mail #12".
 *
 * Its items are dropped, its deadlines withdrawn, its entries are off the agenda, its minutes are
 * none, and it waits for nobody.  What it has changed of others' items stays.  The chair may say
 * so, and who wrote that mail; and the operator. Which mail: the one that raised item or deadline
 * #12; without a number the one that raised what is in the notice answered, or is answered itself.
 * Pure.
 */
#ifndef BEADLE_COMMITTEE_RECORD_BACK_H
#define BEADLE_COMMITTEE_RECORD_BACK_H

#include "committee/item_act.h"
#include "committee/record.h"

#define COMMAND_DROP_MAIL "drop-mail"

/* Appends the events of the command of a mail.  A sentence about what came of it, in the arena. */
const char *record_back(struct arena *arena, const struct state *state, const struct incoming *mail,
			const struct actor *actor, const struct fact *fact, struct event_list *out);

/* The same for who knows the mail.  zone: the list's. */
const char *record_back_mail(struct arena *arena, const struct state *state,
			     const struct act_place *place, const struct actor *actor,
			     const struct zone *zone, const char *message_id,
			     struct event_list *out);

/* Which mail raised item or deadline of this number, in that list; NULL: none. */
const char *record_raised_by(const struct state *state, const char *list, int number);

#endif
