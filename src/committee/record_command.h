/* record_command.h - the commands of one mail become events, and the answer that its sender is
 * owed.
 *
 * Which item is meant, in this order: its number ("#12"); a row of the notice that the mail
 * answers, or the number of an item in it, as long as these are not two; the only item of that
 * notice; in a thread of the list the only item that the mail it answers has raised.  Where several
 * fit, none is touched, and the sender is asked.
 *
 * Only a proved sender changes anything.  What is not proved is recorded (EVENT_IGNORED), and
 * whoever the list knows by that address is told so, once a day at most.  Pure: the same state and
 * mail give the same events.
 */
#ifndef BEADLE_COMMITTEE_RECORD_COMMAND_H
#define BEADLE_COMMITTEE_RECORD_COMMAND_H

#include "committee/record.h"

/* The acts of EVENT_ANSWER; its words have a line for each thing said: "> done #12" what was
 * written, else a sentence about what came of it. */
#define ANSWER_COMMANDS "commands"	/* every command was obeyed, or is told why not */
#define ANSWER_ASKED "asked"		/* the chair is asked about it, or hears that it was late */
#define ANSWER_UNPROVED "unproved"	/* nothing was obeyed: the sender is not proved */
#define ANSWER_UNKNOWN "unknown"	/* no command was found */
#define ANSWER_STATUS "status"		/* wants to know his items */
#define ANSWER_HELP "help"
#define ANSWER_RECEIPT "receipt"	/* it has minutes (record_receipt.h): no commands */

/* Appends the events of the commands and of the answer; to be called last, for the answer also
 * speaks of what the other recorders have made of this mail (out from index `first` on).
 * *limit_out: the name of a bound that the mail has met, else NULL. */
void record_commands(struct arena *arena, const struct state *state, const struct incoming *mail,
		     const struct fact *facts, size_t n_facts, struct event_list *out, size_t first,
		     const char **limit_out);

#endif
