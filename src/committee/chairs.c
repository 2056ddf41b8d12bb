/* chairs.c - see chairs.h. */
#include "committee/chairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"

/* The first name is what stands before the space: "Dan Brown" comes before "Daniel". */
static int compare_seats(const void *left, const void *right)
{
	const struct chair_seat *a = left, *b = right;
	int order = span_compare_ci(span_of(a->name), span_of(b->name));

	return order ? order : civil_compare(a->from, b->from);
}

void chairs_sort(struct chair_seat *seats, size_t n_seats)
{
	if (n_seats)
		qsort(seats, n_seats, sizeof *seats, compare_seats);
}

static bool is_taken(const struct chair_seat *seat, struct civil_date day)
{
	return (!civil_is_set(seat->from) || civil_compare(seat->from, day) <= 0) &&
	       (!civil_is_set(seat->until) || civil_compare(day, seat->until) < 0);
}

void chairs_begin(struct arena *arena, const struct chair_order *order, struct chair_round *out)
{
	*out = (struct chair_round){ .order = order };
	out->in_place = arena_alloc(arena, order->n_seats + 1, sizeof *out->in_place);
	for (size_t i = 0; order->first && i < order->n_seats; i++) {
		if (strcmp(order->seats[i].name, order->first) == 0) {
			out->next = i;
			return;
		}
	}
}

/* The seat, from that index on, that is taken on that day; n_seats when none is. */
static size_t seat_from(const struct chair_round *round, size_t from, struct civil_date day)
{
	size_t n = round->order->n_seats;

	for (size_t i = 0; i < n; i++) {
		if (is_taken(&round->order->seats[(from + i) % n], day))
			return (from + i) % n;
	}
	return n;
}

static const char *chair_of_seat(const struct chair_round *round, size_t seat)
{
	return round->in_place[seat] ? round->in_place[seat] : round->order->seats[seat].name;
}

const char *chairs_expect(const struct chair_round *round, struct civil_date day)
{
	size_t seat = seat_from(round, round->next, day);

	return seat < round->order->n_seats ? chair_of_seat(round, seat) : NULL;
}

static void pass(struct chair_round *round, size_t seat)
{
	round->in_place[seat] = NULL;
	round->next = (seat + 1) % round->order->n_seats;
}

/* The next turn of a person after that seat's: whose seat it is; n_seats when there is none. */
static size_t next_turn_of(const struct chair_round *round, size_t seat, const char *person,
			   struct civil_date day)
{
	size_t n = round->order->n_seats;

	for (size_t i = 1; i < n; i++) {
		size_t other = (seat + i) % n;

		if (is_taken(&round->order->seats[other], day) &&
		    strcmp(chair_of_seat(round, other), person) == 0)
			return other;
	}
	return n;
}

/* What was agreed for one meeting, while it is applied. */
struct chairs_taking {
	struct chair_round *round;
	struct civil_date day;
	bool decided;			/* by a swap, a stand-in or nobody */
	const char *chair;		/* then */
	bool keeps_turn;
	bool exchanged;			/* the turn of this seat was given away, and it was this
					 * one's before */
	size_t seat;
	const char *seat_was;
};

/* A later word about the same meeting takes the place of an earlier one, its exchange of turns
 * included. */
static void undo(struct chairs_taking *t)
{
	if (t->exchanged)
		t->round->in_place[t->seat] = t->seat_was;
	t->decided = t->keeps_turn = t->exchanged = false;
}

/* Who was to stand in or to swap cannot: back to who was expected.  Otherwise the turn is gone. */
static bool apply_skip(struct chairs_taking *t, const char *person)
{
	size_t seat = seat_from(t->round, t->round->next, t->day);

	if (t->decided && t->chair && (!person || strcmp(person, t->chair) == 0)) {
		undo(t);
		return true;
	}
	if (seat == t->round->order->n_seats ||
	    (person && strcmp(person, chair_of_seat(t->round, seat)) != 0))
		return false;
	undo(t);
	pass(t->round, seat);
	return true;
}

static bool apply(struct chairs_taking *t, const struct chair_turn *turn)
{
	struct chair_round *round = t->round;
	size_t n = round->order->n_seats, seat = seat_from(round, round->next, t->day);
	bool again = t->decided;

	if (turn->kind == TURN_SKIP)
		return apply_skip(t, turn->person);
	if (turn->kind != TURN_NOBODY && !turn->person)
		return false;
	undo(t);
	if (turn->kind != TURN_NOBODY && seat < n &&
	    strcmp(chair_of_seat(round, seat), turn->person) == 0)
		return again;
	t->decided = true;
	t->chair = turn->kind == TURN_NOBODY ? NULL : turn->person;
	t->seat = turn->kind == TURN_SWAP && seat < n
			  ? next_turn_of(round, seat, turn->person, t->day)
			  : n;
	t->exchanged = t->seat < n;
	t->keeps_turn = !t->exchanged;
	if (t->exchanged) {
		t->seat_was = round->in_place[t->seat];
		round->in_place[t->seat] = chair_of_seat(round, seat);
	}
	return true;
}

const char *chairs_take(struct chair_round *round, struct civil_date day,
			const struct chair_turn *turns, size_t n_turns, bool *applied_out)
{
	struct chairs_taking t = { .round = round, .day = day };
	const char *chair;
	size_t seat;

	for (size_t i = 0; i < n_turns; i++) {
		bool applied = apply(&t, &turns[i]);

		if (applied_out)
			applied_out[i] = applied;
	}
	chair = t.decided ? t.chair : chairs_expect(round, day);
	seat = seat_from(round, round->next, day);
	if (!t.keeps_turn && seat < round->order->n_seats)
		pass(round, seat);
	return chair;
}
