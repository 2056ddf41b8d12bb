/* chairs.h - whose turn the chair is.
 *
 * The seats stand in a fixed order and the turn goes round them; a meeting that is held uses up one
 * turn, a cancelled one none.  What was agreed otherwise is a turn of its own kind:
 * - swap: the person chairs now, and who was expected chairs at that person's next turn.  The turn
 *   comes back; the order of the seats stays.  Somebody without a seat has no turn to give: then it
 *   is a stand-in;
 * - stand-in: the person chairs now, and the turn stays where it is, for the next meeting;
 * - skip: the turn of who was expected is gone, and the next one chairs;
 * - nobody: no chair is known, and no turn is used up.
 * A later word about the same meeting takes the place of an earlier one; a skip after a swap or a
 * stand-in takes that back. Pure; strings are borrowed from the order and the turns.
 */
#ifndef BEADLE_COMMITTEE_CHAIRS_H
#define BEADLE_COMMITTEE_CHAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "time/civil.h"

struct chair_seat {
	const char *name;		/* full name */
	struct civil_date from;		/* has a turn from this day on; not set: always */
	struct civil_date until;	/* and none from this day on; not set: for good */
};

enum chair_turn_kind { TURN_SWAP, TURN_STAND_IN, TURN_SKIP, TURN_NOBODY };

struct chair_turn {
	int meeting;			/* its number */
	enum chair_turn_kind kind;
	const char *person;		/* swap, stand-in: who chairs; skip: who was expected, or
					 * NULL */
};

struct chair_order {
	const struct chair_seat *seats;	/* in the order of the turns */
	size_t n_seats;
	const char *first;		/* whose turn the first meeting is; NULL: the first
					 * seat's */
	const struct chair_turn *turns;	/* agreed beforehand (configuration), in any order */
	size_t n_turns;
};

/* By first name, then the rest of the name; letter case of ASCII aside. */
void chairs_sort(struct chair_seat *seats, size_t n_seats);

/* Where the round stands. */
struct chair_round {
	const struct chair_order *order;
	size_t next;			/* index of the seat that has the next turn, if it is
					 * taken then */
	const char **in_place;		/* per seat: who chairs at its next turn instead; NULL:
					 * its own */
};

/* The memory belongs to the arena; first is whose turn it is at the beginning. */
void chairs_begin(struct arena *arena, const struct chair_order *order, struct chair_round *out);

/* Who would chair a meeting on that day if nothing were agreed; NULL when no seat is taken.
 * Changes nothing. */
const char *chairs_expect(const struct chair_round *round, struct civil_date day);

/* The chair of the next meeting that is held, and the turn moves on.  turns: what was agreed for
 * this meeting, applied in their order (two skips skip two); each that could not be applied gets
 * applied_out[i] = false: a skip of somebody whose turn it is not, a swap with who has the turn
 * anyway.  applied_out may be NULL. */
const char *chairs_take(struct chair_round *round, struct civil_date day,
			const struct chair_turn *turns, size_t n_turns, bool *applied_out);

#endif
