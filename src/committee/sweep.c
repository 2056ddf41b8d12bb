/* sweep.c - see sweep.h. */
#include "committee/sweep.h"

#include <string.h>

#include "committee/walk.h"

static const struct {
	const char *name, *none;
} sweeps[] = {
	[SWEEP_PARKED] = { "drop-parked", "no item is parked that a digest has named" },
	[SWEEP_OLD] = { "drop-old", "no open item is overdue for so long" },
};

bool sweep_from_name(const char *name, enum sweep *out)
{
	for (size_t i = 0; i < sizeof sweeps / sizeof sweeps[0]; i++) {
		if (strcmp(sweeps[i].name, name) == 0) {
			*out = (enum sweep)i;
			return true;
		}
	}
	return false;
}

struct sweeping {
	struct arena *arena;
	const struct state *state;
	const struct act_place *place;
	const struct ladder *ladder;
	enum sweep what;
	bool is_operator;
};

static bool is_meant(const struct sweeping *s, const struct item *item)
{
	if (s->what == SWEEP_OLD)
		return ladder_is_beyond(s->ladder, item, RUNG_LAST_CALL, s->place->today);
	if (item->status != ITEM_PARKED)
		return false;
	return s->is_operator || state_has_key(s->state, ladder_named_key(s->arena, item));
}

const char *sweep_drop(struct arena *arena, const struct state *state,
		       const struct act_place *place, const struct actor *actor,
		       const struct ladder *ladder, enum sweep what, struct event_list *out)
{
	const struct sweeping s = {
		.arena = arena, .state = state, .place = place, .ladder = ladder, .what = what,
		.is_operator = strcmp(actor->proof, RULE_OPERATOR) == 0,
	};
	struct item_walk walk = walk_items(state, place->list);
	const struct item *item;
	const char *numbers = "", *said;
	size_t n = 0;

	if (!*actor->proof)
		return "Nothing has changed: the sender is not proved.";
	if (!actor->is_chair)
		return "Nothing has changed: only the chair may say so.";
	while ((item = item_walk_next(&walk))) {
		const struct item_act act = { .kind = ACT_DROP,
					      .item = item->number,
					      .text = what == SWEEP_OLD ? "old" : "parked" };

		if (!is_meant(&s, item) ||
		    !item_act_do(arena, state, place, actor, &act, out, &said))
			continue;
		numbers = arena_printf(arena, "%s%s#%d", numbers, n ? ", " : "", item->number);
		n++;
	}
	if (!n)
		return arena_printf(arena, "Nothing has changed: %s.",
				    s.is_operator && what == SWEEP_PARKED ? "no item is parked" :
									    sweeps[what].none);
	return arena_printf(arena, "%zu %s dropped: %s.", n, n == 1 ? "item is" : "items are",
			    numbers);
}
